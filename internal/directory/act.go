package directory

import (
	"context"
	"slices"

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
	// Replaced says that the proposal took the place of one that its proposer had made before.
	Replaced bool
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
		if second && !m.Has(alur.RoleAdmin) {
			return alur.Refuse(alur.CodeNotYourParty)
		}
		if second {
			return d.propose(ctx, tx, m, t, out)
		}
	}
	return d.apply(ctx, tx, t, m.by(), out)
}

// SecondAdmin reports whether privileged acts take a second administrator: there are two
// who can act, or were within [ProposalLife]. Whoever puts the other one out waits for as
// long as that one has to notice.
func (d *Directory) SecondAdmin(ctx context.Context) (second bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		second, err = secondAdmin(ctx, tx)
		return err
	})
	return second, err
}

func secondAdmin(ctx context.Context, tx *store.Tx) (bool, error) {
	n, err := tx.CountAdmins(ctx, tx.Now().Add(-ProposalLife))
	return n >= 2, err
}

// Weighs reports whether an act on an account takes a second administrator, where there
// is one. For those who manage it; the caller has checked.
func (d *Directory) Weighs(ctx context.Context, username string) (heavy bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, username)
		if err == nil {
			heavy, err = weighs(ctx, tx, a)
		}
		return err
	})
	return heavy, err
}

// weighs reports whether an act on an account takes a second administrator: it has a
// privileged role, had one within [ProposalLife], or is proposed for one.
func weighs(ctx context.Context, tx *store.Tx, a store.AccountRow) (bool, error) {
	if a.Privileged() || a.PrivilegedUntil.After(tx.Now().Add(-ProposalLife)) {
		return true, nil
	}
	open, err := tx.Proposals(ctx, store.ProposalQuery{Username: a.Username, Open: tx.Now(), Limit: 10})
	return slices.ContainsFunc(open, func(p store.ProposalRow) bool { return p.Kind == string(ActChange) }), err
}

// about is an act on an account, with what it weighs.
func about(ctx context.Context, tx *store.Tx, kind ActKind, a store.AccountRow) (todo, error) {
	heavy, err := weighs(ctx, tx, a)
	return todo{kind: kind, subject: a.User, weighs: heavy}, err
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

// Activate lets a disabled account be used again.
//
// Refusals: not-found, not-your-party, conflict (active: it is; erased).
func (d *Directory) Activate(ctx context.Context, m Manager, username string) (Outcome, error) {
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := managed(ctx, tx, m, username)
		if err == nil && a.Active {
			err = alur.RefuseField(alur.CodeConflict, "active")
		}
		if err != nil {
			return todo{}, err
		}
		return about(ctx, tx, ActActivate, a)
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
		if err != nil {
			return todo{}, err
		}
		t, err := about(ctx, tx, ActPassword, a)
		t.password = phc
		return t, err
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
		if err != nil {
			return todo{}, err
		}
		return about(ctx, tx, ActFactors, a)
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
		if err != nil {
			return todo{}, err
		}
		t, err := about(ctx, tx, ActIdentity, a)
		t.act = act{Issuer: issuer, Subject: subject}
		return t, err
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
