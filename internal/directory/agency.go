package directory

import (
	"context"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxShortName bounds abbreviations, in bytes.
const maxShortName = 60

// AddAgency adds an organisation, active, with a fresh id unless one is given. It is
// for administrators; the caller has checked. The zero By, of setup and the demonstration,
// is not noted in the security log.
//
// Refusals: invalid-data with everything that is wrong, conflict (id; kind, for a
// second active ICT agency).
func (d *Directory) AddAgency(ctx context.Context, a alur.Agency, by By) error {
	if a.ID == "" {
		a.ID = alur.AgencyID(alur.NewID())
	}
	a.Active = true
	if err := tidyAgency(&a).err(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := agency(ctx, tx, a.ID); err == nil {
			return alur.RefuseField(alur.CodeConflict, "id")
		} else if alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
		if err := judgeICT(ctx, tx, a); err != nil {
			return err
		}
		if err := judgeTakesOver(ctx, tx, a); err != nil {
			return err
		}
		if err := tx.InsertAgency(ctx, a); err != nil || by.Actor == "" {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityAgencyAdded, "", string(a.ID)+" "+string(a.Kind)))
	})
}

// ChangeAgency changes an organisation: its names, kind, days, successor, whether it is
// active, and whether its name is confirmed. Its id stays, and so do its requests and
// people. It is for administrators; the caller has checked. What changes nothing is not
// noted in the security log.
//
// Refusals: not-found, invalid-data, conflict (kind, for a second active ICT agency).
func (d *Directory) ChangeAgency(ctx context.Context, a alur.Agency, by By) error {
	if err := tidyAgency(&a).err(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		was, err := agency(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := judgeICT(ctx, tx, a); err != nil {
			return err
		}
		if err := judgeTakesOver(ctx, tx, a); err != nil {
			return err
		}
		what := changed(was, a)
		if err := tx.SaveAgency(ctx, a); err != nil || what == "" {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityAgencyChanged, "", string(a.ID)+" "+what))
	})
}

// judgeICT refuses a second active ICT agency.
func judgeICT(ctx context.Context, tx *store.Tx, a alur.Agency) error {
	if a.Kind != alur.AgencyICT || !a.Active {
		return nil
	}
	ict, err := tx.ICTAgency(ctx)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return nil
	}
	if err == nil && ict.ID != a.ID {
		return alur.RefuseField(alur.CodeConflict, "kind")
	}
	return err
}

// tidyAgency trims the names and notes what is wrong.
func tidyAgency(a *alur.Agency) faults {
	a.Name, a.ShortName = strings.Join(strings.Fields(a.Name), " "), strings.Join(strings.Fields(a.ShortName), " ")
	var wrong faults
	if !validAgencyID(a.ID) {
		wrong.add("id", "bad-characters")
	}
	judgeName(&wrong, "name", a.Name)
	if a.ShortName != "" {
		judgeName(&wrong, "short_name", a.ShortName)
		if len(a.ShortName) > maxShortName {
			wrong.add("short_name", "too-long")
		}
	}
	if !a.Kind.Valid() {
		wrong.add("kind", "unknown")
	}
	judgeDays(&wrong, a)
	return wrong
}

// judgeDays notes what is wrong with the first and the last day.
func judgeDays(f *faults, a *alur.Agency) {
	for _, day := range []struct{ field, value string }{{"valid_from", a.From}, {"valid_until", a.Until}} {
		if _, err := time.Parse(time.DateOnly, day.value); day.value != "" && err != nil {
			f.add(day.field, "bad-date")
			return
		}
	}
	if a.From != "" && a.Until != "" && a.Until < a.From {
		f.add("valid_until", "before-start")
	}
}

// judgeTakesOver refuses a successor that does not exist, is the organisation itself, or
// of another sort: a vendor does not follow on an agency.
func judgeTakesOver(ctx context.Context, tx *store.Tx, a alur.Agency) error {
	if a.Successor == "" {
		return nil
	}
	var wrong faults
	next, err := agency(ctx, tx, a.Successor)
	switch {
	case alur.CodeOf(err) == alur.CodeNotFound:
		wrong.add("successor", "unknown")
	case err != nil:
		return err
	case next.ID == a.ID || next.Successor == a.ID:
		wrong.add("successor", "same-agency")
	case (next.Kind == alur.AgencyVendor) != (a.Kind == alur.AgencyVendor):
		wrong.add("successor", "wrong-kind")
	}
	return wrong.err()
}

// changed names the fields in which two states of an organisation differ.
func changed(was, is alur.Agency) string {
	var out []string
	note := func(field string, differs bool) {
		if differs {
			out = append(out, field)
		}
	}
	note("name", was.Name != is.Name)
	note("short_name", was.ShortName != is.ShortName)
	note("kind", was.Kind != is.Kind)
	note("active", was.Active != is.Active)
	note("confirmed", was.Unconfirmed != is.Unconfirmed)
	note("valid_from", was.From != is.From)
	note("valid_until", was.Until != is.Until)
	note("successor", was.Successor != is.Successor)
	return strings.Join(out, " ")
}

// validAgencyID reports whether id is kebab-case of a-z 0-9, 2 to 100 characters.
func validAgencyID(id alur.AgencyID) bool {
	if len(id) < 2 || len(id) > 100 || id[0] == '-' || id[len(id)-1] == '-' {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || id[i-1] == '-') {
			return false
		}
	}
	return true
}

// AgencyQuery says which organisations; what is zero does not restrict.
type AgencyQuery struct {
	Kind     alur.AgencyKind
	Q        string // plain words, all of them, as prefixes of words of the name or short name
	Inactive bool   // those that are no more, or not yet, too
	After    string // the cursor that the page before gave
	Limit    int    // 1 to 200; 0 is 50
}

// FindAgencies finds organisations in order of their names. next is the cursor of
// the next page, "" after the last.
//
// Refusals: invalid-parameter (cursor, limit, kind).
func (d *Directory) FindAgencies(ctx context.Context, q AgencyQuery) (found []alur.Agency, next string, err error) {
	after, limit, err := page(q.After, q.Limit)
	if err != nil {
		return nil, "", err
	}
	if q.Kind != "" && !q.Kind.Valid() {
		return nil, "", alur.RefuseField(alur.CodeInvalidParameter, "kind")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		sq := store.AgencyQuery{Kind: q.Kind, Words: q.Q, ActiveOnly: !q.Inactive, After: after, Limit: limit + 1}
		if !q.Inactive {
			sq.Day = d.clock().In(alur.Jakarta).Format(time.DateOnly)
		}
		found, err = tx.FindAgencies(ctx, sq)
		return err
	})
	if err == nil && len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = cursor(store.PlaceOf(last.Name, string(last.ID)))
	}
	return found, next, err
}
