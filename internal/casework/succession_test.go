package casework_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// ending ends an account with the directory's own use case.
func (w *world) ending(username, successor string) casework.Ending {
	d := directory.New(directory.Config{Store: w.store, Clock: w.clock.Now, Log: quiet()})
	return d.Ending(directory.Ended{Username: username, Successor: successor}, directory.By{Actor: "admin", Address: "192.0.2.1"})
}

func (w *world) succeed(by string, s casework.Succession) (casework.Succeeded, error) {
	return w.cases.Succeed(w.t.Context(), w.as(by), s, w.ending(s.Username, s.Successor))
}

// securityKinds lists what the security log says of an account.
func (w *world) securityKinds(username string) []string {
	w.t.Helper()
	var out []string
	err := w.store.Read(w.t.Context(), func(tx *store.Tx) error {
		return tx.EachSecurityEvent(w.t.Context(), func(e store.SecurityEventRow) error {
			if e.Username == username {
				out = append(out, e.Kind+" "+e.Detail)
			}
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// blockersOf lists a refusal's blockers as "code item".
func blockersOf(err error) []string {
	var out []string
	if e, ok := errors.AsType[*alur.Error](err); ok {
		for _, b := range e.Blockers {
			out = append(out, string(b.Code)+" "+b.Item)
		}
	}
	return out
}

// TestSucceed walks an account to its end: what is open is found, what does not fit
// comes back and changes nothing, a break is taken up, and the history says all of it.
func TestSucceed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.add("staf", ict, alur.RoleMember)
		w.add("staf-pd", health, alur.RoleMember)
		one, two := w.withVendor(), w.withVendor()
		soon := w.clock.Now().Add(48 * time.Hour).Format(time.RFC3339)
		three := w.inReview("swakelola")
		w.review(three, "accepted", "")
		w.act("verifikator", three, "terima", nil)
		w.patch("verifikator", three, m{"jadwal": m{"start": soon, "place": "Aula", "attendees": []string{"verifikator", "pemohon", "pengembang"}}})
		if _, err := w.cases.Claim(ctx, w.as("pengembang"), one, ""); err != nil {
			t.Fatal(err)
		}

		open, err := w.cases.OpenTasks(ctx, w.as("admin"), "pengembang")
		if err != nil {
			t.Fatal(err)
		}
		seats, claims := 0, 0
		for _, x := range open.Tasks {
			seats, claims = seats+len(x.Seats), claims+len(x.Claims)
		}
		if len(open.Tasks) != 3 || seats != 3 || claims != 1 || len(open.Offices) != 0 {
			t.Fatalf("open: %d tasks, %d seats, %d claims, offices %v", len(open.Tasks), seats, claims, open.Offices)
		}
		if head, err := w.cases.OpenTasks(ctx, w.as("admin"), "kepala"); err != nil || len(head.Offices) != 1 || head.Offices[0].Role != alur.RoleHead {
			t.Errorf("the only head: %v %v", head, err)
		}
		for _, who := range []string{"verifikator", "kepala", "pengembang", "vendor", "auditor"} {
			_, err := w.cases.OpenTasks(ctx, w.as(who), "pengembang")
			refused(t, "seen by "+who, err, alur.CodeNotFound)
			_, err = w.succeed(who, casework.Succession{Username: "pengembang", Successor: "staf", Reason: "x"})
			refused(t, "ended by "+who, err, alur.CodeNotFound)
		}
		_, err = w.succeed("admin", casework.Succession{Username: "admin", Successor: "staf", Reason: "x"})
		refused(t, "one's own", err, alur.CodeNotFound)

		// Everything that is wrong at once, and nothing has happened.
		_, err = w.succeed("admin", casework.Succession{Username: "pengembang"})
		if got := blockersOf(err); len(got) != 4 || got[0] != "missing-input reason" || !slices.Contains(got, "missing-input per_request."+string(two)) {
			t.Errorf("nothing chosen: %v", got)
		}
		// Leaving is chosen request by request; "-" is nobody's name.
		_, err = w.succeed("admin", casework.Succession{Username: "pengembang", Successor: casework.LeaveSeat, Reason: "Mutasi"})
		refused(t, "nobody as successor", err, alur.CodeInvalidData)
		if got := blockersOf(err); !slices.Equal(got, []string{"invalid-input successor"}) {
			t.Errorf("nobody as successor: %v", got)
		}
		_, err = w.succeed("admin", casework.Succession{Username: "pengembang", Successor: "staf-pd", Reason: "Mutasi", PerRequest: map[alur.RequestID]string{two: "pemohon2", three: casework.LeaveSeat}})
		want := []string{"invalid-input per_request." + string(two) + ".tim-pendamping", "team-needs-both-agencies per_request." + string(one) + ".tim-pendamping"}
		got := blockersOf(err)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("refused: %v, want %v", got, want)
		}
		if v := w.get("verifikator", one); !slices.Contains(v.State.Teams["tim-pendamping"], "pengembang") || !w.as("pengembang").User.Active {
			t.Error("a refusal changed something")
		}

		// Broken off in between: one request is handed over, the others and the account are not.
		s := casework.Succession{Username: "pengembang", Successor: "staf", Reason: "Mutasi ke dinas lain"}
		half := s
		half.PerRequest = map[alur.RequestID]string{two: casework.LeaveSeat, three: casework.LeaveSeat}
		_, err = w.cases.Succeed(ctx, w.as("admin"), half, func(context.Context, func(context.Context, *store.Tx) error) error { return errors.New("killed") })
		if err == nil || err.Error() != "killed" {
			t.Fatal(err)
		}
		if !w.as("pengembang").User.Active || !slices.Contains(w.get("verifikator", one).State.Teams["tim-pendamping"], "staf") ||
			slices.Contains(w.get("verifikator", two).State.Teams["tim-pendamping"], "staf") {
			t.Error("broken off: the account should be there, and one seat handed over")
		}
		w.claimed("handed over", one, "staf", map[string]casework.Hold{"staf": casework.HoldOwn})
		done, err := w.succeed("admin", s)
		if err != nil || done.Requests != 2 || done.Seats != 2 || w.as("pengembang").User.Active {
			t.Fatalf("done again: %+v %v", done, err)
		}
		if got := string(w.get("verifikator", three).State.Value("presentasi", "jadwal")); !strings.Contains(got, `"staf"`) || strings.Contains(got, "pengembang") {
			t.Errorf("the meeting is %s", got)
		}
		events, _, err := w.cases.Events(ctx, w.as("auditor"), one, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		last := events[len(events)-1].Event
		if last.Type != alur.EventSeatHandedOver || last.Actor.Username != "admin" || last.Actor.Party != "" ||
			string(last.Payload) != `{"from":"pengembang","reason":"Mutasi ke dinas lain","team":"tim-pendamping","to":"staf"}` {
			t.Errorf("the history ends with %s %v %s", last.Type, last.Actor, last.Payload)
		}
		if got := w.securityKinds("pengembang"); !slices.Equal(got, []string{"tasks-handed-over to staf", "active-changed disabled"}) {
			t.Errorf("the security log says %v", got)
		}
		var out bytes.Buffer
		if err := w.audit().Export(ctx, one, &out); err != nil {
			t.Fatal(err)
		}
		python(t, out.String(), true)
		python(t, strings.Replace(out.String(), `"to":"staf"`, `"to":"lain"`, 1), false)
		w.sound()
	})
}

// TestSeatsLeft leaves a seat with an account that ends: those who change teams are told,
// and it can be handed over later.
func TestSeatsLeft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.withVendor()
		vacant := func(who string) []casework.VacantSeat {
			out, err := w.cases.VacantSeats(ctx, w.as(who), 10)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		done, err := w.succeed("admin", casework.Succession{Username: "penguji-pd", Reason: "Cuti panjang", PerRequest: map[alur.RequestID]string{id: casework.LeaveSeat}})
		if err != nil || done.Left != 1 || w.as("penguji-pd").User.Active {
			t.Fatalf("%+v %v", done, err)
		}
		if got := vacant("verifikator"); len(got) != 1 || got[0].Request != id || got[0].Name != "Orang penguji-pd" {
			t.Errorf("vacant seats: %v", got)
		}
		if got := vacant("pemohon"); got != nil {
			t.Errorf("vacant seats of who changes no team: %v", got)
		}
		w.add("staf-pd", health, alur.RoleMember)
		if _, err := w.succeed("admin", casework.Succession{Username: "penguji-pd", Successor: "staf-pd", Reason: "Cuti panjang"}); err != nil {
			t.Fatal(err)
		}
		if got := vacant("verifikator"); len(got) != 0 {
			t.Errorf("vacant seats afterwards: %v", got)
		}
		w.sound()
	})
}

// TestSucceedAgainstNewSeats ends accounts while they get seats: whatever comes first, no
// account ends with a seat that nobody has decided on.
func TestSucceedAgainstNewSeats(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.withVendor()
		ended, seated := 0, 0
		for n := range 8 {
			name := fmt.Sprintf("baru%d", n)
			w.add(name, ict, alur.RoleMember)
			var wg sync.WaitGroup
			var seat, end error
			start := make(chan struct{})
			actor, admin := w.as("verifikator"), w.as("admin")
			wg.Go(func() {
				<-start
				_, seat = w.cases.Act(ctx, actor, id, "ubah-tim", m{"tim-penguji": []string{name, "penguji-pd"}, "alasan": "Mutasi"}.raw(), "", casework.Options{})
			})
			wg.Go(func() {
				<-start
				_, end = w.cases.Succeed(ctx, admin, casework.Succession{Username: name, Reason: "Mutasi"}, w.ending(name, ""))
			})
			close(start)
			wg.Wait()
			active := w.as(name).User.Active
			has := slices.Contains(w.get("verifikator", id).State.Teams["tim-penguji"], name)
			if active == (end == nil) || has != (seat == nil) || !active && has {
				t.Fatalf("%s: active %v, seated %v; seat: %v, end: %v", name, active, has, seat, end)
			}
			if end != nil {
				ended++
				if c := alur.CodeOf(end); c != alur.CodeConflict && c != alur.CodeInvalidData {
					t.Errorf("the end is refused with %v", end)
				}
			}
			if seat != nil {
				seated++
				if c := alur.CodeOf(seat); c != alur.CodeConflict && c != alur.CodeInvalidData {
					t.Errorf("the seat is refused with %v", seat)
				}
			}
		}
		if ended+seated < 8 {
			t.Errorf("%d ends and %d seats were refused of 8 pairs", ended, seated)
		}
		w.sound()
	})
}

// TestVendorSightEnds stops a request: its third party loses sight of it everywhere, at
// once, and finds nothing where it had one appointment.
func TestVendorSightEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.withVendor()
		doc := w.get("verifikator", id).Documents[0]
		see := func(who string) map[string]alur.Code {
			actor := w.as(who)
			_, get := w.cases.Get(ctx, actor, id)
			_, file, document := w.cases.OpenDocument(ctx, actor, id, doc.ID)
			if file != nil {
				_ = file.Close()
			}
			_, _, comments := w.cases.Comments(ctx, actor, id, "", 10)
			_, meeting := w.cases.Meeting(ctx, actor, casework.MeetingID(id, "presentasi", "jadwal"))
			_, say := w.cases.Comment(ctx, actor, id, "Halo", alur.AudienceAll, casework.Options{})
			return map[string]alur.Code{
				"request": alur.CodeOf(get), "visible": alur.CodeOf(w.cases.Visible(ctx, actor, id)), "document": alur.CodeOf(document),
				"comments": alur.CodeOf(comments), "meeting": alur.CodeOf(meeting), "comment": alur.CodeOf(say),
			}
		}
		lists := func(who string) (n int) {
			rows, _, err := w.cases.List(ctx, w.as(who), casework.ListQuery{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows) + len(w.agenda(who, false))
		}
		for what, code := range see("vendor") {
			if code != "" {
				t.Errorf("while appointed, %s: %s", what, code)
			}
		}
		if lists("vendor") == 0 {
			t.Error("while appointed, the lists are empty")
		}
		w.act("kepala", id, "hentikan", m{"alasan": "Anggaran dialihkan"})
		for what, code := range see("vendor") {
			if code != alur.CodeNotFound {
				t.Errorf("after the end, %s: %q", what, code)
			}
		}
		if n := lists("vendor"); n != 0 {
			t.Errorf("after the end, the lists have %d rows", n)
		}
		if see("pemohon")["request"] != "" {
			t.Error("the requester lost sight as well")
		}
		w.sound()
		v := &vandal{t: t, w: w, db: w.database()}
		v.asBefore(id)
		if lists("vendor") == 0 {
			t.Fatal("the rows of an earlier release are not as they were")
		}
		v.migrateSight()
		if n := lists("vendor"); n != 0 {
			t.Errorf("after the migration, the lists have %d rows", n)
		}
		w.sound()
	})
}

// asBefore gives the third party the sight that it had of ended requests before
// migration 12.
func (v *vandal) asBefore(id alur.RequestID) {
	v.t.Helper()
	v.exec(`UPDATE requests SET access = access || '` + "\n" + `vendor:cv-nusa' WHERE id = '` + string(id) + `'`)
	v.exec(`INSERT INTO request_access (request_id, scope, updated_at) SELECT id, 'vendor:cv-nusa', updated_at FROM requests WHERE id = '` + string(id) + `'`)
	v.exec(`INSERT INTO meeting_access (scope, starts_at, meeting_id) SELECT 'vendor:cv-nusa', starts_at, id FROM meetings WHERE request_id = '` + string(id) + `'`)
}

// migrateSight runs what migration 12 changes of rows.
func (v *vandal) migrateSight() {
	v.t.Helper()
	engine := map[string]string{"sqlite": "sqlite", "pgx": "postgres"}[v.w.driver]
	text, err := os.ReadFile("../store/migrations/" + engine + "/00012_agency_details.sql")
	if err != nil {
		v.t.Fatal(err)
	}
	n := 0
	for statement := range strings.SplitSeq(string(text), ";") {
		for strings.HasPrefix(strings.TrimSpace(statement), "--") {
			_, statement, _ = strings.Cut(strings.TrimSpace(statement), "\n")
		}
		if s := strings.TrimSpace(statement); strings.HasPrefix(s, "DELETE") || strings.HasPrefix(s, "UPDATE") {
			n++
			v.exec(s)
		}
	}
	if n != 3 {
		v.t.Fatalf("%d statements, want 3", n)
	}
}

// add makes an account.
func (w *world) add(name string, agency alur.AgencyID, roles ...alur.Role) {
	w.t.Helper()
	err := w.store.Write(w.t.Context(), func(tx *store.Tx) error {
		u := alur.User{Username: name, Name: "Orang " + name, Agency: agency, Roles: roles, Active: true}
		return tx.InsertAccount(w.t.Context(), store.AccountRow{User: u, Password: "-", CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now()})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
