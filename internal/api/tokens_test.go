package api

import (
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// alias signs a user in with a token of its own, under another name for calls.
func (w *world) alias(name, user string, asks m) string {
	w.t.Helper()
	body := m{"username": user, "password": password}
	maps.Copy(body, asks)
	w.tokens[name] = w.call("", "POST", "/tokens", body).is(http.StatusCreated, "").text("token")
	return name
}

// service makes an account of a service with a token for all its calls.
func (w *world) service(name string, agency alur.AgencyID, responsible string, roles ...alur.Role) string {
	w.t.Helper()
	ctx := w.t.Context()
	if _, err := w.dir.AddService(ctx, directory.NewService{Username: name, Name: "Dasbor", Agency: agency, Roles: roles, Responsible: responsible}, directory.By{Actor: "admin"}); err != nil {
		w.t.Fatal(err)
	}
	return w.serviceToken(name, name, directory.ScopeWrite)
}

// serviceToken makes a token of a service, under a name for calls.
func (w *world) serviceToken(name, service string, s directory.Scope) string {
	w.t.Helper()
	ctx := w.t.Context()
	e, err := w.dir.SignIn(ctx, directory.SignIn{Username: "admin", Password: password, Kind: directory.KindSession})
	if err != nil {
		w.t.Fatal(err)
	}
	n := directory.NewToken{Name: "uji", Scopes: []directory.Scope{s}, Life: 12 * time.Hour}
	if w.tokens[name], _, err = w.dir.MakeServiceToken(ctx, e.Session, service, n, directory.By{Actor: "admin"}); err != nil {
		w.t.Fatal(err)
	}
	return name
}

// TestScopes asks every route with tokens of every scope: what the token was not made for
// is refused before anything is looked up.
func TestScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	holders := map[string][]scope{
		w.alias("reads", "admin", m{"scopes": []string{"read"}}):        {scopeAny, scopeRead},
		w.alias("writes", "admin", m{"scopes": []string{"write"}}):      {scopeAny, scopeRead, scopeWrite},
		w.alias("administers", "admin", m{"scopes": []string{"admin"}}): {scopeAny, scopeAdmin},
		"admin": {scopeAny, scopeRead, scopeWrite, scopeAdmin},
	}
	shut, open := 0, 0
	for i := range routes {
		r := &routes[i]
		if r.access != signedIn || r.id == "revoke-token" {
			continue
		}
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(strings.ReplaceAll(r.path, "{action}", "ajukan"), strings.Repeat("0", 32))
		for who, may := range holders {
			a := w.call(who, r.method, path, nil)
			refused := a.status == http.StatusForbidden && a.text("code") == string(alur.CodeInsufficientScope)
			if refused == slices.Contains(may, r.scope) {
				t.Errorf("%s (%s) with %s: %d %s", r.id, r.scope, who, a.status, a.raw)
			}
			if refused {
				shut++
				if a.text("field") != string(r.scope) {
					t.Errorf("%s does not say which scope it wants: %s", r.id, a.raw)
				}
			} else {
				open++
			}
		}
		if r.method == http.MethodGet && r.scope == scopeWrite || r.method != http.MethodGet && r.scope == scopeRead {
			t.Errorf("%s %s wants the scope %s", r.method, r.path, r.scope)
		}
	}
	if shut < 20 || open < 20 {
		t.Errorf("%d shut, %d open", shut, open)
	}
	w.call("administers", "DELETE", "/tokens/current", nil).is(http.StatusNoContent, "") // any token ends itself
	w.call("administers", "GET", "/me", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
}

// TestRouteWithoutScope: a route that declares no scope, or one that there is not, fails
// the start.
func TestRouteWithoutScope(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]route{
		"none":    {method: "GET", path: "/x", access: signedIn},
		"unknown": {method: "GET", path: "/x", access: signedIn, scope: "all"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the route was taken", name)
				}
			}()
			r.check()
		}()
	}
	ok := route{method: "GET", path: "/x", access: public}
	ok.check()
}

// TestAdminCallsWantProof: what grants or takes is not done with a token that lies about.
func TestAdminCallsWantProof(t *testing.T) {
	t.Parallel()
	harmless := []string{
		"create-import", "change-import-row", // a list that is being looked at; applying it is not among them
		"add-template",    // likewise; putting it in force is not
		"refuse-proposal", // nothing happens then
	}
	for i := range routes {
		r := &routes[i]
		if r.scope == scopeAdmin && r.method != http.MethodGet && (r.proof == nil) != slices.Contains(harmless, r.id) {
			t.Errorf("%s: does it want a fresh proof or not?", r.id)
		}
	}
}

// TestTokenRequest: POST /tokens is what it was, and may ask for less and for longer.
func TestTokenRequest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ask := func(asks m) *answer {
			body := m{"username": "pemohon", "password": password}
			maps.Copy(body, asks)
			return w.call("", "POST", "/tokens", body)
		}
		until := func(d time.Duration) string { return wireTime(w.clock.Now().Add(d)) }
		plain := ask(nil).is(http.StatusCreated, "")
		want := map[string]any{"token": plain.text("token"), "expires_at": until(12 * time.Hour)}
		if diff := cmp.Diff(want, plain.body); diff != "" {
			t.Errorf("as ever (-want +got):\n%s", diff)
		}
		longer := ask(m{"scopes": []string{"write", "read"}, "expires_in": 86400, "name": "Dasbor"}).is(http.StatusCreated, "")
		if longer.text("expires_at") != until(24*time.Hour) || len(longer.list("scopes")) != 2 {
			t.Errorf("longer: %s", longer.raw)
		}
		for name, c := range map[string]struct {
			asks     m
			blockers string
		}{
			"too short":     {m{"expires_in": 3599}, "invalid-input expires_in"},
			"too long":      {m{"expires_in": 365*86400 + 1}, "invalid-input expires_in"},
			"negative":      {m{"expires_in": -1}, "invalid-input expires_in"},
			"without end":   {m{"expires_in": 1 << 52}, "invalid-input expires_in"},
			"for nothing":   {m{"scopes": []string{}}, "missing-input scopes"},
			"unknown scope": {m{"scopes": []string{"all"}}, "invalid-input scopes"},
			"not his scope": {m{"scopes": []string{"admin"}}, "invalid-input scopes"},
		} {
			if got := ask(c.asks).is(http.StatusUnprocessableEntity, alur.CodeInvalidData).blockers(); got != c.blockers {
				t.Errorf("%s: %s", name, got)
			}
		}
		e, err := w.dir.SignIn(t.Context(), directory.SignIn{Username: "pemohon", Password: password, Kind: directory.KindSession})
		if err != nil {
			t.Fatal(err)
		}
		for range 18 { // there are two already
			if _, _, err := w.dir.MakeToken(t.Context(), e.Session, directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: time.Hour}, directory.By{}); err != nil {
				t.Fatal(err)
			}
		}
		if got := ask(m{"expires_in": 86400}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData); got.blockers() != "invalid-input expires_in" || got.text("field") != "expires_in" {
			t.Errorf("too many: %s", got.raw)
		}
		ask(m{"expires_in": 3600, "password": "salah"}).is(http.StatusUnauthorized, alur.CodeWrongCredentials)
		// Where it was used last is what its owner reads.
		w.tokens["dasbor"] = longer.text("token")
		w.call("dasbor", "GET", "/me", nil).is(http.StatusOK, "")
		all, err := w.dir.Tokens(t.Context(), "pemohon")
		if err != nil || len(all) != 20 || used(all) != 1 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

// TestLongTokens: a token that outlives the day takes no decision and signs nothing,
// whatever its owner may do and before the password is asked for.
func TestLongTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.meetingHeld("swakelola")
	signing := m{"item": "paraf-pemohon", "password": password}
	long := w.alias("long", "pemohon", m{"expires_in": 86400})
	w.call(long, "POST", "/requests/"+id+"/signatures", signing).is(http.StatusForbidden, alur.CodeStepUpRequired)
	w.call(long, "POST", "/requests/"+id+"/signatures", "{").is(http.StatusForbidden, alur.CodeStepUpRequired)
	w.call("pemohon", "POST", "/requests/"+id+"/signatures", signing).is(http.StatusCreated, "")

	review, longReviewer := w.inReview("swakelola"), w.alias("long-reviewer", "verifikator", m{"expires_in": 86400})
	why := m{"alasan": "Tidak sesuai dengan rencana induk dan tidak dapat dipenuhi tahun ini."}
	w.act(longReviewer, review, "tolak", why).is(http.StatusForbidden, alur.CodeStepUpRequired)
	w.call(longReviewer, "POST", "/requests/"+strings.Repeat("0", 32)+"/actions/tolak", nil).is(http.StatusNotFound, alur.CodeNotFound) // before the proof
	w.act(longReviewer, review, "jeda", m{"sebab": "menunggu-anggaran", "alasan": "Menunggu"}).is(http.StatusOK, "")                    // no decision
	w.act("verifikator", review, "lanjutkan", nil).is(http.StatusOK, "")
}

// TestServiceCalls: a service fills in, uploads, reads and comments; what persons answer
// for it does not do, and nobody makes it a member of a team.
func TestServiceCalls(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		robot := w.service("dasbor", "dinas-kesehatan", "pemohon", alur.RoleRequester)
		id := w.call(robot, "POST", "/requests", m{"flow": "swakelola", "data": letter()}).is(http.StatusCreated, "").text("id")
		w.upload(robot, id, "surat")
		got := w.get(robot, id)
		if n := len(got.list("actions")); n != 0 {
			t.Errorf("%d actions are offered: %s", n, got.raw)
		}
		w.act(robot, id, "ajukan", nil).is(http.StatusForbidden, alur.CodePersonRequired)
		w.call(robot, "POST", "/requests/"+id+"/claim", m{}).is(http.StatusForbidden, alur.CodePersonRequired)
		w.call(robot, "POST", "/requests/"+id+"/comments", m{"text": "Data ditarik."}).is(http.StatusCreated, "")
		w.act("pemohon", id, "ajukan", nil).is(http.StatusOK, "")

		held := w.meetingHeld("swakelola")
		w.call(robot, "POST", "/requests/"+held+"/signatures", m{"item": "paraf-pemohon", "password": ""}).is(http.StatusForbidden, alur.CodePersonRequired)
		people := w.call("pemohon", "GET", "/users?agency=dinas-kesehatan", nil).is(http.StatusOK, "")
		if strings.Contains(string(people.raw), "dasbor") {
			t.Errorf("it is offered among people: %s", people.raw)
		}
		auditor := w.service("pemeriksa", "inspektorat", "auditor", alur.RoleAuditor)
		w.get(auditor, id)
		w.patch(auditor, id, m{"judul": "x"}).is(http.StatusForbidden, alur.CodeReadOnlyRole)
	})
}

// TestPasswordExpired: with the profile that knows an age, an old password makes no token.
func TestPasswordExpired(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	w := newWorld(t, s)
	cases := casework.New(casework.Config{Store: s, Flows: shipped(), Clock: w.clock.Now})
	dir := directory.New(directory.Config{Store: s, Clock: w.clock.Now, ShortPasswords: true, PasswordProfile: directory.ProfileBSSN})
	w.handler = New(Config{Cases: cases, Directory: dir, Clock: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	body := m{"username": "pemohon", "password": password}
	w.call("", "POST", "/tokens", body).is(http.StatusCreated, "")
	w.clock.Pass(directory.PasswordLife)
	w.call("", "POST", "/tokens", body).is(http.StatusForbidden, alur.CodePasswordExpired)
	body["password"] = "salah"
	w.call("", "POST", "/tokens", body).is(http.StatusUnauthorized, alur.CodeWrongCredentials)
}

// TestSameAnswer: an unknown name, a disabled account, a service and a wrong password get
// the same bytes.
func TestSameAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.service("dasbor", "dinas-kesehatan", "pemohon", alur.RoleMember)
	if err := w.dir.SetActive(t.Context(), "vendor2", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	var first *answer
	for _, c := range [][2]string{{"pemohon", "salah"}, {"tidak-ada", password}, {"vendor2", password}, {"dasbor", ""}, {"dasbor", password}} {
		a := w.call("", "POST", "/tokens", m{"username": c[0], "password": c[1]}).is(http.StatusUnauthorized, alur.CodeWrongCredentials)
		if first == nil {
			first = a
		}
		if string(a.raw) != string(first.raw) || cmp.Diff(first.header, a.header) != "" {
			t.Errorf("%s: %s\n%v\nanother time %s\n%v", c[0], a.raw, a.header, first.raw, first.header)
		}
	}
}

// used counts the tokens that have been used.
func used(all []directory.Token) (n int) {
	for _, t := range all {
		if t.UsedFrom != "" {
			n++
		}
	}
	return n
}
