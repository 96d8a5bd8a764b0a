package page

// checkPages are the pages on which anybody checks a paper, by the name of their template.
var checkPages = map[string]Page{
	"paper_check": &PaperCheck{},
}

// PaperCheck asks for the code of a paper or for its file, and says what came out.
type PaperCheck struct {
	Base
	Action string
	Code   Field
	File   Field
	// For is the code of the paper that is looked at: the form then asks for its file alone.
	For    string
	Result *CheckResult
}

// CheckResult says whether a paper or a file is ours.
type CheckResult struct {
	Title  string
	Text   string // more about it, or ""
	Bad    bool
	Papers []CheckedPaper
}

// CheckedPaper is what anybody may know of a paper.
type CheckedPaper struct {
	Kind   string
	State  Tag
	Advice string // what to do with one that is not in force, or ""
	Facts  []Pair
}
