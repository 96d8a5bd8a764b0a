package page

// signaturePages are the pages about electronic signatures, by the name of their template.
var signaturePages = map[string]Page{
	"request_paper_sign": &RequestPaperSign{},
}

// Signs are the electronic signatures in a file.
type Signs struct {
	Title string
	Rows  []Sign
	Fault string // why the list is not whole
	Note  string // what is not checked, or that nothing was yet
}

// Sign is one of them.
type Sign struct {
	Who     string
	When    string
	State   Tag
	Issuer  string
	Reason  string // why it is not intact
	Later   string // what was added since
	Purpose string
}

// SignedFile is the signed file of a paper.
type SignedFile struct {
	Signs *Signs // nil for a file that says nothing of any
	None  string // that there is none
	Other string // a warning: it is not the paper that was issued
}

// RequestPaperSign is where a paper is signed with a certificate of BSrE.
type RequestPaperSign struct {
	Base
	Head   RequestHead
	Name   string
	Behalf string // as of RequestShow
	Files  []Link // what is signed
	Facts  []AnswerPart
	SHA256 string      // of the paper as it was issued
	Signed *SignedFile // who has signed already; nil for nobody
	// Fields ask for the proof, the NIK and the passphrase. None of them ever has a value.
	Fields []Field
	Form   ActionForm
}
