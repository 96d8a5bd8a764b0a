package page

// privacyPages are the pages about people's own data, by the name of their template.
var privacyPages = map[string]Page{
	"privacy":    &Privacy{},
	"user_erase": &UserErase{},
}

// Privacy says what is kept about people, who sees it, and for how long.
type Privacy struct {
	Base
	Kept []Kept
}

// Kept is how long something is kept.
type Kept struct {
	What    string
	HowLong string
}

// UserErase asks whether a person is to be taken out of an account for good.
type UserErase struct {
	Base
	Username string
	Name     string
	Action   string // address
	Erased   string // what the account is called afterwards
	Typed    Field  // the username, typed again
	Reason   Field
}

// Mark puts the faults of the summary beside their fields.
func (p *UserErase) Mark() {
	p.Typed.Fault, p.Reason.Fault = p.Fault(p.Typed.ID), p.Fault(p.Reason.ID)
}
