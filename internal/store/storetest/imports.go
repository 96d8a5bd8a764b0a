package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// imports holds lists on their way in: kept whole, changed row by row, gone after a month.
func imports(s *suite) {
	row := func(id string, agency alur.AgencyID, age time.Duration) store.ImportRow {
		return store.ImportRow{
			ID: id, Kind: "people", Name: "pegawai ä.xlsx", Username: "admin", Agency: agency, Notes: "quotes 3\ncut 4", Choices: `{"dinkes":"dinas-kesehatan"}`, CreatedAt: s.now.Add(-age),
		}
	}
	var lines []store.ImportLineRow
	for n := range 131 { // two statements of many rows, and some of one
		lines = append(lines, store.ImportLineRow{Line: n + 2, Cells: fmt.Sprintf(`{"name":"Orang %d <\u2028>"}`, n), State: "staged"})
	}
	first, second, old := row("a", "", time.Hour), row("b", "dinas-kesehatan", 0), row("c", "", 30*24*time.Hour)
	put := func(r store.ImportRow, lines []store.ImportLineRow) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.InsertImport(ctx, r, lines) })
	}
	put(first, lines)
	put(second, lines[:1])
	put(old, lines[:2])
	first.Lines, first.Open = 131, 131
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Import(ctx, "", "a")
		if diff := cmp.Diff(first, got); diff != "" {
			s.Errorf("list (-want +got):\n%s", diff)
		}
		s.must(err)
		for agency, id := range map[alur.AgencyID]string{"dinas-pendidikan": "b", "dinas-kesehatan": "a", "": "ä"} {
			_, err = tx.Import(ctx, agency, id)
			s.refused(err, alur.CodeNotFound)
		}
		all, err := tx.ImportLines(ctx, "a")
		if diff := cmp.Diff(lines, all); diff != "" {
			s.Errorf("rows (-want +got):\n%s", diff)
		}
		s.must(err)
		some, err := tx.ImportLines(ctx, "a", 5, 3, 999)
		if diff := cmp.Diff([]store.ImportLineRow{lines[1], lines[3]}, some); diff != "" {
			s.Errorf("some rows (-want +got):\n%s", diff)
		}
		return err
	})
	ids := func(agency alur.AgencyID, want ...string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			found, err := tx.Imports(ctx, agency, 10)
			var got []string
			for _, r := range found {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, want) {
				s.Errorf("lists of %q: %v, want %v", agency, got, want)
			}
			return err
		})
	}
	ids("", "b", "a", "c")
	ids("dinas-kesehatan", "b")
	done := lines[0]
	done.State, done.Target, done.At = "added", "wati", s.now
	s.write(func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.LockImport(ctx, "", "a")
		s.must(err)
		r.AppliedAt, r.Choices = s.now, "{}"
		s.must(tx.SaveImport(ctx, r))
		s.must(tx.SaveImportLine(ctx, "a", done))
		s.refused(tx.SaveImportLine(ctx, "a", store.ImportLineRow{Line: 1}), alur.CodeNotFound)
		s.refused(tx.SaveImport(ctx, row("nothing", "", 0)), alur.CodeNotFound)
		return nil
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.Import(ctx, "", "a")
		if r.Open != 130 || !r.AppliedAt.Equal(s.now) || r.Choices != "{}" {
			s.Errorf("after one row: %+v", r)
		}
		s.must(err)
		got, err := tx.ImportLines(ctx, "a", done.Line)
		if diff := cmp.Diff([]store.ImportLineRow{done}, got); diff != "" {
			s.Errorf("row (-want +got):\n%s", diff)
		}
		return err
	})
	s.must(s.store.Sweep(s.Context()))
	ids("", "b", "a")
	s.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Imports(ctx, "", 10)
		s.must(err)
		want := map[string]int{}
		for _, i := range all {
			if i.Open > 0 && i.Agency != "" {
				want[string(i.Agency)]++
			} else if i.Open > 0 {
				want["by "+i.Username]++
			}
		}
		for _, i := range all {
			key := string(i.Agency)
			if key == "" {
				key = "by " + i.Username
			}
			n, err := tx.CountOpenImports(ctx, i.Agency, i.Username)
			if s.must(err); n != want[key] {
				s.Errorf("%d open lists of %s, want %d", n, key, want[key])
			}
		}
		n, err := tx.CountOpenImports(ctx, "", "nobody")
		if n != 0 {
			s.Errorf("%d open lists of nobody", n)
		}
		return err
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.DeleteImport(ctx, "a"))
		s.refused(tx.DeleteImport(ctx, "a"), alur.CodeNotFound)
		left, err := tx.ImportLines(ctx, "a")
		if len(left) != 0 {
			s.Errorf("%d rows of a list that is gone", len(left))
		}
		return err
	})
}

// persons finds people by what a list says of them.
func persons(s *suite) {
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for i, name := range []string{"wati", "rino"} {
			a := s.account(name)
			a.Email, a.NIP = name+"@example.go.id", strings.Repeat(fmt.Sprint(i+1), 18)
			s.must(tx.InsertAccount(ctx, a))
		}
		return nil
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for by, values := range map[store.PersonBy][]string{
			store.ByUsername: {"wati", "", "nobody"}, store.ByEmail: {"wati@example.go.id"}, store.ByNIP: {strings.Repeat("1", 18), "ä"}, store.ByName: {store.PlaceOf("Nama WATI", "").Key},
		} {
			got, err := tx.Persons(ctx, by, values)
			if len(got) != 1 || got[0].Username != "wati" || got[0].Email != "wati@example.go.id" || got[0].AgencyName == "" {
				s.Errorf("by %s: %+v", by, got)
			}
			s.must(err)
		}
		return nil
	})
}
