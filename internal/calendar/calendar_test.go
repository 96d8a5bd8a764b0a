package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
)

func city(t interface{ Fatal(...any) }) *calendar.Calendar {
	c, err := calendar.New(calendar.CivilService(), calendar.Shipped()...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wib(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, alur.Jakarta)
}

// TestYear2026 holds the shipped year to the numbers of its decree.
func TestYear2026(t *testing.T) {
	t.Parallel()
	c := city(t)
	count := map[alur.HolidayKind]int{}
	onWeekday := map[alur.HolidayKind]int{}
	seen, last := map[string]bool{}, ""
	for _, x := range calendar.Shipped()[0].Holidays {
		if seen[x.Date] || x.Date < last || x.Name == "" {
			t.Errorf("%s: twice, out of order or without a name", x.Date)
		}
		seen[x.Date], last = true, x.Date
		day, err := time.ParseInLocation(time.DateOnly, x.Date, alur.Jakarta)
		if err != nil {
			t.Fatal(err)
		}
		count[x.Kind]++
		if d := day.Weekday(); d != time.Saturday && d != time.Sunday {
			onWeekday[x.Kind]++
		}
	}
	if count[alur.HolidayNational] != 17 || count[alur.HolidayLeave] != 8 {
		t.Errorf("%v, want 17 holidays and 8 days of leave", count)
	}
	if onWeekday[alur.HolidayNational] != 13 || onWeekday[alur.HolidayLeave] != 8 {
		t.Errorf("%v on weekdays, want 13 and 8", onWeekday)
	}
	if got := c.WorkingDays(2026); got != 240 {
		t.Errorf("%d working days in 2026, want 240", got)
	}
	if got := c.Days(wib(2026, 3, 17, 9, 0), wib(2026, 3, 24, 9, 0)); got != 0 {
		t.Errorf("%d working days from 18 to 24 March, want none", got)
	}
	if got := c.WorkingDays(2025); c.Known(2025) || !c.Known(2026) || got != 261 {
		t.Errorf("2025 is not known and has weekends only: %d working days", got)
	}
}

func TestWeeks(t *testing.T) {
	t.Parallel()
	c := city(t)
	for what, x := range map[string]struct {
		from, until time.Time
		want        int
	}{
		"a week has 37.5 hours":              {wib(2026, 11, 23, 0, 0), wib(2026, 11, 30, 0, 0), 2250},
		"in Ramadan 32.5":                    {wib(2026, 3, 2, 0, 0), wib(2026, 3, 9, 0, 0), 1950},
		"the day before Ramadan":             {wib(2026, 2, 18, 0, 0), wib(2026, 2, 19, 0, 0), 450},
		"its first day":                      {wib(2026, 2, 19, 0, 0), wib(2026, 2, 20, 0, 0), 390},
		"its end, and what is closed":        {wib(2026, 3, 17, 14, 0), wib(2026, 3, 25, 8, 0), 60 + 30},
		"over the break":                     {wib(2026, 11, 23, 11, 50), wib(2026, 11, 23, 13, 10), 20},
		"over the break of a Friday":         {wib(2026, 11, 27, 11, 20), wib(2026, 11, 27, 13, 10), 20},
		"seconds do not count":               {wib(2026, 11, 23, 8, 0).Add(59 * time.Second), wib(2026, 11, 23, 8, 1), 1},
		"from one year to the next":          {wib(2026, 12, 31, 15, 0), wib(2027, 1, 4, 8, 30), 60 + 450 + 60},
		"before the office opens in UTC day": {time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), 30},
	} {
		if got := c.Minutes(x.from, x.until); got != x.want {
			t.Errorf("%s: %d minutes, want %d", what, got, x.want)
		}
		if got := c.Minutes(x.until, x.from); got != -x.want {
			t.Errorf("%s, backwards: %d minutes, want %d", what, got, -x.want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	c := city(t)
	for _, x := range []struct {
		day  time.Time
		why  calendar.Closed
		name string
	}{
		{wib(2026, 11, 28, 9, 0), calendar.ClosedWeekly, ""},
		{wib(2026, 11, 27, 23, 59), "", ""},
		{wib(2026, 8, 17, 0, 0), calendar.ClosedNational, "Proklamasi Kemerdekaan"},
		{wib(2026, 4, 5, 9, 0), calendar.ClosedNational, "Kebangkitan Yesus Kristus (Paskah)"},
		{wib(2026, 12, 24, 9, 0), calendar.ClosedLeave, "Cuti bersama Kelahiran Yesus Kristus"},
	} {
		if why, name := c.Day(x.day); why != x.why || name != x.name {
			t.Errorf("%s: %q %q, want %q %q", x.day, why, name, x.why, x.name)
		}
	}
	// Two working days from the Tuesday before the longest closed run.
	if got, want := c.AfterDays(wib(2026, 3, 17, 10, 0), 2), wib(2026, 3, 26, 16, 0); !got.Equal(want) {
		t.Errorf("two working days after 17 March end at %s, want %s", got, want)
	}
	if got, want := c.AfterDays(wib(2026, 12, 30, 10, 0), 2), wib(2027, 1, 1, 16, 30); !got.Equal(want) {
		t.Errorf("a year that is not known has weekends only: %s, want %s", got, want)
	}
}

func TestCancelledDayIsWorked(t *testing.T) {
	t.Parallel()
	y := calendar.Shipped()[0]
	for i := range y.Holidays {
		y.Holidays[i].Cancelled = y.Holidays[i].Date == "2026-12-24"
	}
	c, err := calendar.New(calendar.CivilService(), y)
	if err != nil {
		t.Fatal(err)
	}
	if why, _ := c.Day(wib(2026, 12, 24, 9, 0)); why != "" || c.WorkingDays(2026) != 241 {
		t.Errorf("24 December is %q in a year of %d days", why, c.WorkingDays(2026))
	}
}

// TestKnown: a day or Ramadan set by hand does not make a year known; a list does, from
// wherever it comes.
func TestKnown(t *testing.T) {
	t.Parallel()
	days := func(n int, kind alur.HolidayKind, origin alur.HolidayOrigin, cancelled bool) []alur.Holiday {
		var out []alur.Holiday
		for i := range n {
			out = append(out, alur.Holiday{Date: time.Date(2027, 3, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), Name: "Hari contoh", Kind: kind, Origin: origin, Cancelled: cancelled})
		}
		return out
	}
	for what, x := range map[string]struct {
		year alur.CalendarYear
		want bool
	}{
		"nothing":            {alur.CalendarYear{}, false},
		"Ramadan":            {alur.CalendarYear{RamadanFrom: "2027-02-08", RamadanUntil: "2027-03-09"}, false},
		"a day by hand":      {alur.CalendarYear{Holidays: days(1, alur.HolidayNational, alur.HolidayByHand, false)}, false},
		"nine by hand":       {alur.CalendarYear{Holidays: days(9, alur.HolidayNational, alur.HolidayByHand, false)}, false},
		"ten by hand":        {alur.CalendarYear{Holidays: days(10, alur.HolidayNational, alur.HolidayByHand, false)}, true},
		"ten cancelled":      {alur.CalendarYear{Holidays: days(10, alur.HolidayNational, alur.HolidayByHand, true)}, false},
		"ten days of leave":  {alur.CalendarYear{Holidays: days(10, alur.HolidayLeave, alur.HolidayByHand, false)}, false},
		"a day from a list":  {alur.CalendarYear{Holidays: days(1, alur.HolidayNational, alur.HolidayImported, false)}, true},
		"a day that shipped": {alur.CalendarYear{Holidays: days(1, alur.HolidayLeave, alur.HolidayShipped, false)}, true},
	} {
		x.year.Year = 2027
		c, err := calendar.New(calendar.CivilService(), x.year)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Known(2027); got != x.want {
			t.Errorf("%s: known %v", what, got)
		}
	}
}

func TestRefusedHours(t *testing.T) {
	t.Parallel()
	var never, overlap, lone calendar.Hours
	overlap = calendar.CivilService()
	overlap.Normal[time.Monday] = calendar.Shifts{{From: 480, Until: 720}, {From: 700, Until: 900}}
	lone = calendar.CivilService()
	lone.Ramadan[time.Friday] = nil
	for name, h := range map[string]calendar.Hours{"never": never, "overlap": overlap, "one season": lone} {
		if _, err := calendar.New(h); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, y := range []alur.CalendarYear{
		{Year: 2026, Holidays: []alur.Holiday{{Date: "2026-02-30"}}},
		{Year: 2026, RamadanFrom: "2026-02-19"},
	} {
		if _, err := calendar.New(calendar.CivilService(), y); err == nil {
			t.Errorf("%+v: accepted", y)
		}
	}
}

// moment is a random one, near a year's end or in Ramadan more often than by chance.
func moment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		near := rapid.SampledFrom([]time.Time{wib(2025, 12, 20, 0, 0), wib(2026, 2, 10, 0, 0), wib(2026, 3, 10, 0, 0), wib(2026, 7, 1, 0, 0), wib(2026, 12, 20, 0, 0)}).Draw(t, "near")
		return near.Add(time.Duration(rapid.Int64Range(0, 40*24*60*60).Draw(t, "seconds")) * time.Second)
	})
}

// TestAddsUp: time is neither lost nor won where a stretch is cut, and never negative
// forwards.
func TestAddsUp(t *testing.T) {
	t.Parallel()
	c := city(t)
	rapid.Check(t, func(t *rapid.T) {
		x, y, z := moment().Draw(t, "x"), moment().Draw(t, "y"), moment().Draw(t, "z")
		if xy, yz, xz := c.Minutes(x, y), c.Minutes(y, z), c.Minutes(x, z); xy+yz != xz {
			t.Fatalf("%d and %d minutes are %d", xy, yz, xz)
		}
		if xy, yz, xz := c.Days(x, y), c.Days(y, z), c.Days(x, z); xy+yz != xz {
			t.Fatalf("%d and %d days are %d", xy, yz, xz)
		}
		if y.After(x) && (c.Minutes(x, y) < 0 || c.Days(x, y) < 0) {
			t.Fatalf("from %s to %s it is %d minutes", x, y, c.Minutes(x, y))
		}
	})
}

// TestInverse: the moment after n minutes is n minutes later, and no minute before it is.
func TestInverse(t *testing.T) {
	t.Parallel()
	c := city(t)
	rapid.Check(t, func(t *rapid.T) {
		x, n := moment().Draw(t, "x"), rapid.IntRange(1, 9000).Draw(t, "n")
		y := c.After(x, n)
		if got := c.Minutes(x, y); got != n {
			t.Fatalf("%d minutes after %s is %s, which is %d later", n, x, y, got)
		}
		if got := c.Minutes(x, y.Add(-time.Minute)); got != n-1 {
			t.Fatalf("%d minutes after %s is %s, and a minute before it is %d later", n, x, y, got)
		}
		days := rapid.IntRange(1, 40).Draw(t, "days")
		end := c.AfterDays(x, days)
		if got := c.Days(x, end); got != days {
			t.Fatalf("%d working days after %s is %s, which is %d later", days, x, end, got)
		}
		if why, _ := c.Day(end); why != "" {
			t.Fatalf("%d working days after %s is %s, which is closed: %s", days, x, end, why)
		}
	})
}

// TestMinuteByMinute compares with the plainest count there is.
func TestMinuteByMinute(t *testing.T) {
	t.Parallel()
	c := city(t)
	holidays := map[string]bool{}
	for _, x := range calendar.Shipped()[0].Holidays {
		holidays[x.Date] = true
	}
	works := func(at time.Time) bool {
		at = at.In(alur.Jakarta)
		date, clock := at.Format(time.DateOnly), at.Format("15.04")
		in := func(from, until string) bool { return from <= clock && clock < until }
		friday := at.Weekday() == time.Friday
		switch {
		case at.Weekday() == time.Saturday || at.Weekday() == time.Sunday || holidays[date]:
			return false
		case date >= "2026-02-19" && date <= "2026-03-20":
			if friday {
				return in("08.00", "11.30") || in("12.30", "15.30")
			}
			return in("08.00", "12.00") || in("12.30", "15.00")
		case friday:
			return in("07.30", "11.30") || in("13.00", "16.30")
		}
		return in("07.30", "12.00") || in("13.00", "16.00")
	}
	rapid.Check(t, func(t *rapid.T) {
		x := moment().Draw(t, "x")
		y := x.Add(time.Duration(rapid.Int64Range(0, 4*24*60*60).Draw(t, "seconds")) * time.Second)
		want := 0
		for m := x.Truncate(time.Minute); m.Before(y.Truncate(time.Minute)); m = m.Add(time.Minute) {
			if works(m) {
				want++
			}
		}
		if got := c.Minutes(x, y); got != want {
			t.Fatalf("from %s to %s: %d minutes, want %d", x, y, got, want)
		}
	})
}

// TestTimeZoneOfTheMachine holds that it does not matter: neither what the machine is
// set to nor in which zone a moment is written.
func TestTimeZoneOfTheMachine(t *testing.T) { //nolint:paralleltest // changes the machine's zone
	before := time.Local
	defer func() { time.Local = before }()
	c := city(t)
	rapid.Check(t, func(t *rapid.T) {
		x, y, n := moment().Draw(t, "x"), moment().Draw(t, "y"), rapid.IntRange(0, 3000).Draw(t, "n")
		minutes, days, after, limit := c.Minutes(x, y), c.Days(x, y), c.After(x, n), c.AfterDays(x, n%30)
		time.Local = time.FixedZone("elsewhere", rapid.IntRange(-12*60, 14*60).Draw(t, "offset")*60)
		again := city(t)
		lx, ly := x.Local(), y.Local()
		if again.Minutes(lx, ly) != minutes || again.Days(lx, ly) != days || !again.After(lx, n).Equal(after) || !again.AfterDays(lx, n%30).Equal(limit) {
			t.Fatalf("with the machine at %s: %d minutes and %d days, want %d and %d", time.Local, again.Minutes(lx, ly), again.Days(lx, ly), minutes, days)
		}
	})
}
