package web

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/docs/panduan"
	"github.com/alur-id/alur/internal/web/page"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// TestManuals: every guide is shown, all that it links to is there, and help offers
// everybody the own one first.
func TestManuals(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "vendor")
	b, pictures := w.browser(), 0
	for name, m := range w.app.manuals {
		res := b.get("/bantuan/" + name)
		if res.status != http.StatusOK || !strings.Contains(res.body, "<h1>"+m.title+"</h1>") {
			t.Fatalf("%s: %d", name, res.status)
		}
		for _, f := range pagetest.Check(res.body) {
			t.Errorf("%s: %s", name, f)
		}
		source, err := fs.ReadFile(panduan.FS, manualFile(name))
		if err != nil {
			t.Fatal(err)
		}
		wanted := strings.Count(string(source), "![")
		for _, block := range m.blocks {
			if block.Picture == nil {
				continue
			}
			pictures++
			wanted--
			if got := b.get(block.Picture.Src); got.status != http.StatusOK || got.header.Get("Content-Type") != "image/png" || len(got.body) == 0 {
				t.Errorf("%s: %s: %d", name, block.Picture.Src, got.status)
			}
		}
		if wanted != 0 {
			t.Errorf("%s: %d pictures are not there", name, wanted)
		}
	}
	if pictures == 0 {
		t.Error("no guide has a picture")
	}
	for _, path := range []string{"/bantuan/tidak-ada", "/bantuan/gambar/tidak-ada.png", "/bantuan/gambar/..%2Fpemohon.md"} {
		if got := b.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	for name, want := range map[string]string{"pemohon": "/bantuan/pemohon", "vendor": "/bantuan/pihak-ketiga"} {
		body := w.as(name).get("/bantuan").body
		_, own, _ := strings.Cut(body, "Panduan untuk Anda")
		own, _, _ = strings.Cut(own, "Panduan lainnya")
		if !strings.Contains(own, want) || strings.Count(own, "/bantuan/") != 1 {
			t.Errorf("%s is offered %s", name, own)
		}
	}
	if body := b.get("/bantuan").body; strings.Contains(body, "Panduan untuk Anda") {
		t.Error("a visitor has a guide of his own")
	}
}

func TestParseManual(t *testing.T) {
	t.Parallel()
	run := func(s string) []page.ManualRun { return []page.ManualRun{{Text: s}} }
	got, err := parseManual("# Judul\n\nSatu\ndua **tebal**, `kode` dan [lain](tim.md).\n\n## Bab A-1\n\n1. a\n   lanjut\n2. b\n- c\n- d\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")
	if err != nil {
		t.Fatal(err)
	}
	want := manual{title: "Judul", blocks: []page.ManualBlock{
		{Text: []page.ManualRun{{Text: "Satu dua "}, {Text: "tebal", Strong: true}, {Text: ", "}, {Text: "kode", Code: true}, {Text: " dan "}, {Text: "lain", Href: "/bantuan/tim"}, {Text: "."}}},
		{Heading: "Bab A-1", ID: "bab-a-1"},
		{Numbers: true, Items: []page.ManualItem{{Number: 1, Text: run("a lanjut")}, {Number: 2, Text: run("b")}}},
		{Items: []page.ManualItem{{Text: run("c")}, {Text: run("d")}}},
		{Head: [][]page.ManualRun{run("x"), run("y")}, Rows: [][][]page.ManualRun{{run("1"), run("2")}}},
	}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(manual{})); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"tanpa judul", "# J\n\n**tebal", "# J\n\n![x](lain.png)"} {
		if _, err := parseManual(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
