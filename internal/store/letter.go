package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// LetterRow is a letter to the owner of an account that waits to be sent.
type LetterRow struct {
	Seq   int64 // of the entry in the security log that it tells of
	Email string
	Name  string
	At    time.Time
}

// PutLetter stores a letter: conflict when one of the entry waits already.
func (tx *Tx) PutLetter(ctx context.Context, l LetterRow) error {
	_, err := tx.exec(ctx, `INSERT INTO account_letters (seq, email, name, at) VALUES ($1, $2, $3, $4)`, l.Seq, l.Email, l.Name, micros(l.At))
	return err
}

// TakeLetters gives at most a hundred of the letters that wait, oldest first: each is
// given once, to one of those who ask at once.
func (tx *Tx) TakeLetters(ctx context.Context) ([]LetterRow, error) {
	var waiting []LetterRow
	err := tx.each(ctx, `SELECT seq, email, name, at FROM account_letters ORDER BY seq LIMIT 100`, nil, func(rows *sql.Rows) error {
		var l LetterRow
		var at int64
		err := rows.Scan(&l.Seq, &l.Email, &l.Name, &at)
		l.At = fromMicros(at)
		waiting = append(waiting, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []LetterRow
	for _, l := range waiting {
		n, err := tx.exec(ctx, `DELETE FROM account_letters WHERE seq = $1`, l.Seq)
		if err != nil {
			return nil, err
		}
		if n == 1 {
			out = append(out, l)
		}
	}
	return out, nil
}

// SecurityEvent reads one entry of the security log: not-found when it is absent.
func (tx *Tx) SecurityEvent(ctx context.Context, seq int64) (SecurityEventRow, error) {
	rows, err := tx.SecurityEvents(ctx, SecurityQuery{Before: seq + 1, Limit: 1})
	if err == nil && (len(rows) == 0 || rows[0].Seq != seq) {
		return SecurityEventRow{}, alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return SecurityEventRow{}, err
	}
	return rows[0], nil
}
