// Package jobs does in the background what transactions have decided: it takes jobs from
// the database, calls who knows how, and stores what became of them.
//
// It owns when a job is tried, how often and how many at once. It must not know what jobs
// are about. Several instances share one database: a job is taken under a lease, and when
// its instance dies, another takes it after that. So a handler may run again for work that
// was done and not noted: what a job does must be recognisable by the job's id (see
// decision 0033). Start reading at [Runner.Run], then work.go.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Job is one piece of work, as its handler sees it.
type Job struct {
	ID        string // the same at every try
	Kind      string
	Username  string // for whom, "" for nobody
	Request   alur.RequestID
	Args      string
	Attempt   int // from 1
	CreatedAt time.Time
}

// Handler does a job. nil is done. A job that is [Dropped] was not needed, one that is
// [PutOff] is tried at that time without having failed, one that is [Refused] is not tried
// again; after every other error it is, for seven days.
type Handler func(ctx context.Context, j Job) error

// Outcome is an error of a handler that says what is to become of the job.
type Outcome struct {
	Cause string // a code, for text.JobCause
	state store.JobState
	at    time.Time
	err   error
}

func (o *Outcome) Error() string {
	if o.err != nil {
		return o.Cause + ": " + o.err.Error()
	}
	return o.Cause
}

// Unwrap gives the error behind it.
func (o *Outcome) Unwrap() error { return o.err }

// Dropped says that there was nothing to do, and why.
func Dropped(cause string) error { return &Outcome{Cause: cause, state: store.JobDone} }

// Refused says that it will never succeed.
func Refused(cause string, err error) error {
	return &Outcome{Cause: cause, state: store.JobFailed, err: err}
}

// Later says that it did not succeed now, and why.
func Later(cause string, err error) error {
	return &Outcome{Cause: cause, state: store.JobWaiting, err: err}
}

// PutOff says that its time has not come. Its seven days begin then.
func PutOff(cause string, at time.Time) error {
	return &Outcome{Cause: cause, state: store.JobWaiting, at: at}
}

// Done notes beside a job that it was done, in the transaction that says so.
type Done func(ctx context.Context, tx *store.Tx, j Job, at time.Time) error

// Kind is what one kind of jobs needs.
type Kind struct {
	Handle Handler
	Done   Done // nil is nothing
}

// Queue is jobs that share workers. What one queue does holds up no other.
type Queue struct {
	Name    string
	Workers int     // jobs at once, in this instance
	Rate    float64 // jobs a second at most, in this instance; 0 is no limit
	Kinds   map[string]Kind
}

// Config is what [New] needs.
type Config struct {
	Store  *store.Store
	Queues []Queue
	Clock  alur.Clock
	Log    *slog.Logger
	// Timeout bounds one try; 0 is 30 seconds. A job is taken for twice as long.
	Timeout time.Duration
	// Every is how often is looked for due jobs; 0 is a second.
	Every time.Duration
	// Round is called now and every twenty seconds, for what comes at its own time (the morning's
	// digest); nil is nothing. An error is logged.
	Round func(ctx context.Context, now time.Time) error
}

// Runner works on jobs.
type Runner struct {
	Config
	instance string
}

// New returns a runner; [Runner.Run] starts it.
func New(c Config) *Runner {
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Every == 0 {
		c.Every = time.Second
	}
	if c.Clock == nil {
		c.Clock = alur.SystemClock
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{Config: c, instance: alur.NewID()}
}

// Run works until ctx ends, and then for as long as the jobs take that have begun: each is
// told to stop, and waits for its next try when it did.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, q := range r.Queues {
		all.Go(func() { Keep(ctx, r.Log, "queue "+q.Name, func(ctx context.Context) { r.serve(ctx, q) }) })
	}
	if r.Round != nil {
		all.Go(func() { Keep(ctx, r.Log, "rounds", r.rounds) })
	}
	all.Wait()
}

// roundEvery is how often Round is called.
const roundEvery = 20 * time.Second

// rounds calls Round until ctx ends.
func (r *Runner) rounds(ctx context.Context) {
	every := time.NewTicker(max(r.Every, roundEvery))
	defer every.Stop()
	for {
		if err := r.Round(ctx, r.Clock()); err != nil && ctx.Err() == nil {
			r.Log.Warn("what comes at its own time did not", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// errPanic is what a handler that panicked has returned.
var errPanic = errors.New("panic")

// call runs the handler, within its time.
func (r *Runner) call(ctx context.Context, k Kind, j Job) (err error) {
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w, incident %s", errPanic, panicked(r.Log, "job "+j.Kind, v))
		}
	}()
	return k.Handle(ctx, j)
}
