package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// proveDistinct proves that no stage offers the same way twice: two actions that
// lead one party to the same place leave nobody able to say which to take, and
// let the guards of one be avoided by the other.
func proveDistinct(p *proof) {
	for _, st := range p.readable() {
		actions := p.actions(st)
		for i, a := range actions {
			for _, b := range actions[:i] {
				if a.ID != b.ID && sameWay(a, b) {
					p.report(p.at(a, "id"), checkDuplicate, `Tindakan "%s" sama dengan tindakan "%s": pihak dan tujuannya sama.`, a.ID, b.ID)
				}
			}
		}
	}
}

func sameWay(a, b *Action) bool {
	if a.To != b.To || a.End != b.End || a.ToFlow != b.ToFlow {
		return false
	}
	if a.Pauses != b.Pauses || a.Resumes != b.Resumes || a.ChangesTeam != b.ChangesTeam {
		return false
	}
	return slices.ContainsFunc(a.Parties, func(id alur.PartyID) bool { return slices.Contains(b.Parties, id) })
}
