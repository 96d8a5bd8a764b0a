package paper

// box is a piece of a page that is never cut.
type box struct {
	h     float64
	draw  func(p *page, top float64)
	keep  bool // on the page of the next
	gap   bool // empty room, none at the top of a page
	fresh bool // begins a page
	aside bool // in the middle or at the right: a date, a title, no text that one reads on
	again *box // drawn above when a page begins with this: the head of a table
}

// sheet is the room for text on a page.
type sheet struct {
	size          Size
	width, height float64
	left, text    float64 // margin and width of the text
	top, first    float64 // where text begins; on the first page
	bottom        float64 // where it ends
}

// pager puts boxes on pages.
type pager struct {
	sheet sheet
	fonts *[faces]*subset
	pages []*page
	y     float64
	blank bool // nothing stands on the page
}

func (g *pager) turn() {
	p := &page{height: g.sheet.height, fonts: g.fonts}
	p.op("w", 0.5)
	g.y = g.sheet.top
	if len(g.pages) == 0 {
		g.y = g.sheet.first
	}
	g.pages = append(g.pages, p)
	g.blank = true
}

// flow puts boxes one below the other. Those that are kept together begin a page when
// they do not fit; when no page holds them all, each is for itself.
func (g *pager) flow(boxes []box) {
	g.turn()
	for i := 0; i < len(boxes); {
		end := i + 1
		for end < len(boxes) && boxes[end-1].keep && !boxes[end].fresh {
			end++
		}
		if g.tall(boxes[i:end]) > g.sheet.bottom-g.sheet.top {
			end = i + 1
		}
		if g.tall(boxes[i:end]) > g.sheet.bottom-g.y+0.01 && !g.blank || boxes[i].fresh && !g.blank {
			g.turn()
		}
		for ; i < end; i++ {
			g.put(&boxes[i])
		}
	}
}

// tall is how much room boxes need on the page as it is; a head that they would repeat counts.
func (g *pager) tall(boxes []box) float64 {
	h := 0.0
	for i := range boxes {
		if boxes[i].gap && i == 0 && g.blank {
			continue
		}
		h += boxes[i].h
	}
	for len(boxes) > 0 && boxes[len(boxes)-1].gap {
		h -= boxes[len(boxes)-1].h
		boxes = boxes[:len(boxes)-1]
	}
	return max(h, 0)
}

func (g *pager) put(b *box) {
	if b.gap {
		if !g.blank {
			g.y += b.h
		}
		return
	}
	if b.fresh && b.draw == nil {
		return
	}
	p := g.pages[len(g.pages)-1]
	if g.blank && b.again != nil {
		b.again.draw(p, g.y)
		g.y += b.again.h
	}
	g.blank = false
	if b.draw != nil {
		b.draw(p, g.y)
	}
	g.y += b.h
}

// laid turns blocks into boxes.
type laid struct {
	sheet   *sheet
	numbers numberer
	boxes   []box
}

func (l *laid) add(b ...box) { l.boxes = append(l.boxes, b...) }

func (l *laid) blocks(blocks []block) {
	for i := range blocks {
		switch b := &blocks[i]; b.kind {
		case kindPara:
			label := l.numbers.label(&b.para)
			l.add(paraBoxes(&b.para, label, l.sheet.left, l.sheet.text, leadBody)...)
			continue
		case kindTable:
			l.table(b.table)
		case kindSign:
			l.sign(b.sign)
		case kindBreak:
			l.add(box{fresh: true})
		case kindSpace:
			l.add(box{h: float64(b.space) / 20, gap: true})
		}
		l.numbers.other()
	}
}

// paraBoxes are the lines of a paragraph. Its first two and its last two lines stay
// together, so that no line stands alone at the edge of a page.
func paraBoxes(p *para, label string, left, width, lead float64) []box {
	var out []box
	if p.before > 0 {
		out = append(out, box{h: float64(p.before) / 20, gap: true, keep: true})
	}
	lines := paraLines(p, label, width)
	h := p.style.size() * lead
	for i := range lines {
		one := lines[i]
		out = append(out, box{
			h:     h,
			keep:  len(lines) > 1 && (i == 0 || i == len(lines)-2) || i == len(lines)-1 && p.keep,
			aside: p.aside(),
			draw:  func(pg *page, top float64) { one.draw(pg, left, top, h) },
		})
	}
	if p.after > 0 {
		out = append(out, box{h: float64(p.after) / 20, gap: true, keep: p.keep})
	}
	return out
}

// textLine is a line with the label before it.
type textLine struct {
	line  line
	label *line
	size  float64
}

// draw puts a line in the middle of its height.
func (t *textLine) draw(p *page, left, top, h float64) {
	base := top + (h-t.size*leading)/2 + t.size*0.92
	if t.label != nil {
		p.line(t.label, left, base, t.size)
	}
	p.line(&t.line, left, base, t.size)
}

func paraLines(p *para, label string, width float64) []textLine {
	size := p.style.size()
	m := measure{left: float64(p.left) / 20, first: float64(p.first) / 20, width: width, tabs: p.tabs, align: p.align}
	m.left = min(m.left, width*0.7) // also in a narrow cell
	m.first = max(min(m.first, width*0.7-m.left), -m.left)
	if label != "" {
		m.left = min(float64(p.level+1)*hang, width*0.7)
		m.first = 0
	}
	var out []textLine
	for _, l := range m.breaks(shape(p.runs, size, p.style.bold())) {
		out = append(out, textLine{line: l, size: size})
	}
	if label != "" {
		out[0].label = &line{chars: shape([]run{{text: label}}, size, p.style.bold()), x: m.left - hang}
	}
	return out
}
