package store_test

import (
	"testing"

	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// One suite holds both engines to one behaviour.
func TestConformance(t *testing.T) {
	t.Run(store.SQLite, func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) store.Config { return store.Config{Dir: t.TempDir()} })
	})
	t.Run(store.Postgres, func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) store.Config { return store.Config{URL: storetest.DSN(t)} })
	})
}
