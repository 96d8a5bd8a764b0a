package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/web/pagetest"
)

// TestTasks proves who has the ball, and that the same request waits elsewhere for others.
func TestTasks(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "verifikator", "auditor")
	w.submitted("pemohon", "Sistem Antrean")
	w.clock.Pass(4 * 24 * time.Hour)
	in := w.as("pemohon")
	mine := in.get("/tugas").body
	for _, want := range []string{"Giliran saya", "Unggah 4 dokumen", "Sistem Antrean", "sebagai Perangkat Daerah pemohon", "4 hari di tahap ini", "SI-2026-0001", "<title>Tugas Saya: 1 menunggu Anda"} {
		if !strings.Contains(mine, want) {
			t.Errorf("the requester's tasks do not say %q", want)
		}
	}
	for name, want := range map[string]string{
		"verifikator": "Menunggu Dinas Kesehatan", "anggota": "Menunggu Dinas Kesehatan", "auditor": "Permohonan yang berjalan",
	} {
		body := w.as(name).get("/tugas").body
		if !strings.Contains(body, want) || !strings.Contains(body, "Sistem Antrean") {
			t.Errorf("%s does not see %q", name, want)
		}
		if name == "verifikator" && !strings.Contains(body, "Tidak ada yang menunggu Anda") {
			t.Error("an empty list does not say so")
		}
	}
}

// TestRequestList proves filters, chips, search, paging and who sees what.
func TestRequestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator", "vendor")
	for i := range rowsPerPage + 2 {
		w.draft("pemohon", fmt.Sprintf("Sistem ke-%02d", i))
		w.clock.Pass(time.Minute)
	}
	w.submitted("pemohon2", "e-Presensi Guru")
	in := w.as("verifikator")
	count := func(body string) int { return strings.Count(body, `class="tabel-tautan"`) }
	first := in.get("/permohonan")
	if count(first.body) != rowsPerPage || !strings.Contains(first.body, "e-Presensi Guru") {
		t.Errorf("%d rows on the first page", count(first.body))
	}
	root, _ := pagetest.Parse(first.body)
	next := ""
	for _, a := range root.All("a") {
		if strings.HasPrefix(strings.TrimSpace(a.Text), "Berikutnya") {
			next = a.Attr["href"]
		}
	}
	second := in.get(next)
	if next == "" || count(second.body) != 3 || !strings.Contains(second.body, "Ke awal") || !strings.Contains(second.body, "Sistem ke-00") {
		t.Errorf("%q has %d rows", next, count(second.body))
	}
	one := in.get("/permohonan?kata=presensi&tahap=data-pendukung&status=open&jalur=swakelola&pd=dinas-pendidikan")
	if count(one.body) != 1 {
		t.Errorf("%d rows with every filter", count(one.body))
	}
	for _, chip := range []string{"«presensi»", "Tahap: Kelengkapan data pendukung", "Cara pelaksanaan: Swakelola", "Perangkat Daerah: Dinas Pendidikan"} {
		if !strings.Contains(one.body, chip) {
			t.Errorf("no chip %q", chip)
		}
	}
	if !strings.Contains(one.body, `href="/permohonan?jalur=swakelola&amp;kata=presensi&amp;pd=dinas-pendidikan&amp;tahap=data-pendukung"`) {
		t.Error("no chip takes the status away alone")
	}
	if got := count(in.get("/permohonan?giliran=saya").body); got != 0 {
		t.Errorf("the reviewer has the ball on %d", got)
	}
	if got := count(w.as("pemohon2").get("/permohonan?giliran=saya").body); got != 1 {
		t.Errorf("the requester has the ball on %d", got)
	}
	if got := count(w.as("pemohon2").get("/permohonan").body); got != 1 {
		t.Errorf("another agency sees %d", got)
	}
	vendor := w.as("vendor").get("/permohonan").body
	if count(vendor) != 0 || strings.Contains(vendor, "Dinas Pendidikan") {
		t.Error("a vendor reads the list of agencies")
	}
	nothing := in.get("/permohonan?kata=zzz").body
	if !strings.Contains(nothing, "Tidak ada hasil untuk «zzz»") {
		t.Error("no words for no results")
	}
	for _, bad := range []string{"/permohonan?status=zzz", "/permohonan?setelah=zzz"} {
		if res := in.get(bad); res.status != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, res.status)
		}
	}
	if got := count(in.get("/cari?kata=presensi+guru").body); got != 1 {
		t.Errorf("search finds %d", got)
	}
}

// TestTracking proves what the public sees, and what it does not.
func TestTracking(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.submitted("pemohon", "Sistem Antrean")
	b := w.browser()
	res := b.get("/lacak?kode=" + strings.ToLower(strings.ReplaceAll(v.TrackingCode, "-", "+")))
	if res.location() != "/lacak/"+v.TrackingCode {
		t.Fatalf("%d %q", res.status, res.location())
	}
	res = b.get(res.location())
	for _, want := range []string{"Sistem Antrean", "Dinas Kesehatan", "Tahap 2 dari 16", "Giliran", `content="noindex, nofollow"`} {
		if !strings.Contains(res.body, want) {
			t.Errorf("tracking does not say %q", want)
		}
	}
	for _, never := range []string{"Wati", "Hadi", "pemohon<", "surat.pdf", string(v.ID), v.Number} {
		if strings.Contains(res.body, never) {
			t.Errorf("tracking says %q", never)
		}
	}
	if res.header.Get("X-Robots-Tag") == "" || res.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", res.header)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	const sentence = "Kode lacak tidak ditemukan. Periksa huruf dan angkanya"
	for path, status := range map[string]int{"/lacak/2222-2222-2222": 404, "/lacak/O0I1": 404, "/lacak?kode=O0I1": 422, "/lacak?kode=": 422, "/lacak": 200} {
		res := b.get(path)
		if res.status != status || status == 404 && !strings.Contains(res.body, sentence) {
			t.Errorf("%s: %d, want %d", path, res.status, status)
		}
	}
	for range trackBurst {
		res = b.get("/lacak/2222-2222-2222")
	}
	if res.status != http.StatusTooManyRequests || res.header.Get("Retry-After") == "" {
		t.Errorf("codes can be tried out: %d", res.status)
	}
}

// TestGuide proves that the public guide shows every stage of both routes.
func TestGuide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, plan := range w.app.Cases.Flows().Plans() {
		body := w.browser().get("/panduan/" + string(plan.Flow)).body
		for _, f := range pagetest.Check(body) {
			t.Errorf("%s: %s", plan.Flow, f)
		}
		root, _ := pagetest.Parse(body)
		if n := len(root.All("h3")); n != len(plan.Stages) {
			t.Errorf("%s: %d stages, want %d", plan.Flow, n, len(plan.Stages))
		}
		for _, st := range plan.Stages {
			if !strings.Contains(root.Text, st.Summary) || !strings.Contains(body, "<dd>"+st.Clause+"</dd>") {
				t.Errorf("%s: stage %s is not told in full", plan.Flow, st.ID)
			}
		}
	}
	if res := w.browser().get("/panduan/tidak-ada"); res.status != http.StatusNotFound {
		t.Errorf("an unknown route: %d", res.status)
	}
}

// TestAccount proves that people see and end their own sessions, and no others.
func TestAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2")
	a, b, other := w.as("pemohon"), w.as("pemohon"), w.as("pemohon2")
	root, _ := pagetest.Parse(a.get("/akun").body)
	var end string
	for _, f := range root.All("form") {
		if strings.HasPrefix(f.Attr["action"], "/akun/sesi/") && f.Attr["action"] != "/akun/sesi/lainnya/akhiri" {
			end = f.Attr["action"]
		}
	}
	if end == "" {
		t.Fatal("the other session is not listed")
	}
	if res := other.post(end); res.status != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", res.status)
	}
	if res := a.post(end); res.location() != "/akun#perangkat" {
		t.Errorf("%d %q", res.status, res.location())
	}
	if res := b.get("/akun"); res.status != http.StatusSeeOther {
		t.Errorf("the ended session lives on: %d", res.status)
	}
	if res := a.post("/akun/kata-sandi", "kata-sandi", "salah", "kata-sandi-baru", "baru", "kata-sandi-ulang", "baru"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong old password: %d", res.status)
	}
	if res := a.post("/akun/kata-sandi", "kata-sandi", worldPassword, "kata-sandi-baru", "baru", "kata-sandi-ulang", "lain"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("two new passwords: %d", res.status)
	}
	if res := a.post("/akun/kata-sandi", "kata-sandi", worldPassword, "kata-sandi-baru", "baru", "kata-sandi-ulang", "baru"); res.location() != "/masuk?kabar=sandi" {
		t.Errorf("%d %q", res.status, res.location())
	}
	if res := w.browser().post("/masuk", "nama-pengguna", "pemohon", "kata-sandi", "baru"); res.status != http.StatusSeeOther {
		t.Errorf("the new password: %d", res.status)
	}
}

// TestAdministration walks through agencies; accounts have their own walk (people_test.go).
func TestAdministration(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon")
	in := w.as("admin")
	if res := in.post("/admin/pd/baru", "nama", "", "jenis", "agency"); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Tulis nama") {
		t.Errorf("an agency without a name: %d", res.status)
	}
	if res := in.post("/admin/pd/baru", "nama", "Dinas Sosial", "singkatan", "Dinsos", "jenis", "agency"); res.location() != "/admin/pd" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	list := in.get("/admin/pd?kata=sosial")
	if !strings.Contains(list.body, "Dinas Sosial") || !strings.Contains(list.body, "Dinas Sosial sudah disimpan") {
		t.Error("the new agency is not there")
	}
	if res := in.post("/admin/pd/dinas-pendidikan", "nama", "Dinas Pendidikan dan Kebudayaan", "singkatan", "Disdikbud", "jenis", "agency", "keadaan", "sah"); res.location() != "/admin/pd" {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	if res := in.get("/admin/pd"); !strings.Contains(res.body, "Dinas Pendidikan dan Kebudayaan") || !strings.Contains(res.body, "Tidak aktif") {
		t.Error("the agency has not changed")
	}
	if res := in.get("/admin/pengguna/" + url.PathEscape("tidak ada")); res.status != http.StatusNotFound {
		t.Errorf("an unknown account: %d", res.status)
	}
}
