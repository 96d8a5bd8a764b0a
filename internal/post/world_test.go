package post_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/jobs"
	alurmail "github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/post"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

// smtpd is a real SMTP server that keeps what it gets, and misbehaves as it is told.
type smtpd struct {
	t       *testing.T
	mu      sync.Mutex
	got     []letter
	do      func(to string, try int) any // nil takes the letter; *smtp.SMTPError, "drop", "slow"
	tries   map[string]int
	address string
	server  *smtp.Server
}

type letter struct {
	to     string
	header mail.Header
	text   string
	html   string
	raw    string
	parts  map[string]string // the other parts, by their whole content type
}

func newSMTPD(t *testing.T) *smtpd {
	t.Helper()
	s := &smtpd{t: t, tries: map[string]int{}, address: "127.0.0.1:0"}
	s.up()
	t.Cleanup(s.down)
	return s
}

// up listens where it listened before.
func (s *smtpd) up() {
	s.t.Helper()
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.address = l.Addr().String()
	s.server = smtp.NewServer(s)
	s.server.Domain, s.server.ErrorLog = "localhost", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server := s.server
	go func() { _ = server.Serve(l) }()
}

func (s *smtpd) down() { _ = s.server.Close() }

func (s *smtpd) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, c: c}, nil }

type session struct {
	s  *smtpd
	c  *smtp.Conn
	to string
}

func (x *session) Mail(string, *smtp.MailOptions) error      { return nil }
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error { x.to = to; return nil }
func (x *session) Reset()                                    {}
func (x *session) Logout() error                             { return nil }
func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.tries[x.to]++
	var what any
	if x.s.do != nil {
		what = x.s.do(x.to, x.s.tries[x.to])
	}
	if what == nil || what == "drop-after" {
		x.s.got = append(x.s.got, read(x.s.t, x.to, raw))
	}
	x.s.mu.Unlock()
	switch what := what.(type) {
	case *smtp.SMTPError:
		return what
	case string:
		if what == "slow" {
			<-x.s.t.Context().Done() // longer than anybody waits
			return nil
		}
		_ = x.c.Conn().Close() // hangs up instead of an answer
		return errors.New("gone")
	}
	return nil
}

func read(t *testing.T, to string, raw []byte) letter {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Error(err)
		return letter{}
	}
	l := letter{to: to, header: m.Header, raw: string(raw), parts: map[string]string{}}
	l.read(t, m.Header.Get("Content-Type"), m.Body)
	return l
}

// read takes a body of several parts apart.
func (l *letter) read(t *testing.T, kind string, body io.Reader) {
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Error(err)
	}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if err != nil {
			return
		}
		kind := p.Header.Get("Content-Type")
		if strings.HasPrefix(kind, "multipart/") {
			l.read(t, kind, p)
			continue
		}
		plain := io.Reader(quotedprintable.NewReader(p))
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			plain = base64.NewDecoder(base64.StdEncoding, p)
		}
		b, err := io.ReadAll(plain)
		if err != nil {
			t.Error(err)
		}
		switch {
		case strings.HasPrefix(kind, "text/html"):
			l.html = string(b)
		case strings.HasPrefix(kind, "text/plain"):
			l.text = string(b)
		default:
			l.parts[kind] = string(b)
		}
	}
}

// taken are the letters so far, and forgets them.
func (s *smtpd) taken() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.got
	s.got = nil
	return out
}

const (
	ict    = alur.AgencyID("diskominfo")
	health = alur.AgencyID("dinas-kesehatan")
	public = "https://alur.example.id"
)

// A world is an office over a fresh store, with people who have addresses.
type world struct {
	t      *testing.T
	store  *store.Store
	cases  *casework.Cases
	people *directory.Directory
	clock  *clocktest.Clock
	smtpd  *smtpd
	office *post.Office
	runner *jobs.Runner
}

// newWorld begins on a Monday at ten in the morning; change adjusts the sender.
func newWorld(t *testing.T, cfg store.Config, change ...func(*alurmail.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)), smtpd: newSMTPD(t)}
	cfg.Clock = w.clock.Now
	w.store = storetest.Open(t, cfg)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	w.cases = casework.New(casework.Config{Store: w.store, Blobs: blobs, Flows: shipped(), Log: slog.New(slog.DiscardHandler), Clock: w.clock.Now})
	w.cases.SendLetters()
	w.people = directory.New(directory.Config{Store: w.store, Clock: w.clock.Now, ShortPasswords: true, Key: make([]byte, directory.KeySize)})
	if err := w.people.SeedCalendar(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.write(func(ctx context.Context, tx *store.Tx) error {
		var errs []error
		for id, kind := range map[alur.AgencyID]alur.AgencyKind{ict: alur.AgencyICT, health: alur.AgencyOffice} {
			errs = append(errs, tx.InsertAgency(ctx, alur.Agency{ID: id, Name: "Nama " + string(id), Kind: kind, Active: true}))
		}
		for _, p := range []struct {
			name   string
			agency alur.AgencyID
			role   alur.Role
		}{{"wati", health, alur.RoleRequester}, {"joko", health, alur.RoleRequester}, {"rino", ict, alur.RoleReviewer}, {"sari", ict, alur.RoleReviewer}} {
			u := alur.User{Username: p.name, Name: "Orang " + p.name, Agency: p.agency, Roles: []alur.Role{p.role}, Active: true}
			errs = append(errs, tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-", Email: p.name + "@contoh.example", CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now()}))
		}
		return errors.Join(errs...)
	})
	sending := alurmail.Config{Server: w.smtpd.address, Security: alurmail.None, From: "ALUR <alur@salatiga.example>", Clock: w.clock.Now}
	for _, f := range change {
		f(&sending)
	}
	sender, err := alurmail.Open(sending)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sender.Close)
	w.office = post.New(post.Config{Store: w.store, Cases: w.cases, Directory: w.people, Mail: sender, PublicURL: public + "/", Clock: w.clock.Now})
	w.runner = w.another()
	return w
}

// another is a runner as another instance has it.
func (w *world) another() *jobs.Runner {
	return jobs.New(jobs.Config{Store: w.store, Queues: w.office.Queues(), Clock: w.clock.Now})
}

func (w *world) write(fn func(context.Context, *store.Tx) error) {
	w.t.Helper()
	if err := w.store.Write(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) as(name string) casework.Actor {
	w.t.Helper()
	users, err := w.people.Users(w.t.Context(), []string{name})
	if err != nil || users[name].Username == "" {
		w.t.Fatalf("%s: %v", name, err)
	}
	return casework.Actor{User: users[name]}
}

func (w *world) must(x *casework.Written, err error) *casework.Written {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return x
}

// submitted is a request that wati has submitted.
func (w *world) submitted() alur.RequestID {
	w.t.Helper()
	data := map[string]jsontext.Value{}
	for k, v := range map[string]any{
		"judul": "Sistem <Antrean>", "jenis": "pembangunan-baru", "nomor-surat": "000.8/12", "tanggal-surat": "2026-11-20", "perihal": "Permohonan", "ringkasan": "Antrean.",
		"penanda-tangan": map[string]string{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011995031001"},
		"narahubung":     map[string]string{"name": "Wati Contoh", "phone": "+6281200000000", "email": "narahubung@rahasia.example"},
	} {
		b, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		data[k] = b
	}
	ctx := w.t.Context()
	id := w.must(w.cases.Create(ctx, w.as("wati"), "swakelola", data, casework.Options{})).View.ID
	stored, err := w.cases.Receive(ctx, "surat.pdf", strings.NewReader("%PDF-1.4\n% surat\n%%EOF"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(w.cases.AddDocument(ctx, w.as("wati"), id, casework.Upload{Kind: "surat", Name: "surat.pdf", Blob: stored}, casework.Options{}))
	w.must(w.cases.Act(ctx, w.as("wati"), id, "ajukan", nil, "", casework.Options{}))
	return id
}

func (w *world) comment(by string, id alur.RequestID, text string) {
	w.t.Helper()
	w.must(w.cases.Comment(w.t.Context(), w.as(by), id, text, alur.AudienceAll, casework.Options{}))
}

func (w *world) run() {
	w.t.Helper()
	if err := w.runner.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// jobsOf are the jobs for a person, the newest first.
func (w *world) jobsOf(username string) []store.JobRow {
	w.t.Helper()
	rows, _, _, err := w.people.Deliveries(w.t.Context(), directory.DeliveryQuery{Username: username})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b store.JobRow) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return rows
}

// to lists who got letters, in order.
func to(letters []letter) string {
	var out []string
	for _, l := range letters {
		name, _, _ := strings.Cut(l.to, "@")
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

var noticePage = casework.NoticeQuery{Limit: 50}
