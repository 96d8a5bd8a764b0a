package casework

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// checkMost is how long a check of everything may run. One that is older was ended with its
// server.
const checkMost = time.Hour

// Check is what the last check of everything found.
type Check struct {
	store.TreeCheck
	Running bool
}

// LastCheck returns the last check of everything: not-found before the first.
func (c *Cases) LastCheck(ctx context.Context) (Check, error) {
	var out Check
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.TreeCheck(ctx)
		out = Check{t, c.running(t)}
		return err
	})
	return out, err
}

func (c *Cases) running(t store.TreeCheck) bool {
	return t.FinishedAt.Before(t.StartedAt) && c.now().Sub(t.StartedAt) < checkMost
}

// StartCheck begins to prove everything as [Audit.Verify] does, in the background; what comes
// out is kept for [Cases.LastCheck] whichever server is asked. For auditors and admins: others
// are refused with not-your-party. One runs at a time: conflict.
func (c *Cases) StartCheck(ctx context.Context, a Actor) error {
	if !a.User.ReadOnly() {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	begun := store.TreeCheck{StartedAt: c.now(), By: a.User.Username}
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.LockTree(ctx); err != nil {
			return err
		}
		t, err := tx.TreeCheck(ctx)
		if err != nil && !isNotFound(err) {
			return err
		}
		if err == nil && c.running(t) {
			return alur.Refuse(alur.CodeConflict)
		}
		return tx.PutTreeCheck(ctx, begun)
	})
	if err != nil {
		return err
	}
	// It outlives the call that began it, and reads only.
	background, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkMost)
	go func() {
		defer cancel()
		if err := c.checkAll(background, begun); err != nil {
			c.log.Error("the check of everything broke off", "error", err)
		}
	}()
	return nil
}

func (c *Cases) checkAll(ctx context.Context, t store.TreeCheck) error {
	audit := &Audit{Store: c.store, Blobs: c.blobs, Flows: c.flows}
	totals, err := audit.Verify(ctx, "", func(f Fault) {
		if t.Bad == "" {
			t.Bad = f.String()
		}
	})
	if err != nil {
		// Nothing was found out, which is said as well.
		t.Faulty, t.Bad = 1, "the check broke off: "+err.Error()
	} else {
		t.Requests, t.Events, t.Size, t.Faulty = totals.Requests, totals.Events, totals.Size, totals.Faulty
	}
	t.FinishedAt = c.now()
	if !t.FinishedAt.After(t.StartedAt) {
		t.FinishedAt = t.StartedAt
	}
	// What came out is kept even when its time was over.
	ctx = context.WithoutCancel(ctx)
	return c.store.Write(ctx, func(tx *store.Tx) error { return tx.PutTreeCheck(ctx, t) })
}

// Recorded returns which events of a request are in the signed tree, so that there are
// receipts of them. Who may ask is said by [Cases.Events], which is asked first.
func (c *Cases) Recorded(ctx context.Context, a Actor, id alur.RequestID) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Visible(ctx, scopeOf(a.User), id); err != nil {
			return err
		}
		last, err := tx.LastCheckpoint(ctx)
		if err != nil {
			return err
		}
		leaves, err := tx.LeavesOf(ctx, id)
		for _, l := range leaves {
			if l.Index < last.Size {
				out[l.Seq] = true
			}
		}
		return err
	})
	return out, err
}
