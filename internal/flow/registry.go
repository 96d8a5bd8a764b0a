package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Registry holds every plan that a request may follow, old versions included.
// It is immutable and shared between goroutines.
type Registry struct {
	plans  []*Plan // in the order given
	newest map[alur.FlowID]*Plan
	order  []alur.FlowID
}

// NewRegistry makes a registry of plans; of several versions of one flow the
// highest is the newest.
func NewRegistry(plans ...*Plan) *Registry {
	r := &Registry{plans: plans, newest: map[alur.FlowID]*Plan{}}
	for _, p := range plans {
		old := r.newest[p.Flow]
		if old == nil {
			r.order = append(r.order, p.Flow)
		}
		if old == nil || p.Version > old.Version {
			r.newest[p.Flow] = p
		}
	}
	return r
}

// Plan returns the plan of a flow in a version; version 0 is the newest. It
// returns nil for a flow or version that the registry does not hold.
func (r *Registry) Plan(id alur.FlowID, version int) *Plan {
	if version == 0 {
		return r.newest[id]
	}
	for _, p := range r.plans {
		if p.Flow == id && p.Version == version {
			return p
		}
	}
	return nil
}

// Plans returns the newest plan of each flow, in the order given to NewRegistry.
func (r *Registry) Plans() []*Plan {
	out := make([]*Plan, 0, len(r.order))
	for _, id := range r.order {
		out = append(out, r.newest[id])
	}
	return out
}

// KnowsAction reports whether any stage of any flow has an action with the id.
func (r *Registry) KnowsAction(id string) bool {
	return len(r.partiesOfAction(alur.ActionID(id))) > 0
}

// Decides reports whether the action is a decision in any stage of any flow: whoever
// takes it proves who he or she is once more.
func (r *Registry) Decides(id string) bool {
	for _, p := range r.plans {
		for _, st := range p.Stages {
			if a := st.Action(alur.ActionID(id)); a != nil && a.Decides {
				return true
			}
		}
	}
	return false
}

// partiesOfAction collects who may take an action in any stage of any flow.
func (r *Registry) partiesOfAction(id alur.ActionID) []alur.PartyID {
	var out []alur.PartyID
	for _, p := range r.plans {
		for _, st := range p.Stages {
			if a := st.Action(id); a != nil {
				out = append(out, a.Parties...)
			}
		}
	}
	return out
}

// plan returns the plan that the request follows.
func (r *Registry) plan(s *State) *Plan { return r.Plan(s.Flow, s.FlowVersion) }

// Stage returns the plan and the stage that the request stands in; both are nil
// when the registry does not hold its plan.
func (r *Registry) Stage(s *State) (*Plan, *Stage) {
	p := r.plan(s)
	if p == nil {
		return nil, nil
	}
	return p, p.Stage(s.Stage)
}

// Appoints reports whether the request has a third party that is not rid of it: it builds,
// or has delivered what it was appointed for. One that was stopped has none any more.
func (s *State) Appoints() bool {
	return s.Vendor != "" && (s.Status == alur.StatusOpen || s.Status == alur.StatusCompleted)
}

// appointed reports whether the user works for the third party of the request.
func appointed(s *State, u alur.User) bool {
	return s.Appoints() && u.Agency == s.Vendor && u.AgencyKind == alur.AgencyVendor && u.Has(alur.RoleVendor)
}

// Sees reports whether the request exists for the user (flows.md, "Parties").
// It says nothing about the items and comments hidden from vendors, who see a request
// while they are appointed on it, and not a moment longer.
func Sees(s *State, u alur.User) bool {
	if !u.Active {
		return false
	}
	if u.SeesAll() {
		return true
	}
	if u.ThirdParty() {
		return appointed(s, u)
	}
	if u.Agency == s.Agency {
		return true
	}
	for _, members := range s.Teams {
		if slices.Contains(members, u.Username) {
			return true
		}
	}
	return false
}

// AtCounter reports whether the ICT agency's reviewers may act for the requester
// now: the request was registered from a paper letter, and the stage is one that is
// filled in at the counter.
func (r *Registry) AtCounter(s *State) bool {
	if !s.Counter || s.Status.Ended() {
		return false
	}
	_, st := r.Stage(s)
	return st != nil && st.Counter
}

// behalfOf returns for whom the user acts when he or she acts for the party: "" when
// it is in person. A seat in a team and a vendor's account are always personal.
func (r *Registry) behalfOf(s *State, u alur.User, ict alur.AgencyID, party alur.PartyID) string {
	for _, plan := range r.plans {
		p := plan.Party(party)
		if p == nil {
			continue
		}
		switch p.Source {
		case SourceRequester:
			if u.Agency == s.Agency && u.Has(alur.RoleRequester) {
				return u.OnBehalfOf(alur.RoleRequester)
			}
			return u.OnBehalfOf(alur.RoleReviewer) // at the counter
		case SourceReviewer:
			return u.OnBehalfOf(alur.RoleReviewer)
		case SourceHead:
			return u.OnBehalfOf(alur.RoleHead)
		}
		return ""
	}
	return ""
}

// actingParty returns the party for which the user takes an act that any of the
// parties may do: one that he or she is in person before one that is a colleague's.
// It is "" when he or she is none of them.
func (r *Registry) actingParty(s *State, u alur.User, ict alur.AgencyID, parties []alur.PartyID) alur.PartyID {
	acting := alur.PartyID("")
	for _, p := range r.PartiesOf(s, u, ict) {
		switch {
		case !slices.Contains(parties, p):
		case r.behalfOf(s, u, ict, p) == "":
			return p
		case acting == "":
			acting = p
		}
	}
	return acting
}

// Behalf returns for whom the user would act who takes an act that any of the parties
// may do: the username of an absent colleague, or "" in person and where the user is
// none of the parties.
func (r *Registry) Behalf(s *State, u alur.User, ict alur.AgencyID, parties ...alur.PartyID) string {
	return r.behalfOf(s, u, ict, r.actingParty(s, u, ict, parties))
}

// submitted reports whether the user, or the colleague for whom he or she would act
// as one of the parties, submitted the request: four eyes are two people, whatever
// hats they wear (flows.md, "Rules over all stages").
func (r *Registry) submitted(s *State, u alur.User, ict alur.AgencyID, parties ...alur.PartyID) bool {
	if slices.Contains(s.Submitters, u.Username) {
		return true
	}
	behalf := r.Behalf(s, u, ict, parties...)
	return behalf != "" && slices.Contains(s.Submitters, behalf)
}

// PartiesOf returns the parties that the user is on this request, in the order
// of the plan. Auditors, admins, inactive users and mere members of the
// requesting agency are none.
func (r *Registry) PartiesOf(s *State, u alur.User, ict alur.AgencyID) []alur.PartyID {
	p := r.plan(s)
	if p == nil || !u.Active || u.ReadOnly() {
		return nil
	}
	var out []alur.PartyID
	for _, party := range p.Parties {
		is := false
		switch party.Source {
		case SourceRequester:
			is = u.Agency == s.Agency && u.Has(alur.RoleRequester) || r.AtCounter(s) && u.Agency == ict && u.Has(alur.RoleReviewer)
		case SourceReviewer:
			is = u.Agency == ict && u.Has(alur.RoleReviewer)
		case SourceHead:
			is = u.Agency == ict && u.Has(alur.RoleHead)
		case SourceTeam:
			is = slices.Contains(s.Teams[party.ID], u.Username)
		case SourceVendor:
			is = appointed(s, u)
		}
		if is {
			out = append(out, party.ID)
		}
	}
	return out
}
