package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestMyData gets the copy of one's own data with a token that was made just now, and with
// no other. That the answer fits the document is checked with every answer (world.serve).
func TestMyData(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.create("swakelola")
		a := w.call("pemohon", "GET", "/me/data", nil).is(http.StatusOK, "")
		if a.text("username") != "pemohon" || a.text("format") != "alur-person-1" || len(a.list("tables", "users")) != 1 || len(a.list("tables", "events")) == 0 {
			t.Errorf("%.400s", a.raw)
		}
		w.call("", "GET", "/me/data", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		w.clock.Pass(6 * time.Minute)
		old := w.call("pemohon", "GET", "/me/data", nil).is(http.StatusForbidden, alur.CodeStepUpRequired)
		if got := old.text("detail"); got != "Token ini dibuat lebih dari 5 menit yang lalu. Minta token baru, lalu ulangi." {
			t.Error(got)
		}
	})
}
