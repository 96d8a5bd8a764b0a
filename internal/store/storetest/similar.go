package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	cmpdiff "github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/internal/store"
)

// similar: any of the words suffices, as a prefix; drafts are not found; what is out of
// scope is found and marked; of a word that many have, no more are looked at than the limit allows.
func similar(s *suite) {
	row := func(title, words string, seen bool) store.RequestRow {
		r := s.request()
		r.Title, r.Search = title, words
		r.Access = []string{"agency:dinas-pendidikan"}
		if seen {
			r.Access = []string{"agency:dinas-kesehatan"}
		}
		s.insert(r)
		return r
	}
	queue, school := row("Antrean Puskesmas", "Antrean Puskesmas", true), row("Perpustakaan", "Perpustakaan sekolah ~ (antre*", false)
	both := row("Antrean Sekolah", "Antrean Sekolah", false)
	draft := s.request()
	draft.Title, draft.Search, draft.Number, draft.TrackingCode = "Antrean draf", "Antrean draf", "", ""
	s.insert(draft)
	titles := func(scope store.Scope, limit int, words ...string) (out []string) {
		s.read(func(ctx context.Context, tx *store.Tx) error {
			found, err := tx.FindTitles(ctx, scope, words, limit)
			for _, t := range found {
				out = append(out, fmt.Sprintf("%s %s %t", t.Title, t.AgencyName, t.Seen))
				if r := s.get(t.ID); r.Title != t.Title || !r.CreatedAt.Equal(t.CreatedAt) || r.Status != t.Status {
					s.Errorf("%+v is not what %+v says", t, r)
				}
			}
			return err
		})
		slices.Sort(out)
		return out
	}
	is := func(what string, got []string, want ...string) {
		s.Helper()
		if diff := cmpdiff.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	mine := store.Scope{Keys: []string{"agency:dinas-kesehatan", "user:x"}}
	line := func(r store.RequestRow, seen bool) string {
		return fmt.Sprintf("%s %s %t", r.Title, r.AgencyName, seen)
	}
	is("one word", titles(mine, 10, "antrean"), line(queue, true), line(both, false))
	is("a prefix", titles(mine, 10, "antr"), line(queue, true), line(both, false), line(school, false))
	is("any of the words", titles(mine, 10, "puskesmas sekolah"), line(queue, true), line(both, false), line(school, false))
	is("who sees all", titles(store.Everything, 10, "puskesmas"), line(queue, true))
	is("who sees nothing", titles(store.Scope{}, 10, "puskesmas"), line(queue, false))
	is("no word", titles(mine, 10, " - "))
	is("no limit", titles(mine, 0, "antrean"))
	is("nothing like it", titles(mine, 10, `" OR * : ' & |`))
	for range 30 {
		row("Arsip", "Arsip", false)
	}
	if n := len(titles(mine, 7, "arsip")); n < 7 || n > 14 {
		s.Errorf("%d were found, at least 7 and at most 14", n)
	}
	if got := titles(mine, 7, "arsip", "puskesmas"); !slices.Contains(got, line(queue, true)) {
		s.Errorf("a word that many have hides one that few have: %s", strings.Join(got, ", "))
	}
}
