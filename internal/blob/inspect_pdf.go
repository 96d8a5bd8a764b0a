package blob

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
)

// forbidden are the names (ISO 32000-2, 7.3.5) of what makes a PDF do or carry
// something: scripts, programs, files within, films, and encryption, behind which
// all of these could hide.
var forbidden = map[string]string{
	"JavaScript": "a PDF with a script", "JS": "a PDF with a script", "Rendition": "a PDF with a script",
	"Launch": "a PDF that starts a program", "RichMedia": "a PDF with a film",
	"EmbeddedFile": "a PDF with a file in it", "EmbeddedFiles": "a PDF with a file in it", "FileAttachment": "a PDF with a file in it",
	"GoToE": "a PDF with a file in it", "XFA": "a PDF with a form that runs scripts", "ImportData": "a PDF that reads files",
	"Encrypt": "an encrypted PDF",
}

// The limits of PDFs.
const (
	maxTrailingPDF = 4 << 10  // bytes behind the last %%EOF that are not blank
	maxObjects     = 64 << 20 // bytes that all packed object streams unpack to together
	maxPackedSlack = 64 << 20 // bytes read for them beyond the size of the file: what is read ahead
)

// inspectPDF reads a PDF as a sequence of tokens, object streams unpacked. It does
// not follow references, so it needs no valid cross-reference table, and a file
// that readers would repair is judged as well.
func (f *content) inspectPDF() error {
	head := f.head(8)
	if !bytes.HasPrefix(head, []byte("%PDF-1.")) && !bytes.HasPrefix(head, []byte("%PDF-2.")) {
		return unsafe("not a PDF from the first byte on")
	}
	// Readers look for the header in the first kilobyte, and so do those of pages.
	if low := foldASCII(f.head(1 << 10)); containsAny(low, pageMarks) {
		return unsafe("a PDF that is a page as well")
	}
	tail := f.tail(64 << 10)
	if i := bytes.LastIndex(tail, []byte("%%EOF")); i >= 0 {
		rest := bytes.Trim(tail[i+len("%%EOF"):], "\x00\t\n\f\r ")
		if len(rest) > maxTrailingPDF || containsAny(foldASCII(rest), foreign) {
			return unsafe("data behind the end of the PDF")
		}
	}
	if err := f.alsoArchive(); err != nil {
		return err
	}
	p := &pdfReader{file: f, unpacked: maxObjects, packed: f.size + maxPackedSlack}
	if err := p.tokens(&pdfInput{in: bufio.NewReaderSize(f.from(0), 64<<10)}, true); err != nil {
		return err
	}
	// A reader that follows a forged reference may find an object where we saw a
	// string, a comment or a stream.
	if p.hiddenObject && p.hiddenName != "" {
		return unsafe(p.hiddenName + ", hidden")
	}
	return nil
}

// pdfReader goes through the tokens of a PDF.
type pdfReader struct {
	file     *content
	unpacked int64 // bytes that may still be unpacked
	packed   int64 // bytes that may still be read for that; streams do not share any

	hiddenObject bool   // "0 obj" within a string, a comment or a stream
	hiddenName   string // what a forbidden name within one means
}

// pdfInput is a sequence of bytes with one byte of look-ahead.
type pdfInput struct {
	in  *bufio.Reader
	pos int64
}

func (i *pdfInput) next() (byte, bool) {
	b, err := i.in.ReadByte()
	if err != nil {
		return 0, false // a failure of the disk is remembered by content.ReadAt
	}
	i.pos++
	return b, true
}

func (i *pdfInput) back() {
	_ = i.in.UnreadByte() // follows a read
	i.pos--
}

var (
	// noFiles is a list of embedded files with none in it, which some writers always add.
	noFiles = regexp.MustCompile(`^[\x00\t\n\f\r ]*<<[\x00\t\n\f\r ]*/Names[\x00\t\n\f\r ]*\[[\x00\t\n\f\r ]*\][\x00\t\n\f\r ]*>>`)
	// dictionary is one that stands here.
	dictionary = regexp.MustCompile(`^[\x00\t\n\f\r ]*<<`)
)

// sees reports whether what comes next matches, without reading it.
func (i *pdfInput) sees(what *regexp.Regexp) bool {
	next, _ := i.in.Peek(64) // less at the end
	return what.Match(next)
}

// pdfDict is what is known of the dictionary that is open or was closed last.
type pdfDict struct {
	depth    int
	objects  bool // /Type /ObjStm
	filtered bool // has /Filter
	flate    bool // names FlateDecode
	odd      bool // names another filter, or a predictor
}

func (d *pdfDict) name(name string) {
	switch name {
	case "ObjStm":
		d.objects = true
	case "Filter":
		d.filtered = true
	case "FlateDecode", "Fl":
		d.flate = true
	case "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt", "Predictor":
		d.odd = true
	}
}

// tokens reads to the end of in. streams says whether in may have streams: those
// of the file may, the contents of an object stream may not.
func (p *pdfReader) tokens(in *pdfInput, streams bool) error {
	var dict pdfDict
	closed := false // the token before was the end of a dictionary
	for {
		b, ok := in.next()
		if !ok {
			return nil
		}
		switch {
		case isPDFSpace(b):
			continue
		case b == '%':
			p.comment(in)
			continue
		case b == '/':
			name := readName(in)
			if why := forbidden[name]; why != "" && !(name == "EmbeddedFiles" && in.sees(noFiles)) {
				return unsafe(why)
			}
			if name == "EF" && in.sees(dictionary) {
				return unsafe("a PDF with a file in it")
			}
			dict.name(name)
		case b == '(':
			p.literal(in)
		case b == '<':
			if c, ok := in.next(); ok && c == '<' {
				if dict.depth == 0 {
					dict = pdfDict{}
				}
				dict.depth++
			} else if ok {
				in.back()
				skipHex(in)
			}
		case b == '>':
			if c, ok := in.next(); ok && c == '>' {
				dict.depth = max(dict.depth-1, 0)
				closed = true
				continue
			} else if ok {
				in.back()
			}
		case isPDFDelimiter(b):
		default:
			in.back()
			switch word := readWord(in); {
			case word == "endobj":
				dict = pdfDict{}
			case word == "stream" && closed && streams:
				if err := p.stream(in, &dict); err != nil {
					return err
				}
				dict = pdfDict{}
			}
		}
		closed = false
	}
}

// stream skips a stream, or reads the objects that it holds.
func (p *pdfReader) stream(in *pdfInput, dict *pdfDict) error {
	// The keyword is followed by CR LF or LF (ISO 32000-2, 7.3.8.1); some writers
	// leave a lone CR or a blank.
	b, ok := in.next()
	for ok && (b == ' ' || b == '\r') {
		b, ok = in.next()
	}
	if ok && b != '\n' {
		in.back()
	}
	if !dict.objects {
		p.opaque(in, "endstream")
		return nil
	}
	switch {
	case !dict.filtered && !dict.flate && !dict.odd:
		return nil // what follows is read as tokens
	case !dict.flate || dict.odd:
		return unsafe("a PDF that cannot be inspected")
	}
	// Packed data ends where it says itself, so that an "endstream" within it hides nothing.
	packed := &countingReader{r: p.file.from(in.pos), left: p.packed}
	z, err := zlib.NewReader(bufio.NewReaderSize(packed, 4<<10))
	if err != nil {
		return unsafe("a PDF that cannot be inspected: " + err.Error())
	}
	unpacked := &countingReader{r: z, left: p.unpacked}
	if err := p.tokens(&pdfInput{in: bufio.NewReaderSize(unpacked, 32<<10)}, false); err != nil {
		return err
	}
	p.packed, p.unpacked = packed.left, unpacked.left
	if p.packed <= 0 || p.unpacked <= 0 {
		return unsafe("a PDF that unpacks to too much")
	}
	if unpacked.err != nil {
		return unsafe("a PDF that cannot be inspected: " + unpacked.err.Error())
	}
	p.opaque(in, "endstream")
	return nil
}

// countingReader reads at most left bytes, and remembers why it ended.
type countingReader struct {
	r    io.Reader
	left int64
	err  error // other than io.EOF
}

func (c *countingReader) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.EOF
	}
	n, err := c.r.Read(b[:min(int64(len(b)), c.left)])
	c.left -= int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// readName reads a name after its slash, with #xx decoded. Only so much is kept
// as a forbidden name may have.
func readName(in *pdfInput) string {
	var name []byte
	for {
		b, ok := in.next()
		if !ok {
			break
		}
		if isPDFSpace(b) || isPDFDelimiter(b) {
			in.back()
			break
		}
		if b == '#' {
			high, ok1 := in.next()
			h, isHex := hexDigit(high)
			if !ok1 {
				break
			}
			if !isHex {
				in.back()
			} else if low, ok2 := in.next(); ok2 {
				if l, isHex := hexDigit(low); isHex {
					b = h<<4 | l
				} else {
					in.back()
				}
			}
		}
		if len(name) < 32 {
			name = append(name, b)
		}
	}
	return string(name)
}

// readWord reads a keyword or number; what is longer than any keyword is cut.
func readWord(in *pdfInput) string {
	var word [16]byte
	n := 0
	for {
		b, ok := in.next()
		if !ok {
			break
		}
		if isPDFSpace(b) || isPDFDelimiter(b) {
			in.back()
			break
		}
		if n < len(word) {
			word[n] = b
			n++
		}
	}
	return string(word[:n])
}

// skipHex skips a hexadecimal string. Whatever cannot be in one ends it, so that
// nothing hides in a string that is none.
func skipHex(in *pdfInput) {
	for {
		b, ok := in.next()
		if !ok {
			return
		}
		if _, hex := hexDigit(b); !hex && !isPDFSpace(b) {
			if b != '>' {
				in.back()
			}
			return
		}
	}
}

// literal skips a string in parentheses, watching what it says.
func (p *pdfReader) literal(in *pdfInput) {
	w := watcher{p: p}
	for depth := 1; depth > 0; {
		b, ok := in.next()
		if !ok {
			return
		}
		switch b {
		case '\\':
			w.feed(b)
			if b, ok = in.next(); !ok {
				return
			}
		case '(':
			depth++
		case ')':
			depth--
		}
		w.feed(b)
	}
}

func (p *pdfReader) comment(in *pdfInput) {
	w := watcher{p: p}
	for {
		b, ok := in.next()
		if !ok {
			return
		}
		w.feed(b)
		if b == '\n' || b == '\r' {
			return
		}
	}
}

// opaque skips to behind the mark, watching what stands before it. Most bytes of
// most files go through here, so it takes them by the buffer.
func (p *pdfReader) opaque(in *pdfInput, mark string) {
	w := watcher{p: p}
	for {
		_, _ = in.in.Peek(len(mark)) // fills the buffer; its end is seen below
		chunk, _ := in.in.Peek(in.in.Buffered())
		found := bytes.Index(chunk, []byte(mark))
		n := len(chunk) - len(mark) + 1 // the mark may begin in what is left
		if found >= 0 {
			n = found + len(mark)
		} else if len(chunk) < len(mark) {
			n = len(chunk)
		}
		w.feedAll(chunk[:n])
		_, _ = in.in.Discard(n) // it is buffered
		in.pos += int64(n)
		if found >= 0 || n == 0 {
			return
		}
	}
}

func isPDFSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0
}

func isPDFDelimiter(b byte) bool {
	switch b {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func hexDigit(b byte) (byte, bool) {
	switch {
	case b >= '0' && b <= '9':
		return b - '0', true
	case b|0x20 >= 'a' && b|0x20 <= 'f':
		return b | 0x20 - 'a' + 10, true
	}
	return 0, false
}
