package paper

import (
	"strconv"
	"strings"
)

// bullet is what stands before an item that is not counted.
const bullet = "–"

// numberer counts the items of lists as they follow each other.
type numberer struct {
	counts [3]int
	kinds  [3]list
	within bool // the block before was an item
	began  bool // the last item was the first of its list
}

// label is what stands before a paragraph: "1.", "b.", "–" or nothing.
func (n *numberer) label(p *para) string {
	if p.list == listNone {
		n.within = false
		return ""
	}
	at := min(p.level, len(n.counts)-1)
	if !n.within && !p.goesOn {
		n.counts, n.kinds = [3]int{}, [3]list{}
	}
	if n.kinds[at] != p.list {
		n.kinds[at], n.counts[at] = p.list, 0
	}
	n.counts[at]++
	n.began = n.counts[at] == 1
	for i := at + 1; i < len(n.counts); i++ {
		n.counts[i] = 0
	}
	n.within = true
	switch p.list {
	case listNumber:
		return strconv.Itoa(n.counts[at]) + "."
	case listLetter:
		return letters(n.counts[at]) + "."
	}
	return bullet
}

// other says that a block stands between that is no paragraph.
func (n *numberer) other() { n.within = false }

// letters counts a, b, … z, aa, bb, … as Word does.
func letters(n int) string {
	return strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
}

// Text is the words of the document in the order in which they are read, a line for each
// paragraph, the cells of a row apart by tabs; without what its [Look] adds. The PDF and
// the DOCX say the same but for blanks and line breaks.
func (d *Document) Text() string {
	var b strings.Builder
	var n numberer
	for i := range d.blocks {
		switch blk := &d.blocks[i]; blk.kind {
		case kindPara:
			writePara(&b, &n, &blk.para)
			b.WriteByte('\n')
		case kindTable:
			n.other()
			for _, r := range blk.table.rows {
				for j, c := range r.cells {
					if j > 0 {
						b.WriteByte('\t')
					}
					writeParas(&b, c.paras)
				}
				b.WriteByte('\n')
			}
		case kindSign:
			n.other()
			for _, p := range blk.sign.parties {
				writeParas(&b, p.above)
				b.WriteString("\n\n")
				writeParas(&b, p.below)
				b.WriteByte('\n')
			}
		default:
			n.other()
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func writeParas(b *strings.Builder, paras []para) {
	var n numberer
	for i := range paras {
		if i > 0 {
			b.WriteByte('\n')
		}
		writePara(b, &n, &paras[i])
	}
}

func writePara(b *strings.Builder, n *numberer, p *para) {
	if label := n.label(p); label != "" {
		b.WriteString(label + " ")
	}
	b.WriteString(p.plain())
}
