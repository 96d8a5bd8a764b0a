package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// tallyYear counts the clauses of a year.
func (a *app) tallyYear(r *http.Request, year int) (*compliance.Year, error) {
	y := &compliance.Year{}
	err := a.Cases.ComplianceYear(r.Context(), a.actor(r), year, func(row casework.YearRow) error {
		y.Add(row.Report)
		return nil
	})
	return y, err
}

// complianceNote says who stands in a clause, and how many rounds it took at most.
func complianceNote(c compliance.ClauseTally) string {
	var out []string
	if c.Now > 0 {
		out = append(out, text.ComplianceNow(c.Now))
	}
	if c.Rounds > 1 {
		out = append(out, text.ComplianceMost(c.Rounds))
	}
	return strings.Join(out, "; ")
}

// showComplianceYear counts what became of the clauses in the requests of a year.
func (a *app) showComplianceYear(w http.ResponseWriter, r *http.Request) error {
	year := a.yearAsked(r.URL.Query().Get("tahun"))
	y, err := a.tallyYear(r, year)
	if err != nil {
		return err
	}
	years, err := a.Cases.ComplianceYears(r.Context())
	if err != nil {
		return err
	}
	p := &page.ComplianceYear{Year: year, Limit: text.ComplianceYearLimit(exportMost), Made: text.ComplianceMade(a.Clock())}
	p.Title, p.Current, p.Path = fmt.Sprintf("Kepatuhan %d", year), complianceYearPath, fmt.Sprintf("%s?tahun=%d", complianceYearPath, year)
	p.Wide = true
	for _, n := range years {
		if n != year {
			p.Years = append(p.Years, page.Link{Href: fmt.Sprintf("%s?tahun=%d", complianceYearPath, n), Text: strconv.Itoa(n)})
		}
	}
	for _, s := range compliance.States {
		p.States = append(p.States, text.ComplianceState(string(s)))
	}
	if y.Requests > 0 {
		p.Requests = text.Requests(y.Requests)
		p.Downloads = []page.Link{{Href: fmt.Sprintf("%s/unduh.pdf?tahun=%d", complianceYearPath, year), Text: "Unduh PDF"}, {Href: fmt.Sprintf("%s/unduh.xlsx?tahun=%d", complianceYearPath, year), Text: "Unduh Excel"}}
	}
	for _, f := range y.Flows {
		t := page.ComplianceFlow{ID: "jalur-" + string(f.Flow), Title: f.Title, Requests: text.Requests(f.Requests)}
		for _, c := range f.Clauses {
			row := page.ComplianceTally{Clause: c.ID, Title: c.Title}
			if c.Now > 0 {
				row.Now = text.ComplianceNow(c.Now)
			}
			if c.Rounds > 1 {
				row.Rounds = text.ComplianceMost(c.Rounds)
			}
			for i, s := range compliance.States {
				row.Cells = append(row.Cells, page.Pair{Name: p.States[i], Value: text.Integer(int64(c.Count[s]))})
			}
			t.Rows = append(t.Rows, row)
		}
		p.Flows = append(p.Flows, t)
	}
	return a.render(w, r, http.StatusOK, "compliance_year", p)
}

// yearFile names the report of a year in the security log.
func yearFile(year int) exportFile {
	return exportFile{name: "kepatuhan-tahunan", filter: fmt.Sprintf("tahun=%d", year)}
}

// downloadComplianceYearPDF sends the counts as a PDF.
func (a *app) downloadComplianceYearPDF(w http.ResponseWriter, r *http.Request) error {
	year := a.yearAsked(r.URL.Query().Get("tahun"))
	y, err := a.tallyYear(r, year)
	if err != nil {
		return err
	}
	doc, err := yearPaper(year, y, text.ComplianceMade(a.Clock()))
	if err != nil {
		return err
	}
	return a.sendReport(w, r, yearFile(year), fmt.Sprintf("Laporan kepatuhan %d", year), y.Requests, doc)
}

// errEnough stops a report that has as many rows as a file may have.
var errEnough = errors.New("enough rows")

// downloadComplianceYearXLSX sends a row for each request: what became of each clause, when.
func (a *app) downloadComplianceYearXLSX(w http.ResponseWriter, r *http.Request) error {
	year := a.yearAsked(r.URL.Query().Get("tahun"))
	clauses := 0
	for _, plan := range a.Cases.Flows().Plans() {
		clauses = max(clauses, plan.Total())
	}
	f := yearFile(year)
	f.sheet, f.headings, f.widths = text.ComplianceSheet(), text.ComplianceYearHeadings(clauses), []float64{16, 40, 36, 16, 14}
	for range clauses {
		f.widths = append(f.widths, 30)
	}
	f.rows = func(most int, row func(exportRow) error) (bool, error) {
		n := 0
		err := a.Cases.ComplianceYear(r.Context(), a.actor(r), year, func(x casework.YearRow) error {
			if n++; n > most {
				return errEnough
			}
			cells := exportRow{x.Number, titleOf(x.Title), x.Agency, x.Report.Plan.Title, text.Status(x.Report.Status)}
			for _, c := range x.Report.Clauses {
				var at time.Time
				if last := c.Last(); last != nil && (c.State == compliance.Done || c.State == compliance.Repeated) {
					at = last.At
				}
				cells = append(cells, text.ComplianceCell(string(c.State), at, c.Times()))
			}
			return row(cells)
		})
		if errors.Is(err, errEnough) {
			return true, nil
		}
		return false, err
	}
	return a.sendXLSX(w, r, f)
}
