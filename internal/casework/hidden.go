package casework

import (
	"context"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Hidden reports whether there is a request that does not exist for the actor: what was
// not found was refused. It is for the log of refusals and never for an answer.
func (c *Cases) Hidden(ctx context.Context, a Actor, id alur.RequestID) bool {
	hidden := false
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Visible(ctx, store.Everything, id); err != nil {
			return err
		}
		err := tx.Visible(ctx, scopeOf(a.User), id)
		hidden = isNotFound(err)
		return err
	})
	if err != nil && !isNotFound(err) {
		c.log.WarnContext(ctx, "a refusal was not counted", "error", err)
	}
	return hidden
}
