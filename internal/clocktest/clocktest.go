// Package clocktest is a clock that tests turn by hand.
package clocktest

import (
	"sync"
	"time"
)

// Clock stands still until a test moves it. It is safe for concurrent use; its method
// Now is an alur.Clock.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// At makes a clock that shows the time.
func At(now time.Time) *Clock { return &Clock{now: now} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass moves the clock on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to a time.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}
