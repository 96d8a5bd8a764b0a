package web

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProof: auditor and admin have a history proved with one button; nobody else has it.
func TestProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "auditor", "admin")
	v := w.submitted("pemohon", "Sistem Antrean")
	path := "/permohonan/" + string(v.ID) + "/riwayat"
	for _, name := range []string{"pemohon", "verifikator"} {
		if res := w.as(name).get(path); strings.Contains(res.body, "Periksa keutuhan") {
			t.Errorf("%s is offered the proof", name)
		}
		if res := w.as(name).get(path + "/keutuhan"); res.status != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, res.status)
		}
	}
	for _, name := range []string{"auditor", "admin"} {
		b := w.as(name)
		if res := b.get(path); !strings.Contains(res.body, `href="`+path+`/keutuhan"`) {
			t.Errorf("%s has no button", name)
		}
		if res := b.get(path + "/keutuhan"); !strings.Contains(res.body, "<h1>Riwayat utuh</h1>") {
			t.Errorf("%s: %d\n%s", name, res.status, res.body)
		}
	}

	// Somebody removes the letter's bytes behind the program's back.
	removed := 0
	err := filepath.WalkDir(filepath.Join(w.dir, "sha256"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		removed++
		return os.Remove(path)
	})
	if err != nil || removed == 0 {
		t.Fatalf("removed %d files: %v", removed, err)
	}
	res := w.as("auditor").get(path + "/keutuhan")
	for _, want := range []string{"<h1>Riwayat tidak utuh</h1>", "Catatan 4 tidak cocok", "alur audit verify"} {
		if !strings.Contains(res.body, want) {
			t.Errorf("no %q in\n%s", want, res.body)
		}
	}
}
