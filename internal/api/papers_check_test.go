package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// assessors see every request.
func assessors(v verdict) func(string) verdict {
	return func(user string) verdict {
		switch user {
		case "verifikator", "verifikator-baca", "kepala", "plh", "rangkap", "cuti", "auditor", "admin":
			return v
		}
		return forbidden
	}
}

// TestCheckPaper: anybody checks a paper by its code and by its bytes, and learns nothing else.
func TestCheckPaper(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := alur.RequestID(w.inReview("swakelola"))
		code, content := "7K4M-92QX-T3HB", w.pdf()
		users, err := w.dir.Users(t.Context(), []string{"verifikator"})
		if err != nil {
			t.Fatal(err)
		}
		actor := casework.Actor{User: users["verifikator"]}
		rec, err := w.config.Cases.PaperRecord(t.Context(), actor, id)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := w.config.Cases.KeepPaper(t.Context(), []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.config.Cases.IssuePaper(t.Context(), actor, id, flow.IssuePaper{Code: code, Kind: "tanda-terima", Template: "shipped@1", SHA256: kept.SHA256, Head: rec.Hash}, casework.Options{}); err != nil {
			t.Fatal(err)
		}
		a := w.call("", "GET", "/papers/7k4m92qxt3hb", nil).is(http.StatusOK, "")
		if a.text("code") != code || a.text("kind") != "tanda-terima" || a.text("state") != "in-force" || a.header.Get("X-Robots-Tag") == "" {
			t.Errorf("by its code: %s", a.raw)
		}
		for _, secret := range []string{"verifikator", "pemohon", "Antrean", "sha256"} {
			if strings.Contains(string(a.raw), secret) {
				t.Errorf("tells %q: %s", secret, a.raw)
			}
		}
		if a := w.call("", "POST", "/papers/check", multi(t, part{"file", "naskah.pdf", content})).is(http.StatusOK, ""); len(a.list("items")) != 1 || a.text("items", 0, "code") != code {
			t.Errorf("by its bytes: %s", a.raw)
		}
		for what, c := range map[string]struct {
			body   any
			status int
			code   alur.Code
		}{
			"another file": {multi(t, part{"file", "naskah.pdf", content + " "}), 404, alur.CodeNotFound},
			"no file":      {multi(t), 400, alur.CodeMissingField},
			"empty":        {multi(t, part{"file", "naskah.pdf", ""}), 422, alur.CodeEmptyFile},
			"another part": {multi(t, part{"kind", "", "x"}), 400, alur.CodeUnknownField},
			"two files":    {multi(t, part{"file", "a.pdf", "x"}, part{"file", "b.pdf", "x"}), 400, alur.CodeMalformedMultipart},
			"too large":    {multi(t, part{"file", "a.pdf", strings.Repeat("x", casework.MaxUpload+1)}), 413, alur.CodeTooLarge},
			"no form":      {m{}, 415, alur.CodeUnsupportedMediaType},
		} {
			if a := w.call("", "POST", "/papers/check", c.body); a.status != c.status || a.text("code") != string(c.code) {
				t.Errorf("%s: %d %s", what, a.status, a.raw)
			}
		}
		scan, err := w.config.Cases.Receive(t.Context(), "pindai.pdf", strings.NewReader(content+"% pindai"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.config.Cases.RegisterPaper(t.Context(), actor, id, flow.RegisterPaper{Code: code, Number: "1", Date: "2026-11-23"}, &scan, casework.Options{}); err != nil {
			t.Fatal(err)
		}
		if a := w.call("", "POST", "/papers/check", multi(t, part{"file", "pindai.pdf", content + "% pindai"})).is(http.StatusOK, ""); a.text("items", 0, "signed_proof") != "other" {
			t.Errorf("a file that was registered as the signed one, and is not: %s", a.raw)
		}
		for range trackBurst {
			w.call("", "GET", "/papers/"+code, nil)
		}
		if a := w.call("", "GET", "/papers/"+code, nil).is(http.StatusTooManyRequests, alur.CodeTooManyTries); a.header.Get("Retry-After") == "" {
			t.Error("no time to wait")
		}
		// The clauses of the request, by the API.
		if a := w.call("pemohon", "GET", "/requests/"+string(id)+"/compliance", nil).is(http.StatusOK, ""); len(a.list("clauses")) != 16 || a.text("clauses", 1, "state") != "done" || a.text("clauses", 2, "since", "action") != "" {
			t.Errorf("compliance: %s", a.raw)
		}
		if a := w.call("auditor", "GET", "/compliance?year=2026", nil).is(http.StatusOK, ""); len(a.list("flows")) != 1 {
			t.Errorf("the year: %s", a.raw)
		}
		w.call("auditor", "GET", "/compliance?year=1", nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
	})
}
