package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// importLife is how long a list on its way in is kept (docs/data.md).
const importLife = 30 * 24 * time.Hour

// ImportRow is a list of people or agencies on its way in.
type ImportRow struct {
	ID        string
	Kind      string
	Name      string // of the file
	Username  string // who brought it
	Agency    alur.AgencyID
	Notes     string
	Choices   string
	CreatedAt time.Time
	AppliedAt time.Time // zero for never

	// Lines and Open are how many rows there are, and how many of them are neither
	// applied nor skipped; only read.
	Lines, Open int
}

// ImportLineRow is one row of such a list.
type ImportLineRow struct {
	Line   int // of the file, from 1
	Cells  string
	State  string // "staged" until it is skipped or applied
	Target string
	At     time.Time // when it was applied
}

const importColumns = `i.id, i.kind, i.name, i.username, i.agency_id, i.notes, i.choices, i.created_at, i.applied_at,
	(SELECT count(*) FROM import_rows l WHERE l.import_id = i.id), (SELECT count(*) FROM import_rows l WHERE l.import_id = i.id AND l.state = 'staged')`

func (tx *Tx) imports(ctx context.Context, where string, args ...any) ([]ImportRow, error) {
	var out []ImportRow
	err := tx.each(ctx, `SELECT `+importColumns+` FROM imports i `+where, args, func(rows *sql.Rows) error {
		var r ImportRow
		var created, applied int64
		err := rows.Scan(&r.ID, &r.Kind, &r.Name, &r.Username, &r.Agency, &r.Notes, &r.Choices, &created, &applied, &r.Lines, &r.Open)
		r.CreatedAt, r.AppliedAt = fromMicros(created), fromMicros(applied)
		out = append(out, r)
		return err
	})
	return out, err
}

// importsAtOnce is how many rows one statement stores.
const importsAtOnce = 64

// InsertImport stores a list with its rows.
func (tx *Tx) InsertImport(ctx context.Context, r ImportRow, lines []ImportLineRow) error {
	_, err := tx.exec(ctx, `INSERT INTO imports (id, kind, name, username, agency_id, notes, choices, created_at, applied_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, r.Kind, r.Name, r.Username, string(r.Agency), r.Notes, r.Choices, micros(r.CreatedAt), micros(r.AppliedAt))
	if err != nil {
		return err
	}
	for len(lines) > 0 {
		n := importsAtOnce
		if len(lines) < n {
			n = 1 // few texts of statements, however many rows are left
		}
		var q query
		q.add(`INSERT INTO import_rows (import_id, line, cells, state, target, at) VALUES `)
		for i, l := range lines[:n] {
			if i > 0 {
				q.add(`, `)
			}
			q.add(`(`, q.arg(r.ID), `, `, q.arg(l.Line), `, `, q.arg(l.Cells), `, `, q.arg(l.State), `, `, q.arg(l.Target), `, `, q.arg(micros(l.At)), `)`)
		}
		if _, err := tx.exec(ctx, q.String(), q.args...); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

// CountOpenImports says how many lists have rows that wait: an agency's, or where agency is
// "" those that a user brought.
func (tx *Tx) CountOpenImports(ctx context.Context, agency alur.AgencyID, username string) (n int, err error) {
	err = tx.queryRow(ctx, `SELECT count(*) FROM imports i WHERE i.agency_id = $1 AND (i.agency_id <> '' OR i.username = $2)
		AND EXISTS (SELECT 1 FROM import_rows l WHERE l.import_id = i.id AND l.state = 'staged')`, []any{string(agency), username}, &n)
	return n, err
}

// Import reads a list that is an agency's, or anybody's where agency is "": not-found
// when there is none.
func (tx *Tx) Import(ctx context.Context, agency alur.AgencyID, id string) (ImportRow, error) {
	if !isPlain(id) || !isPlain(string(agency)) {
		return ImportRow{}, alur.Refuse(alur.CodeNotFound)
	}
	found, err := tx.imports(ctx, `WHERE i.id = $1 AND (CAST($2 AS TEXT) = '' OR i.agency_id = CAST($2 AS TEXT))`, id, string(agency))
	if err == nil && len(found) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return ImportRow{}, err
	}
	return found[0], nil
}

// LockImport is Import, and holds the list until the transaction ends.
func (tx *Tx) LockImport(ctx context.Context, agency alur.AgencyID, id string) (ImportRow, error) {
	if tx.pg != nil && isPlain(id) {
		var name string
		if err := tx.queryRow(ctx, `SELECT id FROM imports WHERE id = $1 FOR UPDATE`, []any{id}, &name); err != nil {
			return ImportRow{}, err
		}
	}
	return tx.Import(ctx, agency, id)
}

// Imports reads the lists of an agency, or all where agency is "", the newest first.
func (tx *Tx) Imports(ctx context.Context, agency alur.AgencyID, limit int) ([]ImportRow, error) {
	return tx.imports(ctx, `WHERE CAST($1 AS TEXT) = '' OR i.agency_id = CAST($1 AS TEXT) ORDER BY i.created_at DESC, i.id LIMIT $2`, string(agency), limit)
}

// SaveImport stores the choices of a list, and when it was applied last: not-found
// when there is none.
func (tx *Tx) SaveImport(ctx context.Context, r ImportRow) error {
	n, err := tx.exec(ctx, `UPDATE imports SET choices = $2, applied_at = $3 WHERE id = $1`, r.ID, r.Choices, micros(r.AppliedAt))
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// DeleteImport forgets a list with its rows: not-found when there is none.
func (tx *Tx) DeleteImport(ctx context.Context, id string) error {
	n, err := tx.exec(ctx, `DELETE FROM imports WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// ImportLines reads rows of a list in order, those with the numbers, or all without any.
func (tx *Tx) ImportLines(ctx context.Context, id string, lines ...int) ([]ImportLineRow, error) {
	if !isPlain(id) {
		return nil, nil
	}
	q := query{}
	q.add(`SELECT line, cells, state, target, at FROM import_rows WHERE import_id = `, q.arg(id))
	if len(lines) > 0 {
		var in []string
		for _, n := range lines {
			in = append(in, strconv.Itoa(n)) // numbers of ours: no text of a stranger
		}
		q.add(` AND line IN (`, strings.Join(in, ", "), `)`)
	}
	q.add(` ORDER BY line`)
	var out []ImportLineRow
	err := tx.each(ctx, q.String(), q.args, func(rows *sql.Rows) error {
		var l ImportLineRow
		var at int64
		err := rows.Scan(&l.Line, &l.Cells, &l.State, &l.Target, &at)
		l.At = fromMicros(at)
		out = append(out, l)
		return err
	})
	return out, err
}

// SaveImportLine stores a row again: not-found when it is absent.
func (tx *Tx) SaveImportLine(ctx context.Context, id string, l ImportLineRow) error {
	n, err := tx.exec(ctx, `UPDATE import_rows SET cells = $3, state = $4, target = $5, at = $6 WHERE import_id = $1 AND line = $2`,
		id, l.Line, l.Cells, l.State, l.Target, micros(l.At))
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// PersonBy is the column by which [Tx.Persons] finds people.
type PersonBy string

// The columns.
const (
	ByUsername PersonBy = "username"
	ByEmail    PersonBy = "email"
	ByNIP      PersonBy = "nip"
	ByName     PersonBy = "sort_key" // names as [PlaceOf] orders them
)

// Persons reads the users with one of the values in a column, inactive ones too, in no
// order. Nobody has an empty value.
func (tx *Tx) Persons(ctx context.Context, by PersonBy, values []string) ([]ManagedRow, error) {
	column := map[PersonBy]string{ByUsername: "u.username", ByEmail: "u.email", ByNIP: "u.nip", ByName: "u.sort_key"}[by]
	var some []string
	for _, v := range values {
		if v != "" {
			some = append(some, v)
		}
	}
	var out []ManagedRow
	err := inChunks(some, func(q *query, in string) error {
		return tx.each(ctx, `SELECT `+managedColumns+` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE `+column+` IN `+in, q.args, func(rows *sql.Rows) error {
			m, err := scanManaged(rows)
			out = append(out, m)
			return err
		})
	})
	return out, err
}

// HoldOneTime says which of the users have something of the kind that works once.
func (tx *Tx) HoldOneTime(ctx context.Context, kind string, usernames []string) (map[string]bool, error) {
	out := map[string]bool{}
	err := inChunks(usernames, func(q *query, in string) error {
		return tx.each(ctx, `SELECT DISTINCT username FROM one_time WHERE username IN `+in+` AND kind = `+q.arg(kind), q.args, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			out[name] = true
			return err
		})
	})
	return out, err
}
