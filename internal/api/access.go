package api

import (
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// Answer says whether a user may make a call at all.
type Answer string

// The answers.
const (
	Never   Answer = "no"    // always refused: 401 without a token, else 403
	Always  Answer = "yes"   // of what the user sees; the rest is not found
	ByParty Answer = "party" // for those who are the right party on the request
)

// Allowance says who may make one call of the API.
type Allowance struct {
	Method, Path string // path below [Prefix]
	ID           string // operationId
	Nobody       bool   // also without a token
	Users        []Answer
	// Refusals are the codes that still come on top, of those about who, when and where.
	Refusals []alur.Code
}

// onTop are the refusals that say who may and when, in the order of api.md.
var onTop = []alur.Code{
	alur.CodeReadOnlyRole, alur.CodeNotYourParty, alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeRequestEnded, alur.CodePaused, alur.CodeWrongStage,
	alur.CodeActionNotAvailable, alur.CodeWrongTransition, alur.CodeAlreadySigned, alur.CodeSignedAnother, alur.CodeWrongPassword,
}

// Access lists every call with who may make it, in the order of the route table. Who
// may write at all is asked of the rules themselves.
func Access(users []alur.User) []Allowance {
	var out []Allowance
	for i := range routes {
		r := &routes[i]
		x := Allowance{Method: r.method, Path: r.path, ID: r.id, Nobody: r.access == public}
		for _, u := range users {
			x.Users = append(x.Users, r.answer(u))
		}
		for _, c := range onTop {
			if slices.Contains(r.codes, c) {
				x.Refusals = append(x.Refusals, c)
			}
		}
		if strings.Contains(r.path, "{id}") {
			x.Refusals = append(x.Refusals, alur.CodeNotFound)
		}
		out = append(out, x)
	}
	return out
}

// answer says whether the user may make the call.
func (r *route) answer(u alur.User) Answer {
	if r.access == public {
		return Always
	}
	if r.inside && thirdParty(u) || r.manages && !u.ManagesPeople() || r.admins && !u.Has(alur.RoleAdmin) || r.assesses && !u.SeesAll() {
		return Never
	}
	if !slices.Contains(r.codes, alur.CodeReadOnlyRole) {
		return Always
	}
	rules, env := flow.NewRegistry(), flow.Env{Actor: u}
	if u.AgencyKind == alur.AgencyICT {
		env.ICT = u.Agency
	}
	// The state matters to none of these refusals, but as something that the user sees.
	var cmd flow.Command = flow.SetData{}
	switch r.body.(type) {
	case NewRequest:
		if rules.Check(nil, flow.Create{}, env) == nil || rules.Check(nil, flow.Create{Agency: "another"}, env) == nil {
			return Always
		}
		return Never
	case NewComment:
		cmd = flow.Comment{Audience: alur.AudienceAll}
	}
	switch alur.CodeOf(rules.Check(&flow.State{Agency: u.Agency, Vendor: u.Agency, Status: alur.StatusOpen}, cmd, env)) {
	case "":
		return Always
	case alur.CodeNotYourParty:
		return ByParty
	}
	return Never
}
