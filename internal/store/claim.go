package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/alur-id/alur"
)

// ClaimRow says who is at what a party has to do on a request.
type ClaimRow struct {
	Request alur.RequestID
	Party   alur.PartyID
	By      string
	At      time.Time
}

// Claims reads the claims on the requests, in order of request and party. The caller
// has asked for the requests in its scope before.
func (tx *Tx) Claims(ctx context.Context, ids []alur.RequestID) ([]ClaimRow, error) {
	var out []ClaimRow
	err := inChunks(ids, func(q *query, in string) error {
		return tx.each(ctx, `SELECT request_id, party, username, at FROM claims WHERE request_id IN `+in, q.args, func(rows *sql.Rows) error {
			var c ClaimRow
			var at int64
			err := rows.Scan(&c.Request, &c.Party, &c.By, &at)
			c.At = fromMicros(at)
			out = append(out, c)
			return err
		})
	})
	slices.SortFunc(out, func(a, b ClaimRow) int {
		return cmp.Or(cmp.Compare(a.Request, b.Request), cmp.Compare(a.Party, b.Party))
	})
	return out, err
}

// PutClaim stores a claim, in the place of the one that the party has.
func (tx *Tx) PutClaim(ctx context.Context, c ClaimRow) error {
	_, err := tx.exec(ctx, `INSERT INTO claims (request_id, party, username, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (request_id, party) DO UPDATE SET username = excluded.username, at = excluded.at`,
		string(c.Request), string(c.Party), c.By, micros(c.At))
	return err
}

// DropClaims takes away the claims on a request, but those of the parties to keep.
func (tx *Tx) DropClaims(ctx context.Context, id alur.RequestID, keep []alur.PartyID) error {
	var q query
	q.add(`DELETE FROM claims WHERE request_id = `, q.arg(string(id)))
	if len(keep) > 0 {
		q.add(` AND party NOT IN `, list(&q, padded(keep)))
	}
	_, err := tx.exec(ctx, q.String(), q.args...)
	return err
}

// DropClaimsOf takes away the claims that a user has on a request.
func (tx *Tx) DropClaimsOf(ctx context.Context, id alur.RequestID, username string) error {
	_, err := tx.exec(ctx, `DELETE FROM claims WHERE request_id = $1 AND username = $2`, string(id), username)
	return err
}
