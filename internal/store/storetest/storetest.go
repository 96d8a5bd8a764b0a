// Package storetest gives tests a database: a fresh one of each engine, and the one
// conformance suite that both engines pass.
//
// It owns the PostgreSQL server that tests use; nothing outside of tests imports it.
// Start reading at [Each] and [Run].
package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Each runs fn once for each engine, as subtests "sqlite" and "postgres", with a
// fresh store that is closed at the end.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachConfig(t, func(t *testing.T, cfg store.Config) { fn(t, Open(t, cfg)) })
}

// EachConfig runs fn once for each engine as [Each] does, with where a fresh database
// is: for tests that open it themselves, with a clock of their own.
func EachConfig(t *testing.T, fn func(t *testing.T, cfg store.Config)) {
	t.Helper()
	t.Run(store.SQLite, func(t *testing.T) {
		t.Parallel()
		fn(t, store.Config{Dir: Dir(t)})
	})
	t.Run(store.Postgres, func(t *testing.T) {
		t.Parallel()
		fn(t, store.Config{URL: DSN(t)})
	})
}

// SQLite gives a fresh store on SQLite.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, store.Config{Dir: Dir(t)})
}

// Dir gives a data folder of this test's own with an empty database of the newest
// schema. The schema is made once a process and copied from then on: under the race
// detector every migration costs as much as many a test.
func Dir(t testing.TB) string {
	t.Helper()
	database, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, databaseFile), database, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// databaseFile is what the store calls its database in a data folder.
const databaseFile = "alur.db"

// migrated is an empty database of the newest schema, closed and whole in one file.
var migrated = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "alur-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := store.Open(context.Background(), store.Config{Dir: dir, Clock: alur.SystemClock})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, databaseFile))
})

// Open opens a store, closed at the end of the test.
func Open(t testing.TB, cfg store.Config) *store.Store {
	t.Helper()
	if cfg.Clock == nil {
		cfg.Clock = alur.SystemClock
	}
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return s
}

// ProcessDir gives a folder that lives as long as the process: what takes long to
// fill can be shared by benchmarks. [Main] removes it.
func ProcessDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "alur-bench-")
	if err != nil {
		t.Fatal(err)
	}
	processDirs.Store(dir, true)
	return dir
}

var processDirs sync.Map
