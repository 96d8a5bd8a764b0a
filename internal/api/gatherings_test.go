package api

import (
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestMeetingCalls: who comes and who was there, said and read by those who may.
func TestMeetingCalls(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.accepted("swakelola")
		path := "/requests/" + id + "/meetings/jadwal"
		w.call("pemohon", "GET", path, nil).is(404, alur.CodeNotFound)
		meeting := w.meeting("verifikator", "pemohon")
		meeting["start"], meeting["end"] = w.at(20*time.Minute), w.at(80*time.Minute)
		w.patch("verifikator", id, m{"jadwal": meeting})
		answer := func(user string, body m) *answer { return w.call(user, "PUT", path+"/answer", body) }
		answer("pemohon", m{"answer": "maybe", "reason": "Dinas luar"}).is(200, "")
		answer("pemohon", m{"answer": "ya"}).is(422, alur.CodeInvalidData)
		answer("pemohon", m{"answer": "no", "reason": strings.Repeat("a", 301)}).is(422, alur.CodeInvalidData)
		answer("kepala", m{"answer": "yes"}).is(403, alur.CodeNotYourParty)
		answer("pemohon2", m{"answer": "yes"}).is(404, alur.CodeNotFound)
		if a := w.call("pemohon", "GET", path, nil).is(200, ""); a.text("answer", "answer") != "maybe" || len(a.list("answers")) != 0 || !strings.Contains(string(a.raw), `"sequence":0`) {
			t.Errorf("%s", a.raw)
		}
		if a := w.call("verifikator", "GET", path, nil).is(200, ""); len(a.list("answers")) != 2 || !strings.Contains(string(a.raw), "Dinas luar") {
			t.Errorf("%s", a.raw)
		}
		w.call("pemohon", "GET", path+"/code", nil).is(403, alur.CodeNotYourParty)
		code := w.call("verifikator", "GET", path+"/code", nil).is(200, "").text("code")
		w.call("pemohon", "POST", path+"/attendance", m{"code": "AAAAAAAA"}).is(404, alur.CodeNotFound)
		w.call("pemohon2", "POST", path+"/attendance", m{"code": code}).is(404, alur.CodeNotFound)
		for range 2 {
			if a := w.call("pemohon", "POST", path+"/attendance", m{"code": code}).is(200, ""); len(a.list("present")) != 1 {
				t.Errorf("%s", a.raw)
			}
		}
		meeting["start"], meeting["end"] = w.at(48*time.Hour), w.at(49*time.Hour)
		w.patch("verifikator", id, m{"jadwal": meeting})
		w.call("verifikator", "GET", path+"/code", nil).is(409, alur.CodeConflict)
		w.call("pemohon", "POST", path+"/attendance", m{"code": code}).is(409, alur.CodeConflict)
		if a := w.call("pemohon", "GET", path, nil).is(200, ""); !strings.Contains(string(a.raw), `"answer":null`) || !strings.Contains(string(a.raw), `"sequence":1`) {
			t.Errorf("another time asks anew: %s", a.raw)
		}
	})
}
