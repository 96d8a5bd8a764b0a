package flow_test

import (
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// TestAccess holds the table of who may do what to the engine: for every party, in
// every stage of both flows, everything that the table has anywhere is asked for, and
// what Check answers is what the table says of that stage. So are pause, end and four eyes.
func TestAccess(t *testing.T) {
	t.Parallel()
	for _, plan := range shipped().Plans() {
		t.Run(string(plan.Flow), func(t *testing.T) {
			t.Parallel()
			all := flow.Access(plan)
			type thing struct {
				deed flow.Deed
				id   string
			}
			var things []thing
			for _, x := range all {
				if k := (thing{x.Deed, x.ID}); !slices.Contains(things, k) {
					things = append(things, k)
				}
			}
			if len(things) < 60 {
				t.Errorf("only %d things", len(things))
			}
			asked := 0
			for _, st := range plan.Stages {
				for _, party := range plan.Parties {
					a := newAsking(t, plan, st, party)
					for _, k := range things {
						asked++
						row := flow.Permission{}
						if i := slices.IndexFunc(all, func(x flow.Permission) bool {
							return x.Stage == st && x.Deed == k.deed && x.ID == k.id && slices.Contains(x.Parties, party.ID)
						}); i >= 0 {
							row = all[i]
						}
						a.compare(k.deed, k.id, row)
					}
				}
			}
			t.Logf("%d questions", asked)
		})
	}
}

// asking is one request in a stage, everybody of one party, and what they ask.
type asking struct {
	t    *testing.T
	reg  *flow.Registry
	plan *flow.Plan
	st   *flow.Stage
	who  alur.User
	s    *flow.State
}

func newAsking(t *testing.T, plan *flow.Plan, st *flow.Stage, party *flow.Party) *asking {
	t.Helper()
	w := newWorld(t, health)
	a := &asking{t: t, reg: w.reg, plan: plan, st: st, s: w.state}
	name := map[flow.PartySource]string{
		flow.SourceRequester: "pemohon", flow.SourceReviewer: "verifikator", flow.SourceHead: "kepala", flow.SourceTeam: "pengembang", flow.SourceVendor: "vendor",
	}[party.Source]
	a.who = w.people[name]
	a.s.Flow, a.s.FlowVersion, a.s.Stage, a.s.Status = plan.Flow, plan.Version, st.ID, alur.StatusOpen
	a.s.Vendor, a.s.Teams = cvNusa, map[alur.PartyID][]string{}
	if party.Source == flow.SourceTeam {
		a.s.Teams[party.ID] = []string{name}
	}
	// A document to review, and a finding in every stage of its life.
	for _, x := range plan.Stages {
		if x.Review != nil {
			where := plan.Stage(x.Review.Stages[0])
			i := slices.IndexFunc(where.Items, func(it *flow.Item) bool { return it.Kind == flow.KindDocument })
			a.s.Documents = []flow.Document{{ID: "d1", Kind: where.Items[i].ID, Stage: where.ID}}
			if st.Resubmits {
				for _, id := range x.Review.Stages {
					if id != st.ID {
						a.s.Reopened = append(a.s.Reopened, id)
					}
				}
			}
		}
	}
	a.s.Findings = []flow.Finding{{Number: 1, Status: flow.FindingOpen}}
	return a
}

func (a *asking) command(deed flow.Deed, id string) flow.Command {
	switch deed {
	case flow.DeedSign:
		return flow.Sign{Item: id}
	case flow.DeedAct:
		return flow.Act{Action: id}
	case flow.DeedReview:
		return flow.ReviewDocument{ID: "d1", Verdict: flow.Accepted}
	case flow.DeedReport:
		return flow.AddFinding{}
	case flow.DeedFix:
		return flow.ChangeFinding{Number: 1, Status: flow.FindingFixed}
	case flow.DeedPicture:
		return flow.AddDocument{Finding: 1}
	}
	for _, st := range a.plan.Stages {
		if it := st.Item(alur.ItemID(id)); it != nil && it.Kind == flow.KindDocument {
			return flow.AddDocument{Kind: id}
		}
	}
	return flow.SetData{Items: map[string]jsontext.Value{id: jsontext.Value("null")}}
}

// compare asks for one thing while the request runs, is paused, has ended, and was
// submitted by the same person. row is what the table says, zero where it has nothing.
func (a *asking) compare(deed flow.Deed, id string, row flow.Permission) {
	a.t.Helper()
	cmd := a.command(deed, id)
	env := flow.Env{Actor: a.who, ICT: ict}
	check := func(state string, s *flow.State, want bool) {
		a.t.Helper()
		if err := a.reg.Check(s, cmd, env); (err == nil) != want {
			a.t.Errorf("%s, %s in %s (%s): %s %s: %v, the table says %v", a.plan.Flow, a.who.Username, a.st.ID, state, deed, id, err, want)
		}
	}
	check("open", a.s, row.Open)
	paused := a.s.Clone()
	paused.Paused = &flow.Pause{}
	check("paused", paused, row.Paused)
	ended := a.s.Clone()
	ended.Status = alur.StatusCompleted
	check("ended", ended, false)

	if !row.Open {
		return
	}
	submitted := a.s.Clone()
	submitted.Submitters = []string{a.who.Username}
	if deed != flow.DeedAct {
		check("submitted", submitted, !row.FourEyes)
		return
	}
	for _, v := range a.reg.Actions(submitted, env) {
		if string(v.Action.ID) != id {
			continue
		}
		blocked := slices.ContainsFunc(v.Blockers, func(b alur.Blocker) bool { return b.Code == alur.BlockFourEyes })
		if blocked != row.FourEyes {
			a.t.Errorf("%s in %s: %s: four eyes %v, the table says %v", a.who.Username, a.st.ID, id, blocked, row.FourEyes)
		}
	}
}

// TestAccessAtCounter compares the mark of what is done at the counter with the engine.
func TestAccessAtCounter(t *testing.T) {
	t.Parallel()
	for _, plan := range shipped().Plans() {
		marked := 0
		for _, x := range flow.Access(plan) {
			if !slices.ContainsFunc(x.Parties, func(id alur.PartyID) bool { return plan.Party(id).Source == flow.SourceRequester }) ||
				slices.ContainsFunc(x.Parties, func(id alur.PartyID) bool { return plan.Party(id).Source == flow.SourceReviewer }) {
				continue
			}
			i := slices.IndexFunc(plan.Parties, func(p *flow.Party) bool { return p.Source == flow.SourceReviewer })
			a := newAsking(t, plan, x.Stage, plan.Parties[i])
			a.s.Counter = true
			err := a.reg.Check(a.s, a.command(x.Deed, x.ID), flow.Env{Actor: a.who, ICT: ict})
			if (err == nil) != x.Counter {
				t.Errorf("%s in %s: %s %s at the counter: %v, the table says %v", plan.Flow, x.Stage.ID, x.Deed, x.ID, err, x.Counter)
			}
			if x.Counter {
				marked++
			}
		}
		if marked == 0 {
			t.Errorf("%s: nothing is done at the counter", plan.Flow)
		}
	}
}
