package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// laneWait bounds how long a job that did not succeed holds up the others of its lane.
const laneWait = 30 * time.Minute

// serve works on one queue until ctx ends. Workers ask for a job each when they are free;
// jobs are taken for all that are free at once.
func (r *Runner) serve(ctx context.Context, q Queue) {
	limit := rate.NewLimiter(rate.Inf, 0)
	if q.Rate > 0 {
		limit = rate.NewLimiter(rate.Limit(q.Rate), max(1, int(q.Rate/10)))
	}
	free := make(chan struct{}, q.Workers)
	for range q.Workers {
		free <- struct{}{}
	}
	var working sync.WaitGroup
	defer working.Wait()
	for {
		n := r.wait(ctx, free)
		if n == 0 {
			return
		}
		taken, err := r.take(ctx, q, limit, n)
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("jobs were not taken", "queue", q.Name, "error", err)
		}
		for _, row := range taken {
			working.Go(func() {
				defer func() { free <- struct{}{} }()
				if !r.work(ctx, q, row) {
					r.sleep(ctx, troubled*r.Every)
				}
			})
		}
		for range n - len(taken) {
			free <- struct{}{}
		}
		if len(taken) > 0 {
			continue // there may be more
		}
		pause := r.Every
		if err != nil {
			pause *= troubled
		}
		if !r.sleep(ctx, pause) {
			return
		}
	}
}

// RunDue works on everything that is due now, and on what becomes due by that, without
// waiting for the rate; then it returns. It is for tools and tests, which have a clock of
// their own.
func (r *Runner) RunDue(ctx context.Context) error {
	for worked := true; worked; {
		worked = false
		for _, q := range r.Queues {
			taken, err := r.take(ctx, q, rate.NewLimiter(rate.Inf, 0), q.Workers)
			if err != nil {
				return err
			}
			var working sync.WaitGroup
			for _, row := range taken {
				working.Go(func() { r.work(ctx, q, row) })
			}
			working.Wait()
			worked = worked || len(taken) > 0
		}
	}
	return ctx.Err()
}

// wait waits for a worker that is free, and takes all that are: 0 when ctx ends.
func (r *Runner) wait(ctx context.Context, free chan struct{}) int {
	select {
	case <-free:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		select {
		case <-free:
		default:
			return n
		}
	}
}

// troubled is how many times longer than usual is waited when the database did not take
// something: what cannot be noted must not be done in a hurry.
const troubled = 10

func (r *Runner) sleep(ctx context.Context, d time.Duration) bool {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// take takes due jobs for n workers, as many as the rate allows now. Looking costs no
// write.
func (r *Runner) take(ctx context.Context, q Queue, limit *rate.Limiter, n int) ([]store.JobRow, error) {
	now := r.Clock()
	due := false
	err := r.Store.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.JobsDue(ctx, q.Name, now)
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	if limit.Limit() != rate.Inf {
		// Who has had all that the rate allows waits for the next one.
		if err := limit.Wait(ctx); err != nil {
			return nil, err
		}
		allowed := 1
		for allowed < n && limit.Allow() {
			allowed++
		}
		n = allowed
	}
	var rows []store.JobRow
	err = r.Store.Write(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.TakeJobs(ctx, q.Name, r.instance+alur.NewID()[:8], now, now.Add(2*r.Timeout), n)
		return err
	})
	if err != nil {
		return nil, err // also of the commit: nobody has taken them then
	}
	return rows, nil
}

// work does one job and stores what became of it; it reports whether that is stored.
func (r *Runner) work(ctx context.Context, q Queue, row store.JobRow) (stored bool) {
	defer func() {
		// Of Done, or of what stands around it: the lease ends by itself.
		if v := recover(); v != nil {
			stored = false
			panicked(r.Log, "what follows a job "+row.Kind, v)
		}
	}()
	k, known := q.Kinds[row.Kind]
	j := Job{ID: row.ID, Kind: row.Kind, Username: row.Username, Request: row.Request, Args: row.Args, Attempt: row.Attempts, CreatedAt: row.CreatedAt}
	err := fmt.Errorf("no handler for jobs of the kind %q", row.Kind)
	if known {
		err = r.call(ctx, k, j)
	}
	now := r.Clock()
	next := judge(row, err, now)
	if next.State == store.JobWaiting && ctx.Err() != nil {
		// The instance stops: that was no try.
		next = row
		next.State, next.Attempts, next.UpdatedAt = store.JobWaiting, row.Attempts-1, now
	}
	if err != nil && next.Cause != "" && next.State != store.JobDone {
		// Neither for whom nor what is in it.
		r.Log.Info("a job did not succeed", "job", row.ID, "kind", row.Kind, "attempt", row.Attempts, "cause", next.Cause, "state", next.State, "error", detail(err))
	}
	// The instance may be stopping; what was done must be noted all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.FinishJob(ctx, next); err != nil {
			return err
		}
		switch {
		case next.State == store.JobDone && next.Cause == "":
			if k.Done != nil {
				if err := k.Done(ctx, tx, j, now); err != nil {
					return err
				}
			}
			return tx.HurryLane(ctx, row.Lane, now)
		case next.State == store.JobWaiting && next.Attempts == row.Attempts:
			// A receiver that is away is not asked again for each job in its lane, and one job
			// that never succeeds must not hold up the others for good.
			until := next.DueAt
			if most := now.Add(laneWait); until.After(most) {
				until = most
			}
			return tx.PutOffLane(ctx, row.Lane, until)
		}
		return nil
	})
	if err != nil {
		r.Log.Warn("what became of a job was not stored; it will be tried again", "job", row.ID, "error", err)
	}
	return err == nil
}

// detail is an error without what it wraps of the outside, which may name people.
func detail(err error) string {
	if o, ok := errors.AsType[*Outcome](err); ok {
		return o.Cause
	}
	return err.Error()
}

// judge says what becomes of a job after a try. It is pure.
func judge(row store.JobRow, err error, now time.Time) store.JobRow {
	row.UpdatedAt, row.Cause = now, ""
	if err == nil {
		row.State = store.JobDone
		return row
	}
	o, ok := errors.AsType[*Outcome](err)
	switch {
	case ok:
	case errors.Is(err, errPanic):
		o = &Outcome{Cause: "panic", state: store.JobWaiting}
	case errors.Is(err, context.DeadlineExceeded):
		o = &Outcome{Cause: "timeout", state: store.JobWaiting}
	default:
		o = &Outcome{Cause: "error", state: store.JobWaiting}
	}
	row.State, row.Cause = o.state, o.Cause
	switch {
	case o.state != store.JobWaiting:
	case !o.at.IsZero():
		row.Attempts--
		row.DueAt, row.GiveUpAt = o.at, o.at.Add(store.JobPatience)
	case !now.Before(row.GiveUpAt):
		row.State = store.JobFailed
	default:
		// The last try is at the very end of its time.
		row.DueAt = now.Add(store.JobBackoff(row.Attempts))
		if row.DueAt.After(row.GiveUpAt) {
			row.DueAt = row.GiveUpAt
		}
	}
	return row
}
