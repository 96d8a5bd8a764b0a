package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// holidayFile sends a list of holidays through the page.
func (b *browser) holidayFile(year, name, content string) answer {
	b.w.t.Helper()
	var files []attached
	if name != "" {
		files = append(files, attached{"berkas", name, []byte(content)})
	}
	return b.postFiles(holidaysPath+"/impor", url.Values{"tahun": {year}}, files...)
}

// TestHolidayPages follows the calendar through the pages: seen, a day added and one
// cancelled, Ramadan moved, and what everybody else sees of it.
func TestHolidayPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "admin")
	admin := w.as("admin")
	empty := admin.get(holidaysPath).body
	w.sound("empty", empty)
	has(t, "empty", empty, "Hari libur 2026 belum diisi", "Simpan hari libur", "Masa jam Ramadan tahun ini belum diisi", "Jumat: 07.30–11.30 dan 13.00–16.30")
	if err := w.app.Directory.SeedCalendar(t.Context()); err != nil {
		t.Fatal(err)
	}
	has(t, "seeded", admin.get(holidaysPath).body, "240 hari kerja", "1497/2025", "Senin, 17 Agu 2026", "bawaan ALUR", "/admin/libur/2026-12-24/batal")

	res := admin.post(holidaysPath, "tahun", "2026", "tanggal", "2026-12-40", "nama", "", "alasan", "SKB contoh")
	checked(t, res, http.StatusUnprocessableEntity, "Ini bukan tanggal yang benar", "Isi nama harinya", "Pilih jenis harinya", `value="SKB contoh"`, `value="2026-12-40"`, "Ada 3 isian yang perlu dibetulkan")
	w.sound("refused", res.body)
	res = admin.post(holidaysPath, "tahun", "2026", "tanggal", "2026-12-31", "nama", "Cuti akhir tahun", "jenis", "cuti-bersama", "alasan", "SKB contoh")
	if res.location() != holidaysPath+"?tahun=2026" {
		t.Fatalf("added: %d %s\n%s", res.status, res.location(), res.body)
	}
	has(t, "added", admin.get(res.location()).body, "Cuti akhir tahun, Kamis, 31 Des 2026, sudah disimpan.", "239 hari kerja", "diisi sendiri", "Versi 2 · admin")

	cancel := holidaysPath + "/2026-12-24/batal"
	w.sound("cancel", checked(t, admin.get(cancel), http.StatusOK, "Batalkan hari libur?", "Kamis, 24 Des 2026").body)
	checked(t, admin.post(cancel, "alasan", " "), http.StatusUnprocessableEntity, "Tulis alasannya")
	if res := admin.post(cancel, "alasan", "SKB contoh"); res.location() != holidaysPath+"?tahun=2026" {
		t.Errorf("cancelled: %d %s", res.status, res.location())
	}
	checked(t, admin.get(cancel), http.StatusNotFound)
	has(t, "cancelled", admin.get(holidaysPath).body, "240 hari kerja", "Dibatalkan: hari kerja")

	checked(t, admin.post(holidaysPath+"/ramadan", "tahun", "2026", "mulai", "2026-03-20", "sampai", "2026-02-19", "alasan-ramadan", ""), http.StatusUnprocessableEntity,
		"Hari terakhir tidak boleh sebelum hari pertama", `id="alasan-ramadan-galat"`, `<details class="lipat" open>`)
	if res := admin.post(holidaysPath+"/ramadan", "tahun", "2026", "mulai", "2026-02-18", "sampai", "2026-03-20", "alasan-ramadan", "Edaran"); res.location() != holidaysPath+"?tahun=2026" {
		t.Errorf("Ramadan: %d %s", res.status, res.location())
	}

	own := w.as("pemohon").get(calendarPath)
	w.sound("for everybody", own.body)
	has(t, "for everybody", own.body, "240 hari kerja", "Cuti akhir tahun", "Rabu, 18 Feb 2026 sampai", "Versi 4 · Pengelola")
	hasNot(t, "for everybody", own.body, "Batalkan", "<form class=\"kartu\"", "Kelahiran Yesus Kristus</td>\n", "diisi sendiri", "24 Des 2026", "· admin ·")
	has(t, "security log", admin.get("/admin/keamanan?kelompok=instansi").body, "Hari libur 2026 diubah", "Kamis, 24 Des 2026 kembali hari kerja (versi 3)", "masa jam Ramadan (versi 4)")

	w.clock.Pass(12 * time.Minute)
	if res := admin.post(cancel, "alasan", "x"); res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") {
		t.Errorf("without a fresh proof: %d", res.status)
	}
}

var hiddenList = regexp.MustCompile(`name="daftar" value="([^"]*)"`)

// TestHolidayImportPages follows a list: refused, looked at, taken over.
func TestHolidayImportPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	admin := w.as("admin")
	w.sound("asked", checked(t, admin.get(holidaysPath+"/impor?tahun=2027"), http.StatusOK, `value="2027"`).body)
	w.sound("no file", checked(t, admin.holidayFile("2027", "", ""), http.StatusUnprocessableEntity, "Pilih berkasnya").body)
	checked(t, admin.holidayFile("2027", "a.pdf", "x"), http.StatusUnprocessableEntity, "Jenis berkas ini tidak dapat dibaca")
	checked(t, admin.holidayFile("tahun depan", "a.csv", "2027-01-01;A;libur"), http.StatusUnprocessableEntity, "Tahunnya harus antara", `value="tahun depan"`)
	res := admin.holidayFile("2027", "a.csv", "tanggal;nama;jenis\n2027-01-01;Tahun \"Baru\" <b>;libur\n2027-01-01;Lagi;libur\n2026-01-01;Lalu;libur\n2027-12-24;Cuti bersama Natal;\n")
	w.sound("preview", res.body)
	checked(t, res, http.StatusOK, "Periksa hari libur 2027", "tanggal ini sudah ada di atas", "di luar tahun 2027", "Terapkan 2 hari", "&lt;b&gt;")
	list := hiddenList.FindStringSubmatch(res.body)
	if list == nil {
		t.Fatalf("no list in the form:\n%s", res.body)
	}
	form := []string{"tahun", "2027", "daftar", strings.ReplaceAll(html.UnescapeString(list[1]), "\n", "\r\n"), "sumber", "Keputusan Contoh"}
	apply := holidaysPath + "/impor/terapkan"
	checked(t, admin.post(apply, form...), http.StatusUnprocessableEntity, "Tulis alasannya", `value="Keputusan Contoh"`, "Terapkan 2 hari")
	if res := admin.post(apply, append(form, "alasan", "Sudah terbit")...); res.location() != holidaysPath+"?tahun=2027" {
		t.Fatalf("applied: %d %s\n%s", res.status, res.location(), res.body)
	}
	has(t, "applied", admin.get(holidaysPath+"?tahun=2027").body, "2 ditambahkan, 0 diubah", "dari berkas", "Keputusan Contoh", "Tahun &#34;Baru&#34; &lt;b&gt;", "Sudah terbit")
	checked(t, admin.holidayFile("2027", "a.csv", "2027-12-24;Cuti bersama Natal;cuti bersama\n"), http.StatusOK, "Tidak ada yang perlu diubah")
	checked(t, admin.post(apply, "tahun", "2027", "alasan", "x"), http.StatusUnprocessableEntity, "Pilih berkasnya")
}
