package api

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// A comment is read by its audience and nobody else, and the text of one for the
// ICT agency alone is in nobody's history.
func TestAudiencesOfComments(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.submitted("swakelola")
		comments := "/requests/" + id + "/comments"
		for _, c := range []struct {
			user string
			body m
			want int
			code alur.Code
		}{
			{"verifikator", m{"text": "Untuk semua"}, http.StatusCreated, ""},
			{"verifikator", m{"text": "Untuk kedua instansi", "internal": true}, http.StatusCreated, ""},
			{"verifikator", m{"text": "Hanya kami", "audience": "ict"}, http.StatusCreated, ""},
			{"pemohon", m{"text": "Untuk kedua instansi juga", "audience": "agencies"}, http.StatusCreated, ""},
			{"pemohon", m{"text": "x", "audience": "ict"}, http.StatusForbidden, alur.CodeNotYourParty},
			{"verifikator", m{"text": "x", "audience": "semua"}, http.StatusUnprocessableEntity, alur.CodeInvalidData},
			{"verifikator", m{"text": "x", "audience": "all", "internal": true}, http.StatusUnprocessableEntity, alur.CodeInvalidData},
		} {
			w.call(c.user, "POST", comments, c.body).is(c.want, c.code)
		}
		for user, want := range map[string]int{"pemohon": 3, "verifikator": 4, "kepala": 4, "auditor": 4, "admin": 4} {
			if got := w.call(user, "GET", comments, nil).is(http.StatusOK, "").list("items"); len(got) != want {
				t.Errorf("%s reads %d comments, want %d", user, len(got), want)
			}
		}
		history := w.call("verifikator", "GET", "/requests/"+id+"/events", nil).is(http.StatusOK, "")
		if bytes.Contains(history.raw, []byte("Hanya kami")) || !bytes.Contains(history.raw, []byte(`"audience":"ict"`)) {
			t.Errorf("the history holds the text, or no mark: %s", history.raw)
		}
	})
}
