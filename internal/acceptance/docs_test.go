package acceptance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/store/storetest"
)

const repository = "../.."

// documents are the texts for people who run or change Alur.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		names, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			rel, _ := filepath.Rel(repository, name)
			texts[rel] = string(text)
		}
	}
	if len(texts) < 5 {
		t.Fatalf("only %d documents", len(texts))
	}
	return texts
}

// TestExamples runs every command that README.md and docs show after "$ ". The
// folder, the address and the database become those of the test, the rest is run as
// it stands.
func TestExamples(t *testing.T) {
	t.Parallel()
	texts := documents(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "agencies.csv"), []byte("name,short_name,kind\nDinas Percontohan,Dincontoh,agency\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The installation that the examples speak of has requests in it already.
	first := start(t, home{dir: filepath.Join(dir, "data")}, "--demo")
	number := someNumber(t, first)
	first.stop()
	ran := 0
	// README.md before docs/: what the one starts the other goes on with.
	for _, name := range []string{"README.md", filepath.Join("docs", "operations.md")} {
		for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(texts[name], -1) {
			for line := range strings.SplitSeq(block[1], "\n") {
				command, is := strings.CutPrefix(line, "$ ")
				if !is {
					continue
				}
				ran++
				runExample(t, name, command, dir, number)
			}
		}
	}
	if ran < 10 {
		t.Errorf("only %d examples were found", ran)
	}
}

// someNumber is the number of a request of the demonstration.
func someNumber(t *testing.T, s *server) string {
	t.Helper()
	a, err := newPeople(t, s).as("auditor").call("GET", "/requests?stage=pembuatan", nil)
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Items []request }
	if err := json.Unmarshal(a.body, &list); err != nil || len(list.Items) == 0 || list.Items[0].Number == nil {
		t.Fatalf("%s: %v", a, err)
	}
	return *list.Items[0].Number
}

func runExample(t *testing.T, document, command, dir, number string) {
	t.Helper()
	if target, is := strings.CutPrefix(command, "make "); is {
		out, err := exec.Command("make", "-C", repository, "-n", target).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %s: %v\n%s", document, command, err, out)
		}
		return
	}
	// The only shell that the examples use: settings before the command, and quotes.
	var env, words []string
	for _, w := range regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`).FindAllString(command, -1) {
		w = strings.Trim(w, `'"`)
		switch {
		case w == "/var/lib/alur":
			w = filepath.Join(dir, "data")
		case strings.HasPrefix(w, "postgres://"):
			if _, err := url.Parse(w); err != nil {
				t.Errorf("%s: %s: %v", document, command, err)
			}
			w = storetest.DSN(t)
		case regexp.MustCompile(`^SI-\d+-\d+$`).MatchString(w):
			w = number
		case strings.HasSuffix(w, ".csv"), strings.HasSuffix(w, ".jsonl"), strings.HasSuffix(w, ".key"):
			w = filepath.Join(dir, w)
		}
		if len(words) == 0 && strings.Contains(w, "=") {
			env = append(env, w)
			continue
		}
		words = append(words, w)
	}
	if words[0] != "alur" && words[0] != "bin/alur" {
		t.Errorf("%s: %q is not a command of ours", document, command)
		return
	}
	if words[1] == "serve" {
		h := home{dir: filepath.Join(dir, "data")}
		var flags []string
		for i := 2; i < len(words); i++ {
			switch words[i] {
			case "--data":
				i++
			case "--database":
				// Another installation: its folder must not be the one with the other database.
				h = home{dir: filepath.Join(dir, "postgres"), url: words[i+1]}
				i++
			default:
				flags = append(flags, words[i])
			}
		}
		s, err := tryStart(h, env, flags...)
		if err != nil {
			t.Errorf("%s: %s: %v", document, command, err)
			return
		}
		for _, path := range []string{"/healthz", "/readyz"} {
			res, err := http.Get(s.base + path)
			if err != nil {
				t.Errorf("%s: %s: %v", document, command, err)
				continue
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s: %s: %s answers %s", document, command, path, res.Status)
			}
		}
		if code, took := s.stop(); code != 0 || took > stopPromise {
			t.Errorf("%s: %s: stopped with %d after %v", document, command, code, took)
		}
		return
	}
	code, out, errs := alur(t, "kuda baterai staples benar\n", words[1:]...)
	if code != 0 {
		t.Errorf("%s: %s: exit %d\n%s%s", document, command, code, out, errs)
	}
}

// TestSettings holds the table of settings in docs/operations.md to alur config.
func TestSettings(t *testing.T) {
	t.Parallel()
	text := documents(t)[filepath.Join("docs", "operations.md")]
	_, out, _ := alur(t, "", "config")
	_, help, _ := alur(t, "", "serve", "--help")
	said := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^[|] `(ALUR_[A-Z_]+)` [|] `(--[a-z-]+)` [|]").FindAllStringSubmatch(text, -1) {
		said[row[1]] = true
		if !strings.Contains(out, row[1]+"=") {
			t.Errorf("%s is not a setting", row[1])
		}
		if !strings.Contains(help, row[2]) || !strings.Contains(help, "$"+row[1]) {
			t.Errorf("alur serve does not know %s or $%s", row[2], row[1])
		}
	}
	for line := range strings.Lines(out) {
		if name, _, _ := strings.Cut(line, "="); !said[name] {
			t.Errorf("docs/operations.md does not know %s", name)
		}
	}
}

// TestLinks follows every link of the documents that leads to a file, and every
// name of a package in docs/architecture.md.
func TestLinks(t *testing.T) {
	t.Parallel()
	for name, text := range documents(t) {
		for _, link := range regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(text, -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(repository, filepath.Dir(name), link[1])); err != nil {
				t.Errorf("%s: %s leads nowhere", name, link[1])
			}
		}
	}
	for _, room := range regexp.MustCompile(`(internal|cmd)/[a-z]+`).FindAllString(documents(t)[filepath.Join("docs", "architecture.md")], -1) {
		if _, err := os.Stat(filepath.Join(repository, room)); err != nil {
			t.Errorf("docs/architecture.md speaks of %s, which is not there", room)
		}
	}
}
