package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Asking is a round that waits for the actor's answer.
type Asking struct {
	Request alur.RequestID
	Number  string
	Title   string
	Agency  alur.Agency
	Round   *Round
}

// Askings returns the rounds in which the actor is asked and has not answered every
// slot to come, those that end first coming first; at most 50.
func (c *Cases) Askings(ctx context.Context, a Actor) ([]Asking, error) {
	if a.User.ReadOnly() {
		return nil, nil
	}
	var out []Asking
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.RoundsOf(ctx, a.User.Username, c.now(), maxAskings)
		if err != nil {
			return err
		}
		for _, x := range rows {
			w := &writing{c: c, actor: a, cmd: flow.SetData{}}
			row, err := tx.Request(ctx, scopeOf(a.User), x.Request)
			if err == nil {
				err = w.loadRow(ctx, tx, row)
			}
			if isNotFound(err) {
				continue // not a member any more
			}
			if err != nil {
				return err
			}
			r, err := w.round(ctx, tx, x.Item)
			if err != nil {
				return err
			}
			if r.Answers && r.Mine != nil && r.Mine.Missed > 0 {
				out = append(out, Asking{Request: row.ID, Number: row.Number, Title: row.Title, Agency: alur.Agency{ID: row.Agency, Name: row.AgencyName}, Round: r})
			}
		}
		return nil
	})
	return out, err
}

// Places are where meetings that the actor sees were held or are to be held, those of
// late that were used most first, at most ten.
func (c *Cases) Places(ctx context.Context, a Actor) ([]string, error) {
	var rows []store.MeetingRow
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.FindMeetings(ctx, store.MeetingQuery{Scope: scopeOf(a.User), Before: c.clock().AddDate(2, 0, 0), Limit: 100})
		return err
	})
	used := map[string]int{}
	var out []string
	for _, m := range rows {
		if m.Place == "" {
			continue
		}
		if used[m.Place]++; used[m.Place] == 1 {
			out = append(out, m.Place)
		}
	}
	slices.SortStableFunc(out, func(x, y string) int { return used[y] - used[x] })
	return out[:min(len(out), 10)], err
}

func (w *writing) fill(ctx context.Context, tx *store.Tx, r *Round, row store.RoundRow) error {
	names := []string{row.By}
	for _, p := range row.Replies {
		names = append(names, p.By)
	}
	people, err := tx.Users(ctx, names)
	if err != nil {
		return err
	}
	r.By, r.At = people[row.By], row.At
	for _, s := range row.Slots {
		r.Slots = append(r.Slots, Slot{StartsAt: s.StartsAt, EndsAt: s.EndsAt, Past: !s.StartsAt.After(w.env.At)})
	}
	for _, p := range row.Replies {
		u, ok := people[p.By]
		if !ok || !flow.Sees(w.state, u) {
			continue
		}
		out := Reply{User: u, Asked: p.Asked, At: p.At, Other: p.Other, Note: p.Note, Can: map[time.Time]bool{}}
		for _, t := range p.Can {
			out.Can[t] = true
		}
		for _, t := range p.Cannot {
			out.Can[t] = false
		}
		for i := range r.Slots {
			s := &r.Slots[i]
			switch yes, said := out.Can[s.StartsAt]; {
			case yes:
				s.Can++
			case said:
				s.Cannot++
			case !s.Past:
				out.Missed++
			}
		}
		r.Replies = append(r.Replies, out)
	}
	slices.SortStableFunc(r.Replies, func(x, y Reply) int { return strings.Compare(x.User.Name, y.User.Name) })
	for i := range r.Replies {
		if r.Replies[i].User.Username == w.env.Actor.Username {
			r.Mine = &r.Replies[i]
		}
	}
	return nil
}

// mayAsk finds who sees the request and may do something on it, in order of agency and name.
func (w *writing) mayAsk(ctx context.Context, tx *store.Tx) ([]alur.User, error) {
	agencies := []alur.AgencyID{w.env.ICT}
	for _, id := range []alur.AgencyID{w.state.Agency, w.state.Vendor} {
		if !slices.Contains(agencies, id) {
			agencies = append(agencies, id)
		}
	}
	var out []alur.User
	for _, id := range agencies {
		if id == "" {
			continue
		}
		found, err := tx.FindUsers(ctx, store.UserQuery{Agency: id, ActiveOnly: true, Limit: 500})
		if err != nil {
			return nil, err
		}
		for _, u := range found {
			if w.asks(u) {
				out = append(out, u)
			}
		}
	}
	return out, nil
}

// asks reports whether somebody can be asked.
func (w *writing) asks(u alur.User) bool {
	return u.Active && !u.ReadOnly() && flow.Sees(w.state, u)
}
