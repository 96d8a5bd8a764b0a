package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// letters: each is given once, whoever asks at once, and none waits for good.
func letters(s *suite) {
	letter := func(seq int64) store.LetterRow {
		return store.LetterRow{Seq: seq, Email: fmt.Sprintf("orang%d@example.go.id", seq), Name: "Orang", At: s.now}
	}
	const n = 130 // more than one taking gives
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for seq := range int64(n) {
			s.must(tx.PutLetter(ctx, letter(seq+1)))
		}
		return nil
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.PutLetter(ctx, letter(1)) }), alur.CodeConflict)
	var got atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 2 {
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
					rows, err := tx.TakeLetters(ctx)
					got.Add(int64(len(rows)))
					for _, r := range rows {
						if diff := cmp.Diff(letter(r.Seq), r); diff != "" {
							s.Errorf("letter (-want +got):\n%s", diff)
						}
					}
					return err
				})
				if err != nil {
					s.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got.Load() != n {
		s.Errorf("%d letters were given, of %d", got.Load(), n)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		old := letter(200)
		old.At = s.now.Add(-25 * time.Hour)
		s.must(tx.PutLetter(ctx, old))
		return tx.PutLetter(ctx, letter(201))
	})
	s.must(s.store.Sweep(s.Context()))
	s.write(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.TakeLetters(ctx)
		if len(rows) != 1 || rows[0].Seq != 201 {
			s.Errorf("after the sweep: %+v", rows)
		}
		return err
	})
}

// sealed: values are read in turn and replaced only where they are what was read; codes
// are found by their scheme.
func sealed(s *suite) {
	c := store.SealedColumns[0]
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		s.must(tx.InsertAccount(ctx, s.account("siti")))
		for i, name := range []string{"siti", "budi"} {
			s.must(tx.PutTOTP(ctx, store.TOTPRow{Username: name, Secret: []byte{byte(i)}, CreatedAt: s.now}))
		}
		s.must(tx.ReplaceRecoveryCodes(ctx, "siti", store.RecoveryCodes{Scheme: "hmac", Hashes: [][]byte{hashOf("1"), hashOf("2")}}))
		return tx.ReplaceRecoveryCodes(ctx, "budi", store.RecoveryCodes{Scheme: "hmac$x", Hashes: [][]byte{hashOf("3")}})
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.SealedValues(ctx, c, "")
		s.must(err)
		rest, err := tx.SealedValues(ctx, c, "budi")
		s.must(err)
		want := []store.SealedValue{{Key: "budi", Value: []byte{1}}, {Key: "siti", Value: []byte{0}}}
		if cmp.Diff(want, all) != "" || cmp.Diff(want[1:], rest) != "" {
			s.Errorf("values %+v, and after the first %+v", all, rest)
		}
		s.must(tx.SetSealed(ctx, c, all[0], []byte{9}))
		s.refused(tx.SetSealed(ctx, c, all[0], []byte{8}), alur.CodeConflict)
		row, err := tx.TOTP(ctx, "budi")
		s.must(err)
		if row.Secret[0] != 9 {
			s.Errorf("secret %v", row.Secret)
		}
		plain, err := tx.RecoveryScheme(ctx, "hmac")
		s.must(err)
		keyed, err := tx.RecoveryKeyed(ctx)
		s.must(err)
		if diff := cmp.Diff([][]string{{"siti"}, {"budi", "siti"}}, [][]string{plain, keyed}); diff != "" {
			s.Errorf("accounts by scheme (-want +got):\n%s", diff)
		}
		codes, err := tx.RecoveryCodes(ctx, "siti")
		s.must(err)
		if codes.Scheme != "hmac" || len(codes.Hashes) != 2 {
			s.Errorf("codes %+v", codes)
		}
		return nil
	})
}
