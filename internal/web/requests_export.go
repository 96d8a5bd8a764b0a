package web

import (
	"net/http"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
)

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

// requestsFile is the list of requests as a file.
func (a *app) requestsFile(r *http.Request, q casework.ListQuery) exportFile {
	return exportFile{
		name: "permohonan", sheet: text.ExportSheet(), headings: text.ExportHeadings(), filter: r.URL.Query().Encode(),
		widths: []float64{16, 18, 40, 36, 16, 14, 9, 13, 32, 32, 14, 16, 14, 18},
		rows:   func(most int, row func(exportRow) error) (bool, error) { return a.export(r, q, most, row) },
	}
}

// downloadCSV sends the list as CSV.
func (a *app) downloadCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	return a.sendCSV(w, r, a.requestsFile(r, q))
}

// downloadXLSX sends the list as a workbook with one sheet.
func (a *app) downloadXLSX(w http.ResponseWriter, r *http.Request) error {
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	return a.sendXLSX(w, r, a.requestsFile(r, q))
}
