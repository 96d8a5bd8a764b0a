package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// databaseFile is the name of SQLite's file in the data folder.
const databaseFile = "alur.db"

// oldestSQLite is the first version that cannot corrupt a write-ahead log under
// several connections.
var oldestSQLite = [3]int{3, 51, 3}

// liteEngine is SQLite: one connection that writes, several that read. Two pools
// on one file keep readers from ever waiting for a writer.
type liteEngine struct {
	store    *Store
	writeDB  *sql.DB // nil when opened for reading
	readDB   *sql.DB
	readers  chan *liteConn
	nreaders int
	writer   *writer
	walPath  string
	closed   chan struct{}
	once     sync.Once
}

// liteConn is a connection with its prepared statements.
type liteConn struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// maxStatements bounds what a connection keeps prepared. The texts of lists vary
// with their filters; when there are too many, all are dropped and made anew.
const maxStatements = 300

func (c *liteConn) statement(text string) (*sql.Stmt, error) {
	if st, ok := c.statements[text]; ok {
		return st, nil
	}
	if len(c.statements) >= maxStatements {
		for _, st := range c.statements {
			_ = st.Close()
		}
		clear(c.statements)
	}
	st, err := c.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	c.statements[text] = st
	return st, nil
}

func (c *liteConn) run(text string) error {
	st, err := c.statement(text)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

func (c *liteConn) close() {
	for _, st := range c.statements {
		_ = st.Close()
	}
	_ = c.conn.Close()
}

func openLite(ctx context.Context, s *Store, cfg Config) (_ *liteEngine, err error) {
	path, err := filepath.Abs(filepath.Join(cfg.Dir, databaseFile))
	if err != nil {
		return nil, err
	}
	if cfg.ReadOnly {
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
	} else if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	e := &liteEngine{store: s, walPath: path + "-wal", nreaders: cfg.MaxConns, closed: make(chan struct{})}
	if e.nreaders <= 0 {
		e.nreaders = 6
	}
	defer func() {
		if err != nil {
			_ = e.close()
		}
	}()

	if !cfg.ReadOnly {
		// Private to the account that runs the server: the file holds password hashes.
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		if e.writeDB, err = sql.Open("sqlite", liteDSN(path, true)); err != nil {
			return nil, err
		}
		e.writeDB.SetMaxOpenConns(1)
		e.writeDB.SetMaxIdleConns(1)
		if err := migrate(ctx, e.writeDB, SQLite, migrations, s.log); err != nil {
			return nil, err
		}
		c, err := openConn(ctx, e.writeDB)
		if err != nil {
			return nil, err
		}
		e.writer = newWriter(e, c)
		if err := assertLite(s, c, true); err != nil {
			return nil, err
		}
	}

	if e.readDB, err = sql.Open("sqlite", liteDSN(path, false)); err != nil {
		return nil, err
	}
	e.readDB.SetMaxOpenConns(e.nreaders)
	e.readDB.SetMaxIdleConns(e.nreaders)
	if cfg.ReadOnly { // before the readers below take every connection there is
		if err := assertCurrent(ctx, e.readDB, SQLite, migrations); err != nil {
			return nil, err
		}
	}
	e.readers = make(chan *liteConn, e.nreaders)
	for range e.nreaders {
		c, err := openConn(ctx, e.readDB)
		if err != nil {
			return nil, err
		}
		e.readers <- c
		if err := assertLite(s, c, false); err != nil {
			return nil, err
		}
	}
	if e.writer != nil {
		e.writer.start()
	}
	return e, nil
}

func openConn(ctx context.Context, db *sql.DB) (*liteConn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &liteConn{conn: c, statements: map[string]*sql.Stmt{}}, nil
}

func liteDSN(path string, write bool) string {
	q := url.Values{}
	pragma := func(p string) { q.Add("_pragma", p) }
	pragma("busy_timeout(" + strconv.FormatInt(busyTimeout.Milliseconds(), 10) + ")")
	pragma("foreign_keys(1)")
	pragma("synchronous(full)")
	pragma("temp_store(memory)")
	q.Set("_dqs", "0")
	if write {
		q.Set("_journal_mode", "WAL") // not in the list of pragmas, which is run in alphabetical order: page_size comes first
		pragma("page_size(4096)")
		pragma("recursive_triggers(1)") // else INSERT OR REPLACE would delete an event unseen
		pragma("secure_delete(fast)")   // erased personal data does not linger in free space
		pragma("cache_size(-32000)")
		pragma("wal_autocheckpoint(8000)")
		pragma("journal_size_limit(67108864)")
		q.Set("_txlock", "immediate")
	} else {
		pragma("cache_size(-6000)")
		pragma("query_only(1)")
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// assertLite refuses a connection whose settings would lose what it acknowledges.
func assertLite(s *Store, c *liteConn, write bool) error {
	ask := func(text string) (v string, err error) {
		err = c.conn.QueryRowContext(context.Background(), text).Scan(&v)
		return v, err
	}
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "query_only": "1"}
	if write {
		want["query_only"], want["recursive_triggers"] = "0", "1"
	}
	for name, value := range want {
		got, err := ask("PRAGMA " + name)
		if err != nil {
			return err
		}
		if got != value {
			return fmt.Errorf("sqlite: %s is %q, need %q", name, got, value)
		}
	}
	version, err := ask("SELECT sqlite_version()")
	if err != nil {
		return err
	}
	if !newEnough(version, oldestSQLite) {
		return fmt.Errorf("sqlite: version %s is older than %v", version, oldestSQLite)
	}
	return s.guarded(assertTriggersLite(ask))
}

func newEnough(version string, oldest [3]int) bool {
	parts := strings.Split(version, ".")
	for i, want := range oldest {
		if i >= len(parts) {
			return false
		}
		got, err := strconv.Atoi(parts[i])
		if err != nil || got != want {
			return err == nil && got > want
		}
	}
	return true
}

// assertTriggersLite compares the triggers that guard the history with their text
// in the migration, since a trigger of the same name could do nothing.
func assertTriggersLite(ask func(string) (string, error)) error {
	for _, table := range []string{"events", "security_events", "tree_leaves"} {
		for _, verb := range []string{"UPDATE", "DELETE"} {
			name := table + "_no_" + strings.ToLower(verb)
			got, err := ask("SELECT coalesce(max(sql), '') FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '" + table + "' AND name = '" + name + "'")
			if err != nil {
				return err
			}
			what := verb
			if table == "tree_leaves" && verb == "UPDATE" {
				what += " OF idx, request_id, seq, leaf" // the hashes above may be made anew
			}
			want := "CREATE TRIGGER " + name + " BEFORE " + what + " ON " + table + " BEGIN SELECT RAISE(ABORT, '" + table + " are append-only'); END"
			if strings.Join(strings.Fields(got), " ") != want {
				return fmt.Errorf("sqlite: the trigger %s, which keeps the history append-only, is missing or changed", name)
			}
		}
	}
	return nil
}

func (e *liteEngine) close() error {
	var errs []error
	e.once.Do(func() { close(e.closed) })
	if e.writer != nil {
		e.writer.close()
	}
	if e.readDB != nil {
		for range e.nreaders {
			select {
			case c := <-e.readers:
				c.close()
			default: // in use: closing the database ends it
			}
		}
		errs = append(errs, e.readDB.Close())
	}
	if e.writeDB != nil {
		errs = append(errs, e.writeDB.Close()) // last, so that it checkpoints the log
	}
	return errors.Join(errs...)
}

func (e *liteEngine) read(ctx context.Context, fn func(*Tx) error) (err error) {
	var c *liteConn
	select {
	case <-e.closed:
		return overloaded(errClosed)
	case c = <-e.readers:
	case <-ctx.Done():
		return ended(ctx.Err())
	}
	tx := &Tx{store: e.store, conn: c}
	defer func() {
		tx.over = true
		// A transaction that only read ends alike with both; errors mean nothing.
		_ = c.run("ROLLBACK")
		e.readers <- c
	}()
	if err := c.run("BEGIN"); err != nil {
		return refusal(err)
	}
	return fn(tx)
}

func (e *liteEngine) write(ctx context.Context, fn func(*Tx) error) error {
	return e.writer.do(ctx, fn)
}
