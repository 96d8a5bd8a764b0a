package store

import (
	"context"
	"database/sql"
	"time"
)

// DeviceRow is a browser that an account has been signed in with.
type DeviceRow struct {
	Username string
	Hash     []byte // SHA-256 of the mark that the browser keeps
	Name     string
	Address  string // of the first sign-in
	FirstAt  time.Time
	SeenAt   time.Time
}

// KnowsDevice reports whether an account has been signed in with a browser.
func (tx *Tx) KnowsDevice(ctx context.Context, username string, hash []byte) (bool, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM devices WHERE username = $1 AND hash = $2`, []any{username, hash}, &n)
	return n > 0, err
}

// SeeDevice notes that an account was signed in with a browser, and reports whether
// it was for the first time.
func (tx *Tx) SeeDevice(ctx context.Context, d DeviceRow) (first bool, err error) {
	n, err := tx.exec(ctx, `UPDATE devices SET seen_at = $3 WHERE username = $1 AND hash = $2`, d.Username, d.Hash, micros(d.SeenAt))
	if err != nil || n == 1 {
		return false, err
	}
	_, err = tx.exec(ctx, `INSERT INTO devices (username, hash, name, address, first_at, seen_at, told) VALUES ($1, $2, $3, $4, $5, $5, FALSE)`,
		d.Username, d.Hash, d.Name, d.Address, micros(d.SeenAt))
	return true, err
}

// TellDevices reads the browsers that an account's owner has not been told of, but
// for the one in hand, and notes that he or she has.
func (tx *Tx) TellDevices(ctx context.Context, username string, here []byte) ([]DeviceRow, error) {
	var out []DeviceRow
	err := tx.each(ctx, `SELECT username, hash, name, address, first_at, seen_at FROM devices WHERE username = $1 AND hash <> $2 AND NOT told ORDER BY first_at DESC`,
		[]any{username, blob(here)}, func(rows *sql.Rows) error {
			var d DeviceRow
			var first, seen int64
			err := rows.Scan(&d.Username, &d.Hash, &d.Name, &d.Address, &first, &seen)
			d.FirstAt, d.SeenAt = fromMicros(first), fromMicros(seen)
			out = append(out, d)
			return err
		})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	_, err = tx.exec(ctx, `UPDATE devices SET told = TRUE WHERE username = $1 AND hash <> $2 AND NOT told`, username, blob(here))
	return out, err
}

// DeleteDevices forgets the browsers of an account but for one (nil: none is spared):
// each is new again.
func (tx *Tx) DeleteDevices(ctx context.Context, username string, except []byte) error {
	_, err := tx.exec(ctx, `DELETE FROM devices WHERE username = $1 AND hash <> $2`, username, blob(except))
	return err
}
