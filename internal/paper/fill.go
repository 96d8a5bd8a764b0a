package paper

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The limits of a document. A list within itself would else fill the memory.
const (
	maxParas = 20_000
	maxText  = 512 << 10 // bytes: more than 200 pages
	maxDepth = 8         // sections within sections
)

// Fill puts the values into the template. A paragraph, line of a signatory or row that
// holds nothing but fields, all of them empty, is left out. The error is [Faults].
func (t *Template) Fill(v Values) (*Document, error) {
	e := &expander{values: []entry{{values: v}}}
	d := &Document{blocks: e.fillBlocks(t.blocks)}
	if len(e.faults) > 0 {
		return nil, e.faults
	}
	return d, nil
}

// Fields are the names that the template uses, in the order of their first use.
func (t *Template) Fields() []Field {
	e := &expander{check: true}
	e.fields = append(e.fields, &fieldSet{})
	e.fillBlocks(t.blocks)
	return e.fields[0].list()
}

// checkTags returns what is wrong with the tags of blocks.
func checkTags(blocks []block) Faults {
	e := &expander{check: true}
	e.fields = append(e.fields, &fieldSet{})
	e.fillBlocks(blocks)
	return e.faults
}

// expander walks a template. It fills it, or looks at everything in it once.
type expander struct {
	check  bool
	values []entry     // where names are looked for, from the last on
	fields []*fieldSet // of check: the sections that are open
	faults Faults
	paras  int
	text   int
	depth  int
	full   bool
}

// entry is one place where names are looked for.
type entry struct {
	values Values
	no     int // of the list, from 1; 0 for none
}

// fieldSet gathers fields in the order of their first use.
type fieldSet struct {
	order []string
	by    map[string]*fieldUse
}

type fieldUse struct {
	field  Field
	within *fieldSet
}

func (s *fieldSet) use(name string, place Place) *fieldUse {
	if u := s.by[name]; u != nil {
		return u
	}
	if s.by == nil {
		s.by = map[string]*fieldUse{}
	}
	u := &fieldUse{field: Field{Name: name, Place: place}, within: &fieldSet{}}
	s.by[name] = u
	s.order = append(s.order, name)
	return u
}

func (s *fieldSet) list() []Field {
	var out []Field
	for _, name := range s.order {
		u := s.by[name]
		u.field.Within = u.within.list()
		out = append(out, u.field)
	}
	return out
}

func (e *expander) fault(code FaultCode, field string, place Place) {
	f := Fault{code, field, place}
	for _, x := range e.faults {
		if x == f {
			return
		}
	}
	if len(e.faults) < 100 {
		e.faults = append(e.faults, f)
	}
}

// spend counts what is made and says whether there is room for more.
func (e *expander) spend(paras, text int, place Place) bool {
	e.paras += paras
	e.text += text
	if !e.full && (e.paras > maxParas || e.text > maxText) {
		e.full = true
		e.fault(FaultTooLarge, "", place)
	}
	return !e.full
}

// find looks a name up, from the innermost entry outwards.
func (e *expander) find(name string) (any, bool) {
	for i := len(e.values) - 1; i >= 0; i-- {
		if v, ok := e.values[i].values[name]; ok {
			return v, true
		}
		if name == counter && e.values[i].no > 0 {
			return strconv.Itoa(e.values[i].no), true
		}
	}
	return nil, false
}

// counter is the name that counts the entries of a list.
const counter = "no"

// print is what a field shows.
func (e *expander) print(name string, place Place) string {
	if e.check {
		if name != counter || len(e.fields) == 1 {
			e.fields[len(e.fields)-1].use(name, place).field.Printed = true
		}
		return name
	}
	v, ok := e.find(name)
	if !ok {
		e.fault(FaultUnknown, name, place)
		return ""
	}
	s, ok := v.(string)
	if !ok {
		e.fault(FaultWrongKind, name, place)
		return ""
	}
	s = clean(s)
	e.spend(0, len(s), place)
	return s
}

// section does body as often as its field says.
func (e *expander) section(t tag, body func()) {
	if e.depth++; e.depth > maxDepth {
		e.fault(FaultTooLarge, t.name, t.place)
	} else {
		e.sectionWithin(t, body)
	}
	e.depth--
}

func (e *expander) sectionWithin(t tag, body func()) {
	if e.check {
		u := e.fields[len(e.fields)-1].use(t.name, t.place)
		u.field.Asked = true
		if t.op == opNot { // nothing is pushed: its fields are those outside
			body()
			return
		}
		e.fields = append(e.fields, u.within)
		body()
		e.fields = e.fields[:len(e.fields)-1]
		return
	}
	v, ok := e.find(t.name)
	if !ok {
		e.fault(FaultUnknown, t.name, t.place)
		return
	}
	switch v := v.(type) {
	case []Values:
		if t.op == opNot {
			if len(v) == 0 {
				body()
			}
			return
		}
		for i, values := range v {
			if e.full {
				return
			}
			e.values = append(e.values, entry{values, i + 1})
			body()
			e.values = e.values[:len(e.values)-1]
		}
	case bool:
		if v == (t.op == opOpen) {
			body()
		}
	case string:
		if (clean(v) != "") == (t.op == opOpen) {
			body()
		}
	default:
		e.fault(FaultWrongKind, t.name, t.place)
	}
}

// expand walks items of which some are tags: each gets every item that is shown, as
// often as it is.
func expand[T any](e *expander, items []T, tagOf func(*T) (tag, bool), each func(*T)) {
	for i := 0; i < len(items) && !e.full; i++ {
		t, is := tagOf(&items[i])
		switch {
		case !is:
			each(&items[i])
			continue
		case t.op == opClose:
			e.fault(FaultUnopened, t.name, t.place)
			continue
		}
		end := i + matching(items[i:], tagOf)
		if end < i {
			e.fault(FaultUnclosed, t.name, t.place)
			continue
		}
		e.section(t, func() { expand(e, items[i+1:end], tagOf, each) })
		i = end
	}
}

// matching finds the end of the section that the first item opens; -1 is none.
func matching[T any](items []T, tagOf func(*T) (tag, bool)) int {
	var open []string
	for i := range items {
		t, is := tagOf(&items[i])
		switch {
		case !is:
		case t.op != opClose:
			open = append(open, t.name)
		case t.name != open[len(open)-1]:
			return -1 << 30
		default:
			if open = open[:len(open)-1]; len(open) == 0 {
				return i
			}
		}
	}
	return -1 << 30
}

func blockTag(b *block) (tag, bool) {
	if b.kind != kindPara {
		return tag{}, false
	}
	return b.para.sole()
}

func paraTag(p *para) (tag, bool) { return p.sole() }

func (e *expander) fillBlocks(blocks []block) []block {
	var out []block
	expand(e, blocks, blockTag, func(b *block) {
		switch b.kind {
		case kindPara:
			for _, p := range e.fillPara(&b.para) {
				out = append(out, block{kind: kindPara, para: p})
			}
		case kindTable:
			if t := e.fillTable(b.table); len(t.rows) > 0 {
				out = append(out, block{kind: kindTable, table: t})
			}
		case kindSign:
			if s := e.fillSign(b.sign); len(s.parties) > 0 {
				out = append(out, block{kind: kindSign, sign: s})
			}
		default:
			out = append(out, *b)
		}
	})
	return out
}

func (e *expander) fillParas(paras []para) []para {
	var out []para
	expand(e, paras, paraTag, func(p *para) { out = append(out, e.fillPara(p)...) })
	return out
}

// fillPara fills a paragraph: into none when only empty fields stand in it, into several
// when it is one field of several lines.
func (e *expander) fillPara(p *para) []para {
	bad := ignore
	if e.check {
		bad = func(what string) { e.fault(FaultTag, what, p.place) }
	}
	tokens := p.tokens(bad)
	if !e.spend(1, 0, p.place) {
		return nil
	}
	q := *p
	q.runs = nil
	tags, joined := false, joiner{}
	expand(e, tokens, func(t *token) (tag, bool) {
		tags = tags || t.op != opText
		return tag{t.op, t.text, p.place}, t.op == opOpen || t.op == opNot || t.op == opClose
	}, func(t *token) {
		s := t.text
		if t.op == opPrint {
			s = e.print(t.text, p.place)
		} else {
			e.spend(0, len(s), p.place)
		}
		joined.add(s, t.look)
	})
	q.runs = joined.done()
	if tags && strings.TrimSpace(q.plain()) == "" {
		return nil
	}
	if len(tokens) == 1 && tokens[0].op == opPrint && len(q.runs) == 1 && strings.Contains(q.runs[0].text, "\n") {
		var out []para
		for line := range strings.SplitSeq(q.runs[0].text, "\n") {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			one := q
			one.runs = []run{q.runs[0]}
			one.runs[0].text = line
			out = append(out, one)
		}
		e.spend(len(out), 0, p.place)
		return out
	}
	return []para{q}
}

// joiner makes runs of pieces of text: pieces of one look are one run, in time that grows
// with the text alone.
type joiner struct {
	runs []run
	last []byte // the text of the last run, which does not have it yet
}

// add appends text in a look, to the last run when that has the same.
func (j *joiner) add(s string, look run) {
	if s == "" {
		return
	}
	n := len(j.runs)
	if n == 0 || j.runs[n-1].bold != look.bold || j.runs[n-1].italic != look.italic || j.runs[n-1].underline != look.underline {
		j.done()
		look.text, j.last = "", nil
		j.runs = append(j.runs, look)
	}
	j.last = append(j.last, s...)
}

// done returns the runs.
func (j *joiner) done() []run {
	if n := len(j.runs); n > 0 {
		j.runs[n-1].text = string(j.last)
	}
	return j.runs
}

func (e *expander) fillTable(t *table) *table {
	out := &table{widths: t.widths, lines: t.lines, header: t.header, tall: t.tall}
	for i := range t.rows {
		e.fillRow(t.rows[i].cells, func(cells []cell) { out.rows = append(out.rows, row{cells}) })
		if i+1 == t.header { // a header may have had rows that are not shown
			out.header = len(out.rows)
		}
	}
	return out
}

// fillRow fills a row, as often as a section around it says.
func (e *expander) fillRow(cells []cell, emit func([]cell)) {
	if t, inner, is := wrapped(cells); is {
		e.section(t, func() { e.fillRow(inner, emit) })
		return
	}
	out := make([]cell, len(cells))
	for i := range cells {
		out[i].span = cells[i].span
		out[i].paras = e.fillParas(cells[i].paras)
		if len(out[i].paras) == 0 {
			out[i].paras = emptyLike(cells[i].paras)
		}
	}
	emit(out)
}

// emptyLike is an empty paragraph that stands as the first of others did.
func emptyLike(paras []para) []para {
	var p para
	if len(paras) > 0 {
		p = paras[0]
	}
	p.runs = nil
	return []para{p}
}

func (e *expander) fillSign(s *sign) *sign {
	out := &sign{columns: s.columns}
	for i := range s.parties {
		cells := []cell{{paras: s.parties[i].above}}
		if len(s.parties[i].below) > 0 {
			cells = append(cells, cell{paras: s.parties[i].below})
		}
		e.fillParty(cells, &out.parties)
	}
	return out
}

func (e *expander) fillParty(cells []cell, parties *[]party) {
	if t, inner, is := wrapped(cells); is {
		e.section(t, func() { e.fillParty(inner, parties) })
		return
	}
	p := party{above: e.fillParas(cells[0].paras)}
	if len(cells) > 1 {
		p.below = e.fillParas(cells[1].paras)
	}
	*parties = append(*parties, p)
}

// clean makes a value fit for paper: composed letters, line breaks as \n, and none of the
// characters that are not seen but change what is: control characters and those that turn
// the direction of writing.
func clean(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}
