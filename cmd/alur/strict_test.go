package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestStrict proves that answers which no room makes have the headers as well, that a
// room's policy takes the place of the first one, and that other sites are let in nowhere.
func TestStrict(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		h := strict(secure, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/halaman" {
				w.Header().Set("Content-Security-Policy", "default-src 'self'")
			}
			overloaded(w)
		}))
		for _, path := range []string{"/", "/halaman"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Origin", "https://evil.example")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Header()
			policy := "default-src 'none'; frame-ancestors 'none'"
			if path == "/halaman" {
				policy = "default-src 'self'"
			}
			if got.Get("Content-Security-Policy") != policy || got.Get("X-Content-Type-Options") != "nosniff" || got.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: %v", path, got)
			}
			if hsts := got.Get("Strict-Transport-Security"); (hsts == "max-age=31536000; includeSubDomains") != secure || !secure && hsts != "" {
				t.Errorf("secure %v: %q", secure, hsts)
			}
			for name := range got {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s: %s", path, name)
				}
			}
		}
	}
}
