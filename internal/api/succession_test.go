package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestDeactivation ends accounts through the API: what is open, what is refused in words,
// what the history says, and that the token of the account ends with it.
func TestDeactivation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.approved("swakelola")
		w.patch("verifikator", id, m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}})
		w.upload("verifikator", id, "sk-tim")
		w.act("verifikator", id, "tetapkan", nil)
		const user = "/users/penguji-pd"

		open := w.call("admin", "GET", user+"/open-tasks", nil).is(http.StatusOK, "")
		if len(open.list("items")) != 1 || open.text("items", 0, "request") != id || open.text("items", 0, "seats", 0, "team") != "tim-penguji" || len(open.list("offices")) != 0 {
			t.Errorf("open: %v", open.body)
		}
		head := w.call("admin", "GET", "/users/kepala/open-tasks", nil).is(http.StatusOK, "")
		if head.text("offices", 0, "role") != "head" {
			t.Errorf("the only head: %v", head.body)
		}
		w.call("admin", "GET", "/users/nobody/open-tasks", nil).is(http.StatusNotFound, alur.CodeNotFound)
		w.call("verifikator", "GET", user+"/open-tasks", nil).is(http.StatusForbidden, alur.CodeNotYourParty)

		end := user + "/deactivation"
		w.call("verifikator", "POST", end, m{"reason": "x"}).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("admin", "POST", "/users/admin/deactivation", m{"reason": "x"}).is(http.StatusNotFound, alur.CodeNotFound)
		w.call("admin", "POST", "/users/nobody/deactivation", m{}).is(http.StatusNotFound, alur.CodeNotFound)
		w.call("admin", "POST", end, m{}).is(http.StatusBadRequest, alur.CodeMissingField)
		w.call("admin", "POST", end, m{"reason": "x", "per_request": m{id: 7}}).is(http.StatusBadRequest, alur.CodeInvalidType)
		refused := w.call("admin", "POST", end, m{"reason": "Pensiun", "successor": "pengembang-pd"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		if got := refused.text("blockers", 0, "code"); got != "team-overlap" || refused.text("blockers", 0, "item") != "per_request."+id+".tim-penguji" ||
			!strings.Contains(refused.text("blockers", 0, "message"), "Tim Penguji") {
			t.Errorf("refused: %v", refused.body)
		}
		nobody := w.call("admin", "POST", end, m{"reason": "Pensiun", "successor": "-"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		if nobody.text("blockers", 0, "item") != "successor" {
			t.Errorf("nobody as successor: %v", nobody.body)
		}
		w.call("penguji-pd", "GET", "/me", nil).is(http.StatusOK, "")

		done := w.call("admin", "POST", end, m{"reason": "Pensiun", "successor": "pengembang-pd", "per_request": m{id: "pemohon"}}).is(http.StatusOK, "")
		if fmt.Sprint(done.get("requests"), done.get("seats"), done.get("left")) != "1 1 0" {
			t.Errorf("done: %v", done.body)
		}
		w.call("penguji-pd", "GET", "/me", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		events := w.call("auditor", "GET", "/requests/"+id+"/events", nil).is(http.StatusOK, "")
		n := len(events.list("items")) - 1
		if events.text("items", n, "type") != "seat-handed-over" || events.text("items", n, "payload", "to") != "pemohon" || events.text("items", n, "actor", "party") != "" {
			t.Errorf("the history ends with %v", events.list("items")[n])
		}

		// The seat may be left; then it is still open.
		w.call("admin", "POST", "/users/pengembang-pd/deactivation", m{"reason": "Cuti", "per_request": m{id: nil}}).is(http.StatusOK, "")
		left := w.call("admin", "GET", "/users/pengembang-pd/open-tasks", nil).is(http.StatusOK, "")
		if len(left.list("items")) != 1 {
			t.Errorf("left: %v", left.body)
		}
	})
}

// TestAgencyCalls reads and changes an organisation through the API.
func TestAgencyCalls(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		const at = "/agencies/dinas-kesehatan"
		w.call("admin", "GET", "/agencies/nowhere", nil).is(http.StatusNotFound, alur.CodeNotFound)
		a := w.call("admin", "PATCH", at, m{"valid_until": "2027-12-31", "successor": "dinas-pendidikan", "letterhead": m{"city": "Salatiga", "head_nip": "19850101 201001 1 001"}}).is(http.StatusOK, "")
		if a.text("valid_until") != "2027-12-31" || a.text("successor") != "dinas-pendidikan" || a.text("letterhead", "head_nip") != "198501012010011001" || a.text("name") != "Dinas Kesehatan" {
			t.Errorf("changed: %v", a.body)
		}
		a = w.call("admin", "PATCH", at, m{"successor": nil, "letterhead": m{"web": "dinkes.contoh.example"}}).is(http.StatusOK, "")
		if a.text("letterhead", "city") != "Salatiga" || a.text("valid_until") != "2027-12-31" || a.get("successor") != nil {
			t.Errorf("changed again: %v", a.body)
		}
		for _, bad := range []m{{"nama": "x"}, {"letterhead": m{"kota": "x"}}} {
			w.call("admin", "PATCH", at, bad).is(http.StatusBadRequest, alur.CodeUnknownField)
		}
		for _, bad := range []m{{"name": 1}, {"active": "ya"}, {"letterhead": "x"}, {"letterhead": m{"city": 1}}} {
			w.call("admin", "PATCH", at, bad).is(http.StatusBadRequest, alur.CodeInvalidType)
		}
		w.call("admin", "PATCH", at, m{"kind": "ict"}).is(http.StatusConflict, alur.CodeConflict)
		before := w.call("admin", "GET", at, nil).body
		for _, bad := range []m{{"valid_until": "31-12-2027"}, {"successor": "cv-nusa"}, {"name": "Lain", "letterhead": m{"email": "x"}}} {
			w.call("admin", "PATCH", at, bad).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		}
		if got := w.call("admin", "GET", at, nil).body; !cmp.Equal(got, before) {
			t.Errorf("refused, and changed: %v", got)
		}
		w.call("pemohon", "GET", at, nil).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor", "GET", "/agencies/cv-nusa", nil).is(http.StatusForbidden, alur.CodeNotYourParty)
	})
}
