package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestConnectionLoss: a server that restarts costs the calls under way and no other.
func TestConnectionLoss(t *testing.T) {
	t.Parallel()
	url := storetest.DSN(t)
	s := storetest.Open(t, store.Config{URL: url})
	db := openRaw(t, "pgx", url)
	ctx := t.Context()
	ping := func() error {
		return s.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.NextNumber(ctx, 2026)
			return err
		})
	}
	for range 3 {
		// Fill the pool, then break every connection, idle and used.
		inside, proceed := make(chan bool), make(chan bool)
		var wg sync.WaitGroup
		errs := make(chan error, 5)
		for range 5 {
			wg.Go(func() {
				errs <- s.Write(ctx, func(tx *store.Tx) error {
					inside <- true
					<-proceed
					_, err := tx.NextNumber(ctx, 2026)
					return err
				})
			})
		}
		for range 5 {
			<-inside
		}
		if _, err := db.ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
			t.Fatal(err)
		}
		close(proceed)
		wg.Wait()
		close(errs)
		for err := range errs {
			if alur.CodeOf(err) != alur.CodeOverloaded {
				t.Errorf("error is %v", err)
			}
		}
		if err := ping(); err != nil {
			t.Errorf("after the loss: %v", err)
		}
	}
	var last int
	if err := db.QueryRowContext(ctx, `SELECT last FROM numbers WHERE year = 2026`).Scan(&last); err != nil || last != 3 {
		t.Errorf("%d numbers were given, error %v", last, err)
	}
}

// TestPoolSurvivesRestart: idle connections that died are found out and replaced,
// without a failed call.
func TestPoolSurvivesRestart(t *testing.T) {
	t.Parallel()
	url := storetest.DSN(t)
	s := storetest.Open(t, store.Config{URL: url, MaxConns: 6})
	ctx := t.Context()
	var inside, leave sync.WaitGroup
	inside.Add(6)
	leave.Add(1)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := s.Read(ctx, func(*store.Tx) error {
				inside.Done()
				leave.Wait()
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	inside.Wait()
	leave.Done()
	wg.Wait()
	if _, err := openRaw(t, "pgx", url).ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(ctx); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

// TestNoServer: without a database every call says so, and the URL's password is not
// in what it says.
func TestNoServer(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://alur:rahasia@127.0.0.1:1/alur?sslmode=disable", "postgres://alur:rahasia@[::1/alur"} {
		_, err := store.Open(context.Background(), store.Config{URL: url})
		if err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("error is %v", err)
		}
	}
}

// TestTemplateIsCurrent: the database that other tests begin with is the one that a
// migration makes.
func TestTemplateIsCurrent(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, store.Config{URL: storetest.DSN(t), ReadOnly: true})
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}
