package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// calendars holds that versions of a year stay as they were, and which one is in force.
func calendars(s *suite) {
	version := func(year, n int, days ...alur.Holiday) alur.CalendarYear {
		return alur.CalendarYear{
			Year: year, Version: n, Holidays: days, RamadanFrom: "2026-02-19", RamadanUntil: "2026-03-20", Source: "Keputusan Contoh",
			Reason: "Contoh", By: "adit", At: s.now.Add(time.Duration(n) * time.Hour),
		}
	}
	newYear := alur.Holiday{Date: "2026-01-01", Name: "Tahun Baru", Kind: alur.HolidayNational, Origin: alur.HolidayShipped}
	leave := alur.Holiday{Date: "2026-12-24", Name: "Cuti bersama", Kind: alur.HolidayLeave, Origin: alur.HolidayByHand, Cancelled: true}
	first, second := version(2026, 1, newYear), version(2026, 2, newYear, leave)
	next := version(2027, 1)
	next.RamadanFrom, next.RamadanUntil, next.By = "", "", ""
	inForce := func(want ...alur.CalendarYear) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.CalendarYears(ctx)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("in force (-want +got):\n%s", diff)
			}
			return err
		})
	}
	add := func(y alur.CalendarYear) error {
		return s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.AddCalendarYear(ctx, y) })
	}
	inForce()
	s.must(add(first))
	s.must(add(next))
	inForce(first, next)
	s.must(add(second))
	inForce(second, next)
	s.refused(add(second), alur.CodeConflict)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.CalendarVersions(ctx, 2026)
		want := []alur.CalendarYear{second, first}
		want[0].Holidays, want[1].Holidays = nil, nil
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("versions (-want +got):\n%s", diff)
		}
		return err
	})
	db := s.raw()
	attacks := []string{
		`UPDATE calendar_years SET reason = 'lain'`, `DELETE FROM calendar_years WHERE version = 2`,
		`UPDATE calendar_days SET name = 'lain'`, `DELETE FROM calendar_days`,
		`INSERT INTO calendar_days (year, version, day, name, kind, origin, cancelled) VALUES (2026, 1, '2026-05-05', 'Lain', 'libur', 'by-hand', FALSE)`,
	}
	if s.store.Engine() == store.Postgres {
		attacks = append(attacks, `TRUNCATE calendar_days`, `TRUNCATE calendar_years CASCADE`, `SET session_replication_role = replica; DELETE FROM calendar_days`)
	}
	for _, attack := range attacks {
		if _, err := db.ExecContext(s.Context(), attack); err == nil {
			s.Errorf("done: %s", attack)
		}
	}
	inForce(second, next)
}
