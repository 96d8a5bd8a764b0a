package flow_test

import (
	"slices"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// TestSigners: every paper of every flow has somebody who signs it, who may enter the
// signed file as well.
func TestSigners(t *testing.T) {
	t.Parallel()
	want := map[string]map[alur.FlowID][]alur.PartyID{
		"bast":            {"swakelola": {"kepala-kominfo", "pemohon"}},
		"surat-penolakan": {"swakelola": {"kepala-kominfo"}},
	}
	for _, plan := range shipped().Plans() {
		for _, k := range flow.PaperKinds() {
			signers := k.Signers(plan)
			if (len(signers) == 0) != (len(k.Parties(plan)) == 0) {
				t.Errorf("%s of %s: nobody signs", k.ID, plan.Flow)
			}
			for _, id := range signers {
				if !slices.Contains(k.Registrars(plan), id) {
					t.Errorf("%s of %s: %s signs and may not enter it", k.ID, plan.Flow, id)
				}
			}
			if w, ok := want[k.ID][plan.Flow]; ok && !slices.Equal(w, signers) {
				t.Errorf("%s of %s is signed by %v", k.ID, plan.Flow, signers)
			}
		}
	}
}
