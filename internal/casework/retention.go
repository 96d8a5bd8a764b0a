package casework

import (
	"context"
	"fmt"

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
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.StaleDrafts(ctx, c.now().Add(-r.Drafts), sweepDrafts)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep drafts: %w", err)
	}
	for i, id := range ids {
		if _, err := c.ErasePrivate(ctx, id); err != nil {
			return i, fmt.Errorf("sweep drafts: %w", err)
		}
	}
	return len(ids), nil
}
