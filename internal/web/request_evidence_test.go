package web

import (
	"archive/zip"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/directory"
)

// TestEvidenceDownload: the pack leaves after a fresh proof only, and not unnoted.
func TestEvidenceDownload(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "auditor")
	v := w.submitted("pemohon", "Sistem Antrean")
	history := "/permohonan/" + string(v.ID) + "/riwayat"
	path := history + "/berkas-bukti"
	b := w.as("pemohon")
	if res := b.get(history); !strings.Contains(res.body, `href="`+path+`"`) {
		t.Error("the history does not offer the pack")
	}
	if res := w.as("pemohon2").get(path); res.status != http.StatusNotFound {
		t.Errorf("somebody who does not see the request: %d", res.status)
	}
	res := b.get(path)
	if res.status != http.StatusOK || res.header.Get("Content-Type") != "application/zip" ||
		res.header.Get("Content-Disposition") != `attachment; filename="berkas-bukti-SI-2026-0001.zip"` {
		t.Fatalf("%d %v", res.status, res.header)
	}
	z, err := zip.NewReader(strings.NewReader(res.body), int64(len(res.body)))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "periksa.html" }) {
		t.Error("no page that checks")
	}
	b.send(http.MethodHead, path, "", "") // nothing leaves
	if n := w.exports("pemohon"); n != 1 {
		t.Errorf("noted %d times", n)
	}
	w.clock.Pass(20 * time.Minute)
	if res := b.get(path); res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), "/akun/pastikan?") {
		t.Errorf("without a fresh proof: %d %s", res.status, res.location())
	}
	if n := w.exports("pemohon"); n != 1 {
		t.Errorf("noted %d times", n)
	}
}

// exports is how often an export by the user was noted.
func (w *world) exports(username string) int {
	w.t.Helper()
	entries, _, err := w.app.Directory.SecurityLog(w.t.Context(), directory.SecurityQuery{Group: directory.GroupExport})
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if e.Username == username && e.Detail == "berkas-bukti.zip 1 SI-2026-0001" {
			n++
		}
	}
	return n
}
