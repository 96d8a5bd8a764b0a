package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Audit proves histories. It only reads, and works on the data of a server that is
// running as well. Store and Blobs may be opened for reading only; Flows is needed
// by [Audit.Rebuild] alone.
type Audit struct {
	Store *store.Store
	Blobs *blob.Folder
	Flows *flow.Registry
}

// Fault is the first thing that is wrong with the history of one request.
type Fault struct {
	Request alur.RequestID
	Number  string // "" for a draft, or when the request itself is missing
	Seq     int64  // of the event; 0 for what is wrong with the request's row
	What    string // for an operator
}

// String is the line that an operator reads (api.md, "History").
func (f Fault) String() string {
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
	Requests int
	Events   int
	Faulty   int // requests with a fault
}

// Verify proves the history of one request, or of all with only "": the chain from
// the first event to the last, gaps, the end against what the request's row says,
// every stored column against the hashed bytes, and the bytes of every document.
// It calls report with the first fault of each request that has one, in the order
// in which it meets them, from the caller's goroutine. The error is for what could
// not be read (not-found for an unknown request); faults are none. Of all requests,
// a number that none of them has is a fault as well: numbers have no gaps, so
// somebody removed a request with all that it had. The tables that follow from the
// history are compared with it as [Audit.Rebuild] does.
//
// A history that somebody recomputed from end to end, its row with it, proves itself:
// that takes a copy of the last hash kept elsewhere.
func (a *Audit) Verify(ctx context.Context, only alur.RequestID, report func(Fault)) (Totals, error) {
	// What stands beside the history is compared meanwhile, from a snapshot of its own.
	var beside []Fault
	compared := make(chan error, 1)
	go func() {
		_, err := a.Rebuild(ctx, only, func(f Fault) { beside = append(beside, f) })
		if isNotFound(err) {
			err = nil // without its row there is nothing to compare; the chain says so
		}
		compared <- err
	}()
	faulty := map[alur.RequestID]bool{}
	totals, err := a.verifyChains(ctx, only, func(f Fault) {
		faulty[f.Request] = true
		report(f)
	})
	if err := errors.Join(err, <-compared); err != nil {
		return totals, err
	}
	for _, f := range beside {
		if !faulty[f.Request] {
			totals.Faulty++
			report(f)
		}
	}
	return totals, nil
}

func (a *Audit) verifyChains(ctx context.Context, only alur.RequestID, report func(Fault)) (Totals, error) {
	var totals Totals
	err := a.Store.Read(ctx, func(tx *store.Tx) error {
		v := &verification{audit: a, heads: map[alur.RequestID]*head{}, totals: &totals, report: report, documents: map[string]*proof{}}
		if err := v.readHeads(ctx, tx, only); err != nil {
			return err
		}
		if err := v.follow(ctx, tx, only); err != nil {
			return err
		}
		v.finish()
		if only == "" {
			v.countNumbers()
		}
		return nil
	})
	if err != nil {
		return totals, fmt.Errorf("verify histories: %w", err)
	}
	return totals, nil
}

// head is the end of a history as its request's row has it, and how far we got.
type head struct {
	number string
	seq    int64
	hash   string
	chain  evidence.Chain
	faulty bool
	absent bool // there is no row
}

type verification struct {
	audit  *Audit
	heads  map[alur.RequestID]*head
	order  []alur.RequestID
	totals *Totals
	report func(Fault)

	mu        sync.Mutex
	documents map[string]*proof // by hash: each is read once
}

type proof struct {
	once sync.Once
	err  error
}

func (v *verification) readHeads(ctx context.Context, tx *store.Tx, only alur.RequestID) error {
	note := func(r store.RequestRow) error {
		v.heads[r.ID] = &head{number: r.Number, seq: r.Seq, hash: r.Hash, chain: evidence.Chain{Request: r.ID}}
		v.order = append(v.order, r.ID)
		return nil
	}
	if only == "" {
		return tx.EachRequest(ctx, note)
	}
	row, err := tx.Request(ctx, store.Everything, only)
	if isNotFound(err) {
		// The row may be what somebody removed.
		rows, err := eventsOf(ctx, tx, only, 1)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return alur.Refuse(alur.CodeNotFound)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return note(row)
}

var errEnough = errors.New("enough")

// eventsOf reads the first events of a request whether or not it has a row.
func eventsOf(ctx context.Context, tx *store.Tx, id alur.RequestID, n int) ([]store.EventRow, error) {
	var rows []store.EventRow
	err := tx.EachEvent(ctx, id, func(e store.EventRow) error {
		if rows = append(rows, e); len(rows) == n {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return rows, err
}

// batchSize is how many events are proved by one worker at a time.
const batchSize = 256

// batch is a run of events on its way through a worker.
type batch struct {
	rows   []store.EventRow
	proved []proved
	done   chan struct{}
}

// proved is what a worker found out about one event by itself.
type proved struct {
	event alur.Event
	prev  string
	err   error // what is wrong with it
	fatal error // it could not be looked at
}

// follow streams the events through the workers, which do what takes time, and
// follows the chains in order behind them.
func (v *verification) follow(ctx context.Context, tx *store.Tx, only alur.RequestID) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *batch, workers)
	queue := make(chan *batch, 4*workers) // in the order of reading
	var readers sync.WaitGroup
	var readErr error
	readers.Go(func() {
		defer close(queue)
		defer close(work)
		readErr = v.read(ctx, tx, only, func(b *batch) error {
			for _, to := range []chan *batch{queue, work} {
				select {
				case to <- b:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range workers {
		readers.Go(func() {
			for b := range work {
				for i := range b.rows {
					b.proved[i] = v.prove(ctx, &b.rows[i])
				}
				close(b.done)
			}
		})
	}
	var err error
	for b := range queue {
		if err != nil {
			continue // the reader is told to stop; take what it had
		}
		select {
		case <-b.done:
			err = v.link(b)
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			cancel()
		}
	}
	readers.Wait()
	if err != nil {
		return err
	}
	return readErr
}

func (v *verification) read(ctx context.Context, tx *store.Tx, only alur.RequestID, send func(*batch) error) error {
	var rows []store.EventRow
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		b := &batch{rows: rows, proved: make([]proved, len(rows)), done: make(chan struct{})}
		rows = make([]store.EventRow, 0, batchSize)
		return send(b)
	}
	err := tx.EachEvent(ctx, only, func(e store.EventRow) error {
		if rows = append(rows, e); len(rows) == batchSize {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// prove judges one event alone: bytes, columns, document.
func (v *verification) prove(ctx context.Context, row *store.EventRow) proved {
	e, prev, err := evidence.Verify(row.Body, row.Hash)
	if err != nil {
		return proved{err: err}
	}
	if err := sameColumns(row, &e, prev); err != nil {
		return proved{err: err}
	}
	p := proved{event: e, prev: prev}
	if e.Type == alur.EventDocumentAdded {
		p.err, p.fatal = v.proveDocument(ctx, e.Payload)
	}
	return p
}

// sameColumns compares what stands beside the hashed bytes with what is in them.
func sameColumns(row *store.EventRow, e *alur.Event, prev string) error {
	for _, c := range []struct{ name, stored, hashed string }{
		{"request_id", string(row.Request), string(e.Request)},
		{"type", string(row.Type), string(e.Type)},
		{"username", row.Username, e.Actor.Username},
		{"party", string(row.Party), string(e.Actor.Party)},
		{"on_behalf_of", row.OnBehalfOf, e.Actor.OnBehalfOf},
		{"prev", row.Prev, prev},
	} {
		if c.stored != c.hashed {
			return fmt.Errorf("the column %s says %q, the hashed bytes say %q", c.name, c.stored, c.hashed)
		}
	}
	if row.Seq != e.Seq {
		return fmt.Errorf("the column seq says %d, the hashed bytes say %d", row.Seq, e.Seq)
	}
	if !row.At.Equal(e.At) {
		return fmt.Errorf("the column at says %s, the hashed bytes say %s", alur.FormatTime(row.At), alur.FormatTime(e.At))
	}
	return nil
}

// proveDocument reads the bytes of a document, once for each content.
func (v *verification) proveDocument(ctx context.Context, payload []byte) (wrong, fatal error) {
	var d struct {
		ID     string `json:"id"`
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal(payload, &d); err != nil {
		return fmt.Errorf("the payload is not that of a document: %w", err), nil
	}
	v.mu.Lock()
	p := v.documents[d.SHA256]
	if p == nil {
		p = new(proof)
		v.documents[d.SHA256] = p
	}
	v.mu.Unlock()
	p.once.Do(func() { p.err = v.audit.Blobs.Verify(ctx, d.SHA256) })
	switch {
	case p.err == nil:
		return nil, nil
	case errors.Is(p.err, blob.ErrMissing), errors.Is(p.err, blob.ErrDamaged):
		return fmt.Errorf("document %s: %w", d.ID, p.err), nil
	}
	return nil, fmt.Errorf("read document %s: %w", d.ID, p.err)
}

// link follows the chains through a batch. A request with a fault is not followed
// any further: its first one is what counts.
func (v *verification) link(b *batch) error {
	for i := range b.rows {
		row, p := &b.rows[i], &b.proved[i]
		v.totals.Events++
		h := v.heads[row.Request]
		if h == nil {
			h = &head{chain: evidence.Chain{Request: row.Request}, absent: true}
			v.heads[row.Request] = h
			v.order = append(v.order, row.Request)
		}
		if h.faulty {
			continue
		}
		due := h.chain.Seq + 1
		switch {
		case p.fatal != nil:
			return p.fatal
		case h.absent:
			v.fault(row.Request, row.Seq, "there is no such request")
		case row.Seq > due:
			v.fault(row.Request, due, fmt.Sprintf("it is missing; event %d follows", row.Seq))
		case p.err != nil:
			v.fault(row.Request, row.Seq, p.err.Error())
		default:
			if err := h.chain.Follow(p.event, p.prev, row.Hash); err != nil {
				v.fault(row.Request, row.Seq, err.Error())
			} else if row.Seq > h.seq {
				v.fault(row.Request, row.Seq, fmt.Sprintf("it comes after the last one that the request knows, %d", h.seq))
			}
		}
	}
	return nil
}

// finish compares the ends of the chains with what the rows say.
func (v *verification) finish() {
	for _, id := range v.order {
		v.totals.Requests++
		h := v.heads[id]
		switch {
		case h.faulty:
		case h.chain.Seq == 0 && h.seq == 0:
			v.fault(id, 1, "it is missing; the request has no history")
		case h.chain.Seq < h.seq:
			v.fault(id, h.chain.Seq+1, fmt.Sprintf("it is missing; the request's last one is event %d", h.seq))
		case h.chain.Hash != h.hash:
			v.fault(id, h.seq, fmt.Sprintf("it has the hash %s, but the request says %q", h.chain.Hash, h.hash))
		}
	}
}

// countNumbers looks for running numbers that are missing before the last of a year.
func (v *verification) countNumbers() {
	taken := map[int]map[int]bool{} // year → number
	for _, h := range v.heads {
		var year, n int
		if _, err := fmt.Sscanf(h.number, numberFormat, &year, &n); err == nil {
			if taken[year] == nil {
				taken[year] = map[int]bool{}
			}
			taken[year][n] = true
		}
	}
	for _, year := range slices.Sorted(maps.Keys(taken)) {
		last := slices.Max(slices.Collect(maps.Keys(taken[year])))
		for n := 1; n < last; n++ {
			if !taken[year][n] {
				v.totals.Faulty++
				v.report(Fault{Request: "-", Number: fmt.Sprintf(numberFormat, year, n), Seq: 1, What: "it is missing; no request has this number"})
			}
		}
	}
}

func (v *verification) fault(id alur.RequestID, seq int64, what string) {
	h := v.heads[id]
	h.faulty = true
	v.totals.Faulty++
	v.report(Fault{Request: id, Number: h.number, Seq: seq, What: what})
}
