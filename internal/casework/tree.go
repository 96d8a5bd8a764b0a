package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// treeBatch is how many events are put into the tree in one transaction: on SQLite all
// writers wait for it, for some milliseconds.
const treeBatch = 256

// How often the sequencer looks for work, and how long it leaves the writers alone after
// each batch, as a multiple of what the batch took.
const (
	treeEvery = 500 * time.Millisecond
	treeRest  = 3
)

// SequencerConfig is what [NewSequencer] needs.
type SequencerConfig struct {
	Store *store.Store
	Clock alur.Clock
	Log   *slog.Logger
	// Key signs checkpoints, as text (evidence.NewLogKey). All instances on one database
	// have the same.
	Key string
	// Mark is the file beside the key that remembers the last checkpoint signed here,
	// outside of the database, so that a database put back from a backup is found out
	// before anything is signed over it; "" is none.
	Mark string
	// Witness is a file that every checkpoint is appended to, a regular one, of this instance
	// alone; "" is none.
	Witness string
}

// Sequencer puts committed events into the tree of all events, and signs what the tree has
// become (decision 0028). It works behind the write path, which only notes that an event
// waits: every instance may run one, they take turns at a lock, and one that is killed leaves
// a batch wholly in the tree or wholly waiting.
type Sequencer struct {
	store   *store.Store
	clock   alur.Clock
	log     *slog.Logger
	signer  note.Signer
	public  string
	keys    evidence.Keys
	mark    *treeFile
	witness *witnessFile
	looked  bool // at the tree, since the start
	warned  string
}

// NewSequencer reads the key and the files.
func NewSequencer(c SequencerConfig) (*Sequencer, error) {
	signer, public, err := evidence.LogSigner(c.Key)
	if err != nil {
		return nil, err
	}
	keys, err := evidence.ParseKeys(public)
	if err != nil {
		return nil, err
	}
	s := &Sequencer{store: c.Store, clock: c.Clock, log: c.Log, signer: signer, public: public, keys: keys}
	if s.mark, err = openTreeFile(c.Mark, keys); err != nil {
		return nil, err
	}
	s.witness, err = openWitness(c.Witness, keys, signer.Name(), c.Log)
	return s, err
}

// Public is the key that checkpoints are verified with, as text.
func (s *Sequencer) Public() string { return s.public }

// ErrOtherKey says that checkpoints of this database are signed with another key.
var ErrOtherKey = errors.New("the checkpoints of this database are signed with another key")

// Register makes the key that of the database, at the first start; [ErrOtherKey] when the
// database has another.
func (s *Sequencer) Register(ctx context.Context) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockTree(ctx); err != nil {
			return err
		}
		if err := tx.SetTreeKey(ctx, s.public); err != nil {
			return err
		}
		l, err := tx.TreeLog(ctx)
		if err == nil && l.Key != s.public {
			err = ErrOtherKey
		}
		return err
	})
}

// Run works until ctx ends.
func (s *Sequencer) Run(ctx context.Context) {
	for ctx.Err() == nil {
		begin := s.clock()
		more, err := s.Step(ctx)
		rest := treeEvery
		switch {
		case err != nil && ctx.Err() == nil:
			s.log.Warn("events wait for the tree", "error", err)
			rest = 4 * treeEvery
		case more:
			rest = max(treeRest*s.clock().Sub(begin), 0)
		}
		select {
		case <-ctx.Done():
		case <-time.After(rest):
		}
	}
}

// Settle works until nothing waits.
func (s *Sequencer) Settle(ctx context.Context) error {
	for {
		if more, err := s.Step(ctx); err != nil || !more {
			return err
		}
	}
}

// Step puts one batch of events into the tree. With the last of those that wait it signs a
// checkpoint in the same transaction, and then writes it to its files. more says that others
// wait.
func (s *Sequencer) Step(ctx context.Context) (more bool, err error) {
	var last store.CheckpointRow
	idle, halted, stored := false, "", ""
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		waits, err := tx.TreeWaits(ctx)
		if err != nil {
			return err
		}
		size, err := tx.TreeSize(ctx)
		if err != nil {
			return err
		}
		if last, err = tx.LastCheckpoint(ctx); err != nil {
			return err
		}
		if idle = !waits && size == last.Size; idle {
			halted, stored, err = s.recheck(ctx, tx, last)
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look at the tree: %w", err)
	}
	if idle && halted != stored && (halted != "" || !s.looked || s.warned != "") {
		err = s.store.Write(ctx, func(tx *store.Tx) error { return tx.SetTreeHalted(ctx, halted) })
		if err != nil {
			return false, fmt.Errorf("note what is wrong with the tree: %w", err)
		}
	}
	if !idle {
		err = s.store.Write(ctx, func(tx *store.Tx) error {
			var err error
			more, halted, last, err = s.batch(ctx, tx)
			return err
		})
		if err != nil {
			return false, fmt.Errorf("add to the tree: %w", err)
		}
	}
	s.looked = true
	if halted != s.warned {
		if s.warned = halted; halted != "" {
			s.log.Error("no checkpoint is signed", "why", halted)
		}
	}
	if last.Note == "" || halted != "" {
		return more, nil
	}
	return more, errors.Join(s.mark.replace(last), s.witness.append(ctx, last))
}

// recheck holds the tree, where nothing is to be added to it, to the file beside the key:
// another instance may have signed meanwhile, or the database been put back. stored is what
// the database says of that.
func (s *Sequencer) recheck(ctx context.Context, tx *store.Tx, last store.CheckpointRow) (halted, stored string, err error) {
	l, err := tx.TreeLog(ctx)
	if err != nil || s.mark == nil || s.looked && s.warned == "" && last.Size == s.mark.size {
		return "", l.Halted, err
	}
	reader := newTreeReader(ctx, tx)
	f, err := evidence.NewFrontier(last.Size, reader.node)
	if err != nil {
		return "", l.Halted, err
	}
	halted, err = s.held(f, last, reader)
	return halted, l.Halted, err
}

// held says why the tree does not contain what was signed before, or "".
func (s *Sequencer) held(f *evidence.Frontier, last store.CheckpointRow, reader *treeReader) (why string, err error) {
	for _, before := range []struct{ what, note string }{{"the last checkpoint", last.Note}, {"the checkpoint kept beside the key", s.mark.last()}} {
		if before.note == "" {
			continue
		}
		if why, err = s.extends(before.what, before.note, f, reader); err != nil || why != "" {
			return why, err
		}
	}
	return "", nil
}

func (s *Sequencer) batch(ctx context.Context, tx *store.Tx) (more bool, halted string, last store.CheckpointRow, err error) {
	if err = tx.LockTree(ctx); err != nil {
		return false, "", last, err
	}
	f, more, err := integrate(ctx, tx, treeBatch)
	if err != nil {
		return false, "", last, err
	}
	if last, err = tx.LastCheckpoint(ctx); err != nil || more && last.Size > 0 && s.clock().Sub(last.At) < 4*treeEvery {
		return more, "", store.CheckpointRow{}, err // another instance's is not proven here
	}
	halted, last, err = s.sign(ctx, tx, f, last)
	return more, halted, last, err
}

// integrate gives leaves to up to limit events that wait, and returns the tree.
func integrate(ctx context.Context, tx *store.Tx, limit int) (f *evidence.Frontier, more bool, err error) {
	waiting, more, err := tx.TakePending(ctx, limit)
	if err != nil {
		return nil, false, err
	}
	if !more {
		older, moreOlder, err := tx.TakeOlder(ctx, limit)
		if err != nil {
			return nil, false, err
		}
		waiting, more = append(waiting, older...), moreOlder
	}
	size, err := tx.TreeSize(ctx)
	if err != nil {
		return nil, false, err
	}
	if f, err = evidence.NewFrontier(size, newTreeReader(ctx, tx).node); err != nil {
		return nil, false, err
	}
	type event struct {
		id  alur.RequestID
		seq int64
	}
	seen := map[event]bool{} // an event that waits may be met on the walk through the older ones as well
	var leaves []store.LeafRow
	for _, p := range waiting {
		if seen[event{p.Request, p.Seq}] {
			continue
		}
		seen[event{p.Request, p.Seq}] = true
		leaf := evidence.Leaf(p.Request, p.Seq, p.Hash)
		row := store.LeafRow{Index: f.Size(), Request: p.Request, Seq: p.Seq, Leaf: leaf[:]}
		for _, h := range f.Append(leaf) {
			row.Nodes = append(row.Nodes, h[:]...)
		}
		leaves = append(leaves, row)
	}
	return f, more, tx.AppendLeaves(ctx, leaves)
}

// sign signs the tree where it has grown since the last checkpoint and contains it: a smaller
// tree or another history is never signed. halted says why it was not.
func (s *Sequencer) sign(ctx context.Context, tx *store.Tx, f *evidence.Frontier, last store.CheckpointRow) (halted string, now store.CheckpointRow, err error) {
	reader := newTreeReader(ctx, tx)
	if halted, err = s.held(f, last, reader); err != nil {
		return "", last, err
	}
	if halted != "" {
		return halted, last, tx.SetTreeHalted(ctx, halted)
	}
	if err := tx.SetTreeHalted(ctx, ""); err != nil {
		return "", last, err
	}
	if f.Size() == 0 || f.Size() == last.Size {
		return "", last, nil
	}
	at := s.clock().UTC().Truncate(time.Second)
	signed, err := evidence.SignCheckpoint(evidence.Checkpoint{Origin: s.signer.Name(), Size: f.Size(), Root: f.Root(), At: at}, s.signer)
	if err != nil {
		return "", last, err
	}
	now = store.CheckpointRow{Size: f.Size(), At: at, Note: signed}
	return "", now, tx.PutCheckpoint(ctx, now, at.Truncate(time.Hour))
}

// extends says why the tree does not contain the one that a checkpoint speaks of, or "".
func (s *Sequencer) extends(what, signed string, f *evidence.Frontier, reader *treeReader) (why string, err error) {
	before, err := evidence.OpenCheckpoint(signed, s.keys)
	if err != nil {
		return fmt.Sprintf("%s: %v", what, err), nil
	}
	if before.Size > f.Size() {
		return fmt.Sprintf("%s has %d entries, the tree has %d: an older copy of the database was put in its place, or the end was cut", what, before.Size, f.Size()), nil
	}
	if before.Size == 0 {
		return "", nil
	}
	proof, err := tlog.ProveTree(f.Size(), before.Size, reader)
	if err != nil {
		return "", err
	}
	if wrong := tlog.CheckTree(proof, f.Size(), f.Root(), before.Size, before.Root); wrong != nil {
		return fmt.Sprintf("%s, with %d entries, is not of the history that is stored", what, before.Size), nil //nolint:nilerr // it is what was found out
	}
	return "", nil
}

// treeReader reads hashes of the tree in a transaction, each row once.
type treeReader struct {
	ctx  context.Context //nolint:containedctx // it lives within one call, and tlog's reader has no place for it
	tx   *store.Tx
	rows map[int64]store.LeafRow
}

func newTreeReader(ctx context.Context, tx *store.Tx) *treeReader {
	return &treeReader{ctx, tx, map[int64]store.LeafRow{}}
}

// node is the hash at a level that the leaf with the index completes.
func (r *treeReader) node(leaf int64, level int) (h tlog.Hash, err error) {
	row, ok := r.rows[leaf]
	if !ok {
		if row, err = r.tx.Leaf(r.ctx, leaf); err != nil {
			return h, fmt.Errorf("entry %d of the tree: %w", leaf, err)
		}
		r.rows[leaf] = row
	}
	all := append(append(make([]byte, 0, len(row.Leaf)+len(row.Nodes)), row.Leaf...), row.Nodes...)
	if len(all) < (level+1)*tlog.HashSize {
		return h, fmt.Errorf("entry %d of the tree lacks hashes: alur audit rebuild --tree makes them anew", leaf)
	}
	copy(h[:], all[level*tlog.HashSize:])
	return h, nil
}

// ReadHashes is how tlog asks.
func (r *treeReader) ReadHashes(stored []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(stored))
	for i, at := range stored {
		h, err := r.node(evidence.NodeAt(at))
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}
