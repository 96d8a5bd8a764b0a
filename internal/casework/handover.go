package casework

import (
	"cmp"
	"context"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Colleagues lists who could take over what the actor has taken on a request, in order
// of their names, at most [mostColleagues] of each office: empty without a claim.
// Refusals: those of [Cases.Release].
func (c *Cases) Colleagues(ctx context.Context, a Actor, id alur.RequestID) ([]alur.User, error) {
	var out []alur.User
	w := &writing{c: c, actor: a, cmd: flow.SetData{}}
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		if err := w.loadRow(ctx, tx, row); err != nil {
			return err
		}
		held, err := w.held(ctx, tx)
		if err != nil {
			return err
		}
		k := colleagues{c: c, tx: tx, ict: w.env.ICT}
		for _, p := range held {
			found, err := k.people(ctx, w.state, p)
			if err != nil {
				return err
			}
			for _, u := range found {
				if u.Username != w.env.Actor.Username && !slices.ContainsFunc(out, func(x alur.User) bool { return x.Username == u.Username }) {
					out = append(out, u)
				}
			}
		}
		return nil
	})
	slices.SortFunc(out, func(x, y alur.User) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Username, y.Username))
	})
	return out, err
}

// HandOver gives what the actor has taken on a request to a colleague, for every party
// that both are. Nothing else changes: as any claim it is a note, and no part of the
// history. Refusals: those of [Cases.Release]; conflict when the actor has not got the
// task any more; invalid-data when the colleague could not act for any of the parties.
func (c *Cases) HandOver(ctx context.Context, a Actor, id alur.RequestID, to string) (*View, error) {
	return c.claim(ctx, a, id, func(tx *store.Tx, w *writing, _ []alur.PartyID) error {
		held, err := w.held(ctx, tx)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return alur.Refuse(alur.CodeConflict)
		}
		people, err := tx.Users(ctx, []string{to})
		if err != nil {
			return err
		}
		k := colleagues{c: c, tx: tx, ict: w.env.ICT}
		u, ok := people[to]
		given := false
		for _, p := range held {
			if !ok || to == w.env.Actor.Username || !u.Active || !k.fits(w.state, u, p) {
				continue
			}
			given = true
			if err := tx.PutClaim(ctx, store.ClaimRow{Request: id, Party: p, By: to, At: w.env.At}); err != nil {
				return err
			}
		}
		if !given {
			return &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{{Code: alur.BlockInvalidInput, Item: "to", Reason: "unknown-user"}}}
		}
		return nil
	})
}

// held are the parties for which the actor has taken the task.
func (w *writing) held(ctx context.Context, tx *store.Tx) ([]alur.PartyID, error) {
	holding, err := w.c.flows.CheckClaim(w.state, w.env)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Claims(ctx, []alur.RequestID{w.state.Request})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(holding, func(p alur.PartyID) bool {
		return !slices.ContainsFunc(rows, func(r store.ClaimRow) bool { return r.Party == p && r.By == w.env.Actor.Username })
	}), nil
}

// people are those who could act for a party.
func (k *colleagues) people(ctx context.Context, s *flow.State, p alur.PartyID) ([]alur.User, error) {
	var found []alur.User
	members, err := k.tx.Users(ctx, s.Teams[p])
	if err != nil {
		return nil, err
	}
	for _, u := range members {
		found = append(found, u)
	}
	for _, o := range k.offices(s, p) {
		more, err := k.in(ctx, o)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return slices.DeleteFunc(found, func(u alur.User) bool { return !u.Active || !k.fits(s, u, p) }), nil
}

// TeamLoads counts the open requests in whose teams each of the users is: how much work
// a person has already when teams are formed. It is a number and tells of no request,
// so that whoever may name people may ask. Users in no team are absent.
func (c *Cases) TeamLoads(ctx context.Context, usernames []string) (map[string]int, error) {
	var out map[string]int
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.TeamLoads(ctx, usernames)
		return err
	})
	return out, err
}
