package api

import (
	"net/http"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestClaims takes a task, hands it over, is refused when somebody was faster, and
// gives it back: none of it is part of the history.
func TestClaims(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.inReview("swakelola")
		claim := "/requests/" + id + "/claim"
		before := w.get("verifikator", id)
		holder := func(a *answer) string {
			if len(a.list("claims")) == 0 {
				return ""
			}
			return a.text("claims", 0, "party") + " " + a.text("claims", 0, "by")
		}
		w.call("pemohon", "POST", claim, nil).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("auditor", "POST", claim, nil).is(http.StatusForbidden, alur.CodeReadOnlyRole)
		w.call("pemohon2", "POST", claim, nil).is(http.StatusNotFound, alur.CodeNotFound)
		w.call("verifikator", "POST", claim, m{"to": "rangkap"}).is(http.StatusConflict, alur.CodeConflict) // nothing to hand over yet
		if got := holder(w.call("verifikator", "POST", claim, nil).is(http.StatusOK, "")); got != "kominfo verifikator" {
			t.Errorf("taken by %q", got)
		}
		w.call("rangkap", "POST", claim, m{}).is(http.StatusConflict, alur.CodeConflict)
		for _, to := range []string{"pemohon", "kepala", "tidak-ada", "verifikator"} {
			w.call("verifikator", "POST", claim, m{"to": to}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		}
		if got := holder(w.call("verifikator", "POST", claim, m{"to": "rangkap"}).is(http.StatusOK, "")); got != "kominfo rangkap" {
			t.Errorf("handed to %q", got)
		}
		w.call("verifikator", "POST", claim, m{"to": "rangkap"}).is(http.StatusConflict, alur.CodeConflict)
		if got := holder(w.call("verifikator", "DELETE", claim, nil).is(http.StatusOK, "")); got != "kominfo rangkap" {
			t.Errorf("what a colleague has was given back: %q", got)
		}
		if got := holder(w.call("verifikator", "POST", claim, m{"from": "rangkap"}).is(http.StatusOK, "")); got != "kominfo verifikator" {
			t.Errorf("taken over by %q", got)
		}
		after := w.call("verifikator", "DELETE", claim, nil).is(http.StatusOK, "")
		if got := holder(after); got != "" || after.get("version") != before.get("version") {
			t.Errorf("after all: %q, version %v and %v", got, before.get("version"), after.get("version"))
		}
	})
}
