package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// LeafRow is one leaf of the tree of all events: which event it is, its hash, and the
// hashes of the subtrees that it completes, 32 bytes each from the lowest.
type LeafRow struct {
	Index   int64
	Request alur.RequestID
	Seq     int64
	Leaf    []byte
	Nodes   []byte
}

// PendingRow is an event that is not in the tree yet.
type PendingRow struct {
	Request alur.RequestID
	Seq     int64
	Hash    string // of the event
	id      int64
}

// treeLock is the number of the lock that those who add to the tree take turns at.
const treeLock = 0x616c7572_74726565 // "alurtree"

// LockTree keeps others from adding to the tree or to its checkpoints until the
// transaction ends. On SQLite there is one writer at a time.
func (tx *Tx) LockTree(ctx context.Context) error {
	if tx.pg == nil {
		return nil
	}
	_, err := tx.exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(treeLock))
	return err
}

// TreeSize is how many leaves there are.
func (tx *Tx) TreeSize(ctx context.Context) (int64, error) {
	var n int64
	err := tx.queryRow(ctx, `SELECT coalesce(max(idx) + 1, 0) FROM tree_leaves`, nil, &n)
	return n, err
}

// TreeWaits reports whether there is something to be put into the tree.
func (tx *Tx) TreeWaits(ctx context.Context) (bool, error) {
	var n int64
	err := tx.queryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM tree_pending) OR EXISTS (SELECT 1 FROM tree_log WHERE caught_up = 0) THEN 1 ELSE 0 END`, nil, &n)
	return n != 0, err
}

// CountPending counts the events that wait, up to most.
func (tx *Tx) CountPending(ctx context.Context, most int) (int, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM (SELECT id FROM tree_pending LIMIT $1) p`, []any{most}, &n)
	return n, err
}

// TakePending takes up to limit events off the list of those that wait, oldest first. more
// says that there may be others. For whoever holds [Tx.LockTree] and gives them leaves in the
// same transaction; those that have one already are left out.
func (tx *Tx) TakePending(ctx context.Context, limit int) (out []PendingRow, more bool, err error) {
	var ids []int64
	err = tx.each(ctx, `SELECT p.id, p.request_id, p.seq, p.hash, CASE WHEN l.idx IS NULL THEN 0 ELSE 1 END
		FROM tree_pending p LEFT JOIN tree_leaves l ON l.request_id = p.request_id AND l.seq = p.seq ORDER BY p.id LIMIT $1`, []any{limit}, func(rows *sql.Rows) error {
		var p PendingRow
		var placed int
		err := rows.Scan(&p.id, &p.Request, &p.Seq, &p.Hash, &placed)
		ids = append(ids, p.id)
		if placed == 0 {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	// By id and not up to one: on PostgreSQL an earlier one may have become visible meanwhile.
	const chunk = 64
	for from := 0; from < len(ids); from += chunk {
		var q query
		q.add(`DELETE FROM tree_pending WHERE id IN (`)
		for i := range chunk {
			if i > 0 {
				q.add(`, `)
			}
			q.add(q.arg(ids[min(from+i, len(ids)-1)]))
		}
		q.add(`)`)
		if _, err := tx.exec(ctx, q.String(), q.args...); err != nil {
			return nil, false, err
		}
	}
	return out, len(ids) == limit, nil
}

// TakeOlder takes up to limit events that are older than the tree and have no leaf, in order
// of request and seq, and moves the cursor past them. more says that there are others.
func (tx *Tx) TakeOlder(ctx context.Context, limit int) (out []PendingRow, more bool, err error) {
	var request string
	var seq, caught int64
	if err := tx.queryRow(ctx, `SELECT after_request, after_seq, caught_up FROM tree_log`, nil, &request, &seq, &caught); err != nil || caught != 0 {
		return nil, false, err
	}
	n := 0
	err = tx.each(ctx, `SELECT e.request_id, e.seq, e.hash, CASE WHEN l.idx IS NULL THEN 0 ELSE 1 END
		FROM events e LEFT JOIN tree_leaves l ON l.request_id = e.request_id AND l.seq = e.seq
		WHERE (e.request_id, e.seq) > ($1, $2) ORDER BY e.request_id, e.seq LIMIT $3`, []any{request, seq, limit}, func(rows *sql.Rows) error {
		var p PendingRow
		var placed int
		err := rows.Scan(&p.Request, &p.Seq, &p.Hash, &placed)
		request, seq = string(p.Request), p.Seq
		if n++; placed == 0 {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	more = n == limit
	done := int64(1)
	if more {
		done = 0
	}
	_, err = tx.exec(ctx, `UPDATE tree_log SET after_request = $1, after_seq = $2, caught_up = $3`, request, seq, done)
	return out, more, err
}

// WalkAgain begins the walk of [Tx.TakeOlder] anew: events that have no leaf get one.
func (tx *Tx) WalkAgain(ctx context.Context) error {
	_, err := tx.exec(ctx, `UPDATE tree_log SET after_request = '', after_seq = 0, caught_up = 0`)
	return err
}

// AppendLeaves adds leaves: conflict when an index or an event is taken.
func (tx *Tx) AppendLeaves(ctx context.Context, leaves []LeafRow) error {
	const chunk = 32 // rows of one statement; what is left over goes one by one
	for len(leaves) > 0 {
		n := 1
		if len(leaves) >= chunk {
			n = chunk
		}
		args := make([]any, 0, 5*n)
		for _, l := range leaves[:n] {
			args = append(args, l.Index, string(l.Request), l.Seq, blob(l.Leaf), blob(l.Nodes))
		}
		if _, err := tx.exec(ctx, insertLeaves(n), args...); err != nil {
			return err
		}
		leaves = leaves[n:]
	}
	return nil
}

func insertLeaves(n int) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO tree_leaves (idx, request_id, seq, leaf, nodes) VALUES `)
	for i := range n {
		if i > 0 {
			b.WriteString(`, `)
		}
		b.WriteByte('(')
		for k := range 5 {
			if k > 0 {
				b.WriteString(`, `)
			}
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(5*i + k + 1))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// SetNodes replaces the hashes that follow from a leaf and those before it.
func (tx *Tx) SetNodes(ctx context.Context, index int64, nodes []byte) error {
	_, err := tx.exec(ctx, `UPDATE tree_leaves SET nodes = $2 WHERE idx = $1`, index, blob(nodes))
	return err
}

const leafColumns = `l.idx, l.request_id, l.seq, l.leaf, l.nodes`

func scanLeaf(rows *sql.Rows) (LeafRow, error) {
	var l LeafRow
	err := rows.Scan(&l.Index, &l.Request, &l.Seq, &l.Leaf, &l.Nodes)
	l.Leaf, l.Nodes = blob(l.Leaf), blob(l.Nodes)
	return l, err
}

// Leaf reads one leaf: not-found when there is none.
func (tx *Tx) Leaf(ctx context.Context, index int64) (LeafRow, error) {
	return tx.oneLeaf(ctx, `l.idx = $1`, index)
}

// LeafOf reads the leaf of an event: not-found when it has none yet.
func (tx *Tx) LeafOf(ctx context.Context, id alur.RequestID, seq int64) (LeafRow, error) {
	return tx.oneLeaf(ctx, `l.request_id = $1 AND l.seq = $2`, string(id), seq)
}

func (tx *Tx) oneLeaf(ctx context.Context, where string, args ...any) (LeafRow, error) {
	var l LeafRow
	err := tx.queryRow(ctx, `SELECT `+leafColumns+` FROM tree_leaves l WHERE `+where, args, &l.Index, &l.Request, &l.Seq, &l.Leaf, &l.Nodes)
	l.Leaf, l.Nodes = blob(l.Leaf), blob(l.Nodes)
	return l, err
}

// LeavesOf reads the leaves of a request in order of seq.
func (tx *Tx) LeavesOf(ctx context.Context, id alur.RequestID) ([]LeafRow, error) {
	var out []LeafRow
	err := tx.each(ctx, `SELECT `+leafColumns+` FROM tree_leaves l WHERE l.request_id = $1 ORDER BY l.seq`, []any{string(id)}, func(rows *sql.Rows) error {
		l, err := scanLeaf(rows)
		out = append(out, l)
		return err
	})
	return out, err
}

// PendingOf reads the seqs of a request's events that wait for the tree.
func (tx *Tx) PendingOf(ctx context.Context, id alur.RequestID) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := tx.each(ctx, `SELECT seq FROM tree_pending WHERE request_id = $1`, []any{string(id)}, func(rows *sql.Rows) error {
		var seq int64
		err := rows.Scan(&seq)
		out[seq] = true
		return err
	})
	return out, err
}

// EachLeaf calls fn with every leaf in order of the tree, for audits. fn may use tx; the
// slices of a row are its own.
func (tx *Tx) EachLeaf(ctx context.Context, fn func(LeafRow) error) error {
	const page = 2000
	after := int64(-1 << 62)
	for {
		var rows []LeafRow
		err := tx.each(ctx, `SELECT `+leafColumns+` FROM tree_leaves l WHERE l.idx > $1 ORDER BY l.idx LIMIT $2`, []any{after, page}, func(r *sql.Rows) error {
			l, err := scanLeaf(r)
			rows = append(rows, l)
			return err
		})
		if err != nil {
			return err
		}
		for _, l := range rows {
			if err := fn(l); err != nil {
				return err
			}
			after = l.Index
		}
		if len(rows) < page {
			return nil
		}
	}
}

// CheckpointRow is a signed checkpoint as it was given out.
type CheckpointRow struct {
	Size int64
	At   time.Time
	Note string
	Kept bool // a witness was given it
}

const checkpointColumns = `c.size, c.at, c.note, c.kept`

func (tx *Tx) checkpoints(ctx context.Context, rest string, args ...any) ([]CheckpointRow, error) {
	var out []CheckpointRow
	err := tx.each(ctx, `SELECT `+checkpointColumns+` FROM tree_checkpoints c `+rest, args, func(rows *sql.Rows) error {
		var c CheckpointRow
		var at, kept int64
		err := rows.Scan(&c.Size, &at, &c.Note, &kept)
		c.At, c.Kept = fromMicros(at), kept != 0
		out = append(out, c)
		return err
	})
	return out, err
}

// LastCheckpoint reads the newest checkpoint; its zero value before the first.
func (tx *Tx) LastCheckpoint(ctx context.Context) (CheckpointRow, error) {
	rows, err := tx.checkpoints(ctx, `ORDER BY c.size DESC LIMIT 1`)
	if err != nil || len(rows) == 0 {
		return CheckpointRow{}, err
	}
	return rows[0], nil
}

// Checkpoints reads up to limit checkpoints of at least a size, smallest first.
func (tx *Tx) Checkpoints(ctx context.Context, from int64, limit int) ([]CheckpointRow, error) {
	return tx.checkpoints(ctx, `WHERE c.size >= $1 ORDER BY c.size LIMIT $2`, from, limit)
}

// PutCheckpoint adds a checkpoint, in the place of earlier ones since a moment that no
// witness was given: conflict when there is one of that size.
func (tx *Tx) PutCheckpoint(ctx context.Context, c CheckpointRow, insteadSince time.Time) error {
	if _, err := tx.exec(ctx, `DELETE FROM tree_checkpoints WHERE size < $1 AND at >= $2 AND kept = 0`, c.Size, micros(insteadSince)); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO tree_checkpoints (size, at, kept, note) VALUES ($1, $2, 0, $3)`, c.Size, micros(c.At), c.Note)
	return err
}

// KeepCheckpoint marks a checkpoint as given to a witness.
func (tx *Tx) KeepCheckpoint(ctx context.Context, size int64) error {
	_, err := tx.exec(ctx, `UPDATE tree_checkpoints SET kept = 1 WHERE size = $1`, size)
	return err
}

// CosignatureRow is a checkpoint with the signature of a witness.
type CosignatureRow struct {
	Size int64
	Name string
	At   time.Time // when it was handed in
	Note string
}

// PutCosignature keeps what a witness signed; handed in again, the last counts.
func (tx *Tx) PutCosignature(ctx context.Context, c CosignatureRow) error {
	_, err := tx.exec(ctx, `INSERT INTO tree_cosignatures (size, name, at, note) VALUES ($1, $2, $3, $4)
		ON CONFLICT (size, name) DO UPDATE SET at = excluded.at, note = excluded.note`, c.Size, c.Name, micros(c.At), c.Note)
	return err
}

// Cosignatures reads the newest of what witnesses signed, up to limit.
func (tx *Tx) Cosignatures(ctx context.Context, limit int) ([]CosignatureRow, error) {
	var out []CosignatureRow
	err := tx.each(ctx, `SELECT size, name, at, note FROM tree_cosignatures ORDER BY size DESC, name LIMIT $1`, []any{limit}, func(rows *sql.Rows) error {
		var c CosignatureRow
		var at int64
		err := rows.Scan(&c.Size, &c.Name, &at, &c.Note)
		c.At = fromMicros(at)
		out = append(out, c)
		return err
	})
	return out, err
}
