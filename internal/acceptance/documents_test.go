package acceptance

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/blob/blobtest"
	"github.com/alur-id/alur/internal/clamd/clamdtest"
)

// TestObjectStore keeps documents in a real object store: while it is down uploads and
// downloads are refused in plain words and all else works; wrong bytes are never served;
// documents move to a folder and back, compared, and can be verified in both places.
func TestObjectStore(t *testing.T) {
	t.Parallel()
	g := blobtest.Start(t)
	h := newHome(t, sqlite)
	keys := g.Credentials()
	place := []string{"--documents", g.URL(), "--documents-key-file", keys}
	s := start(t, h, append([]string{"--demo"}, place...)...)
	who := newPeople(t, s)
	w := begin(t, who, "swakelola", inHouse)
	upload := func(content []byte) *answer {
		t.Helper()
		a, err := who.as("pemohon").upload(w.id, "surat", "surat.pdf", content)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	doc := func(a *answer) (path, sum string) {
		t.Helper()
		var d struct{ ID, SHA256 string }
		decode(t, a, &d)
		return "/requests/" + w.id + "/documents/" + d.ID + "/content", d.SHA256
	}
	first := upload(pdf("pertama"))
	if first.status != http.StatusCreated {
		t.Fatal(first)
	}
	path, sum := doc(first)
	read := func() *answer {
		t.Helper()
		a, err := who.as("pemohon").call("GET", path, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := read(); !bytes.Equal(a.body, pdf("pertama")) {
		t.Error(a)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "documents")); err == nil {
		t.Error("documents lie in the data folder as well")
	}

	g.Kill()
	began := time.Now()
	for _, a := range []*answer{upload(pdf("kedua")), read()} {
		if a.status != http.StatusServiceUnavailable || a.problem().Code != "storage-unavailable" || a.header.Get("Retry-After") == "" {
			t.Error(a)
		}
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("two refusals took %s", took)
	}
	w.must("pemohon", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", letterItems())
	g.Restart()
	if a := upload(pdf("kedua")); a.status != http.StatusCreated {
		t.Error(a)
	}
	right, err := os.ReadFile(g.File(sum))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(g.File(sum), []byte("%PDF-1.4 bukan yang itu"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a := read(); a.status != http.StatusInternalServerError {
		t.Errorf("wrong bytes: %s", a)
	}

	tool := func(wantCode int, said string, args ...string) {
		t.Helper()
		code, out, errs := alur(t, "", append(append(args, h.flags()...), place...)...)
		if code != wantCode || !strings.Contains(out+errs, said) {
			t.Errorf("alur %v: exit %d\n%s%s", args, code, out, errs)
		}
	}
	folder := filepath.Join(t.TempDir(), "dokumen")
	tool(1, sum, "documents", "verify")
	tool(1, "damaged here", "documents", "move", "--to", folder) // all but this one
	if err := os.WriteFile(g.File(sum), right, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(0, " 0 extra files", "documents", "verify")
	tool(0, "1 copied and compared", "documents", "move", "--to", folder)
	tool(0, "events verified", "audit", "verify")
	s.stop()

	// From the folder, and back to an empty bucket.
	place = []string{"--documents", folder, "--documents-key-file", keys}
	tool(0, " 0 extra files", "documents", "verify")
	again := blobtest.Start(t)
	place[3] = again.Credentials()
	tool(0, " 0 were there already", "documents", "move", "--to", again.URL())
	place[1] = again.URL()
	tool(0, " 0 extra files", "documents", "verify")
	s = start(t, h, append([]string{"--demo"}, place...)...)
	who = newPeople(t, s)
	w = w.in(t)
	w.who = who
	if a := read(); !bytes.Equal(a.body, pdf("pertama")) {
		t.Error(a)
	}
}

// TestScanner runs the whole program with a virus scanner that goes and comes.
func TestScanner(t *testing.T) {
	t.Parallel()
	scanner := clamdtest.Start(t)
	address := scanner.Address()
	if real := os.Getenv("ALUR_TEST_CLAMD"); real != "" {
		address = real
	}
	s := start(t, newHome(t, sqlite), "--demo", "--clamd", address, "--quota-request", "1")
	who := newPeople(t, s)
	w := begin(t, who, "swakelola", inHouse)
	virus := append([]byte("%PDF-1.4\n%"), append(clamdtest.EICAR, "\n%%EOF\n"...)...)
	send := func(content []byte) *answer {
		t.Helper()
		a, err := who.as("pemohon").upload(w.id, "surat", "surat.pdf", content)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := send(virus); a.status != http.StatusUnprocessableEntity || a.problem().Code != "infected-file" {
		t.Fatal(a)
	}
	if a := send(append(pdf("besar"), bytes.Repeat([]byte("% isi\n"), 200_000)...)); a.status != http.StatusUnprocessableEntity || a.problem().Code != "quota-exceeded" || !strings.Contains(a.problem().Detail, "permohonan") {
		t.Error(a)
	}
	if os.Getenv("ALUR_TEST_CLAMD") != "" {
		return // it cannot be stopped from here
	}
	scanner.Down()
	type document struct {
		ID, Scan, SHA256 string
		ScanFound        string `json:"scan_found"`
	}
	var clean, bad document
	decode(t, send(pdf("bersih")), &clean)
	decode(t, send(virus), &bad)
	if clean.Scan != "waiting" || bad.Scan != "waiting" {
		t.Errorf("%+v, %+v", clean, bad)
	}
	read := func(d document) *answer {
		t.Helper()
		a, err := who.as("pemohon").call("GET", "/requests/"+w.id+"/documents/"+d.ID+"/content", nil)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := read(clean); a.status != http.StatusConflict || a.problem().Code != "file-waiting" {
		t.Error(a)
	}
	scanner.Up()
	for deadline := time.Now().Add(time.Minute); read(clean).status != http.StatusOK; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it was never scanned")
		}
	}
	for deadline := time.Now().Add(time.Minute); read(bad).problem().Code != "file-withheld"; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("a virus can be had: %s", read(bad))
		}
	}
	a, err := who.as("pemohon").call("GET", "/requests/"+w.id+"/documents/"+bad.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	decode(t, a, &bad)
	if bad.Scan != "infected" || bad.ScanFound != clamdtest.Finding {
		t.Errorf("%+v", bad)
	}
	// The security log has the upload that was refused and the file that was found.
	code, out, errs := alur(t, "", append([]string{"audit", "security"}, s.flags()...)...)
	log := filepath.Join(t.TempDir(), "log")
	if code != 0 {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if code, out, errs := alur(t, "", append([]string{"audit", "security", "--export", log}, s.flags()...)...); code != 0 {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	text, err := os.ReadFile(log)
	for _, want := range []string{"refused " + clamdtest.Finding, "found " + clamdtest.Finding} {
		if err != nil || !bytes.Contains(text, []byte(want)) {
			t.Errorf("the security log has no %q (%v)", want, err)
		}
	}
}

// decode reads an answer's JSON.
func decode(t *testing.T, a *answer, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
}
