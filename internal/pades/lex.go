package pades

import (
	"bytes"
	"errors"
	"strconv"
)

// The limits of what is parsed. A file of the largest size that people upload stays far below.
const (
	maxTokens = 8 << 20 // of all that is parsed of one file, whatever is parsed again counting again
	maxDepth  = 48      // of dictionaries and arrays in each other
	maxString = 1 << 20 // bytes of a string as it is written
	maxWord   = 128     // bytes of a keyword or number
)

var (
	errSyntax    = errors.New("not as a PDF is written")
	errEncrypted = errors.New("encrypted")
	errTooMuch   = errors.New("more than is read")
)

// The values of a PDF (ISO 32000-2, 7.3): null is nil, true and false are bool, numbers
// are int64 or float64, and the rest are these.
type (
	name  string
	array []any
	dict  map[name]any
	ref   struct{ num, gen int }
	// text is a string. from and to are where its brackets stand in the file, to behind the
	// last; -1 in what came out of a packed stream.
	text struct {
		bytes    []byte
		from, to int
		hex      bool
	}
	stream struct {
		dict     dict
		from, to int // of its bytes, in the file
	}
)

// budget ends the work on a file that makes too much of it, however often it has the
// same bytes read again.
type budget struct {
	left   int // values, and every 8 bytes
	packed int // bytes that may still be unpacked
}

func newBudget() *budget { return &budget{left: maxTokens, packed: maxUnpacked} }

func (b *budget) spend(n int) error {
	if b.left -= n; b.left < 0 {
		return errTooMuch
	}
	return nil
}

// spendOn pays for taking the kids of a node of a tree of pages, when there are so many
// nodes already. As no node may be there twice, the limit holds for lists that nodes share.
func (b *budget) spendOn(nodes int, kids array) error {
	if nodes+len(kids) > maxPages {
		return errTooMuch
	}
	return b.spend(len(kids))
}

// passed pays for the bytes since from; the next value finds out whether there was enough.
func (l *lexer) passed(from int) { l.work.left -= (l.pos - from) / 8 }

// lexer reads values from bytes. packed says that positions mean nothing.
type lexer struct {
	b      []byte
	pos    int
	packed bool
	work   *budget
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip goes over white space and comments.
func (l *lexer) skip() {
	defer l.passed(l.pos)
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.b) && l.b[l.pos] != '\n' && l.b[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

// word reads a keyword or number.
func (l *lexer) word() string {
	from := l.pos
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelimiter(l.b[l.pos]) {
		l.pos++
	}
	l.passed(from)
	if l.pos-from > maxWord {
		return "" // neither a keyword nor a number
	}
	return string(l.b[from:l.pos])
}

// is takes a keyword, if it is the next.
func (l *lexer) is(keyword string) bool {
	l.skip()
	at := l.pos
	if l.word() == keyword {
		return true
	}
	l.pos = at
	return false
}

// integer reads a number without sign and point.
func (l *lexer) integer() (int, error) {
	l.skip()
	w := l.word()
	n, err := strconv.ParseUint(w, 10, 40)
	if err != nil {
		return 0, errSyntax
	}
	return int(n), nil
}

// value reads one value.
func (l *lexer) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errTooMuch
	}
	if err := l.work.spend(1); err != nil {
		return nil, err
	}
	l.skip()
	if l.pos >= len(l.b) {
		return nil, errSyntax
	}
	switch c := l.b[l.pos]; {
	case c == '/':
		return l.name()
	case c == '(':
		return l.literal()
	case c == '[':
		return l.array(depth)
	case c == '<' && l.pos+1 < len(l.b) && l.b[l.pos+1] == '<':
		return l.dict(depth)
	case c == '<':
		return l.hex()
	case isDelimiter(c):
		return nil, errSyntax
	}
	return l.plain()
}

// plain reads what begins with no delimiter: a number, a reference or a keyword.
func (l *lexer) plain() (any, error) {
	w := l.word()
	switch w {
	case "":
		return nil, errSyntax
	case "null":
		return nil, nil //nolint:nilnil // null is a value of PDFs
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	if n, err := strconv.ParseInt(w, 10, 64); err == nil {
		return l.reference(n)
	}
	for i := range len(w) {
		if c := w[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return nil, errSyntax
		}
	}
	x, err := strconv.ParseFloat(w, 64)
	if err != nil {
		return nil, errSyntax
	}
	return x, nil
}

// reference is a number, or the reference that begins with it.
func (l *lexer) reference(n int64) (any, error) {
	at := l.pos
	if n >= 0 && n < maxObjects {
		if gen, err := l.integer(); err == nil && gen <= 65535 && l.is("R") {
			return ref{int(n), gen}, nil
		}
	}
	l.pos = at
	return n, nil
}

func (l *lexer) name() (any, error) {
	defer l.passed(l.pos)
	l.pos++
	var out []byte
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelimiter(l.b[l.pos]) {
		c := l.b[l.pos]
		if c == '#' {
			if l.pos+2 >= len(l.b) {
				return nil, errSyntax
			}
			n, err := strconv.ParseUint(string(l.b[l.pos+1:l.pos+3]), 16, 8)
			if err != nil {
				return nil, errSyntax
			}
			c, l.pos = byte(n), l.pos+2
		}
		out, l.pos = append(out, c), l.pos+1
	}
	return name(out), nil
}

func (l *lexer) array(depth int) (any, error) {
	l.pos++
	out := array{}
	for {
		l.skip()
		if l.pos < len(l.b) && l.b[l.pos] == ']' {
			l.pos++
			return out, nil
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

// dict reads a dictionary. A key that is there twice is refused: readers differ in
// which one counts, and an attacker chooses the reader.
func (l *lexer) dict(depth int) (any, error) {
	l.pos += 2
	out := dict{}
	for {
		l.skip()
		if l.pos+1 < len(l.b) && l.b[l.pos] == '>' && l.b[l.pos+1] == '>' {
			l.pos += 2
			return out, nil
		}
		if l.pos >= len(l.b) || l.b[l.pos] != '/' {
			return nil, errSyntax
		}
		k, err := l.name()
		if err != nil {
			return nil, err
		}
		key := k.(name)
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice {
			return nil, errSyntax
		}
		out[key] = v
	}
}

func (l *lexer) hex() (any, error) {
	from := l.pos
	end := bytes.IndexByte(l.b[from:], '>')
	if end < 0 {
		return nil, errSyntax
	}
	if end > maxString {
		return nil, errTooMuch
	}
	l.pos = from + end + 1
	var out []byte
	half, high := false, byte(0)
	for _, c := range l.b[from+1 : from+end] {
		d, ok := digit(c)
		switch {
		case !ok && isSpace(c):
		case !ok:
			return nil, errSyntax
		case half:
			out, half = append(out, high<<4|d), false
		default:
			high, half = d, true
		}
	}
	if half {
		out = append(out, high<<4)
	}
	return l.placed(text{bytes: out, from: from, to: l.pos, hex: true}), nil
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

func (l *lexer) literal() (any, error) {
	from := l.pos
	l.pos++
	var out []byte
	for depth := 1; ; l.pos++ {
		if l.pos >= len(l.b) {
			return nil, errSyntax
		}
		if l.pos-from > maxString {
			return nil, errTooMuch
		}
		switch c := l.b[l.pos]; c {
		case '(':
			depth++
			out = append(out, c)
		case ')':
			if depth--; depth == 0 {
				l.pos++
				return l.placed(text{bytes: out, from: from, to: l.pos}), nil
			}
			out = append(out, c)
		case '\\':
			l.pos++
			out = l.escaped(out)
		default:
			out = append(out, c)
		}
	}
}

// escaped reads what stands behind a backslash, and stays on its last byte.
func (l *lexer) escaped(out []byte) []byte {
	if l.pos >= len(l.b) {
		return out
	}
	c := l.b[l.pos]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if c == '\r' && l.pos+1 < len(l.b) && l.b[l.pos+1] == '\n' {
		l.pos++
		return out
	}
	if c == '\r' || c == '\n' {
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	n := int(c - '0')
	for range 2 {
		if l.pos+1 >= len(l.b) || l.b[l.pos+1] < '0' || l.b[l.pos+1] > '7' {
			break
		}
		l.pos++
		n = n*8 + int(l.b[l.pos]-'0')
	}
	return append(out, byte(n))
}

func (l *lexer) placed(t text) text {
	l.passed(t.from)
	if l.packed {
		t.from, t.to = -1, -1
	}
	return t
}
