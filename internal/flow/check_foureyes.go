package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// proveFourEyes proves that who submitted a request neither reviews it nor decides
// on it: what the requesting agency sends in counts as submitting, and every own
// action of the stages that review or approve is closed to whoever did.
func proveFourEyes(p *proof) {
	review := slices.IndexFunc(p.Stages, func(s *Stage) bool { return s.Review != nil })
	for _, st := range p.readable() {
		i := p.order(st.ID)
		for _, a := range p.actions(st) {
			if i < review && a.guided() && a.Direction == LeadsOn && !a.Submits {
				p.report(p.at(a, ""), checkFourEyes, `Tindakan "%s" mendahului telaah dan harus bersifat "pengajuan".`, a.ID)
			}
			if a.Submits && i >= review && review >= 0 {
				p.report(p.at(a, "traits"), checkFourEyes, `Tindakan "%s" tidak dapat bersifat "pengajuan" setelah telaah dimulai.`, a.ID)
			}
			if p.decides(st) && (a.guided() || a.Direction == Switches) && !a.guardedBy(GuardFourEyes) {
				p.report(p.at(a, ""), checkFourEyes, `Tindakan "%s" memerlukan syarat "bukan-pengaju".`, a.ID)
			}
			if (a.guided() && a.Direction == LeadsOut || a.Direction == Switches || a.guided() && a.Direction == LeadsOn && p.declines(st) || a.End == alur.StatusStopped) && !a.Decides {
				p.report(p.at(a, ""), checkFourEyes, `Tindakan "%s" memutus nasib permohonan dan harus bersifat "keputusan".`, a.ID)
			}
		}
	}
}

// decides reports whether a request is judged in a stage: reviewed, or approved.
func (p *proof) decides(st *Stage) bool { return st.Review != nil || p.declines(st) }

func (p *proof) declines(st *Stage) bool {
	return slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.guided() && a.End == alur.StatusDeclined })
}
