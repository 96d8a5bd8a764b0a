package photo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/disk"
)

// A4 and the margin that printers need, in points of 1/72 inch.
const (
	a4Short, a4Long = 595.28, 841.89
	margin          = 14.17 // 5 mm
)

// PDF joins the pages into one PDF of A4 pages, each upright or lying as its picture
// is. It is not-found when the letter has no page. The caller closes what it gets,
// which lies in a file that ends then.
func (l *Letter) PDF(ctx context.Context, title string) (io.ReadCloser, error) {
	pages, err := l.Pages()
	if err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	release, err := l.folder.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	file, drop, err := l.folder.spool()
	if err != nil {
		return nil, err
	}
	err = l.join(pages, title, file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		drop()
		if onDisk := (*fs.PathError)(nil); errors.As(err, &onDisk) {
			return nil, disk.Refusal(room, "make PDF", err)
		}
		return nil, err
	}
	return &joined{file, drop}, nil
}

// joined is a PDF that is gone once it is closed.
type joined struct {
	io.Reader
	drop func()
}

func (j *joined) Close() error {
	j.drop()
	return nil
}

// join writes the PDF (ISO 32000-1). It is our own writer because there is little to
// write: the pictures go in as they are, one after the other, and memory holds none.
func (l *Letter) join(pages []Page, title string, w io.Writer) error {
	// Objects 1 to 3 are the same in each; every page has three more.
	const catalog, tree, info, first, each = 1, 2, 3, 4, 3
	out := &pdfWriter{w: bufio.NewWriter(w)}
	out.text("%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n")
	out.object("<< /Type /Catalog /Pages %d 0 R /Lang (id) >>", tree)
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, " %d 0 R", first+each*i)
	}
	out.object("<< /Type /Pages /Count %d /Kids [%s ] >>", len(pages), kids.String())
	out.object("<< /Title <%s> /Producer (Alur) /CreationDate (%s) >>", hexText(title), l.folder.clock().UTC().Format("D:20060102150405Z"))
	for i, p := range pages {
		paperW, paperH, matrix := place(p)
		id := first + each*i
		out.object("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources << /XObject << /P %d 0 R >> >> /Contents %d 0 R >>", tree, paperW, paperH, id+2, id+1)
		draw := fmt.Sprintf("q %.3f %.3f %.3f %.3f %.3f %.3f cm /P Do Q", matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5])
		out.object("<< /Length %d >>\nstream\n%s\nendstream", len(draw), draw)
		if err := l.addPicture(out, p); err != nil {
			return err
		}
	}
	out.end(catalog, info)
	return out.err
}

// addPicture copies the picture of a page into the PDF.
func (l *Letter) addPicture(out *pdfWriter, p Page) error {
	file, err := l.folder.root.Open(path.Join(l.dir, p.ID+pageFile))
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	defer file.Close()
	out.begin()
	out.text("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n", p.Width, p.Height, p.Size)
	n, err := io.Copy(out, file)
	if err == nil && n != p.Size {
		err = fmt.Errorf("page has %d bytes, not %d", n, p.Size)
	}
	if err != nil {
		return fmt.Errorf("copy page: %w", err)
	}
	out.text("\nendstream\nendobj\n")
	return nil
}

// place puts a picture in the middle of its paper. The matrix (ISO 32000-1, 8.3.3)
// scales and turns it: that costs no sharpness, for its bytes stay as they are.
func place(p Page) (paperW, paperH float64, matrix [6]float64) {
	w, h := float64(p.Width), float64(p.Height)
	if p.Turn%2 == 1 {
		w, h = h, w // as it is seen
	}
	paperW, paperH = a4Short, a4Long
	if w > h {
		paperW, paperH = a4Long, a4Short
	}
	scale := min((paperW-2*margin)/w, (paperH-2*margin)/h)
	w, h = w*scale, h*scale
	x, y := (paperW-w)/2, (paperH-h)/2
	switch p.Turn % 4 {
	case 1:
		matrix = [6]float64{0, -h, w, 0, x, y + h}
	case 2:
		matrix = [6]float64{-w, 0, 0, -h, x + w, y + h}
	case 3:
		matrix = [6]float64{0, h, -w, 0, x + w, y}
	default:
		matrix = [6]float64{w, 0, 0, h, x, y}
	}
	return paperW, paperH, matrix
}

// pdfWriter writes objects and remembers where each begins, and the first error.
type pdfWriter struct {
	w       *bufio.Writer
	at      int64
	offsets []int64
	err     error
}

func (p *pdfWriter) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.w.Write(b)
	p.at += int64(n)
	p.err = err
	return n, err
}

func (p *pdfWriter) text(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// begin begins the next object; the numbers run from 1.
func (p *pdfWriter) begin() {
	p.offsets = append(p.offsets, p.at)
	p.text("%d 0 obj\n", len(p.offsets))
}

func (p *pdfWriter) object(format string, args ...any) {
	p.begin()
	p.text(format, args...)
	p.text("\nendobj\n")
}

// end writes the table of the objects and what follows it.
func (p *pdfWriter) end(catalog, info int) {
	start := p.at
	p.text("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for _, at := range p.offsets {
		p.text("%010d 00000 n \n", at)
	}
	p.text("trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets)+1, catalog, info, start)
	if p.err == nil {
		p.err = p.w.Flush()
	}
}

// hexText writes a text as a hexadecimal string of UTF-16 (ISO 32000-1, 7.9.2.2).
func hexText(s string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
