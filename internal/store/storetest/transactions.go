package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

var errOnPurpose = errors.New("on purpose")

// snapshot: a read sees one moment, whatever is written meanwhile.
func snapshot(s *suite) {
	r := s.request()
	s.insert(r)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.Request(ctx, store.Everything, r.ID)
		s.must(err)
		changed := before
		changed.Seq, changed.Title = 2, "Baru"
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, changed, 1) })
		after, err := tx.Request(ctx, store.Everything, r.ID)
		s.must(err)
		if after.Title != before.Title || after.Seq != before.Seq {
			s.Errorf("the snapshot changed from %q to %q", before.Title, after.Title)
		}
		return nil
	})
	if got := s.get(r.ID).Title; got != "Baru" {
		s.Errorf("title is %q after the write", got)
	}
}

// allOrNothing: an error of the function leaves nothing, and is given back as it is;
// a transaction is over with its function; a read cannot write.
func allOrNothing(s *suite) {
	r := s.request()
	var leaked *store.Tx
	err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		leaked = tx
		s.must(tx.InsertRequest(ctx, r))
		s.must(tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 1)}))
		if _, err := tx.Request(ctx, store.Everything, r.ID); err != nil {
			s.Errorf("what was written is not there in the transaction: %v", err)
		}
		return errOnPurpose
	})
	if !errors.Is(err, errOnPurpose) {
		s.Errorf("error is %v", err)
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Request(ctx, store.Everything, r.ID)
		s.refused(err, alur.CodeNotFound)
		if err := tx.InsertRequest(ctx, r); err == nil {
			s.Error("a read wrote")
		}
		return nil
	})
	if _, err := leaked.Request(s.Context(), store.Everything, r.ID); err == nil {
		s.Error("a transaction outlived its function")
	}
}

// group: writes that fail among many at once take nothing of the others with them.
func group(s *suite) {
	const clients, each = 32, 12
	var kept sync.Map
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(c), 1))
			for range each {
				r := s.request()
				fail := rnd.IntN(3) == 0
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
					if err := tx.InsertRequest(ctx, r); err != nil {
						return err
					}
					if err := tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 1)}); err != nil {
						return err
					}
					if fail {
						return errOnPurpose
					}
					return nil
				})
				if fail != errors.Is(err, errOnPurpose) || !fail && err != nil {
					s.Errorf("error is %v", err)
				}
				kept.Store(r.ID, !fail)
			}
		})
	}
	wg.Wait()
	found := map[alur.RequestID]int{}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		return tx.EachEvent(ctx, "", func(e store.EventRow) error {
			found[e.Request]++
			return nil
		})
	})
	kept.Range(func(k, v any) bool {
		id, _ := k.(alur.RequestID)
		if want := map[any]int{true: 1}[v]; found[id] != want {
			s.Errorf("request %s has %d events, want %d", id, found[id], want)
		}
		return true
	})
}

// panics: a panic or a Goexit of one write rolls it back, goes on in its own
// goroutine, and stops nobody else.
func panics(s *suite) {
	r := s.request()
	func() {
		defer func() {
			if v := recover(); v != "on purpose" {
				s.Errorf("recovered %v", v)
			}
		}()
		_ = s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
			s.must(tx.InsertRequest(ctx, r))
			panic("on purpose")
		})
	}()
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
			s.must(tx.InsertRequest(ctx, r))
			runtime.Goexit()
			return nil
		})
	})
	wg.Wait()
	s.insert(r) // its id is still free
	func() {
		defer func() { _ = recover() }()
		_ = s.store.Read(s.Context(), func(*store.Tx) error { panic("on purpose") })
	}()
	s.get(r.ID)
}

// cancels: what has not begun does not run; what has begun is not torn apart.
func cancels(s *suite) {
	gone, cancel := context.WithCancel(s.Context())
	cancel()
	ran := false
	err := s.store.Write(gone, func(*store.Tx) error {
		ran = true
		return nil
	})
	if ran || !errors.Is(err, context.Canceled) {
		s.Errorf("ran: %v, error: %v", ran, err)
	}

	// A write that waits behind another one leaves when its caller does.
	inside, proceed := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		s.write(func(context.Context, *store.Tx) error {
			close(inside)
			<-proceed
			return nil
		})
	})
	<-inside
	if s.store.Engine() == store.SQLite {
		waiting, leave := context.WithCancel(s.Context())
		var second atomic.Bool
		left := make(chan error)
		go func() {
			left <- s.store.Write(waiting, func(*store.Tx) error {
				second.Store(true)
				return nil
			})
		}()
		leave()
		if err := <-left; second.Load() || !errors.Is(err, context.Canceled) {
			s.Errorf("ran: %v, error: %v", second.Load(), err)
		}
	}
	close(proceed)
	wg.Wait()

	// The caller goes away in the middle: the commit is not torn.
	r := s.request()
	during, hangUp := context.WithCancel(s.Context())
	err = s.store.Write(during, func(tx *store.Tx) error {
		if err := tx.InsertRequest(during, r); err != nil {
			return err
		}
		hangUp()
		return nil
	})
	s.must(err)
	s.get(r.ID)
}

// lostUpdate: of writers at the same request each sees what the one before wrote.
func lostUpdate(s *suite) {
	r := s.request()
	s.insert(r)
	const clients, each = 16, 10
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range each {
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
					row, err := tx.LockRequest(ctx, store.Everything, r.ID)
					if err != nil {
						return err
					}
					row.Seq++
					if err := tx.SaveRequest(ctx, row, row.Seq-1); err != nil {
						return err
					}
					return tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, row.Seq)})
				})
				if err != nil {
					s.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := s.get(r.ID).Seq; got != 1+clients*each {
		s.Errorf("seq is %d", got)
	}
}

// closed: after the end everything is refused, and nothing hangs.
func closed(s *suite) {
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for {
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertRequest(ctx, s.request()) })
				if err != nil {
					return
				}
			}
		})
	}
	s.must(s.store.Close())
	wg.Wait()
	ok := func(*store.Tx) error { return nil }
	if err := s.store.Write(s.Context(), ok); err == nil {
		s.Error("a closed store wrote")
	}
	if err := s.store.Read(s.Context(), ok); err == nil {
		s.Error("a closed store read")
	}
	if s.store.Ready(s.Context()) == nil {
		s.Error("a closed store is ready")
	}
}
