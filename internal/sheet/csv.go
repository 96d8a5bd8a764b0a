package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/alur-id/alur"
)

// bom is the mark with which spreadsheets begin UTF-8.
const bom = "\ufeff"

// readCSV reads text with commas, semicolons or tabs, in UTF-8 or Windows-1252.
func readCSV(data []byte) (*Table, error) {
	t := &Table{}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, refuse(alur.CodeInvalidData, "unreadable") // UTF-16, or no text at all
	}
	text := string(bytes.TrimPrefix(data, []byte(bom)))
	if !utf8.ValidString(text) {
		decoded, err := charmap.Windows1252.NewDecoder().String(text)
		if err != nil {
			return nil, refuse(alur.CodeInvalidData, "unreadable")
		}
		text = decoded
		t.note("windows-1252", 0)
	}
	// Old Macintosh files end lines with CR alone.
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	comma := separator(text)
	broken, err := t.readRecords(text, comma)
	if broken == 0 || err != nil {
		return t, err
	}
	// A quotation mark that is not closed would swallow the rest of the file: what
	// follows is read line by line, so that no row is lost.
	t.Rows = nil
	t.note("quotes", broken)
	n := 0
	for line := range strings.Lines(text) {
		n++
		if err := t.add(n, split(strings.TrimSuffix(line, "\n"), comma)); err != nil {
			return t, err
		}
	}
	return t, nil
}

// brokenAt is the line, from 1, of what CSV is not.
func brokenAt(err error) int {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return max(e.StartLine, 1)
	}
	return 1
}

// readRecords reads text as RFC 4180 has it. broken is the line where it is not that.
func (t *Table) readRecords(text string, comma rune) (broken int, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return 0, nil
		}
		if err != nil {
			return brokenAt(err), nil
		}
		line, _ := r.FieldPos(0)
		if err := t.add(line, record); err != nil {
			return 0, err
		}
	}
}

// split cuts one line whose quotation marks cannot be trusted.
func split(line string, comma rune) []string {
	cells := strings.Split(line, string(comma))
	for i, c := range cells {
		cells[i] = strings.Trim(strings.TrimSpace(c), `"`)
	}
	return cells
}

// headLines is how many lines with anything in them tell what stands between cells: titles
// may stand above the headings.
const headLines = 10

// separator is what stands between cells: the one of the three that the first lines have
// most often outside of quotation marks.
func separator(text string) rune {
	count := map[rune]int{}
	lines := 0
	for line := range strings.Lines(text) {
		if strings.Trim(line, " \t\n,;\"") == "" {
			continue
		}
		quoted := false
		for _, r := range line {
			switch {
			case r == '"':
				quoted = !quoted
			case !quoted:
				count[r]++
			}
		}
		if lines++; lines == headLines {
			break
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}
