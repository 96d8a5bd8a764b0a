package page

// templatePages are the pages about the templates of papers, by the name of their template.
var templatePages = map[string]Page{
	"letter_templates": &LetterTemplates{},
	"letter_template":  &LetterTemplate{},
	"letter_version":   &LetterVersion{},
}

// LetterTemplates lists the kinds of papers with what they are made with.
type LetterTemplates struct {
	Base
	Rows []LetterTemplateRow
}

// LetterTemplateRow is one kind.
type LetterTemplateRow struct {
	Href  string
	Name  string
	About string
	State Tag    // "Bawaan", "Versi 3"
	Since string // when and by whom, or ""
	Count int    // of versions
}

// LetterTemplate is one kind's template: what is in force, the versions, and a form that
// takes another one.
type LetterTemplate struct {
	Base
	Name     string
	About    string
	State    Tag
	Since    string
	InForce  LetterFiles
	Shipped  LetterFiles
	Action   string // where a document is uploaded
	File     Field
	Versions []LetterTemplateVersion // newest first
	Uses     []LetterTemplateUse     // newest first
	Fields   []LetterField
}

// LetterFiles are the addresses of a version.
type LetterFiles struct {
	Href    string // its own page
	DOCX    string
	Example string // a PDF with made-up values
}

// LetterTemplateVersion is one upload.
type LetterTemplateVersion struct {
	Href  string
	Name  string // "Versi 3"
	File  string
	By    string // with when
	Force bool   // it is in force
}

// LetterTemplateUse says that a version was put in force.
type LetterTemplateUse struct {
	Name   string
	By     string
	Reason string
}

// LetterField is a field that templates may use.
type LetterField struct {
	Name   string // as it is written: "{{sistem}}", "{{#peserta}} … {{/peserta}}"
	About  string
	Within []LetterField
}

// LetterVersion is one version, looked at before it is put in force.
type LetterVersion struct {
	Base
	Kind   string // what the paper is called
	Name   string // "Versi 3"
	By     string // with when; "" of the shipped one
	File   string
	Force  bool
	Files  LetterFiles
	Notes  []string // what was not taken over
	Action string
	Seen   int // the number of the use that is in force
	Reason Field
	Button string
}
