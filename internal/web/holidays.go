package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Where the calendar is changed, and where everybody with an account reads it.
const (
	holidaysPath = "/admin/libur"
	calendarPath = "/kalender"
)

// calendarTable are the addresses of the calendar of holidays.
func (a *app) calendarTable() []route {
	const get, post, day = http.MethodGet, http.MethodPost, holidaysPath + "/{date}/batal"
	return []route{
		{method: get, pattern: calendarPath, who: signedIn, handle: a.showCalendar},
		{method: get, pattern: holidaysPath, who: admin, handle: a.showHolidays},
		{method: post, pattern: holidaysPath, who: admin, handle: a.submitHoliday, confirm: true},
		{method: post, pattern: holidaysPath + "/ramadan", who: admin, handle: a.submitRamadan, confirm: true},
		{method: get, pattern: day, who: admin, handle: a.showHolidayCancel},
		{method: post, pattern: day, who: admin, handle: a.submitHolidayCancel, confirm: true},
		{method: get, pattern: holidaysPath + "/impor", who: admin, handle: a.showHolidayImport},
		{method: post, pattern: holidaysPath + "/impor", who: admin, handle: a.submitHolidayFile},
		{method: post, pattern: holidaysPath + "/impor/terapkan", who: admin, handle: a.submitHolidayImport, confirm: true},
	}
}

// holidayFields are the controls of the forms, by the field that a refusal names.
var holidayFields = map[string]string{
	"date": "tanggal", "name": "nama", "kind": "jenis", "reason": "alasan", "from": "mulai", "until": "sampai", "year": "tahun", "source": "sumber",
}

// holidayFaults are the sentences of a refusal, beside the fields; nil when it is another.
func holidayFaults(err error) []page.Fault {
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData {
		return nil
	}
	var out []page.Fault
	for _, b := range e.Blockers {
		field := holidayFields[b.Item]
		if b.Item == "source" {
			b.Item = "name"
		}
		if t := text.HolidayFault(b.Item, b.Reason); t != "" {
			out = append(out, page.Fault{Field: field, Text: t})
		}
	}
	return out
}

// yearAsked is the year of the address or the form; the present one when there is none.
func (a *app) yearAsked(value string) int {
	if n, err := strconv.Atoi(value); err == nil && n >= 2000 && n <= 2100 {
		return n
	}
	return a.Clock().In(alur.Jakarta).Year()
}

func holidaysOf(year int) string { return fmt.Sprintf("%s?tahun=%d", holidaysPath, year) }

// showCalendar shows a year to everybody with an account.
func (a *app) showCalendar(w http.ResponseWriter, r *http.Request) error {
	p, err := a.holidays(r, calendarPath, a.yearAsked(r.URL.Query().Get("tahun")))
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "holidays", p)
}

// showHolidays shows a year to those who change it.
func (a *app) showHolidays(w http.ResponseWriter, r *http.Request) error {
	return a.renderHolidays(w, r, a.yearAsked(r.URL.Query().Get("tahun")), alur.Holiday{}, "", nil)
}

// renderHolidays draws the page with what was typed and what is wrong with it.
func (a *app) renderHolidays(w http.ResponseWriter, r *http.Request, year int, h alur.Holiday, reason string, faults []page.Fault) error {
	p, err := a.holidays(r, holidaysPath, year)
	if err != nil {
		return err
	}
	return a.renderHolidayForms(w, r, p, h, reason, faults)
}

// renderHolidayForms draws a year with the form that adds a day.
func (a *app) renderHolidayForms(w http.ResponseWriter, r *http.Request, p *page.Holidays, h alur.Holiday, reason string, faults []page.Fault) error {
	p.Action, p.Current = holidaysPath, holidaysPath
	p.Date = page.Field{ID: "tanggal", Label: "Tanggal", Type: "date", Value: h.Date, Width: "s"}
	p.Name = page.Field{ID: "nama", Label: "Nama hari", Hint: "Misalnya Hari Jadi Kota Salatiga", Value: h.Name, Width: "l", Spellcheck: true}
	p.Kind = page.Field{ID: "jenis", Label: "Jenis", Type: "radios"}
	for _, k := range alur.HolidayKinds {
		p.Kind.Options = append(p.Kind.Options, page.Choice{Value: string(k), Text: text.HolidayKind(k), Checked: k == h.Kind})
	}
	p.Reason = page.Field{ID: "alasan", Label: "Alasan", Hint: "Keputusan yang menetapkannya; tampil dalam riwayat", Value: reason, Width: "l", Spellcheck: true}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "holidays", p)
}

// holidays is a year as everybody sees it, and for those who change it the way to cancel
// a day.
func (a *app) holidays(r *http.Request, path string, year int) (*page.Holidays, error) {
	all, err := a.Directory.Calendars(r.Context())
	if err != nil {
		return nil, err
	}
	versions, err := a.Directory.CalendarVersions(r.Context(), year)
	if err != nil {
		return nil, err
	}
	city, err := calendar.New(calendar.CivilService(), all...)
	if err != nil {
		return nil, err
	}
	p := &page.Holidays{Year: year, Known: city.Known(year), Working: text.Integer(int64(city.WorkingDays(year))) + " hari kerja"}
	p.Title, p.Path = fmt.Sprintf("Hari libur %d", year), fmt.Sprintf("%s?tahun=%d", path, year)
	years := []int{year - 1, year + 1}
	for _, y := range all {
		if y.Year != year && !slices.Contains(years, y.Year) {
			years = append(years, y.Year)
		}
	}
	slices.Sort(years)
	for _, n := range years {
		p.Years = append(p.Years, page.Link{Href: fmt.Sprintf("%s?tahun=%d", path, n), Text: strconv.Itoa(n)})
	}
	p.Hours = workingHours()
	admin := path == holidaysPath
	if i := slices.IndexFunc(all, func(y alur.CalendarYear) bool { return y.Year == year }); i >= 0 {
		fillHolidays(p, all[i], admin)
	}
	for _, v := range versions {
		by := v.By
		if !admin && by != "" {
			by = "Pengelola"
		}
		p.Versions = append(p.Versions, page.HolidayVersion{By: text.CalendarBy(v.Version, by, v.At), Reason: v.Reason})
	}
	if admin && p.Fast == nil {
		p.Fast = ramadanFields("", "", "")
	}
	return p, nil
}

func fillHolidays(p *page.Holidays, y alur.CalendarYear, admin bool) {
	p.Source = y.Source
	if y.RamadanFrom != "" {
		p.Ramadan = text.HolidayDate(y.RamadanFrom) + " sampai " + text.HolidayDate(y.RamadanUntil)
	}
	if admin {
		p.Fast = ramadanFields(y.RamadanFrom, y.RamadanUntil, "")
	}
	for _, h := range y.Holidays {
		row := page.HolidayRow{Date: text.HolidayDate(h.Date), Name: h.Name, Kind: page.Tag{Kind: "tunggu", Text: text.HolidayKind(h.Kind)}, Cancelled: h.Cancelled}
		switch {
		case h.Cancelled:
			row.Kind = page.Tag{Kind: "draf", Text: "Dibatalkan: hari kerja"}
		case admin:
			row.Cancel = holidaysPath + "/" + h.Date + "/batal"
		}
		if admin {
			row.Origin = text.HolidayOrigin(h.Origin)
		} else if h.Cancelled {
			continue
		}
		p.Rows = append(p.Rows, row)
	}
}

func ramadanFields(from, until, reason string) []page.Field {
	return []page.Field{
		{ID: "mulai", Label: "Hari pertama", Type: "date", Value: from, Width: "s"},
		{ID: "sampai", Label: "Hari terakhir", Hint: "Masih termasuk", Type: "date", Value: until, Width: "s"},
		{ID: "alasan-ramadan", Label: "Alasan perubahan", Hint: "Misalnya nomor surat edaran", Value: reason, Width: "l", Spellcheck: true},
	}
}

// workingHours are the hours as sentences: days that are alike stand together.
func workingHours() []page.Pair {
	h := calendar.CivilService()
	return []page.Pair{
		{Name: "Senin sampai Kamis", Value: text.Shifts(spans(h.Normal[time.Monday]))}, {Name: "Jumat", Value: text.Shifts(spans(h.Normal[time.Friday]))},
		{Name: "Senin sampai Kamis, Ramadan", Value: text.Shifts(spans(h.Ramadan[time.Monday]))}, {Name: "Jumat, Ramadan", Value: text.Shifts(spans(h.Ramadan[time.Friday]))},
	}
}

func spans(s calendar.Shifts) [][2]int {
	var out [][2]int
	for _, x := range s {
		out = append(out, [2]int{x.From, x.Until})
	}
	return out
}

// submitHoliday closes the offices on a day.
func (a *app) submitHoliday(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	typed := func(field string) string { return strings.TrimSpace(r.PostForm.Get(holidayFields[field])) }
	h := alur.Holiday{Date: typed("date"), Name: typed("name"), Kind: alur.HolidayKind(typed("kind"))}
	err := a.Directory.SetHoliday(r.Context(), h, typed("reason"), a.by(r))
	if err == nil {
		year, _, _ := strings.Cut(h.Date, "-")
		a.notify(w, r, page.Notice{Text: h.Name + ", " + text.HolidayDate(h.Date) + ", sudah disimpan."})
		redirect(w, r, holidaysOf(a.yearAsked(year)))
		return nil
	}
	if faults := holidayFaults(err); faults != nil {
		return a.renderHolidays(w, r, a.yearAsked(typed("year")), h, typed("reason"), faults)
	}
	return err
}

// submitRamadan says from when to when the shorter hours are worked.
func (a *app) submitRamadan(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	typed := func(field string) string { return strings.TrimSpace(r.PostForm.Get(field)) }
	year, from, until, reason := a.yearAsked(typed("tahun")), typed("mulai"), typed("sampai"), typed("alasan-ramadan")
	err := a.Directory.SetRamadan(r.Context(), year, from, until, reason, a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: fmt.Sprintf("Masa jam Ramadan %d sudah disimpan.", year)})
		redirect(w, r, holidaysOf(year))
		return nil
	}
	faults := holidayFaults(err)
	if faults == nil {
		return err
	}
	for i := range faults {
		if faults[i].Field == holidayFields["reason"] {
			faults[i].Field = "alasan-ramadan"
		}
	}
	p, err := a.holidays(r, holidaysPath, year)
	if err != nil {
		return err
	}
	p.Fast = ramadanFields(from, until, reason)
	return a.renderHolidayForms(w, r, p, alur.Holiday{}, "", faults)
}

// showHolidayCancel asks why a day is to be a working day again.
func (a *app) showHolidayCancel(w http.ResponseWriter, r *http.Request) error {
	return a.renderHolidayCancel(w, r, "", nil)
}

func (a *app) renderHolidayCancel(w http.ResponseWriter, r *http.Request, reason string, faults []page.Fault) error {
	date := r.PathValue("date")
	all, err := a.Directory.Calendars(r.Context())
	if err != nil {
		return err
	}
	for _, y := range all {
		i := slices.IndexFunc(y.Holidays, func(h alur.Holiday) bool { return h.Date == date && !h.Cancelled })
		if i < 0 {
			continue
		}
		p := &page.HolidayCancel{Date: text.HolidayDate(date), Name: y.Holidays[i].Name, Action: holidaysPath + "/" + date + "/batal", Return: holidaysOf(y.Year)}
		p.Title, p.Current, p.Path = "Batalkan hari libur", holidaysPath, p.Action
		p.Crumbs = []page.Link{{Href: p.Return, Text: fmt.Sprintf("Hari libur %d", y.Year)}, {Text: "Batalkan"}}
		p.Reason = page.Field{ID: "alasan", Label: "Alasan", Hint: "Keputusan yang membatalkannya; tampil dalam riwayat", Value: reason, Width: "l", Spellcheck: true}
		status := http.StatusOK
		if p.Faults = faults; faults != nil {
			status = http.StatusUnprocessableEntity
			p.Reason.Fault = p.Fault(p.Reason.ID)
		}
		return a.render(w, r, status, "holiday_cancel", p)
	}
	return alur.Refuse(alur.CodeNotFound)
}

// submitHolidayCancel makes a day a working day again.
func (a *app) submitHolidayCancel(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	date, reason := r.PathValue("date"), strings.TrimSpace(r.PostForm.Get("alasan"))
	err := a.Directory.CancelHoliday(r.Context(), date, reason, a.by(r))
	if err == nil {
		year, _, _ := strings.Cut(date, "-")
		a.notify(w, r, page.Notice{Text: text.HolidayDate(date) + " menjadi hari kerja lagi."})
		redirect(w, r, holidaysOf(a.yearAsked(year)))
		return nil
	}
	if faults := holidayFaults(err); faults != nil {
		return a.renderHolidayCancel(w, r, reason, faults)
	}
	return err
}
