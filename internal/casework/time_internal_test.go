package casework

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/flow"
)

// TestFoldOthers: a third party's own time stays, alone and with others; the rest is one.
func TestFoldOthers(t *testing.T) {
	t.Parallel()
	city, err := calendar.New(calendar.CivilService(), calendar.Shipped()...)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // Monday 08.00 WIB
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	spans := []flow.Custody{
		{Holder: flow.HeldByICT, Since: start, Until: hour(1)},
		{Holder: flow.HeldJointly, Third: true, Since: hour(1), Until: hour(2)},
		{Holder: flow.HeldByVendor, Since: hour(2), Until: hour(3)},
		{Holder: flow.HeldJointly, Since: hour(3), Until: hour(4)}, // until 12.00
		{Holder: flow.HeldByTeam, Party: "tim-penguji", Since: hour(5), Until: hour(6)},
		{Holder: flow.HeldByVendor, Since: hour(6)},
	}
	for what, x := range map[string]struct {
		spans []flow.Custody
		want  []TimeRow
	}{
		"everybody": {spans, []TimeRow{
			{Holder: flow.HeldByICT, Minutes: 60}, {Holder: flow.HeldByTeam, Party: "tim-penguji", Minutes: 60}, {Holder: flow.HeldByVendor, Minutes: 120, Now: true}, {Holder: flow.HeldJointly, Minutes: 120},
		}},
		"the vendor": {foldOthers(spans), []TimeRow{
			{Holder: flow.HeldByVendor, Minutes: 120, Now: true}, {Holder: flow.HeldJointly, Minutes: 60}, {Holder: HeldByOthers, Minutes: 180},
		}},
	} {
		got := workingTime(city, x.spans, start, nil, hour(7))
		if d := cmp.Diff(x.want, got.Rows); d != "" || got.Total != 360 {
			t.Errorf("%s: %d minutes (-want +got):\n%s", what, got.Total, d)
		}
	}
}
