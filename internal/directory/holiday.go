package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/store"
)

// The calendar of holidays. Whoever changes it makes a new version of the year; the
// caller of every function that writes has checked that it is an administrator.

// SeedCalendar adds the years that ship with the program and are not there yet. A year that
// is there stays as it was edited; one of which only single days or Ramadan were set by hand
// gets the shipped days beside them. For whoever runs the program. Servers that start
// together may call it at once.
func (d *Directory) SeedCalendar(ctx context.Context) error {
	err := d.store.Write(ctx, d.seedCalendar(ctx))
	if alur.CodeOf(err) == alur.CodeConflict {
		err = d.store.Write(ctx, d.seedCalendar(ctx)) // another server was first: what it wrote is there now
	}
	return err
}

func (d *Directory) seedCalendar(ctx context.Context) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		for _, shipped := range calendar.Shipped() {
			y, err := calendarYear(ctx, tx, shipped.Year)
			if err != nil {
				return err
			}
			if !mergeShipped(&y, shipped) {
				continue
			}
			y.Version, y.Reason, y.By, y.At = y.Version+1, "", "", d.clock()
			if err := tx.AddCalendarYear(ctx, y); err != nil {
				return err
			}
		}
		return nil
	}
}

// mergeShipped puts the shipped days beside those that were set by hand, and reports whether
// that changed anything. What a person set or cancelled stays, and so does a year that has
// come from the program or a list before.
func mergeShipped(y *alur.CalendarYear, shipped alur.CalendarYear) bool {
	if slices.ContainsFunc(y.Holidays, func(x alur.Holiday) bool { return x.Origin != alur.HolidayByHand }) {
		return false
	}
	changed := false
	for _, x := range shipped.Holidays {
		if !slices.ContainsFunc(y.Holidays, func(h alur.Holiday) bool { return h.Date == x.Date }) {
			putHoliday(y, x)
			changed = true
		}
	}
	if !changed {
		return false
	}
	if y.RamadanFrom == "" {
		y.RamadanFrom, y.RamadanUntil = shipped.RamadanFrom, shipped.RamadanUntil
	}
	y.Source = cmp.Or(y.Source, shipped.Source)
	return true
}

// Calendars reads the calendars in force, by year.
func (d *Directory) Calendars(ctx context.Context) ([]alur.CalendarYear, error) {
	var out []alur.CalendarYear
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.CalendarYears(ctx)
		return err
	})
	return out, err
}

// CalendarVersions reads every version of a year without its days, the latest first.
func (d *Directory) CalendarVersions(ctx context.Context, year int) ([]alur.CalendarYear, error) {
	var out []alur.CalendarYear
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.CalendarVersions(ctx, year)
		return err
	})
	return out, err
}

// The years that calendars may be of.
const (
	minYear = 2000
	maxYear = 2100
)

// SetHoliday closes the offices on a day, or renames the day that is closed already, by
// hand: no import changes it any more. A cancelled day is closed again. reason says why,
// for those who ask later.
//
// Refusals: invalid-data with everything that is wrong ("date", "name", "kind", "reason");
// conflict when somebody else changed the year at the same moment.
func (d *Directory) SetHoliday(ctx context.Context, h alur.Holiday, reason string, by By) error {
	h.Name, h.Origin, h.Cancelled = oneLine(h.Name), alur.HolidayByHand, false
	var wrong faults
	year := judgeDate(&wrong, h.Date)
	judgeName(&wrong, "name", h.Name)
	if !h.Kind.Valid() {
		wrong.add("kind", missingOr(string(h.Kind), "unknown"))
	}
	reason = judgeReason(&wrong, reason)
	if err := wrong.err(); err != nil {
		return err
	}
	return d.changeYear(ctx, alur.CalendarYear{Year: year, Reason: reason}, by, func(y *alur.CalendarYear) (string, error) {
		putHoliday(y, h)
		return "+" + h.Date, nil
	})
}

// CancelHoliday makes a closed day a working day again, by hand: no import closes it.
//
// Refusals: invalid-data ("reason"); not-found when the day is not closed; conflict as of
// [Directory.SetHoliday].
func (d *Directory) CancelHoliday(ctx context.Context, date, reason string, by By) error {
	var wrong faults
	year := judgeDate(&wrong, date)
	if wrong != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	reason = judgeReason(&wrong, reason)
	if err := wrong.err(); err != nil {
		return err
	}
	return d.changeYear(ctx, alur.CalendarYear{Year: year, Reason: reason}, by, func(y *alur.CalendarYear) (string, error) {
		i := slices.IndexFunc(y.Holidays, func(x alur.Holiday) bool { return x.Date == date && !x.Cancelled })
		if i < 0 {
			return "", alur.Refuse(alur.CodeNotFound)
		}
		y.Holidays[i].Cancelled, y.Holidays[i].Origin = true, alur.HolidayByHand
		return "-" + date, nil
	})
}

// SetRamadan says from which day to which the shorter hours are worked; both may be empty
// while they are not known.
//
// Refusals: invalid-data ("from", "until", "reason"); conflict as of [Directory.SetHoliday].
func (d *Directory) SetRamadan(ctx context.Context, year int, from, until, reason string, by By) error {
	var wrong faults
	for _, x := range []struct{ field, date string }{{"from", from}, {"until", until}} {
		switch t, err := time.Parse(time.DateOnly, x.date); {
		case from == "" && until == "":
		case err != nil:
			wrong.add(x.field, missingOr(x.date, "bad-date"))
		case t.Year() != year:
			wrong.add(x.field, "outside")
		}
	}
	if wrong == nil && until < from {
		wrong.add("until", "before-start")
	}
	if year < minYear || year > maxYear {
		wrong.add("from", "outside")
	}
	reason = judgeReason(&wrong, reason)
	if err := wrong.err(); err != nil {
		return err
	}
	return d.changeYear(ctx, alur.CalendarYear{Year: year, Reason: reason}, by, func(y *alur.CalendarYear) (string, error) {
		y.RamadanFrom, y.RamadanUntil = from, until
		return "ramadan", nil
	})
}

// changeYear makes the next version of a year with its entry in the security log: to is
// the year, with the reason and, where it is another one, the source. change says what it
// did, in the words of [SecurityCalendarChanged]; where it did nothing there is no version.
func (d *Directory) changeYear(ctx context.Context, to alur.CalendarYear, by By, change func(*alur.CalendarYear) (what string, err error)) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		y, err := calendarYear(ctx, tx, to.Year)
		if err != nil {
			return err
		}
		was := y
		was.Holidays = slices.Clone(y.Holidays)
		what, err := change(&y)
		if err != nil {
			return err
		}
		if slices.Equal(was.Holidays, y.Holidays) && was.RamadanFrom == y.RamadanFrom && was.RamadanUntil == y.RamadanUntil {
			return nil
		}
		y.Version, y.Reason, y.By, y.At = y.Version+1, to.Reason, by.Actor, d.clock()
		y.Source = cmp.Or(to.Source, y.Source)
		if err := tx.AddCalendarYear(ctx, y); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityCalendarChanged, "", fmt.Sprintf("%d %d %s", y.Year, y.Version, what)))
	})
}

// calendarYear reads the version in force, or one without days of version 0.
func calendarYear(ctx context.Context, tx *store.Tx, year int) (alur.CalendarYear, error) {
	all, err := tx.CalendarYears(ctx)
	if err != nil {
		return alur.CalendarYear{}, err
	}
	if i := slices.IndexFunc(all, func(x alur.CalendarYear) bool { return x.Year == year }); i >= 0 {
		return all[i], nil
	}
	return alur.CalendarYear{Year: year}, nil
}

// putHoliday sets a day, in the place of the one of its date.
func putHoliday(y *alur.CalendarYear, h alur.Holiday) {
	i, found := slices.BinarySearchFunc(y.Holidays, h, func(a, b alur.Holiday) int { return strings.Compare(a.Date, b.Date) })
	if found {
		y.Holidays[i] = h
		return
	}
	y.Holidays = slices.Insert(y.Holidays, i, h)
}

// judgeDate reads the year of a date.
func judgeDate(f *faults, date string) int {
	t, err := time.Parse(time.DateOnly, date)
	switch {
	case err != nil:
		f.add("date", missingOr(date, "bad-date"))
	case t.Year() < minYear || t.Year() > maxYear:
		f.add("date", "outside")
	}
	return t.Year()
}

// judgeReason tidies why something was changed, which nobody may leave out.
func judgeReason(f *faults, reason string) string {
	reason = oneLine(reason)
	judgeName(f, "reason", reason)
	return reason
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
