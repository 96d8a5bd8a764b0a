package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// ids lists the ids of a page.
func (a *answer) ids() []string {
	a.t.Helper()
	out := []string{}
	for i := range a.list("items") {
		out = append(out, a.text("items", i, "id"))
	}
	return out
}

// TestLists looks at filters, order and pages of GET /requests.
func TestLists(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		draft := w.call("pemohon", "POST", "/requests", m{"flow": "swakelola", "data": m{"judul": "e-Retribusi Pasar"}}).is(http.StatusCreated, "").text("id")
		w.clock.Pass(time.Hour)
		half := w.at(-time.Minute)
		review := w.inReview("pihak-ketiga")
		w.clock.Pass(time.Hour)
		other := w.call("pemohon2", "POST", "/requests", m{"flow": "swakelola", "data": m{"judul": "Rapor Digital"}}).is(http.StatusCreated, "").text("id")

		code := w.get("pemohon", review).text("tracking_code")
		for _, c := range []struct {
			user, query string
			want        []string
		}{
			{"pemohon", "", []string{review, draft}},
			{"pemohon2", "", []string{other}},
			{"auditor", "", []string{other, review, draft}},
			{"vendor", "", []string{}},
			{"pengembang-pd", "", []string{review, draft}},
			{"auditor", "status=open&stage=verifikasi", []string{review}},
			{"auditor", "status=completed", []string{}},
			{"auditor", "flow=swakelola", []string{other, draft}},
			{"auditor", "flow=swakelola&agency=dinas-kesehatan", []string{draft}},
			{"auditor", "agency=dinas-pendidikan", []string{other}},
			{"pemohon", "agency=dinas-pendidikan", []string{}},
			{"pemohon", "waiting_on=me", []string{draft}},
			{"verifikator", "waiting_on=me", []string{review}},
			{"auditor", "waiting_on=me", []string{}},
			{"auditor", "q=retrib", []string{draft}},
			{"auditor", "q=pasar+RETRIBUSI", []string{draft}},
			{"auditor", "q=retribusi+antrean", []string{}},
			{"auditor", "q=antrean", []string{review}},
			{"auditor", "q=SI-2026-0001", []string{review}},
			{"auditor", "q=" + code, []string{review}},
			{"auditor", "q=%22antrean%22+OR+(*", []string{}},
			{"auditor", "q=" + strings.Repeat("antrean+", 500), []string{review}},
			{"auditor", "q=" + strings.Repeat("ll+", 3500), []string{}}, // no tracking code has an L in it
			{"auditor", "q=", []string{other, review, draft}},
			{"auditor", "updated_since=" + half, []string{other, review}}, // its "+" arrives as a blank
			{"auditor", "updated_since=2026-11-23T04:00:00Z&flow=pihak-ketiga", []string{review}},
		} {
			if diff := cmp.Diff(c.want, w.call(c.user, "GET", "/requests?"+c.query, nil).is(http.StatusOK, "").ids()); diff != "" {
				t.Errorf("%s ?%s (-want +got):\n%s", c.user, c.query, diff)
			}
		}

		// Pages of one, in order, without gaps.
		var seen []string
		path := "/requests?limit=1"
		for range 5 {
			a := w.call("auditor", "GET", path, nil).is(http.StatusOK, "")
			seen = append(seen, a.ids()...)
			if a.get("next_cursor") == nil {
				break
			}
			path = "/requests?limit=1&cursor=" + a.text("next_cursor")
		}
		if diff := cmp.Diff([]string{other, review, draft}, seen); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}

		for _, query := range []string{
			"limit=0", "limit=201", "limit=x", "limit=", "limit=1&limit=2", "cursor=x", "cursor=%00", "status=berjalan", "stage=entah", "flow=entah",
			"agency=entah", "waiting_on=you", "updated_since=kemarin", "updated_since=2026-11-23", "updated_since=", "sort=title", "Status=open", "q=%zz", "q=a;b",
		} {
			if a := w.call("auditor", "GET", "/requests?"+query, nil); a.status != http.StatusBadRequest || a.text("code") != string(alur.CodeInvalidParameter) {
				t.Errorf("?%.60s: got %d %s", query, a.status, a.raw)
			}
		}

		summary := w.call("auditor", "GET", "/requests?status=open&stage=verifikasi", nil)
		keys := map[string]bool{}
		for key := range summary.get("items", 0).(map[string]any) {
			keys[key] = true
		}
		want := map[string]bool{
			"id": true, "number": true, "tracking_code": true, "version": true, "flow": true, "title": true, "agency": true, "status": true,
			"stage": true, "waiting_on": true, "paused": true, "outcome": true, "last_return": true, "updated_at": true,
		}
		if diff := cmp.Diff(want, keys); diff != "" {
			t.Errorf("keys of a summary (-want +got):\n%s", diff)
		}
	})
}

// TestRequestKeys holds one request to the example of api.md, key by key.
func TestRequestKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.inReview("swakelola")
	doc := w.get("verifikator", id).text("documents", 0, "id")
	w.call("verifikator", "PUT", "/requests/"+id+"/documents/"+doc+"/review", m{"verdict": "accepted", "note": ""}).is(http.StatusOK, "")
	w.act("kepala", id, "jeda", m{"sebab": "menunggu-pihak-luar", "alasan": "Menunggu"}).is(http.StatusOK, "")
	a := w.get("verifikator", id)
	for _, c := range []struct {
		path []any
		want string
	}{
		{nil, "actions agency claims data documents findings flow id last_return number other_actions outcome paused signatures stage status title tracking_code version waiting_on"},
		{[]any{"flow"}, "id title version"},
		{[]any{"agency"}, "id name"},
		{[]any{"stage"}, "clause due_at entered_at id number title"},
		{[]any{"paused"}, "cause reason since until"},
		{[]any{"documents", 0}, "id kind media_type name review sha256 size stage uploaded_at uploaded_by"},
		{[]any{"documents", 0, "review"}, "at by note verdict"},
		{[]any{"actions", 0}, "allowed blockers id input parties title"},
		{[]any{"actions", 0, "blockers", 0}, "code item message"},
		{[]any{"other_actions", 0}, "id parties title"},
	} {
		o, ok := a.get(c.path...).(map[string]any)
		if !ok {
			t.Errorf("%v is no object: %s", c.path, a.raw)
			continue
		}
		if got := strings.Join(sorted(o), " "); got != c.want {
			t.Errorf("keys of %v: %s, want %s", c.path, got, c.want)
		}
	}
	if got := a.get("waiting_on"); !cmp.Equal(got, []any{}) {
		t.Errorf("somebody has the ball while paused: %v", got)
	}
	w.act("kepala", id, "lanjutkan", nil).is(http.StatusOK, "")
	a = w.get("verifikator", id)
	if got := a.text("stage", "entered_at"); got != "2026-11-23T03:04:05.000000Z" {
		t.Errorf("entered_at %s", got)
	}
	input := ""
	for i := range a.list("actions") {
		if a.text("actions", i, "id") == "tolak" {
			input = a.text("actions", i, "input", 0, "id") + " " + a.text("actions", i, "input", 0, "kind")
		}
	}
	if input != "alasan longtext" {
		t.Errorf("input of tolak: %q", input)
	}
}

func TestFlows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	all := w.call("", "GET", "/flows", nil).is(http.StatusOK, "")
	if all.text("items", 0, "id") != "swakelola" || all.text("items", 1, "id") != "pihak-ketiga" || all.get("items", 0, "stages_total") != 16.0 || all.get("items", 1, "stages_total") != 18.0 {
		t.Errorf("flows: %.300s", all.raw)
	}
	one := w.call("", "GET", "/flows/swakelola?version=1", nil).is(http.StatusOK, "")
	if diff := cmp.Diff(all.get("items", 0), one.body); diff != "" {
		t.Errorf("one flow and the same in the list (-list +one):\n%s", diff)
	}
	if got := one.text("stages", 0, "items", 0, "id"); got != "judul" {
		t.Errorf("first item %q", got)
	}
	w.call("", "GET", "/flows/entah", nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.call("", "GET", "/flows/swakelola?version=99", nil).is(http.StatusNotFound, alur.CodeNotFound)
	for _, v := range []string{"x", "0", "-1", "", "1.0"} {
		w.call("", "GET", "/flows/swakelola?version="+v, nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
	}
}

func TestPickers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		a := w.call("pemohon", "GET", "/agencies?kind=vendor", nil).is(http.StatusOK, "")
		if diff := cmp.Diff([]string{"cv-lain", "cv-nusa"}, a.ids()); diff != "" {
			t.Errorf("vendors (-want +got):\n%s", diff)
		}
		a = w.call("pemohon", "GET", "/users?agency=dinas-kesehatan&q=penguji", nil).is(http.StatusOK, "")
		want := []any{map[string]any{"username": "penguji-pd", "name": "Orang penguji-pd", "agency": map[string]any{"id": "dinas-kesehatan", "name": "Dinas Kesehatan"}}}
		if diff := cmp.Diff(want, a.get("items")); diff != "" {
			t.Errorf("users (-want +got):\n%s", diff)
		}
		seen, path := 0, "/users?limit=5"
		for range people {
			a := w.call("pemohon", "GET", path, nil).is(http.StatusOK, "")
			seen += len(a.list("items"))
			if a.get("next_cursor") == nil {
				break
			}
			path = "/users?limit=5&cursor=" + a.text("next_cursor")
		}
		if seen != len(people) {
			t.Errorf("%d of %d people", seen, len(people))
		}
		for _, path := range []string{"/agencies?kind=x", "/users?agency=entah", "/users?limit=201", "/agencies?cursor=x", "/agencies?status=open"} {
			w.call("pemohon", "GET", path, nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
		}
	})
}

// TestTrackingLimit guesses codes until the address is asked to wait.
func TestTrackingLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	for range trackBurst {
		w.call("", "GET", "/track/AAAA-AAAA-AAAA", nil).is(http.StatusNotFound, alur.CodeNotFound)
	}
	a := w.call("", "GET", "/track/AAAA-AAAA-AAAA", nil).is(http.StatusTooManyRequests, alur.CodeTooManyTries)
	if got := a.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After %q", got)
	}
	w.clock.Pass(time.Second)
	w.call("", "GET", "/track/AAAA-AAAA-AAAA", nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.clock.Pass(time.Hour)
	id := w.create("swakelola")
	if w.get("pemohon", id).get("tracking_code") != nil {
		t.Error("a draft has a tracking code")
	}
}

func sorted(o map[string]any) []string {
	out := make([]string, 0, len(o))
	for k := range o {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
