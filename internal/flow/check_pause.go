package flow

import "slices"

// provePauses proves that a pause can be ended and changes nothing else: where a
// request can be paused it can be resumed and vice versa, both stay in the stage,
// and while paused no action moves it to another stage.
func provePauses(p *proof) {
	if p.partial {
		return
	}
	told := map[Pos]bool{} // a general action lacks its other half in a range of stages at once
	for _, st := range p.readable() {
		if !p.knowsActions(st) {
			continue
		}
		pauses := slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.Pauses })
		resumes := slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.Resumes && a.WhilePaused })
		for _, a := range st.Actions {
			switch {
			case a.Pauses && a.Resumes:
				p.report(p.at(a, "traits"), checkPause, `Tindakan "%s" tidak dapat menjeda sekaligus melanjutkan.`, a.ID)
			case a.Resumes && !a.WhilePaused:
				p.report(p.at(a, ""), checkPause, `Tindakan "%s" melanjutkan yang dijeda dan harus bersifat "boleh-saat-jeda".`, a.ID)
			case told[p.at(a, "")]:
			case a.Pauses && !resumes:
				told[p.at(a, "")] = true
				p.report(p.at(a, ""), checkPause, `Yang dijeda oleh "%s" tidak dapat dilanjutkan pada tahap "%s".`, a.ID, st.ID)
			case a.Resumes && !pauses:
				told[p.at(a, "")] = true
				p.report(p.at(a, ""), checkPause, `Tindakan "%s" tidak dapat diambil pada tahap "%s", karena di sana tidak ada yang menjeda.`, a.ID, st.ID)
			}
			if (a.Pauses || a.Resumes) && a.Direction != Stays {
				p.report(p.at(a, "target"), checkPause, `Tindakan "%s" harus tetap pada tahapnya.`, a.ID)
			}
			if (a.Pauses || a.Resumes) && a.guided() {
				p.report(p.at(a, ""), checkPause, `Panduan tidak mengenal jeda; tindakan "%s" ditulis dalam "tindakan-umum" atau dengan "di-luar-panduan: ya".`, a.ID)
			}
			if a.WhilePaused && !a.Resumes && a.Direction != LeadsOut {
				p.report(p.at(a, "traits"), checkPause, `Selama jeda hanya ada tindakan yang melanjutkan atau mengakhiri; "%s" bukan.`, a.ID)
			}
			if a.WhilePaused && !a.Resumes && a.guided() {
				p.report(p.at(a, "traits"), checkPause, `Tindakan panduan "%s" tidak dapat diambil selama jeda.`, a.ID)
			}
			if a.Pauses && !a.asksReason() {
				p.report(p.at(a, ""), checkPause, `Tindakan "%s" memerlukan masukan wajib yang memuat alasannya.`, a.ID)
			}
		}
	}
}
