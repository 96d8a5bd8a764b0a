package paper

import (
	"bytes"
	"fmt"
	"strconv"
)

// Lengths are points; y grows downwards from the top of the paper, as people measure.
const pointsPerMM = 72 / 25.4

func (s Size) points() (w, h float64) {
	if s == F4 {
		return 215 * pointsPerMM, 330 * pointsPerMM
	}
	return 210 * pointsPerMM, 297 * pointsPerMM
}

// page is what is drawn on one sheet (ISO 32000-1, 8 and 9).
type page struct {
	out    bytes.Buffer
	height float64
	fonts  *[faces]*subset
	gray   float64
}

func num(b []byte, f float64) []byte {
	b = strconv.AppendFloat(b, f, 'f', 2, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return append(b, ' ')
}

func (p *page) op(name string, args ...float64) {
	b := p.out.AvailableBuffer()
	for _, a := range args {
		b = num(b, a)
	}
	b = append(b, name...)
	p.out.Write(append(b, '\n'))
}

// ink sets how dark what follows is: 0 is black.
func (p *page) ink(gray float64) {
	if gray != p.gray {
		p.gray = gray
		p.op("g", gray)
	}
}

func (p *page) rect(x, y, w, h float64) {
	p.op("re", x, p.height-y-h, w, h)
	p.op("f")
}

// frame draws the edges of a cell.
func (p *page) frame(x, y, w, h float64) {
	p.op("re", x, p.height-y-h, w, h)
	p.op("S")
}

// line draws a line of text with its base at y, x from the left edge of the paper.
func (p *page) line(l *line, left, y, size float64) {
	x := left + l.x
	tab := -1
	for i := range l.chars {
		if l.chars[i].r == '\t' {
			tab = i
		}
	}
	for i := 0; i < len(l.chars); {
		c := &l.chars[i]
		if c.r == '\t' {
			x += c.w
			i++
			continue
		}
		from, begin := i, x
		for i < len(l.chars) && l.chars[i].r != '\t' && l.chars[i].face == c.face && l.chars[i].underline == c.underline {
			x += l.chars[i].w
			if l.chars[i].r == ' ' && i > tab {
				x += l.extra
			}
			i++
		}
		extra := l.extra
		if from < tab {
			extra = 0
		}
		p.show(l.chars[from:i], begin, y, size, extra)
		if c.underline {
			p.rect(begin, y+0.11*size, x-begin, 0.06*size)
		}
	}
}

// show writes letters of one face.
func (p *page) show(chars []char, x, y, size, extra float64) {
	f := chars[0].face
	sub := p.fonts[f]
	b := p.out.AvailableBuffer()
	b = append(b, "BT /F"...)
	b = strconv.AppendInt(b, int64(f), 10)
	b = num(append(b, ' '), size)
	b = append(b, "Tf "...)
	b = num(num(b, x), p.height-y)
	b = append(b, "Td [<"...)
	for i := range chars {
		id := sub.id(chars[i].r)
		b = fmt.Appendf(b, "%04X", id)
		if chars[i].r == ' ' && extra > 0 && i+1 < len(chars) {
			b = append(b, "> "...)
			b = num(b, -extra*1000/size)
			b = append(b, '<')
		}
	}
	b = append(b, ">] TJ ET\n"...)
	p.out.Write(b)
}

// words draws one line of plain text and returns how wide it is.
func (p *page) words(s string, f face, x, y, size float64) float64 {
	r := run{text: s, bold: f&faceBold != 0, italic: f&faceItalic != 0}
	chars := shape([]run{r}, size, false)
	if len(chars) > 0 {
		p.show(chars, x, y, size, 0)
	}
	return width(chars)
}

func width(chars []char) float64 {
	w := 0.0
	for i := range chars {
		w += chars[i].w
	}
	return w
}
