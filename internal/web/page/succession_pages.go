package page

// successionPages are the pages of accounts that end, by the name of their template.
var successionPages = map[string]Page{
	"user_deactivate": &UserDeactivate{},
}

// UserDeactivate ends an account and hands over what its owner has open.
type UserDeactivate struct {
	Base
	Name      string
	Action    string // address
	Active    bool   // false: the account has ended already, and seats were left
	Offices   []string
	StandIns  []StandInRow // that end with the account, or go on as Plt
	Tasks     []HandOverTask
	Successor Field
	Reason    Field
}

// HandOverTask is what somebody has open on one request.
type HandOverTask struct {
	Title  string
	Number string
	Agency string
	Stage  string
	Open   []string // seats, coming meetings, claims
	// To is who gets it; its zero value where there are only claims, which need no choice.
	To Field
}

// Mark puts the faults of the summary beside their fields.
func (p *UserDeactivate) Mark() {
	p.Successor.Fault, p.Reason.Fault = p.Fault(p.Successor.ID), p.Fault(p.Reason.ID)
	for i := range p.Tasks {
		if f := &p.Tasks[i].To; f.ID != "" {
			f.Fault = p.Fault(f.ID)
		}
	}
}

// VacantSeat is a request in whose team somebody sits whose account has ended.
type VacantSeat struct {
	Href   string
	Title  string
	Number string
	Who    string // names
}
