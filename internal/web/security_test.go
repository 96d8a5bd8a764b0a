package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/web/page"
)

// TestHeaders proves that every answer carries the security headers: pages,
// assets, refusals, redirects.
func TestHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	css, err := w.app.pages.AssetPath("alur.css")
	if err != nil {
		t.Fatal(err)
	}
	in := w.as("pemohon")
	for name, res := range map[string]answer{
		"home": w.browser().get("/"), "asset": w.browser().get(css), "not found": w.browser().get("/x"),
		"redirect": w.browser().get("/tugas"), "signed in": in.get("/tugas"), "refused": in.get("/admin/pd"),
	} {
		h := res.header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: no %s in %q", name, want, csp)
			}
		}
		if kind := h.Get("Content-Type"); res.body != "" && !strings.Contains(kind, "charset=utf-8") {
			t.Errorf("%s: %q without a charset", name, kind)
		}
		if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", name, h)
		}
		switch cache := h.Get("Cache-Control"); name {
		case "asset":
			if !strings.Contains(cache, "immutable") {
				t.Errorf("asset: Cache-Control %q", cache)
			}
		case "home":
			if cache != "no-cache" {
				t.Errorf("home: Cache-Control %q", cache)
			}
		default:
			if cache != "no-store" {
				t.Errorf("%s: Cache-Control %q", name, cache)
			}
		}
	}
	if res := in.get("/"); res.header.Get("Cache-Control") != "no-store" {
		t.Error("a public page with a person's name on it may be kept")
	}
}

// TestReferrerPolicy proves that browsers without Sec-Fetch-Site keep the Origin
// header that the cross-origin check needs.
func TestReferrerPolicy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host   string
		secure bool
		want   string
	}{
		{"localhost:8080", false, "no-referrer"}, {"127.0.0.1:8080", false, "no-referrer"}, {"[::1]:8080", false, "no-referrer"},
		{"192.168.1.4:8080", false, "same-origin"}, {"alur.lan", false, "same-origin"}, {"alur.salatiga.go.id", true, "no-referrer"},
	} {
		a := &app{Config: Config{Secure: c.secure}}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = c.host
		if got := a.referrerPolicy(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.host, got, c.want)
		}
	}
}

// TestCrossOrigin proves that forms of other sites are refused before anything happens.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	for _, h := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"http://evil.example"}}, {"Origin": {"null"}},
	} {
		b := w.browser()
		b.header = h
		res := b.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword)
		if res.status != http.StatusForbidden || len(b.cookies) != 0 {
			t.Errorf("%v: %d, cookies %v", h, res.status, b.cookies)
		}
	}
	b := w.browser()
	b.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if res := b.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword); res.status != http.StatusSeeOther {
		t.Errorf("same origin: %d", res.status)
	}
}

// TestCookies proves the attributes of the session cookie, with and without TLS.
func TestCookies(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		w := newWorld(t, func(c *Config) { c.Secure = secure }).withUsers("pemohon")
		res := w.browser().post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword)
		got := res.header.Get("Set-Cookie")
		name := "alur-sesi="
		if secure {
			name = "__Host-alur-sesi="
			if res.header.Get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains" {
				t.Error("no HSTS over TLS, or not for a year and what is below")
			}
		}
		if !strings.HasPrefix(got, name) || !strings.Contains(got, "HttpOnly") || !strings.Contains(got, "SameSite=Lax") ||
			!strings.Contains(got, "Path=/") || strings.Contains(got, "Secure") != secure || strings.Contains(got, "Max-Age") {
			t.Errorf("secure %v: %s", secure, got)
		}
	}
}

// TestLocalPath proves that only paths on this server are followed.
func TestLocalPath(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"/", "/tugas", "/permohonan?kata=a%20b&status=open", "/panduan/swakelola#fase-1"} {
		if got := localPath(p, "no"); got != p {
			t.Errorf("%q became %q", p, got)
		}
	}
	for _, p := range []string{
		"", "tugas", "//evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example", "https:/evil.example", "javascript:alert(1)",
		"/\t/evil.example", "/%0d%0aSet-Cookie:x=y\r\n", "/\x00", " /tugas", "//", "///evil.example", "/%2f/..//\\x",
	} {
		if got := localPath(p, "no"); got != "no" {
			t.Errorf("%q was taken as %q", p, got)
		}
	}
}

// FuzzLocalPath proves that whatever is taken stays on this server as browsers read it.
func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/a", "//b", "/\\c", "/?x=//y", "/%2e%2e//z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, p string) {
		got := localPath(p, "/")
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Errorf("%q became %q", p, got)
		}
	})
}

// TestOpenRedirect proves that a sign-in leads nowhere but here.
func TestOpenRedirect(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	for to, want := range map[string]string{
		"": "/tugas", "/": "/tugas", "/permohonan?kata=x": "/permohonan?kata=x",
		"//evil.example": "/tugas", "https://evil.example/": "/tugas", "/\\evil.example": "/tugas",
	} {
		res := w.browser().post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "lanjut", to)
		if res.status != http.StatusSeeOther || res.location() != want {
			t.Errorf("%q: %d %q, want %q", to, res.status, res.location(), want)
		}
	}
}

// TestScriptInTitle proves that what people write never becomes markup, on any page
// that shows it.
func TestScriptInTitle(t *testing.T) {
	t.Parallel()
	const evil = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.submitted("pemohon", evil)
	in := w.as("pemohon")
	for _, path := range []string{"/tugas", "/permohonan", "/permohonan?kata=%3Cscript%3Ealert(1)", "/cari?kata=%22%3E%3Cimg+src%3Dx", "/lacak/" + v.TrackingCode, "/lacak?kode=%22%3E%3Cimg+src%3Dx", "/%3Cscript%3Ealert(1)%3C%2Fscript%3E"} {
		res := in.get(path)
		if strings.Contains(res.body, "<script>alert") || strings.Contains(res.body, "<img src=x") {
			t.Errorf("%s: markup out of words", path)
		}
	}
}

// TestNoticeForged proves that a notice is shown once, to whom it was meant for only.
func TestNoticeForged(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2")
	a, b := w.as("pemohon"), w.as("pemohon2")
	rec := httptest.NewRecorder()
	w.app.notifyAs(rec, a.cookies["alur-sesi"], page.Notice{Text: "Sudah dikirim", Href: "/tugas", LinkText: "Lihat"})
	sealed := rec.Result().Cookies()[0].Value
	a.cookies["alur-kabar"], b.cookies["alur-kabar"] = sealed, sealed
	if res := b.get("/tugas"); strings.Contains(res.body, "Sudah dikirim") {
		t.Error("another visitor sees the notice")
	}
	if res := a.get("/tugas"); !strings.Contains(res.body, "Sudah dikirim") {
		t.Error("the notice is not shown")
	}
	if res := a.get("/tugas"); strings.Contains(res.body, "Sudah dikirim") {
		t.Error("the notice is shown twice")
	}
	body, seal, _ := strings.Cut(sealed, ".")
	a.cookies["alur-kabar"] = body + "x." + seal
	if res := a.get("/tugas"); strings.Contains(res.body, "Sudah dikirim") {
		t.Error("a forged notice is shown")
	}
}

// TestPanic proves that a panic is a page with an incident code, and no words of ours.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before, _, err := w.app.Directory.VerifySecurityLog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := w.app.recovered(w.app.headers(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("rahasia") })))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/x", nil))
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "rahasia") || !strings.Contains(rec.Body.String(), "Sebutkan kode ini") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if after, wrong, err := w.app.Directory.VerifySecurityLog(t.Context()); err != nil || wrong != "" || after != before+2 { // the fault, and the alert about it
		t.Errorf("the security log has %d entries after %d: %s %v", after, before, wrong, err)
	}
	rec = httptest.NewRecorder()
	w.app.fail(rec, httptest.NewRequest(http.MethodGet, "/x", nil), errors.New("disk rusak"))
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "disk rusak") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// TestLargeBody proves that a body beyond the limit of its route is refused.
func TestLargeBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	res := w.browser().post("/masuk", "nama-pengguna", strings.Repeat("x", maxForm+1))
	if res.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d, want 413", res.status)
	}
}

// TestLimiter proves that an address may look up in a burst, then slowly, and that
// quiet addresses are forgotten.
func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now })
	for i := range trackBurst {
		if _, ok := l.allow("a"); !ok {
			t.Fatalf("look-up %d refused", i+1)
		}
	}
	if wait, ok := l.allow("a"); ok || wait <= 0 {
		t.Error("the burst has no end")
	}
	if _, ok := l.allow("b"); !ok {
		t.Error("one address locks out another")
	}
	now = now.Add(trackEvery)
	if _, ok := l.allow("a"); !ok {
		t.Error("no look-up after waiting")
	}
	for i := range trackBurst {
		l.allow(fmt.Sprintf("2001:db8::%x", i))
	}
	if _, ok := l.allow("2001:db8::ffff"); ok {
		t.Error("another address of the same /64 has a burst of its own")
	}
	now = now.Add(time.Hour)
	l.allow("c")
	if len(l.seen) != 1 {
		t.Errorf("%d addresses remembered after an hour, want 1", len(l.seen))
	}
}

// TestDatabaseAway proves that nobody looks signed out, or signed in, while the
// database does not answer.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.as("pemohon")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := httptest.NewRequest(http.MethodGet, "/tugas", nil).WithContext(ctx)
	r.AddCookie(&http.Cookie{Name: "alur-sesi", Value: b.cookies["alur-sesi"]})
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code < 500 || rec.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d, cookies %q", rec.Code, rec.Header().Get("Set-Cookie"))
	}
}
