package flow

// proveReturns proves that every way back is a return, kept as such with who took
// it and why, and that nothing else is. Coming back from a fix is none. A return
// that the guide does not name asks for its reason; those that it names have it in
// rejected documents and findings.
func proveReturns(p *proof) {
	if p.broken {
		return
	}
	p.each(func(st *Stage, a *Action) {
		back := a.Direction == LeadsBack && !st.Sub
		switch {
		case back && !a.Returns:
			p.report(p.at(a, ""), checkReturn, `Tindakan "%s" mengembalikan permohonan dan harus bersifat "pengembalian".`, a.ID)
		case !back && a.Returns:
			p.report(p.at(a, "traits"), checkReturn, `Tindakan "%s" bersifat "pengembalian", tetapi tidak mengembalikan permohonan.`, a.ID)
		}
		if back && !a.guided() && !a.asksReason() {
			p.report(p.at(a, ""), checkReturn, `Tindakan "%s" di luar panduan mengembalikan permohonan dan memerlukan masukan wajib yang memuat alasannya.`, a.ID)
		}
		if back && a.guided() && !st.judged() {
			p.report(p.at(a, ""), checkReturn, `Panduan tidak mengenal pengembalian dari tahap "%s"; tulis "di-luar-panduan: ya".`, st.ID)
		}
	})
}

// judged reports whether a stage reviews documents or reports findings, the two
// cases in which the guide itself sends a request back.
func (st *Stage) judged() bool {
	return st.Review != nil || st.Findings != nil && st.Findings.Report != ""
}
