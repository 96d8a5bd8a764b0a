package web

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/photo"
)

// photograph is a small picture, of a size of its own.
func photograph(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: uint8(i % 251)}.Y
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photos posts pictures as a browser does, with the empty part of the other control.
func (b *browser) photos(path string, pictures ...[]byte) answer {
	b.w.t.Helper()
	var files []attached
	for i, p := range pictures {
		files = append(files, attached{"foto", fmt.Sprintf("IMG_%d.jpg", i), p})
	}
	return b.postFiles(path, nil, append(files, attached{name: "foto"})...)
}

// hidden finds the value of a hidden control.
func (a answer) hidden(name string) string {
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return m[1]
}

// thumbs lists the addresses of the small pictures in the order of the page.
func (a answer) thumbs() []string {
	var out []string
	for _, m := range regexp.MustCompile(`<img src="([^"]+)"`).FindAllStringSubmatch(a.body, -1) {
		out = append(out, m[1])
	}
	return out
}

// shape is "w×h" of the small picture at an address.
func (b *browser) shape(path string) string {
	b.w.t.Helper()
	res := b.get(path)
	cfg, err := jpeg.DecodeConfig(strings.NewReader(res.body))
	if err != nil || res.status != http.StatusOK || res.header.Get("Content-Type") != "image/jpeg" || !strings.Contains(res.header.Get("Cache-Control"), "no-store") {
		b.w.t.Errorf("%s: %d %v %v", path, res.status, res.header, err)
	}
	return fmt.Sprintf("%d×%d", cfg.Width, cfg.Height)
}

func pageID(thumb string) string {
	_, id, _ := strings.Cut(thumb, "/halaman/")
	id, _, _ = strings.Cut(id, "?")
	return id
}

// TestPhotographedLetter walks Bu Wati's letter: from the button in the form, over
// pages in the wrong order and the wrong way round, to the PDF in its slot.
func TestPhotographedLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota")
	v := w.draft("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	section := "/permohonan/" + string(v.ID) + "/isi/surat"
	form := b.get(section)
	if !strings.Contains(form.body, "Foto surat") || !strings.Contains(form.body, "Pilih berkas yang sudah pernah diunggah") {
		t.Fatal("the slot does not offer it")
	}
	// What was typed beside the button is saved on the way.
	res := b.post(section, "_kunci", "k1", "_versi", form.hidden("_versi"), "_tahap", "surat-permohonan", "_butir", "nomor-surat", "nomor-surat", "045/7", "_foto", "surat")
	base := "/permohonan/" + string(v.ID) + "/foto/surat"
	if res.status != http.StatusSeeOther || res.location() != base {
		t.Fatalf("the button leads to %d %s", res.status, res.location())
	}
	if got := b.get(section); !strings.Contains(got.body, "045/7") {
		t.Error("what was typed beside the button is lost")
	}
	page := b.get(base)
	if page.status != http.StatusOK || !strings.Contains(page.body, `capture="environment"`) || !strings.Contains(page.body, `accept="image/jpeg,image/png"`) || strings.Contains(page.body, "Jadikan satu PDF") {
		t.Errorf("the empty page: %d\n%s", page.status, page.body)
	}
	if res := b.photos(base, photograph(t, 30, 40), photograph(t, 50, 60), photograph(t, 70, 10)); res.status != http.StatusSeeOther {
		t.Fatalf("photographs: %d", res.status)
	}
	shapes := func(want ...string) []string {
		t.Helper()
		thumbs := b.get(base).thumbs()
		var got []string
		for _, x := range thumbs {
			got = append(got, b.shape(x))
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("pages %v, want %v", got, want)
		}
		return thumbs
	}
	thumbs := shapes("30×40", "50×60", "70×10") // as they were chosen
	change := func(button string, i int) {
		t.Helper()
		if res := b.post(base+"/ubah", button, pageID(thumbs[i])); res.status != http.StatusSeeOther {
			t.Fatalf("%s: %d", button, res.status)
		}
	}
	change("turun", 0)
	change("naik", 2)
	change("putar", 2)
	change("hapus", 1)
	thumbs = shapes("10×70", "30×40")
	b.photos(base, photograph(t, 20, 20))
	thumbs = shapes("10×70", "30×40", "20×20")

	// They are hers alone, though a colleague sees the request.
	if res := w.as("anggota").get(thumbs[0]); res.status != http.StatusForbidden {
		t.Errorf("a colleague gets a picture: %d", res.status)
	}
	page = b.get(base)
	send := []string{"_kunci", page.hidden("_kunci"), "_versi", page.hidden("_versi"), "_tahap", page.hidden("_tahap"), "_ganti.surat", page.hidden("_ganti.surat")}
	res = b.post(base+"/satukan", send...)
	if res.status != http.StatusSeeOther || res.location() != section+"#butir-surat" {
		t.Fatalf("join: %d %s\n%s", res.status, res.location(), res.body)
	}
	docs := w.view("pemohon", v.ID).Documents
	if len(docs) != 1 || docs[0].Name != "Berkas surat permohonan.pdf" || docs[0].MediaType != "application/pdf" {
		t.Fatalf("documents: %+v", docs)
	}
	got := b.get("/permohonan/" + string(v.ID) + "/dokumen/" + string(docs[0].ID) + "/unduh")
	if strings.Count(got.body, "/Type /Page /Parent") != 3 {
		t.Error("the PDF does not have three pages")
	}
	if thumbs := b.get(base).thumbs(); len(thumbs) != 0 {
		t.Errorf("pages are left: %v", thumbs)
	}
	// The same form again finds nothing to join, and says so.
	if res := b.post(base+"/satukan", send...); res.status != http.StatusSeeOther || res.location() != base {
		t.Errorf("joined again: %d %s", res.status, res.location())
	}
	if res := b.get(base); !strings.Contains(res.body, "Belum ada foto halaman") {
		t.Error("nothing is said about it")
	}
	if n := len(w.view("pemohon", v.ID).AllDocuments); n != 1 {
		t.Errorf("%d documents", n)
	}
}

// TestPhotosReplaceNothingUnseen proves that a file that somebody else put into the
// slot meanwhile is not replaced by the joined pages, which stay.
func TestPhotosReplaceNothingUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	base := "/permohonan/" + string(v.ID) + "/foto/surat"
	b.photos(base, photograph(t, 30, 40))
	page := b.get(base)
	w.upload("pemohon", v.ID, "surat")
	send := []string{"_kunci", page.hidden("_kunci"), "_ganti.surat", page.hidden("_ganti.surat")}
	if res := b.post(base+"/satukan", send...); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "baru saja mengunggah berkas lain") {
		t.Errorf("%d", res.status)
	}
	page = b.get(base)
	if !strings.Contains(page.body, "menggantikan surat.pdf") || len(page.thumbs()) != 1 {
		t.Error("the page does not say what is replaced")
	}
	if res := b.post(base+"/satukan", "_kunci", page.hidden("_kunci"), "_ganti.surat", page.hidden("_ganti.surat")); res.location() == base || res.status != http.StatusSeeOther {
		t.Errorf("%d %s", res.status, res.location())
	}
	if docs := w.view("pemohon", v.ID).Documents; len(docs) != 1 || docs[0].Name != "Berkas surat permohonan.pdf" {
		t.Errorf("%+v", docs)
	}
}

// TestHostilePhotos proves that what is no photograph is refused in words, costs the
// others nothing, and never becomes a page.
func TestHostilePhotos(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	base := "/permohonan/" + string(v.ID) + "/foto/surat"
	var bomb bytes.Buffer
	if err := png.Encode(&bomb, image.NewGray(image.Rect(0, 0, 8001, 5000))); err != nil {
		t.Fatal(err)
	}
	good := photograph(t, 30, 40)
	res := b.photos(base, good, []byte("%PDF-1.4\n"), good[:len(good)/2], []byte{}, bomb.Bytes(), good)
	if res.status != http.StatusUnprocessableEntity || len(res.thumbs()) != 2 {
		t.Errorf("%d, %d pages", res.status, len(res.thumbs()))
	}
	for _, words := range []string{"IMG_1.jpg bukan foto JPG atau PNG", "IMG_2.jpg rusak", "IMG_3.jpg kosong", "40 megapiksel", "Kesalahan: "} {
		if !strings.Contains(res.body, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if res := b.photos(base); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Ambil atau pilih foto") {
		t.Errorf("nothing chosen: %d", res.status)
	}
	if res := b.post(base, "foto", "x"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("no multipart: %d", res.status)
	}
	if res := b.send(http.MethodPost, base, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"foto\"; filename=\"a.jpg\"\r\n\r\n\xff\xd8\xff"); res.status != http.StatusBadRequest {
		t.Errorf("a body that breaks off: %d", res.status)
	}
	for _, path := range []string{base + "/halaman/..%2f..%2falur.db", base + "/halaman/pages.json", base + "/halaman/x"} {
		if res := b.get(path); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.status)
		}
	}
	many := make([][]byte, photo.MaxPages)
	for i := range many {
		many[i] = photograph(t, 8, 8)
	}
	res = b.photos(base, many...)
	if res.status != http.StatusUnprocessableEntity || len(res.thumbs()) != photo.MaxPages || !strings.Contains(res.body, "paling banyak 30 halaman") || strings.Contains(res.body, `type="file"`) {
		t.Errorf("too many: %d, %d pages", res.status, len(res.thumbs()))
	}
}

// TestPhotosRefused proves that nobody photographs for a slot that is not his or hers
// to fill now: other people, other stages, an ended request, no slot at all.
func TestPhotosRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Sistem Antrean")
	at := func(below string) string { return "/permohonan/" + string(v.ID) + below }
	try := func(name, item string, want int) {
		t.Helper()
		b := w.as(name)
		for _, path := range []string{"/foto/" + item, "/foto/" + item + "/halaman/x", "/pilih/" + item} {
			if res := b.get(at(path)); res.status != want && !(want == http.StatusOK && strings.Contains(path, "halaman")) {
				t.Errorf("GET %s as %s: %d, want %d", path, name, res.status, want)
			}
		}
		if want == http.StatusOK {
			return
		}
		if res := b.photos(at("/foto/"+item), photograph(t, 8, 8)); res.status != want {
			t.Errorf("photographs for %s as %s: %d, want %d", item, name, res.status, want)
		}
		for _, path := range []string{"/foto/" + item + "/ubah", "/foto/" + item + "/satukan", "/pilih/" + item} {
			if res := b.post(at(path), "hapus", "x"); res.status != want {
				t.Errorf("POST %s as %s: %d, want %d", path, name, res.status, want)
			}
		}
	}
	try("pemohon", "kak", http.StatusOK)
	try("pemohon", "surat", http.StatusConflict)    // of the stage before
	try("pemohon", "judul", http.StatusNotFound)    // no document
	try("pemohon", "x", http.StatusNotFound)        // nothing
	try("verifikator", "kak", http.StatusForbidden) // of another party
	try("auditor", "kak", http.StatusForbidden)     // reads only
	try("pemohon2", "kak", http.StatusNotFound)     // of another agency
	try("vendor", "kak", http.StatusNotFound)       // not appointed
	if _, err := w.app.Cases.Act(context.Background(), w.actor("pemohon"), v.ID, "tarik", map[string]jsontext.Value{"alasan": value(t, "Sudah tidak diperlukan lagi.")}, "", casework.Options{}); err != nil {
		t.Fatal(err)
	}
	try("pemohon", "kak", http.StatusConflict) // the request has ended
}

// TestPhotosGrowOld proves that pages are gone after a day.
func TestPhotosGrowOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	base := "/permohonan/" + string(v.ID) + "/foto/surat"
	if res := w.as("pemohon").photos(base, photograph(t, 30, 40)); res.status != http.StatusSeeOther {
		t.Fatal(res.status)
	}
	w.clock.Pass(photo.Lifetime - time.Minute)
	if n := len(w.as("pemohon").get(base).thumbs()); n != 1 {
		t.Errorf("%d pages a minute before", n)
	}
	w.clock.Pass(time.Minute)
	if n := len(w.as("pemohon").get(base).thumbs()); n != 0 {
		t.Errorf("%d pages a day later", n)
	}
}

// TestReusedFile walks the other way to fill a slot: with what was uploaded before.
func TestReusedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2")
	first := w.submitted("pemohon", "Sistem Antrean")
	foreign := w.submitted("pemohon2", "Sistem Rapor")
	v := w.draft("pemohon", "Sistem Gudang")
	b := w.as("pemohon")
	section := "/permohonan/" + string(v.ID) + "/isi/surat"
	base := "/permohonan/" + string(v.ID) + "/pilih/surat"
	if res := b.post(section, "_kunci", "k", "_tahap", "surat-permohonan", "_pilih", "surat"); res.location() != base {
		t.Fatalf("the button leads to %s", res.location())
	}
	page := b.get(base)
	choice := string(first.ID) + "." + string(first.Documents[0].ID)
	if !strings.Contains(page.body, choice) || !strings.Contains(page.body, "Sistem Antrean") || strings.Contains(page.body, "Sistem Rapor") || strings.Count(page.body, `type="radio"`) != 1 {
		t.Fatalf("offered:\n%s", page.body)
	}
	if res := b.post(base, "_kunci", "k2"); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Pilih salah satu berkas") {
		t.Errorf("nothing chosen: %d", res.status)
	}
	for _, x := range []string{string(foreign.ID) + "." + string(foreign.Documents[0].ID), string(first.ID) + ".x", "x.y", string(first.ID) + "." + string(foreign.Documents[0].ID)} {
		if res := b.post(base, "_kunci", "k3", "berkas", x); res.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", x, res.status)
		}
	}
	send := []string{"_kunci", page.hidden("_kunci"), "_ganti.surat", "", "berkas", choice}
	for range 2 { // sent twice, done once
		res := b.post(base, send...)
		if res.status != http.StatusSeeOther || res.location() != section+"#butir-surat" {
			t.Fatalf("%d %s\n%s", res.status, res.location(), res.body)
		}
	}
	docs := w.view("pemohon", v.ID).AllDocuments
	if len(docs) != 1 || docs[0].SHA256 != first.Documents[0].SHA256 || docs[0].Name != "surat.pdf" {
		t.Fatalf("%+v", docs)
	}
	if res := b.get(section); !strings.Contains(res.body, "surat.pdf") {
		t.Error("the slot does not show it")
	}
	if res := b.get(base); !strings.Contains(res.body, "Belum ada berkas lain") {
		t.Error("what lies in the slot is offered for it")
	}
}
