package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"runtime/debug"

	"github.com/alur-id/alur"
)

const (
	// maxDecoded is how much memory a picture may take while it is read, in bytes.
	maxDecoded = 192 << 20
	// maxSide is how long one side may be in pixels. A strip of one pixel's width costs
	// far more time than a page of as many pixels.
	maxSide = 30_000
	// largeDecoded is from where on memory is given back at once, so that two large
	// pictures one after the other do not take twice as much.
	largeDecoded = 24 << 20
	// pageLong and pageShort are the sides of a page in pixels: A4 at 200 dpi, at which
	// small print is read with ease.
	pageLong, pageShort = 2339, 1654
	// maxPageBytes is how large a page is at most. Noise may make one a little larger.
	maxPageBytes = 560_000
	// thumbSide is the longer side of a thumbnail in pixels.
	thumbSide    = 320
	thumbQuality = 70
)

// picture is a photograph made ready: JPEGs without anything but the picture.
type picture struct {
	page, thumb   []byte
	width, height int // of the page
}

// prepare reads a photograph and makes a page of it: upright, no larger than a page
// needs, in colour. What it would take is known before anything is decoded.
func prepare(file io.ReaderAt) (*picture, error) {
	src, orientation, err := decode(file)
	if err != nil {
		return nil, err
	}
	w, h := fit(src.Bounds().Dx(), src.Bounds().Dy(), pageLong, pageShort)
	page := upright(shrink(src, w, h), orientation)
	large := src.Bounds().Dx()*src.Bounds().Dy() > largeDecoded/4
	if large {
		// Nothing looks at src any more.
		debug.FreeOSMemory()
	}
	out := &picture{width: page.Rect.Dx(), height: page.Rect.Dy()}
	if out.page, page, err = compress(page); err != nil {
		return nil, err
	}
	out.width, out.height = page.Rect.Dx(), page.Rect.Dy()
	w, h = fit(out.width, out.height, thumbSide, thumbSide)
	out.thumb, err = encode(shrink(page, w, h), thumbQuality)
	return out, err
}

// Read reads a photograph that is not to become a page of a letter, upright, on white,
// and no larger than a frame of width × height pixels. It refuses what [Letter.Add]
// refuses.
func Read(file io.ReaderAt, width, height int) (*image.RGBA, error) {
	src, orientation, err := decode(file)
	if err != nil {
		return nil, err
	}
	if orientation >= 5 { // it lies on its side
		width, height = height, width
	}
	b := src.Bounds()
	scale := min(1, float64(width)/float64(b.Dx()), float64(height)/float64(b.Dy()))
	small := shrink(src, max(1, int(float64(b.Dx())*scale+.5)), max(1, int(float64(b.Dy())*scale+.5)))
	return upright(small, orientation), nil
}

// Turned turns a picture by quarters, clockwise.
func Turned(img *image.RGBA, quarters int) *image.RGBA {
	return upright(img, [...]int{1, 6, 3, 8}[quarters%4])
}

// decode reads a picture whose size and kind are bearable.
func decode(file io.ReaderAt) (img image.Image, orientation int, err error) {
	var head [8]byte
	if _, err := io.ReadFull(section(file), head[:]); err != nil {
		return nil, 0, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	orientation = 1
	var cfg image.Config
	read := jpeg.Decode
	var cost int
	switch {
	case head[0] == 0xff && head[1] == 0xd8:
		cfg, err = jpeg.DecodeConfig(section(file))
		facts := readJPEG(section(file))
		orientation, cost = facts.orientation, facts.cost
		if cost == 0 && err == nil {
			return nil, 0, unsafe(errors.New("no frame header"))
		}
	case string(head[:]) == "\x89PNG\r\n\x1a\n":
		read = png.Decode
		cfg, err = png.DecodeConfig(section(file))
		cost = costOfPNG(cfg.ColorModel)
	default:
		return nil, 0, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	if err != nil {
		return nil, 0, unsafe(err)
	}
	pixels := int64(cfg.Width) * int64(cfg.Height)
	if pixels > MaxPixels || max(cfg.Width, cfg.Height) > maxSide || pixels*int64(cost) > 100*maxDecoded {
		return nil, 0, alur.RefuseField(alur.CodeTooLarge, "pixels")
	}
	if pixels == 0 {
		return nil, 0, unsafe(errors.New("no pixels"))
	}
	if img, err = read(section(file)); err != nil {
		return nil, 0, unsafe(err)
	}
	return img, orientation, nil
}

// section reads a file from its beginning.
func section(file io.ReaderAt) io.Reader { return io.NewSectionReader(file, 0, math.MaxInt64) }

func unsafe(err error) error { return &alur.Error{Code: alur.CodeUnsafeFile, Err: err} }

// costOfPNG is how many bytes 100 pixels of a PNG take; half as much again for the
// passes of an interlaced one.
func costOfPNG(m color.Model) int {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 1200
	case color.Gray16Model:
		return 300
	case color.GrayModel:
		return 150
	}
	if _, ok := m.(color.Palette); ok {
		return 150
	}
	return 600
}

// fit returns the size of a picture of w × h that fits a frame whose longer and
// shorter side are given, whichever way it lies. Nothing is made larger.
func fit(w, h, long, short int) (int, int) {
	scale := min(1, float64(long)/float64(max(w, h)), float64(short)/float64(min(w, h)))
	return max(1, int(float64(w)*scale+.5)), max(1, int(float64(h)*scale+.5))
}

// shrink scales a picture down to w × h, at most its own size, on white. Each pixel
// is the mean of the area that it covers, so that thin strokes of letters stay.
func shrink(src image.Image, w, h int) *image.RGBA {
	b := src.Bounds()
	sw, sh := b.Dx(), b.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, sw, 1))
	line := make([]uint64, 3*w)  // of one source row, each pixel times sw
	sum := make([]uint64, 3*(w)) // of the rows of one target row, times sh
	carry := make([]uint64, 3*w) // what the last source row gives to the next target row
	area := uint64(sw) * uint64(sh)
	y := 0
	for sy := range sh {
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, src, image.Pt(b.Min.X, b.Min.Y+sy), draw.Over)
		reduce(line, row.Pix, sw, w)
		// The source row covers [sy·h, (sy+1)·h), the target row [y·sh, (y+1)·sh).
		end := (sy + 1) * h
		here := uint64(min(end, (y+1)*sh) - sy*h)
		rest := uint64(h) - here
		for i, v := range line {
			sum[i] += v * here
			carry[i] = v * rest
		}
		if end < (y+1)*sh {
			continue
		}
		for x := range w {
			p := out.Pix[y*out.Stride+4*x:]
			for c := range 3 {
				p[c] = uint8((sum[3*x+c] + area/2) / area)
			}
			p[3] = 0xff
		}
		sum, carry = carry, sum
		y++
		if y == h {
			break
		}
	}
	return out
}

// reduce averages a row of sw pixels to w, each times sw.
func reduce(line []uint64, pix []byte, sw, w int) {
	clear(line)
	x := 0
	for sx := range sw {
		end := (sx + 1) * w
		here := uint64(min(end, (x+1)*sw) - sx*w)
		r, g, b := uint64(pix[4*sx]), uint64(pix[4*sx+1]), uint64(pix[4*sx+2])
		line[3*x] += r * here
		line[3*x+1] += g * here
		line[3*x+2] += b * here
		if end < (x+1)*sw {
			continue
		}
		x++
		if rest := uint64(w) - here; rest > 0 && x < w {
			line[3*x] += r * rest
			line[3*x+1] += g * rest
			line[3*x+2] += b * rest
		}
	}
}

// upright turns and mirrors a picture as its orientation says (Exif 2.32, table 6).
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	ow, oh := w, h
	if orientation >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range h {
		for x := range w {
			var ox, oy int
			switch orientation {
			case 2:
				ox, oy = w-1-x, y
			case 3:
				ox, oy = w-1-x, h-1-y
			case 4:
				ox, oy = x, h-1-y
			case 5:
				ox, oy = y, x
			case 6:
				ox, oy = h-1-y, x
			case 7:
				ox, oy = h-1-y, w-1-x
			case 8:
				ox, oy = y, w-1-x
			}
			copy(out.Pix[oy*out.Stride+4*ox:][:4], src.Pix[y*src.Stride+4*x:][:4])
		}
	}
	return out
}

// compress finds the best quality at which a page is small enough. Below 42 print
// becomes hard to read: from there on the page is rather made smaller.
func compress(page *image.RGBA) ([]byte, *image.RGBA, error) {
	for try := 0; ; try++ {
		for _, quality := range []int{80, 70, 60, 50, 42} {
			b, err := encode(page, quality)
			if err != nil || len(b) <= maxPageBytes || quality == 42 && try == 3 {
				return b, page, err
			}
		}
		page = shrink(page, max(1, page.Rect.Dx()*3/4), max(1, page.Rect.Dy()*3/4))
	}
}

func encode(img image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode page: %w", err)
	}
	return b.Bytes(), nil
}

// turned turns a JPEG of ours by quarters, clockwise.
func turned(b []byte, quarters int) ([]byte, error) {
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("turn thumbnail: %w", err)
	}
	rgba := shrink(img, img.Bounds().Dx(), img.Bounds().Dy())
	return encode(Turned(rgba, quarters), thumbQuality)
}
