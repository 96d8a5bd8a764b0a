package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/tooltest"
)

// cellsOf are the rows of a workbook's first sheet.
func cellsOf(t *testing.T, content string) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCompliance(t *testing.T) {
	t.Parallel()
	for _, s := range compliance.States {
		if text.ComplianceState(string(s)) == "" || complianceTags[s].Kind == "" {
			t.Errorf("state %s has no words or no colour", s)
		}
	}
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator", "auditor", "vendor")
	v := w.submitted("pemohon", "=cmd|Sistem Antrean") // a spreadsheet would run it
	at := "/permohonan/" + string(v.ID)
	b := w.as("pemohon")
	if res := b.get(at + "/riwayat"); !strings.Contains(res.body, `href="`+at+`/kepatuhan"`) {
		t.Error("the history does not lead to it")
	}
	res := b.get(at + "/kepatuhan")
	if res.status != http.StatusOK || !strings.Contains(res.body, `id="klausul-A.16"`) || !strings.Contains(res.body, "surat.pdf") || !strings.Contains(res.body, "Wati Rahayu") || !strings.Contains(res.body, "Sedang berjalan sejak") {
		t.Errorf("the page: %d\n%s", res.status, res.body)
	}
	if res := w.as("pemohon2").get(at + "/kepatuhan"); res.status != http.StatusNotFound {
		t.Errorf("somebody who does not see it: %d", res.status)
	}
	res = b.get(at + "/kepatuhan/unduh.pdf")
	if said := tooltest.PDFText(t, []byte(res.body)); res.status != http.StatusOK || !strings.Contains(said, "LAPORAN KEPATUHAN") || !strings.Contains(said, "A.16") || !strings.Contains(said, "surat.pdf") {
		t.Errorf("the PDF: %d\n%s", res.status, said)
	}
	rows := cellsOf(t, b.get(at+"/kepatuhan/unduh.xlsx").body)
	clauses := map[string]bool{}
	for _, r := range rows[1:] {
		clauses[r[0]] = true
	}
	if len(clauses) != 16 {
		t.Errorf("the workbook has %d clauses: %v", len(clauses), rows)
	}

	const year = "/laporan/kepatuhan"
	for who, status := range map[string]int{"pemohon": http.StatusForbidden, "vendor": http.StatusForbidden, "verifikator": http.StatusOK, "auditor": http.StatusOK} {
		if res := w.as(who).get(year); res.status != status {
			t.Errorf("the year for %s: %d", who, res.status)
		}
	}
	in := w.as("auditor")
	if res := in.get(year + "?tahun=2026"); !strings.Contains(res.body, "1 permohonan") || !strings.Contains(res.body, "1 sedang berjalan") {
		t.Errorf("the year:\n%s", res.body)
	}
	if res := in.get(year + "?tahun=2025"); !strings.Contains(res.body, "Belum ada permohonan") {
		t.Error("a year without requests")
	}
	if said := tooltest.PDFText(t, []byte(in.get(year+"/unduh.pdf?tahun=2026").body)); !strings.Contains(said, "LAPORAN KEPATUHAN TAHUN 2026") || !strings.Contains(said, "A.16") {
		t.Errorf("the year as PDF:\n%s", said)
	}
	rows = cellsOf(t, in.get(year+"/unduh.xlsx?tahun=2026").body)
	if len(rows) != 2 || rows[1][0] != "SI-2026-0001" || rows[1][1] != "'=cmd|Sistem Antrean" || rows[1][5] != "Terlaksana 23/11/2026" || len(rows[0]) != 5+18 {
		t.Errorf("the year as workbook: %q", rows)
	}
	w.clock.Pass(20 * time.Minute)
	for _, path := range []string{"/unduh.pdf", "/unduh.xlsx"} {
		if res := in.get(year + path); res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), "/akun/pastikan?") {
			t.Errorf("%s without a fresh proof: %d %s", path, res.status, res.location())
		}
	}
	entries, _, err := w.app.Directory.SecurityLog(t.Context(), directory.SecurityQuery{Group: directory.GroupExport})
	if err != nil {
		t.Fatal(err)
	}
	noted := map[string]int{}
	for _, e := range entries {
		noted[e.Username+" "+e.Detail]++
	}
	for _, want := range []string{"auditor kepatuhan-tahunan.pdf 1 tahun=2026", "auditor kepatuhan-tahunan.xlsx 1 tahun=2026", "pemohon kepatuhan.pdf 1 SI-2026-0001"} {
		if noted[want] != 1 {
			t.Errorf("%q is noted %d times in %v", want, noted[want], noted)
		}
	}
}
