package flow

import (
	"slices"
	"strconv"

	"github.com/alur-id/alur"
)

// reservedIDs mean something else where ids of flow content stand.
var reservedIDs = []string{wordNext, wordOther, wordAgencies, groupAgency, "findings"}

// proveIDs proves that every id has the form of one and is the only one of its
// kind in its place. The ids of documents are unique in the whole flow, for a
// document is uploaded by the id of its item alone.
func proveIDs(p *proof) {
	p.form(p.at(p.Plan, "flow"), string(p.Flow), "alur")
	if p.Version < 1 && p.def.Version.Set {
		p.report(p.at(p.Plan, "version"), checkID, "Versi alur dihitung mulai dari 1.")
	}
	seen := map[string]bool{}
	for _, x := range p.Parties {
		p.unique(p.at(x, "id"), string(x.ID), "pihak", seen)
	}
	stages, documents := map[string]bool{}, map[alur.ItemID]alur.StageID{}
	for _, st := range p.Stages {
		p.unique(p.at(st, "id"), string(st.ID), "tahap", stages)
		items, actions := map[string]bool{}, map[string]bool{}
		for _, it := range st.Items {
			p.unique(p.at(it, "id"), string(it.ID), "butir", items)
			p.optionIDs(it)
			if it.Kind != KindDocument {
				continue
			}
			if other, ok := documents[it.ID]; ok && other != st.ID {
				p.report(p.at(it, "id"), checkID, `Dokumen "%s" sudah ada pada tahap "%s"; setiap dokumen dalam satu alur mempunyai id sendiri.`, it.ID, other)
			}
			documents[it.ID] = st.ID
		}
		for _, a := range st.Actions {
			p.unique(p.at(a, "id"), string(a.ID), "tindakan", actions)
			inputs := map[string]bool{}
			for _, in := range a.Inputs {
				p.unique(p.at(in, "id"), string(in.ID), "masukan", inputs)
				p.optionIDs(in)
			}
		}
	}
}

func (p *proof) optionIDs(it *Item) {
	verdicts := make([]Option, len(it.Verdicts))
	for i, v := range it.Verdicts {
		verdicts[i] = Option{ID: v.ID}
	}
	for list, options := range map[string][]Option{"options": it.Options, "aspects": it.Aspects, "verdicts": verdicts} {
		seen := map[string]bool{}
		for i, o := range options {
			p.unique(p.at(it, list+strconv.Itoa(i)), o.ID, "pilihan", seen)
		}
	}
}

func (p *proof) unique(pos Pos, id, what string, seen map[string]bool) {
	if id == "" {
		return // the parser has said that it is missing
	}
	if seen[id] {
		p.broken = p.broken || what == "tahap"
		p.report(pos, checkID, `Id %s "%s" sudah dipakai.`, what, id)
	}
	seen[id] = true
	p.form(pos, id, what)
}

func (p *proof) form(pos Pos, id, what string) {
	switch {
	case id == "":
	case !isID(id):
		p.report(pos, checkID, `Id %s "%s" hanya boleh memuat huruf kecil, angka, dan tanda hubung di antara kata.`, what, id)
	case slices.Contains(reservedIDs, id):
		p.report(pos, checkID, `"%s" mempunyai arti sendiri dalam bahasa alur, sehingga tidak dapat menjadi id %s.`, id, what)
	}
}
