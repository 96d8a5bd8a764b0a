package casework

import (
	"context"
	"sync"
	"time"

	"github.com/alur-id/alur"
)

// keyPatience is how long a call waits for another one with the same idempotency key.
const keyPatience = 30 * time.Second

// A keyring lets one call at a time work under an idempotency key in this
// process, so that the others wait without holding a transaction. Between
// processes the database does the same.
type keyring struct {
	mu   sync.Mutex
	held map[string]*keyHold
}

type keyHold struct {
	turn    chan struct{} // holds one token: whose turn it is
	waiting int           // calls that have the key or wait for it
}

// take waits for the key of the user and returns how to give it back. A nil once
// needs no key. Refusal: idempotency-in-progress after [keyPatience].
func (k *keyring) take(ctx context.Context, username string, once *Once) (release func(), err error) {
	if once == nil {
		return func() {}, nil
	}
	name := username + "\x00" + once.Key
	k.mu.Lock()
	if k.held == nil {
		k.held = map[string]*keyHold{}
	}
	h := k.held[name]
	if h == nil {
		h = &keyHold{turn: make(chan struct{}, 1)}
		h.turn <- struct{}{}
		k.held[name] = h
	}
	h.waiting++
	k.mu.Unlock()
	leave := func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if h.waiting--; h.waiting == 0 {
			delete(k.held, name)
		}
	}
	patience := time.NewTimer(keyPatience)
	defer patience.Stop()
	select {
	case <-h.turn:
		return func() { h.turn <- struct{}{}; leave() }, nil
	case <-patience.C:
		leave()
		return nil, &alur.Error{Code: alur.CodeIdempotencyInProgress, Retry: time.Second}
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
