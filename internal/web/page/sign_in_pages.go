package page

import "html/template"

// signInPages are the pages on the way in, and those of one's own proofs, by the name
// of their template.
var signInPages = map[string]Page{
	"sign_in":       &SignIn{},
	"factor":        &Factor{},
	"factor_enrol":  &FactorEnrol{},
	"passkey_new":   &PasskeyNew{},
	"recovery":      &Recovery{},
	"confirm":       &Confirm{},
	"account":       &Account{},
	"user_sessions": &UserSessions{},
	"identity":      &Identity{},
	"link_request":  &LinkRequest{},
	"link_use":      &LinkUse{},
}

// Onward is what a form carries through a sign-in.
type Onward struct {
	Return string // local path to go to afterwards, or ""
	Kept   string // form values on their way, as a query
	KeptTo string // where to
}

// SignIn asks who comes.
type SignIn struct {
	Base
	Onward
	Username Field
	Password Field
	Expired  bool // there was a session, which is over
	Lost     bool // a file was on its way and could not be kept
	Passkey  bool // passkeys can be used here
	Mail     bool // a link can be sent by mail
	OIDC     Link // to another system; its zero value is none
}

// Mark puts the faults of the summary beside their fields.
func (p *SignIn) Mark() {
	p.Username.Fault = p.Fault(p.Username.ID)
	p.Password.Fault = p.Fault(p.Password.ID)
}

// Factor asks for the second factor.
type Factor struct {
	Base
	Onward
	Name    string
	TOTP    bool
	Passkey bool
	Code    Field
}

// Drawing is SVG that the program has drawn itself.
type Drawing = template.HTML

// FactorEnrol sets an authenticator app up: with an account of one's own, or on the
// way in where a second factor is required.
type FactorEnrol struct {
	Base
	Onward
	Name     string
	Required bool   // on the way in
	Action   string // of the form with the code
	Offer    string // the sealed secret
	Secret   string // to be typed, in groups
	QR       Drawing
	Code     Field
	Passkey  *PasskeyForm // the other choice; nil without
}

// PasskeyForm makes a new passkey. It needs a script, as passkeys do.
type PasskeyForm struct {
	Action string
	Begin  string
	Name   Field
}

// PasskeyNew makes a new passkey for one's own account.
type PasskeyNew struct {
	Base
	Form PasskeyForm
}

// Recovery shows recovery codes, once.
type Recovery struct {
	Base
	Added string // what was added just now, or ""
	Codes []string
	Next  ActionForm
}

// Confirm asks somebody who is signed in to prove it again.
type Confirm struct {
	Base
	Action string
	Proof  Field
	Values []Pair // of the form that goes on afterwards
}

// Mark puts the faults of the summary beside their fields.
func (p *Confirm) Mark() { p.Proof.Fault = p.Fault(p.Proof.ID) }

// Account is what one has to do with one's own account.
type Account struct {
	Base
	Until    string
	Notices  NoticeForm
	Sessions []SessionRow
	Others   bool  // there are other sessions
	Old      Field // the password until now
	New      Field
	Repeat   Field
	Calendar CalendarKey
	StandIns []OwnStandIn

	Email       string
	NIP         string
	TOTP        bool
	Recovery    int
	Last        bool // the only second factor cannot be removed
	Passkeys    []PasskeyRow
	PasskeysOn  bool
	PasskeysOff string // why not
	OIDC        string // name of the other system, "" without
	Identities  []IdentityRow
}

// Mark puts the faults of the summary beside their fields.
func (p *Account) Mark() {
	for _, f := range []*Field{&p.Old, &p.New, &p.Repeat} {
		f.Fault = p.Fault(f.ID)
	}
}

// SessionRow is one session of an account.
type SessionRow struct {
	ID      string
	Name    string
	Kind    string
	Since   string
	Seen    string
	Address string
	Method  string
	Here    bool
}

// PasskeyRow is one passkey of an account.
type PasskeyRow struct {
	ID    string
	Name  string
	Since string
	Used  string // "" when never
}

// IdentityRow is an identity of another system that may sign in.
type IdentityRow struct {
	Issuer  string
	Subject string
	Since   string
	Unlink  string // address
}

// Identity is about somebody at another system: not linked, to be linked, or an answer
// that cannot be used.
type Identity struct {
	Base
	System   string
	Label    string
	Subject  string
	Broken   bool
	Inactive bool
	Link     ActionForm // its zero value is none
}

// LinkRequest asks whose mail a link is to go to, and says that it may be on its way.
type LinkRequest struct {
	Base
	Action   string
	Lead     string
	Button   string
	Username Field
	Sent     bool
	Code     string // that a link opened elsewhere asks for
}

// LinkUse is what a link by mail opens: a button to sign in, or a new password.
type LinkUse struct {
	Base
	Action string
	Code   Field // its zero value is the browser that asked for the link
	New    Field // its zero value is a link to sign in
	Repeat Field
	Dead   bool
	Again  string // where to ask for another
}

// UserSessions is how somebody is reached, signs in and is signed in, for administrators.
type UserSessions struct {
	Base
	Username string
	Name     string
	Action   string // address that its forms stand below
	Sessions []SessionRow
	Factors  string // in words
	Some     bool   // there is a second factor to remove

	OIDC       string // name of the other system, "" without
	Identities []IdentityRow
	Subject    Field
}
