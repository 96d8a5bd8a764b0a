// Package web serves the pages of Alur: HTML made on the server, useful without
// JavaScript.
//
// It owns routes, sessions in the browser, forms and the words around them. It
// must not know SQL or rules: every decision is made by casework and directory,
// and whether a button is there is what casework says. Start reading at the
// table in routes.go, then [New]; page structs and templates are in package page.
package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/stationery"
	"github.com/alur-id/alur/internal/upload"
	"github.com/alur-id/alur/internal/web/page"
)

// Config is what the pages need.
type Config struct {
	Cases     *casework.Cases
	Directory *directory.Directory
	// Stationery is the templates of papers that officials change; nil keeps A4.
	Stationery *stationery.Desk
	// Papers makes the papers that come out of requests; nil is one with the shipped
	// templates on A4.
	Papers *paperwork.Desk
	// ESign has papers signed with certificates of BSrE; nil offers it to nobody.
	ESign *esign.Client
	// Photos keeps the pages of letters that are being photographed.
	Photos *photo.Folder
	// Previews makes pictures of documents.
	Previews *preview.Folder
	// Uploads keeps files that come in pieces until they are whole.
	Uploads *upload.Folder
	Clock   alur.Clock
	Log     *slog.Logger
	// Demo offers the demonstration's accounts, whose passwords everybody knows, on
	// every page. Only for `alur serve --demo`, which listens on the loopback address.
	Demo bool
	// Secure says that visitors arrive by TLS: cookies are then Secure and named with
	// the prefix __Host-.
	Secure bool
	// PublicURL is the address that people type, without a path, for links that leave
	// the page (QR codes, calendars). "" takes what each visitor has typed.
	PublicURL string
	// OIDC is another system that people may sign in by; nil is none. OIDCName is what
	// people call it.
	OIDC     *oidc.Provider
	OIDCName string
	// Retention is how long is kept what is no evidence, as the privacy page says it; its
	// zero value is [alur.DefaultRetention].
	Retention alur.Retention
	// Settings are those in effect, for administrators to read.
	Settings []Setting
	// Mail sends links and notices; nil is no mail server, and what needs one is not
	// offered. It needs PublicURL.
	Mail *mail.Sender
}

// app is the handlers' common ground.
type app struct {
	Config
	pages   *page.Set
	manuals map[string]manual // by the last part of their address
	routes  []route
	mux     *http.ServeMux
	tracks  *limiter // look-ups of tracking codes by address
	checks  *limiter // look-ups of papers by address
	rolls   *limiter // names of guests by address
	similar *limiter // look-ups of similar systems by user

	challenges *limiter // challenges for passkeys by address
}

// handler answers one route. What it returns as an error becomes a page in one
// place (failure.go); until it returns nil nothing may have been written.
type handler func(w http.ResponseWriter, r *http.Request) error

// New makes the handler of all pages. A template that does not parse or a route
// without a declared access is an error of the program and fails the start.
func New(c Config) http.Handler {
	a, err := newApp(c)
	if err != nil {
		panic(err)
	}
	return a.outer()
}

func newApp(c Config) (*app, error) {
	if c.Clock == nil {
		c.Clock = alur.SystemClock
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Mail != nil && c.PublicURL == "" {
		return nil, errors.New("mails need the public address, for their links")
	}
	if c.Stationery == nil {
		c.Stationery = &stationery.Desk{Directory: c.Directory, Clock: c.Clock}
	}
	if c.Papers == nil {
		c.Papers = paperwork.New(paperwork.Config{Cases: c.Cases, Directory: c.Directory, Clock: c.Clock, PublicURL: c.PublicURL, Templates: c.Stationery})
	}
	set, err := page.Load()
	if err != nil {
		return nil, err
	}
	a := &app{Config: c, pages: set, tracks: newLimiter(c.Clock), checks: newLimiter(c.Clock), rolls: newLimiter(c.Clock), similar: newLimiter(c.Clock), challenges: newLimiter(c.Clock)}
	if a.manuals, err = loadManuals(); err != nil {
		return nil, err
	}
	a.routes = a.table()
	if a.mux, err = a.register(a.routes); err != nil {
		return nil, err
	}
	return a, nil
}
