package store

import (
	"context"
	"database/sql"

	"github.com/alur-id/alur"
)

// noEnd stands behind every id: ids are ASCII.
const noEnd = "\u007f"

func until(hi alur.RequestID) string {
	if hi == "" {
		return noEnd
	}
	return string(hi)
}

// EachEventBetween calls fn with every event of the requests from lo to before hi ("" is no
// end), in order of request and seq, as [Tx.EachEvent] does.
func (tx *Tx) EachEventBetween(ctx context.Context, lo, hi alur.RequestID, fn func(EventRow) error) error {
	request, seq := lo, int64(-1<<62)
	page := make([]EventRow, 0, eventsPage)
	for {
		page = page[:0]
		err := tx.each(ctx, `SELECT `+eventColumns+` FROM events e WHERE (e.request_id, e.seq) > ($1, $2) AND e.request_id < $3
			ORDER BY e.request_id, e.seq LIMIT $4`, []any{string(request), seq, until(hi), eventsPage}, func(rows *sql.Rows) error {
			e, err := scanEvent(rows)
			page = append(page, e)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := fn(e); err != nil {
				return err
			}
		}
		if len(page) < eventsPage {
			return nil
		}
		request, seq = page[len(page)-1].Request, page[len(page)-1].Seq
	}
}

// RequestRows walks through requests in order of their ids, beside another walk of the same
// transaction.
type RequestRows struct {
	tx    *Tx
	after string
	open  bool // the first page may begin with after itself
	hi    string
	page  []RequestRow
	at    int
	ended bool
}

// RequestsBetween walks through the requests from lo to before hi; "" is no end.
func (tx *Tx) RequestsBetween(lo, hi alur.RequestID) *RequestRows {
	return &RequestRows{tx: tx, after: string(lo), open: true, hi: until(hi)}
}

// Next returns the next request whose id is not behind until, "" being no limit; false when
// there is none before that.
func (r *RequestRows) Next(ctx context.Context, until alur.RequestID) (RequestRow, bool, error) {
	if r.at == len(r.page) && !r.ended {
		than := `>`
		if r.open {
			than, r.open = `>=`, false
		}
		r.page, r.at = r.page[:0], 0
		err := r.tx.each(ctx, `SELECT `+requestColumns+` FROM requests r JOIN agencies a ON a.id = r.agency_id
			WHERE r.id `+than+` $1 AND r.id < $2 ORDER BY r.id LIMIT $3`, []any{r.after, r.hi, eachPage}, func(rows *sql.Rows) error {
			row, err := r.tx.scanRequest(rows)
			r.page = append(r.page, row)
			return err
		})
		if err != nil {
			return RequestRow{}, false, err
		}
		if r.ended = len(r.page) < eachPage; len(r.page) > 0 {
			r.after = string(r.page[len(r.page)-1].ID)
		}
	}
	if r.at == len(r.page) || until != "" && r.page[r.at].ID > until {
		return RequestRow{}, false, nil
	}
	r.at++
	return r.page[r.at-1], true, nil
}

// Forget lets go of what the transaction remembers of a request that was read, for those
// who walk over all of them.
func (tx *Tx) Forget(id alur.RequestID) { delete(tx.seen, id) }

// Beside counts what stands in other tables of one request.
type Beside struct{ Comments, Private, Meetings, Papers, Access, Turns int }

// CountBeside counts, for the requests from lo to before hi, what stands in other tables: an
// audit of all of them then asks only for what there is. Requests without anything are absent.
func (tx *Tx) CountBeside(ctx context.Context, lo, hi alur.RequestID) (map[alur.RequestID]Beside, error) {
	out := map[alur.RequestID]Beside{}
	for _, t := range []struct {
		table string
		put   func(*Beside, int)
	}{
		{"comments", func(b *Beside, n int) { b.Comments = n }},
		{"private_values", func(b *Beside, n int) { b.Private = n }},
		{"meetings", func(b *Beside, n int) { b.Meetings = n }},
		{"papers", func(b *Beside, n int) { b.Papers = n }},
		{"request_access", func(b *Beside, n int) { b.Access = n }},
		{"request_turns", func(b *Beside, n int) { b.Turns = n }},
	} {
		err := tx.each(ctx, `SELECT request_id, count(*) FROM `+t.table+` WHERE request_id >= $1 AND request_id < $2 GROUP BY request_id`,
			[]any{string(lo), until(hi)}, func(rows *sql.Rows) error {
				var id string
				var n int
				err := rows.Scan(&id, &n)
				b := out[alur.RequestID(id)]
				t.put(&b, n)
				out[alur.RequestID(id)] = b
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
