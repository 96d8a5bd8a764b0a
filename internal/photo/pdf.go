package photo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"codeberg.org/go-pdf/fpdf"

	"github.com/alur-id/alur"
)

// A4 and the margin that printers need, in millimetres.
const (
	a4Short, a4Long = 210.0, 297.0
	margin          = 5.0
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
	if err := l.join(pages, title, file); err != nil {
		drop()
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		drop()
		return nil, fmt.Errorf("read PDF: %w", err)
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

func (l *Letter) join(pages []Page, title string, w io.Writer) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetTitle(title, true)
	pdf.SetProducer("Alur", false)
	pdf.SetCreationDate(l.folder.clock())
	pdf.SetModificationDate(l.folder.clock())
	pdf.SetCatalogSort(true)
	pdf.SetLang("id")
	for _, p := range pages {
		if err := l.addPage(pdf, p); err != nil {
			return err
		}
	}
	err := pdf.Output(w)
	if onDisk := (*fs.PathError)(nil); errors.As(err, &onDisk) {
		return refusal("write PDF", err)
	}
	if err != nil {
		return fmt.Errorf("make PDF: %w", err)
	}
	return nil
}

func (l *Letter) addPage(pdf *fpdf.Fpdf, p Page) error {
	file, err := l.folder.root.Open(path.Join(l.dir, p.ID+pageFile))
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	defer file.Close()
	options := fpdf.ImageOptions{ImageType: "JPG"}
	pdf.RegisterImageOptionsReader(p.ID, options, file)

	w, h := float64(p.Width), float64(p.Height)
	seenW, seenH := w, h
	if p.Turn%2 == 1 {
		seenW, seenH = h, w
	}
	paperW, paperH, way := a4Short, a4Long, "P"
	if seenW > seenH {
		paperW, paperH, way = a4Long, a4Short, "L"
	}
	pdf.AddPageFormat(way, fpdf.SizeType{Wd: a4Short, Ht: a4Long})
	scale := min((paperW-2*margin)/seenW, (paperH-2*margin)/seenH)
	w, h = w*scale, h*scale
	// The picture is turned on the paper, not in its bytes: that costs no sharpness.
	pdf.TransformBegin()
	pdf.TransformRotate(float64(-90*p.Turn), paperW/2, paperH/2)
	pdf.ImageOptions(p.ID, (paperW-w)/2, (paperH-h)/2, w, h, false, options, 0, "")
	pdf.TransformEnd()
	return nil
}
