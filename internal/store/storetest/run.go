package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Run is the conformance suite: what every engine must do alike. configure gives the
// configuration of a fresh database for each test.
func Run(t *testing.T, configure func(t *testing.T) store.Config) {
	for _, c := range []struct {
		name string
		test func(*suite)
	}{
		{"RequestRoundTrip", requestRoundTrip},
		{"Scope", scope},
		{"SaveRequest", saveRequest},
		{"Snapshot", snapshot},
		{"AllOrNothing", allOrNothing},
		{"Group", group},
		{"Panic", panics},
		{"Cancel", cancels},
		{"LostUpdate", lostUpdate},
		{"Closed", closed},
		{"Events", events},
		{"AppendOnly", appendOnly},
		{"StartNeedsTriggers", startNeedsTriggers},
		{"EachRequest", eachRequest},
		{"EachEvent", eachEvent},
		{"Numbered", numbered},
		{"Templates", templates},
		{"Reopen", reopen},
		{"ReadOnly", readOnly},
		{"Numbers", numbers},
		{"Keys", keys},
		{"KeysRace", keysRace},
		{"Private", private},
		{"Comments", comments},
		{"Claims", claims},
		{"SignatureReports", signatureReports},
		{"SignedPapers", signedPapers},
		{"Stand-ins", standIns},
		{"TeamLoads", teamLoads},
		{"ListModel", listModel},
		{"ListLong", listLong},
		{"Search", search},
		{"Agencies", agencies},
		{"Accounts", accounts},
		{"Managed", managed},
		{"Proposals", proposals},
		{"Sessions", sessions},
		{"Tokens", tokens},
		{"Services", services},
		{"OldPasswords", oldPasswords},
		{"Failures", failures},
		{"SetupLinks", setupLinks},
		{"SecurityLog", securityLog},
		{"SecurityAlerts", securityAlerts},
		{"OneTime", oneTime},
		{"Factors", factors},
		{"Letters", letters},
		{"Sealed", sealed},
		{"Identities", identities},
		{"Devices", devices},
		{"Logins", logins},
		{"Sweep", sweep},
		{"Meetings", meetings},
		{"CalendarKeys", calendarKeys},
		{"Rounds", rounds},
		{"Invitations", invitations},
		{"Similar", similar},
		{"Person", person},
		{"Drafts", drafts},
		{"Renewal", renewal},
		{"Imports", imports},
		{"Persons", persons},
		{"Succession", succession},
		{"Letterheads", letterheads},
		{"Papers", papers},
		{"Calendars", calendars},
		{"Jobs", jobs},
		{"JobLanes", jobLanes},
		{"JobsThatKill", jobsThatKill},
		{"Notices", notices},
		{"Scans", scans},
		{"Uploads", uploads},
		{"Tree", tree},
		{"HostileText", hostileText},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg := configure(t)
			s := &suite{T: t, cfg: cfg, now: time.Date(2026, 11, 23, 3, 4, 5, 6000, time.UTC)}
			s.cfg.Clock = func() time.Time { return s.now }
			s.store = Open(t, s.cfg)
			s.write(func(ctx context.Context, tx *store.Tx) error {
				for _, a := range []alur.Agency{
					{ID: "dinas-kesehatan", Name: "Dinas Kesehatan", ShortName: "Dinkes", Kind: alur.AgencyOffice, Active: true},
					{ID: "dinas-pendidikan", Name: "Dinas Pendidikan", ShortName: "Disdik", Kind: alur.AgencyOffice, Active: true},
				} {
					if err := tx.InsertAgency(ctx, a); err != nil {
						return err
					}
				}
				return nil
			})
			c.test(s)
		})
	}
}

// suite is one test with its store.
type suite struct {
	*testing.T
	cfg   store.Config
	store *store.Store
	now   time.Time
}

func (s *suite) read(fn func(context.Context, *store.Tx) error) {
	s.Helper()
	ctx := s.Context()
	s.must(s.store.Read(ctx, func(tx *store.Tx) error { return fn(ctx, tx) }))
}

func (s *suite) write(fn func(context.Context, *store.Tx) error) {
	s.Helper()
	s.must(s.tryWrite(fn))
}

func (s *suite) tryWrite(fn func(context.Context, *store.Tx) error) error {
	ctx := s.Context()
	return s.store.Write(ctx, func(tx *store.Tx) error { return fn(ctx, tx) })
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// refused demands an error with the code.
func (s *suite) refused(err error, code alur.Code) {
	s.Helper()
	if alur.CodeOf(err) != code {
		s.Errorf("error is %v, want %s", err, code)
	}
}

// raw opens the database beside the store, as an attacker or an operator would.
func (s *suite) raw() *sql.DB {
	s.Helper()
	driver, dsn := "pgx", s.cfg.URL
	if dsn == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(s.cfg.Dir, "alur.db")+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	s.must(err)
	s.Cleanup(func() { _ = db.Close() })
	return db
}

func (s *suite) exec(db *sql.DB, text string) {
	s.Helper()
	if _, err := db.ExecContext(s.Context(), text); err != nil {
		s.Fatalf("%s: %v", text, err)
	}
}

// request is a request of the first office, with everything set.
func (s *suite) request() store.RequestRow {
	id := alur.NewID()
	return store.RequestRow{
		ID: alur.RequestID(id), Agency: "dinas-kesehatan", AgencyName: "Dinas Kesehatan", Flow: "swakelola", FlowVersion: 1,
		Status: alur.StatusOpen, Stage: "surat-permohonan", Title: "Sistem rujukan", Number: "SI-" + id[:8], TrackingCode: "T-" + id[:8],
		Version: 1, Seq: 1, Hash: fmt.Sprintf("%064d", 1), State: []byte(`{"a":"ä"}`), CreatedAt: s.now.Add(-time.Hour), UpdatedAt: s.now,
		Access: []string{"agency:dinas-kesehatan", "user:budi"}, Turns: []string{"pemohon:dinas-kesehatan"}, Search: "Sistem rujukan puskesmas",
	}
}

func (s *suite) insert(rows ...store.RequestRow) {
	s.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.InsertRequest(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *suite) get(id alur.RequestID) store.RequestRow {
	s.Helper()
	var r store.RequestRow
	s.read(func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = tx.Request(ctx, store.Everything, id)
		return err
	})
	return r
}

func (s *suite) event(id alur.RequestID, seq int64) store.EventRow {
	return store.EventRow{
		Request: id, Seq: seq, Type: alur.EventDataChanged, At: s.now, Username: "budi", Party: "pemohon", OnBehalfOf: "",
		Prev: fmt.Sprintf("%064d", seq-1), Hash: fmt.Sprintf("%064d", seq), Body: fmt.Appendf(nil, `{"seq":%d,"x":"<&\u2028>"}`, seq),
	}
}
