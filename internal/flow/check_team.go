package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// proveTeams proves the rules of teams (guide, clause 7): they take force once, by
// an action that holds every team to both agencies, and a change of the teams
// keeps to the rules under which they were formed.
func proveTeams(p *proof) {
	var appoints *Action
	p.each(func(st *Stage, a *Action) {
		if !a.Appoints {
			return
		}
		teams := items(st.Items, KindTeam)
		switch {
		case appoints != nil:
			p.report(p.at(a, "traits"), checkTeam, `Tim sudah ditetapkan oleh tindakan "%s".`, appoints.ID)
		case !a.guided() || a.Direction != LeadsOn:
			p.report(p.at(a, "traits"), checkTeam, `Tim ditetapkan oleh tindakan panduan yang melanjutkan tahap; "%s" bukan.`, a.ID)
		case len(teams) == 0:
			p.report(p.at(a, "traits"), checkTeam, `Tahap "%s" tidak mempunyai butir tim yang ditetapkan.`, st.ID)
		}
		p.bothAgencies(a, teams)
		if appoints == nil {
			appoints = a
		}
	})
	p.each(func(st *Stage, a *Action) {
		if a.ChangesTeam {
			p.teamChange(st, a, appoints)
		}
	})
}

func items(list []*Item, kind Kind) []alur.ItemID {
	var out []alur.ItemID
	for _, it := range list {
		if it.Kind == kind {
			out = append(out, it.ID)
		}
	}
	return out
}

func (p *proof) bothAgencies(a *Action, teams []alur.ItemID) {
	for _, id := range teams {
		if !a.guardsItem(GuardBothAgencies, id) {
			p.report(p.at(a, ""), checkTeam, `Tindakan "%s" memerlukan syarat "dari-kedua-instansi" bagi "%s".`, a.ID, id)
		}
	}
}

func (p *proof) teamChange(st *Stage, a, appoints *Action) {
	if a.Direction != Stays {
		p.report(p.at(a, "target"), checkTeam, `Tindakan "%s" mengganti tim dan harus tetap pada tahapnya.`, a.ID)
	}
	inputs := items(a.Inputs, KindTeam)
	if len(inputs) == 0 {
		p.report(p.at(a, ""), checkTeam, `Tindakan "%s" mengganti tim, tetapi tidak mempunyai masukan tim.`, a.ID)
	}
	for _, id := range inputs {
		party := slices.IndexFunc(p.Parties, func(x *Party) bool { return x.Source == SourceTeam && x.Item == id })
		switch {
		case p.loose:
		case party < 0:
			p.report(p.at(a.Input(id), "id"), checkTeam, `Masukan "%s" tidak bernama seperti butir tim mana pun.`, id)
		case !p.exists(p.Parties[party].ID, st):
			p.report(p.at(a, ""), checkTeam, `Tindakan "%s" pada tahap "%s" mengganti tim yang belum ditetapkan.`, a.ID, st.ID)
		}
	}
	p.bothAgencies(a, inputs)
	if appoints == nil {
		return
	}
	for _, g := range appoints.Guards {
		if g.Kind != GuardNoOverlap {
			continue
		}
		for _, id := range g.Items {
			if !a.guardsItem(GuardNoOverlap, id) {
				p.report(p.at(a, ""), checkTeam, `Tindakan "%s" memerlukan syarat "tidak-merangkap" bagi "%s", seperti saat tim ditetapkan.`, a.ID, id)
			}
		}
	}
}
