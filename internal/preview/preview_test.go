package preview

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/preview/previewtest"
)

// What this test binary does when it is started as a child of a test: it breaks a
// limit that it has set itself.
const (
	eats  = "eats"
	spins = "spins"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && (os.Args[1] == eats || os.Args[1] == spins) {
		if err := restrict(2); err != nil {
			fmt.Println(err)
			os.Exit(0)
		}
		if os.Args[1] == spins {
			for { //nolint:staticcheck // until the kernel ends it
			}
		}
		var kept [][]byte
		for range 32 { // 2 GiB
			b := make([]byte, 64<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			kept = append(kept, b)
		}
		fmt.Println("had its fill of", len(kept))
		os.Exit(0)
	}
	code := m.Run()
	previewtest.Clean()
	os.Exit(code)
}

// A desk is a folder with a clock that tests move.
type desk struct {
	*Folder
	dir   string
	clock *clocktest.Clock
	docs  map[string][]byte
	read  atomic.Int64 // how many documents were opened
}

func newDesk(t *testing.T, change ...func(*Config)) *desk {
	t.Helper()
	d := &desk{dir: t.TempDir(), clock: clocktest.At(time.Now()), docs: map[string][]byte{}}
	c := Config{Dir: d.dir, Command: previewtest.Command(t), Clock: d.clock.Now, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)), Patience: 10 * time.Minute, Limit: time.Minute}
	for _, f := range change {
		f(&c)
	}
	previewtest.Share(t, d.dir)
	f, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	d.Folder = f
	t.Cleanup(func() { _ = f.Close() })
	return d
}

type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

func (d *desk) source(mediaType string, content []byte) Source {
	sum := sha256.Sum256(content)
	return Source{SHA256: hex.EncodeToString(sum[:]), MediaType: mediaType, Open: func(context.Context) (io.ReadCloser, error) {
		d.read.Add(1)
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

func (d *desk) page(t *testing.T, src Source, look Look) *Picture {
	t.Helper()
	p, err := d.Page(t.Context(), src, look)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *Picture) decode(t *testing.T) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != p.Width || b.Dy() != p.Height {
		t.Fatalf("the picture has %v, said were %d × %d", b, p.Width, p.Height)
	}
	return img
}

// hue says which of the colours of the tests a pixel has, at a place given in hundredths.
func hue(img image.Image, x, y int) string {
	b := img.Bounds()
	r, g, bl, _ := img.At(b.Min.X+b.Dx()*x/100, b.Min.Y+b.Dy()*y/100).RGBA()
	name := ""
	for _, c := range []struct {
		v    uint32
		name string
	}{{r, "r"}, {g, "g"}, {bl, "b"}} {
		if c.v > 0x8000 {
			name += c.name
		}
	}
	return name
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// paint fills the lower left quarter of a page of w × h.
func paint(color string, w, h float64) string {
	return stream("", fmt.Sprintf("%s rg 0 0 %.2f %.2f re f", color, w/2, h/2))
}

// onePage is a PDF of one page; extra stands in the page's dictionary.
func onePage(w, h float64, extra string) []byte {
	return previewtest.PDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R %s >>", w, h, extra), paint("1 0 0", w, h))
}

// manyPages is a PDF of n pages of A5: the first is painted red, the others blue.
func manyPages(n int) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", paint("1 0 0", 420, 595), paint("0 0 1", 420, 595)}
	var kids strings.Builder
	for i := range n {
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents %d 0 R >>", min(i, 1)+3))
		fmt.Fprintf(&kids, " %d 0 R", len(objects))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s ] >>", n, kids.String())
	return previewtest.PDF(objects...)
}

// TestPages proves that each page is shown as it is, turned and enlarged as is asked.
func TestPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	doc := d.source("application/pdf", manyPages(3))
	for n, want := range []string{"r", "b", "b"} {
		p := d.page(t, doc, Look{Page: n + 1})
		img := p.decode(t)
		if p.Pages != 3 || p.Width != Width || p.Height != 1417 {
			t.Errorf("page %d: %d pages, %d × %d", n+1, p.Pages, p.Width, p.Height)
		}
		if got := hue(img, 25, 75); got != want {
			t.Errorf("page %d: %q at the lower left", n+1, got)
		}
		if got := hue(img, 75, 25); got != "rgb" {
			t.Errorf("page %d: %q where the paper is", n+1, got)
		}
	}
	for turn, at := range [][2]int{{25, 75}, {25, 25}, {75, 25}, {75, 75}} {
		p := d.page(t, doc, Look{Page: 1, Turn: turn})
		if got := hue(p.decode(t), at[0], at[1]); got != "r" {
			t.Errorf("turned %d times: %q", turn, got)
		}
		if p.Width > Width || p.Height > 2*Width || (p.Width > p.Height) != (turn%2 == 1) {
			t.Errorf("turned %d times: %d × %d", turn, p.Width, p.Height)
		}
	}
	if p := d.page(t, doc, Look{Page: 1, Wide: true}); p.Width != WideWidth || hue(p.decode(t), 25, 75) != "r" {
		t.Errorf("enlarged: %d × %d", p.Width, p.Height)
	}
	// What the file itself says of its page is done before.
	p := d.page(t, d.source("application/pdf", onePage(400, 600, "/Rotate 90")), Look{Page: 1})
	if p.Width != Width || p.Height != 667 || hue(p.decode(t), 25, 25) != "r" {
		t.Errorf("a page that lies: %d × %d", p.Width, p.Height)
	}
	for _, look := range []Look{{Page: 4}, {Page: 0}, {Page: -1}, {Page: MaxPages + 1}, {Page: 1, Turn: 4}, {Page: 1, Turn: -1}} {
		if _, err := d.Page(t.Context(), doc, look); !isNotFound(err) {
			t.Errorf("%+v: %v", look, err)
		}
	}
	for _, kind := range []string{"", "text/html", "image/svg+xml", "image/gif", "application/zip", "text/plain"} {
		if _, err := d.Page(t.Context(), d.source(kind, manyPages(1)), Look{Page: 1}); Shows(kind) || !isNotFound(err) {
			t.Errorf("%q: %v", kind, err)
		}
	}
	for _, sum := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63)} {
		if p, err := d.Page(t.Context(), Source{SHA256: sum, MediaType: "application/pdf", Open: doc.Open}, Look{Page: 1}); err == nil {
			t.Errorf("%q is a hash: %v", sum, p)
		}
	}
}

func isNotFound(err error) bool {
	e, ok := errors.AsType[*alur.Error](err)
	return ok && e.Code == alur.CodeNotFound
}

// TestSeals proves that what stands in the fields of a form is shown, on white also
// where the page has transparency: seals of electronic signatures are fields.
func TestSeals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	doc := previewtest.PDF("<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
		"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Annots [5 0 R] /Group << /S /Transparency /CS /DeviceRGB >> >>",
		stream("", "0 0 1 rg 0 0 100 100 re f"),
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (sah) /F 132 /Rect [200 200 400 400] /P 3 0 R /AP << /N 6 0 R >> >>",
		stream("/Type /XObject /Subtype /Form /BBox [0 0 200 200]", "1 0 0 rg 0 0 200 200 re f"))
	img := d.page(t, d.source("application/pdf", doc), Look{Page: 1}).decode(t)
	if hue(img, 75, 25) != "r" || hue(img, 12, 88) != "b" || hue(img, 25, 25) != "rgb" {
		t.Errorf("seal %q, drawing %q, paper %q", hue(img, 75, 25), hue(img, 12, 88), hue(img, 25, 25))
	}
}

// half is a picture whose upper half is red, as PNG or JPEG.
func half(t testing.TB, kind string, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0xff, 0, 0, 0xff}
			if y >= h/2 {
				c = color.RGBA{0, 0, 0xff, 0xff}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	var err error
	if kind == "image/png" {
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif puts an orientation, and a note that must not come out again, into a JPEG.
func exif(picture []byte, orientation byte, note string) []byte {
	app1 := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	app1 = append(app1, note...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1, byte((len(app1) + 2) >> 8), byte(len(app1) + 2)}, app1...)
	return append(out, picture[2:]...)
}

// TestPictures proves that uploaded pictures come out small, upright and new.
func TestPictures(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, kind := range []string{"image/png", "image/jpeg"} {
		p := d.page(t, d.source(kind, half(t, kind, 1500, 600)), Look{Page: 1})
		img := p.decode(t)
		if p.Width != Width || p.Height != 400 || p.Pages != 1 || hue(img, 50, 25) != "r" || hue(img, 50, 75) != "b" {
			t.Errorf("%s: %d × %d, %d pages, %q over %q", kind, p.Width, p.Height, p.Pages, hue(img, 50, 25), hue(img, 50, 75))
		}
		if small := d.page(t, d.source(kind, half(t, kind, 60, 40)), Look{Page: 1, Wide: true}); small.Width != 60 || small.Height != 40 {
			t.Errorf("%s: a small picture became %d × %d", kind, small.Width, small.Height)
		}
		if _, err := d.Page(t.Context(), d.source(kind, half(t, kind, 60, 40)), Look{Page: 2}); !isNotFound(err) {
			t.Errorf("%s: the second page: %v", kind, err)
		}
	}
	const note = "-7.331,110.508"
	p := d.page(t, d.source("image/jpeg", exif(half(t, "image/jpeg", 1500, 600), 6, note)), Look{Page: 1})
	img := p.decode(t)
	if p.Width != 600 || p.Height != 1500 || hue(img, 75, 50) != "r" || hue(img, 25, 50) != "b" {
		t.Errorf("turned by the camera: %d × %d", p.Width, p.Height)
	}
	if bytes.Contains(p.JPEG, []byte(note)) || bytes.Contains(p.JPEG, []byte("Exif")) {
		t.Error("where the photograph was taken is still in it")
	}
	for name, bad := range map[string][]byte{
		"cut off": half(t, "image/png", 600, 600)[:200], "empty": {}, "no picture": []byte("GIF89a, nothing else"),
		"40,000 × 40,000 pixels": hugePNG(40_000, 40_000),
	} {
		if _, err := d.Page(t.Context(), d.source("image/png", bad), Look{Page: 1}); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// hugePNG is the beginning of a PNG that promises many pixels.
func hugePNG(w, h uint32) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	out := b.Bytes()
	for i, v := range []uint32{w, h} {
		out[16+4*i], out[17+4*i], out[18+4*i], out[19+4*i] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	return out
}

// zeros deflates n zero bytes.
func zeros(n int64) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := io.CopyN(z, zeroReader{}, n); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// withImage is a PDF of one page that shows an image of w × h pixels.
func withImage(w, h int, data string) []byte {
	return previewtest.PDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
		stream("", "q 400 0 0 600 0 0 cm /I Do Q"),
		stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode", w, h), data))
}

// hostile are documents that are to be shown in part or not at all. None of them may
// be more than that to the server. With pages, a picture is wanted.
func hostile() map[string]struct {
	content []byte
	pages   int
} {
	type d = struct {
		content []byte
		pages   int
	}
	good := manyPages(2)
	broken := bytes.Replace(good, []byte("startxref\n"), []byte("startxref\n9"), 1)
	encrypted := bytes.Replace(good, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+"> /P -4 >>"), 1)
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	var forms []string
	for i := range 8 { // each draws the next ten times, and the last itself
		draws := strings.Repeat(fmt.Sprintf("/F%d Do ", min(i+1, 7)), 10)
		forms = append(forms, stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Resources << /XObject << /F%d %d 0 R >> >>", min(i+1, 7), 5+min(i+1, 7)), draws+"0 0 1 rg 0 0 10 10 re f"))
	}
	bomb := append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources << /XObject << /F0 5 0 R >> >> >>", stream("", "/F0 Do")}, forms...)
	return map[string]d{
		"empty": {}, "only a head": {content: []byte("%PDF-1.7\n")}, "no PDF": {content: []byte("<html><script>alert(1)</script>")},
		"no page":                     {content: previewtest.PDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>")},
		"broken xref":                 {content: broken, pages: 2},
		"cut in the middle":           {content: good[:len(good)/3]},
		"encrypted":                   {content: encrypted},
		"pages that are their own":    {content: previewtest.PDF("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>")},
		"a catalog that is its pages": {content: previewtest.PDF("<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 1 >>")},
		"arrays in arrays":            {content: previewtest.PDF("<< /Type /Catalog /Pages 2 0 R /X "+deep+" >>", "<< /Type /Pages /Count 0 /Kids [] >>")},
		"forms that draw forms":       {content: previewtest.PDF(bomb...)},
		"2,000 pages":                 {content: manyPages(2000), pages: 2000},
		"a page as large as a field":  {content: onePage(14400, 14400, ""), pages: 1},
		"a page as large as a city":   {content: onePage(1e9, 1e9, "/UserUnit 1000")},
		"a page as a ribbon":          {content: onePage(14400, 3, ""), pages: 1},
		"a page without a size":       {content: onePage(0, 0, "")},
		"an image of 100 megapixels":  {content: withImage(10_000, 10_000, zeros(300_000_000))},
		"an image of 900 megapixels":  {content: withImage(30_000, 30_000, zeros(1<<20))},
		"an image that is a lie":      {content: withImage(2_000_000_000, 2_000_000_000, "")},
		"scripts and links out":       {content: scripted(), pages: 1},
	}
}

// scripted is a PDF that would like to run something.
func scripted() []byte {
	return previewtest.PDF("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R /AA << /O << /S /URI /URI (http://192.0.2.1/) >> >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 400 600] /A << /S /Launch /F (/bin/sh) >> >>] >>", paint("1 0 0", 400, 600))
}

// TestHostile proves that no document does more harm than having no picture, and that
// the next one has one.
func TestHostile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, doc := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := d.Page(t.Context(), d.source("application/pdf", doc.content), Look{Page: 1})
			switch {
			case err == nil:
				if b := p.decode(t).Bounds(); b.Dx() > Width || b.Dy() > 2*Width {
					t.Errorf("%v", b)
				}
				if doc.pages > 0 && p.Pages != doc.pages {
					t.Errorf("%d pages, want %d", p.Pages, doc.pages)
				}
			case doc.pages > 0 || !errors.Is(err, ErrUnreadable):
				t.Error(err)
			}
		})
	}
	t.Cleanup(func() { // after all of them
		if _, err := d.Page(context.Background(), d.source("application/pdf", manyPages(1)), Look{Page: 1}); !errors.Is(err, ErrBusy) && err != nil {
			t.Errorf("after the hostile ones: %v", err)
		}
	})
	if _, err := d.Page(t.Context(), d.source("application/pdf", manyPages(2000)), Look{Page: MaxPages + 1}); !isNotFound(err) {
		t.Errorf("a page beyond the limit: %v", err)
	}
}

// TestBounds proves that the kernel ends a child that wants too much memory or that
// never ends.
func TestBounds(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		if os.Getenv("CI") != "" {
			t.Fatal("the kernel of this machine has no such limits")
		}
		t.Skip("the kernel of this machine has no such limits")
	}
	for _, wants := range []string{eats, spins} {
		out, err := exec.CommandContext(t.Context(), os.Args[0], wants).Output()
		if err == nil {
			t.Errorf("a child that %s ended by itself: %s", wants, out)
		}
	}
}

// TestSlow proves that a child that takes too long is ended, that the document is
// then left alone for a while, and that the others have not waited for nothing.
func TestSlow(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(c *Config) {
		c.Command, c.Limit = []string{"/bin/sh", "-c", "exec sleep 3600"}, 50*time.Millisecond
	})
	doc := d.source("application/pdf", manyPages(1))
	for range 3 {
		if _, err := d.Page(t.Context(), doc, Look{Page: 1}); !errors.Is(err, ErrUnreadable) {
			t.Fatal(err)
		}
	}
	if n := d.read.Load(); n != 1 {
		t.Errorf("it was tried %d times", n)
	}
	d.clock.Pass(badFor)
	if _, err := d.Page(t.Context(), doc, Look{Page: 1}); !errors.Is(err, ErrUnreadable) || d.read.Load() != 2 {
		t.Errorf("it was never tried again: %v", err)
	}
}

// TestChildrenThatLie proves that what a child says is looked at before it is served.
func TestChildrenThatLie(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"nothing": "exit 0", "a crash": "exit 2", "no answer": "echo hello", "a page of HTML": `echo '{"pages":1,"width":1,"height":1}'; echo '<script>'`,
		"without an end": "yes", "no program": "exec /nonexistent",
	} {
		d := newDesk(t, func(c *Config) { c.Command = []string{"/bin/sh", "-c", script} })
		if _, err := d.Page(t.Context(), d.source("application/pdf", manyPages(1)), Look{Page: 1}); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(Config{Dir: t.TempDir(), Clock: alur.SystemClock}); err == nil {
		t.Error("a folder without a command")
	}
	d := newDesk(t)
	broken := errors.New("the disk is gone")
	src := Source{SHA256: strings.Repeat("a", 64), MediaType: "application/pdf", Open: func(context.Context) (io.ReadCloser, error) { return nil, broken }}
	if _, err := d.Page(t.Context(), src, Look{Page: 1}); !errors.Is(err, broken) {
		t.Errorf("bytes that are missing: %v", err)
	}
}

// TestFiftyAtOnce proves that many who want one page wait for one child, and that a
// queue ends.
func TestFiftyAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	doc := d.source("application/pdf", manyPages(120))
	d.page(t, doc, Look{Page: 120}) // from here on two at once
	before := d.read.Load()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if p, err := d.Page(t.Context(), doc, Look{Page: 1}); err != nil || len(p.JPEG) == 0 {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := d.read.Load() - before; n != 1 {
		t.Errorf("one page was made %d times", n)
	}
	var ready, busy atomic.Int64
	for n := range 100 {
		wg.Go(func() {
			switch p, err := d.Page(t.Context(), doc, Look{Page: n + 2}); {
			case errors.Is(err, ErrBusy):
				busy.Add(1)
			case err != nil:
				t.Error(err)
			case p.Pages == 120:
				ready.Add(1)
			}
		})
	}
	wg.Wait()
	if ready.Load() < queue || ready.Load()+busy.Load() != 100 {
		t.Errorf("%d ready, %d told to come back", ready.Load(), busy.Load())
	}
}

// TestImpatient proves that whoever leaves does not take the picture along, and that
// nobody waits for ever.
func TestImpatient(t *testing.T) {
	t.Parallel()
	gate, begun := make(chan struct{}), make(chan struct{})
	d := newDesk(t, func(c *Config) { c.Patience = time.Nanosecond })
	content := manyPages(1)
	src := d.source("application/pdf", content)
	opened := src.Open
	src.Open = func(ctx context.Context) (io.ReadCloser, error) {
		close(begun)
		<-gate
		return opened(ctx)
	}
	if _, err := d.Page(t.Context(), src, Look{Page: 1}); !errors.Is(err, ErrBusy) {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := d.Page(gone, src, Look{Page: 1}); !errors.Is(err, context.Canceled) && !errors.Is(err, ErrBusy) {
		t.Fatal(err)
	}
	<-begun
	close(gate)
	d.running.Wait()
	if p := d.page(t, src, Look{Page: 1}); p.Pages != 1 || d.read.Load() != 1 {
		t.Errorf("it was opened %d times", d.read.Load())
	}
}

func (d *desk) files(t *testing.T) (names []string, size int64) {
	t.Helper()
	root := filepath.Join(d.dir, pagesDir)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !e.IsDir() {
			info, err := e.Info()
			if err != nil {
				return err
			}
			size += info.Size()
			names = append(names, e.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, size
}

// TestCache proves that a picture is made once, that the folder may go at any time,
// and what goes out of it by itself.
func TestCache(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	erased := map[string]bool{}
	d := newDesk(t, func(c *Config) {
		c.Has = func(sum string) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			return !erased[sum], nil
		}
	})
	one, two := d.source("application/pdf", manyPages(1)), d.source("application/pdf", manyPages(2))
	d.page(t, one, Look{Page: 1})
	d.page(t, one, Look{Page: 1})
	if d.read.Load() != 1 {
		t.Errorf("it was made %d times", d.read.Load())
	}
	// A picture that was damaged is made again.
	names, err := filepath.Glob(filepath.Join(d.dir, pagesDir, "*", one.SHA256, "*"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	if err := os.WriteFile(names[0], []byte(`{"pages":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.page(t, one, Look{Page: 1})
	if d.read.Load() != 2 {
		t.Error("a damaged picture was shown")
	}
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	if err := d.Sweep(t.Context()); err != nil {
		t.Errorf("without a folder: %v", err)
	}
	previewtest.Share(t, d.dir)
	d.page(t, one, Look{Page: 1})
	d.page(t, two, Look{Page: 1})
	if names, _ := d.files(t); len(names) != 2 {
		t.Fatalf("%v", names)
	}
	mu.Lock()
	erased[one.SHA256] = true
	mu.Unlock()
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, _ := filepath.Glob(filepath.Join(d.dir, pagesDir, "*", one.SHA256)); len(names) > 0 {
		t.Errorf("the pictures of an erased document are there: %v", names)
	}
	left := filepath.Join(d.dir, pagesDir, two.SHA256[:2], two.SHA256, freshPrefix+"1")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.clock.Pass(2 * time.Hour)
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, _ := d.files(t); len(names) != 1 {
		t.Errorf("after two hours: %v", names)
	}
	d.clock.Pass(Lifetime - 3*time.Hour)
	d.page(t, two, Look{Page: 1}) // looked at: it stays
	d.clock.Pass(Lifetime - time.Hour)
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, _ := d.files(t); len(names) != 1 {
		t.Errorf("what was looked at is gone: %v", names)
	}
	d.clock.Pass(2 * time.Hour)
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names, _ := d.files(t); len(names) != 0 {
		t.Errorf("what nobody looks at stays: %v", names)
	}
}

// TestEviction proves that the folder does not outgrow its size, and that what was
// looked at longest ago goes first.
func TestEviction(t *testing.T) {
	t.Parallel()
	const most = 60_000
	d := newDesk(t, func(c *Config) { c.MaxSize = most })
	doc := d.source("application/pdf", manyPages(12))
	for n := range 12 {
		d.page(t, doc, Look{Page: n + 1})
		d.clock.Pass(time.Minute)
		if _, size := d.files(t); size > most {
			t.Fatalf("page %d: %d bytes", n+1, size)
		}
	}
	names, _ := d.files(t)
	if len(names) == 12 || len(names) == 0 {
		t.Fatalf("nothing was removed: %v", names)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "1-") {
			t.Errorf("the oldest is still there: %v", names)
		}
	}
}

// TestCloseEndsChildren proves that nothing is left running.
func TestCloseEndsChildren(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	d := newDesk(t, func(c *Config) { c.Command = []string{"/bin/sh", "-c", "exec sleep 3600"} })
	src := d.source("application/pdf", manyPages(1))
	opened := src.Open
	src.Open = func(ctx context.Context) (io.ReadCloser, error) { close(started); return opened(ctx) }
	ended := make(chan error, 1)
	go func() {
		_, err := d.Page(context.Background(), src, Look{Page: 1})
		ended <- err
	}()
	<-started
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
}

// FuzzDraw proves that no bytes make the renderer do more than refuse them.
func FuzzDraw(f *testing.F) {
	for _, doc := range hostile() {
		if len(doc.content) < 1<<16 {
			f.Add(doc.content, false)
		}
	}
	f.Add(manyPages(2), false)
	f.Add(exif(half(f, "image/jpeg", 20, 10), 6, ""), true)
	f.Add(half(f, "image/png", 20, 10), true)
	cache := previewtest.Compiled(f)
	// A child compiles the renderer: here it might take minutes.
	arg, err := json.Marshal(job{Kind: kindPDF, Page: 1, Width: 50, Cache: cache, Seconds: 600})
	if err != nil {
		f.Fatal(err)
	}
	cmd := exec.CommandContext(f.Context(), previewtest.Command(f)[0], string(arg))
	cmd.Stdin = bytes.NewReader(manyPages(1))
	if err := cmd.Run(); err != nil {
		f.Fatal(err)
	}
	pool, err := startPDFium(cache)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, document []byte, picture bool) {
		var img *image.RGBA
		var err error
		pages := 1
		if picture {
			img, err = drawPicture(document, 1, 50, 100)
		} else {
			img, pages, err = drawWith(pool, document, 1, 50, 100)
		}
		if _, ok := errors.AsType[fault](err); err != nil && !ok {
			t.Fatal(err)
		}
		if err == nil && (pages < 1 || img.Rect.Dx() > 50 || img.Rect.Dy() > 100) {
			t.Fatalf("%d pages, %v", pages, img.Rect)
		}
	})
}

// FuzzParse proves that an answer is a picture or an error.
func FuzzParse(f *testing.F) {
	f.Add([]byte("{\"pages\":1,\"width\":2,\"height\":3}\n\xff\xd8\xff"))
	f.Add([]byte("{\"fault\":\"no-page\"}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := parse(raw)
		if err == nil && (p.Pages < 1 || p.Width < 1 || !bytes.HasPrefix(p.JPEG, []byte{0xff, 0xd8})) {
			t.Fatalf("%+v", p)
		}
	})
}
