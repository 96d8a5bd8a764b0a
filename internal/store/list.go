package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// ListQuery says which requests; what is zero does not restrict.
type ListQuery struct {
	Scope        Scope // required: the zero Scope finds nothing
	Status       alur.Status
	Stage        alur.StageID
	Flow         alur.FlowID
	Agency       alur.AgencyID
	Turns        []string // one of them has the ball; empty but not nil finds nothing
	Words        []string // plain texts: all their words must be there, as prefixes; without any word nothing is found
	UpdatedSince time.Time
	After        *Position // the last one of the page before
	Limit        int
}

// Position is a place in the order of lists.
type Position struct {
	UpdatedAt time.Time
	ID        alur.RequestID
}

// walkLimit is how many of the newest requests are looked through for words before
// the word index is asked. A word that many requests have fills a page from the
// newest ones; one that few have is cheap in the index. So both are fast, and the
// cost of a page does not grow with the number of requests.
const walkLimit = 1000

// ListRequests finds requests, newest change first (updated_at, then id, descending).
func (tx *Tx) ListRequests(ctx context.Context, q ListQuery) ([]RequestRow, error) {
	if q.Limit <= 0 || !q.Scope.All && len(q.Scope.Keys) == 0 || q.Turns != nil && len(q.Turns) == 0 {
		return nil, nil
	}
	var words []string
	for _, text := range q.Words {
		words = append(words, Words(text)...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	var found []Position
	var err error
	switch {
	case q.Words != nil && len(words) == 0:
		return nil, nil
	case len(words) > 0:
		found, err = tx.findWords(ctx, q, words)
	default:
		found, err = tx.findPage(ctx, q, q.Limit)
	}
	if err != nil {
		return nil, err
	}
	return tx.requestsAt(ctx, found)
}

// query is SQL text with its arguments, numbered in order.
type query struct {
	strings.Builder
	args []any
}

func (q *query) add(parts ...string) {
	for _, p := range parts {
		q.WriteString(p)
	}
}

// arg adds an argument and returns its placeholder.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// list adds "($1, $2, …)".
func list[T ~string](q *query, values []T) string {
	ps := make([]string, len(values))
	for i, v := range values {
		ps[i] = q.arg(string(v))
	}
	return "(" + strings.Join(ps, ", ") + ")"
}

// padded repeats the first value up to a power of two, so that few texts are prepared.
func padded[T ~string](values []T) []T {
	values = slices.Clip(values)
	for len(values)&(len(values)-1) != 0 {
		values = append(values, values[0])
	}
	return values
}

// page writes a select of (updated_at, id) of the newest limit requests that match q
// but for words. Each key of the scope, or each turn, is an arm of its own that
// reads its index in order and stops at limit.
func (tx *Tx) page(sq *query, q ListQuery, limit int) {
	type arm struct{ table, key string }
	var arms []arm
	switch {
	case q.Turns != nil:
		for _, k := range unique(q.Turns) {
			arms = append(arms, arm{"request_turns", k})
		}
	case q.Scope.All:
		arms = append(arms, arm{})
	default:
		for _, k := range unique(q.Scope.Keys) {
			arms = append(arms, arm{"request_access", k})
		}
	}
	lim := sq.arg(limit)
	filtered := q.Status != "" || q.Stage != "" || q.Flow != "" || q.Agency != ""
	for i, a := range arms {
		if i > 0 {
			sq.add(" UNION ")
		}
		at, id := "x.updated_at", "x.request_id"
		sq.add("SELECT * FROM (SELECT ")
		if a.table == "" {
			at, id = "r.updated_at", "r.id"
			sq.add(at, " AS updated_at, ", id, " AS id FROM requests r WHERE TRUE")
		} else {
			sq.add(at, " AS updated_at, ", id, " AS id FROM ", a.table, " x")
			if filtered {
				sq.add(" JOIN requests r ON r.id = x.request_id")
			}
			sq.add(" WHERE x.scope = ", sq.arg(a.key))
		}
		if q.Turns != nil && !q.Scope.All {
			sq.add(" AND EXISTS (SELECT 1 FROM request_access v WHERE v.request_id = x.request_id AND v.updated_at = x.updated_at AND v.scope IN ", list(sq, padded(unique(q.Scope.Keys))), ")")
		}
		equal := func(column, value string) {
			if value != "" {
				sq.add(" AND ", column, " = ", sq.arg(value))
			}
		}
		equal("r.status", string(q.Status))
		equal("r.stage", string(q.Stage))
		equal("r.flow", string(q.Flow))
		equal("r.agency_id", string(q.Agency))
		if !q.UpdatedSince.IsZero() {
			sq.add(" AND ", at, " >= ", sq.arg(micros(q.UpdatedSince)))
		}
		if q.After != nil {
			sq.add(" AND (", at, ", ", id, ") < (", sq.arg(micros(q.After.UpdatedAt)), ", ", sq.arg(string(q.After.ID)), ")")
		}
		sq.add(" ORDER BY ", at, " DESC, ", id, " DESC LIMIT ", lim, ") arm", strconv.Itoa(i))
	}
	if len(arms) > 1 {
		sq.add(" ORDER BY updated_at DESC, id DESC LIMIT ", lim)
	}
}

func unique(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}

func (tx *Tx) positions(ctx context.Context, sq *query) ([]Position, error) {
	var out []Position
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		var p Position
		var at int64
		err := rows.Scan(&at, &p.ID)
		p.UpdatedAt = fromMicros(at)
		out = append(out, p)
		return err
	})
	return out, err
}

func (tx *Tx) findPage(ctx context.Context, q ListQuery, limit int) ([]Position, error) {
	var sq query
	tx.page(&sq, q, limit)
	return tx.positions(ctx, &sq)
}

// findWords looks through the newest requests first, few and then more of them, and
// asks the word index only when they do not fill the page.
func (tx *Tx) findWords(ctx context.Context, q ListQuery, words []string) ([]Position, error) {
	for _, limit := range []int{min(4*q.Limit, walkLimit), walkLimit} {
		found, walked, err := tx.walk(ctx, q, words, limit)
		if err != nil {
			return nil, err
		}
		if len(found) >= q.Limit {
			return found[:q.Limit], nil
		}
		if walked < limit { // there are no more
			return found, nil
		}
	}
	return tx.findIndexed(ctx, q, words)
}

// walk looks for words in the newest requests that match q but for words, limit of
// them at most. walked is how many there were.
func (tx *Tx) walk(ctx context.Context, q ListQuery, words []string, limit int) (found []Position, walked int, err error) {
	var sq query
	sq.add("WITH page AS (")
	tx.page(&sq, q, limit)
	// A subquery, not a join: PostgreSQL would read all of request_words to join it.
	sq.add(") SELECT p.updated_at, p.id, COALESCE((SELECT TRUE")
	for _, w := range words {
		sq.add(" AND w.words LIKE ", sq.arg(likePrefix(w)))
	}
	sq.add(" FROM request_words w WHERE w.request_id = p.id), FALSE) FROM page p ORDER BY p.updated_at DESC, p.id DESC")
	err = tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		var p Position
		var at int64
		var matches bool
		if err := rows.Scan(&at, &p.ID, &matches); err != nil {
			return err
		}
		walked++
		if matches {
			p.UpdatedAt = fromMicros(at)
			found = append(found, p)
		}
		return nil
	})
	return found, walked, err
}

// findIndexed asks the word index, then sorts what it gives.
func (tx *Tx) findIndexed(ctx context.Context, q ListQuery, words []string) ([]Position, error) {
	var sq query
	// Materialized, so that the word index comes first whatever the planner believes.
	sq.add("WITH hits AS MATERIALIZED (SELECT w.request_id AS id FROM ")
	if tx.pg != nil {
		sq.add("request_words w WHERE w.lexemes @@ CAST(", sq.arg(tsQuery(words)), " AS tsquery)")
	} else {
		sq.add("request_search JOIN request_words w ON w.doc = request_search.rowid WHERE request_search MATCH ", sq.arg(ftsQuery(words)))
	}
	sq.add(") SELECT r.updated_at, r.id FROM hits JOIN requests r ON r.id = hits.id WHERE TRUE")
	equal := func(column, value string) {
		if value != "" {
			sq.add(" AND ", column, " = ", sq.arg(value))
		}
	}
	equal("r.status", string(q.Status))
	equal("r.stage", string(q.Stage))
	equal("r.flow", string(q.Flow))
	equal("r.agency_id", string(q.Agency))
	if !q.UpdatedSince.IsZero() {
		sq.add(" AND r.updated_at >= ", sq.arg(micros(q.UpdatedSince)))
	}
	if q.After != nil {
		sq.add(" AND (r.updated_at, r.id) < (", sq.arg(micros(q.After.UpdatedAt)), ", ", sq.arg(string(q.After.ID)), ")")
	}
	if !q.Scope.All {
		sq.add(" AND EXISTS (SELECT 1 FROM request_access v WHERE v.request_id = r.id AND v.updated_at = r.updated_at AND v.scope IN ", list(&sq, padded(unique(q.Scope.Keys))), ")")
	}
	if q.Turns != nil {
		sq.add(" AND EXISTS (SELECT 1 FROM request_turns t WHERE t.request_id = r.id AND t.updated_at = r.updated_at AND t.scope IN ", list(&sq, padded(unique(q.Turns))), ")")
	}
	sq.add(" ORDER BY r.updated_at DESC, r.id DESC LIMIT ", sq.arg(q.Limit))
	return tx.positions(ctx, &sq)
}

// requestsAt reads whole requests in the order given.
func (tx *Tx) requestsAt(ctx context.Context, at []Position) ([]RequestRow, error) {
	byID := make(map[alur.RequestID]RequestRow, len(at))
	for chunk := range slices.Chunk(at, 256) {
		var sq query
		ids := make([]alur.RequestID, len(chunk))
		for i, p := range chunk {
			ids[i] = p.ID
		}
		sq.add(`SELECT `, requestColumns, ` FROM requests r JOIN agencies a ON a.id = r.agency_id WHERE r.id IN `, list(&sq, padded(ids)))
		err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
			r, err := tx.scanRequest(rows)
			byID[r.ID] = r
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	out := make([]RequestRow, 0, len(at))
	for _, p := range at {
		if r, ok := byID[p.ID]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}
