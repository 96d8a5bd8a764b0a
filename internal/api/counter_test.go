package api

import (
	"net/http"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// A reviewer registers a paper letter: the request is the agency's, the reviewer's
// turn shows it, and whoever registered it may not judge it.
func TestPaperLetter(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.call("pemohon", "POST", "/requests", m{"flow": "swakelola", "agency": "dinas-pendidikan"}).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("verifikator", "POST", "/requests", m{"flow": "swakelola"}).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("verifikator", "POST", "/requests", m{"flow": "swakelola", "agency": "tidak-ada"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		a := w.call("verifikator", "POST", "/requests", m{"flow": "swakelola", "agency": "dinas-pendidikan", "data": letter()}).is(http.StatusCreated, "")
		id := a.text("id")
		if got := a.text("agency", "id"); got != "dinas-pendidikan" {
			t.Errorf("the request is %q's", got)
		}
		for user, want := range map[string]int{"verifikator": 1, "rangkap": 1, "pemohon2": 1, "pemohon": 0, "kepala": 0} {
			if got := len(w.call(user, "GET", "/requests?waiting_on=me", nil).is(http.StatusOK, "").list("items")); got != want {
				t.Errorf("%s has %d requests to act on, want %d", user, got, want)
			}
		}
		w.upload("verifikator", id, "surat")
		w.act("verifikator", id, "ajukan", nil).is(http.StatusOK, "")
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon2", id, kind)
		}
		w.act("pemohon2", id, "serahkan", nil).is(http.StatusOK, "")
		doc := w.get("rangkap", id).text("documents", 0, "id")
		w.call("verifikator", "PUT", "/requests/"+id+"/documents/"+doc+"/review", m{"verdict": "accepted", "note": ""}).is(http.StatusForbidden, alur.CodeFourEyes)
		w.call("rangkap", "PUT", "/requests/"+id+"/documents/"+doc+"/review", m{"verdict": "accepted", "note": ""}).is(http.StatusOK, "")
	})
}
