package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// call runs a subcommand to its end in an environment.
func call(t *testing.T, env map[string]string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs, func(k string) string { return env[k] })
	return code, out.String(), errs.String()
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		out  string // in the standard output
		err  string // in the standard error
	}{
		{nil, 0, "Usage: alur <command>", ""},
		{[]string{"--help"}, 0, "serve", ""},
		{[]string{"serve", "--help"}, 0, "ALUR_LISTEN", ""},
		{[]string{"version"}, 0, "alur dev", ""},
		{[]string{"bogus"}, 2, "", "bogus"},
		{[]string{"serve", "--bogus"}, 2, "", "alur serve --help"},
		{[]string{"serve", "--listen", "8080"}, 2, "", "HOST:PORT"},
		{[]string{"serve", "--trusted-proxy", "everybody"}, 2, "", "everybody"},
		{[]string{"serve", "--public-url", "alur.salatiga.go.id"}, 2, "", "--public-url"},
		{[]string{"serve", "--log-format", "xml"}, 2, "", "--log-format"},
		{[]string{"flow", "check"}, 2, "", "file"},
		{[]string{"audit", "rebuild"}, 2, "", "--check"},
		{[]string{"user", "add", "rino"}, 2, "", "--name"},
	} {
		code, out, errs := call(t, nil, "", c.args...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.err) {
			t.Errorf("alur %v: exit %d\n%s%s", c.args, code, out, errs)
		}
	}
}

// TestGallery writes the gallery, and refuses what it cannot do.
func TestGallery(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "pages")
	if code, out, errs := call(t, nil, "", "gallery", "--out", dir); code != 0 || !strings.Contains(out, dir) {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
		t.Error(err)
	}
	taken := filepath.Join(dir, "index.html")
	if code, _, errs := call(t, nil, "", "gallery", "--out", taken); code != 1 || !strings.Contains(errs, "index.html") {
		t.Errorf("a file as folder: exit %d\n%s", code, errs)
	}
	if code, _, _ := call(t, nil, "", "gallery", "--port", "70000"); code != 2 {
		t.Errorf("a port that is none: exit %d, want 2", code)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	env := map[string]string{
		"ALUR_DATA": "/var/lib/alur", "ALUR_LISTEN": "127.0.0.1:1", "ALUR_DATABASE": "postgres://alur:rahasia@db/alur?sslmode=require",
		"ALUR_TRUSTED_PROXY": "10.0.0.0/8,127.0.0.1",
	}
	code, out, errs := call(t, env, "", "config", "--listen", "127.0.0.1:2")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, line := range []string{
		"ALUR_DATA=/var/lib/alur", "ALUR_LISTEN=127.0.0.1:2", "ALUR_DATABASE=postgres://alur:***@db/alur?sslmode=require",
		"ALUR_TRUSTED_PROXY=10.0.0.0/8,127.0.0.1", "ALUR_LOG_FORMAT=text",
	} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("%q is not in\n%s", line, out)
		}
	}
	if strings.Contains(out, "rahasia") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	code, out, _ = call(t, map[string]string{"ALUR_DATABASE": "postgres://db/alur?password=rahasia&user=alur"}, "", "config")
	if code != 0 || strings.Contains(out, "rahasia") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	code, out, _ = call(t, map[string]string{"ALUR_DATABASE": "host=db password=rahasia"}, "", "config")
	if code != 0 || strings.Contains(out, "rahasia") {
		t.Errorf("a secret is shown:\n%s", out)
	}
}

// running is alur serve inside the test.
type running struct {
	base string
	out  string
	stop func() (code int, stderr string)
}

// serve starts the server and waits until it is ready. It returns nil and the exit
// code when it ended instead.
func serve(t *testing.T, args ...string) (_ *running, code int, stderr string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), writer, &errs, func(string) string { return "" })
		_ = writer.Close()
		ended <- code
	}()
	r := &running{}
	lines := bufio.NewReader(reader)
	for {
		line, err := lines.ReadString('\n')
		r.out += line
		if err != nil {
			cancel()
			code := <-ended
			return nil, code, errs.String()
		}
		if _, rest, found := strings.Cut(line, "ready at "); found {
			r.base, _, _ = strings.Cut(rest, " ")
			break
		}
	}
	rest := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(lines)
		rest <- string(text)
	}()
	stopped := false
	r.stop = func() (int, string) {
		stopped = true
		cancel()
		code := <-ended
		r.out += <-rest
		return code, errs.String()
	}
	t.Cleanup(func() {
		if !stopped {
			r.stop()
		}
	})
	return r, 0, ""
}

func get(t *testing.T, url string) (status int, header http.Header, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(text)
}

// TestFirstStart starts a new installation: health, the set-up link, the end.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	r, code, errs := serve(t, "--data", dir)
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder: %v, %v", info.Mode(), err)
	}
	for path, want := range map[string]string{"/healthz": `{"status":"ok"}`, "/readyz": `{"status":"ready"}`} {
		status, header, body := get(t, r.base+path)
		if status != http.StatusOK || body != want || header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s %v", path, status, body, header)
		}
	}
	_, link, found := strings.Cut(r.out, r.base+"/undangan/")
	if !found {
		t.Fatalf("no set-up link in %q", r.out)
	}
	link, _, _ = strings.Cut(link, "\n")
	if status, _, body := get(t, r.base+"/undangan/"+link); status != http.StatusOK {
		t.Errorf("the set-up link answers %d\n%s", status, body)
	}
	if status, _, _ := get(t, r.base+"/undangan/"+link[:len(link)-1]+"x"); status != http.StatusNotFound {
		t.Errorf("a wrong set-up link answers %d", status)
	}
	status, header, body := get(t, r.base+"/api/v1/tidak-ada")
	if status != http.StatusNotFound || header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("an unknown call: %d %v %s", status, header, body)
	}
	begin := time.Now()
	code, log := r.stop()
	if code != 0 || time.Since(begin) > stopTimeout {
		t.Errorf("stopped with %d after %v", code, time.Since(begin))
	}
	if !strings.Contains(log, "route=/undangan/") || strings.Contains(log, link) {
		t.Errorf("the log has no routes or a secret:\n%s", log)
	}
	// The agencies are there, and an operator can add people.
	code, out, errs := call(t, nil, "kata-sandi-yang-panjang\n", "user", "add", "--data", dir, "--name", "Rino Saputra", "--agency", "dinas-komunikasi-dan-informatika", "--role", "reviewer,admin", "rino")
	if code != 0 || out != "added rino\n" {
		t.Fatalf("user add: exit %d, %s%s", code, out, errs)
	}
	// With an admin there is no link any more.
	if r, _, errs = serve(t, "--data", dir); r == nil || strings.Contains(r.out, "/undangan/") {
		t.Errorf("second start: %v %s", r, errs)
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "demo")
	r, code, errs := serve(t, "--demo", "--data", dir)
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if code, errs := r.stop(); code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, a := range demo.Accounts {
		if !strings.Contains(r.out, a.Username) || !strings.Contains(r.out, a.Organisation) {
			t.Errorf("%s is not in the table:\n%s", a.Username, r.out)
		}
	}
	code, first, errs := call(t, nil, "", "audit", "verify", "--data", dir)
	if code != 0 || !strings.HasPrefix(first, "14 requests, ") {
		t.Errorf("audit verify: exit %d, %s%s", code, first, errs)
	}
	code, out, errs := call(t, nil, "", "audit", "rebuild", "--check", "--data", dir)
	if code != 0 {
		t.Errorf("audit rebuild: exit %d, %s%s", code, out, errs)
	}
	// On its own folder it goes on.
	if r, code, errs = serve(t, "--demo", "--data", dir); r == nil {
		t.Fatalf("second start: exit %d: %s", code, errs)
	}
	r.stop()
	if _, again, _ := call(t, nil, "", "audit", "verify", "--data", dir); again != first {
		t.Errorf("after the second start: %s, before: %s", again, first)
	}

	foreign := filepath.Join(parent, "foreign")
	if err := os.MkdirAll(foreign, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(foreign, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--demo", "--data", foreign}, "new, empty folder"},
		{[]string{"--demo", "--data", filepath.Join(parent, "new"), "--listen", "0.0.0.0:0"}, "loopback"},
		{[]string{"--demo", "--data", filepath.Join(parent, "new"), "--listen", ":0"}, "loopback"},
		{[]string{"--data", dir, "--listen", "0.0.0.0:0"}, "loopback"},
	} {
		if r, code, errs := serve(t, c.args...); r != nil || code != 2 || !strings.Contains(errs, c.says) {
			t.Errorf("alur serve %v: exit %d, %s", c.args, code, errs)
		}
	}
	if entries, err := os.ReadDir(foreign); err != nil || len(entries) != 1 {
		t.Errorf("somebody's folder was touched: %v %v", entries, err)
	}
	if _, err := os.Stat(filepath.Join(parent, "new")); err == nil {
		t.Error("a refused start made a folder")
	}
}

// TestDemoOnTakenDatabase: a demonstration that is refused leaves somebody's database alone.
func TestDemoOnTakenDatabase(t *testing.T) {
	t.Parallel()
	dsn, ctx := storetest.DSN(t), t.Context()
	st := storetest.Open(t, store.Config{URL: dsn})
	err := st.Write(ctx, func(tx *store.Tx) error {
		u := alur.User{Username: "wati", Name: "Wati Contoh", Agency: "dinas-contoh", Roles: []alur.Role{alur.RoleRequester}, Active: true}
		return errors.Join(
			tx.InsertAgency(ctx, alur.Agency{ID: u.Agency, Name: "Dinas Contoh", Kind: alur.AgencyOffice, Active: true}),
			tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-"}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, code, errs := serve(t, "--demo", "--data", filepath.Join(t.TempDir(), "new"), "--database", dsn); r != nil || code != 2 || !strings.Contains(errs, "not empty") {
		t.Fatalf("exit %d, %s", code, errs)
	}
	err = st.Read(ctx, func(tx *store.Tx) error {
		years, err := tx.CalendarYears(ctx)
		if len(years) != 0 {
			t.Errorf("the calendar of somebody's database: %v", years)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestDemoInterrupted starts on what a killed first start left behind.
func TestDemoInterrupted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := setMarker(dir, markUnfinished); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "alur.db"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, code, errs := serve(t, "--demo", "--data", dir)
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	r.stop()
	if code, out, errs := call(t, nil, "", "audit", "verify", "--data", dir); code != 0 {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

// TestOperator goes through the tools on a demonstration.
func TestOperator(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "demo")
	r, code, errs := serve(t, "--demo", "--data", dir)
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	write := func(name, content string) string {
		path := filepath.Join(parent, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	number := anyNumber(t, r.base, "pembuatan")
	exported, security := filepath.Join(parent, "request.jsonl"), filepath.Join(parent, "security.jsonl")
	for _, c := range []struct {
		stdin string
		args  []string
		code  int
		says  string // in either output
	}{
		// All of it beside a running server.
		{"", []string{"audit", "security", "--data", dir}, 0, " security events verified"},
		{"", []string{"audit", "security", "--data", dir, "--export", security}, 0, " security events verified"},
		{"", []string{"audit", "security", "--data", dir, "--export", security}, 2, "exists"},
		{"", []string{"audit", "verify", "--data", dir, "--request", number}, 0, "1 requests, "},
		{"", []string{"audit", "verify", "--data", dir, "--request", "SI-1999-0001"}, 2, "SI-1999-0001"},
		{"", []string{"audit", "verify", "--data", dir, "--request", strings.Repeat("0", 32)}, 2, "no request"},
		{"", []string{"audit", "verify", "--data", filepath.Join(parent, "none")}, 2, "no data folder"},
		{"", []string{"audit", "verify", "--data", parent}, 2, "open"},
		{"", []string{"audit", "export", "--data", dir, "-o", exported, number}, 0, ""},
		{"", []string{"audit", "export", "--data", dir, "-o", exported, number}, 2, "exists"},
		{"", []string{"audit", "erase", "--data", dir, "--item", "narahubung", number}, 0, "1 values erased"},
		{"", []string{"audit", "erase", "--data", dir, number}, 0, "1 values erased"},
		{"", []string{"audit", "erase", "--data", dir, anyNumber(t, r.base, "serah-terima")}, 0, " papers stay as they were issued"},
		{"", []string{"audit", "verify", "--data", dir}, 0, "14 requests, "},
		{"", []string{"audit", "rebuild", "--check", "--data", dir}, 0, "14 requests, "},
		{"pendek\n", []string{"user", "passwd", "--data", dir, "pemohon"}, 1, "12"},
		{"", []string{"user", "passwd", "--data", dir, "pemohon"}, 2, "empty"},
		{"kuda baterai staples benar\n", []string{"user", "passwd", "--data", dir, "tidak-ada"}, 1, "not-found"},
		{"", []string{"user", "reset-factors", "--data", dir, "tidak-ada"}, 1, "not-found"},
		{"", []string{"user", "reset-factors", "--data", dir, "pemohon"}, 0, "pemohon"},
		{"kuda baterai staples benar\r\n", []string{"user", "passwd", "--data", dir, "pemohon"}, 0, "pemohon"},
		{"", []string{"user", "add", "--data", dir, "--name", "Siti", "--agency", "dinas-sosial", "--role", "requester", "--password-file", write("password", "kuda baterai staples benar\n"), "siti"}, 0, "added siti"},
		{"kuda baterai staples benar\n", []string{"user", "add", "--data", dir, "--name", "Siti", "--agency", "dinas-sosial", "--role", "requester", "siti"}, 1, "conflict"},
		{"kuda baterai staples benar\n", []string{"user", "add", "--data", dir, "--name", "Siti", "--agency", "dinas-sosial", "--role", "raja", "siti2"}, 2, "raja"},
		{"", []string{"agency", "import", "--data", dir, write("agencies.csv", "name,short_name,kind\nDinas Percontohan,Dincontoh,agency\nDinas Kesehatan,Dinkes,agency\n")}, 0, "1 added, 0 changed, 1 as before"},
		{"", []string{"agency", "import", "--data", dir, write("bad.csv", "name,short_name,kind\nDinas Lain,Dinlain,kerajaan\n,x,agency\n")}, 1, "bad.csv:2: kind"},
		{"", []string{"flow", "check", "../../flows/swakelola.yaml", "../../flows/pihak-ketiga.yaml"}, 0, "pihak-ketiga version 1"},
		{"", []string{"flow", "check", write("bad.yaml", "flow: x\n")}, 1, "bad.yaml"},
	} {
		code, out, errs := call(t, nil, c.stdin, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("alur %v: exit %d, want %d and %q\n%s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
	if text, err := os.ReadFile(exported); err != nil || !bytes.HasPrefix(text, []byte("{")) {
		t.Errorf("export: %v", err)
	}
	// The new password counts at once, in the running server.
	for password, want := range map[string]int{"kuda baterai staples benar": http.StatusCreated, demo.Password: http.StatusUnauthorized} {
		body := fmt.Sprintf(`{"username":"pemohon","password":%q}`, password)
		res, err := http.Post(r.base+"/api/v1/tokens", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("signing in with %q: %d, want %d", password, res.StatusCode, want)
		}
	}
}

// anyNumber is the number of some request of a demonstration in a stage. They depend on the day.
func anyNumber(t *testing.T, base, stage string) string {
	t.Helper()
	var token struct{ Token string }
	var list struct{ Items []struct{ Number *string } }
	ask := func(method, path, body string, into any) {
		r, err := http.NewRequestWithContext(t.Context(), method, base+"/api/v1"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token.Token)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	ask(http.MethodPost, "/tokens", `{"username":"auditor","password":"`+demo.Password+`"}`, &token)
	ask(http.MethodGet, "/requests?stage="+stage, "", &list)
	if len(list.Items) == 0 || list.Items[0].Number == nil {
		t.Fatalf("no request with a number: %+v", list)
	}
	return *list.Items[0].Number
}

// TestAddressTaken leaves the folder alone when it cannot listen.
func TestAddressTaken(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	r, code, errs := serve(t, "--data", filepath.Join(parent, "one"))
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	two := filepath.Join(parent, "two")
	again, code, errs := serve(t, "--data", two, "--listen", strings.TrimPrefix(r.base, "http://"))
	if again != nil || code != 2 || !strings.Contains(errs, "cannot listen") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if _, err := os.Stat(two); err == nil {
		t.Error("the folder was made")
	}
}
