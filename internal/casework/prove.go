package casework

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Proof is what came out when the history of one request was proved.
type Proof struct {
	At     time.Time
	Events int
	// Last is the hash of the last event, for comparison with a copy kept elsewhere.
	Last  string
	Fault *Fault // the first thing that is wrong; nil where the history is unbroken
}

// Prove proves the history of one request as [Audit.Verify] does, beside the work of
// everybody else: it reads and changes nothing. For auditors and admins; others are
// refused with not-your-party, and with not-found where the request does not exist
// for them. One runs at a time, because it reads every document of the request; who
// has to wait does so until ctx ends.
func (c *Cases) Prove(ctx context.Context, a Actor, id alur.RequestID) (Proof, error) {
	p := Proof{At: c.now()}
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Visible(ctx, scopeOf(a.User), id); err != nil {
			return err
		}
		if !a.User.ReadOnly() {
			return alur.Refuse(alur.CodeNotYourParty)
		}
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		p.Last = row.Hash
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	select {
	case c.proofs <- struct{}{}:
		defer func() { <-c.proofs }()
	case <-ctx.Done():
		return Proof{}, ctx.Err()
	}
	audit := &Audit{Store: c.store, Blobs: c.blobs, Flows: c.flows}
	totals, err := audit.Verify(ctx, id, func(f Fault) {
		if p.Fault == nil {
			p.Fault = &f
		}
	})
	if err != nil {
		return Proof{}, err
	}
	p.Events = totals.Events
	return p, nil
}
