package casework

import (
	"sync"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// maxStates bounds the cache of decoded states: about 20 kB each.
const maxStates = 1024

// A stateCache spares decoding a state that was just written or read. An entry is
// used only for a row with the same last hash, which no other history has, so it
// can never be stale. The states in it are shared and must not be changed.
type stateCache struct {
	mu      sync.Mutex
	entries map[alur.RequestID]cachedState
}

type cachedState struct {
	hash  string
	state *flow.State
}

func (c *stateCache) get(row store.RequestRow) (*flow.State, error) {
	c.mu.Lock()
	e, ok := c.entries[row.ID]
	c.mu.Unlock()
	if ok && e.hash == row.Hash {
		return e.state, nil
	}
	s, err := flow.UnmarshalState(row.State)
	if err != nil {
		return nil, err
	}
	c.put(row.Hash, s)
	return s, nil
}

func (c *stateCache) put(hash string, s *flow.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[alur.RequestID]cachedState{}
	}
	if _, ok := c.entries[s.Request]; !ok && len(c.entries) >= maxStates {
		for id := range c.entries { // any one will do
			delete(c.entries, id)
			break
		}
	}
	c.entries[s.Request] = cachedState{hash, s}
}
