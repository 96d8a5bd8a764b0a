package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// ManagedRow is a person as those who manage people see him or her.
type ManagedRow struct {
	alur.User
	Email, NIP string
	Invited    bool      // there is no password yet
	EnteredAt  time.Time // the last sign-in; zero is never
	Erased     bool      // the person has been taken out of the account
	// PrivilegedUntil is when the last privileged role was lost; zero for never.
	PrivilegedUntil time.Time
}

const managedColumns = userColumns + `, u.email, u.nip, u.password = '' AND NOT u.service, u.entered_at, u.erased_at > 0, u.privileged_until`

func scanManaged(rows *sql.Rows) (ManagedRow, error) {
	var p ManagedRow
	var roles string
	var entered, until int64
	err := rows.Scan(append(userFields(&p.User, &roles), &p.Email, &p.NIP, &p.Invited, &entered, &p.Erased, &until)...)
	p.Roles, p.EnteredAt, p.PrivilegedUntil = splitRoles(roles), fromMicros(entered), fromMicros(until)
	return p, err
}

// ManagedAll finds people in order of their names, as FindUsers does.
func (tx *Tx) ManagedAll(ctx context.Context, q UserQuery) ([]ManagedRow, error) {
	var sq query
	sq.add(`SELECT `, managedColumns, ` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE TRUE`)
	if !q.where(&sq) {
		return nil, nil
	}
	q.page(&sq)
	var out []ManagedRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		p, err := scanManaged(rows)
		out = append(out, p)
		return err
	})
	return out, err
}

// CountUsers says how many people there are on all pages of a query.
func (tx *Tx) CountUsers(ctx context.Context, q UserQuery) (n int, err error) {
	var sq query
	sq.add(`SELECT count(*) FROM users u WHERE TRUE`)
	if !q.where(&sq) {
		return 0, nil
	}
	err = tx.queryRow(ctx, sq.String(), sq.args, &n)
	return n, err
}

// Managed reads one person: not-found when he or she is absent.
func (tx *Tx) Managed(ctx context.Context, username string) (ManagedRow, error) {
	var out ManagedRow
	if !isPlain(username) {
		return out, alur.Refuse(alur.CodeNotFound)
	}
	err := tx.each(ctx, `SELECT `+managedColumns+` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE u.username = $1`, []any{username}, func(rows *sql.Rows) (err error) {
		out, err = scanManaged(rows)
		return err
	})
	if err == nil && out.Username == "" {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return out, err
}

// SetEntered notes when somebody signed in last.
func (tx *Tx) SetEntered(ctx context.Context, username string, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE users SET entered_at = $2 WHERE username = $1`, username, micros(at))
	return err
}
