// Package flowtest knows, for tests that lead requests through the shipped flows, what may
// stand in an item and which of the tests' people is which party.
//
// The people go by their user names: those of Dinas Kesehatan end in -pd or are the
// requester's, the vendor is of cv-nusa. Start reading at [Value].
package flowtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// ThirdParty is the flow in which a vendor builds.
const ThirdParty alur.FlowID = "pihak-ketiga"

// ActsFor is the user who does what a party has to do.
var ActsFor = map[alur.PartyID]string{
	"pemohon": "pemohon", "kominfo": "verifikator", "kepala-kominfo": "kepala", "tim-pengembang": "pengembang", "tim-pendamping": "pengembang",
	"tim-penguji": "penguji", "pihak-ketiga": "vendor",
}

// Parties says what a user is on a request in the stage, by flows.md. The teams and the
// third party are appointed at the end of stage 7; a third party is rid of what was stopped.
func Parties(plan *flow.Plan, stage *flow.Stage, stopped bool, user string) []alur.PartyID {
	appointed := stage.Number > 7
	third := plan.Flow == ThirdParty
	switch user {
	case "pemohon":
		return []alur.PartyID{"pemohon"}
	case "verifikator":
		return []alur.PartyID{"kominfo"}
	case "kepala":
		return []alur.PartyID{"kepala-kominfo"}
	case "pengembang", "pengembang-pd":
		if appointed && third {
			return []alur.PartyID{"tim-pendamping"}
		}
		if appointed {
			return []alur.PartyID{"tim-pengembang"}
		}
	case "penguji", "penguji-pd":
		if appointed {
			return []alur.PartyID{"tim-penguji"}
		}
	case "vendor":
		if appointed && third && !stopped {
			return []alur.PartyID{"pihak-ketiga"}
		}
	}
	return nil
}

type m = map[string]any

// Value is a complete value of an item that is set, in the form that JSON has. Meetings
// are held in the last two hours before now.
func Value(plan *flow.Plan, it *flow.Item, now time.Time) any {
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		return 40
	case flow.KindDate:
		return "2026-11-20"
	case flow.KindChoice:
		return it.Options[0].ID
	case flow.KindURL:
		return "https://contoh.example/x"
	case flow.KindPerson:
		if it.ID == "narahubung" {
			return m{"name": "Wati Contoh", "phone": "+6281200000000", "email": "wati@contoh.example"}
		}
		return m{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011995031001"}
	case flow.KindChecklist:
		return each(it.Options, m{"state": "done"})
	case flow.KindVerdicts:
		return each(it.Aspects, m{"verdict": it.Verdicts[0].ID, "note": "Catatan"})
	case flow.KindMeeting:
		return meeting(now, attendees(plan, it)...)
	case flow.KindMilestones:
		return []m{{"title": "Analisis", "due": "2027-01-10"}}
	case flow.KindLog:
		var out []m
		for _, o := range it.Options {
			out = append(out, m{"kind": o.ID, "date": "2026-11-20", "text": "Catatan"})
		}
		return out
	case flow.KindTeam:
		if it.ID == "tim-penguji" {
			return []string{"penguji", "penguji-pd"}
		}
		return []string{"pengembang", "pengembang-pd"}
	case flow.KindVendor:
		return m{"agency": "cv-nusa", "basis": "tender", "number": "1", "date": "2026-11-20"}
	}
	return fmt.Sprintf("Isian %s", it.ID)
}

// meeting is one of an hour that ended an hour before now.
func meeting(now time.Time, attendees ...string) m {
	at := func(d time.Duration) string { return now.Add(d).In(alur.Jakarta).Format(time.RFC3339) }
	return m{"start": at(-2 * time.Hour), "end": at(-time.Hour), "place": "Ruang Aptika", "attendees": attendees}
}

// attendees are whom a meeting needs: the builders and the testers where something is
// shown or taught, else both sides of the request.
func attendees(plan *flow.Plan, it *flow.Item) []string {
	switch {
	case !strings.HasPrefix(string(it.ID), "kegiatan"):
		return []string{"verifikator", "pemohon"}
	case plan.Flow == ThirdParty:
		return []string{"pengembang", "penguji", "vendor"}
	}
	return []string{"pengembang", "penguji"}
}

// each gives every option the same value.
func each(options []flow.Option, v any) m {
	out := m{}
	for _, o := range options {
		out[o.ID] = v
	}
	return out
}
