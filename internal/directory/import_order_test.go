package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// TestImportOrder: lists of the same people in opposite order, applied at the same moment,
// wait for each other and never both for the other. Whoever comes second finds what the
// first has made and says so; it is never a deadlock that the database has to break.
func TestImportOrder(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const n = 12
		for i := range n {
			name := fmt.Sprintf("orang-%02d", i)
			w.must(w.AddUser(w.Context(), directory.NewUser{Username: name, Name: "Orang " + name, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		}
		rounds := 2
		if w.cfg.URL == "" {
			rounds = 1 // SQLite has one writer
		}
		for round := range rounds {
			var ids []string
			for list := range 3 {
				var rows []string
				for i := range n {
					rows = append(rows, fmt.Sprintf("orang-%02d;Orang %d dari daftar %d;Dinas Kesehatan;Staf PD\n", i, round, list))
				}
				if list%2 == 1 {
					slices.Reverse(rows)
				}
				ids = append(ids, w.stage(cityAdmin, directory.ImportPeople, "Nama pengguna;Nama;PD;Peran\n"+strings.Join(rows, "")))
			}
			var wg sync.WaitGroup
			errs, done := make([]error, len(ids)), make([]directory.ImportOutcome, len(ids))
			for i, id := range ids {
				wg.Go(func() { done[i], errs[i] = w.TryImport(w.Context(), cityAdmin, id) })
			}
			wg.Wait()
			won := 0
			for i, err := range errs {
				switch {
				case err == nil && done[i].Changed == n:
					won++
				case err == nil:
					w.Errorf("round %d, list %d: %+v", round, i, done[i])
				case strings.Contains(err.Error(), "deadlock"):
					w.Errorf("round %d, list %d: %v", round, i, err)
				default:
					w.refused(err, alur.CodeConflict)
				}
			}
			if won == 0 {
				w.Errorf("round %d: none of the lists was applied: %v", round, errs)
			}
		}
	})
}
