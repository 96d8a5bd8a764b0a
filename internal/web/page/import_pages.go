package page

// importPages are the pages about lists that come in by file, by the name of their template.
var importPages = map[string]Page{
	"imports":    &Imports{},
	"import":     &ImportPage{},
	"import_row": &ImportRowForm{},
}

// Imports is where a list is brought, and the lists that are on their way.
type Imports struct {
	Base
	Kind    Field // without options: only people
	File    Field
	Samples []ImportSample
	Rows    []ImportListRow
	Own     string // the agency whose people alone may be in a list, or ""
}

// Mark puts the faults of the summary beside their fields.
func (p *Imports) Mark() {
	for _, f := range []*Field{&p.Kind, &p.File} {
		f.Fault = p.Fault(f.ID)
	}
}

// ImportSample is the example of a list, as files.
type ImportSample struct {
	Kind  string
	Links []Link
}

// ImportListRow is one list on its way.
type ImportListRow struct {
	Href string
	Name string // of the file
	Kind string
	By   string // who brought it, and when
	Size string
	Open string // what is left to do, or ""
}

// ImportPage is every row of a list with what would become of it, or became.
type ImportPage struct {
	Base
	Action  string // address of the list
	Name    string // of the file
	Kind    string
	By      string
	Gone    string // when it is thrown away by itself
	Notes   []string
	Groups  []ImportGroup
	Unknown []ImportUnknown
	Rows    []ImportRow
	Shown   string // which rows of how many
	First   string // addresses of other pages, or ""
	Before  string
	Next    string
	Keep    []Pair // what a form sends to come back here

	Apply   string // the button's words; "" where there is nothing to apply
	Bad     string // how many rows are left behind, or ""
	Ticks   bool   // some row on this page can be ticked off
	Results string // address of the results as a file; "" before anything was applied
	Invite  string // the button's words; "" where nobody is to be invited
	Reach   string // who is not reached by mail, or ""
	Done    string // when it was applied last, or ""
}

// ImportGroup is a group of rows that can be looked at alone.
type ImportGroup struct {
	Href string
	Text string
	On   bool
}

// ImportUnknown asks which agency a text stands for.
type ImportUnknown struct {
	Text   string
	Choose Field
}

// ImportRow is one row of the file.
type ImportRow struct {
	Line    int
	ID      string // "baris-4"
	Edit    string // where it is mended; "" when it is applied
	Title   string // the name
	Cells   []ImportCell
	Verdict Tag
	Flags   []ImportFlag
	Changes []string
	Made    string // the username that it gets, or ""
	Off     bool
	Tick    Field // takes it off
	Target  Link  // the account or agency; its zero value is none
}

// ImportCell is what stands in one column.
type ImportCell struct {
	Label string
	Value string
}

// ImportFlag is something odd, about a column or the row.
type ImportFlag struct {
	Label string // of the column, or "Baris"
	Text  string
	Bad   bool
}

// Kind is the colour of the tag.
func (f ImportFlag) Kind() string {
	if f.Bad {
		return "tolak"
	}
	return "anda"
}

// ImportRowForm mends one row.
type ImportRowForm struct {
	Base
	Action string
	Return string // the list, where this row is
	Line   int
	Flags  []ImportFlag // about the row as a whole
	Fields []Field
	Keep   []Pair
}
