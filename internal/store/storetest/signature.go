package storetest

import (
	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/internal/store"
)

func signatureReports(s *suite) {
	put := func(sum, reader, report string) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.PutSignatureReport(ctx, store.SignatureRow{SHA256: sum, Reader: reader, At: s.now, Report: report})
		})
	}
	reads := func(what, reader string, want map[string]string) {
		s.Helper()
		var got map[string]string
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.SignatureReports(ctx, reader, []string{"aa", "bb", "cc"})
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	reads("nothing was read", "1", map[string]string{})
	put("aa", "1", `{"a":1}`)
	put("bb", "1", `{"b":1}`)
	put("dd", "1", `{"d":1}`)
	reads("what was asked for", "1", map[string]string{"aa": `{"a":1}`, "bb": `{"b":1}`})
	put("aa", "2", `{"a":2}`)
	reads("what the older reader read", "1", map[string]string{"bb": `{"b":1}`})
	reads("what the newer reader read", "2", map[string]string{"aa": `{"a":2}`})
}

func signedPapers(s *suite) {
	put := func(sum, issued, reader string, same bool) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.PutSignedPaper(ctx, store.SignedPaperRow{SHA256: sum, Issued: issued, Reader: reader, At: s.now, Same: same})
		})
	}
	reads := func(what, reader, sum, issued string, same, known bool) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			gotSame, gotKnown, err := tx.SignedPaper(ctx, reader, sum, issued)
			if gotSame != same || gotKnown != known {
				s.Errorf("%s: %v, %v", what, gotSame, gotKnown)
			}
			return err
		})
	}
	reads("nothing was compared", "1", "aa", "bb", false, false)
	put("aa", "bb", "1", true)
	put("aa", "cc", "1", false)
	reads("the paper", "1", "aa", "bb", true, true)
	reads("another paper", "1", "aa", "cc", false, true)
	reads("the other way round", "1", "bb", "aa", false, false)
	put("aa", "bb", "2", false)
	reads("what the older reader found", "1", "aa", "bb", false, false)
	reads("what the newer reader found", "2", "aa", "bb", false, true)
}
