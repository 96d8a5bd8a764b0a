package page

// compliancePages are the reports on the clauses of the guide, by the name of their template.
var compliancePages = map[string]Page{
	"request_compliance": &RequestCompliance{},
	"compliance_year":    &ComplianceYear{},
}

// RequestCompliance says of one request what became of each clause of the guide.
type RequestCompliance struct {
	Base
	Head      RequestHead
	Part      string // "Panduan bagian A, swakelola"
	Basis     string // what the report rests on
	Counts    []Pair // how many clauses are in which state
	Rows      []ComplianceRow
	Beside    []string // acts of which the guide says nothing
	Downloads []Link
}

// ComplianceRow is one clause.
type ComplianceRow struct {
	ID     string // of the element: "klausul-A.3"
	Clause string
	Title  string
	State  Tag
	Sum    []string // when, by whom
	Rounds []ComplianceRound
}

// Evidence is how much there is to unfold.
func (r ComplianceRow) Evidence() int {
	n := 0
	for _, x := range r.Rounds {
		n += len(x.Evidence)
	}
	return n
}

// ComplianceRound is one stay in the stage of a clause.
type ComplianceRound struct {
	Name     string // "Putaran 2"; "" where there is one
	Began    string // when and by whom
	As       string // how another route counted it, or ""
	Left     string // by which act, or ""
	Evidence []ComplianceEvidence
}

// ComplianceEvidence is one thing that happened in a round.
type ComplianceEvidence struct {
	Text string
	Who  string // with when
	File string // SHA-256, or ""
	Void string // why it does not count any more, or ""
	Seq  int64
}

// ComplianceYear counts what became of the clauses in the requests of a year.
type ComplianceYear struct {
	Base
	Year      int
	Years     []Link // the other years
	Requests  string // in words; "" for none
	Made      string
	States    []string // the columns
	Flows     []ComplianceFlow
	Downloads []Link
	Limit     string
}

// ComplianceFlow is the table of one route.
type ComplianceFlow struct {
	ID       string
	Title    string
	Requests string
	Rows     []ComplianceTally
}

// ComplianceTally is one clause.
type ComplianceTally struct {
	Clause string
	Title  string
	Cells  []Pair // state and how many
	Now    string // how many stand in it, in words, or ""
	Rounds string // the most rounds that a request took, or ""
}
