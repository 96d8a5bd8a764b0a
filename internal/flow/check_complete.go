package flow

// proveComplete proves that nobody gets past a stage before it is done: an action
// that leads on asks for every required item, for the replacement of what was
// rejected, and for verdicts that are good enough.
func proveComplete(p *proof) {
	p.each(func(st *Stage, a *Action) {
		if a.Direction != LeadsOn {
			return
		}
		for _, it := range st.Items {
			if it.asked() && !a.guardedBy(GuardComplete) {
				p.report(p.at(a, ""), checkComplete, `Tindakan "%s" melanjutkan tahap "%s" tanpa syarat "lengkap", padahal ada butir wajib.`, a.ID, st.ID)
				break
			}
		}
		if st.Resubmits && !a.guardedBy(GuardReplaced) {
			p.report(p.at(a, ""), checkComplete, `Tindakan "%s" melanjutkan tahap "%s" tanpa syarat "yang-ditolak-diganti".`, a.ID, st.ID)
		}
		for _, it := range st.Items {
			for _, v := range it.Verdicts {
				if v.Unacceptable && !a.guardsItem(GuardVerdicts, it.ID) {
					p.report(p.at(a, ""), checkComplete, `Tindakan "%s" melanjutkan tahap "%s" tanpa syarat "penilaian-memadai: %s", padahal putusan "%s" menghalangi.`, a.ID, st.ID, it.ID, v.ID)
					break
				}
			}
		}
	})
}
