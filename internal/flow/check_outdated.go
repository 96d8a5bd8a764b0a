package flow

import (
	"slices"
	"strconv"

	"github.com/alur-id/alur"
)

// proveOutdated proves that what an action makes outdated has to be given anew:
// it is required where it stands, and every way to the end passes there. It also
// proves that going back behind a test from a later stage makes the test outdated.
func proveOutdated(p *proof) {
	p.each(func(st *Stage, a *Action) {
		for i, r := range a.Outdates {
			from := p.Stage(r.Stage)
			if from == nil || from.Item(r.Item) == nil {
				continue
			}
			pos := p.at(a, "outdates"+strconv.Itoa(i))
			if !from.Item(r.Item).Required {
				p.report(pos, checkOutdated, `Butir "%s.%s" tidak wajib, sehingga tidak perlu diisi lagi setelah digugurkan.`, r.Stage, r.Item)
			}
			if !p.broken && p.avoids(st, a, from) {
				p.report(pos, checkOutdated, `Setelah "%s", permohonan dapat selesai tanpa melalui tahap "%s" lagi.`, a.ID, from.ID)
			}
		}
		if p.broken || a.Direction != LeadsBack {
			return
		}
		for _, test := range p.Stages {
			if test.Findings == nil || test.Findings.Report == "" || p.order(test.ID) > p.order(st.ID) || p.order(a.To) > p.order(test.ID) || st == test {
				continue
			}
			for _, it := range test.Items {
				if it.Kind == KindVerdicts && it.Required && !slices.Contains(a.Outdates, Ref{test.ID, it.ID}) {
					p.report(p.at(a, ""), checkOutdated, `Tindakan "%s" kembali ke pengujian tanpa menggugurkan "%s.%s".`, a.ID, test.ID, it.ID)
				}
			}
		}
	})
}

// avoids reports whether the end "completed" can be reached after an action
// without passing a stage.
func (p *proof) avoids(st *Stage, a *Action, avoided *Stage) bool {
	if a.End != "" {
		return a.End == alur.StatusCompleted
	}
	start := a.To
	if start == "" {
		start = st.ID
	}
	if start == avoided.ID {
		return false
	}
	for id := range p.walk(start, func(next *Action) bool { return next.To != avoided.ID }) {
		if s := p.Stage(id); s != nil && slices.ContainsFunc(s.Actions, func(x *Action) bool { return x.End == alur.StatusCompleted }) {
			return true
		}
	}
	return false
}
