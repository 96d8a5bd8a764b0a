package directory_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
	"github.com/alur-id/alur/internal/tooltest"
)

const ictAgency = "dinas-komunikasi-dan-informatika"

// withPeople adds two administrators with addresses, the head and a reviewer.
func (w *world) withPeople() {
	w.Helper()
	for _, u := range []directory.NewUser{
		{Username: "adit", Name: "Adit Nugroho", Agency: ictAgency, Roles: []alur.Role{alur.RoleAdmin}},
		{Username: "sri", Name: "Sri Rejeki", Agency: ictAgency, Roles: []alur.Role{alur.RoleAdmin}},
		{Username: "endang", Name: "Endang Lestari", Agency: ictAgency, Roles: []alur.Role{alur.RoleHead}},
		{Username: "rino", Name: "Rino Saputra", Agency: ictAgency, Roles: []alur.Role{alur.RoleReviewer}},
	} {
		u.Password = good
		w.must(w.AddUser(w.Context(), u))
	}
	w.must(w.PutEmail(w.Context(), "adit", "adit@contoh.example"))
	w.must(w.PutEmail(w.Context(), "sri", "sri@contoh.example"))
}

var byAdit = directory.By{Actor: "adit", Address: "10.0.0.9"}

// alerts are the open ones, newest first, as "rule account".
func (w *world) alerts() []string {
	w.Helper()
	open, err := w.OpenAlerts(w.Context())
	w.must(err)
	var out []string
	for _, a := range open {
		out = append(out, strings.TrimSpace(string(a.Rule)+" "+a.Username))
	}
	n, err := w.CountAlerts(w.Context())
	w.must(err)
	if n != len(out) {
		w.Errorf("%d alerts counted, %d open", n, len(out))
	}
	return out
}

func (w *world) wantAlerts(want ...string) {
	w.Helper()
	if diff := cmp.Diff(want, w.alerts()); diff != "" {
		w.Errorf("open alerts (-want +got):\n%s", diff)
	}
}

// TestAlerts lets each rule speak through the use case that it watches, once for each
// account and day, in the transaction of what it is about.
func TestAlerts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		w.wantAlerts()

		u := alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester, alur.RoleAgencyAdmin}}
		w.must(w.ChangeUser(ctx, u, byAdit))
		w.wantAlerts("grant budi")
		u.Roles = u.Roles[:1]
		w.must(w.ChangeUser(ctx, u, byAdit))
		u.Roles = append(u.Roles, alur.RoleAgencyAdmin)
		w.must(w.ChangeUser(ctx, u, byAdit)) // again within the day
		w.wantAlerts("grant budi")
		w.clock.Pass(25 * time.Hour)
		u.Roles = u.Roles[:1]
		w.must(w.ChangeUser(ctx, u, byAdit))
		u.Roles = append(u.Roles, alur.RoleAgencyAdmin)
		w.must(w.ChangeUser(ctx, u, byAdit))
		w.wantAlerts("grant budi", "grant budi")

		today := w.clock.Now().In(alur.Jakarta).Format(time.DateOnly)
		_, err := w.AddStandIn(ctx, directory.NewStandIn{Username: "rino", Absent: "endang", Kind: alur.StandInDaily, From: today, Until: today}, byAdit)
		w.must(err)
		w.must(w.ResetFactors(ctx, "rino", byAdit))
		w.must(w.ResetFactors(ctx, "sri", byAdit))
		for i := range 10 {
			w.Denied(ctx, "budi", "10.0.0.1", fmt.Sprintf("GET /permohonan/{id}/%d", i))
		}
		for range 4 {
			w.must(w.Exported(ctx, directory.Export{Username: "endang", What: "permohonan.csv", Rows: 3}))
		}
		want := []string{"denials budi", "factors sri", "factors rino", "office-stand-in rino", "grant budi", "grant budi"}
		w.wantAlerts(want...)
		w.must(w.Exported(ctx, directory.Export{Username: "endang", What: "permohonan.csv", Rows: 3}))
		w.must(w.Exported(ctx, directory.Export{Username: "sri", What: "permohonan.xlsx", Rows: 1001, Filter: "status=open"}))
		w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecurityPanic, Detail: "GET /x"}))
		w.wantAlerts(append([]string{"panic", "export sri", "export endang"}, want...)...)

		for i := range 7 {
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecurityTooManyTries, Username: fmt.Sprintf("u%d", i), Address: "10.0.1.1", Detail: "account"}))
		}
		for range 20 {
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecuritySignInRefused, Username: "endang", Detail: "password"}))
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecuritySignInRefused, Username: "nobody", Detail: "password"}))
		}
		if got := w.alerts()[:2]; !slices.Equal(got, []string{"refused endang", "tries"}) {
			w.Errorf("%v", got)
		}
		open, err := w.OpenAlerts(ctx)
		w.must(err)
		entries, _, err := w.SecurityLog(ctx, directory.SecurityQuery{After: fmt.Sprint(open[2].About + 1), Limit: 1})
		w.must(err)
		if len(entries) != 1 || entries[0].Kind != directory.SecurityPanic || entries[0].Seq != open[2].About {
			w.Errorf("%+v is about %+v", open[2], entries)
		}
	})
}

// TestAlertConfirmedGrant warns of a role with power when it is given, by whoever confirms it.
func TestAlertConfirmedGrant(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		adit, sri := w.manager("adit"), w.manager("sri")
		p, err := w.Person(ctx, adit, "rino")
		w.must(err)
		change := directory.PersonChange{Name: p.Name, Contact: p.Contact, Agency: p.Agency, Roles: append(p.Roles, alur.RoleAdmin)}
		out, err := w.ChangePerson(ctx, adit, "rino", change)
		w.must(err)
		w.wantAlerts()
		_, err = w.ConfirmProposal(ctx, sri, out.Proposal.ID)
		w.must(err)
		w.wantAlerts("grant rino")
	})
}

// TestAlertHandled closes an alert with a note, by somebody whom it is not about, once.
func TestAlertHandled(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		w.must(w.ResetFactors(ctx, "sri", byAdit))
		open, err := w.OpenAlerts(ctx)
		w.must(err)
		seq := open[0].Seq
		bySri := directory.By{Actor: "sri"}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "ketiga", Name: "Ketiga", Agency: ictAgency, Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
		third := directory.By{Actor: "ketiga"}
		w.refused(w.HandleAlert(ctx, seq, "Sudah", bySri), alur.CodeFourEyes)  // it is about sri
		w.refused(w.HandleAlert(ctx, seq, "Sudah", byAdit), alur.CodeFourEyes) // and adit did it
		w.invalid("no note", w.HandleAlert(ctx, seq, " ", third), "note required")
		w.invalid("long", w.HandleAlert(ctx, seq, strings.Repeat("x", 181), third), "note too-long")
		w.invalid("control", w.HandleAlert(ctx, seq, "a\x01", third), "note bad-characters")
		w.refused(w.HandleAlert(ctx, seq+1000, "Sudah", third), alur.CodeNotFound)
		w.wantAlerts("factors sri")
		w.must(w.HandleAlert(ctx, seq, " Sudah ditelepon ", third))
		w.refused(w.HandleAlert(ctx, seq, "Sudah", third), alur.CodeConflict)
		w.wantAlerts()
		last, _, err := w.SecurityLog(ctx, directory.SecurityQuery{Limit: 1})
		w.must(err)
		if e := last[0]; e.Kind != directory.SecurityAlertHandled || e.Username != "sri" || e.Actor != "ketiga" || e.Detail != fmt.Sprintf("#%d Sudah ditelepon", seq) {
			w.Errorf("%+v", e)
		}
		// Where there is nobody else, it is theirs after all.
		w.must(w.SetActive(ctx, "ketiga", false, byAdit))
		w.clock.Pass(25 * time.Hour)
		w.must(w.ResetFactors(ctx, "sri", byAdit))
		open, err = w.OpenAlerts(ctx)
		w.must(err)
		w.must(w.HandleAlert(ctx, open[0].Seq, "Sudah", bySri))
	})
}

// TestTakeAlerts gives each alert once, to every administrator but whom it is about.
func TestTakeAlerts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		w.must(w.ResetFactors(ctx, "rino", byAdit))
		w.clock.Pass(25 * time.Hour) // too old to be told
		w.must(w.ResetFactors(ctx, "sri", byAdit))
		w.must(w.ResetFactors(ctx, "endang", byAdit))
		told, err := w.TakeAlerts(ctx)
		w.must(err)
		var got []string
		for _, x := range told {
			for _, to := range x.To {
				got = append(got, string(x.Rule)+" "+x.Username+" > "+to.Email)
			}
		}
		want := []string{"factors sri > adit@contoh.example", "factors endang > adit@contoh.example", "factors endang > sri@contoh.example"}
		if diff := cmp.Diff(want, got); diff != "" {
			w.Errorf("told (-want +got):\n%s", diff)
		}
		if again, err := w.TakeAlerts(ctx); err != nil || len(again) != 0 {
			w.Errorf("told again: %v %v", again, err)
		}
		w.wantAlerts("factors endang", "factors sri", "factors rino")
	})
}

// TestSecurityLogPages reads the log in pages, by group, person, doer, day and words.
func TestSecurityLogPages(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		start := w.clock.Now()
		for i := range 7 {
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "budi", Address: "10.0.0.1", Detail: "password"}))
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecurityRenamed, Username: "budi", Actor: "adit", Detail: fmt.Sprintf("Budi %d > Budi", i)}))
			w.clock.Pass(time.Hour)
		}
		var seen []int64
		for after := ""; ; {
			entries, next, err := w.SecurityLog(ctx, directory.SecurityQuery{Group: directory.GroupSignIn, Username: "budi", After: after, Limit: 3})
			w.must(err)
			for _, e := range entries {
				seen = append(seen, e.Seq)
			}
			if after = next; next == "" {
				break
			}
		}
		if len(seen) != 7 || !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) {
			w.Errorf("pages gave %v", seen)
		}
		for _, c := range []struct {
			q    directory.SecurityQuery
			want int
		}{
			{directory.SecurityQuery{Group: directory.GroupAccount, Text: "budi 3"}, 1},
			{directory.SecurityQuery{Group: directory.GroupAccount, Username: "budi", Actor: "adit"}, 7},
			{directory.SecurityQuery{Actor: "budi"}, 7},
			{directory.SecurityQuery{Group: directory.GroupImport, Username: "budi"}, 0},
			{directory.SecurityQuery{Username: "budi", Since: start.Add(90 * time.Minute), Until: start.Add(4 * time.Hour)}, 4},
		} {
			if got, _, err := w.SecurityLog(ctx, c.q); err != nil || len(got) != c.want {
				w.Errorf("%+v: %d entries, want %d, %v", c.q, len(got), c.want, err)
			}
		}
		for field, q := range map[string]directory.SecurityQuery{"cursor": {After: "x"}, "limit": {Limit: 201}, "group": {Group: "x"}} {
			_, _, err := w.SecurityLog(ctx, q)
			w.refused(err, alur.CodeInvalidParameter)
			if err == nil || !strings.Contains(err.Error(), field) {
				w.Errorf("%+v: %v", q, err)
			}
		}
	})
}

// TestCheckSecurityLog remembers what a check found: a changed entry, a cut end and a log
// that was written anew are found, are alerts, and leave the point up to which all was well.
func TestCheckSecurityLog(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		_, err := w.LastSecurityCheck(ctx)
		w.refused(err, alur.CodeNotFound)
		for range 5 {
			w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "budi", Detail: "password"}))
		}
		c, err := w.CheckSecurityLog(ctx, byAdit)
		w.must(err)
		if c.Bad != 0 || c.Entries < 5 || len(c.Hash) != 64 || c.By != "adit" || !c.At.Equal(w.clock.Now()) {
			w.Errorf("%+v", c)
		}
		if last, err := w.LastSecurityCheck(ctx); err != nil || last != c {
			w.Errorf("remembered %+v, %v", last, err)
		}
		whole := c
		w.wantAlerts()
		again, err := w.CheckSecurityLog(ctx, byAdit)
		w.must(err)
		if again.Entries != c.Entries+1 { // the first check stands in the log
			w.Errorf("%+v after %+v", again, c)
		}

		// Somebody who holds the database writes the whole log anew, with good hashes.
		w.forged = true
		w.forge(whole.Entries)
		c, err = w.CheckSecurityLog(ctx, byAdit)
		w.must(err)
		if c.Bad == 0 || !strings.Contains(c.What, "check before") {
			w.Errorf("a log that was written anew: %+v", c)
		}
		w.wantAlerts("log-broken")
		if n, wrong, err := w.VerifySecurityLog(ctx); err != nil || wrong != c.What || n != c.Entries {
			w.Errorf("verify says %d %q, the check %+v, %v", n, wrong, c, err)
		}
		_, err = w.CheckSecurityLog(ctx, byAdit) // still, and no second alert that day
		w.must(err)
		w.wantAlerts("log-broken")
	})
}

// forge cuts the log after n entries and lets it go on otherwise, as somebody could who
// owns the database: the guards are taken away and the chain is right.
func (w *world) forge(n int64) {
	w.Helper()
	db := w.raw()
	exec := func(statements ...string) {
		w.Helper()
		for _, s := range statements {
			if _, err := db.ExecContext(w.Context(), s); err != nil {
				w.Fatalf("%s: %v", s, err)
			}
		}
	}
	if w.store.Engine() == store.Postgres {
		exec(`ALTER TABLE security_events DISABLE TRIGGER USER`)
	} else {
		exec(`DROP TRIGGER security_events_no_delete`)
	}
	exec(fmt.Sprintf(`DELETE FROM security_events WHERE seq >= %d`, n))
	for range 3 {
		w.must(w.Record(w.Context(), directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "nobody", Detail: "password"}))
	}
}

// TestCheckOnce refuses a second check while one is on.
func TestCheckOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.withPeople()
		release := w.HoldCheck()
		_, err := w.CheckSecurityLog(w.Context(), byAdit)
		w.refused(err, alur.CodeConflict)
		release()
		_, err = w.CheckSecurityLog(w.Context(), byAdit)
		w.must(err)
	})
}

// TestExportSecurityLog writes every entry as it was hashed, after a line about the whole.
func TestExportSecurityLog(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var empty bytes.Buffer
		if n, err := w.ExportSecurityLog(w.Context(), &empty); err != nil || n != 0 || !strings.HasPrefix(empty.String(), `{"events":0,"hash":"0000`) {
			w.Errorf("%d %v %s", n, err, empty.String())
		}
		w.must(w.Record(w.Context(), directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "budi", Detail: "\u2028 <&> \"kutip\""}))
		w.must(w.Record(w.Context(), directory.SecurityEvent{Kind: directory.SecuritySignedOut, Username: "budi"}))
		var out bytes.Buffer
		n, err := w.ExportSecurityLog(w.Context(), &out)
		w.must(err)
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if n != 2 || len(lines) != 3 {
			w.Fatalf("%d entries, %q", n, lines)
		}
		var head, last struct {
			Log, Hash, Prev, Kind string
			Events, Seq           int64
		}
		w.must(json.Unmarshal([]byte(lines[0]), &head))
		w.must(json.Unmarshal([]byte(lines[2]), &last))
		if head.Log != "security" || head.Events != 2 || last.Seq != 2 || last.Hash != head.Hash || last.Kind != "signed-out" {
			w.Errorf("%+v %+v", head, last)
		}
		for what, c := range map[string]struct {
			text  string
			whole bool
		}{
			"as written": {out.String(), true}, "empty": {empty.String(), true}, "edited": {strings.Replace(out.String(), "budi", "siti", 1), false},
			"line deleted": {lines[0] + "\n" + lines[2] + "\n", false}, "tail cut": {lines[0] + "\n" + lines[1] + "\n", false},
		} {
			w.secondOpinion(what, c.text, c.whole)
		}
	})
}

// secondOpinion has docs/periksa-riwayat.py check an export.
func (w *world) secondOpinion(what, export string, whole bool) {
	w.Helper()
	file := filepath.Join(w.TempDir(), "keamanan.jsonl")
	w.must(os.WriteFile(file, []byte(export), 0o600))
	out, err := exec.CommandContext(w.Context(), tooltest.Program(w, "python3"), "../../docs/periksa-riwayat.py", file).CombinedOutput()
	if (err == nil) != whole || strings.Contains(string(out), "Traceback") || whole && !strings.HasPrefix(string(out), "Catatan keamanan: ") {
		w.Errorf("%s: %v\n%s", what, err, out)
	}
}

// TestTwoInstances lets two instances record at once, on one database: one unbroken chain.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	storetest.EachConfig(t, func(t *testing.T, cfg store.Config) {
		const many = 100
		var wg sync.WaitGroup
		var one *directory.Directory
		for i := range 2 {
			d := directory.New(directory.Config{Store: storetest.Open(t, cfg)})
			one = d
			for n := range many {
				wg.Go(func() {
					err := d.Record(context.Background(), directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: fmt.Sprintf("u%d-%d", i, n), Detail: "password"})
					if err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if n, wrong, err := one.VerifySecurityLog(t.Context()); n != 2*many || wrong != "" || err != nil {
			t.Errorf("%d entries of %d: %s %v", n, 2*many, wrong, err)
		}
	})
}

// BenchmarkRecord is what one entry costs while eight others want to write one, too: the
// lock on the log is the one thing that all sign-ins share.
func BenchmarkRecord(b *testing.B) {
	for name, cfg := range map[string]func() store.Config{
		store.SQLite:   func() store.Config { return store.Config{Dir: filepath.Join(b.TempDir(), "data")} },
		store.Postgres: func() store.Config { return store.Config{URL: storetest.DSN(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			d := directory.New(directory.Config{Store: storetest.Open(b, cfg())})
			b.SetParallelism(4)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := d.Record(context.Background(), directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "budi", Detail: "password"}); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
