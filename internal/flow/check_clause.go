package flow

import (
	"slices"
	"strconv"
	"strings"
)

// proveClauses proves that the flow is the guide's: every clause of its part is a
// stage, once, in the guide's order, and no stage names another clause.
func proveClauses(p *proof) {
	steps, ok := guideSteps[p.Part]
	if !ok {
		p.report(p.at(p.Plan, "part"), checkClause, `Panduan terdiri atas bagian A (swakelola) dan B (pihak ketiga); "%s" bukan bagiannya.`, p.Part)
		return
	}
	clauses := make([]string, len(steps))
	for i := range steps {
		clauses[i] = clauseOf(p.Part, i)
	}
	used, last := map[string]*Stage{}, -1
	for _, st := range p.numbered() {
		pos := p.at(st, "clause")
		i := slices.Index(clauses, st.Clause)
		switch {
		case st.Clause == "":
			// Without a clause its actions cannot be told from ext ones.
			p.broken, p.tainted[st] = true, true
			p.report(pos, checkClause, `Tahap "%s" tidak menyebut klausul panduan yang menjadi asalnya.`, st.ID)
		case i < 0:
			p.report(pos, checkClause, `"%s" bukan klausul bagian %s; klausulnya %s sampai %s.`, st.Clause, p.Part, clauses[0], clauses[len(clauses)-1])
		case used[st.Clause] != nil:
			p.report(pos, checkClause, `Klausul %s sudah menjadi tahap "%s".`, st.Clause, used[st.Clause].ID)
		case i < last:
			p.report(pos, checkClause, `Klausul %s ditulis sesudah klausul %s; urutan panduan tidak boleh berubah.`, st.Clause, clauses[last])
			used[st.Clause] = st
		default:
			used[st.Clause], last = st, i
		}
	}
	var missing []string
	for _, c := range clauses {
		if used[c] == nil {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 && !p.broken {
		p.report(p.at(p.Plan, "part"), checkClause, "Klausul %s belum menjadi tahap; tidak satu klausul pun boleh hilang.", strings.Join(missing, ", "))
	}
}

// clauseOf names the clause at an index of a part.
func clauseOf(part string, i int) string { return part + "." + strconv.Itoa(i+1) }
