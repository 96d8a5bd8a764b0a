package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestImport brings a list, mends it, ticks a row off and applies it.
func TestImport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		file := "Nama;NIP;PD;Peran\nContoh Satu;199001012015031001;Dinas Kesehatan;Staf PD\nContoh Dua;12;Entah;Raja\nContoh Tiga;;Dinas Kesehatan;\n"
		list := func(kind, name, content string) *form {
			return multi(t, part{"kind", "", kind}, part{"file", name, content})
		}
		a := w.call("admin", "POST", "/imports", list("people", "orang.csv", file)).is(http.StatusCreated, "")
		id := a.text("id")
		if a.header.Get("Location") != Prefix+"/imports/"+id || len(a.list("rows", "items")) != 3 || len(a.list("unknown_agencies")) != 1 {
			t.Errorf("brought: %s", a.raw)
		}
		at := "/imports/" + id
		first := w.call("admin", "GET", at+"?limit=2", nil).is(http.StatusOK, "")
		if got := first.text("rows", "items", 1, "verdict"); got != "bad" || first.text("rows", "items", 0, "username") != "contoh.satu" {
			t.Errorf("the first page: %s", first.raw)
		}
		if last := w.call("admin", "GET", at+"?limit=2&cursor="+first.text("rows", "next_cursor"), nil).is(http.StatusOK, ""); len(last.list("rows", "items")) != 1 {
			t.Errorf("the last page: %s", last.raw)
		}
		w.call("admin", "PATCH", at+"/rows/3", m{"values": m{"nip": "", "agency": "Dinas Kesehatan", "roles": "Anggota"}}).is(http.StatusOK, "")
		if x := w.call("admin", "PATCH", at+"/rows/4", m{"skip": true}).is(http.StatusOK, ""); x.text("verdict") != "skipped" {
			t.Errorf("ticked off: %s", x.raw)
		}
		done := w.call("admin", "POST", at+"/application", nil).is(http.StatusOK, "")
		if strings.ReplaceAll(string(done.raw), " ", "") != `{"added":2,"changed":0,"same":0,"left":0}` {
			t.Errorf("applied: %s", done.raw)
		}
		w.call("admin", "POST", at+"/application", nil).is(http.StatusOK, "")
		if err := s.Read(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Account(t.Context(), "contoh.dua")
			return err
		}); err != nil {
			t.Error(err)
		}
		for _, c := range []struct {
			method, path string
			body         any
			status       int
			code         alur.Code
		}{
			{"PATCH", at + "/rows/2", m{"values": m{"name": "x"}}, 409, alur.CodeConflict},
			{"PATCH", at + "/rows/2", m{"skip": true}, 409, alur.CodeConflict},
			{"PATCH", at + "/rows/4", m{"values": m{"sandi": "x"}}, 422, alur.CodeInvalidData},
			{"PATCH", at + "/rows/4", m{"values": m{"name": 3}}, 400, alur.CodeInvalidType},
			{"PATCH", at + "/rows/4", m{"values": "x"}, 400, alur.CodeInvalidType},
			{"PATCH", at + "/rows/4", m{"tick": true}, 400, alur.CodeUnknownField},
			{"PATCH", at + "/rows/99", m{}, 404, alur.CodeNotFound},
			{"PATCH", at + "/rows/x", m{}, 404, alur.CodeNotFound},
			{"GET", at + "?cursor=x", nil, 400, alur.CodeInvalidParameter},
			{"GET", "/imports/x", nil, 404, alur.CodeNotFound},
			{"POST", "/imports", list("people", "a.xls", "x"), 415, alur.CodeUnsupportedMediaType},
			{"POST", "/imports", list("people", "a.csv", ""), 422, alur.CodeEmptyFile},
			{"POST", "/imports", list("people", "a.xlsx", "x"), 422, alur.CodeUnsafeFile},
			{"POST", "/imports", list("cars", "a.csv", "nama\nx\n"), 422, alur.CodeInvalidData},
			{"POST", "/imports", list("people", "a.csv", strings.Repeat("x", 7<<20)), 413, alur.CodeTooLarge},
			{"POST", "/imports", multi(t, part{"kind", "", "people"}), 400, alur.CodeMissingField},
			{"POST", "/imports", multi(t, part{"kind", "", "people"}, part{"kind", "", "people"}), 400, alur.CodeMalformedMultipart},
			{"POST", "/imports", multi(t, part{"jenis", "", "people"}), 400, alur.CodeUnknownField},
			{"POST", "/imports", m{"kind": "people"}, 415, alur.CodeUnsupportedMediaType},
		} {
			if got := w.call("admin", c.method, c.path, c.body); got.status != c.status || got.text("code") != string(c.code) {
				t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, got.status, got.raw, c.status, c.code)
			}
		}
	})
}
