package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// TakeCosigned keeps a checkpoint that witnesses signed, where the tree still is what they
// saw; keys are those of the witnesses that are trusted. For an operator. not-found before
// the first checkpoint.
func (c *Cases) TakeCosigned(ctx context.Context, signed string, keys evidence.Keys) (evidence.Signed, error) {
	var out evidence.Signed
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockTree(ctx); err != nil {
			return err
		}
		l, err := tx.TreeLog(ctx)
		if err != nil {
			return err
		}
		if l.Key == "" {
			return alur.Refuse(alur.CodeNotFound)
		}
		log, err := evidence.ParseKeys(l.Key)
		if err != nil {
			return err
		}
		keys.Log = log.Log
		if out, err = evidence.OpenCheckpoint(signed, keys); err != nil {
			return err
		}
		if len(out.Witnesses) == 0 {
			return errors.New("it carries no signature of a witness that is trusted (--witness-key)")
		}
		size, err := tx.TreeSize(ctx)
		if err != nil {
			return err
		}
		if out.Size > size {
			return fmt.Errorf("the witness saw %d entries, there are %d", out.Size, size)
		}
		root, err := tlog.TreeHash(out.Size, newTreeReader(ctx, tx))
		if err != nil {
			return err
		}
		if root != out.Root {
			return fmt.Errorf("the witness saw another history: with %d entries the root is not %s", out.Size, root)
		}
		for _, name := range out.Witnesses {
			if err := tx.PutCosignature(ctx, store.CosignatureRow{Size: out.Size, Name: name, At: c.now(), Note: signed}); err != nil {
				return err
			}
		}
		return tx.KeepCheckpoint(ctx, out.Size)
	})
	return out, err
}

// Mended says what [MendTree] did.
type Mended struct {
	Leaves int64 // that there are
	Hashes int   // leaves whose hashes above were made anew
	Added  int64 // events that had no leaf and did not wait for one
}

// MendTree makes the hashes above the leaves anew, and gives a leaf to every event that has
// none. Leaves stay what and where they are: a tree with other leaves would not be the one
// that was signed, and a lost table of leaves can only come from a backup. For an operator,
// beside a running server too.
func MendTree(ctx context.Context, s *store.Store) (m Mended, err error) {
	f := new(evidence.Frontier)
	var stale []store.LeafRow
	err = s.Read(ctx, func(tx *store.Tx) error {
		return tx.EachLeaf(ctx, func(l store.LeafRow) error {
			if l.Index != f.Size() {
				return fmt.Errorf("entry %d of the tree is missing: restore the table of leaves from a backup", f.Size())
			}
			var leaf tlog.Hash
			copy(leaf[:], l.Leaf)
			if nodes := f.Append(leaf); !sameNodes(l.Nodes, nodes) {
				l.Nodes = nil
				for _, h := range nodes {
					l.Nodes = append(l.Nodes, h[:]...)
				}
				stale = append(stale, l)
			}
			return nil
		})
	})
	if err != nil {
		return m, fmt.Errorf("read the tree: %w", err)
	}
	for some := range slices.Chunk(stale, treeBatch) { // others write between
		err := s.Write(ctx, func(tx *store.Tx) error {
			for _, l := range some {
				if err := tx.SetNodes(ctx, l.Index, l.Nodes); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return m, fmt.Errorf("mend the tree: %w", err)
		}
		m.Hashes += len(some)
	}
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.WalkAgain(ctx) }); err != nil {
		return m, fmt.Errorf("mend the tree: %w", err)
	}
	before := f.Size()
	for more := true; more; {
		err := s.Write(ctx, func(tx *store.Tx) error {
			if err := tx.LockTree(ctx); err != nil {
				return err
			}
			f, more, err = integrate(ctx, tx, treeBatch)
			return err
		})
		if err != nil {
			return m, fmt.Errorf("add to the tree: %w", err)
		}
	}
	m.Leaves, m.Added = f.Size(), f.Size()-before
	return m, nil
}
