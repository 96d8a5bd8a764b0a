package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
	"github.com/alur-id/alur/internal/upload"
	"github.com/alur-id/alur/internal/web/form"
)

// engines runs a test of uploads on both databases.
func engines(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, onPostgres(t)))
	})
}

// onPostgres puts the world on a PostgreSQL database.
func onPostgres(t *testing.T) func(*Config) {
	url := storetest.DSN(t)
	return func(c *Config) {
		st, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), URL: url, Clock: c.Clock, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		reg, err := flow.Load(flows.FS, flows.Files...)
		if err != nil {
			t.Fatal(err)
		}
		c.Directory = directory.New(directory.Config{Store: st, Clock: c.Clock, ShortPasswords: true})
		c.Cases = casework.New(casework.Config{Store: st, Blobs: blobs, Flows: reg, Clock: c.Clock})
	}
}

// largePDF is a PDF of about so many bytes that no other is.
func largePDF(mark string, size int) []byte {
	return append(bytes.Clone(smallPDF), "%"+mark+strings.Repeat(" ", size-len(smallPDF)-len(mark)-1)...)
}

// tus sends one call of the protocol, as the script does.
func (b *browser) tus(method, path, body string, header ...string) answer {
	before := b.header
	defer func() { b.header = before }()
	b.header = http.Header{"Tus-Resumable": {"1.0.0"}, "Accept": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		b.header.Set(header[i], header[i+1])
	}
	kind := ""
	if method == http.MethodPatch {
		kind = "application/offset+octet-stream"
	}
	return b.send(method, path, kind, body)
}

// begin begins an upload at a slot and gives its address.
func (b *browser) begin(slot, name string, size int) string {
	b.w.t.Helper()
	res := b.tus(http.MethodPost, slot, "", "Upload-Length", strconv.Itoa(size), "Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name)))
	if res.status != http.StatusCreated || !strings.HasPrefix(res.location(), uploadBase) {
		b.w.t.Fatalf("begin at %s: %d %s", slot, res.status, res.body)
	}
	return res.location()
}

func (b *browser) appendAt(address string, offset int, content []byte) answer {
	return b.tus(http.MethodPatch, address, string(content), "Upload-Offset", strconv.Itoa(offset))
}

// whole uploads a file in two pieces and gives the id of the upload.
func (b *browser) whole(slot, name string, content []byte) string {
	b.w.t.Helper()
	address := b.begin(slot, name, len(content))
	half := len(content) / 2
	for _, piece := range [][2]int{{0, half}, {half, len(content)}} {
		if res := b.appendAt(address, piece[0], content[piece[0]:piece[1]]); res.status != http.StatusNoContent || res.header.Get("Upload-Offset") != strconv.Itoa(piece[1]) {
			b.w.t.Fatalf("append: %d %s", res.status, res.body)
		}
	}
	return strings.TrimPrefix(address, uploadBase)
}

// letterForm posts the section with the letter, naming an upload.
func (b *browser) letterForm(v *casework.View, uploads ...string) answer {
	pairs := []string{hiddenKey, alur.NewID(), hiddenVersion, strconv.FormatInt(v.Version, 10), hiddenStage, string(v.Stage.ID), buttonSlot, "surat"}
	for _, u := range uploads {
		pairs = append(pairs, hiddenUpload+form.FilePrefix+"surat", u)
	}
	return b.post(requestPath(v, "isi", "surat"), pairs...)
}

// added counts how often a document was added to a request.
func (w *world) added(username string, id alur.RequestID) int {
	w.t.Helper()
	n, cursor := 0, ""
	for {
		items, next, err := w.app.Cases.Events(w.t.Context(), w.actor(username), id, cursor, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range items {
			if e.Event.Type == alur.EventDocumentAdded {
				n++
			}
		}
		if cursor = next; next == "" {
			return n
		}
	}
}

func (w *world) documents(username string, id alur.RequestID) []flow.Document {
	w.t.Helper()
	v, err := w.app.Cases.Get(w.t.Context(), w.actor(username), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Documents
}

// TestUploadInPieces brings a letter in by pieces, with every answer lost once: it is
// one document with the right bytes, whatever is sent again.
func TestUploadInPieces(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.withUsers("pemohon")
		b, v := w.as("pemohon"), w.draft("pemohon", "Sistem Antrean")
		content := largePDF("surat", 300_000)
		sum := sha256.Sum256(content)
		address := b.begin(uploadPath(v, "surat"), "Surat permohonan.pdf", len(content))
		id := strings.TrimPrefix(address, uploadBase)
		if res := b.tus(http.MethodHead, address, ""); res.status != http.StatusOK || res.header.Get("Upload-Offset") != "0" || res.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("head: %d %v", res.status, res.header)
		}
		if res := b.appendAt(address, 0, content[:200_000]); res.status != http.StatusNoContent {
			t.Fatalf("append: %d %s", res.status, res.body)
		}
		// A form that names what has not come in whole keeps everything and says so.
		if res := b.letterForm(v, id); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "belum terunggah seluruhnya") {
			t.Errorf("half a file: %d", res.status)
		}
		if res := b.appendAt(address, 0, content[:200_000]); res.status != http.StatusConflict {
			t.Errorf("wrong offset: %d", res.status)
		}
		for range 2 { // the last piece, and again after its answer got lost
			b.appendAt(address, 200_000, content[200_000:])
		}
		if res := b.tus(http.MethodHead, address, ""); res.header.Get("Upload-Offset") != strconv.Itoa(len(content)) {
			t.Fatalf("at the end: %v", res.header)
		}
		folder := copyFolder(t, filepath.Join(w.dir, "uploads"))
		for i := range 3 { // the form, and again in another one
			if res := b.letterForm(v, id); res.status != http.StatusSeeOther {
				t.Fatalf("form %d: %d\n%s", i, res.status, res.body)
			}
			if i == 1 {
				// The process was killed after the commit, before it ended the upload.
				folder.restore()
			}
		}
		docs := w.documents("pemohon", v.ID)
		if len(docs) != 1 || docs[0].SHA256 != hex.EncodeToString(sum[:]) || docs[0].Name != "Surat permohonan.pdf" || docs[0].Size != int64(len(content)) {
			t.Fatalf("documents: %+v", docs)
		}
		if n := w.added("pemohon", v.ID); n != 1 {
			t.Errorf("%d events, want 1", n)
		}
		// What was taken over is not there to be continued or deleted.
		for _, m := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete} {
			if res := b.tus(m, address, "", "Upload-Offset", "0"); res.status != http.StatusNotFound {
				t.Errorf("%s afterwards: %d", m, res.status)
			}
		}
		bytesLeft, _ := filepath.Glob(filepath.Join(w.dir, "uploads", "*", "*.part"))
		if len(bytesLeft) != 0 {
			t.Errorf("bytes are left: %v", bytesLeft)
		}
	})
}

// A folderCopy is files of a folder as they were.
type folderCopy struct {
	t     *testing.T
	files map[string][]byte
	times map[string]time.Time
}

func copyFolder(t *testing.T, dir string) *folderCopy {
	t.Helper()
	c := &folderCopy{t: t, files: map[string][]byte{}, times: map[string]time.Time{}}
	names, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v %v", names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		c.files[name], c.times[name] = b, info.ModTime()
	}
	return c
}

func (c *folderCopy) restore() {
	c.t.Helper()
	for name, b := range c.files {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			c.t.Fatal(err)
		}
		if err := os.Chtimes(name, c.times[name], c.times[name]); err != nil {
			c.t.Fatal(err)
		}
	}
}

// TestUploadSentTwiceAtOnce sends the form of one upload many times at once.
func TestUploadSentTwiceAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.withUsers("pemohon")
		b, v := w.as("pemohon"), w.draft("pemohon", "Sistem Antrean")
		id := b.whole(uploadPath(v, "surat"), "surat.pdf", largePDF("surat", 300_000))
		var wg sync.WaitGroup
		for range 6 {
			tab := &browser{w: w, cookies: map[string]string{sessionCookie: b.cookies[sessionCookie]}, header: http.Header{}}
			wg.Go(func() {
				if res := tab.letterForm(v, id); res.status != http.StatusSeeOther && res.status != http.StatusConflict {
					t.Errorf("%d\n%s", res.status, res.body)
				}
			})
		}
		wg.Wait()
		if res := b.letterForm(v, id); res.status != http.StatusSeeOther {
			t.Errorf("once more: %d", res.status)
		}
		if n := w.added("pemohon", v.ID); n != 1 {
			t.Errorf("%d events, want 1", n)
		}
	})
}

// TestUploadDoors proves who may begin an upload, that nobody else sees it, and that a
// session that is over or a form of another site gets nothing in.
func TestUploadDoors(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Sistem Antrean")
	draft := w.draft("pemohon", "Rancangan")
	meta := []string{"Upload-Length", "9", "Upload-Metadata", "filename YS5wZGY="}
	for _, c := range []struct {
		who, slot string
		want      int
	}{
		{"pemohon", uploadPath(v, "kak"), http.StatusCreated},
		{"pemohon", uploadPath(v, "surat"), http.StatusConflict},                // a stage that is over
		{"pemohon", uploadPath(v, "notulen"), http.StatusForbidden},             // another party's
		{"pemohon", uploadPath(v, "tidak-ada"), http.StatusUnprocessableEntity}, // no such item
		{"verifikator", uploadPath(v, "kak"), http.StatusForbidden},             // not the reviewer's
		{"auditor", uploadPath(v, "kak"), http.StatusForbidden},
		{"kepala", uploadPath(draft, "surat"), http.StatusForbidden}, // a draft of others
		{"pemohon2", uploadPath(v, "kak"), http.StatusNotFound},
		{"vendor", uploadPath(v, "kak"), http.StatusNotFound},
	} {
		res := w.as(c.who).tus(http.MethodPost, c.slot, "", meta...)
		if res.status != c.want {
			t.Errorf("%s at %s: %d %s, want %d", c.who, c.slot, res.status, res.body, c.want)
		}
		if res.status != http.StatusCreated && !strings.Contains(res.body, `"teks":"`) {
			t.Errorf("%s at %s: no words in %q", c.who, c.slot, res.body)
		}
	}

	b, content := w.as("pemohon"), largePDF("kak", 300_000)
	address := b.begin(uploadPath(v, "kak"), "kak.pdf", len(content))
	for _, who := range []string{"pemohon2", "anggota", "verifikator", "admin", "auditor", "vendor"} {
		other := w.as(who)
		for _, m := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete} {
			if res := other.tus(m, address, "x", "Upload-Offset", "0"); res.status != http.StatusNotFound || strings.Contains(res.body, "kak") {
				t.Errorf("%s as %s: %d %s", m, who, res.status, res.body)
			}
		}
	}
	if res := b.get(address); res.status != http.StatusMethodNotAllowed || res.header.Get("Allow") != "PATCH, DELETE" {
		t.Errorf("reading an upload: %d, Allow %q", res.status, res.header.Get("Allow"))
	}
	for name, header := range map[string][]string{"other site": {"Sec-Fetch-Site", "cross-site"}, "other origin": {"Origin", "http://evil.example"}} {
		for _, m := range []string{http.MethodPatch, http.MethodDelete, http.MethodPost} {
			if res := b.tus(m, address, "x", append(header, "Upload-Offset", "0")...); res.status != http.StatusForbidden {
				t.Errorf("%s, %s: %d", name, m, res.status)
			}
		}
	}
	// Another person names it in a form of her own: it is not there.
	w.draft("pemohon2", "Milik lain")
	other := w.draft("pemohon2", "Sistem Lain")
	if res := w.as("pemohon2").letterForm(other, strings.TrimPrefix(address, uploadBase)); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "sudah tidak ada") {
		t.Errorf("named by another: %d", res.status)
	}
	// Its owner names it for another slot: item and request were fixed when it began.
	if res := b.letterForm(draft, strings.TrimPrefix(address, uploadBase)); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "sudah tidak ada") {
		t.Errorf("named for another slot: %d", res.status)
	}
	if n := w.added("pemohon2", other.ID) + w.added("pemohon", draft.ID); n != 0 {
		t.Errorf("%d documents came in", n)
	}

	// The session ends in the middle: nothing comes in, and nothing is lost.
	gone := w.browser()
	gone.cookies[sessionCookie] = b.cookies[sessionCookie]
	b.post("/keluar")
	for _, m := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete} {
		if res := gone.tus(m, address, "x", "Upload-Offset", "0"); res.status != http.StatusUnauthorized || m != http.MethodHead && !strings.Contains(res.body, `"galat"`) {
			t.Errorf("%s without a session: %d %s", m, res.status, res.body)
		}
	}
	again := w.as("pemohon")
	if res := again.appendAt(address, 0, content); res.status != http.StatusNoContent {
		t.Errorf("after signing in again: %d %s", res.status, res.body)
	}
}

// TestUploadRefusals proves that what a form would refuse is refused in pieces too, in
// words, and that a refused file leaves nothing.
func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b, v := w.as("pemohon"), w.draft("pemohon", "Sistem Antrean")
	slot := uploadPath(v, "surat")
	name := "filename " + base64.StdEncoding.EncodeToString([]byte("<b>\u202esurat.pdf"))
	if res := b.tus(http.MethodPost, slot, "", "Upload-Length", strconv.Itoa(upload.MaxSize+1), "Upload-Metadata", name); res.status != http.StatusRequestEntityTooLarge || !strings.Contains(res.body, `"teks"`) {
		t.Errorf("too large: %d %s", res.status, res.body)
	}
	for _, c := range []struct{ name, content, want string }{
		{"surat.pdf", strings.Repeat("bukan PDF ", 100), "tidak disimpan"},
		{"surat.exe", strings.Repeat("MZ", 100), "bukan jenis yang diterima"},
		{"<b>\u202esurat.docx", string(largePDF("x", 1000)), "tidak disimpan"},
	} {
		id := b.whole(slot, c.name, []byte(c.content))
		res := b.letterForm(v, id)
		if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, c.want) || strings.Contains(res.body, "<b>") {
			t.Errorf("%s: %d", c.name, res.status)
		}
		if res := b.tus(http.MethodHead, uploadBase+id, ""); res.status != http.StatusNotFound {
			t.Errorf("%s: %d after it was refused", c.name, res.status)
		}
	}
	if docs := w.documents("pemohon", v.ID); len(docs) != 0 {
		t.Errorf("documents: %v", docs)
	}
	for range upload.MaxOpen {
		b.begin(slot, "a.pdf", 1)
	}
	if res := b.tus(http.MethodPost, slot, "", "Upload-Length", "1", "Upload-Metadata", name); res.status != http.StatusRequestEntityTooLarge || !strings.Contains(res.body, "belum selesai sudah terlalu banyak") {
		t.Errorf("beyond the quota: %d %s", res.status, res.body)
	}
	// A name with what does not belong into one arrives as any other file's would.
	w.clock.Pass(2 * time.Hour)
	b = w.as("pemohon")
	if res := b.letterForm(v, b.whole(slot, "..\\..\\<b>\u202esu\x00rat.pdf", largePDF("nama", 5000))); res.status != http.StatusSeeOther {
		t.Fatalf("hostile name: %d\n%s", res.status, res.body)
	}
	if docs := w.documents("pemohon", v.ID); len(docs) != 1 || docs[0].Name != blob.CleanName("<b>\u202esu\x00rat.pdf") || strings.ContainsAny(docs[0].Name, "\x00\u202e\\") {
		t.Errorf("documents: %+v", docs)
	}
	// After a day it is gone, and the form says so.
	id := b.whole(slot, "surat.pdf", largePDF("lama", 5000))
	w.clock.Pass(upload.Lifetime)
	b = w.as("pemohon")
	if res := b.letterForm(v, id); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "lebih dari 24 jam") {
		t.Errorf("after a day: %d", res.status)
	}
}

// TestPhotoInPieces proves that a photograph that comes in pieces becomes one page,
// however often its form is sent.
func TestPhotoInPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b, v := w.as("pemohon"), w.draft("pemohon", "Sistem Antrean")
	base := requestPath(v, slotPhoto, "surat")
	id := b.whole(base+"/"+slotUpload, "IMG_1.jpg", photograph(t, 300, 400))
	for range 2 {
		if res := b.post(base, hiddenUpload+fieldPhoto, id); res.status != http.StatusSeeOther {
			t.Fatalf("page: %d\n%s", res.status, res.body)
		}
	}
	if n := len(b.get(base).thumbs()); n != 1 {
		t.Errorf("%d pages, want 1", n)
	}
	// What is no picture is refused in words, for the script too; and a photograph is no document.
	bad := b.whole(base+"/"+slotUpload, "IMG_2.jpg", []byte(strings.Repeat("x", 100)))
	b.header = http.Header{"Accept": {"application/json"}}
	if res := b.post(base, hiddenUpload+fieldPhoto, bad); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "IMG_2.jpg bukan foto JPG atau PNG") {
		t.Errorf("no picture: %d %s", res.status, res.body)
	}
	b.header = http.Header{}
	photo := b.whole(base+"/"+slotUpload, "IMG_3.jpg", photograph(t, 300, 400))
	if res := b.letterForm(v, photo); res.status != http.StatusUnprocessableEntity {
		t.Errorf("a photograph as a document: %d", res.status)
	}
	if res := b.post(base, hiddenUpload+fieldPhoto, b.whole(uploadPath(v, "surat"), "surat.pdf", largePDF("x", 5000))); res.status != http.StatusUnprocessableEntity {
		t.Errorf("a document as a photograph: %d", res.status)
	}
	if res := b.post(base); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Ambil atau pilih foto") {
		t.Errorf("nothing chosen: %d", res.status)
	}
}
