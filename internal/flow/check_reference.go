package flow

import (
	"slices"
	"strconv"

	"github.com/alur-id/alur"
)

// proveReferences proves that every name means something: parties, stages and
// items exist, and what a stage shows or covers from another was there before it.
func proveReferences(p *proof) {
	for _, x := range p.Parties {
		if x.Stage != "" {
			p.refers(p.at(x, "named"), Ref{x.Stage, x.Item})
		}
	}
	for i, st := range p.Stages {
		for j, r := range st.Shows {
			p.refersBack(p.at(st, "shows"+strconv.Itoa(j)), r, i, "ditampilkan")
		}
		if st.Review != nil {
			p.knows(p.at(st, "review"), st.Review.Party)
			for j, id := range st.Review.Stages {
				p.knowsStage(p.at(st, "review"+strconv.Itoa(j)), id)
			}
		}
		if st.Findings != nil {
			p.knows(p.at(st, "findings"), st.Findings.Report)
			p.knows(p.at(st, "findings"), st.Findings.Fix)
		}
		for _, it := range st.Items {
			p.knows(p.at(it, "owner"), it.Owner)
			for j, r := range it.Covers {
				p.refersBack(p.at(it, "covers"+strconv.Itoa(j)), r, i, "dicakup tanda tangan")
			}
			if c := it.RequiredUnless; c != nil && st.Item(c.Item) == nil {
				p.report(p.at(it, "unless"), checkReference, `Tahap "%s" tidak mempunyai butir "%s".`, st.ID, c.Item)
			}
		}
		for _, a := range st.Actions {
			p.actionReferences(st, a)
		}
	}
}

func (p *proof) actionReferences(st *Stage, a *Action) {
	for _, id := range a.Parties {
		p.knows(p.at(a, "party:"+string(id)), id)
	}
	if a.To != "" && p.Stage(a.To) == nil {
		p.broken = true
		p.knowsStage(p.at(a, "target"), a.To)
	}
	for i, r := range a.Outdates {
		p.refers(p.at(a, "outdates"+strconv.Itoa(i)), r)
	}
	for i, g := range a.Guards {
		for j, id := range g.Items {
			known := st.Item(id) != nil
			if a.ChangesTeam {
				known = a.Input(id) != nil
			}
			if !known {
				p.report(p.at(a, "guard"+strconv.Itoa(i)+"."+strconv.Itoa(j)), checkReference, `Syarat tindakan "%s" menyebut butir "%s", yang tidak ada di sini.%s`, a.ID, id, hint(string(id), itemIDs(st.Items)))
			}
		}
		for _, group := range g.Groups {
			if group != groupAgency {
				p.knows(p.at(a, "guard"+strconv.Itoa(i)+"."+group), alur.PartyID(group))
			}
		}
	}
}

func itemIDs(items []*Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = string(it.ID)
	}
	return out
}

// knows reports a party that the flow does not have; "" is the concern of others.
func (p *proof) knows(pos Pos, id alur.PartyID) {
	if id == "" || p.Party(id) != nil {
		return
	}
	var ids []string
	for _, x := range p.Parties {
		ids = append(ids, string(x.ID))
	}
	for _, r := range p.def.Roles {
		ids = append(ids, r.ID.Value)
	}
	p.loose = true
	p.report(pos, checkReference, `Pihak atau peran "%s" tidak ada.%s`, id, hint(string(id), ids))
}

func (p *proof) knowsStage(pos Pos, id alur.StageID) bool {
	if p.Stage(id) != nil {
		return true
	}
	n := nearest(string(id), p.stageIDs())
	if n != "" {
		n = ` Mungkin maksud Anda "` + n + `"?`
	}
	p.report(pos, checkReference, `Tahap "%s" tidak ada dalam alur ini.%s`, id, n)
	return false
}

func (p *proof) refers(pos Pos, r Ref) bool {
	if r.Stage == "" || !p.knowsStage(pos, r.Stage) {
		return false
	}
	st := p.Stage(r.Stage)
	if st.Item(r.Item) == nil {
		p.report(pos, checkReference, `Tahap "%s" tidak mempunyai butir "%s".%s`, r.Stage, r.Item, hint(string(r.Item), itemIDs(st.Items)))
		return false
	}
	return true
}

// refersBack is refers for items of stages before the one at index i.
func (p *proof) refersBack(pos Pos, r Ref, i int, what string) {
	if !p.refers(pos, r) {
		return
	}
	if !slices.ContainsFunc(p.Stages[:i], func(s *Stage) bool { return s.ID == r.Stage }) {
		p.report(pos, checkReference, `Butir "%s.%s" tidak dapat %s di sini, karena tahapnya belum dilalui.`, r.Stage, r.Item, what)
	}
}
