package api

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestIfMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		headers []string
		want    casework.Condition
		code    alur.Code
	}{
		{nil, casework.Condition{}, ""},
		{[]string{"*"}, casework.Condition{}, ""},
		{[]string{`"12"`}, casework.Condition{Set: true, Versions: []int64{12}}, ""},
		{[]string{` "12" , "13"`}, casework.Condition{Set: true, Versions: []int64{12, 13}}, ""},
		{[]string{`"12"`, `"13"`}, casework.Condition{Set: true, Versions: []int64{12, 13}}, ""},
		{[]string{`"012"`}, casework.Condition{Set: true, Versions: []int64{-1}}, ""},
		{[]string{`"99999999999999999999"`}, casework.Condition{Set: true, Versions: []int64{-1}}, ""},
		{[]string{"12"}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{""}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`""`}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`"`}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`"12", `}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`"12", *`}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`W/"12"`}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`"x"`}, casework.Condition{}, alur.CodeBadIfMatch},
		{[]string{`"-1"`}, casework.Condition{}, alur.CodeBadIfMatch},
	} {
		got, err := ifMatch(c.headers)
		if alur.CodeOf(err) != c.code {
			t.Errorf("ifMatch(%q): %v, want code %q", c.headers, err, c.code)
		}
		if diff := cmp.Diff(c.want, got); err == nil && diff != "" {
			t.Errorf("ifMatch(%q) (-want +got):\n%s", c.headers, diff)
		}
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		headers []string
		ok      bool
	}{
		{nil, true}, {[]string{"a"}, true}, {[]string{strings.Repeat("k", 255)}, true}, {[]string{strings.Repeat("é", 255)}, true},
		{[]string{""}, false}, {[]string{strings.Repeat("k", 256)}, false}, {[]string{"a", "a"}, false}, {[]string{"a\tb"}, false}, {[]string{"\xff"}, false},
	} {
		if _, err := idempotencyKey(c.headers); (err == nil) != c.ok {
			t.Errorf("idempotencyKey(%.40q): %v", c.headers, err)
		}
	}
}

// same fails unless b is the answer a again.
func same(t *testing.T, a, b *answer) {
	t.Helper()
	if b.header.Get("Idempotency-Replayed") != "true" || a.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("%s: Idempotency-Replayed is %q, then %q", b.what, a.header.Get("Idempotency-Replayed"), b.header.Get("Idempotency-Replayed"))
	}
	if a.status != b.status || string(a.raw) != string(b.raw) {
		t.Errorf("%s: %d %s\nthen %d %s", b.what, a.status, a.raw, b.status, b.raw)
	}
	for _, name := range []string{"Etag", "Location", "Content-Type"} {
		if a.header.Get(name) != b.header.Get(name) {
			t.Errorf("%s: %s is %q, then %q", b.what, name, a.header.Get(name), b.header.Get(name))
		}
	}
}

// TestOnce sends every kind of POST twice with one key.
func TestOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		key := func(k string) header { return header{"Idempotency-Key", k} }
		body := m{"flow": "swakelola", "data": letter()}
		a := w.call("pemohon", "POST", "/requests", body, key("buat")).is(http.StatusCreated, "")
		same(t, a, w.call("pemohon", "POST", "/requests", body, key("buat")))
		id := a.text("id")
		if got := w.call("pemohon", "GET", "/requests", nil).list("items"); len(got) != 1 {
			t.Errorf("%d requests", len(got))
		}
		// The key is of the user, and over method, path and body bytes.
		w.call("pemohon2", "POST", "/requests", body, key("buat")).is(http.StatusCreated, "")
		w.call("pemohon", "POST", "/requests", m{"flow": "swakelola"}, key("buat")).is(http.StatusUnprocessableEntity, alur.CodeIdempotencyKeyReused)
		w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "x"}, key("buat")).is(http.StatusUnprocessableEntity, alur.CodeIdempotencyKeyReused)

		// The boundary of an upload says nothing; its file does.
		content := w.pdf()
		form := func() *form { return multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", content}) }
		documents := "/requests/" + id + "/documents"
		a = w.call("pemohon", "POST", documents, form(), key("unggah")).is(http.StatusCreated, "")
		same(t, a, w.call("pemohon", "POST", documents, form(), key("unggah")))
		w.call("pemohon", "POST", documents, multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", w.pdf()}), key("unggah")).
			is(http.StatusUnprocessableEntity, alur.CodeIdempotencyKeyReused)

		// Only what succeeded is kept: the refused call may be sent again.
		w.call("pemohon", "POST", "/requests/"+id+"/actions/serahkan", nil, key("kirim")).is(http.StatusConflict, alur.CodeActionNotAvailable)
		a = w.call("pemohon", "POST", "/requests/"+id+"/actions/ajukan", nil, key("kirim")).is(http.StatusOK, "")
		same(t, a, w.call("pemohon", "POST", "/requests/"+id+"/actions/ajukan", nil, key("kirim")))
		// A repeated upload is answered again although the stage is over.
		w.call("pemohon", "POST", documents, form(), key("unggah")).is(http.StatusCreated, "")
		w.call("pemohon", "POST", documents, form()).is(http.StatusConflict, alur.CodeWrongStage)

		a = w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "x"}, key("komentar")).is(http.StatusCreated, "")
		same(t, a, w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "x"}, key("komentar")))

		signing := w.meetingHeld("swakelola")
		signatures, good := "/requests/"+signing+"/signatures", m{"item": "paraf-pemohon", "password": password}
		a = w.call("pemohon", "POST", signatures, good, key("paraf")).is(http.StatusCreated, "")
		same(t, a, w.call("pemohon", "POST", signatures, good, key("paraf")))
		w.call("pemohon", "POST", signatures, m{"item": "paraf-pemohon", "password": "salah"}, key("paraf")).is(http.StatusConflict, alur.CodeAlreadySigned)

		// The tokens of a kept answer would be readable; they are not kept.
		first := w.call("", "POST", "/tokens", m{"username": "kepala", "password": password}, key("masuk")).is(http.StatusCreated, "")
		second := w.call("", "POST", "/tokens", m{"username": "kepala", "password": password}, key("masuk")).is(http.StatusCreated, "")
		if first.text("token") == second.text("token") {
			t.Error("a token was given twice")
		}
	})
}

// TestOnceAtOnce sends the same call many times at the same moment.
func TestOnceAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.token("pemohon")
		const calls = 20
		answers := make([]*answer, calls)
		var group sync.WaitGroup
		for i := range calls {
			group.Go(func() {
				answers[i] = w.call("pemohon", "POST", "/requests", m{"flow": "swakelola"}, header{"Idempotency-Key", "sekali"})
			})
		}
		group.Wait()
		replayed := 0
		for _, a := range answers {
			if a.status != http.StatusCreated || a.text("id") != answers[0].text("id") {
				t.Errorf("got %d %s", a.status, a.raw)
			}
			if a.header.Get("Idempotency-Replayed") == "true" {
				replayed++
			}
		}
		if replayed != calls-1 {
			t.Errorf("%d of %d answers were replays", replayed, calls)
		}
	})
}

// TestVersions looks at ETag and If-Match on every kind of write.
func TestVersions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.create("swakelola")
		tag := w.get("pemohon", id).header.Get("ETag")
		a := w.call("pemohon", "PATCH", "/requests/"+id+"/data", m{"judul": "Baru"}, header{"If-Match", tag}).is(http.StatusOK, "")
		next := a.header.Get("ETag")
		if next == tag || next == "" {
			t.Errorf("ETag %s after %s", next, tag)
		}
		w.call("pemohon", "PATCH", "/requests/"+id+"/data", m{"judul": "Lain"}, header{"If-Match", tag}).is(http.StatusPreconditionFailed, alur.CodeStaleVersion)
		w.call("pemohon", "PATCH", "/requests/"+id+"/data", m{"judul": "Lain"}, header{"If-Match", tag + `, ` + next}).is(http.StatusOK, "")
		w.call("pemohon", "PATCH", "/requests/"+id+"/data", m{"judul": "Lagi"}, header{"If-Match", "*"}).is(http.StatusOK, "")

		form := multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", w.pdf()})
		w.call("pemohon", "POST", "/requests/"+id+"/documents", form, header{"If-Match", tag}).is(http.StatusPreconditionFailed, alur.CodeStaleVersion)
		now := w.get("pemohon", id).header.Get("ETag")
		a = w.call("pemohon", "POST", "/requests/"+id+"/documents", form, header{"If-Match", now}).is(http.StatusCreated, "")
		doc := a.text("id")
		if got, want := a.header.Get("Location"), Prefix+"/requests/"+id+"/documents/"+doc; got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
		w.call("pemohon", "DELETE", "/requests/"+id+"/documents/"+doc, nil, header{"If-Match", now}).is(http.StatusPreconditionFailed, alur.CodeStaleVersion)
		a = w.call("pemohon", "DELETE", "/requests/"+id+"/documents/"+doc, nil, header{"If-Match", a.header.Get("ETag")}).is(http.StatusNoContent, "")
		now = a.header.Get("ETag")
		if now == "" || len(a.raw) != 0 {
			t.Errorf("DELETE: ETag %q, body %q", now, a.raw)
		}
		// A comment is no new version.
		a = w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "x"}, header{"If-Match", now}).is(http.StatusCreated, "")
		if got := a.header.Get("ETag"); got != now {
			t.Errorf("a comment made version %s of %s", got, now)
		}
	})
}

func TestSecretFingerprint(t *testing.T) {
	t.Parallel()
	a := secretFingerprint("isi", "pemohon", "kunci")
	if a != secretFingerprint("isi", "pemohon", "kunci") {
		t.Error("the same call has two fingerprints")
	}
	for _, b := range []string{secretFingerprint("lain", "pemohon", "kunci"), secretFingerprint("isi", "kepala", "kunci"), secretFingerprint("isi", "pemohon", "lain")} {
		if a == b {
			t.Error("other calls have the same fingerprint")
		}
	}
}
