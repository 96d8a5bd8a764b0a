package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// numbers: each year counts from 1 without gaps, whoever fails in between.
func numbers(s *suite) {
	const clients, each = 32, 8
	var mu sync.Mutex
	given := map[int]map[int]bool{2026: {}, 2027: {}}
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(c), 5))
			for range each {
				year, fail, n := 2026+rnd.IntN(2), rnd.IntN(3) == 0, 0
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) (err error) {
					if n, err = tx.NextNumber(ctx, year); err == nil && fail {
						return errOnPurpose
					}
					return err
				})
				if fail && errors.Is(err, errOnPurpose) {
					continue
				}
				if err != nil {
					s.Error(err)
					continue
				}
				mu.Lock()
				if given[year][n] {
					s.Errorf("%d-%d was given twice", year, n)
				}
				given[year][n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for year, of := range given {
		for n := range len(of) {
			if !of[n+1] {
				s.Errorf("%d-%d is missing of %d", year, n+1, len(of))
			}
		}
	}
}

func keys(s *suite) {
	claim := func(user, key, fingerprint string, at time.Time, keep *store.Answer) (a *store.Answer, err error) {
		err = s.tryWrite(func(ctx context.Context, tx *store.Tx) (err error) {
			if a, err = tx.ClaimKey(ctx, user, key, fingerprint, at); err != nil || a != nil {
				return err
			}
			if keep == nil {
				return errOnPurpose
			}
			return tx.KeepAnswer(ctx, user, key, *keep)
		})
		return a, err
	}
	first := &store.Answer{Status: 201, Header: map[string]string{"ETag": `"3"`, "Location": "/x"}, Body: []byte("{\"a\":\x001}")}
	if _, err := claim("budi", "k", "f", s.now, nil); !errors.Is(err, errOnPurpose) {
		s.Errorf("error is %v", err)
	}
	a, err := claim("budi", "k", "f", s.now, first) // what failed left the key free
	s.must(err)
	if a != nil {
		s.Error("a fresh key has an answer")
	}
	a, err = claim("budi", "k", "f", s.now.Add(24*time.Hour-time.Microsecond), nil)
	s.must(err)
	if diff := cmp.Diff(first, a); diff != "" {
		s.Errorf("answer differs (-want +got):\n%s", diff)
	}
	_, err = claim("budi", "k", "other", s.now, nil)
	s.refused(err, alur.CodeIdempotencyKeyReused)
	for _, c := range [][2]string{{"siti", "k"}, {"budi", "K"}, {"budi", "k "}} { // other keys
		a, err := claim(c[0], c[1], "g", s.now, &store.Answer{Status: 200})
		s.must(err)
		if a != nil {
			s.Errorf("%v has an answer", c)
		}
	}
	second := &store.Answer{Status: 200, Body: []byte{}}
	a, err = claim("budi", "k", "other", s.now.Add(24*time.Hour), second) // a day later it is another call's
	s.must(err)
	if a != nil {
		s.Error("an old key has an answer")
	}
	a, err = claim("budi", "k", "other", s.now.Add(25*time.Hour), nil)
	s.must(err)
	if diff := cmp.Diff(second, a); diff != "" {
		s.Errorf("answer differs (-want +got):\n%s", diff)
	}
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.KeepAnswer(ctx, "nobody", "k", *second) }) == nil {
		s.Error("an answer was kept for a key that nobody claimed")
	}
	// Claimed and committed without an answer: nobody may do the work again.
	s.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.ClaimKey(ctx, "budi", "half", "f", s.now)
		return err
	})
	_, err = claim("budi", "half", "f", s.now, first)
	s.refused(err, alur.CodeIdempotencyInProgress)
}

// keysRace: the same call many times at once is done once, also when the first ones
// fail, and all others get its answer.
func keysRace(s *suite) {
	var done, tries atomic.Int64
	var wg sync.WaitGroup
	answers := make(chan string, 40)
	for range 40 {
		wg.Go(func() {
			for {
				var replay *store.Answer
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) (err error) {
					if replay, err = tx.ClaimKey(ctx, "budi", "k", "f", s.now); err != nil || replay != nil {
						return err
					}
					if tries.Add(1) <= 3 {
						return errOnPurpose
					}
					n := done.Add(1)
					return tx.KeepAnswer(ctx, "budi", "k", store.Answer{Status: 200, Body: fmt.Append(nil, n)})
				})
				if errors.Is(err, errOnPurpose) {
					continue
				}
				if err != nil {
					s.Error(err)
				}
				if replay != nil {
					answers <- string(replay.Body)
				}
				return
			}
		})
	}
	wg.Wait()
	close(answers)
	n := 0
	for a := range answers {
		n++
		if a != "1" {
			s.Errorf("answer is %q", a)
		}
	}
	if done.Load() != 1 || n != 39 {
		s.Errorf("done %d times, replayed %d times", done.Load(), n)
	}
}
