package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/clocktest"
)

// A desk is a folder with a clock that tests move.
type desk struct {
	*Folder
	dir   string
	clock *clocktest.Clock
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{dir: t.TempDir(), clock: clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
	d.open(t)
	return d
}

func (d *desk) open(t *testing.T) {
	t.Helper()
	f, err := Open(t.Context(), d.dir, d.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	d.Folder = f
	t.Cleanup(func() { _ = f.Close() })
}

// files counts the files that lie in the folder.
func (d *desk) files(t *testing.T) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(d.dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sheet is a picture of paper: dark lines on white, a red corner at the upper left.
func sheet(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{250, 250, 245, 255}
			switch {
			case x < w/4 && y < h/4:
				c = color.NRGBA{220, 20, 20, 255}
			case y%20 < 3 && x%7 != 0:
				c = color.NRGBA{30, 30, 40, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif segment into a JPEG: an orientation, and words where phones
// write the place.
func withExif(b []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	data := append([]byte("Exif\x00\x00"), tiff...)
	data = append(data, "GPSLatitude -7.3305"...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(data)+2))
	return slices.Concat(b[:2], seg, data, b[2:])
}

func add(t *testing.T, l *Letter, b []byte) Page {
	t.Helper()
	if err := l.Add(t.Context(), bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	pages := pagesOf(t, l)
	return pages[len(pages)-1]
}

func pagesOf(t *testing.T, l *Letter) []Page {
	t.Helper()
	pages, err := l.Pages()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func pdfOf(t *testing.T, l *Letter) []byte {
	t.Helper()
	r, err := l.PDF(t.Context(), "Surat permohonan")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestLetter walks a letter from its first page to the PDF.
func TestLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r1", "surat")
	if len(pagesOf(t, l)) != 0 {
		t.Fatal("a new letter has pages")
	}
	if _, err := l.PDF(t.Context(), "x"); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("PDF of nothing: %v", err)
	}
	a, b := add(t, l, asJPEG(t, sheet(300, 400))), add(t, l, asPNG(t, sheet(400, 300)))
	c := add(t, l, asJPEG(t, image.NewGray(image.Rect(0, 0, 10, 20))))
	order := func(want ...string) {
		t.Helper()
		var got []string
		for _, p := range pagesOf(t, l) {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("order %v, want %v", got, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(l.Move(c.ID, -1))
	order(a.ID, c.ID, b.ID)
	must(l.Move(a.ID, -1)) // the first one stays
	must(l.Move(b.ID, +1)) // the last one stays
	must(l.Move("../x", +1))
	order(a.ID, c.ID, b.ID)
	must(l.Move(a.ID, +1))
	must(l.Turn(b.ID))
	must(l.Turn("x"))
	order(c.ID, a.ID, b.ID)
	if got := pagesOf(t, l)[2].Turn; got != 1 {
		t.Errorf("turned by %d", got)
	}
	must(l.Remove(c.ID))
	must(l.Remove(c.ID))
	order(a.ID, b.ID)
	if n := d.files(t); n != 5 { // the list, and two for each page
		t.Errorf("%d files", n)
	}

	// Other people, requests and slots have letters of their own.
	for _, other := range []*Letter{d.Letter("rino", "r1", "surat"), d.Letter("wati", "r2", "surat"), d.Letter("wati", "r1", "kak"), d.Letter("wati\" \"r1", "", "surat")} {
		if len(pagesOf(t, other)) != 0 {
			t.Error("pages in another letter")
		}
		if _, err := other.Thumbnail(t.Context(), a.ID); alur.CodeOf(err) != alur.CodeNotFound {
			t.Errorf("thumbnail of another letter: %v", err)
		}
	}

	// A restart keeps them.
	must(d.Close())
	d.open(t)
	l = d.Letter("wati", "r1", "surat")
	order(a.ID, b.ID)
	out := pdfOf(t, l)
	if typ, err := blob.Inspect(bytes.NewReader(out), int64(len(out)), "surat.pdf"); err != nil || typ != blob.PDF {
		t.Errorf("the PDF is %v, %v", typ, err)
	}
	if n := bytes.Count(out, []byte("/Type /Page /Parent")); n != 2 {
		t.Errorf("%d pages", n)
	}
	must(l.Discard())
	if n := d.files(t); n != 0 || len(pagesOf(t, l)) != 0 {
		t.Errorf("%d files after it was thrown away", n)
	}
}

// TestNothingButThePicture proves that where and when a photograph was taken is
// neither kept nor handed on.
func TestNothingButThePicture(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r", "surat")
	photo := withExif(asJPEG(t, sheet(200, 300)), binary.LittleEndian, 1)
	if !bytes.Contains(photo, []byte("GPSLatitude")) {
		t.Fatal("the photograph says nothing")
	}
	add(t, l, photo)
	out := pdfOf(t, l)
	for _, word := range []string{"GPSLatitude", "Exif"} {
		if bytes.Contains(out, []byte(word)) {
			t.Errorf("the PDF has %s in it", word)
		}
	}
	err := filepath.WalkDir(d.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if bytes.Contains(b, []byte("Exif")) {
			t.Errorf("%s has Exif in it", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestUpright proves that every orientation that cameras write ends upright. The
// picture is stored as a camera held that way would have stored it.
func TestUpright(t *testing.T) {
	t.Parallel()
	want := sheet(160, 240)
	// Which orientation undoes which is a group: the inverse of 6 is 8, all others are their own.
	inverse := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	for orientation, back := range inverse {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			stored := upright(shrink(want, 160, 240), back)
			got := prepared(t, withExif(asJPEG(t, stored), order, uint16(orientation)))
			img, err := jpeg.Decode(bytes.NewReader(got.page))
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds().Dx() != 160 || img.Bounds().Dy() != 240 || got.width != 160 || got.height != 240 {
				t.Errorf("orientation %d: %v", orientation, img.Bounds())
				continue
			}
			for corner, red := range map[image.Point]bool{{10, 10}: true, {150, 10}: false, {10, 230}: false, {150, 230}: false} {
				r, g, _, _ := img.At(corner.X, corner.Y).RGBA()
				if isRed := r > 0x9000 && g < 0x6000; isRed != red {
					t.Errorf("orientation %d, %v: red %v", orientation, corner, isRed)
				}
			}
		}
	}
}

func prepared(t testing.TB, b []byte) *picture {
	t.Helper()
	got, err := prepare(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// noisy is a photograph of a lit sheet with the grain of a cheap sensor.
func noisy(w, h, grain int) image.Image {
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for i := range img.Y {
		seed = seed*1664525 + 1013904223
		x, y := i%w, i/w
		v := 225 - 60*x/w
		if y%64 < 24 && x%40 < 26 && (x/8+y/8)%2 == 0 {
			v = 60
		}
		img.Y[i] = uint8(min(255, max(0, v+int(seed>>24)%(grain+1)-grain/2)))
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 126, 131
	}
	return img
}

// TestSize holds the promise that a page of a 12 megapixel photograph is small and
// still sharp enough to read.
func TestSize(t *testing.T) {
	t.Parallel()
	got := prepared(t, asJPEG(t, noisy(4000, 3000, 30))) // in poor light
	if got.width != 2205 || got.height != 1654 || len(got.page) >= 600_000 || len(got.thumb) > 60_000 {
		t.Errorf("%d × %d, %d bytes, thumbnail %d", got.width, got.height, len(got.page), len(got.thumb))
	}
	if got := prepared(t, asJPEG(t, noisy(1600, 1200, 255))); len(got.page) >= 600_000 || got.width < 600 {
		t.Errorf("noise: %d × %d, %d bytes", got.width, got.height, len(got.page))
	}
	if got := prepared(t, asPNG(t, sheet(50, 20_000))); got.height != 2339 || got.width != 6 {
		t.Errorf("a long strip: %d × %d", got.width, got.height)
	}
}

// TestShrink proves that scaling keeps the mean of what it covers, also where the
// sizes do not divide, and puts what is transparent on white.
func TestShrink(t *testing.T) {
	t.Parallel()
	src := image.NewNRGBA(image.Rect(5, 5, 12, 10)) // 7 × 5, not from the origin
	for i := range 35 {
		src.SetNRGBA(5+i%7, 5+i/7, color.NRGBA{uint8(7 * i), 100, 0, 255})
	}
	out := shrink(src, 3, 2)
	sum := new(big.Rat)
	for i := range 6 {
		sum.Add(sum, big.NewRat(int64(out.Pix[4*i]), 6))
		if out.Pix[4*i+1] != 100 || out.Pix[4*i+2] != 0 || out.Pix[4*i+3] != 255 {
			t.Errorf("pixel %d is %v", i, out.Pix[4*i:4*i+4])
		}
	}
	if got, _ := sum.Float64(); got < 118.5 || got > 119.5 {
		t.Errorf("mean %.2f, want 119", got)
	}
	blank := shrink(image.NewNRGBA(image.Rect(0, 0, 4, 4)), 2, 2)
	if blank.Pix[0] != 255 || blank.Pix[3] != 255 {
		t.Errorf("transparent became %v", blank.Pix[:4])
	}
	same := shrink(src, 7, 5)
	if same.Pix[4*8] != 56 {
		t.Errorf("at its own size a pixel is %d", same.Pix[4*8])
	}
}

// pngOf makes the beginning of a PNG that claims a size and a kind.
func pngOf(w, h uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, depth, kind, 0, 0, 0)
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	chunk := append([]byte("IHDR"), head...)
	b = append(b, chunk...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
}

// jpegOf makes the beginning of a JPEG that claims a size.
func jpegOf(t *testing.T, w, h uint16, sof byte) []byte {
	t.Helper()
	b := slices.Clone(asJPEG(t, sheet(16, 16)))
	i := bytes.Index(b, []byte{0xff, 0xc0})
	if i < 0 {
		t.Fatal("no frame header")
	}
	b[i+1] = sof
	binary.BigEndian.PutUint16(b[i+5:], h)
	binary.BigEndian.PutUint16(b[i+7:], w)
	return b
}

// TestHostile proves that what is no photograph, or too much of one, is refused before
// it costs anything, and leaves nothing behind.
func TestHostile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r", "surat")
	good := asJPEG(t, sheet(200, 300))
	goodPNG := asPNG(t, sheet(60, 60))
	for name, c := range map[string]struct {
		content []byte
		want    alur.Code
	}{
		"nothing":                 {nil, alur.CodeEmptyFile},
		"one byte":                {[]byte{0xff}, alur.CodeUnsupportedMediaType},
		"PDF":                     {[]byte("%PDF-1.4\n%%EOF\n"), alur.CodeUnsupportedMediaType},
		"GIF":                     {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), alur.CodeUnsupportedMediaType},
		"HEIC":                    {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), alur.CodeUnsupportedMediaType},
		"SVG":                     {[]byte("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), alur.CodeUnsupportedMediaType},
		"a program":               {[]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00"), alur.CodeUnsupportedMediaType},
		"JPEG without a picture":  {[]byte("\xff\xd8\xff\xd9......"), alur.CodeUnsafeFile},
		"JPEG that breaks off":    {good[:len(good)/2], alur.CodeUnsafeFile},
		"PNG that breaks off":     {goodPNG[:len(goodPNG)-30], alur.CodeUnsafeFile},
		"PNG with a wrong sum":    {bytes.Replace(goodPNG, []byte("IDAT"), []byte("IDAU"), 1), alur.CodeUnsafeFile},
		"bomb, PNG":               {pngOf(100_000, 100_000, 8, 2), alur.CodeTooLarge},
		"bomb, PNG, overflow":     {pngOf(1<<31-1, 1<<31-1, 8, 2), alur.CodeUnsafeFile},
		"just over, PNG":          {pngOf(8000, 5001, 1, 0), alur.CodeTooLarge},
		"a strip, PNG":            {pngOf(1, 40_000_000, 1, 0), alur.CodeTooLarge},
		"deep, PNG":               {pngOf(6000, 5000, 16, 6), alur.CodeTooLarge},
		"bomb, JPEG":              {jpegOf(t, 65500, 65500, 0xc0), alur.CodeTooLarge},
		"just over, JPEG":         {jpegOf(t, 8000, 5001, 0xc0), alur.CodeTooLarge},
		"progressive, JPEG":       {jpegOf(t, 8000, 4900, 0xc2), alur.CodeTooLarge},
		"JPEG of no size":         {jpegOf(t, 0, 0, 0xc0), alur.CodeUnsafeFile},
		"larger than it may be":   {append(slices.Clone(good), make([]byte, MaxPhoto)...), alur.CodeTooLarge},
		"claims more than it has": {jpegOf(t, 4000, 3000, 0xc0), alur.CodeUnsafeFile},
	} {
		err := l.Add(t.Context(), bytes.NewReader(c.content))
		if got := alur.CodeOf(err); got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
	}
	broken := errors.New("the line is gone")
	if err := l.Add(t.Context(), io.MultiReader(bytes.NewReader(good[:100]), &failing{broken})); !errors.Is(err, broken) {
		t.Errorf("a body that breaks off: %v", err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	d.job <- struct{}{} // somebody else is at work
	cancel()
	if err := l.Add(stopped, bytes.NewReader(good)); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who left while waiting: %v", err)
	}
	<-d.job
	if n := d.files(t); n != 0 || len(pagesOf(t, l)) != 0 {
		t.Errorf("%d files are left", n)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// TestFull proves that a letter ends at its last page, however they come.
func TestFull(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r", "surat")
	small := asJPEG(t, image.NewGray(image.Rect(0, 0, 8, 8)))
	var wg sync.WaitGroup
	var mu sync.Mutex
	full := 0
	for range MaxPages + 5 {
		wg.Go(func() {
			err := l.Add(t.Context(), bytes.NewReader(small))
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, ErrFull) {
				full++
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(pagesOf(t, l)); n != MaxPages || full != 5 {
		t.Errorf("%d pages, %d refused", n, full)
	}
	if n := d.files(t); n != 2*MaxPages+1 {
		t.Errorf("%d files", n)
	}
	if out := pdfOf(t, l); bytes.Count(out, []byte("/Type /Page /Parent")) != MaxPages {
		t.Error("pages are missing in the PDF")
	}
}

// TestSweep proves that pages are gone a day after the last change, not before, and
// that a new letter does not inherit them.
func TestSweep(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	small := asJPEG(t, image.NewGray(image.Rect(0, 0, 8, 8)))
	old, young := d.Letter("wati", "r", "surat"), d.Letter("rino", "r", "surat")
	p := add(t, old, small)
	d.clock.Pass(Lifetime - time.Minute)
	if err := old.Turn(p.ID); err != nil { // a change keeps the letter
		t.Fatal(err)
	}
	d.clock.Pass(Lifetime - time.Minute)
	add(t, young, small)
	if err := d.Sweep(t.Context()); err != nil || len(pagesOf(t, old)) != 1 {
		t.Fatalf("swept too early: %v", err)
	}
	d.clock.Pass(time.Minute)
	if len(pagesOf(t, old)) != 0 {
		t.Error("an old page is still shown")
	}
	if _, err := old.Thumbnail(t.Context(), p.ID); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("an old picture is still shown: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	// What an upload left that broke off with the server, long ago by the clock of files.
	left := filepath.Join(d.dir, incoming+"x")
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, d.clock.Now().Add(-2*Lifetime), d.clock.Now().Add(-2*Lifetime)); err != nil {
		t.Fatal(err)
	}
	d.open(t) // a start sweeps
	if n := d.files(t); n != 3 {
		t.Errorf("%d files, want those of the younger letter", n)
	}
	again := add(t, d.Letter("wati", "r", "surat"), small)
	if again.ID == p.ID || len(pagesOf(t, d.Letter("wati", "r", "surat"))) != 1 {
		t.Error("a new letter inherited pages")
	}
}

// TestThumbnail proves that the small picture is turned with its page.
func TestThumbnail(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r", "surat")
	p := add(t, l, asJPEG(t, sheet(600, 900)))
	for turn, want := range []struct {
		w, h int
		red  image.Point // where the upper left corner went
	}{{213, 320, image.Pt(20, 20)}, {320, 213, image.Pt(300, 20)}, {213, 320, image.Pt(190, 300)}, {320, 213, image.Pt(20, 190)}} {
		b, err := l.Thumbnail(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Dx() != want.w || img.Bounds().Dy() != want.h {
			t.Errorf("turned %d times: %v", turn, img.Bounds())
			continue
		}
		if r, g, _, _ := img.At(want.red.X, want.red.Y).RGBA(); r < 0x9000 || g > 0x6000 {
			t.Errorf("turned %d times: the red corner is not at %v", turn, want.red)
		}
		if err := l.Turn(p.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDamagedList proves that a list that cannot be read is an error, not an empty letter.
func TestDamagedList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.Letter("wati", "r", "surat")
	add(t, l, asJPEG(t, image.NewGray(image.Rect(0, 0, 8, 8))))
	if err := os.WriteFile(filepath.Join(d.dir, l.dir, listFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Pages(); err == nil {
		t.Error("a damaged list was read")
	}
	if err := l.Discard(); err != nil || len(pagesOf(t, l)) != 0 {
		t.Errorf("it cannot be thrown away: %v", err)
	}
}

// FuzzPrepare proves that no bytes make the preparation fall over.
func FuzzPrepare(f *testing.F) {
	f.Add(withExif(asJPEG(f, sheet(20, 30)), binary.LittleEndian, 6))
	f.Add(withExif(asJPEG(f, sheet(20, 30)), binary.BigEndian, 9))
	f.Add(asPNG(f, sheet(20, 30)))
	f.Add(pngOf(4, 4, 8, 2))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		got, err := prepare(bytes.NewReader(b))
		if err == nil && (len(got.page) == 0 || len(got.thumb) == 0 || got.width < 1 || got.height < 1) {
			t.Errorf("%+v", got)
		}
		if err != nil && alur.CodeOf(err) == alur.CodeInternal {
			t.Error(err)
		}
	})
}
