package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/tooltest"
)

func TestLetterTemplates(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "kepala")
	if res := w.as("kepala").get("/admin/templat"); res.status != http.StatusForbidden {
		t.Errorf("the head: %d", res.status)
	}
	b := w.as("admin")
	if res := b.get("/admin/templat"); res.status != http.StatusOK || !strings.Contains(res.body, `href="/admin/templat/bast"`) {
		t.Fatalf("the list: %d", res.status)
	}
	const path = "/admin/templat/bast"
	if res := b.get(path); !strings.Contains(res.body, "{{sistem}}") || !strings.Contains(res.body, "Bawaan") {
		t.Errorf("the kind:\n%s", res.body)
	}
	docx := func(markup string) []byte {
		tpl, err := paper.ParseText([]byte(markup))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := tpl.DOCX(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	upload := func(content []byte) answer {
		return b.postFiles(path, url.Values{}, attached{"berkas", "bast.docx", content})
	}
	if res := upload(docx("{{sistim}}\n")); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Kolom {{sistim}} tidak dikenal") || !strings.Contains(res.body, "Mungkin maksud Anda {{sistem}}.") {
		t.Errorf("an unknown field: %d\n%s", res.status, res.body)
	}
	if res := upload([]byte("bukan dokumen")); res.status != http.StatusUnprocessableEntity {
		t.Errorf("no document: %d", res.status)
	}
	if res := upload(docx("# BERITA ACARA UJI COBA\n\nSistem {{sistem}}\n")); res.location() != path+"/1" {
		t.Fatalf("uploaded: %d %s\n%s", res.status, res.location(), res.body)
	}
	res := b.get(path + "/1")
	if res.status != http.StatusOK || !strings.Contains(res.body, "Berlakukan versi 1") {
		t.Fatalf("the version: %d\n%s", res.status, res.body)
	}
	res = b.get(path + "/1/contoh.pdf")
	if text := tooltest.PDFText(t, []byte(res.body)); !strings.Contains(text, "BERITA ACARA UJI COBA") || !strings.Contains(text, "Sistem Antrean Puskesmas") {
		t.Errorf("the example: %d\n%s", res.status, text)
	}
	if res := b.get(path + "/0/templat.docx"); res.status != http.StatusOK || !strings.HasPrefix(res.body, "PK") {
		t.Errorf("the shipped one: %d", res.status)
	}
	if res := b.post(path+"/1/berlaku", "dilihat", "0", "alasan", ""); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Tulis alasan perubahan") {
		t.Errorf("without a reason: %d", res.status)
	}
	if res := b.post(path+"/1/berlaku", "dilihat", "0", "alasan", "Tata naskah baru"); res.location() != path {
		t.Fatalf("put in force: %d\n%s", res.status, res.body)
	}
	// Who looked before that is told, and nothing is lost.
	if res := b.post(path+"/0/berlaku", "dilihat", "0", "alasan", "Kembali"); res.status != http.StatusConflict || !strings.Contains(res.body, "Tidak ada yang hilang") || !strings.Contains(res.body, `value="Kembali"`) || !strings.Contains(res.body, `name="dilihat" value="1"`) {
		t.Errorf("over another's: %d\n%s", res.status, res.body)
	}
	if _, version, err := w.app.Stationery.TemplateInForce(t.Context(), "bast"); version != "bast@1" || err != nil {
		t.Errorf("in force: %s (%v)", version, err)
	}
	for _, p := range []string{"/admin/templat/surat-cinta", path + "/9", path + "/-1", path + "/01", path + "/x/contoh.pdf"} {
		if res := b.get(p); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", p, res.status)
		}
	}
}
