package page

// paperPages are the pages of the papers of a request, by the name of their template.
var paperPages = map[string]Page{
	"request_papers": &RequestPapers{},
	"request_paper":  &RequestPaper{},
}

// RequestPapers is what comes out of the record of a request: what can be issued and what
// was.
type RequestPapers struct {
	Base
	Head   RequestHead
	Ready  []PaperOffer // the viewer may issue them, now or when what they need is there
	Issued []PaperRow
	Others []PaperOffer // somebody else's, or not yet
	Note   string       // why nothing can be issued now, or ""
}

// PaperOffer is a kind of paper that can be looked at, and perhaps issued.
type PaperOffer struct {
	ID    string // of the kind
	Name  string
	About string
	// PDF and DOCX are addresses of drafts, "" where none can be made yet.
	PDF, DOCX string
	// Issue issues it; nil where the viewer may not, or not now.
	Issue   *ActionForm
	Again   bool     // one is in force already, which the new one replaces
	Lacks   []Reason // what it needs first
	Who     string   // who issues it, for those of others
	Unready string   // why it cannot be issued now, or ""
}

// PaperRow is one paper that was issued.
type PaperRow struct {
	Href   string
	Name   string
	Code   string
	Number string // "" while it has none
	State  Tag
	When   string
	Who    string
}

// RequestPaper is one paper.
type RequestPaper struct {
	Base
	Head    RequestHead
	Name    string
	State   Tag
	Facts   []AnswerPart
	Hashes  []Pair   // what proves it, by what it is
	Reason  []string // why it was withdrawn
	Files   []Link
	QR      string      // address of the picture of its QR code
	Address string      // what the QR code says
	Signed  *SignedFile // nil while there is none
	Sign    *Link       // to signing it with a certificate; nil for whoever may not
	// Uses put it into document items that are open to the viewer.
	Uses []PaperUse
	// Register enters number and signed file, Withdraw takes it back; nil where the viewer
	// may not.
	Register *FindingForm
	Withdraw *FindingForm
}

// PaperUse puts a paper into a document item.
type PaperUse struct {
	Item     string
	Replaces string // the name of the file that it would replace, or ""
	Form     ActionForm
}
