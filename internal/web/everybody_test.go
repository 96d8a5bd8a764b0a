package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/flow/flowtest"
	"github.com/alur-id/alur/internal/racetest"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestEverybodyEverywhere asks every address of the pages as everybody: those below a
// request in every stage of both flows, on one database or the other ([flowtest.Sample]), while
// it is paused and after its end, and the others once. What is expected is typed here, in everybody_oracle_test.go and in flowtest, from
// flows.md and from who each page is for. No call may change the request: what is
// anybody's to change is sent so that it is refused for its values, and what is not is
// sent as it would be taken.
func TestEverybodyEverywhere(t *testing.T) {
	t.Parallel()
	for _, run := range flowtest.Sample(6) {
		t.Run(run.Name(), func(t *testing.T) {
			t.Parallel()
			url := ""
			if run.Postgres {
				url = storetest.DSN(t)
			}
			x := newPageMatrix(t, run.Flow, url)
			seen := map[alur.StageID]bool{}
			for {
				stage := x.view().Stage
				if !seen[stage.ID] {
					seen[stage.ID] = true
					x.state = "open"
					if !run.Asks(stage.Number) {
						continue
					}
					x.askAll(stage)
					if stage.Number == 6 {
						x.act("verifikator", "jeda", map[string]any{"sebab": "menunggu-anggaran", "alasan": "APBD"})
						x.state = "paused"
						x.askAll(stage)
						x.act("verifikator", "lanjutkan", map[string]any{})
						x.state = "open"
					}
				}
				if !x.advance(stage, seen["perbaikan"]) {
					if x.state = "ended"; !run.Part {
						x.askAll(stage)
					}
					break
				}
			}
			if len(seen) != len(x.plan.Stages) {
				t.Errorf("only %d of %d stages were asked", len(seen), len(x.plan.Stages))
			}
			if !run.Part {
				x.allAsked()
				x.stopAndAsk()
			}
			t.Logf("%d calls", x.calls)
		})
	}
}

// everybody is one user of every relation to a request of Dinas Kesehatan: of the own
// agency, of another, in the teams and not, of the third party and of another, who
// oversees, who stands in, who was deactivated, and nobody.
var everybody = []directory.NewUser{
	{Username: "pemohon", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}},
	{Username: "pengganti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}, // stands in for pemohon
	{Username: "anggota", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "pengelola-pd", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}},
	{Username: "pengembang-pd", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "penguji-pd", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "pemohon2", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}},
	{Username: "anggota2", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "pengelola-pd2", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleAgencyAdmin}},
	{Username: "verifikator", Agency: ictAgency, Roles: []alur.Role{alur.RoleReviewer}},
	{Username: "kepala", Agency: ictAgency, Roles: []alur.Role{alur.RoleHead}},
	{Username: "plh", Agency: ictAgency, Roles: []alur.Role{alur.RoleMember}}, // stands in for kepala
	{Username: "pengembang", Agency: ictAgency, Roles: []alur.Role{alur.RoleMember}},
	{Username: "penguji", Agency: ictAgency, Roles: []alur.Role{alur.RoleMember}},
	{Username: "staf", Agency: ictAgency, Roles: []alur.Role{alur.RoleMember}},
	{Username: "mantan", Agency: ictAgency, Roles: []alur.Role{alur.RoleReviewer}}, // deactivated while signed in
	{Username: "vendor", Agency: "cv-nusa", Roles: []alur.Role{alur.RoleVendor}},
	{Username: "vendor2", Agency: "cv-lain", Roles: []alur.Role{alur.RoleVendor}},
	{Username: "auditor", Agency: "inspektorat", Roles: []alur.Role{alur.RoleAuditor}},
	{Username: "admin", Agency: ictAgency, Roles: []alur.Role{alur.RoleAdmin}},
}

// strangers are asked in some stages only: for them no request is there, in whatever stage.
var strangers = []string{nobody, "pemohon2", "anggota2", "pengelola-pd2", "mantan", "vendor2"}

const ictAgency = "dinas-komunikasi-dan-informatika"

// nobody has no cookie at all.
const nobody = ""

// pageMatrix is one request on its way, and everybody's browser.
type pageMatrix struct {
	*world
	t        *testing.T
	plan     *flow.Plan
	id       alur.RequestID
	state    string // open, paused, ended (completed), stopped
	browsers map[string]*browser
	asked    map[string]bool // "METHOD pattern"
	calls    int
	files    int
	made     int  // what deeds are about, for names
	second   bool // there is a second administrator
}

func newPageMatrix(t *testing.T, id alur.FlowID, url string) *pageMatrix {
	t.Helper()
	w := newWorldIn(t, url, func(*directory.Config) {})
	ctx := t.Context()
	x := &pageMatrix{world: w, t: t, state: "open", browsers: map[string]*browser{nobody: w.browser()}, asked: map[string]bool{}}
	if err := w.app.Directory.AddAgency(ctx, alur.Agency{ID: "cv-lain", Name: "CV Lain", Kind: alur.AgencyVendor}, directory.By{}); err != nil {
		t.Fatal(err)
	}
	for _, u := range everybody {
		u.Name, u.Password = "Orang "+u.Username, worldPassword
		if err := w.app.Directory.AddUser(ctx, u); err != nil {
			t.Fatal(err)
		}
		x.browsers[u.Username] = w.as(u.Username)
	}
	for who, absent := range map[string]string{"pengganti": "pemohon", "plh": "kepala"} {
		n := directory.NewStandIn{Username: who, Absent: absent, Kind: alur.StandInDaily, From: "2026-11-23", Until: "2026-12-31"}
		if _, err := w.app.Directory.AddStandIn(ctx, n, directory.By{}); err != nil {
			t.Fatal(err)
		}
	}
	// The cookie of "mantan" is what a browser would still send: that of a session that was.
	gone := x.browsers["mantan"].cookies[sessionCookie]
	if err := w.app.Directory.SetActive(ctx, "mantan", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	x.browsers["mantan"].cookies[sessionCookie] = gone
	res, err := w.app.Cases.Create(ctx, w.actor("pemohon"), string(id), nil, casework.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x.id, x.plan = res.View.ID, res.View.Plan
	return x
}

// view is the request as the head sees it.
func (x *pageMatrix) view() *casework.View {
	x.t.Helper()
	v, err := x.app.Cases.Get(context.Background(), x.actor("kepala"), x.id)
	if err != nil {
		x.t.Fatal(err)
	}
	return v
}

// parties says what a user is on the request, by flows.md.
func (x *pageMatrix) parties(user string, stage *flow.Stage) []alur.PartyID {
	switch user {
	case "pengganti":
		user = "pemohon"
	case "plh":
		user = "kepala"
	}
	return flowtest.Parties(x.plan, stage, x.state == "stopped", user)
}

// sees says for whom the request exists, by flows.md.
func (x *pageMatrix) sees(user string, stage *flow.Stage) bool {
	switch user {
	case "pemohon", "pengganti", "anggota", "pengelola-pd", "pengembang-pd", "penguji-pd", "verifikator", "kepala", "plh", "auditor", "admin":
		return true
	}
	return len(x.parties(user, stage)) > 0
}

// shut reports whether a user has no session: nobody, and who was deactivated.
func shut(user string) bool { return user == nobody || user == "mantan" }

// call is one address, asked in one way.
type call struct {
	method, pattern string
	path            string   // filled in
	body            string   // of a form
	want            []int    // for who comes through the door and sees what it is about
	json            bool     // asked by a script of ours
	about           bool     // it stands elsewhere and is about the request all the same
	header          []string // name, value, …
}

// ask makes a call as a user and compares. Whom the door keeps out, and for whom the
// request does not exist, is the same for all below a request.
func (x *pageMatrix) ask(user string, stage *flow.Stage, c call) {
	x.t.Helper()
	x.asked[c.method+" "+c.pattern] = true
	want := c.want
	switch {
	case shut(user) && (c.method == http.MethodGet || c.method == http.MethodHead):
		want = []int{http.StatusSeeOther}
	case shut(user):
		want = []int{http.StatusUnauthorized}
	case (c.about || strings.HasPrefix(c.pattern, "/permohonan/{id}")) && !x.sees(user, stage):
		want = []int{http.StatusNotFound}
	}
	b := x.browsers[user]
	cookies := b.cookies[sessionCookie]
	b.header = http.Header{}
	if c.json {
		b.header.Set("Accept", "application/json")
	}
	for i := 0; i+1 < len(c.header); i += 2 {
		b.header.Set(c.header[i], c.header[i+1])
	}
	kind := ""
	if c.method == http.MethodPost {
		kind = "application/x-www-form-urlencoded"
	}
	res := b.send(c.method, c.path, kind, c.body)
	x.calls++
	if user == "mantan" {
		b.cookies[sessionCookie] = cookies // an attacker would keep it
	}
	toSignIn := strings.HasPrefix(res.location(), "/masuk?")
	if !slices.Contains(want, res.status) || toSignIn != (shut(user) && res.status == http.StatusSeeOther) {
		where := ""
		if stage != nil {
			where = fmt.Sprintf(" in %s (%s)", stage.ID, x.state)
		}
		x.t.Errorf("%s%s: %s %s %.80s: got %d %s, want %v", user, where, c.method, strings.ReplaceAll(c.path, string(x.id), "…"), c.body, res.status, res.location(), want)
	}
}

// askAll asks everything below the request in this stage, as everybody, and proves that
// nothing has changed.
func (x *pageMatrix) askAll(stage *flow.Stage) {
	x.t.Helper()
	before := x.view()
	names := []string{nobody}
	for _, u := range everybody {
		names = append(names, u.Username)
	}
	for i, user := range names {
		// The race detector needs the calls, not all of them; `make test` asks all without it.
		if racetest.On && (i+stage.Number)%8 != 0 {
			continue
		}
		if x.state == "open" && slices.Contains(strangers, user) && !slices.Contains([]int{1, 6, 8, 11, 12}, stage.Number) {
			continue
		}
		for _, c := range x.below(user, before) {
			x.ask(user, stage, c)
		}
	}
	after := x.view()
	if after.Version != before.Version || len(after.Claims) != len(before.Claims) || len(after.AllDocuments) != len(before.AllDocuments) {
		x.t.Fatalf("in %s (%s) a call changed the request: version %d after %d, %d claims after %d", stage.ID, x.state, after.Version, before.Version, len(after.Claims), len(before.Claims))
	}
}

// stopAndAsk leads another request past the appointments and stops it there.
func (x *pageMatrix) stopAndAsk() {
	x.t.Helper()
	res, err := x.app.Cases.Create(context.Background(), x.actor("pemohon"), string(x.plan.Flow), nil, casework.Options{})
	if err != nil {
		x.t.Fatal(err)
	}
	x.id, x.state = res.View.ID, "open"
	for x.view().Stage.Number < 8 {
		x.advance(x.view().Stage, false)
	}
	x.act("kepala", "hentikan", map[string]any{"alasan": "Anggaran dicabut"})
	x.state = "stopped"
	x.askAll(x.view().Stage)
}

// allAsked fails for an address below a request that nobody was asked about.
func (x *pageMatrix) allAsked() {
	x.t.Helper()
	for _, row := range x.app.routes {
		if strings.HasPrefix(row.pattern, "/permohonan/{id}") && !x.asked[row.method+" "+row.pattern] {
			x.t.Errorf("%s %s was never asked: add it to the matrix", row.method, row.pattern)
		}
	}
}

// done fails the walk on an error of a use case.
func (x *pageMatrix) done(what string, err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatalf("%s in %s: %v", what, x.view().Stage.ID, err)
	}
}

func (x *pageMatrix) act(user, action string, input map[string]any) {
	x.t.Helper()
	in := map[string]jsontext.Value{}
	for k, v := range input {
		in[k] = value(x.t, v)
	}
	_, err := x.app.Cases.Act(context.Background(), x.actor(user), x.id, action, in, "", casework.Options{})
	x.done(action, err)
}

// advance does one thing that the request waits for; it reports false when it waits for
// nothing any more.
func (x *pageMatrix) advance(stage *flow.Stage, fixed bool) bool {
	x.t.Helper()
	ctx, v := context.Background(), x.view()
	if stage.ID == "pengujian" && !fixed {
		_, err := x.app.Cases.AddFinding(ctx, x.actor("penguji"), x.id, flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "Label"}, casework.Options{})
		x.done("finding", err)
		x.act("penguji", "usulkan-perbaikan", nil)
		return true
	}
	if len(v.Waiting) == 0 {
		return false
	}
	if w := v.Waiting[0]; len(w.Missing) > 0 {
		x.supply(stage, flowtest.ActsFor[w.Party], w.Missing[0])
		return true
	}
	if stage.ID == "pengujian" && v.State.Findings[0].Status == "fixed" {
		_, err := x.app.Cases.ChangeFinding(ctx, x.actor("penguji"), x.id, flow.ChangeFinding{Number: 1, Status: "verified"}, casework.Options{})
		x.done("verify", err)
	}
	for _, a := range stage.Actions {
		if a.Direction == flow.LeadsOn || stage.ID == "perbaikan" {
			x.act(flowtest.ActsFor[a.Parties[0]], string(a.ID), map[string]any{})
			return true
		}
	}
	return false
}

// supply gives what is missing; a signature waits for the rest of the stage.
func (x *pageMatrix) supply(stage *flow.Stage, user, item string) {
	x.t.Helper()
	ctx, v := context.Background(), x.view()
	it := stage.Item(alur.ItemID(item))
	switch {
	case stage.Review != nil:
		for _, d := range v.Documents {
			if d.Review == nil {
				_, err := x.app.Cases.Review(ctx, x.actor("verifikator"), x.id, d.ID, "accepted", "", casework.Options{})
				x.done("review", err)
			}
		}
	case item == "findings":
		_, err := x.app.Cases.ChangeFinding(ctx, x.actor(user), x.id, flow.ChangeFinding{Number: 1, Status: "fixed", Note: "Sudah"}, casework.Options{})
		x.done("fix", err)
	case it.Kind == flow.KindSignature:
		for _, other := range stage.Items {
			if other.Required && other.Kind != flow.KindSignature && slices.ContainsFunc(v.Waiting, func(w flow.Waiting) bool { return slices.Contains(w.Missing, string(other.ID)) }) {
				x.supply(stage, flowtest.ActsFor[other.Owner], string(other.ID))
			}
		}
		_, err := x.app.Cases.Sign(ctx, x.actor(user), x.id, item, casework.Options{})
		x.done("sign", err)
	case it.Kind == flow.KindDocument:
		x.files++
		b, err := x.app.Cases.Receive(ctx, item+".pdf", strings.NewReader(strings.Replace(string(smallPDF), "200 200", fmt.Sprintf("2%02d 2%02d", x.files, x.files), 1)))
		x.done("receive", err)
		_, err = x.app.Cases.AddDocument(ctx, x.actor(user), x.id, casework.Upload{Kind: item, Name: item + ".pdf", Blob: b}, casework.Options{})
		x.done("upload "+item, err)
	default:
		_, err := x.app.Cases.SetData(ctx, x.actor(user), x.id, map[string]jsontext.Value{item: value(x.t, flowtest.Value(x.plan, it, x.clock.Now()))}, casework.Options{})
		x.done("set "+item, err)
	}
}

// formOf writes the body of a form from names and values in turn.
func formOf(pairs ...string) string {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out.Encode()
}
