package mail_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	alurmail "github.com/alur-id/alur/internal/mail"
)

// server is an SMTP server that keeps what it gets.
type server struct {
	mu    sync.Mutex
	fail  int // so many letters are put off
	code  int // with which
	got   chan []byte
	tries int
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct{ s *server }

func (x *session) Mail(string, *smtp.MailOptions) error { return nil }
func (x *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (x *session) Reset()                               {}
func (x *session) Logout() error                        { return nil }
func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.tries++
	failing := x.s.fail > 0
	x.s.fail--
	x.s.mu.Unlock()
	if failing {
		return &smtp.SMTPError{Code: x.s.code, Message: "not now"}
	}
	x.s.got <- b
	return nil
}

// start runs the server; its certificate is httptest's, which roots trusts.
func start(t *testing.T, s *server, implicit bool) (address string, trust *tls.Config) {
	t.Helper()
	s.got = make(chan []byte, 10)
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	cert := web.TLS.Certificates[0]
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	srv.ErrorLog = quiet{}
	srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	go func() {
		if implicit {
			_ = srv.Serve(tls.NewListener(l, srv.TLSConfig))
			return
		}
		_ = srv.Serve(l)
	}()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

var letter = alurmail.Letter{
	To: "budi@salatiga.go.id", Subject: "Tautan masuk ALUR", Greeting: "Yth. Budi <script>,", Paragraphs: []string{"Tekan tombol ini & masuk."},
	Link: "https://alur.example.id/masuk/tautan/x?a=1&b=2", LinkText: "Masuk ke ALUR", After: []string{"Berlaku 15 menit."}, From: "ALUR",
}

func TestSend(t *testing.T) {
	t.Parallel()
	for _, security := range []alurmail.Security{alurmail.StartTLS, alurmail.TLS, alurmail.None} {
		t.Run(string(security), func(t *testing.T) {
			t.Parallel()
			s := &server{}
			address, trust := start(t, s, security == alurmail.TLS)
			at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
			sender, err := alurmail.Open(alurmail.Config{Server: address, Security: security, From: "ALUR <alur@salatiga.go.id>", TLS: trust, Clock: func() time.Time { return at }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(sender.Close)
			sender.Send(alurmail.Letter{Subject: "to nobody"})
			sender.Send(letter)
			m, err := mail.ReadMessage(bytes.NewReader(<-s.got))
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{"Subject": "Tautan masuk ALUR", "From": `"ALUR" <alur@salatiga.go.id>`, "To": "<budi@salatiga.go.id>", "Auto-Submitted": "auto-generated", "Date": "Mon, 23 Nov 2026 03:00:00 +0000"} {
				if m.Header.Get(name) != want {
					t.Errorf("%s is %q", name, m.Header.Get(name))
				}
			}
			_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for r := multipart.NewReader(m.Body, params["boundary"]); ; {
				p, err := r.NextRawPart()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(quotedprintable.NewReader(p))
				if err != nil {
					t.Fatal(err)
				}
				kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
				parts[kind] = string(b)
			}
			if !strings.Contains(parts["text/plain"], "\r\n"+letter.Link+"\r\n") || !strings.Contains(parts["text/plain"], "Yth. Budi <script>,") {
				t.Errorf("text:\n%s", parts["text/plain"])
			}
			if h := parts["text/html"]; !strings.Contains(h, `href="https://alur.example.id/masuk/tautan/x?a=1&amp;b=2"`) || strings.Contains(h, "<script>") {
				t.Errorf("html:\n%s", h)
			}
		})
	}
}

// TestRetry: what is put off is tried again, what is refused is not, and the log names
// no receiver.
func TestRetry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, fail, tries int
		arrives           bool
	}{{451, 2, 3, true}, {451, 3, 3, false}, {550, 1, 1, false}} {
		s := &server{fail: c.fail, code: c.code}
		address, trust := start(t, s, false)
		log := &syncBuffer{wrote: make(chan bool, 10)}
		sender, err := alurmail.Open(alurmail.Config{
			Server: address, Security: alurmail.StartTLS, From: "alur@salatiga.go.id", TLS: trust, Retry: []time.Duration{0, 0}, Log: slog.New(slog.NewTextHandler(log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		sender.Send(letter)
		if c.arrives {
			<-s.got
		} else {
			<-log.wrote
		}
		sender.Close()
		if s.tries != c.tries {
			t.Errorf("%d %d times: %d tries, want %d", c.code, c.fail, s.tries, c.tries)
		}
		if out := log.String(); strings.Contains(out, "budi") || strings.Contains(out, "tautan/x") || c.arrives != (out == "") {
			t.Errorf("the log:\n%s", out)
		}
	}
}

type syncBuffer struct {
	mu    sync.Mutex
	b     bytes.Buffer
	wrote chan bool
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrote <- true
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestUnprotected: a server that offers no TLS, or shows another's certificate, gets nothing.
func TestUnprotected(t *testing.T) {
	t.Parallel()
	s := &server{}
	address, trust := start(t, s, false)
	trust.ServerName = "mail.evil.example"
	log := &syncBuffer{wrote: make(chan bool, 10)}
	sender, err := alurmail.Open(alurmail.Config{Server: address, Security: alurmail.StartTLS, From: "alur@salatiga.go.id", TLS: trust, Retry: []time.Duration{}, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	sender.Send(letter)
	<-log.wrote
	sender.Close()
	if s.tries != 0 {
		t.Error("a letter went to somebody else")
	}
	for _, cfg := range []alurmail.Config{
		{Server: "mail.salatiga.go.id:25", Security: alurmail.None, From: "a@b.id"}, {Server: "mail", Security: alurmail.TLS, From: "a@b.id"},
		{Server: "mail:25", Security: "ssl", From: "a@b.id"}, {Server: "mail:25", Security: alurmail.TLS, From: "nobody"}, {Server: "mail:x", Security: alurmail.TLS, From: "a@b.id"},
	} {
		if _, err := alurmail.Open(cfg); err == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
}
