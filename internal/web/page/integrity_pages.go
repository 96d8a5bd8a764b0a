package page

// integrityPages are the pages about the integrity of all histories, by the name of their
// template.
var integrityPages = map[string]Page{
	"integrity":       &Integrity{},
	"integrity_print": &Integrity{},
}

// Integrity is what the tree of all events was when it was signed last, who else knows it,
// and what the last check of everything found.
type Integrity struct {
	Base
	Origin    string // "" before the first checkpoint
	Entries   string
	At        string
	Root      string   // in groups, to be read aloud
	Note      []string // as it was signed, by lines
	Key       string   // what it is verified with
	Waiting   string   // how many events are not in it yet, or ""
	CatchesUp bool     // events from before there was a tree are still being taken in
	Halted    string   // why nothing is signed, for an operator, or ""
	Witnesses []IntegrityWitness
	Check     IntegrityCheck
	Print     string // address of the sheet to print
	Printed   string // when that was made
}

// IntegrityWitness is somebody who signed what he saw.
type IntegrityWitness struct{ Name, Entries, At string }

// IntegrityCheck says what the last check of everything found.
type IntegrityCheck struct {
	Action  string // where one begins
	Done    bool   // there was one, or it runs
	Running bool
	Broken  bool
	At      string // when it began
	By      string
	Result  string // how much it looked at
	What    string // the first fault, for an operator
}

// ReceiptPart leads to the receipt of an event.
type ReceiptPart struct {
	Href  string // "" while there is none
	Waits string // why
}
