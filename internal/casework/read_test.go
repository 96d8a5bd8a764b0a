package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// Every way of reading agrees on who sees a request (flows.md, "Parties").
func TestVisibility(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		draft := w.create("swakelola")
		own := w.must(w.cases.Create(ctx, w.as("rangkap"), "swakelola", m{"judul": "Milik Diskominfo"}.raw(), casework.Options{})).View.ID
		appointed := w.withVendor()
		all := []string{"verifikator", "kepala", "rangkap", "auditor", "admin"}
		for what, c := range map[string]struct {
			id  alur.RequestID
			who []string
		}{
			"draft":                    {draft, append(slices.Clone(all), "pemohon", "pengembang-pd", "penguji-pd")},
			"of the ICT agency itself": {own, append(slices.Clone(all), "pengembang", "penguji")},
			"with teams and a vendor":  {appointed, append(slices.Clone(all), "pemohon", "pengembang-pd", "penguji-pd", "pengembang", "penguji", "vendor")},
		} {
			for _, p := range everybody {
				actor, sees := w.as(p.name), slices.Contains(c.who, p.name)
				want := alur.CodeNotFound
				if sees {
					want = ""
				}
				what := what + ", " + p.name
				_, err := w.cases.Get(ctx, actor, c.id)
				refused(t, what+", get", err, want)
				refused(t, what+", visible", w.cases.Visible(ctx, actor, c.id), want)
				_, _, err = w.cases.Comments(ctx, actor, c.id, "", 1)
				refused(t, what+", comments", err, want)
				_, err = w.cases.Act(ctx, actor, c.id, "tarik", nil, "", casework.Options{})
				if got := alur.CodeOf(err) != alur.CodeNotFound; got != sees {
					t.Errorf("%s, act: %v", what, err)
				}
				_, _, err = w.cases.Events(ctx, actor, c.id, "", 1)
				if p.name == "vendor" && sees {
					want = alur.CodeNotYourParty
				}
				refused(t, what+", events", err, want)
				list, _, err := w.cases.List(ctx, actor, casework.ListQuery{Limit: 200})
				if err != nil {
					t.Fatal(err)
				}
				if got := slices.ContainsFunc(list, func(s casework.Summary) bool { return s.ID == c.id }); got != sees {
					t.Errorf("%s, listed: %v", what, got)
				}
				found, _, err := w.cases.List(ctx, actor, casework.ListQuery{Text: "Antrean", Limit: 200})
				if err != nil {
					t.Fatal(err)
				}
				if got := slices.ContainsFunc(found, func(s casework.Summary) bool { return s.ID == c.id }); got != (sees && c.id != own) {
					t.Errorf("%s, found: %v", what, got)
				}
			}
		}
		// A former member of a team does not see it any more.
		w.act("verifikator", appointed, "ubah-tim", m{"tim-pendamping": []string{"rangkap", "pengembang-pd"}, "alasan": "Mutasi"})
		_, err := w.cases.Get(ctx, w.as("pengembang"), appointed)
		refused(t, "former member", err, alur.CodeNotFound)
		w.change("kepala", func(u *alur.User) { u.Active = false })
		_, err = w.cases.Get(ctx, w.as("kepala"), appointed)
		refused(t, "inactive", err, alur.CodeNotFound)
		w.sound()
	})
}

func TestVendorSeesNothingConfidential(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.withVendor()
	const item = "perkiraan-anggaran"
	if got := string(w.get("pemohon", id).State.Value("rapat-koordinasi", item)); got != "85000000" {
		t.Errorf("for pemohon: %s", got)
	}
	v := w.get("vendor", id)
	if got := v.State.Value("rapat-koordinasi", item); got != nil {
		t.Errorf("for the vendor: %s", got)
	}
	if v.State.Value("rapat-koordinasi", "ruang-lingkup") == nil || len(v.Documents) == 0 {
		t.Error("the vendor sees too little")
	}
	if !slices.Equal(v.Parties, []alur.PartyID{"pihak-ketiga"}) {
		t.Errorf("the vendor is %v", v.Parties)
	}
	// The state kept for everybody was not touched.
	if got := string(w.get("pemohon", id).State.Value("rapat-koordinasi", item)); got != "85000000" {
		t.Errorf("for pemohon afterwards: %s", got)
	}
	found, _, err := w.cases.List(t.Context(), w.as("vendor"), casework.ListQuery{Text: "85000000", Limit: 5})
	if err != nil || len(found) != 0 {
		t.Errorf("found %v, %v", found, err)
	}
	list, _, err := w.cases.List(t.Context(), w.as("vendor"), casework.ListQuery{Limit: 5})
	if err != nil || len(list) != 1 || list[0].State.Data != nil || list[0].State.Documents != nil {
		t.Errorf("listed %+v, %v", list, err)
	}
}

func TestViewNamesPeople(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.withVendor()
	v := w.get("auditor", id)
	for _, name := range []string{"pemohon", "verifikator", "kepala", "pengembang", "pengembang-pd", "penguji", "penguji-pd"} {
		if v.People[name].Name != "Orang "+name {
			t.Errorf("%s is %+v", name, v.People[name])
		}
	}
	if v.Organisations["cv-nusa"].Name != "Nama cv-nusa" || v.Agency.Name != "Nama dinas-kesehatan" {
		t.Errorf("organisations %+v, agency %+v", v.Organisations, v.Agency)
	}
	if len(v.Actions) != 0 || len(v.OtherActions) == 0 {
		t.Errorf("the auditor may take %+v", v.Actions)
	}
}

func TestWaitingOnMe(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft, reviewed, teams := w.create("swakelola"), w.inReview("swakelola"), w.withVendor()
		meeting := w.meetingHeld("swakelola") // waits for both signatures
		for user, want := range map[string][]alur.RequestID{
			"pemohon": {draft, meeting}, "verifikator": {reviewed, meeting}, "rangkap": {reviewed, meeting}, "kepala": nil,
			"pengembang": {teams}, "pengembang-pd": {teams}, "penguji": {teams}, "vendor": nil, "vendor2": nil, "pemohon2": nil, "auditor": nil, "admin": nil,
		} {
			list, _, err := w.cases.List(t.Context(), w.as(user), casework.ListQuery{WaitingOnMe: true, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			var got []alur.RequestID
			for _, s := range list {
				got = append(got, s.ID)
				if !s.Mine {
					t.Errorf("%s: %s is not mine", user, s.ID)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", user, diff)
			}
		}
		w.act("kepala", teams, "jeda", m{"sebab": "lainnya", "alasan": "Menunggu"})
		if list, _, err := w.cases.List(t.Context(), w.as("pengembang"), casework.ListQuery{WaitingOnMe: true, Limit: 50}); err != nil || len(list) != 0 {
			t.Errorf("while paused: %v, %v", list, err)
		}
	})
}

func TestListFiltersAndPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var ids []alur.RequestID
		for i := range 7 {
			w.clock.Set(w.clock.Now().Add(time.Minute * time.Duration(i%2))) // some at the same moment
			ids = append(ids, w.must(w.cases.Create(ctx, w.as("pemohon"), []string{"swakelola", "pihak-ketiga"}[i%2], m{"judul": fmt.Sprintf("Sistem nomor %d", i)}.raw(), casework.Options{})).View.ID)
		}
		other := w.otherDraft()
		list := func(q casework.ListQuery) (out []alur.RequestID) {
			t.Helper()
			for {
				page, next, err := w.cases.List(ctx, w.as("auditor"), q)
				if err != nil {
					t.Fatalf("%+v: %v", q, err)
				}
				for _, s := range page {
					out = append(out, s.ID)
				}
				if next == "" {
					return out
				}
				q.Cursor = next
			}
		}
		whole := list(casework.ListQuery{Limit: 200})
		for _, id := range ids {
			if !slices.Contains(whole, id) {
				t.Errorf("the list lacks %s", id)
			}
		}
		for _, limit := range []int{1, 2, 3, 8, 9} {
			if got := list(casework.ListQuery{Limit: limit}); !slices.Equal(got, whole) || len(got) != 8 {
				t.Errorf("pages of %d: %v, want %v", limit, got, whole)
			}
		}
		for what, c := range map[string]struct {
			q    casework.ListQuery
			want int
		}{
			"flow":            {casework.ListQuery{Flow: "pihak-ketiga"}, 3},
			"agency":          {casework.ListQuery{Agency: school}, 1},
			"status":          {casework.ListQuery{Status: alur.StatusOpen}, 8},
			"ended":           {casework.ListQuery{Status: alur.StatusStopped}, 0},
			"stage":           {casework.ListQuery{Stage: "surat-permohonan"}, 8},
			"later stage":     {casework.ListQuery{Stage: "serah-terima"}, 0},
			"words":           {casework.ListQuery{Text: "nomor SIS"}, 7},
			"one of them":     {casework.ListQuery{Text: `"5" OR sistem*`}, 0},
			"agency's name":   {casework.ListQuery{Text: "pendidikan"}, 1},
			"blanks":          {casework.ListQuery{Text: "  "}, 8},
			"no words at all": {casework.ListQuery{Text: "*) --"}, 0},
			"since":           {casework.ListQuery{UpdatedSince: w.clock.Now()}, len(list(casework.ListQuery{Limit: 200, UpdatedSince: w.clock.Now()}))},
			"since the end":   {casework.ListQuery{UpdatedSince: w.clock.Now().Add(time.Microsecond)}, 0},
		} {
			c.q.Limit = 4
			if got := list(c.q); len(got) != c.want {
				t.Errorf("%s: %d found, want %d", what, len(got), c.want)
			}
		}
		if got := list(casework.ListQuery{Agency: school, Limit: 5}); !slices.Equal(got, []alur.RequestID{other}) {
			t.Errorf("of the school agency: %v", got)
		}
		for what, q := range map[string]casework.ListQuery{
			"cursor": {Cursor: "x"}, "cursor of another kind": {Cursor: "MTIz"}, "cursor with a zero byte": {Cursor: "MS4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
			"status": {Status: "bagus"}, "flow": {Flow: "bukan-alur"}, "stage": {Stage: "bukan-tahap"}, "limit 0": {Limit: -1}, "limit 201": {Limit: 201},
		} {
			if q.Limit == 0 {
				q.Limit = 5
			}
			_, _, err := w.cases.List(ctx, w.as("pemohon"), q)
			refused(t, what, err, alur.CodeInvalidParameter)
		}
	})
}

func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inReview("swakelola")
		whole, next, err := w.cases.Events(ctx, w.as("pemohon"), id, "", 1000)
		if err != nil || next != "" {
			t.Fatal(next, err)
		}
		var paged []string
		for cursor := ""; ; {
			page, next, err := w.cases.Events(ctx, w.as("pemohon"), id, cursor, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				paged = append(paged, e.Hash)
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		for i, e := range whole {
			if e.Event.Seq != int64(i+1) || e.Hash != paged[i] || e.Event.At.Nanosecond()%1000 != 0 {
				t.Errorf("event %d: %+v", i+1, e.Event)
			}
			if strings.Contains(string(e.Body), "Wati") {
				t.Errorf("event %d has a person in it: %s", i+1, e.Body)
			}
		}
		if len(paged) != len(whole) {
			t.Errorf("%d events in pages, %d at once", len(paged), len(whole))
		}
		for _, cursor := range []string{"x", "0", "-1", "1.5", "99999999999999999999"} {
			_, _, err := w.cases.Events(ctx, w.as("pemohon"), id, cursor, 10)
			refused(t, cursor, err, alur.CodeInvalidParameter)
			_, _, err = w.cases.Events(ctx, w.as("pemohon2"), id, cursor, 10)
			refused(t, cursor+", not visible", err, alur.CodeNotFound)
			_, _, err = w.cases.Comments(ctx, w.as("pemohon"), id, cursor, 10)
			refused(t, cursor+", comments", err, alur.CodeInvalidParameter)
		}
		for _, limit := range []int{0, -1, 1001} {
			_, _, err := w.cases.Events(ctx, w.as("pemohon"), id, "", limit)
			refused(t, fmt.Sprint("limit ", limit), err, alur.CodeInvalidParameter)
		}
	})
}

func TestTrack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inReview("swakelola")
		v := w.get("pemohon", id)
		for _, code := range []string{v.TrackingCode, strings.ToLower(v.TrackingCode), strings.ReplaceAll(v.TrackingCode, "-", ""), " " + v.TrackingCode} {
			got, err := w.cases.Track(ctx, code)
			if err != nil {
				t.Fatalf("%q: %v", code, err)
			}
			if got.Code != v.TrackingCode || got.Stage.ID != "verifikasi" || got.Title != v.Title || got.Agency.Name != "Nama dinas-kesehatan" ||
				!slices.Equal(got.Waiting, []alur.PartyID{"kominfo"}) || got.Status != alur.StatusOpen || got.EndedAt != nil {
				t.Errorf("tracking %+v", got)
			}
			for _, p := range got.Passages {
				if p.By != "" || p.Action != "" {
					t.Errorf("passage %+v", p)
				}
			}
		}
		for _, code := range []string{"", "x", v.Number, string(id), "AAAA-AAAA-AAAA", strings.Repeat("A", 1000), "7K4M-92QX-T3H\x00"} {
			_, err := w.cases.Track(ctx, code)
			refused(t, code, err, alur.CodeNotFound)
		}
	})
}
