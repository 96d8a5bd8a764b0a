// Package api is the JSON API: the use cases of casework and directory over
// HTTP, with its own wire types, under /api/v1.
//
// It owns paths, JSON forms, status codes and the OpenAPI document, which is
// generated from the route table. It must not know SQL, pages or the rules of
// flows; every answer to "may they?" comes from casework. Start reading at the
// table in routes.go, then call.go (what every call goes through, in the order
// of refusals that api.md fixes) and decode.go (the one decoder of bodies).
package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/stationery"
)

// Prefix is where the API lives.
const Prefix = "/api/v1"

// Config is what the API needs. Every field is required, but the last two.
type Config struct {
	Cases     *casework.Cases
	Directory *directory.Directory
	// Stationery is the templates of papers that officials change; nil keeps A4.
	Stationery *stationery.Desk
	Clock      alur.Clock
	Log        *slog.Logger
	// PublicURL is the address of the pages, for links; "" is where the caller has called.
	PublicURL string
	// Papers makes the papers that come out of requests; nil is one with the shipped
	// templates on A4.
	Papers *paperwork.Desk
	// Mail sends an invitation to its address; nil is no mail server.
	Mail func(*directory.Invitation)
}

// server is the API at run time; its parts are immutable after New but for the
// limiter, which guards itself.
type server struct {
	Config
	mux      *http.ServeMux
	tracking *limiter
	checks   *limiter // look-ups of papers
	document []byte   // the OpenAPI document
}

// New returns the handler of everything below [Prefix]. It must be mounted where
// it sees paths as they were sent, without a redirect to a cleaned path before it.
// It panics when the route table is unsound (a route without a declared access),
// which is a fault of the program.
func New(c Config) http.Handler {
	if c.Stationery == nil {
		c.Stationery = &stationery.Desk{Directory: c.Directory, Clock: c.Clock}
	}
	if c.Papers == nil {
		c.Papers = paperwork.New(paperwork.Config{Cases: c.Cases, Directory: c.Directory, Clock: c.Clock, PublicURL: c.PublicURL, Templates: c.Stationery})
	}
	s := &server{Config: c, mux: http.NewServeMux(), tracking: newLimiter(c.Clock, trackRate, trackBurst), checks: newLimiter(c.Clock, trackRate, trackBurst)}
	h := newHuma(s.mux)
	for i := range routes {
		r := &routes[i]
		r.check()
		op := r.operation(h.OpenAPI().Components.Schemas)
		h.OpenAPI().AddOperation(op)
		h.Adapter().Handle(op, func(ctx huma.Context) {
			hr, w := humago.Unwrap(ctx)
			s.serve(r, w, hr)
		})
	}
	document, err := marshalDocument(h.OpenAPI())
	if err != nil {
		panic(fmt.Sprintf("api: marshal OpenAPI document: %v", err))
	}
	s.document = document
	return http.HandlerFunc(s.dispatch)
}

// dispatch sends a request to its route. The router's own refusals are problems
// like all others.
func (s *server) dispatch(w http.ResponseWriter, r *http.Request) {
	tw := &trackedWriter{ResponseWriter: w}
	defer func() {
		if v := recover(); v != nil {
			s.panicked(tw, r, v)
		}
	}()
	setHeaders(tw.Header())
	// The router would redirect these; an API has one address for one thing.
	if p := r.URL.EscapedPath(); p != path.Clean(p) {
		s.refuse(tw, r, alur.Refuse(alur.CodeNotFound), nil)
		return
	}
	h, pattern := s.mux.Handler(r)
	if pattern != "" {
		s.mux.ServeHTTP(tw, r)
		return
	}
	probe := &probeWriter{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status != http.StatusMethodNotAllowed {
		s.refuse(tw, r, alur.Refuse(alur.CodeNotFound), nil)
		return
	}
	tw.Header().Set("Allow", probe.header.Get("Allow"))
	s.refuse(tw, r, alur.Refuse(alur.CodeMethodNotAllowed), nil)
}

// setHeaders sets what every answer carries (promises.md, "Who gets in"). A route
// may loosen Cache-Control for what is public.
func setHeaders(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// panicked answers a panic with a 500 and keeps what happened in the log.
func (s *server) panicked(w *trackedWriter, r *http.Request, v any) {
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	err := fmt.Errorf("panic: %v", v)
	s.notePanic(r)
	if w.wrote {
		// The status is out; breaking the connection is all that tells the client.
		s.logIncident(r, alur.NewID(), err)
		panic(http.ErrAbortHandler)
	}
	s.refuse(w, r, err, nil)
}

// trackedWriter remembers whether the status line is out.
type trackedWriter struct {
	http.ResponseWriter
	wrote bool
}

func (w *trackedWriter) WriteHeader(status int) {
	w.wrote = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *trackedWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *trackedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// probeWriter takes the router's own answer, of which only status and Allow matter.
type probeWriter struct {
	header http.Header
	status int
}

func (w *probeWriter) Header() http.Header         { return w.header }
func (w *probeWriter) Write(b []byte) (int, error) { return len(b), nil }
func (w *probeWriter) WriteHeader(status int)      { w.status = status }

// newHuma sets up huma for routing and for the OpenAPI document alone: it reads
// no bodies and writes no answers, for it would decode a body before we know
// whether the caller may know of the request at all.
func newHuma(mux *http.ServeMux) huma.API {
	return humago.NewWithPrefix(mux, Prefix, huma.Config{OpenAPI: newDocument()})
}

// incidentName is how an incident is named in "instance" (RFC 9457).
func incidentName(id string) string { return "urn:alur:kejadian:" + strings.ToLower(id) }
