package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// field is the value of a hidden field of a page.
func field(t *testing.T, body, name string) string {
	t.Helper()
	root, _ := pagetest.Parse(body)
	for _, e := range root.All("input") {
		if e.Attr["name"] == name {
			return e.Attr["value"]
		}
	}
	t.Fatalf("no field %q in\n%s", name, body)
	return ""
}

// secretOf reads the secret that a page shows for typing.
func secretOf(t *testing.T, body string) string {
	t.Helper()
	_, rest, _ := strings.Cut(body, `<code class="kode kode-panjang">`)
	secret, _, ok := strings.Cut(rest, "<")
	if !ok {
		t.Fatalf("no secret in\n%s", body)
	}
	return strings.ReplaceAll(secret, " ", "")
}

func (w *world) totp(secret string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// withApp sets an authenticator app up for whoever is signed in, and gives its secret.
func (b *browser) withApp() string {
	b.w.t.Helper()
	res := b.get("/akun/kode-autentikasi")
	secret := secretOf(b.w.t, res.body)
	res = b.post("/akun/kode-autentikasi", fieldOffer, field(b.w.t, res.body, fieldOffer), fieldCode, b.w.totp(secret))
	if res.status != http.StatusOK || strings.Count(res.body, `<li><code class="kode">`) != 10 {
		b.w.t.Fatalf("%d\n%s", res.status, res.body)
	}
	b.w.clock.Pass(30 * time.Second)
	return secret
}

// TestFactorPages walks from setting an app up to signing in with it, and proves that
// the way between the factors opens nothing.
func TestFactorPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	res := b.get("/akun/kode-autentikasi")
	secret := secretOf(t, res.body)
	res = b.post("/akun/kode-autentikasi", fieldOffer, field(t, res.body, fieldOffer), fieldCode, "000000")
	if res.status != http.StatusUnprocessableEntity || secretOf(t, res.body) != secret {
		t.Fatalf("a wrong code: %d\n%s", res.status, res.body)
	}
	res = b.post("/akun/kode-autentikasi", fieldOffer, "x", fieldCode, w.totp(secret))
	if res.status != http.StatusUnprocessableEntity || secretOf(t, res.body) == secret || !strings.Contains(res.body, "terlalu lama terbuka") {
		t.Fatalf("an offer of nobody: %d", res.status)
	}
	secret = b.withApp()
	if res = b.get("/akun"); !strings.Contains(res.body, "Tersisa 10 dari 10 kode") {
		t.Error("the account does not show the app")
	}

	half := w.browser()
	res = half.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "lanjut", "/permohonan")
	if res.location() != "/masuk/faktor-kedua?lanjut=%2Fpermohonan" || half.cookies[sessionCookie] != "" || half.cookies[halfCookie] == "" {
		t.Fatalf("the password alone: %d %q %v", res.status, res.location(), half.cookies)
	}
	// Every door but the public ones is shut to who is half-way, by whatever cookie.
	for _, cookie := range []string{halfCookie, sessionCookie} {
		thief := w.browser()
		thief.cookies[cookie] = half.cookies[halfCookie]
		for _, row := range w.app.routes {
			if row.who == public {
				continue
			}
			kind := ""
			if row.method == http.MethodPost {
				kind = "application/x-www-form-urlencoded"
			}
			res := thief.send(row.method, fill(row.pattern, v.ID), kind, "")
			looks := row.method == http.MethodGet || row.method == http.MethodHead
			if looks && !strings.HasPrefix(res.location(), "/masuk?") || !looks && res.status != http.StatusUnauthorized {
				t.Errorf("%s %s: half-way gets %d %q", row.method, row.pattern, res.status, res.location())
			}
			thief.cookies[cookie] = half.cookies[halfCookie]
		}
	}
	if res = half.get("/masuk/faktor-kedua?lanjut=%2Fpermohonan"); !strings.Contains(res.body, "Langkah kedua") || field(t, res.body, "lanjut") != "/permohonan" {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if res = half.post("/masuk/faktor-kedua", fieldCode, "000000", "lanjut", "/permohonan"); res.status != http.StatusUnprocessableEntity || field(t, res.body, "lanjut") != "/permohonan" {
		t.Errorf("a wrong code: %d", res.status)
	}
	if res = half.post("/masuk/faktor-kedua", fieldCode, ""); res.status != http.StatusUnprocessableEntity {
		t.Errorf("no code: %d", res.status)
	}
	if res = half.post("/masuk/faktor-kedua", fieldCode, w.totp(secret), "lanjut", "/permohonan"); res.location() != "/permohonan" || half.cookies[halfCookie] != "" {
		t.Fatalf("a right code: %d %q\n%s", res.status, res.location(), res.body)
	}
	if res = half.get("/permohonan"); res.status != http.StatusOK || !strings.Contains(res.body, "masuk dari perangkat baru") {
		t.Errorf("signed in: %d, and the other browser is told of: %v", res.status, strings.Contains(res.body, "perangkat baru"))
	}

	// What was typed survives both steps.
	w.clock.Pass(31 * time.Minute)
	res = half.post("/akun/kata-sandi", "judul", "Sistem Antrean")
	res = half.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "isian", field(t, res.body, "isian"), "isian-ke", field(t, res.body, "isian-ke"))
	if res.status != http.StatusOK || !strings.Contains(res.body, "Langkah kedua") {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	res = half.post("/masuk/faktor-kedua", fieldCode, w.totp(secret), "isian", field(t, res.body, "isian"), "isian-ke", field(t, res.body, "isian-ke"))
	if res.status != http.StatusOK || !strings.Contains(res.body, `value="Sistem Antrean"`) {
		t.Errorf("%d\n%s", res.status, res.body)
	}

	// Too late, never begun, given up.
	late := w.browser()
	late.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword)
	w.clock.Pass(11 * time.Minute)
	for _, x := range []*browser{late, w.browser()} {
		for _, path := range []string{"/masuk/faktor-kedua", "/masuk/faktor-kedua/pasang", "/masuk/faktor-kedua/kunci-sandi", "/masuk/faktor-kedua/pasang-kunci"} {
			if res := x.post(path, fieldCode, w.totp(secret)); res.location() != "/masuk?kabar=ulang" {
				t.Errorf("%s: %d %q", path, res.status, res.location())
			}
		}
	}
	if res = late.post("/masuk/faktor-kedua/batal"); res.location() != "/masuk" {
		t.Errorf("giving up: %q", res.location())
	}
}

// TestStepUp proves that what matters asks for a fresh proof, keeps what was typed
// meanwhile, and takes a password as well as a code.
func TestStepUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon")
	b := w.as("admin")
	secret := b.withApp()
	grant := []string{"nama", "Wati Rahayu", "instansi", "dinas-kesehatan", "peran", "requester", "peran", "member"}
	roles := func() int {
		all, err := w.app.Directory.Users(context.Background(), []string{"pemohon"})
		if err != nil {
			t.Fatal(err)
		}
		return len(all["pemohon"].Roles)
	}
	w.clock.Pass(6 * time.Minute)
	res := b.post("/admin/pengguna/pemohon", grant...)
	if res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") || strings.Count(res.body, `name="peran"`) != 2 || roles() != 1 {
		t.Fatalf("%d, %d roles\n%s", res.status, roles(), res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	again := append([]string{fieldConfirming, "ya"}, grant...)
	for _, wrong := range []string{"", "salah", "000000"} {
		res = b.post("/admin/pengguna/pemohon", append(again, fieldPassword, wrong)...)
		if res.status != http.StatusUnprocessableEntity || roles() != 1 || strings.Contains(res.body, "salah\"") {
			t.Errorf("%q: %d, %d roles", wrong, res.status, roles())
		}
	}
	if res = b.post("/admin/pengguna/pemohon", append(again, fieldProof, `{"rahasia":"x","jawaban":{}}`)...); res.status >= 500 || roles() != 1 {
		t.Errorf("a passkey's answer that is none: %d", res.status)
	}
	if res = b.post("/admin/pengguna/pemohon", append(again, fieldPassword, w.totp(secret))...); res.status != http.StatusSeeOther || roles() != 2 {
		t.Errorf("a code: %d, %d roles\n%s", res.status, roles(), res.body)
	}
	w.clock.Pass(6 * time.Minute)
	if res = b.get("/akun/kode-autentikasi"); res.location() != "/akun/pastikan?lanjut=%2Fakun%2Fkode-autentikasi" {
		t.Errorf("a page: %q", res.location())
	}
	if res = b.get(res.location()); res.status != http.StatusOK || field(t, res.body, "lanjut") != "/akun/kode-autentikasi" {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	if res = b.post("/akun/pastikan", fieldPassword, "salah", "lanjut", "/akun/kode-autentikasi"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password: %d", res.status)
	}
	if res = b.post("/akun/pastikan", fieldPassword, worldPassword, "lanjut", "//evil.example"); res.location() != "/akun" {
		t.Errorf("on to %q", res.location())
	}
	if res = b.get("/akun/kode-autentikasi"); res.status != http.StatusOK {
		t.Errorf("%d", res.status)
	}
	// Every route that wants a proof asks for one.
	w.clock.Pass(6 * time.Minute)
	for _, row := range w.app.routes {
		if !row.confirm || !row.who.admits(&directory.Session{User: w.actor("admin").User}) {
			continue
		}
		res := b.send(row.method, fill(row.pattern, "x"), "application/x-www-form-urlencoded", "")
		if row.method == http.MethodGet && !strings.HasPrefix(res.location(), "/akun/pastikan?") || row.method == http.MethodPost && res.status != http.StatusForbidden {
			t.Errorf("%s %s: %d %q", row.method, row.pattern, res.status, res.location())
		}
	}
}

// TestSessionPages proves that people end their own sessions and administrators those
// of others, and nobody else does.
func TestSessionPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon", "pemohon2")
	one, two := w.as("pemohon"), w.as("pemohon")
	res := one.get("/akun")
	_, rest, _ := strings.Cut(res.body, "/akun/sesi/")
	id, _, _ := strings.Cut(rest, "/akhiri")
	if res = w.as("pemohon2").post("/akun/sesi/" + id + "/akhiri"); res.status != http.StatusNotFound {
		t.Errorf("another's session: %d", res.status)
	}
	if res = one.post("/akun/sesi/lainnya/akhiri"); res.location() != "/akun#perangkat" {
		t.Errorf("%d %q", res.status, res.location())
	}
	if res = two.get("/tugas"); res.status != http.StatusSeeOther {
		t.Errorf("the other browser: %d", res.status)
	}
	if res = one.get("/tugas"); res.status != http.StatusOK {
		t.Errorf("this browser: %d", res.status)
	}
	boss := w.as("admin")
	res = boss.get("/admin/pengguna/pemohon/sesi")
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if res.status != http.StatusOK || !strings.Contains(res.body, "dengan kata sandi") {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	if res = boss.post("/admin/pengguna/pemohon/sesi/akhiri"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	if res = one.get("/tugas"); res.status != http.StatusSeeOther {
		t.Errorf("ended by the administrator: %d", res.status)
	}
	keep := []string{"nama", "Wati Rahayu", "instansi", "dinas-kesehatan", "peran", "requester"}
	if res = boss.post("/admin/pengguna/pemohon", append(keep, "email", "Wati@Salatiga.go.id", "nip", "198001012005011001")...); res.status != http.StatusSeeOther {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	for _, wrong := range [][]string{{"email", "wati"}, {"nip", "12"}} {
		if res = boss.post("/admin/pengguna/pemohon", append(keep, wrong...)...); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, `id="`+wrong[0]+`-galat"`) {
			t.Errorf("%v: %d", wrong, res.status)
		}
	}
	if res = boss.post("/admin/pengguna/pemohon2", append(keep, "email", "wati@salatiga.go.id")...); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "sudah dipakai akun lain") {
		t.Errorf("another's address: %d", res.status)
	}
	if res = w.browser().post("/masuk", "nama-pengguna", "wati@salatiga.go.id", "kata-sandi", worldPassword); res.location() != "/tugas" {
		t.Errorf("by e-mail address: %d", res.status)
	}
	one = w.as("pemohon")
	one.withApp()
	if res = boss.post("/admin/pengguna/admin/faktor/hapus"); res.status != http.StatusForbidden {
		t.Errorf("one's own factors: %d", res.status)
	}
	if res = boss.post("/admin/pengguna/pemohon/faktor/hapus"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	if res = w.browser().post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword); res.location() != "/tugas" {
		t.Errorf("after the reset: %q", res.location())
	}
}

// TestNoPasskeys proves that without an address for passkeys nothing offers them.
func TestNoPasskeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	if res := w.browser().get("/masuk"); strings.Contains(res.body, "kunci sandi") {
		t.Error("the sign-in offers passkeys")
	}
	b := w.as("pemohon")
	if res := b.get("/akun"); !strings.Contains(res.body, "Kunci sandi belum dapat dipakai di sini") {
		t.Error("the account does not say why not")
	}
	for _, path := range []string{"/masuk/kunci-sandi/mulai", "/akun/kunci-sandi/mulai", "/akun/pastikan/kunci-sandi"} {
		b.header = http.Header{"Accept": {"application/json"}}
		if res := b.send(http.MethodPost, path, "", ""); res.status != http.StatusNotFound || !strings.HasPrefix(res.body, `{"galat"`) {
			t.Errorf("%s: %d %s", path, res.status, res.body)
		}
	}
	b.header = nil
	for range 25 {
		if res := w.browser().post("/masuk/kunci-sandi/mulai"); res.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("an address may ask for challenges without end")
}
