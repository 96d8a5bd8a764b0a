package upload

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
)

// A house is a folder with a clock that tests move.
type house struct {
	*Folder
	t     *testing.T
	dir   string
	clock *clocktest.Clock
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), clock: clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
	f, err := Open(t.Context(), h.dir, h.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	h.Folder = f
	return h
}

var slot = Slot{Purpose: "dokumen", Request: "r1", Item: "surat"}

// ask makes one request for a method of the folder.
func ask(method string, body io.Reader, header ...string) (*http.Request, *httptest.ResponseRecorder) {
	r := httptest.NewRequest(method, "http://localhost/x", body)
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r, httptest.NewRecorder()
}

func named(name string) string { return "filename " + base64.StdEncoding.EncodeToString([]byte(name)) }

// begin creates an upload and gives its id.
func (h *house) begin(owner, name string, size int64) string {
	h.t.Helper()
	r, w := ask(http.MethodPost, nil, "Upload-Length", strconv.FormatInt(size, 10), "Upload-Metadata", named(name))
	if err := h.Create(w, r, "/unggahan/", owner, slot); err != nil {
		h.t.Fatal(err)
	}
	id, ok := strings.CutPrefix(w.Header().Get("Location"), "/unggahan/")
	if w.Code != http.StatusCreated || !ok {
		h.t.Fatalf("create: %d %v", w.Code, w.Header())
	}
	return id
}

func (h *house) patch(owner, id string, offset int64, body io.Reader) (*httptest.ResponseRecorder, error) {
	r, w := ask(http.MethodPatch, body, "Content-Type", "application/offset+octet-stream", "Upload-Offset", strconv.FormatInt(offset, 10))
	return w, h.Append(w, r, owner, id)
}

func (h *house) offset(owner, id string) int64 {
	h.t.Helper()
	r, w := ask(http.MethodHead, nil)
	if err := h.Head(w, r, owner, id); err != nil {
		h.t.Fatal(err)
	}
	n, err := strconv.ParseInt(w.Header().Get("Upload-Offset"), 10, 64)
	if w.Code != http.StatusOK || err != nil {
		h.t.Fatalf("head: %d %v", w.Code, w.Header())
	}
	return n
}

func (h *house) content(owner, id string) []byte {
	h.t.Helper()
	u, err := h.Get(owner, id)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := u.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

// pattern is bytes of which no two pieces are alike.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

// TestPieces sends a file in pieces, one of which breaks off and one of which is sent
// again, as after an answer that got lost.
func TestPieces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	want := pattern(300_000)
	id := h.begin("wati", `C:\surat\Surat.pdf`, int64(len(want)))
	if w, err := h.patch("wati", id, 0, bytes.NewReader(want[:100_000])); err != nil || w.Code != http.StatusNoContent || w.Header().Get("Upload-Offset") != "100000" {
		t.Fatalf("%v %d %v", err, w.Code, w.Header())
	}
	// The answer got lost: the same piece again is refused, and nothing is written twice.
	if w, err := h.patch("wati", id, 0, bytes.NewReader(want[:100_000])); err != nil || w.Code != http.StatusConflict {
		t.Errorf("piece sent again: %v %d", err, w.Code)
	}
	// The line breaks after half of a piece: that half stays.
	half := io.MultiReader(bytes.NewReader(want[100_000:150_000]), iotest.ErrReader(io.ErrUnexpectedEOF))
	if w, err := h.patch("wati", id, 100_000, half); err != nil || w.Code < 400 {
		t.Errorf("broken piece: %v %d", err, w.Code)
	}
	if got := h.offset("wati", id); got != 150_000 {
		t.Fatalf("offset %d after a broken piece", got)
	}
	if _, err := h.Folder.Get("wati", id); err != nil {
		t.Fatal(err)
	}
	if u, _ := h.Get("wati", id); u.Whole() || alur.CodeOf(second(u.Open())) != alur.CodeConflict {
		t.Error("half an upload is whole")
	}
	if _, err := h.patch("wati", id, 150_000, bytes.NewReader(want[150_000:])); err != nil {
		t.Fatal(err)
	}
	// The last piece again: nothing happens, and it says that all is there.
	if w, err := h.patch("wati", id, 300_000, bytes.NewReader(nil)); err != nil || w.Code != http.StatusNoContent {
		t.Errorf("after the end: %v %d", err, w.Code)
	}
	if !bytes.Equal(h.content("wati", id), want) {
		t.Error("the bytes are not those that were sent")
	}
	u, err := h.Get("wati", id)
	if err != nil || u.Name != "Surat.pdf" || u.Slot != slot || u.Size != 300_000 {
		t.Errorf("%+v %v", u, err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestOwner proves that an upload exists for its owner alone.
func TestOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.begin("wati", "a.pdf", 10)
	for _, who := range []string{"joko", "", "wati/../wati", strings.Repeat("x", 300)} {
		for name, do := range map[string]func(http.ResponseWriter, *http.Request, string, string) error{"head": h.Head, "append": h.Append, "delete": h.Delete} {
			r, w := ask(http.MethodPatch, strings.NewReader("0123456789"), "Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
			if err := do(w, r, who, id); alur.CodeOf(err) != alur.CodeNotFound {
				t.Errorf("%s as %q: %v", name, who, err)
			}
		}
	}
	for _, bad := range []string{"", ".", "..", "../" + id, id + ".json", id[:31], strings.ToUpper(id), ownerDir("wati") + "/" + id, strings.Repeat("0", 32)} {
		if _, err := h.Get("wati", bad); alur.CodeOf(err) != alur.CodeNotFound {
			t.Errorf("id %q: %v", bad, err)
		}
	}
	if h.offset("wati", id) != 0 {
		t.Error("somebody else has written")
	}
	r, w := ask(http.MethodDelete, nil)
	if err := h.Delete(w, r, "wati", id); err != nil || w.Code != http.StatusNoContent {
		t.Fatalf("%v %d", err, w.Code)
	}
	if _, err := h.Get("wati", id); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("after deleting: %v", err)
	}
	h.empty()
}

// empty fails unless no file is left.
func (h *house) empty() {
	h.t.Helper()
	_ = filepath.WalkDir(h.dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			h.t.Errorf("%s is left", p)
		}
		return err
	})
}

// TestRefusals tries everything that does not belong to the protocol as it is used here,
// and looks at what the answers give away.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		name   string
		header []string
		code   alur.Code // or the status, when it is ""
		status int
	}{
		{"no length", []string{"Upload-Metadata", named("a.pdf")}, "", 400},
		{"no number", []string{"Upload-Length", "x", "Upload-Metadata", named("a.pdf")}, "", 400},
		{"negative", []string{"Upload-Length", "-1", "Upload-Metadata", named("a.pdf")}, "", 400},
		{"later", []string{"Upload-Defer-Length", "1", "Upload-Metadata", named("a.pdf")}, "", 400},
		{"empty", []string{"Upload-Length", "0", "Upload-Metadata", named("a.pdf")}, alur.CodeEmptyFile, 0},
		{"too large", []string{"Upload-Length", strconv.Itoa(MaxSize + 1), "Upload-Metadata", named("a.pdf")}, alur.CodeTooLarge, 0},
		{"no name", []string{"Upload-Length", "9"}, alur.CodeInvalidParameter, 0},
		{"name is a folder", []string{"Upload-Length", "9", "Upload-Metadata", named("a/")}, "", 201},
		{"name is nothing", []string{"Upload-Length", "9", "Upload-Metadata", named("/")}, alur.CodeInvalidParameter, 0},
		{"name is no text", []string{"Upload-Length", "9", "Upload-Metadata", named("a\xff.pdf")}, alur.CodeInvalidParameter, 0},
		{"name is no base64", []string{"Upload-Length", "9", "Upload-Metadata", "filename %%%"}, alur.CodeInvalidParameter, 0},
		{"long name", []string{"Upload-Length", "9", "Upload-Metadata", named(strings.Repeat("a", maxName+1))}, alur.CodeInvalidParameter, 0},
		{"path", []string{"Upload-Length", "9", "Upload-Metadata", named("../../../etc/passwd")}, "", 201},
		{"many words", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf") + ",owner am9rbw==,request cjI=,id " + base64.StdEncoding.EncodeToString([]byte("../../x")) + strings.Repeat(",x eA==", 500)}, "", 201},
		{"other method", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "X-HTTP-Method-Override", "DELETE"}, "", 201},
		{"joined", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "Upload-Concat", "final;/a /b"}, "", 201},
		{"other version", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "Tus-Resumable", "0.2.0"}, "", 412},
		{"draft protocol", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "Upload-Draft-Interop-Version", "6", "Upload-Complete", "?1"}, "", 201},
		{"with bytes", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "Content-Type", "application/offset+octet-stream"}, "", 201},
		{"other site", []string{"Upload-Length", "9", "Upload-Metadata", named("a.pdf"), "Origin", "http://evil.example"}, "", 201},
	} {
		r, w := ask(http.MethodPost, strings.NewReader("123456789"), c.header...)
		err := h.Create(w, r, "/unggahan/", "wati", slot)
		if alur.CodeOf(err) != c.code || c.code == "" && w.Code != c.status {
			t.Errorf("%s: %v %d, want %s %d", c.name, err, w.Code, c.code, c.status)
		}
		if w.Body.Len() > 0 {
			t.Errorf("%s: says %q", c.name, w.Body)
		}
		for name := range w.Header() {
			switch name {
			case "Tus-Resumable", "Tus-Version", "Location", "Cache-Control":
			default:
				t.Errorf("%s: gives away %s", c.name, name)
			}
		}
		if w.Code != http.StatusCreated || err != nil {
			continue
		}
		id := strings.TrimPrefix(w.Header().Get("Location"), "/unggahan/")
		u, err := h.Get("wati", id)
		if err != nil || u.Slot != slot || u.Offset != 0 || u.Size != 9 || strings.ContainsAny(u.Name, `/\`) {
			t.Errorf("%s: %+v %v", c.name, u, err)
		}
	}
	id := h.begin("wati", "a.pdf", 10)
	for name, c := range map[string]struct {
		header []string
		body   string
		status int
		code   alur.Code
	}{
		"wrong offset":  {[]string{"Content-Type", "application/offset+octet-stream", "Upload-Offset", "3"}, "x", 409, ""},
		"no offset":     {[]string{"Content-Type", "application/offset+octet-stream"}, "x", 400, ""},
		"wrong kind":    {[]string{"Content-Type", "text/plain", "Upload-Offset", "0"}, "x", 400, ""},
		"more than all": {[]string{"Content-Type", "application/offset+octet-stream", "Upload-Offset", "0"}, "0123456789x", 0, alur.CodeTooLarge},
		"other length":  {[]string{"Content-Type", "application/offset+octet-stream", "Upload-Offset", "0", "Upload-Length", "99"}, "x", 400, ""},
	} {
		r, w := ask(http.MethodPatch, strings.NewReader(c.body), c.header...)
		if err := h.Append(w, r, "wati", id); alur.CodeOf(err) != c.code || c.code == "" && w.Code != c.status {
			t.Errorf("%s: %v %d", name, err, w.Code)
		}
	}
	if h.offset("wati", id) != 0 {
		t.Error("a refused piece has left bytes")
	}
}

// TestMoreThanSaid proves that a body without a length cannot grow an upload.
func TestMoreThanSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.begin("wati", "a.pdf", 10)
	r, w := ask(http.MethodPatch, nil, "Content-Type", "application/offset+octet-stream", "Upload-Offset", "0")
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Repeat("x", 1<<20))), -1
	if err := h.Append(w, r, "wati", id); alur.CodeOf(err) != alur.CodeTooLarge {
		t.Errorf("%v %d", err, w.Code)
	}
	info, err := os.Stat(filepath.Join(h.dir, ownerDir("wati"), id+bytesFile))
	if err != nil || info.Size() > 10 {
		t.Errorf("%v %v", info, err)
	}
}

// TestQuota proves that one person's unfinished uploads are bounded, in bytes and
// number, that what was left alone for an hour makes room, and that others are not asked.
func TestQuota(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var ids []string
	for range Quota / MaxSize {
		ids = append(ids, h.begin("wati", "a.pdf", MaxSize))
	}
	full := func(size int) error {
		r, w := ask(http.MethodPost, nil, "Upload-Length", strconv.Itoa(size), "Upload-Metadata", named("a.pdf"))
		return h.Create(w, r, "/unggahan/", "wati", slot)
	}
	var e *alur.Error
	if err := full(MaxSize); !errors.As(err, &e) || e.Code != alur.CodeTooLarge || e.Field != FieldQuota {
		t.Fatalf("beyond the quota: %v", err)
	}
	h.begin("joko", "a.pdf", MaxSize)
	h.clock.Pass(30 * time.Minute)
	if _, err := h.patch("wati", ids[0], 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	h.clock.Pass(31 * time.Minute)
	if err := full(MaxSize); err != nil {
		t.Fatalf("with old ones: %v", err)
	}
	if _, err := h.Get("wati", ids[0]); err != nil {
		t.Errorf("the one that moved is gone: %v", err)
	}
	gone := 0
	for _, id := range ids[1:] {
		if _, err := h.Get("wati", id); alur.CodeOf(err) == alur.CodeNotFound {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d have made room, want 1", gone)
	}
	for range MaxOpen {
		h.begin("rini", "a.pdf", 1)
	}
	r, w := ask(http.MethodPost, nil, "Upload-Length", "1", "Upload-Metadata", named("a.pdf"))
	if err := h.Create(w, r, "/unggahan/", "rini", slot); alur.CodeOf(err) != alur.CodeTooLarge {
		t.Errorf("too many: %v", err)
	}
}

// TestLifetime proves that an upload lives a day after its last byte, that one which was
// taken over is remembered for a day, and that the sweep leaves nothing of either.
func TestLifetime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	left, moved, taken := h.begin("wati", "a.pdf", 10), h.begin("wati", "b.pdf", 10), h.begin("wati", "c.pdf", 1)
	if _, err := h.patch("wati", taken, 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	u, err := h.Get("wati", taken)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Settle(u, jsontext.Value(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	h.clock.Pass(Lifetime - time.Minute)
	if _, err := h.patch("wati", moved, 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if u, err = h.Get("wati", taken); err != nil || string(u.Result) != `{"a":1}` || alur.CodeOf(second(u.Open())) != alur.CodeConflict {
		t.Errorf("taken over: %+v %v", u, err)
	}
	r, w := ask(http.MethodHead, nil)
	if err := h.Head(w, r, "wati", taken); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("one that was taken over can be continued: %v", err)
	}
	h.clock.Pass(time.Minute)
	for _, id := range []string{left, taken} {
		if _, err := h.Get("wati", id); alur.CodeOf(err) != alur.CodeNotFound {
			t.Errorf("after a day: %v", err)
		}
	}
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.offset("wati", moved); got != 1 {
		t.Errorf("the one that moved: %d", got)
	}
	h.clock.Pass(Lifetime)
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.empty()
	if entries, _ := os.ReadDir(h.dir); len(entries) != 0 {
		t.Errorf("folders are left: %v", entries)
	}
}

// TestParallel lets many send the same pieces at once, through two folders as two
// processes do: whoever wins, the bytes are right.
func TestParallel(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := Open(t.Context(), h.dir, h.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	want := pattern(1 << 20)
	id := h.begin("wati", "a.pdf", int64(len(want)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := h.Folder
		if r.URL.Query().Get("other") != "" {
			f = other
		}
		do := f.Append
		if r.Method == http.MethodHead {
			do = f.Head
		}
		if err := do(w, r, "wati", id); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	send := func(ctx context.Context, method, query string, offset int, body []byte) (int, int) {
		r, err := http.NewRequestWithContext(ctx, method, server.URL+query, bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return 0, 0
		}
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("Content-Type", "application/offset+octet-stream")
		r.Header.Set("Upload-Offset", strconv.Itoa(offset))
		res, err := server.Client().Do(r)
		if err != nil {
			return 0, 0 // interrupted by another: asked again below
		}
		defer res.Body.Close()
		n, _ := strconv.Atoi(res.Header.Get("Upload-Offset"))
		return res.StatusCode, n
	}
	var wg sync.WaitGroup
	for i := range 4 {
		query := []string{"/", "/?other=1"}[i%2]
		wg.Go(func() {
			for range 500 {
				status, at := send(t.Context(), http.MethodHead, query, 0, nil)
				if status == http.StatusOK && at == len(want) {
					return
				}
				if status == http.StatusOK {
					send(t.Context(), http.MethodPatch, query, at, want[at:min(at+64<<10, len(want))])
				}
			}
			t.Error("never came to the end")
		})
	}
	wg.Wait()
	if !bytes.Equal(h.content("wati", id), want) {
		t.Error("the bytes are not those that were sent")
	}
}
