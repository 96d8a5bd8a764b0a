package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// fill makes an address of a pattern: the request given, and names that exist.
func fill(pattern string, id alur.RequestID) string {
	pattern = strings.ReplaceAll(pattern, "{$}", "")
	if strings.HasPrefix(pattern, "/permohonan/") || strings.HasPrefix(pattern, "/dokumen/") {
		pattern = strings.ReplaceAll(pattern, "{id}", string(id))
	}
	for strings.Contains(pattern, "{") {
		before, rest, _ := strings.Cut(pattern, "{")
		name, after, _ := strings.Cut(rest, "}")
		value := map[string]string{"id": "dinas-kesehatan", "username": "pemohon", "flow": "swakelola", "code": "7K4M-92QX-T3HB"}[strings.TrimSuffix(name, "...")]
		if value == "" {
			value = "x"
		}
		pattern = before + value + after
	}
	return pattern
}

// TestRoutes walks the table: nobody signed in, every role that may not enter, and
// every role that may.
func TestRoutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Sistem Antrean")
	browsers := map[string]*browser{}
	for _, u := range worldUsers {
		browsers[u.Username] = w.as(u.Username)
	}
	for _, row := range w.app.routes {
		path := fill(row.pattern, v.ID)
		if row.pattern == "/keluar" || row.pattern == "/masuk" && row.method == http.MethodPost {
			continue // they end or change the sessions that this walk needs
		}
		kind := ""
		if row.method == http.MethodPost {
			kind = "application/x-www-form-urlencoded"
		}
		res := w.browser().send(row.method, path, kind, "")
		switch {
		case row.who == public:
			if res.status >= 500 || strings.HasPrefix(res.location(), "/masuk?lanjut") {
				t.Errorf("%s %s: public, but nobody gets %d %s", row.method, path, res.status, res.location())
			}
		case row.method == http.MethodGet || row.method == http.MethodHead:
			if res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), "/masuk?lanjut="+url.QueryEscape(path)) {
				t.Errorf("%s %s: nobody gets %d %s", row.method, path, res.status, res.location())
			}
		default:
			if res.status != http.StatusUnauthorized || !strings.Contains(res.body, "Sesi Anda habis") {
				t.Errorf("%s %s: nobody gets %d", row.method, path, res.status)
			}
		}
		for _, u := range worldUsers {
			s := &directory.Session{User: w.actor(u.Username).User}
			if row.who.admits(s) && row.method == http.MethodPost {
				continue // what a POST does is tested where it is at home
			}
			res := browsers[u.Username].send(row.method, path, kind, "")
			switch {
			case !row.who.admits(s):
				if res.status != http.StatusForbidden {
					t.Errorf("%s %s: %s gets %d, want 403", row.method, path, u.Username, res.status)
				}
			case res.status >= 500 || res.status == http.StatusUnauthorized:
				t.Errorf("%s %s: %s gets %d", row.method, path, u.Username, res.status)
			}
			if strings.HasPrefix(res.header.Get("Content-Type"), "text/html") && res.status/100 != 3 && row.method != http.MethodHead {
				for _, f := range pagetest.Check(res.body) {
					t.Errorf("%s %s as %s: %s", row.method, path, u.Username, f)
				}
			}
		}
	}
}

// TestHiddenRequest proves that a request of others does not exist: every address
// below it is not found for another agency and for a vendor without a contract.
func TestHiddenRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "vendor")
	v := w.submitted("pemohon", "Sistem Antrean")
	for _, name := range []string{"pemohon2", "vendor"} {
		b := w.as(name)
		for _, row := range w.app.routes {
			if !strings.Contains(row.pattern, "/permohonan/{id}") {
				continue
			}
			kind := ""
			if row.method == http.MethodPost {
				kind = "application/x-www-form-urlencoded"
			}
			if res := b.send(row.method, fill(row.pattern, v.ID), kind, "x=y"); res.status != http.StatusNotFound {
				t.Errorf("%s %s as %s: %d, want 404", row.method, row.pattern, name, res.status)
			}
		}
	}
}

// TestRouteWithoutAccess proves that a route that declares no access fails the start.
func TestRouteWithoutAccess(t *testing.T) {
	t.Parallel()
	a := &app{}
	h := func(http.ResponseWriter, *http.Request) error { return nil }
	if _, err := a.register([]route{{method: "GET", pattern: "/x", handle: h}}); err == nil {
		t.Error("a route without access was taken")
	}
	if _, err := a.register([]route{{method: "GET", pattern: "/x", who: "everyone", handle: h}}); err == nil {
		t.Error("a route with an unknown access was taken")
	}
	if _, err := a.register([]route{{method: "GET", pattern: "/x", who: public}}); err == nil {
		t.Error("a route without a handler was taken")
	}
	if access("").admits(&directory.Session{User: alur.User{Roles: []alur.Role{alur.RoleAdmin}}}) {
		t.Error("no access admits somebody")
	}
}

// TestElsewhere proves the answers to addresses and methods that are not in the table.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		method, path string
		want         int
		allow        string
	}{
		{http.MethodGet, "/tidak-ada", http.StatusNotFound, ""},
		{http.MethodGet, "/lacak/7K4M-92QX-T3HB/x", http.StatusNotFound, ""},
		{http.MethodPost, "/panduan", http.StatusMethodNotAllowed, "GET"},
		{http.MethodDelete, "/masuk", http.StatusMethodNotAllowed, "GET, POST"},
		{http.MethodGet, "/keluar", http.StatusMethodNotAllowed, "POST"},
		{http.MethodHead, "/panduan", http.StatusOK, ""},
	} {
		res := w.browser().send(c.method, c.path, "", "")
		if res.status != c.want || res.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow %q; want %d, %q", c.method, c.path, res.status, res.header.Get("Allow"), c.want, c.allow)
		}
		if c.method == http.MethodHead && res.body != "" {
			t.Error("HEAD has a body")
		}
	}
	if res := w.browser().get("/tidak-ada"); !strings.Contains(res.body, "Halaman tidak ditemukan") {
		t.Error("404 does not say so in words")
	}
}
