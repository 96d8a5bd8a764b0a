package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Scope is who asks. A request is in scope when All is set or when one of its
// Access keys is among Keys; outside of it a request does not exist. The zero
// Scope sees nothing.
type Scope struct {
	All  bool
	Keys []string // "agency:<id>", "user:<name>", "vendor:<id>"
}

// Everything is the scope of the program itself: audits and repairs.
var Everything = Scope{All: true}

// Sees reports whether a request with the access keys is in scope.
func (s Scope) Sees(access []string) bool {
	return s.All || slices.ContainsFunc(access, func(k string) bool { return slices.Contains(s.Keys, k) })
}

// RequestRow is a request as it is stored: its state, and beside it what lists,
// search and the checks of the history need.
type RequestRow struct {
	ID           alur.RequestID
	Agency       alur.AgencyID
	AgencyName   string // read only, of the agency
	Flow         alur.FlowID
	FlowVersion  int
	Status       alur.Status
	Stage        alur.StageID
	Title        string
	Number       string // "" before it is given; never changes afterwards
	TrackingCode string // "" before it is given; never changes afterwards
	Version      int64  // seq of the last event other than a comment
	Seq          int64  // of the last event
	Hash         string // of the last event
	State        []byte
	CreatedAt    time.Time
	UpdatedAt    time.Time // what lists are ordered by
	Access       []string  // scope keys that see it
	Turns        []string  // who has the ball: "kominfo", "pemohon:<agency>", "user:<name>", …
	// Search is the text that is found by ListQuery.Words. It is only written: reads
	// leave it "", and a save with "" makes the request unfindable.
	Search string
}

// indexed is what the index tables hold of a request.
type indexed struct {
	updatedAt    int64
	access       string
	turns        string
	searchSum    string
	number, code string
}

// Turns and access keys never contain a line break, so one separates them.
func joinKeys(keys []string) string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), "\n")
}

func splitKeys(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

const requestColumns = `r.id, r.agency_id, a.name, r.flow, r.flow_version, r.status, r.stage, r.title, r.number, r.tracking_code,
	r.version, r.seq, r.hash, r.created_at, r.updated_at, r.access, r.turns, r.search_sum, r.state`

func (tx *Tx) scanRequest(rows *sql.Rows) (RequestRow, error) {
	var r RequestRow
	var created int64
	var x indexed
	err := rows.Scan(&r.ID, &r.Agency, &r.AgencyName, &r.Flow, &r.FlowVersion, &r.Status, &r.Stage, &r.Title, &r.Number, &r.TrackingCode,
		&r.Version, &r.Seq, &r.Hash, &created, &x.updatedAt, &x.access, &x.turns, &x.searchSum, &r.State)
	if err != nil {
		return RequestRow{}, err
	}
	r.CreatedAt, r.UpdatedAt = fromMicros(created), fromMicros(x.updatedAt)
	r.State = blob(r.State)
	r.Access, r.Turns = splitKeys(x.access), splitKeys(x.turns)
	if tx.writable {
		x.number, x.code = r.Number, r.TrackingCode
		if tx.seen == nil {
			tx.seen = map[alur.RequestID]indexed{}
		}
		tx.seen[r.ID] = x
	}
	return r, nil
}

func (tx *Tx) requestWhere(ctx context.Context, scope Scope, where, arg, lock string) (RequestRow, error) {
	var r RequestRow
	err := tx.each(ctx, `SELECT `+requestColumns+` FROM requests r JOIN agencies a ON a.id = r.agency_id WHERE `+where+lock, []any{arg},
		func(rows *sql.Rows) (err error) {
			r, err = tx.scanRequest(rows)
			return err
		})
	if err != nil {
		return RequestRow{}, err
	}
	// The scope is looked up in the row itself: under a lock, request_access could show
	// what was before the other transaction.
	if r.ID == "" || !scope.Sees(r.Access) {
		return RequestRow{}, alur.Refuse(alur.CodeNotFound)
	}
	return r, nil
}

// Request reads a request: not-found when it is absent or out of scope.
func (tx *Tx) Request(ctx context.Context, scope Scope, id alur.RequestID) (RequestRow, error) {
	if !isID(string(id)) {
		return RequestRow{}, alur.Refuse(alur.CodeNotFound)
	}
	return tx.requestWhere(ctx, scope, `r.id = $1`, string(id), "")
}

// LockRequest is Request, and holds the row until the transaction ends.
func (tx *Tx) LockRequest(ctx context.Context, scope Scope, id alur.RequestID) (RequestRow, error) {
	if !isID(string(id)) {
		return RequestRow{}, alur.Refuse(alur.CodeNotFound)
	}
	return tx.requestWhere(ctx, scope, `r.id = $1`, string(id), tx.forUpdate("r"))
}

// RequestByCode reads a request by its tracking code in stored form: not-found when
// no request has it. It asks for no scope, since who knows the code may follow the
// request; what is shown to them is the caller's to choose.
func (tx *Tx) RequestByCode(ctx context.Context, code string) (RequestRow, error) {
	if code == "" || !isPlain(code) {
		return RequestRow{}, alur.Refuse(alur.CodeNotFound)
	}
	// "<> ''" lets SQLite use the partial index.
	return tx.requestWhere(ctx, Everything, `r.tracking_code = $1 AND r.tracking_code <> ''`, code, "")
}

// isID reports whether s can be the id of a request: ids are hex digits, and what
// is not would only cost a query, or an error of PostgreSQL (U+0000).
func isID(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// isPlain reports whether s is printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// InsertRequest stores a new request: conflict when its id, number or code is taken.
func (tx *Tx) InsertRequest(ctx context.Context, r RequestRow) error {
	access, turns := joinKeys(r.Access), joinKeys(r.Turns)
	_, err := tx.exec(ctx, `
		INSERT INTO requests (id, agency_id, flow, flow_version, status, stage, title, number, tracking_code,
			version, seq, hash, created_at, updated_at, access, turns, search_sum, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		string(r.ID), string(r.Agency), string(r.Flow), r.FlowVersion, string(r.Status), string(r.Stage), r.Title, r.Number, r.TrackingCode,
		r.Version, r.Seq, r.Hash, micros(r.CreatedAt), micros(r.UpdatedAt), access, turns, searchSum(r.Search), blob(r.State))
	if err != nil {
		return err
	}
	if err := tx.rewriteKeys(ctx, "request_access", r.ID, nil, splitKeys(access), 0, micros(r.UpdatedAt)); err != nil {
		return err
	}
	if err := tx.rewriteKeys(ctx, "request_turns", r.ID, nil, splitKeys(turns), 0, micros(r.UpdatedAt)); err != nil {
		return err
	}
	return tx.rewriteWords(ctx, r.ID, r.Search)
}

// SaveRequest stores a request again. It refuses with conflict when the request is
// absent or its seq is not seqBefore any more: somebody else was faster. Agency and
// CreatedAt never change and are not written.
func (tx *Tx) SaveRequest(ctx context.Context, r RequestRow, seqBefore int64) error {
	old, ok := tx.seen[r.ID]
	if !ok {
		if _, err := tx.Request(ctx, Everything, r.ID); alur.CodeOf(err) == alur.CodeNotFound {
			return &alur.Error{Code: alur.CodeConflict, Err: err}
		} else if err != nil {
			return err
		}
		old = tx.seen[r.ID]
	}
	now := indexed{
		updatedAt: micros(r.UpdatedAt), access: joinKeys(r.Access), turns: joinKeys(r.Turns), searchSum: searchSum(r.Search),
		number: r.Number, code: r.TrackingCode,
	}
	n, err := tx.exec(ctx, `
		UPDATE requests SET flow = $3, flow_version = $4, status = $5, stage = $6, title = $7, version = $8, seq = $9, hash = $10,
			updated_at = $11, access = $12, turns = $13, search_sum = $14, state = $15
		WHERE id = $1 AND seq = $2`,
		string(r.ID), seqBefore, string(r.Flow), r.FlowVersion, string(r.Status), string(r.Stage), r.Title, r.Version, r.Seq, r.Hash,
		now.updatedAt, now.access, now.turns, now.searchSum, blob(r.State))
	if err != nil {
		return err
	}
	if n != 1 {
		return alur.Refuse(alur.CodeConflict)
	}
	// Number and code change once in a lifetime; naming them above would rewrite
	// their indexes every time.
	if now.number != old.number || now.code != old.code {
		if _, err := tx.exec(ctx, `UPDATE requests SET number = $2, tracking_code = $3 WHERE id = $1`, string(r.ID), r.Number, r.TrackingCode); err != nil {
			return err
		}
	}
	if err := tx.rewriteKeys(ctx, "request_access", r.ID, splitKeys(old.access), splitKeys(now.access), old.updatedAt, now.updatedAt); err != nil {
		return err
	}
	if err := tx.rewriteKeys(ctx, "request_turns", r.ID, splitKeys(old.turns), splitKeys(now.turns), old.updatedAt, now.updatedAt); err != nil {
		return err
	}
	if now.searchSum != old.searchSum {
		if err := tx.rewriteWords(ctx, r.ID, r.Search); err != nil {
			return err
		}
	}
	tx.seen[r.ID] = now
	return nil
}

// rewriteKeys brings request_access or request_turns from the old keys to the new,
// touching only rows that differ. Rows carry the updated_at of their request, which
// is how they are found.
func (tx *Tx) rewriteKeys(ctx context.Context, table string, id alur.RequestID, old, now []string, oldAt, nowAt int64) error {
	var kept, gone []string
	for _, k := range old {
		if slices.Contains(now, k) {
			kept = append(kept, k)
		} else {
			gone = append(gone, k)
		}
	}
	change := func(verb string, keys []string, args ...any) error {
		if len(keys) == 0 {
			return nil
		}
		q := query{args: args}
		q.add(verb, ` WHERE request_id = $1 AND updated_at = $2 AND scope IN `, list(&q, padded(keys)))
		n, err := tx.exec(ctx, q.String(), q.args...)
		if err == nil && n != int64(len(keys)) {
			return fmt.Errorf("%s of request %s does not match its row", table, id)
		}
		return err
	}
	if err := change(`DELETE FROM `+table, gone, string(id), oldAt); err != nil {
		return err
	}
	if oldAt != nowAt {
		if err := change(`UPDATE `+table+` SET updated_at = $3`, kept, string(id), oldAt, nowAt); err != nil {
			return err
		}
	}
	for _, k := range now {
		if slices.Contains(old, k) {
			continue
		}
		if _, err := tx.exec(ctx, `INSERT INTO `+table+` (request_id, scope, updated_at) VALUES ($1, $2, $3)`, string(id), k, nowAt); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) rewriteWords(ctx context.Context, id alur.RequestID, text string) error {
	_, err := tx.exec(ctx, `
		INSERT INTO request_words (request_id, words) VALUES ($1, $2)
		ON CONFLICT (request_id) DO UPDATE SET words = excluded.words`, string(id), wordSet(text))
	return err
}

// eachPage is how many requests EachRequest holds in memory at a time.
const eachPage = 100

// EachRequest calls fn with every request in order of id, for audits. It stops at
// fn's first error and gives it back. fn may use tx.
func (tx *Tx) EachRequest(ctx context.Context, fn func(RequestRow) error) error {
	after := ""
	for {
		var page []RequestRow
		err := tx.each(ctx, `SELECT `+requestColumns+` FROM requests r JOIN agencies a ON a.id = r.agency_id
			WHERE r.id > $1 ORDER BY r.id LIMIT $2`, []any{after, eachPage},
			func(rows *sql.Rows) error {
				r, err := tx.scanRequest(rows)
				page = append(page, r)
				return err
			})
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := fn(r); err != nil {
				return err
			}
			delete(tx.seen, r.ID) // a rebuild walks over all of them
		}
		if len(page) < eachPage {
			return nil
		}
		after = string(page[len(page)-1].ID)
	}
}

// LatestSubmitted names the requests that were submitted and changed last, at most limit,
// each with its last hash: what has another hash has changed. It asks for no scope.
func (tx *Tx) LatestSubmitted(ctx context.Context, limit int) (map[alur.RequestID]string, error) {
	out := map[alur.RequestID]string{}
	err := tx.each(ctx, `SELECT id, hash FROM requests WHERE number <> '' ORDER BY updated_at DESC LIMIT $1`, []any{limit}, func(rows *sql.Rows) error {
		var id alur.RequestID
		var hash string
		err := rows.Scan(&id, &hash)
		out[id] = hash
		return err
	})
	return out, err
}
