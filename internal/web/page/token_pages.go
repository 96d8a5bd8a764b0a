package page

// tokenPages are the pages about tokens of the API, services, settings and passwords that
// are too old, by the name of their template.
var tokenPages = map[string]Page{
	"tokens":       &Tokens{},
	"token_made":   &TokenMade{},
	"services":     &Services{},
	"service":      &ServicePage{},
	"service_form": &ServiceForm{},
	"settings":     &Settings{},
	"password_old": &PasswordOld{},
}

// TokenList is the living tokens of an account. Part "token-list".
type TokenList struct {
	Rows  []TokenRow
	Empty string
}

// TokenRow is one token; its secret is nowhere.
type TokenRow struct {
	Name   string
	Scopes string // in words
	Since  string
	Until  string
	Soon   bool   // it runs out within a week
	Used   string // when and from where, in words
	By     string // the administrator who made it, "" for the owner
	Revoke string // address
}

// TokenForm makes a token. Part "token-form".
type TokenForm struct {
	Action string
	Name   Field
	Scopes Field
	Life   Field
}

func (f *TokenForm) mark(fault func(string) string) {
	for _, x := range []*Field{&f.Name, &f.Scopes, &f.Life} {
		x.Fault = fault(x.ID)
	}
}

// Tokens is one's own tokens, and the form that makes another.
type Tokens struct {
	Base
	List TokenList
	Form TokenForm
}

// Mark puts the faults of the summary beside their fields.
func (p *Tokens) Mark() { p.Form.mark(p.Fault) }

// TokenMade shows a token, once.
type TokenMade struct {
	Base
	Name   string
	Owner  string // the service that it is for, "" for one's own
	Secret string
	Scopes string
	Until  string
	Long   bool // it cannot decide or sign
	Next   Link
}

// Services lists the accounts of services.
type Services struct {
	Base
	Rows []ServiceRow
}

// ServiceRow is one service.
type ServiceRow struct {
	Href        string
	Username    string
	Name        string
	Agency      string
	Roles       string
	Responsible string
	Orphan      bool // nobody answers for it any more
	Active      bool
}

// ServiceFields are what is said of a service. Part "service-fields".
type ServiceFields struct {
	Name        Field
	Agency      Field
	Roles       Field
	Responsible Field
}

func (f *ServiceFields) mark(fault func(string) string) {
	for _, x := range []*Field{&f.Name, &f.Agency, &f.Roles, &f.Responsible} {
		x.Fault = fault(x.ID)
	}
}

// ServiceForm adds a service.
type ServiceForm struct {
	Base
	Username Field
	Fields   ServiceFields
}

// Mark puts the faults of the summary beside their fields.
func (p *ServiceForm) Mark() {
	p.Username.Fault = p.Fault(p.Username.ID)
	p.Fields.mark(p.Fault)
}

// ServicePage is one service with its tokens.
type ServicePage struct {
	Base
	Name     string
	Username string
	Action   string // address that its forms stand below
	Active   bool
	Orphan   bool
	List     TokenList
	Form     TokenForm
	Fields   ServiceFields
}

// Mark puts the faults of the summary beside their fields.
func (p *ServicePage) Mark() {
	p.Form.mark(p.Fault)
	p.Fields.mark(p.Fault)
}

// Settings lists the settings in effect, for administrators.
type Settings struct {
	Base
	Rows     []SettingRow
	Profiles []ProfileRow
}

// SettingRow is one setting.
type SettingRow struct {
	Name  string // of the environment
	Title string
	Value string // "" is not set
	What  string // what it means
}

// ProfileRow is a profile of passwords.
type ProfileRow struct {
	Name string
	Asks string
	Cost string
	On   bool // it is in effect
}

// PasswordOld asks for another password on the way in, because the old one is too old.
type PasswordOld struct {
	Base
	Onward
	Name   string
	New    Field
	Repeat Field
}

// Mark puts the faults of the summary beside their fields.
func (p *PasswordOld) Mark() { p.New.Fault, p.Repeat.Fault = p.Fault(p.New.ID), p.Fault(p.Repeat.ID) }
