package flow

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// Env is what a decision needs from outside. Nothing in it is read from a
// clock or a database by this package.
type Env struct {
	At    time.Time
	Actor alur.User
	// ICT is the ICT agency.
	ICT alur.AgencyID
	// People are the users that the state or the command names ([State.People],
	// [Command.Names]); who is absent does not exist.
	People map[string]alur.User
	// Agencies are the organisations that the command names; who is absent does not exist.
	Agencies map[alur.AgencyID]alur.Agency
	// Private holds the values of person items by commitment. A commitment without a
	// value was erased and counts as complete.
	Private map[string]Person
	// Salt returns fresh random bytes for the commitment of a person item. It may be
	// nil where the command sets none.
	Salt func() []byte
}

// Command is something that a user asks for on a request.
type Command interface {
	// Names returns the usernames and agencies that the command's values name, as far
	// as they can be read, so that the caller can look them up for Env.
	Names() (usernames []string, agencies []alur.AgencyID)
}

// Create opens a request in the flow's first stage, with Data as in [SetData]. With
// Agency set, a reviewer of the ICT agency registers the paper letter of that
// agency; the state given to Step has it as its agency.
type Create struct {
	Flow   alur.FlowID
	Agency alur.AgencyID
	Data   map[string]jsontext.Value
}

// SetData sets items of the current stage; a null clears one.
type SetData struct {
	Items map[string]jsontext.Value
}

// AddDocument adds an uploaded file, whose bytes are already safe on disk. With
// Check set nothing is added: Step only says whether it could be (before the upload).
type AddDocument struct {
	ID        alur.DocumentID
	Kind      string
	Name      string // cleaned
	Size      int64
	MediaType string // of the content
	Type      string // "pdf", "docx", … of the content, compared with Item.Types
	SHA256    string
	Check     bool
	// Finding makes it a picture of the finding with the number; Kind is then [KindPicture].
	Finding int
}

// KindPicture is the kind of the pictures of findings, which no item of a stage asks for.
const KindPicture alur.ItemID = "temuan"

// MaxPictures is how many pictures a finding takes between two changes of its status, in
// one stage.
const MaxPictures = 5

// PictureTypes are the types that pictures of findings may have.
var PictureTypes = []string{"png", "jpeg"}

// RemoveDocument takes a document out of its stage's current set.
type RemoveDocument struct {
	ID alur.DocumentID
}

// ReviewDocument gives a verdict on a document.
type ReviewDocument struct {
	ID      alur.DocumentID
	Verdict string
	Note    string
}

// AddFinding reports a finding.
type AddFinding struct {
	Aspect, Quality, Severity string
	Title, Description        string
}

// ChangeFinding moves a finding to another status.
type ChangeFinding struct {
	Number int
	Status string
	Note   string
}

// Sign signs a signature item of the current stage. The caller has checked the password.
// With Check set nothing is signed: Step only says whether it could be.
type Sign struct {
	Item  string
	Check bool
}

// Comment adds a comment for an audience. Salt is fresh random bytes, for the
// commitment to a text that the history does not hold (the ICT agency's own).
type Comment struct {
	ID       alur.CommentID
	Text     string
	Audience alur.Audience
	Salt     []byte
}

// Act takes an action.
type Act struct {
	Action string
	Input  map[string]jsontext.Value
	Note   string
}

// Draft is an event to be: the store gives it seq, time, prev and hash.
type Draft struct {
	Type       alur.EventType
	Party      alur.PartyID
	OnBehalfOf string         // username of the absent colleague, "" in person
	Payload    jsontext.Value // canonical JSON (RFC 8785)
}

// Private is a personal value to be kept beside the history, erasable.
type Private struct {
	Stage      alur.StageID
	Item       alur.ItemID
	Commitment string // lower-case hex SHA-256(salt ‖ canonical JSON of the value)
	Salt       []byte
	Value      jsontext.Value // canonical JSON
}

// Result is what a command does.
type Result struct {
	Drafts   []Draft   // empty: nothing changes, nothing is written
	Private  []Private // to be stored with the events
	Warnings []Warning
	// Next is the state after the drafts, as if they had the next seqs and Env.At.
	Next *State
}

// Warning is something odd about a value that was nevertheless accepted.
type Warning struct {
	Item string // item or item.part
	Code string // "nip-unusual"
}

// Person is the value of a person item.
type Person struct {
	Name     string `json:"name,omitempty"`
	Position string `json:"position,omitempty"`
	NIP      string `json:"nip,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Email    string `json:"email,omitempty"`
}

// Meeting is the value of a meeting item.
type Meeting struct {
	Start     string   `json:"start,omitempty"` // RFC 3339 with offset
	End       string   `json:"end,omitempty"`
	Place     string   `json:"place,omitempty"`
	Link      string   `json:"link,omitempty"`
	Attendees []string `json:"attendees,omitempty"`
	Guests    string   `json:"guests,omitempty"`
	Minutes   string   `json:"minutes,omitempty"`
}

// Milestone is one entry of a milestones item.
type Milestone struct {
	Title string `json:"title,omitempty"`
	Due   string `json:"due,omitempty"` // a date
}

// LogEntry is one entry of a log item.
type LogEntry struct {
	Kind string `json:"kind"`
	Date string `json:"date"`
	Text string `json:"text"`
}

// Tick is the state of one checklist entry.
type Tick struct {
	State string `json:"state,omitempty"` // "done" or "not-applicable"
	Note  string `json:"note,omitempty"`
}

// VerdictValue is the verdict on one aspect.
type VerdictValue struct {
	Verdict string `json:"verdict,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Vendor is the value of a vendor item.
type Vendor struct {
	Agency string `json:"agency,omitempty"`
	Basis  string `json:"basis,omitempty"`
	Number string `json:"number,omitempty"`
	Date   string `json:"date,omitempty"`
}

// VendorBases are the ways of procurement that a vendor item may name.
var VendorBases = []string{"e-purchasing", "pengadaan-langsung", "penunjukan-langsung", "tender-cepat", "tender", "lainnya"}

// Waiting is one party that has the ball, and what is missing of it.
type Waiting struct {
	Party   alur.PartyID
	Missing []string // items in definition order; "findings" in a fix; empty when an action is due
}

// ActionView is an action of the current stage as one actor sees it.
type ActionView struct {
	Action   *Action
	Mine     bool           // one of the actor's parties may take it
	Allowed  bool           // it would succeed now, its own input aside
	Blockers []alur.Blocker // why not
}
