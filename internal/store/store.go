// Package store keeps everything but the bytes of documents, in SQLite or in
// PostgreSQL, with one hand-written SQL text for both.
//
// It owns the schema (migrations/), transactions, the mapping of engine errors to
// codes, and the order and paging of lists. It knows no rule of the product: what
// may happen is decided in internal/flow, internal/casework and internal/directory,
// and everything that belongs together is one [Store.Write]. Start reading at
// [Store] and [Tx]; writer.go holds the group commit of SQLite, list.go the lists,
// and storetest the one conformance suite that both engines pass.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/alur-id/alur"
)

// The engines.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Config says where the data is.
type Config struct {
	// Dir is the data folder; SQLite keeps <dir>/alur.db in it. It is created when
	// it is missing. Ignored with URL.
	Dir string
	// URL is a PostgreSQL connection URL (postgres://…) or keyword string; "" is SQLite.
	URL string
	// Clock says what is over: sessions to sweep, offices held for a colleague; nil is
	// the machine's clock.
	Clock alur.Clock
	// Log receives what an operator should know; nil is nobody.
	Log *slog.Logger
	// Retention is for Sweep; its zero value is [alur.DefaultRetention].
	Retention alur.Retention
	// ReadOnly opens what is there without migrating it, and every Write fails. It is
	// for tools that look at the data of a server which may be running.
	ReadOnly bool
	// MaxConns is the number of connections: those that read on SQLite (default 6), all
	// of them on PostgreSQL (default 20).
	MaxConns int
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	unguarded error // set while opening
	log       *slog.Logger
	clock     alur.Clock
	readOnly  bool
	retention alur.Retention

	lite *liteEngine // one of the two
	pg   *pgEngine

	poison    sync.Once
	fatal     chan struct{}
	poisonErr error // set before fatal is closed
}

// Open opens the database, creating and migrating it where needed, and refuses
// one that would not keep what it acknowledges: wrong pragmas, an SQLite that is
// too old, or a history without the triggers that guard it.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s := &Store{log: cfg.Log, clock: cfg.Clock, readOnly: cfg.ReadOnly, retention: cfg.Retention, fatal: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = alur.SystemClock
	}
	if s.retention == (alur.Retention{}) {
		s.retention = alur.DefaultRetention
	}
	var err error
	if cfg.URL != "" {
		s.pg, err = openPostgres(ctx, s, cfg)
	} else {
		s.lite, err = openLite(ctx, s, cfg)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return s, nil
}

// Close ends the store after the writes that have begun. Later calls fail with
// "overloaded".
func (s *Store) Close() error {
	if s.pg != nil {
		return s.pg.db.Close()
	}
	return s.lite.close()
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string {
	if s.pg != nil {
		return Postgres
	}
	return SQLite
}

// Unguarded says which trigger that keeps the history append-only is missing or
// changed, or nil. A store that may write is not opened without them; one that only
// reads is, so that the damage can be looked at.
func (s *Store) Unguarded() error { return s.unguarded }

// guarded takes what is wrong with the triggers: a store that may write refuses.
func (s *Store) guarded(wrong error) error {
	if wrong == nil || !s.readOnly {
		return wrong
	}
	s.unguarded = wrong
	return nil
}

// Ready reports whether the database answers and is not poisoned.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.poisoned(); err != nil {
		return err
	}
	return s.Read(ctx, func(tx *Tx) error {
		var one int
		return tx.queryRow(ctx, `SELECT 1`, nil, &one)
	})
}

// Fatal is closed once the disk failed at a commit: what was written last may or may
// not be there, so nothing more is acknowledged. The process must end and start
// again, which recovers from the log; an fsync is never tried twice.
func (s *Store) Fatal() <-chan struct{} { return s.fatal }

func (s *Store) die(err error) {
	s.poison.Do(func() {
		s.poisonErr = err
		s.log.Error("the database failed at a commit; no write is accepted any more", "error", err)
		close(s.fatal)
	})
}

func (s *Store) poisoned() error {
	select {
	case <-s.fatal:
		return &alur.Error{Code: alur.CodeStorageFull, Err: fmt.Errorf("store is poisoned: %w", s.poisonErr)}
	default:
		return nil
	}
}

// Read runs fn on one consistent snapshot. It runs fn exactly once and gives back
// its error. Not for use inside another Read or Write.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	if s.pg != nil {
		return s.pg.read(ctx, fn)
	}
	return s.lite.read(ctx, fn)
}

// Write runs fn exactly once in one transaction, all or nothing, and returns after
// a durable commit. With an error of fn nothing is written and the error is given
// back; a panic of fn does the same and goes on. When ctx ends before fn has
// begun, fn does not run. fn must not wait for anything but the Tx: on SQLite all
// writers wait for it. Not for use inside another Read or Write.
//
// Refusals beside those of fn: conflict (a race was lost), storage-full,
// overloaded (the database cannot be reached, or too many are waiting). After
// overloaded the outcome of a commit on PostgreSQL may be unknown; the
// idempotency key tells (promises.md).
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	if s.readOnly {
		return errors.New("write to a store opened for reading")
	}
	if err := s.poisoned(); err != nil {
		return err
	}
	if s.pg != nil {
		return s.pg.write(ctx, fn)
	}
	return s.lite.write(ctx, fn)
}
