package directory

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxName bounds the names of people and agencies, in Unicode code points.
const maxName = 300

// NewUser is an account to be.
type NewUser struct {
	Username string // 2 to 40 of a-z 0-9 . _ -; for life
	Name     string
	Agency   alur.AgencyID
	Roles    []alur.Role
	Password string
	// By is the administrator, for the security log. Its zero value, of setup, import and
	// the operator's tools, is not noted there.
	By By
}

// AddUser makes an active account. It is for administrators; the caller has checked.
//
// Refusals: invalid-data with everything that is wrong, conflict (username).
func (d *Directory) AddUser(ctx context.Context, u NewUser) error {
	return d.addUser(ctx, u, func(*store.Tx) error { return nil })
}

// addUser makes an account when before, in the same transaction, does not refuse.
func (d *Directory) addUser(ctx context.Context, u NewUser, before func(*store.Tx) error) error {
	u.Name = strings.TrimSpace(u.Name)
	var wrong faults
	if u.Username == "" {
		wrong.add("username", "required")
	} else if !validUsername(u.Username) {
		wrong.add("username", "bad-characters")
	}
	judgeName(&wrong, "name", u.Name)
	judgeRoles(&wrong, u.Roles)
	d.judgePassword(&wrong, u.Username, u.Password)
	if wrong != nil {
		// The agency is looked up here as well, so that everything is said at once.
		err := d.store.Read(ctx, func(tx *store.Tx) error { return judgeAgency(ctx, tx, &wrong, u.Agency, u.Roles, true) })
		if err != nil {
			return err
		}
		return wrong.err()
	}
	phc, err := d.hash(ctx, u.Password)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := before(tx); err != nil {
			return err
		}
		var wrong faults
		if err := judgeAgency(ctx, tx, &wrong, u.Agency, u.Roles, true); err != nil {
			return err
		}
		if wrong != nil {
			return wrong.err()
		}
		if _, err := tx.Account(ctx, u.Username); err == nil {
			return alur.RefuseField(alur.CodeConflict, "username")
		} else if alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
		now := d.clock()
		err := tx.InsertAccount(ctx, store.AccountRow{
			User:     alur.User{Username: u.Username, Name: u.Name, Agency: u.Agency, Roles: u.Roles, Active: true},
			Password: phc, PasswordAt: now, CreatedAt: now, UpdatedAt: now,
		})
		if err != nil || u.By.Actor == "" {
			return err
		}
		return d.record(ctx, tx, u.By.event(SecurityUserAdded, u.Username, string(u.Agency)+" "+roleList(u.Roles)))
	})
}

func judgeName(f *faults, field, name string) {
	switch {
	case name == "":
		f.add(field, "required")
	case utf8.RuneCountInString(name) > maxName:
		f.add(field, "too-long")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		f.add(field, "bad-characters")
	}
}

func judgeRoles(f *faults, roles []alur.Role) {
	if len(roles) == 0 {
		f.add("roles", "required")
	}
	if slices.ContainsFunc(roles, func(r alur.Role) bool { return !r.Valid() }) {
		f.add("roles", "unknown")
	}
	// An agency's own admin is one of its people and nothing above them.
	above := func(r alur.Role) bool { return r != alur.RoleAgencyAdmin && !slices.Contains(alur.AgencyRoles, r) }
	if slices.Contains(roles, alur.RoleAgencyAdmin) && slices.ContainsFunc(roles, above) {
		f.add("roles", "combination")
	}
}

// judgeAgency notes when the agency is absent, or no more for somebody who is new to
// it, or when its kind does not go with the roles: people of a third party have the
// role vendor and no other, only the ICT agency has reviewers and a head, and only an
// office has an admin of its own.
func judgeAgency(ctx context.Context, tx *store.Tx, f *faults, id alur.AgencyID, roles []alur.Role, isNew bool) error {
	if id == "" {
		f.add("agency", "required")
		return nil
	}
	a, err := agency(ctx, tx, id)
	if alur.CodeOf(err) == alur.CodeNotFound {
		f.add("agency", "unknown")
		return nil
	}
	if err != nil {
		return err
	}
	if isNew && a.Closed(tx.Now()) {
		f.add("agency", "inactive")
	}
	for _, r := range roles {
		isVendor := r == alur.RoleVendor
		ofICT := r == alur.RoleReviewer || r == alur.RoleHead
		ofOffice := r == alur.RoleAgencyAdmin
		if isVendor != (a.Kind == alur.AgencyVendor) || ofICT && a.Kind != alur.AgencyICT || ofOffice && a.Kind != alur.AgencyOffice {
			f.add("roles", "wrong-agency")
			break
		}
	}
	return nil
}

// roleList writes roles in the order shown to people, so that equal sets read alike.
func roleList(roles []alur.Role) string {
	var out []string
	for _, r := range alur.Roles {
		if slices.Contains(roles, r) {
			out = append(out, string(r))
		}
	}
	return strings.Join(out, " ")
}

// SetPassword gives an account another password and ends all its sessions. A
// disabled account stays disabled. It is for administrators and for the user after
// ConfirmPassword; the caller has checked.
//
// Refusals: not-found, invalid-data (password), person-required (a service has none).
func (d *Directory) SetPassword(ctx context.Context, username, password string, by By) error {
	phc, err := d.newPassword(ctx, username, password)
	if err != nil {
		return err
	}
	return d.changeAccount(ctx, username, func(tx *store.Tx, a *store.AccountRow) error {
		if err := d.setPassword(ctx, tx, a, phc, d.clock()); err != nil {
			return err
		}
		return d.endAll(ctx, tx, username, "")
	}, by.event(SecurityPasswordChanged, username, ""))
}

// SetActive enables or disables an account. Disabling ends its sessions and revokes
// its tokens at once. It is for administrators; the caller has checked.
//
// Refusals: not-found.
func (d *Directory) SetActive(ctx context.Context, username string, active bool, by By) error {
	detail := "active"
	if !active {
		detail = "disabled"
	}
	return d.changeAccount(ctx, username, func(tx *store.Tx, a *store.AccountRow) error {
		a.Active = active
		if active {
			return nil
		}
		return d.endAll(ctx, tx, username, "")
	}, by.event(SecurityActiveChanged, username, detail))
}

func (d *Directory) changeAccount(ctx context.Context, username string, change func(*store.Tx, *store.AccountRow) error, events ...SecurityEvent) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, username)
		if err != nil {
			return err
		}
		if err := notErased(ctx, tx, username); err != nil {
			return err
		}
		if err := change(tx, &a); err != nil {
			return err
		}
		a.UpdatedAt = d.clock()
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		return d.recordAll(ctx, tx, events)
	})
}

// UserQuery says which users; what is zero does not restrict.
type UserQuery struct {
	Agency   alur.AgencyID
	Q        string // plain words, all of them, as prefixes of words of the name or username
	Inactive bool   // disabled accounts too
	After    string // the cursor that the page before gave
	Limit    int    // 1 to 200; 0 is 50
}

// FindUsers finds users in order of their names. next is the cursor of the next page,
// "" after the last.
//
// Refusals: invalid-parameter (cursor, limit).
func (d *Directory) FindUsers(ctx context.Context, q UserQuery) (found []alur.User, next string, err error) {
	after, limit, err := page(q.After, q.Limit)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.FindUsers(ctx, store.UserQuery{Agency: q.Agency, Words: q.Q, ActiveOnly: !q.Inactive, After: after, Limit: limit + 1})
		return err
	})
	if err == nil && len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = cursor(store.PlaceOf(last.Name, last.Username))
	}
	return found, next, err
}
