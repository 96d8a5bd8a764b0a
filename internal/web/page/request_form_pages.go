package page

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

// SignRow is one signature of a stage.
type SignRow struct {
	ID     string // of its item
	Title  string
	Who    string // the party that signs
	Signed *Signed
	Href   string // where the viewer signs; "" when he or she may not, or not yet
	Wait   string // why not yet
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
	Fading   string      // when the people named in it are forgotten, or "" while that is far away
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
	Receipt ReceiptPart // its zero value is for those who do not see histories
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
