package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
)

// TitleRow is what a request is called, whose it is, and how it stands.
type TitleRow struct {
	ID         alur.RequestID
	Title      string
	AgencyName string
	Status     alur.Status
	CreatedAt  time.Time
	Seen       bool // it is in the scope of who asks
}

// FindTitles finds requests that were submitted and have one of the words, as a prefix,
// among the words that search knows of them, in no order. Of each word it looks at limit
// requests, and no more where more have it, so that its cost does not grow with their
// number. It finds requests beyond the scope as well and says which are in it: of the
// others the caller must show nothing but what is in the row, and none for a word that
// stands in texts of theirs which the row does not have. Drafts are never found.
func (tx *Tx) FindTitles(ctx context.Context, scope Scope, words []string, limit int) ([]TitleRow, error) {
	var all []string
	for _, text := range words {
		all = append(all, Words(text)...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 || limit <= 0 {
		return nil, nil
	}
	var sq query
	// Materialized, so that the word index comes first whatever the planner believes.
	sq.add("WITH hits AS MATERIALIZED (")
	lim := sq.arg(limit)
	for i, word := range all {
		if i > 0 {
			sq.add(" UNION ")
		}
		sq.add("SELECT id FROM (SELECT w.request_id AS id FROM ")
		if tx.pg != nil {
			sq.add("request_words w WHERE w.lexemes @@ CAST(", sq.arg(tsQuery([]string{word})), " AS tsquery)")
		} else {
			// The newest come first, which costs nothing here.
			sq.add("request_search JOIN request_words w ON w.doc = request_search.rowid WHERE request_search MATCH ", sq.arg(ftsQuery([]string{word})), " ORDER BY request_search.rowid DESC")
		}
		sq.add(" LIMIT ", lim, ") arm", strconv.Itoa(i))
	}
	sq.add(") SELECT r.id, r.title, a.name, r.status, r.created_at, ")
	switch {
	case scope.All:
		sq.add("TRUE")
	case len(scope.Keys) == 0:
		sq.add("FALSE")
	default:
		sq.add("EXISTS (SELECT 1 FROM request_access v WHERE v.request_id = r.id AND v.updated_at = r.updated_at AND v.scope IN ", list(&sq, padded(unique(scope.Keys))), ")")
	}
	sq.add(" FROM hits JOIN requests r ON r.id = hits.id JOIN agencies a ON a.id = r.agency_id WHERE r.number <> ''")
	var out []TitleRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		var t TitleRow
		var created int64
		err := rows.Scan(&t.ID, &t.Title, &t.AgencyName, &t.Status, &created, &t.Seen)
		t.CreatedAt = fromMicros(created)
		out = append(out, t)
		return err
	})
	return out, err
}
