package flow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// drawSeats lets random people give random people's seats to others.
func drawSeats(t *rapid.T, who *string) flow.Command {
	if rapid.IntRange(0, 3).Draw(t, "admin?") > 0 {
		*who = "admin"
	}
	return flow.HandSeats{
		From: rapid.SampledFrom(everybody).Draw(t, "from"), To: rapid.SampledFrom(append([]string{"nobody"}, everybody...)).Draw(t, "to"),
		Reason: rapid.SampledFrom([]string{"Pensiun", ""}).Draw(t, "reason"), Check: rapid.IntRange(0, 4).Draw(t, "check") == 0,
	}
}

// checkTeams holds what must be true of teams in force, whoever changed them.
func (w *world) checkTeams() {
	w.t.Helper()
	taken := map[string]alur.PartyID{}
	for _, p := range w.reg.Plan(w.state.Flow, w.state.FlowVersion).Parties {
		members := w.state.Teams[p.ID]
		if p.Source != flow.SourceTeam || len(members) == 0 {
			continue
		}
		var named []string
		if raw := w.state.Value(p.Stage, p.Item); raw != nil {
			named = strings.Split(strings.Trim(string(raw), `[]"`), `","`)
		}
		if !slices.Equal(members, named) {
			w.t.Fatalf("%s is %v, its item says %v", p.ID, members, named)
		}
		agencies := map[alur.AgencyID]bool{}
		for i, n := range members {
			u, ok := w.people[n]
			if !ok || u.ReadOnly() || u.ThirdParty() || slices.Contains(members[:i], n) {
				w.t.Fatalf("%s has %s: %v", p.ID, n, members)
			}
			agencies[u.Agency] = true
			if other := taken[n]; other != "" && w.state.Flow == "swakelola" {
				w.t.Fatalf("%s is in %s and in %s", n, other, p.ID)
			}
			taken[n] = p.ID
		}
		if !agencies[ict] || !agencies[w.state.Agency] {
			w.t.Fatalf("%s is not of both agencies: %v", p.ID, members)
		}
	}
}

// toTeams walks to the forming of the teams.
func (w *world) toTeams() {
	w.t.Helper()
	w.toDecision("pemohon", "swakelola")
	w.do("kepala", act("setujui", nil))
	w.expectStage("pembentukan-tim")
}

func TestHandSeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.people["sekretaris"] = alur.User{Username: "sekretaris", Agency: health, AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleMember}, Active: true}
	w.people["admin-pd"] = alur.User{Username: "admin-pd", Agency: health, AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleAgencyAdmin}, Active: true}
	give := func(from, to string) flow.HandSeats { return flow.HandSeats{From: from, To: to, Reason: "Pensiun"} }
	w.toTeams()

	// A seat that is only proposed goes over as well; it is judged when the team is formed.
	w.do("verifikator", set(m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}}))
	w.do("admin", give("penguji-pd", "sekretaris"))
	if seats := w.reg.Seats(w.state, "sekretaris", w.now); len(seats) != 1 || !seats[0].Proposed || seats[0].Party != "tim-penguji" {
		t.Fatalf("seats %v", seats)
	}
	w.do("admin", give("sekretaris", "penguji-pd"))
	w.upload("verifikator", "sk-tim")
	w.do("verifikator", act("tetapkan", nil))
	w.checkTeams()

	// Who may, and what the rules of teams say.
	for _, who := range []string{"verifikator", "kepala", "pemohon", "pengembang", "vendor", "auditor"} {
		w.refused(who, give("penguji-pd", "sekretaris"), alur.CodeNotYourParty)
	}
	w.refused("admin-pd", give("penguji", "verifikator"), alur.CodeNotYourParty) // of another agency
	for _, c := range []struct{ from, to, want string }{
		{"penguji-pd", "pengembang-pd", "team-overlap tim-penguji"},
		{"penguji-pd", "verifikator", "team-needs-both-agencies tim-penguji"},
		{"penguji-pd", "penguji", "invalid-input tim-penguji"}, // a member already
		{"penguji-pd", "pemohon2", "invalid-input tim-penguji"},
		{"penguji-pd", "auditor", "invalid-input tim-penguji"},
		{"penguji-pd", "admin", "invalid-input tim-penguji"},
		{"penguji-pd", "vendor", "invalid-input tim-penguji"},
		{"penguji-pd", "nobody", "invalid-input tim-penguji"},
		{"penguji-pd", "penguji-pd", "invalid-input tim-penguji"},
	} {
		if got := w.refused("admin", give(c.from, c.to), alur.CodeInvalidData); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s to %s: %v, want %s", c.from, c.to, got, c.want)
		}
	}
	if got := w.refused("admin", flow.HandSeats{From: "penguji-pd", To: "sekretaris"}, alur.CodeInvalidData); got[0] != "missing-input reason" {
		t.Errorf("without a reason: %v", got)
	}
	if res := w.do("admin", flow.HandSeats{From: "penguji-pd", To: "sekretaris", Reason: "x", Check: true}); len(res.Drafts) != 0 {
		t.Error("a check wrote something")
	}
	if res := w.do("admin", give("kepala", "verifikator")); len(res.Drafts) != 0 {
		t.Error("somebody without a seat handed something over")
	}

	// The agency's own admin may, for people of the agency; what is signed goes on.
	res := w.do("admin-pd", give("penguji-pd", "sekretaris"))
	if len(res.Drafts) != 1 || res.Drafts[0].Type != alur.EventSeatHandedOver || res.Drafts[0].Party != "" {
		t.Fatalf("drafts %v", res.Drafts)
	}
	w.checkTeams()
	if got := w.reg.PartiesOf(w.state, w.people["penguji-pd"], ict); len(got) != 0 {
		t.Errorf("the one who left is still %v", got)
	}
	if got := w.reg.PartiesOf(w.state, w.people["sekretaris"], ict); !slices.Contains(got, "tim-penguji") {
		t.Errorf("the successor is %v", got)
	}
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		t.Fatalf("replay differs\n%s\n%s", got, want)
	}

	// Not after the end.
	w.do("kepala", act("hentikan", m{"alasan": "Anggaran"}))
	w.refused("admin", give("sekretaris", "penguji-pd"), alur.CodeRequestEnded)
	if seats := w.reg.Seats(w.state, "sekretaris", w.now); len(seats) != 0 {
		t.Errorf("seats after the end: %v", seats)
	}
}

func TestHandSeatsAtMeetings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.toVerification("pemohon", "swakelola")
	w.reviewAll("verifikator")
	w.do("verifikator", act("terima", nil))
	start := w.now.Add(48 * time.Hour)
	w.do("verifikator", set(m{"jadwal": m{"start": start.Format(time.RFC3339), "place": "Aula", "attendees": []string{"verifikator", "pemohon", "pengembang"}}}))
	give := func(to string) flow.HandSeats { return flow.HandSeats{From: "pengembang", To: to, Reason: "Mutasi"} }
	if got := w.refused("admin", give("pemohon2"), alur.CodeInvalidData); len(got) != 1 || got[0] != "invalid-input jadwal" {
		t.Errorf("to somebody whom it does not concern: %v", got)
	}
	w.do("admin", give("penguji"))
	if got := string(w.state.Value("presentasi", "jadwal")); !strings.Contains(got, `"attendees":["verifikator","pemohon","penguji"]`) || !strings.Contains(got, `"place":"Aula"`) {
		t.Errorf("the meeting is %s", got)
	}
	// Who is there already does not come twice.
	w.do("admin", flow.HandSeats{From: "penguji", To: "verifikator", Reason: "Mutasi"})
	if got := string(w.state.Value("presentasi", "jadwal")); !strings.Contains(got, `"attendees":["verifikator","pemohon"]`) {
		t.Errorf("the meeting is %s", got)
	}
	// What has begun stays as it was.
	w.now = start.Add(time.Minute)
	if res := w.do("admin", flow.HandSeats{From: "verifikator", To: "penguji", Reason: "Mutasi"}); len(res.Drafts) != 0 {
		t.Error("a meeting that has begun lost an attendee")
	}
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		t.Fatalf("replay differs\n%s\n%s", got, want)
	}
}

func TestThirdPartySight(t *testing.T) {
	t.Parallel()
	vendor := alur.User{Username: "v", Agency: cvNusa, AgencyKind: alur.AgencyVendor, Roles: []alur.Role{alur.RoleVendor}, Active: true}
	roleOnly := vendor
	roleOnly.AgencyKind = alur.AgencyOffice
	kindOnly := vendor
	kindOnly.Roles = []alur.Role{alur.RoleMember}
	for _, u := range []alur.User{vendor, roleOnly, kindOnly} {
		if !u.ThirdParty() {
			t.Errorf("%v is not taken for a third party", u)
		}
	}
	running := &flow.State{Agency: health, Vendor: cvNusa, Status: alur.StatusOpen}
	if !flow.Sees(running, vendor) || flow.Sees(running, roleOnly) || flow.Sees(running, kindOnly) {
		t.Error("an appointed vendor sees its request, and nobody who only half is one")
	}
	for _, status := range alur.Statuses {
		s := &flow.State{Agency: health, Vendor: cvNusa, Status: status}
		if got := flow.Sees(s, vendor); got != (status == alur.StatusOpen || status == alur.StatusCompleted) {
			t.Errorf("%s: sees %v", status, got)
		}
	}
	running.Vendor = cvLain
	if flow.Sees(running, vendor) {
		t.Error("a vendor that was replaced still sees the request")
	}
}

func TestClosedAgency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*alur.Agency)
		open   bool
	}{
		{"last day", func(a *alur.Agency) { a.Until = "2026-11-23" }, true},
		{"over", func(a *alur.Agency) { a.Until = "2026-11-22" }, false},
		{"first day", func(a *alur.Agency) { a.From = "2026-11-23" }, true},
		{"not yet", func(a *alur.Agency) { a.From = "2026-11-24" }, false},
		{"inactive", func(a *alur.Agency) { a.Active = false }, false},
	} {
		w := newWorld(t, health)
		a := w.agencies[health]
		c.change(&a)
		w.agencies[health] = a
		for who, cmd := range map[string]flow.Create{"pemohon": {Flow: "swakelola"}, "verifikator": {Flow: "swakelola", Agency: health}} {
			_, err := w.reg.Step(flow.NewState(w.state.Request, health), cmd, w.env(who))
			if (err == nil) != c.open {
				t.Errorf("%s, by %s: %v", c.name, who, err)
			}
		}
		// What it has goes on.
		w.agencies[health] = alur.Agency{ID: health, Kind: alur.AgencyOffice, Active: true}
		w.do("pemohon", flow.Create{Flow: "swakelola"})
		w.agencies[health] = a
		w.do("pemohon", set(m{"judul": "Antrean"}))
	}
}
