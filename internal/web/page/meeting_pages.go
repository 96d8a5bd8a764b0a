package page

// meetingPages are the pages on which a meeting gets its time, by the name of their template.
var meetingPages = map[string]Page{
	"request_meeting": &RequestMeeting{},
	"request_propose": &RequestPropose{},
}

// RequestMeeting is one meeting of a request: its time, or the times proposed for it,
// and what to tell people of it.
type RequestMeeting struct {
	Base
	Head    RequestHead
	Name    string
	Meeting Answer // as it stands
	By      string // who proposed, and when; "" while nothing is proposed
	Slots   []RoundSlot
	Over    bool // every proposed time is past
	Notes   []RoundNote
	Answer  *RoundAnswer // nil for who may not answer now
	Choose  ActionForm   // its buttons are those of the slots; zero for all but owners
	Propose Link         // zero for all but owners
	Close   *ActionForm
	Share   *Share
	Fill    Link // where its owner fills in the rest, once it has a time
	// Gathering leads to who comes, once it has a time; the note sums up the answers.
	Gathering     Link
	GatheringNote string
}

// RoundSlot is one proposed time with who can be there.
type RoundSlot struct {
	Value string // of the button that chooses it
	When  string
	Score string // "4 dari 5 bisa"
	Past  bool
	// Can, Cannot and Silent are names.
	Can, Cannot, Silent string
}

// RoundNote is what somebody wrote beside the answer.
type RoundNote struct {
	Who   string
	Other string // another time that would do, or ""
	Text  string
	Add   string // where an owner takes that time into the proposal, or ""
}

// RoundAnswer is the form with which one answers.
type RoundAnswer struct {
	Action   string
	Slots    Field // checkboxes
	Seen     []Hidden
	Other    Field
	Note     Field
	Open     bool // the part for other times is unfolded
	Answered bool // once already
}

// Share is a text to be sent by hand.
type Share struct {
	Title string
	Text  string
	Href  string // of WhatsApp
}

// RequestPropose is the form with which times are proposed.
type RequestPropose struct {
	Base
	Head   RequestHead
	Name   string
	Slots  []Field
	Length Field
	Ask    Field
	Keeps  bool // there are answers already
	Form   ActionForm
}

// Mark puts the faults of the summary beside their fields.
func (p *RequestPropose) Mark() {
	for i := range p.Slots {
		p.Slots[i].Fault = p.Fault(p.Slots[i].ID)
	}
	p.Length.Fault, p.Ask.Fault = p.Fault(p.Length.ID), p.Fault(p.Ask.ID)
}

// Asking is a proposal of times that waits for the visitor's answer.
type Asking struct {
	Href   string
	Item   string
	Title  string
	Number string
	Agency string
	When   string
}
