package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// unreached are the codes that no call of a well-behaved world can meet, each with
// the reason.
var unreached = map[alur.Code]string{
	alur.CodePasswordExpired:       "with one of the profiles of passwords only; TestPasswordExpired meets it",
	alur.CodeConflict:              "a lost race; held by the tests of casework and store",
	alur.CodeIdempotencyInProgress: "after half a minute of waiting",
	alur.CodeOverloaded:            "not a 4xx",
	alur.CodeStorageFull:           "not a 4xx",
	alur.CodeInternal:              "not a 4xx",
	alur.CodeStorageUnavailable:    "not a 4xx",
	alur.CodeInfectedFile:          "with a virus scanner only; internal/acceptance TestScanner meets it, and the next three",
	alur.CodeQuotaExceeded:         "with quotas only",
	alur.CodeFileWaiting:           "with a virus scanner only",
	alur.CodeFileWithheld:          "with a virus scanner only",
}

// TestEveryCode meets every 4xx code of api.md over a running API.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		met := map[alur.Code]bool{}
		see := func(a *answer, code alur.Code) *answer {
			t.Helper()
			met[code] = true
			return a.is(statusOf(code), code)
		}
		draft := w.create("swakelola")
		request := "/requests/" + draft
		file := func(kind, name, content string) *form {
			return multi(t, part{"kind", "", kind}, part{"file", name, content})
		}

		see(w.call("pemohon", "POST", "/requests", `{"flow":`), alur.CodeMalformedJSON)
		see(w.call("pemohon", "POST", "/requests", `{"flow":"swakelola","role":"x"}`), alur.CodeUnknownField)
		see(w.call("pemohon", "POST", "/requests", `{}`), alur.CodeMissingField)
		see(w.call("pemohon", "POST", "/requests", `{"flow":7}`), alur.CodeInvalidType)
		see(w.call("pemohon", "POST", request+"/documents", &form{"multipart/form-data; boundary=x", []byte("--x\r\nnonsense")}), alur.CodeMalformedMultipart)
		see(w.call("pemohon", "GET", "/requests?limit=0", nil), alur.CodeInvalidParameter)
		see(w.call("pemohon", "PATCH", request+"/data", m{}, header{"If-Match", "12"}), alur.CodeBadIfMatch)

		see(w.call("", "GET", "/me", nil), alur.CodeUnauthenticated)
		see(w.call("", "POST", "/tokens", m{"username": "pemohon", "password": "salah"}), alur.CodeWrongCredentials)

		// With a second factor the token wants its code, which counts once.
		otp := w.withApp("auditor")
		signIn := m{"username": "auditor", "password": password}
		see(w.call("", "POST", "/tokens", signIn), alur.CodeOTPRequired)
		signIn["otp"] = "000000"
		see(w.call("", "POST", "/tokens", signIn), alur.CodeWrongCredentials)
		signIn["otp"] = otp()
		w.call("", "POST", "/tokens", signIn).is(http.StatusCreated, "")
		see(w.call("", "POST", "/tokens", signIn), alur.CodeWrongCredentials)

		see(w.patch("pengembang-pd", draft, m{"judul": "x"}), alur.CodeNotYourParty)
		see(w.patch("admin", draft, m{"judul": "x"}), alur.CodeReadOnlyRole)
		see(w.call("pemohon2", "GET", request, nil), alur.CodeNotFound)
		see(w.call("pemohon", "PUT", request, m{}), alur.CodeMethodNotAllowed)

		see(w.act("pemohon", draft, "serahkan", nil), alur.CodeActionNotAvailable)
		see(w.patch("pemohon", draft, m{"gambaran-umum": "x"}), alur.CodeWrongStage)
		see(w.call("pemohon", "PATCH", request+"/data", m{"judul": "x"}, header{"If-Match", `"99"`}), alur.CodeStaleVersion)
		see(w.call("pemohon", "PATCH", request+"/data", `{"judul":"`+strings.Repeat("x", maxBody)+`"}`), alur.CodeTooLarge)
		see(w.call("pemohon", "PATCH", request+"/data", `{"judul":"x"}`, header{"Content-Type", ""}), alur.CodeUnsupportedMediaType)

		see(w.patch(w.alias("reads", "pemohon", m{"scopes": []string{"read"}}), draft, m{}), alur.CodeInsufficientScope)
		see(w.act(w.alias("long", "pemohon", m{"expires_in": 86400}), draft, "setujui", nil), alur.CodeStepUpRequired)
		see(w.act(w.service("dasbor", "dinas-kesehatan", "pemohon", alur.RoleRequester), draft, "ajukan", nil), alur.CodePersonRequired)

		see(w.patch("pemohon", draft, m{"tanggal-surat": "besok"}), alur.CodeInvalidData)
		see(w.act("pemohon", draft, "ajukan", nil), alur.CodeBlocked)
		see(w.patch("pemohon", draft, m{"bukan-butir": "x"}), alur.CodeUnknownItem)
		see(w.call("pemohon", "POST", request+"/documents", file("surat", "surat.pdf", "")), alur.CodeEmptyFile)
		see(w.call("pemohon", "POST", request+"/documents", file("surat", "surat.pdf", "\x89PNG\r\n\x1a\n"+strings.Repeat("x", 200))), alur.CodeUnsafeFile)
		key := header{"Idempotency-Key", "satu"}
		w.call("pemohon", "POST", request+"/comments", m{"text": "x"}, key).is(http.StatusCreated, "")
		see(w.call("pemohon", "POST", request+"/comments", m{"text": "y"}, key), alur.CodeIdempotencyKeyReused)

		paused := w.inReview("swakelola")
		w.act("verifikator", paused, "jeda", m{"sebab": "menunggu-anggaran", "alasan": "Menunggu"}).is(http.StatusOK, "")
		see(w.act("verifikator", paused, "terima", nil), alur.CodePaused)
		w.act("pemohon", paused, "tarik", m{"alasan": "Batal"}).is(http.StatusOK, "")
		see(w.act("verifikator", paused, "lanjutkan", nil), alur.CodeRequestEnded)

		signing := w.meetingHeld("swakelola")
		see(w.call("pemohon", "POST", "/requests/"+signing+"/signatures", m{"item": "paraf-pemohon", "password": "salah"}), alur.CodeWrongPassword)
		w.sign("pemohon", signing, "paraf-pemohon").is(http.StatusCreated, "")
		see(w.sign("pemohon", signing, "paraf-pemohon"), alur.CodeAlreadySigned)

		own := w.call("rangkap", "POST", "/requests", m{"flow": "swakelola", "data": letter()}).is(http.StatusCreated, "").text("id")
		w.upload("rangkap", own, "surat")
		w.act("rangkap", own, "ajukan", nil).is(http.StatusOK, "")
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("rangkap", own, kind)
		}
		doc := w.act("rangkap", own, "serahkan", nil).is(http.StatusOK, "").text("documents", 0, "id")
		see(w.call("rangkap", "PUT", "/requests/"+own+"/documents/"+doc+"/review", m{"verdict": "accepted", "note": ""}), alur.CodeFourEyes)

		testing := w.inTest()
		findings := "/requests/" + testing + "/findings"
		w.call("penguji", "POST", findings, m{"aspect": "input", "quality": "efisiensi", "severity": "low", "title": "x", "description": "y"}).is(http.StatusCreated, "")
		see(w.call("penguji", "PATCH", findings+"/1", m{"status": "reopened", "note": "x"}), alur.CodeWrongTransition)
		met[alur.CodeSignedAnother] = true // TestThirdParty meets it: in part B one person may be in two teams

		for range 12 {
			w.call("", "POST", "/tokens", m{"username": "kepala", "password": "salah"})
		}
		a := see(w.call("", "POST", "/tokens", m{"username": "kepala", "password": "salah"}), alur.CodeTooManyTries)
		if a.header.Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}

		for _, code := range alur.Codes {
			if _, excused := unreached[code]; met[code] == excused {
				t.Errorf("%s: met %v, excused %v", code, met[code], excused)
			}
		}
	})
}

// TestEveryCodeHasAStatus holds the table of statuses to the list of codes.
func TestEveryCodeHasAStatus(t *testing.T) {
	t.Parallel()
	for _, code := range alur.Codes {
		if _, ok := statuses[code]; !ok {
			t.Errorf("%s has no status", code)
		}
	}
	if len(statuses) != len(alur.Codes) {
		t.Errorf("%d statuses for %d codes", len(statuses), len(alur.Codes))
	}
}

// TestOrderOfRefusals puts several things wrong into one call; api.md says which one
// is answered.
func TestOrderOfRefusals(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.submitted("swakelola")
		data, documents := "/requests/"+id+"/data", "/requests/"+id+"/documents"
		stale, badMatch := header{"If-Match", `"1"`}, header{"If-Match", "x"}
		noFile := multi(t, part{"kind", "", "kak"})
		png := multi(t, part{"kind", "", "kak"}, part{"file", "kak.pdf", "\x89PNG\r\n\x1a\n"})
		for _, c := range []struct {
			name, user, method, path string
			body                     any
			headers                  []header
			code                     alur.Code
		}{
			{"not signed in before all", "", "PATCH", data, `{`, []header{badMatch}, alur.CodeUnauthenticated},
			{"not visible before the body", "pemohon2", "PATCH", data, `{`, []header{badMatch}, alur.CodeNotFound},
			{"not visible before the query", "pemohon2", "GET", "/requests/" + id + "?x=1", nil, nil, alur.CodeNotFound},
			{"no such request before the body", "pemohon", "PATCH", "/requests/" + strings.Repeat("0", 32) + "/data", `{`, nil, alur.CodeNotFound},
			{"no such action before the body", "pemohon", "POST", "/requests/" + id + "/actions/terbang", `{`, nil, alur.CodeNotFound},
			{"no such document before the body", "verifikator", "PUT", documents + "/" + strings.Repeat("0", 32) + "/review", `{`, nil, alur.CodeNotFound},
			{"no such finding before the body", "penguji", "PATCH", "/requests/" + id + "/findings/1", `{`, nil, alur.CodeNotFound},
			{"the body before the party", "verifikator", "PATCH", data, `{`, []header{stale}, alur.CodeMalformedJSON},
			{"the media type before the party", "verifikator", "PATCH", data, `{}`, []header{{"Content-Type", ""}, {"Content-Type", "text/plain"}}, alur.CodeUnsupportedMediaType},
			{"the party before the stage", "verifikator", "PATCH", data, m{"judul": "x"}, []header{stale}, alur.CodeNotYourParty},
			{"the party of one among others", "pemohon", "PATCH", data, m{"judul": "x", "jadwal": m{}}, nil, alur.CodeNotYourParty},
			{"the stage before the version", "pemohon", "PATCH", data, m{"judul": "x"}, []header{stale}, alur.CodeWrongStage},
			{"the version before values", "pemohon", "POST", "/requests/" + id + "/actions/serahkan", nil, []header{stale}, alur.CodeStaleVersion},
			{"a lacking part before the party", "verifikator", "POST", documents, noFile, nil, alur.CodeMissingField},
			{"the party before the file", "verifikator", "POST", documents, png, []header{stale}, alur.CodeNotYourParty},
			{"the version before the file", "pemohon", "POST", documents, png, []header{stale}, alur.CodeStaleVersion},
			{"the file", "pemohon", "POST", documents, png, nil, alur.CodeUnsafeFile},
		} {
			a := w.call(c.user, c.method, c.path, c.body, c.headers...)
			if a.status != statusOf(c.code) || a.text("code") != string(c.code) {
				t.Errorf("%s: got %d %s, want %s", c.name, a.status, a.text("code"), c.code)
			}
		}
		// A refused upload leaves nothing behind.
		if got := w.get("pemohon", id).list("documents"); len(got) != 1 {
			t.Errorf("documents: %v", got)
		}
	})
}

// TestPermissions walks every route as everybody: without a session, from another
// agency, as a mere member, as an auditor, an admin, a vendor.
func TestPermissions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.inReview("swakelola")
		doc := w.get("pemohon", id).text("documents", 0, "id")
		code := w.get("pemohon", id).text("tracking_code")
		fill := strings.NewReplacer("{id}", id, "{doc}", doc, "{action}", "terima", "{number}", "1", "{flow}", "swakelola", "{code}", code, "{agency}", "dinas-kesehatan", "{username}", "penguji-pd", "{kind}", "bast", "{version}", "0")
		bodies := map[string]any{
			"create-token": m{"username": "pemohon", "password": password}, "create-request": m{"flow": "swakelola"}, "set-data": m{"judul": "x"},
			"sign": m{"item": "paraf-pemohon", "password": password}, "review-document": m{"verdict": "accepted", "note": ""},
			"add-finding":    m{"aspect": "input", "quality": "efisiensi", "severity": "low", "title": "x", "description": "y"},
			"change-finding": m{"status": "fixed", "note": "x"}, "add-comment": m{"text": "x"},
			"add-finding-document": multi(t, part{"file", "layar.png", "x"}),
			"change-agency":        m{"letterhead": m{"city": "Salatiga"}}, "deactivate-user": m{"reason": "Pensiun"},
			"add-document": multi(t, part{"kind", "", "sop"}, part{"file", "sop.pdf", w.pdf()}),
			"invite-user":  m{"name": "Siti", "agency": "dinas-kesehatan", "roles": []string{"member"}}, "change-user": m{"name": "Rini"},
			"read-notices": m{"all": true}, "issue-paper": m{"kind": "tanda-terima"},
			"check-paper": multi(t, part{"file", "naskah.pdf", "x"}), "add-template": multi(t, part{"file", "bast.docx", "x"}), "use-template": m{"version": 0, "seen": 0, "reason": "x"},
			"create-import": multi(t, part{"kind", "", "people"}, part{"file", "orang.csv", "nama\nContoh Satu\n"}),
		}
		const (
			ok     = alur.Code("")
			nobody = alur.CodeUnauthenticated
			hidden = alur.CodeNotFound
			party  = alur.CodeNotYourParty
			reads  = alur.CodeReadOnlyRole
			vague  = alur.CodeInvalidParameter
		)
		// In the order: nobody, another agency's requester, a member of the requesting
		// agency, the auditor, the admin, a vendor that is not appointed.
		users := []string{"", "pemohon2", "pengembang-pd", "auditor", "admin", "vendor"}
		want := map[string][]alur.Code{
			"get-openapi":          {ok, ok, ok, ok, ok, ok},
			"create-token":         {ok, ok, ok, ok, ok, ok},
			"revoke-token":         {nobody, ok, ok, ok, ok, ok},
			"get-me":               {nobody, ok, ok, ok, ok, ok},
			"get-my-data":          {nobody, ok, ok, ok, ok, ok},
			"list-notices":         {nobody, ok, ok, ok, ok, ok},
			"read-notices":         {nobody, ok, ok, ok, ok, ok},
			"list-papers":          {nobody, hidden, ok, ok, ok, hidden},
			"issue-paper":          {nobody, hidden, party, reads, reads, hidden},
			"get-paper-draft":      {nobody, hidden, hidden, hidden, hidden, hidden}, // of no format
			"get-paper-content":    {nobody, hidden, hidden, hidden, hidden, hidden}, // there is no paper
			"register-paper":       {nobody, hidden, hidden, hidden, hidden, hidden},
			"attach-signed-paper":  {nobody, hidden, hidden, hidden, hidden, hidden},
			"withdraw-paper":       {nobody, hidden, hidden, hidden, hidden, hidden},
			"use-paper":            {nobody, hidden, hidden, hidden, hidden, hidden},
			"get-meeting":          {nobody, hidden, hidden, hidden, hidden, hidden}, // it has no time
			"answer-meeting":       {nobody, hidden, hidden, hidden, hidden, hidden},
			"get-meeting-code":     {nobody, hidden, hidden, hidden, hidden, hidden},
			"attend-meeting":       {nobody, hidden, hidden, hidden, hidden, hidden},
			"list-flows":           {ok, ok, ok, ok, ok, ok},
			"get-flow":             {ok, ok, ok, ok, ok, ok},
			"track":                {ok, ok, ok, ok, ok, ok},
			"get-paper":            {hidden, hidden, hidden, hidden, hidden, hidden}, // there is no paper
			"check-paper":          {hidden, hidden, hidden, hidden, hidden, hidden},
			"get-checkpoint":       {hidden, hidden, hidden, hidden, hidden, hidden}, // nothing is signed yet
			"get-consistency":      {vague, vague, vague, vague, vague, vague},       // of no two sizes
			"list-receipts":        {nobody, hidden, ok, ok, ok, hidden},
			"get-forecast":         {nobody, hidden, ok, ok, ok, hidden},
			"get-forecast-record":  {nobody, ok, ok, ok, ok, ok},
			"get-compliance":       {nobody, hidden, ok, ok, ok, hidden},
			"get-compliance-year":  {nobody, party, party, ok, ok, party},
			"list-templates":       {nobody, party, party, party, ok, party},
			"get-template":         {nobody, party, party, party, ok, party},
			"add-template":         {nobody, party, party, party, alur.CodeUnsafeFile, party},
			"get-template-version": {nobody, party, party, party, ok, party},
			"get-template-content": {nobody, party, party, party, ok, party},
			"use-template":         {nobody, party, party, party, ok, party},
			"list-agencies":        {nobody, ok, ok, ok, ok, party},
			"list-users":           {nobody, ok, ok, ok, ok, party},
			"create-import":        {nobody, party, party, party, ok, party},
			"get-import":           {nobody, party, party, party, hidden, party},
			"change-import-row":    {nobody, party, party, party, hidden, party},
			"apply-import":         {nobody, party, party, party, hidden, party},
			"get-agency":           {nobody, party, party, party, ok, party},
			"change-agency":        {nobody, party, party, party, ok, party},
			"list-open-tasks":      {nobody, party, party, party, ok, party},
			"deactivate-user":      {nobody, party, party, party, ok, party},
			"invite-user":          {nobody, party, party, party, ok, party},
			"change-user":          {nobody, party, party, party, ok, party},
			"activate-user":        {nobody, party, party, party, ok, party},                // it was deactivated before
			"invite-user-again":    {nobody, party, party, party, alur.CodeConflict, party}, // there is a password
			"list-proposals":       {nobody, party, party, party, ok, party},
			"confirm-proposal":     {nobody, party, party, party, hidden, party},
			"refuse-proposal":      {nobody, party, party, party, hidden, party},
			"list-requests":        {nobody, ok, ok, ok, ok, ok},
			"create-request":       {nobody, ok, party, reads, reads, party},
			"get-request":          {nobody, hidden, ok, ok, ok, hidden},
			"set-data":             {nobody, hidden, party, reads, reads, hidden},
			"take-action":          {nobody, hidden, party, reads, reads, hidden},
			"sign":                 {nobody, hidden, party, reads, reads, hidden},
			"list-events":          {nobody, hidden, ok, ok, ok, hidden},
			"get-evidence":         {nobody, hidden, ok, ok, ok, hidden},
			"get-working-time":     {nobody, hidden, ok, ok, ok, hidden},
			"list-documents":       {nobody, hidden, ok, ok, ok, hidden},
			"add-document":         {nobody, hidden, party, reads, reads, hidden},
			"get-document":         {nobody, hidden, ok, ok, ok, hidden},
			"get-document-content": {nobody, hidden, ok, ok, ok, hidden},
			"remove-document":      {nobody, hidden, party, reads, reads, hidden},
			"review-document":      {nobody, hidden, party, reads, reads, hidden},
			"add-finding":          {nobody, hidden, party, reads, reads, hidden},
			"change-finding":       {nobody, hidden, hidden, hidden, hidden, hidden}, // there is no finding
			"add-finding-document": {nobody, hidden, hidden, hidden, hidden, hidden},
			"claim":                {nobody, hidden, party, reads, reads, hidden},
			"release":              {nobody, hidden, party, reads, reads, hidden},
			"list-comments":        {nobody, hidden, ok, ok, ok, hidden},
			"add-comment":          {nobody, hidden, ok, reads, ok, hidden},
		}
		for i := range routes {
			r := &routes[i]
			codes, known := want[r.id]
			if !known {
				t.Errorf("%s %s: say who may call it", r.method, r.path)
				continue
			}
			for j, user := range users {
				if r.id == "revoke-token" && user != "" {
					w.token(user) // spend a token of its own
				}
				a := w.call(user, r.method, fill.Replace(r.path), bodies[r.id])
				got := ok
				if a.status >= 400 {
					got = alur.Code(a.text("code"))
				}
				if got != codes[j] || codes[j] == ok && a.status != r.status {
					t.Errorf("%s %s as %q: got %d %s, want %q", r.method, r.path, user, a.status, got, codes[j])
				}
				if r.id == "revoke-token" {
					delete(w.tokens, user)
				}
			}
		}
		if len(want) != len(routes) {
			t.Errorf("%d routes, %d expected: %v", len(routes), len(want), slices.Sorted(maps.Keys(want)))
		}
	})
}

// TestSessions looks at tokens that are none, or no more.
func TestSessions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		token := w.token("pemohon")
		for _, h := range []string{"", "Bearer", "Bearer ", "Bearer x", "Basic " + token, token, "Bearer " + token + "x", "Bearer \xff"} {
			r := httptest.NewRequestWithContext(t.Context(), "GET", Prefix+"/me", http.NoBody)
			r.Header.Set("Authorization", h)
			w.serve(r, "GET /me with "+h).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		}
		r := httptest.NewRequestWithContext(t.Context(), "GET", Prefix+"/me", http.NoBody)
		r.Header["Authorization"] = []string{"Bearer " + token, "Bearer " + token}
		w.serve(r, "GET /me with two headers").is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		r.Header["Authorization"] = []string{"bearer  " + token}
		a := w.serve(r, "GET /me").is(http.StatusOK, "")
		if a.text("username") != "pemohon" || a.text("agency", "kind") != "agency" || a.text("roles", 0) != "requester" {
			t.Errorf("me: %s", a.raw)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Error("what is behind the sign-in may be kept")
		}
		w.call("pemohon", "DELETE", "/tokens/current", nil).is(http.StatusNoContent, "")
		w.call("pemohon", "GET", "/me", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		w.token("kepala")
		w.deactivate(t.Context(), "kepala")
		w.call("kepala", "GET", "/me", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
		w.call("", "POST", "/tokens", m{"username": "kepala", "password": password}).is(http.StatusUnauthorized, alur.CodeWrongCredentials)
	})
}

// TestRouter looks at what no route answers.
func TestRouter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	for _, path := range []string{"", "/", "/nonsense", "/requests/", "//requests", "/./me", "/requests/../me", "/me/", "/requests/x/y/z", "/track", "/%6De%2f"} {
		w.call("", "GET", path, nil).is(http.StatusNotFound, alur.CodeNotFound)
	}
	for _, c := range []struct{ method, path, allow string }{
		{"PUT", "/requests", "GET, HEAD, POST"}, {"GET", "/tokens", "POST"}, {"OPTIONS", "/me", "GET, HEAD"}, {"TRACE", "/flows", "GET, HEAD"},
		{"GET", "/requests/x/data", "PATCH"}, {"POST", "/requests/x/documents/y/content", "GET, HEAD"},
	} {
		a := w.call("", c.method, c.path, nil).is(http.StatusMethodNotAllowed, alur.CodeMethodNotAllowed)
		if got := a.header.Get("Allow"); got != c.allow {
			t.Errorf("%s %s: Allow %q, want %q", c.method, c.path, got, c.allow)
		}
	}
	for _, path := range []string{"/flows", "/openapi.json"} {
		if a := w.call("", "HEAD", path, nil).is(http.StatusOK, ""); len(a.raw) != 0 || a.header.Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: %d bytes, Content-Length %s", path, len(a.raw), a.header.Get("Content-Length"))
		}
	}
}

// TestPanic proves that a fault becomes a problem with an incident that is in the log.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	h := New(Config{Cases: (*casework.Cases)(nil), Directory: w.dir, Clock: alur.SystemClock, Log: newLog(w)})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, Prefix+"/flows", nil))
	body := rec.Body.String()
	_, incident, _ := strings.Cut(body, `"incident":"`)
	incident, _, _ = strings.Cut(incident, `"`)
	if rec.Code != http.StatusInternalServerError || !isID(incident) || !strings.Contains(w.log.String(), incident) {
		t.Errorf("%d %s\n%s", rec.Code, body, w.log)
	}
	if strings.Contains(body, "nil pointer") || strings.Contains(body, ".go") {
		t.Errorf("the answer shows the inside: %s", body)
	}
}

// TestHostile sends what no honest client sends; nothing of it is a fault of ours
// (world.serve fails on a 5xx).
func TestHostile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.create("swakelola")
		nasty := []string{
			"%00", "%ff", "%27%20OR%201=1--", "..%2f..%2fetc", "%F0%9F%98%80", strings.Repeat("a", 5000), "%25s%25n", "%0d%0aX:1", "NEAR(%22", "*", "%22", "-1", "1e9",
		}
		for _, x := range nasty {
			for _, path := range []string{
				"/requests/" + x, "/requests/" + id + "/documents/" + x, "/requests/" + id + "/documents/" + x + "/content", "/flows/" + x, "/track/" + x,
			} {
				if a := w.call("pemohon", "GET", path, nil); a.status != http.StatusNotFound {
					t.Errorf("GET %.80s: %d", path, a.status)
				}
			}
			for _, q := range []string{"q", "status", "stage", "flow", "agency", "cursor", "limit", "updated_since", "waiting_on", x} {
				for _, path := range []string{"/requests", "/users", "/agencies", "/requests/" + id + "/events", "/requests/" + id + "/comments"} {
					a := w.call("pemohon", "GET", path+"?"+q+"="+x, nil)
					if a.status != http.StatusOK && a.status != http.StatusBadRequest {
						t.Errorf("GET %s?%.40s=%.40s: %d", path, q, x, a.status)
					}
				}
			}
			w.call("pemohon", "POST", "/requests/"+id+"/actions/"+x, `{}`)
			w.call("pemohon", "PATCH", "/requests/"+id+"/findings/"+x, `{}`)
		}
		for _, text := range []string{"\x00", "\u202e", strings.Repeat("x", 500_000), "<script>", "\u2028", "a\tb", "\ud7ff", "\ufffe"} {
			w.call("", "POST", "/tokens", m{"username": text, "password": text, "otp": text, "name": text})
			w.call("pemohon", "POST", "/requests", m{"flow": text})
			w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": text})
			w.call("pemohon", "POST", "/requests/"+id+"/signatures", m{"item": text, "password": "x"})
			w.call("pemohon", "POST", "/requests/"+id+"/actions/ajukan", m{"note": text, "input": m{text: text}})
			for _, item := range []string{"judul", "ringkasan", "jenis", "tanggal-surat", "penanda-tangan", text} {
				for _, v := range []any{text, []string{text}, m{"name": text}, m{text: text}, 1.5, true, nil, []any{}, m{}, []m{{text: nil}}} {
					w.patch("pemohon", id, m{item: v})
				}
			}
		}
		for _, v := range []string{"", " ", "\xff", "\x01", strings.Repeat("k", 256)} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", Prefix+"/requests", strings.NewReader(`{"flow":"swakelola"}`))
			r.Header.Set("Authorization", "Bearer "+w.token("pemohon"))
			r.Header.Set("Content-Type", "application/json")
			r.Header["Idempotency-Key"] = []string{v}
			if v == " " {
				continue // the server's own parser strips it to the one before
			}
			w.serve(r, fmt.Sprintf("key %q", v)).is(http.StatusBadRequest, alur.CodeInvalidParameter)
		}
	})
}
