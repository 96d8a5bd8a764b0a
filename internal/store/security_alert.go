package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/alur-id/alur"
)

// AlertRow is an entry of the security log that wants somebody's eyes, and what has
// become of it.
type AlertRow struct {
	Seq       int64 // of its entry
	Rule      string
	Username  string // whom it is about, "" when nobody
	At        time.Time
	MailedAt  time.Time // zero while it waits to be told
	HandledAt time.Time // zero while it is open
	HandledBy string
	Actor     string // of its entry; not stored here
	Detail    string // likewise
}

const alertColumns = `a.seq, a.rule, a.username, a.at, a.mailed_at, a.handled_at, a.handled_by, coalesce(e.actor, ''), coalesce(e.detail, '')`

func (tx *Tx) alerts(ctx context.Context, where string, args ...any) ([]AlertRow, error) {
	var out []AlertRow
	err := tx.each(ctx, `SELECT `+alertColumns+` FROM security_alerts a LEFT JOIN security_events e ON e.seq = a.seq `+where, args, func(rows *sql.Rows) error {
		var r AlertRow
		var at, mailed, handled int64
		err := rows.Scan(&r.Seq, &r.Rule, &r.Username, &at, &mailed, &handled, &r.HandledBy, &r.Actor, &r.Detail)
		r.At, r.MailedAt, r.HandledAt = fromMicros(at), fromMicros(mailed), fromMicros(handled)
		out = append(out, r)
		return err
	})
	return out, err
}

// PutAlert stores what stands beside an entry: conflict when it is there.
func (tx *Tx) PutAlert(ctx context.Context, a AlertRow) error {
	_, err := tx.exec(ctx, `INSERT INTO security_alerts (seq, rule, username, at, mailed_at, handled_at, handled_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.Seq, a.Rule, a.Username, micros(a.At), micros(a.MailedAt), micros(a.HandledAt), a.HandledBy)
	return err
}

// OpenAlerts reads the alerts that nobody has dealt with, newest first.
func (tx *Tx) OpenAlerts(ctx context.Context, limit int) ([]AlertRow, error) {
	return tx.alerts(ctx, `WHERE a.handled_at = 0 ORDER BY a.seq DESC LIMIT $1`, limit)
}

// CountOpenAlerts counts them.
func (tx *Tx) CountOpenAlerts(ctx context.Context) (int, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM security_alerts WHERE handled_at = 0`, nil, &n)
	return n, err
}

// Alert reads one alert: not-found when it is absent.
func (tx *Tx) Alert(ctx context.Context, seq int64) (AlertRow, error) {
	found, err := tx.alerts(ctx, `WHERE a.seq = $1`, seq)
	if err == nil && len(found) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return AlertRow{}, err
	}
	return found[0], nil
}

// Alerted reports whether the rule has spoken about the account at or after a moment.
func (tx *Tx) Alerted(ctx context.Context, rule, username string, since time.Time) (bool, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM security_alerts WHERE rule = $1 AND username = $2 AND at >= $3`, []any{rule, username, micros(since)}, &n)
	return n > 0, err
}

// HandleAlert notes who has dealt with an alert: conflict when somebody has already, or
// when it is absent.
func (tx *Tx) HandleAlert(ctx context.Context, seq int64, by string, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE security_alerts SET handled_at = $2, handled_by = $3 WHERE seq = $1 AND handled_at = 0`, seq, micros(at), by)
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeConflict)
	}
	return err
}

// TakeUntoldAlerts gives the alerts that wait to be told by mail, oldest first, and
// notes at as the moment when they were: each is given once. Older ones than since are
// noted and not given.
func (tx *Tx) TakeUntoldAlerts(ctx context.Context, since, at time.Time) ([]AlertRow, error) {
	taken := map[int64]bool{}
	err := tx.each(ctx, `UPDATE security_alerts SET mailed_at = $1 WHERE mailed_at = 0 RETURNING seq`, []any{micros(at)}, func(rows *sql.Rows) error {
		var seq int64
		err := rows.Scan(&seq)
		taken[seq] = true
		return err
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	rows, err := tx.alerts(ctx, `WHERE a.mailed_at = $1 AND a.at >= $2 ORDER BY a.seq`, micros(at), micros(since))
	return slices.DeleteFunc(rows, func(r AlertRow) bool { return !taken[r.Seq] }), err
}

// SecurityCheckRow is what the last check of the security log found.
type SecurityCheckRow struct {
	At        time.Time
	Entries   int64  // that were read
	Hash      string // of the last of them
	BadSeq    int64  // the first that is not what was written; 0 is none
	Bad       string
	CheckedBy string
	WholeSeq  int64 // up to here it was whole at some check
	WholeHash string
}

// SecurityCheck reads the last check: not-found before the first.
func (tx *Tx) SecurityCheck(ctx context.Context) (SecurityCheckRow, error) {
	var c SecurityCheckRow
	var at int64
	err := tx.queryRow(ctx, `SELECT at, entries, hash, bad_seq, bad, checked_by, whole_seq, whole_hash FROM security_check WHERE id = 1`, nil,
		&at, &c.Entries, &c.Hash, &c.BadSeq, &c.Bad, &c.CheckedBy, &c.WholeSeq, &c.WholeHash)
	c.At = fromMicros(at)
	return c, err
}

// SaveSecurityCheck stores a check in the place of the one before.
func (tx *Tx) SaveSecurityCheck(ctx context.Context, c SecurityCheckRow) error {
	_, err := tx.exec(ctx, `INSERT INTO security_check (id, at, entries, hash, bad_seq, bad, checked_by, whole_seq, whole_hash)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at, entries = excluded.entries, hash = excluded.hash, bad_seq = excluded.bad_seq, bad = excluded.bad,
			checked_by = excluded.checked_by, whole_seq = excluded.whole_seq, whole_hash = excluded.whole_hash`,
		micros(c.At), c.Entries, c.Hash, c.BadSeq, c.Bad, c.CheckedBy, c.WholeSeq, c.WholeHash)
	return err
}

// AdministratorRow is an active account with the role admin, or one that was.
type AdministratorRow struct {
	Username string
	Name     string
	Email    string // "" when unknown
	Gone     bool   // it is none any more
	Acts     bool   // it is one, with a way to sign in
}

// Administrators reads the active ones, and those who were after a moment, in order of
// their usernames.
func (tx *Tx) Administrators(ctx context.Context, since time.Time) ([]AdministratorRow, error) {
	var out []AdministratorRow
	const is = `(active AND ' ' || roles || ' ' LIKE $1)`
	err := tx.each(ctx, `SELECT username, name, email, NOT `+is+`, `+is+` AND `+hasEntry+` FROM users WHERE admin_until > $2 OR `+is+` ORDER BY username`,
		[]any{"% " + string(alur.RoleAdmin) + " %", micros(since)}, func(rows *sql.Rows) error {
			var a AdministratorRow
			err := rows.Scan(&a.Username, &a.Name, &a.Email, &a.Gone, &a.Acts)
			out = append(out, a)
			return err
		})
	return out, err
}
