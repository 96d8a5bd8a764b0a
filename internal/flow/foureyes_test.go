package flow_test

import (
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/racetest"
)

// judging are the actions that flows.md ("Rules over all stages") keeps from whoever
// submitted; reviews and signatures for the ICT agency come beside them.
var judging = []string{"terima", "kembalikan", "tolak", "setujui", "tidak-setujui", "alihkan-jalur"}

// hats gives the few people of a small ICT agency, which asks for a system of its own,
// random roles and random offices of colleagues, mad ones too.
func (w *world) hats(t *rapid.T) {
	staff := []string{"verifikator", "kepala", "rangkap", "pengembang", "penguji"}
	for _, name := range staff {
		u := w.people[name]
		u.Roles = nil
		for _, r := range []alur.Role{alur.RoleRequester, alur.RoleReviewer, alur.RoleHead, alur.RoleMember} {
			if rapid.IntRange(0, 2).Draw(t, name+" "+string(r)) == 0 {
				u.Roles = append(u.Roles, r)
			}
		}
		w.people[name] = u
	}
	for range rapid.IntRange(0, 8).Draw(t, "stand-ins") {
		u := w.people[rapid.SampledFrom(staff).Draw(t, "stands in")]
		absent := w.people[rapid.SampledFrom(staff).Draw(t, "absent")]
		if u.Username == absent.Username {
			continue
		}
		in := alur.StandIn{Kind: alur.StandInDaily, For: absent.Username, Name: absent.Name}
		for _, r := range absent.Roles {
			if r.Office() {
				in.Roles = append(in.Roles, r)
			}
		}
		u.StandsIn = append(slices.Clone(u.StandsIn), in)
		w.people[u.Username] = u
	}
}

// persons are the people behind an act: who did it, and for whom.
func persons(e alur.Event) []string {
	if e.Actor.OnBehalfOf != "" {
		return []string{e.Actor.Username, e.Actor.OnBehalfOf}
	}
	return []string{e.Actor.Username}
}

// judges reports what an event judges of the request, "" when nothing.
func judges(e alur.Event) string {
	var p struct {
		Action string `json:"action"`
		Item   string `json:"item"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		panic(err)
	}
	switch {
	case e.Type == alur.EventDocumentReviewed:
		return "review"
	case e.Type == alur.EventActionTaken && slices.Contains(judging, p.Action):
		return p.Action
	case e.Type == alur.EventSigned && (p.Item == "paraf-kominfo" || p.Item == "tanda-tangan-kominfo"):
		return p.Item
	}
	return ""
}

// TestFourEyes lets people with random roles and random offices of colleagues work on
// requests, and looks in the histories for anybody who judged what he or she, or the
// colleague for whom he or she acted, had submitted.
func TestFourEyes(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	var judged, behalf, refused int
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, ict)
		w.hats(t)
		for _, name := range everybody {
			if _, err := w.try(name, flow.Create{Flow: "swakelola"}); err == nil {
				break
			}
		}
		if w.state.Flow == "" {
			return // nobody may
		}
		for range rapid.IntRange(60, 200).Draw(t, "steps") {
			who := rapid.SampledFrom(everybody).Draw(t, "who")
			cmd := drawCommand(t, w, &who)
			if rapid.IntRange(0, 5).Draw(t, "advance") > 0 {
				cmd = w.due(t, &who)
			}
			if cmd == nil {
				continue
			}
			_, err := w.try(who, cmd)
			if e, ok := err.(*alur.Error); ok && (e.Code == alur.CodeFourEyes || slices.ContainsFunc(e.Blockers, func(b alur.Blocker) bool { return b.Code == alur.BlockFourEyes })) {
				refused++
			}
		}
		var submitters []string
		for _, e := range w.events {
			if e.Actor.OnBehalfOf != "" {
				behalf++
				w.checkBehalf(e)
			}
			if what := judges(e); what != "" {
				judged++
				for _, name := range persons(e) {
					if slices.Contains(submitters, name) {
						t.Fatalf("%v, of whom %s submitted the request, took %s (event %d)", persons(e), name, what, e.Seq)
					}
				}
			}
			if submits(e) {
				submitters = append(submitters, persons(e)...)
			}
		}
	})
	// The property would hold of people who do nothing.
	if judged == 0 || behalf == 0 || refused == 0 {
		t.Errorf("%d judgements, %d acts for colleagues, %d refusals for four eyes", judged, behalf, refused)
	}
}

func submits(e alur.Event) bool {
	var p struct {
		Action string `json:"action"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		panic(err)
	}
	return e.Type == alur.EventActionTaken && (p.Action == "ajukan" || p.Action == "serahkan")
}

// due is the next thing that the request waits for, and somebody who might do it.
func (w *world) due(t *rapid.T, who *string) flow.Command {
	_, st := w.reg.Stage(w.state)
	for _, x := range w.reg.Waiting(w.state, w.env(*who)) {
		w.member(t, []alur.PartyID{x.Party}, who)
		if cmd := w.next(st, x); cmd != nil {
			return cmd
		}
	}
	return nil
}

// checkBehalf holds that an act for a colleague needed the colleague: whoever acted
// had not the party in person, the colleague had, and had handed the office over.
func (w *world) checkBehalf(e alur.Event) {
	w.t.Helper()
	u, absent := w.people[e.Actor.Username], w.people[e.Actor.OnBehalfOf]
	if !slices.ContainsFunc(u.StandsIn, func(in alur.StandIn) bool { return in.For == absent.Username }) {
		w.t.Fatalf("event %d: %s does not stand in for %s", e.Seq, u.Username, absent.Username)
	}
	u.StandsIn, absent.StandsIn = nil, nil
	if parties := w.reg.PartiesOf(w.state, u, ict); slices.Contains(parties, e.Actor.Party) {
		w.t.Fatalf("event %d: %s is %s in person", e.Seq, u.Username, e.Actor.Party)
	}
	if parties := w.reg.PartiesOf(w.state, absent, ict); !slices.Contains(parties, e.Actor.Party) {
		w.t.Fatalf("event %d: %s is not %s", e.Seq, absent.Username, e.Actor.Party)
	}
}

// TestStandIn walks one request of the ICT agency's own through the hands of people
// who stand in for each other.
func TestStandIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	head, reviewer := w.people["kepala"], w.people["verifikator"]
	deputy := w.people["pengembang"] // a member, without any office
	deputy.StandsIn = []alur.StandIn{
		{Kind: alur.StandInDaily, For: head.Username, Roles: head.Roles},
		{Kind: alur.StandInLeave, For: reviewer.Username, Roles: reviewer.Roles},
	}
	w.people["pengembang"] = deputy
	if !deputy.SeesAll() || deputy.OnBehalfOf(alur.RoleHead) != "kepala" || deputy.OnBehalfOf(alur.RoleReviewer) != "verifikator" {
		t.Fatalf("offices of %+v", deputy)
	}
	w.toVerification("pemohon", "swakelola")
	for _, d := range w.state.Documents {
		w.do("pengembang", flow.ReviewDocument{ID: d.ID, Verdict: flow.Accepted})
	}
	if e := w.events[len(w.events)-1]; e.Actor != (alur.EventActor{Username: "pengembang", Party: "kominfo", OnBehalfOf: "verifikator"}) {
		t.Errorf("a review for a colleague: %+v", e.Actor)
	}
	// Of the two parties that may pause, the one held in person comes first.
	both := w.people["verifikator2"]
	both.StandsIn = []alur.StandIn{{Kind: alur.StandInActing, For: head.Username, Roles: head.Roles}}
	w.people["verifikator2"] = both
	w.do("verifikator2", act("jeda", m{"sebab": "lainnya", "alasan": "Menunggu surat"}))
	if e := w.events[len(w.events)-1]; e.Actor != (alur.EventActor{Username: "verifikator2", Party: "kominfo"}) {
		t.Errorf("in person before for a colleague: %+v", e.Actor)
	}
	w.do("pengembang", act("lanjutkan", nil))
	w.do("pengembang", act("terima", nil))
	// The period is over: the office is gone, the history stays.
	deputy.StandsIn = nil
	w.people["pengembang"] = deputy
	w.refused("pengembang", act("catat-presentasi", nil), alur.CodeNotYourParty)
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		t.Errorf("replay differs\n%s\n%s", got, want)
	}
}
