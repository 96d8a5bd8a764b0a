package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// Witness is what was kept outside of the database: a checkpoint, or a receipt with one.
type Witness struct {
	evidence.Signed
	Receipt *evidence.Receipt // nil for a checkpoint alone
}

// ReadWitness finds every checkpoint and receipt in a text (evidence.FindNotes), each with a
// signature that keys can verify. A wrong signature, or nothing that can be verified, is
// refused: a witness that nobody can trust proves nothing.
func ReadWitness(text string, keys evidence.Keys) ([]Witness, error) {
	// A letter may have been saved as it travelled.
	if strings.Contains(text, "=E2=80=94 ") {
		if plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text))); err == nil {
			text = string(plain)
		}
	}
	if r, err := evidence.ParseReceipt(text); err == nil {
		c, err := r.Check(keys)
		return []Witness{{c, &r}}, err
	}
	notes := evidence.FindNotes(text)
	if len(notes) == 0 {
		return nil, errors.New("there is no signed checkpoint in it")
	}
	var out []Witness
	for i, n := range notes {
		c, err := evidence.OpenCheckpoint(n, keys)
		if err != nil {
			return nil, fmt.Errorf("checkpoint %d: %w", i+1, err)
		}
		out = append(out, Witness{Signed: c})
	}
	return out, nil
}

// treeCheck proves the tree of all events in one snapshot: that its leaves stand without
// gaps, that the hashes above them follow, and that every checkpoint speaks of it.
type treeCheck struct {
	audit *Audit
	only  alur.RequestID

	log      store.TreeLog
	size     int64
	compared int
	faults   []Fault
	broken   bool // there is a gap; what lies behind it is not looked at
	leaves   map[alur.RequestID][]leafOf
}

type leafOf struct {
	seq   int64
	index int64
	hash  tlog.Hash
}

// claim is what somebody says of the tree with so many leaves.
type claim struct {
	size    int64
	root    tlog.Hash
	witness *Witness // nil: a stored checkpoint
	next    leafOf   // the first leaf behind it
	request alur.RequestID
	had     tlog.Hash // what its root is
	met     bool
}

func (t *treeCheck) run(ctx context.Context, tx *store.Tx) error {
	var err error
	if t.log, err = tx.TreeLog(ctx); err != nil {
		return err
	}
	if t.only != "" {
		t.size, err = tx.TreeSize(ctx)
		return err // one request is looked at by itself, in match
	}
	claims, err := t.claims(ctx, tx)
	if err != nil {
		return err
	}
	t.leaves = map[alur.RequestID][]leafOf{}
	f, at := new(evidence.Frontier), 0
	for ; at < len(claims) && claims[at].size == 0; at++ {
		claims[at].met, claims[at].had = true, f.Root()
	}
	first := at // claims whose next leaf is not known yet
	err = tx.EachLeaf(ctx, func(l store.LeafRow) error {
		if l.Index != f.Size() {
			t.broken = true
			t.faults = append(t.faults, Fault{What: fmt.Sprintf("entry %d is missing; entry %d follows", f.Size(), l.Index)})
			return errEnough
		}
		leaf := leafOf{seq: l.Seq, index: l.Index}
		copy(leaf.hash[:], l.Leaf)
		for ; first < at; first++ {
			claims[first].next, claims[first].request = leaf, l.Request
		}
		t.leaves[l.Request] = append(t.leaves[l.Request], leaf)
		nodes := f.Append(leaf.hash)
		if len(t.faults) == 0 && !sameNodes(l.Nodes, nodes) {
			t.faults = append(t.faults, Fault{What: fmt.Sprintf("the hashes above entry %d (request %s, event %d) do not follow from the leaves", l.Index, l.Request, l.Seq)})
		}
		for ; at < len(claims) && claims[at].size == f.Size(); at++ {
			claims[at].met, claims[at].had = true, f.Root()
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	t.size, t.compared = f.Size(), len(claims)
	t.judge(claims)
	return nil
}

var errEnough = errors.New("enough")

func sameNodes(stored []byte, nodes []tlog.Hash) bool {
	if len(stored) != len(nodes)*tlog.HashSize {
		return false
	}
	for i, h := range nodes {
		if string(stored[i*tlog.HashSize:(i+1)*tlog.HashSize]) != string(h[:]) {
			return false
		}
	}
	return true
}

// claims reads the stored checkpoints, and adds what witnesses hold, smallest first.
func (t *treeCheck) claims(ctx context.Context, tx *store.Tx) ([]claim, error) {
	keys, err := evidence.ParseKeys(cmp.Or(t.audit.LogKey, t.log.Key))
	if err != nil {
		t.faults = append(t.faults, Fault{What: "its public key: " + err.Error()})
	}
	var out []claim
	for from := int64(0); ; {
		rows, err := tx.Checkpoints(ctx, from, 1000)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			from = row.Size + 1
			c, err := evidence.OpenCheckpoint(row.Note, keys)
			if err == nil && c.Size != row.Size {
				err = fmt.Errorf("it says %d entries", c.Size)
			}
			if err != nil {
				t.faults = append(t.faults, Fault{What: fmt.Sprintf("the stored checkpoint with %d entries: %v", row.Size, err)})
				continue
			}
			out = append(out, claim{size: c.Size, root: c.Root})
		}
		if len(rows) < 1000 {
			break
		}
	}
	for i := range t.audit.Witness {
		w := &t.audit.Witness[i]
		out = append(out, claim{size: w.Size, root: w.Root, witness: w})
	}
	slices.SortStableFunc(out, func(a, b claim) int { return cmp.Compare(a.size, b.size) })
	return out, nil
}

// judge compares what was claimed with what the tree was.
func (t *treeCheck) judge(claims []claim) {
	var good claim // the largest tree that a witness saw and that still stands
	stored := false
	for _, c := range claims {
		if c.met && c.had == c.root {
			if c.witness != nil {
				good = c
			}
			continue
		}
		if !c.met && t.broken {
			continue
		}
		if c.witness == nil {
			if !stored { // what comes after the first is no news
				stored = true
				t.faults = append(t.faults, t.storedFault(c))
			}
			continue
		}
		t.faults = append(t.faults, t.witnessFault(good, c))
		return
	}
}

func (t *treeCheck) storedFault(c claim) Fault {
	if !c.met {
		return Fault{What: fmt.Sprintf("a checkpoint was signed with %d entries, but there are %d: the end was cut, or an older copy of some tables was put in their place", c.size, t.size)}
	}
	return Fault{What: fmt.Sprintf("the checkpoint that was signed with %d entries has another root: entries up to there were changed", c.size)}
}

// witnessFault says from where on the record is not what a witness saw.
func (t *treeCheck) witnessFault(good, bad claim) Fault {
	seen := "a witness saw"
	if len(bad.witness.Witnesses) > 0 {
		seen = bad.witness.Witnesses[0] + " saw"
	}
	when := ""
	if !bad.witness.At.IsZero() {
		when = " at " + alur.FormatTime(bad.witness.At)
	}
	if !bad.met {
		return Fault{What: fmt.Sprintf("%s %d entries%s, but there are %d: an older copy of the record (a backup) stands in its place, or its end was cut; %s",
			seen, bad.size, when, t.size, t.lost(bad))}
	}
	// The trees agree up to the last one that a witness saw; what differs is behind that.
	f := Fault{Request: good.request, Seq: good.next.seq}
	if good.size == 0 {
		for id, list := range t.leaves {
			for _, l := range list {
				if l.index == 0 {
					f.Request, f.Seq = id, l.seq
				}
			}
		}
	}
	which := "it is not what " + seen
	if n := bad.size - good.size; n > 1 {
		which = fmt.Sprintf("it, or one of the %d entries behind it, is not what %s", n-1, seen)
	}
	f.What = fmt.Sprintf("%s%s: its tree of %d entries has the root %s, the record's has %s; the history was rewritten, signatures with it", which, when, bad.size, bad.root, bad.had)
	return f
}

// lost says which entries are no longer there, as far as it is known.
func (t *treeCheck) lost(bad claim) string {
	s := fmt.Sprintf("%d entries are lost", bad.size-t.size)
	if r := bad.witness.Receipt; r != nil && r.Index >= t.size {
		s += fmt.Sprintf(", among them event %d of request %s", r.Seq, r.Request)
	}
	return s
}

// match compares leaves with events, in both directions. What differs between the snapshots
// of the two is looked at again in one of its own, so that a server that works meanwhile
// causes no alarm.
func (t *treeCheck) match(ctx context.Context, parts []*part, faulty map[alur.RequestID]bool, report func(Fault)) error {
	var again []alur.RequestID
	if t.only != "" {
		again = append(again, t.only)
	}
	known := map[alur.RequestID]bool{}
	for _, p := range parts {
		for id, told := range p.told {
			known[id] = true
			if t.only == "" && !faulty[id] && !t.agrees(id, told) {
				again = append(again, id)
			}
		}
	}
	for id := range t.leaves {
		if !known[id] && !faulty[id] {
			again = append(again, id)
		}
	}
	slices.Sort(again)
	for _, id := range again {
		if faulty[id] {
			continue
		}
		var fault *Fault
		err := t.audit.Store.Read(ctx, func(tx *store.Tx) error {
			var err error
			fault, err = oneTree(ctx, tx, id)
			return err
		})
		if err != nil {
			return err
		}
		if fault != nil {
			report(*fault)
		}
	}
	// What witnesses hold names the event; so it comes last, and is said of a request as well
	// that has another fault.
	for _, f := range t.faults {
		number, err := t.number(ctx, f.Request)
		if err != nil {
			return err
		}
		f.Number = number
		delete(faulty, f.Request)
		report(f)
	}
	for i := range t.audit.Witness {
		if r := t.audit.Witness[i].Receipt; r != nil && t.only == "" {
			if f := t.receiptFault(r); f != nil {
				delete(faulty, f.Request)
				report(*f)
			}
		}
	}
	return nil
}

// agrees compares the leaves of a request with what they must be. Events that the walk
// through the older ones has not come to need none.
func (t *treeCheck) agrees(id alur.RequestID, told []tlog.Hash) bool {
	leaves := t.leaves[id]
	have := 0
	for _, l := range leaves {
		if l.seq < 1 || l.seq > int64(len(told)) || told[l.seq-1] != l.hash {
			return false
		}
		have++
	}
	if have == len(told) {
		return true
	}
	return have == 0 && t.beforeWalk(id)
}

func (t *treeCheck) beforeWalk(id alur.RequestID) bool { return !t.log.CaughtUp && id > t.log.After }

// number is what people call the request.
func (t *treeCheck) number(ctx context.Context, id alur.RequestID) (number string, err error) {
	if id == "" {
		return "", nil
	}
	err = t.audit.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, store.Everything, id)
		if isNotFound(err) {
			return nil
		}
		number = row.Number
		return err
	})
	return number, err
}

// receiptFault says that an event which somebody holds a receipt of is not in the record.
func (t *treeCheck) receiptFault(r *evidence.Receipt) *Fault {
	for _, l := range t.leaves[r.Request] {
		if l.seq == r.Seq {
			if l.index == r.Index && l.hash == evidence.Leaf(r.Request, r.Seq, r.Hash) {
				return nil
			}
			return &Fault{Request: r.Request, Seq: r.Seq, What: fmt.Sprintf("it is not what its receipt proves: the receipt has the hash %s at entry %d", r.Hash, r.Index)}
		}
	}
	return &Fault{Request: r.Request, Seq: r.Seq, What: "there is a receipt of it, but it is not in the record"}
}

// oneTree compares the leaves of one request with its events, in one snapshot.
func oneTree(ctx context.Context, tx *store.Tx, id alur.RequestID) (*Fault, error) {
	l, err := tx.TreeLog(ctx)
	if err != nil {
		return nil, err
	}
	leaves, err := tx.LeavesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	pending, err := tx.PendingOf(ctx, id)
	if err != nil {
		return nil, err
	}
	of := map[int64]store.LeafRow{}
	for _, leaf := range leaves {
		of[leaf.Seq] = leaf
	}
	row, err := tx.Request(ctx, store.Everything, id)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	var fault *Fault
	err = tx.EachEvent(ctx, id, func(e store.EventRow) error {
		leaf, ok := of[e.Seq]
		delete(of, e.Seq)
		want := evidence.Leaf(e.Request, e.Seq, e.Hash)
		switch {
		case ok && string(leaf.Leaf) != string(want[:]):
			fault = &Fault{Seq: e.Seq, What: fmt.Sprintf("it is not what entry %d of the tree says: the event was changed after it was recorded there", leaf.Index)}
		case !ok && !pending[e.Seq] && (l.CaughtUp || id < l.After || id == l.After && e.Seq <= l.AfterSeq):
			fault = &Fault{Seq: e.Seq, What: "it is not in the tree and does not wait for it: it was put into the history past the program"}
		default:
			return nil
		}
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if fault == nil && len(of) > 0 {
		first := int64(1<<63 - 1)
		for seq := range of {
			first = min(first, seq)
		}
		fault = &Fault{Seq: first, What: fmt.Sprintf("it is missing; entry %d of the tree is its leaf", of[first].Index)}
	}
	if fault == nil {
		if fault, err = inTree(ctx, tx, leaves); err != nil {
			return nil, err
		}
	}
	if fault != nil {
		fault.Request, fault.Number = id, row.Number
	}
	return fault, nil
}

// inTree proves leaves by the last checkpoint.
func inTree(ctx context.Context, tx *store.Tx, leaves []store.LeafRow) (*Fault, error) {
	last, err := tx.LastCheckpoint(ctx)
	if err != nil || last.Size == 0 {
		return nil, err
	}
	c, unreadable := checkpointOf(last.Note)
	if unreadable != nil {
		return &Fault{Seq: 1, What: "the last checkpoint: " + unreadable.Error()}, nil //nolint:nilerr // it is what was found out
	}
	reader := newTreeReader(ctx, tx)
	for _, l := range leaves {
		if l.Index >= c.Size {
			continue
		}
		proof, err := tlog.ProveRecord(c.Size, l.Index, reader)
		if isNotFound(err) {
			return &Fault{Seq: l.Seq, What: err.Error()}, nil
		}
		if err != nil {
			return nil, err
		}
		var leaf tlog.Hash
		copy(leaf[:], l.Leaf)
		if wrong := tlog.CheckRecord(proof, c.Size, c.Root, l.Index, leaf); wrong != nil {
			return &Fault{Seq: l.Seq, What: fmt.Sprintf("entry %d of the tree does not lead to the root of the last checkpoint", l.Index)}, nil //nolint:nilerr // it is what was found out
		}
	}
	return nil, nil //nolint:nilnil // no fault, which is the good outcome
}
