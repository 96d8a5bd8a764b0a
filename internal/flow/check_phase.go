package flow

// provePhases proves that every phase has a name of its own, and that a sub-stage
// stands in the phase of its stage.
func provePhases(p *proof) {
	for i, title := range p.Phases {
		pos := p.at(p.Plan, "")
		if i < len(p.def.Phases) {
			pos = p.def.Phases[i].Pos
		}
		for _, earlier := range p.Phases[:i] {
			if earlier == title && title != "" {
				p.report(pos, checkPhase, `Fase "%s" sudah ada.`, title)
			}
		}
	}
	for _, st := range p.Stages {
		if parent := p.parent(st); st.Sub && parent != nil && parent.Phase != st.Phase {
			p.report(p.at(st, "within"), checkPhase, `Tahap turunan "%s" ditulis dalam fase yang sama dengan tahap "%s".`, st.ID, parent.ID)
		}
	}
}
