package outbound_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/outbound"
)

var loopback = outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}

func call(t *testing.T, c *http.Client, address string) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(r)
	if err == nil {
		t.Cleanup(func() { _ = res.Body.Close() })
	}
	return res, err
}

// TestRefused: nothing but https, and no address of this machine or its network.
func TestRefused(t *testing.T) {
	t.Parallel()
	reached := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody was called") }))
	t.Cleanup(reached.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(reached.URL, "http://"), ":")
	client := outbound.Client(outbound.Config{})
	for _, address := range []string{
		reached.URL, "http://localhost:" + port, "https://127.0.0.1:" + port, "https://localhost:" + port, "https://[::1]:" + port, "https://[::ffff:127.0.0.1]:" + port,
		"https://0.0.0.0:" + port, "https://10.0.0.1", "https://192.168.1.1", "https://172.16.0.1", "https://169.254.169.254/latest", "https://100.64.0.1", "https://[fe80::1]",
		"https://[fc00::1]", "https://[64:ff9b::7f00:1]", "https://[2002:7f00:1::]", "https://224.0.0.1", "https://255.255.255.255", "https://192.0.2.1", "ftp://example.com", "file:///etc/passwd",
	} {
		if _, err := call(t, client, address); err == nil || !errors.Is(err, outbound.ErrRefused) && !strings.Contains(err.Error(), "unsupported") {
			t.Errorf("%s: %v", address, err)
		}
	}
	own := outbound.Client(outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}})
	for _, address := range []string{"http://10.1.0.1", "https://10.2.0.1", reached.URL} {
		if _, err := call(t, own, address); !errors.Is(err, outbound.ErrRefused) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestUntrusted: a certificate that no trusted authority has signed ends the call before
// anything is said.
func TestUntrusted(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody was called") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of the handshake that fails
	server.StartTLS()
	t.Cleanup(server.Close)
	var refused *tls.CertificateVerificationError
	if _, err := call(t, outbound.Client(loopback), server.URL); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
}

// TestAnswers: redirects stay where they are, and endless answers end.
func TestAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/reached", http.StatusFound)
		case "/reached":
			t.Error("a redirect was followed")
		case "/long":
			for range 100 {
				_, _ = io.WriteString(w, strings.Repeat("x", 1<<16))
			}
		default:
			_, _ = io.WriteString(w, "good")
		}
	}))
	t.Cleanup(server.Close)
	client := outbound.Client(loopback)
	res, err := call(t, client, server.URL+"/redirect")
	if err != nil || res.StatusCode != http.StatusFound {
		t.Errorf("redirect: %v", err)
	}
	if res, err = call(t, client, server.URL+"/long"); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(res.Body); err == nil || len(b) > 1<<20 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if res, err = call(t, client, server.URL); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(res.Body); err != nil || string(b) != "good" {
		t.Errorf("%q %v", b, err)
	}
}
