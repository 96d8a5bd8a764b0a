package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/page"
)

type contextKey int

const visitorKey contextKey = iota

// visitor is what the session cookie says.
type visitor struct {
	session *directory.Session
	secret  string
	expired bool // there was a cookie, but its session is over
}

// cookieName of the session. With the prefix __Host- a browser takes the cookie
// from this very host over TLS only, so that no sibling host can plant one.
func (a *app) cookieName(name string) string {
	if a.Secure {
		return "__Host-" + name
	}
	return name
}

const (
	sessionCookie = "alur-sesi"
	noticeCookie  = "alur-kabar"
)

// withSession reads the session once per request.
func (a *app) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(a.cookieName(sessionCookie))
		if err != nil || c.Value == "" || strings.HasPrefix(r.URL.Path, page.Prefix) {
			next.ServeHTTP(w, r)
			return
		}
		v := &visitor{secret: c.Value}
		v.session, err = a.Directory.Authenticate(r.Context(), directory.KindSession, c.Value)
		switch {
		case alur.CodeOf(err) == alur.CodeUnauthenticated:
			v.session, v.expired = nil, true
			a.setCookie(w, sessionCookie, "", -1)
		case err != nil:
			// The database is away: no answer may look as if the visitor were signed out.
			a.fail(w, r, err)
			return
		}
		r = withVisitor(r, v)
		if v.session != nil && v.session.Stale && v.session.Of(a.caller(r).Device) {
			// Its own browser missed the answer with the new secret. Who has the old one from
			// elsewhere is out when its minute is over.
			if err := a.renew(w, r); err != nil {
				a.Log.WarnContext(r.Context(), "session not renewed", "error", err)
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (a *app) visitor(r *http.Request) *visitor {
	if v, ok := r.Context().Value(visitorKey).(*visitor); ok {
		return v
	}
	return &visitor{}
}

// session returns who is signed in, or nil. Behind every door but public it is not nil.
func (a *app) session(r *http.Request) *directory.Session { return a.visitor(r).session }

// actor is the caller of use cases. Only behind a door that is not public.
func (a *app) actor(r *http.Request) casework.Actor {
	return casework.Actor{User: a.session(r).User}
}

// setCookie sets a cookie of ours; maxAge 0 lasts until the browser is closed
// (shared office PCs), a negative one removes it.
func (a *app) setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever visitors come by TLS; plain HTTP is for the machine itself
		Name: a.cookieName(name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// renew gives the visitor's browser another secret for the session.
func (a *app) renew(w http.ResponseWriter, r *http.Request) error {
	v := a.visitor(r)
	secret, err := a.Directory.Renew(r.Context(), v.session)
	if err != nil {
		return err
	}
	v.secret, v.session.Stale = secret, false
	a.setCookie(w, sessionCookie, secret, 0)
	return nil
}

// withVisitor is r as that visitor sends it.
func withVisitor(r *http.Request, v *visitor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), visitorKey, v))
}
