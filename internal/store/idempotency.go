package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alur-id/alur"
)

// keyLife is how long an idempotency key is remembered (api.md, "Requests").
const keyLife = 24 * time.Hour

// Answer is the answer kept with an idempotency key.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// ClaimKey takes an idempotency key for the user, or finds what it stands for. A nil
// Answer means that the key is ours: do the work, then KeepAnswer in the same
// transaction, or fail, and the key is free again. While another transaction works
// under the same key, ClaimKey waits for it. Rows older than 24 hours do not count.
//
// Refusals: idempotency-key-reused (the fingerprint is another),
// idempotency-in-progress (the other transaction took too long).
func (tx *Tx) ClaimKey(ctx context.Context, username, key, fingerprint string, now time.Time) (*Answer, error) {
	// Not DO NOTHING: touching an old row is what revives it, and the row that exists
	// is read afterwards by a statement of its own, which sees what the other
	// transaction committed while this one waited.
	n, err := tx.exec(ctx, `
		INSERT INTO idempotency_keys (username, key, fingerprint, created_at, status, header, body)
		VALUES ($1, $2, $3, $4, 0, '', $5)
		ON CONFLICT (username, key) DO UPDATE SET
			fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = 0, header = '', body = excluded.body
		WHERE idempotency_keys.created_at <= $6`,
		username, key, fingerprint, micros(now), []byte{}, micros(now.Add(-keyLife)))
	if hasPgCode(err, pgLockNotAvailable) {
		return nil, &alur.Error{Code: alur.CodeIdempotencyInProgress, Retry: retryAfter, Err: err}
	}
	if err != nil || n == 1 {
		return nil, err
	}
	var a Answer
	var kept, header string
	err = tx.queryRow(ctx, `SELECT fingerprint, status, header, body FROM idempotency_keys WHERE username = $1 AND key = $2`,
		[]any{username, key}, &kept, &a.Status, &header, &a.Body)
	a.Body = blob(a.Body)
	switch {
	case err != nil:
		return nil, err
	case kept != fingerprint:
		return nil, alur.Refuse(alur.CodeIdempotencyKeyReused)
	case a.Status == 0: // claimed and committed without an answer
		return nil, alur.Refuse(alur.CodeIdempotencyInProgress)
	}
	if err := json.Unmarshal([]byte(header), &a.Header); err != nil {
		return nil, fmt.Errorf("kept answer: %w", err)
	}
	return &a, nil
}

// KeepAnswer stores the answer of a key that this transaction claimed.
func (tx *Tx) KeepAnswer(ctx context.Context, username, key string, a Answer) error {
	header, err := json.Marshal(a.Header)
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, `UPDATE idempotency_keys SET status = $3, header = $4, body = $5 WHERE username = $1 AND key = $2`,
		username, key, a.Status, string(header), blob(a.Body))
	if err == nil && n != 1 {
		return fmt.Errorf("keep answer: the key was not claimed")
	}
	return err
}
