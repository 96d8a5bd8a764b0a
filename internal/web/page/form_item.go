package page

// FormItem is one thing that a stage asks for, or one input of an action, as its
// owner fills it in. Part "form-item". Exactly one of the shapes is drawn.
type FormItem struct {
	ID    string // of the item; also the anchor that links to it
	Shape Shape

	Field Field
	// Upload is a control for a file beside the field that names one; its zero value is none.
	Upload    Field
	Group     FormGroup
	Document  FormDocument
	Signature FormSignature

	// People draws the choice of people in columns.
	People bool
	// State says how far the item is; its zero value shows none.
	State Tag
	// Lacks says which parts are still missing: "Masih kurang: NIP.", or "".
	Lacks string
	// Theirs is what somebody else stored meanwhile, beside what was typed; its
	// zero value is nothing.
	Theirs Answer
}

// Shape says how an item is drawn.
type Shape string

// The shapes.
const (
	ShapeField     Shape = "field"     // one control
	ShapeGroup     Shape = "group"     // several controls under one legend
	ShapeDocument  Shape = "document"  // a slot for files
	ShapeSignature Shape = "signature" // a link to the page where one signs
)

// FormGroup is a question of several controls, in one or more rows.
type FormGroup struct {
	Legend   string
	Hint     string
	Fault    string // about the whole of it
	Optional bool
	// Entries are what a log holds already; they cannot be changed.
	Entries []LogLine
	Rows    []FormRow
}

// FormRow is one row of controls: a milestone, an aspect, or the only one.
type FormRow struct {
	ID     string // anchor, or ""
	Legend string // "" where the group has one row
	Fault  string
	Fields []Field
	// Layout is how the row is set: "" one control under the other, "sebaris" side by
	// side where there is room, "sebaris-lebar" with a narrow second one, "pisah" under
	// a line of its own, "orang" for a choice of people.
	Layout string
}

// LogLine is one stored entry of a log.
type LogLine struct {
	Date string // in words
	Kind string // "" where there is only one
	Text []string
}

// FormDocument is a slot for a document: what is there, and the control for another file.
type FormDocument struct {
	Title    string
	Hint     string
	Types    string // "PDF, paling besar 50 MB"
	Optional bool
	Docs     []Doc
	Field    Field // type file
	Full     bool  // no further file is taken
	Button   string
	// Photo is the button that photographs the document page by page, or "".
	Photo string
	// Expected is the id of the file that the new one would replace, or "".
	Expected string
}

// FormSignature is a signature that is due or given.
type FormSignature struct {
	Title  string
	Signed *Signed
	Href   string // where to sign; "" when the viewer may not, or not yet
	Wait   string // why not yet, or whose it is
}

// Signed is a signature that stands.
type Signed struct {
	Who, When string
	SHA256    string
}

// FormSection groups items under a heading.
type FormSection struct {
	Title  string // "" for none
	Note   string
	Items  []FormItem
	Folded bool // in <details>
	Open   bool // a folded section is open: something in it is at fault
}

// Answer is what an item holds, read only. Part "answer".
type Answer struct {
	ID     string
	Title  string
	Text   []string     // paragraphs
	Parts  []AnswerPart // parts of a person, a meeting, a checklist …
	Lines  []LogLine
	Href   string // a web address, shown as a link
	Docs   []Doc
	Signed *Signed
	// Empty is said when there is nothing: "Belum diisi".
	Empty string
	// Owner is who fills it in, where that is not the reader.
	Owner string
	// State says how far it is; its zero value shows none.
	State Tag
	// Change is where to change it; its zero value shows none.
	Change Link
}

// Has reports whether there is anything to show.
func (a Answer) Has() bool {
	return len(a.Text)+len(a.Parts)+len(a.Lines)+len(a.Docs) > 0 || a.Href != "" || a.Signed != nil
}

// AnswerPart is one part of an answer.
type AnswerPart struct {
	Key, Value string
	Note       string
	Href       string // the value is a link
}

// Doc is one file of a request.
type Doc struct {
	ID     string
	Kind   string // title of its item
	Name   string
	Meta   string // "1,2 MB · PDF"
	When   string
	Who    string
	SHA256 string
	Href   string // download
	// Preview is its address for looking at it in the browser; "" for types that no
	// browser shows safely.
	Preview string
	Picture bool   // it is a picture, to be fitted into the room that is there
	Remove  string // where to take it out, or ""
	Stage   string
	// State is "" for a current file, else "Diganti" or "Dihapus".
	State  string
	Review *DocReview
}

// DocReview is what the reviewers said of a file.
type DocReview struct {
	Tag  Tag
	Note []string
	Who  string
	When string
}

// Hidden is a value that a form carries unseen.
type Hidden struct {
	Name, Value string
}
