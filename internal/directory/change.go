package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

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
// Refusals: not-found, not-your-party, invalid-data with everything that is wrong (email
// not-yours: an agency's own admin gives no address to somebody who has been here),
// conflict (email, nip, erased; proposal: another administrator's is still open).
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
	if !m.Has(alur.RoleAdmin) && c.Email != a.Email {
		// Whoever sets the address of somebody who has been here and sends the link is him or her.
		heavy, err := weighs(ctx, tx, a)
		if err != nil {
			return err
		}
		if heavy || !a.EnteredAt.IsZero() {
			wrong.add("email", "not-yours")
		}
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
	heavy, err := weighs(ctx, tx, a)
	if err != nil {
		return now, later, false, err
	}
	if heavy && c.Email != a.Email && c.Email != "" {
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
	if gained := privileged(a.Roles); slices.ContainsFunc(gained, func(r alur.Role) bool { return !slices.Contains(was.Roles, r) }) {
		var err error
		if events, err = d.startAfresh(ctx, tx, was, by); err != nil {
			return err
		}
	}
	note := func(kind SecurityKind, from, to, detail string) {
		if from != to {
			events = append(events, by.event(kind, a.Username, detail))
		}
	}
	// Without the names: an entry is for good, and a person may ask to be forgotten.
	note(SecurityRenamed, was.Name, a.Name, "")
	note(SecurityMoved, string(was.Agency), string(a.Agency), string(was.Agency)+" > "+string(a.Agency))
	note(SecurityRolesChanged, roleList(was.Roles), roleList(a.Roles), roleList(was.Roles)+" > "+roleList(a.Roles))
	if was.Email != a.Email || was.NIP != a.NIP {
		e := by.event(SecurityContactChanged, a.Username, "")
		if was.Email != a.Email {
			e.was = was.Email
		}
		events = append(events, e)
	}
	if was.Email != a.Email || was.NIP != a.NIP {
		for _, kind := range []string{kindLink, kindReset, kindInvitation} {
			if _, err := tx.DeleteOneTimes(ctx, kind, a.Username); err != nil {
				return err
			}
		}
	}
	return d.recordAll(ctx, tx, events)
}

// startAfresh ends what an account had before it gained a privileged role: sessions and
// tokens, whoever holds them, and the periods in which others stand in for it, which were
// noted when that gave less. The invitation of somebody who has not been here stays.
func (d *Directory) startAfresh(ctx context.Context, tx *store.Tx, a store.AccountRow, by By) ([]SecurityEvent, error) {
	kinds := endedKinds
	if a.Password == "" && a.EnteredAt.IsZero() {
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k == kindInvitation })
	}
	if err := d.endOpen(ctx, tx, a.Username, "", kinds); err != nil {
		return nil, err
	}
	now := d.clock()
	rows, err := tx.StandIns(ctx, store.StandInQuery{Person: a.Username, EndsBy: now, Limit: 200})
	if err != nil {
		return nil, err
	}
	var events []SecurityEvent
	for _, row := range rows {
		if row.Absent != a.Username {
			continue
		}
		if err := tx.EndStandIn(ctx, row.ID, now); err != nil {
			return nil, err
		}
		events = append(events, by.event(SecurityStandInEnded, row.Username, string(row.Kind)+" "+row.Absent))
	}
	return events, nil
}
