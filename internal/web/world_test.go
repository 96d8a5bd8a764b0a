package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
	"github.com/alur-id/alur/internal/upload"
)

// A world is the whole product below the pages, on a database of its own, with a
// clock that tests move. Every password is "sandi".
type world struct {
	t       *testing.T
	app     *app
	handler http.Handler
	dir     string // of database and documents

	clock *clocktest.Clock
	store *store.Store
}

const worldPassword = "sandi"

// worldUsers are the people of the world.
var worldUsers = []directory.NewUser{
	{Username: "pemohon", Name: "Wati Rahayu", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}},
	{Username: "pemohon2", Name: "Joko Pranowo", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}},
	{Username: "anggota", Name: "Rini Astuti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "verifikator", Name: "Rino Saputra", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleReviewer}},
	{Username: "kepala", Name: "Endang Lestari", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleHead}},
	{Username: "vendor", Name: "Bagus Prakoso", Agency: "cv-nusa", Roles: []alur.Role{alur.RoleVendor}},
	{Username: "auditor", Name: "Ning Hapsari", Agency: "inspektorat", Roles: []alur.Role{alur.RoleAuditor}},
	{Username: "admin", Name: "Adit Nugroho", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleAdmin}},
}

var worldAgencies = []alur.Agency{
	{ID: "dinas-kesehatan", Name: "Dinas Kesehatan", ShortName: "Dinkes", Kind: alur.AgencyOffice},
	{ID: "dinas-pendidikan", Name: "Dinas Pendidikan", ShortName: "Disdik", Kind: alur.AgencyOffice},
	{ID: "dinas-komunikasi-dan-informatika", Name: "Dinas Komunikasi dan Informatika", ShortName: "Diskominfo", Kind: alur.AgencyICT},
	{ID: "cv-nusa", Name: "CV Nusa Karya", ShortName: "CV Nusa", Kind: alur.AgencyVendor},
	{ID: "inspektorat", Name: "Inspektorat", ShortName: "Inspektorat", Kind: alur.AgencyAudit},
}

// newWorld builds a world; change adjusts the configuration of the pages.
func newWorld(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	return newWorldOf(t, func(*directory.Config) {}, change...)
}

// newWorldOf is newWorld in which people sign in otherwise.
func newWorldOf(t *testing.T, people func(*directory.Config), change ...func(*Config)) *world {
	t.Helper()
	return newWorldIn(t, "", people, change...)
}

// newWorldIn is newWorldOf in the PostgreSQL database at url, in SQLite without one.
func newWorldIn(t *testing.T, url string, people func(*directory.Config), change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, dir: storetest.Dir(t), clock: clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
	ctx, dir := context.Background(), w.dir
	st, err := store.Open(ctx, store.Config{Dir: dir, URL: url, Clock: w.clock.Now})
	w.store = st
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	blobs, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	photos, err := photo.Open(ctx, filepath.Join(dir, "photos"), w.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = photos.Close() })
	uploads, err := upload.Open(ctx, filepath.Join(dir, "uploads"), w.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = uploads.Close() })
	previews, err := preview.Open(preview.Config{
		Dir: filepath.Join(dir, "previews"), Command: []string{"/nonexistent"}, Clock: w.clock.Now, Has: blobs.Has,
		Patience: 10 * time.Minute, Limit: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = previews.Close() })
	signs := directory.Config{Store: st, Clock: w.clock.Now, ShortPasswords: true, Key: bytes.Repeat([]byte{7}, directory.KeySize)}
	people(&signs)
	c := Config{
		Directory: directory.New(signs),
		Cases:     casework.New(casework.Config{Store: st, Blobs: blobs, Flows: reg, Clock: w.clock.Now}),
		Photos:    photos,
		Previews:  previews,
		Uploads:   uploads,
		Clock:     w.clock.Now,
		Log:       slog.New(slog.NewTextHandler(testLog{t}, nil)),
	}
	for _, f := range change {
		f(&c)
	}
	for _, a := range worldAgencies {
		if err := c.Directory.AddAgency(ctx, a, directory.By{}); err != nil {
			t.Fatal(err)
		}
	}
	if w.app, err = newApp(c); err != nil {
		t.Fatal(err)
	}
	w.handler = w.app.outer()
	return w
}

// withUsers adds the people of the world with those names; without names, all.
func (w *world) withUsers(names ...string) *world {
	w.t.Helper()
	for _, u := range worldUsers {
		if len(names) > 0 && !strings.Contains(" "+strings.Join(names, " ")+" ", " "+u.Username+" ") {
			continue
		}
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			w.t.Fatal(err)
		}
	}
	return w
}

// testLog writes what the pages log into the test's own output.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// browser is a visitor with a jar of cookies.
type browser struct {
	w       *world
	cookies map[string]string
	header  http.Header
}

func (w *world) browser() *browser {
	return &browser{w: w, cookies: map[string]string{}, header: http.Header{}}
}

// as is a browser in which the user has signed in.
func (w *world) as(username string) *browser {
	w.t.Helper()
	b := w.browser()
	res := b.post("/masuk", "nama-pengguna", username, "kata-sandi", worldPassword)
	if res.status != http.StatusSeeOther {
		w.t.Fatalf("sign in %s: %d\n%s", username, res.status, res.body)
	}
	return b
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) location() string { return a.header.Get("Location") }

func (b *browser) get(path string) answer { return b.send(http.MethodGet, path, "", "") }

// post sends a form; pairs are names and values in turn.
func (b *browser) post(path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

// postFiles sends a form that carries files, as a browser does.
func (b *browser) postFiles(path string, values url.Values, files ...attached) answer {
	b.w.t.Helper()
	kind, body := formWithFiles(b.w.t, values, files...)
	return b.send(http.MethodPost, path, kind, body)
}

// formWithFiles is a form that carries files as it is sent, and the type to send it as.
func formWithFiles(t *testing.T, values url.Values, files ...attached) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, all := range values {
		for _, v := range all {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := m.CreateFormFile(f.name, f.file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return m.FormDataContentType(), b.String()
}

func (b *browser) send(method, path, kind, body string) answer {
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body))
	for k, v := range b.header {
		r.Header[k] = v
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	b.w.handler.ServeHTTP(rec, r)
	res := rec.Result()
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(all)}
}

// actor is a user as the use cases know him or her.
func (w *world) actor(username string) casework.Actor {
	w.t.Helper()
	all, err := w.app.Directory.Users(context.Background(), []string{username})
	if err != nil {
		w.t.Fatal(err)
	}
	u, ok := all[username]
	if !ok {
		w.t.Fatalf("no user %s", username)
	}
	return casework.Actor{User: u}
}

// draft opens a request of the user with a title and nothing else.
func (w *world) draft(username, title string) *casework.View {
	w.t.Helper()
	res, err := w.app.Cases.Create(context.Background(), w.actor(username), "swakelola", map[string]jsontext.Value{"judul": value(w.t, title)}, casework.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	return res.View
}

// submitted opens a request and submits it: it stands in stage 2.
func (w *world) submitted(username, title string) *casework.View {
	w.t.Helper()
	ctx, actor := context.Background(), w.actor(username)
	v := w.draft(username, title)
	data := map[string]jsontext.Value{}
	for id, x := range map[string]any{
		"jenis": "pembangunan-baru", "nomor-surat": "045/123/2026", "tanggal-surat": "2026-11-20", "perihal": "Permohonan sistem",
		"penanda-tangan": map[string]string{"name": "Hadi Susanto", "position": "Kepala Dinas", "nip": "197001011995031001"},
		"narahubung":     map[string]string{"name": "Wati Rahayu", "phone": "081234567890", "email": "wati@example.go.id"},
		"ringkasan":      "Antrean masih memakai kertas.",
	} {
		data[id] = value(w.t, x)
	}
	if _, err := w.app.Cases.SetData(ctx, actor, v.ID, data, casework.Options{}); err != nil {
		w.t.Fatal(err)
	}
	w.upload(username, v.ID, "surat")
	res, err := w.app.Cases.Act(ctx, actor, v.ID, "ajukan", nil, "", casework.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	return res.View
}

// upload adds a small PDF of the kind.
func (w *world) upload(username string, id alur.RequestID, kind string) {
	w.t.Helper()
	ctx := context.Background()
	b, err := w.app.Cases.Receive(ctx, kind+".pdf", bytes.NewReader(smallPDF))
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.app.Cases.AddDocument(ctx, w.actor(username), id, casework.Upload{Kind: kind, Name: kind + ".pdf", Blob: b}, casework.Options{}); err != nil {
		w.t.Fatal(err)
	}
}

func value(t *testing.T, x any) jsontext.Value {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// smallPDF is the least that is a PDF.
var smallPDF = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n" +
	"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n")
