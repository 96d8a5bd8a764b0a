package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/alur-id/alur"
)

// NumberedRow is what a report over many requests says of one, beside its history.
type NumberedRow struct {
	ID         alur.RequestID
	Number     string
	Title      string
	Agency     alur.AgencyID
	AgencyName string
	Status     alur.Status
}

// Numbered reads up to limit requests whose numbers are after one and before another, in
// the order of numbers as texts. It asks for no scope: its caller reads for those who see
// every request.
func (tx *Tx) Numbered(ctx context.Context, after, before string, limit int) ([]NumberedRow, error) {
	var out []NumberedRow
	err := tx.each(ctx, `SELECT r.id, r.number, r.title, r.agency_id, a.name, r.status FROM requests r JOIN agencies a ON a.id = r.agency_id
		WHERE r.number <> '' AND r.number > $1 AND r.number < $2 ORDER BY r.number LIMIT $3`, []any{after, before, limit},
		func(rows *sql.Rows) error {
			var r NumberedRow
			err := rows.Scan(&r.ID, &r.Number, &r.Title, &r.Agency, &r.AgencyName, &r.Status)
			out = append(out, r)
			return err
		})
	return out, err
}

// EventsOfType reads the events of some types of some requests, in order of request and
// seq. All of it is in memory: it is for a page of requests at a time.
func (tx *Tx) EventsOfType(ctx context.Context, ids []alur.RequestID, types []alur.EventType) (map[alur.RequestID][]EventRow, error) {
	out := map[alur.RequestID][]EventRow{}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	err := inChunks(ids, func(q *query, in string) error {
		return tx.each(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.request_id IN `+in+` AND e.type IN `+list(q, types)+` ORDER BY e.request_id, e.seq`, q.args,
			func(rows *sql.Rows) error {
				e, err := scanEvent(rows)
				out[e.Request] = append(out[e.Request], e)
				return err
			})
	})
	return out, err
}
