package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"github.com/alur-id/alur"
)

// retryAfter is when to come back after "overloaded".
const retryAfter = 2 * time.Second

func overloaded(cause error) error {
	return &alur.Error{Code: alur.CodeOverloaded, Retry: retryAfter, Err: cause}
}

// ended turns the end of a context into an error: too long is our overload, gone is
// the caller's own doing and stays what it is.
func ended(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return overloaded(err)
	}
	return err
}

// refusal maps an engine's error to a code, by the engine's own code and never by
// its text. What it does not know stays as it is: an internal error.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*alur.Error](err); ok {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return refuseLite(e, err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refusePostgres(e, err)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return overloaded(err)
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &connect), errors.As(err, &network),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), pgconn.SafeToRetry(err):
		return overloaded(err)
	}
	return err
}

func refuseLite(e *sqlite.Error, err error) error {
	switch e.Code() {
	case sqlitelib.SQLITE_CONSTRAINT_UNIQUE, sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY, sqlitelib.SQLITE_CONSTRAINT_ROWID:
		return &alur.Error{Code: alur.CodeConflict, Err: err}
	}
	switch e.Code() & 0xff {
	case sqlitelib.SQLITE_FULL, sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_IOERR, sqlitelib.SQLITE_CANTOPEN:
		return &alur.Error{Code: alur.CodeStorageFull, Err: err}
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_NOMEM, sqlitelib.SQLITE_INTERRUPT, sqlitelib.SQLITE_PROTOCOL:
		return overloaded(err)
	}
	return err
}

// commitKills reports whether an error of SQLite at a commit leaves it unknown what
// the disk holds. A write that failed does not (the frames are not part of the log
// before their commit frame), nor does a full disk; a failed fsync does.
func commitKills(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch e.Code() {
	case sqlitelib.SQLITE_IOERR_WRITE, sqlitelib.SQLITE_IOERR_SHMSIZE, sqlitelib.SQLITE_IOERR_SHMMAP, sqlitelib.SQLITE_IOERR_SHMOPEN,
		sqlitelib.SQLITE_IOERR_SHMLOCK, sqlitelib.SQLITE_IOERR_LOCK, sqlitelib.SQLITE_IOERR_NOMEM:
		return false
	}
	switch e.Code() & 0xff {
	case sqlitelib.SQLITE_IOERR, sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		return true
	}
	return false
}

// The SQLSTATE codes that mean something to us (PostgreSQL manual, appendix A).
const (
	pgUniqueViolation   = "23505"
	pgSerialization     = "40001"
	pgDeadlock          = "40P01"
	pgReadOnly          = "25006"
	pgDiskFull          = "53100"
	pgOutOfMemory       = "53200"
	pgTooManyConns      = "53300"
	pgLockNotAvailable  = "55P03"
	pgQueryCanceled     = "57014"
	pgBadText           = "22021"
	pgUntranslatable    = "22P05"
	pgIdleTransaction   = "25P03"
	pgClassConnection   = "08"
	pgClassIntervention = "57P"
)

func refusePostgres(e *pgconn.PgError, err error) error {
	switch e.Code {
	case pgUniqueViolation, pgSerialization, pgDeadlock:
		return &alur.Error{Code: alur.CodeConflict, Err: err}
	case pgDiskFull, pgReadOnly:
		return &alur.Error{Code: alur.CodeStorageFull, Err: err}
	case pgBadText, pgUntranslatable: // U+0000 or broken UTF-8, which PostgreSQL cannot hold
		return &alur.Error{Code: alur.CodeInvalidData, Err: err}
	case pgOutOfMemory, pgTooManyConns, pgLockNotAvailable, pgQueryCanceled, pgIdleTransaction:
		return overloaded(err)
	}
	if len(e.Code) == 5 && (e.Code[:2] == pgClassConnection || e.Code[:3] == pgClassIntervention) {
		return overloaded(err)
	}
	return err
}

// hasPgCode reports whether err comes from PostgreSQL with the code.
func hasPgCode(err error, code string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == code
}
