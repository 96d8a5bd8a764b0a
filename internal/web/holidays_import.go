package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showHolidayImport asks for a list.
func (a *app) showHolidayImport(w http.ResponseWriter, r *http.Request) error {
	return a.renderHolidayFile(w, r, fmt.Sprint(a.yearAsked(r.URL.Query().Get("tahun"))), nil)
}

// holidayImport is the page as it begins.
func (a *app) holidayImport(year int) *page.HolidayImport {
	p := &page.HolidayImport{Action: holidaysPath + "/impor", Apply: holidaysPath + "/impor/terapkan", Of: year}
	p.Title, p.Current, p.Path = "Impor hari libur", holidaysPath, fmt.Sprintf("%s?tahun=%d", p.Action, year)
	p.Crumbs = []page.Link{{Href: holidaysOf(year), Text: fmt.Sprintf("Hari libur %d", year)}, {Text: "Impor"}}
	return p
}

func (a *app) renderHolidayFile(w http.ResponseWriter, r *http.Request, year string, faults []page.Fault) error {
	p := a.holidayImport(a.yearAsked(year))
	p.Year = page.Field{ID: "tahun", Label: "Tahun", Hint: "Hari di luar tahun ini dilewati", Value: year, InputMode: "numeric", Width: "s"}
	p.File = page.Field{ID: "berkas", Label: "Berkas .csv, .xlsx, atau .ics", Type: "file", Accept: ".csv,.xlsx,.ics,text/csv,text/calendar"}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "holiday_import", p)
}

// submitHolidayFile reads a list and shows what would become of its days. Nothing is
// kept: the form that takes them over has them in it.
func (a *app) submitHolidayFile(w http.ResponseWriter, r *http.Request) error {
	year, file, err := readHolidayFile(r)
	var lines []directory.HolidayLine
	if err == nil {
		lines, err = directory.ReadHolidays(file.name, file.data)
	}
	if err != nil {
		if sentence := text.HolidayFile(alur.CodeOf(asRefusal(err))); sentence != "" {
			return a.renderHolidayFile(w, r, year, []page.Fault{{Field: "berkas", Text: sentence}})
		}
		return err
	}
	year = strings.TrimSpace(year)
	if fmt.Sprint(a.yearAsked(year)) != year {
		return a.renderHolidayFile(w, r, year, []page.Fault{{Field: holidayFields["year"], Text: text.HolidayFault("year", "outside")}})
	}
	return a.renderHolidayPreview(w, r, a.yearAsked(year), lines, "", "", nil)
}

// readHolidayFile reads the form: missing-field without a file.
func readHolidayFile(r *http.Request) (year string, file formFile, err error) {
	missing := alur.RefuseField(alur.CodeMissingField, "berkas")
	if !carriesFiles(r) {
		return "", file, missing
	}
	values, file, err := readFormFile(r, "berkas")
	if err == nil && file.name == "" {
		err = missing
	}
	return values.Get("tahun"), file, err
}

// holidayVerdictTags are the colours of verdicts.
var holidayVerdictTags = map[directory.HolidayVerdict]string{
	directory.HolidayAdded: "tunggu", directory.HolidayChanged: "tunggu", directory.HolidaySame: "draf", directory.HolidayKept: "draf", directory.HolidayWrong: "tolak",
}

func (a *app) renderHolidayPreview(w http.ResponseWriter, r *http.Request, year int, lines []directory.HolidayLine, source, reason string, faults []page.Fault) error {
	rows, err := a.Directory.PreviewHolidays(r.Context(), year, lines)
	if err != nil {
		return err
	}
	p := a.holidayImport(year)
	p.Title, p.List = fmt.Sprintf("Periksa hari libur %d", year), holidayList(lines)
	changes := 0
	for _, x := range rows {
		row := page.HolidayImportRow{
			Date: text.HolidayDate(x.Date), Name: x.Name, Kind: text.HolidayKind(x.Kind),
			Verdict: page.Tag{Kind: holidayVerdictTags[x.Verdict], Text: text.HolidayVerdict(string(x.Verdict))},
		}
		for _, f := range x.Flags {
			row.Notes = append(row.Notes, text.HolidayFlag(f, year))
		}
		switch x.Verdict {
		case directory.HolidayKept:
			row.Notes = append(row.Notes, text.HolidayFlag("kept", year))
		case directory.HolidayAdded, directory.HolidayChanged:
			changes++
		case directory.HolidaySame, directory.HolidayWrong:
		}
		p.Rows = append(p.Rows, row)
	}
	if changes > 0 {
		p.Button = fmt.Sprintf("Terapkan %s hari", text.Integer(int64(changes)))
	}
	p.Source = page.Field{ID: "sumber", Label: "Sumber", Hint: "Keputusan yang menetapkan hari-hari ini", Value: source, Optional: true, Width: "l", Spellcheck: true}
	p.Reason = page.Field{ID: "alasan", Label: "Alasan", Hint: "Tampil dalam riwayat, misalnya SKB tahun ini sudah terbit", Value: reason, Width: "l", Spellcheck: true}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "holiday_import", p)
}

// holidayList writes lines as a table that [directory.ReadHolidays] reads again.
func holidayList(lines []directory.HolidayLine) string {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	_ = out.Write([]string{"tanggal", "nama", "jenis"}) // into memory
	for _, l := range lines {
		_ = out.Write([]string{l.Date, l.Name, string(l.Kind)})
	}
	out.Flush()
	return b.String()
}

// submitHolidayImport takes the days of a list over. What the form brings is judged anew.
func (a *app) submitHolidayImport(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	typed := func(field string) string { return strings.TrimSpace(r.PostForm.Get(field)) }
	year := a.yearAsked(typed("tahun"))
	lines, err := directory.ReadHolidays("daftar.csv", []byte(r.PostForm.Get("daftar")))
	if err != nil {
		return a.renderHolidayFile(w, r, typed("tahun"), []page.Fault{{Field: "berkas", Text: text.HolidayFile(alur.CodeMissingField)}})
	}
	added, changed, err := a.Directory.ImportHolidays(r.Context(), year, lines, typed("sumber"), typed("alasan"), a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: text.HolidaysImported(year, added, changed)})
		redirect(w, r, holidaysOf(year))
		return nil
	}
	if faults := holidayFaults(err); faults != nil {
		return a.renderHolidayPreview(w, r, year, lines, typed("sumber"), typed("alasan"), faults)
	}
	return err
}
