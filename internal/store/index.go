package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/alur-id/alur"
)

// IndexFault compares what lists and search find a request by with its row and with
// search, the text it should be found by: for audits. It returns what is wrong, or "".
// Rows too many are found by [Tx.StrayIndex]; who has asked that and counted as many rows as
// there are keys knows that they are these, and says so with counted.
func (tx *Tx) IndexFault(ctx context.Context, r RequestRow, search string, counted bool) (string, error) {
	for _, t := range []struct {
		table string
		keys  []string
	}{{"request_access", r.Access}, {"request_turns", r.Turns}} {
		for _, key := range t.keys {
			if counted {
				break
			}
			var n int
			err := tx.queryRow(ctx, `SELECT count(*) FROM `+t.table+` WHERE scope = $1 AND updated_at = $2 AND request_id = $3`,
				[]any{key, micros(r.UpdatedAt), string(r.ID)}, &n)
			if err != nil {
				return "", err
			}
			if n != 1 {
				return fmt.Sprintf("%s lacks %q", t.table, key), nil
			}
		}
	}
	var words, sum string
	err := tx.each(ctx, `SELECT coalesce(w.words, ''), r.search_sum FROM requests r LEFT JOIN request_words w ON w.request_id = r.id WHERE r.id = $1`,
		[]any{string(r.ID)}, func(rows *sql.Rows) error { return rows.Scan(&words, &sum) })
	switch {
	case err != nil:
		return "", err
	case words != wordSet(search) || sum != searchSum(search):
		return "request_words is not what the history makes it", nil
	}
	return "", nil
}

// StrayIndex lists the requests from lo to before hi ("" is no end) that request_access or
// request_turns name under a key or a time that their row does not have: for audits.
func (tx *Tx) StrayIndex(ctx context.Context, lo, hi alur.RequestID) ([]alur.RequestID, error) {
	var parts []string
	for _, t := range []struct{ table, column string }{{"request_access", "access"}, {"request_turns", "turns"}} {
		parts = append(parts, `SELECT x.request_id FROM `+t.table+` x JOIN requests r ON r.id = x.request_id
			WHERE x.request_id >= $1 AND x.request_id < $2 AND (x.updated_at <> r.updated_at OR replace('|' || replace(r.`+t.column+`, '`+"\n"+`', '|') || '|', '|' || x.scope || '|', '') = '|' || replace(r.`+t.column+`, '`+"\n"+`', '|') || '|')`)
	}
	var out []alur.RequestID
	err := tx.each(ctx, strings.Join(parts, " UNION "), []any{string(lo), until(hi)}, func(rows *sql.Rows) error {
		var id alur.RequestID
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
