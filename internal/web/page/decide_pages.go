package page

// decidePages are the pages on which a request is decided, by the name of their template.
var decidePages = map[string]Page{
	"request_decide": &RequestDecide{},
}

// RequestDecide is all that a decision rests on, and below it the decision.
type RequestDecide struct {
	Base
	Head     RequestHead
	Giliran  Giliran
	Progress Progress
	Guide    StageGuide
	Facts    []AnswerPart // the figures, first of all
	Groups   []EvidenceGroup
	Similar  []Similar
	Choices  []DecisionChoice
	Fault    string // nothing is chosen
	Behalf   string // as of RequestShow
	Preview  *DecisionPreview
	Password Field
	Form     ActionForm
	More     []ActionRow
}

// EvidenceGroup is some of the evidence.
type EvidenceGroup struct {
	ID      string
	Title   string
	Folded  bool
	Answers []Answer
	Parts   []AnswerPart
	Docs    []Doc
}

// DecisionChoice is one way to decide, with what it asks for.
type DecisionChoice struct {
	Value   string
	Title   string
	Leads   string
	Hint    string
	Warn    string
	Checked bool
	Items   []FormItem
}

// ChoiceID is the id of the control; the first one is where a fault about all of them leads.
func (c DecisionChoice) ChoiceID() string { return "putusan-" + c.Value }

// DecisionPreview is what the applicant will read.
type DecisionPreview struct {
	Title string
	Text  []string // paragraphs
}

// Similar is a system that goes by a similar name. Part "similar".
type Similar struct {
	Title  string
	Agency string
	Status string
	Href   string // "" where the visitor may not see the request
}
