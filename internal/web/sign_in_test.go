package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// TestSignIn walks in, looks around and out again.
func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.browser()
	res := b.get("/permohonan?kata=x")
	if res.location() != "/masuk?lanjut="+url.QueryEscape("/permohonan?kata=x") {
		t.Fatalf("led to %q", res.location())
	}
	res = b.get(res.location())
	if !strings.Contains(res.body, `name="lanjut" value="/permohonan?kata=x"`) {
		t.Error("the sign-in forgets where to go")
	}
	for _, c := range []struct{ name, password, want string }{
		{"pemohon", "salah", "Nama pengguna atau kata sandi tidak cocok"}, {"bukan-siapa", "salah", "Nama pengguna atau kata sandi tidak cocok"},
	} {
		res = b.post("/masuk", "nama-pengguna", c.name, "kata-sandi", c.password)
		if res.status != http.StatusUnauthorized || !strings.Contains(res.body, c.want) || !strings.Contains(res.body, "<title>Kesalahan: Masuk") {
			t.Errorf("%s: %d", c.name, res.status)
		}
		if strings.Contains(res.body, `value="salah"`) {
			t.Error("a refused password is shown again")
		}
	}
	if res = b.post("/masuk"); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Ada 2 isian") {
		t.Errorf("an empty form: %d", res.status)
	}
	res = b.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "lanjut", "/permohonan?kata=x")
	if res.status != http.StatusSeeOther || res.location() != "/permohonan?kata=x" {
		t.Fatalf("%d %q", res.status, res.location())
	}
	if res = b.get("/masuk?lanjut=/cari"); res.location() != "/cari" {
		t.Errorf("whoever is signed in is asked again: %d %q", res.status, res.location())
	}
	if res = b.get("/tugas"); !strings.Contains(res.body, "Wati Rahayu") {
		t.Error("the page does not say who is signed in")
	}
	res = b.post("/keluar")
	if res.location() != "/masuk?kabar=keluar" || len(b.cookies) != 1 || b.cookies[deviceCookie] == "" {
		t.Errorf("sign out: %q, cookies %v", res.location(), b.cookies)
	}
	if res = b.get(res.location()); !strings.Contains(res.body, "Anda sudah keluar") {
		t.Error("the sign-out is not confirmed")
	}
	if res = b.get("/tugas"); res.status != http.StatusSeeOther {
		t.Errorf("signed out, and still in: %d", res.status)
	}
}

// TestExpiredPost proves that what was typed is not lost when the session is over:
// it waits on the sign-in page, without passwords, and is sent again by the person.
func TestExpiredPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.as("pemohon")
	w.clock.Pass(31 * time.Minute)
	res := b.post("/akun/kata-sandi", "judul", `Sistem "Antrean" & <b>`, "kata-sandi", "rahasia", "kata-sandi-baru", "rahasia2")
	if res.status != http.StatusUnauthorized || !strings.Contains(res.body, "Isian Anda kami simpan") || strings.Contains(res.body, "rahasia") {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	root, _ := pagetest.Parse(res.body)
	form := map[string]string{}
	for _, e := range root.All("input") {
		form[e.Attr["name"]] = e.Attr["value"]
	}
	res = b.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "isian", form["isian"], "isian-ke", form["isian-ke"])
	if res.status != http.StatusOK || !strings.Contains(res.body, `action="/akun/kata-sandi"`) || !strings.Contains(res.body, `value="Sistem &#34;Antrean&#34; &amp; &lt;b&gt;"`) {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	w.clock.Pass(31 * time.Minute)
	const file = "--x\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n"
	const note = "--x\r\nContent-Disposition: form-data; name=\"catatan\"\r\n\r\nsudah diketik\r\n"
	res = b.send(http.MethodPost, "/akun/kata-sandi", "multipart/form-data; boundary=x", file+"--x--\r\n")
	if !strings.Contains(res.body, "pilih berkasnya sekali lagi") {
		t.Error("a lost file is not said to be lost")
	}
	res = b.send(http.MethodPost, "/akun/kata-sandi", "multipart/form-data; boundary=x", note+file+"--x--\r\n")
	if !strings.Contains(res.body, "catatan=sudah&#43;diketik") || !strings.Contains(res.body, "pilih sekali lagi setelah masuk") {
		t.Error("the words beside a lost file are lost as well")
	}
	w.clock.Pass(0)
	b2 := w.as("pemohon")
	w.clock.Pass(31 * time.Minute)
	if res = b2.get("/tugas"); !strings.Contains(res.location(), "habis=1") {
		t.Errorf("a GET after the end of the session leads to %q", res.location())
	}
	res = w.browser().post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", worldPassword, "isian", "a=b", "isian-ke", "//evil.example")
	if res.status != http.StatusSeeOther {
		t.Errorf("typed words go to another host: %d", res.status)
	}
}

// TestTooManyTries proves that guessing is slowed down and said in words.
func TestTooManyTries(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.browser()
	var res answer
	for range 11 {
		res = b.post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", "salah")
	}
	if res.status != http.StatusTooManyRequests || !strings.Contains(res.body, "Terlalu banyak percobaan") || res.header.Get("Retry-After") == "" {
		t.Errorf("%d %q", res.status, res.header.Get("Retry-After"))
	}
}

// TestDemoSwitch proves that a demonstration offers its accounts everywhere, and no
// other installation does.
func TestDemoSwitch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *Config) { c.Demo = true }).withUsers("pemohon", "verifikator")
	b := w.browser()
	res := b.get("/masuk")
	if !strings.Contains(res.body, "Masuk sebagai pemohon") || strings.Contains(res.body, "Masuk sebagai kepala") {
		t.Error("the sign-in page does not list the accounts that are there")
	}
	b = w.as("pemohon")
	old := b.cookies["alur-sesi"]
	res = b.post("/masuk", "nama-pengguna", "verifikator", "kata-sandi", worldPassword, "lanjut", "/permohonan")
	if res.location() != "/permohonan" {
		t.Errorf("%d %q", res.status, res.location())
	}
	if res = b.get("/tugas"); !strings.Contains(res.body, "Anda masuk sebagai <strong>verifikator</strong>") {
		t.Error("the account has not changed")
	}
	if _, err := w.app.Directory.Authenticate(context.Background(), directory.KindSession, old); alur.CodeOf(err) != alur.CodeUnauthenticated {
		t.Errorf("the session left behind lives on: %v", err)
	}
	if res := newWorld(t).browser().get("/masuk"); strings.Contains(res.body, "alur-demo") || strings.Contains(res.body, "Peragaan") {
		t.Error("an installation that is no demonstration offers its accounts")
	}
}

// TestInvitation proves that the first administrator is made once.
func TestInvitation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser()
	if res := b.get("/undangan/" + strings.Repeat("x", 43)); res.status != http.StatusNotFound {
		t.Errorf("an unknown link: %d", res.status)
	}
	token, err := w.app.Directory.SetupLink(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	path := "/undangan/" + token
	res := b.get(path)
	if res.status != http.StatusOK || res.header.Get("X-Robots-Tag") == "" || res.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", res.status, res.header)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	res = b.post(path, "nama-pengguna", "adit", "nama", "Adit", "kata-sandi-baru", "satu", "kata-sandi-ulang", "dua")
	if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Kedua kata sandi tidak sama") {
		t.Errorf("two passwords: %d", res.status)
	}
	res = b.post(path, "nama-pengguna", "A dit", "nama", "Adit", "kata-sandi-baru", "satu", "kata-sandi-ulang", "satu")
	if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Nama pengguna hanya boleh") {
		t.Errorf("a bad name: %d", res.status)
	}
	res = b.post(path, "nama-pengguna", "adit", "nama", "Adit", "kata-sandi-baru", "satu", "kata-sandi-ulang", "satu")
	if res.location() != "/masuk?kabar=siap" {
		t.Fatalf("%d %q\n%s", res.status, res.location(), res.body)
	}
	if res = b.get(path); res.status != http.StatusNotFound {
		t.Errorf("the link works twice: %d", res.status)
	}
	if res = b.post("/masuk", "nama-pengguna", "adit", "kata-sandi", "satu", "lanjut", "/admin/pengguna"); res.location() != "/admin/pengguna" {
		t.Errorf("%d %q", res.status, res.location())
	}
}
