package casework_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// TestHandOver proves to whom a task can be given, and that of two who give and take at
// once one wins.
func TestHandOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.withVendor()
		give := func(from, to string) error {
			_, err := w.cases.HandOver(ctx, w.as(from), id, to)
			return err
		}
		offered := func(user string) string {
			found, err := w.cases.Colleagues(ctx, w.as(user), id)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, u := range found {
				names = append(names, u.Username)
			}
			return strings.Join(names, " ")
		}
		if got := offered("pengembang"); got != "" {
			t.Errorf("without a claim: %s", got)
		}
		refused(t, "nothing taken", give("pengembang", "pengembang-pd"), alur.CodeConflict)
		if _, err := w.cases.Claim(ctx, w.as("pengembang"), id, ""); err != nil {
			t.Fatal(err)
		}
		if got := offered("pengembang"); got != "pengembang-pd" {
			t.Errorf("of a team: %s", got)
		}
		for _, to := range []string{"penguji", "verifikator", "vendor", "pengembang", "nobody", ""} {
			refused(t, "to "+to, give("pengembang", to), alur.CodeInvalidData)
		}
		refused(t, "by a tester, who has another task", give("penguji", "penguji-pd"), alur.CodeConflict)
		refused(t, "by no party", give("pemohon", "pengembang-pd"), alur.CodeNotYourParty)
		refused(t, "by another agency", give("pemohon2", "pengembang-pd"), alur.CodeNotFound)
		refused(t, "by an auditor", give("auditor", "pengembang-pd"), alur.CodeReadOnlyRole)
		w.change("pengembang-pd", func(u *alur.User) { u.Active = false })
		refused(t, "to who left", give("pengembang", "pengembang-pd"), alur.CodeInvalidData)
		w.change("pengembang-pd", func(u *alur.User) { u.Active = true })
		refused(t, "to the other member", give("pengembang", "pengembang-pd"), "")
		w.claimed("handed over", id, "pengembang-pd", map[string]casework.Hold{"pengembang-pd": casework.HoldOwn, "pengembang": casework.HoldTaken})
		refused(t, "twice", give("pengembang", "pengembang-pd"), alur.CodeConflict)

		// Giving and taking over at the same moment: the claim is with one of the two.
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = give("pengembang-pd", "pengembang") })
		wg.Go(func() { _, errs[1] = w.cases.Release(ctx, w.as("pengembang-pd"), id) })
		wg.Wait()
		v := w.get("pengembang", id)
		given := errs[0] == nil && len(v.Claims) == 1 && v.Claims[0].By.Username == "pengembang"
		gone := alur.CodeOf(errs[0]) == alur.CodeConflict && len(v.Claims) == 0
		if errs[1] != nil || given == gone {
			t.Errorf("at once: %v, %v, claims %+v", errs[0], errs[1], v.Claims)
		}
		w.sound()
	})
}

// TestTeamLoads counts teams of open requests only, and of the present members.
func TestTeamLoads(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		loads := func(want map[string]int) {
			t.Helper()
			got, err := w.cases.TeamLoads(t.Context(), []string{"pengembang", "penguji", "kepala", "verifikator", "nobody"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("loads (-want +got):\n%s", diff)
			}
		}
		loads(map[string]int{})
		one := w.withVendor()
		w.withVendor()
		loads(map[string]int{"pengembang": 2, "penguji": 2})
		w.act("verifikator", one, "ubah-tim", m{"tim-pendamping": []string{"kepala", "pengembang-pd"}, "sk-tim": string(w.upload("verifikator", one, "sk-tim").ID), "alasan": "Pindah"})
		loads(map[string]int{"pengembang": 1, "penguji": 2, "kepala": 1})
		w.act("kepala", one, "hentikan", m{"alasan": "Batal"})
		loads(map[string]int{"pengembang": 1, "penguji": 1})
	})
}

// TestPicturesAreInTheRecord proves that pictures of findings are verified, rebuilt and
// exported like other documents, and that of many at once only five come in.
func TestPicturesAreInTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inTest()
		w.must(w.cases.AddFinding(ctx, w.as("penguji"), id, finding, casework.Options{}))
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { errs[i] = w.picture(ctx, "penguji", id, i) })
		}
		wg.Wait()
		taken := 0
		for _, err := range errs {
			switch alur.CodeOf(err) {
			case "":
				taken++
			case alur.CodeInvalidData, alur.CodeConflict:
			default:
				t.Error(err)
			}
		}
		v := w.get("auditor", id)
		if got := len(v.State.Pictures(1)); got != taken || taken > 5 || taken == 0 {
			t.Errorf("%d pictures taken, %d there", taken, got)
		}
		w.act("penguji", id, "usulkan-perbaikan", nil)
		if err := w.picture(ctx, "pengembang", id, 9); err != nil {
			t.Error(err)
		}
		w.sound()
		var out strings.Builder
		if err := w.audit().Export(ctx, id, &out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), `"finding":1`) {
			t.Error("the export does not say of which finding a picture is")
		}
		python(t, out.String(), true)
	})
}
