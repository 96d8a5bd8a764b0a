package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// checked demands a page of the status that is sound HTML and says all of the words.
func checked(t *testing.T, res answer, status int, words ...string) answer {
	t.Helper()
	if res.status != status {
		t.Fatalf("%d, want %d\n%s", res.status, status, res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	for _, w := range words {
		if !strings.Contains(res.body, w) {
			t.Errorf("%q is not on the page\n%s", w, res.body)
		}
	}
	return res
}

var shownToken = regexp.MustCompile(`id="token" value="(alur_[^"]+)"`)

// tokenOn reads the token that a page shows, and demands that it is a token.
func (w *world) tokenOn(res answer) (string, *directory.Session) {
	w.t.Helper()
	m := shownToken.FindStringSubmatch(res.body)
	if m == nil {
		w.t.Fatalf("no token on\n%s", res.body)
	}
	s, err := w.app.Directory.AuthenticateToken(context.Background(), m[1], "10.0.0.9")
	if err != nil {
		w.t.Fatal(err)
	}
	return m[1], s
}

// revokeOn presses the first button that revokes.
func (b *browser) revokeOn(path string) answer {
	m := regexp.MustCompile(`action="([^"]+/cabut)"`).FindStringSubmatch(b.get(path).body)
	if m == nil {
		b.w.t.Fatalf("%s: nothing to revoke", path)
	}
	return b.post(m[1])
}

// TestTokenPage makes a token, shows it once, lists it with its use, and revokes it.
func TestTokenPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "admin")
	b := w.as("pemohon")
	res := checked(t, b.get(tokensPath), http.StatusOK, "Belum ada token yang berlaku", `<option value="2160" selected>90 hari`)
	if strings.Contains(res.body, `value="admin"`) {
		t.Error("a scope is offered that the owner has no use for")
	}
	checked(t, b.post(tokensPath, "berlaku", "9999"), http.StatusUnprocessableEntity, "Tulis untuk apa token ini dipakai", "Pilih masa berlaku antara")
	checked(t, b.post(tokensPath, "nama-token", "Dasbor", "berlaku", "24"), http.StatusUnprocessableEntity, "Pilih paling sedikit satu lingkup", `value="Dasbor"`)

	res = checked(t, b.post(tokensPath, "nama-token", "Dasbor kinerja", "lingkup", "read", "berlaku", "720"), http.StatusOK, "Salin token ini sekarang", "tidak dapat memutuskan")
	secret, s := w.tokenOn(res)
	if s.User.Username != "pemohon" || !s.Long() || s.Allows(directory.ScopeWrite) || res.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%+v %v", s, res.header)
	}
	res = checked(t, b.get(tokensPath), http.StatusOK, "Dasbor kinerja", "Membaca", "dari 10.0.0.9")
	if strings.Contains(res.body, secret) {
		t.Error("the token is shown again")
	}
	if res := b.get("/akun"); !strings.Contains(res.body, `href="/akun/token"`) {
		t.Error("the account does not lead there")
	}
	// Nobody revokes what is another's.
	m := regexp.MustCompile(`action="([^"]+/cabut)"`).FindStringSubmatch(res.body)
	if got := w.as("admin").post(m[1]); got.status != http.StatusNotFound {
		t.Errorf("another's token: %d", got.status)
	}
	if res = b.revokeOn(tokensPath); res.location() != tokensPath {
		t.Errorf("%d %s", res.status, res.location())
	}
	if _, err := w.app.Directory.AuthenticateToken(context.Background(), secret, ""); alur.CodeOf(err) != alur.CodeUnauthenticated {
		t.Errorf("a revoked token: %v", err)
	}
	// After five minutes the proof is asked for, and then what was typed goes on.
	w.clock.Pass(6 * time.Minute)
	checked(t, b.post(tokensPath, "nama-token", "Lagi", "lingkup", "write", "berlaku", "12"), http.StatusForbidden, "Pastikan ini Anda", `name="lingkup" value="write"`)
	res = checked(t, b.post(tokensPath, "nama-token", "Lagi", "lingkup", "write", "berlaku", "12", fieldConfirming, "ya", "kata-sandi", worldPassword), http.StatusOK)
	if _, s = w.tokenOn(res); s.Long() || !s.Allows(directory.ScopeWrite) {
		t.Errorf("%+v", s)
	}
}

// TestServicePages adds a service, makes it a token, changes it, and switches it off.
func TestServicePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "admin")
	b := w.as("admin")
	checked(t, b.get(servicesPath), http.StatusOK, "Belum ada akun layanan")
	fields := []string{"nama-akun", "dasbor", "nama", "Dasbor kinerja", "instansi", "dinas-kesehatan", "peran", "requester", "penanggung-jawab", "kepala"}
	checked(t, b.post(servicesPath+"/baru", fields...), http.StatusUnprocessableEntity, "Penanggung jawab harus orang", `value="Dasbor kinerja"`)
	checked(t, b.post(servicesPath+"/baru"), http.StatusUnprocessableEntity, "Nama akun hanya boleh", "Tulis nama layanan", "Pilih instansi", "Pilih paling sedikit satu peran")
	fields[len(fields)-1] = "Pemohon " // as people type
	if res := b.post(servicesPath+"/baru", fields...); res.location() != servicesPath+"/dasbor" {
		t.Fatalf("%d %s\n%s", res.status, res.location(), res.body)
	}
	checked(t, b.post(servicesPath+"/baru", fields...), http.StatusUnprocessableEntity, "Nama akun ini sudah dipakai")
	at := servicesPath + "/dasbor"
	checked(t, b.get(at), http.StatusOK, "Akun layanan dasbor", "belum mempunyai token")
	checked(t, b.post(at+"/token", "berlaku", "24"), http.StatusUnprocessableEntity, "Tulis untuk apa token ini dipakai")
	res := checked(t, b.post(at+"/token", "nama-token", "Tarik data", "lingkup", "write", "berlaku", "8760"), http.StatusOK, "Dasbor kinerja")
	secret, s := w.tokenOn(res)
	if !s.User.Service || s.User.Username != "dasbor" {
		t.Errorf("%+v", s)
	}
	checked(t, b.get(at), http.StatusOK, "Tarik data", "oleh admin")

	// In the history it is told from people, and what persons answer for it does not do.
	v := w.draft("dasbor", "Sistem Antrean")
	checked(t, w.as("pemohon").get(fmt.Sprintf("/permohonan/%s/riwayat", v.ID)), http.StatusOK, "Dasbor kinerja (layanan)")

	checked(t, b.post(at, "nama", "", "instansi", "dinas-kesehatan", "peran", "auditor"), http.StatusUnprocessableEntity, "Tulis nama layanan", "Tulis nama pengguna orang")
	if res := b.post(at, "nama", "Dasbor", "instansi", "dinas-kesehatan", "peran", "member", "penanggung-jawab", "anggota"); res.location() != at {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if err := w.app.Directory.SetActive(context.Background(), "anggota", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	checked(t, b.get(at), http.StatusOK, "Penanggung jawabnya tidak lagi mempunyai akun aktif")
	checked(t, b.get(servicesPath), http.StatusOK, "Dasbor", "Tidak aktif")
	if res := b.post(at+"/aktif", "aktif", "tidak"); res.location() != at {
		t.Errorf("%d", res.status)
	}
	if _, err := w.app.Directory.AuthenticateToken(context.Background(), secret, ""); alur.CodeOf(err) != alur.CodeUnauthenticated {
		t.Errorf("the token of a disabled service: %v", err)
	}
	checked(t, b.get(at), http.StatusOK, "Aktifkan Dasbor")
	for _, path := range []string{servicesPath + "/pemohon", servicesPath + "/tidak-ada"} {
		if res := b.get(path); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.status)
		}
	}
}

// TestSettingsPage shows the settings in words, and which profile of passwords is on.
func TestSettingsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *Config) {
		c.Settings = []Setting{{"ALUR_SECOND_FACTOR", "head,admin"}, {"ALUR_MAIL_SERVER", ""}, {"ALUR_UNHEARD", "<1>"}}
	}).withUsers("admin", "pemohon")
	checked(t, w.as("admin").get("/admin/pengaturan"), http.StatusOK, "Wajib faktor kedua", "head,admin", "tidak diatur", "&lt;1&gt;", "Sesuai Peraturan BSSN 4/2021", "Baku (OWASP ASVS 5.0)")
	if res := w.as("pemohon").get("/admin/pengaturan"); res.status != http.StatusForbidden {
		t.Errorf("an applicant: %d", res.status)
	}
}

// TestExpiredPasswordPages: a password that is too old leads to the page that sets another
// one, and on from there to where one wanted to go.
func TestExpiredPasswordPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, func(c *directory.Config) { c.PasswordProfile, c.ShortPasswords = directory.ProfileBSSN, false })
	u := worldUsers[0]
	u.Password = "Kuda hijau terbang 1!"
	if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
		t.Fatal(err)
	}
	b := w.browser()
	in := []string{"nama-pengguna", "pemohon", "kata-sandi", u.Password, "lanjut", "/permohonan"}
	if res := b.post("/masuk", in...); res.location() != "/permohonan" {
		t.Fatalf("%d %s", res.status, res.location())
	}
	w.clock.Pass(directory.PasswordLife)
	b = w.browser()
	if res := b.post("/masuk", in...); res.location() != expiredPath+"?lanjut=%2Fpermohonan" || b.cookies[sessionCookie] != "" || b.cookies[changeCookie] == "" {
		t.Fatalf("%d %s %v", res.status, res.location(), b.cookies)
	}
	thief := w.browser()
	thief.cookies[sessionCookie], thief.cookies[halfCookie] = b.cookies[changeCookie], b.cookies[changeCookie]
	if res := thief.get("/tugas"); !strings.HasPrefix(res.location(), "/masuk?") {
		t.Errorf("the way opens %d %s", res.status, res.location())
	}
	checked(t, b.get(expiredPath+"?lanjut=%2Fpermohonan"), http.StatusOK, "Wati Rahayu", "huruf besar, huruf kecil", `name="lanjut" value="/permohonan"`)
	for password, words := range map[string]string{
		"kuda hijau terbang": "huruf besar, huruf kecil, angka, dan tanda, misalnya", u.Password: "pernah Anda pakai", "": "Tulis kata sandi baru", "Pendek 1!": "paling sedikit 12",
	} {
		checked(t, b.post(expiredPath, "kata-sandi-baru", password, "kata-sandi-ulang", password, "lanjut", "/permohonan"), http.StatusUnprocessableEntity, words)
	}
	checked(t, b.post(expiredPath, "kata-sandi-baru", "Kuda hijau terbang 2!", "kata-sandi-ulang", "x"), http.StatusUnprocessableEntity, "tidak sama")
	res := b.post(expiredPath, "kata-sandi-baru", "Kuda hijau terbang 2!", "kata-sandi-ulang", "Kuda hijau terbang 2!", "lanjut", "/permohonan")
	if res.location() != "/permohonan" || b.cookies[sessionCookie] == "" || b.cookies[changeCookie] != "" {
		t.Errorf("%d %s %v\n%s", res.status, res.location(), b.cookies, res.body)
	}
	for _, lost := range []answer{b.get(expiredPath), b.post(expiredPath, "kata-sandi-baru", "Kuda hijau terbang 3!", "kata-sandi-ulang", "Kuda hijau terbang 3!")} {
		if lost.location() != "/masuk?kabar=ulang" {
			t.Errorf("without a way: %d %s", lost.status, lost.location())
		}
	}
}

// TestMappedRolesPages: roles come from the other system as the settings say, and another
// browser of the same person has them with its next page.
func TestMappedRolesPages(t *testing.T) {
	t.Parallel()
	w := withOther(t, func(c *directory.Config) { c.RoleMap = map[string]alur.Role{"pwd": alur.RoleAuditor} }).withUsers("pemohon")
	owner := w.as("pemohon")
	res := owner.get(owner.goThere("/akun/akun-lain"))
	if res = owner.post("/akun/akun-lain", fieldIdentity, field(t, res.body, fieldIdentity)); res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if res = owner.get("/permohonan/baru"); res.status != http.StatusOK {
		t.Fatalf("before: %d", res.status)
	}
	b := w.browser()
	if res = b.get(b.goThere("/masuk/akun-lain")); res.status != http.StatusSeeOther || b.cookies[sessionCookie] == "" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if res = owner.get("/permohonan/baru"); res.status != http.StatusForbidden { // an auditor only reads
		t.Errorf("after: %d", res.status)
	}
	if u := w.actor("pemohon").User; roleNames(u) != "Pemohon, Auditor" {
		t.Errorf("roles %s", roleNames(u))
	}
}
