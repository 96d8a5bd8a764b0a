package store

import (
	"context"
	"database/sql"
	"slices"
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

// commonWord is of how many of the newest requests (walkLimit) a word must be for the word
// index not to be asked for it: those of the newest suffice then, and the index would give
// a large part of all requests.
const commonWord = 50

// FindTitles finds requests that were submitted and have one of the words, as a prefix,
// among the words that search knows of them, in no order. Of a word that many have it finds
// limit of the newest, of one that few have limit more at most, so that its cost does not
// grow with the number of requests. It finds requests beyond the scope as well and
// says which are in it: of the others the caller must show nothing but what is in the row,
// and none for a word that stands in texts of theirs which the row does not have. Drafts
// are never found.
func (tx *Tx) FindTitles(ctx context.Context, scope Scope, words []string, limit int) ([]TitleRow, error) {
	var all []string
	for _, text := range words {
		all = append(all, Words(text)...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 || limit <= 0 {
		return nil, nil
	}
	ids, rare, err := tx.newestWith(ctx, all, limit)
	if err != nil {
		return nil, err
	}
	for _, word := range rare {
		found, err := tx.indexed(ctx, word, limit)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return tx.titles(ctx, scope, slices.Compact(ids))
}

// newestWith looks for the words in the newest requests, and returns which of the words
// are rare there.
func (tx *Tx) newestWith(ctx context.Context, words []string, limit int) (ids []alur.RequestID, rare []string, err error) {
	var sq query
	sq.add("WITH page AS (")
	tx.page(&sq, ListQuery{Scope: Everything}, walkLimit)
	sq.add(") SELECT p.id")
	for _, w := range words {
		sq.add(", COALESCE((SELECT w.words LIKE ", sq.arg(likePrefix(w)), " FROM request_words w WHERE w.request_id = p.id), FALSE)")
	}
	sq.add(" FROM page p ORDER BY p.updated_at DESC, p.id DESC")
	counts, has := make([]int, len(words)), make([]bool, len(words))
	var id alur.RequestID
	into := []any{&id}
	for i := range has {
		into = append(into, &has[i])
	}
	err = tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		wanted := false
		for i := range words {
			if has[i] {
				counts[i]++
				wanted = wanted || counts[i] <= limit
			}
		}
		if wanted {
			ids = append(ids, id)
		}
		return nil
	})
	for i, w := range words {
		if counts[i] < commonWord {
			rare = append(rare, w)
		}
	}
	return ids, rare, err
}

// indexed asks the word index for requests with a word.
func (tx *Tx) indexed(ctx context.Context, word string, limit int) ([]alur.RequestID, error) {
	var sq query
	if tx.pg != nil {
		sq.add("SELECT w.request_id FROM request_words w WHERE w.lexemes @@ CAST(", sq.arg(tsQuery([]string{word})), " AS tsquery)")
	} else {
		sq.add("SELECT w.request_id FROM request_search JOIN request_words w ON w.doc = request_search.rowid WHERE request_search MATCH ", sq.arg(ftsQuery([]string{word})))
	}
	sq.add(" LIMIT ", sq.arg(limit))
	var out []alur.RequestID
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		var id alur.RequestID
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// titles reads the rows of requests, drafts left out.
func (tx *Tx) titles(ctx context.Context, scope Scope, ids []alur.RequestID) ([]TitleRow, error) {
	var out []TitleRow
	err := inChunks(ids, func(q *query, in string) error {
		seen := "FALSE"
		switch {
		case scope.All:
			seen = "TRUE"
		case len(scope.Keys) > 0:
			seen = "EXISTS (SELECT 1 FROM request_access v WHERE v.request_id = r.id AND v.updated_at = r.updated_at AND v.scope IN " + list(q, padded(unique(scope.Keys))) + ")"
		}
		text := `SELECT r.id, r.title, a.name, r.status, r.created_at, ` + seen + ` FROM requests r JOIN agencies a ON a.id = r.agency_id WHERE r.number <> '' AND r.id IN ` + in
		return tx.each(ctx, text, q.args, func(rows *sql.Rows) error {
			var t TitleRow
			var created int64
			err := rows.Scan(&t.ID, &t.Title, &t.AgencyName, &t.Status, &created, &t.Seen)
			t.CreatedAt = fromMicros(created)
			out = append(out, t)
			return err
		})
	})
	return out, err
}
