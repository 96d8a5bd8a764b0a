// Package flow knows what a flow is: it parses and checks a definition,
// compiles it to a [Plan], and decides with [Registry.Step] what a command does
// to the [State] of a request.
//
// It is pure: no I/O, no clock, no database, no HTTP. What a rule needs from
// outside (the time, who is who) comes in with [Env]. Start reading at [Plan],
// [State] and [Registry.Step]; definitions are parsed in definition.go and
// proved sound by the check_*.go files, one check a file.
package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Plan is a compiled definition: checked, every reference resolved. It is
// immutable and shared between goroutines.
type Plan struct {
	Flow    alur.FlowID
	Version int
	Title   string
	Part    string // the part of the guide: "A" or "B"
	Summary string // one or two sentences of our own, for the public guide
	Parties []*Party
	Phases  []string // names of the phases, in order
	// Stages in the order of the guide. A sub-stage ("perbaikan") stands after the
	// stage whose number and clause it shares.
	Stages []*Stage
	// Sources are the files that it was compiled from, as they were read: its own first.
	Sources []Source
}

// Source is a file of a definition.
type Source struct {
	Name string // without a folder: "swakelola.yaml"
	Text []byte
}

// PartySource says how the people of a party are found on one request.
type PartySource string

// The sources of parties (flows.md, "Parties").
const (
	SourceRequester PartySource = "requester" // users of the requesting agency with the role requester
	SourceReviewer  PartySource = "reviewer"  // users of the ICT agency with the role reviewer
	SourceHead      PartySource = "head"      // users of the ICT agency with the role head
	SourceTeam      PartySource = "team"      // members named in a team item, from the appointing action on
	SourceVendor    PartySource = "vendor"    // users (role vendor) of the organisation named in a vendor item, likewise
)

// Party is somebody who acts in a flow.
type Party struct {
	ID     alur.PartyID
	Name   string
	Source PartySource
	Stage  alur.StageID // SourceTeam, SourceVendor: where the item stands
	Item   alur.ItemID  // SourceTeam, SourceVendor: the item that names them
}

// Stage is one step of the guide, or a sub-stage of one.
type Stage struct {
	ID      alur.StageID
	Number  int
	Title   string
	Short   string // at most 16 characters
	Phase   int    // index into Plan.Phases
	Clause  string // "A.3"
	Sub     bool   // shares number and clause with the stage before it
	Summary string // what the guide asks for, in our own words
	Result  string // what stands at the end of the stage
	Items   []*Item
	Actions []*Action // own actions first, then the ext actions over all stages, in definition order
	// Review is set where documents are reviewed (verifikasi).
	Review *Review
	// Findings is set where findings are reported and verified, or fixed.
	Findings *Findings
	// Shows are items of earlier stages shown (with their hashes) beside the form.
	Shows []Ref
	// Resubmits: rejected documents that were not replaced or removed count as missing
	// here, and documents and items of stages whose document was rejected may be
	// changed here until the stage is left (flows.md, "Stage 2 after a return").
	Resubmits bool
	// Counter: reviewers may act here for the requester of a request that they
	// registered from a paper letter (ext).
	Counter bool
}

// Ref names an item by its stage.
type Ref struct {
	Stage alur.StageID
	Item  alur.ItemID
}

// Review says who reviews the documents of which stages.
type Review struct {
	Party  alur.PartyID
	Stages []alur.StageID
}

// Findings says who may report and verify findings in this stage (Report), or
// who fixes them (Fix). One of them is "".
type Findings struct {
	Report alur.PartyID
	Fix    alur.PartyID
}

// party is who does in the stage what is done with findings there.
func (f *Findings) party() alur.PartyID {
	if f.Report != "" {
		return f.Report
	}
	return f.Fix
}

// Kind is the kind of an item (flows.md, "What a stage may ask for").
type Kind string

// The kinds of items. KindDocumentID is for inputs of actions only: the id of a
// document that the request has (ubah-tim's sk-tim).
const (
	KindText       Kind = "text"
	KindLongText   Kind = "longtext"
	KindNumber     Kind = "number"
	KindDate       Kind = "date"
	KindMoney      Kind = "money"
	KindSystem     Kind = "system"
	KindChoice     Kind = "choice"
	KindURL        Kind = "url"
	KindPerson     Kind = "person"
	KindDocument   Kind = "document"
	KindChecklist  Kind = "checklist"
	KindVerdicts   Kind = "verdicts"
	KindMeeting    Kind = "meeting"
	KindMilestones Kind = "milestones"
	KindLog        Kind = "log"
	KindTeam       Kind = "team"
	KindVendor     Kind = "vendor"
	KindSignature  Kind = "signature"
	KindDocumentID Kind = "document-id"
)

// Option is one choice of a choice, entry of a checklist, aspect of verdicts,
// or kind of log entries.
type Option struct {
	ID    string
	Title string
}

// Verdict is one option of a verdicts item.
type Verdict struct {
	ID           string
	Title        string
	NoteRequired bool
	Unacceptable bool // stops the actions guarded by GuardVerdicts
}

// Item is one thing that a stage asks for, or one input of an action.
type Item struct {
	ID       alur.ItemID
	Kind     Kind
	Title    string
	Help     string
	Owner    alur.PartyID // "" for inputs of actions
	Required bool
	// RequiredUnless: not required while the item named is not set or has this value.
	RequiredUnless *Condition
	Confidential   bool      // hidden from vendors
	Generated      bool      // the system can make this document
	Options        []Option  // choice: options; checklist: entries; log: kinds
	Aspects        []Option  // verdicts
	Verdicts       []Verdict // verdicts
	Parts          []string  // person: the parts that must be there
	Min            int64     // number
	NotFuture      bool      // date: not after today in Jakarta
	NotPast        bool      // date: not before today in Jakarta
	MaxFiles       int       // document: 1 unless said
	Types          []string  // document: allowed types ("pdf"); empty: all of promises.md
	EachKind       bool      // log: at least one entry of each kind when required
	Covers         []Ref     // signature: documents of other stages that it covers as well
}

// Condition compares a choice item of the same stage.
type Condition struct {
	Item  alur.ItemID
	Value string
}

// GuardKind names a rule on an action that looks at more than one item's form.
type GuardKind string

// The guards. Each refuses with the blocker codes named.
const (
	GuardComplete     GuardKind = "complete"      // every required item is there and none outdated: missing-item, missing-document, missing-signature, outdated
	GuardStarted      GuardKind = "started"       // Items[0], a meeting, has begun: too-early
	GuardAttendees    GuardKind = "attendees"     // Items[0], a meeting, has at least one of each of Groups: attendees-incomplete
	GuardReviewed     GuardKind = "reviewed"      // every document under review has a verdict: document-not-reviewed
	GuardRejected     GuardKind = "some-rejected" // at least one was rejected: no-document-rejected
	GuardAccepted     GuardKind = "none-rejected" // none was rejected: document-rejected
	GuardReplaced     GuardKind = "replaced"      // every rejected document was replaced or removed, and no item of a reopened stage is missing: document-rejected, missing-item
	GuardOpenFinding  GuardKind = "open-finding"  // at least one finding is open or reopened: no-open-finding
	GuardFixed        GuardKind = "all-fixed"     // no finding is open or reopened: finding-not-fixed
	GuardVerified     GuardKind = "all-verified"  // every finding is verified: finding-not-verified
	GuardVerdicts     GuardKind = "verdicts"      // no aspect of Items has an unacceptable verdict: verdict-not-acceptable
	GuardBothAgencies GuardKind = "both-agencies" // each team of Items has somebody of either agency: team-needs-both-agencies
	GuardNoOverlap    GuardKind = "no-overlap"    // nobody is in two teams of Items: team-overlap
	GuardFourEyes     GuardKind = "four-eyes"     // the actor has not submitted this request: four-eyes
)

// Guard is a rule on an action.
type Guard struct {
	Kind  GuardKind
	Items []alur.ItemID // of the action's stage; for a team change: of the inputs over the stored teams
	// Groups for GuardAttendees: "agencies" (the ICT agency and the requesting one) or
	// the ids of parties whose people must be among the attendees.
	Groups []string
}

// Direction says where an action leads, as seen from its stage.
type Direction string

// The directions of actions.
const (
	LeadsOn   Direction = "on"     // to a later stage or to the end "completed"
	LeadsBack Direction = "back"   // to an earlier stage, or to the sub-stage of a fix
	LeadsOut  Direction = "out"    // to an end other than "completed"
	Stays     Direction = "stays"  // in the stage
	Switches  Direction = "switch" // to the same stage of another flow
)

// Action moves a request, or changes it in its stage.
type Action struct {
	ID        alur.ActionID
	Title     string
	Clause    string // "" for an ext action
	Parties   []alur.PartyID
	Direction Direction
	To        alur.StageID // LeadsOn and LeadsBack, unless End is set; Stays: the stage itself
	End       alur.Status  // LeadsOut, and LeadsOn to "completed"
	ToFlow    alur.FlowID  // Switches
	Guards    []Guard
	Inputs    []*Item

	Submits     bool // whoever takes it counts as having submitted (four eyes)
	Registers   bool // gives number and tracking code (ajukan)
	Appoints    bool // from here on the teams and the vendor named in the stage are parties (tetapkan)
	ChangesTeam bool // ubah-tim: its team inputs replace the stored teams
	Pauses      bool // jeda
	Resumes     bool // lanjutkan: possible only while paused
	WhilePaused bool // possible while paused (lanjutkan, tarik, hentikan)
	Returns     bool // kept as last_return
	Decides     bool // pages ask for the password again
	Turn        bool // counts when nothing is missing: its parties have the ball
	Outdates    []Ref
}

// Stage returns the stage with the id, or nil.
func (p *Plan) Stage(id alur.StageID) *Stage {
	for _, s := range p.Stages {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Party returns the party with the id, or nil.
func (p *Plan) Party(id alur.PartyID) *Party {
	for _, x := range p.Parties {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// Total is the number of the last stage: 16 or 18.
func (p *Plan) Total() int { return p.Stages[len(p.Stages)-1].Number }

// Item returns the stage's item with the id, or nil.
func (st *Stage) Item(id alur.ItemID) *Item {
	for _, it := range st.Items {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// Action returns the stage's action with the id, or nil.
func (st *Stage) Action(id alur.ActionID) *Action {
	for _, a := range st.Actions {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// Input returns the action's input with the id, or nil.
func (a *Action) Input(id alur.ItemID) *Item {
	for _, it := range a.Inputs {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// May reports whether one of the parties may take the action.
func (a *Action) May(parties []alur.PartyID) bool {
	return slices.ContainsFunc(a.Parties, func(p alur.PartyID) bool { return slices.Contains(parties, p) })
}
