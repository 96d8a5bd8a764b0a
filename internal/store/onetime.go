package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// OneTimeRow is something that works once and not for long: the way between two
// factors, a challenge, a link.
type OneTimeRow struct {
	Hash      []byte // SHA-256 of the secret
	Kind      string
	Username  string // "" while nobody is known
	Data      []byte // its owner's business
	CreatedAt time.Time
	ExpiresAt time.Time
}

const oneTimeColumns = `o.hash, o.kind, o.username, o.data, o.created_at, o.expires_at`

func scanOneTime(rows *sql.Rows) (OneTimeRow, error) {
	var o OneTimeRow
	var created, expires int64
	err := rows.Scan(&o.Hash, &o.Kind, &o.Username, &o.Data, &created, &expires)
	o.Data, o.CreatedAt, o.ExpiresAt = blob(o.Data), fromMicros(created), fromMicros(expires)
	return o, err
}

// PutOneTime stores a new row.
func (tx *Tx) PutOneTime(ctx context.Context, o OneTimeRow) error {
	_, err := tx.exec(ctx, `INSERT INTO one_time (hash, kind, username, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		o.Hash, o.Kind, o.Username, blob(o.Data), micros(o.CreatedAt), micros(o.ExpiresAt))
	return err
}

// OneTime reads a row without using it up: not-found when it is absent, of another
// kind, used or too old.
func (tx *Tx) OneTime(ctx context.Context, kind string, hash []byte, now time.Time) (OneTimeRow, error) {
	var o OneTimeRow
	err := tx.each(ctx, `SELECT `+oneTimeColumns+` FROM one_time o WHERE o.hash = $1 AND o.kind = $2 AND o.expires_at > $3`, []any{hash, kind, micros(now)},
		func(rows *sql.Rows) (err error) {
			o, err = scanOneTime(rows)
			return err
		})
	if err == nil && o.Hash == nil {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return o, err
}

// TakeOneTime uses a row up: not-found when it is absent, of another kind, used or
// too old. Of those who take one at once, one gets it.
func (tx *Tx) TakeOneTime(ctx context.Context, kind string, hash []byte, now time.Time) (OneTimeRow, error) {
	o, err := tx.OneTime(ctx, kind, hash, now)
	if err != nil {
		return o, err
	}
	n, err := tx.exec(ctx, `DELETE FROM one_time WHERE hash = $1`, hash)
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return o, err
}

// DeleteOneTimes removes what a user has of a kind, and returns how many there were.
func (tx *Tx) DeleteOneTimes(ctx context.Context, kind, username string) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM one_time WHERE username = $1 AND kind = $2`, username, kind)
	return int(n), err
}
