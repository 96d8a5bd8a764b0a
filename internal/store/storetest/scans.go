package storetest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// scans walks bytes through waiting, being taken, deferred, clean and infected.
func scans(s *suite) {
	a, b, c := strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("c", 64)
	due := func(now time.Time, limit int) (out []string) {
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			out, err = tx.DueScans(ctx, now, limit)
			return err
		})
		return out
	}
	holds := func(what string, want map[string]store.ScanRow) {
		s.Helper()
		var got map[string]store.ScanRow
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.Scans(ctx, []string{a, b, c})
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	later := s.now.Add(time.Minute)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.AwaitScan(ctx, b, s.now))
		s.must(tx.AwaitScan(ctx, a, later))
		return tx.AwaitScan(ctx, a, s.now) // keeps what it has
	})
	row := func(sum string, at time.Time, tries int) store.ScanRow {
		return store.ScanRow{SHA256: sum, State: store.ScanWaiting, At: at, Tries: tries}
	}
	holds("two wait", map[string]store.ScanRow{a: row(a, later, 0), b: row(b, s.now, 0)})
	if diff := cmp.Diff([]string{b, a}, due(later, 9)); diff != "" || len(due(s.now, 9)) != 1 || len(due(later, 1)) != 1 {
		s.Error(diff)
	}
	// Of many that want the same file one gets it.
	var first atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
				got, err := tx.TakeScan(ctx, b, s.now, later)
				if got {
					first.Add(1)
				}
				return err
			}); err != nil {
				s.Error(err)
			}
		})
	}
	all.Wait()
	if first.Load() != 1 || len(due(s.now, 9)) != 0 || len(due(later, 9)) != 2 {
		s.Errorf("%d got it", first.Load())
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.DeferScan(ctx, b, later.Add(time.Hour)))
		return tx.ClearScan(ctx, a)
	})
	if len(due(later, 9)) != 0 {
		s.Error("deferred and still due")
	}
	condemn := func(sum string, want bool) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			fresh, err := tx.CondemnScan(ctx, sum, "Contoh.Virus", later)
			if fresh != want {
				s.Errorf("condemned anew: %v", fresh)
			}
			return err
		})
	}
	condemn(b, true)
	condemn(b, false)
	condemn(c, true)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.ClearScan(ctx, b)) // infected bytes stay so
		return tx.AwaitScan(ctx, c, s.now)
	})
	bad := func(sum string) store.ScanRow {
		return store.ScanRow{SHA256: sum, State: store.ScanInfected, Finding: "Contoh.Virus", At: later, Tries: 1}
	}
	holds("two are infected", map[string]store.ScanRow{b: bad(b), c: bad(c)})
}

// uploads counts what people add, by the events.
func uploads(s *suite) {
	r := s.request()
	s.insert(r)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.HoldUploads(ctx, "siti"))
		event := func(seq int64, kind, by string, at time.Time) store.EventRow {
			e := s.event(r.ID, seq)
			e.Type, e.Username, e.At = alur.EventType(kind), by, at
			e.Body = []byte(kind + " " + by)
			return e
		}
		return tx.AppendEvents(ctx, []store.EventRow{
			event(1, "document-added", "siti", s.now), event(2, "document-added", "budi", s.now),
			event(3, "data-changed", "siti", s.now), event(4, "document-added", "siti", s.now.Add(time.Hour)),
			event(5, "paper-registered", "siti", s.now.Add(time.Hour)),
		})
	})
	count := func(since time.Time) (n int) {
		s.read(func(ctx context.Context, tx *store.Tx) error {
			return tx.UploadsOf(ctx, "siti", since, func(body []byte) error {
				n++
				if string(body) != "document-added siti" && string(body) != "paper-registered siti" {
					s.Errorf("%q", body)
				}
				return nil
			})
		})
		return n
	}
	if count(s.now) != 3 || count(s.now.Add(time.Second)) != 2 || count(s.now.Add(2*time.Hour)) != 0 {
		s.Error(count(s.now), count(s.now.Add(time.Second)))
	}
}
