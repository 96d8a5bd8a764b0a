package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Manager is who manages people: an administrator everybody, an agency's own admin the
// people of the agency.
type Manager struct {
	alur.User
	Address string // the caller's IP address
}

func (m Manager) by() By { return By{Actor: m.Username, Address: m.Address} }

// Sees reports whether a person is one of those whom the manager manages; nobody else
// exists for him or her.
func (m Manager) Sees(u alur.User) bool {
	return !u.Service && (m.Has(alur.RoleAdmin) || m.Has(alur.RoleAgencyAdmin) && u.Agency == m.Agency)
}

// Changes reports whether the manager may change a person whom he or she sees: an
// agency's own admin nobody with a role that such an admin does not give.
func (m Manager) Changes(u alur.User) bool { return m.Has(alur.RoleAdmin) || m.Manages(u) }

// Gives lists the roles that the manager may give.
func (m Manager) Gives() []alur.Role {
	if m.Has(alur.RoleAdmin) {
		return alur.Roles
	}
	return alur.AgencyRoles
}

// Person is somebody as those who manage people see him or her.
type Person struct {
	alur.User
	Contact
	Invited   bool      // the link of the invitation has not been used: there is no password
	EnteredAt time.Time // the last sign-in; zero is never
	Erased    bool      // the person has been taken out of the account
}

func personOf(r store.ManagedRow) Person {
	return Person{User: r.User, Contact: Contact{r.Email, r.NIP}, Invited: r.Invited, EnteredAt: r.EnteredAt, Erased: r.Erased}
}

// PersonState is a group of people in their list.
type PersonState string

// The groups; the zero value is everybody.
const (
	StateNotEntered PersonState = "not-entered" // active, and never signed in
	StateDisabled   PersonState = "disabled"
)

// PersonQuery says which people; what is zero does not restrict.
type PersonQuery struct {
	Agency alur.AgencyID
	Q      string // as [UserQuery]
	State  PersonState
	After  string
	Limit  int
}

// PersonList is one page of people, and how many of all those that the manager sees are
// in each group.
type PersonList struct {
	People     []Person
	Next       string // the cursor of the next page, "" after the last
	NotEntered int
	Disabled   int
}

// Persons lists those whom a manager manages, disabled ones too, in order of their names.
//
// Refusals: not-your-party (manages nobody), invalid-parameter (state, cursor, limit).
func (d *Directory) Persons(ctx context.Context, m Manager, q PersonQuery) (*PersonList, error) {
	if !m.ManagesPeople() {
		return nil, alur.Refuse(alur.CodeNotYourParty)
	}
	if q.State != "" && q.State != StateNotEntered && q.State != StateDisabled {
		return nil, alur.RefuseField(alur.CodeInvalidParameter, "state")
	}
	after, limit, err := page(q.After, q.Limit)
	if err != nil {
		return nil, err
	}
	within := store.UserQuery{Agency: q.Agency}
	if !m.Has(alur.RoleAdmin) {
		within.Agency = m.Agency
	}
	sq := within
	sq.Words, sq.After, sq.Limit = q.Q, after, limit+1
	sq.NotEntered, sq.Disabled = q.State == StateNotEntered, q.State == StateDisabled
	list := &PersonList{}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.ManagedAll(ctx, sq)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			list.Next = cursor(store.PlaceOf(rows[limit-1].Name, rows[limit-1].Username))
		}
		for _, r := range rows {
			list.People = append(list.People, personOf(r))
		}
		count := within
		count.NotEntered = true
		if list.NotEntered, err = tx.CountUsers(ctx, count); err != nil {
			return err
		}
		count = within
		count.Disabled = true
		list.Disabled, err = tx.CountUsers(ctx, count)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Person reads one of those whom a manager manages: not-found for everybody else.
func (d *Directory) Person(ctx context.Context, m Manager, username string) (Person, error) {
	var p Person
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Managed(ctx, username)
		if err == nil && !m.Sees(row.User) {
			err = alur.Refuse(alur.CodeNotFound)
		}
		p = personOf(row)
		return err
	})
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// managed holds the account of somebody whom a manager may change: not-found for whom he
// or she does not see, not-your-party for the rest, conflict (erased) when nobody is
// behind it any more.
func managed(ctx context.Context, tx *store.Tx, m Manager, username string) (store.AccountRow, error) {
	a, err := tx.LockAccount(ctx, username)
	switch {
	case err != nil:
		return a, err
	case !m.Sees(a.User):
		return a, alur.Refuse(alur.CodeNotFound)
	case !m.Changes(a.User):
		return a, alur.Refuse(alur.CodeNotYourParty)
	}
	return a, notErased(ctx, tx, username)
}

// judgeContact notes what is wrong with how somebody is reached.
func judgeContact(f *faults, c Contact) {
	if c.Email != "" && !validEmail(c.Email) {
		f.add("email", "bad-characters")
	}
	if c.NIP != "" && !isNIP(c.NIP) {
		f.add("nip", "bad-characters")
	}
}

// contactTaken refuses an address or number that is another account's: conflict.
func contactTaken(ctx context.Context, tx *store.Tx, username string, c Contact) error {
	for _, x := range []struct{ field, value string }{{"email", c.Email}, {"nip", c.NIP}} {
		whose, err := tx.Login(ctx, x.value)
		if err == nil && whose != username {
			return alur.RefuseField(alur.CodeConflict, x.field)
		}
		if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
	}
	return nil
}

// titles stand before names and are no part of a username.
var titles = []string{"dr", "drs", "dra", "drg", "prof", "ir", "h", "hj", "apt", "ns"}

// ProposeUsername makes a username of a name: "dr. Siti Aminah, M.Kes." becomes
// "siti.aminah". It is "" for a name that has no letters for one.
func ProposeUsername(name string) string {
	name, _, _ = strings.Cut(name, ",")
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return ' ' // what cannot be typed on every keyboard
		}
		return r
	}, name)
	words := slices.DeleteFunc(store.Words(name), func(w string) bool { return slices.Contains(titles, w) })
	out := ""
	for _, w := range words[:min(2, len(words))] {
		if out != "" {
			out += "."
		}
		out += strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
	}
	out = strings.Trim(out, ".")
	if utf8.RuneCountInString(out) > 36 {
		out = out[:36]
	}
	if !validUsername(out) {
		return ""
	}
	return out
}

// freeUsername is the proposed username, with a figure behind it when it is taken.
func freeUsername(ctx context.Context, tx *store.Tx, name string) (string, error) {
	base := ProposeUsername(name)
	if base == "" {
		return "", alur.RefuseField(alur.CodeConflict, "username")
	}
	for n := 1; n < 100; n++ {
		candidate := base
		if n > 1 {
			candidate = fmt.Sprintf("%s%d", base, n)
		}
		_, err := tx.Login(ctx, candidate)
		if alur.CodeOf(err) == alur.CodeNotFound {
			return candidate, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", alur.RefuseField(alur.CodeConflict, "username")
}
