package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

// How long a list may become as a file, and how many rows are read at a time.
const (
	exportMost = 10_000
	exportPage = 200
)

// exportRow is one row of a file. A cell is a string, a number, a day ([time.Time], of
// which the zero value is empty) or a [moment].
type exportRow []any

// moment is a cell with day and time.
type moment time.Time

// exportFile is a list to be taken out of Alur as a file.
type exportFile struct {
	name     string // "permohonan": of the file, and of the export in the security log
	sheet    string
	headings []string
	widths   []float64 // of the columns, in letters
	filter   string    // as it stands in the address, for the security log
	// rows hands over at most so many rows, and reports whether the list was cut there.
	rows func(most int, row func(exportRow) error) (cut bool, err error)
}

// plainCell takes away what a spreadsheet would run: text that begins with one of
// = + - @, tab or CR is shown with an apostrophe before it.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// dayOf is the day in Asia/Jakarta at midnight UTC, as files hold days.
func dayOf(t time.Time) time.Time {
	t = t.In(alur.Jakarta)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// wallOf is the time of day in Asia/Jakarta as if it were UTC, as files hold times.
func wallOf(m moment) time.Time {
	t := time.Time(m).In(alur.Jakarta)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// disposition names the file: "permohonan-2026-12-08.csv".
func (a *app) disposition(f exportFile, ext string) string {
	return `attachment; filename="` + f.name + "-" + a.Clock().In(alur.Jakarta).Format(time.DateOnly) + ext + `"`
}

// noteExport writes an export into the security log, before anything leaves.
func (a *app) noteExport(r *http.Request, f exportFile, ext string, rows int) error {
	if r.Method == http.MethodHead {
		return nil // nothing leaves
	}
	return a.Directory.Exported(r.Context(), directory.Export{
		Username: a.session(r).User.Username, Address: a.address(r), What: f.name + ext, Rows: rows, Filter: f.filter,
	})
}

// sendCSV sends a list as CSV (RFC 4180) in UTF-8 with a mark for Excel. It is made whole
// before it is sent, so that nobody takes half a list for a whole one.
func (a *app) sendCSV(w http.ResponseWriter, r *http.Request, f exportFile) error {
	var file bytes.Buffer
	file.WriteString("\uFEFF")
	out := csv.NewWriter(&file)
	out.UseCRLF = true
	if err := out.Write(f.headings); err != nil {
		return err
	}
	n := 0
	cut, err := f.rows(exportMost, func(cells exportRow) error {
		n++
		line := make([]string, len(cells))
		for i, c := range cells {
			switch c := c.(type) {
			case string:
				line[i] = plainCell(c)
			case int:
				line[i] = strconv.Itoa(c)
			case moment:
				line[i] = wallOf(c).Format(time.DateTime)
			case time.Time:
				if !c.IsZero() {
					line[i] = dayOf(c).Format(time.DateOnly)
				}
			}
		}
		return out.Write(line)
	})
	if err == nil && cut {
		err = out.Write([]string{text.ExportCut(exportMost)})
	}
	if out.Flush(); err == nil {
		err = out.Error()
	}
	if err != nil {
		return err
	}
	if err := a.noteExport(r, f, ".csv", n); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", a.disposition(f, ".csv"))
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		a.Log.WarnContext(r.Context(), "list broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// sendXLSX sends a list as a workbook with one sheet; dates are dates.
func (a *app) sendXLSX(w http.ResponseWriter, r *http.Request, f exportFile) error {
	book, n, err := f.workbook(exportMost)
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }() // removes its temporary files
	if err := a.noteExport(r, f, ".xlsx", n); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", a.disposition(f, ".xlsx"))
	if r.Method == http.MethodHead {
		return nil
	}
	if err := book.Write(w); err != nil {
		a.Log.WarnContext(r.Context(), "list broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// workbook makes the workbook, and says how many rows it has beside the heading.
func (f exportFile) workbook(most int) (_ *excelize.File, rows int, err error) {
	book := excelize.NewFile()
	defer func() {
		if err != nil {
			_ = book.Close()
		}
	}()
	if err := book.SetSheetName("Sheet1", f.sheet); err != nil {
		return nil, 0, err
	}
	style := func(format string, bold bool) (int, error) {
		s := &excelize.Style{}
		if bold {
			s.Font = &excelize.Font{Bold: true}
		}
		if format != "" {
			s.CustomNumFmt = &format
		}
		return book.NewStyle(s)
	}
	day, err := style("dd/mm/yyyy", false)
	if err != nil {
		return nil, 0, err
	}
	clock, err := style("dd/mm/yyyy hh:mm:ss", false)
	if err != nil {
		return nil, 0, err
	}
	bold, err := style("", true)
	if err != nil {
		return nil, 0, err
	}
	out, err := book.NewStreamWriter(f.sheet)
	if err != nil {
		return nil, 0, err
	}
	for i, width := range f.widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return nil, 0, err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, 0, err
	}
	n := 0
	write := func(cells []any) error {
		n++
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return out.SetRow(at, cells)
	}
	head := make([]any, len(f.headings))
	for i, h := range f.headings {
		head[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := write(head); err != nil {
		return nil, 0, err
	}
	cut, err := f.rows(most, func(cells exportRow) error {
		line := make([]any, len(cells))
		for i, c := range cells {
			switch c := c.(type) {
			case string:
				line[i] = plainCell(c)
			case moment:
				line[i] = excelize.Cell{StyleID: clock, Value: wallOf(c)}
			case time.Time:
				if !c.IsZero() {
					line[i] = excelize.Cell{StyleID: day, Value: dayOf(c)}
				}
			default:
				line[i] = c
			}
		}
		return write(line)
	})
	if err != nil {
		return nil, 0, err
	}
	rows = n - 1
	if cut {
		if err := write([]any{text.ExportCut(most)}); err != nil {
			return nil, 0, err
		}
	}
	return book, rows, out.Flush()
}
