package page

// peoplePages are the pages on which people are managed, by the name of their template.
var peoplePages = map[string]Page{
	"users":        &Users{},
	"user_form":    &UserForm{},
	"user_invited": &UserInvited{},
	"user":         &UserPage{},
	"proposals":    &Proposals{},
}

// Users lists the accounts.
type Users struct {
	Base
	Query  Field
	Agency Field // its zero value for an agency's own admin
	State  Field // hidden: the group that is shown
	Groups []UserGroup
	Of     string // the agency of an agency's own admin, or ""
	Rows   []UserRow
	Next   string
	First  string
	Asked  string
}

// UserGroup is a group of people to be shown, and how many there are.
type UserGroup struct {
	Link
	On bool
}

// UserRow is one account in the list.
type UserRow struct {
	Href     string
	Username string
	Name     string
	Agency   string
	Roles    string
	Entered  string // the last sign-in, "" for never
	Active   bool
	Invited  bool // the owner has not chosen a password yet
}

// UserForm invites somebody.
type UserForm struct {
	Base
	Name     Field
	Username Field
	Email    Field
	NIP      Field
	Agency   Field // its zero value for an agency's own admin
	Of       string
	Roles    Field
	Mail     bool // invitations go by mail where there is an address
	Second   bool // privileged roles take a second administrator
}

// Mark puts the faults of the summary beside their fields.
func (p *UserForm) Mark() {
	for _, f := range []*Field{&p.Name, &p.Username, &p.Email, &p.NIP, &p.Agency, &p.Roles} {
		f.Fault = p.Fault(f.ID)
	}
}

// UserInvited shows the link of an invitation, once.
type UserInvited struct {
	Base
	Name     string
	Username string
	Link     string
	Until    string
	Warning  string // about the NIP, or ""
	Next     Link
}

// UserPage changes an account.
type UserPage struct {
	Base
	Heading   string // the name that is stored
	Username  string
	Action    string
	Active    bool
	Invited   bool   // the owner has not chosen a password yet
	Entered   string // the last sign-in, "" for never
	Self      bool   // one's own account: it cannot be deactivated here
	Admin     bool   // the visitor is an administrator of all
	ReadOnly  bool   // the visitor may look, and change nothing
	Erased    string // when the person was taken out of it, or ""
	Warning   string // about the NIP, or ""
	Mail      bool   // there is a mail server, and an address
	Second    bool   // privileged roles take a second administrator
	Weighs    bool   // and so do password and access of this person
	Proposals []ProposalRow
	StandIns  []StandInRow // that are on or to come
	Name      Field
	Email     Field
	NIP       Field
	Agency    Field // its zero value for an agency's own admin
	Of        string
	Roles     Field
	Password  Field
}

// Mark puts the faults of the summary beside their fields.
func (p *UserPage) Mark() {
	for _, f := range []*Field{&p.Name, &p.Email, &p.NIP, &p.Agency, &p.Roles, &p.Password} {
		f.Fault = p.Fault(f.ID)
	}
}

// Proposals lists what administrators have to confirm for each other.
type Proposals struct {
	Base
	Open    []ProposalRow
	Decided []ProposalRow
}

// ProposalRow is one proposal. Part "proposal".
type ProposalRow struct {
	Action  string // address below which it is decided
	Name    string // whom it is about
	Href    string // his or her page, "" while there is none
	What    string
	By      string
	Until   string
	State   string // in words, "" while it is open
	Confirm bool   // the visitor may confirm it
	Refuse  string // the button that takes it off the table, "" for none
	Why     string // why the visitor may not confirm it, or ""
}
