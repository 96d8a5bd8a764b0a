package web

import (
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
)

// TestDecision proves the page of the decision: what is on it in which order, that nothing
// is chosen beforehand, what is refused, and where each decision leads.
func TestDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	w.submitted("pemohon2", "Antrean Loket")
	v := w.decidable("pemohon", "Sistem Antrean")
	root := "/permohonan/" + string(v.ID)
	w.clock.Pass(10 * 24 * time.Hour)
	k := w.as("kepala")
	w.clock.Pass(6 * time.Minute) // the password is asked for again
	page := k.get(root)
	page.has(t, 200, "!checked", "Sejak diajukan", "10 hari", "dari 5 sesuai", "Sistem serupa", "Antrean Loket", "Kata sandi", "Setujui permohonan, menunggu anggaran", "Tidak pernah dikembalikan")
	last := -1
	for _, word := range []string{"Ringkasan kebutuhan", "Gambaran umum dan keunggulan", "Analisis dampak", "Ruang lingkup sistem", "Rencana tahapan", "Surat dan dokumen:", "Notulen rapat", "Paraf Dinas", "Riwayat pengembalian", "Hari sejauh ini", `id="serupa"`, `name="putusan"`, `type="submit">Tetapkan keputusan`} {
		at := strings.Index(page.body, word)
		if at < last {
			t.Errorf("%q stands at %d, before what should be above it", word, at)
		}
		last = at
	}
	k.get(root+"/keputusan").has(t, 200, "Tetapkan keputusan")
	for _, name := range []string{"pemohon", "verifikator", "auditor"} {
		b := w.as(name)
		b.get(root).has(t, 200, `!name="putusan"`)
		if res := b.get(root + "/keputusan"); res.location() != root {
			t.Errorf("%s gets the page: %d", name, res.status)
		}
		if res := b.post(root+"/keputusan", "putusan", "setujui"); res.status != 403 {
			t.Errorf("%s decides: %d", name, res.status)
		}
	}
	post := func(pairs ...string) answer {
		return k.post(root+"/keputusan", append(pairs, hiddenStage, "tindak-lanjut", fieldPassword, worldPassword)...)
	}
	post().has(t, 422, "Pilih salah satu keputusan", `href="#putusan-setujui"`)
	post("putusan", "tidak-setujui", "catatan", "tetap ada").has(t, 422, "Bentuk tanggapan", "Kesalahan:", "tetap ada", `value="tidak-setujui" checked`)
	post("putusan", "tidak-setujui", "bentuk", "rekomendasi", "tanggapan", "Pakai Antrean Loket.", buttonPreview, "ya").has(t, 200,
		"Yang akan dibaca pemohon", "Bentuk tanggapan: Rekomendasi", "Tanggapan: Pakai Antrean Loket.", "Permohonan tidak disetujui", `value="rekomendasi" checked`)
	if s := w.view("kepala", v.ID).State.Status; s != alur.StatusOpen {
		t.Fatalf("a preview made it %s", s)
	}
	w.clock.Pass(6 * time.Minute)
	k.post(root+"/keputusan", "putusan", "alihkan-jalur", "alasan", "Perlu vendor", hiddenStage, "tindak-lanjut", fieldPassword, "salah").has(t, 422, "Perlu vendor", "Kata sandi tidak cocok")
	for _, wrong := range []string{"jeda", "terima", "x", "setujui+x"} {
		if res := post("putusan", wrong); res.status != 409 {
			t.Errorf("%s is taken as a decision: %d", wrong, res.status)
		}
	}

	next := w.decidable("pemohon", "Sistem Kedua")
	if res := post("putusan", "tidak-setujui", "bentuk", "rekomendasi", "tanggapan", "Pakai Antrean Loket."); res.location() != "/tugas" {
		t.Fatalf("declined: %d %s\n%s", res.status, res.location(), res.body)
	}
	k.get("/tugas").has(t, 200, "Permohonan tidak disetujui", "Tugas berikutnya: Sistem Kedua", "/permohonan/"+string(next.ID))
	if got := w.view("kepala", v.ID).State; got.Status != alur.StatusDeclined || got.Outcome == nil {
		t.Errorf("the request is %s", got.Status)
	}
	post("putusan", "setujui").has(t, 409)

	// Approved, waiting for a budget: two steps, the second on a page of its own.
	root = "/permohonan/" + string(next.ID)
	res := post("putusan", "setujui+jeda", "catatan", "Baik")
	if want := root + "/tindakan/jeda?sebab=menunggu-anggaran"; res.location() != want {
		t.Fatalf("approved: %d %s, want %s", res.status, res.location(), want)
	}
	if got := w.view("kepala", next.ID); got.Stage.ID != "pembentukan-tim" || got.State.Paused != nil {
		t.Errorf("after the first step: %s, %v", got.Stage.ID, got.State.Paused)
	}
	k.get(res.location()).has(t, 200, "Langkah 1 dari 2 selesai", `value="menunggu-anggaran" checked`)
	k.get(root+"/tindakan/jeda?sebab=x").has(t, 200, "!checked")
}
