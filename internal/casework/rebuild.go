package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Rebuild plays the history of one request, or of all with only "", and compares
// what comes out with what is stored: the state byte for byte, the columns that
// follow from it, comments, and private values against their commitments. It calls
// report with the first difference of each request that has one and changes nothing.
// The error is for what could not be read (not-found for an unknown request). It
// trusts the events; [Audit.Verify] proves those.
func (a *Audit) Rebuild(ctx context.Context, only alur.RequestID, report func(Fault)) (Totals, error) {
	var totals Totals
	// What is projected depends on the flows alone.
	cases := &Cases{flows: a.Flows}
	err := a.Store.Read(ctx, func(tx *store.Tx) error {
		stray, err := tx.StrayIndex(ctx, "", "")
		if err != nil {
			return err
		}
		one := func(row store.RequestRow) error {
			r := &rebuilding{cases: cases, row: row, state: flow.NewState(row.ID, row.Agency)}
			fault, err := r.play(ctx, tx)
			if fault == nil && err == nil {
				fault, err = r.compareAll(ctx, tx, slices.Contains(stray, row.ID))
			}
			totals.Requests++
			totals.Events += r.events
			if fault != nil {
				totals.Faulty++
				fault.Request, fault.Number = row.ID, row.Number
				if fault.Seq == 0 { // what follows from all of the history, to its last event
					fault.Seq = max(row.Seq, 1)
				}
				report(*fault)
			}
			return err
		}
		if only == "" {
			return tx.EachRequest(ctx, one)
		}
		row, err := tx.Request(ctx, store.Everything, only)
		if err != nil {
			return err
		}
		return one(row)
	})
	if err != nil {
		return totals, fmt.Errorf("rebuild requests: %w", err)
	}
	return totals, nil
}

// rebuilding is one request being played again.
type rebuilding struct {
	cases    *Cases
	row      store.RequestRow
	state    *flow.State
	events   int
	hash     string
	updated  time.Time
	comments []rebuiltComment   // as the history tells them
	meetings []store.MeetingRow // likewise
	private  []store.PrivateRow // as they are stored
	beside   *store.Beside      // what stands in other tables; nil: ask for everything
}

// asks reports whether a table has to be asked: it has something of the request, or should.
func (r *rebuilding) asks(stored func(store.Beside) int, history int) bool {
	return r.beside == nil || stored(*r.beside) > 0 || history > 0
}

// counted reports whether as many rows of the index were counted as the row has keys.
func (r *rebuilding) counted(stray bool) bool {
	distinct := func(keys []string) int {
		keys = slices.Clone(keys)
		slices.Sort(keys)
		return len(slices.Compact(keys))
	}
	return r.beside != nil && !stray && r.beside.Access == distinct(r.row.Access) && r.beside.Turns == distinct(r.row.Turns)
}

// compareAll compares what the history made with what is stored; stray says that lists find
// the request under keys that its row does not have.
func (r *rebuilding) compareAll(ctx context.Context, tx *store.Tx, stray bool) (*Fault, error) {
	fault, err := r.compareBeside(ctx, tx)
	if fault != nil || err != nil {
		return fault, err
	}
	private, err := personsIn(r.private)
	if err != nil {
		return nil, err
	}
	want := store.RequestRow{AgencyName: r.row.AgencyName, Number: r.row.Number, TrackingCode: r.row.TrackingCode}
	want, err = r.cases.project(want, r.state, r.cases.flows.Waiting(r.state, flow.Env{Private: private}))
	if err != nil {
		return nil, err
	}
	want.Hash, want.CreatedAt, want.UpdatedAt = r.hash, r.state.CreatedAt, r.updated
	if fault := r.compareRow(want); fault != nil {
		return fault, nil
	}
	what, err := tx.IndexFault(ctx, r.row, want.Search, r.counted(stray))
	if err != nil {
		return nil, err
	}
	if what != "" {
		return &Fault{What: what}, nil
	}
	if r.asks(func(b store.Beside) int { return b.Papers }, len(r.state.Papers)) {
		if fault, err := r.comparePapers(ctx, tx); fault != nil || err != nil {
			return fault, err
		}
	}
	if r.asks(func(b store.Beside) int { return b.Meetings }, len(r.meetings)) {
		if fault, err := r.compareMeetings(ctx, tx); fault != nil || err != nil {
			return fault, err
		}
	}
	if stray {
		fault = &Fault{What: "lists find it under a key that the history does not give it"}
	}
	return fault, nil
}

// play brings the state up to the last event.
func (r *rebuilding) play(ctx context.Context, tx *store.Tx) (*Fault, error) {
	var fault *Fault
	var after int64
	for {
		rows, err := tx.Events(ctx, store.Everything, r.row.ID, after, eventsAtOnce)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if fault = r.apply(row); fault != nil {
				return fault, nil
			}
			after = row.Seq
		}
		if len(rows) < eventsAtOnce {
			break
		}
	}
	if r.state.Seq == 0 {
		return &Fault{What: "the request has no history"}, nil
	}
	return nil, nil //nolint:nilnil // no fault, which is the good outcome
}

// eventsAtOnce is how many events of a request are held in memory.
const eventsAtOnce = 1000

func (r *rebuilding) apply(row store.EventRow) *Fault {
	e, prev, err := evidence.Open(row.Body)
	if err != nil {
		return &Fault{Seq: row.Seq, What: err.Error()}
	}
	return r.take(e, prev, row.Hash)
}

// take applies the next event, which stands behind prev and has that hash.
func (r *rebuilding) take(e alur.Event, prev, hash string) *Fault {
	if err := r.cases.flows.Apply(r.state, e); err != nil {
		return &Fault{Seq: e.Seq, What: err.Error()}
	}
	r.events++
	if p := r.state.Papers; e.Type == alur.EventPaperIssued && p[len(p)-1].Head != prev {
		return &Fault{Seq: e.Seq, What: "the paper was not made from the history before it"}
	}
	switch e.Type {
	case alur.EventCommentAdded, alur.EventDocumentAdded, alur.EventDocumentRemoved, alur.EventDocumentReviewed, alur.EventFindingAdded, alur.EventFindingChanged,
		alur.EventSigned, alur.EventSignatureDropped: // no meeting follows from those
	default:
		r.meetings = r.cases.meetingsOf(r.state, r.meetings, e.Seq)
	}
	r.hash = hash
	if e.At.After(r.updated) {
		r.updated = e.At
	}
	if e.Type == alur.EventCommentAdded {
		var c struct {
			ID         alur.CommentID `json:"id"`
			Text       string         `json:"text"`
			Audience   alur.Audience  `json:"audience"`
			Commitment string         `json:"commitment"`
		}
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return &Fault{Seq: e.Seq, What: err.Error()}
		}
		if c.Audience == "" {
			c.Audience = alur.AudienceAll
		}
		row := store.CommentRow{ID: c.ID, Request: e.Request, Seq: e.Seq, By: e.Actor.Username, At: e.At, Text: c.Text, Audience: c.Audience}
		r.comments = append(r.comments, rebuiltComment{row, c.Commitment})
	}
	return nil
}

// A rebuiltComment is a comment as the history has it: with the commitment to its
// text, where it does not have the text.
type rebuiltComment struct {
	store.CommentRow
	commitment string
}

func (c rebuiltComment) is(stored store.CommentRow) bool {
	if c.commitment != "" {
		salt, err := hex.DecodeString(stored.Salt)
		value, err2 := canon.Marshal(stored.Text)
		if err != nil || err2 != nil || flow.Commitment(salt, value) != c.commitment {
			return false
		}
		stored.Text, stored.Salt = "", ""
	}
	return stored == c.CommentRow
}

// compareBeside compares what stands beside the history.
func (r *rebuilding) compareBeside(ctx context.Context, tx *store.Tx) (*Fault, error) {
	var stored []store.CommentRow
	if r.asks(func(b store.Beside) int { return b.Comments }, len(r.comments)) {
		var err error
		if stored, err = tx.Comments(ctx, r.row.ID, alur.Audiences, 0, len(r.comments)+1); err != nil {
			return nil, err
		}
	}
	if len(stored) != len(r.comments) {
		return &Fault{What: fmt.Sprintf("%d comments are stored, %d by the history", len(stored), len(r.comments))}, nil
	}
	for i, c := range stored {
		if !r.comments[i].is(c) {
			return &Fault{Seq: r.comments[i].Seq, What: "the comment is stored differently"}, nil
		}
	}
	if !r.asks(func(b store.Beside) int { return b.Private }, 0) {
		return nil, nil //nolint:nilnil // no fault, which is the good outcome
	}
	private, err := tx.Private(ctx, r.row.ID)
	if err != nil {
		return nil, err
	}
	r.private = private
	for _, p := range private {
		sum := sha256.Sum256(append(slices.Clone(p.Salt), p.Value...))
		if hex.EncodeToString(sum[:]) != p.Commitment {
			return &Fault{What: fmt.Sprintf("the value of %s is not what was committed to (%s)", p.Item, p.Commitment)}, nil
		}
	}
	return nil, nil //nolint:nilnil // no fault, which is the good outcome
}

// compareRow names the first column that is not what the history makes it.
func (r *rebuilding) compareRow(want store.RequestRow) *Fault {
	keys := func(k []string) string {
		k = slices.Clone(k)
		slices.Sort(k)
		return strings.Join(slices.Compact(k), " ")
	}
	got := r.row
	for _, c := range []struct{ name, stored, rebuilt string }{
		{"flow", string(got.Flow), string(want.Flow)},
		{"flow_version", fmt.Sprint(got.FlowVersion), fmt.Sprint(want.FlowVersion)},
		{"status", string(got.Status), string(want.Status)},
		{"stage", string(got.Stage), string(want.Stage)},
		{"title", got.Title, want.Title},
		{"version", fmt.Sprint(got.Version), fmt.Sprint(want.Version)},
		{"seq", fmt.Sprint(got.Seq), fmt.Sprint(want.Seq)},
		{"hash", got.Hash, want.Hash},
		{"created_at", alur.FormatTime(got.CreatedAt), alur.FormatTime(want.CreatedAt)},
		{"updated_at", alur.FormatTime(got.UpdatedAt), alur.FormatTime(want.UpdatedAt)},
		{"access", keys(got.Access), keys(want.Access)},
		{"turns", keys(got.Turns), keys(want.Turns)},
	} {
		if c.stored != c.rebuilt {
			return &Fault{What: fmt.Sprintf("%s is %q, but %q by the history", c.name, c.stored, c.rebuilt)}
		}
	}
	if !bytes.Equal(got.State, want.State) {
		return &Fault{What: "the state is not that of the history"}
	}
	return r.compareNumber()
}

// compareNumber checks the labels, which no event names: they are there from the
// submission on, and the number has its year.
func (r *rebuilding) compareNumber() *Fault {
	at := r.state.SubmittedAt
	if (at != nil) != (r.row.Number != "") || (at != nil) != (r.row.TrackingCode != "") {
		return &Fault{What: fmt.Sprintf("number %q and tracking code %q do not fit the history", r.row.Number, r.row.TrackingCode)}
	}
	if at == nil {
		return nil
	}
	if year, _, ok := parseNumber(r.row.Number); !ok || year != at.In(alur.Jakarta).Year() {
		return &Fault{What: fmt.Sprintf("number %q is not one of the year of the submission", r.row.Number)}
	}
	if code, ok := alur.NormalizeTrackingCode(r.row.TrackingCode); !ok || code != r.row.TrackingCode {
		return &Fault{What: fmt.Sprintf("%q is no tracking code", r.row.TrackingCode)}
	}
	return nil
}
