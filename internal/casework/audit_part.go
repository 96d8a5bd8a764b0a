package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// verification is what the parts of one proof have in common.
type verification struct {
	audit  *Audit
	cases  *Cases // what is projected depends on the flows alone
	leaves bool   // of every event is kept what its leaf must be

	mu        sync.Mutex
	documents map[string]*proof // by hash: each is read once
}

type proof struct {
	once sync.Once
	err  error
}

// part proves the requests of one range, in one snapshot and one goroutine.
type part struct {
	v      *verification
	lo, hi alur.RequestID
	faults chan<- Fault

	requests, events int
	numbers          []string
	told             map[alur.RequestID][]tlog.Hash // what the leaves must be, by seq from 1, of requests without a fault
	stray            map[alur.RequestID]bool
	beside           map[alur.RequestID]store.Beside
}

// head is a request on its way: the end of its history as its row has it, and how far we got.
type head struct {
	row    store.RequestRow
	absent bool // there is no row
	chain  evidence.Chain
	again  *rebuilding
	wrong  *Fault // the first difference of what follows from the history
	faulty bool
	leaves []tlog.Hash
}

func (p *part) run(ctx context.Context, tx *store.Tx) error {
	p.told = map[alur.RequestID][]tlog.Hash{}
	stray, err := tx.StrayIndex(ctx, p.lo, p.hi)
	if err != nil {
		return err
	}
	p.stray = map[alur.RequestID]bool{}
	for _, id := range stray {
		p.stray[id] = true
	}
	if p.beside, err = tx.CountBeside(ctx, p.lo, p.hi); err != nil {
		return err
	}
	rows := tx.RequestsBetween(p.lo, p.hi)
	var h *head
	next := func(until alur.RequestID) error { // ends requests before the one with the id, and begins it
		for h == nil || h.row.ID != until {
			if h != nil {
				if err := p.finish(ctx, tx, h); err != nil {
					return err
				}
				h = nil
			}
			row, ok, err := rows.Next(ctx, until)
			if err != nil {
				return err
			}
			switch {
			case ok:
				h = p.begin(row, false)
			case until == "":
				return nil
			default:
				h = p.begin(store.RequestRow{ID: until}, true)
			}
		}
		return nil
	}
	err = tx.EachEventBetween(ctx, p.lo, p.hi, func(e store.EventRow) error {
		if h == nil || h.row.ID != e.Request {
			if err := next(e.Request); err != nil {
				return err
			}
		}
		return p.event(ctx, h, &e)
	})
	if err != nil {
		return err
	}
	return next("")
}

func (p *part) begin(row store.RequestRow, absent bool) *head {
	h := &head{row: row, absent: absent, chain: evidence.Chain{Request: row.ID}}
	if !absent {
		beside := p.beside[row.ID]
		h.again = &rebuilding{cases: p.v.cases, row: row, state: flow.NewState(row.ID, row.Agency), beside: &beside}
	}
	return h
}

// event follows the chain through one event. A request with a fault is not followed any
// further: its first one is what counts.
func (p *part) event(ctx context.Context, h *head, row *store.EventRow) error {
	p.events++
	if h.faulty {
		return nil
	}
	due := h.chain.Seq + 1
	switch {
	case h.absent:
		p.fault(h, row.Seq, "there is no such request")
		return nil
	case row.Seq > due:
		p.fault(h, due, fmt.Sprintf("it is missing; event %d follows", row.Seq))
		return nil
	}
	e, prev, wrong, fatal := p.v.prove(ctx, row)
	if fatal != nil {
		return fatal
	}
	if wrong == nil {
		wrong = h.chain.Follow(e, prev, row.Hash)
	}
	switch {
	case wrong != nil:
		p.fault(h, row.Seq, wrong.Error())
	case row.Seq > h.row.Seq:
		p.fault(h, row.Seq, fmt.Sprintf("it comes after the last one that the request knows, %d", h.row.Seq))
	default:
		if p.v.leaves {
			h.leaves = append(h.leaves, evidence.Leaf(row.Request, row.Seq, row.Hash))
		}
		if h.wrong == nil {
			h.wrong = h.again.take(e, prev, row.Hash)
		}
	}
	return nil
}

// finish compares the end of the chain with what the row says, and everything that follows
// from the history.
func (p *part) finish(ctx context.Context, tx *store.Tx, h *head) error {
	defer tx.Forget(h.row.ID)
	p.requests++
	if h.row.Number != "" {
		p.numbers = append(p.numbers, h.row.Number)
	}
	switch {
	case h.faulty:
		return nil
	case h.chain.Seq == 0 && h.row.Seq == 0:
		p.fault(h, 1, "it is missing; the request has no history")
		return nil
	case h.chain.Seq < h.row.Seq:
		p.fault(h, h.chain.Seq+1, fmt.Sprintf("it is missing; the request's last one is event %d", h.row.Seq))
		return nil
	case h.chain.Hash != h.row.Hash:
		p.fault(h, h.row.Seq, fmt.Sprintf("it has the hash %s, but the request says %q", h.chain.Hash, h.row.Hash))
		return nil
	}
	p.told[h.row.ID] = h.leaves
	fault := h.wrong
	if fault == nil {
		var err error
		if fault, err = h.again.compareAll(ctx, tx, p.stray[h.row.ID]); err != nil {
			return err
		}
	}
	if fault != nil {
		fault.Request, fault.Number = h.row.ID, h.row.Number
		if fault.Seq == 0 { // what follows from all of the history, to its last event
			fault.Seq = max(h.row.Seq, 1)
		}
		p.faults <- *fault
	}
	return nil
}

func (p *part) fault(h *head, seq int64, what string) {
	h.faulty = true
	p.faults <- Fault{Request: h.row.ID, Number: h.row.Number, Seq: seq, What: what}
}

// prove judges one event alone: bytes, columns, document.
func (v *verification) prove(ctx context.Context, row *store.EventRow) (e alur.Event, prev string, wrong, fatal error) {
	if e, prev, wrong = evidence.Verify(row.Body, row.Hash); wrong != nil {
		return e, prev, wrong, nil
	}
	if wrong = sameColumns(row, &e, prev); wrong != nil {
		return e, prev, wrong, nil
	}
	if e.Type == alur.EventDocumentAdded {
		wrong, fatal = v.proveDocument(ctx, e.Payload)
	}
	if e.Type == alur.EventPaperIssued || e.Type == alur.EventPaperRegistered {
		wrong, fatal = v.provePaper(ctx, e.Payload)
	}
	return e, prev, wrong, fatal
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

// proveDocument reads the bytes of a document.
func (v *verification) proveDocument(ctx context.Context, payload []byte) (wrong, fatal error) {
	var d struct {
		ID     string `json:"id"`
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal(payload, &d); err != nil {
		return fmt.Errorf("the payload is not that of a document: %w", err), nil
	}
	return v.proveBytes(ctx, "document "+d.ID, d.SHA256)
}

// proveBytes reads a content, once however many events name it; what says what it is.
func (v *verification) proveBytes(ctx context.Context, what, sum string) (wrong, fatal error) {
	v.mu.Lock()
	p := v.documents[sum]
	if p == nil {
		p = new(proof)
		v.documents[sum] = p
	}
	v.mu.Unlock()
	p.once.Do(func() { p.err = v.audit.Blobs.Verify(ctx, sum) })
	switch {
	case p.err == nil:
		return nil, nil
	case errors.Is(p.err, blob.ErrMissing), errors.Is(p.err, blob.ErrDamaged):
		return fmt.Errorf("%s: %w", what, p.err), nil
	}
	return nil, fmt.Errorf("read %s: %w", what, p.err)
}

// parseNumber reads a running number as [numberFormat] writes it, also one of more than four
// digits.
func parseNumber(number string) (year, n int, ok bool) {
	rest, _ := strings.CutPrefix(number, "SI-")
	before, behind, _ := strings.Cut(rest, "-")
	year, err := strconv.Atoi(before)
	if err != nil {
		return 0, 0, false
	}
	if n, err = strconv.Atoi(behind); err != nil {
		return 0, 0, false
	}
	return year, n, fmt.Sprintf(numberFormat, year, n) == number
}

// countNumbers notes the running numbers that there are, by year.
func (p *part) countNumbers(taken map[int]map[int]bool) {
	for _, number := range p.numbers {
		if year, n, ok := parseNumber(number); ok {
			if taken[year] == nil {
				taken[year] = map[int]bool{}
			}
			taken[year][n] = true
		}
	}
}

// missingNumbers looks for running numbers that are missing before the last of a year.
func missingNumbers(taken map[int]map[int]bool, report func(Fault)) {
	for _, year := range slices.Sorted(maps.Keys(taken)) {
		last := slices.Max(slices.Collect(maps.Keys(taken[year])))
		for n := 1; n < last; n++ {
			if !taken[year][n] {
				report(Fault{Request: "-", Number: fmt.Sprintf(numberFormat, year, n), Seq: 1, What: "it is missing; no request has this number"})
			}
		}
	}
}
