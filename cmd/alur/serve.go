package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/api"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/jobs"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/stationery"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/upload"
	"github.com/alur-id/alur/internal/web"
)

type serveCmd struct {
	folders
	serving
	outside
	guarding
	keeping
	signing
	Demo bool `help:"A demonstration on a new, empty data folder: invented people and requests, every password ${demo_password}. Loopback only."`
}

// Validate is called by kong after parsing.
func (cmd *serveCmd) Validate() error {
	return errors.Join(cmd.folders.Validate(), cmd.serving.check(), cmd.outside.check(cmd.PublicURL), cmd.guarding.check(), cmd.keeping.check(cmd.MailServer), cmd.signing.check())
}

// Run serves until it is told to stop (exit 0) or can no longer keep its
// promises (exit 1): after an I/O error in the database nothing may be
// acknowledged any more, and a fresh start recovers what was.
func (cmd *serveCmd) Run(c *console) error {
	log := cmd.logger(c.err)
	fresh, err := cmd.admit()
	if err != nil {
		return err
	}
	// The address comes first: who cannot listen leaves the folder alone.
	listener, err := (&net.ListenConfig{}).Listen(c.ctx, "tcp", cmd.Listen)
	if err != nil {
		return refuse("cannot listen on %s: %v", cmd.Listen, err)
	}
	defer listener.Close()

	if fresh {
		// Before anything else is written: see demoMarker.
		if err := setMarker(cmd.Data, markUnfinished); err != nil {
			return refuse("cannot write to the data folder %s: %v", cmd.Data, err)
		}
	}
	p, err := cmd.assemble(c, log, listener.Addr())
	if err != nil {
		return err
	}
	defer p.close()

	here := "http://" + reachable(listener.Addr())
	base := cmp.Or(cmd.PublicURL, here)
	if cmd.Demo {
		if err := cmd.demonstrate(c.ctx, p, fresh); err != nil {
			return err
		}
	} else if err := firstStart(c, p, base); err != nil {
		return err
	}
	// After those: a demonstration that is refused leaves the database alone.
	if err := p.directory.SeedCalendar(c.ctx); err != nil {
		return fmt.Errorf("seed the calendar: %w", err)
	}

	own, err := cmd.own()
	if err != nil {
		return err
	}
	if p.oidc, p.oidcName, err = cmd.provider(base, own); err != nil {
		return err
	}
	if p.esign, err = cmd.service(own); err != nil {
		return err
	}
	if p.mail, err = cmd.sender(log); err != nil {
		return err
	}
	if p.mail != nil {
		p.cases.SendLetters()
		defer p.mail.Close()
	}
	for _, x := range (&configCmd{folders: cmd.folders, serving: cmd.serving, outside: cmd.outside, guarding: cmd.guarding, keeping: cmd.keeping, signing: cmd.signing}).settings() {
		p.settings = append(p.settings, web.Setting{Name: x[0], Value: x[1]})
	}
	proxies, err := cmd.proxies()
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           p.handler(proxies, cmd.serving),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		// What the server itself has to say is about peers that hang up or speak no HTTP.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	sequencer, err := cmd.sequencer(p)
	if err != nil {
		return err
	}
	sweeping, stopSweeping := context.WithCancel(c.ctx)
	defer stopSweeping()
	kept, err := p.keepTree(sweeping, sequencer, &cmd.keeping, cmd.PublicURL)
	if err != nil {
		return err
	}
	swept := p.loop(sweeping, "sweep", p.sweep)
	told := p.loop(sweeping, "alerts", func(ctx context.Context) { p.tellAlerts(ctx, cmd.PublicURL) })
	posted := p.loop(sweeping, "letters", func(ctx context.Context) { p.letters(ctx, cmd.PublicURL, cmd.outside) })
	scanned := p.loop(sweeping, "scan", p.scan)
	defer func() {
		stopSweeping()
		<-swept
		<-told
		<-posted
		<-scanned
		<-kept
	}()

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	fmt.Fprintf(c.out, "Alur is ready at %s (%s, %s)\n", here, p.store.Engine(), cmd.Data)
	if cmd.Demo {
		printAccounts(c.out)
	}

	var fatal error
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-p.store.Fatal():
		fatal = errors.New("the database can no longer be written safely: stopping, start again to recover")
	case <-p.blobs.Fatal():
		fatal = errors.New("documents can no longer be written safely: stopping, start again to recover")
	case <-c.ctx.Done():
	}
	log.Info("stopping", "fault", fatal)
	// The context that told us to stop is over; the calls in flight have their own time.
	stopping, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		log.Warn("some calls did not end in time", "error", err)
		_ = server.Close()
	}
	return fatal
}

// admit decides from the folder alone whether a start of this kind may touch it.
// It reports whether a demonstration has to be made first.
func (cmd *serveCmd) admit() (fresh bool, err error) {
	state, err := demoState(cmd.Data)
	if err != nil {
		return false, refuse("cannot read the data folder %s: %v", cmd.Data, err)
	}
	if state.madeByDemo() && !cmd.loopback() {
		return false, refuse("%s holds a demonstration, whose passwords everybody knows: it listens on a loopback address only, for example --listen 127.0.0.1:8080", cmd.Data)
	}
	if !cmd.Demo {
		return false, nil
	}
	if !cmd.loopback() {
		return false, refuse("--demo listens on a loopback address only, for example --listen 127.0.0.1:8080, because everybody knows its passwords")
	}
	switch state {
	case folderForeign:
		return false, refuse("%s is not empty and was not made by --demo: a demonstration needs a new, empty folder (--data DIR)", cmd.Data)
	case folderUnfinished:
		if cmd.Database != "" {
			return false, refuse("the demonstration in %s was interrupted while it was made: give it a new folder and an empty database", cmd.Data)
		}
		if err := clearDemo(cmd.Data); err != nil {
			return false, refuse("cannot clear the unfinished demonstration in %s: %v", cmd.Data, err)
		}
		return true, nil
	case folderReady:
		return false, nil
	}
	return true, nil
}

// Where documents are in the data folder, pages that are being photographed, files
// that come in pieces, and pictures of documents.
const (
	documentsDir = "documents"
	photosDir    = "tmp-photos"
	uploadsDir   = "tmp-uploads"
	previewsDir  = "tmp-previews"
)

// product is everything that a running server or an operator's tool works with.
type product struct {
	store     *store.Store
	blobs     blob.Store
	scanner   *clamd.Client // of a server, where one is configured
	flows     *flow.Registry
	directory *directory.Directory
	cases     *casework.Cases
	photos    *photo.Folder   // of a server only
	uploads   *upload.Folder  // likewise
	previews  *preview.Folder // likewise
	log       *slog.Logger
	demo      bool
	secure    bool
	retention alur.Retention // of a server
	oidc      *oidc.Provider // of a server, where one is configured
	oidcName  string
	settings  []web.Setting // of a server, for its administrators
	mail      *mail.Sender  // likewise
	esign     *esign.Client // likewise
}

// assemble opens the data and wires the rooms together.
func (cmd *serveCmd) assemble(c *console, log *slog.Logger, listening net.Addr) (*product, error) {
	ctx := c.ctx
	people, err := cmd.people(listening)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, store.Config{Dir: cmd.Data, URL: cmd.Database, Clock: alur.SystemClock, Log: log, Retention: cmd.retention()})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	blobs, err := cmd.openDocuments(c, log, cmd.Documents, false)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	p, err := assemble(st, blobs, cmd.guarding, cmd.signing, alur.SystemClock, log, people)
	if err != nil {
		_, _ = st.Close(), blobs.Close()
		return nil, err
	}
	if err := p.directory.CheckKey(ctx); errors.Is(err, directory.ErrRotating) {
		p.close()
		return nil, refuse("%v", err)
	} else if err != nil {
		p.close()
		return nil, refuse("%s: %v; restore it from the backup of the data folder", cmd.keyPath(), err)
	}
	if p.photos, err = photo.Open(ctx, filepath.Join(cmd.Data, photosDir), alur.SystemClock); err != nil {
		p.close()
		return nil, err
	}
	if p.uploads, err = upload.Open(ctx, filepath.Join(cmd.Data, uploadsDir), alur.SystemClock); err != nil {
		p.close()
		return nil, err
	}
	command, err := previewCommand()
	if err == nil {
		p.previews, err = preview.Open(preview.Config{Dir: filepath.Join(cmd.Data, previewsDir), Command: command, Clock: alur.SystemClock, Log: log, Has: p.blobs.Has})
	}
	if err != nil {
		p.close()
		return nil, err
	}
	p.secure, p.retention = cmd.secure(), cmd.retention()
	return p, nil
}

// people is how this server's people sign in.
func (cmd *serveCmd) people(listening net.Addr) (directory.Config, error) {
	if err := os.MkdirAll(cmd.Data, 0o700); err != nil {
		return directory.Config{}, refuse("cannot write to the data folder %s: %v", cmd.Data, err)
	}
	key, err := cmd.installationKey()
	if err != nil {
		return directory.Config{}, refuse("the key of this installation: %v", err)
	}
	roles, err := cmd.roleMap()
	if err != nil {
		return directory.Config{}, err
	}
	breached, err := openBreached(cmd.Breached)
	if err != nil {
		return directory.Config{}, err
	}
	_, port, err := net.SplitHostPort(listening.String())
	return directory.Config{
		Breached:        breached,
		PasswordProfile: directory.PasswordProfile(cmd.PasswordProfile), RoleMap: roles,
		ShortPasswords: cmd.Demo, Key: key, SecondFactor: cmd.secondFactor(), Issuer: "ALUR Kota Salatiga", Passkeys: cmd.passkeys(port),
	}, err
}

// assemble wires the rooms over an open store and open documents; uploads is what stands
// before those of people, people says how people sign in, the rest of it is filled in here.
func assemble(st *store.Store, blobs blob.Store, uploads guarding, signatures signing, clock alur.Clock, log *slog.Logger, people directory.Config) (*product, error) {
	registry, err := loadFlows()
	if err != nil {
		return nil, err
	}
	scanner, err := uploads.scanner()
	if err != nil {
		return nil, err
	}
	roots, err := signatures.roots()
	if err != nil {
		return nil, err
	}
	people.Store, people.Clock, people.Log = st, clock, log
	users := directory.New(people)
	return &product{
		store: st, blobs: blobs, flows: registry, scanner: scanner,
		directory: users,
		cases: casework.New(casework.Config{
			Store: st, Blobs: blobs, Flows: registry, Clock: clock, Log: log, Scanner: scanner, Quota: uploads.quota(), Infected: infected(users), Roots: roots,
		}),
		log: log, demo: people.ShortPasswords,
	}, nil
}

// loadFlows compiles the definitions that ship with the program.
func loadFlows() (*flow.Registry, error) {
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		return nil, fmt.Errorf("the built-in definitions: %w", err)
	}
	return registry, nil
}

func (p *product) close() {
	var err error
	if p.previews != nil {
		err = p.previews.Close() // its children read documents
	}
	err = errors.Join(err, p.store.Close(), p.blobs.Close())
	if p.photos != nil {
		err = errors.Join(err, p.photos.Close())
	}
	if p.uploads != nil {
		err = errors.Join(err, p.uploads.Close())
	}
	if err != nil {
		p.log.Error("close the data", "error", err)
	}
}

// handler is the whole server: health, API, pages, and what stands before them.
func (p *product) handler(proxies []netip.Prefix, limits serving) http.Handler {
	shelf := &stationery.Desk{Directory: p.directory, Clock: alur.SystemClock, Size: paper.Size(limits.PaperSize)}
	papers := paperwork.New(paperwork.Config{Cases: p.cases, Directory: p.directory, Clock: alur.SystemClock, Templates: shelf, Size: shelf.Size, PublicURL: limits.PublicURL})
	calls := api.Config{Cases: p.cases, Directory: p.directory, Papers: papers, Stationery: shelf, Clock: alur.SystemClock, Log: p.log, PublicURL: limits.PublicURL}
	if p.mail != nil {
		calls.Mail = func(i *directory.Invitation) { p.mail.Send(web.InvitationLetter(i, limits.PublicURL)) }
	}
	machines := api.New(calls)
	pages := web.New(web.Config{Cases: p.cases, Directory: p.directory, Papers: papers, Stationery: shelf, Photos: p.photos, Uploads: p.uploads, Previews: p.previews, Clock: alur.SystemClock, Log: p.log, Demo: p.demo, Secure: p.secure, PublicURL: limits.PublicURL, OIDC: p.oidc, OIDCName: p.oidcName, Settings: p.settings, Retention: p.retention, Mail: p.mail, ESign: p.esign})
	// No ServeMux here: it would redirect a path that is not clean before the API
	// could refuse it in its own form.
	rooms := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			machines.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
	guarded := forwarded(proxies, logged(p.log, limited(limits.MaxInFlight, limits.MaxUploads, patient(rooms))))
	return strict(p.secure, health(p.store.Ready, guarded))
}

// firstStart makes an empty installation usable: the agencies of Salatiga, and a
// link with which the first admin makes an account. Without an admin every start
// prints a new link; older ones stop working.
func firstStart(c *console, p *product, base string) error {
	if err := p.directory.SeedAgencies(c.ctx); err != nil {
		return fmt.Errorf("seed the agencies: %w", err)
	}
	token, err := p.directory.SetupLink(c.ctx)
	if err != nil {
		return fmt.Errorf("make the set-up link: %w", err)
	}
	if token == "" {
		return nil // there is an admin
	}
	fmt.Fprintf(c.out, "There is no admin yet. Whoever opens this link first becomes one; it works once, for a day:\n  %s/undangan/%s\n",
		strings.TrimSuffix(base, "/"), token)
	return nil
}

// reachable is an address that a browser on this machine can open.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// loop works beside the calls until ctx ends, and begins anew after a panic; done is closed
// when it has ended.
func (p *product) loop(ctx context.Context, name string, fn func(context.Context)) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		jobs.Keep(ctx, p.log, name, fn)
	}()
	return done
}

// sweep forgets, now and every hour, what has served its time: ended sessions,
// old idempotency keys, counters of failed sign-ins, pages that were photographed and
// never joined, files that never came in whole, pictures that nobody looks at.
func (p *product) sweep(ctx context.Context) {
	every := time.NewTicker(time.Hour)
	defer every.Stop()
	for {
		if err := p.store.Sweep(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		}
		if n, err := p.cases.SweepDrafts(ctx, p.retention); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		} else if n > 0 {
			p.log.Info("people forgotten who were named in drafts", "drafts", n)
		}
		if err := p.directory.SlowRecoveryCodes(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		}
		if err := p.photos.Sweep(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		}
		if err := p.previews.Sweep(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		}
		if err := p.uploads.Sweep(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sweep", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}
