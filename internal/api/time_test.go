package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestWorkingTime: the parts make the whole, to those who see the request.
func TestWorkingTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		draft := w.create("swakelola")
		a := w.call("pemohon", "GET", "/requests/"+draft+"/time", nil).is(http.StatusOK, "")
		if a.get("since") != nil || len(a.list("parts")) != 0 {
			t.Errorf("a draft: %s", a.raw)
		}
		id := w.inReview("swakelola")
		w.clock.Pass(6 * time.Hour) // until 16.04 WIB
		a = w.call("pemohon", "GET", "/requests/"+id+"/time", nil).is(http.StatusOK, "")
		if a.text("parts", 0, "holder") != "ict" || a.get("parts", 0, "minutes") != 296.0 || a.get("total_minutes") != 296.0 || a.get("parts", 0, "now") != true || a.get("unknown_years", 0) != 2026.0 {
			t.Errorf("a day in review: %s", a.raw)
		}
		w.call("pemohon2", "GET", "/requests/"+id+"/time", nil).is(http.StatusNotFound, "not-found")
		w.call("vendor", "GET", "/requests/"+id+"/time", nil).is(http.StatusNotFound, "not-found")
	})
}
