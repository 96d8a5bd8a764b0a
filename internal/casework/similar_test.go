package casework_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// TestSimilar proves what is found for whom, and what is not told of what others own.
func TestSimilar(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		titled := func(user, title string, submit bool) alur.RequestID {
			w.clock.Set(w.clock.Now().Add(time.Minute))
			data := letter()
			data["judul"] = title
			data["ringkasan"] = "Rekam jejak rahasia."
			id := w.must(w.cases.Create(t.Context(), w.as(user), "swakelola", data.raw(), casework.Options{})).View.ID
			if submit {
				w.upload(user, id, "surat")
				w.act(user, id, "ajukan", nil)
			}
			return id
		}
		own := titled("pemohon", "Sistem Antrean Puskesmas", true)
		other := titled("pemohon2", "Antrean Loket Daring", true)
		gone := titled("pemohon2", "Antrean Rumah Sakit", true)
		w.act("pemohon2", gone, "tarik", m{"alasan": "Batal"})
		titled("pemohon2", "Antrean yang masih draf", false)
		titled("pemohon2", "Perpustakaan Sekolah", true)

		const open, withdrawn = alur.StatusOpen, alur.StatusWithdrawn
		mine := casework.Similar{Title: "Sistem Antrean Puskesmas", Agency: "Nama " + string(health), Status: open}
		theirs := casework.Similar{Title: "Antrean Loket Daring", Agency: "Nama " + string(school), Status: open}
		ended := casework.Similar{Title: "Antrean Rumah Sakit", Agency: "Nama " + string(school), Status: withdrawn}
		seen := func(s casework.Similar, id alur.RequestID) casework.Similar {
			s.Request = id
			return s
		}
		for what, c := range map[string]struct {
			user, name string
			except     alur.RequestID
			want       []casework.Similar
		}{
			"of another agency":           {"pemohon", "Antrean", "", []casework.Similar{theirs, seen(mine, own), ended}},
			"while it is typed":           {"pemohon2", "sistem antr", "", []casework.Similar{seen(theirs, other), mine, seen(ended, gone)}},
			"who sees all":                {"auditor", "Antrean", "", []casework.Similar{seen(theirs, other), seen(mine, own), seen(ended, gone)}},
			"who sees nothing":            {"vendor", "Antrean", "", []casework.Similar{theirs, mine, ended}},
			"most words first":            {"pemohon2", "Antrean Puskesmas", "", []casework.Similar{mine, seen(theirs, other), seen(ended, gone)}},
			"half of the words":           {"pemohon2", "Antrean Kelurahan Ledok", "", nil},
			"but itself":                  {"pemohon", "Antrean Puskesmas", own, []casework.Similar{theirs, ended}},
			"common words alone":          {"pemohon", "Sistem Informasi Layanan Digital", "", nil},
			"too short":                   {"pemohon", "an", "", nil},
			"nothing":                     {"pemohon", "", "", nil},
			"what stands in a summary":    {"pemohon", "rahasia", "", nil},
			"what an agency is called":    {"pemohon", "pendidikan", "", nil},
			"operators of search engines": {"pemohon", `antrean" OR "x* & | ! ( :* '`, "", []casework.Similar{theirs, seen(mine, own), ended}},
		} {
			got, err := w.cases.Similar(t.Context(), w.as(c.user), c.name, c.except)
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
			}
		}
	})
}
