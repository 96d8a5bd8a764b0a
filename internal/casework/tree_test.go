package casework_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// sequencer is one with a fresh key, and a file as its witness.
func (w *world) sequencer(t *testing.T) (s *casework.Sequencer, secret, file string) {
	t.Helper()
	secret, _, err := evidence.NewLogKey("alur.example/uji")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file = filepath.Join(dir, "saksi.txt")
	s = w.sequencerWith(t, w.store, secret, filepath.Join(dir, "tanda"), file)
	if err := s.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, secret, file
}

func (w *world) sequencerWith(t *testing.T, s *store.Store, secret, mark, witness string) *casework.Sequencer {
	t.Helper()
	q, err := casework.NewSequencer(casework.SequencerConfig{Store: s, Clock: w.clock.Now, Log: quiet(), Key: secret, Mark: mark, Witness: witness})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// Events are in the tree once their batch is, receipts prove them, and trees contain those
// before.
func TestTree(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		older := w.eightEvents() // from before there was a sequencer
		q, _, file := w.sequencer(t)
		head, err := w.cases.TreeHead(t.Context())
		if err != nil || head.Size != 0 || head.Waiting != 8 || head.Key != q.Public() {
			t.Fatalf("before the first: %+v, %v", head, err)
		}
		got, err := w.cases.Receipts(t.Context(), w.as("pemohon"), older)
		if err != nil || len(got.Items) != 0 || len(got.Waiting) != 8 || got.Checkpoint != "" {
			t.Errorf("waiting: %+v, %v", got, err)
		}
		settle := func() *casework.TreeHead {
			t.Helper()
			if err := q.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			h, err := w.cases.TreeHead(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		first := settle()
		w.clock.Pass(time.Hour)
		id := w.eightEvents()
		second := settle()
		if first.Size != 8 || second.Size != 16 || second.Waiting != 0 || second.CatchesUp {
			t.Errorf("sizes %d, %d; %+v", first.Size, second.Size, second)
		}
		proof, err := w.cases.Consistency(t.Context(), 8, 16)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(proof, 16, second.Root, 8, first.Root); err != nil {
			t.Error(err)
		}
		for _, bad := range [][2]int64{{0, 4}, {5, 4}, {4, 17}} {
			_, err := w.cases.Consistency(t.Context(), bad[0], bad[1])
			refused(t, "no such trees", err, alur.CodeInvalidParameter)
		}
		keys, err := evidence.ParseKeys(q.Public())
		if err != nil {
			t.Fatal(err)
		}
		got, err = w.cases.Receipts(t.Context(), w.as("pemohon"), id)
		if err != nil || len(got.Items) != 8 || len(got.Waiting) != 0 {
			t.Fatalf("receipts: %+v, %v", got, err)
		}
		for _, r := range got.Items {
			again, err := evidence.ParseReceipt(r.Text())
			if err != nil {
				t.Fatal(err)
			}
			if c, err := again.Check(keys); err != nil || !c.Log || c.Size != 16 {
				t.Errorf("event %d: %+v, %v", r.Seq, c, err)
			}
		}
		_, err = w.cases.Receipts(t.Context(), w.as("pemohon2"), id)
		refused(t, "another agency", err, alur.CodeNotFound)

		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		held, err := casework.ReadWitness(string(text), keys)
		if err != nil || len(held) != 2 || held[1].Size != 16 {
			t.Fatalf("the witness's file: %v, %v", held, err)
		}
		if found := w.faults(t, held); len(found) > 0 {
			t.Errorf("false alarm: %v", found)
		}
		totals, err := w.audit().Verify(t.Context(), id, func(f casework.Fault) { t.Error(f) })
		if err != nil || totals.Requests != 1 || totals.Size != 16 {
			t.Errorf("one request: %+v, %v", totals, err)
		}

		// An erased person leaves everything true.
		if _, err := w.cases.ErasePrivate(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if found := w.faults(t, held); len(found) > 0 {
			t.Errorf("after erasure: %v", found)
		}
	})
}

// The letter to the witness goes once a day, and sooner after many events; of two that ask
// one gets it.
func TestWitnessMail(t *testing.T) {
	t.Parallel()
	w := lite(t)
	q, _, _ := w.sequencer(t)
	take := func(want int64) {
		t.Helper()
		h, err := w.cases.TakeWitnessMail(t.Context(), 24*time.Hour, 10)
		if err != nil || h.Size != want || (want > 0) != strings.Contains(h.Note, "alur.example/uji\n") {
			t.Errorf("%+v, %v; want %d", h, err, want)
		}
	}
	grow := func() {
		t.Helper()
		w.create("swakelola")
		if err := q.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	mailed := func(size int64) {
		t.Helper()
		if err := w.cases.WitnessMailed(t.Context(), size); err != nil {
			t.Fatal(err)
		}
	}
	take(0)
	grow() // two events
	take(2)
	take(2) // the mail server did not take it
	mailed(2)
	take(0)
	grow()
	take(0)
	w.clock.Pass(24 * time.Hour)
	take(4)
	mailed(4)
	for range 5 {
		grow()
	}
	take(14)
}

// Instances race: they sign one history.
func TestTwoSequencers(t *testing.T) {
	t.Parallel()
	dsn := storetest.DSN(t)
	w := newWorld(t, store.Config{URL: dsn}, "pgx", dsn)
	first, secret, file := w.sequencer(t)
	second := w.sequencerWith(t, storetest.Open(t, w.cfg), secret, "", "")
	if err := second.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	stranger, _, err := evidence.NewLogKey("alur.example/uji")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.sequencerWith(t, w.store, stranger, "", "").Register(t.Context()); !errors.Is(err, casework.ErrOtherKey) {
		t.Errorf("another key: %v", err)
	}
	writing := make(chan struct{})
	go func() {
		defer close(writing)
		for range 6 {
			w.eightEvents()
		}
	}()
	var all sync.WaitGroup
	for _, q := range []*casework.Sequencer{first, second} {
		all.Go(func() {
			for done := false; !done; {
				select {
				case <-writing:
					done = true
				default:
				}
				if err := q.Settle(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if err := errors.Join(first.Settle(t.Context()), second.Settle(t.Context()), first.Settle(t.Context())); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := evidence.ParseKeys(first.Public())
	if err != nil {
		t.Fatal(err)
	}
	held, err := casework.ReadWitness(string(text), keys)
	if err != nil {
		t.Fatal(err)
	}
	if found := w.faults(t, held); len(found) > 0 {
		t.Errorf("false alarm: %v", found)
	}
	if h, err := w.cases.TreeHead(t.Context()); err != nil || h.Size != 48 {
		t.Errorf("%+v, %v", h, err)
	}
}

// Nothing is signed that does not contain what was signed before, by the database's word or
// by that of the file beside the key.
func TestSignsNoOtherHistory(t *testing.T) {
	t.Parallel()
	w := lite(t)
	secret, _, err := evidence.NewLogKey("alur.example/uji")
	if err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(t.TempDir(), "tanda")
	var log bytes.Buffer
	again := func() *casework.TreeHead {
		t.Helper()
		q, err := casework.NewSequencer(casework.SequencerConfig{Store: w.store, Clock: w.clock.Now, Log: slog.New(slog.NewTextHandler(&log, nil)), Key: secret, Mark: mark})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(q.Register(t.Context()), q.Settle(t.Context())); err != nil {
			t.Fatal(err)
		}
		h, err := w.cases.TreeHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	w.eightEvents()
	if h := again(); h.Size != 8 || h.Halted != "" {
		t.Fatalf("%+v", h)
	}
	f := &forger{vandal: &vandal{t, w, w.database()}}
	f.keep("b0")
	w.eightEvents()
	if h := again(); h.Size != 16 {
		t.Fatalf("%+v", h)
	}
	f.exec(`DROP TRIGGER tree_leaves_no_update`)
	f.exec(`DROP TRIGGER tree_leaves_no_delete`)
	f.restore("b0") // the whole database is an older one, and consistent
	w.create("swakelola")
	h := again()
	if h.Size != 8 || !strings.Contains(h.Halted, "an older copy of the database was put in its place") || !strings.Contains(log.String(), h.Halted) {
		t.Errorf("an older copy: %+v, log %s", h, log.String())
	}
	for range 3 { // grown past what was signed, and another history
		w.eightEvents()
	}
	if h := again(); h.Size != 8 || !strings.Contains(h.Halted, "not of the history that is stored") {
		t.Errorf("another history: %+v", h)
	}
	// Another instance, whose file is gone, signs it: this one's file stays what it was.
	before, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.sequencerWith(t, w.store, secret, "", "").Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := again(); h.Size != 8+2+24 || !strings.Contains(h.Halted, "not of the history that is stored") {
		t.Errorf("signed by another: %+v", h)
	}
	if after, err := os.ReadFile(mark); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file beside the key was replaced: %s, %v", after, err)
	}
	if err := os.Remove(mark); err != nil { // the operator's decision, which witnesses see
		t.Fatal(err)
	}
	if h := again(); h.Halted != "" || h.Size != 8+2+24 {
		t.Errorf("after the file was taken away: %+v", h)
	}
}

// A checkpoint that was only begun in the witness's file is taken away at the next start;
// what somebody else wrote stays, and a verifier reads the rest.
func TestTornWitness(t *testing.T) {
	t.Parallel()
	w := lite(t)
	q, secret, file := w.sequencer(t)
	w.create("swakelola")
	if err := q.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole[:len(whole)-1] {
		torn := string(whole) + "\n" + string(whole[:n]) + "\x00\x00"
		if err := os.WriteFile(file, []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		w.sequencerWith(t, w.store, secret, "", file)
		if now, err := os.ReadFile(file); err != nil || strings.TrimRight(string(now), "\n\x00") != strings.TrimRight(string(whole), "\n") {
			t.Fatalf("cut after %d: %q, %v", n, now, err)
		}
	}
	if err := os.WriteFile(file, append([]byte("catatan\n\n\u2014 lain AAAA\n\n"), whole...), 0o600); err != nil {
		t.Fatal(err)
	}
	q = w.sequencerWith(t, w.store, secret, "", file) // starts in spite of it
	w.create("swakelola")
	if err := q.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(now), "catatan\n") || strings.Count(string(now), "alur.example/uji\n") != 2 {
		t.Errorf("%s, %v", now, err)
	}
}
