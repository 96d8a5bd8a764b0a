package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/flow/flowtest"
	"github.com/alur-id/alur/internal/racetest"
	"github.com/alur-id/alur/internal/store"
)

// everybody is one user of every relation to a request of Dinas Kesehatan, and nobody;
// then those who come in another way: stand-ins, a former account, agencies' own admins,
// a service and tokens that were made for less.
var everybody = []string{
	"", "pemohon", "pemohon2", "verifikator", "kepala", "pengembang", "penguji", "rangkap", "pengembang-pd", "penguji-pd", "vendor", "vendor2", "auditor", "admin",
	"plh", "cuti", "mantan", "admin-pd", "admin-pd-pemohon", "dasbor", "dasbor-baca", "verifikator-baca",
}

// seldom are asked in some stages only: they differ from others by something that no
// stage changes.
var seldom = everybody[slices.Index(everybody, "mantan"):]

// narrow are the tokens that were not made for everything, with what they were made for.
var narrow = map[string][]scope{"dasbor": {scopeAny, scopeRead, scopeWrite}, "dasbor-baca": {scopeAny, scopeRead}, "verifikator-baca": {scopeAny, scopeRead}}

func newMatrix(t *testing.T, plan *flow.Plan, s *store.Store) *matrix {
	t.Helper()
	x := &matrix{world: newWorld(t, s), plan: plan, router: http.NewServeMux(), asked: map[string]map[string]bool{}}
	for i := range routes {
		pattern := routes[i].method + " " + Prefix + routes[i].path
		x.router.Handle(pattern, http.NotFoundHandler())
		x.asked[pattern] = map[string]bool{}
	}
	by := directory.By{Actor: "admin"}
	for _, u := range []directory.NewUser{
		{Username: "plh", Agency: "diskominfo", Roles: []alur.Role{alur.RoleMember}},
		{Username: "cuti", Agency: "diskominfo", Roles: []alur.Role{alur.RoleMember}},
		{Username: "mantan", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}},
		{Username: "admin-pd", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}},
		{Username: "admin-pd-pemohon", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester, alur.RoleAgencyAdmin}},
	} {
		u.Name, u.Password = "Orang "+u.Username, password
		if err := x.dir.AddUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []directory.NewStandIn{
		{Username: "plh", Absent: "kepala", Kind: alur.StandInDaily, From: "2026-11-01", Until: "2027-06-30", Basis: "SPT 800/1"},
		{Username: "cuti", Absent: "verifikator", Kind: alur.StandInLeave, From: "2026-11-01", Until: "2027-06-30"},
	} {
		if _, err := x.dir.AddStandIn(t.Context(), n, by); err != nil {
			t.Fatal(err)
		}
	}
	x.token("mantan")
	x.deactivate(t.Context(), "mantan")
	x.service("dasbor", "dinas-kesehatan", "pemohon", alur.RoleRequester)
	x.serviceToken("dasbor-baca", "dasbor", directory.ScopeRead)
	x.alias("verifikator-baca", "verifikator", m{"scopes": []string{"read"}})
	return x
}

// parties says what a user is on the request, by flows.md.
func (x *matrix) parties(user string, stage *flow.Stage) []alur.PartyID {
	switch user {
	case "admin-pd-pemohon", "dasbor", "dasbor-baca":
		user = "pemohon"
	case "rangkap", "cuti", "verifikator-baca":
		user = "verifikator"
	case "plh":
		user = "kepala"
	}
	return flowtest.Parties(x.plan, stage, x.state == "stopped", user)
}

func (x *matrix) sees(user string, stage *flow.Stage) bool {
	switch user {
	case "", "mantan":
		return false
	case "pengembang-pd", "penguji-pd", "admin-pd", "auditor", "admin":
		return true
	}
	return len(x.parties(user, stage)) > 0
}

// A verdict is what somebody gets: the status, and the code where one is demanded.
type verdict struct {
	status int
	code   alur.Code
}

var (
	granted   = verdict{status: http.StatusOK}
	allowed   = verdict{status: http.StatusUnprocessableEntity} // but for the values
	forbidden = verdict{http.StatusForbidden, alur.CodeNotYourParty}
	personal  = verdict{http.StatusForbidden, alur.CodePersonRequired}
	hidden    = verdict{http.StatusNotFound, alur.CodeNotFound}
	disputed  = verdict{http.StatusConflict, ""}
)

// gate says what comes before everything that a call is about: who is not signed in, and
// what the token was not made for.
func gate(user string, s scope, want verdict) verdict {
	may, some := narrow[user]
	switch {
	case user == "" || user == "mantan":
		return verdict{http.StatusUnauthorized, alur.CodeUnauthenticated}
	case some && !slices.Contains(may, s):
		return verdict{http.StatusForbidden, alur.CodeInsufficientScope}
	}
	return want
}

// may is what somebody gets who may do it (mine), in the stage where it can be done (here).
func (x *matrix) may(mine, here bool) verdict {
	switch {
	case !mine:
		return forbidden
	case x.state == "paused":
		return verdict{http.StatusConflict, alur.CodePaused}
	case x.state != "open":
		return verdict{http.StatusConflict, alur.CodeRequestEnded}
	case !here:
		return disputed
	}
	return allowed
}

// person is want of somebody who answers for it, which a service does not.
func person(user string, want verdict) verdict {
	if user == "dasbor" && want != forbidden {
		return personal
	}
	return want
}

// readOnly is want of somebody who may write: others have no business actions at all.
func readOnly(user string, want verdict) verdict {
	if want == forbidden && (user == "auditor" || user == "admin") {
		return verdict{http.StatusForbidden, alur.CodeReadOnlyRole}
	}
	return want
}

// An outside is a call that is about no request.
type outside struct {
	method, path string
	body         any
	scope        scope // "": without signing in
	want         func(user string) verdict
}

// What is the same for groups of people.
func always(v verdict) func(string) verdict { return func(string) verdict { return v } }

func insiders(v verdict) func(string) verdict {
	return func(user string) verdict {
		if strings.HasPrefix(user, "vendor") {
			return forbidden
		}
		return v
	}
}

// managers get v, but for what is of another agency: that is not found for an agency's own.
func managers(own bool, v verdict) func(string) verdict {
	return func(user string) verdict {
		switch {
		case user == "admin" || own && strings.HasPrefix(user, "admin-pd"):
			return v
		case strings.HasPrefix(user, "admin-pd"):
			return hidden
		}
		return forbidden
	}
}

func admins(v verdict) func(string) verdict {
	return func(user string) verdict {
		if user == "admin" {
			return v
		}
		return forbidden
	}
}

func oneOf(v verdict, users ...string) func(string) verdict {
	return func(user string) verdict {
		if slices.Contains(users, user) {
			return v
		}
		return readOnly(user, forbidden)
	}
}

// outsides are the calls that are about no request, with bodies that no one can mean:
// what is refused for its values alone, one may. By "Who gets in" of the promises.
func (x *matrix) outsides() []outside {
	none, junk := strings.Repeat("0", 32), m{"__": 1}
	unknown := verdict{http.StatusBadRequest, alur.CodeUnknownField}
	conflict := verdict{http.StatusConflict, alur.CodeConflict}
	missing := verdict{http.StatusBadRequest, alur.CodeMissingField}
	notForm := verdict{http.StatusUnsupportedMediaType, alur.CodeUnsupportedMediaType}
	open := m{"flow": x.plan.Flow, "data": m{"judul": junk}}
	counter := m{"flow": x.plan.Flow, "agency": "dinas-pendidikan", "data": m{"judul": junk}}
	code := x.get("kepala", x.id).text("tracking_code")
	return []outside{
		{"GET", "/openapi.json", nil, "", always(granted)},
		{"POST", "/tokens", m{}, "", always(missing)},
		{"GET", "/flows", nil, "", always(granted)},
		// Nothing is in the tree here.
		{"GET", "/checkpoint", nil, "", always(hidden)},
		{"GET", "/checkpoint/consistency", nil, "", always(verdict{http.StatusBadRequest, alur.CodeInvalidParameter})},
		{"GET", "/flows/" + string(x.plan.Flow), nil, "", always(granted)},
		{"GET", "/track/" + code, nil, "", always(granted)},
		{"GET", "/papers/" + code, nil, "", always(hidden)},
		{"POST", "/papers/check", m{}, "", always(notForm)},
		{"GET", "/compliance", nil, scopeRead, assessors(granted)},
		{"GET", "/templates", nil, scopeAdmin, admins(granted)},
		{"GET", "/templates/bast", nil, scopeAdmin, admins(granted)},
		{"POST", "/templates/bast", junk, scopeAdmin, admins(notForm)},
		{"GET", "/templates/bast/versions/0", nil, scopeAdmin, admins(granted)},
		{"GET", "/templates/bast/versions/0/content", nil, scopeAdmin, admins(granted)},
		{"PUT", "/templates/bast/force", junk, scopeAdmin, admins(unknown)},
		{"GET", "/forecasts/record", nil, scopeRead, always(granted)},
		{"GET", "/notices", nil, scopeRead, always(granted)},
		{"POST", "/notices/read", junk, scopeWrite, always(unknown)},
		{"GET", "/me", nil, scopeRead, always(granted)},
		{"GET", "/me/data", nil, scopeRead, always(granted)},
		{"GET", "/agencies", nil, scopeRead, insiders(granted)},
		{"GET", "/users", nil, scopeRead, insiders(granted)},
		{"GET", "/users?state=disabled", nil, scopeAdmin, managers(true, granted)},
		{"POST", "/requests", open, scopeWrite, oneOf(allowed, "pemohon", "pemohon2", "rangkap", "admin-pd-pemohon", "dasbor")},
		{"POST", "/requests", counter, scopeWrite, oneOf(allowed, "pemohon2", "verifikator", "rangkap", "cuti")},
		{"GET", "/agencies/dinas-kesehatan", nil, scopeAdmin, managers(true, granted)},
		{"GET", "/agencies/diskominfo", nil, scopeAdmin, managers(false, granted)},
		{"PATCH", "/agencies/dinas-kesehatan", junk, scopeAdmin, managers(true, unknown)},
		{"PATCH", "/agencies/diskominfo", junk, scopeAdmin, managers(false, unknown)},
		{"POST", "/imports", junk, scopeAdmin, managers(true, notForm)},
		{"GET", "/imports/" + none, nil, scopeAdmin, managers(true, hidden)},
		{"PATCH", "/imports/" + none + "/rows/2", m{}, scopeAdmin, managers(true, hidden)},
		{"POST", "/imports/" + none + "/application", nil, scopeAdmin, managers(true, hidden)},
		{"POST", "/users", junk, scopeAdmin, managers(true, unknown)},
		{"PATCH", "/users/penguji-pd", junk, scopeAdmin, managers(true, unknown)},
		{"PATCH", "/users/penguji", junk, scopeAdmin, managers(false, unknown)},
		{"POST", "/users/penguji-pd/invitation", nil, scopeAdmin, managers(true, conflict)},
		{"POST", "/users/penguji/invitation", nil, scopeAdmin, managers(false, conflict)},
		{"POST", "/users/penguji-pd/activation", nil, scopeAdmin, managers(true, conflict)},
		{"POST", "/users/penguji/activation", nil, scopeAdmin, managers(false, conflict)},
		{"GET", "/users/penguji-pd/open-tasks", nil, scopeAdmin, managers(true, granted)},
		{"GET", "/users/penguji/open-tasks", nil, scopeAdmin, managers(false, granted)},
		{"POST", "/users/penguji-pd/deactivation", m{"reason": " "}, scopeAdmin, managers(true, allowed)},
		{"POST", "/users/penguji/deactivation", m{"reason": " "}, scopeAdmin, managers(false, allowed)},
		{"GET", "/proposals", nil, scopeAdmin, admins(granted)},
		{"POST", "/proposals/" + none + "/confirmation", nil, scopeAdmin, admins(hidden)},
		{"POST", "/proposals/" + none + "/refusal", nil, scopeAdmin, admins(hidden)},
	}
}

// askOutside asks what is about no request; at the very end everybody signs out.
func (x *matrix) askOutside() {
	x.t.Helper()
	for _, c := range x.outsides() {
		for _, user := range everybody {
			want := c.want(user)
			if c.scope != "" {
				want = gate(user, c.scope, want)
			}
			x.send(user, c.method, c.path, c.body, want)
		}
	}
	for _, user := range everybody {
		x.send(user, "DELETE", "/tokens/current", nil, gate(user, scopeAny, verdict{status: http.StatusNoContent}))
	}
	for _, user := range everybody {
		x.send(user, "GET", "/me", nil, verdict{http.StatusUnauthorized, alur.CodeUnauthenticated})
	}
}

// listed compares the list of requests with who sees the one that is asked about.
func (x *matrix) listed(user string, stage *flow.Stage) {
	x.t.Helper()
	rec := x.send(user, "GET", "/requests?limit=200", nil, gate(user, scopeRead, granted))
	if rec.Code != http.StatusOK {
		return
	}
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil {
		x.t.Fatal(err)
	}
	in := slices.ContainsFunc(page.Items, func(r struct{ ID string }) bool { return r.ID == x.id })
	if in != x.sees(user, stage) {
		x.t.Errorf("%s in %s (%s): in the list: %v", user, stage.ID, x.state, in)
	}
}

// complete fails for every route that somebody, or under the race detector nobody, was
// asked about.
func (x *matrix) complete() {
	x.t.Helper()
	for pattern, users := range x.asked {
		var left []string
		for _, user := range everybody {
			if !users[user] {
				left = append(left, fmt.Sprintf("%q", user))
			}
		}
		if len(left) > 0 && (!racetest.On || len(users) == 0) {
			x.t.Errorf("%s was not asked as %s", pattern, strings.Join(left, ", "))
		}
	}
}
