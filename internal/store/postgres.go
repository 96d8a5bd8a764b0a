package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/alur-id/alur"
)

// pgEngine is PostgreSQL, one transaction on one connection for each call.
type pgEngine struct {
	store *Store
	db    *sql.DB
	most  int // connections
}

// What a connection is set to unless the URL says otherwise. Durability is not
// negotiable and overrides the URL (openPostgres).
var pgDefaults = map[string]string{
	"application_name":                    "alur",
	"statement_timeout":                   "30s",
	"lock_timeout":                        "10s",
	"idle_in_transaction_session_timeout": "60s",
}

func openPostgres(ctx context.Context, s *Store, cfg Config) (_ *pgEngine, err error) {
	conf, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // pgx's error quotes it, password and all
	}
	for k, v := range pgDefaults {
		if _, set := conf.RuntimeParams[k]; !set {
			conf.RuntimeParams[k] = v
		}
	}
	conf.RuntimeParams["synchronous_commit"] = "on"
	conf.RuntimeParams["timezone"] = "UTC"
	if cfg.ReadOnly {
		conf.RuntimeParams["default_transaction_read_only"] = "on"
	} else if conf.ValidateConnect == nil {
		// After a failover the old primary must not be taken for the new one.
		conf.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = 5 * time.Second
	}

	// Migrations may take long; they run on a connection of their own.
	if !cfg.ReadOnly {
		slow := conf.Copy()
		slow.RuntimeParams["statement_timeout"] = "0"
		slow.RuntimeParams["idle_in_transaction_session_timeout"] = "0"
		slow.RuntimeParams["lock_timeout"] = "0"
		db := stdlib.OpenDB(*slow)
		err := migrate(ctx, db, Postgres, migrations, s.log)
		if err := errors.Join(err, db.Close()); err != nil {
			return nil, err
		}
	}

	e := &pgEngine{store: s, db: stdlib.OpenDB(*conf), most: cmp.Or(max(cfg.MaxConns, 0), 20)}
	defer func() {
		if err != nil {
			_ = e.db.Close()
		}
	}()
	e.db.SetMaxOpenConns(e.most)
	e.db.SetMaxIdleConns(e.most)
	e.db.SetConnMaxLifetime(time.Hour)
	e.db.SetConnMaxIdleTime(5 * time.Minute)
	if cfg.ReadOnly {
		if err := assertCurrent(ctx, e.db, Postgres, migrations); err != nil {
			return nil, err
		}
	}
	return e, e.assert(ctx)
}

// assert refuses a server whose settings would lose what it acknowledges, and a
// history without its triggers.
func (e *pgEngine) assert(ctx context.Context) error {
	for name, want := range map[string]string{"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"} {
		var got string
		if err := e.db.QueryRowContext(ctx, `SELECT current_setting($1)`, name).Scan(&got); err != nil {
			return refusal(err)
		}
		if got != want {
			return fmt.Errorf("postgres: %s is %q, need %q", name, got, want)
		}
	}
	// tgtype: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
	for _, guard := range []struct {
		table, name string
		kind        int
	}{
		{"events", "events_no_change", 1 | 2 | 8 | 16},
		{"events", "events_no_truncate", 2 | 32},
		{"security_events", "security_events_no_change", 1 | 2 | 8 | 16},
		{"security_events", "security_events_no_truncate", 2 | 32},
		{"tree_leaves", "tree_leaves_no_change", 1 | 2 | 8 | 16},
		{"tree_leaves", "tree_leaves_no_truncate", 2 | 32},
		{"events", "events_to_tree", 1 | 4},
	} {
		var n int
		err := e.db.QueryRowContext(ctx, `
			SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
			WHERE t.tgrelid = CAST(CAST($1 AS text) AS regclass) AND t.tgname = $2 AND t.tgtype = $3 AND t.tgenabled = 'A'
			  AND t.tgqual IS NULL AND p.prosrc LIKE CASE WHEN t.tgname = 'events_to_tree' THEN '%BEGIN%INSERT INTO tree_pending (request_id, seq, hash) VALUES (NEW.request_id, NEW.seq, NEW.hash);%END%'
			    ELSE '%BEGIN%RAISE EXCEPTION ''' || CAST($1 AS text) || ' are append-only''%END%' END`,
			guard.table, guard.name, guard.kind).Scan(&n)
		if err != nil {
			return refusal(err)
		}
		if n != 1 {
			missing := fmt.Errorf("postgres: the trigger %s, which keeps the history append-only, is missing, changed or not ENABLE ALWAYS", guard.name)
			if err := e.store.guarded(missing); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *pgEngine) read(ctx context.Context, fn func(*Tx) error) error {
	return e.transact(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (e *pgEngine) write(ctx context.Context, fn func(*Tx) error) error {
	return e.transact(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, fn)
}

func (e *pgEngine) transact(ctx context.Context, opts *sql.TxOptions, fn func(*Tx) error) error {
	conn, sqlTx, err := e.begin(ctx, opts)
	if err != nil {
		return refusal(err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	tx := &Tx{store: e.store, pg: sqlTx, writable: !opts.ReadOnly}
	finished := false
	defer func() {
		tx.over = true
		if !finished { // fn panicked or left by Goexit
			_ = sqlTx.Rollback()
		}
	}()
	err = fn(tx)
	tx.over, finished = true, true
	if err != nil {
		_ = sqlTx.Rollback()
	} else {
		err = refusal(sqlTx.Commit())
	}
	if hasPgCode(err, pgReadOnly) && !e.store.readOnly {
		// This server is no longer the primary: drop the connection, so that the next one
		// is looked for among all hosts of the URL.
		discard(conn)
	}
	return err
}

// begin takes a connection and opens a transaction. After the server has restarted,
// every connection of the pool is dead, and each is found out only by using it: a
// BEGIN that failed has done nothing and is tried on the next one.
func (e *pgEngine) begin(ctx context.Context, opts *sql.TxOptions) (conn *sql.Conn, tx *sql.Tx, err error) {
	for range e.most + 1 {
		if conn, err = e.db.Conn(ctx); err != nil {
			return nil, nil, err
		}
		// The transaction must not end with ctx by itself: whether it commits is decided by
		// transact, so that its outcome is known as far as it can be.
		if tx, err = conn.BeginTx(context.WithoutCancel(ctx), opts); err == nil {
			return conn, tx, nil
		}
		discard(conn)
		_ = conn.Close()
		if alur.CodeOf(refusal(err)) != alur.CodeOverloaded || ctx.Err() != nil {
			break
		}
	}
	return nil, nil, err
}

// discard keeps a connection out of the pool.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}
