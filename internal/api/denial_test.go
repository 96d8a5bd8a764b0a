package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// warnings are the entries of the security log about refusals and alerts, newest first.
func (w *world) warnings() []string {
	w.t.Helper()
	entries, _, err := w.dir.SecurityLog(w.t.Context(), directory.SecurityQuery{Group: directory.GroupAlert})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%s %s %s", e.Kind, e.Username, e.Detail))
	}
	return out
}

// TestDenialsNoted counts what callers with a token are refused, and nothing of those
// without one; ten within the window are an alert.
func TestDenialsNoted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.submitted("swakelola")
		for range 3 {
			w.call("", "GET", "/requests/"+id, nil).is(http.StatusUnauthorized, "")
		}
		w.call("pemohon2", "GET", "/requests/0123456789abcdef0123456789abcdef", nil).is(http.StatusNotFound, "")
		if got := w.warnings(); len(got) > 0 {
			t.Errorf("noted %v", got)
		}
		w.call("pemohon2", "GET", "/requests/"+id+"/events", nil).is(http.StatusNotFound, "")
		for range 8 {
			w.act("auditor", id, "tarik", m{}).is(http.StatusForbidden, alur.CodeReadOnlyRole)
			w.call("pemohon2", "GET", "/requests/"+id, nil).is(http.StatusNotFound, "")
		}
		want := []string{"access-denied auditor 1 POST " + Prefix + "/requests/{id}/actions/{action}", "access-denied pemohon2 1 GET " + Prefix + "/requests/{id}/events"}
		if got := w.warnings(); !slices.Equal(got, want) {
			t.Errorf("noted %v\nwant  %v", got, want)
		}
		w.call("pemohon2", "GET", "/requests/"+id, nil).is(http.StatusNotFound, "")
		if got := w.warnings(); len(got) != 4 || !strings.HasPrefix(got[0], "alert pemohon2 denials #") || got[1] != "access-denied pemohon2 10 GET "+Prefix+"/requests/{id}" {
			t.Errorf("after ten: %v", got)
		}
	})
}

// TestPanicNoted writes a fault of the program into the security log, where it is an alert.
func TestPanicNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	h := New(Config{Cases: (*casework.Cases)(nil), Directory: w.dir, Clock: alur.SystemClock, Log: newLog(w)})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, Prefix+"/flows", nil))
	got := w.warnings()
	if len(got) != 2 || got[1] != "panic  GET "+Prefix+"/flows" || !strings.HasPrefix(got[0], "alert  panic #") {
		t.Errorf("noted %v", got)
	}
}
