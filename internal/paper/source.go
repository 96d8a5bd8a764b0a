package paper

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Source writes the template as markup: [ParseText] of it is the same template, with
// other places. It is what is kept of a template that came as a DOCX.
func (t *Template) Source() []byte {
	var s source
	for i := range t.blocks {
		s.block(&t.blocks[i])
	}
	return s.out.Bytes()
}

type source struct{ out bytes.Buffer }

func (s *source) line(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

func (s *source) block(b *block) {
	switch b.kind {
	case kindBreak:
		s.line("@%s", wordBreak)
	case kindSpace:
		s.line("@%s %s", wordSpace, mm(b.space))
	case kindTable:
		s.table(b.table)
	case kindSign:
		s.sign(b.sign)
	case kindPara:
		s.line("%s\n", s.para(&b.para, inBody))
	}
}

// mm writes twips so that [twips] reads the same again.
func mm(n int) string { return strconv.FormatFloat(float64(n)/twipsPerMM, 'f', 2, 64) }

// para writes a paragraph as one line, or in the body with its line breaks.
func (s *source) para(p *para, w where) string {
	var b strings.Builder
	b.WriteString(strings.Repeat("  ", p.level))
	d := defaults(p.style, p.list, w)
	word := func(name string, args ...string) {
		b.WriteString("@" + strings.Join(append([]string{name}, args...), " ") + " ")
	}
	if p.style == styleSmall {
		word(wordSmall)
	}
	if p.align != d.align {
		word([...]string{wordLeft, wordCenter, wordRight, wordBoth}[p.align])
	}
	if p.left != 0 {
		word(wordIndent, mm(p.left))
	}
	if p.first == firstIndent {
		word(wordFirst)
	} else if p.first != 0 {
		word(wordHang, mm(p.first))
	}
	if p.before != d.before {
		word(wordBefore, points(p.before))
	}
	if p.after != d.after {
		word(wordAfter, points(p.after))
	}
	if len(p.tabs) > 0 {
		var stops []string
		for _, t := range p.tabs {
			stops = append(stops, mm(t))
		}
		word(wordTabs, strings.Join(stops, ";"))
	}
	if p.keep != d.keep {
		if p.keep {
			word(wordKeep)
		} else {
			word(wordKeep + "-tidak")
		}
	}
	mark := ""
	switch {
	case p.style == styleTitle:
		mark = "# "
	case p.style == styleHeading:
		mark = "## "
	case p.list == listNumber && p.goesOn:
		mark = "+. "
	case p.list == listNumber:
		mark = "1. "
	case p.list == listLetter && p.goesOn:
		mark = "+a. "
	case p.list == listLetter:
		mark = "a. "
	case p.list == listBullet:
		mark = "- "
	}
	text := outline(p.runs)
	if text == "" && b.Len() == 0 && mark == "" && w != inCell {
		word(wordEmpty)
	}
	b.WriteString(mark)
	if m, n := marker(text); n > 0 && mark == "" { // it would be read as an item
		if m == '1' || m == 'a' {
			text = text[:n-2] + `\` + text[n-2:]
		} else {
			text = `\` + text
		}
	}
	b.WriteString(text)
	return b.String()
}

func points(n int) string { return strconv.FormatFloat(float64(n)/20, 'f', -1, 64) }

// outline writes runs in the markup. What would mean something is protected.
func outline(runs []run) string {
	var b strings.Builder
	var now run
	turn := func(to run) {
		if now.underline != to.underline {
			b.WriteString("__")
		}
		if now.italic != to.italic {
			b.WriteString("*")
		}
		if now.bold != to.bold {
			b.WriteString("**")
		}
		now = to
	}
	for _, r := range runs {
		to := r
		to.text = ""
		turn(to)
		for _, t := range scan(r.text, r, ignore) {
			switch t.op {
			case opText:
				b.WriteString(protect(t.text))
			case opPrint:
				b.WriteString("{{" + t.text + "}}")
			case opOpen:
				b.WriteString("{{#" + t.text + "}}")
			case opNot:
				b.WriteString("{{^" + t.text + "}}")
			case opClose:
				b.WriteString("{{/" + t.text + "}}")
			}
		}
	}
	turn(run{})
	return b.String()
}

func protect(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', '*', '|', '@', '#', '%', '{':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '_':
			if i+1 < len(s) && s[i+1] == '_' || i > 0 && s[i-1] == '_' || i == 0 || i+1 == len(s) {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		case '\t':
			b.WriteString(`\t`)
		case '\n':
			b.WriteString(`\n`)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (s *source) table(t *table) {
	b := "@" + wordTable
	for _, w := range t.widths {
		b += " " + strconv.Itoa(w)
	}
	if !t.lines {
		b += " " + optNoLines
	}
	if usual := map[bool]int{true: min(1, len(t.rows))}[t.lines]; t.header != usual {
		b += " " + optHeader + strconv.Itoa(t.header)
	}
	if t.tall > 0 {
		b += " " + optTall + mm(t.tall)
	}
	s.line("%s", b)
	for _, r := range t.rows {
		if short, ok := s.short(r); ok {
			s.line("%s", short)
			continue
		}
		s.line("@%s", wordRow)
		for i := range r.cells {
			c := &r.cells[i]
			if c.span > 1 {
				s.line("@%s %d", wordCell, c.span)
			} else {
				s.line("@%s", wordCell)
			}
			for j := range c.paras {
				s.line("%s", s.inCell(&c.paras[j]))
			}
		}
	}
	s.line("@%s\n", wordEnd)
}

// inCell writes a paragraph of a cell of its own lines.
func (s *source) inCell(p *para) string {
	if line := s.para(p, inCell); line != "" {
		return line
	}
	return "@" + wordEmpty
}

// short writes a row of one paragraph a cell in one line.
func (s *source) short(r row) (string, bool) {
	b := "|"
	for i := range r.cells {
		c := &r.cells[i]
		if c.span != 1 || len(c.paras) != 1 || c.paras[0].level > 0 {
			return "", false
		}
		b += " " + s.para(&c.paras[0], inCell) + " |"
	}
	return b, true
}

func (s *source) sign(g *sign) {
	s.line("@%s %d", wordSign, g.columns)
	for i := range g.parties {
		s.line("@%s", wordParty)
		for j := range g.parties[i].above {
			s.line("%s", s.para(&g.parties[i].above[j], inSign))
		}
		if len(g.parties[i].below) > 0 {
			s.line("@%s", wordName)
		}
		for j := range g.parties[i].below {
			s.line("%s", s.para(&g.parties[i].below[j], inSign))
		}
	}
	s.line("@%s\n", wordEnd)
}
