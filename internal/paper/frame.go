package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // logos are PNG or JPEG
	_ "image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/alur-id/alur/internal/text"
)

// Margins, in points.
const (
	marginLeft  = 25 * pointsPerMM
	marginRight = 20 * pointsPerMM
	marginTop   = 20 * pointsPerMM
	headTop     = 10 * pointsPerMM // where a letterhead begins
	footBottom  = 9 * pointsPerMM
	footGap     = 4 * pointsPerMM
	qrSide      = 16 * pointsPerMM
	logoTall    = 22 * pointsPerMM
	sizeFoot    = 7.5
	sizePage    = 8.5
)

func newSheet(size Size, head *head, foot *foot) sheet {
	w, h := size.points()
	s := sheet{size: size, width: w, height: h, left: marginLeft, text: w - marginLeft - marginRight, top: marginTop, first: marginTop}
	if head.is() {
		s.first = head.layout(s.text) + 4*pointsPerMM
	}
	s.bottom = h - footBottom - foot.height() - footGap
	return s
}

// picture is a logo as the PDF takes it: three bytes a dot on white.
type picture struct {
	width, height int
	rgb           []byte
	format        string // "png" or "jpeg"
}

// maxLogoDots bounds a logo, whose file may be small and whose picture large.
const maxLogoDots = 4_000_000

// readLogo decodes a logo; nil is none.
func readLogo(b []byte) (*picture, error) {
	if len(b) == 0 {
		return nil, nil //nolint:nilnil // a letterhead without a logo is usual
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read logo: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxLogoDots/c.Height {
		return nil, fmt.Errorf("read logo: %d × %d dots", c.Width, c.Height)
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read logo: %w", err)
	}
	p := &picture{width: c.Width, height: c.Height, format: format, rgb: make([]byte, 0, 3*c.Width*c.Height)}
	r := img.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			n, ok := img.At(x, y).(color.NRGBA)
			if !ok {
				n = color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			}
			on := func(v uint8) byte { return byte((int(v)*int(n.A) + 255*(255-int(n.A))) / 255) }
			p.rgb = append(p.rgb, on(n.R), on(n.G), on(n.B))
		}
	}
	return p, nil
}

// box is how large a logo is on paper, at most 22 mm high and 30 mm wide.
func (p *picture) box() (w, h float64) {
	w, h = logoTall*float64(p.width)/float64(p.height), logoTall
	if most := 30 * pointsPerMM; w > most {
		w, h = most, most*float64(p.height)/float64(p.width)
	}
	return w, h
}

// head is a letterhead on its way to paper.
type head struct {
	head   Letterhead
	logo   *picture
	lines  []headLine
	bottom float64
}

type headLine struct {
	chars []char
	size  float64
	y     float64
}

// headSizes are those of the three parts of a letterhead.
const (
	headAbove = 13.0
	headName  = 15.0
	headBelow = 9.0
)

func newHead(l Letterhead, logo *picture) *head { return &head{head: l, logo: logo} }

func (h *head) is() bool {
	return h.logo != nil || h.head.Above != "" || h.head.Name != "" || len(h.head.Below) > 0
}

// inner is the room for the lines of a letterhead between the logo and as much room on
// the other side, so that they stand in the middle of the paper.
func (h *head) inner(text float64) (x, w float64) {
	if h.logo == nil {
		return 0, text
	}
	lw, _ := h.logo.box()
	lw += 10
	return lw, text - 2*lw
}

// layout places the lines and returns where the letterhead ends.
func (h *head) layout(text float64) float64 {
	_, w := h.inner(text)
	y := headTop
	put := func(s string, size float64, bold bool) {
		if s = clean(s); s == "" {
			return
		}
		chars := shape([]run{{text: s, bold: bold}}, size, false)
		m := measure{width: w}
		for _, l := range m.breaks(chars) {
			h.lines = append(h.lines, headLine{l.chars, size, y + size*0.92})
			y += size * leading
		}
	}
	put(h.head.Above, headAbove, true)
	put(h.head.Name, headName, true)
	y += 2
	for _, s := range h.head.Below {
		put(s, headBelow, false)
	}
	if h.logo != nil {
		_, lh := h.logo.box()
		if short := headTop + lh - y; short > 0 { // lines stand beside the middle of the logo
			for i := range h.lines {
				h.lines[i].y += short / 2
			}
			y += short
		}
	}
	h.bottom = y + 5
	return h.bottom + 3.5
}

func (h *head) draw(p *page, s *sheet) {
	if !h.is() {
		return
	}
	x, w := h.inner(s.text)
	if h.logo != nil {
		lw, lh := h.logo.box()
		y := headTop + (h.bottom-5-headTop-lh)/2
		p.op("q")
		p.op("cm", lw, 0, 0, lh, s.left, p.height-y-lh)
		p.out.WriteString("/Logo Do\nQ\n")
	}
	for _, l := range h.lines {
		if len(l.chars) > 0 {
			p.show(l.chars, s.left+x+(w-width(l.chars))/2, l.y, l.size, 0)
		}
	}
	p.rect(s.left, h.bottom, s.text, 1.8)
	p.rect(s.left, h.bottom+2.8, s.text, 0.5)
}

// foot is what stands below every page.
type foot struct {
	look  Look
	code  barcode.Barcode // nil is none
	lines []string
}

func newFoot(look Look) (*foot, error) {
	f := &foot{look: look}
	if look.Check != "" {
		code, err := qr.Encode(look.Check, qr.M, qr.Auto)
		if err != nil {
			return nil, fmt.Errorf("draw QR code: %w", err)
		}
		f.code = code
		f.lines = append(f.lines, text.PaperCheck(), clean(look.Check))
	}
	if look.Seal != "" {
		f.lines = append(f.lines, clean(look.Seal))
	}
	return f, nil
}

func (f *foot) height() float64 {
	switch {
	case f.code != nil:
		return qrSide + 5
	case len(f.lines) > 0:
		return 26
	}
	return 14
}

// draw writes the code at the left, its address and the seal beside it and the number of
// the page at the right.
func (f *foot) draw(p *page, s *sheet, n, of int) {
	top := s.height - footBottom - f.height()
	p.ink(0.6)
	p.rect(s.left, top, s.text, 0.4)
	p.ink(0)
	top += 5
	x, y := s.left, top
	if f.code != nil {
		drawCode(p, f.code, s.left, top)
		x += qrSide + 8
	}
	number := text.PageOf(n, of)
	wide := width(shape([]run{{text: number}}, sizePage, false))
	p.words(number, faceRegular, s.left+s.text-wide, top+sizePage*0.92, sizePage)
	p.ink(0.25)
	m := measure{width: s.left + s.text - x - wide - 14}
	for _, one := range f.lines {
		for _, l := range m.breaks(shape([]run{{text: one}}, sizeFoot, false)) {
			if y+sizeFoot > s.height-footBottom+6 {
				break // a seal of many lines; there is no more room
			}
			p.line(&l, x, y+sizeFoot*0.92, sizeFoot)
			y += sizeFoot * 1.22
		}
		y += 1.5
	}
	p.ink(0)
}

// drawCode draws a QR code, a run of dark modules at a time.
func drawCode(p *page, code barcode.Barcode, x, y float64) {
	n := code.Bounds().Dx()
	side := qrSide / float64(n)
	for row := range n {
		for at := 0; at < n; at++ {
			from := at
			for at < n && dark(code, at, row) {
				at++
			}
			if at > from {
				p.op("re", x+float64(from)*side, p.height-y-float64(row+1)*side, float64(at-from)*side, side)
			}
		}
	}
	p.op("f")
}

func dark(code barcode.Barcode, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r < 0x8000
}

// drawDraft marks a page at its upper right edge.
func drawDraft(p *page, s *sheet) {
	const size, pad = 10.0, 4.0
	word := text.PaperDraft()
	w := width(shape([]run{{text: word, bold: true}}, size, false))
	x, y := s.left+s.text-w-pad, 5*pointsPerMM
	p.frame(x-pad, y, w+2*pad, size+pad)
	p.words(word, faceBold, x, y+size*0.92+pad/2, size)
}
