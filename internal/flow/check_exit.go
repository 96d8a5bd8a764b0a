package flow

import (
	"slices"
	"strings"

	"github.com/alur-id/alur"
)

// proveExit proves that from every stage that can be reached the request can be
// completed by the guide's own actions: stopping or withdrawing is no way out of
// a dead end. A stage without a way out is shown with a path that never ends.
func proveExit(p *proof) {
	if p.broken {
		return
	}
	ends := map[alur.StageID]bool{}
	for changed := true; changed; {
		changed = false
		p.each(func(st *Stage, a *Action) {
			if !ends[st.ID] && a.guided() && (a.End == alur.StatusCompleted || ends[a.To]) {
				ends[st.ID], changed = true, true
			}
		})
	}
	// Of the stages without a way out, those count in which a request is caught for
	// ever: where they lead, they can be reached from. The last of each such round is
	// where the way out is missing.
	reached := p.walk(p.Stages[0].ID, func(*Action) bool { return true })
	told := map[alur.StageID]bool{}
	for _, st := range slices.Backward(p.Stages) {
		if _, ok := reached[st.ID]; !ok || ends[st.ID] || told[st.ID] {
			continue
		}
		round := p.walk(st.ID, (*Action).guided)
		caught := true
		for id := range round {
			_, back := p.walk(id, (*Action).guided)[st.ID]
			caught = caught && back
		}
		if !caught {
			continue
		}
		for id := range round {
			told[id] = true
		}
		if len(round) == 1 {
			p.report(p.at(st, ""), checkExit, `%s: tidak ada jalan keluar, karena tidak ada tindakan panduan yang meninggalkan tahap ini.`, st.ID)
			continue
		}
		p.report(p.at(st, ""), checkExit, "%s tidak ada jalan keluar.", p.trap(st))
	}
}

// trap follows the guide's actions from a stage until it has been everywhere that
// they lead, which is never an end, and writes the way: at most three actions.
func (p *proof) trap(st *Stage) string {
	parts := []string{string(st.ID)}
	seen := map[alur.StageID]bool{}
	for len(parts) < 7 && st != nil && !seen[st.ID] {
		seen[st.ID] = true
		here := st
		st = nil
		for _, a := range here.Actions {
			if a.guided() && a.To != "" && a.To != here.ID {
				parts = append(parts, string(a.ID), string(a.To))
				st = p.Stage(a.To)
				break
			}
		}
	}
	return strings.Join(parts, " → ") + " → …"
}
