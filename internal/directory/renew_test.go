package directory_test

import (
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// TestRenew: a session's secret changes with a proof; the one before opens it for a minute
// more, for answers that got lost and calls beside each other, and nothing after that.
func TestRenew(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		open := func(secret string, stale bool) *directory.Session {
			w.Helper()
			s, err := w.Authenticate(ctx, directory.KindSession, secret)
			if err != nil || s.Stale != stale || s.User.Username != "budi" {
				w.Errorf("%+v %v, stale %v wanted", s, err, stale)
			}
			return s
		}
		shut := func(secret string) {
			w.Helper()
			_, err := w.Authenticate(ctx, directory.KindSession, secret)
			w.refused(err, alur.CodeUnauthenticated)
		}
		first, s := w.enter(directory.KindSession)
		second, err := w.Renew(ctx, s)
		w.must(err)
		if now := open(second, false); now.ID != s.ID || now.ExpiresAt != s.ExpiresAt || first == second {
			w.Errorf("another session: %+v after %+v", now, s)
		}
		// The first again and again: each time there is a way to the newest.
		third, err := w.Renew(ctx, open(first, true))
		w.must(err)
		open(third, false)
		open(second, true)
		w.clock.Pass(time.Minute)
		shut(first)
		shut(second)
		open(third, false)
		_, err = w.Authenticate(ctx, directory.KindToken, "alur_"+third)
		w.refused(err, alur.CodeUnauthenticated)

		// Several at once: all of their secrets work for the minute, one of them after it.
		secrets := make([]string, 5)
		var wg sync.WaitGroup
		for i := range secrets {
			wg.Go(func() {
				var err error
				if secrets[i], err = w.Renew(ctx, s); err != nil {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		fresh := 0
		for _, secret := range secrets {
			if x, err := w.Authenticate(ctx, directory.KindSession, secret); err != nil {
				w.Error(err)
			} else if !x.Stale {
				fresh++
			}
		}
		if fresh != 1 {
			w.Errorf("%d of %d secrets are the last one", fresh, len(secrets))
		}

		// What has ended is over under every secret.
		last, err := w.Renew(ctx, s)
		w.must(err)
		w.must(w.EndSession(ctx, "budi", s.ID, directory.By{}))
		shut(last)
		for _, secret := range secrets {
			shut(secret)
		}
		_, err = w.Renew(ctx, s)
		w.refused(err, alur.CodeUnauthenticated)
	})
}
