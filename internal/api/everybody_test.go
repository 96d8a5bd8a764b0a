package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/flow/flowtest"
	"github.com/alur-id/alur/internal/racetest"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestEverybodyEverywhere asks every call of the API, those about a request in every stage
// of both flows, as everybody, and compares with what flows.md says: who sees the request,
// who is which party, which item and action is whose. The calls are made so that they are
// refused at the latest for their values: 422 means "you may". A call that somebody is
// never asked about fails.
func TestEverybodyEverywhere(t *testing.T) {
	t.Parallel()
	for _, run := range flowtest.Sample(6) {
		t.Run(run.Name(), func(t *testing.T) {
			t.Parallel()
			plans := shipped().Plans()
			plan := plans[slices.IndexFunc(plans, func(p *flow.Plan) bool { return p.Flow == run.Flow })]
			cfg := store.Config{}
			if run.Postgres {
				cfg.URL = storetest.DSN(t)
			} else {
				cfg.Dir = storetest.Dir(t)
			}
			x := newMatrix(t, plan, storetest.Open(t, cfg))
			x.open()
			for seen := map[alur.StageID]bool{}; ; {
				stage := plan.Stage(alur.StageID(x.get("kepala", x.id).text("stage", "id")))
				if !seen[stage.ID] {
					seen[stage.ID] = true
					if run.Asks(stage.Number) {
						x.askAll(stage)
						if stage.Number == 6 {
							x.pauseAndAsk(stage)
						}
					}
				}
				if !x.advance(stage, seen["perbaikan"]) {
					if x.state = "completed"; !run.Part {
						x.askAll(stage)
					}
					if len(seen) != len(plan.Stages) {
						t.Errorf("only %d of %d stages were asked", len(seen), len(plan.Stages))
					}
					break
				}
			}
			if !run.Part {
				x.stopAndAsk()
				if run.Flow == flowtest.ThirdParty {
					x.askEarnest() // once is enough: they know no flow
				}
				x.askOutside()
				x.complete()
			}
			t.Logf("%d calls", x.calls)
		})
	}
}

type matrix struct {
	*world
	plan   *flow.Plan
	id     string
	state  string // open, paused, completed, stopped
	calls  int
	made   int                        // what deeds are about, for names
	second bool                       // there is a second administrator
	router *http.ServeMux             // finds the route of a call
	asked  map[string]map[string]bool // by route, who has made the call
}

func (x *matrix) open() {
	x.t.Helper()
	x.id = x.call("pemohon", "POST", "/requests", m{"flow": x.plan.Flow}).is(http.StatusCreated, "").text("id")
	x.state = "open"
}

// stopAndAsk stops another request when its teams, and its vendor, have been appointed.
func (x *matrix) stopAndAsk() {
	x.t.Helper()
	x.open()
	for {
		stage := x.plan.Stage(alur.StageID(x.get("kepala", x.id).text("stage", "id")))
		if stage.Number > 7 {
			x.act("kepala", x.id, "hentikan", m{"alasan": "Anggaran dialihkan."}).is(http.StatusOK, "")
			x.state = "stopped"
			x.askAll(stage)
			return
		}
		x.advance(stage, false)
	}
}

// ask makes a call about the request and compares. want is what somebody gets who sees
// the request and whose token was made for such calls: the other cases are the same
// everywhere.
func (x *matrix) ask(user string, stage *flow.Stage, method, path string, body any, want verdict) {
	x.t.Helper()
	if !x.sees(user, stage) {
		want = hidden
	}
	need := scopeWrite
	if method == http.MethodGet {
		need = scopeRead
	}
	x.send(user, method, "/requests/"+x.id+path, body, gate(user, need, want))
}

// send makes a call and compares.
func (x *matrix) send(user, method, path string, body any, want verdict) *httptest.ResponseRecorder {
	x.t.Helper()
	contentType, raw := "application/json", []byte(nil)
	switch b := body.(type) {
	case nil:
		contentType = ""
	case *form:
		contentType, raw = b.contentType, b.body
	default:
		var err error
		if raw, err = json.Marshal(b); err != nil {
			x.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(x.t.Context(), method, Prefix+path, bytes.NewReader(raw))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if user != "" {
		r.Header.Set("Authorization", "Bearer "+x.token(user))
	}
	rec := httptest.NewRecorder()
	x.handler.ServeHTTP(rec, r)
	x.calls++
	_, pattern := x.router.Handler(r)
	if x.asked[pattern] == nil {
		x.t.Fatalf("%s %s is no route", method, path)
	}
	x.asked[pattern][user] = true
	var problem struct{ Code alur.Code }
	if rec.Code == want.status && want.code != "" {
		_ = json.Unmarshal(rec.Body.Bytes(), &problem) // no JSON has no code
	}
	if rec.Code != want.status || problem.Code != want.code {
		x.t.Errorf("%q (%s): %s %s: got %d, want %d %s\n%.300s", user, x.state, method, path, rec.Code, want.status, want.code, rec.Body)
	}
	return rec
}

func (x *matrix) askAll(stage *flow.Stage) {
	x.t.Helper()
	as := x.get("kepala", x.id)
	for i, user := range everybody {
		// The race detector needs the calls, not all of them; `make test` asks all without it.
		if racetest.On && (i+stage.Number)%8 != 0 {
			continue
		}
		if x.state == "open" && slices.Contains(seldom, user) && !slices.Contains([]int{1, 3, 5, 8, 11}, stage.Number) {
			continue
		}
		mine := x.parties(user, stage)
		x.askReads(user, stage)
		x.askItems(user, stage, mine)
		x.askActions(user, stage, mine)
		x.askFindings(user, stage, mine, as)
		x.askClaim(user, stage, mine, as)
		x.askDocument(user, stage, mine, as)
		x.askPapers(user, stage, mine)
		x.askMeetings(user, stage)
	}
}

// askReads asks what whoever sees the request may: read and comment.
func (x *matrix) askReads(user string, stage *flow.Stage) {
	x.t.Helper()
	x.listed(user, stage)
	for _, path := range []string{"", "/time", "/forecast", "/documents", "/documents?all=true", "/comments"} {
		x.ask(user, stage, "GET", path, nil, granted)
	}
	events, comment := granted, allowed
	switch user {
	case "vendor":
		events = forbidden
	case "auditor":
		comment = verdict{http.StatusForbidden, alur.CodeReadOnlyRole}
	}
	x.ask(user, stage, "GET", "/events", nil, events)
	x.ask(user, stage, "GET", "/compliance", nil, events)
	x.ask(user, stage, "GET", "/receipts", nil, events)
	if x.state != "open" || stage.Number == 8 { // it takes a while to pack
		x.ask(user, stage, "GET", "/evidence", nil, events)
	}
	x.ask(user, stage, "GET", "/evidence", nil, events)
	x.ask(user, stage, "POST", "/comments", m{"text": ""}, comment)
}

// askItems asks to set items, to upload documents and to sign.
func (x *matrix) askItems(user string, stage *flow.Stage, mine []alur.PartyID) {
	x.t.Helper()
	for _, it := range x.itemsAround(stage) {
		owned, here := x.owned(it.ID, stage, mine)
		x.ask(user, stage, "PATCH", "/data", m{string(it.ID): m{"__": 1}}, readOnly(user, x.may(owned, here)))
		if it.Kind == flow.KindDocument {
			if it.ID == "sk-tim" && stage.Number > 7 {
				here = true // api.md, reading 5
			}
			x.ask(user, stage, "POST", "/documents", multi(x.t, part{"kind", "", string(it.ID)}, part{"file", "kosong.pdf", ""}), readOnly(user, x.may(owned, here)))
		}
	}
	if len(mine) == 0 {
		x.ask(user, stage, "POST", "/signatures", m{"item": "__", "password": password}, readOnly(user, forbidden))
	}
	for _, it := range stage.Items {
		if it.Kind == flow.KindSignature && x.state == "open" {
			want := person(user, x.may(slices.Contains(mine, it.Owner), true))
			x.ask(user, stage, "POST", "/signatures", m{"item": it.ID, "password": password}, readOnly(user, want))
		}
	}
}

// askFindings asks to report a finding, and to move and to show the first one.
func (x *matrix) askFindings(user string, stage *flow.Stage, mine []alur.PartyID, as *answer) {
	x.t.Helper()
	tests := slices.Contains(mine, "tim-penguji")
	builds := slices.Contains(mine, "tim-pengembang") && x.plan.Flow == "swakelola" || slices.Contains(mine, "pihak-ketiga")
	x.ask(user, stage, "POST", "/findings", m{"aspect": "__", "quality": "", "severity": "", "title": "", "description": ""},
		readOnly(user, x.may(tests, stage.ID == "pengujian")))
	if len(as.list("findings")) == 0 {
		return
	}
	x.ask(user, stage, "PATCH", "/findings/1", m{"status": "fixed", "note": ""}, readOnly(user, x.may(builds, stage.ID == "perbaikan")))
	x.ask(user, stage, "PATCH", "/findings/1", m{"status": "reopened", "note": ""}, readOnly(user, x.may(tests, false)))
	here := tests && stage.ID == "pengujian" || builds && stage.ID == "perbaikan"
	verified := x.state == "open" && as.text("findings", 0, "status") == "verified"
	x.ask(user, stage, "POST", "/findings/1/documents", multi(x.t, part{"file", "layar.png", ""}), readOnly(user, x.may(tests || builds, here && !verified)))
}

// askClaim asks to hand the task to nobody, which is a conflict for who has not taken it,
// and to give it back.
func (x *matrix) askClaim(user string, stage *flow.Stage, mine []alur.PartyID, as *answer) {
	x.t.Helper()
	waits := slices.ContainsFunc(as.list("waiting_on"), func(o any) bool {
		return slices.ContainsFunc(mine, func(p alur.PartyID) bool { return o.(map[string]any)["party"] == string(p) })
	})
	claim, release := forbidden, forbidden
	switch {
	case len(mine) > 0 && x.state != "open":
		claim = x.may(true, false)
		release = claim
	case waits:
		claim, release = verdict{http.StatusConflict, alur.CodeConflict}, granted
	}
	if user == "dasbor" {
		claim, release = personal, personal
	}
	x.ask(user, stage, "POST", "/claim", m{"to": "__"}, readOnly(user, claim))
	x.ask(user, stage, "DELETE", "/claim", nil, readOnly(user, release))
}

// askDocument asks for the first document, which is the letter.
func (x *matrix) askDocument(user string, stage *flow.Stage, mine []alur.PartyID, as *answer) {
	x.t.Helper()
	if len(as.list("documents")) == 0 {
		return
	}
	doc := "/documents/" + as.text("documents", 0, "id")
	x.ask(user, stage, "GET", doc, nil, granted)
	x.ask(user, stage, "GET", doc+"/content", nil, granted)
	review := x.may(slices.Contains(mine, "kominfo"), stage.ID == "verifikasi")
	x.ask(user, stage, "PUT", doc+"/review", m{"verdict": "__", "note": ""}, readOnly(user, person(user, review)))
	if stage.Number > 1 {
		x.ask(user, stage, "DELETE", doc, nil, readOnly(user, x.may(slices.Contains(mine, "pemohon"), false)))
	}
}

// askActions asks every action that any flow knows.
func (x *matrix) askActions(user string, stage *flow.Stage, mine []alur.PartyID) {
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
			want = allowed
		}
		x.ask(user, stage, "POST", "/actions/"+string(id), m{"input": m{"__": 1}}, readOnly(user, person(user, want)))
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
		x.supply(stage, flowtest.ActsFor[alur.PartyID(r.text("waiting_on", 0, "party"))], item.(string))
		return true
	}
	if stage.ID == "pengujian" {
		if r.text("findings", 0, "status") == "fixed" {
			x.call("penguji", "PATCH", "/requests/"+x.id+"/findings/1", m{"status": "verified", "note": ""}).is(http.StatusOK, "")
		}
	}
	for _, a := range stage.Actions {
		if a.Direction == flow.LeadsOn || stage.ID == "perbaikan" {
			x.act(flowtest.ActsFor[a.Parties[0]], x.id, string(a.ID), m{}).is(http.StatusOK, "")
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
				x.supply(stage, flowtest.ActsFor[other.Owner], string(other.ID))
			}
		}
		x.sign(user, x.id, item).is(http.StatusCreated, "")
	case it.Kind == flow.KindDocument:
		x.upload(user, x.id, item)
	default:
		x.patch(user, x.id, m{item: flowtest.Value(x.plan, it, x.clock.Now())}).is(http.StatusOK, "")
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
