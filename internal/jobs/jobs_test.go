package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/jobs"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// add adds n jobs of a lane each, and gives their ids.
func add(t *testing.T, st *store.Store, now time.Time, n, lanes int) (ids []string) {
	t.Helper()
	var rows []store.JobRow
	for i := range n {
		id := alur.NewID()
		ids = append(ids, id)
		rows = append(rows, store.JobRow{ID: id, Queue: "q", Kind: "k", Lane: "lane:" + strconv.Itoa(i%lanes), DueAt: now, CreatedAt: now.Add(time.Duration(i) * time.Microsecond)})
	}
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.AddJobs(t.Context(), rows...) }); err != nil {
		t.Fatal(err)
	}
	return ids
}

func job(t *testing.T, st *store.Store, id string) (j store.JobRow) {
	t.Helper()
	err := st.Read(t.Context(), func(tx *store.Tx) (err error) {
		j, err = tx.Job(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func queue(workers int, handle jobs.Handler) []jobs.Queue {
	return []jobs.Queue{{Name: "q", Workers: workers, Kinds: map[string]jobs.Kind{"k": {Handle: handle}}}}
}

// TestPatience follows a job that never succeeds through its seven days: each try is later
// than the one before, the last is at the very end, and then it has failed; retried by
// hand it has seven days more. One that panics is like any other.
func TestPatience(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		begin := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
		clock := clocktest.At(begin)
		var tries []time.Duration
		r := jobs.New(jobs.Config{Store: st, Clock: clock.Now, Queues: queue(1, func(_ context.Context, j jobs.Job) error {
			tries = append(tries, clock.Now().Sub(begin))
			if j.Attempt == 3 {
				panic("a fault")
			}
			return errors.New("away")
		})})
		id := add(t, st, begin, 1, 1)[0]
		for j := job(t, st, id); j.State == store.JobWaiting; j = job(t, st, id) {
			clock.Set(j.DueAt)
			if err := r.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(tries) == 3 && job(t, st, id).Cause != "panic" {
				t.Errorf("after a panic: %+v", job(t, st, id))
			}
		}
		j := job(t, st, id)
		if n := len(tries); n < 30 || n > 50 || tries[n-1] != store.JobPatience || tries[1] != 30*time.Second {
			t.Errorf("%d tries: %v", n, tries)
		}
		if j.State != store.JobFailed || j.Cause != "error" || j.Attempts != len(tries) {
			t.Errorf("in the end %+v", j)
		}
		n := len(tries)
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.RetryJob(t.Context(), id, clock.Now()) }); err != nil {
			t.Fatal(err)
		}
		if err := r.RunDue(t.Context()); err != nil || len(tries) != n+1 || job(t, st, id).State != store.JobWaiting {
			t.Errorf("retried by hand: %v, %d tries, %+v", err, len(tries)-n, job(t, st, id))
		}
	})
}

// TestOutcomes holds what becomes of a job by what its handler says.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	st := storetest.SQLite(t)
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	clock := clocktest.At(now)
	says := map[string]error{}
	noted := map[string]bool{}
	q := queue(1, func(_ context.Context, j jobs.Job) error { return says[j.ID] })
	kind := q[0].Kinds["k"]
	kind.Done = func(_ context.Context, _ *store.Tx, j jobs.Job, _ time.Time) error { noted[j.ID] = true; return nil }
	q[0].Kinds["k"] = kind
	r := jobs.New(jobs.Config{Store: st, Clock: clock.Now, Queues: q})
	ids := add(t, st, now, 6, 6)
	morning := now.Add(20 * time.Hour)
	for i, err := range []error{nil, jobs.Dropped("muted"), jobs.Refused("refused", errors.New("550")), jobs.Later("later", errors.New("451")), jobs.PutOff("quiet", morning), fmt.Errorf("x: %w", context.DeadlineExceeded)} {
		says[ids[i]] = err
	}
	if err := r.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		state    store.JobState
		cause    string
		attempts int
		due      time.Time
	}{
		{store.JobDone, "", 1, time.Time{}}, {store.JobDone, "muted", 1, time.Time{}}, {store.JobFailed, "refused", 1, time.Time{}},
		{store.JobWaiting, "later", 1, now.Add(30 * time.Second)}, {store.JobWaiting, "quiet", 0, morning}, {store.JobWaiting, "timeout", 1, now.Add(30 * time.Second)},
	} {
		j := job(t, st, ids[i])
		if j.State != want.state || j.Cause != want.cause || j.Attempts != want.attempts || j.Lease != "" || !want.due.IsZero() && !j.DueAt.Equal(want.due) {
			t.Errorf("job %d: %+v, want %+v", i, j, want)
		}
		if noted[ids[i]] != (i == 0) {
			t.Errorf("job %d is noted as done: %v", i, noted[ids[i]])
		}
	}
	if j := job(t, st, ids[4]); !j.GiveUpAt.Equal(morning.Add(store.JobPatience)) {
		t.Errorf("its time is over at %v", j.GiveUpAt)
	}
}

// TestInstances lets three runners work on one database, one of which dies with jobs in its
// hands: every job is done, none twice but those of the dead, and none of a lane at once.
func TestInstances(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		const n = 60
		now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
		clock := clocktest.At(now)
		ids := add(t, st, now, n, 12)
		// The dead took these and was not heard of again.
		var dead []store.JobRow
		err := st.Write(t.Context(), func(tx *store.Tx) (err error) {
			dead, err = tx.TakeJobs(t.Context(), "q", "dead", now, now.Add(time.Minute), 5)
			return err
		})
		if err != nil || len(dead) != 5 {
			t.Fatalf("%d, %v", len(dead), err)
		}
		var mu sync.Mutex
		done, last, at := map[string]int{}, map[string]time.Time{}, map[string]bool{}
		handle := func(_ context.Context, j jobs.Job) error {
			lane := job(t, st, j.ID).Lane
			mu.Lock()
			if at[lane] {
				t.Errorf("two jobs of %s at once", lane)
			}
			if j.CreatedAt.Before(last[lane]) {
				t.Errorf("%s is out of order", lane)
			}
			at[lane], last[lane] = true, j.CreatedAt
			done[j.ID]++
			mu.Unlock()
			time.Sleep(time.Millisecond) // for the others to try
			mu.Lock()
			at[lane] = false
			mu.Unlock()
			return nil
		}
		work := func() {
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					if err := jobs.New(jobs.Config{Store: st, Clock: clock.Now, Queues: queue(4, handle)}).RunDue(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		work()
		if len(done) != n-25 { // five lanes wait behind the dead
			t.Errorf("%d done while the dead hold theirs", len(done))
		}
		clock.Pass(61 * time.Second)
		work()
		for _, id := range ids {
			if done[id] != 1 || job(t, st, id).State != store.JobDone {
				t.Errorf("%s: done %d times, %+v", id, done[id], job(t, st, id))
			}
		}
	})
}

// TestDrain lets many jobs drain: at the rate that is set, while a lane that never succeeds
// holds up nobody. ALUR_JOBS=100000 is the promise; ALUR_JOBS_RATE is the rate.
func TestDrain(t *testing.T) {
	t.Parallel()
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	n, perSecond := number("ALUR_JOBS", 300), number("ALUR_JOBS_RATE", 200)
	st := storetest.SQLite(t)
	ids := add(t, st, time.Now().Add(-time.Minute), n, max(n/100, 10))
	bad := job(t, st, ids[0]).Lane
	var good, all atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	lanes := int64(max(n/100, 10))
	want := int64(n) - int64(n)/lanes
	q := queue(8, func(ctx context.Context, j jobs.Job) error {
		all.Add(1)
		if job(t, st, j.ID).Lane == bad {
			return errors.New("never")
		}
		if good.Add(1) == want {
			stop()
		}
		return nil
	})
	q[0].Rate = float64(perSecond)
	began := time.Now()
	jobs.New(jobs.Config{Store: st, Queues: q, Every: 10 * time.Millisecond}).Run(ctx)
	took := time.Since(began)
	rate := float64(all.Load()-int64(perSecond/10)) / took.Seconds() // a tenth of a second's worth may go at once
	t.Logf("%d jobs in %v: %.0f a second", all.Load(), took.Round(time.Millisecond), float64(all.Load())/took.Seconds())
	if good.Load() < want || rate > 1.05*float64(perSecond) {
		t.Errorf("%d of %d done, %.0f a second", good.Load(), want, rate)
	}
}
