package casework_test

import (
	"testing"
	"time"

	"github.com/alur-id/alur"
)

// TestSweepDrafts: people named in a draft that nobody goes on with are forgotten when a
// time is set, those of a submitted request and of a draft that is in work are not.
func TestSweepDrafts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const month = 30 * 24 * time.Hour
		named := func() alur.RequestID {
			id := w.create("swakelola")
			w.patch("pemohon", id, m{"narahubung": m{"name": "Wati", "phone": "081200001101", "email": "wati@dinkes.example"}})
			return id
		}
		sweep := func(r alur.Retention, want int) {
			t.Helper()
			if n, err := w.cases.SweepDrafts(t.Context(), r); n != want || err != nil {
				t.Errorf("%d drafts, want %d: %v", n, want, err)
			}
		}
		old, sent := named(), w.submitted("swakelola")
		w.clock.Pass(month - time.Hour)
		fresh := named()
		sweep(alur.Retention{Drafts: month}, 0)
		w.clock.Pass(2 * time.Hour)
		sweep(alur.DefaultRetention, 0)
		sweep(alur.Retention{Drafts: month}, 1)
		sweep(alur.Retention{Drafts: month}, 0)
		for id, want := range map[alur.RequestID]bool{old: false, fresh: true, sent: true} {
			d, _ := w.personData("pemohon")
			has := false
			for _, v := range d.Tables["private_values"] {
				has = has || v["request_id"] == string(id)
			}
			if has != want {
				t.Errorf("%s names people: %v, want %v", id, has, want)
			}
		}
		w.verify()
	})
}
