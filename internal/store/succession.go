package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// OpenRequestsOf finds the open requests on which a user may have something: a seat in a
// team, a claim, a meeting that begins after the moment, or, in the stages in which teams
// are formed, a seat that is only proposed, which the caller looks up in the state. They
// come in order of id. It asks for no scope: whose account is managed is the caller's to
// check.
func (tx *Tx) OpenRequestsOf(ctx context.Context, username string, after time.Time, forming []alur.StageID) ([]alur.RequestID, error) {
	if !isPlain(username) {
		return nil, nil
	}
	var q query
	q.add(`SELECT r.id FROM requests r WHERE r.status = 'open' AND (
		r.id IN (SELECT a.request_id FROM request_access a WHERE a.scope = `, q.arg(userScope+username), `)
		OR r.id IN (SELECT c.request_id FROM claims c WHERE c.username = `, q.arg(username), `)
		OR r.id IN (SELECT m.request_id FROM meeting_access x JOIN meetings m ON m.id = x.meeting_id
			WHERE x.scope = `, q.arg(attendeeKey(username)), ` AND x.starts_at > `, q.arg(micros(after)), `)`)
	if len(forming) > 0 {
		q.add(` OR r.stage IN `, list(&q, padded(forming)))
	}
	q.add(`) ORDER BY r.id`)
	var out []alur.RequestID
	err := tx.each(ctx, q.String(), q.args, func(rows *sql.Rows) error {
		var id alur.RequestID
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// Now is the time by the store's clock.
func (tx *Tx) Now() time.Time { return tx.store.clock() }

// DropClaimsBy takes away every claim that a user has.
func (tx *Tx) DropClaimsBy(ctx context.Context, username string) error {
	_, err := tx.exec(ctx, `DELETE FROM claims WHERE username = $1`, username)
	return err
}

// LockActive returns those of the users whose accounts are active, and holds these
// accounts active until the transaction ends: who names somebody and who ends an account
// wait for each other.
func (tx *Tx) LockActive(ctx context.Context, names []string) (map[string]bool, error) {
	out := map[string]bool{}
	lock := ""
	if tx.pg != nil && tx.writable {
		lock = ` FOR SHARE`
	}
	err := inChunks(names, func(q *query, in string) error {
		return tx.each(ctx, `SELECT username FROM users WHERE active AND username IN `+in+` ORDER BY username`+lock, q.args, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			out[name] = true
			return err
		})
	})
	return out, err
}

// VacantSeat is a seat in a team of an open request whose holder's account is not active.
type VacantSeat struct {
	Request alur.RequestID
	Number  string
	Title   string
	Name    string // of the holder
}

// VacantSeats finds such seats, by request, the longest unchanged first. For those who see
// every request; the caller has checked.
func (tx *Tx) VacantSeats(ctx context.Context, limit int) ([]VacantSeat, error) {
	var out []VacantSeat
	err := tx.each(ctx, `SELECT r.id, r.number, r.title, u.name FROM users u
		JOIN request_access a ON a.scope = $1 || u.username JOIN requests r ON r.id = a.request_id
		WHERE NOT u.active AND r.status = 'open' ORDER BY r.updated_at, r.id, u.username LIMIT $2`, []any{userScope, limit}, func(rows *sql.Rows) error {
		var s VacantSeat
		err := rows.Scan(&s.Request, &s.Number, &s.Title, &s.Name)
		out = append(out, s)
		return err
	})
	return out, err
}
