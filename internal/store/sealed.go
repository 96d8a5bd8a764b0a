package store

import (
	"bytes"
	"context"
	"database/sql"

	"github.com/alur-id/alur"
)

// SealedColumn is a column whose values were sealed with the installation's key.
type SealedColumn struct {
	Table, Key, Column string
	Context            string // stands before the key in what the seal is bound to
}

// SealedColumns lists all of them, for whoever seals them again: a test holds the list to
// the classes of the columns.
var SealedColumns = []SealedColumn{{Table: "totp", Key: "username", Column: "secret", Context: "totp "}}

// SealedValue is one value of a sealed column; an empty one is not sealed.
type SealedValue struct {
	Key   string
	Value []byte
}

// SealedValues reads at most a hundred values of a sealed column whose keys come after a
// key, in their order.
func (tx *Tx) SealedValues(ctx context.Context, c SealedColumn, after string) ([]SealedValue, error) {
	var out []SealedValue
	text := `SELECT ` + c.Key + `, ` + c.Column + ` FROM ` + c.Table + ` WHERE ` + c.Key + ` > $1 ORDER BY ` + c.Key + ` LIMIT 100`
	err := tx.each(ctx, text, []any{after}, func(rows *sql.Rows) error {
		var v SealedValue
		err := rows.Scan(&v.Key, &v.Value)
		out = append(out, v)
		return err
	})
	return out, err
}

// SetSealed stores a value in the place of the one that was read: conflict when another
// stands there by now.
func (tx *Tx) SetSealed(ctx context.Context, c SealedColumn, was SealedValue, value []byte) error {
	var now []byte
	err := tx.queryRow(ctx, `SELECT `+c.Column+` FROM `+c.Table+` WHERE `+c.Key+` = $1`+tx.forUpdate(c.Table), []any{was.Key}, &now)
	if err == nil && !bytes.Equal(now, was.Value) {
		err = alur.Refuse(alur.CodeConflict)
	}
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE `+c.Table+` SET `+c.Column+` = $2 WHERE `+c.Key+` = $1`, was.Key, value)
	return err
}
