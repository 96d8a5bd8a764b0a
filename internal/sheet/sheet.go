// Package sheet reads lists that people keep in spreadsheets: XLSX and CSV become rows
// of text, line by line, as they are shown.
//
// It owns the limits (bytes, rows, columns, letters of a cell), what a file must not be
// (old formats, macros, bombs) and the ways in which CSV is written. It knows nothing of
// people or agencies: what a column means is for whoever asked. Start reading at [Read].
package sheet

import (
	"bytes"
	"errors"
	"path"
	"strings"
	"unicode"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
)

// The limits of a file. Cells are cut, everything else is refused.
const (
	MaxBytes   = 5 << 20
	MaxRows    = 5000 // with something in them, beside the headings
	MaxColumns = 100
	MaxCell    = 1000 // letters

	maxUnpacked = 32 << 20 // bytes of all parts of a workbook
	maxAbove    = 10       // rows that may stand above the headings
)

// Table is what stands in a file: every row that is not blank, in order.
type Table struct {
	Rows  []Row
	Notes []Note
}

// Row is one row. Cells beyond the last that is filled may be left out.
type Row struct {
	Line  int // of the file, from 1
	Cells []string
}

// Note is something odd about a file that was read all the same.
type Note struct {
	// Word is one of "windows-1252" (not UTF-8), "quotes" (a quotation mark that is not
	// closed; lines were read one by one), "other-sheets" (only the first visible sheet
	// was read), "hidden-sheets", "cut" (a cell was longer than MaxCell).
	Word string
	Line int // where, or 0
}

// Read reads a file; the name says of what kind it is. Every refusal has a blocker on
// the item "file", whose reason is the word below:
//
//   - too-large: "bytes", "rows", "columns", "unpacked";
//   - unsupported-media-type: "xls" (also .xlsm, .xlsb, .ods), "type";
//   - unsafe-file: "macros", "locked", "unsafe" (a bomb, or not what the name says);
//   - invalid-data: "unreadable", "no-sheet";
//   - empty-file: "empty".
func Read(name string, data []byte) (t *Table, err error) {
	if len(data) > MaxBytes {
		return nil, refuse(alur.CodeTooLarge, "bytes")
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte(bom)))) == 0 {
		return nil, refuse(alur.CodeEmptyFile, "empty")
	}
	switch ext := strings.ToLower(path.Ext(blob.CleanName(name))); ext {
	case ".csv", ".tsv", ".txt":
		if t, err = readCSV(data); err != nil {
			return nil, err
		}
	case ".xlsx":
		if err := inspect(data); err != nil {
			return nil, err
		}
		if t, err = readXLSX(data); err != nil {
			return nil, err
		}
	case ".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlt", ".xla", ".xlam", ".ods":
		return nil, refuse(alur.CodeUnsupportedMediaType, "xls")
	default:
		return nil, refuse(alur.CodeUnsupportedMediaType, "type")
	}
	if len(t.Rows) == 0 {
		return nil, refuse(alur.CodeEmptyFile, "empty")
	}
	return t, nil
}

// refuse is a refusal with its reason.
func refuse(code alur.Code, reason string) error {
	return &alur.Error{Code: code, Field: "file", Blockers: []alur.Blocker{{Code: alur.BlockInvalidInput, Item: "file", Reason: reason}}}
}

// inspect refuses a workbook that is not safe to open.
func inspect(data []byte) error {
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		// An old file under a new name, or a new one with a password: both are this container.
		return refuse(alur.CodeUnsafeFile, "locked")
	}
	_, err := blob.Inspect(bytes.NewReader(data), int64(len(data)), "x.xlsx")
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*alur.Error](err)
	if !ok {
		return err
	}
	why := ""
	if e.Err != nil {
		why = e.Err.Error()
	}
	reason := "unsafe"
	switch {
	case strings.Contains(why, "macros"):
		reason = "macros"
	case strings.Contains(why, "encrypted"):
		reason = "locked"
	}
	out := refuse(alur.CodeUnsafeFile, reason)
	if o, ok := errors.AsType[*alur.Error](out); ok {
		o.Err = err
	}
	return out
}

// add takes a row, unless there is nothing in it: refused when there are too many, or
// when it is too wide.
func (t *Table) add(line int, cells []string) error {
	for i := range cells {
		if cells[i] = clean(cells[i]); len(cells[i]) > MaxCell {
			if r := []rune(cells[i]); len(r) > MaxCell {
				cells[i] = string(r[:MaxCell])
				t.note("cut", line)
			}
		}
	}
	last := len(cells)
	for last > 0 && cells[last-1] == "" {
		last--
	}
	switch {
	case last == 0:
		return nil
	case last > MaxColumns:
		return refuse(alur.CodeTooLarge, "columns")
	case len(t.Rows) > MaxRows+maxAbove:
		return refuse(alur.CodeTooLarge, "rows")
	}
	t.Rows = append(t.Rows, Row{Line: line, Cells: cells[:min(len(cells), MaxColumns)]})
	return nil
}

// note adds a note, each word once.
func (t *Table) note(word string, line int) {
	for _, n := range t.Notes {
		if n.Word == word {
			return
		}
	}
	t.Notes = append(t.Notes, Note{Word: word, Line: line})
}

// clean makes one line of plain text of a cell: blanks of all kinds become one blank,
// and what cannot be seen (controls, marks of direction, what is no text) is left out.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
