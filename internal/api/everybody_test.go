package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestEverybodyEverywhere asks every write and read of a request, as everybody, in
// every stage of both flows, and compares with what flows.md says: who sees the
// request, who is which party, which item and action is whose. The calls are made
// so that they are refused at the latest for their values: 422 means "you may".
func TestEverybodyEverywhere(t *testing.T) {
	t.Parallel()
	for _, plan := range shipped().Plans() {
		t.Run(string(plan.Flow), func(t *testing.T) {
			t.Parallel()
			x := &matrix{world: newWorld(t, storetest.SQLite(t)), plan: plan}
			x.id = x.call("pemohon", "POST", "/requests", m{"flow": plan.Flow}).is(http.StatusCreated, "").text("id")
			for seen := map[alur.StageID]bool{}; ; {
				stage := plan.Stage(alur.StageID(x.get("kepala", x.id).text("stage", "id")))
				if !seen[stage.ID] {
					seen[stage.ID] = true
					x.state = "open"
					x.askAll(stage)
					if stage.Number == 6 {
						x.pauseAndAsk(stage)
					}
				}
				if !x.advance(stage, seen["perbaikan"]) {
					x.state = "ended"
					x.askAll(stage)
					if len(seen) != len(plan.Stages) {
						t.Errorf("only %d of %d stages were asked", len(seen), len(plan.Stages))
					}
					break
				}
			}
			t.Logf("%d calls", x.calls)
		})
	}
}

type matrix struct {
	*world
	plan  *flow.Plan
	id    string
	state string // open, paused, ended
	calls int
}

// everybody is one user of every relation to a request of Dinas Kesehatan, and nobody.
var everybody = []string{"", "pemohon", "pemohon2", "verifikator", "kepala", "pengembang", "penguji", "rangkap", "pengembang-pd", "penguji-pd", "vendor", "vendor2", "auditor", "admin"}

// parties says what a user is on the request, by flows.md. The teams and the vendor
// are appointed at the end of stage 7.
func (x *matrix) parties(user string, stage *flow.Stage) []alur.PartyID {
	appointed := stage.Number > 7
	third := x.plan.Flow == "pihak-ketiga"
	switch user {
	case "pemohon":
		return []alur.PartyID{"pemohon"}
	case "verifikator", "rangkap":
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
		if appointed && third {
			return []alur.PartyID{"pihak-ketiga"}
		}
	}
	return nil
}

func (x *matrix) sees(user string, stage *flow.Stage) bool {
	switch user {
	case "pemohon", "pengembang-pd", "penguji-pd", "verifikator", "kepala", "rangkap", "auditor", "admin":
		return true
	}
	return len(x.parties(user, stage)) > 0
}

// ask makes a call and compares its status. want is what somebody gets who sees the
// request: the other cases are the same everywhere.
func (x *matrix) ask(user string, stage *flow.Stage, method, path string, body any, want int) {
	x.t.Helper()
	switch {
	case user == "":
		want = http.StatusUnauthorized
	case !x.sees(user, stage):
		want = http.StatusNotFound
	}
	path = Prefix + "/requests/" + x.id + path
	var r *http.Request
	if f, ok := body.(*form); ok {
		r = httptest.NewRequestWithContext(x.t.Context(), method, path, bytes.NewReader(f.body))
		r.Header.Set("Content-Type", f.contentType)
	} else {
		raw, err := json.Marshal(body)
		if err != nil {
			x.t.Fatal(err)
		}
		r = httptest.NewRequestWithContext(x.t.Context(), method, path, bytes.NewReader(raw))
		r.Header.Set("Content-Type", "application/json")
	}
	if user != "" {
		r.Header.Set("Authorization", "Bearer "+x.token(user))
	}
	rec := httptest.NewRecorder()
	x.handler.ServeHTTP(rec, r)
	x.calls++
	if rec.Code != want {
		x.t.Errorf("%s in %s (%s): %s %s: got %d, want %d\n%.300s", user, stage.ID, x.state, method, path, rec.Code, want, rec.Body)
	}
}

// may is the status for somebody who may do it (mine), in the stage where it can be
// done (here).
func (x *matrix) may(mine, here bool) int {
	switch {
	case !mine:
		return http.StatusForbidden
	case x.state != "open" || !here:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

func (x *matrix) askAll(stage *flow.Stage) {
	x.t.Helper()
	junk := m{"__": 1}
	docs := x.get("kepala", x.id)
	for i, user := range everybody {
		// The race detector needs the calls, not all of them; `make test` asks all without it.
		if underRace && (i+stage.Number)%8 != 0 {
			continue
		}
		mine := x.parties(user, stage)
		is := func(p alur.PartyID) bool { return slices.Contains(mine, p) }
		for _, path := range []string{"", "/documents", "/documents?all=true", "/comments"} {
			x.ask(user, stage, "GET", path, nil, http.StatusOK)
		}
		events := http.StatusOK
		if user == "vendor" {
			events = http.StatusForbidden
		}
		x.ask(user, stage, "GET", "/events", nil, events)
		comment := http.StatusUnprocessableEntity
		if user == "auditor" {
			comment = http.StatusForbidden
		}
		x.ask(user, stage, "POST", "/comments", m{"text": ""}, comment)

		for _, it := range x.itemsAround(stage) {
			owned, here := x.owned(it.ID, stage, mine)
			x.ask(user, stage, "PATCH", "/data", m{string(it.ID): junk}, x.may(owned, here))
			if it.Kind == flow.KindDocument {
				if it.ID == "sk-tim" && stage.Number > 7 {
					here = true // api.md, reading 5
				}
				x.ask(user, stage, "POST", "/documents", multi(x.t, part{"kind", "", string(it.ID)}, part{"file", "kosong.pdf", ""}), x.may(owned, here))
			}
		}
		x.askActions(user, stage, mine, junk)
		if len(mine) == 0 {
			x.ask(user, stage, "POST", "/signatures", m{"item": "__", "password": password}, http.StatusForbidden)
		}
		for _, it := range stage.Items {
			if it.Kind == flow.KindSignature && x.state == "open" {
				x.ask(user, stage, "POST", "/signatures", m{"item": it.ID, "password": password}, x.may(is(it.Owner), true))
			}
		}
		x.ask(user, stage, "POST", "/findings", m{"aspect": "__", "quality": "", "severity": "", "title": "", "description": ""},
			x.may(is("tim-penguji"), stage.ID == "pengujian"))
		if verified := x.state == "open" && len(docs.list("findings")) > 0 && docs.text("findings", 0, "status") == "verified"; len(docs.list("findings")) > 0 {
			builds := is("tim-pengembang") && x.plan.Flow == "swakelola" || is("pihak-ketiga")
			here := is("tim-penguji") && stage.ID == "pengujian" || builds && stage.ID == "perbaikan"
			x.ask(user, stage, "POST", "/findings/1/documents", multi(x.t, part{"file", "layar.png", ""}), x.may(is("tim-penguji") || builds, here && !verified))
		}
		claim := http.StatusForbidden
		switch waits := slices.ContainsFunc(docs.list("waiting_on"), func(o any) bool {
			return slices.ContainsFunc(mine, func(p alur.PartyID) bool { return o.(map[string]any)["party"] == string(p) })
		}); {
		case len(mine) == 0:
		case x.state != "open":
			claim = http.StatusConflict
		case waits:
			claim = http.StatusConflict // it is handed over by whoever has not taken it
		}
		x.ask(user, stage, "POST", "/claim", m{"to": "__"}, claim)
		if len(docs.list("documents")) > 0 {
			doc := "/documents/" + docs.text("documents", 0, "id") // the letter
			x.ask(user, stage, "GET", doc, nil, http.StatusOK)
			x.ask(user, stage, "GET", doc+"/content", nil, http.StatusOK)
			x.ask(user, stage, "PUT", doc+"/review", m{"verdict": "__", "note": ""}, x.may(is("kominfo"), stage.ID == "verifikasi"))
			if stage.Number > 1 {
				x.ask(user, stage, "DELETE", doc, nil, x.may(is("pemohon"), false))
			}
		}
	}
}

// askActions asks every action that any flow knows.
func (x *matrix) askActions(user string, stage *flow.Stage, mine []alur.PartyID, junk m) {
	x.t.Helper()
	parties := map[alur.ActionID][]alur.PartyID{}
	for _, p := range shipped().Plans() {
		for _, st := range p.Stages {
			for _, a := range st.Actions {
				parties[a.ID] = append(parties[a.ID], a.Parties...)
			}
		}
	}
	for id, of := range parties {
		a := stage.Action(id)
		if a != nil {
			of = a.Parties
		}
		owned := slices.ContainsFunc(of, func(p alur.PartyID) bool { return slices.Contains(mine, p) })
		want := x.may(owned, a != nil && id != "lanjutkan")
		if owned && x.state == "paused" && slices.Contains([]alur.ActionID{"lanjutkan", "tarik", "hentikan"}, id) && a != nil {
			want = http.StatusUnprocessableEntity
		}
		x.ask(user, stage, "POST", "/actions/"+string(id), m{"input": junk}, want)
	}
}

// itemsAround are the items of the stage, the one before, the one after and the first.
func (x *matrix) itemsAround(stage *flow.Stage) []*flow.Item {
	var out []*flow.Item
	i := slices.Index(x.plan.Stages, stage)
	for j, st := range x.plan.Stages {
		if j == 0 || j >= i-1 && j <= i+1 || st.ID == "pembentukan-tim" {
			out = append(out, st.Items...)
		}
	}
	return out
}

// owned reports whether one of the parties owns the item, in this stage if it has
// one of the id, else anywhere; and whether it has.
func (x *matrix) owned(id alur.ItemID, stage *flow.Stage, mine []alur.PartyID) (owned, here bool) {
	if it := stage.Item(id); it != nil {
		return slices.Contains(mine, it.Owner), true
	}
	for _, st := range x.plan.Stages {
		if it := st.Item(id); it != nil && slices.Contains(mine, it.Owner) {
			owned = true
		}
	}
	return owned, false
}

func (x *matrix) pauseAndAsk(stage *flow.Stage) {
	x.t.Helper()
	x.act("verifikator", x.id, "jeda", m{"sebab": "menunggu-anggaran", "alasan": "APBD"}).is(http.StatusOK, "")
	x.state = "paused"
	x.askAll(stage)
	x.act("verifikator", x.id, "lanjutkan", m{}).is(http.StatusOK, "")
	x.state = "open"
}

// who acts for a party in this test.
var who = map[string]string{
	"pemohon": "pemohon", "kominfo": "verifikator", "kepala-kominfo": "kepala", "tim-pengembang": "pengembang", "tim-pendamping": "pengembang",
	"tim-penguji": "penguji", "pihak-ketiga": "vendor",
}

// advance does one thing that the request waits for; it reports false when it waits
// for nothing any more.
func (x *matrix) advance(stage *flow.Stage, fixed bool) bool {
	x.t.Helper()
	r := x.get("kepala", x.id)
	if stage.ID == "pengujian" && !fixed {
		x.call("penguji", "POST", "/requests/"+x.id+"/findings",
			m{"aspect": "input", "quality": "efisiensi", "severity": "low", "title": "Label", "description": ""}).is(http.StatusCreated, "")
		x.act("penguji", x.id, "usulkan-perbaikan", nil).is(http.StatusOK, "")
		return true
	}
	if len(r.list("waiting_on")) == 0 {
		return false
	}
	for _, item := range r.list("waiting_on", 0, "missing") {
		x.supply(stage, who[r.text("waiting_on", 0, "party")], item.(string))
		return true
	}
	if stage.ID == "pengujian" {
		if r.text("findings", 0, "status") == "fixed" {
			x.call("penguji", "PATCH", "/requests/"+x.id+"/findings/1", m{"status": "verified", "note": ""}).is(http.StatusOK, "")
		}
	}
	for _, a := range stage.Actions {
		if a.Direction == flow.LeadsOn || stage.ID == "perbaikan" {
			x.act(who[string(a.Parties[0])], x.id, string(a.ID), m{}).is(http.StatusOK, "")
			return true
		}
	}
	return false
}

// supply gives what is missing; what needs the rest of the stage first (a
// signature) is given last.
func (x *matrix) supply(stage *flow.Stage, user, item string) {
	x.t.Helper()
	it := stage.Item(alur.ItemID(item))
	switch {
	case stage.Review != nil:
		x.review("verifikator", x.id, "accepted", "")
	case item == "findings":
		x.call(user, "PATCH", "/requests/"+x.id+"/findings/1", m{"status": "fixed", "note": "Sudah"}).is(http.StatusOK, "")
	case it.Kind == flow.KindSignature:
		for _, other := range stage.Items {
			if other.Required && other.Kind != flow.KindSignature && x.lacks(string(other.ID)) {
				x.supply(stage, who[string(other.Owner)], string(other.ID))
			}
		}
		x.sign(user, x.id, item).is(http.StatusCreated, "")
	case it.Kind == flow.KindDocument:
		x.upload(user, x.id, item)
	default:
		x.patch(user, x.id, m{item: x.value(it)}).is(http.StatusOK, "")
	}
}

func (x *matrix) lacks(item string) bool {
	r := x.get("kepala", x.id)
	for i := range r.list("waiting_on") {
		if slices.Contains(r.list("waiting_on", i, "missing"), any(item)) {
			return true
		}
	}
	return false
}

// value is a complete value of an item.
func (x *matrix) value(it *flow.Item) any {
	x.t.Helper()
	each := func(options []flow.Option, v any) m {
		out := m{}
		for _, o := range options {
			out[o.ID] = v
		}
		return out
	}
	switch it.Kind {
	case flow.KindNumber:
		return 40
	case flow.KindDate:
		return "2026-11-20"
	case flow.KindChoice:
		return it.Options[0].ID
	case flow.KindURL:
		return "https://contoh.example/x"
	case flow.KindPerson:
		return letter()[string(it.ID)]
	case flow.KindChecklist:
		return each(it.Options, m{"state": "done"})
	case flow.KindVerdicts:
		return each(it.Aspects, m{"verdict": it.Verdicts[0].ID})
	case flow.KindMeeting:
		attendees := []string{"verifikator", "pemohon"}
		if strings.HasPrefix(string(it.ID), "kegiatan") {
			attendees = []string{"pengembang", "penguji"}
			if x.plan.Flow == "pihak-ketiga" {
				attendees = append(attendees, "vendor")
			}
		}
		return x.meeting(attendees...)
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
