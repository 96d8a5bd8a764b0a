package store

import "context"

// SessionHash reads the hash of a session's secret: not-found when it has ended.
func (tx *Tx) SessionHash(ctx context.Context, id string) ([]byte, error) {
	var hash []byte
	err := tx.queryRow(ctx, `SELECT s.hash FROM sessions s WHERE s.id = $1`+tx.forUpdate("s"), []any{id}, &hash)
	return hash, err
}

// RenewSession gives a session another secret and returns the hash of the one before:
// not-found when it has ended. Of several at once each gets the one before its own.
func (tx *Tx) RenewSession(ctx context.Context, id string, hash []byte) (before []byte, err error) {
	if before, err = tx.SessionHash(ctx, id); err != nil {
		return nil, err
	}
	_, err = tx.exec(ctx, `UPDATE sessions SET hash = $2 WHERE id = $1`, id, hash)
	return before, err
}
