package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// JobState is where a job stands.
type JobState string

// The states of jobs. One that is being worked on waits, with a lease.
const (
	JobWaiting   JobState = "waiting"
	JobDone      JobState = "done" // Cause says why, where there was nothing to do
	JobFailed    JobState = "failed"
	JobDiscarded JobState = "discarded"
)

// JobPatience is how long a job is tried from when it is due.
const JobPatience = 7 * 24 * time.Hour

// JobBackoff is how long to wait after an attempt, from 1: from half a minute to six hours.
// Over [JobPatience] that is about forty tries.
func JobBackoff(attempt int) time.Duration {
	const first, most = 30 * time.Second, 6 * time.Hour
	if attempt > 10 {
		return most
	}
	return min(first<<max(attempt-1, 0), most)
}

// How long ended jobs are kept: those that are done until nobody asks for their key any
// more, the others until an administrator has surely seen them.
const (
	JobsDoneKept  = 30 * 24 * time.Hour
	JobsEndedKept = 180 * 24 * time.Hour
)

// JobRow is one job.
type JobRow struct {
	ID       string
	Queue    string // jobs of other queues are never waited for
	Kind     string
	Key      string // there is one job with it, for as long as it is kept; "" is none
	Lane     string // jobs of a lane are done one after the other; "" is its own
	Username string // for whom, "" for nobody
	Request  alur.RequestID
	Args     string // JSON
	State    JobState
	DueAt    time.Time
	GiveUpAt time.Time // zero when it is written: [JobPatience] after DueAt
	Attempts int       // that have begun
	Lease    string    // of who works on it, "" for nobody
	// LeaseEnds is when somebody else may work on it; zero without a lease.
	LeaseEnds time.Time
	Cause     string // a code: why it waits again, failed, or was not needed
	// CreatedAt orders the jobs of a lane that are due at the same time.
	CreatedAt time.Time
	UpdatedAt time.Time
}

const jobColumns = `j.id, j.queue, j.kind, j.key, j.lane, j.username, j.request_id, j.args, j.state, j.due_at, j.give_up_at, j.attempts, j.lease, j.lease_ends, j.cause, j.created_at, j.updated_at`

func (tx *Tx) jobs(ctx context.Context, text string, args ...any) ([]JobRow, error) {
	var out []JobRow
	err := tx.each(ctx, text, args, func(rows *sql.Rows) error {
		var j JobRow
		var due, giveUp, ends, created, updated int64
		err := rows.Scan(&j.ID, &j.Queue, &j.Kind, &j.Key, &j.Lane, &j.Username, &j.Request, &j.Args, &j.State, &due, &giveUp, &j.Attempts, &j.Lease, &ends, &j.Cause, &created, &updated)
		j.DueAt, j.GiveUpAt, j.LeaseEnds, j.CreatedAt, j.UpdatedAt = fromMicros(due), fromMicros(giveUp), fromMicros(ends), fromMicros(created), fromMicros(updated)
		out = append(out, j)
		return err
	})
	return out, err
}

// jobsAtOnce is how many rows one INSERT has at most: SQLite takes 32,766 values.
const jobsAtOnce = 200

// AddJobs stores jobs that wait. One whose key is there already is left out, whatever
// became of the other: whoever adds it twice has it once.
func (tx *Tx) AddJobs(ctx context.Context, jobs ...JobRow) error {
	for len(jobs) > 0 {
		n := min(len(jobs), jobsAtOnce)
		var q query
		q.add(`INSERT INTO jobs (id, queue, kind, key, lane, username, request_id, args, state, due_at, give_up_at, attempts, lease, lease_ends, cause, created_at, updated_at) VALUES `)
		for i, j := range jobs[:n] {
			if i > 0 {
				q.add(`, `)
			}
			if j.Lane == "" {
				j.Lane = "job:" + j.ID
			}
			if j.GiveUpAt.IsZero() {
				j.GiveUpAt = j.DueAt.Add(JobPatience)
			}
			values := []any{
				j.ID, j.Queue, j.Kind, j.Key, j.Lane, j.Username, string(j.Request), j.Args, string(JobWaiting), micros(j.DueAt), micros(j.GiveUpAt), 0, "", 0, "", micros(j.CreatedAt), micros(j.CreatedAt),
			}
			var ps []string
			for _, v := range values {
				ps = append(ps, q.arg(v))
			}
			q.add(`(`, strings.Join(ps, ", "), `)`)
		}
		q.add(` ON CONFLICT (key) WHERE key <> '' DO NOTHING`)
		if _, err := tx.exec(ctx, q.String(), q.args...); err != nil {
			return err
		}
		jobs = jobs[n:]
	}
	return nil
}

// JobsDue reports whether a job of the queue may be due, for less than what taking costs.
func (tx *Tx) JobsDue(ctx context.Context, queue string, now time.Time) (bool, error) {
	due := false
	err := tx.each(ctx, `SELECT 1 FROM jobs WHERE queue = $1 AND state = 'waiting' AND due_at <= $2 AND lease_ends <= $2 LIMIT 1`, []any{queue, micros(now)},
		func(*sql.Rows) error { due = true; return nil })
	return due, err
}

// TakeJobs gives the jobs of a queue that are due, at most limit and at most one of each
// lane, in the order of their time, under a lease that ends at a moment: until then
// nobody else gets them, nor any other of their lane. An attempt of each has begun.
// Whoever works on it may die of it: from its second attempt on a job is due again after
// [JobBackoff] only, and others of its lane go before it; one whose last attempt was not
// finished has failed. DueAt of what is returned is as it was.
func (tx *Tx) TakeJobs(ctx context.Context, queue, lease string, now, until time.Time, limit int) ([]JobRow, error) {
	var ids, dead []string
	due := map[string]time.Time{}
	tried := map[string]int{}
	// PostgreSQL passes over what another instance is about to take; SQLite has one writer.
	skip := ""
	if tx.pg != nil {
		skip = " FOR UPDATE OF j SKIP LOCKED"
	}
	err := tx.each(ctx, `SELECT j.id, j.due_at, j.attempts, j.lease, j.give_up_at FROM jobs j WHERE j.queue = $1 AND j.state = 'waiting' AND j.due_at <= $2 AND j.lease_ends <= $2
		AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.lane = j.lane AND o.lease <> '' AND o.lease_ends > $2)
		AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.lane = j.lane AND o.state = 'waiting' AND (o.due_at, o.created_at, o.id) < (j.due_at, j.created_at, j.id))
		ORDER BY j.due_at, j.created_at, j.id LIMIT $3`+skip, []any{queue, micros(now), limit}, func(rows *sql.Rows) error {
		var id, left string
		var at, giveUp int64
		var attempts int
		err := rows.Scan(&id, &at, &attempts, &left, &giveUp)
		if left != "" && attempts > 1 && giveUp <= micros(now) {
			dead = append(dead, id)
			return err
		}
		ids, due[id], tried[id] = append(ids, id), fromMicros(at), attempts
		return err
	})
	if err != nil || len(ids)+len(dead) == 0 {
		return nil, err
	}
	err = inChunks(dead, func(q *query, in string) error {
		q.add(`UPDATE jobs SET state = 'failed', cause = 'timeout', lease = '', lease_ends = 0, updated_at = `, q.arg(micros(now)), ` WHERE id IN `, in)
		_, err := tx.exec(ctx, q.String(), q.args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if tried[id] == 0 {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE jobs SET due_at = $2 WHERE id = $1`, id, micros(now.Add(JobBackoff(tried[id]+1)))); err != nil {
			return nil, err
		}
	}
	var out []JobRow
	err = inChunks(ids, func(q *query, in string) error {
		q.add(`UPDATE jobs SET lease = `, q.arg(lease), `, lease_ends = `, q.arg(micros(until)), `, attempts = attempts + 1, updated_at = `, q.arg(micros(now)), ` WHERE id IN `, in)
		_, err := tx.exec(ctx, q.String(), q.args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = inChunks(ids, func(q *query, in string) error {
		taken, err := tx.jobs(ctx, `SELECT `+jobColumns+` FROM jobs j WHERE j.id IN `+in+` ORDER BY j.created_at, j.id`, q.args...)
		out = append(out, taken...)
		return err
	})
	for i := range out {
		out[i].DueAt = due[out[i].ID]
	}
	return out, err
}

// FinishJob stores what became of a job that is worked on, and ends the lease: State,
// DueAt, GiveUpAt, Attempts, Cause and UpdatedAt. It is conflict when the lease was lost
// meanwhile: then somebody else works on it, or an administrator has decided.
func (tx *Tx) FinishJob(ctx context.Context, j JobRow) error {
	n, err := tx.exec(ctx, `UPDATE jobs SET state = $3, due_at = $4, give_up_at = $5, attempts = $6, cause = $7, updated_at = $8, lease = '', lease_ends = 0
		WHERE id = $1 AND lease = $2 AND lease <> '' AND state = 'waiting'`,
		j.ID, j.Lease, string(j.State), micros(j.DueAt), micros(j.GiveUpAt), j.Attempts, j.Cause, micros(j.UpdatedAt))
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeConflict)
	}
	return err
}

// PutOffLane lets what waits in a lane wait until a moment at least.
func (tx *Tx) PutOffLane(ctx context.Context, lane string, until time.Time) error {
	_, err := tx.exec(ctx, `UPDATE jobs SET due_at = $2 WHERE lane = $1 AND state = 'waiting' AND lease = '' AND due_at < $2`, lane, micros(until))
	return err
}

// HurryLane lets what was tried before in a lane be tried at once: its receiver is back.
func (tx *Tx) HurryLane(ctx context.Context, lane string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE jobs SET due_at = $2 WHERE lane = $1 AND state = 'waiting' AND lease = '' AND attempts > 0 AND due_at > $2`, lane, micros(now))
	return err
}

// JobQuery says which jobs; what is zero does not restrict.
type JobQuery struct {
	State    JobState
	Trouble  bool // those that wait after an attempt that did not succeed
	Username string
	After    *Place // Key is the time in microseconds
	Limit    int
}

// FindJobs finds jobs, the last that changed first.
func (tx *Tx) FindJobs(ctx context.Context, q JobQuery) ([]JobRow, error) {
	var sq query
	sq.add(`SELECT `, jobColumns, ` FROM jobs j WHERE TRUE`)
	if q.State != "" {
		sq.add(` AND j.state = `, sq.arg(string(q.State)))
	}
	if q.Trouble {
		sq.add(` AND j.cause <> ''`)
	}
	if q.Username != "" {
		if !isPlain(q.Username) {
			return nil, nil
		}
		sq.add(` AND j.username = `, sq.arg(q.Username))
	}
	if q.After != nil {
		sq.add(` AND (j.updated_at, j.id) < (`, sq.arg(parseCount(q.After.Key)), `, `, sq.arg(q.After.ID), `)`)
	}
	sq.add(` ORDER BY j.updated_at DESC, j.id DESC LIMIT `, sq.arg(q.Limit))
	return tx.jobs(ctx, sq.String(), sq.args...)
}

// CountJobs counts the jobs by state.
func (tx *Tx) CountJobs(ctx context.Context) (map[JobState]int, error) {
	out := map[JobState]int{}
	err := tx.each(ctx, `SELECT state, count(*) FROM jobs GROUP BY state`, nil, func(rows *sql.Rows) error {
		var s JobState
		var n int
		err := rows.Scan(&s, &n)
		out[s] = n
		return err
	})
	return out, err
}

// Job reads one job: not-found when it is absent.
func (tx *Tx) Job(ctx context.Context, id string) (JobRow, error) {
	if !isID(id) {
		return JobRow{}, alur.Refuse(alur.CodeNotFound)
	}
	found, err := tx.jobs(ctx, `SELECT `+jobColumns+` FROM jobs j WHERE j.id = $1`, id)
	if err == nil && len(found) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return JobRow{}, err
	}
	return found[0], nil
}

// RetryJob lets a job that failed, was discarded or waits be tried at once, for
// [JobPatience] from now: conflict when it is done, or somebody works on it.
func (tx *Tx) RetryJob(ctx context.Context, id string, now time.Time) error {
	return tx.oneJob(ctx, `UPDATE jobs SET state = 'waiting', due_at = $2, give_up_at = $3, attempts = 0, lease = '', lease_ends = 0, updated_at = $2
		WHERE id = $1 AND (state IN ('failed', 'discarded') OR state = 'waiting' AND lease_ends <= $2)`, id, micros(now), micros(now.Add(JobPatience)))
}

// DiscardJob ends a job that failed or waits: conflict when it is done, discarded, or
// somebody works on it.
func (tx *Tx) DiscardJob(ctx context.Context, id string, now time.Time) error {
	return tx.oneJob(ctx, `UPDATE jobs SET state = 'discarded', lease = '', lease_ends = 0, updated_at = $2
		WHERE id = $1 AND (state = 'failed' OR state = 'waiting' AND lease_ends <= $2)`, id, micros(now))
}

func (tx *Tx) oneJob(ctx context.Context, text string, args ...any) error {
	n, err := tx.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeConflict)
	}
	return err
}

// RetryFailed does what [Tx.RetryJob] does for every job that failed, and counts them.
func (tx *Tx) RetryFailed(ctx context.Context, now time.Time) (int64, error) {
	return tx.exec(ctx, `UPDATE jobs SET state = 'waiting', due_at = $1, give_up_at = $2, attempts = 0, lease = '', lease_ends = 0, updated_at = $1 WHERE state = 'failed'`,
		micros(now), micros(now.Add(JobPatience)))
}

// CountFailedJobs counts the jobs that failed.
func (tx *Tx) CountFailedJobs(ctx context.Context) (int, error) {
	n := 0
	err := tx.queryRow(ctx, `SELECT count(*) FROM jobs WHERE state = 'failed'`, nil, &n)
	return n, err
}

// HasJob reports whether there is a job with the key, whatever became of it.
func (tx *Tx) HasJob(ctx context.Context, key string) (bool, error) {
	n := 0
	err := tx.queryRow(ctx, `SELECT count(*) FROM jobs WHERE key = $1 AND key <> ''`, []any{key}, &n)
	return n > 0, err
}
