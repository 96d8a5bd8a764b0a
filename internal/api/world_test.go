package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// m is a JSON object of a test.
type m map[string]any

const password = "sandi-uji"

// people are the accounts of every world: those of api.md, and a second reviewer
// and an auditor.
var people = []struct {
	name   string
	agency alur.AgencyID
	roles  []alur.Role
}{
	{"pemohon", "dinas-kesehatan", []alur.Role{alur.RoleRequester}},
	{"pemohon2", "dinas-pendidikan", []alur.Role{alur.RoleRequester}},
	{"verifikator", "diskominfo", []alur.Role{alur.RoleReviewer}},
	{"kepala", "diskominfo", []alur.Role{alur.RoleHead}},
	{"pengembang", "diskominfo", []alur.Role{alur.RoleMember}},
	{"penguji", "diskominfo", []alur.Role{alur.RoleMember}},
	{"rangkap", "diskominfo", []alur.Role{alur.RoleRequester, alur.RoleReviewer}},
	{"pengembang-pd", "dinas-kesehatan", []alur.Role{alur.RoleMember}},
	{"penguji-pd", "dinas-kesehatan", []alur.Role{alur.RoleMember}},
	{"vendor", "cv-nusa", []alur.Role{alur.RoleVendor}},
	{"vendor2", "cv-lain", []alur.Role{alur.RoleVendor}},
	{"auditor", "inspektorat", []alur.Role{alur.RoleAuditor}},
	{"admin", "diskominfo", []alur.Role{alur.RoleAdmin}},
}

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

// A world is the API over a fresh store with everybody in it. Every answer that a
// test gets is checked against the OpenAPI document.
type world struct {
	t       testing.TB
	config  Config
	handler http.Handler
	dir     *directory.Directory
	blobs   blob.Store
	log     *bytes.Buffer

	clock  *clocktest.Clock
	mu     sync.Mutex // over tokens and files
	tokens map[string]string
	files  int
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{t: t, clock: clocktest.At(time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)), tokens: map[string]string{}, log: new(bytes.Buffer)}
	log := slog.New(slog.NewTextHandler(&lockedWriter{w: w.log}, nil))
	w.dir = directory.New(directory.Config{Store: s, Clock: w.clock.Now, Log: log, ShortPasswords: true, Key: bytes.Repeat([]byte{7}, directory.KeySize)})
	for _, a := range []alur.Agency{
		{ID: "diskominfo", Name: "Dinas Komunikasi dan Informatika", ShortName: "Diskominfo", Kind: alur.AgencyICT},
		{ID: "dinas-kesehatan", Name: "Dinas Kesehatan", ShortName: "Dinkes", Kind: alur.AgencyOffice},
		{ID: "dinas-pendidikan", Name: "Dinas Pendidikan", ShortName: "Disdik", Kind: alur.AgencyOffice},
		{ID: "inspektorat", Name: "Inspektorat", ShortName: "Inspektorat", Kind: alur.AgencyAudit},
		{ID: "cv-nusa", Name: "CV Nusa", ShortName: "Nusa", Kind: alur.AgencyVendor},
		{ID: "cv-lain", Name: "CV Lain", ShortName: "Lain", Kind: alur.AgencyVendor},
	} {
		if err := w.dir.AddAgency(t.Context(), a, directory.By{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range people {
		err := w.dir.AddUser(t.Context(), directory.NewUser{Username: p.name, Name: "Orang " + p.name, Agency: p.agency, Roles: p.roles, Password: password})
		if err != nil {
			t.Fatal(err)
		}
	}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.blobs = blobs
	cases := casework.New(casework.Config{Store: s, Blobs: blobs, Flows: shipped(), Clock: w.clock.Now, Log: log})
	w.config = Config{Cases: cases, Directory: w.dir, Clock: w.clock.Now, Log: log}
	w.handler = New(w.config)
	return w
}

// mailing gives the API a mail server.
func (w *world) mailing(send func(*directory.Invitation)) {
	w.config.Mail, w.config.PublicURL = send, "https://alur.example.id"
	w.handler = New(w.config)
}

// withApp gives a person an authenticator app, and makes its codes.
func (w *world) withApp(username string) (code func() string) {
	w.t.Helper()
	offer, err := w.dir.OfferTOTP(username)
	if err != nil {
		w.t.Fatal(err)
	}
	code = func() string {
		w.mu.Lock()
		defer w.mu.Unlock()
		text, err := totp.GenerateCode(offer.Secret, w.clock.Now())
		if err != nil {
			w.t.Fatal(err)
		}
		return text
	}
	if _, err := w.dir.AddTOTP(context.Background(), username, offer.Sealed, code(), directory.By{}); err != nil {
		w.t.Fatal(err)
	}
	w.clock.Pass(30 * time.Second)
	return code
}

// lockedWriter lets handlers that run at once share a log.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func (w *world) at(offset time.Duration) string {
	return w.clock.Now().Add(offset).In(alur.Jakarta).Format(time.RFC3339)
}

// token signs the user in, once.
func (w *world) token(user string) string {
	w.t.Helper()
	w.mu.Lock()
	token := w.tokens[user]
	w.mu.Unlock()
	if token != "" {
		return token
	}
	a := w.call("", "POST", "/tokens", m{"username": user, "password": password})
	a.is(http.StatusCreated, "")
	token = a.text("token")
	w.mu.Lock()
	w.tokens[user] = token
	w.mu.Unlock()
	return token
}

// An answer is what the API said.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	raw    []byte
	body   any
}

// header of a call beside those that call sets itself.
type header struct{ name, value string }

// call makes a call as a user ("" is nobody). A body that is a string or bytes is
// sent as it is, anything else as JSON; nil sends none.
func (w *world) call(user, method, path string, body any, headers ...header) *answer {
	w.t.Helper()
	var r *http.Request
	contentType := ""
	switch b := body.(type) {
	case nil:
		r = httptest.NewRequestWithContext(w.t.Context(), method, Prefix+path, http.NoBody)
	case string:
		contentType = "application/json"
		r = httptest.NewRequestWithContext(w.t.Context(), method, Prefix+path, strings.NewReader(b))
	case *form:
		contentType = b.contentType
		r = httptest.NewRequestWithContext(w.t.Context(), method, Prefix+path, bytes.NewReader(b.body))
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			w.t.Fatal(err)
		}
		contentType = "application/json"
		r = httptest.NewRequestWithContext(w.t.Context(), method, Prefix+path, bytes.NewReader(raw))
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if user != "" {
		r.Header.Set("Authorization", "Bearer "+w.token(user))
	}
	for _, h := range headers {
		if h.value == "" {
			r.Header.Del(h.name)
			continue
		}
		r.Header.Add(h.name, h.value)
	}
	return w.serve(r, fmt.Sprintf("%s %s %s", user, method, path))
}

func (w *world) serve(r *http.Request, what string) *answer {
	w.t.Helper()
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	a := &answer{t: w.t, what: what, status: rec.Code, header: rec.Header(), raw: rec.Body.Bytes()}
	if ct := a.header.Get("Content-Type"); strings.HasSuffix(ct, "json") && len(a.raw) > 0 {
		if err := json.Unmarshal(a.raw, &a.body); err != nil {
			w.t.Fatalf("%s: answer is no JSON: %v\n%s", what, err, a.raw)
		}
	}
	if a.status >= 500 {
		w.t.Errorf("%s: status %d\n%s\n%s", what, a.status, a.raw, w.log)
	}
	a.conforms(r)
	a.headers()
	return a
}

// headers checks what every answer carries.
func (a *answer) headers() {
	a.t.Helper()
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
		if got := a.header.Get(name); got != want {
			a.t.Errorf("%s: %s is %q, want %q", a.what, name, got, want)
		}
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
		a.t.Errorf("%s: Content-Security-Policy is %q", a.what, csp)
	}
	if a.status == http.StatusUnauthorized && a.header.Get("WWW-Authenticate") != "Bearer" {
		a.t.Errorf("%s: 401 without WWW-Authenticate", a.what)
	}
	if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
		a.t.Errorf("%s: status %d as %q", a.what, a.status, a.header.Get("Content-Type"))
	}
}

// is fails unless the answer has the status and, for a problem, the code.
func (a *answer) is(status int, code alur.Code) *answer {
	a.t.Helper()
	if a.status != status || code != "" && a.text("code") != string(code) {
		a.t.Fatalf("%s: got %d %.1500s\nwant %d %s", a.what, a.status, a.raw, status, code)
	}
	if status == http.StatusUnprocessableEntity {
		if _, ok := a.get("blockers").([]any); !ok {
			a.t.Errorf("%s: a 422 without blockers: %s", a.what, a.raw)
		}
	}
	return a
}

// get walks into the answer: names of members, numbers for elements of lists.
func (a *answer) get(path ...any) any {
	a.t.Helper()
	v := a.body
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = o[p]
		case int:
			l, ok := v.([]any)
			if !ok || p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func (a *answer) text(path ...any) string {
	a.t.Helper()
	s, _ := a.get(path...).(string)
	return s
}

func (a *answer) list(path ...any) []any {
	a.t.Helper()
	l, ok := a.get(path...).([]any)
	if !ok {
		a.t.Fatalf("%s: %v is no list: %.1500s", a.what, path, a.raw)
	}
	return l
}

// blockers lists the blockers as "code item".
func (a *answer) blockers() string {
	a.t.Helper()
	var out []string
	for i := range a.list("blockers") {
		out = append(out, strings.TrimSpace(a.text("blockers", i, "code")+" "+a.text("blockers", i, "item")))
		if a.text("blockers", i, "message") == "" {
			a.t.Errorf("%s: blocker without a message: %s", a.what, a.raw)
		}
	}
	return strings.Join(out, ", ")
}

// A form is a multipart body.
type form struct {
	contentType string
	body        []byte
}

// part of a form; a name of a file makes it a file.
type part struct{ field, file, content string }

func multi(t testing.TB, parts ...part) *form {
	t.Helper()
	var b bytes.Buffer
	mw := multipart.NewWriter(&b)
	for _, p := range parts {
		var pw io.Writer
		var err error
		if p.file != "" {
			pw, err = mw.CreateFormFile(p.field, p.file)
		} else {
			pw, err = mw.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"`, p.field)}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(pw, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := mw.Close(); err != nil {
		t.Fatal(err)
	}
	return &form{contentType: mw.FormDataContentType(), body: b.Bytes()}
}

// pdf makes a small valid PDF that no other file equals.
func (w *world) pdf() string {
	w.mu.Lock()
	w.files++
	n := w.files
	w.mu.Unlock()
	return pdfWith(fmt.Sprintf("Berkas %d", n))
}

func pdfWith(text string) string {
	page := fmt.Sprintf("BT /F1 12 Tf 60 770 Td (%s) Tj ET\n", text)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(page), page),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	out := "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
	var at []int
	for i, o := range objects {
		at = append(at, len(out))
		out += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := len(out)
	out += fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		out += fmt.Sprintf("%010d 00000 n \n", a)
	}
	return out + fmt.Sprintf("trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
}

// upload adds a fresh PDF and returns its id.
func (w *world) upload(user, id, kind string) string {
	w.t.Helper()
	f := multi(w.t, part{"kind", "", kind}, part{"file", kind + ".pdf", w.pdf()})
	return w.call(user, "POST", "/requests/"+id+"/documents", f).is(http.StatusCreated, "").text("id")
}

func (w *world) patch(user, id string, data m) *answer {
	w.t.Helper()
	return w.call(user, "PATCH", "/requests/"+id+"/data", data)
}

func (w *world) act(user, id, action string, input m) *answer {
	w.t.Helper()
	var body any
	if input != nil {
		body = m{"input": input}
	}
	return w.call(user, "POST", "/requests/"+id+"/actions/"+action, body)
}

func (w *world) sign(user, id, item string) *answer {
	w.t.Helper()
	return w.call(user, "POST", "/requests/"+id+"/signatures", m{"item": item, "password": password})
}

func (w *world) get(user, id string) *answer {
	w.t.Helper()
	return w.call(user, "GET", "/requests/"+id, nil).is(http.StatusOK, "")
}

// letter fills the first stage, but for the file.
func letter() m {
	return m{
		"judul": "Sistem Antrean Puskesmas", "jenis": "pembangunan-baru", "nomor-surat": "000.8/12", "tanggal-surat": "2026-11-20",
		"perihal": "Permohonan pengembangan", "ringkasan": "Antrean pasien.",
		"penanda-tangan": m{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011995031001"},
		"narahubung":     m{"name": "Wati Contoh", "phone": "+6281200000000", "email": "wati@contoh.example"},
	}
}

// create opens a request of pemohon with the letter filled in.
func (w *world) create(flowID string) string {
	w.t.Helper()
	return w.call("pemohon", "POST", "/requests", m{"flow": flowID, "data": letter()}).is(http.StatusCreated, "").text("id")
}

// submitted walks to stage 2.
func (w *world) submitted(flowID string) string {
	w.t.Helper()
	id := w.create(flowID)
	w.upload("pemohon", id, "surat")
	w.act("pemohon", id, "ajukan", nil).is(http.StatusOK, "")
	return id
}

// inReview walks to stage 3.
func (w *world) inReview(flowID string) string {
	w.t.Helper()
	id := w.submitted(flowID)
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("pemohon", id, kind)
	}
	w.act("pemohon", id, "serahkan", nil).is(http.StatusOK, "")
	return id
}

// review gives the same verdict on every document that has none.
func (w *world) review(user, id, verdict, note string) {
	w.t.Helper()
	docs := w.get(user, id)
	for i := range docs.list("documents") {
		if docs.get("documents", i, "review") == nil {
			w.call(user, "PUT", "/requests/"+id+"/documents/"+docs.text("documents", i, "id")+"/review", m{"verdict": verdict, "note": note}).is(http.StatusOK, "")
		}
	}
}

func (w *world) meeting(attendees ...string) m {
	return m{"start": w.at(-2 * time.Hour), "end": w.at(-time.Hour), "place": "Ruang Aptika", "attendees": attendees}
}

// accepted walks to stage 4.
func (w *world) accepted(flowID string) string {
	w.t.Helper()
	id := w.inReview(flowID)
	w.review("verifikator", id, "accepted", "")
	w.act("verifikator", id, "terima", nil).is(http.StatusOK, "")
	return id
}

// meetingHeld walks to stage 5 with everything in it but the signatures.
func (w *world) meetingHeld(flowID string) string {
	w.t.Helper()
	id := w.accepted(flowID)
	w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")}).is(http.StatusOK, "")
	w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"}).is(http.StatusOK, "")
	w.upload("pemohon", id, "paparan")
	w.act("verifikator", id, "catat-presentasi", m{"catatan": "Baik"}).is(http.StatusOK, "")
	w.patch("verifikator", id, m{
		"rapat": w.meeting("verifikator", "pemohon"), "ruang-lingkup": "Lingkup", "rencana-tahapan": []m{{"title": "Analisis", "due": "2027-01-10"}},
	}).is(http.StatusOK, "")
	w.patch("pemohon", id, m{"perkiraan-anggaran": 85_000_000}).is(http.StatusOK, "")
	w.upload("verifikator", id, "notulen")
	return id
}

// approved walks to stage 7.
func (w *world) approved(flowID string) string {
	w.t.Helper()
	id := w.meetingHeld(flowID)
	w.sign("verifikator", id, "paraf-kominfo").is(http.StatusCreated, "")
	w.sign("pemohon", id, "paraf-pemohon").is(http.StatusCreated, "")
	w.act("verifikator", id, "selesai-rapat", nil).is(http.StatusOK, "")
	w.act("kepala", id, "setujui", m{}).is(http.StatusOK, "")
	return id
}

// verdicts gives the same verdict on all aspects.
func verdicts(verdict string, aspects ...string) m {
	out := m{}
	for _, a := range aspects {
		out[a] = m{"verdict": verdict}
	}
	return out
}

// inTest walks a swakelola request to stage 11.
func (w *world) inTest() string {
	w.t.Helper()
	id := w.approved("swakelola")
	w.patch("verifikator", id, m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}}).is(http.StatusOK, "")
	w.upload("verifikator", id, "sk-tim")
	w.act("verifikator", id, "tetapkan", nil).is(http.StatusOK, "")
	w.patch("pengembang", id, m{"kelayakan": verdicts("feasible", "proses-bisnis", "hukum", "teknis")}).is(http.StatusOK, "")
	w.upload("pengembang", id, "dokumen-desain")
	w.sign("pengembang", id, "paraf-pengembang").is(http.StatusCreated, "")
	w.sign("penguji", id, "paraf-penguji").is(http.StatusCreated, "")
	w.act("pengembang", id, "sepakati", nil).is(http.StatusOK, "")
	w.patch("pengembang", id, m{"repositori": "https://git.contoh.example/antrean", "versi": "1.0"}).is(http.StatusOK, "")
	w.act("pengembang", id, "selesai-pembuatan", nil).is(http.StatusOK, "")
	done := m{"state": "done"}
	w.patch("pengembang", id, m{
		"instalasi":     m{"perangkat-keras": done, "perangkat-lunak": done, "fasilitas-pendukung": done},
		"alamat-sistem": "https://antrean.contoh.example",
	}).is(http.StatusOK, "")
	w.act("pengembang", id, "selesai-implementasi", nil).is(http.StatusOK, "")
	return id
}

// deactivate disables an account.
func (w *world) deactivate(ctx context.Context, user string) {
	w.t.Helper()
	if err := w.dir.SetActive(ctx, user, false, directory.By{}); err != nil {
		w.t.Fatal(err)
	}
}

func newLog(w *world) *slog.Logger {
	return slog.New(slog.NewTextHandler(&lockedWriter{w: w.log}, nil))
}
