package page

// gatheringPages are the pages about who comes to a meeting and who was there, by the name
// of their template.
var gatheringPages = map[string]Page{
	"request_gathering": &RequestGathering{},
	"meeting_screen":    &MeetingScreen{},
	"roll":              &Roll{},
}

// RequestGathering is who says to come to a meeting, who was there, and what came of it.
type RequestGathering struct {
	Base
	Head      RequestHead
	Name      string
	When      string
	Place     string
	Link      string // where it is held online, an address, or ""
	Off       bool
	Calendar  string // the file for calendars, "" for none
	Answer    *ComingForm
	Mine      string // what the visitor has said, "" for nothing or who is not asked
	Score     string // "2 hadir, 1 mungkin, …"; "" for who does not lead
	Coming    []ComingRow
	Projector Link   // the projector's page, while its list is open
	Times     string // when the list is open
	Count     string
	Present   []PresentRow
	Topics    []AnswerPart
	Edit      Link        // where topics and results are written
	Minutes   *ActionForm // makes the paper of the results and fills the item with it
	Paper     Link        // the one that is in force
}

// ComingForm asks whether the visitor comes.
type ComingForm struct {
	Action string
	Answer Field // radios
	Reason Field
}

// Mark puts the faults of the summary beside their fields.
func (p *RequestGathering) Mark() {
	if p.Answer != nil {
		p.Answer.Answer.Fault, p.Answer.Reason.Fault = p.Fault(p.Answer.Answer.ID), p.Fault(p.Answer.Reason.ID)
	}
}

// ComingRow is one attendee.
type ComingRow struct {
	Name, Office string
	Answer       Tag
	Reason       string
}

// PresentRow is somebody who was there.
type PresentRow struct {
	Time, Name, Office, Position string
	Mark                         string // what is to be known of the name, or ""
}

// MeetingScreen is the page for the projector.
type MeetingScreen struct {
	Base
	Name    string
	Request string
	When    string
	Code    string // address of the picture, "" while the list is not open
	Times   string
	Count   string
	Close   string
}

// Roll is where somebody in the room says to be there.
type Roll struct {
	Base
	What, When string
	Dead       string // why there is nothing to do, or ""
	Done       string // who was noted, or ""
	Action     string
	Hiddens    []Hidden
	Account    string // whose account it is that sees the meeting, or ""
	SignIn     string // where to sign in, "" for who has
	Guest      bool   // the form for people without an account is open
	Name       Field
	Office     Field
	Position   Field
}

// Mark puts the faults of the summary beside their fields.
func (p *Roll) Mark() {
	p.Name.Fault, p.Office.Fault, p.Position.Fault = p.Fault(p.Name.ID), p.Fault(p.Office.ID), p.Fault(p.Position.ID)
	p.Guest = p.Guest || len(p.Faults) > 0
}
