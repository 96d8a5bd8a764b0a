package flow

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/racetest"
)

// FuzzParse proves that no file makes the parser, the compiler or a check panic,
// and that every fault stands somewhere in a file and says something.
func FuzzParse(f *testing.F) {
	racetest.Pure(f)
	for _, name := range []string{"swakelola.yaml", "pihak-ketiga.yaml", "bersama.yaml"} {
		src, err := fs.ReadFile(flows.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, pattern := range []string{"bad", "good"} {
		files, err := filepath.Glob(filepath.Join("testdata", "check", pattern, "*.yaml"))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	for _, s := range []string{"", "a", "a: b", "- - - a", "{", "[", "\t", "a: |\n b", "a: *b", "? a\n: b", "%YAML 1.2\n---\na: 1", "a: !!binary x", "\xff", "alur: {a: {b: [c]}}", "fase: [1]", "peran: {a: {}}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		read := func(name string) ([]byte, error) {
			if name == "fuzz.yaml" {
				return src, nil
			}
			return fs.ReadFile(flows.FS, name)
		}
		report := check(read, func(_, name string) string { return name }, []string{"fuzz.yaml"})
		for _, d := range report.Diagnostics {
			if d.Pos.File == "" || d.Pos.Line < 1 || d.Pos.Column < 1 || d.Text == "" || d.Check == "" {
				t.Errorf("fault without place or words: %+v", d)
			}
		}
		if report.OK() && len(report.Plans) == 1 {
			if p := report.Plans[0]; p.Total() < 16 {
				t.Errorf("a flow of %d stages passes", p.Total())
			}
		}
	})
}
