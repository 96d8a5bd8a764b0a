package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// ServiceRoles are the roles that an account of a service may have. It fills in and reads;
// what persons answer for (reviewing, deciding, administering) is not among them.
var ServiceRoles = []alur.Role{alur.RoleRequester, alur.RoleMember, alur.RoleAuditor}

// Service is an account of another system: without a password, it signs in by tokens only.
type Service struct {
	alur.User
	Responsible alur.User // the person who answers for it
}

// NewService is an account of a service, to be or to be changed.
type NewService struct {
	Username    string // 2 to 40 of a-z 0-9 . _ -; for life
	Name        string
	Agency      alur.AgencyID
	Roles       []alur.Role // of ServiceRoles
	Responsible string      // username of an active person of the agency
}

// AddService makes an active account of a service, without tokens. It is for
// administrators; the caller has checked. Privileged roles wait for a second one, where
// there is one.
//
// Refusals: invalid-data with everything that is wrong, conflict (username).
func (d *Directory) AddService(ctx context.Context, n NewService, by By) (Outcome, error) {
	n.Name = strings.TrimSpace(n.Name)
	return d.onService(ctx, func(tx *store.Tx, out *Outcome) error {
		var wrong faults
		if n.Username == "" {
			wrong.add("username", "required")
		} else if !validUsername(n.Username) {
			wrong.add("username", "bad-characters")
		}
		if err := judgeService(ctx, tx, &wrong, n, true); err != nil {
			return err
		}
		if wrong != nil {
			return wrong.err()
		}
		if _, err := tx.Account(ctx, n.Username); err == nil {
			return alur.RefuseField(alur.CodeConflict, "username")
		} else if alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
		roles, held, err := withoutSecond(ctx, tx, nil, n.Roles)
		if err != nil {
			return err
		}
		now := d.clock()
		a := store.AccountRow{
			User:      alur.User{Username: n.Username, Name: n.Name, Agency: n.Agency, Roles: roles, Active: true, Service: true},
			CreatedAt: now, UpdatedAt: now, Responsible: n.Responsible,
		}
		if err := tx.InsertAccount(ctx, a); err != nil {
			return err
		}
		if held {
			if err := d.proposeRoles(ctx, tx, a, n, by, out); err != nil {
				return err
			}
		}
		return d.record(ctx, tx, by.event(SecurityServiceAdded, n.Username, string(a.Agency)+" "+roleList(a.Roles)+", "+a.Responsible))
	})
}

// onService does something to a service in one transaction.
func (d *Directory) onService(ctx context.Context, do func(*store.Tx, *Outcome) error) (Outcome, error) {
	var out Outcome
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return do(tx, &out)
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// withoutSecond are the roles that a service may be given at once: where there is a second
// administrator, those that are privileged and new wait for him or her (held).
func withoutSecond(ctx context.Context, tx *store.Tx, had, roles []alur.Role) (now []alur.Role, held bool, err error) {
	second, err := secondAdmin(ctx, tx)
	if err != nil || !second {
		return roles, false, err
	}
	for _, r := range roles {
		if r.Privileged() && !slices.Contains(had, r) {
			held = true
			continue
		}
		now = append(now, r)
	}
	return now, held, nil
}

// proposeRoles keeps the roles of a service that wait.
func (d *Directory) proposeRoles(ctx context.Context, tx *store.Tx, a store.AccountRow, n NewService, by By, out *Outcome) error {
	m := Manager{User: alur.User{Username: by.Actor}, Address: by.Address}
	return d.propose(ctx, tx, m, todo{kind: ActChange, subject: a.User, act: act{Roles: n.Roles, Agency: n.Agency}}, out)
}

// ChangeService gives a service another name, agency, roles and responsible person. It is
// for administrators; the caller has checked. What its tokens do follows at once; with a
// privileged role that is new they end. Such roles wait for a second administrator, where
// there is one; all roles wait when nothing would be left without those.
//
// Refusals: not-found, invalid-data with everything that is wrong.
func (d *Directory) ChangeService(ctx context.Context, n NewService, by By) (Outcome, error) {
	n.Name = strings.TrimSpace(n.Name)
	return d.onService(ctx, func(tx *store.Tx, out *Outcome) error {
		a, err := tx.LockAccount(ctx, n.Username)
		if err != nil {
			return err
		}
		if !a.Service {
			return alur.Refuse(alur.CodeNotFound)
		}
		var wrong faults
		if err := judgeService(ctx, tx, &wrong, n, a.Agency != n.Agency); err != nil {
			return err
		}
		if wrong != nil {
			return wrong.err()
		}
		was := a
		roles, held, err := withoutSecond(ctx, tx, a.Roles, n.Roles)
		if err != nil {
			return err
		}
		if len(roles) > 0 {
			a.Agency, a.Roles = n.Agency, roles
		}
		a.Name, a.Responsible, a.UpdatedAt = n.Name, n.Responsible, d.clock()
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		if held {
			if err := d.proposeRoles(ctx, tx, a, n, by, out); err != nil {
				return err
			}
		}
		var events []SecurityEvent
		if slices.ContainsFunc(privileged(a.Roles), func(r alur.Role) bool { return !slices.Contains(was.Roles, r) }) {
			if events, err = d.startAfresh(ctx, tx, was, by); err != nil {
				return err
			}
		}
		if from, to := roleList(was.Roles), roleList(a.Roles); from != to {
			events = append(events, by.event(SecurityRolesChanged, n.Username, from+" > "+to))
		}
		if from, to := string(was.Agency)+" "+was.Responsible, string(a.Agency)+" "+a.Responsible; from != to {
			events = append(events, by.event(SecurityServiceChanged, n.Username, from+" > "+to))
		}
		return d.recordAll(ctx, tx, events)
	})
}

// SetServiceActive disables a service, whose tokens end at once, or enables it again: one
// with a privileged role after a second administrator has agreed, where there is one. It is
// for administrators; the caller has checked.
//
// Refusals: not-found.
func (d *Directory) SetServiceActive(ctx context.Context, username string, active bool, by By) (Outcome, error) {
	s, err := d.Service(ctx, username)
	if err != nil {
		return Outcome{}, err
	}
	if !active || !s.Privileged() {
		return Outcome{}, d.SetActive(ctx, username, active, by)
	}
	m := Manager{User: alur.User{Username: by.Actor, Roles: []alur.Role{alur.RoleAdmin}}, Address: by.Address}
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		a, err := tx.LockAccount(ctx, username)
		return todo{kind: ActActivate, subject: a.User, weighs: true}, err
	})
}

func judgeService(ctx context.Context, tx *store.Tx, f *faults, n NewService, isNew bool) error {
	judgeName(f, "name", n.Name)
	judgeRoles(f, n.Roles)
	if slices.ContainsFunc(n.Roles, func(r alur.Role) bool { return r.Valid() && !slices.Contains(ServiceRoles, r) }) {
		f.add("roles", "persons-only")
	}
	if err := judgeAgency(ctx, tx, f, n.Agency, n.Roles, isNew); err != nil {
		return err
	}
	if n.Responsible == "" {
		f.add("responsible", "required")
		return nil
	}
	found, err := tx.Users(ctx, []string{n.Responsible})
	if u, ok := found[n.Responsible]; err == nil && (!ok || !u.Active || u.Service || u.Agency != n.Agency) {
		f.add("responsible", "unfit")
	}
	return err
}

// Services lists the accounts of services in order of their names, disabled ones too.
// For administrators; the caller has checked.
func (d *Directory) Services(ctx context.Context) ([]Service, error) {
	const most = 200
	var out []Service
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.FindUsers(ctx, store.UserQuery{Services: true, Limit: most})
		for _, u := range found {
			if err != nil {
				break
			}
			var s Service
			s, err = service(ctx, tx, u.Username)
			out = append(out, s)
		}
		return err
	})
	return out, err
}

// Service reads one: not-found when it is absent, or a person.
func (d *Directory) Service(ctx context.Context, username string) (Service, error) {
	var s Service
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = service(ctx, tx, username)
		return err
	})
	return s, err
}

func service(ctx context.Context, tx *store.Tx, username string) (Service, error) {
	a, err := tx.Account(ctx, username)
	if err == nil && !a.Service {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return Service{}, err
	}
	people, err := tx.Users(ctx, []string{a.Responsible})
	return Service{User: a.User, Responsible: people[a.Responsible]}, err
}

// MakeServiceToken makes a token of a service, and returns its secret, the only copy. It
// is for administrators, in a session with a fresh proof; the caller has checked.
//
// Refusals: those of [Directory.MakeToken], not-found.
func (d *Directory) MakeServiceToken(ctx context.Context, admin *Session, username string, n NewToken, by By) (secret string, t Token, err error) {
	if _, err := d.Service(ctx, username); err != nil {
		return "", Token{}, err
	}
	return d.makeToken(ctx, admin, username, n, by)
}

// person refuses what only the account of a person has: passwords, contacts, identities.
func person(a store.AccountRow) error {
	if a.Service {
		return alur.Refuse(alur.CodePersonRequired)
	}
	return nil
}
