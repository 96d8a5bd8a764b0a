package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/alur-id/alur"
)

// Tx is one transaction. It is used by one goroutine at a time and is over when
// the function that it was given to returns. Every method reads its rows to the end
// before it returns, so calls may be nested in callbacks on both engines.
type Tx struct {
	store    *Store
	conn     *liteConn // SQLite
	pg       *sql.Tx   // PostgreSQL
	writable bool
	over     bool
	cause    error // of the last statement that failed
	// seen holds what the requests read in this transaction looked like, so that
	// saving one rewrites only the index rows that change.
	seen map[alur.RequestID]indexed
}

var errOver = errors.New("transaction is over")

// prepare gives the context that a statement runs under. SQLite must not be
// interrupted: that would roll back the whole group of the writer, and watching a
// context costs a goroutine for each statement.
func (tx *Tx) prepare(ctx context.Context, writes bool) (context.Context, error) {
	if tx.over {
		return nil, errOver
	}
	if writes && !tx.writable {
		return nil, errors.New("write in a read transaction")
	}
	if tx.pg != nil {
		return ctx, nil
	}
	if !tx.writable {
		if err := ctx.Err(); err != nil {
			return nil, ended(err)
		}
	}
	return context.Background(), nil
}

// exec runs a statement and returns the number of rows it touched.
func (tx *Tx) exec(ctx context.Context, text string, args ...any) (int64, error) {
	ctx, err := tx.prepare(ctx, true)
	if err != nil {
		return 0, err
	}
	var res sql.Result
	if tx.pg != nil {
		res, err = tx.pg.ExecContext(ctx, text, args...)
	} else {
		var st *sql.Stmt
		if st, err = tx.conn.statement(text); err == nil {
			res, err = st.ExecContext(ctx, args...)
		}
	}
	if err != nil {
		tx.cause = refusal(err)
		return 0, tx.cause
	}
	n, err := res.RowsAffected()
	return n, refusal(err)
}

// each runs a query and calls scan for each row.
func (tx *Tx) each(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	ctx, err := tx.prepare(ctx, false)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if tx.pg != nil {
		rows, err = tx.pg.QueryContext(ctx, text, args...)
	} else {
		var st *sql.Stmt
		if st, err = tx.conn.statement(text); err == nil {
			rows, err = st.QueryContext(ctx, args...)
		}
	}
	if err != nil {
		return refusal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return refusal(err)
		}
	}
	return refusal(rows.Err())
}

// queryRow reads one row; sql.ErrNoRows becomes not-found.
func (tx *Tx) queryRow(ctx context.Context, text string, args []any, dest ...any) error {
	found := false
	err := tx.each(ctx, text, args, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(dest...)
	})
	if err == nil && !found {
		return alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// forUpdate is the clause that holds a row until the transaction ends. SQLite has
// one writer at a time and needs none.
func (tx *Tx) forUpdate(of string) string {
	if tx.pg == nil || !tx.writable {
		return ""
	}
	return " FOR UPDATE OF " + of
}

// micros is how a time is stored: microseconds since 1970 UTC, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// blob makes sure that no bytes are no bytes: not NULL when they are stored, and not
// nil on one engine and empty on the other when they are read.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
