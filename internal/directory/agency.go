package directory

import (
	"context"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxShortName bounds abbreviations, in bytes.
const maxShortName = 60

// AddAgency adds an organisation, active, with a fresh id unless one is given. It is
// for administrators; the caller has checked.
//
// Refusals: invalid-data with everything that is wrong, conflict (id; kind, for a
// second active ICT agency).
func (d *Directory) AddAgency(ctx context.Context, a alur.Agency) error {
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
		return tx.InsertAgency(ctx, a)
	})
}

// ChangeAgency changes an organisation: its names, kind, whether it is active, and
// whether its name is confirmed. Its id stays, and so do its requests and people.
// It is for administrators; the caller has checked.
//
// Refusals: not-found, invalid-data, conflict (kind, for a second active ICT agency).
func (d *Directory) ChangeAgency(ctx context.Context, a alur.Agency) error {
	if err := tidyAgency(&a).err(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := judgeICT(ctx, tx, a); err != nil {
			return err
		}
		return tx.SaveAgency(ctx, a)
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
	return wrong
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
	Inactive bool   // those that are no more too
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
		found, err = tx.FindAgencies(ctx, store.AgencyQuery{Kind: q.Kind, Words: q.Q, ActiveOnly: !q.Inactive, After: after, Limit: limit + 1})
		return err
	})
	if err == nil && len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = cursor(store.PlaceOf(last.Name, string(last.ID)))
	}
	return found, next, err
}
