package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// sweepDrafts is how many drafts one sweep looks at; the next one goes on.
const sweepDrafts = 200

// SweepDrafts erases the personal values of requests that were never submitted and that
// nobody has changed for as long as r says, and returns of how many. Nothing happens where
// r keeps drafts. To be called every hour or so.
func (c *Cases) SweepDrafts(ctx context.Context, r alur.Retention) (int, error) {
	if r.Drafts == 0 {
		return 0, nil
	}
	var ids []alur.RequestID
	before := c.now().Add(-r.Drafts)
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.StaleDrafts(ctx, before, sweepDrafts)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep drafts: %w", err)
	}
	swept := 0
	for _, id := range ids {
		n, err := c.eraseStale(ctx, id, before)
		if err != nil {
			return swept, fmt.Errorf("sweep drafts: %w", err)
		}
		if n > 0 {
			swept++
		}
	}
	return swept, nil
}

// eraseStale erases the personal values of one draft, unless it was submitted or changed
// since it was found: what was erased never comes back.
func (c *Cases) eraseStale(ctx context.Context, id alur.RequestID, before time.Time) (int, error) {
	return c.erase(ctx, id, nil, func(row store.RequestRow) bool { return row.Number == "" && !row.UpdatedAt.After(before) })
}
