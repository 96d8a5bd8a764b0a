package casework

import (
	"context"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Standings reads the periods in which people stood in for colleagues, to say on what
// ground they acted. It tells what the acts tell: the caller shows them to somebody who
// sees those.
func (c *Cases) Standings(ctx context.Context, usernames []string) (out alur.Standings, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		out, err = tx.Standings(ctx, usernames)
		return err
	})
	return out, err
}

// standingsOf reads the periods of those who acted for somebody in a state.
func standingsOf(ctx context.Context, tx *store.Tx, s *flow.State) (alur.Standings, error) {
	var names []string
	add := func(by, behalf string) {
		if behalf != "" {
			names = append(names, by)
		}
	}
	for _, d := range s.Documents {
		if d.Review != nil {
			add(d.Review.By, d.Review.OnBehalfOf)
		}
	}
	for _, x := range s.Signatures {
		add(x.By, x.OnBehalfOf)
	}
	for _, p := range s.Passages {
		add(p.By, p.OnBehalfOf)
	}
	for _, o := range []*flow.Outcome{s.Outcome, s.LastReturn} {
		if o != nil {
			add(o.By, o.OnBehalfOf)
		}
	}
	if s.Paused != nil {
		add(s.Paused.By, s.Paused.OnBehalfOf)
	}
	if names == nil {
		return nil, nil
	}
	return tx.Standings(ctx, names)
}
