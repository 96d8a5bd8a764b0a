package flow

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/racetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// besideShipped serves the files of a folder, and the shipped flows beside them,
// so that a test file can use bersama.yaml and switch to the other flow.
type besideShipped struct{ dir string }

func (b besideShipped) Open(name string) (fs.File, error) {
	f, err := os.DirFS(b.dir).Open(name)
	if err == nil {
		return f, nil
	}
	return flows.FS.Open(path.Base(name))
}

func printed(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestShippedFilesAreClean(t *testing.T) {
	t.Parallel()
	r := CheckFiles(flows.FS, "swakelola.yaml", "pihak-ketiga.yaml", "bersama.yaml")
	if out := printed(t, r); out != "" || len(r.Plans) != 2 {
		t.Errorf("%d plans, faults:\n%s", len(r.Plans), out)
	}
	for _, f := range flows.Files {
		if out := printed(t, CheckFiles(flows.FS, f)); out != "" {
			t.Errorf("%s alone:\n%s", f, out)
		}
	}
}

func goldenFiles(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "check", dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	return files
}

func TestGoodDefinitions(t *testing.T) {
	t.Parallel()
	for _, file := range goldenFiles(t, "good") {
		r := CheckFiles(besideShipped{filepath.Dir(file)}, filepath.Base(file))
		if out := printed(t, r); out != "" {
			t.Errorf("%s:\n%s", file, out)
		}
	}
}

// Every bad file is refused with exactly the faults of its golden file, and every
// check is seen at work in at least one of them.
func TestBadDefinitions(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	seen := map[string]bool{}
	files := goldenFiles(t, "bad")
	if len(files) < 40 {
		t.Errorf("only %d bad files", len(files))
	}
	outputs := map[string]string{}
	for _, file := range files {
		r := CheckFiles(besideShipped{filepath.Dir(file)}, filepath.Base(file))
		for _, d := range r.Diagnostics {
			seen[d.Check] = true
		}
		got := printed(t, r)
		if got == "" {
			t.Errorf("%s: nothing is found", file)
		}
		if other, ok := outputs[got]; ok {
			t.Errorf("%s and %s have the same faults", file, other)
		}
		outputs[got] = file
		golden := strings.TrimSuffix(file, ".yaml") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-golden +got):\n%s", file, diff)
		}
	}
	for _, c := range Checks {
		if !seen[c.ID] {
			t.Errorf("check %q is in no bad file", c.ID)
		}
	}
	for id := range seen {
		known := false
		for _, c := range Checks {
			known = known || c.ID == id
		}
		if !known {
			t.Errorf("check %q is not listed in Checks", id)
		}
	}
}
