package paper

import "math"

// Sizes of letters and lines, in points.
const (
	sizeBody  = 11.0
	sizeTitle = 13.0
	sizeSmall = 9.0
	leading   = 1.149         // of Arial, in ems
	leadBody  = leading * 1.1 // between lines of running text
	tabEvery  = 36.0          // stops where none are set
	hang      = 20.0          // room for the label of a list, a level
)

func (s style) size() float64 {
	switch s {
	case styleTitle:
		return sizeTitle
	case styleSmall:
		return sizeSmall
	}
	return sizeBody
}

func (s style) bold() bool { return s == styleTitle || s == styleHeading }

// char is a letter with its look and width, in points.
type char struct {
	r         rune
	face      face
	underline bool
	w         float64
}

// line is what stands in one line of a paragraph.
type line struct {
	chars []char
	x     float64 // where it begins
	extra float64 // added to each blank after the last tab
}

// unknown stands for letters that the font lacks.
const unknown = '\u25a1'

// shape measures text.
func shape(runs []run, size float64, bold bool) []char {
	set := fonts()
	var out []char
	for _, one := range runs {
		f := one.face()
		if bold {
			f |= faceBold
		}
		for _, r := range one.text {
			if r != '\n' && r != '\t' && !set[f].has(r) {
				r = unknown
			}
			c := char{r: r, face: f, underline: one.underline}
			if r != '\n' && r != '\t' {
				c.w = set[f].width(r) * size
			}
			out = append(out, c)
		}
	}
	return out
}

// measure is where the lines of a paragraph stand, in points from its left edge.
type measure struct {
	left, first, width float64 // indents and the right edge
	tabs               []int   // twips
	align              align
}

// stop is where the tab at x leads to.
func (m *measure) stop(x float64) float64 {
	for _, t := range m.tabs {
		if at := float64(t) / 20; at > x+0.1 {
			return at
		}
	}
	if m.first < 0 && x+0.1 < m.left {
		return m.left
	}
	return (math.Floor(x/tabEvery+0.003) + 1) * tabEvery
}

// breaks cuts letters into lines, as many words in each as fit. A word that is longer
// than a line is cut where the line ends.
func (m *measure) breaks(chars []char) []line {
	var lines []line
	start, x, begin := 0, m.left+m.first, m.left+m.first
	opportunity := -1 // the line may end before this letter
	add := func(end int, last bool) {
		lines = append(lines, m.set(chars[start:end], begin, last))
		x, begin, opportunity = m.left, m.left, -1
	}
	for i := 0; i < len(chars); i++ {
		c := &chars[i]
		switch c.r {
		case '\n':
			add(i, true)
			start = i + 1
			continue
		case '\t':
			c.w = m.stop(x) - x
			opportunity = i + 1
		case ' ':
			opportunity = i + 1
		}
		if x+c.w > m.width+0.01 && c.r != ' ' && i > start {
			end := i
			if opportunity > start {
				end = opportunity
			}
			add(end, false)
			start = end
			for start < len(chars) && chars[start].r == ' ' {
				start++
			}
			i = start - 1
			continue
		}
		x += c.w
		if (c.r == '-' || c.r == '/') && i > start && i+1 < len(chars) && isWord(chars[i-1].r) && isWord(chars[i+1].r) {
			opportunity = i + 1
		}
	}
	add(len(chars), true)
	return lines
}

func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// set puts a line where its paragraph's lines stand.
func (m *measure) set(chars []char, x float64, last bool) line {
	for len(chars) > 0 && chars[len(chars)-1].r == ' ' {
		chars = chars[:len(chars)-1]
	}
	width, blanks, tabbed := 0.0, 0, false
	for i := range chars {
		width += chars[i].w
		switch chars[i].r {
		case ' ':
			blanks++
		case '\t':
			blanks, tabbed = 0, true
		}
	}
	l := line{chars: chars, x: x}
	free := m.width - x - width
	switch {
	case free <= 0 || tabbed && m.align != alignBoth:
	case m.align == alignCenter:
		l.x += free / 2
	case m.align == alignRight:
		l.x += free
	case m.align == alignBoth && !last && blanks > 0 && free < float64(blanks)*sizeBody:
		l.extra = free / float64(blanks)
	}
	return l
}
