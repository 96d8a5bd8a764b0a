package api

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestDownload looks at the bytes of a document and at what comes with them.
func TestDownload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.create("swakelola")
	content := w.pdf()
	name := `surat "permohonan" é 100%.pdf`
	// The file may stand before the kind.
	f := multi(t, part{"file", name, content}, part{"kind", "", "surat"})
	a := w.call("pemohon", "POST", "/requests/"+id+"/documents", f).is(http.StatusCreated, "")
	if a.text("sha256") != canon.SHA256([]byte(content)) || a.get("size") != float64(len(content)) || a.text("media_type") != "application/pdf" ||
		a.text("stage") != "surat-permohonan" || a.text("kind") != "surat" || a.text("uploaded_by") != "pemohon" || a.get("review") != nil {
		t.Errorf("metadata: %s", a.raw)
	}
	path := "/requests/" + id + "/documents/" + a.text("id")
	same := w.call("verifikator", "GET", path, nil).is(http.StatusOK, "")
	if string(same.raw) != string(a.raw) {
		t.Errorf("metadata: %s, then %s", a.raw, same.raw)
	}
	d := w.call("verifikator", "GET", path+"/content", nil).is(http.StatusOK, "")
	if string(d.raw) != content {
		t.Errorf("the bytes differ: %q", d.raw)
	}
	for header, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Length": fmt.Sprint(len(content)), "ETag": `"` + canon.SHA256([]byte(content)) + `"`,
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "Cache-Control": "no-store",
	} {
		if got := d.header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	disposition, params, err := mime.ParseMediaType(d.header.Get("Content-Disposition"))
	if err != nil || disposition != "attachment" || params["filename"] != a.text("name") {
		t.Errorf("Content-Disposition %q, want the name %q: %v", d.header.Get("Content-Disposition"), a.text("name"), err)
	}
	if h := w.call("pemohon", "HEAD", path+"/content", nil).is(http.StatusOK, ""); len(h.raw) != 0 || h.header.Get("Content-Length") != d.header.Get("Content-Length") {
		t.Errorf("HEAD: %d bytes, Content-Length %s", len(h.raw), h.header.Get("Content-Length"))
	}
	w.call("pemohon", "GET", path+"/content", nil, header{"If-None-Match", d.header.Get("ETag")}).is(http.StatusNotModified, "")
	w.call("pemohon2", "GET", path+"/content", nil).is(http.StatusNotFound, alur.CodeNotFound)

	// Removed, it is in the history only.
	w.call("pemohon", "DELETE", path, nil).is(http.StatusNoContent, "")
	w.call("pemohon", "DELETE", path, nil).is(http.StatusNotFound, alur.CodeNotFound)
	if got := w.call("pemohon", "GET", "/requests/"+id+"/documents", nil).is(http.StatusOK, "").list("items"); len(got) != 0 {
		t.Errorf("documents after the removal: %v", got)
	}
	all := w.call("pemohon", "GET", "/requests/"+id+"/documents?all=true", nil).is(http.StatusOK, "")
	if all.text("items", 0, "removed_at") == "" {
		t.Errorf("all documents: %s", all.raw)
	}
	w.call("pemohon", "GET", path+"/content", nil).is(http.StatusOK, "")
}

func TestDisposition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"kak.pdf":        `attachment; filename="kak.pdf"; filename*=UTF-8''kak.pdf`,
		"a b+c.pdf":      `attachment; filename="a b+c.pdf"; filename*=UTF-8''a%20b%2Bc.pdf`,
		`"\%é` + "\n.md": `attachment; filename="_____.md"; filename*=UTF-8''%22%5C%25%C3%A9%0A.md`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("disposition(%q) = %s, want %s", name, got, want)
		}
	}
}

// raw makes a form of bytes written by hand, with the boundary "x".
func raw(lines ...string) *form {
	return &form{contentType: "multipart/form-data; boundary=x", body: []byte(strings.Join(lines, "\r\n"))}
}

// TestUploads sends multipart bodies that are not as they should be.
func TestUploads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.create("swakelola")
	kind := func(v string) part { return part{"kind", "", v} }
	file := part{"file", "surat.pdf", w.pdf()}
	const kindLine, fileLine = `Content-Disposition: form-data; name="kind"`, `Content-Disposition: form-data; name="file"; filename="a.pdf"`
	for _, c := range []struct {
		name string
		form *form
		code alur.Code
	}{
		{"no kind", multi(t, file), alur.CodeMissingField},
		{"no file", multi(t, kind("surat")), alur.CodeMissingField},
		{"nothing", raw("--x--", ""), alur.CodeMissingField},
		{"an unknown part", multi(t, kind("surat"), file, part{"note", "", "x"}), alur.CodeUnknownField},
		{"a case variant", multi(t, part{"Kind", "", "surat"}, file), alur.CodeUnknownField},
		{"two kinds", multi(t, kind("surat"), kind("surat"), file), alur.CodeMalformedMultipart},
		{"two files", multi(t, kind("surat"), file, file), alur.CodeMalformedMultipart},
		{"kind as a file", multi(t, part{"kind", "kind.txt", "surat"}, file), alur.CodeMalformedMultipart},
		{"a file without a name", multi(t, kind("surat"), part{"file", "", "x"}), alur.CodeMalformedMultipart},
		{"a long kind", multi(t, kind(strings.Repeat("x", 301)), file), alur.CodeMalformedMultipart},
		{"a broken kind", multi(t, kind("\xff"), file), alur.CodeMalformedMultipart},
		{"not ended", raw("--x", kindLine, "", "surat", "--x", fileLine, "", "%PDF-1.4"), alur.CodeMalformedMultipart},
		{"another boundary", raw("--y", kindLine, "", "surat", "--y--", ""), alur.CodeMalformedMultipart},
		{"no name", raw("--x", "Content-Disposition: form-data", "", "surat", "--x--", ""), alur.CodeMalformedMultipart},
		{"no disposition", raw("--x", "Content-Type: text/plain", "", "surat", "--x--", ""), alur.CodeMalformedMultipart},
		{"an encoding", raw("--x", kindLine, "Content-Transfer-Encoding: base64", "", "c3VyYXQ=", "--x--", ""), alur.CodeMalformedMultipart},
		{"trailing data", raw("--x", kindLine, "", "surat", "--x", fileLine, "", w.pdf(), "--x--", "more"), alur.CodeMalformedMultipart},
		{"trailing data further on", raw("--x", kindLine, "", "surat", "--x", fileLine, "", w.pdf(), "--x--", strings.Repeat("m", 20_000)), alur.CodeMalformedMultipart},
		{"no boundary", &form{"multipart/form-data", []byte("x")}, alur.CodeMalformedMultipart},
		{"a long boundary", &form{"multipart/form-data; boundary=" + strings.Repeat("x", 71), []byte("x")}, alur.CodeMalformedMultipart},
		{"another type", &form{"application/json", []byte("{}")}, alur.CodeUnsupportedMediaType},
		{"no type", &form{"", []byte("{}")}, alur.CodeUnsupportedMediaType},
		{"a mixed type", &form{"multipart/mixed; boundary=x", []byte("--x--")}, alur.CodeUnsupportedMediaType},
		{"an item that is no document", multi(t, kind("judul"), file), alur.CodeInvalidData},
		{"an empty file", multi(t, kind("surat"), part{"file", "surat.pdf", ""}), alur.CodeEmptyFile},
		{"other content", multi(t, kind("surat"), part{"file", "surat.pdf", "hanya teks"}), alur.CodeUnsafeFile},
		{"no type of ours", multi(t, kind("surat"), part{"file", "surat.exe", "MZ\x90\x00" + strings.Repeat("\x00", 100)}), alur.CodeUnsupportedMediaType},
		{"a type that the kind does not take", multi(t, kind("surat"), part{"file", "surat.txt", "hanya teks"}), alur.CodeUnsupportedMediaType},
		{"too large", multi(t, kind("surat"), part{"file", "surat.pdf", pdfWith(strings.Repeat("x", casework.MaxUpload))}), alur.CodeTooLarge},
		{"too large, the file first", multi(t, part{"file", "surat.pdf", strings.Repeat("x", casework.MaxUpload+1)}, kind("surat")), alur.CodeTooLarge},
		{"far too large", multi(t, kind("surat"), part{"file", "surat.pdf", strings.Repeat("x", casework.MaxUpload+10*maxOverhead)}), alur.CodeTooLarge},
	} {
		a := w.call("pemohon", "POST", "/requests/"+id+"/documents", c.form)
		if a.status != statusOf(c.code) || a.text("code") != string(c.code) {
			t.Errorf("%s: got %d %.600s, want %s", c.name, a.status, a.raw, c.code)
		}
	}
	if got := w.get("pemohon", id).list("documents"); len(got) != 0 {
		t.Errorf("documents: %v", got)
	}
	// A file of another party is refused for its size first, kept or not.
	big := multi(t, kind("surat"), part{"file", "surat.pdf", strings.Repeat("x", casework.MaxUpload+1)})
	w.call("verifikator", "POST", "/requests/"+id+"/documents", big).is(http.StatusRequestEntityTooLarge, alur.CodeTooLarge)
	// Paths in names are not kept, nor what hides in them.
	a := w.call("pemohon", "POST", "/requests/"+id+"/documents", raw("--x", kindLine, "", "surat", "--x",
		`Content-Disposition: form-data; name="file"; filename="../../etc/`+"\u202e"+`surat.pdf"`, "", w.pdf(), "--x--", "")).is(http.StatusCreated, "")
	if a.text("name") != "surat.pdf" {
		t.Errorf("name %q", a.text("name"))
	}
}

// TestRefusedBytes proves that no bytes are kept of whoever may not send them, in whatever
// order the parts come and whether or not the call may repeat one; and that a repeated one
// still gets its answer when the caller may not send any more.
func TestRefusedBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.create("swakelola")
	keep := func(content string) bool {
		t.Helper()
		has, err := w.blobs.Has(canon.SHA256([]byte(content)))
		if err != nil {
			t.Fatal(err)
		}
		return has
	}
	for i, headers := range [][]header{nil, {{"Idempotency-Key", "satu"}}} {
		for _, kindFirst := range []bool{true, false} {
			for user, code := range map[string]alur.Code{"auditor": alur.CodeReadOnlyRole, "verifikator": alur.CodeNotYourParty} {
				content := w.pdf()
				parts := []part{{"kind", "", "surat"}, {"file", "surat.pdf", content}}
				if !kindFirst {
					slices.Reverse(parts)
				}
				w.call(user, "POST", "/requests/"+id+"/documents", multi(t, parts...), headers...).is(http.StatusForbidden, code)
				if keep(content) {
					t.Errorf("%s, kind first %v, key %v: refused and kept", user, kindFirst, i == 1)
				}
			}
		}
	}
	content := w.pdf()
	file := multi(t, part{"file", "surat.pdf", content}, part{"kind", "", "surat"})
	once := header{"Idempotency-Key", "dua"}
	first := w.call("pemohon", "POST", "/requests/"+id+"/documents", file, once).is(http.StatusCreated, "")
	w.act("pemohon", id, "ajukan", nil)
	w.call("verifikator", "GET", "/requests/"+id, nil).is(http.StatusOK, "")
	again := w.call("pemohon", "POST", "/requests/"+id+"/documents", file, once).is(http.StatusCreated, "")
	if again.text("id") != first.text("id") || !keep(content) {
		t.Errorf("repeated: %s", again.raw)
	}
	other := w.pdf()
	stale := multi(t, part{"kind", "", "tidak-ada"}, part{"file", "x.pdf", other})
	w.call("pemohon", "POST", "/requests/"+id+"/documents", stale, header{"If-Match", `"999"`})
	if keep(other) {
		t.Error("bytes for no item were kept")
	}
}

// TestOverTheWire runs uploads and refusals through a real server, whose connection
// has an end.
func TestOverTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	server := httptest.NewServer(w.handler)
	defer server.Close()
	id := w.create("swakelola")
	send := func(method, path, contentType string, body []byte) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+Prefix+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+w.token("pemohon"))
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		var b bytes.Buffer
		if _, err := b.ReadFrom(res.Body); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, b.String()
	}
	f := multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", w.pdf()})
	if status, body := send("POST", "/requests/"+id+"/documents", f.contentType, f.body); status != http.StatusCreated {
		t.Errorf("upload: %d %s", status, body)
	}
	f = multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", strings.Repeat("x", casework.MaxUpload+3*maxOverhead)})
	if status, body := send("POST", "/requests/"+id+"/documents", f.contentType, f.body); status != http.StatusRequestEntityTooLarge {
		t.Errorf("large upload: %d %s", status, body)
	}
	if status, body := send("PATCH", "/requests/"+id+"/data", "application/json", bytes.Repeat([]byte(" "), 2*maxBody)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("large body: %d %s", status, body)
	}
	if status, body := send("PATCH", "/requests/"+id+"/data", "application/json", []byte(`{"judul":"x"}`)); status != http.StatusOK {
		t.Errorf("patch: %d %s", status, body)
	}
}

// FuzzUpload sends any bytes as a multipart body: an upload succeeds or is refused,
// and nothing of it is a fault of ours (world.serve fails on a 5xx).
func FuzzUpload(f *testing.F) {
	w := newWorld(f, storetest.SQLite(f))
	id := w.create("swakelola")
	file := `Content-Disposition: form-data; name="file"; filename="a.pdf"`
	for _, lines := range [][]string{
		{"--x", `Content-Disposition: form-data; name="kind"`, "", "surat", "--x", file, "", w.pdf(), "--x--", ""},
		{"--x", file, "", "%PDF-", "--x", `Content-Disposition: form-data; name=kind`, "", "surat", "--x--", ""},
		{"--x--"}, {"--x", "", ""}, {"--x", file, "Content-Type: ;", "", "x", "--x", "--x--", "more"}, {"\x00"},
		{"--x", `Content-Disposition: form-data; name="file"; filename*=UTF-8''%ff%00.pdf`, "", "x", "--x--"},
	} {
		f.Add([]byte(strings.Join(lines, "\r\n")))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w.t = t
		w.call("pemohon", "POST", "/requests/"+id+"/documents", &form{contentType: "multipart/form-data; boundary=x", body: body})
	})
}
