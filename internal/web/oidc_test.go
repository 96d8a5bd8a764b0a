package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/outbound"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// withOther is a world in which people may also sign in at another system.
func withOther(t *testing.T, people ...func(*directory.Config)) *world {
	t.Helper()
	people = append(people, func(*directory.Config) {})
	const back = "http://localhost:9" + OIDCReturn
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	issuer := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/"
	stored := storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{"alur": storage.WebClient("alur", "rahasia", back)})
	handler = exampleop.SetupServer(issuer, stored, slog.New(slog.DiscardHandler), false, op.WithAllowInsecure())
	return newWorldOf(t, people[0], func(c *Config) {
		c.OIDCName = "Akun Salatiga"
		// The other system's clock is the machine's.
		c.OIDC = oidc.New(oidc.Config{
			Issuer: issuer, ClientID: "alur", ClientSecret: "rahasia", Redirect: back, Clock: alur.SystemClock, RoleClaim: "amr", // which is [pwd] there
			Client: outbound.Client(outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}),
		})
	})
}

// goThere signs in at the other system, and returns the address that it sends back to.
func (b *browser) goThere(path string) string {
	t := b.w.t
	t.Helper()
	res := b.get(path)
	if res.status != http.StatusSeeOther || b.cookies[wayCookie] == "" {
		t.Fatalf("%s: %d %s", path, res.status, res.body)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	other := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == OIDCReturn {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	there, err := other.Get(res.location())
	if err != nil {
		t.Fatal(err)
	}
	_ = there.Body.Close()
	there, err = other.PostForm(there.Request.URL.String(), url.Values{"username": {"test-user@localhost"}, "password": {"verysecure"}, "id": {there.Request.URL.Query().Get("authRequestID")}})
	if err != nil {
		t.Fatal(err)
	}
	_ = there.Body.Close()
	back, err := url.Parse(there.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return back.RequestURI()
}

// TestOtherSystem walks from an identity that is nobody's, through linking it, to
// signing in with it, and proves that it opens nothing else.
func TestOtherSystem(t *testing.T) {
	t.Parallel()
	w := withOther(t).withUsers("pemohon", "admin")
	b := w.browser()
	if res := b.get("/masuk?lanjut=%2Fpermohonan"); !strings.Contains(res.body, `href="/masuk/akun-lain?lanjut=%2Fpermohonan"`) {
		t.Error("the sign-in does not offer the other system")
	}
	res := b.get(b.goThere("/masuk/akun-lain"))
	if res.status != http.StatusForbidden || !strings.Contains(res.body, "belum dihubungkan") || b.cookies[sessionCookie] != "" {
		t.Fatalf("an unknown identity: %d %v\n%s", res.status, b.cookies, res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}

	owner := w.as("pemohon")
	back := owner.goThere("/akun/akun-lain")
	thief := w.as("admin") // another browser, with the way as well
	thief.cookies[wayCookie] = owner.cookies[wayCookie]
	if res = thief.get(back); res.status != http.StatusForbidden || strings.Contains(res.body, "Hubungkan") {
		t.Errorf("another browser: %d", res.status)
	}
	if res = owner.get(back); res.status != http.StatusForbidden {
		t.Errorf("a way that was used: %d", res.status)
	}
	res = owner.get(owner.goThere("/akun/akun-lain"))
	if res.status != http.StatusOK || !strings.Contains(res.body, "Hubungkan Akun Salatiga?") {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if all, err := w.app.Directory.Identities(context.Background(), "pemohon"); err != nil || len(all) != 0 {
		t.Errorf("linked before anybody said so: %v %v", all, err)
	}
	sealed := field(t, res.body, fieldIdentity)
	thief.post("/akun/akun-lain", fieldIdentity, sealed)
	owner.post("/akun/akun-lain", fieldIdentity, sealed) // used up by the thief's attempt
	for _, name := range []string{"admin", "pemohon"} {
		if all, err := w.app.Directory.Identities(context.Background(), name); err != nil || len(all) != 0 {
			t.Errorf("%s is linked: %v %v", name, all, err)
		}
	}
	res = owner.get(owner.goThere("/akun/akun-lain"))
	if res = owner.post("/akun/akun-lain", fieldIdentity, field(t, res.body, fieldIdentity)); res.location() != "/akun" {
		t.Fatalf("%d %q", res.status, res.location())
	}
	if res = owner.get("/akun"); !strings.Contains(res.body, "sudah dibuat") || !strings.Contains(res.body, "<strong>id1</strong>") {
		t.Error("the account does not show the identity")
	}

	res = b.get(b.goThere("/masuk/akun-lain?lanjut=%2Fpermohonan"))
	if res.location() != "/permohonan" || b.cookies[sessionCookie] == "" {
		t.Fatalf("a known identity: %d %q\n%s", res.status, res.location(), res.body)
	}
	secret := b.withApp()
	// The second factor is asked for here as well.
	b = w.browser()
	if res = b.get(b.goThere("/masuk/akun-lain")); !strings.HasPrefix(res.location(), "/masuk/faktor-kedua") || b.cookies[sessionCookie] != "" {
		t.Errorf("without the second factor: %d %q", res.status, res.location())
	}
	if res = b.post("/masuk/faktor-kedua", fieldCode, w.totp(secret)); res.location() != "/tugas" {
		t.Errorf("with it: %d %q", res.status, res.location())
	}
	// Nobody else's account takes the same identity, and a disabled one stays so.
	if res = thief.post("/admin/pengguna/admin/akun-lain", fieldSubject, "id1"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	if all, err := w.app.Directory.Identities(context.Background(), "admin"); err != nil || len(all) != 0 {
		t.Errorf("one identity, two accounts: %v %v", all, err)
	}
	if err := w.app.Directory.SetActive(context.Background(), "pemohon", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	b = w.browser()
	if res = b.get(b.goThere("/masuk/akun-lain")); res.status != http.StatusForbidden || !strings.Contains(res.body, "tidak aktif") || b.cookies[sessionCookie] != "" || b.cookies[halfCookie] != "" {
		t.Errorf("a disabled account: %d", res.status)
	}
	// The administrator unlinks, and links anew.
	issuer := w.app.OIDC.Issuer()
	if res = thief.post("/admin/pengguna/pemohon/akun-lain/hapus", "penerbit", issuer, fieldSubject, "id1"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	thief.post("/admin/pengguna/admin/akun-lain", fieldSubject, "id1")
	b = w.browser()
	if res = b.get(b.goThere("/masuk/akun-lain")); res.location() != "/tugas" {
		t.Errorf("linked by the administrator: %d %q", res.status, res.location())
	}
	// Broken answers.
	b = w.browser()
	b.goThere("/masuk/akun-lain")
	w.clock.Pass(11 * time.Minute)
	for _, address := range []string{OIDCReturn, OIDCReturn + "?code=x&state=y", OIDCReturn + "?error=access_denied"} {
		if res = b.get(address); res.status != http.StatusForbidden || !strings.Contains(res.body, "Belum berhasil masuk") || b.cookies[sessionCookie] != "" {
			t.Errorf("%s: %d", address, res.status)
		}
	}
	if res = newWorld(t).browser().get("/masuk/akun-lain"); res.status != http.StatusNotFound {
		t.Errorf("without another system: %d", res.status)
	}
}
