package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// paperIssued issues a receipt from a request of the first applicant, with bytes of its own.
func (w *world) paperIssued() (code string, pdf []byte) {
	w.t.Helper()
	v := w.submitted("pemohon", "Sistem Antrean Rahasia")
	ctx, actor := w.t.Context(), w.actor("verifikator")
	rec, err := w.app.Cases.PaperRecord(ctx, actor, v.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	code = alur.NewTrackingCode()
	pdf = append([]byte{}, smallPDF...)
	pdf = append(pdf, "% "+code...)
	kept, err := w.app.Cases.KeepPaper(ctx, pdf)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.app.Cases.IssuePaper(ctx, actor, v.ID, flow.IssuePaper{Code: code, Kind: "tanda-terima", Template: "shipped@1", SHA256: kept.SHA256, Head: rec.Hash}, casework.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	return code, pdf
}

// files lists everything that lies in the folders of the world.
func (w *world) files() string {
	w.t.Helper()
	var out []string
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(d.Name(), "alur.db") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

func TestPaperCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	code, pdf := w.paperIssued()
	before := w.files()
	b := w.browser()
	file := func(kode string, content []byte) answer {
		return b.postFiles("/cek-dokumen", url.Values{"kode": {kode}, "sidik": {""}}, attached{"berkas", "naskah.pdf", content})
	}
	const otherCode = "AAAA-BBBB-CCCC"
	const different = "Isi berkas ini tidak sama dengan arsip kami. Jangan dipakai sebelum menghubungi Diskominfo."
	silent := func(what string, res answer) {
		t.Helper()
		for _, secret := range []string{"Wati", "Rino", "Hadi", "verifikator", "Antrean Rahasia"} {
			if strings.Contains(res.body, secret) {
				t.Errorf("%s tells %q", what, secret)
			}
		}
		if res.header.Get("X-Robots-Tag") == "" || res.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", what, res.header)
		}
	}

	res := b.get("/cek-dokumen/" + code)
	if silent("the code", res); res.status != http.StatusOK || !strings.Contains(res.body, "Tanda terima permohonan") || !strings.Contains(res.body, "SI-2026-0001") || !strings.Contains(res.body, "Dinas Kesehatan") || !strings.Contains(res.body, "Berlaku") {
		t.Errorf("the code: %d\n%s", res.status, res.body)
	}
	if res := b.get("/cek-dokumen?kode=" + url.QueryEscape(strings.ToLower(code))); res.location() != "/cek-dokumen/"+code {
		t.Errorf("a typed code: %d %s", res.status, res.location())
	}
	res = file("", pdf)
	if silent("the file", res); res.status != http.StatusOK || !strings.Contains(res.body, "Cocok dengan arsip ALUR") {
		t.Errorf("the file: %d\n%s", res.status, res.body)
	}
	sum := sha256.Sum256(pdf)
	if res := b.postFiles("/cek-dokumen", url.Values{"kode": {code}, "sidik": {hex.EncodeToString(sum[:])}}); res.status != http.StatusOK || !strings.Contains(res.body, "Cocok dengan arsip ALUR") {
		t.Errorf("the fingerprint: %d\n%s", res.status, res.body)
	}
	// What is none of ours looks the same whether there is such a code or not.
	known, unknown := file(code, smallPDF), file(otherCode, smallPDF)
	if silent("another file", known); known.status != http.StatusNotFound || !strings.Contains(known.body, different) ||
		strings.ReplaceAll(known.body, code, "") != strings.ReplaceAll(unknown.body, otherCode, "") {
		t.Errorf("another file: %d, with an unknown code %d\n%s", known.status, unknown.status, known.body)
	}
	for what, res := range map[string]answer{
		"an unknown code": b.get("/cek-dokumen/7K4M-92QX-T3HB"), "no code": b.get("/cek-dokumen/apa-saja"),
	} {
		if silent(what, res); res.status != http.StatusNotFound || !strings.Contains(res.body, "tidak ada dalam arsip kami") {
			t.Errorf("%s: %d", what, res.status)
		}
	}
	for what, res := range map[string]answer{"nothing": b.postFiles("/cek-dokumen", url.Values{}), "an empty file": file("", nil)} {
		if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, `href="#berkas"`) {
			t.Errorf("%s: %d", what, res.status)
		}
	}
	if after := w.files(); after != before {
		t.Errorf("left behind:\n%s\nwas\n%s", after, before)
	}

	// As often as tracking codes, and then no more.
	for range trackBurst {
		b.get("/cek-dokumen/7K4M-92QX-T3HB")
	}
	if res := b.get("/cek-dokumen/" + code); res.status != http.StatusTooManyRequests || res.header.Get("Retry-After") == "" {
		t.Errorf("too often: %d", res.status)
	}
	if res := file("", pdf); res.status != http.StatusTooManyRequests {
		t.Errorf("a file too often: %d", res.status)
	}
	w.clock.Pass(time.Hour)
	if res := b.get("/cek-dokumen/" + code); res.status != http.StatusOK {
		t.Errorf("an hour later: %d", res.status)
	}
}

// endless is a file of so many bytes, which nobody holds.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	clear(p[:n])
	e.left -= n
	return int(n), nil
}

// TestPaperCheckLarge: what is sent is neither held nor kept, and ends at its limit.
func TestPaperCheckLarge(t *testing.T) { // not parallel: it counts what is allocated
	w := newWorld(t)
	before := w.files()
	send := func(size int64) int {
		t.Helper()
		var head strings.Builder
		m := multipart.NewWriter(&head)
		if _, err := m.CreateFormFile("berkas", "besar.pdf"); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "http://localhost/cek-dokumen", io.MultiReader(strings.NewReader(head.String()), &endless{size}, strings.NewReader("\r\n--"+m.Boundary()+"--\r\n")))
		r.Header.Set("Content-Type", m.FormDataContentType())
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		return rec.Code
	}
	send(1) // templates and such are made once
	var was, is runtime.MemStats
	runtime.ReadMemStats(&was)
	if status := send(casework.MaxUpload); status != http.StatusNotFound {
		t.Errorf("as large as may be: %d", status)
	}
	runtime.ReadMemStats(&is)
	if used := is.TotalAlloc - was.TotalAlloc; used > 5<<20 {
		t.Errorf("%d MB were allocated for it", used>>20)
	}
	if status := send(casework.MaxUpload + 1); status != http.StatusRequestEntityTooLarge {
		t.Errorf("larger: %d", status)
	}
	if status := send(10 * casework.MaxUpload); status != http.StatusRequestEntityTooLarge {
		t.Errorf("much larger: %d", status)
	}
	if after := w.files(); after != before {
		t.Errorf("left behind:\n%s", after)
	}
	if tmp, _ := os.ReadDir(os.TempDir()); len(tmp) > 0 {
		for _, e := range tmp {
			if strings.HasPrefix(e.Name(), "multipart-") {
				t.Errorf("%s lies in the folder for temporary files", e.Name())
			}
		}
	}
}
