package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// ScanState is what the scanner has to say of bytes. Bytes without a row are clean, or
// were taken in without a scanner.
type ScanState string

// The states.
const (
	ScanWaiting  ScanState = "waiting"
	ScanInfected ScanState = "infected"
)

// ScanRow is one file that nobody may read.
type ScanRow struct {
	SHA256  string
	State   ScanState
	Finding string    // what the scanner calls it; "" while it waits
	At      time.Time // when it came in, or when the virus was found
	Tries   int
}

// Scans reads the rows of those of the bytes that have one, by hash.
func (tx *Tx) Scans(ctx context.Context, sums []string) (map[string]ScanRow, error) {
	out := map[string]ScanRow{}
	err := inChunks(sums, func(q *query, in string) error {
		return tx.each(ctx, `SELECT sha256, state, finding, at, tries FROM file_scans WHERE sha256 IN `+in, q.args, func(rows *sql.Rows) error {
			var r ScanRow
			var at int64
			err := rows.Scan(&r.SHA256, &r.State, &r.Finding, &at, &r.Tries)
			r.At = fromMicros(at)
			out[r.SHA256] = r
			return err
		})
	})
	return out, err
}

// AwaitScan notes that bytes wait for the scanner from now on. Bytes that have a row
// keep it; those that wait do so since they came last.
func (tx *Tx) AwaitScan(ctx context.Context, sha256 string, now time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO file_scans (sha256, state, finding, at, next_at, tries) VALUES ($1, $2, '', $3, $3, 0)
		ON CONFLICT (sha256) DO UPDATE SET at = excluded.at WHERE file_scans.state = 'waiting' AND file_scans.at < excluded.at`, sha256, string(ScanWaiting), micros(now))
	return err
}

// DueScans lists bytes that wait and whose time has come, the longest first.
func (tx *Tx) DueScans(ctx context.Context, now time.Time, limit int) ([]string, error) {
	var out []string
	err := tx.each(ctx, `SELECT sha256 FROM file_scans WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, sha256 LIMIT $2`,
		[]any{micros(now), limit}, func(rows *sql.Rows) error {
			var sum string
			err := rows.Scan(&sum)
			out = append(out, sum)
			return err
		})
	return out, err
}

// TakeScan takes bytes that are due until a time, and reports whether it was first:
// nobody else takes them before then.
func (tx *Tx) TakeScan(ctx context.Context, sha256 string, now, until time.Time) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE file_scans SET next_at = $1, tries = tries + 1 WHERE sha256 = $2 AND state = 'waiting' AND next_at <= $3`,
		micros(until), sha256, micros(now))
	return n == 1, err
}

// DeferScan gives bytes that wait back until a time.
func (tx *Tx) DeferScan(ctx context.Context, sha256 string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE file_scans SET next_at = $1 WHERE sha256 = $2 AND state = 'waiting'`, micros(until), sha256)
	return err
}

// ClearScan notes that bytes which waited are clean. Infected ones stay what they are.
func (tx *Tx) ClearScan(ctx context.Context, sha256 string) error {
	_, err := tx.exec(ctx, `DELETE FROM file_scans WHERE sha256 = $1 AND state = 'waiting'`, sha256)
	return err
}

// DropScan forgets bytes that wait since before a moment, for who knows that there are none.
func (tx *Tx) DropScan(ctx context.Context, sha256 string, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM file_scans WHERE sha256 = $1 AND state = 'waiting' AND at <= $2`, sha256, micros(before))
	return err
}

// CondemnScan notes what the scanner found in bytes, and reports whether that is new.
func (tx *Tx) CondemnScan(ctx context.Context, sha256, finding string, now time.Time) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO file_scans (sha256, state, finding, at, next_at, tries) VALUES ($1, $2, $3, $4, 0, 1)
		ON CONFLICT (sha256) DO UPDATE SET state = excluded.state, finding = excluded.finding, at = excluded.at
		WHERE file_scans.state <> excluded.state`, sha256, string(ScanInfected), finding, micros(now))
	return n == 1, err
}

// uploadsLock is the first number of the locks that the uploads of one person take turns at.
const uploadsLock = 0x75706c64 // "upld"

// HoldUploads makes the uploads of one person take turns until the transaction ends. It
// is taken after the request's row, and before the lock of the security log.
func (tx *Tx) HoldUploads(ctx context.Context, username string) error {
	if tx.pg == nil {
		return nil // one writer at a time
	}
	_, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock($1, hashtext($2))`, int64(uploadsLock), username)
	return err
}

// UploadsOf calls fn with the sealed bytes of every document that a user has added since
// a time, and of every entry about a paper, to whatever request.
func (tx *Tx) UploadsOf(ctx context.Context, username string, since time.Time, fn func(body []byte) error) error {
	return tx.each(ctx, `SELECT body FROM events WHERE type IN ('document-added', 'paper-registered') AND username = $1 AND at >= $2`,
		[]any{username, micros(since)}, scanBody(fn))
}

// EachOfType calls fn with the sealed bytes of every event of the types, in order of
// request and seq, and the number of its request. fn must not use tx.
func (tx *Tx) EachOfType(ctx context.Context, types []alur.EventType, fn func(id alur.RequestID, number string, body []byte) error) error {
	var q query
	q.add(`SELECT r.id, r.number, e.body FROM events e JOIN requests r ON r.id = e.request_id
		WHERE e.type IN `, list(&q, types), ` ORDER BY e.request_id, e.seq`)
	return tx.each(ctx, q.String(), q.args, func(rows *sql.Rows) error {
		var id, number string
		var body []byte
		if err := rows.Scan(&id, &number, &body); err != nil {
			return err
		}
		return fn(alur.RequestID(id), number, body)
	})
}

func scanBody(fn func([]byte) error) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		return fn(body)
	}
}
