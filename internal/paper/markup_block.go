package paper

import (
	"strconv"
	"strings"
)

// table reads to @akhir: rows of cells between bars, or @baris and @sel for cells of
// several paragraphs.
func (p *parser) table(options string) {
	place := p.place()
	t := &table{lines: true, header: 1}
	var parts []float64
	for option := range strings.FieldsSeq(options) {
		n, isNumber := share(option)
		header, isHeader := strings.CutPrefix(option, optHeader)
		rows, err := strconv.Atoi(header)
		tall, isTall := strings.CutPrefix(option, optTall)
		mm, hasMM := number(tall)
		switch {
		case option == optNoLines:
			t.lines, t.header = false, 0
		case isHeader && err == nil && rows >= 0 && rows < 10:
			t.header = rows
		case isTall && hasMM && mm > 0 && mm <= 50:
			t.tall = twips(mm)
		case isNumber:
			parts = append(parts, n)
		default:
			p.fault(FaultDirective, option)
		}
	}
	if len(parts) == 0 || len(parts) > maxColumns {
		p.fault(FaultTable, options)
		parts = []float64{1}
	}
	t.widths = shares(parts)
	p.rows(t)
	t.header = min(t.header, len(t.rows))
	for _, r := range t.rows {
		for i := range r.cells {
			if len(r.cells[i].paras) == 0 {
				r.cells[i].paras = []para{{place: place}}
			}
		}
	}
	for i := range t.rows {
		n := 0
		for _, c := range t.rows[i].cells {
			n += c.span
		}
		if n != len(t.widths) && len(p.faults) == 0 {
			p.faults = append(p.faults, Fault{FaultTable, "", rowPlace(t.rows[i], place)})
		}
	}
	if len(t.rows) == 0 {
		p.fault(FaultTable, "")
		return
	}
	p.add(block{kind: kindTable, table: t})
}

// share reads the part that a column has of the whole.
func share(s string) (float64, bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && n >= 0.01 && n <= 100_000
}

func rowPlace(r row, otherwise Place) Place {
	for _, c := range r.cells {
		for _, q := range c.paras {
			if q.place != (Place{}) {
				return q.place
			}
		}
	}
	return otherwise
}

// shares turns widths into thousandths of the whole.
func shares(parts []float64) []int {
	sum := 0.0
	for _, x := range parts {
		sum += x
	}
	out := make([]int, len(parts))
	left := 1000
	for i, x := range parts {
		out[i] = max(int(x/sum*1000+0.5), 1)
		left -= out[i]
	}
	widest := 0
	for i := range out {
		if out[i] > out[widest] {
			widest = i
		}
	}
	out[widest] += left
	return out
}

// rows reads the rows of a table.
func (p *parser) rows(t *table) {
	for {
		line, ok := p.next()
		if !ok {
			p.fault(FaultUnclosed, "@"+wordTable)
			return
		}
		word, rest := directive(line)
		switch {
		case word == wordEnd:
			return
		case line == "":
		case word == wordRow:
			if p.room() {
				t.rows = append(t.rows, row{})
			}
		case len(t.rows) > 0 && word == wordCell:
			span := 1
			if rest != "" {
				n, err := strconv.Atoi(rest)
				if err != nil || n < 1 || n > maxColumns {
					p.fault(FaultDirective, line)
					n = 1
				}
				span = n
			}
			r := &t.rows[len(t.rows)-1]
			r.cells = append(r.cells, cell{span: span})
		case strings.HasPrefix(line, "|"):
			if p.room() {
				t.rows = append(t.rows, row{cells: p.barred(line)})
			}
		case len(t.rows) > 0 && len(t.rows[len(t.rows)-1].cells) > 0:
			r := &t.rows[len(t.rows)-1]
			c := &r.cells[len(r.cells)-1]
			if p.room() {
				c.paras = append(c.paras, p.paragraph(line, inCell))
			}
		default:
			p.fault(FaultDirective, line)
		}
	}
}

// barred reads "| cell | cell |". A bar within a cell has a backslash.
func (p *parser) barred(line string) []cell {
	var cells []cell
	start := 1
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, cell{span: 1, paras: []para{p.paragraph(strings.Trim(line[start:i], " "), inCell)}})
			start = i + 1
		}
	}
	if strings.Trim(line[min(start, len(line)):], " ") != "" {
		p.fault(FaultTable, line)
	}
	return cells
}

// pairs reads lines of "label : value" into a table without lines.
func (p *parser) pairs(options string) {
	width, ok := number(options)
	if !ok || width < 5 || width > 100 {
		p.fault(FaultDirective, "@"+wordPairs+" "+options)
		width = 30
	}
	t := &table{widths: shares([]float64{width, pairColon, pairAllWidth - width - pairColon})}
	for {
		line, ok := p.next()
		if !ok {
			p.fault(FaultUnclosed, "@"+wordPairs)
			break
		}
		if word, _ := directive(line); word == wordEnd {
			break
		}
		if line == "" || !p.room() {
			continue
		}
		label, value, ok := strings.Cut(line, " :")
		if !ok {
			p.fault(FaultDirective, line)
			continue
		}
		var cells []cell
		for _, part := range []string{strings.TrimSpace(label), ":", strings.TrimSpace(value)} {
			cells = append(cells, cell{span: 1, paras: []para{p.paragraph(part, inCell)}})
		}
		t.rows = append(t.rows, row{cells})
	}
	if len(t.rows) > 0 {
		p.add(block{kind: kindTable, table: t})
	}
}

// sign reads signatories to @akhir; every line is a paragraph.
func (p *parser) sign(options string) {
	columns, err := strconv.Atoi(options)
	if err != nil || columns < 1 || columns > 3 {
		p.fault(FaultDirective, "@"+wordSign+" "+options)
		columns = 1
	}
	s := &sign{columns: columns}
	below := false
	for {
		line, ok := p.next()
		if !ok {
			p.fault(FaultUnclosed, "@"+wordSign)
			break
		}
		word, _ := directive(line)
		switch {
		case word == wordEnd:
			if len(s.parties) == 0 {
				p.fault(FaultEmpty, "@"+wordSign)
				return
			}
			p.add(block{kind: kindSign, sign: s})
			return
		case line == "":
		case word == wordParty:
			if p.room() {
				s.parties = append(s.parties, party{})
			}
			below = false
		case len(s.parties) == 0 || word == wordName && below:
			p.fault(FaultDirective, line)
		case word == wordName:
			below = true
		case p.room():
			one := &s.parties[len(s.parties)-1]
			q := p.paragraph(line, inSign)
			if below {
				one.below = append(one.below, q)
			} else {
				one.above = append(one.above, q)
			}
		}
	}
}
