package casework

import (
	"context"
	"slices"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Claim says who is at what a party has to do. It is a note between colleagues: it
// keeps nobody from acting, is not part of the history, and is over when the request
// leaves the stage or the ball leaves the party.
type Claim struct {
	Party alur.PartyID
	By    alur.User
	At    time.Time
}

// Hold is how a task stands between the viewer and the others who could do it.
type Hold string

// The holds.
const (
	HoldNone  Hold = ""      // there is nothing for the viewer to do
	HoldOwn   Hold = "own"   // the viewer has taken it, or nobody else could do it
	HoldFree  Hold = "free"  // several people could do it, and nobody has taken it
	HoldTaken Hold = "taken" // a colleague has taken it
)

// Claim takes the task for every party of the actor that has the ball; from is who has it as
// the actor saw it, "" for nobody. It returns the request as it is then. Refusals:
// not-found, read-only-role, not-your-party, four-eyes, request-ended, paused, and
// conflict when somebody else was faster.
func (c *Cases) Claim(ctx context.Context, a Actor, id alur.RequestID, from string) (*View, error) {
	return c.claim(ctx, a, id, func(tx *store.Tx, w *writing, holding []alur.PartyID) error {
		rows, err := tx.Claims(ctx, []alur.RequestID{id})
		if err != nil {
			return err
		}
		people, err := tx.Users(ctx, claimants(rows))
		if err != nil {
			return err
		}
		now := c.claimsOf(w.state, rows, people, w.env.ICT)
		for _, p := range holding {
			held := claimOf(now, p)
			switch {
			case held != nil && held.By.Username == w.env.Actor.Username:
				continue // and keeps its time
			case held != nil && held.By.Username != from:
				return alur.Refuse(alur.CodeConflict)
			}
			if err := tx.PutClaim(ctx, store.ClaimRow{Request: id, Party: p, By: w.env.Actor.Username, At: w.env.At}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Release gives back what the actor has taken; without a claim it changes nothing.
// Refusals: those of [Cases.Claim] but conflict.
func (c *Cases) Release(ctx context.Context, a Actor, id alur.RequestID) (*View, error) {
	return c.claim(ctx, a, id, func(tx *store.Tx, w *writing, _ []alur.PartyID) error {
		return tx.DropClaimsOf(ctx, id, w.env.Actor.Username)
	})
}

// claim runs change in one transaction, with the request locked: the ball stays where it is meanwhile.
func (c *Cases) claim(ctx context.Context, a Actor, id alur.RequestID, change func(*store.Tx, *writing, []alur.PartyID) error) (*View, error) {
	w := &writing{c: c, actor: a, cmd: flow.SetData{}, done: &Written{}} // a command that names nobody
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		if err := w.load(ctx, tx, id); err != nil {
			return err
		}
		holding, err := c.flows.CheckClaim(w.state, w.env)
		if err != nil {
			return err
		}
		return change(tx, w, holding)
	})
	if err != nil {
		return nil, err
	}
	return c.Get(ctx, a, id)
}

// dropClaims takes away the claims that are over: all when the request has entered a
// stage, else those of parties that have not the ball any more.
func (w *writing) dropClaims(ctx context.Context, tx *store.Tx, next *flow.State) error {
	if w.state.Seq == 0 {
		return nil // it was created just now
	}
	if len(next.Passages) != len(w.state.Passages) || next.Flow != w.state.Flow {
		return tx.DropClaims(ctx, next.Request, nil)
	}
	before, after := partiesIn(w.c.flows.Waiting(w.state, w.env)), partiesIn(w.c.flows.Waiting(next, w.env))
	if slices.Equal(before, after) {
		return nil // as most writes: no statement is spent on them
	}
	return tx.DropClaims(ctx, next.Request, after)
}

func partiesIn(waiting []flow.Waiting) []alur.PartyID {
	var out []alur.PartyID
	for _, w := range waiting {
		out = append(out, w.Party)
	}
	slices.Sort(out)
	return out
}

func claimOf(claims []Claim, p alur.PartyID) *Claim {
	for i := range claims {
		if claims[i].Party == p {
			return &claims[i]
		}
	}
	return nil
}

func claimants(rows []store.ClaimRow) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.By)
	}
	return out
}

// claimsOf are the claims on the request that count: not those of people who are not of
// the party any more.
func (c *Cases) claimsOf(s *flow.State, rows []store.ClaimRow, people map[string]alur.User, ict alur.AgencyID) []Claim {
	var out []Claim
	for _, r := range rows {
		if r.Request == s.Request && slices.Contains(c.flows.PartiesOf(s, people[r.By], ict), r.Party) {
			out = append(out, Claim{Party: r.Party, By: people[r.By], At: r.At})
		}
	}
	return out
}

// colleagues finds out whether others could do what waits for somebody. It asks for
// each office once, for a whole list of requests.
type colleagues struct {
	c   *Cases
	tx  *store.Tx
	ict alur.AgencyID
	of  map[office][]alur.User
}

type office struct {
	agency alur.AgencyID
	role   alur.Role
}

// most colleagues that are looked at: one who could do it suffices.
const mostColleagues = 50

func (k *colleagues) in(ctx context.Context, o office) ([]alur.User, error) {
	if found, ok := k.of[o]; ok || o.agency == "" {
		return found, nil
	}
	found, err := k.tx.FindUsers(ctx, store.UserQuery{Agency: o.agency, Role: o.role, ActiveOnly: true, Limit: mostColleagues})
	if k.of == nil {
		k.of = map[office][]alur.User{}
	}
	k.of[o] = found
	return found, err
}

// hold says how what waits for the user stands. Whoever four eyes bar from it is no
// colleague for it; a team counts by its names.
func (k *colleagues) hold(ctx context.Context, s *flow.State, u alur.User, holding []alur.PartyID, claims []Claim) (Hold, error) {
	out := HoldNone
	for _, p := range holding {
		now := HoldTaken
		held := claimOf(claims, p)
		switch {
		case held != nil && held.By.Username == u.Username:
			return HoldOwn, nil
		case held == nil:
			shared, err := k.shared(ctx, s, u, p)
			if err != nil {
				return HoldNone, err
			}
			if !shared {
				return HoldOwn, nil
			}
			now = HoldFree
		}
		if out != HoldFree {
			out = now
		}
	}
	return out, nil
}

// shared reports whether somebody beside the user could act for the party.
func (k *colleagues) shared(ctx context.Context, s *flow.State, u alur.User, p alur.PartyID) (bool, error) {
	if plan, _ := k.c.flows.Stage(s); plan.Party(p).Source == flow.SourceTeam {
		return slices.ContainsFunc(s.Teams[p], func(name string) bool {
			return name != u.Username && len(k.c.flows.Barred(s, alur.User{Username: name}, k.ict, []alur.PartyID{p})) == 0
		}), nil
	}
	for _, o := range k.offices(s, p) {
		found, err := k.in(ctx, o)
		if err != nil {
			return false, err
		}
		for _, x := range found {
			if x.Username != u.Username && k.fits(s, x, p) {
				return true, nil
			}
		}
	}
	return false, nil
}

// offices are where the people of a party are found, but those of a team.
func (k *colleagues) offices(s *flow.State, p alur.PartyID) []office {
	plan, _ := k.c.flows.Stage(s)
	switch plan.Party(p).Source {
	case flow.SourceRequester:
		if k.c.flows.AtCounter(s) {
			return []office{{s.Agency, alur.RoleRequester}, {k.ict, alur.RoleReviewer}}
		}
		return []office{{s.Agency, alur.RoleRequester}}
	case flow.SourceReviewer:
		return []office{{k.ict, alur.RoleReviewer}}
	case flow.SourceHead:
		return []office{{k.ict, alur.RoleHead}}
	case flow.SourceVendor:
		return []office{{s.Vendor, alur.RoleVendor}}
	}
	return nil
}

// fits reports whether the user could act for the party now.
func (k *colleagues) fits(s *flow.State, u alur.User, p alur.PartyID) bool {
	return slices.Contains(k.c.flows.PartiesOf(s, u, k.ict), p) && len(k.c.flows.Barred(s, u, k.ict, []alur.PartyID{p})) == 0
}
