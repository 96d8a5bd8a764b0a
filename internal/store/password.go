package store

import (
	"context"
	"database/sql"
	"time"
)

// OldPasswords reads the hashes of the passwords that an account had before its present
// one, newest first.
func (tx *Tx) OldPasswords(ctx context.Context, username string) ([]string, error) {
	var out []string
	err := tx.each(ctx, `SELECT hash FROM old_passwords WHERE username = $1 ORDER BY until DESC, hash`, []any{username}, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		out = append(out, hash)
		return err
	})
	return out, err
}

// KeepOldPassword keeps the hash of a password that another has taken the place of, and
// forgets all but the keep newest of the account.
func (tx *Tx) KeepOldPassword(ctx context.Context, username, hash string, until time.Time, keep int) error {
	_, err := tx.exec(ctx, `INSERT INTO old_passwords (username, hash, until) VALUES ($1, $2, $3)
		ON CONFLICT (username, hash) DO UPDATE SET until = excluded.until`, username, hash, micros(until))
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `DELETE FROM old_passwords WHERE username = $1 AND hash NOT IN
		(SELECT hash FROM old_passwords WHERE username = $1 ORDER BY until DESC, hash LIMIT $2)`, username, keep)
	return err
}

// ForgetOldPasswords forgets all of them.
func (tx *Tx) ForgetOldPasswords(ctx context.Context, username string) error {
	_, err := tx.exec(ctx, `DELETE FROM old_passwords WHERE username = $1`, username)
	return err
}
