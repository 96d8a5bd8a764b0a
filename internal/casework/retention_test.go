package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
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
		// Whoever takes the draft up again is asked for the people once more.
		w.upload("pemohon", old, "surat")
		_, err := w.cases.Act(t.Context(), w.as("pemohon"), old, "ajukan", nil, "", casework.Options{})
		refused(t, "an erased draft", err, alur.CodeBlocked)
		for _, want := range []string{"missing-item penanda-tangan.name", "missing-item narahubung.phone"} {
			if got := blockersOf(err); !slices.Contains(got, want) {
				t.Errorf("blockers %v, want %s too", got, want)
			}
		}
		again := letter()
		w.patch("pemohon", old, m{"penanda-tangan": again["penanda-tangan"], "narahubung": again["narahubung"]})
		w.act("pemohon", old, "ajukan", nil)
		w.verify()
	})
}

// TestSweepDraftsLooksAgain: a draft that somebody changes or submits after the sweep has
// found it keeps its people.
func TestSweepDraftsLooksAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		edited, sent, left := w.create("swakelola"), w.create("swakelola"), w.create("swakelola")
		w.upload("pemohon", sent, "surat")
		w.clock.Pass(time.Hour)
		found := w.clock.Now()
		w.clock.Pass(time.Minute)
		w.patch("pemohon", edited, m{"perihal": "Lain"})
		w.act("pemohon", sent, "ajukan", nil)
		for _, x := range []struct {
			what   string
			id     alur.RequestID
			before time.Time
			want   int
		}{
			{"edited", edited, found, 0}, {"submitted", sent, found, 0}, {"submitted long ago", sent, w.clock.Now().Add(time.Hour), 0},
			{"left", left, found, 2}, {"left, a second time", left, found, 0}, {"edited long ago", edited, w.clock.Now(), 2},
		} {
			if n, err := casework.EraseStale(w.cases, t.Context(), x.id, x.before); n != x.want || err != nil {
				t.Errorf("%s: %d values erased, want %d: %v", x.what, n, x.want, err)
			}
		}
		w.verify()
	})
}
