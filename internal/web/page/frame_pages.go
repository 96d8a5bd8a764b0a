package page

import "github.com/alur-id/alur/internal/flow"

// framePages are the pages around the requests, by the name of their template.
var framePages = map[string]Page{
	"home":          &Home{},
	"shortcuts":     &Words{},
	"accessibility": &Words{},
	"guide":         &GuideIndex{},
	"guide_flow":    &GuideFlow{},
	"track_form":    &TrackForm{},
	"track":         &Track{},
	"resume":        &Resume{},
	"invitation":    &Invitation{},
	"tasks":         &Tasks{},
	"requests":      &Requests{},
	"search":        &Search{},
	"agencies":      &Agencies{},
	"agency_form":   &AgencyForm{},
	"failure":       &Failure{},
}

// Words is a page of words alone.
type Words struct {
	Base
}

// Home is the front page.
type Home struct {
	Base
	Routes []GuideRoute
	Code   Field
}

// GuideIndex compares the routes.
type GuideIndex struct {
	Base
	Routes []GuideRoute
}

// GuideRoute is one route in the comparison.
type GuideRoute struct {
	Href    string
	Title   string
	Part    string
	Summary string
	Total   int
	Phases  []GuidePhase
}

// GuideRoutes puts each plan into the comparison, in the order given. Stages within
// another stage are left out.
func GuideRoutes(plans []*flow.Plan) []GuideRoute {
	var out []GuideRoute
	for _, plan := range plans {
		r := GuideRoute{Href: "/panduan/" + string(plan.Flow), Title: plan.Title, Part: plan.Part, Summary: plan.Summary, Total: plan.Total()}
		for i, name := range plan.Phases {
			ph := GuidePhase{Name: name, Number: i + 1}
			for _, st := range plan.Stages {
				if st.Phase == i && !st.Sub {
					ph.Stages = append(ph.Stages, GuideStage{Number: st.Number, Title: st.Title})
				}
			}
			r.Phases = append(r.Phases, ph)
		}
		out = append(out, r)
	}
	return out
}

// GuidePhase is a phase with its stages.
type GuidePhase struct {
	Number int
	Name   string
	Stages []GuideStage
}

// First and Last are the numbers of the first and the last stage of the phase.
func (p GuidePhase) First() int { return p.Stages[0].Number }

// Last is the number of the last stage of the phase.
func (p GuidePhase) Last() int { return p.Stages[len(p.Stages)-1].Number }

// GuideStage explains one stage.
type GuideStage struct {
	ID       string
	Number   int
	Sub      bool
	Title    string
	Clause   string
	Who      string
	What     string
	Result   string
	Asks     []GuideAsk
	Outcomes []GuideOutcome
}

// GuideAsk is one thing that a stage asks for.
type GuideAsk struct {
	Title    string
	Owner    string
	Optional bool
}

// GuideOutcome is one way out of a stage.
type GuideOutcome struct {
	Title string
	By    string
	To    string // "" where it stays
}

// GuideFlow explains one route.
type GuideFlow struct {
	Base
	Flow    string
	Part    string
	Summary string
	Total   int
	Phases  []GuidePhase
}

// TrackForm asks for a tracking code.
type TrackForm struct {
	Base
	Code Field
}

// Track is a request as anybody with its code sees it. It has no person, no
// document and no reason that somebody wrote.
type Track struct {
	Base
	Code   string
	Name   string
	Agency string
	Flow   string

	Giliran   Giliran
	Progress  Progress
	Submitted string
	Steps     []TrackStep // newest first
	Share     string      // the whole address of this page
	ShareBy   string      // a link that shares it by WhatsApp
}

// TrackStep is one stay in a stage.
type TrackStep struct {
	Number int
	Title  string
	At     string
	Left   string // "" while it lasts
}

// Resume offers to send again what was typed when a session was over.
type Resume struct {
	Base
	Action string
	Values []Pair
}

// Pair is one form value.
type Pair struct {
	Name  string
	Value string
}

// Invitation makes the first administrator's account.
type Invitation struct {
	Base
	Action   string
	Invited  *Invited // who was invited; nil for the first administrator
	Dead     bool     // the link does not work any more
	Username Field    // of the first administrator, as Name
	Name     Field
	Password Field
	Repeat   Field
}

// Invited is what somebody who was invited reads of the account.
type Invited struct {
	Name     string
	Username string
	Agency   string
	Roles    string
	Until    string
}

// Mark puts the faults of the summary beside their fields.
func (p *Invitation) Mark() {
	for _, f := range []*Field{&p.Username, &p.Name, &p.Password, &p.Repeat} {
		f.Fault = p.Fault(f.ID)
	}
}

// Tasks is what waits for one person, and for whom he or she waits.
type Tasks struct {
	Base
	Mine     []Task // taken by this person, or nobody else could do them
	Free     []Task // several people could do them, and nobody has taken them
	Taken    []Task // by a colleague
	MoreMine bool   // the lists above are cut
	Askings  []Asking
	Vacant   []VacantSeat // in teams, for those who may change them
	None     string       // why a third party has nothing to see, or ""
	Others   []Task       // wait for other parties
	Done     []Task
	Begin    Link // a new request; its zero value is none
	ReadOnly bool // auditors and admins have no tasks at all
}

// Task is one row: what to do on which request, in which role.
type Task struct {
	Href    string
	Title   string
	Number  string // "Draf" before it has one
	Agency  string
	As      string // "sebagai Tim Penguji", for tasks of one's own
	Age     string // "di tahap ini 4 hari"
	Stage   string
	Giliran Giliran
	Status  Tag
	Ended   string // when, for requests that ended
	Counter string // who registered it from a paper letter, or ""
	By      string // who is at it: "Dikerjakan oleh … sejak …", or ""
	// Take takes the task or gives it back; nil where nobody else could do it.
	Take *ActionForm
	// HandOver leads to where it is given to a colleague; its zero value is none.
	HandOver Link
}

// Requests is the list of all requests that one person sees.
type Requests struct {
	Base
	Query   Field
	Filters []Field
	Chips   []Chip
	Rows    []Row
	Next    string // address of the next page, or ""
	First   string // address of the first page, or "" on it
	Clear   string
	Asked   string // the words searched for
	None    string // why a third party has nothing to see, or ""
	Begin   Link   // a new request; its zero value is none
	Open    bool   // the filters are unfolded

	Downloads []Link // the same list as files
	Limit     string // how long they may become
}

// Chip is a filter in use; its link takes it away.
type Chip struct {
	Text string
	Href string
}

// Row is one request in a list.
type Row struct {
	Href     string
	Number   string
	Title    string
	Agency   string
	Flow     string
	Progress Progress
	Giliran  Giliran
	Status   Tag
	Changed  string
	Counter  string // who registered it from a paper letter, or ""
}

// Search finds requests by words.
type Search struct {
	Base
	Query Field
	Asked string
	Rows  []Row
	All   string // address of the whole list with these words, when it is cut
}

// Agencies lists the organisations.
type Agencies struct {
	Base
	Query Field
	Kind  Field
	Rows  []AgencyRow
	Next  string
	First string
	Asked string
}

// AgencyRow is one organisation in the list.
type AgencyRow struct {
	Href        string
	Name        string
	Short       string
	Kind        string
	Active      bool
	Unconfirmed bool
}

// AgencyForm adds or changes an organisation.
type AgencyForm struct {
	Base
	Action  string
	Heading string
	New     bool
	Name    Field
	Short   Field
	Kind    Field
	State   Field // active, confirmed; this and the rest only for existing ones
	From    Field
	Until   Field
	Next    Field  // the organisation that took over
	Kop     string // address of the letterhead's form
	Preview Letterhead
}

// Mark puts the faults of the summary beside their fields.
func (p *AgencyForm) Mark() {
	for _, f := range []*Field{&p.Name, &p.Short, &p.Kind, &p.State, &p.From, &p.Until, &p.Next} {
		f.Fault = p.Fault(f.ID)
	}
}

// Failure says what went wrong and where to go on.
type Failure struct {
	Base
	Status   int
	Text     string
	Incident string // to name when asking for help; only for faults of ours
	Kind     FailureKind
	Door     string // the access that was missing, for FailDoor
}

// FailureKind decides what a failure page offers.
type FailureKind string

// The kinds of failures. The zero value offers the way back alone.
const (
	FailNotFound    FailureKind = "not-found"
	FailConflict    FailureKind = "conflict"
	FailOurs        FailureKind = "ours"
	FailDoor        FailureKind = "door"
	FailCrossOrigin FailureKind = "cross-origin"
)
