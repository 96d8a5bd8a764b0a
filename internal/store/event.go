package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// EventRow is one event as it is stored. Body holds the bytes that were hashed; the
// other fields repeat what is in it, for queries and for the audit that compares.
type EventRow struct {
	Request    alur.RequestID
	Seq        int64
	Type       alur.EventType
	At         time.Time
	Username   string
	Party      alur.PartyID
	OnBehalfOf string
	Prev       string
	Hash       string
	Body       []byte
}

const eventColumns = `e.request_id, e.seq, e.type, e.at, e.username, e.party, e.on_behalf_of, e.prev, e.hash, e.body`

func scanEvent(rows *sql.Rows) (EventRow, error) {
	var e EventRow
	var at int64
	// Plain strings: the driver sets others by reflection, and an audit reads millions.
	var request, kind, party string
	err := rows.Scan(&request, &e.Seq, &kind, &at, &e.Username, &party, &e.OnBehalfOf, &e.Prev, &e.Hash, &e.Body)
	e.Request, e.Type, e.Party = alur.RequestID(request), alur.EventType(kind), alur.PartyID(party)
	e.At, e.Body = fromMicros(at), blob(e.Body)
	return e, err
}

// AppendEvents adds events to histories: conflict when a seq is taken. Nothing can
// change or remove them afterwards; the database refuses it. Each then waits for the tree
// of all events ([Tx.TakePending]).
func (tx *Tx) AppendEvents(ctx context.Context, events []EventRow) error {
	for _, e := range events {
		_, err := tx.exec(ctx, `
			INSERT INTO events (request_id, seq, type, at, username, party, on_behalf_of, prev, hash, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			string(e.Request), e.Seq, string(e.Type), micros(e.At), e.Username, string(e.Party), e.OnBehalfOf, e.Prev, e.Hash, blob(e.Body))
		if err == nil && tx.pg == nil { // on PostgreSQL a trigger does it (00021_tree.sql)
			_, err = tx.exec(ctx, `INSERT INTO tree_pending (request_id, seq, hash) VALUES ($1, $2, $3)`, string(e.Request), e.Seq, e.Hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Events reads up to limit events after a seq, oldest first. A request that is
// absent or out of scope is not-found.
func (tx *Tx) Events(ctx context.Context, scope Scope, id alur.RequestID, afterSeq int64, limit int) ([]EventRow, error) {
	if err := tx.sees(ctx, scope, id); err != nil {
		return nil, err
	}
	var out []EventRow
	err := tx.each(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.request_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3`,
		[]any{string(id), afterSeq, limit},
		func(rows *sql.Rows) error {
			e, err := scanEvent(rows)
			out = append(out, e)
			return err
		})
	return out, err
}

// sees refuses with not-found what is absent or out of scope, without reading the state.
func (tx *Tx) sees(ctx context.Context, scope Scope, id alur.RequestID) error {
	if !isID(string(id)) {
		return alur.Refuse(alur.CodeNotFound)
	}
	var access string
	if err := tx.queryRow(ctx, `SELECT access FROM requests WHERE id = $1`, []any{string(id)}, &access); err != nil {
		return err
	}
	if !scope.Sees(splitKeys(access)) {
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}

// Visible refuses with not-found what is absent or out of scope. It is cheaper than
// [Tx.Request].
func (tx *Tx) Visible(ctx context.Context, scope Scope, id alur.RequestID) error {
	return tx.sees(ctx, scope, id)
}

// eventsPage is how many events EachEvent holds in memory at a time.
const eventsPage = 1000

// EachEvent calls fn with every event of a request, or of all with id "", in order
// of request and seq, for audits. It stops at fn's first error and gives it back.
// fn may use tx.
func (tx *Tx) EachEvent(ctx context.Context, id alur.RequestID, fn func(EventRow) error) error {
	request, seq := id, int64(-1<<62)
	var page []EventRow // most histories are short: it grows as needed
	for {
		text := `SELECT ` + eventColumns + ` FROM events e WHERE e.request_id = $1 AND e.seq > $2 ORDER BY e.request_id, e.seq LIMIT $3`
		if id == "" {
			text = `SELECT ` + eventColumns + ` FROM events e WHERE (e.request_id, e.seq) > ($1, $2) ORDER BY e.request_id, e.seq LIMIT $3`
		}
		page = page[:0]
		err := tx.each(ctx, text, []any{string(request), seq, eventsPage}, func(rows *sql.Rows) error {
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
		last := page[len(page)-1]
		request, seq = last.Request, last.Seq
	}
}
