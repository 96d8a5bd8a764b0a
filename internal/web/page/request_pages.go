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

// RequestNew is where a request begins.
type RequestNew struct {
	Base
	Own     bool  // the visitor may apply for the own agency
	Letters bool  // the visitor may register paper letters of others
	Origin  Field // which of the two; only where both may be
	Agency  Field // whose letter it is; only where Letters is set
	Flow    Field
	Compare []FlowCard
	Prepare []PrepareItem
	Hiddens []Hidden
}

// PrepareItem is a file to have at hand.
type PrepareItem struct {
	Title string
	Help  string
	Later bool // only needed after the request is sent
}

// FlowCard explains one route.
type FlowCard struct {
	Title string
	Total int
	Href  string
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
	Docs       []Doc
	DocsAll    int
	// Unsaved is what was typed into a form that could not be saved because the
	// request has moved on.
	Unsaved []Answer
}

// SignRow is one signature of a stage.
type SignRow struct {
	ID     string // of its item
	Title  string
	Who    string // the party that signs
	Signed *Signed
	Href   string // where the viewer signs; "" when he or she may not, or not yet
	Wait   string // why not yet
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

// StageForm is the form of a stage.
type StageForm struct {
	Action   string // address
	Title    string
	Sections []FormSection
	Hiddens  []Hidden
	Primary  bool // the save button is the page's primary one
	Button   string
	Warn     string // what saving would undo, or ""
	Saves    bool   // there is something to save, not signatures alone
	Files    bool   // there are slots for files
	FileNote string // what the slots take, where they do not say it themselves
	Behalf   string // as of RequestShow
	// Autosave is where a script saves the answers as they are typed; "" where saving
	// would undo something, so that it waits for the button.
	Autosave string
	// Changed is when the request changed last, in milliseconds since 1970: a script
	// holds its own copy of the form against it.
	Changed int64
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

// FindingsCard sums up the findings on the request's page.
type FindingsCard struct {
	Grid   Grid
	Open   int
	All    int
	Mine   []FindingRow // those that wait for the viewer
	Href   string
	Button string
}

// Grid counts findings by aspect and quality, three by two.
type Grid struct {
	Aspects []string
	Rows    []GridRow
}

// GridRow is one quality of the grid.
type GridRow struct {
	Quality string
	Cells   []GridCell
}

// GridCell counts the findings of one aspect and quality, beside what the test said of it.
type GridCell struct {
	Open, All int
	Verdict   Tag    // its zero value where nothing is judged yet
	Href      string // the findings of the cell, or ""
}

// RequestDraft is the list of sections of a request that is not submitted yet.
type RequestDraft struct {
	Base
	Head     RequestHead
	Guide    StageGuide
	Sections []DraftSection
	Done     int
	Next     Link
	Check    string      // address of the check page
	Withdraw Link        // its zero value is none
	Note     string      // for whom the viewer acts at the counter, or ""
	By       string      // who is at it, of several who could be; or ""
	Task     *ActionForm // takes the draft or gives it back; nil where nobody else could do it
	HandOver Link
}

// DraftSection is one row of the task list.
type DraftSection struct {
	Title string
	Href  string
	Tag   Tag
	Done  bool
}

// RequestSection is one section of a draft.
type RequestSection struct {
	Base
	Head   RequestHead
	Number int
	Total  int
	Name   string
	Form   StageForm
	// Similar is where a script looks for systems like the one that is being named; ""
	// in sections that do not name it.
	Similar string
}

// RequestCheck is "check your answers".
type RequestCheck struct {
	Base
	Head     RequestHead
	Sections []CheckSection
	Missing  []Reason
	Similar  []Similar   // systems whose name is like this one's
	Submit   *ActionForm // nil while something is missing
	Warn     string      // what sending will keep the viewer from, or ""
	Behalf   string      // as of RequestShow
}

// CheckSection is one section with its answers.
type CheckSection struct {
	Title   string
	Answers []Answer
}

// ActionForm is the form that takes an action.
type ActionForm struct {
	Action  string // address
	Button  string
	Class   string
	Hiddens []Hidden
}

// RequestSent is the receipt.
type RequestSent struct {
	Base
	Head    RequestHead
	Giliran Giliran
	Code    string
	At      string
	Go      Link // what the viewer has to do next; its zero value is nothing
	Track   string
}

// RequestAct is the page on which an action is confirmed.
type RequestAct struct {
	Base
	Head     RequestHead
	Name     string
	What     []string // what will happen
	Warn     string   // set where it cannot be undone
	Behalf   string   // as of RequestShow
	Reasons  []Reason // why it cannot be taken now; then there is no form
	Evidence []Answer // what the decision rests on
	Items    []FormItem
	Files    bool // the form may carry a file
	Remark   Field
	Password Field
	Form     ActionForm
}

// RequestSign is the page on which one signs.
type RequestSign struct {
	Base
	Head     RequestHead
	Name     string
	As       string // the party that signs
	Behalf   string // as of RequestShow
	Answers  []Answer
	Docs     []Doc
	Reasons  []Reason
	Password Field
	Form     ActionForm
}

// RequestDocs lists the files of a request.
type RequestDocs struct {
	Base
	Head   RequestHead
	Groups []DocGroup
	Path   string
	All    bool // replaced and removed ones too
	Old    int  // how many of these there are
}

// DocGroup is the files of one stage.
type DocGroup struct {
	Title string
	Docs  []Doc
}

// RequestRemove asks whether a file is to be taken out.
type RequestRemove struct {
	Base
	Head RequestHead
	Doc  Doc
	Form ActionForm
}

// RequestFindings lists the findings of a request.
type RequestFindings struct {
	Base
	Head     RequestHead
	Grid     Grid
	Chips    []FindingChip // by status, with how many there are
	Only     string        // which ones are listed, in words; "" for all
	Path     string        // of all findings
	All      int
	Findings []FindingRow
	Report   *FindingForm // nil when the viewer may not report
	Return   Link         // back to the stage, where the viewer works in it
	// Ways are the actions that lead out of the stage, with what stands against them.
	Ways []ActionRow
}

// FindingChip is a choice of which findings to list.
type FindingChip struct {
	Href    string
	Text    string
	Count   int
	Current bool
}

// Picture is a picture of a finding, small and as a link to the whole.
type Picture struct {
	Href   string // where it is looked at
	Thumb  string
	Alt    string
	Remove string // where to take it out, or ""
}

// FindingRow is one finding.
type FindingRow struct {
	Number      int
	Href        string
	Title       string
	Description []string
	Where       string // "Input · Efektivitas"
	Severity    Tag
	Status      Tag
	Who, When   string
	History     []FindingStep
	Mine        bool // the viewer has to do something about it
	Pictures    []Picture
	Count       int // of all its pictures
}

// FindingStep is one change of a finding.
type FindingStep struct {
	Text     string
	Tag      Tag
	Round    string // "Putaran 2", where one begins; "" else
	Note     []string
	Who      string
	When     string
	Pictures []Picture
}

// FindingForm reports a finding or changes one.
type FindingForm struct {
	Fields []Field
	Form   ActionForm
	Files  bool   // it may carry pictures
	More   string // a second button: to save and begin another, or ""
}

// RequestFinding is one finding with its history.
type RequestFinding struct {
	Base
	Head    RequestHead
	Finding FindingRow
	Change  *FindingForm
	Add     *FindingForm // for pictures alone
}

// RequestTeam lists who works on a request.
type RequestTeam struct {
	Base
	Head   RequestHead
	Groups []TeamGroup
	Letter []Doc
	Change Link
	Note   string
}

// TeamGroup is one team, or the third party.
type TeamGroup struct {
	Title   string
	Note    string
	Members []Member
	Parts   []AnswerPart
}

// Member is one person of a team.
type Member struct {
	Name, Agency string
}

// RequestHistory is the history, newest first.
type RequestHistory struct {
	Base
	Head  RequestHead
	Rows  []HistoryRow
	Older string
	Newer string
	Total int
	Prove string // where an auditor or admin has it proved; "" for others
}

// RequestProof says whether the history of a request is unbroken.
type RequestProof struct {
	Base
	Head   RequestHead
	Name   string
	At     string
	Events int
	Last   string // hash of the last event
	Broken bool
	Seq    int64  // of the first event that is wrong; 0 for what is wrong with the request's row
	What   string // for who runs the server, in English
}

// Again is where the history is proved once more.
func (p *RequestProof) Again() string { return p.Head.Path() + "/riwayat/keutuhan" }

// HistoryRow is one event.
type HistoryRow struct {
	Seq     int64
	Main    bool // it moved the request
	Text    string
	Who     string
	Party   string
	When    string
	Details []AnswerPart
	Notes   []string
	File    string // fingerprint of the file that it is about, or ""
	Hash    string
}

// RequestMessages are the comments.
type RequestMessages struct {
	Base
	Head     RequestHead
	Messages []Message
	Write    *FindingForm // nil for auditors
}

// Message is one comment.
type Message struct {
	Who, Agency, When string
	Text              []string
	Only              string // who alone may read it; "" when everybody may
	Mine              bool
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
