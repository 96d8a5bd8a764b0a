package casework

import (
	"context"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// TreeHead is what the tree of all events was when it was signed last.
type TreeHead struct {
	evidence.Checkpoint
	Note      string // as it was signed, with the signatures of witnesses
	Key       string // what it is verified with
	Witnessed []Witnessed
	Waiting   int    // events that are not in the tree yet; at most waitingMost
	CatchesUp bool   // events older than the tree are still being taken in
	Halted    string // why nothing is signed, for an operator, or ""
}

const waitingMost = 10_000

// Witnessed is what a witness signed last.
type Witnessed struct {
	Name string
	Size int64
	At   time.Time // when it was handed in
}

// TreeHead returns the newest checkpoint. Everybody may have it: it says how many events
// there are and nothing of them. Its size is 0 before the first.
func (c *Cases) TreeHead(ctx context.Context) (*TreeHead, error) {
	h := &TreeHead{}
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		l, err := tx.TreeLog(ctx)
		if err != nil {
			return err
		}
		h.Key, h.Halted, h.CatchesUp = l.Key, l.Halted, !l.CaughtUp
		if h.Waiting, err = tx.CountPending(ctx, waitingMost); err != nil {
			return err
		}
		last, err := tx.LastCheckpoint(ctx)
		if err != nil || last.Size == 0 {
			return err
		}
		signed, err := tx.Cosignatures(ctx, 100)
		if err != nil {
			return err
		}
		h.Note = last.Note
		seen := map[string]bool{}
		for _, s := range signed {
			if s.Size == last.Size {
				h.Note = evidence.WithSignatures(h.Note, s.Note)
			}
			if !seen[s.Name] {
				seen[s.Name] = true
				h.Witnessed = append(h.Witnessed, Witnessed{Name: s.Name, Size: s.Size, At: s.At})
			}
		}
		h.Checkpoint, err = checkpointOf(last.Note)
		return err
	})
	return h, err
}

// checkpointOf reads a stored note without verifying it.
func checkpointOf(signed string) (evidence.Checkpoint, error) {
	for i := range signed {
		if i > 0 && signed[i-1] == '\n' && signed[i] == '\n' {
			return evidence.ParseCheckpoint(signed[:i])
		}
	}
	return evidence.ParseCheckpoint(signed)
}

// Consistency proves that the tree with to leaves contains that with from. Everybody may ask.
// invalid-parameter where there are no such trees.
func (c *Cases) Consistency(ctx context.Context, from, to int64) (tlog.TreeProof, error) {
	var proof tlog.TreeProof
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		size, err := tx.TreeSize(ctx)
		if err != nil {
			return err
		}
		if from < 1 || from > to {
			return alur.RefuseField(alur.CodeInvalidParameter, "from")
		}
		if to > size {
			return alur.RefuseField(alur.CodeInvalidParameter, "to")
		}
		proof, err = tlog.ProveTree(to, from, newTreeReader(ctx, tx))
		return err
	})
	return proof, err
}

// Receipts are what proves that events are in the tree of all events.
type Receipts struct {
	Key        string // what the checkpoint is verified with
	Checkpoint string // signed; "" while none of the events is in a signed tree
	Items      []evidence.Receipt
	Waiting    []int64 // seqs of events that are being taken in, for seconds as a rule
}

// Receipts returns receipts of the events of a request, of all of them without seqs. Who sees
// the history may have them, as of [Cases.Events]; a seq that there is not is left out.
func (c *Cases) Receipts(ctx context.Context, a Actor, id alur.RequestID, seqs ...int64) (*Receipts, error) {
	var out *Receipts
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, _, err := c.historyOf(ctx, tx, a, id)
		if err != nil {
			return err
		}
		last, err := tx.LastCheckpoint(ctx)
		if err != nil {
			return err
		}
		out, err = receiptsOf(ctx, tx, id, row.Seq, last.Note, seqs)
		return err
	})
	return out, err
}

// receiptsOf proves events of a request up to a seq by a signed checkpoint.
func receiptsOf(ctx context.Context, tx *store.Tx, id alur.RequestID, until int64, signed string, only []int64) (*Receipts, error) {
	l, err := tx.TreeLog(ctx)
	if err != nil {
		return nil, err
	}
	out := &Receipts{Key: l.Key}
	var head evidence.Checkpoint
	if signed != "" {
		if head, err = checkpointOf(signed); err != nil {
			return nil, err
		}
		out.Checkpoint = signed
	}
	leaves, err := tx.LeavesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	hashes := map[int64]string{}
	var order []int64
	err = tx.EachEvent(ctx, id, func(e store.EventRow) error {
		if e.Seq <= until && (len(only) == 0 || slices.Contains(only, e.Seq)) {
			hashes[e.Seq] = e.Hash
			order = append(order, e.Seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	placed := map[int64]int64{}
	for _, leaf := range leaves {
		placed[leaf.Seq] = leaf.Index
	}
	reader := newTreeReader(ctx, tx)
	for _, seq := range order {
		index, ok := placed[seq]
		if !ok || index >= head.Size {
			out.Waiting = append(out.Waiting, seq)
			continue
		}
		proof, err := tlog.ProveRecord(head.Size, index, reader)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, evidence.Receipt{Request: id, Seq: seq, Hash: hashes[seq], Index: index, Proof: proof, Note: signed})
	}
	return out, nil
}

// TakeWitnessMail returns the checkpoint that the witness is to be mailed now: when a day has
// passed since the last one, or after so many events. Its size is 0 when there is none. It is
// kept from now on, and due until [Cases.WitnessMailed].
func (c *Cases) TakeWitnessMail(ctx context.Context, every time.Duration, events int64) (*TreeHead, error) {
	due := func(l store.TreeLog, last store.CheckpointRow) bool {
		return last.Size > l.MailedSize && l.Halted == "" && (c.now().Sub(l.MailedAt) >= every || last.Size-l.MailedSize >= events)
	}
	wanted := false
	look := func(tx *store.Tx) (last store.CheckpointRow, err error) {
		l, err := tx.TreeLog(ctx)
		if err != nil {
			return last, err
		}
		last, err = tx.LastCheckpoint(ctx)
		wanted = due(l, last)
		return last, err
	}
	// Mostly there is none, and nobody need wait for the answer.
	if err := c.store.Read(ctx, func(tx *store.Tx) error { _, err := look(tx); return err }); err != nil || !wanted {
		return &TreeHead{}, err
	}
	h := &TreeHead{}
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockTree(ctx); err != nil {
			return err
		}
		last, err := look(tx)
		if err != nil || !wanted {
			return err
		}
		if err := tx.KeepCheckpoint(ctx, last.Size); err != nil {
			return err
		}
		h.Note = last.Note
		h.Checkpoint, err = checkpointOf(last.Note)
		return err
	})
	return h, err
}

// WitnessMailed notes that the mail server took the letter with the checkpoint of this size.
func (c *Cases) WitnessMailed(ctx context.Context, size int64) error {
	return c.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockTree(ctx); err != nil {
			return err
		}
		l, err := tx.TreeLog(ctx)
		if err != nil || l.MailedSize >= size { // another instance was faster, with a newer one
			return err
		}
		return tx.SetTreeMailed(ctx, size, c.now())
	})
}
