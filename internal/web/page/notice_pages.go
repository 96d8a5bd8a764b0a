package page

// noticePages are the pages about what people are told, and about letters on their way, by
// the name of their template.
var noticePages = map[string]Page{
	"notices":          &Notices{},
	"notice_stop":      &NoticeStop{},
	"deliveries":       &Deliveries{},
	"delivery_discard": &DeliveryDiscard{},
}

// Notices is what one person was told, newest first.
type Notices struct {
	Base
	Rows  []NoticeRow
	Until string // of the newest one on the page: what "mark all" is about
	Fresh bool   // something is unread
	Only  bool   // unread ones alone are shown
	Next  string // address of the next page, or ""
	First string // address of the first page, or "" on it
}

// NoticeRow is one notice.
type NoticeRow struct {
	Href    string // of the request
	Subject string
	Line    string
	At      string
	Unread  bool
	Read    string // address that marks it as read
	Mailed  bool
}

// NoticeForm is how its owner wants to be told by mail. Part of the account page.
type NoticeForm struct {
	Kinds  Field // those that are sent
	Habits Field // the morning's letter, and office hours
	Off    string
}

// NoticeStop stops letters of a kind, without a sign-in.
type NoticeStop struct {
	Base
	Action string
	Name   string // of the kind
	Digest bool
	Done   bool
}

// Deliveries is letters on their way, for administrators. What they say is not on it.
type Deliveries struct {
	Base
	Counts   []Pair
	Filters  []Field
	Rows     []DeliveryRow
	RetryAll string // address, or "" when nothing failed
	Next     string
	First    string
}

// DeliveryRow is one job.
type DeliveryRow struct {
	ID      string // of the row
	What    string
	Whom    Link // the account; its zero value is nobody
	About   Link // the request; its zero value is none
	State   Tag
	Why     string // in plain words, or ""
	When    string
	Retry   string // address, or ""
	Discard string // address, or ""
}

// DeliveryDiscard asks why a job is to be discarded.
type DeliveryDiscard struct {
	Base
	What   string
	Whom   string
	Why    string
	Action string
	Return string
	Reason Field
}

// Mark puts the faults of the summary beside their fields.
func (p *DeliveryDiscard) Mark() { p.Reason.Fault = p.Fault(p.Reason.ID) }
