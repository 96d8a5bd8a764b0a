package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/alur-id/alur"
)

func openTemp(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func insertAgency(s *Store, id, name string) error {
	ctx := context.Background()
	return s.Write(ctx, func(tx *Tx) error {
		return tx.InsertAgency(ctx, alur.Agency{ID: alur.AgencyID(id), Name: name, Kind: alur.AgencyOffice, Active: true})
	})
}

// TestFullDisk: SQLite's limit on pages fails as a full disk does, in the middle of a
// statement. Reads go on, others of the group are told, and writes resume.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	s := openTemp(t)
	if err := insertAgency(s, "a", "a"); err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) {
		if _, err := s.lite.writer.conn.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // as many as there are
	const n = 8
	results := make(chan error, n)
	for i := range n {
		go func() { results <- insertAgency(s, fmt.Sprintf("big-%d", i), strings.Repeat("x ", 100_000)) }()
	}
	for range n {
		if err := <-results; alur.CodeOf(err) != alur.CodeStorageFull {
			t.Errorf("error is %v", err)
		}
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("not ready for reading: %v", err)
	}
	limit(1 << 30)
	if err := insertAgency(s, "big-0", "wieder da"); err != nil {
		t.Errorf("writes did not resume: %v", err)
	}
	select {
	case <-s.Fatal():
		t.Error("a full disk ended the store")
	default:
	}
}

// TestPoison: once a commit failed for good, nothing is acknowledged any more.
func TestPoison(t *testing.T) {
	t.Parallel()
	s := openTemp(t)
	cause := errors.New("fsync: input/output error")
	s.die(cause)
	s.die(errors.New("again"))
	select {
	case <-s.Fatal():
	default:
		t.Error("Fatal is open")
	}
	ran := false
	err := s.Write(t.Context(), func(*Tx) error {
		ran = true
		return nil
	})
	if ran || alur.CodeOf(err) != alur.CodeStorageFull || !errors.Is(err, cause) {
		t.Errorf("ran: %v, error: %v", ran, err)
	}
	if s.Ready(t.Context()) == nil {
		t.Error("a poisoned store is ready")
	}
	if err := s.Read(t.Context(), func(*Tx) error { return nil }); err != nil {
		t.Errorf("reading: %v", err)
	}
}

// TestOverload: who comes when too many wait is turned away with a time to come back.
func TestOverload(t *testing.T) {
	t.Parallel()
	s := openTemp(t)
	inside, proceed := make(chan bool), make(chan bool)
	held := make(chan error)
	go func() {
		held <- s.Write(context.Background(), func(*Tx) error {
			close(inside)
			<-proceed
			return nil
		})
	}()
	<-inside
	results := make(chan error, maxWaiting)
	for len(s.lite.writer.queue) < maxWaiting { // fills up as the goroutines arrive
		before := len(s.lite.writer.queue)
		go func() { results <- s.Write(context.Background(), func(*Tx) error { return nil }) }()
		for len(s.lite.writer.queue) == before {
			runtime.Gosched()
		}
	}
	err := s.Write(t.Context(), func(*Tx) error { return nil })
	e, ok := errors.AsType[*alur.Error](err)
	if !ok || e.Code != alur.CodeOverloaded || e.Retry <= 0 {
		t.Errorf("error is %v", err)
	}
	close(proceed)
	if err := <-held; err != nil {
		t.Error(err)
	}
	for range maxWaiting {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

// TestTrim: a log that has grown is emptied, but no reader is waited for.
func TestTrim(t *testing.T) {
	t.Parallel()
	s := openTemp(t)
	w := s.lite.writer
	size := func() int64 {
		fi, err := os.Stat(s.lite.walPath)
		if err != nil {
			t.Fatal(err)
		}
		return fi.Size()
	}
	if err := insertAgency(s, "a", "a"); err != nil {
		t.Fatal(err)
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		if _, err := tx.Agencies(t.Context(), []alur.AgencyID{"a"}); err != nil { // the snapshot begins
			return err
		}
		if err := insertAgency(s, "b", "b"); err != nil {
			return err
		}
		w.trimAt = 1
		w.trim() // nobody else writes meanwhile
		if size() == 0 || w.trimAt < 2*size() {
			t.Errorf("%d bytes under a reader, next at %d", size(), w.trimAt)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.trimAt = 1
	w.trim()
	if size() != 0 || w.trimAt != maxLog {
		t.Errorf("%d bytes are left, next at %d", size(), w.trimAt)
	}
	if err := assertLite(&Store{}, w.conn, true); err != nil {
		t.Error(err)
	}
	if err := insertAgency(s, "c", "c"); err != nil {
		t.Error(err)
	}
}

func TestPragmas(t *testing.T) {
	t.Parallel()
	for _, drift := range []string{"PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = OFF", "PRAGMA recursive_triggers = OFF"} {
		s := openTemp(t)
		c := s.lite.writer.conn
		if err := assertLite(&Store{}, c, true); err != nil {
			t.Fatal(err)
		}
		if _, err := c.conn.ExecContext(t.Context(), drift); err != nil {
			t.Fatal(err)
		}
		if assertLite(&Store{}, c, true) == nil {
			t.Errorf("accepted after %s", drift)
		}
	}
	for version, want := range map[string]bool{"3.51.3": true, "3.51.2": false, "3.52.0": true, "3.9.9": false, "4.0": true, "3.51": false, "x": false, "": false} {
		if got := newEnough(version, oldestSQLite); got != want {
			t.Errorf("newEnough(%q) = %v", version, got)
		}
	}
}

// TestMode: the database is nobody's but the server's.
func TestMode(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a folder?with#signs%41")
	s, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for path, want := range map[string]fs.FileMode{dir: 0o700 | fs.ModeDir, filepath.Join(dir, databaseFile): 0o600} {
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if fi.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, fi.Mode(), want)
		}
	}
}

// TestInterruptedMigration: a migration that fails half-way leaves the schema as it
// was, and a later start finishes it.
func TestInterruptedMigration(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), databaseFile)
	db, err := sql.Open("sqlite", liteDSN(path, true))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	shipped, err := fs.Glob(migrations, "sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	with := func(last string) fs.FS {
		all := fstest.MapFS{"sqlite/99999_last.sql": {Data: []byte("-- +goose Up\n" + last)}}
		for _, name := range shipped {
			data, err := fs.ReadFile(migrations, name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = &fstest.MapFile{Data: data}
		}
		return all
	}
	good := "CREATE TABLE last (a INTEGER);\nALTER TABLE numbers ADD COLUMN note TEXT;\n"
	s := openTemp(t)
	if migrate(t.Context(), db, SQLite, with(good+"INSERT INTO nowhere VALUES (1);\n"), s.log) == nil {
		t.Fatal("a broken migration passed")
	}
	if assertCurrent(t.Context(), db, SQLite, with(good)) == nil {
		t.Error("half a migration counts as done")
	}
	if err := assertCurrent(t.Context(), db, SQLite, migrations); err != nil {
		t.Error(err)
	}
	var n int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE name = 'last'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d tables of a failed migration, error %v", n, err)
	}
	for range 2 { // finished, and then nothing to do
		if err := migrate(t.Context(), db, SQLite, with(good), s.log); err != nil {
			t.Fatal(err)
		}
	}
	if err := assertCurrent(t.Context(), db, SQLite, with(good)); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	pg := func(code string) error { return fmt.Errorf("query: %w", &pgconn.PgError{Code: code}) }
	for _, c := range []struct {
		err  error
		want alur.Code
	}{
		{pg("23505"), alur.CodeConflict},
		{pg("40001"), alur.CodeConflict},
		{pg("40P01"), alur.CodeConflict},
		{pg("53100"), alur.CodeStorageFull},
		{pg("25006"), alur.CodeStorageFull},
		{pg("53300"), alur.CodeOverloaded},
		{pg("57014"), alur.CodeOverloaded},
		{pg("57P01"), alur.CodeOverloaded},
		{pg("08006"), alur.CodeOverloaded},
		{pg("55P03"), alur.CodeOverloaded},
		{pg("22021"), alur.CodeInvalidData},
		{pg("42601"), alur.CodeInternal},
		{pg("23503"), alur.CodeInternal},
		{context.DeadlineExceeded, alur.CodeOverloaded},
		{context.Canceled, alur.CodeInternal},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, alur.CodeOverloaded},
		{io.ErrUnexpectedEOF, alur.CodeOverloaded},
		{sql.ErrConnDone, alur.CodeOverloaded},
		{alur.Refuse(alur.CodeBlocked), alur.CodeBlocked},
		{errors.New("else"), alur.CodeInternal},
		{nil, ""},
	} {
		if got := alur.CodeOf(refusal(c.err)); got != c.want {
			t.Errorf("%v becomes %q, want %q", c.err, got, c.want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Sistem Rujukan", "é\u0301 中文 ~4e2d~", "\xff\x00'\"\\%_:*&|!()", "Ǆ ß İ ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Words(text) {
			if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789~") != "" {
				t.Errorf("%q gives the word %q, which an engine could read otherwise", text, w)
			}
		}
		set := wordSet(text)
		if len(set) > maxWordBytes {
			t.Errorf("%d bytes of words", len(set))
		}
		for _, w := range strings.Fields(set) { // what is stored is found by the same text
			if !strings.Contains(set, " "+w) {
				t.Errorf("%q is lost", w)
			}
		}
	})
}
