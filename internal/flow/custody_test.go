package flow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/racetest"
)

func (w *world) custody(events []alur.Event) []flow.Custody {
	w.t.Helper()
	out, err := w.reg.Custody(w.state.Request, w.state.Agency, events)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// clip is what had been known of a ledger at a moment.
func clip(all []flow.Custody, at time.Time) []flow.Custody {
	var out []flow.Custody
	for _, c := range all {
		if !c.Since.Before(at) {
			break
		}
		if c.Until.IsZero() || c.Until.After(at) {
			c.Until = at
		}
		out = append(out, c)
	}
	return out
}

// TestCustodySums holds, over random histories with days between their events, that every
// minute between submission and end has exactly one holder, that what was known at any
// moment stays true, and that the last holder is the one who has the ball.
func TestCustodySums(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	city, err := calendar.New(calendar.CivilService(), calendar.Shipped()...)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[flow.Holder]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, rapid.SampledFrom([]alur.AgencyID{health, ict}).Draw(t, "requester"))
		owner := map[alur.AgencyID]string{health: "pemohon", ict: "rangkap"}[w.state.Agency]
		id := rapid.SampledFrom([]string{"swakelola", "pihak-ketiga"}).Draw(t, "flow")
		if rapid.Bool().Draw(t, "late") {
			w.toDecision(owner, id)
		} else {
			w.do(owner, flow.Create{Flow: alur.FlowID(id)})
		}
		for range rapid.IntRange(0, 120).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "wait") == 0 {
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 15*24*60).Draw(t, "minutes")) * time.Minute)
			}
			switch rapid.IntRange(0, 12).Draw(t, "what") {
			case 0:
				who := rapid.SampledFrom(everybody).Draw(t, "who")
				cmd := drawCommand(t, w, &who)
				_, _ = w.try(who, cmd)
			case 1:
				cause := rapid.SampledFrom([]string{"menunggu-anggaran", "menunggu-pihak-luar", "lainnya"}).Draw(t, "cause")
				_, _ = w.try("verifikator", act("jeda", m{"sebab": cause, "alasan": "Alasan"}))
			default:
				w.advance(t)
			}
		}
		all := w.custody(w.events)
		if w.state.SubmittedAt == nil {
			if len(all) != 0 {
				t.Fatalf("a draft is held: %v", all)
			}
			return
		}
		end := w.now.Add(time.Duration(rapid.IntRange(1, 5000).Draw(t, "after")) * time.Minute)
		if w.state.EndedAt != nil {
			end = *w.state.EndedAt
		}
		at, minutes := *w.state.SubmittedAt, 0
		for i, c := range all {
			if !c.Since.Equal(at) || i > 0 && c.Holder == all[i-1].Holder && c.Party == all[i-1].Party && c.Third == all[i-1].Third {
				t.Fatalf("a gap, or the same holder twice: %v", all)
			}
			if at = c.Until; at.IsZero() {
				if i != len(all)-1 || w.state.EndedAt != nil {
					t.Fatalf("an earlier stretch lasts: %v", all)
				}
				at = end
			}
			seen[c.Holder]++
			minutes += city.Minutes(c.Since, at)
		}
		if !at.Equal(end) {
			t.Fatalf("held until %s, not until %s: %v", at, end, all)
		}
		if whole := city.Minutes(*w.state.SubmittedAt, end); minutes != whole {
			t.Fatalf("the parts are %d minutes, the whole is %d", minutes, whole)
		}
		known := rapid.IntRange(1, len(w.events)).Draw(t, "known")
		moment := w.events[known-1].At
		if d := cmp.Diff(clip(all, moment), clip(w.custody(w.events[:known]), moment)); d != "" {
			t.Fatalf("at %s another ledger was known (-now +then):\n%s", moment, d)
		}
		if w.state.EndedAt == nil && w.state.Paused != nil {
			if last := all[len(all)-1].Holder; !slices.Contains([]flow.Holder{flow.HeldByBudget, flow.HeldOutside, flow.HeldByPause}, last) {
				t.Fatalf("paused, and held by %s", last)
			}
		}
	})
	for _, h := range flow.Holders {
		if seen[h] == 0 {
			t.Errorf("no history was ever held by %s", h)
		}
	}
}

// TestCustodyOfOneRequest follows a request by hand.
func TestCustodyOfOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola", Data: set(letter()).Items})
	w.upload("pemohon", "surat")
	if got := w.custody(w.events); got != nil {
		t.Errorf("a draft is held: %v", got)
	}
	after := func(d time.Duration, who string, cmd flow.Command) time.Time {
		w.now = w.now.Add(d)
		w.do(who, cmd)
		return w.now
	}
	const day = 24 * time.Hour
	submitted := after(day, "pemohon", act("ajukan", nil))
	for _, k := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("pemohon", k)
	}
	supplied := after(2*day, "pemohon", act("serahkan", nil))
	after(day, "pemohon", flow.Comment{ID: "c1", Text: "Ada kabar?", Audience: alur.AudienceAll}) // moves nothing
	paused := after(day, "verifikator", act("jeda", m{"sebab": "menunggu-anggaran", "alasan": "APBD"}))
	resumed := after(30*day, "verifikator", act("lanjutkan", nil))
	w.reviewAll("verifikator")
	accepted := after(day, "verifikator", act("terima", nil)) // a meeting and a talk: of both
	after(day, "verifikator", flow.Comment{ID: "c2", Text: "Silakan", Audience: alur.AudienceAll})
	want := []flow.Custody{
		{Holder: flow.HeldByAgency, Since: submitted, Until: supplied}, {Holder: flow.HeldByICT, Since: supplied, Until: paused},
		{Holder: flow.HeldByBudget, Since: paused, Until: resumed}, {Holder: flow.HeldByICT, Since: resumed, Until: accepted},
		{Holder: flow.HeldJointly, Since: accepted},
	}
	if d := cmp.Diff(want, w.custody(w.events)); d != "" {
		t.Errorf("custody (-want +got):\n%s", d)
	}
	// A clock that was set back gives no time twice.
	back := slices.Clone(w.events)
	back[len(back)-2].At = submitted
	got := w.custody(back)
	want[3].Until = w.events[len(back)-3].At
	want[4].Since = want[3].Until
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("after a step back (-want +got):\n%s", d)
	}
	if _, err := w.reg.Custody(w.state.Request, w.state.Agency, w.events[1:]); err == nil {
		t.Error("a history with a gap has a ledger")
	}
}
