package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/alur-id/alur/internal/demo"
)

// mailbox is an SMTP server that outlives the servers it gets letters from, and kills one
// as soon as it has a letter and before it has said so.
type mailbox struct {
	mu      sync.Mutex
	ids     map[string]int // how often each Message-ID came
	arrived int
	kills   map[int]bool // by how many letters have arrived
	from    atomic.Pointer[server]
}

// kill ends the server that a letter comes from, which may not have said yet that it is ready.
func (m *mailbox) kill() {
	for range 500 {
		if s := m.from.Load(); s != nil {
			select {
			case <-s.done:
			default:
				s.kill()
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{m}, nil }

type delivery struct{ m *mailbox }

func (*delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (*delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*delivery) Reset()                               {}
func (*delivery) Logout() error                        { return nil }
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	d.m.ids[letter.Header.Get("Message-Id")]++
	d.m.arrived++
	if d.m.kills[d.m.arrived] {
		d.m.kill()
	}
	return nil
}

// TestKillBetweenLetterAndNote kills the server with -9 at the worst moments: when the mail
// server has a letter and the note about it is not written, and in mid-write. Every word
// that was acknowledged is told once and sent; what comes twice has the same Message-ID.
func TestKillBetweenLetterAndNote(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		box := &mailbox{ids: map[string]int{}, kills: map[int]bool{2: true, 6: true}}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		post := smtp.NewServer(box)
		post.Domain, post.ErrorLog = "localhost", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		go func() { _ = post.Serve(l) }()
		t.Cleanup(func() { _ = post.Close() })

		h := newHome(t, e)
		begin := func() *server {
			s := start(t, h, "--demo", "--mail-server", l.Addr().String(), "--mail-security", "none", "--mail-from", "alur@contoh.example",
				"--public-url", "http://127.0.0.1", "--mail-timeout", "1", "--mail-rate", "1000")
			box.from.Store(s)
			return s
		}
		s := begin()
		who := newPeople(t, s)
		if a, err := who.as("admin").call("PATCH", "/users/pemohon", obj{"email": "pemohon@contoh.example"}); err != nil || a.status >= 300 {
			t.Fatalf("%v, %v", a, err)
		}
		lettersAtNight(t, s, "pemohon")
		writer, reader := who.as("verifikator"), who.as("pemohon")
		id := firstRequest(t, reader)
		before := countMessages(t, reader)

		const words = 10
		var open []string
		for i := range words {
			open = append(open, fmt.Sprintf("kata-%02d", i))
			for len(open) > 0 {
				writer.base = s.base
				a, err := writer.call("POST", "/requests/"+id+"/comments", obj{"text": open[0]}, key("letters-"+open[0]))
				if err == nil && a.status == http.StatusCreated {
					open = open[1:]
					continue
				}
				select {
				case <-s.done:
					s = begin()
				case <-time.After(5 * time.Second):
					t.Fatalf("neither answered nor dead: %v, %v", a, err)
				}
			}
			if i == 8 { // in mid-write, as far as one can aim
				s.kill()
				s = begin()
			}
		}
		deadline := time.Now().Add(90 * time.Second)
		for {
			box.mu.Lock()
			n, arrived := len(box.ids), box.arrived
			box.mu.Unlock()
			if n >= words && arrived > 6 {
				break
			}
			select {
			case <-s.done:
				s = begin()
			case <-time.After(100 * time.Millisecond):
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d of %d letters came", n, words)
			}
		}
		reader.base = s.base
		if told := countMessages(t, reader) - before; told != words {
			t.Errorf("%d notices of %d words", told, words)
		}
		if code, _ := s.stop(); code != 0 {
			t.Errorf("exit %d", code)
		}
		box.mu.Lock()
		defer box.mu.Unlock()
		if len(box.ids) != words || box.arrived > words+3 {
			t.Errorf("%d letters, %d different, of %d words: %v", box.arrived, len(box.ids), words, box.ids)
		}
		t.Logf("%d letters came again", box.arrived-len(box.ids))
		h.verify(t)
	})
}

// lettersAtNight lets an account be sent messages at any hour, by the form of its page.
func lettersAtNight(t *testing.T, s *server, username string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	for _, form := range []struct {
		path   string
		values url.Values
	}{
		{"/masuk", url.Values{"nama-pengguna": {username}, "kata-sandi": {demo.Password}}},
		{"/akun/kabar", url.Values{"jenis-kabar": {"message"}}},
	} {
		res, err := browser.PostForm(s.base+form.path, form.values)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || form.path == "/akun/kabar" && !strings.Contains(string(body), "Pilihan email kabar sudah disimpan") {
			t.Fatalf("%s: %d", form.path, res.StatusCode)
		}
	}
}

func firstRequest(t *testing.T, c *client) string {
	t.Helper()
	a, err := c.call("GET", "/requests?status=open&limit=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(a.body, &page); err != nil || len(page.Items) == 0 {
		t.Fatalf("%s: %v", a, err)
	}
	return page.Items[0].ID
}

// countMessages counts what an account was told of messages.
func countMessages(t *testing.T, c *client) int {
	t.Helper()
	a, err := c.call("GET", "/notices?limit=200", nil)
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Items []struct{ Kind string } }
	if err := json.Unmarshal(a.body, &page); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	n := 0
	for _, x := range page.Items {
		if x.Kind == "message" {
			n++
		}
	}
	return n
}
