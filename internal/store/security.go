package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// SecurityEventRow is one entry of the security log as it is stored. Body holds the
// bytes that were hashed; the other fields repeat what is in it.
type SecurityEventRow struct {
	Seq      int64
	At       time.Time
	Kind     string
	Username string // whose account, "" when there is none
	Actor    string // who did it, where that is somebody else
	Address  string
	Detail   string
	Prev     string
	Hash     string
	Body     []byte
}

const securityColumns = `e.seq, e.at, e.kind, e.username, e.actor, e.address, e.detail, e.prev, e.hash, e.body`

func scanSecurityEvent(rows *sql.Rows) (SecurityEventRow, error) {
	var e SecurityEventRow
	var at int64
	err := rows.Scan(&e.Seq, &at, &e.Kind, &e.Username, &e.Actor, &e.Address, &e.Detail, &e.Prev, &e.Hash, &e.Body)
	e.At, e.Body = fromMicros(at), blob(e.Body)
	return e, err
}

// securityLock is the number of the lock that appenders of PostgreSQL take turns at.
const securityLock = 0x616c7572_73656c // "alursel"

// SecurityHead reads seq and hash of the last entry of the security log, 0 and ""
// before the first, and keeps other appenders out until the transaction ends. It must
// be the last lock that a transaction takes: whoever waited for a row while holding
// this one would hold up every sign-in.
func (tx *Tx) SecurityHead(ctx context.Context) (seq int64, hash string, err error) {
	if tx.pg != nil {
		if _, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(securityLock)); err != nil {
			return 0, "", err
		}
	}
	err = tx.queryRow(ctx, `SELECT seq, hash FROM security_events ORDER BY seq DESC LIMIT 1`, nil, &seq, &hash)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return 0, "", nil
	}
	return seq, hash, err
}

// AppendSecurityEvent adds an entry to the security log: conflict when its seq is
// taken. Nothing can change or remove it afterwards; the database refuses it.
func (tx *Tx) AppendSecurityEvent(ctx context.Context, e SecurityEventRow) error {
	_, err := tx.exec(ctx, `INSERT INTO security_events (seq, at, kind, username, actor, address, detail, prev, hash, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Seq, micros(e.At), e.Kind, e.Username, e.Actor, e.Address, e.Detail, e.Prev, e.Hash, blob(e.Body))
	return err
}

// SecurityQuery says which entries; what is zero does not restrict.
type SecurityQuery struct {
	Username string
	Actor    string // who did it: somebody else, or the account's own owner
	Kinds    []string
	Since    time.Time
	Until    time.Time // not in it any more
	Text     string    // stands in account, actor, address or detail; ASCII letters in either case
	Before   int64     // only entries before this seq; 0 begins at the newest
	Limit    int
}

// narrow adds the conditions of the query; false when nothing can be found.
func (q SecurityQuery) narrow(sq *query) bool {
	for _, plain := range []string{q.Username, q.Actor, q.Text} {
		if !isPlain(plain) {
			return false
		}
	}
	if q.Username != "" {
		sq.add(` AND e.username = `, sq.arg(q.Username))
	}
	if q.Actor != "" {
		sq.add(` AND (e.actor = `, sq.arg(q.Actor), ` OR e.actor = '' AND e.username = `, sq.arg(q.Actor), `)`)
	}
	if len(q.Kinds) > 0 {
		sq.add(` AND e.kind IN `, list(sq, q.Kinds))
	}
	if !q.Since.IsZero() {
		sq.add(` AND e.at >= `, sq.arg(micros(q.Since)))
	}
	if !q.Until.IsZero() {
		sq.add(` AND e.at < `, sq.arg(micros(q.Until)))
	}
	if q.Text != "" {
		like := sq.arg("%" + likeText.Replace(strings.ToLower(q.Text)) + "%")
		sq.add(` AND lower(e.username || ' ' || e.actor || ' ' || e.address || ' ' || e.detail) LIKE `, like, ` ESCAPE '!'`)
	}
	if q.Before > 0 {
		sq.add(` AND e.seq < `, sq.arg(q.Before))
	}
	return true
}

// likeText takes their meaning from the characters of a pattern.
var likeText = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// SecurityEvents reads entries of the security log, newest first.
func (tx *Tx) SecurityEvents(ctx context.Context, q SecurityQuery) ([]SecurityEventRow, error) {
	var sq query
	sq.add(`SELECT `, securityColumns, ` FROM security_events e WHERE TRUE`)
	if !q.narrow(&sq) {
		return nil, nil
	}
	sq.add(` ORDER BY e.seq DESC LIMIT `, sq.arg(q.Limit))
	var out []SecurityEventRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		e, err := scanSecurityEvent(rows)
		out = append(out, e)
		return err
	})
	return out, err
}

// CountSecurityEvents counts the entries of a query; Limit is not read.
func (tx *Tx) CountSecurityEvents(ctx context.Context, q SecurityQuery) (int, error) {
	var sq query
	sq.add(`SELECT count(*) FROM security_events e WHERE TRUE`)
	if !q.narrow(&sq) {
		return 0, nil
	}
	var n int
	err := tx.queryRow(ctx, sq.String(), sq.args, &n)
	return n, err
}

// EachSecurityEvent calls fn for every entry of the security log, oldest first.
func (tx *Tx) EachSecurityEvent(ctx context.Context, fn func(SecurityEventRow) error) error {
	return tx.each(ctx, `SELECT `+securityColumns+` FROM security_events e ORDER BY e.seq`, nil, func(rows *sql.Rows) error {
		e, err := scanSecurityEvent(rows)
		if err != nil {
			return err
		}
		return fn(e)
	})
}
