package directory_test

import (
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// raw opens the database beside the store.
func (w *world) raw() *sql.DB {
	w.Helper()
	driver, dsn := "pgx", w.cfg.URL
	if dsn == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(w.cfg.Dir, "alur.db")+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	w.must(err)
	w.Cleanup(func() { _ = db.Close() })
	return db
}

// unwritable lets every entry of the security log fail.
func (w *world) unwritable(db *sql.DB) {
	w.Helper()
	statement := `CREATE TRIGGER full_up BEFORE INSERT ON security_events BEGIN SELECT RAISE(ABORT, 'full'); END`
	if w.store.Engine() == store.Postgres {
		statement = `CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
			CREATE TRIGGER full_up BEFORE INSERT ON security_events FOR EACH ROW EXECUTE FUNCTION full_up()`
	}
	_, err := db.ExecContext(w.Context(), statement)
	w.must(err)
}

// contents is everything in the database, a line for each row.
func (w *world) contents(db *sql.DB) []string {
	w.Helper()
	tables := `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%fts%'`
	if w.store.Engine() == store.Postgres {
		tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	var out []string
	for _, table := range w.rows(db, tables) {
		for _, row := range w.rows(db, `SELECT * FROM `+strings.Trim(table, "[]")) {
			out = append(out, table+" "+row)
		}
	}
	slices.Sort(out)
	return out
}

func (w *world) rows(db *sql.DB, query string) []string {
	w.Helper()
	rows, err := db.QueryContext(w.Context(), query)
	w.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	w.must(err)
	var out []string
	for rows.Next() {
		cells, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			to[i] = &cells[i]
		}
		w.must(rows.Scan(to...))
		out = append(out, fmt.Sprint(cells))
	}
	w.must(rows.Err())
	return out
}

// TestFailClosed lets the security log be full: nothing that it would tell of happens, in
// whatever use case, and nothing of it stays behind.
func TestFailClosed(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withPeople()
		by := byAdit
		today := w.clock.Now().In(alur.Jakarta).Format(time.DateOnly)
		stand := directory.NewStandIn{Username: "rino", Absent: "endang", Kind: alur.StandInDaily, From: today, Until: today}
		standing, err := w.AddStandIn(ctx, stand, by)
		w.must(err)
		w.must(w.LinkIdentity(ctx, "budi", "https://sso.contoh.example", "b-1", by))
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@contoh.example"}, by))
		_, session := w.enter(directory.KindSession)
		_, other := w.enter(directory.KindSession)
		link, err := w.RequestLink(ctx, directory.LinkPassword, "budi", "", w.from("10.0.0.1", ""))
		w.must(err)
		signInLink, err := w.RequestLink(ctx, directory.LinkSignIn, "rino", "", w.from("10.0.0.1", ""))
		w.must(err)
		app, recovery := w.withTOTP()
		half := w.begin(w.from("10.0.0.1", "")).Half
		w.must(w.ResetFactors(ctx, "sri", by))
		alerts, err := w.OpenAlerts(ctx)
		w.must(err)
		offer, err := w.OfferTOTP("rino")
		w.must(err)
		_, _ = signInLink, offer

		db := w.raw()
		w.unwritable(db)
		before := w.contents(db)
		for _, c := range []struct {
			name string
			do   func() error
		}{
			{"AddUser", func() error {
				return w.AddUser(ctx, directory.NewUser{Username: "baru", Name: "Baru", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good, By: by})
			}},
			{"ChangePerson", func() error {
				return w.ChangeUser(ctx, alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}, by)
			}},
			{"SetPassword", func() error { return w.SetPassword(ctx, "budi", good+" lagi", by) }},
			{"SetActive", func() error { return w.SetActive(ctx, "rino", false, by) }},
			{"ChangePerson, to be confirmed", func() error { return w.SetContact(ctx, "rino", directory.Contact{Email: "rino@contoh.example"}, by) }},
			{"AddStandIn", func() error { _, err := w.AddStandIn(ctx, stand, by); return err }},
			{"EndStandIn", func() error { return w.EndStandIn(ctx, standing, by) }},
			{"LinkIdentity", func() error { return w.LinkIdentity(ctx, "rino", "https://sso.contoh.example", "r-1", by) }},
			{"UnlinkIdentity", func() error { return w.UnlinkIdentity(ctx, "budi", "https://sso.contoh.example", "b-1", by) }},
			{"AddTOTP", func() error {
				_, err := w.AddTOTP(ctx, "rino", offer.Sealed, w.code(phone{offer.Secret}), by)
				return err
			}},
			{"RemoveTOTP", func() error { return w.RemoveTOTP(ctx, "budi", by) }},
			{"ResetFactors", func() error { return w.ResetFactors(ctx, "budi", by) }},
			{"RenewRecoveryCodes", func() error { _, err := w.RenewRecoveryCodes(ctx, "budi", by); return err }},
			{"SignIn", func() error { _, _, err := w.signIn("rino", good, "10.0.0.1", directory.KindSession); return err }},
			{"SignIn, wrong", func() error { _, _, err := w.signIn("rino", "salah", "10.0.0.1", directory.KindSession); return err }},
			{"SignIn, nobody", func() error { _, _, err := w.signIn("hantu", "salah", "10.0.0.1", directory.KindSession); return err }},
			{"CompleteCode", func() error {
				_, err := w.CompleteCode(ctx, half, w.code(app), w.from("10.0.0.1", ""))
				return err
			}},
			{"CompleteCode, recovery", func() error {
				_, err := w.CompleteCode(ctx, half, recovery[0], w.from("10.0.0.1", ""))
				return err
			}},
			{"CompleteCode, wrong", func() error { _, err := w.CompleteCode(ctx, half, "000000", w.from("10.0.0.1", "")); return err }},
			{"ConfirmPassword", func() error { return w.ConfirmPassword(ctx, session, good, "10.0.0.1") }},
			{"ConfirmCode", func() error { return w.ConfirmCode(ctx, session, w.code(app), "10.0.0.1") }},
			{"SignOut", func() error { return w.SignOut(ctx, session.ID) }},
			{"EndSession", func() error { return w.EndSession(ctx, "budi", other.ID, by) }},
			{"EndSessions", func() error { _, err := w.EndSessions(ctx, "budi", session.ID, by); return err }},
			{"RequestLink", func() error {
				_, err := w.RequestLink(ctx, directory.LinkPassword, "budi", "", w.from("10.0.0.1", ""))
				return err
			}},
			{"UsePasswordLink", func() error {
				return w.UsePasswordLink(ctx, link.Token, good+" lagi", directory.Asked{Mark: link.Mark}, w.from("10.0.0.1", ""))
			}},
			{"SignInIdentity", func() error {
				_, err := w.SignInIdentity(ctx, "https://sso.contoh.example", "x-9", directory.Claimed{}, w.from("10.0.0.1", ""))
				return err
			}},
			{"HandleAlert", func() error { return w.HandleAlert(ctx, alerts[0].Seq, "Sudah", by) }},
			{"CheckSecurityLog", func() error { _, err := w.CheckSecurityLog(ctx, by); return err }},
			{"Exported", func() error { return w.Exported(ctx, directory.Export{Username: "budi", What: "x.csv"}) }},
		} {
			if err := c.do(); err == nil {
				w.Errorf("%s: done without an entry", c.name)
			} else if alur.CodeOf(err) != alur.CodeInternal {
				w.Errorf("%s: refused for another reason: %v", c.name, err)
			}
			if diff := cmp.Diff(before, w.contents(db)); diff != "" {
				w.Fatalf("%s: something stayed behind (-before +after):\n%s", c.name, diff)
			}
		}
	})
}

// silent are the use cases that write without an entry, each with the reason.
var silent = map[string]string{
	"TakeOwnerLetters":   "it hands over letters about entries that are there",
	"SlowRecoveryCodes":  "the codes stay what they are, and are kept more safely",
	"Authenticate":       "when a session was used last",
	"AuthenticateToken":  "when and from where a token was used last",
	"Renew":              "another secret for the same session; the proof before it is an entry",
	"BeginPasskeySignIn": "a challenge; what is made of it is an entry", "BeginPasskeyFactor": "likewise", "BeginPasskeyConfirm": "likewise",
	"OfferPasskey": "likewise", "OfferFirstPasskey": "likewise",
	"TakeWay":          "a way that came back from another system; the sign-in is an entry",
	"RenewCalendarKey": "one's own subscription, which shows one's own agenda", "DropCalendarKey": "likewise",
	"SetupLink":      "printed for the operator before there is anybody",
	"TickImportRows": "a list that is not applied yet", "MendImportRow": "likewise", "ChooseImportAgency": "likewise", "DiscardImport": "likewise",
	"SeedAgencies": "the list that ships with the program", "ImportAgencies": "by the operator, beside the server",
	"SeedCalendar": "the calendar that ships with the program",
	"TakeAlerts":   "which alerts were told by mail",
}

// TestSilentWrites follows the calls of every use case: one that writes also records, or
// stands among those that may be silent. So a use case that forgets its entry fails here.
func TestSilentWrites(t *testing.T) {
	t.Parallel()
	calls := map[string]map[string]bool{} // by function: what it calls
	exported := map[string]bool{}
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			// Of methods only those of the Directory, whose receiver is called d everywhere.
			name := f.Name.Name
			if f.Recv != nil {
				if len(f.Recv.List[0].Names) == 0 || f.Recv.List[0].Names[0].Name != "d" {
					continue
				}
				name = "d." + name
				exported[name] = f.Name.IsExported()
			}
			into := map[string]bool{}
			calls[name] = into
			// References count as calls: what is handed over as a value is called by somebody.
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					switch of := n.X.(type) {
					case *ast.Ident:
						if of.Name == "d" {
							into["d."+n.Sel.Name] = true
						}
					case *ast.SelectorExpr:
						if of.Sel.Name == "store" && n.Sel.Name == "Write" {
							into["store.Write"] = true
						}
					}
				case *ast.Ident:
					into[n.Name] = true
				}
				return true
			})
		}
	}
	reaches := func(from, to string) bool {
		seen := map[string]bool{}
		var visit func(string) bool
		visit = func(name string) bool {
			if name == to {
				return true
			}
			if seen[name] {
				return false
			}
			seen[name] = true
			for next := range calls[name] {
				if (next == to || calls[next] != nil) && visit(next) {
					return true
				}
			}
			return false
		}
		return visit(from)
	}
	writes := 0
	for method, is := range exported {
		if !is || !reaches(method, "store.Write") {
			continue
		}
		writes++
		name, records := strings.TrimPrefix(method, "d."), reaches(method, "d.appendEntry")
		if why, may := silent[name]; may && records {
			t.Errorf("%s records now; it needs no excuse (%s)", name, why)
		} else if !may && !records {
			t.Errorf("%s writes and records nothing: add an entry, or say in silent why not", name)
		}
	}
	for name := range silent {
		if !exported["d."+name] {
			t.Errorf("%s stands among the silent ones and is no use case", name)
		}
	}
	if writes < 30 {
		t.Errorf("only %d use cases write", writes)
	}
}
