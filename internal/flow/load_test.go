package flow

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alur-id/alur/flows"
)

// shippedFolder copies the shipped files to a folder of the machine.
func shippedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"swakelola.yaml", "pihak-ketiga.yaml", "bersama.yaml"} {
		src, err := fs.ReadFile(flows.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckCommand(t *testing.T) {
	t.Parallel()
	dir := shippedFolder(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	src, err := os.ReadFile(at("swakelola.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("salah.yaml"), []byte(strings.Replace(string(src), "versi: 1", "versi: 0", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		files []string
		code  int
		says  string
	}{
		{"sound", []string{at("swakelola.yaml"), at("pihak-ketiga.yaml")}, ExitSound, "pihak-ketiga versi 1: 18 tahap, tidak ada kesalahan.\n"},
		{"shared alone", []string{at("bersama.yaml")}, ExitSound, "Tidak ada kesalahan.\n"},
		{"faulty", []string{at("salah.yaml")}, ExitFaulty, "salah.yaml:5:8: Versi alur dihitung mulai dari 1. [id]\n"},
		{"one of two faulty", []string{at("pihak-ketiga.yaml"), at("salah.yaml")}, ExitFaulty, "1 kesalahan dalam 2 berkas.\n"},
		{"absent", []string{at("tidak-ada.yaml"), at("swakelola.yaml")}, ExitUnreadable, "tidak-ada.yaml"},
		{"none", nil, ExitUnreadable, "Sebutkan berkas"},
		{"twice", []string{at("swakelola.yaml"), at("swakelola.yaml")}, ExitFaulty, "sudah didefinisikan"},
	} {
		var out strings.Builder
		if code := CheckCommand(c.files, &out); code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: exit %d, want %d with %q; printed:\n%s", c.name, code, c.code, c.says, out.String())
		}
	}
}

// A newer version of a flow stands beside the old one, which stays known.
func TestLoadKeepsOldVersions(t *testing.T) {
	t.Parallel()
	files := memory{}
	for _, name := range []string{"swakelola.yaml", "pihak-ketiga.yaml", "bersama.yaml"} {
		files[name] = read(t, name)
	}
	files["swakelola-2.yaml"] = strings.Replace(files["swakelola.yaml"], "versi: 1", "versi: 2", 1)
	r, err := Load(files, "swakelola.yaml", "pihak-ketiga.yaml", "swakelola-2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Plan("swakelola", 0).Version; got != 2 {
		t.Errorf("newest version is %d", got)
	}
	if r.Plan("swakelola", 1) == nil {
		t.Error("version 1 is gone")
	}
}

// Every value remembers where it stands, for a fault is shown there.
func TestPositionsAreInTheFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"swakelola.yaml", "pihak-ketiga.yaml", "bersama.yaml"} {
		src := read(t, name)
		lines := strings.Split(src, "\n")
		d, found := Parse(name, []byte(src))
		if len(found) > 0 {
			t.Fatalf("%s: %v", name, found)
		}
		here := func(x Text) {
			if x.Value == "" || strings.Contains(x.Value, "\n") {
				return
			}
			if x.Pos.File != name || x.Pos.Line < 1 || x.Pos.Line > len(lines) {
				t.Errorf("%q stands at %v", x.Value, x.Pos)
				return
			}
			rest := []rune(lines[x.Pos.Line-1])
			if x.Pos.Column > len(rest) || !strings.HasPrefix(strings.Trim(string(rest[x.Pos.Column-1:]), `"`), x.Value) {
				t.Errorf("%s: %q is not there", x.Pos, x.Value)
			}
		}
		stages := d.Stages
		for _, p := range d.Phases {
			stages = append(stages, p.Stages...)
		}
		for _, s := range stages {
			for _, x := range []Text{s.ID, s.Uses, s.Clause, s.Title, s.Short, s.Result, s.Owner} {
				here(x)
			}
			for _, it := range s.Items {
				for _, x := range []Text{it.ID, it.Kind, it.Title, it.Owner} {
					here(x)
				}
				for _, o := range it.Options {
					here(o.ID)
					here(o.Title)
				}
			}
			for _, a := range s.Actions {
				for _, x := range append(append([]Text{a.ID, a.Title, a.To, a.End}, a.Parties...), a.Traits...) {
					here(x)
				}
				for _, g := range a.Guards {
					here(g.Kind)
				}
			}
		}
	}
}
