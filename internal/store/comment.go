package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// CommentRow is a comment on a request.
type CommentRow struct {
	ID       alur.CommentID
	Request  alur.RequestID
	Seq      int64 // of its event
	By       string
	At       time.Time
	Text     string
	Internal bool // hidden from vendors
}

// PutComment stores a comment: conflict when its id or seq is taken.
func (tx *Tx) PutComment(ctx context.Context, c CommentRow) error {
	_, err := tx.exec(ctx, `INSERT INTO comments (request_id, seq, id, username, at, text, internal) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(c.Request), c.Seq, string(c.ID), c.By, micros(c.At), c.Text, c.Internal)
	return err
}

// Comments reads up to limit comments after a seq (0: from the first), oldest first;
// the internal ones only when internal is set. The caller has asked for the request
// in its scope before.
func (tx *Tx) Comments(ctx context.Context, id alur.RequestID, internal bool, afterSeq int64, limit int) ([]CommentRow, error) {
	text := `SELECT id, request_id, seq, username, at, text, internal FROM comments WHERE request_id = $1 AND seq > $2`
	if !internal {
		text += ` AND NOT internal`
	}
	var out []CommentRow
	err := tx.each(ctx, text+` ORDER BY seq LIMIT $3`, []any{string(id), afterSeq, limit}, func(rows *sql.Rows) error {
		var c CommentRow
		var at int64
		err := rows.Scan(&c.ID, &c.Request, &c.Seq, &c.By, &at, &c.Text, &c.Internal)
		c.At = fromMicros(at)
		out = append(out, c)
		return err
	})
	return out, err
}
