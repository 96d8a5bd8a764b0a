package jobs

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestCommitFails: jobs whose taking cannot be committed are not done, however often it is
// tried; once it can, each is done once.
func TestCommitFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st := storetest.Open(t, store.Config{Dir: dir})
	id := alur.NewID()
	if err := st.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddJobs(t.Context(), store.JobRow{ID: id, Queue: "q", Kind: "k", DueAt: time.Now().Add(-time.Minute), CreatedAt: time.Now()})
	}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "alur.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do := func(text string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	// A foreign key that is looked at when the transaction ends: the statements succeed.
	do(`CREATE TABLE test_none (id INTEGER PRIMARY KEY)`)
	do(`CREATE TABLE test_some (id INTEGER REFERENCES test_none (id) DEFERRABLE INITIALLY DEFERRED)`)
	do(`CREATE TRIGGER test_fails AFTER UPDATE ON jobs BEGIN INSERT INTO test_some VALUES (7); END`)
	var done atomic.Int64
	handled := make(chan struct{})
	var log safe
	r := New(Config{Store: st, Every: time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil)), Queues: []Queue{{Name: "q", Workers: 2, Kinds: map[string]Kind{
		"k": {Handle: func(context.Context, Job) error {
			if done.Add(1) == 1 {
				close(handled)
			}
			return nil
		}},
	}}}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	// Three times it is tried, with a pause after each that is longer than that of an idle queue.
	began := time.Now()
	log.wait("jobs were not taken", 3)
	if n, took := done.Load(), time.Since(began); n != 0 || took < 2*troubled*time.Millisecond {
		t.Errorf("done %d times in three tries within %v, while nothing can be stored", n, took)
	}
	do(`DROP TRIGGER test_fails`)
	<-handled
	stop()
	<-ended
	var j store.JobRow
	if err := st.Read(t.Context(), func(tx *store.Tx) (err error) { j, err = tx.Job(t.Context(), id); return err }); err != nil || j.State != store.JobDone {
		t.Errorf("%+v, %v", j, err)
	}
	if done.Load() != 1 {
		t.Errorf("done %d times", done.Load())
	}
}

// safe is a buffer for several goroutines.
type safe struct {
	mu    sync.Mutex
	b     bytes.Buffer
	wrote *sync.Cond // for whom waits, if anybody does
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wrote != nil {
		s.wrote.Broadcast()
	}
	return s.b.Write(p)
}

// wait returns when a text stands in it so many times.
func (s *safe) wait(text string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrote = sync.NewCond(&s.mu)
	for strings.Count(s.b.String(), text) < times {
		s.wrote.Wait()
	}
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestPanics: a panic of what follows a job and of a round is logged under an id, and the
// loops go on.
func TestPanics(t *testing.T) {
	pause := keepPause
	keepPause = time.Millisecond
	defer func() { keepPause = pause }()
	st := storetest.SQLite(t)
	if err := st.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddJobs(t.Context(), store.JobRow{ID: alur.NewID(), Queue: "q", Kind: "k", DueAt: time.Now().Add(-time.Minute), CreatedAt: time.Now()})
	}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	var log safe
	var rounds, noted atomic.Int64
	enough := func() {
		if rounds.Load() > 2 && noted.Load() > 0 {
			stop()
		}
	}
	New(Config{
		Store: st, Every: time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Round: func(context.Context, time.Time) error { rounds.Add(1); enough(); panic("a round") },
		Queues: []Queue{{Name: "q", Workers: 1, Kinds: map[string]Kind{"k": {
			Handle: func(context.Context, Job) error { return nil },
			Done:   func(context.Context, *store.Tx, Job, time.Time) error { noted.Add(1); enough(); panic("a note") },
		}}}},
	}).Run(ctx)
	if text := log.String(); rounds.Load() < 3 || noted.Load() != 1 || !strings.Contains(text, "incident=") || !strings.Contains(text, "a round") || !strings.Contains(text, "a note") {
		t.Errorf("%d rounds, noted %d times:\n%s", rounds.Load(), noted.Load(), text)
	}
}
