package flow

import (
	"fmt"
	"slices"
)

// proveSwitches proves that a request which is switched to another flow finds
// itself there as it was: the other flow has the same stages with the same items
// up to the one where it stands. It is switched before teams are appointed, for
// the other flow has others.
func proveSwitches(p *proof) {
	p.each(func(st *Stage, a *Action) {
		if a.ToFlow == "" {
			return
		}
		pos := p.at(a, "target")
		if a.ToFlow == p.Flow {
			p.report(pos, checkSwitch, `Tindakan "%s" beralih ke alurnya sendiri.`, a.ID)
			return
		}
		if a.guided() {
			return // check "outside" says that the guide knows no switch
		}
		if slices.ContainsFunc(p.Stages[:p.order(st.ID)], func(s *Stage) bool {
			return slices.ContainsFunc(s.Actions, func(x *Action) bool { return x.Appoints })
		}) {
			p.report(pos, checkSwitch, `Tindakan "%s" beralih setelah tim ditetapkan, padahal tim alur lain berbeda.`, a.ID)
		}
		other := p.other(a)
		if other == nil {
			p.report(pos, checkSwitch, `Tindakan "%s" beralih ke alur "%s", yang tidak ada di antara berkas yang diperiksa atau di samping berkas ini.`, a.ID, a.ToFlow)
			return
		}
		if why := differs(p.Plan, other.Plan, st); why != "" && !p.broken && !other.broken {
			p.report(pos, checkSwitch, `Tindakan "%s" tidak dapat beralih ke alur "%s": %s.`, a.ID, a.ToFlow, why)
		}
	})
}

// other finds the newest version of the flow that an action switches to.
func (p *proof) other(a *Action) *compiled {
	var found *compiled
	for _, c := range p.others {
		if c.Flow == a.ToFlow && (found == nil || c.Version > found.Version) {
			found = c
		}
	}
	if found == nil && p.beside != nil {
		found = p.beside(a.ToFlow)
	}
	return found
}

// differs says in what two flows differ up to a stage, "" when in nothing.
func differs(a, b *Plan, until *Stage) string {
	if len(b.Stages) <= slices.Index(a.Stages, until) {
		return "alur itu lebih pendek"
	}
	for i, st := range a.Stages[:slices.Index(a.Stages, until)+1] {
		other := b.Stages[i]
		if other.ID != st.ID || other.Number != st.Number {
			return fmt.Sprintf(`tahap %d di sana adalah "%s", bukan "%s"`, other.Number, other.ID, st.ID)
		}
		for _, it := range st.Items {
			if x := other.Item(it.ID); x == nil || x.Kind != it.Kind {
				return fmt.Sprintf(`butir "%s" tahap "%s" di sana tidak ada atau berbeda`, it.ID, st.ID)
			}
		}
		for _, it := range other.Items {
			if st.Item(it.ID) == nil {
				return fmt.Sprintf(`tahap "%s" di sana mempunyai butir "%s"`, st.ID, it.ID)
			}
		}
	}
	return ""
}
