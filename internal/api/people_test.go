package api

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

var linkOf = regexp.MustCompile(`^http://example\.com/undangan/([A-Za-z0-9_-]{43})$`)

// TestPeople invites, changes and activates people, as an administrator and as an
// agency's own, and lets a second administrator confirm.
func TestPeople(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for name, p := range map[string]directory.NewUser{
			"apd":    {Name: "Admin PD", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}},
			"admin2": {Name: "Admin Dua", Agency: "diskominfo", Roles: []alur.Role{alur.RoleAdmin}},
		} {
			p.Username, p.Password = name, password
			if err := w.dir.AddUser(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		siti := m{"name": "Siti Aminah", "nip": "198013012005012001", "agency": "dinas-pendidikan", "roles": []string{"member"}}
		a := w.call("apd", "POST", "/users", siti).is(http.StatusCreated, "")
		link := linkOf.FindStringSubmatch(a.text("invitation_url"))
		if link == nil || a.get("mailed") != false || a.header.Get("Location") != Prefix+"/users/siti.aminah" {
			t.Fatalf("%s", a.raw)
		}
		again := w.call("apd", "POST", "/users/siti.aminah/invitation", nil).is(http.StatusCreated, "")
		if again.text("invitation_url") == a.text("invitation_url") {
			t.Error("the same link again")
		}
		token := linkOf.FindStringSubmatch(again.text("invitation_url"))[1]
		w.call("", "POST", "/tokens", m{"username": "siti.aminah", "password": ""}).is(http.StatusUnauthorized, alur.CodeWrongCredentials)
		if err := w.dir.UseInvitation(t.Context(), token, password, directory.Caller{}); err != nil {
			t.Fatal(err)
		}
		w.call("apd", "POST", "/users/siti.aminah/invitation", nil).is(http.StatusConflict, alur.CodeConflict)
		w.token("siti.aminah")
		changed := w.call("apd", "PATCH", "/users/siti.aminah", m{"name": "Siti A.", "roles": []string{"requester", "member"}, "agency": "dinas-pendidikan"}).is(http.StatusOK, "")
		if changed.text("agency", "id") != "dinas-kesehatan" || changed.text("nip_warning") != "birth" || changed.get("signed_in_at") == nil || len(changed.list("roles")) != 2 || changed.get("invited") != false {
			t.Errorf("%s", changed.raw)
		}
		w.call("admin", "PATCH", "/users/siti.aminah", m{"email": "siti@salatiga.go.id"}).is(http.StatusOK, "")
		w.call("apd", "PATCH", "/users/siti.aminah", m{"email": "apd@salatiga.go.id"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData) // she has been here
		w.call("apd", "PATCH", "/users/siti.aminah", m{"email": nil}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		if cleared := w.call("admin", "PATCH", "/users/siti.aminah", m{"email": nil, "nip": nil}).is(http.StatusOK, ""); cleared.get("email") != nil || cleared.get("nip_warning") != nil || cleared.text("name") != "Siti A." {
			t.Errorf("%s", cleared.raw)
		}
		fresh := w.call("apd", "GET", "/users?state=not-entered&agency=dinas-pendidikan", nil).is(http.StatusOK, "")
		for i := range fresh.list("items") {
			if fresh.text("items", i, "agency", "id") != "dinas-kesehatan" || fresh.text("items", i, "username") == "siti.aminah" {
				t.Errorf("%s", fresh.raw)
			}
		}
		for _, c := range []struct {
			user, method, path string
			body               any
			status             int
			code               alur.Code
		}{
			{"pemohon", "GET", "/users?state=disabled", nil, 403, alur.CodeNotYourParty},
			{"admin", "GET", "/users?state=gone", nil, 400, alur.CodeInvalidParameter},
			{"pemohon", "POST", "/users", siti, 403, alur.CodeNotYourParty},
			{"pemohon", "PATCH", "/users/siti.aminah", m{}, 403, alur.CodeNotYourParty},
			{"apd", "GET", "/proposals", nil, 403, alur.CodeNotYourParty},
			{"apd", "PATCH", "/users/pemohon2", m{"name": "X"}, 404, alur.CodeNotFound},
			{"apd", "PATCH", "/users/kepala", m{"name": "X"}, 404, alur.CodeNotFound},
			{"apd", "POST", "/users/pemohon2/activation", nil, 404, alur.CodeNotFound},
			{"apd", "POST", "/users/nobody/invitation", nil, 404, alur.CodeNotFound},
			{"apd", "PATCH", "/users/apd", m{"name": "X"}, 403, alur.CodeNotYourParty},
			{"apd", "POST", "/users", m{"name": "X Y", "roles": []string{"admin"}}, 422, alur.CodeInvalidData},
			{"apd", "PATCH", "/users/siti.aminah", m{"roles": []string{"agency-admin"}}, 422, alur.CodeInvalidData},
			{"apd", "PATCH", "/users/siti.aminah", m{"roles": "member"}, 400, alur.CodeInvalidType},
			{"apd", "PATCH", "/users/siti.aminah", m{"password": "x"}, 400, alur.CodeUnknownField},
			{"admin", "POST", "/users", m{"name": "X Y"}, 400, alur.CodeMissingField},
			{"admin", "POST", "/users", m{"name": "X Y", "username": "pemohon", "agency": "dinas-kesehatan", "roles": []string{"member"}}, 409, alur.CodeConflict},
			{"admin", "POST", "/users", m{"name": "", "roles": []string{}}, 422, alur.CodeInvalidData},
			{"admin", "POST", "/users/pemohon/activation", nil, 409, alur.CodeConflict},
			{w.alias("reads", "admin", m{"scopes": []string{"read", "write"}}), "POST", "/users", siti, 403, alur.CodeInsufficientScope},
			{"reads", "GET", "/users?state=disabled", nil, 403, alur.CodeInsufficientScope},
			{"reads", "GET", "/users", nil, 200, ""},
			{w.alias("long", "admin", m{"expires_in": 86400}), "POST", "/users", siti, 403, alur.CodeStepUpRequired},
		} {
			w.call(c.user, c.method, c.path, c.body).is(c.status, c.code)
		}

		// What weighs waits for another administrator.
		p := w.call("admin", "PATCH", "/users/pengembang", m{"roles": []string{"member", "reviewer"}}).is(http.StatusAccepted, "")
		id := p.text("id")
		if p.text("kind") != "change" || p.text("state") != "open" || p.text("proposed_by") != "admin" || p.text("username") != "pengembang" {
			t.Errorf("%s", p.raw)
		}
		if open := w.call("admin2", "GET", "/proposals?state=open", nil).is(http.StatusOK, ""); len(open.list("items")) != 1 || open.text("items", 0, "id") != id {
			t.Errorf("%s", open.raw)
		}
		w.call("admin", "POST", "/proposals/"+id+"/confirmation", nil).is(http.StatusForbidden, alur.CodeFourEyes)
		w.call(w.alias("long2", "admin2", m{"expires_in": 86400}), "POST", "/proposals/"+id+"/confirmation", nil).is(http.StatusForbidden, alur.CodeStepUpRequired)
		w.call("admin2", "POST", "/proposals/"+strings.Repeat("0", 32)+"/confirmation", nil).is(http.StatusNotFound, alur.CodeNotFound)
		w.call("admin2", "POST", "/proposals/"+id+"/confirmation", nil).is(http.StatusOK, "")
		w.call("admin2", "POST", "/proposals/"+id+"/confirmation", nil).is(http.StatusConflict, alur.CodeConflict)
		if me := w.call("pengembang", "GET", "/me", nil); len(me.list("roles")) != 2 {
			t.Errorf("%s", me.raw)
		}
		invite := w.call("admin", "POST", "/users", m{"name": "Kepala Baru", "agency": "diskominfo", "roles": []string{"head"}}).is(http.StatusAccepted, "")
		done := w.call("admin2", "POST", "/proposals/"+invite.text("id")+"/confirmation", nil).is(http.StatusOK, "")
		if !linkOf.MatchString(done.text("invitation", "invitation_url")) || done.text("invitation", "username") != "kepala.baru" {
			t.Errorf("%s", done.raw)
		}
		if err := w.dir.SetActive(t.Context(), "kepala", false, directory.By{}); err != nil {
			t.Fatal(err)
		}
		active := w.call("admin", "POST", "/users/kepala/activation", nil).is(http.StatusAccepted, "")
		w.call("admin", "POST", "/proposals/"+active.text("id")+"/refusal", nil).is(http.StatusNoContent, "")
		w.call("admin2", "POST", "/proposals/"+active.text("id")+"/refusal", nil).is(http.StatusConflict, alur.CodeConflict)
		if all := w.call("admin", "GET", "/proposals", nil).is(http.StatusOK, ""); len(all.list("items")) != 3 {
			t.Errorf("%s", all.raw)
		}
	})
}

// TestInvitationMailed: what goes by mail is not in the answer.
func TestInvitationMailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	var sent []*directory.Invitation
	w.mailing(func(i *directory.Invitation) { sent = append(sent, i) })
	a := w.call("admin", "POST", "/users", m{"name": "Siti Aminah", "email": "siti@salatiga.go.id", "agency": "dinas-kesehatan", "roles": []string{"member"}}).is(http.StatusCreated, "")
	if len(sent) != 1 || sent[0].Email != "siti@salatiga.go.id" || a.get("mailed") != true || a.get("invitation_url") != nil || strings.Contains(string(a.raw), sent[0].Token) {
		t.Errorf("%+v, %s", sent, a.raw)
	}
}
