package page

// requestPages are the pages of one request, by the name of their template.
var requestPages = map[string]Page{
	"request_new":       &RequestNew{},
	"request_show":      &RequestShow{},
	"request_draft":     &RequestDraft{},
	"request_section":   &RequestSection{},
	"request_check":     &RequestCheck{},
	"request_sent":      &RequestSent{},
	"request_act":       &RequestAct{},
	"request_sign":      &RequestSign{},
	"request_docs":      &RequestDocs{},
	"request_preview":   &RequestPreview{},
	"request_remove":    &RequestRemove{},
	"request_photo":     &RequestPhoto{},
	"request_reuse":     &RequestReuse{},
	"request_findings":  &RequestFindings{},
	"request_finding":   &RequestFinding{},
	"request_team":      &RequestTeam{},
	"request_history":   &RequestHistory{},
	"request_proof":     &RequestProof{},
	"request_messages":  &RequestMessages{},
	"request_stage":     &RequestStage{},
	"request_hand_over": &RequestHandOver{},
}

// RequestHead is the identity of a request, at the top of each of its pages.
// Part "request-head".
type RequestHead struct {
	ID     string
	Number string // "" before it is submitted
	Flow   string
	Title  string
	Agency string
	Status Tag
	// Counter says who registered it from a paper letter, or "".
	Counter string
	// Code is the tracking code, "" before it is submitted.
	Code string
	Tabs []Tab
}

// Path is the address of the request's own page.
func (h RequestHead) Path() string { return "/permohonan/" + h.ID }

// Tab is a link between the pages of one request.
type Tab struct {
	Href    string
	Text    string
	Count   int
	Current bool
}

// StageGuide is what the guide asks for in a stage. Part "guide".
type StageGuide struct {
	Clause  string // "A.3"
	Summary string
	Result  string
	Href    string // of the public guide
}

// Reason is one reason why something cannot be done now.
type Reason struct {
	Text string
	Href string // where to put it right, or ""
}

// ActionRow is an action of the stage that the viewer may take, now or later.
type ActionRow struct {
	ID      string
	Title   string
	Href    string
	Class   string // of the button
	Allowed bool
	Leads   string // where it leads: "Ke tahap 4, presentasi pengajuan"
	Reasons []Reason
	Behalf  string // for whom the viewer would take it, where the actions differ in that
}

// OtherAction is an action of somebody else.
type OtherAction struct {
	Title string
	Who   string
}

// StageRow is one stage in the list of all stages.
type StageRow struct {
	Number int
	Sub    bool
	Title  string
	Phase  string // set on the first stage of a phase
	State  string // lalu, kini, nanti, henti
	Word   string // the state in words
	Who    string
	When   string
	Rounds string // "putaran 2"
	Href   string // its answers, once it was entered
}

// RequestShow is the page of a request.
type RequestShow struct {
	Base
	Head     RequestHead
	Giliran  Giliran
	Progress Progress
	Guide    StageGuide
	Returned *Returned
	// Form is what the viewer has to fill in; nil when nothing.
	Form   *StageForm
	Review *ReviewForm
	// Findings is set in the stages of testing and fixing.
	Findings *FindingsCard
	// Signing are the signatures of the stage, given and due.
	Signing []SignRow
	// Readiness is what the record says about the end of the work; nil in other stages.
	Readiness *Readiness
	// Revise leads to where a revision of what the stage rests on is asked for; its zero
	// value is none.
	Revise Link
	// Others are the answers of the stage that are not the viewer's to give.
	Others []Answer
	// Evidence is what a decision rests on, in a stage that asks for nothing.
	Evidence []Answer
	Shown    []Doc
	// Outcome is set after the end.
	Outcome    *Returned
	Team       []TeamGroup
	Signatures []Answer
	History    bool   // the viewer may read the history
	Behalf     string // for whom the viewer takes the actions, in a sentence; "" in person
	Actions    []ActionRow
	More       []ActionRow // those that the guide does not name
	Waits      []OtherAction
	Stages     []StageRow
	// Time is how long the request has been with whom; nil before it is submitted.
	Time    *TimeSoFar
	Outlook *Outlook // nil before it is submitted and after it ended
	Docs    []Doc
	DocsAll int
	// Unsaved is what was typed into a form that could not be saved because the
	// request has moved on.
	Unsaved []Answer
}

// TimeSoFar is the working time since submission. The rows make the total.
type TimeSoFar struct {
	Total string
	Rows  []TimeShare
	Note  string // what is not known about it, or ""
}

// TimeShare is what one holder had of it.
type TimeShare struct {
	Who  string
	Time string
	Now  bool
}

// Readiness is how far the work is to be handed over, as the record says.
type Readiness struct {
	Rows []ReadyRow
	Done int
}

// ReadyRow is one thing that must be there, with where it is seen.
type ReadyRow struct {
	Done   bool
	Text   string
	Detail string
	Href   string
}

// Returned says that the request was sent back, by whom and why.
type Returned struct {
	Action string
	Who    string
	When   string
	Reason []string
}

// ReviewForm is the review of letter and documents.
type ReviewForm struct {
	Action  string
	Open    []ReviewRow // without a verdict
	Done    []ReviewRow
	Count   int // with a verdict
	Total   int
	Hiddens []Hidden
	Primary bool
	Behalf  string // as of RequestShow
	// Barred says why this viewer may not review, though of the reviewing party.
	Barred string
	// OpenDone unfolds the reviewed rows, for one of them is at fault.
	OpenDone bool
	// Kept were accepted in an earlier round and have not changed since.
	Kept     []ReviewRow
	OpenKept bool // one of them is at fault
	// First is the document that stands beside the list at first.
	First   *Viewer
	Changed int64 // as of StageForm
}

// ReviewRow is one document under review.
type ReviewRow struct {
	Doc     Doc
	Verdict Field
	Note    Field
	Before  *Doc // the file that this one replaced
}

// RequestHandOver gives a task that the viewer has taken to a colleague.
type RequestHandOver struct {
	Base
	Head   RequestHead
	Task   string // what there is to do
	Taken  bool   // the viewer has taken it
	Choice Field
	Form   ActionForm
}

// RequestStage shows what was given in a stage that is past.
type RequestStage struct {
	Base
	Head    RequestHead
	Number  int
	Name    string
	Guide   StageGuide
	Visits  []Visit
	Answers []Answer
	Docs    []Doc // reviewed in it
	// Pictures are those of the findings that were added in it.
	Pictures []Doc
	// Findings are spoken of, with where to read them.
	Findings     bool
	FindingsHref string
}

// Visit is one stay in a stage.
type Visit struct {
	Entered, Left string
	Text          string
}
