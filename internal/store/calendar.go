package store

import (
	"context"
	"database/sql"

	"github.com/alur-id/alur"
)

// AddCalendarYear stores a version of a year's calendar: conflict when the year has a
// version of that number. There is no way to change one.
func (tx *Tx) AddCalendarYear(ctx context.Context, y alur.CalendarYear) error {
	_, err := tx.exec(ctx, `INSERT INTO calendar_years (year, version, ramadan_from, ramadan_until, source, reason, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		y.Year, y.Version, y.RamadanFrom, y.RamadanUntil, y.Source, y.Reason, y.By, micros(y.At))
	if err != nil {
		return err
	}
	for _, x := range y.Holidays {
		_, err := tx.exec(ctx, `INSERT INTO calendar_days (year, version, day, name, kind, origin, cancelled) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			y.Year, y.Version, x.Date, x.Name, string(x.Kind), string(x.Origin), x.Cancelled)
		if err != nil {
			return err
		}
	}
	return nil
}

const calendarColumns = `y.year, y.version, y.ramadan_from, y.ramadan_until, y.source, y.reason, y.made_by, y.made_at`

func scanCalendarYear(rows *sql.Rows) (alur.CalendarYear, error) {
	var y alur.CalendarYear
	var at int64
	err := rows.Scan(&y.Year, &y.Version, &y.RamadanFrom, &y.RamadanUntil, &y.Source, &y.Reason, &y.By, &at)
	y.At = fromMicros(at)
	return y, err
}

// latestYears is the version in force of every year. It is joined rather than asked for row
// by row: days of all versions add up over the years.
const latestYears = `(SELECT year, max(version) AS version FROM calendar_years GROUP BY year)`

// CalendarYears reads the calendars in force, by year: of each the latest version.
func (tx *Tx) CalendarYears(ctx context.Context) ([]alur.CalendarYear, error) {
	var out []alur.CalendarYear
	place := map[int]int{}
	err := tx.each(ctx, `SELECT `+calendarColumns+` FROM calendar_years y
		JOIN `+latestYears+` l ON l.year = y.year AND l.version = y.version ORDER BY y.year`, nil, func(rows *sql.Rows) error {
		y, err := scanCalendarYear(rows)
		place[y.Year] = len(out)
		out = append(out, y)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.each(ctx, `SELECT d.year, d.day, d.name, d.kind, d.origin, d.cancelled FROM calendar_days d
		JOIN `+latestYears+` l ON l.year = d.year AND l.version = d.version ORDER BY d.year, d.day`, nil, func(rows *sql.Rows) error {
		var year int
		var x alur.Holiday
		if err := rows.Scan(&year, &x.Date, &x.Name, &x.Kind, &x.Origin, &x.Cancelled); err != nil {
			return err
		}
		if i, ok := place[year]; ok {
			out[i].Holidays = append(out[i].Holidays, x)
		}
		return nil
	})
	return out, err
}

// CalendarVersions reads the versions of a year without their days, the latest first.
func (tx *Tx) CalendarVersions(ctx context.Context, year int) ([]alur.CalendarYear, error) {
	var out []alur.CalendarYear
	err := tx.each(ctx, `SELECT `+calendarColumns+` FROM calendar_years y WHERE y.year = $1 ORDER BY y.version DESC`, []any{year}, func(rows *sql.Rows) error {
		y, err := scanCalendarYear(rows)
		out = append(out, y)
		return err
	})
	return out, err
}
