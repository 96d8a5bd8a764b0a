// Package mail sends letters by SMTP, in the background: whoever asks for one waits
// for nobody and learns nothing of whether it was sent.
//
// It owns the connection, the queue and the form of a letter (text and HTML of one
// structure). It must not know what letters are about. The queue is for things that are
// over soon (a sign-in link lives 15 minutes): it is in memory and ends with the process.
// Letters that must arrive are kept elsewhere and sent by [Sender.Deliver]. Start reading
// at [Open].
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/alur-id/alur"
)

// Security is how the connection to the server is protected.
type Security string

// The ways to protect it. None is for a server on this very machine.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	None     Security = "none"
)

// Config is the server that letters go through.
type Config struct {
	Server   string // host:port
	Security Security
	Username string // "" signs in to no server
	Password string
	From     string // the sender, "ALUR <alur@salatiga.go.id>"
	// Roots are certificates to trust beside the system's; nil is none.
	TLS *tls.Config
	// Retry is how long to wait before each further try of one letter; nil is 10
	// seconds, then a minute.
	Retry []time.Duration
	// Timeout bounds one try; 0 is [Timeout].
	Timeout time.Duration
	Clock   alur.Clock
	Log     *slog.Logger
}

// waiting bounds the letters that wait; what comes then is dropped, and logged.
const waiting = 500

// Timeout bounds one try where nothing else is set.
const Timeout = 20 * time.Second

// Sender sends letters. It is safe for concurrent use.
type Sender struct {
	cfg    Config
	from   *mail.Address
	client *gomail.Client

	queue chan Letter
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// Open checks the settings and begins to send. It does not call the server: that may
// be away at the start.
func Open(cfg Config) (*Sender, error) {
	host, port, err := net.SplitHostPort(cfg.Server)
	if err != nil {
		return nil, fmt.Errorf("the mail server must be HOST:PORT: %w", err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("the mail server's port: %w", err)
	}
	from, err := mail.ParseAddress(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("the sender of mails: %w", err)
	}
	opts := []gomail.Option{gomail.WithPort(n), gomail.WithTimeout(cmp.Or(cfg.Timeout, Timeout))}
	switch cfg.Security {
	case StartTLS:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		opts = append(opts, gomail.WithSSL())
	case None:
		if !local(host) {
			return nil, errors.New("mail without TLS goes to a server on this machine only")
		}
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("the protection of mail is %q: need starttls, tls or none", cfg.Security)
	}
	if cfg.TLS != nil {
		opts = append(opts, gomail.WithTLSConfig(cfg.TLS))
	}
	if cfg.Username != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(cfg.Username), gomail.WithPassword(cfg.Password))
	}
	client, err := gomail.NewClient(host, opts...)
	if err != nil {
		return nil, fmt.Errorf("the mail server: %w", err)
	}
	if cfg.Retry == nil {
		cfg.Retry = []time.Duration{10 * time.Second, time.Minute}
	}
	if cfg.Clock == nil {
		cfg.Clock = alur.SystemClock
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Sender{cfg: cfg, from: from, client: client, queue: make(chan Letter, waiting), stop: stop}
	s.done.Go(func() { s.run(ctx) })
	return s, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send puts a letter into the queue and returns at once. One to nobody is dropped in
// its turn, so that it takes the same.
func (s *Sender) Send(l Letter) {
	select {
	case s.queue <- l:
	default:
		s.cfg.Log.Warn("too many mails wait; one was dropped")
	}
}

// Close stops sending. A letter in the middle is let go.
func (s *Sender) Close() {
	s.stop()
	s.done.Wait()
}

func (s *Sender) run(ctx context.Context) {
	for {
		select {
		case l := <-s.queue:
			if l.To != "" {
				s.deliver(ctx, l)
			}
		case <-ctx.Done():
			return
		}
	}
}

// deliver tries a letter until it is taken, refused for good, or the tries are over.
func (s *Sender) deliver(ctx context.Context, l Letter) {
	for i := 0; ; i++ {
		err := s.once(ctx, l)
		if err == nil || ctx.Err() != nil {
			return
		}
		var refused *gomail.SendError
		forGood := errors.As(err, &refused) && !refused.IsTemp() && refused.Reason != gomail.ErrConnCheck
		if forGood || i >= len(s.cfg.Retry) {
			// Neither the receiver nor what is in the letter: it may open an account.
			s.cfg.Log.Warn("a mail was not sent", "subject", l.Subject, "tries", i+1, "error", cause(err))
			return
		}
		wait := time.NewTimer(s.cfg.Retry[i])
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
	}
}

// cause says what went wrong without the receiver's address, which errors of the
// library name.
func cause(err error) string {
	if refused, ok := errors.AsType[*gomail.SendError](err); ok {
		return refused.Reason.String()
	}
	return err.Error()
}

func (s *Sender) once(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.cfg.Timeout, Timeout))
	defer cancel()
	return s.client.DialAndSendWithContext(ctx, m)
}

func (s *Sender) message(l Letter) (*gomail.Msg, error) {
	text, html, err := l.render()
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(s.from)
	if err := m.To(l.To); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(s.cfg.Clock())
	s.thread(m, l)
	// Answering machines leave such letters alone (RFC 3834).
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	if l.Calendar != "" {
		// Mail programs with a calendar read the part, the others save the file. Base64
		// brings the lines as they are.
		m.AddAlternativeString(gomail.ContentType("text/calendar; method="+l.CalendarMethod), l.Calendar, gomail.WithPartEncoding(gomail.EncodingB64))
		if err := m.AttachReader("undangan.ics", strings.NewReader(l.Calendar), gomail.WithFileContentType("application/ics")); err != nil {
			return nil, err
		}
	}
	return m, nil
}
