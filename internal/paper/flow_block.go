package paper

import "slices"

// Room around what stands in cells, in points.
const (
	padSide  = 4.5
	padAbove = 2.5
	padGap   = 1.0  // above and below in tables without lines
	signRoom = 58.0 // for a signature and a stamp: 2 cm
	signGap  = 14.0
)

// piece is a line, or the room between paragraphs, of a cell.
type piece struct {
	h    float64
	text *textLine
	left float64
}

func pieces(paras []para, left, width float64, bold bool) []piece {
	var out []piece
	var n numberer
	for i := range paras {
		p := paras[i]
		if bold {
			p.runs = slices.Clone(p.runs)
			for j := range p.runs {
				p.runs[j].bold = true
			}
			if p.align == alignLeft {
				p.align = alignCenter
			}
		}
		if p.before > 0 {
			out = append(out, piece{h: float64(p.before) / 20})
		}
		for _, t := range paraLines(&p, n.label(&p), width) {
			out = append(out, piece{h: p.style.size() * leading, text: &t, left: left})
		}
		if p.after > 0 {
			out = append(out, piece{h: float64(p.after) / 20})
		}
	}
	return out
}

func height(ps []piece) float64 {
	h := 0.0
	for i := range ps {
		h += ps[i].h
	}
	return h
}

func drawPieces(p *page, ps []piece, y float64) {
	for i := range ps {
		if ps[i].text != nil {
			ps[i].text.draw(p, ps[i].left, y, ps[i].h)
		}
		y += ps[i].h
	}
}

// laidCell is a cell with its place in the row.
type laidCell struct {
	x, w   float64
	pieces []piece
}

// table puts rows below each other. The head is repeated on each page, and the row after
// it stays with it.
func (l *laid) table(t *table) {
	var head *box
	headTall := 0.0
	for i := range t.rows {
		boxes := l.row(t, &t.rows[i], i < t.header, headTall)
		for j := range boxes {
			boxes[j].again = head
		}
		if i < t.header {
			boxes[0].again, boxes[len(boxes)-1].keep = nil, true
			head = joined(head, boxes[0])
			headTall = head.h
		}
		if i < t.header && (len(boxes) > 1 || headTall > l.sheet.text/2) {
			head, headTall = nil, 0 // too tall to be repeated
		}
		l.add(boxes...)
	}
	l.add(box{h: sizeBody * 0.8, gap: true})
}

// joined is a box below another.
func joined(above *box, below box) *box {
	if above == nil {
		return &below
	}
	a := *above
	return &box{h: a.h + below.h, draw: func(p *page, top float64) {
		a.draw(p, top)
		below.draw(p, top+a.h)
	}}
}

// row is one box, or several when no page holds it.
func (l *laid) row(t *table, r *row, head bool, headTall float64) []box {
	side, above := padSide, padAbove
	if !t.lines {
		side, above = 0, padGap
	}
	var cells []laidCell
	x, column := l.sheet.left, 0
	for _, c := range r.cells {
		w := 0.0
		for range c.span {
			w += float64(t.widths[min(column, len(t.widths)-1)]) / 1000 * l.sheet.text
			column++
		}
		inner := w - 2*side
		if !t.lines && column < len(t.widths) {
			inner -= padSide
		}
		cells = append(cells, laidCell{x, w, pieces(c.paras, x+side, max(inner, 10), head)})
		x += w
	}
	limit := l.sheet.bottom - l.sheet.top - headTall - 2*above
	var out []box
	for {
		part, rest, more := split(cells, limit)
		h := 0.0
		for i := range part {
			h = max(h, height(part[i].pieces))
		}
		h += 2 * above
		if !head {
			h = max(h, float64(t.tall)/20)
		}
		out = append(out, box{h: h, draw: func(p *page, top float64) { drawRow(p, part, top, h, above, t.lines, head) }})
		if !more {
			return out
		}
		cells = rest
	}
}

// split cuts cells after what fits into a height.
func split(cells []laidCell, limit float64) (part, rest []laidCell, more bool) {
	for _, c := range cells {
		n, h := 0, 0.0
		for n < len(c.pieces) && (h+c.pieces[n].h <= limit || n == 0) {
			h += c.pieces[n].h
			n++
		}
		more = more || n < len(c.pieces)
		part = append(part, laidCell{c.x, c.w, c.pieces[:n]})
		rest = append(rest, laidCell{c.x, c.w, c.pieces[n:]})
	}
	return part, rest, more
}

func drawRow(p *page, cells []laidCell, top, h, above float64, lines, head bool) {
	for _, c := range cells {
		if lines && head {
			p.ink(0.92)
			p.rect(c.x, top, c.w, h)
			p.ink(0)
		}
		if lines {
			p.frame(c.x, top, c.w, h)
		}
		y := top + above
		if head {
			y = top + (h-height(c.pieces))/2
		}
		drawPieces(p, c.pieces, y)
	}
}

// laidParty is one who signs, with the place of the column.
type laidParty struct{ above, below []piece }

// signRows are the rows of a signature block, each with the height of what stands above
// the room for signatures. place says where a column stands: the last row may be short.
func signRows(s *sign, left, width float64) (rows [][]laidParty, above []float64) {
	for at := 0; at < len(s.parties); at += s.columns {
		in := s.parties[at:min(at+s.columns, len(s.parties))]
		var laid []laidParty
		tall := 0.0
		for i := range in {
			x, w := signPlace(s.columns, len(in), i, left, width)
			one := laidParty{pieces(in[i].above, x, w, false), pieces(in[i].below, x, w, false)}
			tall = max(tall, height(one.above))
			laid = append(laid, one)
		}
		rows = append(rows, laid)
		above = append(above, tall)
	}
	return rows, above
}

// signPlace is where a signatory stands: alone at the right, else in columns, the last
// of an incomplete row in the middle.
func signPlace(columns, in, i int, left, width float64) (x, w float64) {
	if columns == 1 {
		return left + width*0.5, width * 0.5
	}
	w = (width - signGap*float64(columns-1)) / float64(columns)
	x = left + float64(i)*(w+signGap)
	if in == 1 {
		x = left + (width-w)/2
	}
	return x, w
}

// sign puts a signature block below the text, on the page of the last line before it. One
// that is taller than most of a page is cut between its rows.
func (l *laid) sign(s *sign) {
	l.stay()
	rows, above := signRows(s, l.sheet.left, l.sheet.text)
	l.add(box{h: sizeBody * 0.7, gap: true, keep: true})
	total := 0.0
	var boxes []box
	for i, in := range rows {
		h := 0.0
		for _, one := range in {
			h = max(h, above[i]+signRoom+height(one.below))
		}
		if i+1 < len(rows) {
			h += signGap
		}
		total += h
		boxes = append(boxes, box{h: h, draw: func(p *page, top float64) {
			for _, one := range in {
				drawPieces(p, one.above, top)
				drawPieces(p, one.below, top+above[i]+signRoom)
			}
		}})
	}
	whole := total < (l.sheet.bottom-l.sheet.top)*0.85
	for i := range boxes {
		boxes[i].keep = whole && i+1 < len(boxes)
	}
	l.add(boxes...)
	l.add(box{h: sizeBody * 0.8, gap: true})
}

// stay keeps the last line of text on the page of what follows, with the place and date
// or the title that may lie between.
func (l *laid) stay() {
	for i := len(l.boxes) - 1; i >= 0; i-- {
		if l.boxes[i].fresh {
			return
		}
		l.boxes[i].keep = true
		if !l.boxes[i].gap && !l.boxes[i].aside {
			return
		}
	}
}
