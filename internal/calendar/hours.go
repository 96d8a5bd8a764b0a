package calendar

import (
	"errors"
	"fmt"
	"time"

	"github.com/alur-id/alur"
)

// Hours are the working hours of an office, by time.Weekday. Days without any are
// closed in both.
type Hours struct {
	Normal  [7]Shifts
	Ramadan [7]Shifts
}

// Shifts are the hours of one day, in order: breaks are what lies between them.
type Shifts []Shift

// Shift is one stretch of work, in minutes since midnight; Until is not in it any more.
type Shift struct{ From, Until int }

// clock is a time of day in minutes since midnight.
func clock(hour, minute int) int { return hour*60 + minute }

// CivilService are the hours of five days a week that Perpres 21/2023 gives: 37.5 hours
// from 07.30 on with a break of 60 minutes, on Fridays 90; in Ramadan 32.5 hours from
// 08.00 on with 30 and 60. Offices whose hours are set otherwise have their own [Hours].
func CivilService() Hours {
	var h Hours
	for d := time.Monday; d <= time.Thursday; d++ {
		h.Normal[d] = Shifts{{clock(7, 30), clock(12, 0)}, {clock(13, 0), clock(16, 0)}}
		h.Ramadan[d] = Shifts{{clock(8, 0), clock(12, 0)}, {clock(12, 30), clock(15, 0)}}
	}
	h.Normal[time.Friday] = Shifts{{clock(7, 30), clock(11, 30)}, {clock(13, 0), clock(16, 30)}}
	h.Ramadan[time.Friday] = Shifts{{clock(8, 0), clock(11, 30)}, {clock(12, 30), clock(15, 30)}}
	return h
}

// DayMinutes is what people call a working day when they turn minutes into days: 7.5
// hours, a fifth of the week of [CivilService].
const DayMinutes = 450

// check refuses hours that overlap, that lie outside a day, and a week without any.
func (h Hours) check() error {
	sum := 0
	for d := range h.Normal {
		if (h.Normal[d].Minutes() == 0) != (h.Ramadan[d].Minutes() == 0) {
			return fmt.Errorf("hours: %s is closed in one of two seasons", time.Weekday(d))
		}
		for _, s := range []Shifts{h.Normal[d], h.Ramadan[d]} {
			end := 0
			for _, x := range s {
				if x.From < end || x.Until <= x.From || x.Until > 24*60 {
					return fmt.Errorf("hours: %s has %v", time.Weekday(d), s)
				}
				end = x.Until
			}
		}
		sum += h.Normal[d].Minutes()
	}
	if sum == 0 {
		return errors.New("hours: a week without work")
	}
	return nil
}

// Minutes is how much work there is.
func (s Shifts) Minutes() int { return s.before(24 * 60) }

// before is how much of it lies before a time of day.
func (s Shifts) before(m int) int {
	n := 0
	for _, x := range s {
		n += max(0, min(m, x.Until)-x.From)
	}
	return n
}

// nth is the time of day by which n minutes have passed, the first one; n is from 1 to
// [Shifts.Minutes].
func (s Shifts) nth(n int) int {
	for _, x := range s {
		if length := x.Until - x.From; n > length {
			n -= length
			continue
		}
		return x.From + n
	}
	return 24 * 60
}

// end is when work ends, or midnight without any.
func (s Shifts) end() int {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1].Until
}

// day is a day in Jakarta: how many after 1 January 1970.
type day int

const secondsADay = 24 * 60 * 60

// split is the day that t lies in, and its minute since midnight.
func split(t time.Time) (day, int) {
	_, offset := t.In(alur.Jakarta).Zone()
	seconds := t.Unix() + int64(offset)
	d := seconds / secondsADay
	if seconds%secondsADay < 0 {
		d--
	}
	return day(d), int((seconds - d*secondsADay) / 60)
}

func dayOf(t time.Time) day {
	d, _ := split(t)
	return d
}

// at is the moment of the day's minute.
func (d day) at(minute int) time.Time {
	return time.Date(1970, time.January, 1+int(d), 0, minute, 0, 0, alur.Jakarta).UTC()
}

// weekday: 1 January 1970 was a Thursday.
func (d day) weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// parseDay reads a date as 2026-12-31.
func parseDay(s string) (day, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, alur.Jakarta)
	if err != nil {
		return 0, fmt.Errorf("date %q: %w", s, err)
	}
	return dayOf(t), nil
}
