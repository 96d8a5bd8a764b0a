package esign_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/esign/esigntest"
	"github.com/alur-id/alur/internal/outbound"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/pades/padestest"
)

const (
	nik        = "3373010101850001" // invented
	passphrase = "frasa rahasia Budi"
)

var at = time.Date(2026, 12, 7, 6, 40, 0, 0, time.UTC)

type world struct {
	service *esigntest.Service
	client  *esign.Client
}

func newWorld(t *testing.T, timeout time.Duration) *world {
	t.Helper()
	a := padestest.NewAuthority(t, "Penerbit Contoh", at.AddDate(-1, 0, 0))
	signer := func(n, status string) esigntest.Signer {
		return esigntest.Signer{NIK: n, Passphrase: passphrase, Person: a.Person("Budi Contoh", n), Status: status}
	}
	s := esigntest.Start(t, at, signer(nik, ""), signer("3373010101850002", "EXPIRED"), signer("3373010101850003", "REVOKE"), signer("3373010101850004", "NEW"))
	return &world{s, client(t, s.URL, esigntest.Password, timeout)}
}

func client(t *testing.T, address, password string, timeout time.Duration) *esign.Client {
	t.Helper()
	c, err := esign.New(esign.Config{
		URL: address, User: esigntest.User, Password: password, Timeout: timeout,
		Transport: outbound.Transport(outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func order(n, phrase string) esign.Order {
	return esign.Order{NIK: esign.NewSecret(n), Passphrase: esign.NewSecret(phrase), PDF: padestest.Document("Berita acara"), Reason: "Menandatangani BAST", Location: "Salatiga"}
}

// TestSign: a file comes back signed, added to or written anew, and is found to be.
func TestSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, mood := range []esigntest.Mood{"", esigntest.Rewritten} {
		w.service.Be(mood)
		got, err := w.client.Sign(t.Context(), order(nik, passphrase))
		if err != nil {
			t.Fatalf("%q: %v", mood, err)
		}
		s := got.Report.Signatures
		if !got.Vouched || len(s) != 1 || s[0].Verdict != pades.Intact || s[0].Signer != "Budi Contoh" || s[0].Purpose != "Menandatangani BAST" {
			t.Errorf("%q: %+v", mood, got)
		}
		if calls := w.service.Calls(); !slices.Equal(calls, []string{"/api/v2/user/check/status", "/api/v2/sign/pdf", "/api/v2/verify/pdf"}) {
			t.Errorf("%q: %q", mood, calls)
		}
		again := order(nik, passphrase)
		again.PDF = got.PDF
		if got, err = w.client.Sign(t.Context(), again); mood == "" && (err != nil || len(got.Report.Signatures) != 2) {
			t.Errorf("a second signature: %+v %v", got, err)
		}
		w.service.Calls()
	}
}

// TestRefused: every way in which it does not work has its name, and nothing of what was
// sent is in the error.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, time.Second)
	for _, c := range []struct {
		name   string
		client *esign.Client
		nik    string
		phrase string
		mood   esigntest.Mood
		want   esign.Fault
	}{
		{name: "wrong passphrase", phrase: "frasa lain", want: esign.Passphrase},
		{name: "expired", nik: "3373010101850002", want: esign.Expired},
		{name: "revoked", nik: "3373010101850003", want: esign.Suspended},
		{name: "no certificate yet", nik: "3373010101850004", want: esign.Unregistered},
		{name: "unknown", nik: "3373010101850009", want: esign.Unregistered},
		{name: "wrong password of the service", client: client(t, w.service.URL, "salah", 0), want: esign.Setup},
		{name: "nobody there", client: client(t, "http://127.0.0.1:1", esigntest.Password, 0), want: esign.Down},
		{name: "a network that is not ours", client: client(t, "https://10.0.0.1", esigntest.Password, 0), want: esign.Down},
		{name: "slow", mood: esigntest.Slow, want: esign.Down, client: client(t, w.service.URL, esigntest.Password, 50*time.Millisecond)},
		{name: "failing", mood: esigntest.Failing, want: esign.Down},
		{name: "moved", mood: esigntest.Moved, want: esign.Setup},
		{name: "half an answer", mood: esigntest.Cut, want: esign.Down},
		{name: "no JSON", mood: esigntest.NoJSON, want: esign.BadAnswer},
		{name: "no base64", mood: esigntest.NoBase64, want: esign.BadAnswer},
		{name: "no file", mood: esigntest.NoFile, want: esign.BadAnswer},
		{name: "not signed", mood: esigntest.Unsigned, want: esign.BadAnswer},
		{name: "another file", mood: esigntest.OtherFile, want: esign.BadAnswer},
		{name: "altered", mood: esigntest.Altered, want: esign.BadAnswer},
		{name: "changed after that", mood: esigntest.Late, want: esign.BadAnswer},
		{name: "a refusal that repeats what was sent", mood: esigntest.Echo, want: esign.Refused},
	} {
		use, n, phrase := c.client, c.nik, c.phrase
		if use == nil {
			use = w.client
		}
		if n == "" {
			n = nik
		}
		if phrase == "" {
			phrase = passphrase
		}
		w.service.Be(c.mood)
		_, err := use.Sign(t.Context(), order(n, phrase))
		e, ok := errors.AsType[*esign.Error](err)
		if !ok || e.Fault != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
			continue
		}
		for _, secret := range []string{n, phrase, esigntest.Password} {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, e.Err), secret) {
				t.Errorf("%s: the error holds what was sent: %v", c.name, err)
			}
		}
	}
	big := order(nik, passphrase)
	big.PDF = make([]byte, esign.MaxPDF+1)
	if _, err := w.client.Sign(t.Context(), big); err == nil {
		t.Error("a file that is too large was sent")
	}
}

// TestDropped: who signed before is still there afterwards, also where no page shows it.
func TestDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	a := padestest.NewAuthority(t, "Penerbit Contoh", at.AddDate(-1, 0, 0))
	first := order(nik, passphrase)
	first.PDF = padestest.Sign(t, padestest.Update(first.PDF, map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R >>", 8: "<< /SigFlags 3 /Fields [9 0 R] >>", 9: "<< /FT /Sig /T (Pihak1) >>",
	}, false), padestest.Signing{By: a.Person("Sari Contoh", ""), At: at, Place: 9})
	if _, err := w.client.Sign(t.Context(), first); err != nil {
		t.Errorf("beside another signature: %v", err)
	}
	w.service.Be(esigntest.Dropped)
	_, err := w.client.Sign(t.Context(), first)
	if e, ok := errors.AsType[*esign.Error](err); !ok || e.Fault != esign.BadAnswer || e.Why != "the earlier signatures are gone" {
		t.Errorf("instead of another signature: %v", err)
	}
}

// TestSecret: however it is printed, a secret is dots.
func TestSecret(t *testing.T) {
	t.Parallel()
	s := order(nik, passphrase)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "order", s, "secret", s.Passphrase)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s.NIK, s.NIK) + string(b) + log.String()
	for _, secret := range []string{nik, passphrase, fmt.Sprintf("%x", nik)} {
		if strings.Contains(printed, secret) {
			t.Errorf("%q is printed", secret)
		}
	}
	for typed, want := range map[string]bool{nik: true, "3373 0101 0185 0001": true, "337301010185000": false, "33730101018500011": false, "33730101018500ab": false, "": false} {
		if _, ok := esign.NIK(typed); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
}
