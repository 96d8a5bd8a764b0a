package api

import (
	"net/http"
	"testing"

	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestForecast: a new installation says that it knows too little, to those who see the request.
func TestForecast(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.inReview("swakelola")
		at := "/requests/" + id + "/forecast"
		a := w.call("pemohon", "GET", at, nil).is(http.StatusOK, "")
		if a.get("known") != false || a.text("thin") != "verifikasi" || a.get("p80") != nil || a.get("one_more") != nil {
			t.Errorf("a new installation: %s", a.raw)
		}
		draft := w.create("swakelola")
		if a := w.call("pemohon", "GET", "/requests/"+draft+"/forecast", nil).is(http.StatusOK, ""); a.get("known") != false || a.text("thin") != "" {
			t.Errorf("a draft: %s", a.raw)
		}
		w.call("pemohon2", "GET", at, nil).is(http.StatusNotFound, "not-found")
		w.call("vendor", "GET", at, nil).is(http.StatusNotFound, "not-found")
		w.call("pemohon", "GET", at+"?one_more=tim-penguji", nil).is(http.StatusForbidden, "not-your-party")
		w.call("verifikator", "GET", at+"?one_more=tim-penguji", nil).is(http.StatusBadRequest, "invalid-parameter")
		w.call("verifikator", "GET", at+"?one_more=", nil).is(http.StatusBadRequest, "invalid-parameter")
		if a := w.call("pemohon", "GET", "/forecasts/record", nil).is(http.StatusOK, ""); a.get("forecasts") != 0.0 || a.get("requests") != 1.0 {
			t.Errorf("the record: %s", a.raw)
		}
	})
}
