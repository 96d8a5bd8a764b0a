package page

// FormItem is one thing that a stage asks for, or one input of an action, as its
// owner fills it in. Part "form-item". Exactly one of the shapes is drawn.
type FormItem struct {
	ID    string // of the item; also the anchor that links to it
	Shape Shape

	Field Field
	// Upload is a control for a file beside the field that names one; its zero value is none.
	Upload   Field
	Group    FormGroup
	Document FormDocument
	Picker   FormPicker

	// Beside leads to what else there is about an item of several controls; its zero
	// value is nothing.
	Beside     Link
	BesideNote string

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
	ShapeField    Shape = "field"    // one control
	ShapeGroup    Shape = "group"    // several controls under one legend
	ShapeDocument Shape = "document" // a slot for files
	ShapePicker   Shape = "picker"   // people chosen by search
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
	Fold    FormFold // its zero value is none
	Count   string   // how many of the rows are answered, or ""
	// Columns are how many rows stand side by side where there is room: 0 for one below
	// the other.
	Columns int
}

// FormFold is rows that are folded away at first.
type FormFold struct {
	Title string
	Hint  string
	Open  bool
	Rows  []FormRow
}

// FormRow is one row of controls: a milestone, an aspect, or the only one.
type FormRow struct {
	ID     string // anchor, or ""
	Legend string // "" where the group has one row
	Fault  string
	Fields []Field
	// Picker is drawn instead of fields; its zero value is none.
	Picker FormPicker
	// Layout is how the row is set: "" one control under the other, "sebaris" side by
	// side where there is room, "sebaris-lebar" with a narrow second one, "pisah" under
	// a line of its own, "aspek" in columns, "agenda" for an item of an agenda.
	Layout  string
	Hiddens []Hidden
}

// FormPicker chooses people, or one organisation, by search: those chosen stand on top,
// and the page stays short however many there are. Part "picker". Without scripts the
// search is a button of the form around it, so that nothing typed is lost; scripts
// look at Path instead, and put the part of that page with the same id in place.
type FormPicker struct {
	Key   string // of the search: its controls are named "_cari.<key>" and "_di.<key>"
	Lists []PickerList
	Words Field
	Where Field // which organisation; its zero value is none
	Found []PickerRow
	Said  string // about what was found
	Path  string
}

// PickerList is one list of those chosen: a team, the attendees, or the one vendor.
type PickerList struct {
	ID       string // of the control, to which faults lead, and the name of its values
	Anchor   string // id of the item, or "" for a part of one
	Short    string // what it is called in a few words: "Tim Penguji"
	Legend   string
	Hint     string
	Fault    string
	Optional bool
	Single   bool // one of them at most
	Chosen   []PickerPerson
	Rules    []PickerRule
	State    Tag
	Lacks    string
	Theirs   Answer
}

// PickerPerson is somebody to choose, or an organisation.
type PickerPerson struct {
	Value    string
	Name     string
	Agency   string
	AgencyID string
	Note     string // "2 tim aktif"
}

// PickerRow is somebody that was found.
type PickerRow struct {
	Person PickerPerson
	Boxes  []PickerBox
}

// PickerBox puts a person on one of the lists.
type PickerBox struct {
	ID     string
	Name   string
	Label  string
	Done   string // in place of the label once it is taken
	Single bool
	Taken  bool // is on it already
}

// PickerRule is a rule on a list, as it stands with those chosen.
type PickerRule struct {
	Met bool
	// Yes and No say so in words.
	Yes, No string
	// Agency is the organisation of which somebody is needed, or Other the list with
	// which nobody may be shared: for scripts.
	Agency, Other string
	// Who are those shared.
	Who string
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
	// Paper is the button that fills the slot with a paper that comes out of the record, or "".
	Paper string
	// Expected is the id of the file that the new one would replace, or "".
	Expected string
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
	Href   string // download; "" for a file that nobody may open now
	Held   *DocHeld
	View   DocView
	Remove string // where to take it out, or ""
	Stage  string
	// State is "" for a current file, else "Diganti" or "Dihapus".
	State  string
	Review *DocReview
	// Signs are the electronic signatures in it; nil for none, and where they are not shown.
	Signs *Signs
}

// DocHeld says why nobody may open a file now.
type DocHeld struct {
	Tag Tag
	Why string
}

// DocView says how a file can be looked at.
type DocView struct {
	Name string
	// Href is the page on which it can be looked at, or which says that it cannot.
	Href string
	// Viewable says that the server makes pictures of its type.
	Viewable bool
	// Compare is where it stands beside the version that it replaced, or "".
	Compare string
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
