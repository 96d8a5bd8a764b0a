package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the schema snapshots anew")

// TestSchema compares what a fresh migration makes with the snapshot, so that a
// change of the schema is seen as one.
func TestSchema(t *testing.T) {
	t.Parallel()
	t.Run(store.SQLite, func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		storetest.Open(t, store.Config{Dir: dir})
		db := openRaw(t, "sqlite", filepath.Join(dir, "alur.db"))
		compareSchema(t, store.SQLite, describe(t, db,
			`SELECT type || ' ' || name || char(10) || sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`))
	})
	t.Run(store.Postgres, func(t *testing.T) {
		t.Parallel()
		url := storetest.EmptyDSN(t)
		storetest.Open(t, store.Config{URL: url})
		db := openRaw(t, "pgx", url)
		compareSchema(t, store.Postgres, describe(t, db,
			`SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(collation_name, '') || ' null ' || is_nullable || ' ' || coalesce(column_default, '') || coalesce(generation_expression, '')
			 FROM information_schema.columns WHERE table_schema = 'public'`,
			`SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'`,
			`SELECT 'constraint ' || CAST(CAST(conrelid AS regclass) AS text) || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = CAST('public' AS regnamespace)`,
			`SELECT 'trigger ' || CAST(tgenabled AS text) || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
			`SELECT 'function ' || proname || chr(10) || prosrc FROM pg_proc WHERE pronamespace = CAST('public' AS regnamespace)`))
	})
}

func openRaw(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func describe(t *testing.T, db *sql.DB, queries ...string) string {
	t.Helper()
	var all []string
	for _, q := range queries {
		rows, err := db.QueryContext(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.TrimSpace(s)+"\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

func compareSchema(t *testing.T, engine, got string) {
	t.Helper()
	path := filepath.Join("testdata", fmt.Sprintf("schema.%s.txt", engine))
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema is not the one in %s; if that is meant, run the test with -update (-want +got):\n%s", path, diff)
	}
}
