package flow

import (
	"slices"
	"strconv"

	"github.com/alur-id/alur"
)

// A pendingTarget is an action whose target waits until all stages are known.
type pendingTarget struct {
	stage  *Stage
	action *Action
	to     Text
}

// action compiles an action of a stage. An outside one is ext: it names no clause.
func (k *compiler) action(st *Stage, d *ActionDef, outside bool) *Action {
	a := &Action{ID: alur.ActionID(d.ID.Value), Title: k.expand(d.Title)}
	a.Parties = k.partyList(a, "party:", d.Parties)
	k.tainted[a] = d.Faulty
	if !outside {
		// The clause is the stage's; the stage gets it after its actions are there.
		k.put(a, "guided", d.Pos)
	}
	k.put(a, "", d.Pos)
	k.put(a, "id", d.ID.Pos)
	if len(d.Parties) > 0 {
		k.put(a, "parties", d.Parties[0].Pos)
	}
	k.target(st, a, d)
	for i, t := range d.Traits {
		if set, ok := traitWords.lookup(t.Value); ok {
			set(a)
		}
		k.put(a, "traits", d.Traits[0].Pos)
		k.put(a, "traits"+strconv.Itoa(i), t.Pos)
	}
	for _, g := range d.Guards {
		k.guard(a, g)
	}
	a.Outdates = k.refs(d.Outdates)
	for i, t := range d.Outdates {
		k.put(a, "outdates"+strconv.Itoa(i), t.Pos)
	}
	for _, in := range d.Inputs {
		a.Inputs = append(a.Inputs, k.item(in, Text{}, false))
	}
	return a
}

func (k *compiler) target(st *Stage, a *Action, d *ActionDef) {
	switch {
	case d.To.Value != "":
		k.put(a, "target", d.To.Pos)
		k.pending = append(k.pending, pendingTarget{st, a, d.To})
	case d.End.Value != "":
		k.put(a, "target", d.End.Pos)
		end, ok := endWords.lookup(d.End.Value)
		a.End = end
		k.broken = k.broken || !ok
	case d.ToFlow.Value != "":
		k.put(a, "target", d.ToFlow.Pos)
		a.ToFlow = alur.FlowID(d.ToFlow.Value)
		if d.ToFlow.Value == wordOther {
			a.ToFlow = alur.FlowID(k.def.Other.Value)
			if k.def.Other.Value == "" {
				k.fault(d.ToFlow.Pos, checkReference, `Alur ini tidak menyebut "jalur-lain", sehingga tindakan "%s" tidak mempunyai tujuan.`, a.ID)
				k.broken = true
			}
		}
	case d.Stays.Value:
		k.put(a, "target", d.Stays.Pos)
		a.To = st.ID
	default:
		k.broken = true // the parser has said that there is no target
	}
}

// targets resolves the targets of actions once all stages are known.
func (k *compiler) targets() {
	for _, t := range k.pending {
		if t.to.Value != wordNext {
			t.action.To = alur.StageID(t.to.Value)
			if t.action.To == t.stage.ID {
				k.broken, k.tainted[t.stage] = true, true
				k.fault(t.to.Pos, checkReference, `Tindakan "%s" menuju tahapnya sendiri; bila memang tidak berpindah, tulis "tetap: ya".`, t.action.ID)
			}
			continue
		}
		after := false
		for _, s := range k.Stages {
			if after && !s.Sub {
				t.action.To = s.ID
				break
			}
			after = after || s == t.stage
		}
		if t.action.To == "" {
			k.broken = true
			k.fault(t.to.Pos, checkReference, `Tidak ada tahap sesudah "%s", sehingga tindakan "%s" tidak mempunyai tujuan.`, t.stage.ID, t.action.ID)
		}
	}
	for _, st := range k.Stages {
		for _, a := range st.Actions {
			if _, guided := k.places[place{a, "guided"}]; guided {
				a.Clause = st.Clause
			}
		}
	}
}

func (k *compiler) guard(a *Action, d *GuardDef) {
	kind, ok := guardWords.lookup(d.Kind.Value)
	if !ok {
		return
	}
	i := strconv.Itoa(len(a.Guards))
	k.put(a, "guard"+i, d.Kind.Pos)
	g := Guard{Kind: kind}
	for j, t := range d.Items {
		k.put(a, "guard"+i+"."+strconv.Itoa(j), t.Pos)
		g.Items = append(g.Items, alur.ItemID(t.Value))
	}
	var parties []Text
	for _, t := range d.Groups {
		if t.Value == wordAgencies {
			g.Groups = append(g.Groups, groupAgency)
		} else {
			parties = append(parties, t)
		}
	}
	for _, p := range k.partyList(a, "guard"+i+".", parties) {
		g.Groups = append(g.Groups, string(p))
	}
	a.Guards = append(a.Guards, g)
}

// general adds the actions over ranges of stages to each stage of their range.
func (k *compiler) general() {
	for _, d := range k.def.General {
		full := k.mergeGeneral(d)
		if full == nil {
			continue
		}
		from, until := k.bound(full.From), k.bound(full.Until)
		if full.From.Value != "" && full.Until.Value != "" && from > until && until > 0 {
			k.fault(full.Until.Pos, checkRange, `Rentang tindakan "%s" terbalik: "%s" ada sebelum "%s".`, full.ID.Value, full.Until.Value, full.From.Value)
		}
		for _, st := range k.Stages {
			if st.Number >= from && (until == 0 || st.Number <= until) {
				st.Actions = append(st.Actions, k.action(st, full, true))
			}
		}
	}
}

// bound returns the number of the stage that bounds a range, 0 when there is none.
func (k *compiler) bound(t Text) int {
	if t.Value == "" {
		return 0
	}
	if st := k.Stage(alur.StageID(t.Value)); st != nil {
		return st.Number
	}
	if !k.broken {
		k.fault(t.Pos, checkRange, `Rentang ini menyebut tahap "%s", yang tidak ada.%s`, t.Value, hint(t.Value, k.stageIDs()))
	}
	return 0
}

func (k *compiler) mergeGeneral(d *ActionDef) *ActionDef {
	if d.Uses.Value == "" {
		return d
	}
	var ids []string
	for _, t := range k.shared.General {
		if t.ID.Value == d.Uses.Value {
			out := *t
			out.Faulty = t.Faulty || d.Faulty
			out.Guards = slices.Concat(t.Guards, d.Guards)
			out.Inputs = k.insert(t.Inputs, d.Inputs)
			return &out
		}
		ids = append(ids, t.ID.Value)
	}
	k.partial = true
	k.fault(d.Uses.Pos, checkTemplate, `Tindakan umum "%s" tidak ada dalam berkas bersama.%s`, d.Uses.Value, hint(d.Uses.Value, ids))
	return nil
}

// settle derives what follows from the targets of the actions: their direction,
// and who is due when nothing is missing (flows.md, "Who has the ball").
func settle(p *Plan) {
	for _, st := range p.Stages {
		for _, a := range st.Actions {
			a.Direction = direction(p, st, a)
			a.Turn = a.Direction == LeadsOn || a.Direction == LeadsBack
		}
	}
}

func direction(p *Plan, from *Stage, a *Action) Direction {
	switch {
	case a.ToFlow != "":
		return Switches
	case a.End == alur.StatusCompleted:
		return LeadsOn
	case a.End != "":
		return LeadsOut
	case a.To == from.ID:
		return Stays
	}
	to := p.Stage(a.To)
	if to == nil {
		return LeadsOn
	}
	here, there := slices.Index(p.Stages, from), slices.Index(p.Stages, to)
	if there < here || to.Sub && to.Number == from.Number {
		return LeadsBack
	}
	return LeadsOn
}
