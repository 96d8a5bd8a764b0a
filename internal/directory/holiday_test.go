package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// inForce is the calendar of a year as it is in force, one line a day.
func (w *world) inForce(year int) (alur.CalendarYear, []string) {
	w.Helper()
	all, err := w.Calendars(w.Context())
	w.must(err)
	for _, y := range all {
		if y.Year == year {
			var days []string
			for _, h := range y.Holidays {
				days = append(days, strings.TrimSpace(fmt.Sprint(h.Date, " ", h.Name, " ", h.Kind, " ", h.Origin, " ", map[bool]string{true: "cancelled"}[h.Cancelled])))
			}
			return y, days
		}
	}
	return alur.CalendarYear{}, nil
}

func TestCalendarVersions(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, by := w.Context(), directory.By{Actor: "adit", Address: "10.0.0.9"}
		w.must(w.SeedCalendar(ctx))
		w.must(w.SeedCalendar(ctx))
		y, days := w.inForce(2026)
		if y.Version != 1 || len(days) != 25 || y.By != "" || y.RamadanFrom != "2026-02-19" {
			w.Fatalf("the shipped year: %+v", y)
		}
		city, err := calendar.New(calendar.CivilService(), y)
		w.must(err)
		if n := city.WorkingDays(2026); n != 240 {
			w.Errorf("%d working days", n)
		}
		extra := alur.Holiday{Date: "2026-12-31", Name: "  Cuti   bersama akhir tahun ", Kind: alur.HolidayLeave}
		w.must(w.SetHoliday(ctx, extra, "Perubahan SKB", by))
		w.must(w.CancelHoliday(ctx, "2026-12-24", "Perubahan SKB", by))
		w.must(w.SetHoliday(ctx, extra, "Sekali lagi", by)) // changes nothing
		w.must(w.SetRamadan(ctx, 2027, "2027-02-08", "2027-03-09", "Perkiraan", by))
		w.must(w.SeedCalendar(ctx)) // leaves what was edited
		y, days = w.inForce(2026)
		if y.Version != 3 || y.Reason != "Perubahan SKB" || y.By != "adit" || !strings.Contains(y.Source, "1497/2025") {
			w.Errorf("after two changes: %d %q %q %q", y.Version, y.Reason, y.By, y.Source)
		}
		for _, want := range []string{"2026-12-31 Cuti bersama akhir tahun cuti-bersama by-hand", "2026-12-24 Cuti bersama Kelahiran Yesus Kristus cuti-bersama by-hand cancelled"} {
			if !slices.Contains(days, want) {
				w.Errorf("no %q in %q", want, days)
			}
		}
		versions, err := w.CalendarVersions(ctx, 2026)
		w.must(err)
		if len(versions) != 3 || versions[2].Version != 1 || versions[2].Reason != "" {
			w.Errorf("versions: %+v", versions)
		}
		w.refused(w.CancelHoliday(ctx, "2026-12-24", "Lagi", by), alur.CodeNotFound)
		w.refused(w.CancelHoliday(ctx, "2026-12-23", "Lagi", by), alur.CodeNotFound)
		w.refused(w.CancelHoliday(ctx, "kapan", "Lagi", by), alur.CodeNotFound)
		w.invalid("nothing", w.SetHoliday(ctx, alur.Holiday{}, " ", by), "date required, name required, kind required, reason required")
		w.invalid("wrong", w.SetHoliday(ctx, alur.Holiday{Date: "2026-02-30", Name: "a\x01b", Kind: "pesta"}, "x", by), "date bad-date, name bad-characters, kind unknown")
		w.invalid("far away", w.SetHoliday(ctx, alur.Holiday{Date: "1999-01-01", Name: "a", Kind: alur.HolidayLeave}, "x", by), "date outside")
		w.invalid("no reason", w.CancelHoliday(ctx, "2026-12-25", "", by), "reason required")
		w.invalid("Ramadan", w.SetRamadan(ctx, 2026, "2026-03-20", "2026-02-19", "x", by), "until before-start")
		w.invalid("Ramadan", w.SetRamadan(ctx, 2026, "2025-03-20", "", "x", by), "from outside, until required")
		want := []string{"2026 2 +2026-12-31", "2026 3 -2026-12-24", "2027 1 ramadan"}
		if diff := cmp.Diff(want, w.calendarLog()); diff != "" {
			w.Errorf("security log (-want +got):\n%s", diff)
		}
	})
}

// TestSeedBesideHand: days set by hand before the program brought the year stay, and get the
// others beside them; once.
func TestSeedBesideHand(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, by := w.Context(), directory.By{Actor: "adit"}
		w.must(w.SetHoliday(ctx, alur.Holiday{Date: "2026-07-24", Name: "Hari Jadi Contoh", Kind: alur.HolidayNational}, "x", by))
		w.must(w.SetHoliday(ctx, alur.Holiday{Date: "2026-12-24", Name: "Salah", Kind: alur.HolidayLeave}, "x", by))
		w.must(w.CancelHoliday(ctx, "2026-12-24", "x", by))
		for range 2 {
			w.must(w.SeedCalendar(ctx))
		}
		y, days := w.inForce(2026)
		if y.Version != 4 || y.By != "" || y.Reason != "" || len(days) != 26 || y.RamadanFrom != "2026-02-19" || !strings.Contains(y.Source, "1497/2025") {
			w.Errorf("merged: %d days in version %d, %+v", len(days), y.Version, y)
		}
		for _, want := range []string{"2026-07-24 Hari Jadi Contoh libur by-hand", "2026-12-24 Salah cuti-bersama by-hand cancelled", "2026-12-25 Kelahiran Yesus Kristus (Natal) libur shipped"} {
			if !slices.Contains(days, want) {
				w.Errorf("no %q in %q", want, days)
			}
		}
		if !slices.IsSorted(days) {
			w.Errorf("out of order: %q", days)
		}
	})
}

// TestSeedTogether: a server that starts while another one seeds starts too. Only servers on
// PostgreSQL share a database.
func TestSeedTogether(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if w.store.Engine() != store.Postgres {
			return
		}
		first := w.config
		first.Store = storetest.Open(w.T, w.cfg)
		second, asked := w.config, false
		second.Clock = func() time.Time { // between what is read and what is written
			if !asked {
				asked = true
				if err := directory.New(first).SeedCalendar(w.Context()); err != nil {
					w.Error(err)
				}
			}
			return w.clock.Now()
		}
		w.must(directory.New(second).SeedCalendar(w.Context()))
		if y, days := w.inForce(2026); !asked || y.Version != 1 || len(days) != 25 {
			w.Errorf("asked %v, version %d of %d days", asked, y.Version, len(days))
		}
	})
}

// calendarLog is what the security log says of calendars, oldest first.
func (w *world) calendarLog() []string {
	w.Helper()
	entries, _, err := w.SecurityLog(w.Context(), directory.SecurityQuery{Group: directory.GroupAgency})
	w.must(err)
	var out []string
	for _, e := range slices.Backward(entries) {
		if e.Kind == directory.SecurityCalendarChanged {
			out = append(out, e.Detail)
		}
	}
	return out
}

func TestHolidayImport(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, by := w.Context(), directory.By{Actor: "adit"}
		w.must(w.SetHoliday(ctx, alur.Holiday{Date: "2027-01-01", Name: "Diisi sendiri", Kind: alur.HolidayNational}, "x", by))
		w.must(w.SetHoliday(ctx, alur.Holiday{Date: "2027-05-01", Name: "Salah", Kind: alur.HolidayNational}, "x", by))
		w.must(w.CancelHoliday(ctx, "2027-05-01", "x", by))
		lines, err := directory.ReadHolidays("libur.csv", []byte("tanggal;nama;jenis\n2027-01-01;Tahun Baru;libur\n1/5/2027;Hari Buruh;\n17-08-2027;Kemerdekaan;Libur nasional\n"+
			"2027-08-18;Cuti bersama Kemerdekaan;\n2027-08-18;Dua kali;libur\n2026-12-25;Natal;libur\n31 Des;Apa;libur\n2027-12-24;;cuti\n2027-12-25;Natal;pesta\n"))
		w.must(err)
		rows, err := w.PreviewHolidays(ctx, 2027, lines)
		w.must(err)
		var got []string
		for _, r := range rows {
			got = append(got, strings.TrimSpace(fmt.Sprint(r.Line, " ", r.Date, " ", r.Kind, " ", r.Verdict, " ", strings.Join(r.Flags, ","))))
		}
		want := []string{
			"2 2027-01-01 libur kept", "3 2027-05-01 libur kept weekend", "4 2027-08-17 libur added", "5 2027-08-18 cuti-bersama added",
			"6 2027-08-18 libur wrong twice", "7 2026-12-25 libur wrong outside", "8 31 Des libur wrong bad-date", "9 2027-12-24 cuti-bersama wrong no-name",
			"10 2027-12-25 pesta wrong bad-kind",
		}
		got[0] = strings.TrimSuffix(got[0], " ")
		if diff := cmp.Diff(want, got); diff != "" {
			w.Errorf("preview (-want +got):\n%s", diff)
		}
		for i, changes := range []string{"2 0", "0 0"} {
			added, changed, err := w.ImportHolidays(ctx, 2027, lines, "Keputusan Contoh", "SKB terbit", by)
			w.must(err)
			if got := fmt.Sprint(added, " ", changed); got != changes {
				w.Errorf("import %d: %s, want %s", i, got, changes)
			}
		}
		lines[2].Name = "Proklamasi"
		if _, changed, err := w.ImportHolidays(ctx, 2027, lines, "", "Ralat", by); err != nil || changed != 1 {
			w.Errorf("another name: %d changed, %v", changed, err)
		}
		y, days := w.inForce(2027)
		if diff := cmp.Diff([]string{
			"2027-01-01 Diisi sendiri libur by-hand", "2027-05-01 Salah libur by-hand cancelled",
			"2027-08-17 Proklamasi libur imported", "2027-08-18 Cuti bersama Kemerdekaan cuti-bersama imported",
		}, days); diff != "" || y.Version != 5 || y.Source != "Keputusan Contoh" {
			w.Errorf("version %d of %q (-want +got):\n%s", y.Version, y.Source, diff)
		}
		_, _, err = w.ImportHolidays(ctx, 1990, lines, "", "", by)
		w.invalid("year and reason", err, "reason required, year outside")
		if got := w.calendarLog(); len(got) != 5 || got[3] != "2027 4 import 2 0" {
			w.Errorf("security log: %q", got)
		}
	})
}

func TestReadHolidayICS(t *testing.T) {
	t.Parallel()
	file := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//contoh//ID
BEGIN:VEVENT
UID:1@contoh.example
DTSTART;VALUE=DATE:20270310
DTEND;VALUE=DATE:20270312
SUMMARY:Idulfitri\, dua hari
END:VEVENT
BEGIN:VEVENT
UID:2@contoh.example
DTSTART:20270816T170000Z
SUMMARY:Proklamasi Kemerdekaan
END:VEVENT
BEGIN:VEVENT
UID:3@contoh.example
DTSTART;VALUE=DATE:20271224
SUMMARY:Cuti Bersama Natal
END:VEVENT
BEGIN:VEVENT
UID:4@contoh.example
SUMMARY:Tanpa tanggal
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	got, err := directory.ReadHolidays("Libur.ICS", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []directory.HolidayLine{
		{Line: 1, Date: "2027-03-10", Name: "Idulfitri, dua hari", Kind: alur.HolidayNational},
		{Line: 2, Date: "2027-03-11", Name: "Idulfitri, dua hari", Kind: alur.HolidayNational},
		{Line: 3, Date: "2027-08-17", Name: "Proklamasi Kemerdekaan", Kind: alur.HolidayNational},
		{Line: 4, Date: "2027-12-24", Name: "Cuti Bersama Natal", Kind: alur.HolidayLeave},
		{Line: 5, Date: "", Name: "Tanpa tanggal", Kind: alur.HolidayNational},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	long := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20990101\r\nSUMMARY:Selamanya\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if got, err := directory.ReadHolidays("a.ics", []byte(long)); err != nil || len(got) != 31 {
		t.Errorf("an event without end: %d days, %v", len(got), err)
	}
	for name, x := range map[string]struct {
		content string
		want    alur.Code
	}{
		"a.ics":  {"bukan kalender", alur.CodeInvalidData},
		"b.ics":  {"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", alur.CodeEmptyFile},
		"c.csv":  {"", alur.CodeEmptyFile},
		"d.pdf":  {"2027-01-01;Tahun Baru;libur", alur.CodeUnsupportedMediaType},
		"e.csv":  {strings.Repeat("2027-01-01;Tahun Baru;libur\n", 401), alur.CodeTooLarge},
		"f.xlsx": {"bukan buku kerja", alur.CodeUnsafeFile},
	} {
		if _, err := directory.ReadHolidays(name, []byte(x.content)); alur.CodeOf(err) != x.want {
			t.Errorf("%s: %v, want %s", name, err, x.want)
		}
	}
}
