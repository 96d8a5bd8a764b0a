package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// atCounter is a world with two reviewers, one who is requester as well, and two agencies.
func atCounter(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator", "kepala", "auditor")
	for _, u := range []directory.NewUser{
		{Username: "verifikator-b", Name: "Lina Marlina", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleReviewer}},
		{Username: "rangkap", Name: "Bayu Nugroho", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleRequester, alur.RoleReviewer}},
		{Username: "pemohon-b", Name: "Budi Hartono", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}},
	} {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// lacks wants none of the words on the page.
func (k *walker) lacks(words ...string) *walker {
	k.t.Helper()
	for _, s := range words {
		if strings.Contains(k.page.Text, s) {
			k.t.Fatalf("%s at %s: there is %q on the page\n%s", k.name, k.path, s, squeeze(k.page.All("main")[0].Text))
		}
	}
	return k
}

// fillLetter fills in the four sections of a draft, and stands on the check page then.
func (k *walker) fillLetter(title string) {
	k.t.Helper()
	k.follow("Lanjut: sistem yang dimohonkan").form("/isi/sistem").set("judul", title).set("jenis", "pembangunan-baru").press()
	k.form("/isi/kebutuhan").set("ringkasan", "Jadwal guru pengganti masih ditulis di papan.").press()
	k.form("/isi/surat").set("nomor-surat", "421/99/2026").set("tanggal-surat", "20/11/2026").set("perihal", "Permohonan sistem").attach("surat").press()
	k.form("/isi/orang").
		set("penanda-tangan.name", "Bambang Suryono").set("penanda-tangan.position", "Kepala Dinas").set("penanda-tangan.nip", "19680923 199403 1 002").
		set("narahubung.name", "Joko").set("narahubung.phone", "081234567890").set("narahubung.email", "joko@example.go.id").press()
}

// TestPaperLetter goes with a paper letter from the counter to the review by somebody else.
func TestPaperLetter(t *testing.T) {
	t.Parallel()
	w := atCounter(t)
	k := w.walker("verifikator").open("/tugas").follow("Catat dari surat masuk").sees("Catat dari surat masuk", "dipindai menjadi PDF")
	k.lacks("Permohonan siapa?", "CV Nusa Karya") // vendors send no letters
	k.form("/permohonan/baru").press().sees("Pilih Perangkat Daerah yang mengirim surat", "Pilih cara pelaksanaan")
	k.form("/permohonan/baru").set(fieldLetter, "dinas-pendidikan").press().lacks("Pilih Perangkat Daerah yang").sees("Pilih cara pelaksanaan")
	f := k.form("/permohonan/baru")
	if got := f.values.Get(fieldLetter); got != "dinas-pendidikan" {
		t.Errorf("the agency chosen is lost: %q", got)
	}
	forged := *f
	forged.values = map[string][]string{fieldFlow: {"swakelola"}, fieldLetter: {"cv-nusa"}}
	if a := forged.send(); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Pilih Perangkat Daerah yang mengirim surat") {
		t.Errorf("a letter of a vendor: %d", a.status)
	}
	const registered = "Dicatat di loket dari surat kertas oleh Rino Saputra"
	k.form("/permohonan/baru").set(fieldFlow, "swakelola").press().sees(registered, "Anda dapat bertindak di loket bagi Dinas Pendidikan", "0 dari 4 bagian lengkap")
	root := k.path

	// The agency itself sees the draft, another one does not.
	w.at("pemohon2", root).sees(registered, "Petugas loket Diskominfo juga dapat mengisinya")
	if res := w.as("pemohon").get(root); res.status != http.StatusNotFound {
		t.Errorf("another agency: %d", res.status)
	}
	k.fillLetter("Jadwal Guru Pengganti")
	k.sees("Karena Anda yang mengirim, Anda tidak dapat menelaah").form("/tindakan/ajukan").press().sees("Permohonan terkirim", "Dinas Pendidikan", "SI-2026-0001")
	k.open(root).sees(registered, "Anda dapat bertindak di loket bagi Dinas Pendidikan", "Giliran Anda", "Isi sekarang")
	w.at("auditor", "/permohonan").sees("Jadwal Guru Pengganti", registered)

	// The agency's own people may go on; here the counter does.
	w.at("pemohon2", root).sees("Petugas loket Diskominfo juga dapat mengisinya").form("/isian").attach("kak").press().sees("kak.pdf")
	k.open(root).form("/isian").attach("proses-bisnis").attach("dasar-hukum").attach("analisis-kebutuhan").press().sees("analisis-kebutuhan.pdf")
	k.open(root + "/tindakan/serahkan").form("/tindakan/serahkan").press()

	// Four eyes: whoever handed it in is told why it is not his turn.
	const barred = "penilaiannya harus dilakukan oleh orang lain"
	k.open(root).sees(registered, barred).lacks("Giliran Anda", "Telaah sekarang", "Ambil tugas", "Anda dapat bertindak di loket")
	k.open("/tugas").sees("Menunggu pihak lain", "Jadwal Guru Pengganti", barred).lacks("Bisa diambil")
	b := w.at("verifikator-b", root).sees(registered, "Giliran Anda", "Telaah: 0 dari 5 dokumen").lacks(barred)
	f = b.form("/telaah")
	for _, name := range reviewRows(f) {
		f.set(name, "accepted")
	}
	f.press().sees("5 dari 5 dokumen sudah ditelaah")
	b.open(root + "/tindakan/terima").form("/tindakan/terima").press()
	k.open(root).sees("Tahap 4 dari 16").lacks(barred, "Anda dapat bertindak di loket")
}

// TestNewRequestForBoth proves the choice of somebody who is requester and reviewer, and who
// has none.
func TestNewRequestForBoth(t *testing.T) {
	t.Parallel()
	w := atCounter(t)
	k := w.at("rangkap", "/permohonan").follow("Permohonan baru").sees("Permohonan instansi saya", "Catat dari surat masuk")
	k.form("/permohonan/baru").set(fieldFlow, "swakelola").press().sees("Pilih asal permohonan")
	k.form("/permohonan/baru").set(fieldOrigin, originLetter).press().sees("Pilih Perangkat Daerah yang mengirim surat")
	k.form("/permohonan/baru").set(fieldOrigin, originOwn).press().sees("Dinas Komunikasi dan Informatika").lacks("Dicatat di loket", "Pilih asal")
	k.open("/permohonan/baru").form("/permohonan/baru").set(fieldOrigin, originLetter).set(fieldLetter, "dinas-kesehatan").set(fieldFlow, "pihak-ketiga").press().
		sees("Dinas Kesehatan", "Dicatat di loket dari surat kertas oleh Bayu Nugroho")

	w.at("pemohon", "/permohonan/baru").lacks("Permohonan siapa?", "mengirim surat")
	own := w.as("pemohon").post("/permohonan/baru", fieldFlow, "swakelola", fieldOrigin, originLetter, fieldLetter, "dinas-pendidikan")
	if v := w.view("pemohon", alur.RequestID(strings.TrimPrefix(own.location(), "/permohonan/"))); v.Agency.ID != "dinas-kesehatan" || v.State.Counter {
		t.Errorf("a requester registered for %s", v.Agency.ID)
	}
	for _, name := range []string{"kepala", "auditor"} {
		if res := w.as(name).get("/permohonan/baru"); res.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, res.status)
		}
		w.at(name, "/permohonan").lacks("Permohonan baru", "Catat dari surat masuk")
	}
}

// TestTakeTask proves what colleagues see of a task that one of them takes, on the
// request and in their lists.
func TestTakeTask(t *testing.T) {
	t.Parallel()
	w := atCounter(t)
	first := w.supplied("pemohon", "Sistem Antrean")
	w.clock.Pass(24 * time.Hour)
	second := w.supplied("pemohon2", "e-Presensi Guru")
	root := "/permohonan/" + string(first.ID)

	k := w.at("verifikator", "/tugas").sees("Tugas Saya: 2 menunggu Anda", "Anda belum mengambil tugas", "Bisa diambil").lacks("Dikerjakan rekan")
	if oldest, newest := strings.Index(k.page.Text, "Sistem Antrean"), strings.Index(k.page.Text, "e-Presensi Guru"); oldest > newest {
		t.Error("what has waited longest does not come first")
	}
	stale := w.at("verifikator-b", "/tugas").form(string(first.ID) + "/ambil")
	k.form(string(first.ID)+"/ambil").press().sees("Tugas pada «Sistem Antrean» sekarang Anda kerjakan", "Dikerjakan oleh Rino Saputra sejak Selasa, 24 Nov 2026 pukul 10.00 WIB")
	k.form(string(first.ID) + "/lepas")
	k.form(string(second.ID) + "/ambil")
	k.sees("Tugas Saya: 2 menunggu Anda")

	stale.press().sees("Rekan Anda baru saja mengambil tugas ini", "Dikerjakan rekan", "Dikerjakan oleh Rino Saputra", "Tugas Saya: 1 menunggu Anda")
	c := w.at("verifikator-b", root).sees("Giliran Anda", "Dikerjakan oleh Rino Saputra", "Ambil alih tugas", "Telaah sekarang") // nobody is kept from it
	w.at("pemohon", root).sees("Dikerjakan oleh Rino Saputra").lacks("Ambil tugas", "Ambil alih")
	c.form("/ambil").press().sees("sekarang Anda kerjakan", "Dikerjakan oleh Lina Marlina", "Lepas tugas")
	k.open(root).sees("Dikerjakan oleh Lina Marlina", "Ambil alih tugas")
	c.form("/lepas").press().sees("sudah Anda lepas", "Ambil tugas").lacks("Dikerjakan oleh")
	c.form("/ambil").press().sees("Dikerjakan oleh Lina Marlina")

	// The history knows nothing of it, and the stage's end is its end.
	w.at("auditor", root+"/riwayat").lacks("Ambil tugas", "Dikerjakan oleh")
	w.act("pemohon", first.ID, "tarik", map[string]jsontext.Value{"alasan": value(t, "Batal")})
	k.open(root).lacks("Dikerjakan oleh")
	if res := k.post(root + "/ambil"); res.status != http.StatusSeeOther {
		t.Errorf("after the end: %d", res.status)
	}
	k.open(root).sees("sudah berakhir")
	if res := w.as("auditor").post(root + "/ambil"); res.status != http.StatusForbidden {
		t.Errorf("an auditor: %d", res.status)
	}
	if res := k.post("/permohonan/"+string(second.ID)+"/ambil", hiddenBack, "https://evil.example/"); res.location() != "/permohonan/"+string(second.ID) {
		t.Errorf("leads to %q", res.location())
	}
}
