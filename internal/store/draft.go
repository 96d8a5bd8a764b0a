package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// StaleDrafts reads the ids of requests that were never submitted, were changed last at
// the moment or before, and still name people; limit of them at most, those first that
// have waited longest.
func (tx *Tx) StaleDrafts(ctx context.Context, before time.Time, limit int) ([]alur.RequestID, error) {
	var out []alur.RequestID
	err := tx.each(ctx, `SELECT r.id FROM requests r WHERE r.updated_at <= $1 AND r.number = ''
		AND EXISTS (SELECT 1 FROM private_values p WHERE p.request_id = r.id) ORDER BY r.updated_at, r.id LIMIT $2`, []any{micros(before), limit},
		func(rows *sql.Rows) error {
			var id alur.RequestID
			err := rows.Scan(&id)
			out = append(out, id)
			return err
		})
	return out, err
}
