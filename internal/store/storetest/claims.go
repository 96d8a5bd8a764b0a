package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func claims(s *suite) {
	a, b := s.request(), s.request()
	a.ID, b.ID = "a"+a.ID[1:], "b"+b.ID[1:]
	s.insert(a, b)
	row := func(id alur.RequestID, party alur.PartyID, by string, later time.Duration) store.ClaimRow {
		return store.ClaimRow{Request: id, Party: party, By: by, At: s.now.Add(later)}
	}
	put := func(rows ...store.ClaimRow) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			for _, c := range rows {
				s.must(tx.PutClaim(ctx, c))
			}
			return nil
		})
	}
	holds := func(what string, want ...store.ClaimRow) {
		s.Helper()
		var got []store.ClaimRow
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.Claims(ctx, []alur.RequestID{b.ID, a.ID, "c0ffee", a.ID})
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	holds("nobody has claimed anything")
	put(row(b.ID, "pemohon", "siti", 0), row(a.ID, "pemohon", "budi", 0), row(a.ID, "kominfo", "rino", time.Second), row(a.ID, "tim-penguji", "sari", 0))
	holds("each party has one", row(a.ID, "kominfo", "rino", time.Second), row(a.ID, "pemohon", "budi", 0), row(a.ID, "tim-penguji", "sari", 0), row(b.ID, "pemohon", "siti", 0))
	put(row(a.ID, "kominfo", "bayu", time.Minute), row(a.ID, "tim-penguji", "bayu", 0))
	holds("the last one counts", row(a.ID, "kominfo", "bayu", time.Minute), row(a.ID, "pemohon", "budi", 0), row(a.ID, "tim-penguji", "bayu", 0), row(b.ID, "pemohon", "siti", 0))

	drop := func(fn func(context.Context, *store.Tx) error) {
		s.Helper()
		s.write(fn)
	}
	drop(func(ctx context.Context, tx *store.Tx) error {
		return tx.DropClaims(ctx, a.ID, []alur.PartyID{"kominfo", "pemohon", "kepala"})
	})
	holds("but those kept", row(a.ID, "kominfo", "bayu", time.Minute), row(a.ID, "pemohon", "budi", 0), row(b.ID, "pemohon", "siti", 0))
	drop(func(ctx context.Context, tx *store.Tx) error { return tx.DropClaimsOf(ctx, a.ID, "bayu") })
	drop(func(ctx context.Context, tx *store.Tx) error { return tx.DropClaimsOf(ctx, b.ID, "bayu") })
	holds("but those of others", row(a.ID, "pemohon", "budi", 0), row(b.ID, "pemohon", "siti", 0))
	drop(func(ctx context.Context, tx *store.Tx) error { return tx.DropClaims(ctx, a.ID, nil) })
	drop(func(ctx context.Context, tx *store.Tx) error { return tx.DropClaims(ctx, a.ID, nil) })
	holds("none of the request", row(b.ID, "pemohon", "siti", 0))
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.PutClaim(ctx, row("c0ffee", "kominfo", "rino", 0))
	}) == nil {
		s.Error("a claim on no request was stored")
	}
}
