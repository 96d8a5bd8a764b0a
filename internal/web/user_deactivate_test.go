package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// withTeams adds the people of the walk and of the own agency's administration.
func (w *world) withTeams() *world {
	w.t.Helper()
	w.withUsers("pemohon", "verifikator", "kepala", "admin", "anggota", "vendor")
	for _, u := range append(walkers[:len(walkers):len(walkers)],
		directory.NewUser{Username: "admin-pd", Name: "Tuti Handayani", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}},
		directory.NewUser{Username: "admin-didik", Name: "Eko Prabowo", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleAgencyAdmin}}) {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			w.t.Fatal(err)
		}
	}
	return w
}

// TestDeactivatePage walks an account to its end: what is open is shown, a rule of teams
// that would break is said beside the request, what was chosen stays, and afterwards the
// history says who took over.
func TestDeactivatePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withTeams()
	v := w.designing("pemohon", "Antrean")
	const at = "/admin/pengguna/penguji-pd/nonaktifkan"
	gone := w.as("penguji-pd")
	admin := w.as("admin")
	admin.get(at).has(t, http.StatusOK, "Nonaktifkan "+"Murni Astuti", "Anggota Tim Penguji", v.Number, "Biarkan; diurus Diskominfo", "Rini Astuti")
	w.as("admin-pd").get(at).has(t, http.StatusOK, "Nonaktifkan "+"Murni Astuti")
	for _, who := range []string{"admin-didik"} {
		if res := w.as(who).get(at); res.status != http.StatusNotFound {
			t.Errorf("%s finds it: %d", who, res.status)
		}
	}
	for _, who := range []string{"verifikator", "kepala", "pemohon"} {
		if res := w.as(who).get(at); res.status != http.StatusForbidden {
			t.Errorf("%s is let in: %d", who, res.status)
		}
	}
	if res := w.as("admin-pd").get("/admin/pengguna/penguji/nonaktifkan"); res.status != http.StatusNotFound {
		t.Errorf("an agency's own admin finds people of others: %d", res.status)
	}
	if res := admin.get("/admin/pengguna/admin/nonaktifkan"); res.status != http.StatusNotFound {
		t.Errorf("one's own account: %d", res.status)
	}

	admin.post(at).has(t, http.StatusUnprocessableEntity, "Isi alasannya", "Pilih penerus untuk permohonan ini")
	admin.post(at, "alasan", "Mutasi ke kecamatan", "penerus", "pengembang-pd").has(t, http.StatusUnprocessableEntity, "memuat orang yang sudah ada di tim lain", "Mutasi ke kecamatan")
	if !w.actor("penguji-pd").User.Active {
		t.Fatal("a refusal ended the account")
	}
	res := admin.post(at, "alasan", "Mutasi ke kecamatan", "penerus", "pengembang-pd", "penerus-"+string(v.ID), "anggota")
	if res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	admin.get(res.location()).has(t, http.StatusOK, "sudah dinonaktifkan. Pekerjaannya pada 1 permohonan diserahkan")
	if res := gone.get("/tugas"); res.status == http.StatusOK {
		t.Error("the session of the account that ended goes on")
	}
	root := "/permohonan/" + string(v.ID)
	w.as("pemohon").get(root+"/riwayat").has(t, http.StatusOK, "Kursi di Tim Penguji diserahkan kepada penerus", "Murni Astuti", "Rini Astuti", "Mutasi ke kecamatan")
	w.as("pemohon").get(root+"/tim").has(t, http.StatusOK, "Rini Astuti", "!akun nonaktif")

	// A seat that stays is on the tasks of those who change teams, and on the team's page.
	res = admin.post("/admin/pengguna/pengembang-pd/nonaktifkan", "alasan", "Pensiun", "penerus-"+string(v.ID), "-")
	if res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	w.as("verifikator").get("/tugas").has(t, http.StatusOK, "Anggota tim yang akunnya nonaktif", "Hendra Kusuma", root+"/tim")
	w.as("pemohon").get("/tugas").has(t, http.StatusOK, "!Anggota tim yang akunnya nonaktif")
	w.as("verifikator").get(root+"/tim").has(t, http.StatusOK, "akun nonaktif")
	admin.get("/admin/pengguna/pengembang-pd/nonaktifkan").has(t, http.StatusOK, "Serahkan pekerjaan "+"Hendra Kusuma")

	// It wants a fresh proof.
	w.clock.Pass(6 * time.Minute)
	admin.post("/admin/pengguna/anggota/nonaktifkan", "alasan", "Pensiun").has(t, http.StatusForbidden, "Pastikan ini Anda")
}

// TestVendorWithoutAppointment signs in somebody whose every appointment has ended.
func TestVendorWithoutAppointment(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("vendor")
	b := w.as("vendor")
	const none = "sedang tidak ditunjuk pada permohonan mana pun"
	b.get("/tugas").has(t, http.StatusOK, none, "!Tidak ada yang menunggu Anda")
	b.get("/permohonan").has(t, http.StatusOK, none, "!Belum ada permohonan")
	b.get("/agenda").has(t, http.StatusOK)
	b.get("/akun").has(t, http.StatusOK)
}

// logo posts a file as the logo of an organisation.
func (b *browser) logo(path string, content []byte) answer {
	b.w.t.Helper()
	return b.postFiles(path, nil, attached{"logo", "logo.png", content})
}

// TestLetterheadPages changes what letters bear, as an administrator and as the agency's own.
func TestLetterheadPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withTeams()
	const home = "/admin/pd/dinas-kesehatan"
	const at = home + "/kop"
	admin, own := w.as("admin"), w.as("admin-pd")
	admin.get(home).has(t, http.StatusOK, "Kop surat belum diisi", at)
	own.get(at).has(t, http.StatusOK, "Kop surat Dinas Kesehatan", "Kop surat ini belum diisi")
	for _, path := range []string{at, at + "/logo"} {
		if res := w.as("admin-didik").get(path); res.status != http.StatusNotFound {
			t.Errorf("%s is found by another agency's admin: %d", path, res.status)
		}
	}
	if res := w.as("admin-didik").post(at, "kota", "Lain"); res.status != http.StatusNotFound {
		t.Errorf("another agency's admin changes it: %d", res.status)
	}
	for _, path := range []string{home, "/admin/pd"} {
		if res := own.get(path); res.status != http.StatusForbidden {
			t.Errorf("%s is open to an agency's own admin: %d", path, res.status)
		}
	}

	own.post(at, "email", "bukan email", "kota", "Salatiga").has(t, http.StatusUnprocessableEntity, "Tulis alamat email yang lengkap", `value="Salatiga"`)
	res := own.post(at, "pemerintah", "PEMERINTAH KOTA SALATIGA", "alamat", "Jalan Contoh 1", "telepon", "0298 000000", "kota", "Salatiga",
		"jabatan-kepala", "Kepala Dinas Kesehatan", "nama-kepala", "dr. Contoh Saja", "nip-kepala", "19850101 201013 1 001")
	if res.status != http.StatusSeeOther || res.location() != at {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	own.get(at).has(t, http.StatusOK, "PEMERINTAH KOTA SALATIGA", "DINAS KESEHATAN", "Telepon 0298 000000", "Salatiga, 23 November 2026", "NIP 19850101 201013 1 001", "bukan bulan pengangkatan yang wajar")

	for what, c := range map[string]struct {
		file []byte
		says string
	}{
		"a text":       {[]byte("halo, ini bukan gambar"), "Logo harus gambar PNG atau JPEG"},
		"too large":    {bytes.Repeat([]byte("x"), 500_001), "paling besar 500 kB"},
		"a broken one": {[]byte("\x89PNG\r\n\x1a\nxxxx"), "rusak atau tidak dapat dibaca"},
		"nothing":      {nil, "Pilih berkas gambarnya"},
	} {
		t.Log(what)
		own.logo(at+"/logo", c.file).has(t, http.StatusUnprocessableEntity, c.says)
	}
	if res := own.logo(at+"/logo", photograph(t, 900, 600)); res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	own.get(at).has(t, http.StatusOK, at+"/logo?sidik=", `width="72" height="48"`)
	if res := own.get(at + "/logo"); res.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(res.body, "\x89PNG") {
		t.Errorf("the logo is %s", res.header.Get("Content-Type"))
	}
	admin.get(home).has(t, http.StatusOK, "PEMERINTAH KOTA SALATIGA", at+"/logo?sidik=")
	if res := own.post(at + "/logo/hapus"); res.status != http.StatusSeeOther {
		t.Fatal(res.status)
	}
	own.get(at).has(t, http.StatusOK, "!/logo?sidik=")

	// Days and a successor; what is wrong stands beside the field.
	form := []string{"nama", "Dinas Kesehatan", "singkatan", "Dinkes", "jenis", "agency", "keadaan", "aktif", "keadaan", "sah"}
	admin.post(home, append(form, "sejak", "2026-12-01", "sampai", "2026-11-01")...).has(t, http.StatusUnprocessableEntity, "tidak boleh sebelum hari pertama")
	if res := admin.post(home, append(form, "sampai", "2026-11-22", "penerus", "dinas-pendidikan")...); res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if res := w.as("pemohon").post("/permohonan/baru", "alur", "swakelola"); res.status == http.StatusSeeOther {
		t.Errorf("an agency that is no more opens a request: %s", res.location())
	}
	w.clock.Pass(6 * time.Minute)
	admin.post(home, form...).has(t, http.StatusForbidden, "Pastikan ini Anda")
}
