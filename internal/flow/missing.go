package flow

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// A gap is one required thing that a stage still lacks: who owes it, under which
// item, and the blockers that say so.
type gap struct {
	owner    alur.PartyID
	item     string
	blockers []alur.Blocker
}

// gaps lists what the current stage lacks, in the order of the definition:
// what reopened stages lack first, then its own items, then reviews and fixes.
// Signatures are left out when signed is false (a signature asks for everything else).
func (r *Registry) gaps(s *State, env *Env, signatures bool) []gap {
	plan, st := r.Stage(s)
	if st == nil {
		return nil
	}
	var out []gap
	if st.Resubmits {
		for _, id := range s.Reopened {
			if reopened := plan.Stage(id); reopened != nil {
				out = append(out, itemGaps(s, reopened, env, signatures)...)
			}
		}
	}
	out = append(out, itemGaps(s, st, env, signatures)...)
	if st.Review != nil {
		out = append(out, reviewGaps(s, plan, st)...)
	}
	if st.Findings != nil && st.Findings.Fix != "" {
		if open := openFindings(s); len(open) > 0 {
			out = append(out, gap{st.Findings.Fix, "findings", findingBlockers(alur.BlockFindingNotFixed, open)})
		}
	}
	return out
}

// itemGaps lists the items of a stage that are required and not there, not
// complete, outdated, or (where the stage takes resubmissions) still rejected.
func itemGaps(s *State, st *Stage, env *Env, signatures bool) []gap {
	resubmits := s.Stage != st.ID || st.Resubmits
	var out []gap
	for _, it := range st.Items {
		if it.Kind == KindSignature && !signatures {
			continue
		}
		blockers := itemBlockers(s, st, it, env)
		if resubmits && it.Kind == KindDocument {
			blockers = append(blockers, rejectedBlockers(s, it)...)
		}
		if len(blockers) > 0 {
			out = append(out, gap{it.Owner, string(it.ID), blockers})
		}
	}
	return out
}

// itemBlockers says what a required item lacks; nothing for an optional one.
func itemBlockers(s *State, st *Stage, it *Item, env *Env) []alur.Blocker {
	if !required(s, st, it) {
		return nil
	}
	id := string(it.ID)
	one := func(code alur.BlockerCode) []alur.Blocker { return []alur.Blocker{{Code: code, Item: id}} }
	switch it.Kind {
	case KindDocument:
		if len(s.Current(it.ID)) == 0 {
			return one(alur.BlockMissingDocument)
		}
	case KindSignature:
		if s.signature(st.ID, it.ID) == nil {
			return one(alur.BlockMissingSignature)
		}
	default:
		parts := missingParts(s, it, s.Value(st.ID, it.ID), env)
		var out []alur.Blocker
		for _, p := range parts {
			name := id
			if p != "" {
				name += "." + p
			}
			out = append(out, alur.Blocker{Code: alur.BlockMissingItem, Item: name})
		}
		if len(out) > 0 {
			return out
		}
	}
	if s.IsOutdated(st.ID, it.ID) {
		return one(alur.BlockOutdated)
	}
	return nil
}

// required reports whether the item is asked for as the stage's data stand.
func required(s *State, st *Stage, it *Item) bool {
	if it.RequiredUnless != nil {
		v := s.Text(st.ID, it.RequiredUnless.Item)
		return v != "" && v != it.RequiredUnless.Value
	}
	return it.Required
}

// missingParts lists what a value lacks to be complete: [""] for all of it, the
// names of parts otherwise, nothing when it is complete. A person who was erased lacks
// nothing, but in a request that was never submitted: nobody has judged it yet.
func missingParts(s *State, it *Item, v jsontext.Value, env *Env) []string {
	if v == nil {
		return []string{""}
	}
	var out []string
	lacks := func(part string, missing bool) {
		if missing {
			out = append(out, part)
		}
	}
	switch it.Kind {
	case KindPerson:
		c, _ := commitmentIn(v)
		p, known := env.Private[c]
		if !known && s.SubmittedAt != nil {
			return nil // erased: it was complete when it mattered
		}
		for _, part := range it.Parts {
			lacks(part, p.part(part) == "")
		}
	case KindChecklist:
		var ticks map[string]Tick
		_ = json.Unmarshal(v, &ticks)
		for _, o := range it.Options {
			t := ticks[o.ID]
			lacks(o.ID, t.State == "" || t.State == TickNotApplicable && t.Note == "")
		}
	case KindVerdicts:
		var verdicts map[string]VerdictValue
		_ = json.Unmarshal(v, &verdicts)
		for _, a := range it.Aspects {
			x := verdicts[a.ID]
			option := it.verdict(x.Verdict)
			lacks(a.ID, option == nil || option.NoteRequired && x.Note == "")
		}
	case KindMeeting:
		var m Meeting
		_ = json.Unmarshal(v, &m)
		lacks("start", m.Start == "")
		lacks("end", m.End == "")
		lacks("place", m.Place == "" && m.Link == "")
		lacks("attendees", len(m.Attendees) == 0)
	case KindMilestones:
		var list []Milestone
		_ = json.Unmarshal(v, &list)
		for i, m := range list {
			lacks(strconv.Itoa(i+1), m.Title == "" || m.Due == "")
		}
	case KindLog:
		if !it.EachKind {
			break
		}
		var list []LogEntry
		_ = json.Unmarshal(v, &list)
		for _, o := range it.Options {
			lacks(o.ID, !slices.ContainsFunc(list, func(e LogEntry) bool { return e.Kind == o.ID }))
		}
	case KindVendor:
		var x Vendor
		_ = json.Unmarshal(v, &x)
		lacks("agency", x.Agency == "")
		lacks("basis", x.Basis == "")
		lacks("number", x.Number == "")
		lacks("date", x.Date == "")
	}
	return out
}

// part returns the part of a person with the name used in definitions.
func (p Person) part(name string) string {
	switch name {
	case "name":
		return p.Name
	case "position":
		return p.Position
	case "nip":
		return p.NIP
	case "phone":
		return p.Phone
	case "email":
		return p.Email
	}
	return ""
}

// rejectedBlockers lists the current documents of an item that stand rejected.
func rejectedBlockers(s *State, it *Item) []alur.Blocker {
	var out []alur.Blocker
	for _, d := range s.Current(it.ID) {
		if d.Review != nil && d.Review.Verdict == Rejected {
			out = append(out, documentBlocker(alur.BlockDocumentRejected, it, d))
		}
	}
	return out
}

func documentBlocker(code alur.BlockerCode, it *Item, d Document) alur.Blocker {
	b := alur.Blocker{Code: code, Item: string(it.ID)}
	if it.MaxFiles > 1 {
		b.Document = d.ID
	}
	return b
}

// reviewed calls f for every current document under the stage's review, in the
// order of the definition.
func reviewed(s *State, plan *Plan, st *Stage, f func(*Item, Document)) {
	for _, id := range st.Review.Stages {
		under := plan.Stage(id)
		if under == nil {
			continue
		}
		for _, it := range under.Items {
			if it.Kind != KindDocument {
				continue
			}
			for _, d := range s.Current(it.ID) {
				f(it, d)
			}
		}
	}
}

func reviewGaps(s *State, plan *Plan, st *Stage) []gap {
	var out []gap
	reviewed(s, plan, st, func(it *Item, d Document) {
		if d.Review != nil {
			return
		}
		b := documentBlocker(alur.BlockDocumentNotReviewed, it, d)
		if n := len(out); n > 0 && out[n-1].item == string(it.ID) {
			out[n-1].blockers = append(out[n-1].blockers, b)
			return
		}
		out = append(out, gap{st.Review.Party, string(it.ID), []alur.Blocker{b}})
	})
	return out
}

// openFindings returns the numbers of the findings that wait for a fix.
func openFindings(s *State) []int {
	var out []int
	for _, f := range s.Findings {
		if f.Status == FindingOpen || f.Status == FindingReopened {
			out = append(out, f.Number)
		}
	}
	return out
}

func findingBlockers(code alur.BlockerCode, numbers []int) []alur.Blocker {
	var out []alur.Blocker
	for _, n := range numbers {
		out = append(out, alur.Blocker{Code: code, Item: "findings." + strconv.Itoa(n)})
	}
	return out
}

// Waiting says who has the ball and what is missing of them: the owners of what
// the stage lacks, or, when nothing lacks, the parties of the stage's own actions
// that lead on or back. Nobody while paused or after the end (flows.md).
func (r *Registry) Waiting(s *State, env Env) []Waiting {
	_, st := r.Stage(s)
	if st == nil || s.Status.Ended() || s.Paused != nil {
		return nil
	}
	var out []Waiting
	add := func(party alur.PartyID, item string) {
		i := slices.IndexFunc(out, func(w Waiting) bool { return w.Party == party })
		if i < 0 {
			out = append(out, Waiting{Party: party, Missing: []string{}})
			i = len(out) - 1
		}
		if item != "" {
			out[i].Missing = append(out[i].Missing, item)
		}
	}
	for _, g := range r.gaps(s, &env, true) {
		add(g.owner, g.item)
	}
	if len(out) > 0 {
		return out
	}
	for _, a := range st.Actions {
		if a.Turn {
			for _, p := range a.Parties {
				add(p, "")
			}
		}
	}
	return out
}
