package flow

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/racetest"
)

// The mutation test changes the shipped flows in every small way and asks two
// judges about each mutant: the checks, and an oracle that is written here from
// the guide alone, by other means (cuts in the graph of stages instead of rules
// about actions). No mutant that the oracle calls unsound may pass the checks.

// guideOrder is the order of the clauses in both parts, typed from the guide.
var guideOrder = map[string][]alur.StageID{
	"A": {"surat-permohonan", "data-pendukung", "verifikasi", "presentasi", "rapat-koordinasi", "tindak-lanjut", "pembentukan-tim",
		"analisis-desain", "pembuatan", "implementasi", "pengujian", "sosialisasi", "pemantauan-evaluasi", "dokumentasi", "laporan", "serah-terima"},
	"B": {"surat-permohonan", "data-pendukung", "verifikasi", "presentasi", "rapat-koordinasi", "tindak-lanjut", "pembentukan-tim",
		"analisis-desain", "pemetaan-kerja-sama", "perjanjian-kerja-sama", "pembuatan", "implementasi", "pengujian", "sosialisasi",
		"pemantauan-evaluasi", "dokumentasi", "laporan", "serah-terima"},
}

// An oracle judges a plan by what the guide says about its graph and its people.
type oracle struct {
	p     *Plan
	order []alur.StageID // the main line
}

// unsound says why the plan breaks the guide, or "".
func (o oracle) unsound() string {
	for _, rule := range []func() string{o.stages, o.people, o.edges, o.reach, o.cuts, o.ends, o.fixLoop, o.onceOnly, o.pauses} {
		if why := rule(); why != "" {
			return why
		}
	}
	return ""
}

// stages: the numbered stages are those of the guide, in its order.
func (o oracle) stages() string {
	var got []alur.StageID
	for _, s := range o.p.Stages {
		if s.ID != "perbaikan" {
			got = append(got, s.ID)
		}
	}
	if !slices.Equal(got, o.order) || len(o.p.Stages) != len(o.order)+1 {
		return fmt.Sprintf("stages are %v", got)
	}
	for i, id := range o.order {
		if want := fmt.Sprintf("%s.%d", o.p.Part, i+1); o.p.Stage(id).Clause != want {
			return fmt.Sprintf("%s is not clause %s", id, want)
		}
	}
	return ""
}

// there reports whether a party has people in a stage: teams and the vendor only
// after clause 7, and everybody only if the flow knows them.
func (o oracle) there(id alur.PartyID, st alur.StageID) bool {
	x := o.p.Party(id)
	if x == nil {
		return false
	}
	if x.Source != SourceTeam && x.Source != SourceVendor {
		return true
	}
	at := slices.Index(o.order, st)
	if st == "perbaikan" {
		at = slices.Index(o.order, alur.StageID("pengujian"))
	}
	return at > 6
}

// people: whoever has to do something is there.
func (o oracle) people() string {
	for _, st := range o.p.Stages {
		for _, it := range st.Items {
			if !o.there(it.Owner, st.ID) {
				return fmt.Sprintf("item %s.%s has nobody", st.ID, it.ID)
			}
		}
		for _, a := range st.Actions {
			if len(a.Parties) == 0 {
				return fmt.Sprintf("action %s.%s has nobody", st.ID, a.ID)
			}
			for _, id := range a.Parties {
				if !o.there(id, st.ID) {
					return fmt.Sprintf("action %s.%s names %s", st.ID, a.ID, id)
				}
			}
		}
	}
	test, fix := o.p.Stage("pengujian"), o.p.Stage("perbaikan")
	switch review := o.p.Stage("verifikasi").Review; {
	case review == nil || !o.there(review.Party, "verifikasi"):
		return "nobody reviews"
	case test.Findings == nil || !o.there(test.Findings.Report, "pengujian"):
		return "nobody reports findings"
	case fix.Findings == nil || !o.there(fix.Findings.Fix, "perbaikan"):
		return "nobody fixes findings"
	case fix.Findings.Fix == test.Findings.Report:
		return "testers fix"
	}
	return ""
}

// edges: actions lead somewhere, one forward from each stage and by the guide's
// own action, and none is there twice.
func (o oracle) edges() string {
	for i, id := range o.order {
		forward := 0
		st := o.p.Stage(id)
		for j, a := range st.Actions {
			if slices.ContainsFunc(st.Actions[:j], func(b *Action) bool { return b.ID == a.ID }) {
				return fmt.Sprintf("action %s.%s twice", id, a.ID)
			}
			for _, b := range st.Actions[:j] {
				moves := a.To != id || a.End != "" || a.ToFlow != ""
				if moves && a.To == b.To && a.End == b.End && a.ToFlow == b.ToFlow && slices.Equal(a.Parties, b.Parties) {
					return fmt.Sprintf("actions %s and %s of %s are one", a.ID, b.ID, id)
				}
			}
			if a.To != "" && o.p.Stage(a.To) == nil {
				return fmt.Sprintf("action %s.%s leads nowhere", id, a.ID)
			}
			at := slices.Index(o.order, a.To)
			if a.To == "perbaikan" && id != "pengujian" {
				if at = slices.Index(o.order, alur.StageID("pengujian")); at < i {
					continue
				}
				return fmt.Sprintf("action %s.%s leads on into the fix", id, a.ID)
			}
			if at > i || a.End == alur.StatusCompleted {
				forward++
				if a.Clause == "" {
					return fmt.Sprintf("ext action %s.%s leads on", id, a.ID)
				}
			}
		}
		if forward != 1 {
			return fmt.Sprintf("%d ways on from %s", forward, id)
		}
	}
	return ""
}

// from returns what can be reached from a stage without entering another, by
// actions that count.
func (o oracle) from(start, without alur.StageID, counts func(*Action) bool) map[alur.StageID]bool {
	seen := map[alur.StageID]bool{}
	var visit func(alur.StageID)
	visit = func(id alur.StageID) {
		st := o.p.Stage(id)
		if id == without || seen[id] || st == nil {
			return
		}
		seen[id] = true
		for _, a := range st.Actions {
			if counts(a) && a.To != "" {
				visit(a.To)
			}
		}
	}
	visit(start)
	return seen
}

func anyAction(*Action) bool { return true }

func (o oracle) completes(stages map[alur.StageID]bool, counts func(*Action) bool) bool {
	for id := range stages {
		if slices.ContainsFunc(o.p.Stage(id).Actions, func(a *Action) bool { return a.End == alur.StatusCompleted && counts(a) }) {
			return true
		}
	}
	return false
}

// reach: every stage is reached, and from every stage the guide's own actions
// lead to completion.
func (o oracle) reach() string {
	all := o.from(o.order[0], "", anyAction)
	guided := func(a *Action) bool { return a.Clause != "" }
	for _, st := range o.p.Stages {
		if !all[st.ID] {
			return fmt.Sprintf("%s is not reached", st.ID)
		}
		if !o.completes(o.from(st.ID, "", guided), guided) {
			return fmt.Sprintf("no way out of %s", st.ID)
		}
	}
	return ""
}

// cuts: each clause is a cut: without it neither completion nor any later clause
// can be reached, so none can be skipped and their order is forced.
func (o oracle) cuts() string {
	for i, id := range o.order {
		if i == 0 {
			continue
		}
		left := o.from(o.order[0], id, anyAction)
		if o.completes(left, anyAction) {
			return fmt.Sprintf("%s can be skipped", id)
		}
		for _, later := range o.order[i+1:] {
			if left[later] {
				return fmt.Sprintf("%s is reached before %s", later, id)
			}
		}
	}
	return ""
}

// ends: rejected from clause 3 alone, declined from clause 6 alone, both there;
// withdrawn by the requester, stopped by the head, completed at the end alone.
func (o oracle) ends() string {
	where := map[alur.Status][]alur.StageID{}
	for _, st := range o.p.Stages {
		for _, a := range st.Actions {
			if a.End == "" {
				continue
			}
			where[a.End] = append(where[a.End], st.ID)
			source := map[alur.Status]PartySource{alur.StatusWithdrawn: SourceRequester, alur.StatusStopped: SourceHead}[a.End]
			for _, id := range a.Parties {
				if source != "" && o.p.Party(id).Source != source {
					return fmt.Sprintf("%s ends a request as %s", id, a.End)
				}
			}
		}
	}
	for end, at := range map[alur.Status]alur.StageID{
		alur.StatusRejected: "verifikasi", alur.StatusDeclined: "tindak-lanjut", alur.StatusCompleted: o.order[len(o.order)-1],
	} {
		if !slices.Equal(where[end], []alur.StageID{at}) {
			return fmt.Sprintf("%s at %v", end, where[end])
		}
	}
	back := slices.ContainsFunc(o.p.Stage("verifikasi").Actions, func(a *Action) bool { return a.To == "data-pendukung" && a.Clause != "" })
	if !back {
		return "no return from clause 3"
	}
	return ""
}

// fixLoop: testing leads to the fix, the fix leads back to testing and nowhere
// else, and whoever comes back from later is tested again before completion.
func (o oracle) fixLoop() string {
	in := slices.ContainsFunc(o.p.Stage("pengujian").Actions, func(a *Action) bool { return a.To == "perbaikan" && a.Clause != "" })
	if !in {
		return "no fix is proposed"
	}
	for _, a := range o.p.Stage("perbaikan").Actions {
		if a.End == alur.StatusCompleted || a.To != "" && a.To != "pengujian" && a.To != "perbaikan" {
			return fmt.Sprintf("the fix leads to %s%s", a.To, a.End)
		}
	}
	if o.completes(o.from("perbaikan", "pengujian", anyAction), anyAction) {
		return "a fix is not tested again"
	}
	for _, st := range o.p.Stages {
		for _, a := range st.Actions {
			if len(a.Outdates) > 0 && (a.To == "" || o.completes(o.from(a.To, "pengujian", anyAction), anyAction)) {
				return fmt.Sprintf("%s avoids the new test", a.ID)
			}
		}
	}
	return ""
}

// onceOnly: nothing leads back to clause 1, behind the approval of clause 6 or the
// teams of clause 7.
func (o oracle) onceOnly() string {
	for _, i := range []int{0, 5, 6} {
		if o.from(o.order[i+1], "", anyAction)[o.order[i]] {
			return fmt.Sprintf("%s is entered again", o.order[i])
		}
	}
	return ""
}

// pauses: what can be paused can be resumed in the same stage.
func (o oracle) pauses() string {
	for _, st := range o.p.Stages {
		pauses, resumes := false, false
		for _, a := range st.Actions {
			stays := a.To == st.ID && a.End == "" && a.ToFlow == ""
			if (a.Pauses || a.Resumes || a.ChangesTeam) && !stays {
				return fmt.Sprintf("%s leaves %s", a.ID, st.ID)
			}
			pauses, resumes = pauses || a.Pauses, resumes || a.Resumes
		}
		if pauses && !resumes {
			return fmt.Sprintf("no resuming in %s", st.ID)
		}
	}
	return ""
}

func clonePlan(p *Plan) *Plan {
	c := *p
	c.Parties, c.Stages = slices.Clone(p.Parties), slices.Clone(p.Stages)
	for i, x := range c.Parties {
		y := *x
		c.Parties[i] = &y
	}
	for i, st := range c.Stages {
		s := *st
		s.Items, s.Actions = slices.Clone(st.Items), slices.Clone(st.Actions)
		for j, it := range s.Items {
			x := *it
			s.Items[j] = &x
		}
		for j, a := range s.Actions {
			x := *a
			x.Parties, x.Guards = slices.Clone(a.Parties), slices.Clone(a.Guards)
			s.Actions[j] = &x
		}
		if st.Review != nil {
			r := *st.Review
			s.Review = &r
		}
		if st.Findings != nil {
			f := *st.Findings
			s.Findings = &f
		}
		c.Stages[i] = &s
	}
	return &c
}

// faults runs the checks on a plan that comes from no file, until one finds
// something. Checks named in without are left out.
func faults(p, other *Plan, without ...string) []Diagnostic {
	bare := func(p *Plan) *compiled {
		return &compiled{Plan: p, def: &Definition{}, places: map[place]Pos{}, tainted: map[any]bool{}}
	}
	settle(p)
	c := bare(p)
	proof := &proof{compiled: c, others: []*compiled{c, bare(other)}}
	for _, check := range Checks {
		if check.run != nil && !slices.Contains(without, check.ID) && len(proof.found) == 0 {
			check.run(proof)
		}
	}
	return proof.found
}

// A mutant is one small change of a plan.
type mutant struct {
	class, name string
	change      func(*Plan)
}

// edgeMutants drop, redirect and duplicate every action, and empty its parties.
func edgeMutants(p *Plan) []mutant {
	var out []mutant
	add := func(class, name string, change func(*Plan)) { out = append(out, mutant{class, name, change}) }
	for i, st := range p.Stages {
		for j, a := range st.Actions {
			name := fmt.Sprintf("%s.%s", st.ID, a.ID)
			edit := func(f func(*Stage, *Action)) func(*Plan) {
				return func(p *Plan) { f(p.Stages[i], p.Stages[i].Actions[j]) }
			}
			add("drop", name, edit(func(st *Stage, _ *Action) { st.Actions = slices.Delete(st.Actions, j, j+1) }))
			for _, to := range p.Stages {
				if to.ID != a.To || a.ToFlow != "" {
					add("redirect", name+"→"+string(to.ID), edit(func(_ *Stage, a *Action) { a.To, a.End, a.ToFlow = to.ID, "", "" }))
				}
			}
			for _, end := range alur.Statuses {
				if end != a.End && end.Ended() {
					add("redirect", name+"→"+string(end), edit(func(_ *Stage, a *Action) { a.To, a.End, a.ToFlow = "", end, "" }))
				}
			}
			add("redirect", name+"→nowhere", edit(func(_ *Stage, a *Action) { a.To, a.End, a.ToFlow = "tidak-ada", "", "" }))
			add("duplicate", name, edit(func(st *Stage, a *Action) { x := *a; st.Actions = append(st.Actions, &x) }))
			add("duplicate", name+" renamed", edit(func(st *Stage, a *Action) {
				x := *a
				x.ID += "-lagi"
				st.Actions = append(st.Actions, &x)
			}))
			add("empty", name, edit(func(_ *Stage, a *Action) { a.Parties = nil }))
			for _, x := range p.Parties {
				add("reassign", name+" by "+string(x.ID), edit(func(_ *Stage, a *Action) { a.Parties = []alur.PartyID{x.ID} }))
			}
		}
	}
	return out
}

// peopleMutants take parties and owners away, or put others in their place.
func peopleMutants(p *Plan) []mutant {
	var out []mutant
	add := func(class, name string, change func(*Plan)) { out = append(out, mutant{class, name, change}) }
	for i, x := range p.Parties {
		add("empty", "party "+string(x.ID), func(p *Plan) { p.Parties = slices.Delete(p.Parties, i, i+1) })
	}
	for i, st := range p.Stages {
		for j, it := range st.Items {
			name := fmt.Sprintf("%s.%s", st.ID, it.ID)
			add("unown", name, func(p *Plan) { p.Stages[i].Items[j].Owner = "" })
			for _, x := range p.Parties {
				if x.ID != it.Owner {
					add("reassign", name+" of "+string(x.ID), func(p *Plan) { p.Stages[i].Items[j].Owner = x.ID })
				}
			}
		}
		if st.Review != nil {
			add("empty", "review", func(p *Plan) { p.Stages[i].Review.Party = "" })
			add("drop", "review", func(p *Plan) { p.Stages[i].Review = nil })
		}
		if st.Findings != nil {
			add("empty", "findings of "+string(st.ID), func(p *Plan) { *p.Stages[i].Findings = Findings{} })
			add("drop", "findings of "+string(st.ID), func(p *Plan) { p.Stages[i].Findings = nil })
		}
	}
	return out
}

// stageMutants drop, swap and double stages.
func stageMutants(p *Plan) []mutant {
	var out []mutant
	for i, st := range p.Stages {
		out = append(out,
			mutant{"stages", "without " + string(st.ID), func(p *Plan) { p.Stages = slices.Delete(p.Stages, i, i+1) }},
			mutant{"stages", "twice " + string(st.ID), func(p *Plan) { p.Stages = slices.Insert(p.Stages, i, p.Stages[i]) }},
			mutant{"stages", "no clause " + string(st.ID), func(p *Plan) { p.Stages[i].Clause = "" }},
		)
		if i > 0 {
			out = append(out, mutant{"stages", "swapped " + string(st.ID), func(p *Plan) { p.Stages[i-1], p.Stages[i] = p.Stages[i], p.Stages[i-1] }})
		}
	}
	return out
}

func TestNoUnsoundMutantPasses(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	plans := shippedFlows(t).Plans()
	total, unsound, refused, strict := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for i, p := range plans {
		other := plans[1-i]
		if why := (oracle{p, guideOrder[p.Part]}).unsound(); why != "" {
			t.Fatalf("the oracle refuses the shipped %s: %s", p.Flow, why)
		}
		if found := faults(clonePlan(p), other); len(found) > 0 {
			t.Fatalf("the checks refuse the shipped %s: %v", p.Flow, found)
		}
		for _, m := range slices.Concat(edgeMutants(p), peopleMutants(p), stageMutants(p)) {
			changed := clonePlan(p)
			m.change(changed)
			why := oracle{changed, guideOrder[p.Part]}.unsound()
			found := faults(changed, other)
			total[m.class]++
			switch {
			case why != "" && len(found) == 0:
				t.Errorf("%s %s %s passes the checks, although %s", p.Flow, m.class, m.name, why)
			case why != "":
				unsound[m.class]++
				refused[m.class]++
			case len(found) > 0:
				strict[m.class]++
			}
		}
	}
	for _, class := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%-10s %5d mutants, %5d unsound, of which %5d refused; %4d refused beyond the oracle", class, total[class], unsound[class], refused[class], strict[class])
	}
	for class, least := range map[string]int{"drop": 50, "redirect": 3000, "duplicate": 200, "empty": 100, "unown": 100, "stages": 100} {
		if unsound[class] < least {
			t.Errorf("only %d unsound mutants of class %s: the test has lost its teeth", unsound[class], class)
		}
	}
}

// Without one of its guards no action of the guide keeps the law; what may go is
// named here.
func TestEveryGuardIsNeeded(t *testing.T) {
	t.Parallel()
	optional := []string{
		"tetapkan no-overlap", // the guide is silent about one person in both teams (flows.md, A.7)
		"ubah-tim no-overlap", // goes with it
	}
	plans := shippedFlows(t).Plans()
	for k, p := range plans {
		for i, st := range p.Stages {
			for j, a := range st.Actions {
				for n, g := range a.Guards {
					changed := clonePlan(p)
					x := changed.Stages[i].Actions[j]
					x.Guards = slices.Delete(x.Guards, n, n+1)
					name := fmt.Sprintf("%s %s", a.ID, g.Kind)
					if len(faults(changed, plans[1-k])) == 0 && !slices.Contains(optional, name) {
						t.Errorf("%s %s: nothing is missed without %s", p.Flow, st.ID, name)
					}
				}
			}
		}
	}
}

// Without one of the groups that have to attend, a meeting is refused.
func TestEveryGroupIsNeeded(t *testing.T) {
	t.Parallel()
	plans := shippedFlows(t).Plans()
	for k, p := range plans {
		for i, st := range p.Stages {
			for j, a := range st.Actions {
				for n, g := range a.Guards {
					for m, group := range g.Groups {
						changed := clonePlan(p)
						x := &changed.Stages[i].Actions[j].Guards[n]
						x.Groups = slices.Delete(slices.Clone(x.Groups), m, m+1)
						if len(faults(changed, plans[1-k])) == 0 {
							t.Errorf("%s %s: nothing is missed without %s", p.Flow, a.ID, group)
						}
					}
				}
			}
		}
	}
}

// Without a trait that the rules rest on, an action is refused.
func TestEveryTraitIsNeeded(t *testing.T) {
	t.Parallel()
	traits := map[string]func(*Action) *bool{
		"submits": func(a *Action) *bool { return &a.Submits }, "registers": func(a *Action) *bool { return &a.Registers },
		"appoints": func(a *Action) *bool { return &a.Appoints }, "pauses": func(a *Action) *bool { return &a.Pauses },
		"resumes": func(a *Action) *bool { return &a.Resumes }, "returns": func(a *Action) *bool { return &a.Returns },
		"decides": func(a *Action) *bool { return &a.Decides }, "changes-team": func(a *Action) *bool { return &a.ChangesTeam },
	}
	plans := shippedFlows(t).Plans()
	for k, p := range plans {
		for i, st := range p.Stages {
			for j := range st.Actions {
				for name, trait := range traits {
					changed := clonePlan(p)
					x := changed.Stages[i].Actions[j]
					if !*trait(x) {
						continue
					}
					*trait(x) = false
					if len(faults(changed, plans[1-k])) == 0 {
						t.Errorf("%s %s.%s: nothing is missed without %s", p.Flow, st.ID, x.ID, name)
					}
				}
			}
		}
	}
}

// Each of these mutants is kept out by one check alone: with it left out, the
// mutant passes. So the test above can fail, and none of these checks is idle.
func TestMutantsPassWithoutTheirCheck(t *testing.T) {
	t.Parallel()
	plans := shippedFlows(t).Plans()
	mutants := map[string]mutant{}
	for _, m := range slices.Concat(edgeMutants(plans[0]), peopleMutants(plans[0]), stageMutants(plans[0])) {
		mutants[m.class+" "+m.name] = m
	}
	for check, name := range map[string]string{
		checkID:        "duplicate pemantauan-evaluasi.jeda",
		checkClause:    "stages no clause serah-terima",
		checkLine:      "redirect implementasi.selesai-implementasi→pemantauan-evaluasi",
		checkOwner:     "unown serah-terima.bast",
		checkDead:      "empty serah-terima.ubah-tim",
		checkDuplicate: "duplicate serah-terima.hentikan renamed",
		checkGuide:     "drop tindak-lanjut.tidak-setujui",
		checkOnce:      "redirect pemantauan-evaluasi.uji-ulang→pembentukan-tim",
		checkOutdated:  "redirect pemantauan-evaluasi.uji-ulang→sosialisasi",
		checkPause:     "drop serah-terima.lanjutkan",
		checkOutside:   "reassign serah-terima.hentikan by tim-penguji",
	} {
		m, ok := mutants[name]
		if !ok {
			t.Errorf("no mutant %q", name)
			continue
		}
		changed := clonePlan(plans[0])
		m.change(changed)
		if found := faults(changed, plans[1]); len(found) == 0 || found[0].Check != check {
			t.Errorf("%s: found %v, want %s", name, found, check)
		}
		changed = clonePlan(plans[0])
		m.change(changed)
		if found := faults(changed, plans[1], check); len(found) > 0 {
			t.Errorf("%s without check %s: %v", name, check, found)
		}
	}
}
