package web

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/preview/previewtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	previewtest.Clean()
	os.Exit(code)
}

// previewWorld is a world in which pages are drawn.
func previewWorld(t *testing.T, users ...string) *world {
	t.Helper()
	w := newWorld(t, func(c *Config) { c.Previews.Command = previewtest.Command(t) }).withUsers(users...)
	previewtest.Share(t, filepath.Join(w.dir, "previews"))
	return w
}

// twoPages is a PDF of an upright page and one that lies.
func twoPages() []byte {
	return previewtest.PDF(
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] >>",
	)
}

// file puts a file into a slot of a request and returns its document.
func (w *world) file(username string, id alur.RequestID, kind, name string, content []byte) flow.Document {
	w.t.Helper()
	stored, err := w.app.Cases.Receive(w.t.Context(), name, bytes.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	done, err := w.app.Cases.AddDocument(w.t.Context(), w.actor(username), id, casework.Upload{Kind: kind, Name: name, Blob: stored}, casework.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, doc := range done.View.Documents {
		if doc.SHA256 == stored.SHA256 && doc.Name == name {
			return doc
		}
	}
	w.t.Fatalf("%s is not there", name)
	return flow.Document{}
}

// TestPreview proves what is shown of a document, and under which headers.
func TestPreview(t *testing.T) {
	t.Parallel()
	w := previewWorld(t, "pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	old := w.file("pemohon", v.ID, "surat", "surat-lama.pdf", append(twoPages(), "% lama\n"...))
	doc := w.file("pemohon", v.ID, "surat", "surat.pdf", twoPages())
	b := w.as("pemohon")
	root := requestPath(v, tabDocs, string(doc.ID))

	res := b.get(root + "/pratinjau")
	for _, want := range []string{`src="` + root + `/halaman/1"`, "Halaman 1 dari 2", `href="` + root + `/pratinjau?halaman=2"`, `putar=1`, `href="` + root + `/unduh"`, `width="1000" height="1500"`} {
		if res.status != http.StatusOK || !strings.Contains(res.body, want) {
			t.Errorf("%d, no %s", res.status, want)
		}
	}
	if csp := res.header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self'") || strings.Contains(csp, "frame-src") || !strings.Contains(csp, "object-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	if res := b.get(root + "/pratinjau?halaman=2&putar=1&besar=1"); !strings.Contains(res.body, `src="`+strings.ReplaceAll(root+"/halaman/2?besar=1&putar=1", "&", "&amp;")+`"`) || !strings.Contains(res.body, "lihat-150") {
		t.Errorf("turned and enlarged: %d", res.status)
	}
	if res := b.get(root + "/pratinjau?halaman=x&putar=9&besar=-1"); res.status != http.StatusOK || !strings.Contains(res.body, "Halaman 1 dari 2") {
		t.Errorf("nonsense: %d", res.status)
	}
	if res := b.get(root + "/pratinjau?halaman=3"); res.status != http.StatusNotFound {
		t.Errorf("a page that there is not: %d", res.status)
	}

	pic := b.get(root + "/halaman/2")
	img, err := jpeg.DecodeConfig(strings.NewReader(pic.body))
	if pic.status != http.StatusOK || err != nil || img.Width != 1000 || img.Height != 667 {
		t.Fatalf("%d, %v, %+v", pic.status, err, img)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin", "Content-Disposition": "", "Etag": "",
	} {
		if got := pic.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, n := range []string{"0", "3", "-1", "01", "+1", "1.5", "x", "99999999999999999999"} {
		if res := b.get(root + "/halaman/" + n); res.status != http.StatusNotFound {
			t.Errorf("page %s: %d", n, res.status)
		}
	}

	// Two versions beside each other, and only those of one document.
	both := b.get(root + "/pratinjau?banding=" + string(old.ID))
	if both.status != http.StatusOK || strings.Count(both.body, "data-lihat=") != 2 || !strings.Contains(both.body, string(old.ID)+"/halaman/1") || !strings.Contains(both.body, string(doc.ID)+"/halaman/1") {
		t.Errorf("two versions: %d", both.status)
	}
	for _, other := range []string{string(doc.ID), "x", ""} {
		want := http.StatusNotFound
		if other == "" {
			want = http.StatusOK
		}
		if res := b.get(root + "/pratinjau?banding=" + other); res.status != want {
			t.Errorf("beside %q: %d", other, res.status)
		}
	}
}

// TestPreviewOfOthers proves that what cannot be shown is said, and never a fault of
// ours: other types, and documents of which no picture can be made.
func TestPreviewOfOthers(t *testing.T) {
	t.Parallel()
	w := previewWorld(t, "pemohon")
	v := w.submitted("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"daftar.txt": {[]byte("satu, dua"), "tidak dapat ditampilkan"},
		"surat.pdf":  {[]byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"), "Pratinjau tidak tersedia"},
	} {
		doc := w.file("pemohon", v.ID, "lainnya", name, c.content)
		root := requestPath(v, tabDocs, string(doc.ID))
		res := b.get(root + "/pratinjau")
		if res.status != http.StatusOK || !strings.Contains(res.body, c.says) || !strings.Contains(res.body, root+"/unduh") || strings.Contains(res.body, "<img src") {
			t.Errorf("%s: %d", name, res.status)
		}
		if res := b.get(root + "/halaman/1"); res.status != http.StatusNotFound {
			t.Errorf("%s: the picture: %d", name, res.status)
		}
	}
}

// TestPreviewOfStrangers proves that pictures have no door of their own: whoever does
// not see a document does not see its pictures, made or not.
func TestPreviewOfStrangers(t *testing.T) {
	t.Parallel()
	w := previewWorld(t)
	v := w.draft("pemohon", "Sistem Antrean")
	doc := w.file("pemohon", v.ID, "surat", "surat.pdf", twoPages())
	root := requestPath(v, tabDocs, string(doc.ID))
	owner := w.as("pemohon")
	paths := []string{root + "/pratinjau", root + "/halaman/1", root + "/halaman/1?besar=1", root + "/halaman/2"}
	for _, name := range []string{"pemohon2", "vendor", "verifikator", "kepala", "admin", "auditor"} {
		stranger := w.as(name)
		for range 2 { // the second time the pictures are there
			for _, path := range paths {
				want := http.StatusNotFound
				if stranger.get(root+"/unduh").status == http.StatusOK {
					want = http.StatusOK // as the document itself
				}
				if res := stranger.get(path); res.status != want {
					t.Errorf("%s %s: %d, want %d", name, path, res.status, want)
				}
			}
			if res := owner.get(root + "/halaman/1"); res.status != http.StatusOK {
				t.Fatalf("the owner: %d", res.status)
			}
		}
	}
	// Of another request, though the visitor sees both.
	other := w.draft("pemohon", "Sistem Lain")
	if res := owner.get(requestPath(other, tabDocs, string(doc.ID), "halaman", "1")); res.status != http.StatusNotFound {
		t.Errorf("through another request: %d", res.status)
	}
	if res := w.browser().get(root + "/halaman/1"); res.status == http.StatusOK || res.header.Get("Content-Type") == "image/jpeg" {
		t.Errorf("without a session: %d", res.status)
	}
	owner.post("/keluar")
	if res := owner.get(root + "/halaman/1"); res.status == http.StatusOK || res.header.Get("Content-Type") == "image/jpeg" {
		t.Errorf("after the session ended: %d", res.status)
	}
}

// TestPreviewOfErased proves that pictures do not outlive the bytes that they show.
func TestPreviewOfErased(t *testing.T) {
	t.Parallel()
	w := previewWorld(t, "pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	doc := w.file("pemohon", v.ID, "surat", "surat.pdf", twoPages())
	path := requestPath(v, tabDocs, string(doc.ID), "halaman", "1")
	b := w.as("pemohon")
	if res := b.get(path); res.status != http.StatusOK {
		t.Fatal(res.status)
	}
	if err := os.Remove(filepath.Join(w.dir, "sha256", doc.SHA256[:2], doc.SHA256[2:4], doc.SHA256)); err != nil {
		t.Fatal(err)
	}
	if res := b.get(path); res.status == http.StatusOK {
		t.Error("the picture of an erased document is served")
	}
	if err := w.app.Previews.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, err := filepath.Glob(filepath.Join(w.dir, "previews", "pages", "*", doc.SHA256, "*")); err != nil || len(names) > 0 {
		t.Errorf("left: %v, %v", names, err)
	}
}
