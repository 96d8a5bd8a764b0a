package casework

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Audit proves histories. It only reads, and works on the data of a server that is
// running as well. Store and Blobs may be opened for reading only.
type Audit struct {
	Store *store.Store
	Blobs blob.Store
	Flows *flow.Registry
	// LogKey is what checkpoints are verified with, as text; "" asks the database, which
	// whoever changes histories may have changed as well.
	LogKey string
	// Witness are checkpoints and receipts that were kept outside of the database.
	Witness []Witness
	// parts is how many ranges of requests are looked at side by side; 0 is as many as cores.
	parts int
}

// Fault is the first thing that is wrong with the history of one request, or something that
// is wrong with the tree of all events.
type Fault struct {
	Request alur.RequestID // "" for the tree
	Number  string         // "" for a draft, or when the request itself is missing
	Seq     int64          // of the event; 0 for what is wrong with the request's row
	What    string         // for an operator
}

// String is the line that an operator reads (api.md, "History").
func (f Fault) String() string {
	if f.Request == "" {
		return "tree: " + f.What
	}
	number := f.Number
	if number == "" {
		number = "-"
	}
	if f.Seq == 0 {
		return fmt.Sprintf("request %s (%s): %s", f.Request, number, f.What)
	}
	return fmt.Sprintf("request %s (%s): event %d: %s", f.Request, number, f.Seq, f.What)
}

// Totals says how much was looked at.
type Totals struct {
	Requests    int
	Events      int
	Faulty      int   // requests with a fault, and faults of the tree
	Size        int64 // leaves of the tree
	Checkpoints int   // that were compared with it, those of witnesses among them
}

// Verify proves the history of one request, or of all with only "": the chain from
// the first event to the last, gaps, the end against what the request's row says,
// every stored column against the hashed bytes, the bytes of every document, and
// the tables that follow from the history as [Audit.Rebuild] does.
// It calls report with the first fault of each request that has one, from the caller's
// goroutine. The error is for what could not be read (not-found for an unknown request);
// faults are none. Of all requests, a number that none of them has is a fault as well:
// numbers have no gaps, so somebody removed a request with all that it had.
//
// Then it proves the tree of all events: every event has its leaf and every leaf its event,
// unless it waits; the hashes above the leaves; each stored checkpoint. A history that
// somebody recomputed from end to end, tree and signatures with it, proves itself; that is
// found by what Witness holds.
func (a *Audit) Verify(ctx context.Context, only alur.RequestID, report func(Fault)) (Totals, error) {
	totals, err := a.verify(ctx, only, report)
	if err != nil {
		return totals, fmt.Errorf("verify histories: %w", err)
	}
	return totals, nil
}

func (a *Audit) verify(ctx context.Context, only alur.RequestID, report func(Fault)) (totals Totals, err error) {
	v := &verification{audit: a, cases: &Cases{flows: a.Flows}, documents: map[string]*proof{}, leaves: only == ""}
	faults := make(chan Fault, 64)
	group, gctx := errgroup.WithContext(ctx)
	var parts []*part
	for _, r := range a.ranges(only) {
		p := &part{v: v, lo: r[0], hi: r[1], faults: faults}
		parts = append(parts, p)
		group.Go(func() error { return a.Store.Read(gctx, func(tx *store.Tx) error { return p.run(gctx, tx) }) })
	}
	tree := &treeCheck{audit: a, only: only}
	group.Go(func() error { return a.Store.Read(gctx, func(tx *store.Tx) error { return tree.run(gctx, tx) }) })
	done := make(chan error, 1)
	go func() { done <- group.Wait(); close(faults) }()
	faulty := map[alur.RequestID]bool{}
	tell := func(f Fault) {
		if f.Request != "" && f.Request != "-" {
			if faulty[f.Request] {
				return
			}
			faulty[f.Request] = true
		}
		totals.Faulty++
		report(f)
	}
	for f := range faults {
		tell(f)
	}
	if err := <-done; err != nil {
		return totals, err
	}
	numbers := map[int]map[int]bool{}
	for _, p := range parts {
		totals.Requests += p.requests
		totals.Events += p.events
		p.countNumbers(numbers)
	}
	if only != "" && totals.Requests == 0 {
		return totals, alur.Refuse(alur.CodeNotFound)
	}
	if only == "" {
		missingNumbers(numbers, tell)
	}
	if err := tree.match(ctx, parts, faulty, tell); err != nil {
		return totals, err
	}
	totals.Size, totals.Checkpoints = tree.size, tree.compared
	return totals, nil
}

// ranges parts the ids of requests, which are random hex, so that each core has its share and
// every request is looked at within one snapshot. A range begins with its first word, and ends
// before its second; "" is no end.
func (a *Audit) ranges(only alur.RequestID) [][2]alur.RequestID {
	if only != "" {
		return [][2]alur.RequestID{{only, only + "!"}}
	}
	n := a.parts
	if n == 0 {
		n = min(max(runtime.GOMAXPROCS(0), 1), 4)
	}
	out := make([][2]alur.RequestID, n)
	for i := 1; i < n; i++ {
		at := alur.RequestID(fmt.Sprintf("%02x", 256*i/n))
		out[i-1][1], out[i][0] = at, at
	}
	return out
}
