package preview

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/photo"
)

// maxDocument is how large a document is that a child reads, in bytes.
const maxDocument = 50 << 20

// quality is that of the JPEGs: print stays sharp, a page takes about 60 kB.
const quality = 80

// Work is what a child does: it reads a document and writes one picture. Whatever is
// wrong with the document stands in the answer; an error means that there is none.
func Work(arg string, in io.Reader, out io.Writer) error {
	var j job
	if err := json.Unmarshal([]byte(arg), &j); err != nil {
		return fmt.Errorf("preview: job: %w", err)
	}
	if err := restrict(j.Seconds); err != nil {
		return fmt.Errorf("preview: limits: %w", err)
	}
	document, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err != nil {
		return fmt.Errorf("preview: read document: %w", err)
	}
	var r result
	var img *image.RGBA
	if len(document) > maxDocument {
		err = faultUnreadable
	} else {
		img, r.Pages, err = draw(document, j)
	}
	var picture bytes.Buffer
	var f fault
	switch {
	case errors.As(err, &f):
		r = result{Fault: f}
	case err != nil:
		return fmt.Errorf("preview: %w", err)
	default:
		r.Width, r.Height = img.Rect.Dx(), img.Rect.Dy()
		if err := jpeg.Encode(&picture, img, &jpeg.Options{Quality: quality}); err != nil {
			return fmt.Errorf("preview: encode: %w", err)
		}
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("preview: answer: %w", err)
	}
	if _, err := out.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("preview: answer: %w", err)
	}
	if _, err := out.Write(picture.Bytes()); err != nil {
		return fmt.Errorf("preview: answer: %w", err)
	}
	return nil
}

// draw makes the picture and says how many pages there are.
func draw(document []byte, j job) (img *image.RGBA, pages int, err error) {
	if j.Page < 1 || j.Page > MaxPages || j.Width < 1 || j.Width > WideWidth {
		return nil, 0, faultNoPage
	}
	// As it is before it is turned.
	w, h := j.Width, 2*j.Width
	if j.Turn%2 == 1 {
		w, h = h, w
	}
	if j.Kind == kindPDF {
		img, pages, err = drawPDF(document, j.Page, w, h, j.Cache)
	} else {
		pages = 1
		img, err = drawPicture(document, j.Page, w, h)
	}
	if err != nil {
		return nil, 0, err
	}
	return photo.Turned(img, j.Turn), pages, nil
}

// drawPicture makes an uploaded picture small and upright: what else is in the file,
// as the place where it was taken, is left out.
func drawPicture(document []byte, page, w, h int) (*image.RGBA, error) {
	if page != 1 {
		return nil, faultNoPage
	}
	img, err := photo.Read(bytes.NewReader(document), w, h)
	if err != nil {
		return nil, faultUnreadable
	}
	return img, nil
}
