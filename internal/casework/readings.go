package casework

import (
	"context"
	"sync"
	"time"

	"github.com/alur-id/alur"
)

const (
	// readingTime is how long a PDF may wait for its turn and be read.
	readingTime = time.Minute
	// maxReadings is how many may be read or wait for it.
	maxReadings = 16
)

// readings are the PDFs that are being read, or wait for it. Each is read once for
// everybody who asks, in the background: whoever has waited long enough goes without, and
// finds what came out where it is kept.
type readings struct {
	turn chan struct{} // one at a time: each takes a core and the memory of a document

	mu    sync.Mutex
	under map[string]*reading
}

// reading is one of them. found and err are there once done is closed.
type reading struct {
	done  chan struct{}
	found any
	err   error
}

// read has work done unless that of the same name is under way, and waits for what it
// finds as long as ctx lasts; ok is false after that, or when it failed.
func (c *Cases) read(ctx context.Context, name string, work func(context.Context) (any, error)) (found any, ok bool) {
	x := c.startReading(ctx, name, work)
	if x == nil {
		return nil, false
	}
	select {
	case <-x.done:
		return x.found, x.err == nil
	case <-ctx.Done():
		return nil, false
	}
}

// startReading returns nil when too many wait already.
func (c *Cases) startReading(ctx context.Context, name string, work func(context.Context) (any, error)) *reading {
	r := &c.readings
	r.mu.Lock()
	defer r.mu.Unlock()
	if x := r.under[name]; x != nil {
		return x
	}
	if len(r.under) >= maxReadings {
		return nil
	}
	x := &reading{done: make(chan struct{}), err: alur.Refuse(alur.CodeInternal)}
	r.under[name] = x
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readingTime)
		defer cancel()
		defer func() {
			if fault := recover(); fault != nil { // a file may not end the server
				c.log.ErrorContext(ctx, "read a PDF", "name", name, "panic", fault)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			delete(r.under, name)
			close(x.done)
		}()
		select {
		case r.turn <- struct{}{}:
			defer func() { <-r.turn }()
			x.found, x.err = work(ctx)
		case <-ctx.Done():
			x.err = ctx.Err()
		}
		if x.err != nil && alur.CodeOf(x.err) != alur.CodeFileWaiting && alur.CodeOf(x.err) != alur.CodeFileWithheld {
			// The page is there without it; whoever opens the file is told.
			c.log.WarnContext(ctx, "read a PDF", "name", name, "error", x.err)
		}
	}()
	return x
}
