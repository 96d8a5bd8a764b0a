package notice

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// Shown reports whether a person may be shown a notice of a request as it is now: it
// exists for the person, and so does what the notice tells. It is asked when a notice is
// made, whenever it is listed, and again before a letter goes.
func Shown(r *flow.Registry, s *flow.State, u alur.User, kind Kind, a Args) bool {
	if !flow.Sees(s, u) || u.Service {
		return false
	}
	switch kind {
	case Message:
		return a.Audience.Includes(u)
	case Meeting, Rescheduled:
		plan, _ := r.Stage(s)
		if plan == nil || plan.Stage(a.Stage) == nil {
			return false
		}
		it := plan.Stage(a.Stage).Item(a.Item)
		return it != nil && !(it.Confidential && u.ThirdParty())
	}
	return true
}

// Current reports whether what a notice says is still so, as far as a letter depends on
// it: whose turn it is, and when a meeting is. waiting is what [flow.Registry.Waiting] says.
func Current(r *flow.Registry, s *flow.State, u alur.User, ict alur.AgencyID, waiting []flow.Waiting, kind Kind, a Args) bool {
	switch kind {
	case Turn:
		return s.Stage == a.Stage && slices.Contains(r.Holding(s, u, ict, waiting), a.Party)
	case Meeting, Rescheduled:
		m, ok := meetingAt(s, a.Stage, a.Item)
		return ok && !s.Status.Ended() && m.Start == a.Start && m.Place == a.Place && slices.Contains(m.Attendees, u.Username)
	}
	return true
}

// met is a meeting before and after a change.
type met struct {
	stage         alur.StageID
	item          alur.ItemID
	before, after flow.Meeting
	had           bool // it had a time before
}

// meetings are those to come whose time, place or people the change has changed.
func (c Change) meetings(r *flow.Registry) []met {
	plan, _ := r.Stage(c.After)
	if plan == nil || c.After.Status.Ended() {
		return nil
	}
	var out []met
	for _, st := range plan.Stages {
		for _, it := range st.Items {
			if it.Kind != flow.KindMeeting {
				continue
			}
			m, ok := meetingAt(c.After, st.ID, it.ID)
			start, err := time.Parse(time.RFC3339, m.Start)
			if !ok || err != nil || !start.After(c.At) {
				continue
			}
			was, had := meetingAt(c.Before, st.ID, it.ID)
			had = had && was.Start != ""
			if had && was.Start == m.Start && was.Place == m.Place && was.Link == m.Link && slices.Equal(was.Attendees, m.Attendees) {
				continue
			}
			out = append(out, met{st.ID, it.ID, was, m, had})
		}
	}
	return out
}

func meetingAt(s *flow.State, stage alur.StageID, item alur.ItemID) (flow.Meeting, bool) {
	var m flow.Meeting
	v := s.Value(stage, item)
	return m, v != nil && json.Unmarshal(v, &m) == nil
}

// meetings tells those who are to attend.
func (t *telling) meetings() {
	for _, m := range t.c.meetings(t.r) {
		moved := m.had && (m.before.Start != m.after.Start || m.before.Place != m.after.Place || m.before.Link != m.after.Link)
		n := Notice{Topic: string(m.stage) + "." + string(m.item), Args: Args{Stage: m.stage, Item: m.item, Start: m.after.Start, Place: m.after.Place}}
		for _, u := range t.c.People {
			if !slices.Contains(m.after.Attendees, u.Username) {
				continue
			}
			n.Kind = Meeting
			if m.had && slices.Contains(m.before.Attendees, u.Username) {
				if !moved {
					continue
				}
				n.Kind = Rescheduled
			}
			t.tell(u, n)
		}
	}
}
