package directory

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// agencyIndex finds organisations by what people call them.
type agencyIndex struct {
	all   map[alur.AgencyID]alur.Agency
	named map[string][]alur.AgencyID // by folded name, short name and id
	ict   alur.AgencyID
}

func indexAgencies(all map[alur.AgencyID]alur.Agency) agencyIndex {
	x := agencyIndex{all: all, named: map[string][]alur.AgencyID{}}
	for id, a := range all {
		for _, s := range []string{a.Name, a.ShortName, string(a.ID)} {
			if key := phrase(s); key != "" && !slices.Contains(x.named[key], id) {
				x.named[key] = append(x.named[key], id)
			}
		}
		if a.Kind == alur.AgencyICT && a.Active {
			x.ict = id
		}
	}
	return x
}

// find finds the organisation that a text names: one of that name, short name or id. Of
// several the active one is meant. reason is "unknown" or "ambiguous", or "".
func (x agencyIndex) find(text string) (id alur.AgencyID, reason string) {
	found := x.named[phrase(text)]
	if len(found) > 1 {
		var active []alur.AgencyID
		for _, f := range found {
			if x.all[f].Active {
				active = append(active, f)
			}
		}
		if len(active) > 0 {
			found = active
		}
	}
	switch len(found) {
	case 0:
		return "", "unknown"
	case 1:
		return found[0], ""
	}
	return "", "ambiguous"
}

// judgedAgency is a row of a list of organisations with what it would do.
type judgedAgency struct {
	flags   importFlags
	known   bool
	was     alur.Agency
	now     alur.Agency
	letter  *alur.Letterhead // to be stored, or nil
	changes []ImportChange
}

// judgeLetter judges the columns that stand on letters.
func (j *judgedAgency) judgeLetter(ctx context.Context, tx *store.Tx, r stagedRow) error {
	address, phone := r.Cells["address"], r.Cells["phone"]
	if isPlaceholder(address) {
		address = ""
	}
	if isPlaceholder(phone) {
		phone = ""
	}
	if address == "" && phone == "" {
		return nil
	}
	var was alur.Letterhead
	if j.known {
		var err error
		if was, err = tx.Letterhead(ctx, j.was.ID); err != nil {
			return err
		}
	}
	now := was
	now.Address, now.Phone = cmp.Or(address, was.Address), cmp.Or(phone, was.Phone)
	j.flags.faults(tidyLetterhead(&now))
	if now == was {
		return nil
	}
	j.letter = &now
	if j.known {
		for _, c := range []ImportChange{{"address", was.Address, now.Address}, {"phone", was.Phone, now.Phone}} {
			if c.From != c.To {
				j.changes = append(j.changes, c)
			}
		}
	}
	return nil
}

// judge says what a row would do. Unlike the strict import it leaves as they are what a
// row does not say: the short name, the kind.
func (x agencyIndex) judge(r stagedRow) judgedAgency {
	cells := map[string]string{}
	var j judgedAgency
	for field, v := range r.Cells {
		if field != "active" && field != "id" && isPlaceholder(v) {
			j.flags.warn(field, "placeholder", v)
			continue
		}
		cells[field] = v
	}
	if cells[fieldMore] != "" {
		j.flags.warn("", "more", cells[fieldMore])
	}
	slices.SortFunc(j.flags, func(a, b ImportFlag) int { return strings.Compare(a.Field, b.Field) })
	guess := cells["kind"] == ""
	if guess {
		cells["kind"] = string(alur.AgencyOffice)
	}
	l, wrong := readAgency(r.Line, cells)
	j.flags.faults(wrong)
	j.now, j.was, j.known = resolve(l, x.all)
	switch {
	case j.known && guess:
		j.now.Kind = j.was.Kind
	case guess:
		j.flags.warn("kind", "least", string(alur.AgencyOffice))
	}
	if j.known && cells["short_name"] == "" {
		j.now.ShortName = j.was.ShortName
	}
	if j.now.Kind == alur.AgencyICT && j.now.Active && x.ict != "" && x.ict != j.now.ID {
		j.flags.bad("kind", "second-ict", x.all[x.ict].Name)
	}
	if !j.known {
		for _, id := range x.named[phrase(l.ShortName)] {
			j.flags.warn("short_name", "same-name", x.all[id].Name)
		}
		return j
	}
	change := func(field, from, to string) {
		if from != to {
			j.changes = append(j.changes, ImportChange{Field: field, From: from, To: to})
		}
	}
	change("name", j.was.Name, j.now.Name)
	change("short_name", j.was.ShortName, j.now.ShortName)
	change("kind", string(j.was.Kind), string(j.now.Kind))
	change("active", strconv.FormatBool(j.was.Active), strconv.FormatBool(j.now.Active))
	change("unconfirmed", strconv.FormatBool(j.was.Unconfirmed), strconv.FormatBool(j.now.Unconfirmed))
	return j
}
