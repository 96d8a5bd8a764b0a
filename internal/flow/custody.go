package flow

import (
	"fmt"
	"slices"
	"time"

	"github.com/alur-id/alur"
)

// Holder says whose time passes.
type Holder string

// The holders. At every moment between submission and end there is exactly one.
const (
	HeldByAgency Holder = "agency"  // the requesting agency has the ball
	HeldByICT    Holder = "ict"     // reviewers or the head of the ICT agency
	HeldByTeam   Holder = "team"    // the members of one team; [Custody.Party] says of which
	HeldByVendor Holder = "vendor"  // the third party
	HeldJointly  Holder = "joint"   // several of those above have it at once: a signature of each, a stage with items of two parties
	HeldByBudget Holder = "budget"  // paused until there is money
	HeldOutside  Holder = "outside" // paused until somebody outside has acted
	HeldByPause  Holder = "paused"  // paused for another reason
)

// Holders lists them, in the order shown to people.
var Holders = []Holder{HeldByAgency, HeldByICT, HeldByTeam, HeldByVendor, HeldJointly, HeldByBudget, HeldOutside, HeldByPause}

// Custody is a stretch of time in which one holder had the request. Stretches follow
// each other without a gap, and neighbours differ.
type Custody struct {
	Holder Holder
	Party  alur.PartyID // of HeldByTeam, else ""
	Third  bool         // of HeldJointly: the third party is one of them
	Since  time.Time
	Until  time.Time // the zero time for the one that lasts
}

// The causes of pauses that have a holder of their own, by their ids in the definitions.
const (
	causeBudget  = "menunggu-anggaran"
	causeOutside = "menunggu-pihak-luar"
)

// Custody says who had the request from its submission to its end, from the events
// alone, oldest first: none before it is submitted. Nothing that may change afterwards
// has a part in it: what a person item lacks is not looked at, since personal values may
// be erased. Events are in order of seq; one whose time lies before that of the event
// before it counts as simultaneous, so that no time is counted twice.
//
// It fails as [Registry.Apply] does.
func (r *Registry) Custody(request alur.RequestID, agency alur.AgencyID, events []alur.Event) ([]Custody, error) {
	var out []Custody
	var now time.Time
	s := NewState(request, agency)
	for _, e := range events {
		if err := r.Apply(s, e); err != nil {
			return nil, fmt.Errorf("custody of %s: %w", request, err)
		}
		if e.At.After(now) {
			now = e.At
		}
		if s.SubmittedAt == nil {
			continue
		}
		n := len(out)
		if e.Type == alur.EventCommentAdded && n > 0 {
			continue // moves nothing; requests have many of them
		}
		if s.Status.Ended() {
			if n > 0 && out[n-1].Until.IsZero() {
				out[n-1].Until = now
			}
			continue
		}
		next := r.holder(s)
		next.Since = now
		if n > 0 && out[n-1].same(next) {
			continue
		}
		if n > 0 {
			out[n-1].Until = now
		}
		out = append(out, next)
	}
	return tidyCustody(out), nil
}

// tidyCustody leaves out stretches of no length, and joins those that then meet.
func tidyCustody(all []Custody) []Custody {
	var out []Custody
	for _, c := range all {
		if c.Until.Equal(c.Since) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].same(c) {
			out[n-1].Until = c.Until
			continue
		}
		out = append(out, c)
	}
	return out
}

// holder is who has an open request.
func (r *Registry) holder(s *State) Custody {
	if s.Paused != nil {
		switch s.Paused.Cause {
		case causeBudget:
			return Custody{Holder: HeldByBudget}
		case causeOutside:
			return Custody{Holder: HeldOutside}
		}
		return Custody{Holder: HeldByPause}
	}
	plan, _ := r.Stage(s)
	var found []Custody
	for _, w := range r.Waiting(s, Env{}) {
		c := Custody{Holder: HeldByICT}
		switch party := plan.Party(w.Party); party.Source {
		case SourceRequester:
			c.Holder = HeldByAgency
		case SourceTeam:
			c.Holder, c.Party = HeldByTeam, party.ID
		case SourceVendor:
			c.Holder = HeldByVendor
		case SourceReviewer, SourceHead:
		}
		if !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return Custody{Holder: HeldByICT} // no definition allows it; who leads a flow answers for it
	case 1:
		return found[0]
	}
	return Custody{Holder: HeldJointly, Third: slices.ContainsFunc(found, func(c Custody) bool { return c.Holder == HeldByVendor })}
}

// same reports whether two stretches are of one holder.
func (c Custody) same(d Custody) bool {
	return c.Holder == d.Holder && c.Party == d.Party && c.Third == d.Third
}
