package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrationFiles embed.FS

// migrations is the folder of the shipped migrations, one sub-folder an engine.
var migrations = func() fs.FS {
	f, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic(err)
	}
	return f
}()

func migrator(db *sql.DB, engine string, all fs.FS) (*goose.Provider, error) {
	files, err := fs.Sub(all, engine)
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_versions"), goose.WithSlog(slog.New(slog.DiscardHandler))}
	dialect := goose.DialectSQLite3
	if engine == Postgres {
		dialect = goose.DialectPostgres
		// Several instances may start at once; the lock is PostgreSQL's own and falls
		// with the connection.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db, files, opts...)
}

// migrate brings the schema to the newest version. Each migration is one transaction
// together with its row in schema_versions: an interrupted run leaves the version
// before, and the next one goes on from there.
func migrate(ctx context.Context, db *sql.DB, engine string, all fs.FS, log *slog.Logger) error {
	m, err := migrator(db, engine, all)
	if err != nil {
		return err
	}
	done, err := m.Up(ctx)
	for _, r := range done {
		log.Info("migrated", "version", r.Source.Version, "took", r.Duration)
	}
	if err == nil {
		return nil
	}
	// Another process may have migrated the same SQLite file a moment ago.
	if pending, perr := m.HasPending(ctx); perr == nil && !pending {
		return nil
	}
	return fmt.Errorf("migrate: %w", err)
}

// assertCurrent refuses a schema that is not the one of this program.
func assertCurrent(ctx context.Context, db *sql.DB, engine string, all fs.FS) error {
	files, err := fs.Glob(all, engine+"/*.sql")
	if err != nil {
		return err
	}
	var newest int64
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM schema_versions`).Scan(&newest); err != nil {
		return refusal(err)
	}
	want, err := goose.NumericComponent(files[len(files)-1])
	if err != nil {
		return err
	}
	if newest != want {
		return fmt.Errorf("the schema has version %d, this program needs %d", newest, want)
	}
	return nil
}
