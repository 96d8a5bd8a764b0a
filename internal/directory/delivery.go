package directory

import (
	"context"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Delivery is a job as administrators see it: for whom, of what kind, and why it is where
// it is. What a letter says is not in it.
type Delivery = store.JobRow

// DeliveryState is where a job stands.
type DeliveryState = store.JobState

// The states. One that is being worked on waits.
const (
	DeliveryWaiting   = store.JobWaiting
	DeliveryDone      = store.JobDone
	DeliveryFailed    = store.JobFailed
	DeliveryDiscarded = store.JobDiscarded
)

// How long jobs are kept that are done, and those that failed or were discarded.
const (
	DeliveryKept = store.JobsDoneKept
	FailureKept  = store.JobsEndedKept
)

// DeliveryQuery says which jobs.
type DeliveryQuery struct {
	State    DeliveryState // "" is all
	Trouble  bool          // those that an attempt was made for which did not succeed
	Username string
	After    string // cursor of an earlier page
	Limit    int    // 1 to 200; 0 is 50
}

// Deliveries lists jobs, the last that changed first, with the cursor of the next page ("" at
// the end), and counts all by state. For administrators; the caller has checked.
// invalid-parameter for a cursor or a limit that is none.
func (d *Directory) Deliveries(ctx context.Context, q DeliveryQuery) (rows []Delivery, next string, counts map[DeliveryState]int, err error) {
	after, limit, err := page(q.After, q.Limit)
	if err != nil {
		return nil, "", nil, err
	}
	if after != nil {
		if _, err := strconv.ParseInt(after.Key, 10, 64); err != nil {
			return nil, "", nil, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
		}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if rows, err = tx.FindJobs(ctx, store.JobQuery{State: q.State, Trouble: q.Trouble, Username: q.Username, After: after, Limit: limit + 1}); err != nil {
			return err
		}
		counts, err = tx.CountJobs(ctx)
		return err
	})
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(store.Place{Key: strconv.FormatInt(rows[limit-1].UpdatedAt.UnixMicro(), 10), ID: rows[limit-1].ID})
	}
	return rows, next, counts, err
}

// Delivery reads one job: not-found when it is absent. For administrators.
func (d *Directory) Delivery(ctx context.Context, id string) (Delivery, error) {
	var out Delivery
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Job(ctx, id)
		return err
	})
	return out, err
}

// CountFailed counts the jobs that failed: somebody has to look at them.
func (d *Directory) CountFailed(ctx context.Context) (int, error) {
	n := 0
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountFailedJobs(ctx)
		return err
	})
	return n, err
}

// RetryDelivery lets a job be tried now, and for seven days more. For administrators.
// Refusals: not-found; conflict when it is done, or being worked on.
func (d *Directory) RetryDelivery(ctx context.Context, id string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		j, err := tx.Job(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.RetryJob(ctx, id, d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityDeliveryRetried, j.Username, j.Kind+" "+id))
	})
}

// RetryFailed does the same for every job that failed, and counts them. For administrators.
func (d *Directory) RetryFailed(ctx context.Context, by By) (int, error) {
	n := int64(0)
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		var err error
		if n, err = tx.RetryFailed(ctx, d.clock()); err != nil || n == 0 {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityDeliveryRetried, "", "all "+strconv.FormatInt(n, 10)))
	})
	return int(n), err
}

// DiscardDelivery ends a job that failed or waits: nothing will be sent. For
// administrators, who say why.
//
// Refusals: not-found; invalid-data about reason (required, too-long, bad-characters);
// conflict when it is done, discarded, or being worked on.
func (d *Directory) DiscardDelivery(ctx context.Context, id, reason string, by By) error {
	var wrong faults
	reason = strings.TrimSpace(reason)
	judgeName(&wrong, "reason", reason)
	if wrong != nil {
		return wrong.err()
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		j, err := tx.Job(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.DiscardJob(ctx, id, d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityDeliveryDropped, j.Username, j.Kind+" "+id+" "+reason))
	})
}
