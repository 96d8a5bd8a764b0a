package compliance

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// Decisive are the types of events on which the states of clauses rest. A [Reader] that
// is given these alone comes to the same states, rounds and acts; what it lacks is the
// evidence within rounds.
var Decisive = []alur.EventType{alur.EventRequestCreated, alur.EventActionTaken}

// Reader reads the history of one request, an event at a time.
type Reader struct {
	flows   *flow.Registry
	plan    *flow.Plan
	clauses []Clause
	beside  []Act
	status  alur.Status
	last    Mark
	at      int // the clause that the request stands in
}

// Begin starts a history. The plans are those that requests may follow.
func Begin(flows *flow.Registry) *Reader { return &Reader{flows: flows, status: alur.StatusOpen} }

// payload is what events carry, as far as it is of use here. No text of people is.
type payload struct {
	Flow        alur.FlowID                    `json:"flow"`
	FlowVersion int                            `json:"flow_version"`
	Stage       alur.StageID                   `json:"stage"`
	Items       map[alur.ItemID]jsontext.Value `json:"items"`
	ID          alur.DocumentID                `json:"id"`
	Kind        alur.ItemID                    `json:"kind"`
	Name        string                         `json:"name"`
	SHA256      string                         `json:"sha256"`
	Replaces    alur.DocumentID                `json:"replaces"`
	Finding     int                            `json:"finding"`
	Verdict     string                         `json:"verdict"`
	Number      jsontext.Value                 `json:"number"` // of a finding, or what an office gave a paper
	Title       string                         `json:"title"`
	To          string                         `json:"to"`
	From        alur.StageID                   `json:"from"`
	Item        alur.ItemID                    `json:"item"`
	Content     string                         `json:"content_sha256"`
	Action      alur.ActionID                  `json:"action"`
	Code        string                         `json:"code"`
	Signed      string                         `json:"signed_sha256"`
}

// told are the types whose payload is read; the others only move [Report.Last].
var told = []alur.EventType{
	alur.EventRequestCreated, alur.EventDataChanged, alur.EventDocumentAdded, alur.EventDocumentRemoved, alur.EventDocumentReviewed,
	alur.EventFindingAdded, alur.EventFindingChanged, alur.EventSigned, alur.EventSignatureDropped, alur.EventActionTaken,
	alur.EventPaperIssued, alur.EventPaperRegistered, alur.EventPaperWithdrawn,
}

// Add reads the next event. It fails on one that is out of order, and on a flow, stage or
// action that the plans do not have: then history and program do not fit, and no report
// may be made. Types that it does not know are passed over.
func (r *Reader) Add(e alur.Event) error {
	if e.Seq <= r.last.Seq {
		return fmt.Errorf("event %d after %d", e.Seq, r.last.Seq)
	}
	m := Mark{Seq: e.Seq, At: e.At, By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf, Party: e.Actor.Party}
	r.last = m
	if !slices.Contains(told, e.Type) {
		return nil
	}
	if r.plan == nil && e.Type != alur.EventRequestCreated {
		return fmt.Errorf("event %d (%s): the request was not created", e.Seq, e.Type)
	}
	// One struct serves all types, so that a payload may have keys of which it knows none.
	var p payload
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return fmt.Errorf("event %d (%s): %w", e.Seq, e.Type, err)
	}
	switch e.Type {
	case alur.EventRequestCreated:
		if r.plan = r.flows.Plan(p.Flow, p.FlowVersion); r.plan == nil || p.FlowVersion == 0 {
			return fmt.Errorf("event %d: no flow %s in version %d", e.Seq, p.Flow, p.FlowVersion)
		}
		r.clauses = clausesOf(r.plan)
		r.enter(r.plan.Stages[0], m)
	case alur.EventActionTaken:
		if err := r.act(p, m); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	default:
		r.note(e.Type, p, m)
	}
	return nil
}

// clausesOf are the clauses of a plan, nothing done: each numbered stage is one.
func clausesOf(plan *flow.Plan) []Clause {
	var out []Clause
	for _, st := range plan.Stages {
		if !st.Sub {
			out = append(out, Clause{ID: st.Clause, Number: st.Number, Stage: st.ID, Title: st.Title})
		}
	}
	return out
}

// clause is the index of the clause that a stage belongs to; a sub-stage shares one.
func (r *Reader) clause(st *flow.Stage) int {
	return slices.IndexFunc(r.clauses, func(c Clause) bool { return c.Number == st.Number })
}

func (r *Reader) enter(st *flow.Stage, m Mark) {
	r.at = r.clause(st)
	c := &r.clauses[r.at]
	c.done, c.Way = false, nil
	c.Rounds = append(c.Rounds, Round{Stage: st.ID, Sub: st.Sub, Entered: m})
}

// round is the round that runs.
func (r *Reader) round() *Round {
	c := &r.clauses[r.at]
	return &c.Rounds[len(c.Rounds)-1]
}

func (r *Reader) act(p payload, m Mark) error {
	st := r.plan.Stage(p.From)
	if st == nil || st.ID != r.round().Stage || r.status.Ended() {
		return fmt.Errorf("not in stage %s", p.From)
	}
	a := st.Action(p.Action)
	if a == nil {
		return fmt.Errorf("no action %s in stage %s", p.Action, p.From)
	}
	done := Act{Mark: m, Action: a.ID, Title: a.Title, Stage: st.ID, Clause: st.Clause, Guided: a.Clause != "", Leads: a.Direction, End: a.End}
	if !done.Guided {
		r.beside = append(r.beside, done)
	}
	switch {
	case a.Direction == flow.Switches:
		return r.change(a, p, done)
	case a.End != "":
		r.round().Left = &done
		r.status = a.End
		r.clauses[r.at].done = done.Guided
	case a.Direction != flow.Stays:
		to := r.plan.Stage(a.To)
		if to == nil {
			return fmt.Errorf("no stage %s", a.To)
		}
		r.move(to, done)
	}
	return nil
}

// move leaves one stage for another of the same flow.
func (r *Reader) move(to *flow.Stage, by Act) {
	r.round().Left = &by
	from, next := r.at, r.clause(to)
	for i := next; i <= from; i++ { // back: all from there on is open again
		r.clauses[i].done, r.clauses[i].Way = false, nil
	}
	if next > from {
		r.clauses[from].done = true
		r.pass(from+1, next, by)
	}
	r.enter(to, by.Mark)
}

// pass notes what an act led past.
func (r *Reader) pass(from, until int, by Act) {
	for i := from; i < until; i++ {
		if c := &r.clauses[i]; !c.done {
			c.Way = &by
		}
	}
}

// change goes on in the same stage of another flow. Rounds go along by their stages: the
// flows share those up to the one in which the route may change.
func (r *Reader) change(a *flow.Action, p payload, by Act) error {
	// The version of the other flow is the event's: an old history stays what it was.
	plan := r.flows.Plan(a.ToFlow, p.FlowVersion)
	if plan == nil || p.FlowVersion == 0 || plan.Stage(by.Stage) == nil {
		return fmt.Errorf("no stage %s in flow %s version %d", by.Stage, a.ToFlow, p.FlowVersion)
	}
	old := r.clauses
	r.plan, r.clauses = plan, clausesOf(plan)
	for i := range r.clauses {
		c := &r.clauses[i]
		j := slices.IndexFunc(old, func(o Clause) bool { return o.Stage == c.Stage })
		if j < 0 {
			continue
		}
		c.done, c.Way, c.Rounds = old[j].done, old[j].Way, old[j].Rounds
		for k := range c.Rounds {
			if c.Rounds[k].Clause == "" {
				c.Rounds[k].Clause = old[j].ID
			}
		}
	}
	r.at = r.clause(plan.Stage(by.Stage))
	r.pass(0, r.at, by)
	return nil
}

// finding is the number of a finding, 0 where it is none.
func (p *payload) finding() (n int) {
	_ = json.Unmarshal(p.Number, &n)
	return n
}

// official is what an office gave a paper, "" where that is none.
func (p *payload) official() (s string) {
	_ = json.Unmarshal(p.Number, &s)
	return s
}

// note keeps what happened in the round that runs. What follows the end (a paper about
// it, an official number) stands in the last one.
func (r *Reader) note(kind alur.EventType, p payload, m Mark) {
	add := func(x Evidence) {
		x.Mark, x.Type = m, kind
		if x.Title == "" && x.Item != "" {
			x.Title = r.itemTitle(x.Stage, x.Item)
		}
		round := r.round()
		round.Evidence = append(round.Evidence, x)
	}
	switch kind {
	case alur.EventDataChanged:
		for _, id := range slices.Sorted(maps.Keys(p.Items)) {
			r.void(func(x *Evidence) bool { return x.Type == kind && x.Stage == p.Stage && x.Item == id })
			if p.Items[id].Kind() != 'n' {
				add(Evidence{Stage: p.Stage, Item: id})
			}
		}
	case alur.EventDocumentAdded:
		r.voidDocument(p.Replaces)
		x := Evidence{Stage: p.Stage, Item: p.Kind, Name: p.Name, SHA256: p.SHA256, Number: p.Finding, document: p.ID}
		if p.Finding != 0 {
			x.Title = p.Name
		}
		add(x)
	case alur.EventDocumentRemoved:
		r.voidDocument(p.ID)
	case alur.EventDocumentReviewed:
		r.void(func(x *Evidence) bool { return x.Type == kind && x.document == p.ID })
		add(Evidence{Stage: r.stageOf(p.ID), Item: p.Kind, SHA256: p.SHA256, Verdict: p.Verdict, document: p.ID})
	case alur.EventFindingAdded:
		add(Evidence{Title: p.Title, Number: p.finding()})
	case alur.EventFindingChanged:
		add(Evidence{Title: r.findingTitle(p.finding()), Number: p.finding(), Status: p.To})
	case alur.EventSigned:
		add(Evidence{Stage: p.Stage, Item: p.Item, SHA256: p.Content})
	case alur.EventSignatureDropped:
		r.void(func(x *Evidence) bool { return x.Type == alur.EventSigned && x.Stage == p.Stage && x.Item == p.Item })
	case alur.EventPaperIssued:
		r.void(func(x *Evidence) bool { return x.Type == kind && x.Paper == string(p.Kind) })
		add(Evidence{Paper: string(p.Kind), Name: p.Code, SHA256: p.SHA256})
	case alur.EventPaperRegistered:
		r.void(func(x *Evidence) bool { return x.Type == kind && x.Name == p.Code })
		add(Evidence{Paper: r.paperKind(p.Code), Name: p.Code, SHA256: p.Signed, Official: p.official()})
	case alur.EventPaperWithdrawn:
		r.void(func(x *Evidence) bool { return x.Paper != "" && x.Name == p.Code })
		add(Evidence{Paper: r.paperKind(p.Code), Name: p.Code})
	}
}

// each calls fn with all evidence of the history so far.
func (r *Reader) each(fn func(*Evidence)) {
	for i := range r.clauses {
		for j := range r.clauses[i].Rounds {
			ev := r.clauses[i].Rounds[j].Evidence
			for k := range ev {
				fn(&ev[k])
			}
		}
	}
}

func (r *Reader) void(match func(*Evidence) bool) {
	r.each(func(x *Evidence) { x.Void = x.Void || match(x) })
}

func (r *Reader) voidDocument(id alur.DocumentID) {
	if id != "" {
		r.void(func(x *Evidence) bool { return x.document == id })
	}
}

func (r *Reader) stageOf(id alur.DocumentID) (st alur.StageID) {
	r.each(func(x *Evidence) {
		if x.Type == alur.EventDocumentAdded && x.document == id {
			st = x.Stage
		}
	})
	return st
}

func (r *Reader) paperKind(code string) (kind string) {
	r.each(func(x *Evidence) {
		if x.Type == alur.EventPaperIssued && x.Name == code {
			kind = x.Paper
		}
	})
	return kind
}

func (r *Reader) findingTitle(number int) (title string) {
	r.each(func(x *Evidence) {
		if x.Type == alur.EventFindingAdded && x.Number == number {
			title = x.Title
		}
	})
	return title
}

// itemTitle is what an item is called; its id where the plan does not have it.
func (r *Reader) itemTitle(stage alur.StageID, id alur.ItemID) string {
	if st := r.plan.Stage(stage); st != nil {
		if it := st.Item(id); it != nil {
			return it.Title
		}
	}
	for _, st := range r.plan.Stages {
		if it := st.Item(id); it != nil {
			return it.Title
		}
	}
	return string(id)
}

// Report is what the events read so far show. It fails where there were none. The
// reader may read on; the report does not change with it.
func (r *Reader) Report() (*Report, error) {
	if r.plan == nil {
		return nil, fmt.Errorf("a history without its first event")
	}
	out := &Report{Plan: r.plan, Status: r.status, Beside: slices.Clone(r.beside), Last: r.last}
	for i, c := range r.clauses {
		c.Rounds = slices.Clone(c.Rounds)
		for j := range c.Rounds {
			c.Rounds[j].Evidence = slices.Clone(c.Rounds[j].Evidence)
		}
		switch {
		case c.done && c.Times() > 1:
			c.State = Repeated
		case c.done:
			c.State = Done
		case c.Way != nil:
			c.State = Skipped
		case r.status.Ended():
			c.State = Ended
		default:
			c.State = Pending
			if i == r.at {
				c.Since = &c.Rounds[len(c.Rounds)-1].Entered
			}
		}
		out.Clauses = append(out.Clauses, c)
	}
	return out, nil
}
