package directory

import (
	"context"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Signatory is who signs the letters of an organisation now.
type Signatory struct {
	Title string // the office, as the letterhead has it; "" when it is not known
	Name  string
	NIP   string
	// StandIn is on what ground a colleague signs in the head's place, "" for the head.
	StandIn alur.StandInKind
}

// Signatory returns who signs for an organisation at this moment: the head that its
// letterhead names, else its only active head; or the colleague who stands in for the head.
func (d *Directory) Signatory(ctx context.Context, id alur.AgencyID) (Signatory, error) {
	var out Signatory
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		l, err := tx.Letterhead(ctx, id)
		if err != nil {
			return err
		}
		out = Signatory{Title: l.HeadTitle, Name: l.HeadName, NIP: l.HeadNIP}
		heads, err := tx.FindUsers(ctx, store.UserQuery{Agency: id, Role: alur.RoleHead, ActiveOnly: true, Limit: 2})
		if err != nil {
			return err
		}
		if out.Name == "" && len(heads) == 1 {
			a, err := tx.Account(ctx, heads[0].Username)
			if err != nil {
				return err
			}
			out.Name, out.NIP = a.Name, a.NIP
		}
		return out.replace(ctx, tx, id, d.clock().UnixMicro())
	})
	return out, err
}

// replace puts the colleague who stands in for the head in the head's place, if one does.
func (s *Signatory) replace(ctx context.Context, tx *store.Tx, id alur.AgencyID, now int64) error {
	periods, err := tx.StandIns(ctx, store.StandInQuery{Agency: id, Limit: maxSignatories})
	if err != nil {
		return err
	}
	for _, p := range periods {
		if now < p.StartsAt.UnixMicro() || now >= p.EndsAt.UnixMicro() {
			continue
		}
		users, err := tx.Users(ctx, []string{p.Username})
		if err != nil {
			return err
		}
		// What makes a period void is the store's to know: the user has the office, or not.
		u := users[p.Username]
		if !u.Active || u.OnBehalfOf(alur.RoleHead) != p.Absent {
			continue
		}
		a, err := tx.Account(ctx, p.Username)
		if err != nil {
			return err
		}
		s.Name, s.NIP, s.StandIn = a.Name, a.NIP, p.Kind
		return nil
	}
	return nil
}

// maxSignatories is how many periods are looked through, the last to begin first.
const maxSignatories = 50

// NIPs reads the numbers of civil servants, for papers that list people in office; who has
// none is not in the map. The caller has checked that the people belong on the paper.
func (d *Directory) NIPs(ctx context.Context, names []string) (map[string]string, error) {
	out := map[string]string{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, name := range names {
			a, err := tx.Account(ctx, name)
			switch {
			case alur.CodeOf(err) == alur.CodeNotFound:
			case err != nil:
				return err
			case a.NIP != "":
				out[name] = a.NIP
			}
		}
		return nil
	})
	return out, err
}
