package store

import "context"

// NextNumber gives the next running number of a year, from 1, without gaps: the
// counter is a row of this transaction, and falls back with it.
func (tx *Tx) NextNumber(ctx context.Context, year int) (int, error) {
	if _, err := tx.prepare(ctx, true); err != nil {
		return 0, err
	}
	var n int
	err := tx.queryRow(ctx, `
		INSERT INTO numbers (year, last) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET last = numbers.last + 1
		RETURNING last`, []any{year}, &n)
	return n, err
}
