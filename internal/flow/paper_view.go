package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// PaperView is a kind of paper as one actor sees it on one request.
type PaperView struct {
	Kind PaperKind
	// Mine: one of the actor's parties issues the kind.
	Mine bool
	// Code is why it cannot be issued now, "" when it can be; with [alur.CodeBlocked],
	// Missing are the items that it needs.
	Code    alur.Code
	Missing []alur.ItemID
}

// Papers lists the kinds of the request's flow that the actor may see, in the order of
// the guide.
func (r *Registry) Papers(s *State, env Env) []PaperView {
	plan, stage := r.Stage(s)
	if stage == nil {
		return nil
	}
	mine := r.PartiesOf(s, env.Actor, env.ICT)
	var out []PaperView
	for _, k := range paperKinds {
		parties := k.Parties(plan)
		if len(parties) == 0 || env.Actor.ThirdParty() && !k.VendorSees(plan) {
			continue
		}
		v := PaperView{Kind: k, Mine: slices.ContainsFunc(parties, func(id alur.PartyID) bool { return slices.Contains(mine, id) })}
		v.Code = alur.CodeOf(r.Check(s, IssuePaper{Kind: k.ID, Check: true}, env))
		if v.Code == "" {
			if v.Missing = k.Lacking(plan, s); len(v.Missing) > 0 {
				v.Code = alur.CodeBlocked
			}
		}
		out = append(out, v)
	}
	return out
}
