package photo

import (
	"bytes"
	"image/png"
	"io"
	"sync"
)

// MaxLogo is how large the file of a logo may be, in bytes.
const MaxLogo = 500_000

// logoSide is the longer side that a logo is kept with, in pixels: 3 cm at 300 dpi and
// some to spare.
const logoSide = 480

// logos lets one logo at a time be read: a small file can be a large picture.
var logos sync.Mutex

// Logo is a picture drawn anew as a PNG on white, without anything but the picture, no
// larger than a letterhead needs. It refuses what [Letter.Add] refuses.
func Logo(file io.ReaderAt) (b []byte, width, height int, err error) {
	logos.Lock()
	defer logos.Unlock()
	img, err := Read(file, logoSide, logoSide)
	if err != nil {
		return nil, 0, 0, err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img); err != nil {
		return nil, 0, 0, err
	}
	return out.Bytes(), img.Rect.Dx(), img.Rect.Dy(), nil
}
