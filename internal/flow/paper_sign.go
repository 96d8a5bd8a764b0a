package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Signers are those whose signature stands under such a paper, and who may put an
// electronic one into it: those that sign its stage, and the head for what the ICT agency
// issues; where there is neither, its parties. All of them are among
// [PaperKind.Registrars]. None where the flow does not have the kind.
func (k PaperKind) Signers(p *Plan) []alur.PartyID {
	registrars := k.Registrars(p)
	st := p.Stage(k.Stage)
	if len(registrars) == 0 || st == nil {
		return nil
	}
	var out []alur.PartyID
	for _, id := range registrars {
		signs := slices.ContainsFunc(st.Items, func(it *Item) bool { return it.Kind == KindSignature && it.Owner == id })
		if signs || p.Party(id).Source == SourceHead {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return k.Parties(p)
	}
	return out
}
