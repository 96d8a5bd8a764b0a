package web

import (
	"context"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// letters is an SMTP server that hands over what it gets.
type letters chan string

func (l letters) NewSession(*smtp.Conn) (smtp.Session, error) { return &letterSession{l: l}, nil }

type letterSession struct {
	l  letters
	to string
}

func (s *letterSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *letterSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}
func (s *letterSession) Reset()        {}
func (s *letterSession) Logout() error { return nil }
func (s *letterSession) Data(r io.Reader) error {
	b, err := io.ReadAll(quotedprintable.NewReader(r))
	if err != nil {
		return err
	}
	s.l <- "To " + s.to + "\n" + string(b)
	return nil
}

// withMail is a world with a mail server, in which pemohon has an address.
func withMail(t *testing.T) (*world, letters) {
	t.Helper()
	got := make(letters, 100)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(got)
	srv.Domain = "localhost"
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	sender, err := mail.Open(mail.Config{Server: l.Addr().String(), Security: mail.None, From: "ALUR <alur@salatiga.go.id>"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sender.Close)
	w := newWorld(t, func(c *Config) { c.Mail, c.PublicURL = sender, "https://alur.example.id" }).withUsers("pemohon", "pemohon2", "admin")
	w.reached("pemohon", directory.Contact{Email: "wati@salatiga.go.id", NIP: "198001012005011001"})
	return w, got
}

// reached says how somebody is reached; what another administrator has to confirm, admin does.
func (w *world) reached(username string, c directory.Contact) {
	w.t.Helper()
	ctx, people := context.Background(), w.app.Directory
	by := func(name string) directory.Manager {
		return directory.Manager{User: alur.User{Username: name, Roles: []alur.Role{alur.RoleAdmin}}}
	}
	p, err := people.Person(ctx, by(username), username)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := people.ChangePerson(ctx, by(username), username, directory.PersonChange{Name: p.Name, Contact: c, Agency: p.Agency, Roles: p.Roles})
	if err == nil && out.Proposal != nil {
		_, err = people.ConfirmProposal(ctx, by("admin"), out.Proposal.ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

var linkIn = regexp.MustCompile(`https://alur\.example\.id(/masuk/[a-z-]+/[A-Za-z0-9_-]{43})`)

// next is the path of the link in the next letter, which must be for the address.
func (l letters) next(t *testing.T) string {
	t.Helper()
	letter := <-l
	m := linkIn.FindStringSubmatch(letter)
	if m == nil || !strings.HasPrefix(letter, "To wati@salatiga.go.id\n") {
		t.Fatalf("the letter:\n%s", letter)
	}
	return m[1]
}

// TestMailLink walks from asking for a link to signing in with it: scanners that look
// use nothing up, and whoever asks learns nothing.
func TestMailLink(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	b := w.browser()
	if res := b.get("/masuk"); !strings.Contains(res.body, "Kirim tautan masuk ke email saya") || !strings.Contains(res.body, "Lupa kata sandi") {
		t.Error("the sign-in offers no mail")
	}
	if res := b.post("/masuk/tautan", fieldUsername, " "); res.status != http.StatusUnprocessableEntity {
		t.Errorf("nobody: %d", res.status)
	}
	// The host that a visitor names leads nowhere.
	res := b.send(http.MethodPost, "/masuk/tautan?x=//evil.example", "application/x-www-form-urlencoded", fieldUsername+"=19800101+200501+1+001")
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	shown := regexp.MustCompile(`<code class="kode">\d{3} \d{3}</code>`) // another one each time, for everybody
	same := func(body string) string { return shown.ReplaceAllString(body, "") }
	want := same(res.body)
	if want == res.body {
		t.Error("the browser that asked shows no code")
	}
	for _, login := range []string{"pemohon2", "nobody", "nobody@salatiga.go.id", strings.Repeat("x", 500), "\x00"} {
		if res := b.post("/masuk/tautan", fieldUsername, login); res.status != http.StatusOK || same(res.body) != want {
			t.Errorf("%.20q: %d, and the page differs: %v", login, res.status, same(res.body) != want)
		}
	}
	path := got.next(t)
	for range 3 {
		scanner := w.browser()
		res := scanner.get(path)
		if res.status != http.StatusOK || scanner.cookies[sessionCookie] != "" || res.header.Get("Cache-Control") != "no-store" || res.header.Get("X-Robots-Tag") == "" {
			t.Errorf("a scanner: %d %v", res.status, res.header)
		}
		for _, f := range pagetest.Check(res.body) {
			t.Error(f)
		}
	}
	if res = b.post(path); res.location() != "/tugas" || b.cookies[sessionCookie] == "" {
		t.Fatalf("%d %q", res.status, res.location())
	}
	if letter := <-got; !strings.Contains(letter, "perangkat yang belum pernah dipakai") {
		t.Errorf("the next letter:\n%s", letter)
	}
	if res = w.browser().post(path); res.status != http.StatusNotFound || !strings.Contains(res.body, "Minta tautan baru") {
		t.Errorf("a link that was used: %d", res.status)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	w.clock.Pass(16 * time.Minute)
	b.post("/masuk/tautan", fieldUsername, "pemohon")
	path = got.next(t)
	w.clock.Pass(15 * time.Minute)
	if res = w.browser().get(path); res.status != http.StatusNotFound {
		t.Errorf("a link that is too old: %d", res.status)
	}
	select {
	case letter := <-got:
		t.Errorf("one letter more:\n%s", letter)
	default:
	}
	for i := range 6 {
		res = b.post("/masuk/tautan", fieldUsername, "nobody")
		if (i == 5) != (res.status == http.StatusTooManyRequests) {
			t.Errorf("%d links: %d", i+1, res.status)
		}
	}
}

// shownCode is the code that the browser which asked for a link shows.
var shownCode = regexp.MustCompile(`<code class="kode">(\d{3} \d{3})</code>`)

// TestMailLinkElsewhere opens links on another device than the one that asked: the digits
// that this one shows are wanted, wrong ones leave the link as it is, and guessing ends.
func TestMailLinkElsewhere(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	desk, phone := w.browser(), w.browser()
	code := shownCode.FindStringSubmatch(desk.post("/masuk/tautan", fieldUsername, "pemohon").body)
	path := got.next(t)
	if code == nil {
		t.Fatal("the desk shows no code")
	}
	if res := desk.get(path); strings.Contains(res.body, fieldLinkCode) {
		t.Error("the browser that asked is asked for its own code")
	}
	res := phone.get(path)
	if res.status != http.StatusOK || !strings.Contains(res.body, `name="`+fieldLinkCode+`"`) {
		t.Errorf("elsewhere: %d", res.status)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	for _, wrong := range []string{"", "000 00", "abc"} {
		res = phone.post(path, fieldLinkCode, wrong)
		if res.status != http.StatusUnprocessableEntity || phone.cookies[sessionCookie] != "" || !strings.Contains(res.body, "Kode tidak cocok") {
			t.Errorf("the code %q: %d", wrong, res.status)
		}
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if res = phone.post(path, fieldLinkCode, " "+code[1]); res.location() != "/tugas" || phone.cookies[sessionCookie] == "" {
		t.Fatalf("the right code: %d %q", res.status, res.location())
	}
	if res = desk.post(path); res.status != http.StatusNotFound {
		t.Errorf("the link again: %d", res.status)
	}
	<-got // of the new device
	code = shownCode.FindStringSubmatch(desk.post("/masuk/lupa-sandi", fieldUsername, "pemohon").body)
	path = got.next(t)
	thief := w.browser()
	for range 7 {
		if res = thief.post(path, "kata-sandi-baru", "rahasia", "kata-sandi-ulang", "rahasia", fieldLinkCode, "000000"); res.status != http.StatusUnprocessableEntity {
			t.Fatalf("guessing: %d", res.status)
		}
	}
	if res = thief.post(path, "kata-sandi-baru", "rahasia", "kata-sandi-ulang", "rahasia", fieldLinkCode, code[1]); res.status != http.StatusTooManyRequests || res.header.Get("Retry-After") == "" {
		t.Errorf("after ten tries: %d", res.status)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
}

// TestTellOwners sends what waits for the owners of accounts, once, to the address before
// where that has changed, whoever asks; a mail server that is away delays nobody.
func TestTellOwners(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	ctx, people := context.Background(), w.app.Directory
	if res := w.as("admin").post("/admin/pengguna/pemohon/kata-sandi", "kata-sandi-baru", worldPassword); res.status != http.StatusSeeOther {
		t.Fatalf("%d", res.status)
	}
	w.reached("pemohon", directory.Contact{Email: "wati@dinkes.example.id"})
	select {
	case letter := <-got:
		t.Fatalf("a letter before anybody sends:\n%s", letter)
	default:
	}
	for range 3 {
		if err := TellOwners(ctx, people, w.app.Mail, "https://alur.example.id/"); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"Kata sandi akun ALUR Anda diganti", "surat berikutnya tidak lagi ke sini"} {
		letter := <-got
		if !strings.HasPrefix(letter, "To wati@salatiga.go.id\n") || !strings.Contains(letter, want) || !strings.Contains(letter, "pada akun pemohon") {
			t.Errorf("want %q:\n%s", want, letter)
		}
	}
	away, err := mail.Open(mail.Config{Server: "127.0.0.1:1", Security: mail.None, From: "a@b.id", Retry: []time.Duration{time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(away.Close)
	if err := people.SetPassword(ctx, "pemohon", worldPassword, directory.By{}); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := TellOwners(ctx, people, away, "https://alur.example.id"); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("with a mail server that is away: %v after %v", err, time.Since(begun))
	}
	if left, err := people.TakeOwnerLetters(ctx); err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
	select {
	case letter := <-got:
		t.Errorf("one letter more:\n%s", letter)
	default:
	}
}

// TestForgotten makes a new password by mail.
func TestForgotten(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	thief := w.as("pemohon")
	<-got // of the new device
	b := w.browser()
	b.post("/masuk/lupa-sandi", fieldUsername, "wati@salatiga.go.id")
	path := got.next(t)
	if !strings.HasPrefix(path, "/masuk/sandi-baru/") {
		t.Fatal(path)
	}
	res := b.get(path)
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if res = b.post(path, "kata-sandi-baru", "satu", "kata-sandi-ulang", "dua"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords: %d", res.status)
	}
	if res = b.post(path, "kata-sandi-baru", "", "kata-sandi-ulang", ""); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, `id="kata-sandi-baru-galat"`) {
		t.Errorf("no password: %d", res.status)
	}
	if res = b.post(strings.Replace(path, "sandi-baru", "tautan", 1)); res.status != http.StatusNotFound {
		t.Errorf("a link for one thing does another: %d", res.status)
	}
	if res = b.post(path, "kata-sandi-baru", "rahasia", "kata-sandi-ulang", "rahasia"); res.location() != "/masuk?kabar=sandi" || b.cookies[sessionCookie] != "" {
		t.Fatalf("%d %q\n%s", res.status, res.location(), res.body)
	}
	if res = thief.get("/tugas"); res.status != http.StatusSeeOther {
		t.Errorf("the old session: %d", res.status)
	}
	if res = b.post(path, "kata-sandi-baru", "rahasia", "kata-sandi-ulang", "rahasia"); res.status != http.StatusNotFound {
		t.Errorf("a link that was used: %d", res.status)
	}
	if res = b.post("/masuk", fieldUsername, "pemohon", fieldPassword, "rahasia"); res.location() != "/tugas" {
		t.Errorf("the new password: %d", res.status)
	}
}

// TestNoMail proves that without a mail server nothing offers one, and that one needs
// the address for its links.
func TestNoMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.browser()
	if res := b.get("/masuk"); strings.Contains(res.body, "tautan masuk") {
		t.Error("the sign-in offers mail")
	}
	for _, path := range []string{"/masuk/tautan", "/masuk/lupa-sandi"} {
		if res := b.get(path); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.status)
		}
		if res := b.post(path, fieldUsername, "pemohon"); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.status)
		}
	}
	sender, err := mail.Open(mail.Config{Server: "127.0.0.1:1", Security: mail.None, From: "a@b.id"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sender.Close)
	if _, err := newApp(Config{Mail: sender}); err == nil {
		t.Error("mails go out with links to wherever a visitor says")
	}
}
