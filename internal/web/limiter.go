package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/alur-id/alur"
)

// limiter counts look-ups by address ([alur.Network]), or by user: a burst of 20, then one every 3 seconds.
// Guessing one of about 2^58 codes at that pace is hopeless, while an office behind
// one address is not locked out. It forgets addresses that have been quiet long
// enough to be full again, so that its memory is bounded by the traffic.
type limiter struct {
	clock alur.Clock

	mu    sync.Mutex
	seen  map[string]*bucket
	swept time.Time
}

type bucket struct {
	*rate.Limiter
	last time.Time
}

const (
	trackBurst = 20
	trackEvery = 3 * time.Second
)

func newLimiter(clock alur.Clock) *limiter {
	return &limiter{clock: clock, seen: map[string]*bucket{}}
}

// allow reports whether the address may look up once more now, and else how long it must wait.
func (l *limiter) allow(address string) (time.Duration, bool) {
	address = alur.Network(address)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	if now.Sub(l.swept) > trackBurst*trackEvery {
		for k, b := range l.seen {
			if now.Sub(b.last) > trackBurst*trackEvery {
				delete(l.seen, k)
			}
		}
		l.swept = now
	}
	b := l.seen[address]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Every(trackEvery), trackBurst)}
		l.seen[address] = b
	}
	b.last = now
	if b.AllowN(now, 1) {
		return 0, true
	}
	return trackEvery, false
}
