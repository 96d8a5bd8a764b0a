package demo_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestFill tells every story on both databases and looks at what is there.
func TestFill(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		registry, err := flow.Load(flows.FS, flows.Files...)
		if err != nil {
			t.Fatal(err)
		}
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		cfg := demo.Config{
			Store: s, Blobs: blobs, Flows: registry, Log: log,
			Directory: directory.New(directory.Config{Store: s, Clock: alur.SystemClock, Log: log, ShortPasswords: true}),
		}
		if err := demo.Fill(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if err := demo.Fill(t.Context(), cfg); !errors.Is(err, demo.ErrNotEmpty) {
			t.Errorf("a second time: %v, want ErrNotEmpty", err)
		}

		users, err := cfg.Directory.Users(t.Context(), []string{"auditor"})
		if err != nil {
			t.Fatal(err)
		}
		cases := casework.New(casework.Config{Store: s, Blobs: blobs, Flows: registry, Clock: alur.SystemClock, Log: log})
		list, _, err := cases.List(t.Context(), casework.Actor{User: users["auditor"]}, casework.ListQuery{Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		statuses, stages, agencies := map[alur.Status]int{}, map[alur.StageID]int{}, map[string]int{}
		var paused, returned, third, paper, claimed int
		for _, r := range list {
			statuses[r.State.Status]++
			stages[r.Stage.ID]++
			agencies[r.Agency.Name]++
			if r.State.Paused != nil {
				paused++
			}
			if r.State.LastReturn != nil {
				returned++
			}
			if r.State.Counter && r.Registrar.Username != "" {
				paper++
			}
			claimed += len(r.Claims)
			if r.Plan.Flow == "pihak-ketiga" {
				third++
			}
			if r.UpdatedAt.After(alur.SystemClock()) {
				t.Errorf("%s was changed in the future: %v", r.Title, r.UpdatedAt)
			}
		}
		if len(list) != 14 || statuses[alur.StatusCompleted] != 2 || statuses[alur.StatusDeclined] != 1 || statuses[alur.StatusOpen] != 11 {
			t.Errorf("%d requests: %v", len(list), statuses)
		}
		for _, stage := range []alur.StageID{
			"surat-permohonan", "data-pendukung", "verifikasi", "rapat-koordinasi", "tindak-lanjut", "pembentukan-tim",
			"perjanjian-kerja-sama", "pembuatan", "perbaikan", "serah-terima",
		} {
			if stages[stage] == 0 {
				t.Errorf("no request stands in %s: %v", stage, stages)
			}
		}
		for _, agency := range []string{"Dinas Kesehatan", "Dinas Pendidikan", "Dinas Komunikasi dan Informatika"} {
			if agencies[agency] == 0 {
				t.Errorf("no request of %s", agency)
			}
		}
		if paper != 1 || claimed != 1 {
			t.Errorf("%d from paper letters, %d claimed", paper, claimed)
		}
		if paused != 1 || returned < 2 || third < 4 {
			t.Errorf("%d paused, %d returned, %d with a third party", paused, returned, third)
		}
	})
}
