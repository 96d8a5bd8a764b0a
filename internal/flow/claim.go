package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Barred returns those of the parties that four eyes keep the user from acting for in
// the current stage: he or she submitted the request, or the colleague for whom he or
// she would act did, and the party reviews it or decides on it here (flows.md, "Rules
// over all stages").
func (r *Registry) Barred(s *State, u alur.User, ict alur.AgencyID, parties []alur.PartyID) []alur.PartyID {
	_, st := r.Stage(s)
	if st == nil || s.Status.Ended() {
		return nil
	}
	var out []alur.PartyID
	for _, p := range parties {
		if !r.submitted(s, u, ict, p) {
			continue
		}
		bars := st.Review != nil && st.Review.Party == p
		for _, a := range st.Actions {
			bars = bars || a.Turn && a.May([]alur.PartyID{p}) && slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Kind == GuardFourEyes })
		}
		if bars {
			out = append(out, p)
		}
	}
	return out
}

// Holding returns those of the user's parties that have the ball and that he or she may
// act for: what can be taken as a task. waiting is what [Registry.Waiting] says.
func (r *Registry) Holding(s *State, u alur.User, ict alur.AgencyID, waiting []Waiting) []alur.PartyID {
	mine := r.PartiesOf(s, u, ict)
	barred := r.Barred(s, u, ict, mine)
	var out []alur.PartyID
	for _, w := range waiting {
		if slices.Contains(mine, w.Party) && !slices.Contains(barred, w.Party) {
			out = append(out, w.Party)
		}
	}
	return out
}

// CheckClaim says whether the actor may take the task, or give it back: the 403 and 409
// refusals of [Registry.Check] in the same order. It returns the parties for which.
func (r *Registry) CheckClaim(s *State, env Env) ([]alur.PartyID, error) {
	mine := r.PartiesOf(s, env.Actor, env.ICT)
	waiting := r.Waiting(s, env)
	holding := r.Holding(s, env.Actor, env.ICT, waiting)
	switch {
	case env.Actor.ReadOnly():
		return nil, alur.Refuse(alur.CodeReadOnlyRole)
	case env.Actor.Service:
		return nil, alur.Refuse(alur.CodePersonRequired)
	case len(mine) == 0:
		return nil, alur.Refuse(alur.CodeNotYourParty)
	case s.Status.Ended():
		return nil, alur.Refuse(alur.CodeRequestEnded)
	case s.Paused != nil:
		return nil, alur.Refuse(alur.CodePaused)
	case len(holding) == 0 && slices.ContainsFunc(waiting, func(w Waiting) bool { return slices.Contains(mine, w.Party) }):
		return nil, alur.Refuse(alur.CodeFourEyes)
	case len(holding) == 0:
		return nil, alur.Refuse(alur.CodeNotYourParty)
	}
	return holding, nil
}
