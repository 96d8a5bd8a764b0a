package casework_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

func (w *world) workingTime(user string, id alur.RequestID) *casework.WorkingTime {
	w.t.Helper()
	out, err := w.cases.WorkingTime(w.t.Context(), w.as(user), id)
	if err != nil {
		w.t.Fatalf("%s: %v", user, err)
	}
	sum := 0
	for _, r := range out.Rows {
		sum += r.Minutes
	}
	if sum != out.Total {
		w.t.Errorf("%s: the parts are %d minutes, the whole is %d", user, sum, out.Total)
	}
	return out
}

// holidays puts a calendar in force in which one Wednesday is closed.
func (w *world) holidays(version int, closed string) {
	w.t.Helper()
	ctx := w.t.Context()
	y := alur.CalendarYear{Year: 2026, Version: version, At: w.clock.Now(), Holidays: []alur.Holiday{{Date: closed, Name: "Hari contoh", Kind: alur.HolidayNational, Origin: alur.HolidayImported}}}
	if err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.AddCalendarYear(ctx, y) }); err != nil {
		w.t.Fatal(err)
	}
}

// TestWorkingTime counts a request by hand: from Monday 10.04 WIB on, with a holiday, a
// pause and a calendar that changes afterwards.
func TestWorkingTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const day = 24 * time.Hour
		draft := w.create("swakelola")
		if got := w.workingTime("pemohon", draft); got.Rows != nil || !got.Since.IsZero() {
			t.Errorf("a draft: %+v", got)
		}
		id := w.submitted("swakelola") // Monday 10.04
		if got := w.workingTime("pemohon", id); got.Total != 0 || cmp.Diff([]int{2026}, got.Unknown) != "" {
			t.Errorf("just submitted, without a calendar: %+v", got)
		}
		w.holidays(1, "2026-11-25")
		w.clock.Pass(3 * day) // Thursday: Monday 296 minutes, Tuesday 450, Thursday 154
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
		}
		w.act("pemohon", id, "serahkan", nil)
		w.clock.Pass(2 * time.Hour) // until 12.04
		w.act("verifikator", id, "jeda", m{"sebab": "menunggu-anggaran", "alasan": "APBD"})
		w.clock.Pass(day) // Friday 12.04, in the break
		w.comment("pemohon", id, "Sudah ada?", alur.AudienceAll)
		agency, reviewers, budget := 296+450+154, 116, 180+240
		want := &casework.WorkingTime{
			Since: time.Date(2026, 11, 23, 3, 4, 5, 678_000, time.UTC), Until: w.clock.Now(), Total: agency + reviewers + budget,
			Rows: []casework.TimeRow{
				{Holder: flow.HeldByAgency, Minutes: agency}, {Holder: flow.HeldByICT, Minutes: reviewers}, {Holder: flow.HeldByBudget, Minutes: budget, Now: true},
			},
		}
		for _, user := range []string{"pemohon", "verifikator", "auditor"} {
			if d := cmp.Diff(want, w.workingTime(user, id)); d != "" {
				t.Errorf("%s (-want +got):\n%s", user, d)
			}
		}
		w.holidays(2, "2026-11-24")
		if got := w.workingTime("pemohon", id); got.Total != want.Total || got.Rows[0].Minutes != agency {
			t.Errorf("another day is closed, as long: %+v", got)
		}
		w.holidays(3, "2026-12-31")
		if got := w.workingTime("pemohon", id); got.Rows[0].Minutes != agency+450 {
			t.Errorf("a holiday less: %+v", got)
		}
		w.clock.Pass(3 * day)
		w.act("verifikator", id, "lanjutkan", nil)
		w.review(id, "rejected", "Tidak sesuai")
		w.act("verifikator", id, "tolak", m{"alasan": "Tidak sesuai"})
		ended := w.workingTime("pemohon", id)
		w.clock.Pass(30 * day)
		if got := w.workingTime("pemohon", id); !got.Ended || cmp.Diff(ended, got) != "" {
			t.Errorf("after the end time passes (-then +now):\n%s", cmp.Diff(ended, got))
		}
		for _, user := range []string{"pemohon2", "vendor"} {
			if _, err := w.cases.WorkingTime(t.Context(), w.as(user), id); alur.CodeOf(err) != alur.CodeNotFound {
				t.Errorf("%s: %v", user, err)
			}
		}
	})
}

// TestWorkingTimeOfThirdParties: their own part and the whole, and nobody else's.
func TestWorkingTimeOfThirdParties(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.withVendor()
	w.clock.Pass(24 * time.Hour)
	all, own := w.workingTime("verifikator", id), w.workingTime("vendor", id)
	want := []casework.TimeRow{{Holder: casework.HeldByOthers, Minutes: 450, Now: true}}
	if d := cmp.Diff(want, own.Rows); d != "" || all.Total != 450 || all.Rows[0].Holder == casework.HeldByOthers {
		t.Errorf("of %+v the vendor sees (-want +got):\n%s", all, d)
	}
}
