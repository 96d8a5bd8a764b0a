package paper

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansbolditalic"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// face is one of the four looks of letters. Liberation Sans is as wide as Arial, which
// the DOCX names, letter by letter, so that lines of both break at the same places.
type face uint8

const (
	faceRegular face = iota
	faceBold
	faceItalic
	faceBoldItalic
	faces
)

var faceNames = [faces]string{"LiberationSans", "LiberationSans-Bold", "LiberationSans-Italic", "LiberationSans-BoldItalic"}

func (r *run) face() face {
	f := faceRegular
	if r.bold {
		f |= faceBold
	}
	if r.italic {
		f |= faceItalic
	}
	return f
}

// font is a TrueType font (OpenType 1.9, "glyf" outlines), as far as letters on paper need it.
// It is ours because little is needed: widths, and the outlines of the letters in use.
type font struct {
	name   string
	tables map[string][]byte
	unit   float64 // units of the font in an em
	glyphs map[rune]uint16
	latin  [0x250]uint16 // the same for the letters that nearly all are
	long   bool          // offsets of four bytes
	wide   int           // glyphs with a width of their own
	count  int           // glyphs

	ascent, descent int // of lines
	capital         int // height of a capital letter
	box             [4]int
	italic          int // degrees
}

// fonts are read once: that is a tenth of what a letter costs.
var fonts = sync.OnceValue(func() *[faces]*font {
	var out [faces]*font
	for i, ttf := range [faces][]byte{liberationsansregular.TTF, liberationsansbold.TTF, liberationsansitalic.TTF, liberationsansbolditalic.TTF} {
		out[i] = readFont(ttf, faceNames[i])
		if face(i)&faceItalic != 0 {
			out[i].italic = -12
		}
	}
	return &out
})

var be = binary.BigEndian

func signed(b []byte) int { return int(int16(be.Uint16(b))) }

// readFont reads one of the fonts that are part of the program, so it trusts it.
func readFont(ttf []byte, name string) *font {
	f := &font{name: name, tables: map[string][]byte{}, glyphs: map[rune]uint16{}}
	for i := range int(be.Uint16(ttf[4:])) {
		entry := ttf[12+16*i:]
		at, n := be.Uint32(entry[8:]), be.Uint32(entry[12:])
		f.tables[string(entry[:4])] = ttf[at : at+n]
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.unit = float64(be.Uint16(head[18:]))
	for i := range f.box {
		f.box[i] = f.thousandths(signed(head[36+2*i:]))
	}
	f.long = be.Uint16(head[50:]) == 1
	f.ascent, f.descent = f.thousandths(signed(hhea[4:])), f.thousandths(signed(hhea[6:]))
	f.wide = int(be.Uint16(hhea[34:]))
	f.count = int(be.Uint16(f.tables["maxp"][4:]))
	f.capital = f.thousandths(signed(f.tables["OS/2"][88:]))
	f.readMap()
	return f
}

func (f *font) thousandths(n int) int { return int(float64(n) * 1000 / f.unit) }

// readMap reads which glyph draws which letter (format 4, the Basic Multilingual Plane).
func (f *font) readMap() {
	cmap := f.tables["cmap"]
	for i := range int(be.Uint16(cmap[2:])) {
		entry := cmap[4+8*i:]
		sub := cmap[be.Uint32(entry[4:]):]
		if be.Uint16(entry) != 3 || be.Uint16(entry[2:]) != 1 || be.Uint16(sub) != 4 {
			continue
		}
		n := int(be.Uint16(sub[6:])) // twice the number of segments
		ends, starts, deltas, offsets := sub[14:], sub[16+n:], sub[16+2*n:], sub[16+3*n:]
		for s := 0; s < n; s += 2 {
			offset := int(be.Uint16(offsets[s:]))
			for c := int(be.Uint16(starts[s:])); c <= int(be.Uint16(ends[s:])) && c < 0xffff; c++ {
				g := uint16(c)
				if offset != 0 {
					if g = be.Uint16(offsets[s+offset+2*(c-int(be.Uint16(starts[s:]))):]); g == 0 {
						continue
					}
				}
				f.glyphs[rune(c)] = g + be.Uint16(deltas[s:])
			}
		}
	}
	for r := range f.latin {
		f.latin[r] = f.glyphs[rune(r)]
	}
}

// glyph is what draws a letter; 0 draws the empty box of an unknown one.
func (f *font) glyph(r rune) uint16 {
	if int(r) < len(f.latin) {
		return f.latin[r]
	}
	return f.glyphs[r]
}

// has reports whether the font can draw a letter.
func (f *font) has(r rune) bool { return f.glyph(r) != 0 }

// width is how far a letter moves on, in ems.
func (f *font) width(r rune) float64 { return float64(f.advance(f.glyph(r))) / f.unit }

func (f *font) advance(g uint16) uint16 {
	return be.Uint16(f.tables["hmtx"][4*min(int(g), f.wide-1):])
}

// outline is what draws a glyph, nothing for a blank.
func (f *font) outline(g uint16) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	if f.long {
		return glyf[be.Uint32(loca[4*int(g):]):be.Uint32(loca[4*int(g)+4:])]
	}
	return glyf[2*int(be.Uint16(loca[2*int(g):])) : 2*int(be.Uint16(loca[2*int(g)+2:]))]
}

// subset is the letters of a font that a document uses, numbered as they come.
type subset struct {
	font  *font
	ids   map[rune]uint16
	runes []rune // by number; the first is none
}

func newSubset(f *font) *subset {
	return &subset{font: f, ids: map[rune]uint16{}, runes: []rune{0}}
}

// id is the number of a letter. Each letter has its own, also when two look alike, so that
// the text that is read out of the PDF is the one that was written.
func (s *subset) id(r rune) uint16 {
	id, ok := s.ids[r]
	if !ok {
		id = uint16(len(s.runes))
		s.ids[r] = id
		s.runes = append(s.runes, r)
	}
	return id
}

// The flags of parts of composed glyphs (OpenType, "glyf").
const (
	partWords   = 1 << 0
	partScale   = 1 << 3
	partMore    = 1 << 5
	partScaleXY = 1 << 6
	partMatrix  = 1 << 7
)

// ttf is a font of the letters in use alone, with glyphs numbered as the letters are.
func (s *subset) ttf() []byte {
	f := s.font
	old := []uint16{0} // the glyph of each number
	for _, r := range s.runes[1:] {
		old = append(old, f.glyph(r))
	}
	parts := map[uint16]uint16{} // numbers of glyphs that others are composed of
	var glyf, loca, hmtx []byte
	for i := 0; i < len(old); i++ { // grows
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		outline := slices.Clone(f.outline(old[i]))
		for _, at := range composed(outline) {
			part := be.Uint16(outline[at:])
			id, ok := parts[part]
			if !ok {
				id = uint16(len(old))
				parts[part] = id
				old = append(old, part)
			}
			be.PutUint16(outline[at:], id)
		}
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		g := old[i]
		hmtx = be.AppendUint16(hmtx, f.advance(g))
		bearing := f.tables["hmtx"]
		if int(g) < f.wide {
			hmtx = append(hmtx, bearing[4*int(g)+2:4*int(g)+4]...)
		} else {
			hmtx = append(hmtx, bearing[4*f.wide+2*(int(g)-f.wide):][:2]...)
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	be.PutUint16(head[50:], 1)
	be.PutUint32(head[8:], 0) // the checksum of the whole follows
	be.PutUint16(hhea[34:], uint16(len(old)))
	be.PutUint16(maxp[4:], uint16(len(old)))
	return assemble(map[string][]byte{
		"cvt ": f.tables["cvt "], "fpgm": f.tables["fpgm"], "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx,
		"loca": loca, "maxp": maxp, "prep": f.tables["prep"],
	})
}

// composed returns where in an outline the numbers of other glyphs stand.
func composed(outline []byte) []int {
	if len(outline) == 0 || signed(outline) >= 0 {
		return nil
	}
	var out []int
	for at := 10; ; {
		flags := be.Uint16(outline[at:])
		out = append(out, at+2)
		at += 6
		if flags&partWords != 0 {
			at += 2
		}
		switch {
		case flags&partScale != 0:
			at += 2
		case flags&partScaleXY != 0:
			at += 4
		case flags&partMatrix != 0:
			at += 8
		}
		if flags&partMore == 0 {
			return out
		}
	}
}

// assemble writes tables as a font (OpenType, "Organization of an OpenType Font").
func assemble(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	n, log := len(names), 0
	for 2<<log <= n {
		log++
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = be.AppendUint16(out, uint16(v))
	}
	at := len(out) + 16*n
	headAt := 0
	var body []byte
	for _, name := range names {
		if name == "head" {
			headAt = at + len(body)
		}
		out = append(out, name...)
		out = be.AppendUint32(out, checksum(tables[name]))
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(tables[name])))
		body = append(body, tables[name]...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	be.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	sum := uint32(0)
	for ; len(b) >= 4; b = b[4:] {
		sum += be.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += be.Uint32(last[:])
	}
	return sum
}
