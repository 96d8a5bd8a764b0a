package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/tooltest"
)

// pdf is a small document that says what it is, so that no two have the same bytes.
func pdf(text string) []byte { return demo.PDF(text) }

// walk is one request on its way through a flow.
type walk struct {
	t    *testing.T
	who  *people
	flow string
	cast cast
	legs []leg
	id   string
	last *request // as seen by whoever acted last
}

// begin creates a request of an empty first stage.
func begin(t *testing.T, who *people, flow string, c cast) *walk {
	t.Helper()
	if c.vendor != "" && c.agency == "" {
		c.agency = who.agencyOf(c.vendor)
	}
	w := &walk{t: t, who: who, flow: flow, cast: c}
	if flow == "swakelola" {
		w.legs = swakelola(c)
	} else {
		w.legs = pihakKetiga(c)
	}
	a := w.must(c.requester, http.StatusCreated, "POST", "/requests", obj{"flow": flow})
	w.id = w.last.ID
	if got, want := a.header.Get("Location"), "/api/v1/requests/"+w.id; got != want {
		t.Errorf("Location is %q, want %q", got, want)
	}
	return w
}

// agencyOf asks who the user is.
func (p *people) agencyOf(username string) string {
	p.t.Helper()
	a, err := p.as(username).call("GET", "/me", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	var me struct{ Agency struct{ ID string } }
	if err := json.Unmarshal(a.body, &me); err != nil || me.Agency.ID == "" {
		p.t.Fatalf("%s: %v", a, err)
	}
	return me.Agency.ID
}

// must makes a call that has to answer with the status; an answer that is a
// request becomes the last one seen.
func (w *walk) must(username string, status int, method, path string, body any, options ...option) *answer {
	w.t.Helper()
	a, err := w.who.as(username).call(method, path, body, options...)
	if err != nil {
		w.t.Fatal(err)
	}
	w.expect(a, status)
	return a
}

func (w *walk) expect(a *answer, status int) {
	w.t.Helper()
	if a.status != status {
		w.t.Fatalf("%s, want %d", a, status)
	}
	if status/100 == 2 && strings.Contains(string(a.body), `"tracking_code"`) {
		w.last = w.decode(a)
	}
}

func (w *walk) decode(a *answer) *request {
	w.t.Helper()
	var r request
	if err := json.Unmarshal(a.body, &r); err != nil {
		w.t.Fatalf("%s: %v", a, err)
	}
	if got, want := a.header.Get("ETag"), fmt.Sprintf("%q", fmt.Sprint(r.Version)); got != want {
		w.t.Errorf("%s: ETag is %s, want %s", a.what, got, want)
	}
	return &r
}

// see reads the request as somebody.
func (w *walk) see(username string) *request {
	w.t.Helper()
	w.must(username, http.StatusOK, "GET", "/requests/"+w.id, nil)
	return w.last
}

// do does a task, which has to succeed.
func (w *walk) do(tasks ...task) {
	w.t.Helper()
	for _, k := range tasks {
		a, err := k.do(w, w.who.as(k.who))
		if err != nil {
			w.t.Fatal(err)
		}
		if a.status/100 != 2 {
			w.t.Fatalf("%s: %s", k.what, a)
		}
		w.expect(a, a.status)
	}
}

// act takes an action, which has to succeed.
func (w *walk) act(username, action string, input obj) *request {
	w.t.Helper()
	w.must(username, http.StatusOK, "POST", "/requests/"+w.id+"/actions/"+action, actionBody(input))
	return w.last
}

func actionBody(input obj) any {
	if input == nil {
		return nil
	}
	return obj{"input": input}
}

// refused tries an action that must not succeed, and returns why. Whatever the
// reason, nothing may have changed.
func (w *walk) refused(username, action string, input obj, status int, code string) problem {
	w.t.Helper()
	before := w.see("auditor").Version
	a, err := w.who.as(username).call("POST", "/requests/"+w.id+"/actions/"+action, actionBody(input))
	if err != nil {
		w.t.Fatal(err)
	}
	p := a.problem()
	if a.status != status || p.Code != code {
		w.t.Fatalf("%s, want %d %s", a, status, code)
	}
	if p.Title == "" || p.Detail == "" || a.header.Get("Content-Type") != "application/problem+json" {
		w.t.Errorf("%s: not a whole problem", a)
	}
	if after := w.see("auditor").Version; after != before {
		w.t.Errorf("refused %s moved the version from %d to %d", action, before, after)
	}
	return p
}

// document is the current document of a kind.
func (w *walk) document(kind string) *document {
	w.t.Helper()
	d := w.see("auditor").document(kind)
	if d == nil {
		w.t.Fatalf("no document %s", kind)
	}
	return d
}

// upTo walks without looking around until the request stands in the stage.
func (w *walk) upTo(stage string) *walk {
	w.t.Helper()
	for _, l := range w.legs {
		if l.stage == stage {
			return w
		}
		if w.see("auditor").Stage.Number > l.number {
			continue
		}
		w.do(l.tasks...)
		w.act(l.who, l.action, l.input)
	}
	w.t.Fatalf("there is no stage %s", stage)
	return nil
}

// fill completes the stage that the request stands in.
func (w *walk) fill() *leg {
	w.t.Helper()
	at := w.see("auditor").Stage.ID
	for i := range w.legs {
		if w.legs[i].stage == at {
			w.do(w.legs[i].tasks...)
			return &w.legs[i]
		}
	}
	w.t.Fatalf("there is no leg for %s", at)
	return nil
}

// checkHistory reads the whole history and proves its chain.
func (w *walk) checkHistory() []event {
	w.t.Helper()
	events, err := w.who.as("auditor").history(w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := checkChain(w.id, events); err != nil {
		w.t.Error(err)
	}
	return events
}

// checkExport hands the history to somebody without Alur, who has Python.
func (w *walk) checkExport(h home) {
	w.t.Helper()
	python := tooltest.Program(w.t, "python3")
	file := filepath.Join(w.t.TempDir(), "riwayat.jsonl")
	args := append([]string{"audit", "export", "-o", file}, h.flags()...)
	if code, out, errs := alur(w.t, "", append(args, *w.last.Number)...); code != 0 {
		w.t.Fatalf("audit export: exit %d\n%s%s", code, out, errs)
	}
	check := func() ([]byte, error) {
		return exec.CommandContext(w.t.Context(), python, filepath.Join(repository, "docs", "periksa-riwayat.py"), file).CombinedOutput()
	}
	if out, err := check(); err != nil {
		w.t.Errorf("periksa-riwayat.py: %v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	forged := bytes.Replace(text, []byte(`"pemohon"`), []byte(`"pemohon2"`), 1)
	if err := os.WriteFile(file, forged, 0o600); err != nil {
		w.t.Fatal(err)
	}
	if out, err := check(); err == nil {
		w.t.Errorf("periksa-riwayat.py takes a forged history for whole:\n%s", out)
	}
}

// same compares blockers without order.
func same(a, b []blocker) bool {
	key := func(list []blocker) []string {
		var out []string
		for _, x := range list {
			out = append(out, x.Code+" "+x.Item+" "+x.Document)
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(key(a), key(b))
}

// TestWalk leads a request through every clause of both flows. In every stage
// the action that leads on is refused, for the reasons that the request itself
// shows, until the last thing is there.
func TestWalk(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		s := start(t, newHome(t, e), "--demo")
		who := newPeople(t, s)
		for _, f := range []struct {
			id     string
			cast   cast
			stages int
		}{{"swakelola", inHouse, 16}, {"pihak-ketiga", thirdParty, 18}} {
			t.Run(f.id, func(t *testing.T) {
				w := begin(t, who, f.id, f.cast)
				if len(w.legs) != f.stages {
					t.Fatalf("%d stages, want %d", len(w.legs), f.stages)
				}
				for i, l := range w.legs {
					w.leg(l)
					if i == 0 && (w.last.Number == nil || w.last.TrackingCode == nil) {
						t.Error("no number or code after ajukan")
					}
				}
				if w.last.Status != "completed" || w.last.Outcome == nil || w.last.Outcome.Action != "serah-terima" {
					t.Errorf("ended as %s, %+v", w.last.Status, w.last.Outcome)
				}
				if len(w.last.WaitingOn)+len(w.last.Actions)+len(w.last.OtherActions) != 0 {
					t.Errorf("after the end: waiting on %v, actions %v, %v", w.last.WaitingOn, w.last.Actions, w.last.OtherActions)
				}
				w.refused("kepala", "hentikan", obj{"alasan": "Terlambat."}, http.StatusConflict, "request-ended")
				w.must("pemohon", http.StatusCreated, "POST", "/requests/"+w.id+"/comments", obj{"text": "Terima kasih."})
				w.tracking(*w.last.TrackingCode, f.stages)
				w.checkHistory()
				w.checkExport(s.home)
			})
		}
		s.home.verify(t)
	})
}

// leg goes through one stage, looking around at every step.
func (w *walk) leg(l leg) {
	w.t.Helper()
	r := w.see(l.who)
	if r.Stage.ID != l.stage || r.Stage.Number != l.number {
		w.t.Fatalf("stands in %s (%d), want %s (%d)", r.Stage.ID, r.Stage.Number, l.stage, l.number)
	}
	if !strings.HasSuffix(r.Stage.Clause, fmt.Sprintf(".%d", l.number)) {
		w.t.Errorf("%s names clause %q", l.stage, r.Stage.Clause)
	}
	for i, k := range l.tasks {
		r := w.see(l.who)
		a := r.action(l.action)
		if a == nil {
			w.t.Fatalf("%s: %s does not see %s", l.stage, l.who, l.action)
		}
		if a.Allowed || len(a.Blockers) == 0 {
			w.t.Fatalf("%s: %s is allowed before task %d (%s)", l.stage, l.action, i+1, k.what)
		}
		for _, b := range a.Blockers {
			if b.Message == "" {
				w.t.Errorf("%s: blocker %s has no message", l.stage, b)
			}
		}
		p := w.refused(l.who, l.action, l.input, http.StatusUnprocessableEntity, "blocked")
		if !same(p.Blockers, a.Blockers) {
			w.t.Errorf("%s: refused for %v, the request showed %v", l.stage, p.Blockers, a.Blockers)
		}
		if len(r.WaitingOn) == 0 {
			w.t.Errorf("%s: nobody has the ball", l.stage)
		}
		w.do(k)
	}
	r = w.see(l.who)
	if a := r.action(l.action); a == nil || !a.Allowed {
		w.t.Fatalf("%s: %s is not allowed when everything is there: %+v", l.stage, l.action, a)
	}
	for _, ball := range r.waiting() {
		if strings.Contains(ball, ":") {
			w.t.Errorf("%s: something is still missing: %s", l.stage, ball)
		}
	}
	// Nobody but the parties of the action may take it.
	for _, other := range []string{"auditor", "admin"} {
		w.refused(other, l.action, l.input, http.StatusForbidden, "read-only-role")
	}
	stale := w.last.Version - 1
	a := w.must(l.who, http.StatusPreconditionFailed, "POST", "/requests/"+w.id+"/actions/"+l.action, actionBody(l.input), ifMatch(stale))
	if a.problem().Code != "stale-version" {
		w.t.Errorf("%s, want stale-version", a)
	}
	w.must(l.who, http.StatusOK, "POST", "/requests/"+w.id+"/actions/"+l.action, actionBody(l.input), ifMatch(stale+1))
}

// tracking looks the request up as anybody with the code can.
func (w *walk) tracking(code string, total int) {
	w.t.Helper()
	anybody := &client{base: w.who.base, http: w.who.http}
	for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", "")} {
		a, err := anybody.call("GET", "/track/"+typed, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		var t struct {
			Code, Status string
			Stage        struct{ ID string }
			StagesTotal  int `json:"stages_total"`
		}
		if err := json.Unmarshal(a.body, &t); err != nil || a.status != http.StatusOK {
			w.t.Fatalf("%s: %v", a, err)
		}
		if t.Code != code || t.Status != w.last.Status || t.Stage.ID != w.last.Stage.ID || t.StagesTotal != total {
			w.t.Errorf("%s", a)
		}
		for _, private := range []string{"Wati", "dr. Contoh", "197803122005012004", "kak.pdf"} {
			if strings.Contains(string(a.body), private) {
				w.t.Errorf("tracking shows %q", private)
			}
		}
	}
}
