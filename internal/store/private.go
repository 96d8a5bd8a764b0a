package store

import (
	"context"
	"database/sql"

	"github.com/alur-id/alur"
)

// PrivateRow is the value of a person item, kept beside the history so that it can be
// erased: the history knows its commitment only (promises.md).
type PrivateRow struct {
	Stage      alur.StageID
	Item       alur.ItemID
	Commitment string // lower-case hex
	Salt       []byte
	Value      []byte
}

// PutPrivate stores private values of a request. A commitment that is there already
// stays as it is.
func (tx *Tx) PutPrivate(ctx context.Context, id alur.RequestID, rows []PrivateRow) error {
	for _, p := range rows {
		_, err := tx.exec(ctx, `
			INSERT INTO private_values (request_id, commitment, stage, item, salt, value) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (request_id, commitment) DO NOTHING`,
			string(id), p.Commitment, string(p.Stage), string(p.Item), blob(p.Salt), blob(p.Value))
		if err != nil {
			return err
		}
	}
	return nil
}

// Private reads the private values of a request that were not erased. The caller
// has asked for the request in its scope before.
func (tx *Tx) Private(ctx context.Context, id alur.RequestID) ([]PrivateRow, error) {
	var out []PrivateRow
	err := tx.each(ctx, `SELECT stage, item, commitment, salt, value FROM private_values WHERE request_id = $1 ORDER BY commitment`, []any{string(id)},
		func(rows *sql.Rows) error {
			var p PrivateRow
			err := rows.Scan(&p.Stage, &p.Item, &p.Commitment, &p.Salt, &p.Value)
			p.Salt, p.Value = blob(p.Salt), blob(p.Value)
			out = append(out, p)
			return err
		})
	return out, err
}

// ErasePrivate deletes private values for good and returns how many there were.
func (tx *Tx) ErasePrivate(ctx context.Context, id alur.RequestID, commitments []string) (int, error) {
	erased := 0
	for _, c := range commitments {
		n, err := tx.exec(ctx, `DELETE FROM private_values WHERE request_id = $1 AND commitment = $2`, string(id), c)
		if err != nil {
			return erased, err
		}
		erased += int(n)
	}
	return erased, nil
}
