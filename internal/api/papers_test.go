package api

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestPapers: a paper from the list of kinds to its withdrawal, by the calls of the API; each
// answer is held to the document.
func TestPapers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.meetingHeld("swakelola")
	path := "/requests/" + id + "/papers"
	kinds := w.call("verifikator", "GET", path, nil).is(http.StatusOK, "")
	allowed := map[string]bool{}
	for i := range kinds.list("kinds") {
		if kinds.get("kinds", i, "allowed") == true {
			allowed[kinds.text("kinds", i, "kind")] = true
		}
	}
	if len(kinds.list("items")) != 0 || !allowed["notulen"] || !allowed["tanda-terima"] || allowed["bast"] || allowed["tanggapan"] {
		t.Errorf("allowed are %v", allowed)
	}
	draft := w.call("pemohon", "GET", "/requests/"+id+"/paper-drafts/notulen/docx", nil).is(http.StatusOK, "")
	if !bytes.HasPrefix(draft.raw, []byte("PK")) || draft.header.Get("Content-Disposition") != `attachment; filename="konsep-notulen-SI-2026-0001.docx"; filename*=UTF-8''konsep-notulen-SI-2026-0001.docx` {
		t.Errorf("a draft of %d bytes, %s", len(draft.raw), draft.header.Get("Content-Disposition"))
	}
	w.call("verifikator", "GET", "/requests/"+id+"/paper-drafts/notulen/odt", nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.call("verifikator", "GET", "/requests/"+id+"/paper-drafts/bast/pdf", nil).is(http.StatusOK, "")
	w.call("verifikator", "GET", "/requests/"+id+"/paper-drafts/tanggapan/pdf", nil).is(http.StatusConflict, alur.CodeWrongStage)
	w.call("verifikator", "GET", "/requests/"+id+"/paper-drafts/lembar-kelayakan/pdf", nil).is(http.StatusUnprocessableEntity, alur.CodeBlocked)

	w.call("verifikator", "POST", path, m{"kind": "notulen"}, header{"If-Match", `"1"`}).is(http.StatusPreconditionFailed, alur.CodeStaleVersion)
	w.call("pemohon", "POST", path, m{"kind": "notulen"}).is(http.StatusForbidden, alur.CodeNotYourParty)
	first := w.call("verifikator", "POST", path, m{"kind": "notulen"}, header{"Idempotency-Key", "n"}).is(http.StatusCreated, "")
	if again := w.call("verifikator", "POST", path, m{"kind": "notulen"}, header{"Idempotency-Key", "n"}).is(http.StatusCreated, ""); !bytes.Equal(first.raw, again.raw) || again.header.Get("Idempotency-Replayed") != "true" {
		t.Error("the same key issued another paper")
	}
	one := path + "/" + first.text("code")
	pdf := w.call("pemohon", "GET", one+"/content/pdf", nil).is(http.StatusOK, "")
	if !bytes.HasPrefix(pdf.raw, []byte("%PDF-")) || pdf.header.Get("ETag") != `"`+first.text("sha256")+`"` {
		t.Errorf("the paper is %d bytes, ETag %s", len(pdf.raw), pdf.header.Get("ETag"))
	}
	w.call("pemohon", "GET", one+"/content/pdf", nil, header{"If-None-Match", pdf.header.Get("ETag")}).is(http.StatusNotModified, "")
	w.call("pemohon", "GET", one+"/content/signed", nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.call("verifikator", "POST", one+"/registration", m{"number": "", "date": "2026-11-23"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
	w.call("verifikator", "POST", one+"/registration", m{"number": "12", "date": "2030-01-01"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
	if a := w.call("verifikator", "POST", one+"/registration", m{"number": "12/NOT", "date": "2026-11-23", "classification": "000.8.3"}).is(http.StatusOK, ""); a.text("number") != "12/NOT" || a.text("classification") != "000.8.3" {
		t.Errorf("registered: %s", a.raw)
	}
	w.call("verifikator", "POST", one+"/signed", multi(t, part{"file", "x.txt", "teks"})).is(http.StatusUnsupportedMediaType, alur.CodeUnsupportedMediaType)
	w.call("auditor", "POST", one+"/signed", multi(t, part{"file", "x.pdf", w.pdf()})).is(http.StatusForbidden, alur.CodeReadOnlyRole)
	signed := w.call("pemohon", "POST", one+"/signed", multi(t, part{"file", "notulen.pdf", w.pdf()})).is(http.StatusOK, "")
	if signed.text("number") != "12/NOT" || signed.text("signed_sha256") == "" {
		t.Errorf("signed: %s", signed.raw)
	}
	w.call("pemohon", "GET", one+"/content/signed", nil).is(http.StatusOK, "")
	doc := w.call("verifikator", "POST", one+"/document", m{"kind": "notulen"}).is(http.StatusCreated, "")
	if doc.text("sha256") != signed.text("signed_sha256") {
		t.Errorf("the document is %s", doc.raw)
	}
	w.call("verifikator", "POST", one+"/document", m{"kind": "bast"}).is(http.StatusConflict, alur.CodeWrongStage)
	w.call("verifikator", "POST", one+"/withdrawal", m{"reason": ""}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
	if a := w.call("verifikator", "POST", one+"/withdrawal", m{"reason": "Salah tempat."}).is(http.StatusOK, ""); a.text("state") != "withdrawn" || a.text("withdrawn", "reason") != "Salah tempat." {
		t.Errorf("withdrawn: %s", a.raw)
	}
	w.call("verifikator", "POST", one+"/registration", m{"number": "13", "date": "2026-11-23"}).is(http.StatusConflict, alur.CodeWrongTransition)
	if list := w.call("auditor", "GET", path, nil).is(http.StatusOK, ""); len(list.list("items")) != 1 {
		t.Errorf("papers: %s", list.raw)
	}
	w.call("auditor", "GET", "/requests/"+id+"/events", nil).is(http.StatusOK, "")
}
