package paper

import (
	"io"
	"slices"
	"strconv"
	"strings"
)

// ReadDOCX reads a template that somebody wrote in Word or LibreOffice. The notes say
// what of it is not taken over. A file is at most 10 MB; nothing that it names outside of
// itself is fetched, and one with programs in it is refused. The error is [Faults].
func ReadDOCX(r io.ReaderAt, size int64) (*Template, []Note, error) {
	parts, err := openDOCX(r, size)
	if err != nil {
		return nil, nil, err
	}
	d := &docReader{sheet: readSheet(parts.styles, parts.numbering), lists: map[string]bool{}, notes: map[NoteCode]*Note{}}
	if parts.headers {
		d.note(NoteHeader)
	}
	if parts.outside {
		d.note(NoteLink)
	}
	if parts.other {
		d.note(NoteOther)
	}
	blocks := d.body(parts.document.kid("body"))
	for len(blocks) > 0 && blocks[len(blocks)-1].blank() { // Word leaves one behind tables
		blocks = blocks[:len(blocks)-1]
	}
	if d.full {
		return nil, nil, Faults{{Code: FaultTooLarge}}
	}
	t, err := finish(blocks, d.faults)
	if err != nil {
		return nil, nil, err
	}
	var notes []Note
	for _, code := range NoteCodes {
		if n := d.notes[code]; n != nil {
			notes = append(notes, *n)
		}
	}
	return t, notes, nil
}

func (b *block) blank() bool { return b.kind == kindPara && strings.TrimSpace(b.para.plain()) == "" }

// docReader goes through a Word document.
type docReader struct {
	sheet  *docSheet
	lists  map[string]bool // that have begun
	listed bool            // the paragraph before was an item
	notes  map[NoteCode]*Note
	faults Faults
	paras  int // read so far
	count  int
	full   bool
	fields []bool // Word's own that are open: whether the result has not begun
	code   int    // how many of them have not
}

func (d *docReader) place() Place { return Place{Paragraph: d.paras} }

func (d *docReader) note(code NoteCode) {
	n := d.notes[code]
	if n == nil {
		n = &Note{Code: code, Place: d.place()}
		d.notes[code] = n
	}
	n.Count++
}

func (d *docReader) room() bool {
	if d.count++; d.count > maxBlocks {
		d.full = true
	}
	return !d.full
}

// inner are the children of an element, with those of wrappers that do not matter here.
func (d *docReader) inner(e *element) []*element {
	var out []*element
	for _, k := range e.kids {
		switch {
		case k.name == "AlternateContent":
			d.note(NotePicture)
		case k.foreign && (k.name == "oMath" || k.name == "oMathPara"):
			d.note(NoteOther)
		case k.foreign:
		case k.name == "sdt":
			out = append(out, d.inner(k.kid("sdtContent"))...)
		case k.name == "customXml" || k.name == "smartTag":
			out = append(out, d.inner(k)...)
		case k.name == "ins" || k.name == "moveTo":
			d.note(NoteChange)
			out = append(out, d.inner(k)...)
		case k.name == "del" || k.name == "moveFrom":
			d.note(NoteChange)
		case k.name == "altChunk" || k.name == "subDoc":
			d.note(NoteOther)
		default:
			out = append(out, k)
		}
	}
	return out
}

func (d *docReader) body(e *element) []block {
	var out []block
	for _, k := range d.inner(e) {
		if d.full {
			return nil
		}
		switch k.name {
		case "p":
			out = append(out, d.bodyPara(k)...)
		case "tbl":
			out = append(out, d.table(k)...)
			d.listed = false
		case "sectPr":
			d.section(k)
		}
	}
	return out
}

func (d *docReader) section(e *element) {
	cols := e.kid("cols").attr("num")
	if cols != "" && cols != "1" || e.kid("pgSz").attr("orient") == "landscape" {
		d.note(NoteColumns)
	}
}

// bodyPara reads a paragraph, which may be an empty one of ours or have pages break in it.
func (d *docReader) bodyPara(e *element) []block {
	pPr := e.kid("pPr")
	own := d.sheet.ours(pPr.kid("pStyle").attr("val"))
	paras, breaks, l := d.para(e)
	var out []block
	if value(l.fresh) {
		out = append(out, block{kind: kindBreak})
	}
	for i := range paras {
		if i > 0 {
			out = append(out, block{kind: kindBreak})
		}
		p := paras[i]
		switch text := p.plain(); {
		case text == "" && (own == docSpace || own == docRoom):
			if n := length(pPr.kid("spacing").attr("line"), 20, 10_000); n != nil {
				out = append(out, block{kind: kindSpace, space: *n})
			}
		case text == "" && (own == docGap || breaks > 0):
		default:
			out = append(out, block{kind: kindPara, para: p})
		}
	}
	if sect := pPr.kid("sectPr"); sect.is() {
		d.section(sect)
		if sect.kid("type").attr("val") != "continuous" {
			out = append(out, block{kind: kindBreak})
		}
	}
	return out
}

// para reads a paragraph: as many as pages break in it, and one.
func (d *docReader) para(e *element) (paras []para, breaks int, l looks) {
	d.paras++
	if !d.room() {
		return nil, 0, l
	}
	pPr := e.kid("pPr")
	id := pPr.kid("pStyle").attr("val")
	kind, own := d.sheet.kind(id)
	var base looks
	if !own {
		base = d.sheet.resolve(id)
	}
	l = paraLooks(pPr)
	l = l.over(base)
	if kind != styleBody {
		base.bold = nil // it is bold because of what it is
	}
	p := para{style: kind, align: value(l.align), left: value(l.left), first: value(l.first), before: value(l.before), after: value(l.after), keep: value(l.keep), place: d.place()}
	p.tabs = stops(l.tabs)
	if l.oddTabs {
		d.note(NoteTab)
	}
	d.list(&p, &l)
	s := &inlineReader{d: d, base: base}
	s.walk(e)
	if s.odd || value(base.odd) && !own {
		d.note(NoteFont)
	}
	for _, runs := range s.finish() {
		q := p
		q.runs = runs
		if len(runs) == 0 {
			q.list, q.level, q.goesOn = listNone, 0, false
		}
		paras = append(paras, q)
	}
	d.listed = p.list != listNone
	return paras, len(paras) - 1, l
}

// list says whether a paragraph is an item, and whether its list goes on from before.
func (d *docReader) list(p *para, l *looks) {
	id := value(l.numID)
	if id == "" || id == "0" {
		return
	}
	level := value(l.level)
	if level == "" {
		level = "0"
	}
	if p.list = d.sheet.nums[id][level]; p.list == listNone {
		return
	}
	n, _ := strconv.Atoi(level)
	p.level = max(min(n, 2), 0)
	p.left, p.first = 0, 0
	if value(l.close) {
		p.after = 0
	}
	p.goesOn = d.lists[id] && !d.listed
	d.lists[id] = true
}

// stops orders tab stops.
func stops(tabs []int) []int {
	if len(tabs) == 0 {
		return nil
	}
	tabs = slices.Clone(tabs)
	slices.Sort(tabs)
	tabs = slices.Compact(tabs)
	return tabs[:min(len(tabs), 20)]
}

// inlineReader reads what stands in a paragraph, letter by letter with its look, because
// Word cuts fields into runs as it likes.
type inlineReader struct {
	d     *docReader
	base  looks
	parts [][]run // apart where a page breaks
	odd   bool
}

func (s *inlineReader) put(text string, look run) {
	if len(s.parts) == 0 {
		s.parts = append(s.parts, nil)
	}
	look.text = text
	last := len(s.parts) - 1
	s.parts[last] = append(s.parts[last], look)
}

func (s *inlineReader) walk(e *element) {
	for _, k := range s.d.inner(e) {
		switch k.name {
		case "r":
			s.run(k)
		case "hyperlink":
			s.d.note(NoteLink)
			s.walk(k)
		case "fldSimple":
			s.d.note(NoteWordTag)
			s.walk(k)
		case "commentRangeStart":
			s.d.note(NoteFootnote)
		case "bdo", "dir":
			s.walk(k)
		}
	}
}

func (s *inlineReader) run(e *element) {
	own := runLooks(e.kid("rPr"))
	if id := e.kid("rPr", "rStyle").attr("val"); id != "" {
		if st := s.d.sheet.styles[id]; st != nil {
			own = own.over(st.run)
		}
	}
	l := own.over(s.base)
	look := run{bold: value(l.bold), italic: value(l.italic), underline: value(l.underline)}
	hidden := value(l.hidden) || s.d.code > 0
	for _, k := range s.d.inner(e) {
		switch k.name {
		case "fldChar":
			s.fieldChar(k.attr("fldCharType"))
			hidden = value(l.hidden) || s.d.code > 0
			continue
		case "drawing", "pict", "object":
			s.d.note(NotePicture)
			continue
		case "footnoteReference", "endnoteReference", "commentReference":
			s.d.note(NoteFootnote)
			continue
		case "sym":
			s.d.note(NoteOther)
			continue
		}
		if hidden {
			if k.name == "t" && s.d.code == 0 {
				s.d.note(NoteOther)
			}
			continue
		}
		switch k.name {
		case "t":
			s.odd = s.odd || value(own.odd)
			s.put(strings.ReplaceAll(clean(string(k.text)), "\n", " "), look)
		case "tab", "ptab":
			s.put("\t", look)
		case "cr":
			s.put("\n", look)
		case "noBreakHyphen":
			s.put("-", look)
		case "br":
			if k.attr("type") == "page" {
				s.put("", look)
				s.parts = append(s.parts, nil)
			} else if k.attr("type") != "column" {
				s.put("\n", look)
			}
		}
	}
}

// fieldChar follows Word's own fields: their code is left out, their result is taken.
func (s *inlineReader) fieldChar(kind string) {
	d := s.d
	last := len(d.fields) - 1
	switch {
	case kind == "begin":
		d.note(NoteWordTag)
		d.fields = append(d.fields, true)
		d.code++
	case last >= 0 && (kind == "separate" || kind == "end"):
		if d.fields[last] {
			d.fields[last] = false
			d.code--
		}
		if kind == "end" {
			d.fields = d.fields[:last]
		}
	}
}

// finish returns the runs of each part: fields whole, blanks at the edges gone.
func (s *inlineReader) finish() [][]run {
	if len(s.parts) == 0 {
		return [][]run{nil}
	}
	for i, runs := range s.parts {
		s.parts[i] = whole(runs)
	}
	return s.parts
}

// whole joins runs of one look, and puts what stands between {{ and }} into the look of
// its beginning, written as ours are.
func whole(runs []run) []run {
	var joined joiner
	text := (&para{runs: runs}).plain()
	at, run0, used := 0, 0, 0 // the run that text[at] stands in, and how much of it was taken
	take := func(n int, emit bool) {
		for n > 0 {
			for used == len(runs[run0].text) {
				run0, used = run0+1, 0
			}
			part := runs[run0].text[used:min(used+n, len(runs[run0].text))]
			if emit {
				joined.add(part, runs[run0])
			}
			used += len(part)
			n -= len(part)
		}
	}
	for at < len(text) {
		open := strings.Index(text[at:], "{{")
		if open < 0 {
			take(len(text)-at, true)
			break
		}
		take(open, true)
		at += open
		end := strings.Index(text[at:], "}}")
		if end < 0 {
			take(len(text)-at, true)
			break
		}
		for used == len(runs[run0].text) {
			run0, used = run0+1, 0
		}
		joined.add(canonical(text[at:at+end+2]), runs[run0])
		take(end+2, false)
		at += end + 2
	}
	return trimmed(joined.done())
}

// canonical writes a tag without blanks in it.
func canonical(tag string) string {
	o, name, ok := readTag(tag[2 : len(tag)-2])
	if !ok {
		return tag
	}
	return "{{" + map[op]string{opPrint: "", opOpen: "#", opNot: "^", opClose: "/"}[o] + name + "}}"
}

// trimmed takes blanks off both ends.
func trimmed(runs []run) []run {
	for len(runs) > 0 {
		if runs[0].text = strings.TrimLeft(runs[0].text, " "); runs[0].text != "" {
			break
		}
		runs = runs[1:]
	}
	for len(runs) > 0 {
		last := &runs[len(runs)-1]
		if last.text = strings.TrimRight(last.text, " "); last.text != "" {
			break
		}
		runs = runs[:len(runs)-1]
	}
	return runs
}
