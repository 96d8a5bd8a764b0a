package flow

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// HandSeats gives every seat that somebody has on a request ([Registry.Seats]) to a
// successor, because the account of the holder is about to end. It is the only thing
// that an administrator may do on a request (decision 0017), and it breaks no rule that
// a change of the teams keeps: what it would break comes back as blockers, and then no
// seat moves at all. Without a seat it changes nothing. With Check set nothing is handed
// over: Step only says whether it could be.
type HandSeats struct {
	From, To string // usernames
	Reason   string // why the holder leaves; needed
	Check    bool
}

// Names returns the two people.
func (c HandSeats) Names() ([]string, []alur.AgencyID) { return []string{c.From, c.To}, nil }

// Seat is one place that a person has on an open request, by name.
type Seat struct {
	// Party is the team, "" for a seat at a meeting.
	Party alur.PartyID
	// Proposed says that the team is named, but not in force yet.
	Proposed bool
	// Stage and Item are where the name stands in the data: the item that forms the
	// team, or the meeting.
	Stage alur.StageID
	Item  alur.ItemID
}

// Seats lists the places of a person: in the teams, in force or proposed, then at the
// meetings that begin after the moment, in the order of the plan. There are none after
// the end of a request.
func (r *Registry) Seats(s *State, username string, at time.Time) []Seat {
	plan := r.plan(s)
	if plan == nil || s.Status.Ended() {
		return nil
	}
	var out []Seat
	for _, p := range plan.Parties {
		if p.Source != SourceTeam {
			continue
		}
		inForce := slices.Contains(s.Teams[p.ID], username)
		if inForce || slices.Contains(namesOf(s.Value(p.Stage, p.Item)), username) {
			out = append(out, Seat{Party: p.ID, Proposed: !inForce, Stage: p.Stage, Item: p.Item})
		}
	}
	for _, st := range plan.Stages {
		for _, it := range st.Items {
			if it.Kind != KindMeeting {
				continue
			}
			m, ok := meeting(s, st, it.ID)
			start, timed := parseTime(m.Start)
			if ok && timed && start.After(at) && slices.Contains(m.Attendees, username) {
				out = append(out, Seat{Stage: st.ID, Item: it.ID})
			}
		}
	}
	return out
}

// MeetingStart is when the meeting of a seat begins; zero for a seat in a team.
func MeetingStart(s *State, seat Seat) time.Time {
	var m Meeting
	v := s.Value(seat.Stage, seat.Item)
	if seat.Party != "" || v == nil || json.Unmarshal(v, &m) != nil {
		return time.Time{}
	}
	start, _ := parseTime(m.Start)
	return start
}

// namesOf reads a list of usernames; nil when the value is none.
func namesOf(v jsontext.Value) []string {
	var names []string
	if v == nil || json.Unmarshal(v, &names) != nil {
		return nil
	}
	return names
}

// checkSeats gives the refusals that do not depend on the seats: person-required,
// not-found (from), not-your-party for everybody but those who manage the holder's
// account, and for one's own seats; request-ended.
func checkSeats(s *State, c HandSeats, env Env) error {
	from, ok := env.People[c.From]
	switch {
	case env.Actor.Service:
		return alur.Refuse(alur.CodePersonRequired)
	case !ok:
		return alur.RefuseField(alur.CodeNotFound, "from")
	case !env.Actor.Active || !env.Actor.Manages(from) || env.Actor.Has(alur.RoleAuditor):
		return alur.Refuse(alur.CodeNotYourParty)
	case s.Status.Ended():
		return alur.Refuse(alur.CodeRequestEnded)
	}
	return nil
}

func (t *turn) handSeats(c HandSeats) error {
	reason, blockers := judgeNote("reason", c.Reason, true)
	seats := t.r.Seats(t.next, c.From, t.env.At)
	for _, b := range t.seatBlockers(c, seats) {
		if !slices.Contains(blockers, b) {
			blockers = append(blockers, b)
		}
	}
	if len(seats) == 0 {
		return nil
	}
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	if c.Check {
		return nil
	}
	for _, seat := range seats {
		p := seatPayload{From: c.From, To: c.To, Team: seat.Party, Reason: reason}
		if seat.Party == "" {
			p.Stage, p.Item = seat.Stage, seat.Item
		}
		if err := t.emitChange(alur.EventSeatHandedOver, "", p); err != nil {
			return err
		}
	}
	return nil
}

// seatBlockers judges the successor for every seat, as a change of the team or of the
// meeting would, and then the teams as they would be.
func (t *turn) seatBlockers(c HandSeats, seats []Seat) []alur.Blocker {
	var out []alur.Blocker
	ctx := valueContext{state: t.next, env: t.env, plan: t.r.plan(t.next)}
	inForce := false
	for _, seat := range seats {
		var reason string
		if seat.Party == "" {
			reason = peopleFault([]string{c.To}, func(u alur.User) bool { return concerned(u, ctx) }, ctx)
		} else {
			inForce = inForce || !seat.Proposed
			reason = peopleFault([]string{c.To}, func(u alur.User) bool { return fitsTeam(u, ctx) }, ctx)
			if reason == "" && (slices.Contains(t.next.Teams[seat.Party], c.To) || slices.Contains(namesOf(t.next.Value(seat.Stage, seat.Item)), c.To)) {
				reason = "already-member"
			}
		}
		if c.From == c.To {
			reason = "same-person"
		}
		if reason != "" {
			out = append(out, alur.Blocker{Code: alur.BlockInvalidInput, Item: string(seat.Item), Reason: reason})
		}
	}
	if len(out) > 0 || !inForce { // a proposal is judged by the action that puts it in force
		return out
	}
	for _, g := range teamRules(ctx.plan) {
		out = append(out, teamBlockers(g, t.env, t.next, func(id alur.ItemID) []string { return t.teamAfter(ctx.plan, id, c) })...)
	}
	return out
}

// teamAfter are the members that a team, named by its item, has when the seats are
// handed over.
func (t *turn) teamAfter(plan *Plan, id alur.ItemID, c HandSeats) []string {
	for _, p := range plan.Parties {
		if p.Source == SourceTeam && p.Item == id {
			return replaceName(t.next.Teams[p.ID], c.From, c.To)
		}
	}
	return nil
}

// teamRules are the rules of the plan's teams: those of the action that changes them,
// else of the one that forms them.
func teamRules(plan *Plan) []Guard {
	var formed []Guard
	for _, st := range plan.Stages {
		for _, a := range st.Actions {
			if !a.ChangesTeam && !a.Appoints {
				continue
			}
			var rules []Guard
			for _, g := range a.Guards {
				if g.Kind == GuardBothAgencies || g.Kind == GuardNoOverlap {
					rules = append(rules, g)
				}
			}
			if a.ChangesTeam {
				return rules
			}
			formed = rules
		}
	}
	return formed
}

// replaceName puts a name in the place of another; one that is there already stays
// where it is, and the other goes.
func replaceName(names []string, from, to string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n == from {
			if slices.Contains(names, to) {
				continue
			}
			n = to
		}
		out = append(out, n)
	}
	return out
}

// seatPayload is the payload of [alur.EventSeatHandedOver]: a seat in a team, or, with
// stage and item, at a meeting.
type seatPayload struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Team   alur.PartyID `json:"team"`
	Stage  alur.StageID `json:"stage,omitzero"`
	Item   alur.ItemID  `json:"item,omitzero"`
	Reason string       `json:"reason"`
}

func (r *Registry) applySeat(s *State, p seatPayload) error {
	plan := r.plan(s)
	if plan == nil {
		return fmt.Errorf("no flow %s in version %d", s.Flow, s.FlowVersion)
	}
	if p.Team == "" {
		return applyMeetingSeat(s, p)
	}
	party := plan.Party(p.Team)
	if party == nil || party.Source != SourceTeam {
		return fmt.Errorf("no team %s", p.Team)
	}
	found := false
	if members := s.Teams[p.Team]; slices.Contains(members, p.From) {
		found = true
		s.Teams[p.Team] = replaceName(members, p.From, p.To)
	}
	if named := namesOf(s.Value(party.Stage, party.Item)); slices.Contains(named, p.From) {
		found = true
		s.Data[party.Stage][party.Item] = encode(replaceName(named, p.From, p.To))
	}
	if !found {
		return fmt.Errorf("%s has no seat in %s", p.From, p.Team)
	}
	return nil
}

func applyMeetingSeat(s *State, p seatPayload) error {
	var parts map[string]jsontext.Value
	v := s.Value(p.Stage, p.Item)
	if v == nil || json.Unmarshal(v, &parts) != nil || !slices.Contains(namesOf(parts["attendees"]), p.From) {
		return fmt.Errorf("%s has no seat at %s.%s", p.From, p.Stage, p.Item)
	}
	parts["attendees"] = encode(replaceName(namesOf(parts["attendees"]), p.From, p.To))
	s.Data[p.Stage][p.Item] = encode(parts)
	return nil
}
