package text

import (
	"testing"
	"time"

	"github.com/alur-id/alur"
)

func TestStandIn(t *testing.T) {
	t.Parallel()
	for _, k := range alur.StandInKinds {
		if name, hint := StandInGround(k); StandInKind(k) == string(k) || name == string(k) || hint == "" {
			t.Errorf("%s has no words", k)
		}
	}
	for field, reasons := range map[string][]string{
		"username": {"required", "unknown", "same-person", "inactive", "wrong-role", "wrong-agency"},
		"absent":   {"required", "unknown", "no-office", "inactive"},
		"kind":     {"required", "unknown"},
		"from":     {"required", "bad-date"},
		"until":    {"required", "bad-date", "past-date", "before-start", "too-long"},
		"basis":    {"too-long", "bad-characters"},
	} {
		for _, reason := range reasons {
			if StandInFault(field, reason) == "" {
				t.Errorf("%s %s has no sentence", field, reason)
			}
		}
	}
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, alur.Jakarta)
	for end, want := range map[time.Time]string{
		day.AddDate(0, 0, 2):     "Senin, 23 Nov 2026 sampai Selasa, 24 Nov 2026",
		day.Add(34 * time.Hour):  "Senin, 23 Nov 2026, diakhiri Selasa, 24 Nov 2026 pukul 10.00 WIB",
		day.Add(24 * time.Hour):  "Senin, 23 Nov 2026 sampai Senin, 23 Nov 2026",
		day.Add(240 * time.Hour): "Senin, 23 Nov 2026 sampai Rabu, 2 Des 2026",
	} {
		if got := StandInPeriod(day, end); got != want {
			t.Errorf("%s: %q, want %q", end, got, want)
		}
	}
}

// TestActedFor: the ground stands beside the name on every act, and the office's line in papers.
func TestActedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind              alur.StandInKind
		acted, line, told string
	}{
		{alur.StandInActing, "Rino a.n. Endang (Plt)", "Plt. Kepala Dinas", "Anda bertindak a.n. Endang (Plt)."},
		{alur.StandInDaily, "Rino a.n. Endang (Plh)", "Plh. Kepala Dinas", "Anda bertindak a.n. Endang (Plh)."},
		{alur.StandInLeave, "Rino a.n. Endang (pengganti cuti)", "pengganti cuti Kepala Dinas", "Anda bertindak a.n. Endang (pengganti cuti)."},
	} {
		if acted, line, told := ActedFor("Rino", "Endang", c.kind), StandsAs(c.kind, "Kepala Dinas"), ActsFor(c.kind, "Endang"); acted != c.acted || line != c.line || told != c.told {
			t.Errorf("%s: %q %q %q", c.kind, acted, line, told)
		}
	}
	if got := ActedFor("Rino", "Endang", ""); got != "Rino a.n. Endang" {
		t.Errorf("a ground that is not known: %q", got)
	}
}
