package flow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
)

// A place names a thing of a Plan, or one part of it ("clause", "owner"), so
// that a fault found in the Plan can be shown where it is written.
type place struct {
	thing any // *Plan, *Party, *Stage, *Item or *Action
	part  string
}

// compiled is a Plan with the places of its parts and the faults met on the way.
type compiled struct {
	*Plan
	def    *Definition
	places map[place]Pos
	faults []Diagnostic
	// What could not be read or resolved is reported once; proofs that would only
	// repeat it in other words are left out, and all others still run.
	useless bool         // without its shared file nothing can be said of the flow
	broken  bool         // the way through the stages is not wholly known
	loose   bool         // who the parties are is not wholly known
	partial bool         // a general action is missing
	tainted map[any]bool // *Stage, *Item, *Action: something in it could not be read
}

// at returns where a part of a thing is written, or the thing itself when the
// part is not.
func (c *compiled) at(thing any, part string) Pos {
	if p, ok := c.places[place{thing, part}]; ok {
		return p
	}
	return c.places[place{thing, ""}]
}

func (c *compiled) put(thing any, part string, pos Pos) {
	if pos.Line > 0 {
		c.places[place{thing, part}] = pos
	}
}

func (c *compiled) fault(pos Pos, check, format string, args ...any) {
	c.faults = append(c.faults, diagnose(c.def, pos, check, format, args...))
}

// The checks of compiling: what the language's references within a definition
// come to.
const (
	checkTemplate = "template" // pakai names nothing
	checkRole     = "role"     // peran is not bound, bound twice, or used by nothing
	checkRange    = "range"    // the stages of a general action
)

// compile resolves a flow definition against the file that it shares.
func compile(d *Definition, shared *Definition) *compiled {
	c := &compiled{
		Plan: &Plan{
			Flow: alur.FlowID(d.Flow.Value), Version: int(d.Version.Value),
			Title: d.Title.Value, Part: d.Part.Value,
		},
		def:     d,
		places:  map[place]Pos{},
		tainted: map[any]bool{},
	}
	if c.useless = shared == nil && d.Uses.Value != ""; c.useless {
		return c // the missing file has been reported
	}
	if shared == nil {
		shared = &Definition{}
	}
	k := &compiler{compiled: c, def: d, shared: shared, usedRoles: map[string]bool{}}
	c.put(c.Plan, "", d.Pos)
	for part, t := range map[string]Text{"flow": d.Flow, "title": d.Title, "part": d.Part, "summary": d.Summary, "other": d.Other} {
		c.put(c.Plan, part, t.Pos)
	}
	c.put(c.Plan, "version", d.Version.Pos)
	k.parties()
	c.Summary = k.expand(d.Summary)
	k.stages()
	k.general()
	k.targets()
	settle(c.Plan)
	for _, r := range d.Roles {
		if !k.broken && !k.usedRoles[r.ID.Value] {
			k.fault(r.ID.Pos, checkRole, `Peran "%s" tidak dipakai oleh tahap mana pun.`, r.ID.Value)
		}
	}
	return c
}

type compiler struct {
	*compiled
	def, shared *Definition
	usedRoles   map[string]bool
	pending     []pendingTarget
}

func (k *compiler) parties() {
	for _, d := range slices.Concat(k.shared.Parties, k.def.Parties) {
		source, _ := sourceWords.lookup(d.Source.Value)
		p := &Party{ID: alur.PartyID(d.ID.Value), Name: d.Name.Value, Source: source}
		if d.Named.Value != "" {
			ref := k.ref(d.Named)
			p.Stage, p.Item = ref.Stage, ref.Item
		}
		k.loose = k.loose || d.Faulty
		k.put(p, "", d.Pos)
		k.put(p, "id", d.ID.Pos)
		k.put(p, "source", d.Source.Pos)
		k.put(p, "named", d.Named.Pos)
		k.Parties = append(k.Parties, p)
	}
	for _, r := range k.def.Roles {
		k.loose = k.loose || len(r.Parties) == 0
		if k.Party(alur.PartyID(r.ID.Value)) != nil {
			k.fault(r.ID.Pos, checkRole, `"%s" sudah menjadi nama pihak, sehingga tidak dapat menjadi nama peran.`, r.ID.Value)
		}
		for _, p := range r.Parties {
			if k.Party(alur.PartyID(p.Value)) == nil {
				k.loose = true
				k.fault(p.Pos, checkRole, `Peran "%s" menunjuk pihak "%s", yang tidak ada.%s`, r.ID.Value, p.Value, hint(p.Value, k.partyIDs()))
			}
		}
	}
}

func (k *compiler) partyIDs() []string {
	out := make([]string, len(k.Parties))
	for i, p := range k.Parties {
		out[i] = string(p.ID)
	}
	return out
}

func (k *compiler) role(name string) *RoleDef {
	for _, r := range k.def.Roles {
		if r.ID.Value == name {
			k.usedRoles[name] = true
			return r
		}
	}
	return nil
}

// party resolves a word that stands for exactly one party: a party or a role.
func (k *compiler) party(t Text) alur.PartyID {
	r := k.role(t.Value)
	if r == nil {
		return alur.PartyID(t.Value)
	}
	if len(r.Parties) == 0 {
		return ""
	}
	if len(r.Parties) > 1 {
		k.loose = true
		k.fault(t.Pos, checkRole, `Peran "%s" dipegang %d pihak, padahal di sini diperlukan tepat satu.`, t.Value, len(r.Parties))
		return ""
	}
	return alur.PartyID(r.Parties[0].Value)
}

// partyList resolves words that stand for parties; a role stands for all of its.
// The places of the parties are kept as parts of a thing.
func (k *compiler) partyList(thing any, part string, list []Text) []alur.PartyID {
	var out []alur.PartyID
	for _, t := range list {
		parties := []Text{t}
		if r := k.role(t.Value); r != nil {
			parties = r.Parties
		}
		for _, p := range parties {
			if slices.Contains(out, alur.PartyID(p.Value)) {
				if !k.loose {
					k.fault(t.Pos, checkRole, `Pihak "%s" disebut dua kali di sini.`, p.Value)
				}
				continue
			}
			out = append(out, alur.PartyID(p.Value))
			k.put(thing, part+p.Value, t.Pos)
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// expand puts the names of parties in place of {peran} in a sentence.
func (k *compiler) expand(t Text) string {
	return placeholder.ReplaceAllStringFunc(t.Value, func(s string) string {
		name := s[1 : len(s)-1]
		parties := []Text{{Value: name}}
		r := k.role(name)
		if r != nil {
			parties = r.Parties
		}
		var names []string
		for _, p := range parties {
			if party := k.Party(alur.PartyID(p.Value)); party != nil {
				names = append(names, party.Name)
			}
		}
		if len(names) == 0 && r != nil {
			return s // that the role has nobody is said where it is bound
		}
		if len(names) == 0 {
			k.fault(t.Pos, checkRole, `Kalimat ini memuat {%s}, yang bukan peran atau pihak.%s`, name, hint(name, k.roleIDs()))
			return s
		}
		return joined(names, "dan")
	})
}

func (k *compiler) roleIDs() []string {
	var out []string
	for _, r := range k.def.Roles {
		out = append(out, r.ID.Value)
	}
	return append(out, k.partyIDs()...)
}

// ref splits "stage.item".
func (k *compiler) ref(t Text) Ref {
	stage, item, ok := strings.Cut(t.Value, ".")
	if !ok || stage == "" || item == "" || strings.Contains(item, ".") {
		k.fault(t.Pos, checkReference, `"%s" tidak menunjuk butir; tulis tahap dan butirnya, misalnya "analisis-desain.dokumen-desain".`, t.Value)
		return Ref{}
	}
	return Ref{alur.StageID(stage), alur.ItemID(item)}
}

func (k *compiler) refs(list []Text) []Ref {
	var out []Ref
	for _, t := range list {
		if r := k.ref(t); r.Stage != "" {
			out = append(out, r)
		}
	}
	return out
}

func (k *compiler) stages() {
	number := 0
	for i, phase := range k.def.Phases {
		k.Phases = append(k.Phases, phase.Title.Value)
		for _, d := range phase.Stages {
			full := k.merge(d)
			if full == nil {
				k.broken = true
				continue
			}
			st := k.stage(full)
			st.Phase = i
			st.Clause = d.Clause.Value
			k.put(st, "", d.Pos)
			k.put(st, "clause", d.Clause.Pos)
			if d.Within.Value != "" {
				k.within(st, d.Within)
			} else {
				number++
				st.Number = number
			}
			k.Stages = append(k.Stages, st)
		}
	}
}

// within gives a sub-stage the number and clause of the stage before it.
func (k *compiler) within(st *Stage, t Text) {
	st.Sub = true
	k.put(st, "within", t.Pos)
	var parent *Stage
	for _, s := range k.Stages {
		if !s.Sub {
			parent = s
		}
	}
	if parent != nil {
		st.Number, st.Clause = parent.Number, parent.Clause
		k.put(st, "clause", t.Pos)
	}
	if parent == nil || string(parent.ID) != t.Value {
		k.broken = true
		k.fault(t.Pos, checkReference, `Tahap turunan ditulis tepat sesudah tahap induknya; tahap bernomor sebelum ini bukan "%s".`, t.Value)
	}
}

// merge returns a stage of the flow with all that the shared one gives it, or
// nil when the shared one is not there.
func (k *compiler) merge(d *StageDef) *StageDef {
	if d.Uses.Value == "" {
		return k.addTo(&StageDef{}, d)
	}
	var ids []string
	for _, t := range k.shared.Stages {
		if t.ID.Value == d.Uses.Value {
			return k.addTo(t, d)
		}
		ids = append(ids, t.ID.Value)
	}
	if k.def.Uses.Value == "" {
		k.fault(d.Uses.Pos, checkTemplate, `Tahap "%s" diambil dari berkas bersama, tetapi alur ini tidak menyebut "pakai: bersama.yaml".`, d.Uses.Value)
	} else {
		k.fault(d.Uses.Pos, checkTemplate, `Tahap "%s" tidak ada dalam berkas bersama.%s`, d.Uses.Value, hint(d.Uses.Value, ids))
	}
	return nil
}

func (k *compiler) addTo(t, d *StageDef) *StageDef {
	out := *t
	out.Pos = d.Pos
	out.Faulty = t.Faulty || d.Faulty
	if d.Uses.Value != "" {
		out.ID.Pos = d.Uses.Pos
	}
	override := func(to *Text, by Text) {
		if by.Value != "" {
			*to = by
		}
	}
	override(&out.ID, d.ID)
	override(&out.Title, d.Title)
	override(&out.Short, d.Short)
	override(&out.Summary, d.Summary)
	override(&out.Result, d.Result)
	override(&out.Owner, d.Owner)
	out.Items = k.insert(t.Items, d.Items)
	out.Actions = slices.Concat(t.Actions, d.Actions)
	out.Shows = slices.Concat(t.Shows, d.Shows)
	if d.Review != nil {
		out.Review = d.Review
	}
	if d.Findings != nil {
		out.Findings = d.Findings
	}
	if d.Resubmits.Value {
		out.Resubmits = d.Resubmits
	}
	if d.Counter.Value {
		out.Counter = d.Counter
	}
	return &out
}

// insert puts added items among the shared ones: before the one named by
// "sebelum", else at the end.
func (k *compiler) insert(shared, added []*ItemDef) []*ItemDef {
	out := slices.Clone(shared)
	for _, it := range added {
		if it.Before.Value == "" {
			out = append(out, it)
			continue
		}
		i := slices.IndexFunc(out, func(s *ItemDef) bool { return s.ID.Value == it.Before.Value && slices.Contains(shared, s) })
		if i < 0 {
			k.fault(it.Before.Pos, checkReference, `Tidak ada butir "%s" dari berkas bersama yang dapat didahului.`, it.Before.Value)
			i = len(out)
		}
		out = slices.Insert(out, i, it)
	}
	return out
}

func (k *compiler) stage(d *StageDef) *Stage {
	st := &Stage{
		ID: alur.StageID(d.ID.Value), Title: k.expand(d.Title), Short: d.Short.Value,
		Summary: k.expand(d.Summary), Result: k.expand(d.Result), Resubmits: d.Resubmits.Value, Counter: d.Counter.Value,
	}
	for part, t := range map[string]Text{"id": d.ID, "title": d.Title, "short": d.Short, "summary": d.Summary, "result": d.Result} {
		k.put(st, part, t.Pos)
	}
	k.put(st, "resubmits", d.Resubmits.Pos)
	k.put(st, "counter", d.Counter.Pos)
	k.put(st, "", d.Pos)
	k.tainted[st] = d.Faulty
	for _, it := range d.Items {
		st.Items = append(st.Items, k.item(it, d.Owner, true))
	}
	for _, a := range d.Actions {
		st.Actions = append(st.Actions, k.action(st, a, a.Outside.Value))
	}
	if d.Review != nil {
		k.put(st, "review", d.Review.Pos)
		st.Review = &Review{Party: k.party(d.Review.Party)}
		for i, t := range d.Review.Stages {
			k.put(st, "review"+strconv.Itoa(i), t.Pos)
			st.Review.Stages = append(st.Review.Stages, alur.StageID(t.Value))
		}
	}
	if d.Findings != nil {
		k.put(st, "findings", d.Findings.Pos)
		st.Findings = &Findings{}
		if d.Findings.Report.Value != "" {
			st.Findings.Report = k.party(d.Findings.Report)
		}
		if d.Findings.Fix.Value != "" {
			st.Findings.Fix = k.party(d.Findings.Fix)
		}
		k.tainted[st] = k.tainted[st] || st.Findings.Report == "" && st.Findings.Fix == ""
	}
	st.Shows = k.refs(d.Shows)
	for i, t := range d.Shows {
		k.put(st, "shows"+strconv.Itoa(i), t.Pos)
	}
	return st
}

// item compiles an item of a stage, or with owned unset an input of an action.
func (k *compiler) item(d *ItemDef, owner Text, owned bool) *Item {
	kind, _ := kindWords.lookup(d.Kind.Value)
	it := &Item{
		ID: alur.ItemID(d.ID.Value), Kind: kind, Title: k.expand(d.Title), Help: k.expand(d.Help),
		Required: d.Required.Value, Confidential: d.Confidential.Value, Generated: d.Generated.Value,
		Options: k.options(d.Options), Aspects: k.options(d.Aspects),
		Min: d.Min.Value, EachKind: d.EachKind.Value, Covers: k.refs(d.Covers),
	}
	k.put(it, "", d.Pos)
	k.tainted[it] = d.Faulty
	for part, pos := range map[string]Pos{
		"id": d.ID.Pos, "kind": d.Kind.Pos, "required": d.Required.Pos, "confidential": d.Confidential.Pos,
		"generated": d.Generated.Pos, "min": d.Min.Pos, "limit": d.Limit.Pos, "files": d.MaxFiles.Pos, "each": d.EachKind.Pos,
	} {
		k.put(it, part, pos)
	}
	if owned {
		if d.Owner.Value != "" {
			owner = d.Owner
		}
		if owner.Value != "" {
			it.Owner = k.party(owner)
			k.put(it, "owner", owner.Pos)
		}
	}
	if d.Unless != nil {
		it.RequiredUnless = &Condition{alur.ItemID(d.Unless.Item.Value), d.Unless.Value.Value}
		k.put(it, "unless", d.Unless.Item.Pos)
		k.put(it, "unless-value", d.Unless.Value.Pos)
	}
	for _, o := range d.Verdicts {
		it.Verdicts = append(it.Verdicts, Verdict{o.ID.Value, o.Title.Value, o.Note.Value, o.Hinders.Value})
	}
	for list, options := range map[string][]*OptionDef{"options": d.Options, "aspects": d.Aspects, "verdicts": d.Verdicts} {
		for i, o := range options {
			k.put(it, list+strconv.Itoa(i), o.ID.Pos)
		}
	}
	for i, t := range d.Parts {
		k.put(it, "parts"+strconv.Itoa(i), t.Pos)
		if part, ok := partWords.lookup(t.Value); ok {
			it.Parts = append(it.Parts, part)
		}
	}
	for i, t := range d.Types {
		k.put(it, "types"+strconv.Itoa(i), t.Pos)
		it.Types = append(it.Types, t.Value)
	}
	for i, t := range d.Covers {
		k.put(it, "covers"+strconv.Itoa(i), t.Pos)
	}
	if set, ok := limitWords.lookup(d.Limit.Value); ok {
		set(it)
	}
	if d.MaxFiles.Set {
		it.MaxFiles = int(min(d.MaxFiles.Value, 1<<30))
	} else if kind == KindDocument {
		it.MaxFiles = 1
	}
	return it
}

func (k *compiler) options(list []*OptionDef) []Option {
	var out []Option
	for _, o := range list {
		out = append(out, Option{o.ID.Value, o.Title.Value})
	}
	return out
}

func (c *compiled) stageIDs() []string {
	out := make([]string, len(c.Stages))
	for i, s := range c.Stages {
		out[i] = string(s.ID)
	}
	return out
}
