package directory

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/sheet"
)

// HolidayLine is one day of a list that came in by file, as it was read.
type HolidayLine struct {
	Line int    // of the file, from 1; in an ICS the number of the day
	Date string // 2026-12-31; what was written where it is no date
	Name string
	Kind alur.HolidayKind // what was written where it is none of the kinds
}

// HolidayVerdict is what becomes of a line.
type HolidayVerdict string

// The verdicts.
const (
	HolidayAdded   HolidayVerdict = "added"
	HolidayChanged HolidayVerdict = "changed" // another name or kind for a day that is closed
	HolidaySame    HolidayVerdict = "same"
	HolidayKept    HolidayVerdict = "kept" // the day was set or cancelled by hand: it stays
	HolidayWrong   HolidayVerdict = "wrong"
)

// HolidayRow is a line with what becomes of it, and why.
type HolidayRow struct {
	HolidayLine
	Verdict HolidayVerdict
	// Flags are words: "bad-date", "outside" (of the year), "twice" (the date stands above
	// already), "no-name", "bad-name", "bad-kind" make it wrong; "weekend" is only told.
	Flags []string
}

// maxHolidayLines bounds a list: no year has more days.
const maxHolidayLines = 400

// ReadHolidays reads a list of days: an ICS, or a table (CSV, XLSX) of date, name and
// kind, with or without headings. Dates are 2026-12-31, 31-12-2026 or 31/12/2026; a kind
// that is left out follows from the name.
//
// Refusals: those of [sheet.Read]; too-large ("rows") and invalid-data ("unreadable") on
// the item "file".
func ReadHolidays(name string, data []byte) ([]HolidayLine, error) {
	var out []HolidayLine
	var err error
	if strings.EqualFold(path.Ext(name), ".ics") {
		out, err = readHolidayICS(data)
	} else {
		out, err = readHolidayTable(name, data)
	}
	if err == nil && len(out) > maxHolidayLines {
		err = refuseList(alur.CodeTooLarge, "rows")
	}
	if err == nil && len(out) == 0 {
		err = refuseList(alur.CodeEmptyFile, "empty")
	}
	return out, err
}

func refuseList(code alur.Code, reason string) error {
	return &alur.Error{Code: code, Field: "file", Blockers: []alur.Blocker{{Code: alur.BlockInvalidInput, Item: "file", Reason: reason}}}
}

func readHolidayTable(name string, data []byte) ([]HolidayLine, error) {
	t, err := sheet.Read(name, data)
	if err != nil {
		return nil, err
	}
	var out []HolidayLine
	for i, row := range t.Rows {
		cell := func(n int) string {
			if n < len(row.Cells) {
				return row.Cells[n]
			}
			return ""
		}
		if i == 0 && slices.Contains([]string{"tanggal", "date", "tgl"}, strings.ToLower(cell(0))) {
			continue
		}
		out = append(out, HolidayLine{Line: row.Line, Date: holidayDate(cell(0)), Name: cell(1), Kind: holidayKind(cell(2), cell(1))})
	}
	return out, nil
}

// holidayDate writes a date as the calendar has it; what is none stays as it is.
func holidayDate(s string) string {
	for _, form := range []string{time.DateOnly, "2-1-2006", "2/1/2006", "2.1.2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return s
}

// holidayKind reads a kind as people write it; without one the name tells.
func holidayKind(s, name string) alur.HolidayKind {
	switch strings.ReplaceAll(strings.ToLower(s), " ", "-") {
	case "":
		if strings.HasPrefix(strings.ToLower(name), "cuti bersama") {
			return alur.HolidayLeave
		}
		return alur.HolidayNational
	case "libur", "libur-nasional", "hari-libur-nasional", "holiday", "nasional":
		return alur.HolidayNational
	case "cuti", "cuti-bersama", "leave":
		return alur.HolidayLeave
	}
	return alur.HolidayKind(s)
}

// maxEventDays bounds one event of an ICS.
const maxEventDays = 31

func readHolidayICS(data []byte) ([]HolidayLine, error) {
	cal, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		return nil, refuseList(alur.CodeInvalidData, "unreadable")
	}
	var out []HolidayLine
	for _, e := range cal.Events() {
		name, from, until := "", "", ""
		if p := e.GetProperty(ics.ComponentPropertySummary); p != nil {
			name = oneLine(ics.FromText(p.Value))
		}
		if p := e.GetProperty(ics.ComponentPropertyDtStart); p != nil {
			from = eventDay(p.Value)
		}
		if p := e.GetProperty(ics.ComponentPropertyDtEnd); p != nil && len(p.Value) == len("20060102") {
			until = eventDay(p.Value) // not in it any more
		}
		first, err := time.Parse(time.DateOnly, from)
		last, err2 := time.Parse(time.DateOnly, until)
		for n := 0; n < maxEventDays && len(out) <= maxHolidayLines; n++ {
			line := HolidayLine{Line: len(out) + 1, Date: from, Name: name, Kind: holidayKind("", name)}
			if err == nil {
				line.Date = first.AddDate(0, 0, n).Format(time.DateOnly)
			}
			out = append(out, line)
			if err != nil || err2 != nil || !first.AddDate(0, 0, n+1).Before(last) {
				break
			}
		}
	}
	return out, nil
}

// eventDay is the day in Jakarta that a value of an ICS is in; the value when it is none.
func eventDay(v string) string {
	if t, err := time.Parse("20060102T150405Z", v); err == nil {
		return t.In(alur.Jakarta).Format(time.DateOnly)
	}
	day, _, _ := strings.Cut(v, "T")
	if t, err := time.Parse("20060102", day); err == nil {
		return t.Format(time.DateOnly)
	}
	return v
}

// PreviewHolidays says what would become of every line in the calendar of a year.
func (d *Directory) PreviewHolidays(ctx context.Context, year int, lines []HolidayLine) ([]HolidayRow, error) {
	all, err := d.Calendars(ctx)
	if err != nil {
		return nil, err
	}
	y := alur.CalendarYear{Year: year}
	if i := slices.IndexFunc(all, func(x alur.CalendarYear) bool { return x.Year == year }); i >= 0 {
		y = all[i]
	}
	return mergeHolidays(&y, lines), nil
}

// ImportHolidays takes the days of a list over into the calendar of a year: what the list
// does not name stays, days set or cancelled by hand stay, wrong lines are left out. It
// returns how many days it added and changed; without any there is no new version.
//
// Refusals: invalid-data ("reason", "year"); conflict as of [Directory.SetHoliday].
func (d *Directory) ImportHolidays(ctx context.Context, year int, lines []HolidayLine, source, reason string, by By) (added, changed int, err error) {
	var wrong faults
	reason = judgeReason(&wrong, reason)
	if source = oneLine(source); source != "" {
		judgeName(&wrong, "source", source)
	}
	if year < minYear || year > maxYear {
		wrong.add("year", "outside")
	}
	if err := wrong.err(); err != nil {
		return 0, 0, err
	}
	count := func(rows []HolidayRow, v HolidayVerdict) (n int) {
		for _, r := range rows {
			if r.Verdict == v {
				n++
			}
		}
		return n
	}
	to := alur.CalendarYear{Year: year, Reason: reason, Source: source}
	err = d.changeYear(ctx, to, by, func(y *alur.CalendarYear) (string, error) {
		rows := mergeHolidays(y, lines)
		added, changed = count(rows, HolidayAdded), count(rows, HolidayChanged)
		return fmt.Sprintf("import %d %d", added, changed), nil
	})
	return added, changed, err
}

// mergeHolidays takes the lines over into the year and says what became of each.
func mergeHolidays(y *alur.CalendarYear, lines []HolidayLine) []HolidayRow {
	out := make([]HolidayRow, 0, len(lines))
	seen := map[string]bool{}
	for _, l := range lines {
		row := HolidayRow{HolidayLine: l, Verdict: HolidayAdded}
		if row.Flags = judgeHolidayLine(y.Year, l); row.Flags == nil && seen[l.Date] {
			row.Flags = []string{"twice"}
		}
		seen[l.Date] = true
		if row.Flags != nil {
			row.Verdict = HolidayWrong
			out = append(out, row)
			continue
		}
		if t, _ := time.Parse(time.DateOnly, l.Date); t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
			row.Flags = []string{"weekend"}
		}
		h := alur.Holiday{Date: l.Date, Name: l.Name, Kind: l.Kind, Origin: alur.HolidayImported}
		if i := slices.IndexFunc(y.Holidays, func(x alur.Holiday) bool { return x.Date == l.Date }); i >= 0 {
			switch was := y.Holidays[i]; {
			case was.Origin == alur.HolidayByHand:
				row.Verdict = HolidayKept
			case was.Name == h.Name && was.Kind == h.Kind:
				row.Verdict = HolidaySame
			default:
				row.Verdict = HolidayChanged
			}
		}
		if row.Verdict == HolidayAdded || row.Verdict == HolidayChanged {
			putHoliday(y, h)
		}
		out = append(out, row)
	}
	return out
}

func judgeHolidayLine(year int, l HolidayLine) []string {
	var flags []string
	switch t, err := time.Parse(time.DateOnly, l.Date); {
	case err != nil:
		flags = append(flags, "bad-date")
	case t.Year() != year:
		flags = append(flags, "outside")
	}
	var wrong faults
	switch judgeName(&wrong, "name", l.Name); {
	case l.Name == "":
		flags = append(flags, "no-name")
	case wrong != nil:
		flags = append(flags, "bad-name")
	}
	if !l.Kind.Valid() {
		flags = append(flags, "bad-kind")
	}
	return flags
}
