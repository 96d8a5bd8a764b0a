package casework

import (
	"context"
	"fmt"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// ErasePrivate deletes the personal values of a request for good: those of the items
// named, or of all person items when none is, and of every time they were set. It
// returns how many there were. Without items named, times proposed for meetings go with
// them, and what people answered. The history stays whole: it only ever held
// commitments, and those are shown from now on. For the command line, by whoever
// answers for the data; not-found for an unknown request.
//
// Answers kept for an idempotency key may repeat a value for 24 hours, and backups
// for as long as they are kept.
func (c *Cases) ErasePrivate(ctx context.Context, id alur.RequestID, items ...alur.ItemID) (int, error) {
	return c.erase(ctx, id, items, func(store.RequestRow) bool { return true })
}

// erase is [Cases.ErasePrivate] where the request, once it is locked, is still one to
// erase; where it is not, nothing happens.
func (c *Cases) erase(ctx context.Context, id alur.RequestID, items []alur.ItemID, still func(store.RequestRow) bool) (int, error) {
	erased := 0
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		row, err := tx.LockRequest(ctx, store.Everything, id)
		if err != nil || !still(row) {
			return err
		}
		values, err := tx.Private(ctx, id)
		if err != nil {
			return err
		}
		var commitments []string
		for _, p := range values {
			if len(items) == 0 || slices.Contains(items, p.Item) {
				commitments = append(commitments, p.Commitment)
			}
		}
		if erased, err = tx.ErasePrivate(ctx, id, commitments); err != nil {
			return err
		}
		if len(items) == 0 {
			if err := tx.DropRounds(ctx, id); err != nil {
				return err
			}
			if err := tx.EraseMeetingPeople(ctx, id); err != nil {
				return err
			}
		}
		return c.projectAgain(ctx, tx, row)
	})
	if err != nil {
		return 0, fmt.Errorf("erase personal data: %w", err)
	}
	if erased > 0 {
		c.log.InfoContext(ctx, "personal data erased", "request", id, "items", items, "values", erased)
	}
	return erased, nil
}

// projectAgain saves the row as its unchanged history makes it now: who has the ball
// may depend on whether a value is there and complete.
func (c *Cases) projectAgain(ctx context.Context, tx *store.Tx, row store.RequestRow) error {
	s, err := c.states.get(row)
	if err != nil {
		return err
	}
	private, err := privateOf(ctx, tx, s)
	if err != nil {
		return err
	}
	row, err = c.project(row, s, c.flows.Waiting(s, flow.Env{Private: private}))
	if err != nil {
		return err
	}
	return tx.SaveRequest(ctx, row, row.Seq)
}
