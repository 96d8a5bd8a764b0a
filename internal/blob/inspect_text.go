package blob

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
)

// otherFormats are beginnings of formats that are written in text but are not text.
var otherFormats = []string{"%PDF-", "%!PS", "{\\rtf", "GIF8", "Rar!", "MIME-Version:"}

// markupMarks are what a browser that guesses would take for a page (WHATWG MIME
// Sniffing, section 7.1).
var markupMarks = []string{
	"<!doctype", "<html", "<head", "<body", "<script", "<svg", "<iframe", "<style", "<?xml", "<?php", "<object", "<embed",
}

// sniffed is how much of a text is searched for markup: more than browsers look at.
const sniffed = 4 << 10

// pageMarks are what makes a page of the beginning of another file.
var pageMarks = []string{"<!doctype html", "<html", "<script", "<iframe", "<svg", "<?php"}

func containsAny(b []byte, marks []string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return bytes.Contains(b, []byte(m)) })
}

// cells reads a CSV cell by cell and refuses one that starts a program where a
// spreadsheet opens it: a formula of the form =service|topic!item (DDE). Other formulas
// only calculate.
type cells struct {
	formula, bar, any bool
}

func (c *cells) feed(b byte) error {
	switch {
	case b == '\n' || b == '\r' || b == ',' || b == ';' || b == '\t':
		*c = cells{}
	case !c.any && (b == ' ' || b == '"' || b == '\''):
	case !c.any:
		c.any = true
		c.formula = b == '=' || b == '+' || b == '-' || b == '@'
	case c.formula && b == '|':
		c.bar = true
	case c.bar && b == '!':
		return unsafe("a table that starts a program (DDE)")
	}
	return nil
}

// inspectText takes text in UTF-8 or in one of the one-byte encodings of old
// spreadsheets: no control characters but those of text, and nothing that looks
// like a page or another format.
func (f *content) inspectText() error {
	head := f.head(sniffed)
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")
	for _, mark := range otherFormats {
		if bytes.HasPrefix(start, []byte(mark)) {
			return unsafe("not a text but another format")
		}
	}
	if len(start) > 1 && start[0] == '<' && (start[1] == '!' || start[1] == '?' || start[1] == '/' || isLetter(start[1])) {
		return unsafe("markup instead of text")
	}
	low := foldASCII(head)
	for _, mark := range markupMarks {
		if bytes.Contains(low, []byte(mark)) {
			return unsafe("markup in a text")
		}
	}
	in := bufio.NewReaderSize(f.from(0), 64<<10)
	var c cells
	for {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			return f.alsoArchive()
		}
		if err != nil {
			return err
		}
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f {
			return unsafe("control characters in a text")
		}
		if err := c.feed(b); err != nil {
			return err
		}
	}
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// foldASCII returns a copy of b with A to Z in lower case; other bytes, UTF-8 or
// not, stay.
func foldASCII(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c | 0x20
		}
	}
	return out
}
