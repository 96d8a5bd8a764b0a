package storetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// tree: events wait for the tree by themselves, each is given out once, whether it is older
// than the tree or not; leaves stand where they were put and cannot be changed; checkpoints
// make room for each other unless a witness has them.
func tree(s *suite) {
	a, b := s.request(), s.request()
	if a.ID > b.ID {
		a, b = b, a
	}
	s.insert(a, b)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(b.ID, 1), s.event(a.ID, 1), s.event(a.ID, 2)})
	})
	take := func(what string, limit int, want string, more bool, from func(*store.Tx, context.Context, int) ([]store.PendingRow, bool, error)) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			s.must(tx.LockTree(ctx))
			rows, got, err := from(tx, ctx, limit)
			s.must(err)
			var list []string
			for _, r := range rows {
				list = append(list, fmt.Sprintf("%s%d", map[alur.RequestID]string{a.ID: "a", b.ID: "b"}[r.Request], r.Seq))
			}
			if strings.Join(list, " ") != want || got != more {
				s.Errorf("%s: %v, more %v; want %s, %v", what, list, got, want, more)
			}
			size, err := tx.TreeSize(ctx)
			s.must(err)
			var leaves []store.LeafRow
			for i, r := range rows {
				leaves = append(leaves, store.LeafRow{Index: size + int64(i), Request: r.Request, Seq: r.Seq, Leaf: []byte(r.Hash), Nodes: []byte{}})
			}
			return tx.AppendLeaves(ctx, leaves)
		})
	}
	pending := func(tx *store.Tx, ctx context.Context, limit int) ([]store.PendingRow, bool, error) {
		return tx.TakePending(ctx, limit)
	}
	older := func(tx *store.Tx, ctx context.Context, limit int) ([]store.PendingRow, bool, error) {
		return tx.TakeOlder(ctx, limit)
	}
	take("the first that waits", 1, "b1", true, pending)
	take("older ones, without the one that has a leaf", 2, "a1 a2", true, older)
	take("the rest of the walk", 2, "", false, older)
	take("waiting ones that the walk has met", 10, "", false, pending)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(b.ID, 2)})
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		waits, err := tx.TreeWaits(ctx)
		n, err2 := tx.CountPending(ctx, 10)
		of, err3 := tx.PendingOf(ctx, b.ID)
		if err != nil || err2 != nil || err3 != nil || !waits || n != 1 || !of[2] || len(of) != 1 {
			s.Errorf("waits %v, %d, %v; %v %v %v", waits, n, of, err, err2, err3)
		}
		return nil
	})
	take("a new one", 10, "b2", false, pending)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		if waits, err := tx.TreeWaits(ctx); err != nil || waits {
			s.Errorf("waits %v, %v", waits, err)
		}
		var order []int64
		s.must(tx.EachLeaf(ctx, func(l store.LeafRow) error { order = append(order, l.Index); return nil }))
		if diff := cmp.Diff([]int64{0, 1, 2, 3}, order); diff != "" {
			s.Errorf("leaves: %s", diff)
		}
		l, err := tx.LeafOf(ctx, b.ID, 2)
		if err != nil || l.Index != 3 {
			s.Errorf("leaf of b2: %+v, %v", l, err)
		}
		of, err := tx.LeavesOf(ctx, a.ID)
		if err != nil || len(of) != 2 || of[1].Seq != 2 {
			s.Errorf("leaves of a: %+v, %v", of, err)
		}
		_, err = tx.Leaf(ctx, 4)
		s.refused(err, alur.CodeNotFound)
		return nil
	})
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetNodes(ctx, 3, []byte("n")) })
	db := s.raw()
	for _, breach := range []string{`UPDATE tree_leaves SET seq = 9 WHERE idx = 1`, `DELETE FROM tree_leaves WHERE idx = 1`} {
		if _, err := db.ExecContext(s.Context(), breach); err == nil {
			s.Errorf("%s: done", breach)
		}
	}
	s.checkpoints()
	// A walk that begins anew finds nothing that has no leaf.
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.WalkAgain(ctx) })
	take("the walk anew", 10, "", false, older)
}

func (s *suite) checkpoints() {
	at := func(n int) time.Time { return s.now.Add(time.Duration(n) * time.Minute) }
	put := func(size int64, minute int) {
		s.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.PutCheckpoint(ctx, store.CheckpointRow{Size: size, At: at(minute), Note: fmt.Sprint("note ", size)}, at(minute-30))
		})
	}
	put(1, 0)
	put(2, 20)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.KeepCheckpoint(ctx, 2) })
	put(3, 40)
	put(4, 45)
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.PutCheckpoint(ctx, store.CheckpointRow{Size: 4}, at(99))
	}), alur.CodeConflict)
	key, mailed := "origin+0+k", at(50)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.SetTreeKey(ctx, key))
		s.must(tx.SetTreeKey(ctx, "another"))
		s.must(tx.SetTreeHalted(ctx, "why"))
		s.must(tx.SetTreeMailed(ctx, 4, mailed))
		s.must(tx.PutCosignature(ctx, store.CosignatureRow{Size: 2, Name: "w", At: at(1), Note: "x"}))
		s.must(tx.PutCosignature(ctx, store.CosignatureRow{Size: 2, Name: "w", At: at(2), Note: "y"}))
		return tx.PutTreeCheck(ctx, store.TreeCheck{StartedAt: at(1), FinishedAt: at(2), By: "adit", Requests: 1, Events: 2, Size: 3, Faulty: 4, Bad: "five"})
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Checkpoints(ctx, 0, 10)
		s.must(err)
		var sizes []int64
		for _, r := range rows {
			sizes = append(sizes, r.Size)
		}
		if diff := cmp.Diff([]int64{2, 4}, sizes); diff != "" {
			s.Errorf("checkpoints: %s", diff)
		}
		last, err := tx.LastCheckpoint(ctx)
		if err != nil || last.Size != 4 || last.Note != "note 4" || last.Kept || !last.At.Equal(at(45)) {
			s.Errorf("last: %+v, %v", last, err)
		}
		l, err := tx.TreeLog(ctx)
		s.must(err)
		if diff := cmp.Diff(store.TreeLog{Key: key, CaughtUp: true, Halted: "why", MailedSize: 4, MailedAt: mailed}, l, cmpopts.IgnoreFields(store.TreeLog{}, "After", "AfterSeq")); diff != "" {
			s.Errorf("log: %s", diff)
		}
		signed, err := tx.Cosignatures(ctx, 10)
		s.must(err)
		if diff := cmp.Diff([]store.CosignatureRow{{Size: 2, Name: "w", At: at(2), Note: "y"}}, signed); diff != "" {
			s.Errorf("cosignatures: %s", diff)
		}
		c, err := tx.TreeCheck(ctx)
		if err != nil || c.Bad != "five" || !c.FinishedAt.Equal(at(2)) {
			s.Errorf("check: %+v, %v", c, err)
		}
		return nil
	})
}
