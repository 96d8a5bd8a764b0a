package casework_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"image"
	"image/png"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

// m is a JSON object.
type m map[string]any

func (x m) raw() map[string]jsontext.Value {
	out := map[string]jsontext.Value{}
	for k, v := range x {
		b, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			panic(err)
		}
		out[k] = b
	}
	return out
}

const (
	ict    = alur.AgencyID("diskominfo")
	health = alur.AgencyID("dinas-kesehatan")
	school = alur.AgencyID("dinas-pendidikan")
)

var everybody = []struct {
	name   string
	agency alur.AgencyID
	roles  []alur.Role
}{
	{"pemohon", health, []alur.Role{alur.RoleRequester}},
	{"pemohon2", school, []alur.Role{alur.RoleRequester}},
	{"verifikator", ict, []alur.Role{alur.RoleReviewer}},
	{"kepala", ict, []alur.Role{alur.RoleHead}},
	{"pengembang", ict, []alur.Role{alur.RoleMember}},
	{"penguji", ict, []alur.Role{alur.RoleMember}},
	{"rangkap", ict, []alur.Role{alur.RoleRequester, alur.RoleReviewer}},
	{"pengembang-pd", health, []alur.Role{alur.RoleMember}},
	{"penguji-pd", health, []alur.Role{alur.RoleMember}},
	{"vendor", "cv-nusa", []alur.Role{alur.RoleVendor}},
	{"vendor2", "cv-lain", []alur.Role{alur.RoleVendor}},
	{"auditor", "inspektorat", []alur.Role{alur.RoleAuditor}},
	{"admin", ict, []alur.Role{alur.RoleAdmin}},
}

// A world is the use cases over a fresh store with everybody in it.
type world struct {
	t      *testing.T
	cfg    store.Config
	store  *store.Store
	blobs  *blob.Folder
	dir    string // of the documents
	cases  *casework.Cases
	clock  *clocktest.Clock
	driver string
	source string
}

// each runs fn on both engines.
func each(t *testing.T, fn func(*testing.T, *world)) {
	t.Helper()
	t.Parallel()
	t.Run(store.SQLite, func(t *testing.T) {
		t.Parallel()
		fn(t, lite(t))
	})
	t.Run(store.Postgres, func(t *testing.T) {
		t.Parallel()
		dsn := storetest.DSN(t)
		fn(t, newWorld(t, store.Config{URL: dsn}, "pgx", dsn))
	})
}

// lite is a world on SQLite, for what does not depend on the engine.
func lite(t *testing.T) *world {
	t.Helper()
	dir := storetest.Dir(t)
	return newWorld(t, store.Config{Dir: dir}, "sqlite", "file:"+filepath.Join(dir, "alur.db")+"?_pragma=busy_timeout(10000)")
}

func newWorld(t *testing.T, cfg store.Config, driver, source string) *world {
	t.Helper()
	w := &world{t: t, cfg: cfg, driver: driver, source: source, dir: t.TempDir(), clock: clocktest.At(time.Date(2026, 11, 23, 3, 4, 5, 678_900, time.UTC))}
	w.open()
	ctx := t.Context()
	err := w.store.Write(ctx, func(tx *store.Tx) error {
		var errs []error
		for id, kind := range map[alur.AgencyID]alur.AgencyKind{
			ict: alur.AgencyICT, health: alur.AgencyOffice, school: alur.AgencyOffice, "inspektorat": alur.AgencyAudit,
			"cv-nusa": alur.AgencyVendor, "cv-lain": alur.AgencyVendor,
		} {
			errs = append(errs, tx.InsertAgency(ctx, alur.Agency{ID: id, Name: "Nama " + string(id), Kind: kind, Active: true}))
		}
		for _, p := range everybody {
			u := alur.User{Username: p.name, Name: "Orang " + p.name, Agency: p.agency, Roles: p.roles, Active: true}
			errs = append(errs, tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-", CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now()}))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// open opens the store and everything over it, as a start of the program does.
func (w *world) open() {
	w.t.Helper()
	w.store = storetest.Open(w.t, w.cfg)
	var err error
	if w.blobs, err = blob.Open(w.dir); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.blobs.Close() })
	w.cases = casework.New(casework.Config{
		Store: w.store, Blobs: w.blobs, Flows: shipped(), Log: quiet(), Clock: w.clock.Now,
	})
}

func (w *world) audit() *casework.Audit {
	return &casework.Audit{Store: w.store, Blobs: w.blobs, Flows: shipped()}
}

// as is somebody as he or she is now.
func (w *world) as(name string) casework.Actor {
	w.t.Helper()
	var u alur.User
	err := w.store.Read(w.t.Context(), func(tx *store.Tx) error {
		users, err := tx.Users(w.t.Context(), []string{name})
		u = users[name]
		return err
	})
	if err != nil || u.Username == "" {
		w.t.Fatalf("no user %s: %v", name, err)
	}
	return casework.Actor{User: u}
}

// change changes an account.
func (w *world) change(name string, f func(*alur.User)) {
	w.t.Helper()
	ctx := w.t.Context()
	err := w.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, name)
		if err != nil {
			return err
		}
		f(&a.User)
		return tx.SaveAccount(ctx, a)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// pdf is a small PDF with the text in it.
func pdf(text string) string { return "%PDF-1.4\n% " + text + "\n%%EOF" }

func letter() m {
	return m{
		"judul": "Sistem Antrean Puskesmas", "jenis": "pembangunan-baru", "nomor-surat": "000.8/12", "tanggal-surat": "2026-11-20",
		"perihal": "Permohonan pengembangan", "ringkasan": "Antrean pasien rawat jalan.",
		"penanda-tangan": m{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011995031001"},
		"narahubung":     m{"name": "Wati Contoh", "phone": "+6281200000000", "email": "wati@contoh.example"},
	}
}

// must fails the test on an error.
func (w *world) must(written *casework.Written, err error) *casework.Written {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return written
}

func (w *world) create(flowID string) alur.RequestID {
	w.t.Helper()
	return w.must(w.cases.Create(w.t.Context(), w.as("pemohon"), flowID, letter().raw(), casework.Options{})).View.ID
}

func (w *world) patch(user string, id alur.RequestID, data m) *casework.Written {
	w.t.Helper()
	return w.must(w.cases.SetData(w.t.Context(), w.as(user), id, data.raw(), casework.Options{}))
}

func (w *world) act(user string, id alur.RequestID, action string, input m) *casework.Written {
	w.t.Helper()
	return w.must(w.cases.Act(w.t.Context(), w.as(user), id, action, input.raw(), "", casework.Options{}))
}

func (w *world) sign(user string, id alur.RequestID, item string) {
	w.t.Helper()
	w.must(w.cases.Sign(w.t.Context(), w.as(user), id, item, casework.Options{}))
}

func (w *world) comment(user string, id alur.RequestID, text string, to alur.Audience) {
	w.t.Helper()
	w.must(w.cases.Comment(w.t.Context(), w.as(user), id, text, to, casework.Options{}))
}

func (w *world) upload(user string, id alur.RequestID, kind string) flow.Document {
	w.t.Helper()
	return *w.must(w.tryUpload(user, id, kind, kind+".pdf", pdf(kind+alur.NewID()))).Document
}

func (w *world) tryUpload(user string, id alur.RequestID, kind, name, content string) (*casework.Written, error) {
	w.t.Helper()
	stored, err := w.cases.Receive(w.t.Context(), name, strings.NewReader(content))
	if err != nil {
		return nil, err
	}
	return w.cases.AddDocument(w.t.Context(), w.as(user), id, casework.Upload{Kind: kind, Name: name, Blob: stored}, casework.Options{})
}

func (w *world) get(user string, id alur.RequestID) *casework.View {
	w.t.Helper()
	v, err := w.cases.Get(w.t.Context(), w.as(user), id)
	if err != nil {
		w.t.Fatalf("%s: %v", user, err)
	}
	return v
}

// submitted walks to stage 2.
func (w *world) submitted(flowID string) alur.RequestID {
	w.t.Helper()
	id := w.create(flowID)
	w.upload("pemohon", id, "surat")
	w.act("pemohon", id, "ajukan", nil)
	return id
}

// inReview walks to stage 3.
func (w *world) inReview(flowID string) alur.RequestID {
	w.t.Helper()
	id := w.submitted(flowID)
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("pemohon", id, kind)
	}
	w.act("pemohon", id, "serahkan", nil)
	return id
}

// review gives every document a verdict.
func (w *world) review(id alur.RequestID, verdict, note string) {
	w.t.Helper()
	for _, d := range w.get("verifikator", id).Documents {
		w.must(w.cases.Review(w.t.Context(), w.as("verifikator"), id, d.ID, verdict, note, casework.Options{}))
	}
}

func (w *world) meeting(attendees ...string) m {
	at := func(d time.Duration) string { return w.clock.Now().Add(d).Truncate(time.Second).Format(time.RFC3339) }
	return m{"start": at(-2 * time.Hour), "end": at(-time.Hour), "place": "Ruang Aptika", "attendees": attendees}
}

// meetingHeld walks to stage 5 with everything in it but the signatures.
func (w *world) meetingHeld(flowID string) alur.RequestID {
	w.t.Helper()
	id := w.inReview(flowID)
	w.review(id, "accepted", "")
	w.act("verifikator", id, "terima", nil)
	w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")})
	w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"})
	w.upload("pemohon", id, "paparan")
	w.act("verifikator", id, "catat-presentasi", m{"catatan": "Baik"})
	w.patch("verifikator", id, m{
		"rapat": w.meeting("verifikator", "pemohon"), "ruang-lingkup": "Lingkup", "rencana-tahapan": []m{{"title": "Analisis", "due": "2027-01-10"}},
	})
	w.patch("pemohon", id, m{"perkiraan-anggaran": 85_000_000})
	w.upload("verifikator", id, "notulen")
	return id
}

// approved walks to stage 7.
func (w *world) approved(flowID string) alur.RequestID {
	w.t.Helper()
	id := w.meetingHeld(flowID)
	w.sign("verifikator", id, "paraf-kominfo")
	w.sign("pemohon", id, "paraf-pemohon")
	w.act("verifikator", id, "selesai-rapat", nil)
	w.act("kepala", id, "setujui", nil)
	return id
}

// withVendor walks a request with a third party to stage 8.
func (w *world) withVendor() alur.RequestID {
	w.t.Helper()
	id := w.approved("pihak-ketiga")
	w.patch("verifikator", id, m{
		"tim-pendamping": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"},
		"penunjukan": m{"agency": "cv-nusa", "basis": "tender", "number": "7/2026", "date": "2026-11-20"},
	})
	w.upload("verifikator", id, "sk-tim")
	w.act("verifikator", id, "tetapkan", nil)
	return id
}

// inTest walks a swakelola request to stage 11.
func (w *world) inTest() alur.RequestID {
	w.t.Helper()
	id := w.approved("swakelola")
	w.patch("verifikator", id, m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}})
	w.upload("verifikator", id, "sk-tim")
	w.act("verifikator", id, "tetapkan", nil)
	feasible, done := m{"verdict": "feasible"}, m{"state": "done"}
	w.patch("pengembang", id, m{"kelayakan": m{"proses-bisnis": feasible, "hukum": feasible, "teknis": feasible}})
	w.upload("pengembang", id, "dokumen-desain")
	w.sign("pengembang", id, "paraf-pengembang")
	w.sign("penguji", id, "paraf-penguji")
	w.act("pengembang", id, "sepakati", nil)
	w.patch("pengembang", id, m{"repositori": "https://git.contoh.example/antrean", "versi": "1.0"})
	w.act("pengembang", id, "selesai-pembuatan", nil)
	w.patch("pengembang", id, m{
		"instalasi": m{"perangkat-keras": done, "perangkat-lunak": done, "fasilitas-pendukung": done}, "alamat-sistem": "https://antrean.contoh.example",
	})
	w.act("pengembang", id, "selesai-implementasi", nil)
	return id
}

var finding = flow.AddFinding{Aspect: "output", Quality: "efektivitas", Severity: "high", Title: "Total salah"}

// picture adds a picture of n shades to the first finding.
func (w *world) picture(ctx context.Context, user string, id alur.RequestID, n int) error {
	img := image.NewGray(image.Rect(0, 0, 3, n+1))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	stored, err := w.cases.Receive(ctx, "layar.png", &b)
	if err != nil {
		return err
	}
	_, err = w.cases.AddPicture(ctx, w.as(user), id, 1, casework.Upload{Kind: string(flow.KindPicture), Name: "layar.png", Blob: stored}, casework.Options{})
	return err
}

// refused checks the code of a refusal.
func refused(t *testing.T, what string, err error, code alur.Code) {
	t.Helper()
	if got := alur.CodeOf(err); got != code {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, code)
	}
}

// sound checks that histories and projections prove themselves.
func (w *world) sound() {
	w.t.Helper()
	report := func(f casework.Fault) { w.t.Errorf("%s", f) }
	for name, f := range map[string]func(context.Context, alur.RequestID, func(casework.Fault)) (casework.Totals, error){
		"verify": w.audit().Verify, "rebuild": w.audit().Rebuild,
	} {
		if _, err := f(w.t.Context(), "", report); err != nil {
			w.t.Errorf("%s: %v", name, err)
		}
	}
}

// database is a connection beside the program, with nothing that guards the history.
func (w *world) database() *sql.DB {
	w.t.Helper()
	db, err := sql.Open(w.driver, w.source)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	guards := []string{"DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete", "PRAGMA foreign_keys = OFF"}
	if w.driver == "pgx" {
		guards = []string{"ALTER TABLE events DISABLE TRIGGER USER", "SET session_replication_role = replica"}
	}
	for _, g := range guards {
		if _, err := db.ExecContext(w.t.Context(), g); err != nil {
			w.t.Fatalf("%s: %v", g, err)
		}
	}
	return db
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
