package api

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestEvidence: one ZIP for whoever sees the history, noted as an export.
func TestEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.submitted("swakelola")
	path := "/requests/" + id + "/evidence"
	w.call("", "GET", path, nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
	w.call("pemohon2", "GET", path, nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.call("pemohon", "GET", path+"?x=1", nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
	a := w.call("pemohon", "GET", path, nil).is(http.StatusOK, "")
	if got := a.header.Get("Content-Type") + " " + a.header.Get("Content-Disposition"); got != `application/zip attachment; filename="berkas-bukti-SI-2026-0001.zip"` {
		t.Error(got)
	}
	z, err := zip.NewReader(bytes.NewReader(a.raw), int64(len(a.raw)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	want := "BACA-SAYA.txt periksa.html periksa-riwayat.py ringkasan.html riwayat.jsonl definisi/swakelola.yaml definisi/bersama.yaml nilai-pribadi.json dokumen/001-"
	if got := strings.Join(names, " "); !strings.HasPrefix(got, want) {
		t.Errorf("files %s\nwant  %s…", got, want)
	}
	entries, _, err := w.dir.SecurityLog(t.Context(), directory.SecurityQuery{Group: directory.GroupExport})
	if err != nil || len(entries) != 1 || entries[0].Username != "pemohon" || entries[0].Detail != "berkas-bukti.zip 1 SI-2026-0001" {
		t.Errorf("noted %+v, %v", entries, err)
	}
}
