package page

// securityPages are the pages about the security log, by the name of their template.
var securityPages = map[string]Page{
	"security_log": &SecurityLog{},
}

// SecurityLog is what happened to accounts, what wants an administrator's eyes, and
// whether the log is whole.
type SecurityLog struct {
	Base
	Alerts  []SecurityAlert
	Check   SecurityCheck
	Query   Field
	Filters []Field
	Chips   []Chip
	Clear   string
	Open    bool // the filters are unfolded
	Rows    []SecurityRow
	Next    string // address of the next page, or ""
	First   string // address of the first page, or "" on it

	Downloads []Link // the same list as files
	Limit     string // how long they may become
}

// SecurityAlert is an alert that nobody has dealt with.
type SecurityAlert struct {
	ID     string // of the element
	Title  string
	Advice string
	At     string
	About  Link   // the entry that it is about; its zero value is none
	Action string // where it is closed; "" for who only reads
	Note   Field
}

// SecurityCheck says what the last check of the log found.
type SecurityCheck struct {
	Action  string // where a check begins; "" for who only reads
	Done    bool   // there was one
	Broken  bool
	At      string
	By      string
	Entries string // that are in order
	Hash    string // of the last of them, as people compare it
	Last    string // the whole of it
	Bad     string // number of the first entry that is not what was written
	What    string // what is wrong with it, for an operator
}

// SecurityRow is one entry.
type SecurityRow struct {
	ID      string // of the element, so that an alert can lead to it
	Number  string
	At      string
	Group   string
	What    string
	Address string
	Alert   bool
}
