package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// notePanic writes a fault of the program into the security log: what was asked may have
// been an attack.
func (s *server) notePanic(r *http.Request) {
	address := r.RemoteAddr
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	_, pattern := s.mux.Handler(r)
	err := s.Directory.Record(context.WithoutCancel(r.Context()), directory.SecurityEvent{Kind: directory.SecurityPanic, Address: address, Detail: pattern})
	if err != nil {
		s.Log.ErrorContext(r.Context(), "panic not recorded", slog.Any("error", err))
	}
}

// noteDenial counts a refusal of somebody who is signed in, as the pages do: of what is
// another party's, and of a request that exists for others alone.
func (c *call) noteDenial(err error) {
	e, ok := errors.AsType[*alur.Error](err)
	if !ok || c.session == nil {
		return
	}
	switch e.Code {
	case alur.CodeNotYourParty, alur.CodeFourEyes, alur.CodeReadOnlyRole:
	case alur.CodeNotFound:
		if !c.hidden() {
			return
		}
	default:
		return
	}
	c.s.Directory.Denied(c.ctx(), c.session.User.Username, c.address(), c.r.Method+" "+Prefix+c.route.path)
}

// hidden reports whether the address names a request that exists for others.
func (c *call) hidden() bool {
	return isID(c.r.PathValue("id")) && c.s.Cases.Hidden(c.ctx(), c.actor(), c.request())
}
