package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/esign/esigntest"
	"github.com/alur-id/alur/internal/outbound"
	"github.com/alur-id/alur/internal/pades/padestest"
	"github.com/alur-id/alur/internal/paperwork"
)

// What the head signs with; both invented.
const (
	signNIK        = "3373010101850001"
	signPassphrase = "frasa rahasia kepala"
)

// keptLog is a log that is looked through afterwards.
type keptLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *keptLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// signing is a world in which a paper waits for the head's signature.
type signing struct {
	*world

	log     *keptLog
	service *esigntest.Service
	path    string // of the paper
	seen    []string
}

func newSigning(t *testing.T) *signing {
	t.Helper()
	s := &signing{log: &keptLog{}}
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	a := padestest.NewAuthority(t, "Penerbit Contoh", at.AddDate(-1, 0, 0))
	s.service = esigntest.Start(t, at, esigntest.Signer{NIK: signNIK, Passphrase: signPassphrase, Person: a.Person("Endang Lestari", "")})
	client, err := esign.New(esign.Config{
		URL: s.service.URL, User: esigntest.User, Password: esigntest.Password, Timeout: time.Second,
		Transport: outbound.Transport(outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.world = newWorld(t, func(c *Config) {
		c.ESign = client
		c.Log = slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}).withUsers("pemohon", "verifikator", "kepala")
	v := s.supplied("pemohon", "Sistem antrean")
	done, err := s.app.Papers.Issue(context.Background(), s.actor("verifikator"), v.ID, "tanda-terima", casework.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.path = requestPath(v, tabPapers, paperwork.Issued(done).Code)
	return s
}

// sign sends the form of the page, changed by pairs of names and values.
func (s *signing) sign(b *browser, pairs ...string) answer {
	s.t.Helper()
	form := map[string]string{hiddenKey: "satu", fieldPassword: worldPassword, fieldNIK: signNIK, fieldPassphrase: signPassphrase}
	for i := 0; i+1 < len(pairs); i += 2 {
		form[pairs[i]] = pairs[i+1]
	}
	var all []string
	for name, value := range form {
		all = append(all, name, value)
	}
	res := b.post(s.path+"/"+signPath, all...)
	s.seen = append(s.seen, res.body, fmt.Sprint(res.header))
	return res
}

// TestPaperSigning signs a paper with BSrE's service, after everything has gone wrong that
// can, and then looks for what must be nowhere: in pages, logs, tables and files.
func TestPaperSigning(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	head := s.as("kepala")
	for name, want := range map[string]int{"pemohon": http.StatusForbidden, "verifikator": http.StatusForbidden} {
		if res := s.as(name).get(s.path + "/" + signPath); res.status != want {
			t.Errorf("%s: %d", name, res.status)
		}
		if res := s.sign(s.as(name)); res.status != want {
			t.Errorf("%s signs: %d", name, res.status)
		}
	}
	if page := head.get(s.path).body; !strings.Contains(page, s.path+"/"+signPath) {
		t.Error("the head is not led to signing")
	}
	if page := s.as("verifikator").get(s.path).body; strings.Contains(page, s.path+"/"+signPath) {
		t.Error("somebody is led to signing who may not")
	}
	if page := head.get(s.path + "/" + signPath).body; !strings.Contains(page, "Frasa sandi") {
		t.Errorf("the page of signing:\n%s", page)
	}

	for _, c := range []struct {
		name  string
		mood  esigntest.Mood
		pairs []string
		says  string
		calls int
	}{
		{name: "nothing typed", pairs: []string{fieldPassword, "", fieldNIK, "", fieldPassphrase, ""}, says: "Tulis NIK Anda, 16 angka"},
		{name: "no NIK", pairs: []string{fieldNIK, signNIK[:15]}, says: "Tulis NIK Anda, 16 angka"},
		{name: "another's account password", pairs: []string{fieldPassword, "bukan ini"}, says: "Kata sandi"},
		{name: "wrong passphrase", pairs: []string{fieldPassphrase, signPassphrase + " bukan"}, says: "Frasa sandi sertifikat tidak cocok", calls: 2},
		{name: "unknown NIK", pairs: []string{fieldNIK, "3373010101850009"}, says: "Belum ada sertifikat elektronik", calls: 1},
		{name: "failing", mood: esigntest.Failing, says: "sedang tidak menjawab", calls: 1},
		{name: "slow", mood: esigntest.Slow, says: "sedang tidak menjawab", calls: 1},
		{name: "a refusal that repeats all", mood: esigntest.Echo, says: "menolak permintaan", calls: 1},
		{name: "another file", mood: esigntest.OtherFile, says: "tidak dapat dipercaya", calls: 2},
		{name: "not signed", mood: esigntest.Unsigned, says: "tidak dapat dipercaya", calls: 2},
		{name: "no JSON", mood: esigntest.NoJSON, says: "tidak dapat dipercaya", calls: 2},
	} {
		s.service.Be(c.mood)
		s.service.Calls()
		res := s.sign(head, c.pairs...)
		if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, c.says) || len(s.service.Calls()) != c.calls {
			t.Errorf("%s: %d, wants %q", c.name, res.status, c.says)
		}
	}
	s.service.Be("")
	if res := s.sign(s.browser()); res.status == http.StatusSeeOther && strings.HasPrefix(res.location(), s.path) {
		t.Errorf("nobody signs: %d %s", res.status, res.location())
	}
	for range 2 { // the form sent twice
		if res := s.sign(head); res.status != http.StatusSeeOther || res.location() != s.path {
			t.Fatalf("sign: %d %s\n%s", res.status, res.location(), res.body)
		}
	}
	page := head.get(s.path).body
	for _, want := range []string{"Endang Lestari, Pemerintah Kota Contoh", "Utuh", "penerbit tidak diperiksa", "BSrE menyatakan", "Senin, 23 Nov 2026 pukul 10.00 WIB"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the paper lacks %q", want)
		}
	}
	if strings.Count(page, "Endang Lestari, Pemerintah") != 1 || strings.Contains(page, "tidak sama dengan naskah") {
		t.Error("the form sent twice has signed twice, or the file is taken for another")
	}
	s.seen = append(s.seen, page)
	s.nowhere()
}

// nowhere looks for the passphrase and the NIK, as they are and as what is made of them.
func (s *signing) nowhere() {
	s.t.Helper()
	sum := func(x string) string { h := sha256.Sum256([]byte(x)); return hex.EncodeToString(h[:]) }
	secrets := []string{}
	for _, x := range []string{signNIK, signPassphrase} {
		secrets = append(secrets, x, url.QueryEscape(x), hex.EncodeToString([]byte(x)), base64.StdEncoding.EncodeToString([]byte(x)), sum(x), sum(x)[:32])
	}
	look := func(where string, b []byte) {
		for _, x := range secrets {
			if bytes.Contains(b, []byte(x)) {
				s.t.Errorf("%s holds what is not to be kept: %q", where, x)
			}
		}
	}
	for _, x := range s.seen {
		look("a page", []byte(x))
	}
	look("the log", s.log.buf.Bytes())
	if !bytes.Contains(s.log.buf.Bytes(), []byte("esign: passphrase")) {
		s.t.Error("the log says nothing of what went wrong")
	}
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		look(path, b)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	rows := 0
	for _, cell := range cells(s.t, s.dir) {
		look("the database", []byte(cell))
		rows++
	}
	if rows < 100 {
		s.t.Errorf("%d cells of the database were looked at", rows)
	}
}

// cells are all values of all tables.
func cells(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	db, err := sql.Open("sqlite", "file:"+files[0]+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out []string
	for _, table := range column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		for _, col := range column(t, db, fmt.Sprintf(`SELECT name FROM pragma_table_info('%s')`, table)) {
			out = append(out, column(t, db, fmt.Sprintf(`SELECT CAST("%s" AS TEXT) FROM "%s"`, col, table))...)
		}
	}
	return out
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var x sql.NullString
		if err := rows.Scan(&x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSigningFingerprint: what is kept with the key of a form is the same whatever the
// passphrase and the NIK, so that nobody can try them out on it.
func TestSigningFingerprint(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	of := func(nik, phrase string) string {
		p := &posted{values: url.Values{hiddenKey: {"satu"}, fieldNIK: {nik}, fieldPassphrase: {phrase}, fieldPassword: {phrase}}}
		once := p.once(r, "", func(*casework.Written) reply { return reply{} })
		return once.Key + once.Fingerprint
	}
	if of(signNIK, signPassphrase) != of("3373010101850009", "lain") {
		t.Error("the fingerprint tells passphrases apart")
	}
	kept := keep(url.Values{fieldNIK: {signNIK}, fieldPassphrase: {signPassphrase}, "lain": {"x"}})
	if kept != "lain=x" {
		t.Errorf("kept across a sign-in: %q", kept)
	}
}

// TestSignedUpload: a signed file that is entered shows its signatures at once, and says
// when it is not the paper that was issued.
func TestSignedUpload(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	b := s.as("verifikator")
	a := padestest.NewAuthority(t, "Penerbit Contoh", s.clock.Now().AddDate(-1, 0, 0))
	person := a.Person("Sari Contoh", signNIK)
	issued := []byte(b.get(s.path + "/berkas/pdf").body)
	order := padestest.Signing{By: person, At: s.clock.Now(), Purpose: "NIK " + signNIK}
	enter := func(content []byte) string {
		res := b.postFiles(s.path+"/nomor", url.Values{paperControls["number"]: {"000.1"}, paperControls["date"]: {"2026-11-23"}}, attached{name: paperFileField, file: "ttd.pdf", content: content})
		if res.status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", res.status, res.body)
		}
		return b.get(s.path).body
	}
	checks := func(content []byte, want string) {
		t.Helper()
		if res := s.browser().postFiles("/cek-dokumen", url.Values{"kode": {""}, "sidik": {""}}, attached{"berkas", "ttd.pdf", content}); !strings.Contains(res.body, want) {
			t.Errorf("anybody who asks is not told %q:\n%s", want, res.body)
		}
	}
	page := enter(padestest.Sign(t, issued, order))
	if !strings.Contains(page, "Sari Contoh, Pemerintah Kota Contoh") || !strings.Contains(page, "Utuh") || strings.Contains(page, "tidak sama dengan") || strings.Contains(page, signNIK) {
		t.Errorf("the signed paper:\n%s", page)
	}
	page = enter(padestest.Sign(t, padestest.Document("Surat lain"), order))
	if !strings.Contains(page, "Isi berkas bertanda tangan ini tidak sama") {
		t.Error("another file is taken for the paper")
	}
	page = enter(padestest.Update(padestest.Sign(t, issued, order), map[int]string{4: "<< /Length 0 >>\nstream\n\nendstream"}, false))
	if !strings.Contains(page, "Berkas diubah sesudah ditandatangani") || !strings.Contains(page, "Isi berkas bertanda tangan ini tidak sama") {
		t.Errorf("changed after signing:\n%s", page)
	}
	good := padestest.Sign(t, issued, order)
	enter(good)
	checks(good, "Cocok dengan arsip ALUR: berkas bertanda tangan yang tercatat")
	page = enter(padestest.Document("Hasil pindai"))
	checks(padestest.Document("Hasil pindai"), "tercatat di arsip ALUR, tetapi isinya belum dapat dipastikan")
	if !strings.Contains(page, "tidak memuat tanda tangan elektronik") || !strings.Contains(page, "misalnya hasil pindai") {
		t.Errorf("a scan:\n%s", page)
	}
	// What was read is kept, with the document's hash alone.
	if all := cells(t, s.dir); !slices.ContainsFunc(all, func(c string) bool { return strings.Contains(c, `"signer":"Sari Contoh"`) }) || slices.ContainsFunc(all, func(c string) bool { return strings.Contains(c, signNIK) }) {
		t.Error("what was read is not kept, or with the number of a citizen")
	}
}
