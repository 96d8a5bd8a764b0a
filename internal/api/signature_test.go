package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/pades/padestest"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestPDFSignatures: the metadata of a document tell of the signatures in it, lists do not.
func TestPDFSignatures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.create("swakelola")
	const nik = "3373010101850001" // invented
	at := time.Date(2026, 12, 7, 6, 40, 0, 0, time.UTC)
	budi := padestest.NewAuthority(t, "Penerbit Contoh", at.AddDate(-1, 0, 0)).Person("Budi Contoh", nik)
	signed := padestest.Sign(t, padestest.Document("Surat permohonan"), padestest.Signing{By: budi, At: at, Purpose: "Menyetujui"})
	path := "/requests/" + id + "/documents/"
	send := func(content []byte) string {
		t.Helper()
		f := multi(t, part{"kind", "", "surat"}, part{"file", "surat.pdf", string(content)})
		return path + w.call("pemohon", "POST", "/requests/"+id+"/documents", f).is(http.StatusCreated, "").text("id")
	}
	first := send(signed)
	want := `"signatures":[{"verdict":"intact","signer":"Budi Contoh","organization":"Pemerintah Kota Contoh","issuer":"Penerbit Contoh","chain":"unchecked","claimed_at":"2026-12-07T06:40:00.000000Z","purpose":"Menyetujui","whole":true}]`
	for range 2 { // read, then kept
		if got := string(w.call("verifikator", "GET", first, nil).is(http.StatusOK, "").raw); !strings.Contains(got, want) || strings.Contains(got, nik) {
			t.Errorf("got %s", got)
		}
	}
	if got := string(w.call("pemohon", "GET", "/requests/"+id+"/documents", nil).is(http.StatusOK, "").raw); strings.Contains(got, "signatures") {
		t.Errorf("the list has them: %s", got)
	}
	changed := send(padestest.Update(signed, map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}, false))
	if got := string(w.call("pemohon", "GET", changed, nil).is(http.StatusOK, "").raw); !strings.Contains(got, `"verdict":"changed","reason":"later"`) {
		t.Errorf("changed: %s", got)
	}
	cut := send(append(signed[:len(signed)-20:len(signed)-20], []byte("\n%%EOF\n")...))
	if got := string(w.call("pemohon", "GET", cut, nil).is(http.StatusOK, "").raw); !strings.Contains(got, `"signatures_fault":"broken"`) {
		t.Errorf("broken: %s", got)
	}
	w.call("pemohon2", "GET", first, nil).is(http.StatusNotFound, "not-found")
}
