package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
)

// noteDenial counts a refusal of somebody who is signed in: of what is another party's,
// and of a request that exists for others alone. What visitors without an account are
// refused is not counted: anybody could fill the log with it.
func (a *app) noteDenial(r *http.Request, e *alur.Error) {
	s := a.session(r)
	if s == nil {
		return
	}
	switch e.Code {
	case alur.CodeNotYourParty, alur.CodeFourEyes, alur.CodeReadOnlyRole:
	case alur.CodeNotFound:
		if !a.hidden(r) {
			return
		}
	default:
		return
	}
	_, pattern := a.mux.Handler(r)
	a.Directory.Denied(r.Context(), s.User.Username, a.address(r), pattern)
}

// hidden reports whether the address names a request that exists for others.
func (a *app) hidden(r *http.Request) bool {
	id := r.PathValue("id")
	return id != "" && strings.HasPrefix(r.URL.Path, "/permohonan/") && a.Cases.Hidden(r.Context(), a.actor(r), alur.RequestID(id))
}
