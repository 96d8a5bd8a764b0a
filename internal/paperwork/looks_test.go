package paperwork_test

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestLooks draws every paper of the demonstration's requests into the folder that
// ALUR_PAPERS names, as PDF, DOCX and pictures, to be looked at; what papers say is tested
// in internal/casework.
func TestLooks(t *testing.T) {
	dir := os.Getenv("ALUR_PAPERS")
	if dir == "" {
		t.Skip("ALUR_PAPERS names no folder for the pictures")
	}
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	s := storetest.Open(t, store.Config{Dir: t.TempDir()})
	log := slog.New(slog.DiscardHandler)
	dirs := directory.New(directory.Config{Store: s, Clock: alur.SystemClock, Log: log, ShortPasswords: true})
	if err := demo.Fill(t.Context(), demo.Config{Store: s, Blobs: blobs, Flows: registry, Directory: dirs, Log: log}); err != nil {
		t.Fatal(err)
	}
	cases := casework.New(casework.Config{Store: s, Blobs: blobs, Flows: registry, Clock: alur.SystemClock, Log: log})
	desk := paperwork.New(paperwork.Config{Cases: cases, Directory: dirs, Clock: alur.SystemClock, PublicURL: "https://alur.contoh.example", Size: paper.Size(os.Getenv("ALUR_PAPER_SIZE"))})
	users, err := dirs.Users(t.Context(), []string{"verifikator"})
	if err != nil {
		t.Fatal(err)
	}
	who := casework.Actor{User: users["verifikator"]}
	list, _, err := cases.List(t.Context(), who, casework.ListQuery{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, r := range list {
		for _, k := range paperwork.Kinds() {
			name := filepath.Join(dir, fmt.Sprintf("%s-%s", r.Plan.Flow, k.ID))
			if k.End == "" && r.State.Status != alur.StatusCompleted || drawn[name] {
				continue
			}
			f, err := desk.Preview(t.Context(), who, r.ID, k.ID, false)
			if err != nil {
				continue // not of this flow, or another end
			}
			drawn[name] = true
			if err := os.WriteFile(name+".pdf", f.Content, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "75", "-png", name+".pdf", name).CombinedOutput(); err != nil {
				t.Errorf("%s: %v %s", name, err, out)
			}
		}
	}
	if len(drawn) < 35 {
		t.Errorf("only %d papers", len(drawn))
	}
}
