package sheet

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur"
)

// readXLSX reads the first visible sheet of a workbook that was inspected. Cells are
// read as they are shown, and formulas by the value that was stored with them.
func readXLSX(data []byte) (t *Table, err error) {
	// The reader is not ours and the file is a stranger's: what makes it stumble is a
	// file that cannot be read, not a fault of the server.
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, refuse(alur.CodeInvalidData, "unreadable")
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		if err.Error() == fmt.Sprintf("unzip size exceeds the %d bytes limit", maxUnpacked) {
			return nil, refuse(alur.CodeTooLarge, "unpacked")
		}
		return nil, refuse(alur.CodeInvalidData, "unreadable")
	}
	defer func() { _ = book.Close() }() // only temporary files, and there are none
	t = &Table{}
	name := ""
	for _, s := range book.GetSheetList() {
		switch visible, err := book.GetSheetVisible(s); {
		case err != nil || !visible:
			t.note("hidden-sheets", 0)
		case name == "":
			name = s
		default:
			t.note("other-sheets", 0)
		}
	}
	if name == "" {
		return nil, refuse(alur.CodeInvalidData, "no-sheet")
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, refuse(alur.CodeInvalidData, "no-sheet") // a sheet of another kind: a chart
	}
	defer func() { _ = rows.Close() }()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, refuse(alur.CodeInvalidData, "unreadable")
		}
		if err := t.add(line, cells); err != nil {
			return nil, err
		}
	}
	if rows.Error() != nil {
		return nil, refuse(alur.CodeInvalidData, "unreadable")
	}
	return t, nil
}
