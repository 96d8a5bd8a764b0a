package flow

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
)

// Actions lists the actions of the current stage, in the order of the plan, as
// the actor of env sees them. While paused, what is not possible then is shown
// blocked by "paused"; after the end there are none.
func (r *Registry) Actions(s *State, env Env) []ActionView {
	_, st := r.Stage(s)
	if st == nil || s.Status.Ended() {
		return nil
	}
	mine := r.PartiesOf(s, env.Actor, env.ICT)
	var out []ActionView
	for _, a := range st.Actions {
		if a.Resumes && s.Paused == nil || a.Pauses && s.Paused != nil {
			continue
		}
		v := ActionView{Action: a, Mine: a.May(mine) && !env.Actor.Service}
		if s.Paused != nil && !a.WhilePaused {
			v.Blockers = []alur.Blocker{{Code: alur.BlockPaused}}
		} else {
			v.Blockers = r.guardBlockers(s, a, &env, nil)
		}
		v.Allowed = v.Mine && len(v.Blockers) == 0
		out = append(out, v)
	}
	return out
}

// guardBlockers evaluates the guards of an action of the current stage. input is
// the action's judged input, or nil to leave out what depends on it.
func (r *Registry) guardBlockers(s *State, a *Action, env *Env, input map[alur.ItemID]jsontext.Value) []alur.Blocker {
	var out []alur.Blocker
	for _, g := range a.Guards {
		if a.ChangesTeam && (g.Kind == GuardBothAgencies || g.Kind == GuardNoOverlap) && input == nil {
			continue
		}
		for _, b := range r.guard(s, a, g, env, input) {
			if !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	return out
}

func (r *Registry) guard(s *State, a *Action, g Guard, env *Env, input map[alur.ItemID]jsontext.Value) []alur.Blocker {
	plan, st := r.Stage(s)
	switch g.Kind {
	case GuardComplete:
		var out []alur.Blocker
		for _, gp := range itemGaps(s, st, env, true) {
			for _, b := range gp.blockers {
				if b.Code != alur.BlockDocumentRejected { // GuardReplaced says that
					out = append(out, b)
				}
			}
		}
		return out
	case GuardReplaced:
		var out []alur.Blocker
		for _, id := range s.Reopened {
			for _, gp := range itemGaps(s, plan.Stage(id), env, true) {
				out = append(out, gp.blockers...)
			}
		}
		for _, it := range st.Items {
			if it.Kind == KindDocument {
				out = append(out, rejectedBlockers(s, it)...)
			}
		}
		return out
	case GuardStarted:
		return startedBlockers(s, st, g.Items[0], env)
	case GuardAttendees:
		return r.attendeeBlockers(s, st, g, env)
	case GuardReviewed, GuardAccepted, GuardRejected:
		return reviewBlockers(s, plan, st, g.Kind)
	case GuardOpenFinding:
		if len(openFindings(s)) == 0 {
			return []alur.Blocker{{Code: alur.BlockNoOpenFinding}}
		}
	case GuardFixed:
		return findingBlockers(alur.BlockFindingNotFixed, openFindings(s))
	case GuardVerified:
		var open []int
		for _, f := range s.Findings {
			if f.Status != FindingVerified {
				open = append(open, f.Number)
			}
		}
		return findingBlockers(alur.BlockFindingNotVerified, open)
	case GuardVerdicts:
		return verdictBlockers(s, st, g)
	case GuardBothAgencies, GuardNoOverlap:
		return teamBlockers(g, env, s, func(id alur.ItemID) []string { return teamOf(s, plan, st, a, id, input) })
	case GuardFourEyes:
		if r.submitted(s, env.Actor, env.ICT, a.Parties...) {
			return []alur.Blocker{{Code: alur.BlockFourEyes}}
		}
	}
	return nil
}

func startedBlockers(s *State, st *Stage, item alur.ItemID, env *Env) []alur.Blocker {
	m, ok := meeting(s, st, item)
	if !ok {
		return nil // a missing meeting is said by GuardComplete
	}
	if start, ok := parseTime(m.Start); ok && env.At.Before(start) {
		return []alur.Blocker{{Code: alur.BlockTooEarly, Item: string(item)}}
	}
	return nil
}

func meeting(s *State, st *Stage, item alur.ItemID) (Meeting, bool) {
	var m Meeting
	v := s.Value(st.ID, item)
	return m, v != nil && json.Unmarshal(v, &m) == nil
}

// attendeeBlockers refuses a meeting that lacks somebody of one of the groups.
// People of an ICT agency that is itself the requesting agency count for both.
func (r *Registry) attendeeBlockers(s *State, st *Stage, g Guard, env *Env) []alur.Blocker {
	m, ok := meeting(s, st, g.Items[0])
	if !ok || len(m.Attendees) == 0 {
		return nil
	}
	present := func(in func(string, alur.User) bool) bool {
		return slices.ContainsFunc(m.Attendees, func(n string) bool { u, ok := env.People[n]; return ok && in(n, u) })
	}
	of := func(a alur.AgencyID) func(string, alur.User) bool {
		return func(_ string, u alur.User) bool { return u.Agency == a }
	}
	plan := r.plan(s)
	for _, group := range g.Groups {
		var complete bool
		if group == "agencies" {
			complete = present(of(env.ICT)) && present(of(s.Agency))
		} else if p := plan.Party(alur.PartyID(group)); p != nil && p.Source == SourceVendor {
			complete = present(of(s.Vendor))
		} else {
			members := s.Teams[alur.PartyID(group)]
			complete = present(func(n string, _ alur.User) bool { return slices.Contains(members, n) })
		}
		if !complete {
			return []alur.Blocker{{Code: alur.BlockAttendeesIncomplete, Item: string(g.Items[0])}}
		}
	}
	return nil
}

func reviewBlockers(s *State, plan *Plan, st *Stage, kind GuardKind) []alur.Blocker {
	if st.Review == nil {
		return nil
	}
	var out []alur.Blocker
	rejected := false
	reviewed(s, plan, st, func(it *Item, d Document) {
		switch {
		case d.Review == nil:
			if kind == GuardReviewed {
				out = append(out, documentBlocker(alur.BlockDocumentNotReviewed, it, d))
			}
		case d.Review.Verdict == Rejected:
			rejected = true
			if kind == GuardAccepted {
				out = append(out, documentBlocker(alur.BlockDocumentRejected, it, d))
			}
		}
	})
	if kind == GuardRejected && !rejected {
		return []alur.Blocker{{Code: alur.BlockNoDocumentRejected}}
	}
	return out
}

func verdictBlockers(s *State, st *Stage, g Guard) []alur.Blocker {
	var out []alur.Blocker
	for _, id := range g.Items {
		it := st.Item(id)
		var values map[string]VerdictValue
		v := s.Value(st.ID, id)
		if it == nil || v == nil || json.Unmarshal(v, &values) != nil {
			continue
		}
		for _, a := range it.Aspects {
			if option := it.verdict(values[a.ID].Verdict); option != nil && option.Unacceptable {
				out = append(out, alur.Blocker{Code: alur.BlockVerdictNotAcceptable, Item: string(id) + "." + a.ID})
			}
		}
	}
	return out
}

// teamOf returns the members that a team item would have after the action: from
// the input when it is given there, else as stored where the teams were formed.
func teamOf(s *State, plan *Plan, st *Stage, a *Action, id alur.ItemID, input map[alur.ItemID]jsontext.Value) []string {
	v := input[id]
	if v == nil {
		where := st.ID
		if a.ChangesTeam {
			for _, p := range plan.Parties {
				if p.Source == SourceTeam && p.Item == id {
					where = p.Stage
				}
			}
		}
		v = s.Value(where, id)
	}
	var names []string
	if v != nil {
		_ = json.Unmarshal(v, &names)
	}
	return names
}

func teamBlockers(g Guard, env *Env, s *State, members func(alur.ItemID) []string) []alur.Blocker {
	var out []alur.Blocker
	seen := map[string]bool{}
	for _, id := range g.Items {
		names := members(id)
		if len(names) == 0 {
			continue // a missing team is said by GuardComplete
		}
		ict, requesting, overlap := false, false, false
		for _, n := range names {
			u, ok := env.People[n]
			ict = ict || ok && u.Agency == env.ICT
			requesting = requesting || ok && u.Agency == s.Agency
			overlap = overlap || seen[n]
		}
		for _, n := range names {
			seen[n] = true
		}
		switch {
		case g.Kind == GuardBothAgencies && !(ict && requesting):
			out = append(out, alur.Blocker{Code: alur.BlockTeamNeedsBothAgencies, Item: string(id)})
		case g.Kind == GuardNoOverlap && overlap:
			out = append(out, alur.Blocker{Code: alur.BlockTeamOverlap, Item: string(id)})
		}
	}
	return out
}

// contentSHA256 is what a signature of a stage covers (api.md, content_sha256):
// the stage's set items and its current documents, and the documents that the
// signature item covers in other stages.
func contentSHA256(s *State, st *Stage, it *Item) string {
	type doc struct {
		Kind   string `json:"kind"`
		SHA256 string `json:"sha256"`
	}
	docs := []doc{}
	data := map[string]jsontext.Value{}
	for id, v := range s.Data[st.ID] {
		data[string(id)] = v
	}
	for i := range s.Documents {
		d := &s.Documents[i]
		if d.Current() && d.Finding == 0 && (d.Stage == st.ID || slices.Contains(it.Covers, Ref{d.Stage, d.Kind})) {
			docs = append(docs, doc{string(d.Kind), d.SHA256})
		}
	}
	slices.SortFunc(docs, func(a, b doc) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.SHA256, b.SHA256))
	})
	return canon.SHA256(encode(struct {
		Request   alur.RequestID            `json:"request"`
		Stage     alur.StageID              `json:"stage"`
		Data      map[string]jsontext.Value `json:"data"`
		Documents []doc                     `json:"documents"`
	}{s.Request, st.ID, data, docs}))
}

// LabelOf returns the item or input that a blocker's Item names, and the part.
// The item is nil for "findings.N" and for what no stage has.
func (st *Stage) LabelOf(item string) (it *Item, part string) {
	id, part := item, ""
	for i := range item {
		if item[i] == '.' {
			id, part = item[:i], item[i+1:]
			break
		}
	}
	return st.Item(alur.ItemID(id)), part
}

// FindingNumber reads N of "findings.N"; it reports false for other items.
func FindingNumber(item string) (int, bool) {
	const prefix = "findings."
	if len(item) <= len(prefix) || item[:len(prefix)] != prefix {
		return 0, false
	}
	n, err := strconv.Atoi(item[len(prefix):])
	return n, err == nil
}
