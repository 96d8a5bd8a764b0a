package casework_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
)

// TamperVariable is how many random changes of each class are tried; a few without it, 1,000
// for the figure in promises.md.
const TamperVariable = "ALUR_TAMPER"

func tampers(t *testing.T, few int) int {
	t.Helper()
	if text := os.Getenv(TamperVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return few
}

// A forger has the database, the folder of documents and the real key.
type forger struct {
	*vandal
	rng    *rand.Rand
	ids    []alur.RequestID
	secret string
	backup []int64 // sizes of the tree at the backups b0, b1, …
}

// tables are what a forger changes, parents first.
var tables = []string{"requests", "events", "comments", "tree_pending", "tree_leaves", "tree_checkpoints", "tree_log"}

// restore puts the tables back as a backup has them.
func (f *forger) restore(from string) {
	f.t.Helper()
	for _, table := range tables {
		f.exec(`DELETE FROM ` + table)
		f.exec(`INSERT INTO ` + table + ` SELECT * FROM ` + from + `.` + table)
	}
}

// keep makes a backup and attaches it.
func (f *forger) keep(name string) {
	f.t.Helper()
	path := filepath.Join(f.t.TempDir(), name+".db")
	f.exec(`VACUUM INTO '` + path + `'`)
	f.exec(`ATTACH DATABASE '` + path + `' AS ` + name)
}

// any is a random event.
func (f *forger) any() (id alur.RequestID, seq, last int64) {
	id = f.ids[f.rng.IntN(len(f.ids))]
	if err := f.db.QueryRowContext(f.t.Context(), `SELECT seq FROM requests WHERE id = $1`, string(id)).Scan(&last); err != nil {
		f.t.Fatal(err)
	}
	return id, 1 + f.rng.Int64N(last), last
}

// rechain computes every hash of a history anew from a seq on, and its row's.
func (f *forger) rechain(id alur.RequestID, from, last int64) {
	prev := evidence.Zero
	if from > 1 {
		_, prev = f.body(id, from-1)
	}
	for seq := from; seq <= last; seq++ {
		body, _ := f.body(id, seq)
		i := bytes.Index(body, []byte(`,"prev":"`)) + len(`,"prev":"`)
		copy(body[i:], prev)
		sum := sha256.Sum256(body)
		hash := hex.EncodeToString(sum[:])
		f.set(id, seq, "prev", prev)
		f.set(id, seq, "body", body)
		f.set(id, seq, "hash", hash)
		prev = hash
	}
	f.exec(`UPDATE requests SET hash = $2 WHERE id = $1`, string(id), prev)
}

// rewriteComment changes what somebody said, everywhere that it stands, with every hash.
func (f *forger) rewriteComment() (id alur.RequestID, seq int64) {
	for {
		id, seq, last := f.any()
		var kind, text string
		if err := f.db.QueryRowContext(f.t.Context(), `SELECT type FROM events WHERE request_id = $1 AND seq = $2`, string(id), seq).Scan(&kind); err != nil {
			f.t.Fatal(err)
		}
		if kind != string(alur.EventCommentAdded) {
			continue
		}
		if err := f.db.QueryRowContext(f.t.Context(), `SELECT text FROM comments WHERE request_id = $1 AND seq = $2`, string(id), seq).Scan(&text); err != nil {
			f.t.Fatal(err)
		}
		other := fmt.Sprintf("%s %d", text, f.rng.IntN(1e9))
		f.rewrite(id, seq, `"text":"`+text, `"text":"`+other)
		f.exec(`UPDATE comments SET text = $3 WHERE request_id = $1 AND seq = $2`, string(id), seq, other)
		f.rechain(id, seq, last)
		return id, seq
	}
}

// replant makes leaves, hashes and checkpoints of what the events now say, signed with the
// real key.
func (f *forger) replant() {
	signer, _, err := evidence.LogSigner(f.secret)
	if err != nil {
		f.t.Fatal(err)
	}
	rows, err := f.db.QueryContext(f.t.Context(), `SELECT l.idx, l.request_id, l.seq, e.hash FROM tree_leaves l JOIN events e ON e.request_id = l.request_id AND e.seq = l.seq ORDER BY l.idx`)
	if err != nil {
		f.t.Fatal(err)
	}
	type leaf struct {
		index, seq int64
		id         alur.RequestID
		hash       string
	}
	var leaves []leaf
	for rows.Next() {
		var l leaf
		if err := rows.Scan(&l.index, &l.id, &l.seq, &l.hash); err != nil {
			f.t.Fatal(err)
		}
		leaves = append(leaves, l)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		f.t.Fatal(err)
	}
	tree := new(evidence.Frontier)
	for _, l := range leaves {
		h := evidence.Leaf(l.id, l.seq, l.hash)
		var nodes []byte
		for _, n := range tree.Append(h) {
			nodes = append(nodes, n[:]...)
		}
		if nodes == nil {
			nodes = []byte{}
		}
		f.exec(`UPDATE tree_leaves SET leaf = $2, nodes = $3 WHERE idx = $1`, l.index, h[:], nodes)
		note, err := evidence.SignCheckpoint(evidence.Checkpoint{Origin: signer.Name(), Size: tree.Size(), Root: tree.Root(), At: f.w.clock.Now()}, signer)
		if err != nil {
			f.t.Fatal(err)
		}
		f.exec(`UPDATE tree_checkpoints SET note = $2 WHERE size = $1`, tree.Size(), note)
	}
}

// tampering is one class: what is done, which request and event must be named ("" and 0
// where any will do), and whether that takes what a witness holds.
type tampering struct {
	class   string
	do      func(f *forger) (id alur.RequestID, seq int64)
	says    string
	witness bool
}

func tamperings() []tampering {
	return []tampering{
		{"edit", func(f *forger) (alur.RequestID, int64) {
			id, seq, _ := f.any()
			body, _ := f.body(id, seq)
			body[f.rng.IntN(len(body))] ^= byte(1 + f.rng.IntN(255))
			f.set(id, seq, "body", body)
			return id, seq
		}, "", false},
		{"delete", func(f *forger) (alur.RequestID, int64) {
			id, seq, _ := f.any()
			f.exec(`DELETE FROM events WHERE request_id = $1 AND seq = $2`, string(id), seq)
			return id, seq
		}, "missing", false},
		{"insert", func(f *forger) (alur.RequestID, int64) {
			id, seq, last := f.any()
			for s := last; s > seq; s-- {
				f.set(id, s, "seq", s+1)
			}
			_, hash := f.body(id, seq)
			f.forge(id, seq+1, hash)
			if f.rng.IntN(2) == 0 { // and the end as it should be
				f.exec(`UPDATE requests SET seq = seq + 1 WHERE id = $1`, string(id))
			}
			return id, 0
		}, "", false},
		{"swap", func(f *forger) (alur.RequestID, int64) {
			id, a, last := f.any()
			b := 1 + (a+f.rng.Int64N(last-1))%last
			f.set(id, a, "seq", -5)
			f.set(id, b, "seq", a)
			f.set(id, -5, "seq", b)
			return id, min(a, b)
		}, "", false},
		{"cut tail", func(f *forger) (alur.RequestID, int64) {
			id, seq, _ := f.any()
			if seq == 1 {
				seq = 2
			}
			f.exec(`DELETE FROM events WHERE request_id = $1 AND seq >= $2`, string(id), seq)
			f.exec(`DELETE FROM comments WHERE request_id = $1 AND seq >= $2`, string(id), seq)
			_, hash := f.body(id, seq-1)
			f.exec(`UPDATE requests SET seq = $2, hash = $3 WHERE id = $1`, string(id), seq-1, hash)
			return id, 0
		}, "", false},
		{"re-chain", func(f *forger) (alur.RequestID, int64) { return f.rewriteComment() }, "entry", false},
		{"re-sign with the real key", func(f *forger) (alur.RequestID, int64) {
			id, seq := f.rewriteComment()
			f.replant()
			return id, seq
		}, "rewritten", true},
		{"replayed backup", func(f *forger) (alur.RequestID, int64) {
			f.restore(fmt.Sprint("b", f.rng.IntN(len(f.backup))))
			return "", 0
		}, "an older copy of the record (a backup) stands in its place", true},
	}
}

// honest fills a world with histories while a sequencer works, and gives a forger the run of
// it. The witness has a checkpoint of every moment.
func honest(t *testing.T, requests int) (*world, *forger, []casework.Witness, evidence.Keys) {
	t.Helper()
	w := lite(t)
	seq, secret, file := w.sequencer(t)
	f := &forger{secret: secret, rng: rand.New(rand.NewPCG(28, uint64(requests)))}
	f.vandal = &vandal{t, w, nil}
	var sizes []int64
	settle := func() {
		t.Helper()
		// One event a checkpoint, so that the witness knows each.
		if err := seq.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range requests {
		id := w.create("swakelola")
		settle()
		for k := range 4 {
			w.comment("pemohon", id, fmt.Sprintf("Catatan %d-%d.", i, k), alur.AudienceAll)
			settle()
		}
		f.ids = append(f.ids, id)
		if i < 6 { // a backup of each early evening
			head, err := w.cases.TreeHead(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, head.Size)
			if f.db == nil {
				f.db = w.database()
			}
			f.keep(fmt.Sprint("b", i))
		}
	}
	f.backup = sizes
	w.upload("pemohon", f.ids[0], "surat")
	settle()
	w.sound()
	f.keep("pristine")
	for _, trigger := range []string{"tree_leaves_no_update", "tree_leaves_no_delete"} {
		f.exec(`DROP TRIGGER ` + trigger)
	}
	keys, err := evidence.ParseKeys(seq.Public())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	witness, err := casework.ReadWitness(string(text), keys)
	if err != nil {
		t.Fatal(err)
	}
	return w, f, witness, keys
}

func (w *world) faults(t *testing.T, witness []casework.Witness) []casework.Fault {
	t.Helper()
	audit := w.audit()
	audit.Witness = witness
	var out []casework.Fault
	if _, err := audit.Verify(t.Context(), "", func(f casework.Fault) { out = append(out, f) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every change of every class is found, and by the layer that is there for it: chain and tree
// find what is done without the key, and only a witness finds what is done with it.
func TestTampering(t *testing.T) {
	t.Parallel()
	w, f, witness, _ := honest(t, 7)
	n := tampers(t, 3)
	for _, c := range tamperings() {
		t.Run(c.class, func(t *testing.T) {
			for i := range n {
				id, seq := c.do(f)
				alone := w.faults(t, nil)
				if c.witness && len(alone) > 0 {
					t.Fatalf("%d: not forged well: %v", i, alone)
				}
				found := alone
				if c.witness {
					found = w.faults(t, witness)
				}
				hit := false
				for _, x := range found {
					hit = hit || (id == "" || x.Request == id) && (seq == 0 || x.Seq == seq) && strings.Contains(x.What, c.says)
				}
				if !hit {
					t.Errorf("%d: request %s, event %d: found %v", i, id, seq, found)
				}
				f.restore("pristine")
				if t.Failed() {
					return
				}
			}
			if left := w.faults(t, witness); len(left) > 0 {
				t.Errorf("false alarm: %v", left)
			}
		})
	}
	t.Run("swapped file", func(t *testing.T) {
		file := w.fileOf(f.ids[0], 0)
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write := func(b []byte) {
			if err := os.Chmod(file, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range n {
			other := bytes.Clone(was)
			other[f.rng.IntN(len(other))] ^= byte(1 + f.rng.IntN(255))
			write(other)
			if found := w.faults(t, nil); len(found) != 1 || found[0].Request != f.ids[0] || found[0].Seq != 7 {
				t.Fatalf("found %v", found)
			}
		}
		write(was)
	})
}

// A forged receipt is refused, whatever was changed in it; a true one names what is no longer
// in the record.
func TestForgedProof(t *testing.T) {
	t.Parallel()
	w, f, _, keys := honest(t, 6)
	other, _, err := evidence.NewLogKey("alur.example/lain")
	if err != nil {
		t.Fatal(err)
	}
	forged, _, err := evidence.LogSigner(other)
	if err != nil {
		t.Fatal(err)
	}
	for range tampers(t, 20) {
		id, seq, _ := f.any()
		got, err := w.cases.Receipts(t.Context(), w.as("pemohon"), id, seq)
		if err != nil || len(got.Items) != 1 {
			t.Fatal(got, err)
		}
		r := got.Items[0]
		again, err := evidence.ParseReceipt(r.Text())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Check(keys); err != nil {
			t.Fatalf("a true receipt: %v", err)
		}
		switch f.rng.IntN(5) {
		case 0:
			again.Proof[f.rng.IntN(len(again.Proof))][f.rng.IntN(32)] ^= byte(1 + f.rng.IntN(255))
		case 1:
			again.Index ^= 1 << f.rng.IntN(4)
		case 2:
			again.Seq += 1 + f.rng.Int64N(9)
		case 3:
			again.Hash = strings.Repeat("0", 64)
		case 4: // a tree of one's own, signed with a key of one's own
			tree := new(evidence.Frontier)
			tree.Append(evidence.Leaf(again.Request, again.Seq, strings.Repeat("1", 64)))
			note, err := evidence.SignCheckpoint(evidence.Checkpoint{Origin: forged.Name(), Size: 1, Root: tree.Root()}, forged)
			if err != nil {
				t.Fatal(err)
			}
			again.Hash, again.Index, again.Proof, again.Note = strings.Repeat("1", 64), 0, nil, note
		}
		if _, err := again.Check(keys); err == nil {
			t.Fatalf("passed: %s", again.Text())
		}
	}
	// What somebody was given a receipt of, and is changed with every hash and the real key.
	id, seq := f.rewriteComment()
	f.restore("pristine")
	got, err := w.cases.Receipts(t.Context(), w.as("pemohon"), id, seq)
	if err != nil {
		t.Fatal(err)
	}
	held, err := casework.ReadWitness(got.Items[0].Text(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if found := w.faults(t, held); len(found) > 0 {
		t.Errorf("false alarm: %v", found)
	}
	var last int64
	if err := f.db.QueryRowContext(t.Context(), `SELECT seq FROM requests WHERE id = $1`, string(id)).Scan(&last); err != nil {
		t.Fatal(err)
	}
	f.rewrite(id, seq, `"text":"`, `"text":"Lain. `)
	f.exec(`UPDATE comments SET text = 'Lain. ' || text WHERE request_id = $1 AND seq = $2`, string(id), seq)
	f.rechain(id, seq, last)
	f.replant()
	if alone := w.faults(t, nil); len(alone) > 0 {
		t.Fatalf("not forged well: %v", alone)
	}
	hit := false
	for _, x := range w.faults(t, held) {
		hit = hit || x.Request == id && x.Seq == seq && strings.Contains(x.What, "receipt")
	}
	if !hit {
		t.Errorf("the receipt finds %v", w.faults(t, held))
	}
}
