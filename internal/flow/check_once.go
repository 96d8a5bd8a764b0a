package flow

import "github.com/alur-id/alur"

// proveOnce proves that what can happen to a request only once cannot be repeated:
// no way leads back behind its registration, its approval or the appointment of
// its teams.
func proveOnce(p *proof) {
	if p.broken {
		return
	}
	numbers := 0
	p.each(func(st *Stage, a *Action) {
		what := ""
		switch {
		case a.Registers:
			what = "pendaftaran"
			if numbers++; numbers > 1 {
				p.report(p.at(a, "traits"), checkOnce, `Permohonan mendapat nomor satu kali; tindakan "%s" memberi nomor lagi.`, a.ID)
			}
		case a.Appoints:
			what = "penetapan tim"
		case a.guided() && a.Direction == LeadsOn && p.declines(st):
			what = "persetujuan"
		}
		if what == "" || a.To == "" || a.To == st.ID {
			return
		}
		if reached := p.walk(a.To, func(*Action) bool { return true }); inWalk(reached, st) {
			p.report(p.at(a, ""), checkOnce, `Setelah "%s", %s dapat terulang: %s.`, a.ID, what, wayTo(reached, st.ID))
		}
	})
}

func inWalk(reached map[alur.StageID]step, st *Stage) bool {
	_, ok := reached[st.ID]
	return ok
}
