package web

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
)

// How long a list may become as a file, and how many rows are read at a time.
const (
	exportMost = 10_000
	exportPage = 200
)

// exportRow is one request in a file. A cell is a string, a number or a time; a zero
// time is an empty cell.
type exportRow []any

// export reads the list with the filters of the address, a page at a time, and
// hands its rows over. It reports whether the list was cut.
func (a *app) export(r *http.Request, q casework.ListQuery, most int, row func(exportRow) error) (cut bool, err error) {
	ict, err := a.Directory.ICT(r.Context())
	if err != nil {
		return false, err
	}
	u := a.session(r).User
	q.Cursor, q.Limit = "", min(exportPage, most)
	for n := 0; ; {
		found, next, err := a.Cases.List(r.Context(), a.actor(r), q)
		if err != nil {
			return false, err
		}
		vendors, err := a.vendorNames(r.Context(), found)
		if err != nil {
			return false, err
		}
		for _, x := range found {
			if n++; n > most {
				return true, nil
			}
			g := a.summaryTurn(x, a.Cases.Flows().PartiesOf(x.State, u, ict.ID), vendors[x.State.Vendor])
			who := g.Names()
			if who == "" {
				who = g.Label()
			}
			cells := exportRow{
				numberOf(x.Number), x.TrackingCode, titleOf(x.Title), x.Agency.Name, x.Plan.Title, text.Status(x.State.Status),
				x.Stage.Number, x.Plan.Total(), x.Stage.Title, who, time.Time{}, x.State.EnteredAt, time.Time{}, x.UpdatedAt,
			}
			if x.State.SubmittedAt != nil {
				cells[10] = *x.State.SubmittedAt
			}
			if x.State.EndedAt != nil {
				cells[12] = *x.State.EndedAt
			}
			if err := row(cells); err != nil {
				return false, err
			}
		}
		if next == "" {
			return false, nil
		}
		if n >= most {
			return true, nil
		}
		q.Cursor = next
	}
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

// exportName is the name of the file: "permohonan-2026-12-08.csv".
func (a *app) exportName(ext string) string {
	return `attachment; filename="permohonan-` + a.Clock().In(alur.Jakarta).Format(time.DateOnly) + ext + `"`
}

// downloadCSV sends the list as CSV (RFC 4180) in UTF-8 with a mark for Excel. It is
// written while it is read; a fault in the middle breaks the transfer off, so that
// nobody takes half a list for a whole one.
func (a *app) downloadCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	begun := false
	begin := func() error {
		begun = true
		w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
		w.Header().Set("Content-Disposition", a.exportName(".csv"))
		if _, err := w.Write([]byte("\uFEFF")); err != nil {
			return err
		}
		return out.Write(text.ExportHeadings())
	}
	cut, err := a.export(r, q, exportMost, func(cells exportRow) error {
		if !begun {
			if err := begin(); err != nil {
				return err
			}
		}
		line := make([]string, len(cells))
		for i, c := range cells {
			switch c := c.(type) {
			case string:
				line[i] = plainCell(c)
			case int:
				line[i] = strconv.Itoa(c)
			case time.Time:
				if !c.IsZero() {
					line[i] = dayOf(c).Format(time.DateOnly)
				}
			}
		}
		return out.Write(line)
	})
	if err == nil && !begun {
		err = begin()
	}
	if err == nil && cut {
		err = out.Write([]string{text.ExportCut(exportMost)})
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil && begun {
		a.Log.WarnContext(r.Context(), "list broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// downloadXLSX sends the list as a workbook with one sheet; dates are dates.
func (a *app) downloadXLSX(w http.ResponseWriter, r *http.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	book, err := a.workbook(r, q, exportMost)
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }() // removes its temporary files
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", a.exportName(".xlsx"))
	if r.Method == http.MethodHead {
		return nil
	}
	if err := book.Write(w); err != nil {
		a.Log.WarnContext(r.Context(), "list broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (a *app) workbook(r *http.Request, q casework.ListQuery, most int) (_ *excelize.File, err error) {
	book := excelize.NewFile()
	defer func() {
		if err != nil {
			_ = book.Close()
		}
	}()
	sheet := text.ExportSheet()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	format := "dd/mm/yyyy"
	day, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return nil, err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	headings := text.ExportHeadings()
	for i, width := range []float64{16, 18, 40, 36, 16, 14, 9, 13, 32, 32, 14, 16, 14, 18} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
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
	head := make([]any, len(headings))
	for i, h := range headings {
		head[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := write(head); err != nil {
		return nil, err
	}
	cut, err := a.export(r, q, most, func(cells exportRow) error {
		line := make([]any, len(cells))
		for i, c := range cells {
			switch c := c.(type) {
			case string:
				line[i] = plainCell(c)
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
		return nil, err
	}
	if cut {
		if err := write([]any{text.ExportCut(most)}); err != nil {
			return nil, err
		}
	}
	return book, out.Flush()
}
