package paper

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of templates.
const (
	maxSource  = 1 << 20 // bytes of markup
	maxBlocks  = 5000    // paragraphs, rows and cells together
	maxColumns = 12
)

// The words of the markup. They are Indonesian, as those of the flows are: whoever reads
// a template reads Indonesian.
const (
	wordCenter   = "tengah"
	wordRight    = "kanan"
	wordBoth     = "rata"
	wordLeft     = "kiri"
	wordSmall    = "kecil"
	wordIndent   = "menjorok"   // mm
	wordFirst    = "alinea"     // the first line 12.5 mm further in
	wordHang     = "baris-awal" // mm beyond the other lines, may be negative
	wordBefore   = "atas"       // points
	wordAfter    = "bawah"      // points
	wordTabs     = "tab"        // mm,mm
	wordKeep     = "tetap"
	wordEmpty    = "kosong"
	wordPairs    = "pasangan"
	wordTable    = "tabel"
	wordRow      = "baris"
	wordCell     = "sel"
	wordSign     = "tanda-tangan"
	wordParty    = "pihak"
	wordName     = "nama"
	wordEnd      = "akhir"
	wordBreak    = "halaman-baru"
	wordSpace    = "jarak" // mm
	optNoLines   = "tanpa-garis"
	optHeader    = "kepala="
	optTall      = "tinggi=" // mm
	firstIndent  = 709       // twips: 12.5 mm
	pairColon    = 4.0       // mm
	pairAllWidth = 165       // mm of text on A4
)

// where is the surroundings of a paragraph, which decide about its defaults.
type where uint8

const (
	inBody where = iota
	inCell
	inSign
)

// defaults is a paragraph about which nothing is said.
func defaults(s style, l list, w where) para {
	p := para{style: s, list: l}
	switch {
	case w != inBody:
	case s == styleTitle:
		p.align, p.after, p.keep = alignCenter, 40, true
	case s == styleHeading:
		p.before, p.after, p.keep = 120, 80, true
	case s == styleSmall:
		p.after = 40
	case l != listNone:
		p.after = 60
	default:
		p.after = 120
	}
	if w == inBody && l != listNone {
		p.align = alignBoth
	}
	if w == inSign {
		p.align = alignCenter
	}
	return p
}

// ParseText reads a template in the markup of the templates that ship with the program,
// which docs/bahasa-templat.md describes: UTF-8, at most 1 MB. The error is [Faults], each
// with its line.
func ParseText(src []byte) (*Template, error) {
	p := &parser{}
	switch {
	case len(src) > maxSource:
		return nil, Faults{{Code: FaultTooLarge}}
	case !utf8.Valid(src) || bytes.IndexByte(src, 0) >= 0:
		return nil, Faults{{Code: FaultNotText}}
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(src), "\r\n", "\n"), "\ufeff")
	if clean(text) != text {
		return nil, Faults{{Code: FaultNotText}}
	}
	p.lines = strings.Split(text, "\n")
	p.body()
	return finish(p.blocks, p.faults)
}

// finish makes a template of blocks when nothing is wrong with them.
func finish(blocks []block, faults Faults) (*Template, error) {
	settle(blocks)
	faults = append(faults, checkTags(blocks)...)
	if len(blocks) == 0 && len(faults) == 0 {
		faults = Faults{{Code: FaultEmpty}}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return &Template{blocks}, nil
}

// settle takes out what two templates that look alike may say differently.
func settle(blocks []block) {
	for i := range blocks {
		if blocks[i].kind == kindPara && beforeSign(blocks[i:]) {
			blocks[i].para.keep = false // it stays with the signatures anyway
		}
	}
}

// beforeSign reports whether a signature block follows the first block, but for the place
// and date or the title above it.
func beforeSign(blocks []block) bool {
	for i := range blocks[1:] {
		b := &blocks[1+i]
		if b.kind != kindSpace && (b.kind != kindPara || !b.para.aside()) {
			return b.kind == kindSign
		}
	}
	return false
}

// aside reports whether a paragraph stands in the middle or at the right.
func (p *para) aside() bool { return p.align == alignCenter || p.align == alignRight }

type parser struct {
	lines  []string
	at     int // the line that is read next
	blocks []block
	faults Faults
	count  int
}

func (p *parser) place() Place { return Place{Line: p.at} } // of the line read last

func (p *parser) fault(code FaultCode, what string) {
	if len(p.faults) < 100 {
		p.faults = append(p.faults, Fault{code, excerpt(what), p.place()})
	}
}

// next reads a line that is no comment.
func (p *parser) next() (string, bool) {
	for p.at < len(p.lines) {
		line := p.lines[p.at]
		p.at++
		if strings.HasPrefix(line, "%") {
			continue
		}
		return strings.TrimRight(line, " \t"), true
	}
	return "", false
}

// room counts a block and says whether there may be one more.
func (p *parser) room() bool {
	if p.count++; p.count == maxBlocks {
		p.fault(FaultTooLarge, "")
	}
	return p.count < maxBlocks
}

func (p *parser) add(b block) {
	if p.room() {
		p.blocks = append(p.blocks, b)
	}
}

// body reads blocks to the end.
func (p *parser) body() {
	for {
		line, ok := p.next()
		if !ok || p.count >= maxBlocks {
			return
		}
		word, rest := directive(line)
		switch word {
		case wordTable:
			p.table(rest)
		case wordPairs:
			p.pairs(rest)
		case wordSign:
			p.sign(rest)
		case wordBreak:
			p.add(block{kind: kindBreak})
		case wordSpace:
			if mm, ok := number(rest); ok && mm > 0 && mm <= 150 {
				p.add(block{kind: kindSpace, space: twips(mm)})
			} else {
				p.fault(FaultDirective, line)
			}
		default:
			if line != "" {
				p.add(block{kind: kindPara, para: p.paragraph(line, inBody)})
			}
		}
	}
}

// directive cuts "@word rest" in two.
func directive(line string) (word, rest string) {
	s, is := strings.CutPrefix(strings.TrimLeft(line, " "), "@")
	if !is {
		return "", ""
	}
	word, rest, _ = strings.Cut(s, " ")
	return word, strings.TrimLeft(rest, " ")
}

// number reads a length, with a point or a comma. 400 is more than any paper.
func number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return f, err == nil && f >= -400 && f <= 400
}

const twipsPerMM = 1440 / 25.4

func twips(mm float64) int { return int(math.Round(mm * twipsPerMM)) }

// paragraph reads a paragraph that begins with a line and, in the body, goes on to the
// next blank line.
func (p *parser) paragraph(line string, w where) para {
	place := p.place()
	if w == inBody {
		line = p.joined(line)
	}
	level := (len(line) - len(strings.TrimLeft(line, " "))) / 2
	line = strings.TrimLeft(line, " ")
	var words []string
	for strings.HasPrefix(line, "@") { // looks come before what the paragraph is
		word, rest := directive(line)
		switch word {
		case wordIndent, wordHang, wordBefore, wordAfter, wordTabs:
			var arg string
			arg, rest, _ = strings.Cut(rest, " ")
			word += " " + arg
		}
		words = append(words, word)
		line = strings.TrimLeft(rest, " ")
	}
	small := false
	for _, word := range words {
		small = small || word == wordSmall
	}
	q, text := opening(line, small, w)
	if q.list != listNone {
		q.level = min(level, 2)
	}
	q.place = place
	for _, word := range words {
		if !q.say(word) {
			p.fault(FaultDirective, "@"+word)
		}
	}
	q.keep = q.keep && w == inBody
	if q.list != listNone { // the list says where its items stand
		q.left, q.first = 0, 0
	}
	q.runs = inline(text)
	return q
}

// joined adds the lines that belong to a paragraph's first.
func (p *parser) joined(line string) string {
	if isTag(line) {
		return line
	}
	for p.at < len(p.lines) {
		next := strings.TrimRight(p.lines[p.at], " \t")
		if next == "" || begins(next) || isTag(next) {
			break
		}
		p.at++
		if strings.HasSuffix(line, `\`) && !strings.HasSuffix(line, `\\`) {
			line = line[:len(line)-1] + "\n" + strings.TrimLeft(next, " ")
		} else {
			line += " " + strings.TrimLeft(next, " ")
		}
	}
	return line
}

// isTag reports whether a line is the tag of a section and nothing else.
func isTag(line string) bool {
	p := para{runs: []run{{text: line}}}
	_, is := p.sole()
	return is
}

// begins reports whether a line begins a block of its own.
func begins(line string) bool {
	line = strings.TrimLeft(line, " ")
	_, n := marker(line)
	return n > 0 || strings.HasPrefix(line, "@") || strings.HasPrefix(line, "%")
}

// marker reads what a paragraph is off its first letters.
func marker(line string) (mark byte, length int) {
	switch {
	case strings.HasPrefix(line, "# "):
		return '#', 2
	case strings.HasPrefix(line, "## "):
		return 'h', 3
	case strings.HasPrefix(line, "- "):
		return '-', 2
	case strings.HasPrefix(line, "+. "):
		return '+', 3
	case strings.HasPrefix(line, "+a. "):
		return 'A', 4
	}
	i := 0
	for i < len(line) && i < 3 && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	if i > 0 && strings.HasPrefix(line[i:], ". ") {
		return '1', i + 2
	}
	if len(line) > 2 && line[0] >= 'a' && line[0] <= 'z' && line[1:3] == ". " {
		return 'a', 3
	}
	return 0, 0
}

// opening makes the paragraph that a line's first letters name.
func opening(line string, small bool, w where) (para, string) {
	mark, n := marker(line)
	text := strings.TrimLeft(line[n:], " ")
	s := styleBody
	if small {
		s = styleSmall
	}
	switch mark {
	case '#':
		return defaults(styleTitle, listNone, w), text
	case 'h':
		return defaults(styleHeading, listNone, w), text
	case '-':
		return defaults(s, listBullet, w), text
	case '1':
		return defaults(s, listNumber, w), text
	case 'a':
		return defaults(s, listLetter, w), text
	case '+', 'A':
		l := listNumber
		if mark == 'A' {
			l = listLetter
		}
		q := defaults(s, l, w)
		q.goesOn = true
		return q, text
	}
	return defaults(s, listNone, w), text
}

// say takes one word about the look of a paragraph.
func (p *para) say(word string) bool {
	name, arg, _ := strings.Cut(word, " ")
	n, isNumber := number(arg)
	switch name {
	case wordCenter:
		p.align = alignCenter
	case wordRight:
		p.align = alignRight
	case wordBoth:
		p.align = alignBoth
	case wordLeft:
		p.align = alignLeft
	case wordSmall, wordEmpty:
	case wordFirst:
		p.first = firstIndent
	case wordKeep:
		p.keep = arg != "0"
	case wordKeep + "-tidak":
		p.keep = false
	case wordIndent:
		p.left = twips(n)
		return isNumber && n >= 0 && n <= 100
	case wordHang:
		p.first = twips(n)
		return isNumber && n >= -100 && n <= 100
	case wordBefore:
		p.before = int(math.Round(n * 20))
		return isNumber && n >= 0 && n <= 100
	case wordAfter:
		p.after = int(math.Round(n * 20))
		return isNumber && n >= 0 && n <= 100
	case wordTabs:
		for part := range strings.SplitSeq(arg, ";") {
			mm, ok := number(part)
			if !ok || mm <= 0 || mm > 350 || len(p.tabs) > 0 && twips(mm) <= p.tabs[len(p.tabs)-1] || len(p.tabs) >= 20 {
				return false
			}
			p.tabs = append(p.tabs, twips(mm))
		}
	default:
		return false
	}
	return true
}
