package flow

import (
	"maps"
	"strings"

	"github.com/alur-id/alur"
)

// proveReach proves that every stage can be reached from the first.
func proveReach(p *proof) {
	if p.broken {
		return
	}
	reached := p.walk(p.Stages[0].ID, func(*Action) bool { return true })
	for _, st := range p.Stages {
		if _, ok := reached[st.ID]; !ok {
			// What can be reached from here alone is unreachable for the same reason.
			maps.Copy(reached, p.walk(st.ID, func(*Action) bool { return true }))
			p.report(p.at(st, ""), checkReach, `Tahap "%s" tidak dapat dicapai: tidak ada tindakan yang menuju ke sini dari tahap pertama.`, st.ID)
		}
	}
}

// A step is how a stage was first reached in a walk.
type step struct {
	from   alur.StageID
	action *Action
}

// walk returns the stages that can be reached from a stage by actions that pass,
// that stage included, and how.
func (p *proof) walk(from alur.StageID, passes func(*Action) bool) map[alur.StageID]step {
	reached := map[alur.StageID]step{from: {}}
	for queue := []alur.StageID{from}; len(queue) > 0; queue = queue[1:] {
		st := p.Stage(queue[0])
		if st == nil {
			continue
		}
		for _, a := range st.Actions {
			if _, seen := reached[a.To]; a.To != "" && !seen && passes(a) {
				reached[a.To] = step{st.ID, a}
				queue = append(queue, a.To)
			}
		}
	}
	return reached
}

// wayTo writes how a walk came to a stage: "verifikasi → kembalikan → data-pendukung".
func wayTo(reached map[alur.StageID]step, to alur.StageID) string {
	parts := []string{string(to)}
	for s := reached[to]; s.action != nil; s = reached[s.from] {
		parts = append([]string{string(s.from), string(s.action.ID)}, parts...)
	}
	return strings.Join(parts, " → ")
}
