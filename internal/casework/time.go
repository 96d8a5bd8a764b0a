package casework

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// WorkingTime is how long a request has been with whom, in working minutes of the
// calendar in force. The parts of Rows make Total, always.
type WorkingTime struct {
	Since time.Time // when it was submitted; the zero time before
	Until time.Time // when it ended, or now
	Ended bool
	Rows  []TimeRow // in the order of [flow.Holders]; only holders that had it
	Total int
	// Unknown are the years within whose holidays have not been entered: of them only
	// weekends are left out.
	Unknown []int
}

// TimeRow is what one holder had.
type TimeRow struct {
	// Holder is [HeldByOthers] where the viewer may not know who of the others it was.
	Holder  flow.Holder
	Party   alur.PartyID // of a team, else ""
	Minutes int
	Now     bool // the holder has it now
}

// HeldByOthers is what a third party sees of everybody else's time.
const HeldByOthers flow.Holder = "others"

// WorkingTime counts the working time of a request: not-found when it does not exist for
// the actor. A third party learns what its own part is (alone, or with others) and how long
// the whole, not who of the others had it.
func (c *Cases) WorkingTime(ctx context.Context, a Actor, id alur.RequestID) (*WorkingTime, error) {
	var spans []flow.Custody
	var s *flow.State
	var years []alur.CalendarYear
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, state, err := c.seen(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if s = state; s.SubmittedAt == nil {
			return nil
		}
		if years, err = tx.CalendarYears(ctx); err != nil {
			return err
		}
		spans, err = c.custody(ctx, tx, row)
		return err
	})
	if err != nil || s.SubmittedAt == nil {
		return &WorkingTime{}, err
	}
	city, err := calendar.New(calendar.CivilService(), years...)
	if err != nil {
		return nil, err
	}
	if a.User.ThirdParty() {
		spans = foldOthers(spans)
	}
	return workingTime(city, spans, *s.SubmittedAt, s.EndedAt, c.clock()), nil
}

// workingTime adds the stretches up by holder.
func workingTime(city *calendar.Calendar, spans []flow.Custody, since time.Time, end *time.Time, now time.Time) *WorkingTime {
	out := &WorkingTime{Since: since, Until: now, Ended: end != nil}
	if end != nil {
		out.Until = *end
	}
	for _, x := range spans {
		running := x.Until.IsZero()
		if running {
			x.Until = out.Until
		}
		if x.Until.Before(x.Since) {
			x.Until = x.Since // the machine's clock was set back since
		}
		i := slices.IndexFunc(out.Rows, func(r TimeRow) bool { return r.Holder == x.Holder && r.Party == x.Party })
		if i < 0 {
			i = len(out.Rows)
			out.Rows = append(out.Rows, TimeRow{Holder: x.Holder, Party: x.Party})
		}
		n := city.Minutes(x.Since, x.Until)
		out.Rows[i].Minutes += n
		out.Rows[i].Now = out.Rows[i].Now || running
		out.Total += n
	}
	order := append(slices.Clone(flow.Holders), HeldByOthers)
	slices.SortStableFunc(out.Rows, func(a, b TimeRow) int { return slices.Index(order, a.Holder) - slices.Index(order, b.Holder) })
	for y := since.In(alur.Jakarta).Year(); y <= out.Until.In(alur.Jakarta).Year(); y++ {
		if !city.Known(y) {
			out.Unknown = append(out.Unknown, y)
		}
	}
	return out
}

// foldOthers is what a third party sees: its own time, what it had together with
// others, and all else as one.
func foldOthers(spans []flow.Custody) []flow.Custody {
	out := slices.Clone(spans)
	for i, x := range out {
		if x.Holder != flow.HeldByVendor && !x.Third {
			out[i].Holder, out[i].Party = HeldByOthers, ""
		}
	}
	return out
}

// custody reads who had the request and when, from its history.
func (c *Cases) custody(ctx context.Context, tx *store.Tx, row store.RequestRow) ([]flow.Custody, error) {
	if spans, ok := c.held.get(row); ok {
		return spans, nil
	}
	var events []alur.Event
	err := tx.EachEvent(ctx, row.ID, func(r store.EventRow) error {
		e, _, err := evidence.Open(r.Body)
		if err != nil {
			return fmt.Errorf("event %d of %s: %w", r.Seq, r.Request, err)
		}
		events = append(events, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	spans, err := c.flows.Custody(row.ID, row.Agency, events)
	if err == nil {
		c.held.put(row, spans)
	}
	return spans, err
}

// A custodyCache spares playing a history that was played before: an entry is used only
// for a row with the same last hash ([stateCache]). What is in it must not be changed.
type custodyCache struct {
	mu      sync.Mutex
	entries map[alur.RequestID]heldSpans
}

type heldSpans struct {
	hash  string
	spans []flow.Custody
}

func (c *custodyCache) get(row store.RequestRow) ([]flow.Custody, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[row.ID]
	return e.spans, ok && e.hash == row.Hash
}

func (c *custodyCache) put(row store.RequestRow, spans []flow.Custody) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[alur.RequestID]heldSpans{}
	}
	if _, ok := c.entries[row.ID]; !ok && len(c.entries) >= maxStates {
		for id := range c.entries { // any one will do
			delete(c.entries, id)
			break
		}
	}
	c.entries[row.ID] = heldSpans{row.Hash, spans}
}
