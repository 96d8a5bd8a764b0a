package casework

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/forecast"
	"github.com/alur-id/alur/internal/store"
)

// Outlook is when a request may be done.
type Outlook struct {
	// Known is false before it is submitted, after it ended and while too little history is
	// there: Thin then names the stage that fewer than Enough requests have left.
	Known  bool
	Thin   alur.StageID
	Enough int
	// The moments by which it is done in 50, 80 and 95 of a hundred futures of those in
	// which it is completed.
	P50, P80, P95 time.Time
	// Completed is the share of futures in which it is completed, 0 to 1.
	Completed float64
	Requests  int // of the city, from which this was learnt
	// With is the same with one more member of a team; nil unless it was asked for.
	With   *Outlook
	Team   alur.PartyID // which one has one more
	Sooner int          // by how many working minutes P80 comes sooner then
}

// TrackRecord is how often forecasts of the past were right.
type TrackRecord struct {
	forecast.Record
	Requests int
	At       time.Time
}

// remembered is how many of the requests that changed last the city's habits are learnt
// from: older ones say less, and it bounds what is kept in memory.
const remembered = 600

// learnAgain is how old what was learnt may be. A request's own course is always looked at
// as it is.
const learnAgain = time.Minute

// judged is how many requests the track record looks back at.
const judged = 60

// prognosis keeps what was learnt from the city's requests.
type prognosis struct {
	mu       sync.Mutex
	at       time.Time
	passed   map[alur.RequestID]passed
	model    *forecast.Model
	visits   []forecast.Visit
	clock    *workClock
	judging  sync.Mutex // held by the one that looks back
	record   *TrackRecord
	recorded string // the last hashes of the requests that record was made from
}

// passed is how a request went, for as long as its last hash is this one.
type passed struct {
	hash   string
	course []course
}

// course is one passage of a stage in a flow.
type course struct {
	flow        alur.FlowID
	stage, next alur.StageID
	from, until time.Time // until is the zero time for the one that lasts
	done        bool
}

// Outlook says when a request may be done, for whoever sees it: not-found for others. With a
// team, what one more member of it would change, which the ICT agency alone may ask for
// (not-your-party) and only of a team that has members in this request (invalid-parameter).
func (c *Cases) Outlook(ctx context.Context, a Actor, id alur.RequestID, team alur.PartyID) (*Outlook, error) {
	var s *flow.State
	var row store.RequestRow
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		row, s, err = c.seen(ctx, tx, a, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	members := 0
	if team != "" {
		if !a.User.Has(alur.RoleHead) && !a.User.Has(alur.RoleReviewer) {
			return nil, alur.Refuse(alur.CodeNotYourParty)
		}
		if members = len(s.Teams[team]); members == 0 {
			return nil, alur.RefuseField(alur.CodeInvalidParameter, "team")
		}
	}
	if s.SubmittedAt == nil || s.Status.Ended() {
		return &Outlook{}, nil
	}
	model, clock, requests, err := c.learn(ctx)
	if err != nil {
		return nil, err
	}
	now := c.clock()
	own := courseOf(s)
	visits := clock.visits(s.Request, own)
	last := visits[len(visits)-1]
	q := forecast.Question{Flow: last.Flow, Stage: last.Stage, Elapsed: max(clock.at(now)-last.Entered, 0), Past: visits[:len(visits)-1]}
	seed := seedOf(row.Hash)
	answer := model.Ahead(q, seed)
	out := outlook(answer, clock, now, requests)
	if team != "" {
		plan, _ := c.flows.Stage(s)
		q.Faster = map[alur.StageID]float64{}
		for _, st := range plan.Stages {
			if workOf(st, team) {
				q.Faster[st.ID] = float64(members) / float64(members+1)
			}
		}
		faster := model.Ahead(q, seed)
		out.With, out.Team, out.Sooner = outlook(faster, clock, now, requests), team, answer.P80-faster.P80
	}
	return out, nil
}

// workOf reports whether a stage is the work of one party: all that it asks for, but for
// signatures.
func workOf(st *flow.Stage, party alur.PartyID) bool {
	found := false
	for _, it := range st.Items {
		if !it.Required || it.Kind == flow.KindSignature {
			continue
		}
		if it.Owner != party {
			return false
		}
		found = true
	}
	return found
}

// seedOf draws the same futures for the same history, so that an answer moves when
// something happened and not when somebody looks again.
func seedOf(hash string) uint64 {
	b, err := hex.DecodeString(hash)
	if err != nil || len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func outlook(a forecast.Answer, clock *workClock, now time.Time, requests int) *Outlook {
	if a.Thin != "" || a.Completed == 0 {
		return &Outlook{Thin: a.Thin, Enough: forecast.Enough, Requests: requests}
	}
	return &Outlook{
		Known: true, Completed: a.Completed, Requests: requests,
		P50: clock.city.After(now, a.P50), P80: clock.city.After(now, a.P80), P95: clock.city.After(now, a.P95),
	}
}

// TrackRecord says how often forecasts were right, for everybody who is signed in: it
// names no request.
func (c *Cases) TrackRecord(ctx context.Context) (TrackRecord, error) {
	if _, _, _, err := c.learn(ctx); err != nil {
		return TrackRecord{}, err
	}
	p := &c.ahead
	p.judging.Lock() // the others wait for the same answer
	defer p.judging.Unlock()
	p.mu.Lock()
	visits, clock, requests, state := p.visits, p.clock, len(p.passed), stateOf(p.passed)
	p.mu.Unlock()
	if p.record == nil || p.recorded != state {
		now := c.clock()
		p.record, p.recorded = &TrackRecord{Record: forecast.Backtest(visits, clock.at(now), judged), Requests: requests, At: now}, state
	}
	return *p.record, nil
}

// stateOf is another for other histories.
func stateOf(passes map[alur.RequestID]passed) string {
	sum := sha256.New()
	for _, id := range slices.Sorted(maps.Keys(passes)) {
		_, _ = io.WriteString(sum, passes[id].hash)
	}
	return string(sum.Sum(nil))
}

// learn reads what has changed since it was read last and gives the city's habits.
func (c *Cases) learn(ctx context.Context) (*forecast.Model, *workClock, int, error) {
	p := &c.ahead
	p.mu.Lock()
	defer p.mu.Unlock()
	now := c.clock()
	if age := now.Sub(p.at); p.model != nil && age >= 0 && age < learnAgain {
		return p.model, p.clock, len(p.passed), nil
	}
	passes := map[alur.RequestID]passed{}
	var years []alur.CalendarYear
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		latest, err := tx.LatestSubmitted(ctx, remembered)
		if err != nil {
			return err
		}
		for id, hash := range latest {
			if known, ok := p.passed[id]; ok && known.hash == hash {
				passes[id] = known
				continue
			}
			row, err := tx.Request(ctx, store.Everything, id)
			if err != nil {
				return err
			}
			s, err := flow.UnmarshalState(row.State)
			if err != nil {
				return err
			}
			passes[id] = passed{hash, courseOf(s)}
		}
		years, err = tx.CalendarYears(ctx)
		return err
	})
	if err != nil {
		return nil, nil, 0, err
	}
	city, err := calendar.New(calendar.CivilService(), years...)
	if err != nil {
		return nil, nil, 0, err
	}
	p.passed, p.clock, p.visits = passes, newWorkClock(city, passes, now), nil
	for _, id := range slices.Sorted(maps.Keys(passes)) {
		p.visits = append(p.visits, p.clock.visits(id, passes[id].course)...)
	}
	p.model, p.at = forecast.New(p.visits, p.clock.at(now)), now
	return p.model, p.clock, len(passes), nil
}

// courseOf is how a request went from its submission on. Where it changed its way, all of
// it counts as the way it is on now: the stages that both have are the same work.
func courseOf(s *flow.State) []course {
	var out []course
	for i, x := range s.Passages {
		if x.LeftAt != nil && !x.LeftAt.After(*s.SubmittedAt) {
			continue // the draft
		}
		c := course{flow: s.Flow, stage: x.Stage, from: x.At}
		if c.from.Before(*s.SubmittedAt) {
			c.from = *s.SubmittedAt
		}
		switch {
		case i+1 < len(s.Passages):
			c.next, c.until = s.Passages[i+1].Stage, s.Passages[i+1].At
		case s.EndedAt != nil:
			c.until, c.done = *s.EndedAt, s.Status == alur.StatusCompleted
		}
		out = append(out, c)
	}
	return out
}

// workClock counts working minutes since some day before everything that it was made for.
type workClock struct {
	city *calendar.Calendar
	zero time.Time
	days []int // working minutes from zero to the beginning of that day and of each after it
}

// newWorkClock makes one for courses up to now.
func newWorkClock(city *calendar.Calendar, passes map[alur.RequestID]passed, now time.Time) *workClock {
	zero := now
	for _, p := range passes {
		if len(p.course) > 0 && p.course[0].from.Before(zero) {
			zero = p.course[0].from
		}
	}
	y, m, d := zero.In(alur.Jakarta).Date()
	w := &workClock{city: city, zero: time.Date(y, m, d, 0, 0, 0, 0, alur.Jakarta)}
	sum := 0
	for day := w.zero; !day.After(now); day = day.Add(hoursOfDay) {
		w.days = append(w.days, sum)
		sum += city.Minutes(day, day.Add(hoursOfDay))
	}
	return w
}

const hoursOfDay = 24 * time.Hour // Jakarta knows no other day

// at is the working time from zero to t, in minutes.
func (w *workClock) at(t time.Time) int {
	day := int(t.Sub(w.zero) / hoursOfDay)
	if t.Before(w.zero) || day >= len(w.days) {
		return w.city.Minutes(w.zero, t)
	}
	return w.days[day] + w.city.Minutes(w.zero.Add(time.Duration(day)*hoursOfDay), t)
}

// visits turns a course into working minutes.
func (w *workClock) visits(id alur.RequestID, all []course) []forecast.Visit {
	out := make([]forecast.Visit, len(all))
	for i, c := range all {
		out[i] = forecast.Visit{Request: id, Flow: c.flow, Stage: c.stage, Next: c.next, Done: c.done, Entered: w.at(c.from), Running: c.until.IsZero()}
		if !out[i].Running {
			out[i].Left = max(w.at(c.until), out[i].Entered)
		}
	}
	return out
}
