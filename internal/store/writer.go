package store

import (
	"context"
	"errors"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// maxGroup is how many writes share one commit at most, and so one fsync.
const maxGroup = 64

// maxWaiting is how many writes may wait; more are turned away as overloaded,
// since they would wait longer than their callers.
const maxWaiting = 1024

// maxLog is the size of the write-ahead log at which the writer stops to empty it.
// The automatic checkpoint keeps it far below unless readers overlap without a gap.
const maxLog = 128 << 20

// How long a statement waits for a lock of another connection or process, and how
// long the emptying of the log does.
const (
	busyTimeout  = 10 * time.Second
	trimPatience = 100 * time.Millisecond
)

// writer lets waiting writes share a commit. It takes turns: for each write it
// hands the connection to the caller's own goroutine, inside a savepoint, and takes
// it back; then it commits once for all and tells them. So a panic or a Goexit of
// one write stays in its goroutine and costs the others nothing.
type writer struct {
	engine *liteEngine
	conn   *liteConn
	queue  chan *turn
	quit   chan struct{} // closed by close
	done   chan struct{} // closed when the loop has ended
	once   sync.Once
	runs   atomic.Bool // the loop was started
	trimAt int64       // the size of the log at which it is emptied next
}

// turn is one waiting write.
type turn struct {
	state atomic.Int32 // waiting, then running or gone
	start chan struct{}
	back  chan bool // the caller is done; true: keep what it wrote
	cause error     // of its last statement that failed, set before back
	end   chan error
}

const (
	turnWaiting = iota
	turnRunning
	turnGone
)

var errClosed = errors.New("store is closed")

func newWriter(e *liteEngine, c *liteConn) *writer {
	return &writer{
		engine: e, conn: c, trimAt: maxLog,
		queue: make(chan *turn, maxWaiting), quit: make(chan struct{}), done: make(chan struct{}),
	}
}

func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return ended(err)
	}
	t := &turn{start: make(chan struct{}), back: make(chan bool), end: make(chan error, 1)}
	select {
	case <-w.quit:
		return overloaded(errClosed)
	default:
	}
	select {
	case w.queue <- t:
	default:
		return overloaded(errors.New("too many writes are waiting"))
	}
	select {
	case <-t.start:
	case err := <-t.end: // the group could not begin, or the store was closed
		return err
	case <-w.done: // closed between the check above and the queue
		if t.state.CompareAndSwap(turnWaiting, turnGone) {
			return overloaded(errClosed)
		}
		return <-t.end
	case <-ctx.Done():
		if t.state.CompareAndSwap(turnWaiting, turnGone) {
			return ended(ctx.Err())
		}
		select { // it is our turn already: fn runs, as it would have a moment ago
		case <-t.start:
		case err := <-t.end:
			return err
		}
	}
	err := w.run(t, fn)
	if end := <-t.end; err == nil { // after an error of fn it only waits for the rollback
		err = end
	}
	return err
}

// run calls fn in the caller's goroutine and gives the connection back whatever
// fn does.
func (w *writer) run(t *turn, fn func(*Tx) error) (err error) {
	tx := &Tx{store: w.engine.store, conn: w.conn, writable: true}
	keep := false
	defer func() {
		tx.over = true
		t.cause = tx.cause
		t.back <- keep
	}()
	err = fn(tx)
	keep = err == nil
	return err
}

func (w *writer) start() {
	w.runs.Store(true)
	go w.loop()
}

// close ends the loop after the group that is running; what waits behind it is
// turned away.
func (w *writer) close() {
	w.once.Do(func() { close(w.quit) })
	if !w.runs.Load() { // opening failed before
		w.conn.close()
		return
	}
	select {
	case <-w.done:
	case <-time.After(10 * time.Second):
	}
}

func (w *writer) loop() {
	defer close(w.done)
	defer w.conn.close()
	for n := 0; ; n++ {
		var first *turn
		select {
		case first = <-w.queue:
		case <-w.quit:
			for {
				select {
				case t := <-w.queue:
					if t.state.CompareAndSwap(turnWaiting, turnGone) {
						t.end <- overloaded(errClosed)
					}
					continue
				default:
				}
				return
			}
		}
		w.group(first)
		if n%64 == 63 {
			w.trim()
		}
	}
}

// group runs one transaction for first and for whoever waits behind it.
func (w *writer) group(first *turn) {
	if err := w.engine.store.poisoned(); err != nil {
		w.refuse(first, err)
		return
	}
	if err := w.conn.run("BEGIN IMMEDIATE"); err != nil {
		w.refuse(first, refusal(err))
		return
	}
	var members []*turn // that ran and are told how it ends
	var dead error      // the transaction cannot be committed
	next := first
	for ran := 0; next != nil && dead == nil; {
		if next.state.CompareAndSwap(turnWaiting, turnRunning) {
			keep, err := w.member(next)
			if err != nil {
				dead = err
			}
			if keep || err != nil {
				members = append(members, next)
			} else {
				next.end <- nil // it knows its own error
			}
			ran++
		}
		next = nil
		if ran < maxGroup {
			select {
			case next = <-w.queue:
			default:
			}
		}
	}
	if next != nil { // taken from the queue, but the transaction died under it
		defer w.refuse(next, refusal(dead))
	}
	err := dead
	if err == nil {
		err = w.conn.run("COMMIT")
		if err != nil && commitKills(err) {
			w.engine.store.die(err)
		}
	}
	if err != nil {
		_ = w.conn.run("ROLLBACK") // fails when SQLite has rolled back by itself
	}
	for _, t := range members {
		t.end <- refusal(err)
	}
}

// member runs one write in a savepoint. An error means that the whole transaction
// is lost: on a full disk, for example, SQLite rolls all of it back by itself.
func (w *writer) member(t *turn) (keep bool, err error) {
	if err := w.conn.run("SAVEPOINT member"); err != nil {
		return false, err // t learns it as the end of its turn, which never started
	}
	close(t.start)
	keep = <-t.back
	if !keep {
		err = w.conn.run("ROLLBACK TO member")
	}
	if err == nil {
		err = w.conn.run("RELEASE member")
	}
	if err != nil && t.cause != nil {
		err = t.cause // the savepoint is gone because of it
	}
	return keep, err
}

func (w *writer) refuse(t *turn, err error) {
	if t.state.CompareAndSwap(turnWaiting, turnGone) {
		t.end <- err
	}
}

// trim empties the log when it has grown too far. It waits for readers for a moment
// only: a long one, such as an audit, must not stop the writers. Then the log may
// grow to twice the size before the next attempt.
func (w *writer) trim() {
	fi, err := os.Stat(w.engine.walPath)
	if err != nil || fi.Size() < w.trimAt {
		return
	}
	var busy, pages, moved int
	err = w.patience(trimPatience)
	if err == nil {
		err = w.conn.conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	}
	if err = errors.Join(err, w.patience(busyTimeout)); err != nil || busy != 0 {
		w.trimAt = 2 * fi.Size()
		w.engine.store.log.Warn("the write-ahead log could not be emptied", "bytes", fi.Size(), "error", err)
		return
	}
	w.trimAt = maxLog
}

// patience sets how long statements wait for a lock of another connection.
func (w *writer) patience(d time.Duration) error {
	// The pragma answers with a row, and takes no argument but a literal.
	var ms int64
	return w.conn.conn.QueryRowContext(context.Background(), "PRAGMA busy_timeout = "+strconv.FormatInt(d.Milliseconds(), 10)).Scan(&ms)
}
