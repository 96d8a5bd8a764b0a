package paper

import (
	"strings"
)

// op is what a tag does.
type op uint8

const (
	opText  op = iota // no tag: plain text
	opPrint           // {{name}}
	opOpen            // {{#name}}
	opNot             // {{^name}}
	opClose           // {{/name}}
)

// token is a piece of a paragraph: text or a tag, in the look of its run.
type token struct {
	op   op
	text string // of opText: what stands there; otherwise the name
	look run    // without text
}

// tag is what opens or closes a section.
type tag struct {
	op    op
	name  string
	place Place
}

// maxName is how long the name of a field may be, in bytes.
const maxName = 64

// validName reports whether a field may be called so: small and large letters, digits,
// "_" and "-", beginning with a letter.
func validName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '_' && c != '-') {
			return false
		}
	}
	return true
}

// readTag reads what stands between {{ and }}. Word makes blanks and no-break spaces of
// what people type, so those around a name do not count.
func readTag(inner string) (op, string, bool) {
	s := strings.Trim(inner, " \u00a0\t\n")
	o := opPrint
	if s != "" {
		switch s[0] {
		case '#':
			o = opOpen
		case '^':
			o = opNot
		case '/':
			o = opClose
		}
	}
	if o != opPrint {
		s = strings.Trim(s[1:], " \u00a0\t\n")
	}
	return o, s, validName(s)
}

// scan cuts text into text and tags. What is no tag is reported by its text and stays text.
func scan(s string, look run, bad func(what string)) []token {
	look.text = ""
	var out []token
	for s != "" {
		at := strings.Index(s, "{{")
		if at < 0 {
			if strings.Contains(s, "}}") {
				bad(excerpt(s))
			}
			return append(out, token{opText, s, look})
		}
		if at > 0 {
			out = append(out, token{opText, s[:at], look})
		}
		end := strings.Index(s[at:], "}}")
		if end < 0 {
			bad(excerpt(s[at:]))
			return append(out, token{opText, s[at:], look})
		}
		o, name, ok := readTag(s[at+2 : at+end])
		if !ok {
			bad(excerpt(s[at : at+end+2]))
			out = append(out, token{opText, s[at : at+end+2], look})
		} else {
			out = append(out, token{o, name, look})
		}
		s = s[at+end+2:]
	}
	return out
}

// excerpt is the beginning of a text, for people who look for it.
func excerpt(s string) string {
	const limit = 40
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// tokens are the pieces of a paragraph.
func (p *para) tokens(bad func(what string)) []token {
	var out []token
	for i := range p.runs {
		out = append(out, scan(p.runs[i].text, p.runs[i], bad)...)
	}
	return out
}

// ignore is for texts that were checked before.
func ignore(string) {}

// sole returns the tag of a section that stands alone in a paragraph.
func (p *para) sole() (tag, bool) {
	s := strings.Trim(p.plain(), " \u00a0\t\n")
	if !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") || strings.Count(s, "{{") != 1 {
		return tag{}, false
	}
	o, name, ok := readTag(s[2 : len(s)-2])
	if !ok || o == opPrint {
		return tag{}, false
	}
	return tag{o, name, p.place}, true
}

// wrapped reports the section that encloses a row or a signatory as a whole: its first
// tag opens before any other text and is closed by the very last one. It returns them
// without those two tags.
func wrapped(cells []cell) (tag, []cell, bool) {
	type spot struct{ cell, para, run, from, to int }
	var (
		open, shut spot
		first      tag
		depth      int
		seen       bool // something stood there already
		closed     bool // the section that opened first has ended
	)
	for c := range cells {
		for p := range cells[c].paras {
			for r := range cells[c].paras[p].runs {
				at := 0
				text := cells[c].paras[p].runs[r].text
				for _, t := range scan(text, run{}, ignore) {
					from := at
					at += tokenLen(text[at:], t)
					if t.op == opText && strings.Trim(t.text, " \u00a0\t\n") == "" {
						continue
					}
					if closed {
						return tag{}, nil, false // something stands behind it
					}
					switch t.op {
					case opOpen, opNot:
						if !seen {
							first = tag{t.op, t.text, cells[c].paras[p].place}
							open = spot{c, p, r, from, at}
						}
						depth++
					case opClose:
						if depth--; depth == 0 && first.name == t.text {
							closed, shut = true, spot{c, p, r, from, at}
						}
					}
					if seen = true; first.name == "" {
						return tag{}, nil, false
					}
				}
			}
		}
	}
	if !closed || open.cell != 0 || shut.cell != len(cells)-1 {
		return tag{}, nil, false
	}
	out := cloneCells(cells)
	cut := func(s spot) {
		t := &out[s.cell].paras[s.para].runs[s.run].text
		*t = (*t)[:s.from] + (*t)[s.to:]
	}
	cut(shut) // stands behind the other
	cut(open)
	tidy(&out[shut.cell], shut.para)
	tidy(&out[open.cell], open.para)
	return first, out, true
}

// tokenLen is how many bytes of text a token was made from.
func tokenLen(text string, t token) int {
	if t.op == opText {
		return len(t.text)
	}
	return strings.Index(text, "}}") + 2
}

// tidy takes a paragraph out that holds nothing any more, unless it is the only one.
func tidy(c *cell, at int) {
	if len(c.paras) > 1 && at < len(c.paras) && strings.Trim(c.paras[at].plain(), " \u00a0\t\n") == "" {
		c.paras = append(c.paras[:at:at], c.paras[at+1:]...)
	}
}

func cloneCells(cells []cell) []cell {
	out := make([]cell, len(cells))
	for i, c := range cells {
		out[i] = cell{span: c.span, paras: make([]para, len(c.paras))}
		for j, p := range c.paras {
			p.runs = append([]run(nil), p.runs...)
			out[i].paras[j] = p
		}
	}
	return out
}
