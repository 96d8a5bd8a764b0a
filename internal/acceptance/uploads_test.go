package acceptance

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/demo"
)

// fromEnv is a size of a test: small by default, and what the promises say where the
// variable says so (200 uploads of 5 MB, one of 2,048 MB).
func fromEnv(t *testing.T, name string, small int) int {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		return small
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("%s=%s", name, v)
	}
	return n
}

// peak is the most memory that the process ever had, in bytes, where /proc tells.
func (s *server) peak() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib << 10
		}
	}
	return 0
}

// maxPeak is the bound of memory, whatever is sent (promises.md, "Figures to hold").
const maxPeak = 256 << 20

// TestManyUploads sends ALUR_TEST_UPLOADS files of ALUR_TEST_UPLOAD_MB megabytes at once,
// more than there are places: each is taken in its turn, and memory stays bounded.
func TestManyUploads(t *testing.T) {
	t.Parallel()
	count, size := fromEnv(t, "ALUR_TEST_UPLOADS", 24), fromEnv(t, "ALUR_TEST_UPLOAD_MB", 1)<<20
	places := max(count/8, 4)
	s := start(t, newHome(t, sqlite), "--demo", "--max-uploads", fmt.Sprint(places), "--quota-request", "0", "--quota-day", "0")
	who := newPeople(t, s)
	w := begin(t, who, "swakelola", inHouse)
	c := who.as("pemohon")
	c.http = &http.Client{Transport: &http.Transport{MaxConnsPerHost: count}, Timeout: 10 * time.Minute}
	filler := bytes.Repeat([]byte("isi yang panjang\n"), size/17)
	head, kind := form("surat", "surat.pdf", nil)
	before, after, _ := bytes.Cut(head, []byte("\r\n\r\n\r\n--"))
	began := time.Now()
	var all sync.WaitGroup
	var taken atomic.Int64
	for i := range count {
		all.Go(func() {
			// Bytes of its own, without a copy of all of them.
			start := fmt.Sprintf("%s\r\n\r\n%%PDF-1.4\n%% %d\n%%", before, i)
			end := fmt.Sprintf("\n%%%%EOF\r\n--%s", after)
			body := io.MultiReader(strings.NewReader(start), bytes.NewReader(bytes.ReplaceAll(filler[:17], []byte("\n"), []byte(" "))), bytes.NewReader(filler), strings.NewReader(end))
			a, err := c.send("POST", "/requests/"+w.id+"/documents", kind, body)
			switch {
			case err != nil:
				t.Error(err)
			case a.status != http.StatusCreated:
				t.Error(a)
			default:
				taken.Add(1)
			}
		})
	}
	all.Wait()
	peak := s.peak()
	t.Logf("%d uploads of %d MB, %d places: %s, peak %d MB", taken.Load(), size>>20, places, time.Since(began).Round(time.Millisecond), peak>>20)
	if taken.Load() != int64(count) || peak > maxPeak {
		t.Errorf("%d of %d were taken, peak %d MB", taken.Load(), count, peak>>20)
	}
	code, out, errs := alur(t, "", append([]string{"documents", "verify"}, s.flags()...)...)
	if code != 0 || !strings.Contains(out, "documents verified, 0 extra files") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

// endless is a file that goes on for so many bytes.
type endless struct {
	left int64
	sent atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= int64(n)
	e.sent.Add(int64(n))
	return n, nil
}

// TestHugeUpload sends a file of ALUR_TEST_HUGE_MB megabytes by the API and in pieces: it is
// refused at 50, in words that arrive, nothing of it stays, and memory is what it was.
func TestHugeUpload(t *testing.T) {
	t.Parallel()
	size := int64(fromEnv(t, "ALUR_TEST_HUGE_MB", 90)) << 20
	s := start(t, newHome(t, sqlite), "--demo")
	who := newPeople(t, s)
	w := begin(t, who, "swakelola", inHouse)
	head, kind := form("surat", "surat.pdf", nil)
	before, after, _ := bytes.Cut(head, []byte("\r\n\r\n\r\n--"))
	file := &endless{left: size}
	a, err := who.as("pemohon").send("POST", "/requests/"+w.id+"/documents", kind, io.MultiReader(bytes.NewReader(before), strings.NewReader("\r\n\r\n%PDF-1.4\n%"), file, strings.NewReader("\r\n--"), bytes.NewReader(after)))
	w.refuses(t, a, err, http.StatusRequestEntityTooLarge)
	if sent := file.sent.Load(); sent > 80<<20 {
		t.Errorf("%d MB were taken before the refusal", sent>>20)
	}
	hugePieces(t, s, w, size)
	if peak := s.peak(); peak > maxPeak {
		t.Errorf("peak %d MB", peak>>20)
	} else {
		t.Logf("%d MB by API and in pieces: peak %d MB", size>>20, peak>>20)
	}
	// Nothing of it is left, and everybody else is served.
	err = filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil && info.Size() > 20<<20 && !strings.HasPrefix(d.Name(), "alur.db") && !strings.Contains(path, "tmp-previews") {
			t.Errorf("left behind: %s, %d MB", path, info.Size()>>20)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if a, err := who.as("pemohon").upload(w.id, "surat", "surat.pdf", pdf("biasa")); err != nil || a.status != http.StatusCreated {
		t.Errorf("%v, %v", a, err)
	}
}

// hugePieces does it by the pages' way (tus): a length that is too large, and a body that
// is longer than it said.
func hugePieces(t *testing.T, s *server, w *walk, size int64) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.PostForm(s.base+"/masuk", url.Values{"nama-pengguna": {"pemohon"}, "kata-sandi": {demo.Password}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	call := func(method, path string, body io.Reader, headers map[string]string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Tus-Resumable", "1.0.0")
		for k, v := range headers {
			r.Header.Set(k, v)
		}
		res, err := browser.Do(r)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		_ = res.Body.Close()
		return res
	}
	begin := "/permohonan/" + w.id + "/unggahan/surat"
	meta := "filename c3VyYXQucGRm" // surat.pdf
	if res := call(http.MethodPost, begin, nil, map[string]string{"Upload-Length": fmt.Sprint(size), "Upload-Metadata": meta}); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a length of %d MB: %s", size>>20, res.Status)
	}
	res = call(http.MethodPost, begin, nil, map[string]string{"Upload-Length": "1000", "Upload-Metadata": meta})
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("begin: %s", res.Status)
	}
	where := res.Header.Get("Location")
	file := &endless{left: size}
	res = call(http.MethodPatch, where, file, map[string]string{"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})
	if sent := file.sent.Load(); sent > 20<<20 {
		t.Errorf("%s, after %d MB for an upload of 1000 bytes", res.Status, sent>>20)
	}
	if res := call(http.MethodHead, where, nil, nil); res.Header.Get("Upload-Offset") != "1000" && res.Header.Get("Upload-Offset") != "0" {
		t.Errorf("an upload of 1000 bytes has %s", res.Header.Get("Upload-Offset"))
	}
	call(http.MethodDelete, where, nil, nil)
}
