package page

// letterheadPages are the pages of what letters bear, by the name of their template.
var letterheadPages = map[string]Page{
	"letterhead": &LetterheadForm{},
}

// Letterhead is how the letters of an organisation begin and end. Part "letterhead".
type Letterhead struct {
	Logo          string // address, "" without one
	Width, Height int    // of the logo as it is shown, in pixels
	Government    string
	Name          string
	Lines         []string // address, phone and fax, e-mail and web
	Place         string   // "Salatiga, 7 Desember 2026"
	HeadTitle     string
	HeadName      string
	HeadNIP       string // grouped
	Empty         bool   // nothing has been filled in
}

// LetterheadForm changes the letterhead of one organisation.
type LetterheadForm struct {
	Base
	Name     string
	Action   string // address; the logo goes to Action + "/logo"
	Preview  Letterhead
	Warning  string  // what is odd about the NIP, or ""
	Fields   []Field // what stands above
	Head     []Field // who signs; none for a third party
	Logo     Field
	HasLogo  bool
	Fallback string // address to go back to
}

// Mark puts the faults of the summary beside their fields.
func (p *LetterheadForm) Mark() {
	for _, list := range [][]Field{p.Fields, p.Head} {
		for i := range list {
			list[i].Fault = p.Fault(list[i].ID)
		}
	}
	p.Logo.Fault = p.Fault(p.Logo.ID)
}
