package web

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// unpack reads the copy of somebody's data.
func unpack(t *testing.T, res answer) (data map[string]any, summary string) {
	t.Helper()
	if res.status != http.StatusOK || res.header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(res.header.Get("Content-Disposition"), `attachment; filename="data-`) {
		t.Fatalf("%d %v\n%.300s", res.status, res.header, res.body)
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(res.body)), int64(len(res.body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	if err := json.Unmarshal(files["data.json"], &data); err != nil {
		t.Fatal(err)
	}
	return data, string(files["ringkasan.txt"])
}

// TestPersonWords proves that every table and column of a person's data has a label.
func TestPersonWords(t *testing.T) {
	t.Parallel()
	for _, x := range casework.PersonTables() {
		if text.PersonTable(x.Name) == "" {
			t.Errorf("%s has no heading", x.Name)
		}
		for _, col := range x.Columns {
			if text.PersonColumn(col) == "" {
				t.Errorf("%s.%s has no label", x.Name, col)
			}
		}
	}
}

// TestOwnData walks to the copy of one's own data: with a fresh proof, noted, and nobody
// else's; an administrator gets somebody's, which is noted with his or her name.
func TestOwnData(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "admin", "verifikator")
	w.submitted("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	if res := b.get("/akun"); !strings.Contains(res.body, `action="/akun/data"`) {
		t.Error("the account's page does not offer it")
	}
	data, summary := unpack(t, b.post("/akun/data"))
	if data["username"] != "pemohon" || data["format"] != casework.PersonFormat {
		t.Errorf("%v %v", data["username"], data["format"])
	}
	for _, want := range []string{"Nama pengguna: pemohon", "Perbuatan dalam riwayat permohonan", "Jenis: Permohonan dibuat", "Catatan keamanan"} {
		if !strings.Contains(summary, want) {
			t.Errorf("%q is not in the summary\n%.600s", want, summary)
		}
	}
	w.clock.Pass(6 * time.Minute)
	if res := b.post("/akun/data"); res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") {
		t.Errorf("without a fresh proof: %d", res.status)
	}
	boss := w.as("admin")
	if res := w.as("verifikator").post("/admin/pengguna/pemohon/data"); res.status != http.StatusForbidden {
		t.Errorf("somebody else's: %d", res.status)
	}
	if res := boss.post("/admin/pengguna/nobody/data"); res.status != http.StatusNotFound {
		t.Errorf("nobody's: %d", res.status)
	}
	if data, _ = unpack(t, boss.post("/admin/pengguna/pemohon/data")); data["username"] != "pemohon" {
		t.Errorf("the administrator got %v", data["username"])
	}
	given := 0
	for _, row := range data["tables"].(map[string]any)["security_events"].([]any) {
		e := row.(map[string]any)
		if e["kind"] == string(directory.SecurityDataGiven) {
			if given++; (e["by_other"] == 1.0) != (given == 2) {
				t.Errorf("noted as %v", e)
			}
		}
	}
	if given != 2 {
		t.Errorf("noted %d times, want 2", given)
	}
}

// TestErasePages takes a person out of an account from the page of administrators: not
// while the account is in use, not without the typed name and a reason, once.
func TestErasePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon", "verifikator")
	boss := w.as("admin")
	const path = "/admin/pengguna/pemohon/hapus"
	if res := boss.get(path); res.status != http.StatusNotFound {
		t.Errorf("while it is in use: %d", res.status)
	}
	if err := w.app.Directory.SetActive(context.Background(), "pemohon", false, directory.By{Actor: "admin"}); err != nil {
		t.Fatal(err)
	}
	if res := boss.get("/admin/pengguna/pemohon"); !strings.Contains(res.body, `href="`+path+`"`) {
		t.Error("the account's page does not lead there")
	}
	res := boss.get(path)
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	if res := w.as("verifikator").post(path, "ketik-nama", "pemohon", "alasan", "Surat 1"); res.status != http.StatusForbidden {
		t.Errorf("somebody else: %d", res.status)
	}
	for _, wrong := range [][]string{{}, {"ketik-nama", "pemohon"}, {"alasan", "Surat 1"}, {"ketik-nama", "Pemohon", "alasan", "Surat 1"}, {"ketik-nama", "pemohon", "alasan", strings.Repeat("x", 161)}} {
		res := boss.post(path, wrong...)
		if res.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", wrong, res.status)
		}
		for _, f := range pagetest.Check(res.body) {
			t.Errorf("%v: %s", wrong, f)
		}
	}
	if res = boss.post(path, "ketik-nama", "pemohon", "alasan", "Surat 800/12/2026"); res.location() != "/admin/pengguna/pemohon" {
		t.Fatalf("%d %q\n%s", res.status, res.location(), res.body)
	}
	res = boss.get("/admin/pengguna/pemohon")
	if !strings.Contains(res.body, "Pengguna terhapus") || strings.Contains(res.body, `action="/admin/pengguna/pemohon/aktif"`) {
		t.Errorf("the page of the account:\n%s", res.body)
	}
	if res := boss.post(path, "ketik-nama", "pemohon", "alasan", "Surat 1"); res.status != http.StatusNotFound {
		t.Errorf("again: %d", res.status)
	}
	if res := boss.post("/admin/pengguna/pemohon/aktif", "aktif", "ya"); res.status != http.StatusConflict && res.status != http.StatusUnprocessableEntity {
		t.Errorf("brought back: %d", res.status)
	}
}

// TestSessionsNeedProof: ending sessions asks for a fresh proof, of oneself and of
// administrators (ASVS 5.0, 7.5.2).
func TestSessionsNeedProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon")
	b, boss := w.as("pemohon"), w.as("admin")
	w.clock.Pass(6 * time.Minute)
	for path, who := range map[string]*browser{
		"/akun/sesi/lainnya/akhiri": b, "/akun/sesi/x/akhiri": b, "/admin/pengguna/pemohon/sesi/akhiri": boss, "/admin/pengguna/pemohon/sesi/x/akhiri": boss,
	} {
		if res := who.post(path); res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") {
			t.Errorf("%s: %d", path, res.status)
		}
	}
	if res := b.post("/akun/sesi/lainnya/akhiri", fieldConfirming, "ya", fieldPassword, worldPassword); res.location() != "/akun#perangkat" {
		t.Errorf("%d %q", res.status, res.location())
	}
}

// TestPrivacyPage: the page tells the periods that are in effect, and the owner of a draft
// is warned before the people named in it are forgotten.
func TestPrivacyPage(t *testing.T) {
	t.Parallel()
	if res := newWorld(t).browser().get("/privasi"); !strings.Contains(res.body, "400 hari setelah terakhir dipakai") || strings.Contains(res.body, "draf yang tidak diajukan") {
		t.Errorf("as shipped:\n%s", res.body)
	}
	const day = 24 * time.Hour
	w := newWorld(t, func(c *Config) {
		c.Retention = alur.Retention{Devices: 90 * day, Failures: 36 * time.Hour, Drafts: 30 * day}
	}).withUsers("pemohon")
	res := w.browser().get("/privasi")
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	for _, want := range []string{"90 hari setelah terakhir dipakai", "36 jam setelah yang terakhir", "draf yang tidak diajukan 30 hari setelah terakhir diubah", "30 menit setelah terakhir dipakai, paling lama 12 jam"} {
		if !strings.Contains(res.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	path := "/permohonan/" + string(w.draft("pemohon", "Sistem Antrean").ID)
	for pass, warned := range map[time.Duration]bool{0: false, 17 * day: true} {
		w.clock.Pass(pass)
		if res := w.as("pemohon").get(path); strings.Contains(res.body, "draf ini dihapus pada 23 Desember 2026") != warned {
			t.Errorf("after %v warned: %v\n%s", pass, !warned, res.body)
		}
		w.clock.Pass(-pass)
	}
}

// TestSecretRenewed: with every fresh proof the cookie has another secret; a browser that
// missed the answer is given one more within a minute, and nobody has any use of the old
// one afterwards (ASVS 5.0, 7.2.4).
func TestSecretRenewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b, lost := w.as("pemohon"), w.browser()
	w.clock.Pass(6 * time.Minute)
	old := b.cookies[sessionCookie]
	lost.cookies[sessionCookie], lost.cookies[deviceCookie] = old, b.cookies[deviceCookie]
	thief := w.browser()
	thief.cookies[sessionCookie] = old
	if res := b.post("/akun/pastikan", fieldPassword, "salah"); b.cookies[sessionCookie] != old {
		t.Errorf("renewed without a proof: %d", res.status)
	}
	if res := b.post("/akun/pastikan", fieldPassword, worldPassword); res.status != http.StatusSeeOther || b.cookies[sessionCookie] == old || b.cookies[sessionCookie] == "" {
		t.Fatalf("%d, the same secret", res.status)
	}
	if res := b.get("/akun"); res.status != http.StatusOK {
		t.Errorf("with the new secret: %d", res.status)
	}
	if res := lost.get("/tugas"); res.status != http.StatusOK || lost.cookies[sessionCookie] == old {
		t.Errorf("with the old one within the minute: %d, given another: %v", res.status, lost.cookies[sessionCookie] != old)
	}
	if thief.get("/tugas"); thief.cookies[sessionCookie] != old {
		t.Error("another browser is given a new secret for the old one")
	}
	w.clock.Pass(2 * time.Minute)
	if res := thief.get("/tugas"); res.status != http.StatusSeeOther {
		t.Errorf("with the old one after it: %d", res.status)
	}
	if res := lost.get("/tugas"); res.status != http.StatusOK {
		t.Errorf("with the one given last: %d", res.status)
	}
}
