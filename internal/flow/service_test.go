package flow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// TestService: a service fills in and uploads for its agency; what persons answer for is
// refused, whatever roles it has, and nobody can be asked to meet one or put one into a team.
func TestService(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	robot := w.people["pemohon"]
	robot.Username, robot.Name, robot.Service = "dasbor", "dasbor", true
	w.people["dasbor"] = robot
	judge := w.people["verifikator"]
	judge.Username, judge.Name, judge.Service, judge.Roles = "penilai", "penilai", true, []alur.Role{alur.RoleReviewer, alur.RoleHead}
	w.people["penilai"] = judge

	w.do("dasbor", flow.Create{Flow: "swakelola"})
	w.do("dasbor", set(letter()))
	w.upload("dasbor", "surat")
	for _, v := range w.reg.Actions(w.state, w.env("dasbor")) {
		if v.Mine || v.Allowed {
			t.Errorf("%s is offered to a service", v.Action.ID)
		}
	}
	w.refused("dasbor", act("ajukan", nil), alur.CodePersonRequired)
	w.refused("dasbor", act("tarik", m{"alasan": "Batal"}), alur.CodePersonRequired)
	if _, err := w.reg.CheckClaim(w.state, w.env("dasbor")); alur.CodeOf(err) != alur.CodePersonRequired {
		t.Errorf("a claim: %v", err)
	}
	w.do("pemohon", act("ajukan", nil))
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("dasbor", kind)
	}
	w.do("pemohon", act("serahkan", nil))
	w.refused("penilai", flow.ReviewDocument{ID: w.state.Documents[0].ID, Verdict: flow.Accepted}, alur.CodePersonRequired)
	w.reviewAll("verifikator")
	w.refused("penilai", act("terima", nil), alur.CodePersonRequired)
	w.do("verifikator", act("terima", nil))
	if got, want := w.refused("verifikator", set(m{"jadwal": w.meeting("pemohon", "dasbor")}), alur.CodeInvalidData), []string{"invalid-item jadwal.attendees"}; cmp.Diff(want, got) != "" {
		t.Errorf("a meeting with a service: %v", got)
	}
	w.do("verifikator", set(m{"jadwal": w.meeting("pemohon", "verifikator")}))
	// A signature comes before it is asked whether there is such an item here.
	w.refused("penilai", flow.Sign{Item: "jadwal"}, alur.CodePersonRequired)
}
