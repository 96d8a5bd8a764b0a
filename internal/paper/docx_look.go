package paper

import (
	"slices"
	"strconv"
	"strings"
)

// looks are the properties that a template takes from a paragraph, a run or a style. What
// is nil is not said.
type looks struct {
	align                      *align
	left, first, before, after *int
	keep, fresh, close         *bool
	bold, italic, underline    *bool
	hidden, odd                *bool // odd: another font, size or colour
	numID, level               *string
	tabs                       []int
	oddTabs                    bool
}

// over puts what l says over what is below.
func (l *looks) over(below looks) looks {
	out := *l
	fall(&out.align, below.align)
	fall(&out.left, below.left)
	fall(&out.first, below.first)
	fall(&out.before, below.before)
	fall(&out.after, below.after)
	fall(&out.keep, below.keep)
	fall(&out.fresh, below.fresh)
	fall(&out.close, below.close)
	fall(&out.bold, below.bold)
	fall(&out.italic, below.italic)
	fall(&out.underline, below.underline)
	fall(&out.hidden, below.hidden)
	fall(&out.odd, below.odd)
	fall(&out.numID, below.numID)
	fall(&out.level, below.level)
	out.tabs = slices.Concat(below.tabs, l.tabs)
	out.oddTabs = l.oddTabs || below.oddTabs
	return out
}

func fall[T any](to **T, below *T) {
	if *to == nil {
		*to = below
	}
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// length reads twips within bounds that a page has.
func length(s string, low, high int) *int {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != n {
		return nil
	}
	v := int(max(min(n, float64(high)), float64(low)))
	return &v
}

func toggle(e *element) *bool {
	if !e.is() {
		return nil
	}
	on := e.on()
	return &on
}

// The bounds of lengths in twips.
const (
	maxIndent = 6000
	maxRoom   = 2000
)

// paraLooks reads w:pPr.
func paraLooks(e *element) looks {
	var l looks
	if jc := e.kid("jc"); jc.is() {
		a := alignLeft
		switch jc.attr("val") {
		case "center":
			a = alignCenter
		case "right", "end":
			a = alignRight
		case "both", "distribute":
			a = alignBoth
		}
		l.align = &a
	}
	ind := e.kid("ind")
	for _, name := range []string{"left", "start"} {
		fall(&l.left, length(ind.attr(name), 0, maxIndent))
	}
	l.first = length(ind.attr("firstLine"), 0, maxIndent)
	if h := length(ind.attr("hanging"), 0, maxIndent); h != nil {
		n := -*h
		l.first = &n
	}
	spacing := e.kid("spacing")
	l.before = length(spacing.attr("before"), 0, maxRoom)
	l.after = length(spacing.attr("after"), 0, maxRoom)
	l.keep = toggle(e.kid("keepNext"))
	l.fresh = toggle(e.kid("pageBreakBefore"))
	l.close = toggle(e.kid("contextualSpacing"))
	if num := e.kid("numPr"); num.is() {
		id := num.kid("numId").attr("val")
		level := num.kid("ilvl").attr("val")
		l.numID, l.level = &id, &level
	}
	for _, t := range e.kid("tabs").kids {
		switch t.attr("val") {
		case "left", "start", "num":
			if n := length(t.attr("pos"), 1, 20_000); n != nil && len(l.tabs) < 20 {
				l.tabs = append(l.tabs, *n)
			}
		case "clear":
		default:
			l.oddTabs = true
		}
	}
	return l
}

// runLooks reads w:rPr.
func runLooks(e *element) looks {
	l := looks{bold: toggle(e.kid("b")), italic: toggle(e.kid("i")), underline: toggle(e.kid("u")), hidden: toggle(e.kid("vanish"))}
	odd := func(is bool) {
		if is {
			yes := true
			l.odd = &yes
		}
	}
	if f := e.kid("rFonts"); f.attr("ascii") != "" {
		odd(!strings.EqualFold(f.attr("ascii"), "Arial"))
	}
	if s := e.kid("sz"); s.is() {
		odd(s.attr("val") != strconv.Itoa(sizeBody*2))
	}
	color := e.kid("color").attr("val")
	odd(color != "" && color != "auto" && color != "000000")
	for _, name := range []string{"strike", "dstrike", "caps", "smallCaps", "highlight", "vertAlign"} {
		odd(e.kid(name).on())
	}
	return l
}

// docStyle is a style of a document.
type docStyle struct {
	name, based  string
	para, run    looks
	lines, known bool // of a table: drawn around cells, and whether that is said
}

// docSheet are the styles and lists of a document.
type docSheet struct {
	base   looks
	styles map[string]*docStyle
	cache  map[string]looks
	normal string
	nums   map[string]map[string]list // by number and level
}

func readSheet(styles, numbering *element) *docSheet {
	s := &docSheet{styles: map[string]*docStyle{}, cache: map[string]looks{}, nums: map[string]map[string]list{}}
	p, r := paraLooks(styles.kid("docDefaults", "pPrDefault", "pPr")), runLooks(styles.kid("docDefaults", "rPrDefault", "rPr"))
	s.base = r.over(p)
	for _, e := range styles.kids {
		if e.name != "style" {
			continue
		}
		d := &docStyle{name: e.kid("name").attr("val"), based: e.kid("basedOn").attr("val"), para: paraLooks(e.kid("pPr")), run: runLooks(e.kid("rPr"))}
		d.lines, d.known = borders(e.kid("tblPr", "tblBorders"))
		s.styles[e.attr("styleId")] = d
		if on := e.attr("default"); e.attr("type") == "paragraph" && (on == "1" || on == "true") {
			s.normal = e.attr("styleId")
		}
	}
	abstract := map[string]map[string]list{}
	for _, e := range numbering.kids {
		if e.name != "abstractNum" {
			continue
		}
		levels := map[string]list{}
		for _, lvl := range e.kids {
			if lvl.name == "lvl" {
				levels[lvl.attr("ilvl")] = listOf(lvl.kid("numFmt").attr("val"))
			}
		}
		abstract[e.attr("abstractNumId")] = levels
	}
	for _, e := range numbering.kids {
		if e.name == "num" {
			s.nums[e.attr("numId")] = abstract[e.kid("abstractNumId").attr("val")]
		}
	}
	return s
}

func listOf(format string) list {
	switch format {
	case "none", "":
		return listNone
	case "bullet":
		return listBullet
	case "lowerLetter", "upperLetter":
		return listLetter
	}
	return listNumber
}

// borders reports whether lines are drawn around cells, and whether that is said at all.
func borders(e *element) (lines, known bool) {
	for _, side := range e.kids {
		known = true
		if v := side.attr("val"); v != "" && v != "none" && v != "nil" {
			lines = true
		}
	}
	return lines, known
}

// ours is the style of ours that an id or a name means; programs other than Word make ids
// of names.
func (s *docSheet) ours(id string) string {
	name := id
	if d := s.styles[id]; d != nil {
		name = d.name
	}
	name = strings.ReplaceAll(name, " ", "")
	for _, own := range []string{docTitle, docHeading, docSmall, docHead, docRoom, docSpace, docGap, docTable, docPlain, docSign} {
		if id == own || strings.EqualFold(name, own) {
			return own
		}
	}
	return ""
}

// kind is what a paragraph of a style is.
func (s *docSheet) kind(id string) (style, bool) {
	switch s.ours(id) {
	case docTitle:
		return styleTitle, true
	case docHeading:
		return styleHeading, true
	case docSmall:
		return styleSmall, true
	case "":
	default:
		return styleBody, true
	}
	if d := s.styles[id]; d != nil {
		switch name := strings.ToLower(d.name); {
		case name == "title" || name == "heading 1":
			return styleTitle, false
		case strings.HasPrefix(name, "heading "):
			return styleHeading, false
		}
	}
	return styleBody, false
}

// resolve is what a style says with those that it is based on, over the defaults.
func (s *docSheet) resolve(id string) looks {
	if id == "" {
		id = s.normal
	}
	if l, ok := s.cache[id]; ok {
		return l
	}
	var l looks
	at := id
	for range 12 { // deeper is a circle
		d := s.styles[at]
		if d == nil {
			break
		}
		l = l.over(d.run.over(d.para))
		at = d.based
	}
	l = l.over(s.base)
	s.cache[id] = l
	return l
}

// tableLines reports whether a table of a style has lines.
func (s *docSheet) tableLines(id string) bool {
	for range 12 {
		d := s.styles[id]
		if d == nil {
			return false
		}
		if d.known {
			return d.lines
		}
		id = d.based
	}
	return false
}
