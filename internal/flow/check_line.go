package flow

import "github.com/alur-id/alur"

// proveLine proves that the stages follow each other as the clauses of the guide
// do: each numbered stage has exactly one action of the guide that leads on, to
// the next number, and the last one to the end "completed".
func proveLine(p *proof) {
	if p.broken {
		return
	}
	line := p.numbered()
	for i, st := range line {
		var next alur.StageID
		where := `akhir "selesai"`
		if i+1 < len(line) {
			next = line[i+1].ID
			where = `tahap "` + string(next) + `"`
		}
		onward := st.onward()
		if len(onward) == 0 && p.knowsActions(st) {
			p.report(p.at(st, ""), checkLine, `Tahap "%s" tidak mempunyai tindakan panduan yang melanjutkan ke %s.`, st.ID, where)
		}
		for j, a := range onward {
			switch {
			case j > 0:
				p.report(p.at(a, "id"), checkLine, `Tindakan "%s" adalah jalan kedua yang melanjutkan tahap "%s"; panduan mengenal satu.`, a.ID, st.ID)
			case next == "" && a.End != alur.StatusCompleted, next != "" && (a.End != "" || a.To != next):
				p.report(p.at(a, "target"), checkLine, `Tindakan "%s" harus melanjutkan ke %s, menurut urutan klausul.`, a.ID, where)
			}
		}
	}
	for _, st := range p.Stages {
		if !st.Sub {
			continue
		}
		for _, a := range st.onward() {
			p.report(p.at(a, "target"), checkLine, `Tahap turunan "%s" hanya kembali ke tahap induknya; tindakan "%s" melanjutkan lebih jauh.`, st.ID, a.ID)
		}
	}
}
