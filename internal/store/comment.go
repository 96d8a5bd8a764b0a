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
	Audience alur.Audience
	Salt     string // hex; of the commitment that stands in the history for the text, or ""
}

// PutComment stores a comment: conflict when its id or seq is taken.
func (tx *Tx) PutComment(ctx context.Context, c CommentRow) error {
	_, err := tx.exec(ctx, `INSERT INTO comments (request_id, seq, id, username, at, text, audience, salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(c.Request), c.Seq, string(c.ID), c.By, micros(c.At), c.Text, string(c.Audience), c.Salt)
	return err
}

// Comments reads up to limit comments after a seq (0: from the first), oldest first;
// those for one of the audiences. The caller has asked for the request in its scope
// before.
func (tx *Tx) Comments(ctx context.Context, id alur.RequestID, audiences []alur.Audience, afterSeq int64, limit int) ([]CommentRow, error) {
	if len(audiences) == 0 {
		return nil, nil
	}
	var q query
	q.add(`SELECT id, request_id, seq, username, at, text, audience, salt FROM comments WHERE request_id = `, q.arg(string(id)), ` AND seq > `, q.arg(afterSeq))
	q.add(` AND audience IN `, list(&q, padded(audiences)), ` ORDER BY seq LIMIT `, q.arg(limit))
	var out []CommentRow
	err := tx.each(ctx, q.String(), q.args, func(rows *sql.Rows) error {
		var c CommentRow
		var at int64
		err := rows.Scan(&c.ID, &c.Request, &c.Seq, &c.By, &at, &c.Text, &c.Audience, &c.Salt)
		c.At = fromMicros(at)
		out = append(out, c)
		return err
	})
	return out, err
}
