package api

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/alur-id/alur"
)

// How often one address may look up tracking codes: enough for an office behind
// one address, hopeless for guessing one of 10^17 codes.
const (
	trackRate  = 2  // per second
	trackBurst = 60 // at once
)

// limiter bounds how often an address calls. Its memory is bounded: addresses that
// have their full burst again are forgotten.
type limiter struct {
	clock alur.Clock
	rate  rate.Limit
	burst int

	mu    sync.Mutex
	known map[string]*rate.Limiter
}

// maxAddresses is how many addresses are remembered before the idle are swept out.
const maxAddresses = 10_000

func newLimiter(clock alur.Clock, perSecond float64, burst int) *limiter {
	return &limiter{clock: clock, rate: rate.Limit(perSecond), burst: burst, known: map[string]*rate.Limiter{}}
}

// allow counts one call of the address. When it is one too many it returns
// too-many-tries with the time to wait.
func (l *limiter) allow(address string) error {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	key := alur.Network(address)
	lim := l.known[key]
	if lim == nil {
		if len(l.known) >= maxAddresses {
			l.sweep(now)
		}
		lim = rate.NewLimiter(l.rate, l.burst)
		l.known[key] = lim
	}
	r := lim.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	return nil
}

// sweep forgets who has waited long enough; when that frees nothing it forgets all,
// which errs on the side of the honest in a flood of addresses.
func (l *limiter) sweep(now time.Time) {
	for key, lim := range l.known {
		if lim.TokensAt(now) >= float64(l.burst) {
			delete(l.known, key)
		}
	}
	if len(l.known) >= maxAddresses {
		clear(l.known)
	}
}
