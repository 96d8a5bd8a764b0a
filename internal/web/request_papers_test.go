package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// TestPapers walks the pages of papers: what can be issued, a paper that was, its number
// with what is refused, its use as a document from the form of the stage, and its end.
func TestPapers(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	for _, u := range walkers {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	v := w.presented("pemohon", "Sistem Antrean")
	root := "/permohonan/" + string(v.ID)
	start := w.clock.Now()
	meeting := func(item string) {
		w.set("verifikator", v.ID, item, map[string]any{
			"start": start.Format(time.RFC3339), "end": start.Add(time.Hour).Format(time.RFC3339), "place": "Aptika", "attendees": []string{"verifikator", "pemohon"},
		})
	}
	k := w.at("verifikator", root+"/naskah").sees("Undangan presentasi", "Isi «Jadwal presentasi» lebih dahulu.", "Belum ada naskah yang diterbitkan.")
	if strings.Contains(k.html, "/terbitkan/undangan-presentasi") {
		t.Error("what lacks its time can be issued")
	}
	meeting("jadwal")
	w.set("pemohon", v.ID, "gambaran-umum", "x")
	w.set("pemohon", v.ID, "analisis-dampak", "x")
	w.upload("pemohon", v.ID, "paparan")
	w.act("verifikator", v.ID, "catat-presentasi", nil)
	meeting("rapat")

	// From the slot to the list, and back with the paper in the slot.
	k = w.at("verifikator", root).sees("Buatkan drafnya dari isian")
	press := func() *walker {
		f := k.form("/isian")
		f.values.Set(buttonPaper, "notulen")
		return f.press()
	}
	press().sees("Notulen rapat koordinasi", "Terbitkan naskah")
	if !strings.HasPrefix(k.path, root+"/naskah") {
		t.Errorf("the slot leads to %s", k.path)
	}
	if res := w.as("verifikator").get(root + "/konsep-naskah/notulen/pdf"); res.status != http.StatusOK || res.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(res.body, "%PDF-") {
		t.Errorf("the draft: %d %v", res.status, res.header)
	}
	k.form("/terbitkan/notulen").press().sees("Notulen rapat koordinasi diterbitkan.", "Belum diisi", "Pakai untuk «Notulen rapat»")
	one := strings.Split(k.path, "?")[0]
	k.form("/nomor").press().sees("Tulis nomor naskah")
	k.form("/nomor").set("nomor-naskah", "005/871").set("tanggal-naskah", "31/12/2030").press().sees("Tanggal naskah tidak boleh setelah hari ini")
	if !strings.Contains(k.html, `value="005/871"`) {
		t.Error("what was typed is gone")
	}
	k.form("/nomor").set("nomor-naskah", "005/871").set("tanggal-naskah", w.clock.Now().Format("02/01/2006")).press().sees("Nomor 005/871 dicatat untuk notulen rapat koordinasi.")
	k.open(root).sees("Pakai naskah yang sudah terbit")
	press().sees("Notulen rapat koordinasi dipakai sebagai berkas «Notulen rapat».", "notulen-"+v.Number+".pdf")
	if docs := w.documents("verifikator", v.ID); docs[len(docs)-1].SHA256 != w.view("verifikator", v.ID).State.Papers[0].SHA256 {
		t.Error("the document is not the paper")
	}
	k.open(one)
	if strings.Contains(k.html, "Pakai naskah ini") {
		t.Error("what is in the slot already is offered")
	}
	k.form("/tarik").press().sees("Tulis alasan penarikan naskah")
	k.form("/tarik").set("alasan", "Salah tempat.").press().sees("Ditarik", "Salah tempat.")
	k.open(root+"/naskah").sees("005/871", "Ditarik")
	k.open(root+"/riwayat").sees("Naskah diterbitkan: Notulen rapat koordinasi", "Nomor naskah dicatat", "Naskah ditarik", "Salah tempat.")

	// Whoever may not issue reads, and is refused in words.
	other := w.at("pemohon", root+"/naskah").sees("005/871")
	if strings.Contains(other.html, "/terbitkan/") {
		t.Error("somebody else's papers can be issued")
	}
	if res := w.as("pemohon").post(root + "/terbitkan/notulen"); res.status != http.StatusForbidden {
		t.Errorf("issued by another party: %d", res.status)
	}
	if res := w.as("pemohon").get(one + "/berkas/pdf"); res.status != http.StatusOK || !strings.HasPrefix(res.body, "%PDF-") {
		t.Errorf("the paper: %d", res.status)
	}
	w.act("verifikator", v.ID, "jeda", map[string]jsontext.Value{"sebab": value(t, "lainnya"), "alasan": value(t, "x")})
	k.open(root + "/naskah").sees("sedang dijeda")
}
