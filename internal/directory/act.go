package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// ActKind says what an administrator does to an account that may take a second one.
type ActKind string

// The kinds.
const (
	ActInvite   ActKind = "invite"   // with a privileged role
	ActChange   ActKind = "change"   // privileged roles, or the address of somebody who has one
	ActActivate ActKind = "activate" // the rest are about somebody who has a privileged role
	ActPassword ActKind = "password"
	ActFactors  ActKind = "factors"
	ActIdentity ActKind = "identity"
)

// ActKinds lists the kinds.
var ActKinds = []ActKind{ActInvite, ActChange, ActActivate, ActPassword, ActFactors, ActIdentity}

// act is what is to be done, as a proposal keeps it.
type act struct {
	Name    string        `json:"name,omitzero"`
	Email   string        `json:"email,omitzero"`
	NIP     string        `json:"nip,omitzero"`
	Agency  alur.AgencyID `json:"agency,omitzero"`
	Roles   []alur.Role   `json:"roles,omitzero"` // of a change: nil leaves them, and the agency
	Issuer  string        `json:"issuer,omitzero"`
	Subject string        `json:"subject,omitzero"`
}

// todo is an act on its way.
type todo struct {
	kind    ActKind
	subject alur.User // as he or she is before it; of an invitation the username alone
	act
	password string // PHC string
	weighs   bool   // it takes a second administrator, where there is one
}

// Outcome is what became of an act.
type Outcome struct {
	// Proposal is what another administrator has to confirm; nil when all is done.
	Proposal *Proposal
	// Invitation is the link of an account that was made.
	Invitation *Invitation
	// Held says of a change that nothing of its roles was done yet: without the new ones
	// there would be none.
	Held bool
}

// do judges an act and either does it or keeps it as a proposal, in one transaction. Only
// administrators' acts become proposals; others may do nothing that weighs.
func (d *Directory) do(ctx context.Context, m Manager, judge func(*store.Tx) (todo, error)) (Outcome, error) {
	var out Outcome
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		t, err := judge(tx)
		if err != nil {
			return err
		}
		return d.settleAct(ctx, tx, m, t, &out)
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// settleAct does an act now, or keeps it for a second administrator.
func (d *Directory) settleAct(ctx context.Context, tx *store.Tx, m Manager, t todo, out *Outcome) error {
	if t.weighs {
		second, err := secondAdmin(ctx, tx)
		if err != nil {
			return err
		}
		if second {
			return d.propose(ctx, tx, m, t, out)
		}
	}
	return d.apply(ctx, tx, t, m.by(), out)
}

// SecondAdmin reports whether privileged acts take a second administrator: there are two
// who can act.
func (d *Directory) SecondAdmin(ctx context.Context) (second bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		second, err = secondAdmin(ctx, tx)
		return err
	})
	return second, err
}

func secondAdmin(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := tx.CountActive(ctx, alur.RoleAdmin)
	return n >= 2, err
}

// privileged are the roles of a list that weigh.
func privileged(roles []alur.Role) []alur.Role {
	var out []alur.Role
	for _, r := range roles {
		if r.Privileged() {
			out = append(out, r)
		}
	}
	return out
}

// judgeGiven notes what is wrong with roles, and those that the manager does not give.
func judgeGiven(f *faults, m Manager, had, roles []alur.Role) {
	judgeRoles(f, roles)
	for _, r := range roles {
		if r.Valid() && !slices.Contains(had, r) && !slices.Contains(m.Gives(), r) {
			f.add("roles", "not-yours")
			return
		}
	}
}

// PersonChange is what somebody is to be from now on.
type PersonChange struct {
	Name string
	Contact
	Agency alur.AgencyID // an agency's own admin moves nobody: it is not read
	Roles  []alur.Role
}

// ChangePerson gives somebody another name, contact, agency and roles. What takes
// something away is done at once; privileged roles that are added, and another address of
// somebody who has one, become a proposal where there is a second administrator. Roles
// wait as a whole when nothing would be left without the new ones. Links on their way to
// the old address end.
//
// Refusals: not-found, not-your-party, invalid-data with everything that is wrong,
// conflict (email, nip, erased).
func (d *Directory) ChangePerson(ctx context.Context, m Manager, username string, c PersonChange) (Outcome, error) {
	c.Name, c.Email, c.NIP = strings.TrimSpace(c.Name), CleanUsername(c.Email), CleanUsername(c.NIP)
	var out Outcome
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		a, err := managed(ctx, tx, m, username)
		if err != nil {
			return err
		}
		if !m.Has(alur.RoleAdmin) {
			c.Agency = a.Agency
		}
		if err := judgeChange(ctx, tx, m, a, c); err != nil {
			return err
		}
		second, err := secondAdmin(ctx, tx)
		if err != nil {
			return err
		}
		now, later := c, act{}
		if second {
			if now, later, out.Held, err = splitChange(ctx, tx, a, c); err != nil {
				return err
			}
		}
		if err := d.saveChange(ctx, tx, &a, now, m.by()); err != nil {
			return err
		}
		if later.Roles == nil && later.Email == "" {
			return nil
		}
		return d.propose(ctx, tx, m, todo{kind: ActChange, subject: a.User, act: later}, &out)
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

func judgeChange(ctx context.Context, tx *store.Tx, m Manager, a store.AccountRow, c PersonChange) error {
	var wrong faults
	judgeName(&wrong, "name", c.Name)
	judgeContact(&wrong, c.Contact)
	judgeGiven(&wrong, m, a.Roles, c.Roles)
	if err := judgeAgency(ctx, tx, &wrong, c.Agency, c.Roles, c.Agency != a.Agency); err != nil {
		return err
	}
	if wrong != nil {
		return wrong.err()
	}
	return contactTaken(ctx, tx, a.Username, c.Contact)
}

// splitChange divides a change into what is done now and what takes a second
// administrator; held is that of [Outcome].
func splitChange(ctx context.Context, tx *store.Tx, a store.AccountRow, c PersonChange) (now PersonChange, later act, held bool, err error) {
	now = c
	if a.Privileged() && c.Email != a.Email && c.Email != "" {
		// Whoever reads the mail sets the password.
		now.Email, later.Email = a.Email, c.Email
	}
	gained := slices.DeleteFunc(privileged(c.Roles), func(r alur.Role) bool { return slices.Contains(a.Roles, r) })
	if len(gained) == 0 {
		return now, later, false, nil
	}
	later.Roles, later.Agency = c.Roles, c.Agency
	now.Roles = slices.DeleteFunc(slices.Clone(c.Roles), func(r alur.Role) bool { return slices.Contains(gained, r) })
	var wrong faults
	if len(now.Roles) > 0 {
		err = judgeAgency(ctx, tx, &wrong, now.Agency, now.Roles, false)
	}
	if held = len(now.Roles) == 0 || wrong != nil; held {
		now.Roles, now.Agency = a.Roles, a.Agency
	}
	return now, later, held, err
}

// ordered is a set of roles in the order shown to people.
func ordered(roles []alur.Role) []alur.Role {
	return slices.DeleteFunc(slices.Clone(alur.Roles), func(r alur.Role) bool { return !slices.Contains(roles, r) })
}

// changeOf is what an account is, as a change that changes nothing.
func changeOf(a store.AccountRow) PersonChange {
	return PersonChange{Name: a.Name, Contact: Contact{a.Email, a.NIP}, Agency: a.Agency, Roles: a.Roles}
}

// changeOf is what an account is to be after the act.
func (x act) changeOf(a store.AccountRow) PersonChange {
	c := changeOf(a)
	if x.Roles != nil {
		c.Roles, c.Agency = x.Roles, x.Agency
	}
	if x.Email != "" {
		c.Email = x.Email
	}
	return c
}

// saveChange stores a change that was judged, and records what of it is new.
func (d *Directory) saveChange(ctx context.Context, tx *store.Tx, a *store.AccountRow, c PersonChange, by By) error {
	was := *a
	a.Name, a.Agency, a.Roles, a.Email, a.NIP, a.UpdatedAt = c.Name, c.Agency, ordered(c.Roles), c.Email, c.NIP, d.clock()
	if err := tx.SaveAccount(ctx, *a); err != nil {
		return err
	}
	var events []SecurityEvent
	note := func(kind SecurityKind, from, to, detail string) {
		if from != to {
			events = append(events, by.event(kind, a.Username, detail))
		}
	}
	// Without the names: an entry is for good, and a person may ask to be forgotten.
	note(SecurityRenamed, was.Name, a.Name, "")
	note(SecurityMoved, string(was.Agency), string(a.Agency), string(was.Agency)+" > "+string(a.Agency))
	note(SecurityRolesChanged, roleList(was.Roles), roleList(a.Roles), roleList(was.Roles)+" > "+roleList(a.Roles))
	note(SecurityContactChanged, was.Email+" "+was.NIP, a.Email+" "+a.NIP, "")
	if was.Email != a.Email || was.NIP != a.NIP {
		for _, kind := range []string{kindLink, kindReset, kindInvitation} {
			if _, err := tx.DeleteOneTimes(ctx, kind, a.Username); err != nil {
				return err
			}
		}
	}
	return d.recordAll(ctx, tx, events)
}

// Activate lets a disabled account be used again.
//
// Refusals: not-found, not-your-party, conflict (active: it is; erased).
func (d *Directory) Activate(ctx context.Context, m Manager, username string) (Outcome, error) {
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := managed(ctx, tx, m, username)
		if err == nil && a.Active {
			err = alur.RefuseField(alur.CodeConflict, "active")
		}
		return todo{kind: ActActivate, subject: a.User, weighs: a.Privileged()}, err
	})
}

// onlyAdmin refuses what an agency's own admin does not do to people.
func onlyAdmin(m Manager) error {
	if !m.Has(alur.RoleAdmin) {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	return nil
}

// ReplacePassword is SetPassword by an administrator, which may take a second one.
//
// Refusals: not-found, not-your-party, invalid-data (password), conflict (erased).
func (d *Directory) ReplacePassword(ctx context.Context, m Manager, username, password string) (Outcome, error) {
	if err := onlyAdmin(m); err != nil {
		return Outcome{}, err
	}
	phc, err := d.newPassword(ctx, username, password)
	if err != nil {
		return Outcome{}, err
	}
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := managed(ctx, tx, m, username)
		return todo{kind: ActPassword, subject: a.User, password: phc, weighs: a.Privileged()}, err
	})
}

// RemoveFactors is ResetFactors by an administrator, which may take a second one. Nobody
// does so for himself or herself: an own account keeps its last factor.
//
// Refusals: not-found, not-your-party, conflict (erased).
func (d *Directory) RemoveFactors(ctx context.Context, m Manager, username string) (Outcome, error) {
	if err := onlyAdmin(m); err != nil {
		return Outcome{}, err
	}
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := managed(ctx, tx, m, username)
		if err == nil && username == m.Username {
			err = alur.Refuse(alur.CodeNotYourParty)
		}
		return todo{kind: ActFactors, subject: a.User, weighs: a.Privileged()}, err
	})
}

// GiveIdentity is LinkIdentity by an administrator, which may take a second one.
//
// Refusals: not-found, not-your-party, invalid-data (subject), conflict (subject, erased).
func (d *Directory) GiveIdentity(ctx context.Context, m Manager, username, issuer, subject string) (Outcome, error) {
	if err := onlyAdmin(m); err != nil {
		return Outcome{}, err
	}
	subject, err := cleanSubject(subject)
	if err != nil {
		return Outcome{}, err
	}
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := managed(ctx, tx, m, username)
		if err == nil {
			_, err = identityFree(ctx, tx, username, issuer, subject)
		}
		return todo{kind: ActIdentity, subject: a.User, act: act{Issuer: issuer, Subject: subject}, weighs: a.Privileged()}, err
	})
}

// apply does an act that was judged. The account is held.
func (d *Directory) apply(ctx context.Context, tx *store.Tx, t todo, by By, out *Outcome) error {
	username := t.subject.Username
	switch t.kind {
	case ActInvite:
		return d.applyInvite(ctx, tx, username, t.act, by, out)
	case ActChange:
		a, err := tx.Account(ctx, username)
		if err != nil {
			return err
		}
		return d.saveChange(ctx, tx, &a, t.changeOf(a), by)
	case ActActivate:
		return d.saveAccount(ctx, tx, username, func(a *store.AccountRow) error {
			a.Active = true
			return nil
		}, by.event(SecurityActiveChanged, username, "active"))
	case ActPassword:
		return d.saveAccount(ctx, tx, username, func(a *store.AccountRow) error {
			if err := d.setPassword(ctx, tx, a, t.password, d.clock()); err != nil {
				return err
			}
			return d.endAll(ctx, tx, username, "")
		}, by.event(SecurityPasswordChanged, username, ""))
	case ActFactors:
		return d.resetFactors(ctx, tx, username, by)
	case ActIdentity:
		return d.linkIdentity(ctx, tx, username, t.Issuer, t.Subject, by)
	}
	return alur.RefuseField(alur.CodeConflict, "kind")
}

// saveAccount changes an account that the transaction holds.
func (d *Directory) saveAccount(ctx context.Context, tx *store.Tx, username string, change func(*store.AccountRow) error, e SecurityEvent) error {
	a, err := tx.Account(ctx, username)
	if err != nil {
		return err
	}
	if err := change(&a); err != nil {
		return err
	}
	a.UpdatedAt = d.clock()
	if err := tx.SaveAccount(ctx, a); err != nil {
		return err
	}
	return d.record(ctx, tx, e)
}

// encodeAct and decodeAct are how a proposal keeps an act.
func encodeAct(x act) ([]byte, error) { return json.Marshal(x, json.Deterministic(true)) }

func decodeAct(b []byte) (x act, err error) {
	err = json.Unmarshal(b, &x)
	return x, err
}
