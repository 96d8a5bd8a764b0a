package page

// FindingsCard sums up the findings on the request's page.
type FindingsCard struct {
	Grid   Grid
	Open   int
	All    int
	Mine   []FindingRow // those that wait for the viewer
	Href   string
	Button string
}

// Grid counts findings by aspect and quality, three by two.
type Grid struct {
	Aspects []string
	Rows    []GridRow
}

// GridRow is one quality of the grid.
type GridRow struct {
	Quality string
	Cells   []GridCell
}

// GridCell counts the findings of one aspect and quality, beside what the test said of it.
type GridCell struct {
	Open, All int
	Verdict   Tag    // its zero value where nothing is judged yet
	Href      string // the findings of the cell, or ""
}

// RequestDocs lists the files of a request.
type RequestDocs struct {
	Base
	Head   RequestHead
	Groups []DocGroup
	Path   string
	All    bool // replaced and removed ones too
	Old    int  // how many of these there are
}

// DocGroup is the files of one stage.
type DocGroup struct {
	Title string
	Docs  []Doc
}

// RequestRemove asks whether a file is to be taken out.
type RequestRemove struct {
	Base
	Head RequestHead
	Doc  Doc
	Form ActionForm
}

// RequestFindings lists the findings of a request.
type RequestFindings struct {
	Base
	Head     RequestHead
	Grid     Grid
	Chips    []FindingChip // by status, with how many there are
	Only     string        // which ones are listed, in words; "" for all
	Path     string        // of all findings
	All      int
	Findings []FindingRow
	Report   *FindingForm // nil when the viewer may not report
	Return   Link         // back to the stage, where the viewer works in it
	// Ways are the actions that lead out of the stage, with what stands against them.
	Ways []ActionRow
}

// FindingChip is a choice of which findings to list.
type FindingChip struct {
	Href    string
	Text    string
	Count   int
	Current bool
}

// Picture is a picture of a finding, small and as a link to the whole.
type Picture struct {
	Href   string // where it is looked at
	Thumb  string
	Alt    string
	Held   string // why nobody may look at it now, or ""
	Remove string // where to take it out, or ""
}

// FindingRow is one finding.
type FindingRow struct {
	Number      int
	Href        string
	Title       string
	Description []string
	Where       string // "Input · Efektivitas"
	Severity    Tag
	Status      Tag
	Who, When   string
	History     []FindingStep
	Mine        bool // the viewer has to do something about it
	Pictures    []Picture
	Count       int // of all its pictures
}

// FindingStep is one change of a finding.
type FindingStep struct {
	Text     string
	Tag      Tag
	Round    string // "Putaran 2", where one begins; "" else
	Note     []string
	Who      string
	When     string
	Pictures []Picture
}

// FindingForm reports a finding or changes one.
type FindingForm struct {
	Fields []Field
	Form   ActionForm
	Files  bool   // it may carry pictures
	More   string // a second button: to save and begin another, or ""
}

// RequestFinding is one finding with its history.
type RequestFinding struct {
	Base
	Head    RequestHead
	Finding FindingRow
	Change  *FindingForm
	Add     *FindingForm // for pictures alone
}

// RequestTeam lists who works on a request.
type RequestTeam struct {
	Base
	Head   RequestHead
	Groups []TeamGroup
	Letter []Doc
	Change Link
	Note   string
}

// TeamGroup is one team, or the third party.
type TeamGroup struct {
	Title   string
	Note    string
	Members []Member
	Parts   []AnswerPart
}

// Member is one person of a team.
type Member struct {
	Name, Agency string
	Inactive     string // that the account has ended, or ""
}

// RequestHistory is the history, newest first.
type RequestHistory struct {
	Base
	Head  RequestHead
	Rows  []HistoryRow
	Older string
	Newer string
	Total int
	Prove string // where an auditor or admin has it proved; "" for others
	Pack  string // where all evidence is had as one file
	// Clauses is where the history is told clause by clause.
	Clauses string
}

// RequestProof says whether the history of a request is unbroken.
type RequestProof struct {
	Base
	Head   RequestHead
	Name   string
	At     string
	Events int
	Last   string // hash of the last event
	Broken bool
	Seq    int64  // of the first event that is wrong; 0 for what is wrong with the request's row
	What   string // for who runs the server, in English
}

// Again is where the history is proved once more.
func (p *RequestProof) Again() string { return p.Head.Path() + "/riwayat/keutuhan" }

// HistoryRow is one event.
type HistoryRow struct {
	Seq     int64
	Main    bool // it moved the request
	Text    string
	Who     string
	Party   string
	When    string
	Details []AnswerPart
	Notes   []string
	File    string // fingerprint of the file that it is about, or ""
	Hash    string
	Receipt ReceiptPart
}

// RequestMessages are the comments.
type RequestMessages struct {
	Base
	Head     RequestHead
	Messages []Message
	Write    *FindingForm // nil for auditors
}

// Message is one comment.
type Message struct {
	Who, Agency, When string
	Text              []string
	Only              string // who alone may read it; "" when everybody may
	Mine              bool
}
