package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/alur-id/alur"
)

const agencyColumns = `a.id, a.name, a.short_name, a.kind, a.active, a.unconfirmed, a.valid_from, a.valid_until, a.successor`

func agencyFields(a *alur.Agency) []any {
	return []any{&a.ID, &a.Name, &a.ShortName, &a.Kind, &a.Active, &a.Unconfirmed, &a.From, &a.Until, &a.Successor}
}

func scanAgency(rows *sql.Rows) (alur.Agency, error) {
	var a alur.Agency
	err := rows.Scan(agencyFields(&a)...)
	return a, err
}

// Agencies reads the agencies with the ids; who is absent is not in the map.
func (tx *Tx) Agencies(ctx context.Context, ids []alur.AgencyID) (map[alur.AgencyID]alur.Agency, error) {
	out := make(map[alur.AgencyID]alur.Agency, len(ids))
	err := inChunks(ids, func(q *query, in string) error {
		return tx.each(ctx, `SELECT `+agencyColumns+` FROM agencies a WHERE a.id IN `+in, q.args, func(rows *sql.Rows) error {
			a, err := scanAgency(rows)
			out[a.ID] = a
			return err
		})
	})
	return out, err
}

// inChunks calls fn with the placeholders of up to 256 values at a time. Values that
// no stored text can equal are left out.
func inChunks[T ~string](values []T, fn func(*query, string) error) error {
	var chunk []T
	flush := func() error {
		if len(chunk) == 0 {
			return nil
		}
		var q query
		in := list(&q, padded(chunk))
		chunk = chunk[:0]
		return fn(&q, in)
	}
	for _, v := range values {
		if !isPlain(string(v)) {
			continue
		}
		if chunk = append(chunk, v); len(chunk) == 256 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// ICTAgency reads the city's ICT agency: not-found while there is none.
func (tx *Tx) ICTAgency(ctx context.Context) (alur.Agency, error) {
	var a alur.Agency
	err := tx.queryRow(ctx, `SELECT `+agencyColumns+` FROM agencies a WHERE a.kind = 'ict' AND a.active`, nil, agencyFields(&a)...)
	return a, err
}

// InsertAgency stores a new agency: conflict when its id is taken, or when it would
// be a second active ICT agency.
func (tx *Tx) InsertAgency(ctx context.Context, a alur.Agency) error {
	_, err := tx.exec(ctx, `INSERT INTO agencies (id, name, short_name, kind, active, unconfirmed, sort_key, words, valid_from, valid_until, successor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		string(a.ID), a.Name, a.ShortName, string(a.Kind), a.Active, a.Unconfirmed, sortKey(a.Name), wordSet(a.Name+" "+a.ShortName),
		a.From, a.Until, string(a.Successor))
	return err
}

// SaveAgency stores an agency again: not-found when it is absent, conflict as InsertAgency.
func (tx *Tx) SaveAgency(ctx context.Context, a alur.Agency) error {
	n, err := tx.exec(ctx, `UPDATE agencies SET name = $2, short_name = $3, kind = $4, active = $5, unconfirmed = $6, sort_key = $7, words = $8,
		valid_from = $9, valid_until = $10, successor = $11 WHERE id = $1`,
		string(a.ID), a.Name, a.ShortName, string(a.Kind), a.Active, a.Unconfirmed, sortKey(a.Name), wordSet(a.Name+" "+a.ShortName),
		a.From, a.Until, string(a.Successor))
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// Place is a place in the order of agencies or of users.
type Place struct {
	Key string // the folded name
	ID  string
}

// PlaceOf is where a name stands.
func PlaceOf(name, id string) Place { return Place{Key: sortKey(name), ID: id} }

// AgencyQuery says which agencies; what is zero does not restrict.
type AgencyQuery struct {
	Kind       alur.AgencyKind
	Words      string // plain words, all of them, as prefixes of words of the name or short name
	ActiveOnly bool
	Day        string // only those that there are on the day (2006-01-02); "" does not restrict
	After      *Place
	Limit      int
}

// FindAgencies finds agencies in order of their names.
func (tx *Tx) FindAgencies(ctx context.Context, q AgencyQuery) ([]alur.Agency, error) {
	var sq query
	sq.add(`SELECT `, agencyColumns, ` FROM agencies a WHERE TRUE`)
	if q.Kind != "" {
		sq.add(` AND a.kind = `, sq.arg(string(q.Kind)))
	}
	if q.ActiveOnly {
		sq.add(` AND a.active`)
	}
	if q.Day != "" {
		sq.add(` AND a.valid_from <= `, sq.arg(q.Day), ` AND (a.valid_until = '' OR a.valid_until >= `, sq.arg(q.Day), `)`)
	}
	if !sq.matches("a.words", q.Words) {
		return nil, nil
	}
	if q.After != nil {
		sq.add(` AND (a.sort_key, a.id) > (`, sq.arg(q.After.Key), `, `, sq.arg(q.After.ID), `)`)
	}
	sq.add(` ORDER BY a.sort_key, a.id LIMIT `, sq.arg(q.Limit))
	var out []alur.Agency
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		a, err := scanAgency(rows)
		out = append(out, a)
		return err
	})
	return out, err
}

// matches demands all words of a text as prefixes in a column of words. It reports
// false when the text has characters but no word, and so matches nothing.
func (q *query) matches(column, text string) bool {
	words := Words(text)
	if len(words) == 0 {
		return strings.TrimSpace(text) == ""
	}
	for _, w := range words {
		q.add(` AND `, column, ` LIKE `, q.arg(likePrefix(w)))
	}
	return true
}
