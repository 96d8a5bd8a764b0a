// Package calendar knows when offices work: which days, which hours, and how much
// working time lies between two moments.
//
// It owns what a working day and a working minute are. It is pure: it knows no
// database, no clock and no time zone but Jakarta's (UTC+7, without daylight saving),
// whatever the machine is set to. A moment counts as the minute that it lies in, so that
// stretches of time add up exactly. Start reading at [New], then [Calendar.Minutes],
// from which everything else follows.
package calendar

import (
	"fmt"
	"time"

	"github.com/alur-id/alur"
)

// Calendar answers questions about working time. It is safe for concurrent use.
type Calendar struct {
	hours Hours
	days  map[day]alur.Holiday
	known map[int]bool
	fasts []span
}

// span are days, both ends in it.
type span struct{ from, until day }

// New makes a calendar of an office's hours and years with their holidays. In other years
// only weekends are closed, and neither they nor years of a few days are known
// ([Calendar.Known]). It fails on hours that no
// week has and on years whose dates are none.
func New(h Hours, years ...alur.CalendarYear) (*Calendar, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	c := &Calendar{hours: h, days: map[day]alur.Holiday{}, known: map[int]bool{}}
	for _, y := range years {
		c.known[y.Year] = known(y)
		for _, x := range y.Holidays {
			d, err := parseDay(x.Date)
			if err != nil {
				return nil, fmt.Errorf("calendar of %d: %w", y.Year, err)
			}
			if !x.Cancelled {
				c.days[d] = x
			}
		}
		if y.RamadanFrom == "" && y.RamadanUntil == "" {
			continue
		}
		from, err := parseDay(y.RamadanFrom)
		if err != nil {
			return nil, fmt.Errorf("calendar of %d: %w", y.Year, err)
		}
		until, err := parseDay(y.RamadanUntil)
		if err != nil {
			return nil, fmt.Errorf("calendar of %d: %w", y.Year, err)
		}
		c.fasts = append(c.fasts, span{from, until})
	}
	return c, nil
}

// Known reports whether the holidays of the year are known; where they are not, working
// time is counted too high.
func (c *Calendar) Known(year int) bool { return c.known[year] }

// fewestNational is how many national holidays make a year known that was filled in by hand.
// Decrees of recent years have 15 to 17.
const fewestNational = 10

// known tells a year whose list was taken over from one of which somebody has only set a day
// or Ramadan.
func known(y alur.CalendarYear) bool {
	national := 0
	for _, x := range y.Holidays {
		if x.Origin != alur.HolidayByHand {
			return true
		}
		if x.Kind == alur.HolidayNational && !x.Cancelled {
			national++
		}
	}
	return national >= fewestNational
}

// Closed is why a day is no working day.
type Closed string

// The reasons. The zero value is a working day.
const (
	ClosedWeekly   Closed = "weekly"  // the week has no hours on it: Saturday, Sunday
	ClosedNational Closed = "holiday" // with the name of the holiday
	ClosedLeave    Closed = "leave"   // likewise
)

// Day says whether the day that t lies in is a working day ("", ""), and else why not
// and what the holiday is called. A holiday on a weekend is told as the holiday.
func (c *Calendar) Day(t time.Time) (why Closed, name string) { return c.closed(dayOf(t)) }

func (c *Calendar) closed(d day) (Closed, string) {
	if x, ok := c.days[d]; ok {
		if x.Kind == alur.HolidayLeave {
			return ClosedLeave, x.Name
		}
		return ClosedNational, x.Name
	}
	if c.hours.Normal[d.weekday()].Minutes() == 0 {
		return ClosedWeekly, ""
	}
	return "", ""
}

// shifts are the hours of a day; none when it is closed.
func (c *Calendar) shifts(d day) Shifts {
	if why, _ := c.closed(d); why != "" {
		return nil
	}
	for _, f := range c.fasts {
		if f.from <= d && d <= f.until {
			return c.hours.Ramadan[d.weekday()]
		}
	}
	return c.hours.Normal[d.weekday()]
}

// Minutes is the working time from a to b, in minutes; negative when b is before a. For
// any moments it holds that Minutes(a, b) + Minutes(b, c) = Minutes(a, c).
func (c *Calendar) Minutes(a, b time.Time) int {
	da, ma := split(a)
	db, mb := split(b)
	if db < da || db == da && mb < ma {
		return -c.Minutes(b, a)
	}
	sum := c.shifts(db).before(mb) - c.shifts(da).before(ma)
	for d := da; d < db; d++ {
		sum += c.shifts(d).Minutes()
	}
	return sum
}

// After is the first moment, a whole minute, by which n working minutes have passed
// since t: Minutes(t, After(t, n)) = n. For n below 1 it is the minute of t.
func (c *Calendar) After(t time.Time, n int) time.Time {
	d, m := split(t)
	if n < 1 {
		return d.at(m)
	}
	n += c.shifts(d).before(m)
	for {
		s := c.shifts(d)
		if all := s.Minutes(); n > all {
			n -= all
			d++
			continue
		}
		return d.at(s.nth(n))
	}
}

// Days is how many working days there are after the day of a, up to the day of b; a
// negative number when b is before a. It adds up as [Calendar.Minutes] does.
func (c *Calendar) Days(a, b time.Time) int {
	da, db := dayOf(a), dayOf(b)
	if db < da {
		return -c.Days(b, a)
	}
	n := 0
	for d := da + 1; d <= db; d++ {
		if why, _ := c.closed(d); why == "" {
			n++
		}
	}
	return n
}

// AfterDays is when a time limit of n working days that begins at t is over: the end of
// work on the n-th working day after the day of t. For n below 1 it is the end of that
// very day's work, or its beginning where it is closed.
func (c *Calendar) AfterDays(t time.Time, n int) time.Time {
	d := dayOf(t)
	for n > 0 {
		d++
		if why, _ := c.closed(d); why == "" {
			n--
		}
	}
	return d.at(c.shifts(d).end())
}

// WorkingDays counts the working days of a year.
func (c *Calendar) WorkingDays(year int) int {
	last := time.Date(year-1, time.December, 31, 12, 0, 0, 0, alur.Jakarta)
	return c.Days(last, last.AddDate(1, 0, 0))
}
