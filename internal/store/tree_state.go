package store

import (
	"context"
	"time"

	"github.com/alur-id/alur"
)

// TreeLog is what is known of the tree beside its leaves and checkpoints.
type TreeLog struct {
	Key        string // what its checkpoints are verified with; "" before the first start
	CaughtUp   bool   // events older than the tree were taken in
	After      alur.RequestID
	AfterSeq   int64  // up to here, until it has caught up
	Halted     string // why nothing is signed, for an operator, or ""
	MailedSize int64  // of the checkpoint that was mailed last
	MailedAt   time.Time
}

// TreeLog reads what is known of the tree.
func (tx *Tx) TreeLog(ctx context.Context) (TreeLog, error) {
	var l TreeLog
	var caught, mailed int64
	err := tx.queryRow(ctx, `SELECT log_key, caught_up, after_request, after_seq, halted, mailed_size, mailed_at FROM tree_log`, nil,
		&l.Key, &caught, &l.After, &l.AfterSeq, &l.Halted, &l.MailedSize, &mailed)
	l.CaughtUp, l.MailedAt = caught != 0, fromMicros(mailed)
	return l, err
}

// SetTreeKey sets what checkpoints are verified with, where nothing was set.
func (tx *Tx) SetTreeKey(ctx context.Context, key string) error {
	_, err := tx.exec(ctx, `UPDATE tree_log SET log_key = $1 WHERE log_key = ''`, key)
	return err
}

// SetTreeHalted says why nothing is signed; "" when it is.
func (tx *Tx) SetTreeHalted(ctx context.Context, why string) error {
	_, err := tx.exec(ctx, `UPDATE tree_log SET halted = $1 WHERE halted <> $1`, why)
	return err
}

// SetTreeMailed notes which checkpoint is mailed.
func (tx *Tx) SetTreeMailed(ctx context.Context, size int64, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE tree_log SET mailed_size = $1, mailed_at = $2`, size, micros(at))
	return err
}

// TreeCheck is what the last check of everything found.
type TreeCheck struct {
	StartedAt  time.Time
	FinishedAt time.Time // before StartedAt while it runs
	By         string
	Requests   int
	Events     int
	Size       int64 // of the tree
	Faulty     int
	Bad        string // the first fault, for an operator
}

// TreeCheck reads the last check: not-found before the first.
func (tx *Tx) TreeCheck(ctx context.Context) (TreeCheck, error) {
	var c TreeCheck
	var started, finished int64
	err := tx.queryRow(ctx, `SELECT started_at, finished_at, checked_by, requests, events, size, faulty, bad FROM tree_check`, nil,
		&started, &finished, &c.By, &c.Requests, &c.Events, &c.Size, &c.Faulty, &c.Bad)
	c.StartedAt, c.FinishedAt = fromMicros(started), fromMicros(finished)
	return c, err
}

// PutTreeCheck writes the check in the place of the one before.
func (tx *Tx) PutTreeCheck(ctx context.Context, c TreeCheck) error {
	_, err := tx.exec(ctx, `INSERT INTO tree_check (id, started_at, finished_at, checked_by, requests, events, size, faulty, bad) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, finished_at = excluded.finished_at, checked_by = excluded.checked_by,
			requests = excluded.requests, events = excluded.events, size = excluded.size, faulty = excluded.faulty, bad = excluded.bad`,
		micros(c.StartedAt), micros(c.FinishedAt), c.By, c.Requests, c.Events, c.Size, c.Faulty, c.Bad)
	return err
}
