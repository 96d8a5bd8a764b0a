package flow

import "slices"

// proveFindings proves the loop of testing and fixing: findings send the request
// to the builders and nowhere else, it comes back when all are fixed, and it goes
// on only when all are verified.
func proveFindings(p *proof) {
	for _, st := range p.readable() {
		f := st.Findings
		if f == nil {
			if st.Sub {
				p.report(p.at(st, ""), checkFindings, `Tahap turunan "%s" tidak memperbaiki temuan ("temuan: diperbaiki-oleh").`, st.ID)
			}
			continue
		}
		pos := p.at(st, "findings")
		who := f.Report
		if who == "" {
			who = f.Fix
		}
		if !p.loose && (p.Party(who) == nil || !p.exists(who, st)) {
			p.report(pos, checkFindings, `Temuan pada tahap "%s" tidak mempunyai pihak yang sudah ada.`, st.ID)
		}
		if f.Report != "" {
			p.reporting(st)
		} else {
			p.fixing(st)
		}
	}
}

// reporting proves the side of the testers.
func (p *proof) reporting(st *Stage) {
	for _, a := range p.actions(st) {
		if !a.guided() {
			continue
		}
		if a.Direction == LeadsOn && !a.guardedBy(GuardVerified) {
			p.report(p.at(a, ""), checkFindings, `Tindakan "%s" memerlukan syarat "semua-temuan-tuntas": selama masih ada masalah, pekerjaan tidak dilanjutkan.`, a.ID)
		}
		if a.Direction == LeadsBack && !a.guardedBy(GuardOpenFinding) {
			p.report(p.at(a, ""), checkFindings, `Tindakan "%s" memerlukan syarat "ada-temuan-terbuka": tanpa temuan tidak ada yang diperbaiki.`, a.ID)
		}
	}
	fixed := slices.ContainsFunc(p.Stages, func(s *Stage) bool {
		return s.Sub && s.Number == st.Number && (p.tainted[s] || s.Findings != nil && s.Findings.Fix != "")
	})
	if !fixed {
		p.report(p.at(st, "findings"), checkFindings, `Temuan tahap "%s" tidak pernah diperbaiki: tidak ada tahap turunan yang memperbaikinya.`, st.ID)
	}
}

// fixing proves the side of the builders.
func (p *proof) fixing(st *Stage) {
	parent := p.parent(st)
	if !st.Sub || parent == nil || parent.Findings == nil || parent.Findings.Report == "" {
		p.report(p.at(st, "findings"), checkFindings, `Temuan diperbaiki dalam tahap turunan dari tahap yang melaporkannya; "%s" bukan.`, st.ID)
		return
	}
	if parent.Findings.Report == st.Findings.Fix {
		p.report(p.at(st, "findings"), checkFindings, `Pihak "%s" tidak dapat menguji perbaikannya sendiri.`, st.Findings.Fix)
	}
	back := 0
	for _, a := range p.actions(st) {
		if !a.guided() {
			continue
		}
		if a.To != parent.ID {
			p.report(p.at(a, "target"), checkFindings, `Tindakan "%s" harus kembali ke tahap "%s", karena perbaikan diuji lagi.`, a.ID, parent.ID)
			continue
		}
		back++
		if !a.guardedBy(GuardFixed) {
			p.report(p.at(a, ""), checkFindings, `Tindakan "%s" memerlukan syarat "semua-temuan-diperbaiki".`, a.ID)
		}
		p.testsAgain(parent, a)
	}
	if back == 0 && p.knowsActions(st) {
		p.report(p.at(st, ""), checkFindings, `Perbaikan pada tahap "%s" tidak pernah diuji lagi: tidak ada tindakan yang kembali ke "%s".`, st.ID, parent.ID)
	}
}

// testsAgain proves that an action makes the verdicts of testing outdated.
func (p *proof) testsAgain(test *Stage, a *Action) {
	for _, it := range test.Items {
		if it.Kind == KindVerdicts && it.Required && !slices.Contains(a.Outdates, Ref{test.ID, it.ID}) {
			p.report(p.at(a, ""), checkFindings, `Tindakan "%s" harus menggugurkan "%s.%s", agar penilaian diisi lagi setelah pengujian ulang.`, a.ID, test.ID, it.ID)
		}
	}
}
