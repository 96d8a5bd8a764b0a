package compliance_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/flow/flowtest"
)

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

const (
	ict    = alur.AgencyID("diskominfo")
	health = alur.AgencyID("dinas-kesehatan")
)

// A walk is one request that people lead through the shipped flows.
type walk struct {
	t       rapid.TB
	state   *flow.State
	events  []alur.Event
	people  map[string]alur.User
	private map[string]flow.Person
	now     time.Time
	salts   byte
}

func begin(t rapid.TB, id alur.FlowID) *walk {
	w := &walk{t: t, state: flow.NewState("0123456789abcdef0123456789abcdef", health), people: map[string]alur.User{}, private: map[string]flow.Person{}, now: time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)}
	for name, role := range map[string]alur.Role{
		"pemohon": alur.RoleRequester, "pengembang-pd": alur.RoleMember, "penguji-pd": alur.RoleMember, "verifikator": alur.RoleReviewer,
		"kepala": alur.RoleHead, "pengembang": alur.RoleMember, "penguji": alur.RoleMember, "vendor": alur.RoleVendor,
	} {
		u := alur.User{Username: name, Name: name, Agency: ict, AgencyKind: alur.AgencyICT, Roles: []alur.Role{role}, Active: true}
		switch name {
		case "pemohon", "pengembang-pd", "penguji-pd":
			u.Agency, u.AgencyKind = health, alur.AgencyOffice
		case "vendor":
			u.Agency, u.AgencyKind = "cv-nusa", alur.AgencyVendor
		}
		w.people[name] = u
	}
	if !w.try("pemohon", flow.Create{Flow: id}) {
		t.Fatal("no request")
	}
	return w
}

func (w *walk) env(who string) flow.Env {
	return flow.Env{
		At: w.now, Actor: w.people[who], ICT: ict, People: w.people, Private: w.private,
		Agencies: map[alur.AgencyID]alur.Agency{"cv-nusa": {ID: "cv-nusa", Name: "CV Nusa", Kind: alur.AgencyVendor, Active: true}},
		Salt:     func() []byte { w.salts++; return []byte{w.salts, 1, 2, 3, 4, 5, 6, 7} },
	}
}

// try carries a command out, and reports whether anything happened.
func (w *walk) try(who string, cmd flow.Command) bool {
	w.now = w.now.Add(time.Minute)
	res, err := shipped().Step(w.state, cmd, w.env(who))
	if err != nil {
		return false
	}
	for _, p := range res.Private {
		var v flow.Person
		if err := json.Unmarshal(p.Value, &v); err != nil {
			w.t.Fatal(err)
		}
		w.private[p.Commitment] = v
	}
	for _, d := range res.Drafts {
		e := alur.Event{Request: w.state.Request, Seq: w.state.Seq + 1, Type: d.Type, At: w.now, Actor: alur.EventActor{Username: who, Party: d.Party, OnBehalfOf: d.OnBehalfOf}, Payload: d.Payload}
		if err := shipped().Apply(w.state, e); err != nil {
			w.t.Fatal(err)
		}
		w.events = append(w.events, e)
	}
	return len(res.Drafts) > 0
}

func value(v any) jsontext.Value {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func (w *walk) file(id alur.ItemID) flow.AddDocument {
	n := len(w.events)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, n))
	return flow.AddDocument{ID: alur.DocumentID(fmt.Sprintf("%032x", n)), Kind: string(id), Name: string(id) + ".pdf", Size: 1000, MediaType: "application/pdf", Type: "pdf", SHA256: hex.EncodeToString(sum[:])}
}

// paper issues a paper, or withdraws the one in force.
func (w *walk) paper(k flow.PaperKind, withdraw bool) {
	plan, _ := shipped().Stage(w.state)
	for _, p := range k.Parties(plan) {
		if old := w.state.PaperInForce(k.ID); old != nil && withdraw {
			w.try(flowtest.ActsFor[p], flow.RegisterPaper{Code: old.Code, Number: "555/1/2026", Date: "2026-11-23"})
			w.try(flowtest.ActsFor[p], flow.WithdrawPaper{Code: old.Code, Reason: "Salah tulis nama"})
			continue
		}
		w.try(flowtest.ActsFor[p], flow.IssuePaper{Code: fmt.Sprintf("7K4M92QXT%03d", len(w.events)), Kind: k.ID, Template: "shipped@1", SHA256: w.file("x").SHA256, Head: w.file("y").SHA256})
	}
}

// act takes an action with good input.
func (w *walk) act(a *flow.Action) bool {
	plan, _ := shipped().Stage(w.state)
	c := flow.Act{Action: string(a.ID), Input: map[string]jsontext.Value{}}
	for _, it := range a.Inputs {
		if it.Required {
			c.Input[string(it.ID)] = value(flowtest.Value(plan, it, w.now))
		}
	}
	for _, p := range a.Parties {
		if w.try(flowtest.ActsFor[p], c) {
			return true
		}
	}
	return false
}

// supply gives the stage all that it asks for, with the verdict on every document.
func (w *walk) supply(verdict string) {
	plan, st := shipped().Stage(w.state)
	for _, d := range slices.Clone(w.state.Documents) {
		if st.Review != nil && d.Current() && d.Review == nil {
			w.try("verifikator", flow.ReviewDocument{ID: d.ID, Verdict: verdict, Note: "Catatan"})
		}
		if st.Resubmits && d.Current() && d.Review != nil && d.Review.Verdict == flow.Rejected {
			w.try("pemohon", flow.RemoveDocument{ID: d.ID}) // one of several is not replaced
			w.try("pemohon", w.file(d.Kind))
		}
	}
	for _, f := range slices.Clone(w.state.Findings) {
		if st.Findings != nil && st.Findings.Fix != "" {
			w.try(flowtest.ActsFor[st.Findings.Fix], flow.ChangeFinding{Number: f.Number, Status: flow.FindingFixed, Note: "Sudah"})
		} else if st.Findings != nil {
			w.try("penguji", flow.ChangeFinding{Number: f.Number, Status: flow.FindingVerified, Note: "Baik"})
		}
	}
	for _, signatures := range []bool{false, true} {
		for _, it := range st.Items {
			who := flowtest.ActsFor[it.Owner]
			switch {
			case signatures != (it.Kind == flow.KindSignature):
			case it.Kind == flow.KindSignature:
				w.try(who, flow.Sign{Item: string(it.ID)})
			case it.Kind == flow.KindDocument:
				if len(w.state.Current(it.ID)) == 0 || w.state.IsOutdated(st.ID, it.ID) {
					w.try(who, w.file(it.ID))
				}
			default:
				w.try(who, flow.SetData{Items: map[string]jsontext.Value{string(it.ID): value(flowtest.Value(plan, it, w.now))}})
			}
		}
	}
}

// action takes the stage's action with the id.
func (w *walk) action(id alur.ActionID) bool {
	_, st := shipped().Stage(w.state)
	a := st.Action(id)
	return a != nil && w.act(a)
}

// onward goes on to the next stage, as the guide has it.
func (w *walk) onward() bool {
	w.supply(flow.Accepted)
	_, st := shipped().Stage(w.state)
	for _, a := range st.Actions {
		if a.Clause != "" && (a.Direction == flow.LeadsOn || st.Sub) && w.act(a) {
			return true
		}
	}
	return false
}

func report(t rapid.TB, events []alur.Event) *compliance.Report {
	r := compliance.Begin(shipped())
	for _, e := range events {
		if err := r.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	out, err := r.Report()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// states writes the states down as letters, clause by clause.
func states(r *compliance.Report) string {
	letters := map[compliance.State]string{compliance.Done: "d", compliance.Repeated: "r", compliance.Skipped: "s", compliance.Pending: "-", compliance.Ended: "x"}
	out := ""
	for _, c := range r.Clauses {
		out += letters[c.State]
	}
	return out
}

// onwards goes on by some stages.
func (w *walk) onwards(stages int) bool {
	for range stages {
		if !w.onward() {
			return false
		}
	}
	return true
}

func TestStatesOfClauses(t *testing.T) {
	t.Parallel()
	must := func(t *testing.T, ok bool) {
		t.Helper()
		if !ok {
			t.Fatal("refused")
		}
	}
	for name, c := range map[string]struct {
		flow alur.FlowID
		lead func(*testing.T, *walk)
		want string
	}{
		"begun":  {"swakelola", func(*testing.T, *walk) {}, "----------------"},
		"handed": {"swakelola", func(t *testing.T, w *walk) { must(t, w.onwards(2)) }, "dd--------------"},
		"returned: open again": {"swakelola", func(t *testing.T, w *walk) {
			must(t, w.onwards(2))
			w.supply(flow.Rejected)
			must(t, w.action("kembalikan"))
		}, "d---------------"},
		"returned and taken in": {"swakelola", func(t *testing.T, w *walk) {
			must(t, w.onwards(2))
			w.supply(flow.Rejected)
			must(t, w.action("kembalikan") && w.onwards(2))
		}, "drr-------------"},
		"rejected: the study was done": {"swakelola", func(t *testing.T, w *walk) {
			must(t, w.onwards(2))
			w.supply(flow.Rejected)
			must(t, w.action("tolak"))
		}, "dddxxxxxxxxxxxxx"},
		"withdrawn: the clause was not": {"swakelola", func(t *testing.T, w *walk) { must(t, w.onwards(2) && w.action("tarik")) }, "ddxxxxxxxxxxxxxx"},
		"another route": {"swakelola", func(t *testing.T, w *walk) {
			for range 5 {
				must(t, w.onward())
			}
			must(t, w.action("alihkan-jalur"))
		}, "ddddd-------------"},
		"a fix": {"pihak-ketiga", func(t *testing.T, w *walk) {
			for range 12 {
				must(t, w.onward())
			}
			must(t, w.try("penguji", flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "Lambat"}))
			must(t, w.action("usulkan-perbaikan") && w.onwards(2))
		}, "ddddddddddddr-----"},
		"tested anew: what followed is open": {"swakelola", func(t *testing.T, w *walk) {
			for range 12 {
				must(t, w.onward())
			}
			must(t, w.action("uji-ulang"))
		}, "dddddddddd------"},
		"to the end": {"pihak-ketiga", func(t *testing.T, w *walk) {
			for range 18 {
				must(t, w.onward())
			}
		}, "dddddddddddddddddd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t, c.flow)
			c.lead(t, w)
			r := report(t, w.events)
			if got := states(r); got != c.want {
				t.Errorf("states %s, want %s", got, c.want)
			}
			hold(t, w, r)
		})
	}
}

// hold is what must be true of any report: every clause of the guide once, in one state
// that its rounds bear out, and no claim without the event that it names.
func hold(t rapid.TB, w *walk, r *compliance.Report) {
	t.Helper()
	numbered := slices.DeleteFunc(slices.Clone(r.Plan.Stages), func(st *flow.Stage) bool { return st.Sub })
	if len(r.Clauses) != len(numbered) || r.Status != w.state.Status || r.Plan.Flow != w.state.Flow || r.Last.Seq != w.state.Seq {
		t.Fatalf("%d clauses of %d, %s in %s at %d", len(r.Clauses), len(numbered), r.Status, r.Plan.Flow, r.Last.Seq)
	}
	claim := func(what string, m compliance.Mark, types ...alur.EventType) {
		t.Helper()
		if m.Seq < 1 || m.Seq > int64(len(w.events)) {
			t.Fatalf("%s rests on event %d of %d", what, m.Seq, len(w.events))
		}
		e := w.events[m.Seq-1]
		if !slices.Contains(types, e.Type) || !m.At.Equal(e.At) || m.By != e.Actor.Username || m.Party != e.Actor.Party || m.OnBehalfOf != e.Actor.OnBehalfOf {
			t.Fatalf("%s: %+v, but event %d is %s by %+v", what, m, e.Seq, e.Type, e.Actor)
		}
	}
	moved := []alur.EventType{alur.EventRequestCreated, alur.EventActionTaken}
	running, rounds := 0, 0
	for i, c := range r.Clauses {
		if st := numbered[i]; c.ID != st.Clause || c.Stage != st.ID || !slices.Contains(compliance.States, c.State) {
			t.Fatalf("clause %d is %s in %q", i, c.ID, c.State)
		}
		last := c.Last()
		switch c.State {
		case compliance.Done, compliance.Repeated:
			if last == nil || !last.Guided || last.Leads != flow.LeadsOn && last.End == "" || (c.Times() > 1) != (c.State == compliance.Repeated) {
				t.Fatalf("%s is %s: left by %+v, %d rounds", c.ID, c.State, last, c.Times())
			}
		case compliance.Skipped:
			if c.Way == nil || len(c.Rounds) > 0 {
				t.Fatalf("%s is skipped by %v after %d rounds", c.ID, c.Way, len(c.Rounds))
			}
			claim(c.ID, c.Way.Mark, alur.EventActionTaken)
		case compliance.Ended:
			if !w.state.Status.Ended() {
				t.Fatalf("%s ended before the request did", c.ID)
			}
		case compliance.Pending:
			if w.state.Status.Ended() {
				t.Fatalf("%s is due after the end", c.ID)
			}
		}
		if c.Since != nil {
			running++
		}
		for _, x := range c.Rounds {
			rounds++
			claim(c.ID, x.Entered, moved...)
			if x.Left != nil {
				claim(c.ID, x.Left.Mark, alur.EventActionTaken)
			}
			for _, ev := range x.Evidence {
				claim(c.ID+" "+string(ev.Type), ev.Mark, ev.Type)
				if ev.Seq < x.Entered.Seq || x.Left != nil && ev.Seq > x.Left.Seq && !w.state.Status.Ended() {
					t.Fatalf("%s: event %d is not of the round from %d", c.ID, ev.Seq, x.Entered.Seq)
				}
			}
		}
	}
	open := 1
	if w.state.Status.Ended() {
		open = 0
	}
	if running != open || rounds != len(w.state.Passages) {
		t.Fatalf("%d clauses run, %d rounds for %d passages", running, rounds, len(w.state.Passages))
	}
	standing, papers := 0, 0
	for _, p := range w.state.Papers {
		if p.InForce() {
			papers++
		}
	}
	for _, c := range r.Clauses {
		for _, x := range c.Rounds {
			for _, ev := range x.Evidence {
				if ev.Type == alur.EventSigned && !ev.Void {
					standing++
				}
				if ev.Type == alur.EventPaperIssued && !ev.Void {
					papers--
				}
			}
		}
	}
	if papers != 0 {
		t.Fatalf("of the papers in force %d are not reported", papers)
	}
	if standing != len(w.state.Signatures) {
		t.Fatalf("%d signatures stand, %d are reported", len(w.state.Signatures), standing)
	}
}

// TestRandomHistories holds every report of whatever happens to what happened, and the
// decisive events alone to the same states.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	seen, papers := map[compliance.State]bool{}, false
	rapid.Check(t, func(t *rapid.T) {
		w := begin(t, rapid.SampledFrom([]alur.FlowID{"swakelola", "pihak-ketiga"}).Draw(t, "flow"))
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			_, st := shipped().Stage(w.state)
			switch n := rapid.IntRange(0, 9).Draw(t, "what"); {
			case n < 6 && w.state.Paused == nil:
				w.onward()
			case n == 6 && st.Findings != nil && st.Findings.Report != "":
				w.try("penguji", flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "Temuan"})
			case n == 7:
				w.supply(flow.Rejected)
			case n == 8:
				w.paper(rapid.SampledFrom(flow.PaperKinds()).Draw(t, "kind"), rapid.Bool().Draw(t, "withdraw"))
			default:
				a := rapid.SampledFrom(st.Actions).Draw(t, "action")
				if a.Direction != flow.LeadsOut || rapid.IntRange(0, 9).Draw(t, "spare") == 0 {
					w.act(a)
				}
			}
		}
		r := report(t, w.events)
		hold(t, w, r)
		for state := range r.Count() {
			seen[state] = true
		}
		papers = papers || len(w.state.Papers) > 1
		short := report(t, slices.DeleteFunc(slices.Clone(w.events), func(e alur.Event) bool { return !slices.Contains(compliance.Decisive, e.Type) }))
		if d := cmp.Diff(r, short, cmpopts.IgnoreUnexported(compliance.Clause{}), cmpopts.IgnoreFields(compliance.Round{}, "Evidence"),
			cmpopts.IgnoreFields(compliance.Report{}, "Last", "Plan")); d != "" {
			t.Fatalf("decisive events alone say otherwise (-all +decisive)\n%s", d)
		}
	})
	if !papers {
		t.Error("no history has papers")
	}
	for _, s := range compliance.States {
		if !seen[s] && s != compliance.Skipped { // no shipped flow has a way past a clause
			t.Errorf("no history came to %s: the property proves nothing of it", s)
		}
	}
}

// TestNotAHistory: what does not fit the plans is no report.
func TestNotAHistory(t *testing.T) {
	t.Parallel()
	w := begin(t, "swakelola")
	w.onward()
	for name, events := range map[string][]alur.Event{
		"nothing":          nil,
		"without its head": w.events[1:],
		"twice":            append(slices.Clone(w.events), w.events[len(w.events)-1]),
		"unknown action":   append(slices.Clone(w.events), alur.Event{Seq: 1000, Type: alur.EventActionTaken, Payload: []byte(`{"action":"lompat","from":"data-pendukung","to":"laporan","input":{}}`)}),
		"another stage":    append(slices.Clone(w.events), alur.Event{Seq: 1000, Type: alur.EventActionTaken, Payload: []byte(`{"action":"terima","from":"verifikasi","to":"presentasi","input":{}}`)}),
	} {
		r := compliance.Begin(shipped())
		var err error
		for _, e := range events {
			if err = r.Add(e); err != nil {
				break
			}
		}
		if err == nil {
			_, err = r.Report()
		}
		if err == nil {
			t.Errorf("%s: a report", name)
		}
	}
}
