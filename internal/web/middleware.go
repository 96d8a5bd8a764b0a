package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/page"
)

// outer wraps the routes in what holds for every answer, refusals included.
func (a *app) outer() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, errCrossOrigin)
	}))
	return a.recovered(a.headers(a.withSession(guard.Handler(a.mux))))
}

// headers sets the security headers.
func (a *app) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", page.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", a.referrerPolicy(r))
		if a.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// referrerPolicy is no-referrer wherever the browser also says Sec-Fetch-Site:
// over TLS and on the loopback address. Elsewhere (plain HTTP in an office network)
// the cross-origin check has the Origin header alone, which "no-referrer" would turn
// into "null", so that every form would be refused; "same-origin" keeps it and still
// tells other sites nothing.
func (a *app) referrerPolicy(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	if a.Secure || host == "localhost" || host == "" || ip != nil && ip.IsLoopback() {
		return "no-referrer"
	}
	return "same-origin"
}

// recovered turns a panic into the page for faults of ours, with an incident code.
func (a *app) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so as well
				panic(v)
			}
			_, pattern := a.mux.Handler(r)
			// What was asked may have been an attack; the log that is watched says so.
			if err := a.Directory.Record(context.WithoutCancel(r.Context()), directory.SecurityEvent{Kind: directory.SecurityPanic, Address: a.address(r), Detail: pattern}); err != nil {
				a.Log.ErrorContext(r.Context(), "panic not recorded", "error", err)
			}
			a.Log.ErrorContext(r.Context(), "panic", "value", v, "path", r.URL.Path, "stack", string(debug.Stack()))
			a.fail(w, r, fmt.Errorf("panic: %v", v))
		}()
		next.ServeHTTP(w, r)
	})
}

// address is the visitor's, for counting tries. Behind a proxy the server has
// already put it in the place of the proxy's own.
func (a *app) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// errCrossOrigin is a form that another site sent.
var errCrossOrigin = &alur.Error{Code: alur.CodeNotYourParty, Field: "origin"}
