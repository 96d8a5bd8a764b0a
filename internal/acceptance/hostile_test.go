package acceptance

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestHostileInput sends what no honest caller would. Every answer is a refusal in
// the agreed form or plain success, never a fault of the server, and a refusal
// leaves nothing behind.
func TestHostileInput(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		s := start(t, newHome(t, e), "--demo")
		who := newPeople(t, s)
		w := begin(t, who, "swakelola", inHouse)
		w.must("pemohon", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", letterItems())
		other := begin(t, who, "swakelola", inHouse).upTo("data-pendukung")

		for _, part := range []struct {
			name string
			w    *walk
			send func(*testing.T, *walk)
		}{
			{"bodies", w, hostileBodies}, {"values", w, hostileValues}, {"uploads", other, hostileUploads},
			{"parameters", w, hostileParameters}, {"headers", w, hostileHeaders}, {"sign-in", w, hostileSignIn},
		} {
			t.Run(part.name, func(t *testing.T) { part.send(t, part.w.in(t)) })
		}
		t.Run("connections", func(t *testing.T) { hostileConnections(t, s, who) })

		w.checkHistory()
		other.checkHistory()
		s.home.verify(t)
		if log := s.logs.String(); strings.Contains(log, "panic") {
			t.Errorf("something panicked:\n%s", tail(log, 3000))
		}
	})
}

// in is the walk for a subtest, which fails in its stead.
func (w *walk) in(t *testing.T) *walk {
	inner := *w
	inner.t = t
	inner.who = &people{t: t, base: w.who.base, http: w.who.http, who: w.who.who}
	return &inner
}

// refuses makes a call that must end in a 4xx problem and change nothing.
func (w *walk) refuses(t *testing.T, a *answer, err error, statuses ...int) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	ok := len(statuses) == 0 && a.status/100 == 4
	for _, s := range statuses {
		ok = ok || a.status == s
	}
	if !ok {
		t.Errorf("%s, want %v", a, statuses)
		return
	}
	if p := a.problem(); p.Code == "" || p.Status != a.status || p.Title == "" {
		t.Errorf("%s: not a problem in the agreed form", a)
	}
}

func (w *walk) unchanged(t *testing.T, version int64) {
	t.Helper()
	if now := w.see("auditor").Version; now != version {
		t.Errorf("version moved from %d to %d", version, now)
	}
}

func hostileBodies(t *testing.T, w *walk) {
	version := w.see("auditor").Version
	deep := strings.Repeat("[", 70) + strings.Repeat("]", 70)
	for name, body := range map[string]string{
		"no JSON":           `judul=x`,
		"cut off":           `{"judul":"x"`,
		"nothing":           ``,
		"a number":          `7`,
		"an array":          `[{"judul":"x"}]`,
		"trailing data":     `{"judul":"x"} {}`,
		"duplicate key":     `{"judul":"x","judul":"y"}`,
		"nested duplicate":  `{"narahubung":{"name":"x","name":"y","phone":"081200001101","email":"a@b.example"}}`,
		"lone surrogate":    `{"judul":"\ud800"}`,
		"bad UTF-8":         "{\"judul\":\"\xff\"}",
		"big integer":       `{"perkiraan-anggaran":9007199254740993}`,
		"float":             `{"perkiraan-anggaran":1.5}`,
		"exponent":          `{"perkiraan-anggaran":1e3}`,
		"deep":              `{"judul":` + deep + `}`,
		"NaN":               `{"judul":NaN}`,
		"comment":           `{"judul":"x"/*y*/}`,
		"single quotes":     `{'judul':'x'}`,
		"control character": "{\"judul\":\"a\x01b\"}",
		"NUL":               `{"judul":"a\u0000b"}`,
		"over a mebibyte":   `{"ringkasan":"` + strings.Repeat("x", 1<<20) + `"}`,
		"unknown item":      `{"tidak-ada":"x"}`,
		"prototype":         `{"__proto__":{"x":1}}`,
		"a thousand keys": func() string {
			var b strings.Builder
			for i := range 1000 {
				fmt.Fprintf(&b, `,"k%d":1`, i)
			}
			return "{" + b.String()[1:] + "}"
		}(),
	} {
		a, err := w.who.as("pemohon").call("PATCH", "/requests/"+w.id+"/data", []byte(body))
		w.refuses(t, a, err)
		if t.Failed() {
			t.Fatalf("with %s", name)
		}
	}
	for name, body := range map[string]string{
		"case variant":    `{"Flow":"swakelola"}`,
		"unknown field":   `{"flow":"swakelola","agency":"inspektorat"}`,
		"unknown flow":    `{"flow":"kilat"}`,
		"flow is a list":  `{"flow":["swakelola"]}`,
		"data is a list":  `{"flow":"swakelola","data":[]}`,
		"one bad value":   `{"flow":"swakelola","data":{"judul":"x","jenis":"y"}}`,
		"another's item":  `{"flow":"swakelola","data":{"judul":"x","ruang-lingkup":"y"}}`,
		"path in flow":    `{"flow":"../../etc/passwd"}`,
		"null flow":       `{"flow":null}`,
		"missing flow":    `{}`,
		"trailing garble": `{"flow":"swakelola"}x`,
	} {
		a, err := w.who.as("pemohon").call("POST", "/requests", []byte(body))
		w.refuses(t, a, err)
		if t.Failed() {
			t.Fatalf("with %s", name)
		}
	}
	a, err := w.who.as("pemohon").send("PATCH", "/requests/"+w.id+"/data", "text/plain", strings.NewReader(`{"judul":"x"}`))
	w.refuses(t, a, err, http.StatusUnsupportedMediaType)
	w.unchanged(t, version)
}

func hostileValues(t *testing.T, w *walk) {
	version := w.see("auditor").Version
	for name, items := range map[string]obj{
		"too long":            {"judul": strings.Repeat("x", 301)},
		"line break":          {"judul": "a\nb"},
		"a number as text":    {"judul": 7},
		"unknown option":      {"jenis": "gratis"},
		"impossible date":     {"tanggal-surat": "2026-02-30"},
		"future date":         {"tanggal-surat": "2999-01-01"},
		"date with a time":    {"tanggal-surat": "2026-01-01T00:00:00Z"},
		"unknown part":        {"narahubung": obj{"name": "x", "phone": "081200001101", "email": "a@b.example", "gaji": 1}},
		"bad NIP":             {"penanda-tangan": obj{"name": "x", "position": "y", "nip": "123"}},
		"NIP of no day":       {"penanda-tangan": obj{"name": "x", "position": "y", "nip": "197813322005012004"}},
		"bad phone":           {"narahubung": obj{"name": "x", "phone": "telepon", "email": "a@b.example"}},
		"good and bad":        {"perihal": "Tidak boleh tersimpan", "jenis": "gratis"},
		"an item of later":    {"ruang-lingkup": "x"},
		"a document as value": {"surat": "x"},
		"item of kominfo too": {"perihal": "Tidak boleh tersimpan", "jadwal": comingMeeting("verifikator")},
	} {
		a, err := w.who.as("pemohon").call("PATCH", "/requests/"+w.id+"/data", items)
		w.refuses(t, a, err, http.StatusUnprocessableEntity, http.StatusForbidden, http.StatusConflict)
		if t.Failed() {
			t.Fatalf("with %s", name)
		}
	}
	w.unchanged(t, version)
	// What looks like an attack and is only text is kept as it was sent.
	for _, text := range []string{
		`<script>alert(1)</script>`, `'; DROP TABLE requests; --`, `{{.}} ${7*7} %s %n`, `=cmd|' /C calc'!A0`,
		"\u202Eterbalik", "𝕬𝖑𝖚𝖗 🏛️ عربى", "a\u2028b\u2029c & < >",
	} {
		a := w.must("pemohon", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"ringkasan": text})
		var kept string
		if err := json.Unmarshal(w.decode(a).Data["surat-permohonan"]["ringkasan"], &kept); err != nil || kept != text {
			t.Errorf("%q was kept as %q (%v)", text, kept, err)
		}
	}
}

// zipOf makes an archive of files by name.
func zipOf(files map[string][]byte) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, content := range files {
		f, _ := z.Create(name)
		_, _ = f.Write(content)
	}
	_ = z.Close()
	return buf.Bytes()
}

// bomb is an archive that unpacks to a thousand times its size.
var bomb = sync.OnceValue(func() []byte {
	return zipOf(map[string][]byte{"bom.txt": make([]byte, 64<<20)})
})

func hostileUploads(t *testing.T, w *walk) {
	version := w.see("auditor").Version
	for name, f := range map[string]struct {
		file    string
		content []byte
	}{
		"empty":                 {"kak.pdf", nil},
		"a page":                {"kak.html", []byte("<!doctype html><script>alert(1)</script>")},
		"a page as PDF":         {"kak.pdf", []byte("<!doctype html><script>alert(1)</script>")},
		"a picture with a page": {"kak.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)},
		"a program":             {"kak.pdf", append([]byte("\x7fELF"), make([]byte, 100)...)},
		"PDF named as a sheet":  {"kak.xlsx", pdf("kak")},
		"archive with a way up": {"kak.zip", zipOf(map[string][]byte{"../../etc/passwd": []byte("x")})},
		"bomb":                  {"kak.zip", bomb()},
		"macros":                {"kak.docx", zipOf(map[string][]byte{"[Content_Types].xml": []byte("<Types/>"), "word/document.xml": []byte("<w/>"), "word/vbaProject.bin": []byte("x")})},
		"no extension":          {"kak", pdf("kak")},
		"two extensions":        {"kak.pdf.exe", pdf("kak")},
	} {
		a, err := w.who.as("pemohon").upload(w.id, "kak", f.file, f.content)
		w.refuses(t, a, err, http.StatusUnprocessableEntity, http.StatusUnsupportedMediaType, http.StatusBadRequest)
		if t.Failed() {
			t.Fatalf("with %s", name)
		}
	}
	large := append(pdf("besar"), make([]byte, 50<<20)...)
	a, err := w.who.as("pemohon").upload(w.id, "kak", "kak.pdf", large)
	w.refuses(t, a, err, http.StatusRequestEntityTooLarge)
	for kind, statuses := range map[string][]int{
		"tidak-ada": {422}, "judul": {422, 409}, "surat": {409, 422}, "bast": {403, 409}, "": {400, 422}, "../kak": {422},
	} {
		a, err := w.who.as("pemohon").upload(w.id, kind, "kak.pdf", pdf("kak"))
		w.refuses(t, a, err, statuses...)
	}
	for name, body := range map[string]string{
		"no boundary end": "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nkak\r\n",
		"garbage":         "bukan multipart",
		"empty":           "",
	} {
		a, err := w.who.as("pemohon").send("POST", "/requests/"+w.id+"/documents", "multipart/form-data; boundary=x", strings.NewReader(body))
		w.refuses(t, a, err, http.StatusBadRequest)
		if t.Failed() {
			t.Fatalf("with %s", name)
		}
	}
	w.unchanged(t, version)
	// Names are metadata: whatever they try, they are cleaned, and the file is an attachment.
	for i, name := range []string{"../../../etc/passwd.pdf", `..\..\boot.pdf`, "a\u202Efdp.foto.pdf", "<script>.pdf", strings.Repeat("panjang", 60) + ".pdf"} {
		content := pdf("Berkas " + fmt.Sprint(i))
		a, err := w.who.as("pemohon").upload(w.id, "kak", name, content)
		if err != nil {
			t.Fatal(err)
		}
		w.expect(a, http.StatusCreated)
		d := w.document("kak")
		if strings.ContainsAny(d.Name, "/\\\u202e") || len(d.Name) > 180 {
			t.Errorf("the name %q was kept as %q", name, d.Name)
		}
		got := w.must("pemohon", http.StatusOK, "GET", "/requests/"+w.id+"/documents/"+d.ID+"/content", nil)
		h := got.header
		if !bytes.Equal(got.body, content) || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %v", got.what, h)
		}
	}
}

func hostileParameters(t *testing.T, w *walk) {
	for _, q := range []string{
		"limit=0", "limit=-1", "limit=201", "limit=x", "limit=9999999999999999999", "limit=1&limit=2",
		"cursor=x", "cursor=%00", "cursor=" + strings.Repeat("A", 5000), "status=buka", "stage=tidak-ada", "flow=kilat", "waiting_on=you",
		"updated_since=kemarin", "updated_since=2026-13-01T00:00:00Z",
	} {
		a, err := w.who.as("verifikator").call("GET", "/requests?"+q, nil)
		w.refuses(t, a, err, http.StatusBadRequest)
	}
	// Search words are words: operators mean nothing and never fail.
	for _, q := range []string{`"`, `*`, `a*b`, `judul:x`, `NEAR(a b)`, `a AND`, `(`, `-x`, `'`, `\`, `%25`, `_`, `%00`, `a%00b`, strings.Repeat("kata+", 300), `%F0%9F%8F%9B`} {
		a, err := w.who.as("verifikator").call("GET", "/requests?q="+q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != http.StatusOK && a.status != http.StatusBadRequest {
			t.Errorf("%s", a)
		}
	}
	for _, path := range []string{
		"/requests/x", "/requests/" + strings.Repeat("0", 32), "/requests/" + strings.Repeat("a", 5000), "/requests/%00", "/requests/..%2f..%2fme",
		"/requests/" + strings.ToUpper(w.id), "/requests/" + w.id + "/documents/x", "/requests/" + w.id + "/documents/x/content", "/tidak-ada", "/flows/kilat",
		"/track/x", "/track/0000-0000-0000", "/track/%00", "/track/" + w.id,
	} {
		a, err := w.who.as("verifikator").call("GET", path, nil)
		w.refuses(t, a, err, http.StatusNotFound, http.StatusBadRequest)
	}
	for _, method := range []string{"PUT", "DELETE", "TRACE", "BREW"} {
		a, err := w.who.as("verifikator").call(method, "/requests", nil)
		w.refuses(t, a, err, http.StatusMethodNotAllowed, http.StatusNotFound)
	}
}

func hostileHeaders(t *testing.T, w *walk) {
	version := w.see("auditor").Version
	for _, v := range []string{"x", "*x", `"x"`, "7", `"-1"`, `"99999999999999999999"`, `W/"1"`} {
		a, err := w.who.as("pemohon").call("PATCH", "/requests/"+w.id+"/data", obj{"judul": "y"}, func(r *http.Request) { r.Header.Set("If-Match", v) })
		w.refuses(t, a, err, http.StatusBadRequest, http.StatusPreconditionFailed)
	}
	for _, k := range []string{strings.Repeat("k", 256), strings.Repeat("k", 20_000)} {
		a, err := w.who.as("pemohon").call("POST", "/requests/"+w.id+"/comments", obj{"text": "y"}, key(k))
		w.refuses(t, a, err)
	}
	for _, v := range []string{"", "Bearer", "Bearer x", "Bearer " + strings.Repeat("x", 5000), "Basic YTpi", "Bearer \xff"} {
		c := *w.who.as("pemohon")
		a, err := c.call("GET", "/me", nil, func(r *http.Request) { r.Header.Set("Authorization", v) })
		w.refuses(t, a, err, http.StatusUnauthorized)
	}
	a, err := w.who.as("pemohon").call("GET", "/me", nil, func(r *http.Request) { r.Header.Set("X-Big", strings.Repeat("x", 60<<10)) })
	if err == nil && a.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%s, want 431", a)
	}
	w.unchanged(t, version)
}

func hostileSignIn(t *testing.T, w *walk) {
	anybody := &client{base: w.who.base, http: w.who.http}
	for _, body := range []obj{
		{"username": "pemohon", "password": ""}, {"username": "", "password": "alur-demo"}, {"username": "tidak-ada", "password": "alur-demo"},
		{"username": "PEMOHON'--", "password": "alur-demo"}, {"username": strings.Repeat("x", 10_000), "password": "alur-demo"},
		{"username": "pemohon", "password": strings.Repeat("x", 100_000)}, {"username": "pemohon\x00", "password": "alur-demo"},
	} {
		a, err := anybody.call("POST", "/tokens", body)
		w.refuses(t, a, err, http.StatusUnauthorized, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusTooManyRequests)
	}
	var last *answer
	for range 12 {
		a, err := anybody.call("POST", "/tokens", obj{"username": "vendor2", "password": "salah"})
		w.refuses(t, a, err, http.StatusUnauthorized, http.StatusTooManyRequests)
		last = a
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
		t.Errorf("after twelve wrong passwords: %s, Retry-After %q", last, last.header.Get("Retry-After"))
	}
	a, err := anybody.call("POST", "/tokens", obj{"username": "vendor2", "password": "alur-demo"})
	w.refuses(t, a, err, http.StatusTooManyRequests)
}

// hostileConnections holds many connections that never finish their request;
// an honest user must not notice.
func hostileConnections(t *testing.T, s *server, who *people) {
	address := strings.TrimPrefix(s.base, "http://")
	var held []net.Conn
	defer func() {
		for _, c := range held {
			_ = c.Close()
		}
	}()
	for range 400 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: "))
		held = append(held, c)
	}
	begin := time.Now()
	a, err := who.as("auditor").call("GET", "/requests", nil)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%v %v", a, err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("an honest call took %v beside slow connections", took)
	}
	// Plain nonsense on the wire is answered or cut, and does no harm.
	for _, garbage := range []string{"\x16\x03\x01\x02\x00", "GET / HTTP/9.9\r\n\r\n", "POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
		"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n"} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = c.Write([]byte(garbage))
		_ = c.(*net.TCPConn).CloseWrite()
		answer := make([]byte, 64)
		n, _ := c.Read(answer)
		_ = c.Close()
		if strings.Contains(string(answer[:n]), " 500 ") {
			t.Errorf("%q is answered with %q", garbage, answer[:n])
		}
	}
	if a, err := who.as("auditor").call("GET", "/me", nil); err != nil || a.status != http.StatusOK {
		t.Errorf("after nonsense: %v %v", a, err)
	}
}
