package web

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// TestSecuritySentences holds the words to the kinds, groups and rules that there are.
func TestSecuritySentences(t *testing.T) {
	t.Parallel()
	for _, k := range directory.SecurityKinds {
		for _, e := range []text.SecurityEntry{
			{Kind: string(k)}, {Kind: string(k), Person: "Budi (budi)", Actor: "Adit (adit)", Detail: "a > b"}, {Kind: string(k), Person: "Budi (budi)", Detail: "all"},
			{Kind: string(k), Person: "Budi (budi)", Detail: "denials #12 x"},
		} {
			got := text.Security(e)
			if got == "" || !strings.HasSuffix(got, ".") || strings.ToUpper(got[:1]) != got[:1] || strings.Contains(got, "..") {
				t.Errorf("%+v: %q", e, got)
			}
		}
	}
	for _, g := range directory.SecurityGroups {
		if text.SecurityGroup(string(g)) == "" {
			t.Errorf("the group %s has no name", g)
		}
	}
	for _, r := range directory.AlertRules {
		title, advice := text.SecurityAlert(string(r), "Budi (budi)")
		if !strings.HasSuffix(title, ".") || !strings.HasSuffix(advice, ".") {
			t.Errorf("the rule %s: %q %q", r, title, advice)
		}
	}
	for want, e := range map[string]text.SecurityEntry{
		"Budi (budi) masuk dengan kata sandi dan kode autentikasi.":                                           {Kind: "signed-in", Person: "Budi (budi)", Detail: "password+totp"},
		"Masuk dengan kata sandi ditolak: tidak ada akun dengan nama itu.":                                    {Kind: "sign-in-refused", Detail: "password"},
		"Peran Budi (budi) diubah oleh Adit (adit): dari Anggota tim menjadi Verifikator, Anggota tim.":       {Kind: "roles-changed", Person: "Budi (budi)", Actor: "Adit (adit)", Detail: "member > reviewer member"},
		"Budi (budi) mengekspor permohonan.csv, 1.240 baris, disaring menurut status Berjalan.":               {Kind: "exported", Person: "Budi (budi)", Detail: "permohonan.csv 1240 status=open"},
		"Budi (budi) ditolak membuka yang bukan haknya (ke-10 dalam sepuluh menit): GET /permohonan/{id}.":    {Kind: "access-denied", Person: "Budi (budi)", Detail: "10 GET /permohonan/{id}"},
		"Peringatan atas catatan 3.107: Budi (budi) mendapat peran dengan wewenang khusus.":                   {Kind: "alert", Person: "Budi (budi)", Detail: "grant #3107 member > admin"},
		"Keutuhan catatan keamanan diperiksa oleh Adit (adit): 4.812 catatan utuh, sidik terakhir 9f86…0a08.": {Kind: "log-checked", Actor: "Adit (adit)", Detail: "whole 4812 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
		"Adit (adit) menangani peringatan pada catatan 12: «Sudah ditelepon».":                                {Kind: "alert-handled", Person: "Budi (budi)", Actor: "Adit (adit)", Detail: "#12 Sudah ditelepon"},
	} {
		if got := text.Security(e); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text.Security(text.SecurityEntry{Kind: "x"}) != "" {
		t.Error("an unknown kind has a sentence")
	}
}

// TestSecurityPage follows an alert through the page, and the log through its filters.
func TestSecurityPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "auditor", "admin")
	ctx := t.Context()
	in, reader := w.as("admin"), w.as("auditor")
	if err := w.app.Directory.ResetFactors(ctx, "verifikator", directory.By{Actor: "pemohon"}); err != nil {
		t.Fatal(err)
	}
	res := in.get(securityPath)
	has(t, "admin", res.body, "Perlu ditangani (1)", "Faktor kedua Rino Saputra (verifikator) dilepas.", "Keamanan (1)", "belum pernah diperiksa", "Adit Nugroho (admin) masuk dengan kata sandi.")
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	body := reader.get(securityPath).body
	has(t, "auditor", body, "Faktor kedua Rino Saputra (verifikator) dilepas.", "Unduh Excel")
	hasNot(t, "auditor", body, "Sudah ditangani", "Periksa keutuhan sekarang", "Keamanan (1)")
	if res := w.as("pemohon").get(securityPath); res.status != http.StatusForbidden || strings.Contains(res.body, "Keamanan (") {
		t.Errorf("pemohon: %d", res.status)
	}

	open, err := w.app.Directory.OpenAlerts(ctx)
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	to := fmt.Sprintf("%s/peringatan/%d", securityPath, open[0].Seq)
	if res := reader.post(to, "catatan", "Sudah"); res.status != http.StatusForbidden {
		t.Errorf("auditor closes: %d", res.status)
	}
	res = in.post(to, "catatan", " ")
	has(t, "without a note", res.body, "Kesalahan: Keamanan", "Tulis apa yang sudah dilakukan")
	if res.status != http.StatusUnprocessableEntity {
		t.Errorf("without a note: %d", res.status)
	}
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
	long := strings.Repeat("x", 181)
	has(t, "a long note", in.post(to, "catatan", long).body, long, "paling banyak 180 huruf")
	if res := in.post(to, "catatan", "Sudah ditelepon"); res.status != http.StatusSeeOther {
		t.Errorf("closing: %d %s", res.status, res.body)
	}
	has(t, "closed", in.get(securityPath).body, "Peringatan ditutup dan dicatat.", "menangani peringatan pada catatan", "«Sudah ditelepon»")
	if res := in.post(to, "catatan", "Sudah"); res.status != http.StatusConflict {
		t.Errorf("twice: %d", res.status)
	}
	for _, x := range []string{"x", "0", "999999"} {
		if res := in.post(securityPath+"/peringatan/"+x, "catatan", "Sudah"); res.status != http.StatusNotFound {
			t.Errorf("alert %s: %d", x, res.status)
		}
	}

	if res := reader.post(securityPath + "/periksa"); res.status != http.StatusForbidden {
		t.Errorf("auditor checks: %d", res.status)
	}
	if res := in.post(securityPath + "/periksa"); res.status != http.StatusSeeOther {
		t.Errorf("check: %d", res.status)
	}
	has(t, "checked", in.get(securityPath).body, "Catatan keamanan utuh:", "UTUH", "Sidik terakhir", "oleh Adit Nugroho (admin)")

	body = in.get(securityPath + "?jenis=peringatan&akun=verifikator&dari=2026-11-23&sampai=2026-11-23&kata=factors").body
	has(t, "filtered", body, "Hapus saringan", "Akun: verifikator", "Sejak Senin, 23 Nov 2026", "Peringatan atas catatan")
	hasNot(t, "filtered", body, "masuk dengan kata sandi.")
	has(t, "nothing", in.get(securityPath+"?akun=hantu").body, "Tidak ada catatan dengan saringan ini")
	for _, bad := range []string{"?jenis=x", "?setelah=x"} {
		if res := in.get(securityPath + bad); res.status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, res.status)
		}
	}
}

// TestSecurityPaging walks the pages of the log, each entry once.
func TestSecurityPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	for range 120 {
		if err := w.app.Directory.Record(t.Context(), directory.SecurityEvent{Kind: directory.SecuritySignedOut, Username: "admin"}); err != nil {
			t.Fatal(err)
		}
	}
	in := w.as("admin")
	seen, pages := 0, 0
	for to := securityPath + "?akun=admin"; to != ""; pages++ {
		body := in.get(to).body
		seen += strings.Count(body, `id="catatan-ke-`)
		_, next, more := strings.Cut(body, `<nav class="halaman"`)
		to = ""
		if i := strings.LastIndex(next, `href="`); more && strings.Contains(next, "Berikutnya") {
			to, _, _ = strings.Cut(next[i+len(`href="`):], `"`)
			for _, part := range strings.Split(next, `href="`) {
				if address, rest, _ := strings.Cut(part, `"`); strings.Contains(strings.SplitN(rest, "</a>", 2)[0], "Berikutnya") {
					to = strings.ReplaceAll(address, "&amp;", "&")
				}
			}
		}
	}
	if seen < 122 || pages != 3 {
		t.Errorf("%d entries on %d pages", seen, pages)
	}
}

// TestExportsNoted lets each list leave only with a fresh proof and an entry, with cells
// that a spreadsheet does not run.
func TestExportsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "auditor", "admin")
	w.draft("pemohon", hostileTitle)
	in, reader := w.as("pemohon"), w.as("auditor")
	if err := w.app.Directory.Record(t.Context(), directory.SecurityEvent{Kind: directory.SecurityNewDevice, Username: "pemohon", Detail: "=HYPERLINK(1)"}); err != nil {
		t.Fatal(err)
	}
	noted := func() []string {
		t.Helper()
		entries, _, err := w.app.Directory.SecurityLog(t.Context(), directory.SecurityQuery{Group: directory.GroupExport})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range entries {
			out = append(out, e.Username+" "+e.Detail)
		}
		return out
	}
	in.get("/permohonan/unduh.csv?status=open")
	reader.get("/permohonan/unduh.xlsx")
	csvFile := reader.get(securityPath + "/unduh.csv?akun=pemohon&jenis=masuk")
	xlsxFile := reader.get(securityPath + "/unduh.xlsx?akun=pemohon&jenis=masuk")
	in.send(http.MethodHead, "/permohonan/unduh.csv", "", "") // nothing leaves
	want := "auditor catatan-keamanan.xlsx 3 akun=pemohon&jenis=masuk|auditor catatan-keamanan.csv 3 akun=pemohon&jenis=masuk|auditor permohonan.xlsx 1|pemohon permohonan.csv 1 status=open"
	if got := strings.Join(noted(), "|"); got != want {
		t.Errorf("noted %s\nwant  %s", got, want)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(csvFile.body, "\uFEFF"))).ReadAll()
	if err != nil || len(lines) != 4 || lines[1][0] == "" {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	book, err := excelize.OpenReader(strings.NewReader(xlsxFile.body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(text.SecuritySheet())
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, h := range text.SecurityHeadings() {
		if lines[0][i] != h || rows[0][i] != h {
			t.Errorf("heading %d is %q and %q", i, lines[0][i], rows[0][i])
		}
	}
	if lines[1][7] != "'=HYPERLINK(1)" || rows[1][7] != "'=HYPERLINK(1)" || lines[1][1] != "2026-11-23 10:00:00" || rows[1][1] != "23/11/2026 10:00:00" {
		t.Errorf("%v\n%v", lines[1], rows[1])
	}

	w.clock.Pass(directory.ConfirmLife + time.Minute)
	before := len(noted())
	for _, path := range []string{securityPath + "/unduh.csv", securityPath + "/unduh.xlsx", "/permohonan/unduh.csv", "/permohonan/unduh.xlsx"} {
		if res := reader.get(path); res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), "/akun/pastikan?") {
			t.Errorf("%s without a fresh proof: %d %s", path, res.status, res.location())
		}
	}
	if len(noted()) != before {
		t.Error("an export that did not happen was noted")
	}
}

// TestExportUnnoted lets the security log be full: no list leaves, not even its beginning.
func TestExportUnnoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "admin")
	w.draft("pemohon", "Sistem Antrean")
	in := w.as("admin")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "alur.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `CREATE TRIGGER full_up BEFORE INSERT ON security_events BEGIN SELECT RAISE(ABORT, 'full'); END`); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/permohonan/unduh.csv", "/permohonan/unduh.xlsx", securityPath + "/unduh.csv", securityPath + "/unduh.xlsx"} {
		res := in.get(path)
		if res.status != http.StatusInternalServerError || !strings.HasPrefix(res.header.Get("Content-Type"), "text/html") || res.header.Get("Content-Disposition") != "" || strings.Contains(res.body, "Antrean") {
			t.Errorf("%s: %d %s", path, res.status, res.header.Get("Content-Type"))
		}
	}
}

// TestDenialsNoted counts what signed-in people are refused, on pages of others too, and
// nothing of visitors.
func TestDenialsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator")
	v := w.submitted("pemohon", "Sistem Antrean")
	in := w.as("pemohon2")
	noted := func() string {
		t.Helper()
		entries, _, err := w.app.Directory.SecurityLog(t.Context(), directory.SecurityQuery{Group: directory.GroupAlert})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range entries {
			out = append(out, string(e.Kind)+" "+e.Username+" "+e.Detail)
		}
		return strings.Join(out, "|")
	}
	stranger := w.browser()
	for range 3 {
		stranger.get("/permohonan/" + string(v.ID))
		stranger.get("/admin/pd")
	}
	in.get("/permohonan/0123456789abcdef0123456789abcdef") // there is no such request
	in.get("/tidak-ada")
	in.get("/lacak/AAAA-AAAA-AAAA")
	if got := noted(); got != "" {
		t.Errorf("noted %s", got)
	}
	in.get("/permohonan/" + string(v.ID) + "/riwayat")
	if got := noted(); got != "access-denied pemohon2 1 GET /permohonan/{id}/riwayat" {
		t.Errorf("noted %s", got)
	}
	for range 8 {
		in.post("/permohonan/" + string(v.ID) + "/pesan")
	}
	// A refusal that is told on a page of its own counts as well.
	reviewer := w.as("verifikator")
	reviewer.post("/permohonan/"+string(v.ID)+"/tindakan/serahkan", hiddenStage, string(v.Stage.ID))
	if got := noted(); !strings.HasPrefix(got, "access-denied verifikator 1 POST /permohonan/{id}/tindakan/{action}") {
		t.Errorf("noted %s", got)
	}
	if got := noted(); strings.Contains(got, "alert") {
		t.Errorf("after nine refusals: %s", got)
	}
	in.get("/admin/pengguna")
	seq := strings.Index(noted(), "access-denied pemohon2 10 GET /admin/pengguna")
	if seq < 0 || !strings.HasPrefix(noted(), "alert pemohon2 denials #") {
		t.Errorf("after ten refusals: %s", noted())
	}
}

// TestAlertLetters tells every administrator with an address of an alert, by mail, but whom
// it is about; without a mail server nothing fails.
func TestAlertLetters(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	ctx := context.Background()
	people := w.app.Directory
	w.reached("admin", directory.Contact{Email: "adit@salatiga.go.id"})
	if err := people.AddUser(ctx, directory.NewUser{Username: "admin2", Name: "Sari Utami", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleAdmin}, Password: worldPassword}); err != nil {
		t.Fatal(err)
	}
	w.reached("admin2", directory.Contact{Email: "sari@salatiga.go.id"})
	if err := people.ResetFactors(ctx, "admin2", directory.By{Actor: "admin"}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to tell
		if err := TellAlerts(ctx, people, w.app.Mail, w.app.PublicURL); err != nil {
			t.Fatal(err)
		}
	}
	letter := <-got
	if !strings.HasPrefix(letter, "To adit@salatiga.go.id\n") {
		t.Errorf("to whom: %.60s", letter)
	}
	has(t, "the letter", letter, "Peringatan keamanan ALUR", "Yth. Adit Nugroho,", "Faktor kedua Sari Utami (admin2) dilepas.", "https://alur.example.id/admin/keamanan")

	// A server that is away fails no act, and the alert stays on the page.
	away, err := mail.Open(mail.Config{Server: "127.0.0.1:1", Security: mail.None, From: "ALUR <alur@salatiga.go.id>", Retry: []time.Duration{time.Hour}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer away.Close()
	if err := people.ResetFactors(ctx, "admin", directory.By{Actor: "admin2"}); err != nil {
		t.Fatal(err)
	}
	if err := TellAlerts(ctx, people, away, w.app.PublicURL); err != nil {
		t.Error(err)
	}
	if n, err := people.CountAlerts(ctx); err != nil || n != 2 {
		t.Errorf("%d open, %v", n, err)
	}
	select {
	case again := <-got:
		t.Errorf("one more letter:\n%s", again)
	default:
	}
}
