package page

// agendaPages are the agenda and the small helpers around it, by the name of their template.
var agendaPages = map[string]Page{
	"agenda":       &Agenda{},
	"guide_choose": &GuideChoose{},
}

// Agenda lists meetings by day.
type Agenda struct {
	Base
	Tabs []Tab
	Mine bool   // only those that the visitor attends
	Swap string // address of the same list with or without the others
	Past bool
	// Askings are the times to be answered; not among what is past.
	Askings []Asking
	Days    []AgendaDay
	Next    string // address of the next page, or ""
	First   string // address of the first page, or "" on it
}

// AgendaDay is one day.
type AgendaDay struct {
	ID    string
	Title string // "Selasa, 8 Des 2026"
	Near  string // "Hari ini", "Besok" or ""
	Rows  []AgendaRow
}

// AgendaRow is one meeting.
type AgendaRow struct {
	Time      string // "09.00 sampai 11.00 WIB"
	Item      string // "Rapat koordinasi"
	Stage     string
	Href      string // of the request
	Title     string
	Number    string
	Agency    string
	Place     string
	Link      string
	Who       string
	Mine      bool
	Cancelled bool
	Calendar  string // address of the file for calendars; "" when it is over or off
}

// CalendarKey is the subscription of one's own agenda.
type CalendarKey struct {
	Since   string // "" without one
	Address string // only just after it was made
}

// GuideChoose asks three questions and says which route fits.
type GuideChoose struct {
	Base
	Questions []Field
	Answered  bool
	Fits      GuideRoute
	Other     GuideRoute
	Reasons   []string
	Unsure    bool // an answer was "not known yet"
	Begin     string
}

// Mark puts the faults of the summary beside their fields.
func (p *GuideChoose) Mark() {
	for i := range p.Questions {
		p.Questions[i].Fault = p.Fault(p.Questions[i].ID)
	}
}

// MeetingCalendar is the address of one meeting as a file for calendars; id is
// the meeting's (casework.MeetingID).
func MeetingCalendar(id string) string { return "/agenda/" + id + ".ics" }
