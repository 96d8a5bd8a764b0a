package storetest

import (
	"context"
	"slices"
	"strings"

	cmpdiff "github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// papers: one a code, found by code, by each of its three contents and by its number; of
// one that is there only state and registration change.
func papers(s *suite) {
	r := s.request()
	s.insert(r)
	sum := func(c string) string { return strings.Repeat(c, 64) }
	p := store.PaperRow{
		Code: "7K4M-92QX-T3HB", Request: r.ID, Seq: 7, Kind: "bast", Template: "shipped@ab12", SHA256: sum("a"), DOCXSHA256: sum("b"), Head: sum("c"),
		Party: "kominfo", By: "budi", At: s.now, State: store.PaperInForce,
	}
	plain := p
	plain.Code, plain.Seq, plain.SHA256, plain.DOCXSHA256 = "7K4M-92QX-T3HC", 8, sum("d"), ""
	put := func(p store.PaperRow) {
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutPaper(ctx, p) })
	}
	put(p)
	put(plain)
	p.State, p.Number, p.Date, p.Classification, p.SignedSHA256 = store.PaperWithdrawn, "555/12/2026", "2026-11-23", "000.8.3", sum("e")
	changed := p
	changed.SHA256, changed.Head, changed.By, changed.Seq = sum("f"), sum("f"), "siti", 99 // what was issued stays
	put(changed)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Papers(ctx, r.ID)
		if diff := cmpdiff.Diff([]store.PaperRow{p, plain}, got); diff != "" {
			s.Errorf("papers differ (-want +got):\n%s", diff)
		}
		if one, err := tx.PaperByCode(ctx, p.Code); err != nil || one != p {
			s.Errorf("by code: %+v, %v", one, err)
		}
		for _, none := range []string{"", "7K4M-92QX-T3HX", "\x00", "ü"} {
			_, err := tx.PaperByCode(ctx, none)
			s.refused(err, alur.CodeNotFound)
		}
		codes := func(rows []store.PaperRow, err error) string {
			s.must(err)
			var out []string
			for _, x := range rows {
				out = append(out, x.Code)
			}
			return strings.Join(slices.Sorted(slices.Values(out)), " ")
		}
		for content, want := range map[string]string{
			sum("a"): p.Code, sum("b"): p.Code, sum("e"): p.Code, sum("d"): plain.Code, sum("f"): "", "": "", "a": "",
		} {
			if got := codes(tx.PapersByContent(ctx, content)); got != want {
				s.Errorf("content %.4q finds %q, want %q", content, got, want)
			}
		}
		return err
	})
}
