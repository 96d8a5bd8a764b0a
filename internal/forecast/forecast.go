// Package forecast answers "when will it be done?" from what a city's own requests took.
//
// It owns the model: how long requests stayed in each stage, where they went from there, and
// how much a request that was slow so far stays slow. It is pure: it knows no database and no
// clock, and the same history and seed give the same answer. Times are working minutes;
// [internal/calendar] turns them into days. Start reading at [New], then [Model.Ahead];
// [Backtest] says how often it was right.
package forecast

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/alur-id/alur"
)

// A Visit is one stay of a request in a stage. A request that comes back to a stage has
// another visit of it.
type Visit struct {
	Request alur.RequestID
	Flow    alur.FlowID
	Stage   alur.StageID
	// Entered and Left are working minutes since some moment that is the same for all. Left
	// is of no meaning while Running.
	Entered, Left int
	Running       bool
	// Next is the stage that followed; "" after the last one, and while Running.
	Next alur.StageID
	// Done is true of the visit with which the request was completed, as opposed to one after
	// which it was withdrawn or refused.
	Done bool
}

// Enough is how many finished visits a stage must have before anything is said about it.
const Enough = 8

// Draws is how many futures are drawn for an answer. The 95th percentile of so many is off
// by one in a hundred; it takes a few milliseconds.
const Draws = 2000

// longest bounds a future: a request that comes back to a stage for ever.
const longest = 200

// place is a stage of a flow: the same stage may take another time in another flow.
type place struct {
	flow  alur.FlowID
	stage alur.StageID
}

// Model is what a history teaches. It is safe for concurrent use.
type Model struct {
	stays map[place]*stay
	// pace is how much of what makes a visit slow is the request's own: the correlation of
	// two visits of one request, 0 to [steadiest].
	pace float64
}

// steadiest keeps the model from believing that a request's pace is all.
const steadiest = 0.9

// stay is how long visits of one place took and what came after.
type stay struct {
	law   law
	exits []exit
	total float64 // of the weights of exits
	done  int     // finished visits
}

type exit struct {
	next   alur.StageID
	done   bool
	weight float64
}

// New learns from visits, as they were at moment now: what was entered later is not
// looked at, and what was left later is still running.
func New(visits []Visit, now int) *Model {
	m := &Model{stays: map[place]*stay{}}
	spans := map[place][]span{}
	for _, v := range visits {
		if v.Entered > now {
			continue
		}
		p := place{v.Flow, v.Stage}
		s := m.stays[p]
		if s == nil {
			s = &stay{}
			m.stays[p] = s
		}
		if v.Running || v.Left > now {
			spans[p] = append(spans[p], span{minutes: now - v.Entered, running: true})
			continue
		}
		spans[p] = append(spans[p], span{minutes: v.Left - v.Entered})
		s.add(v.Next, v.Done)
	}
	for p, s := range m.stays {
		s.law = newLaw(spans[p])
	}
	m.learnPace(visits, now)
	return m
}

func (s *stay) add(next alur.StageID, done bool) {
	s.done++
	s.total++
	for i := range s.exits {
		if s.exits[i].next == next && s.exits[i].done == done {
			s.exits[i].weight++
			return
		}
	}
	s.exits = append(s.exits, exit{next, done, 1})
	// In an order of their own, so that the same seed draws the same future.
	slices.SortFunc(s.exits, func(a, b exit) int {
		if c := cmp.Compare(a.next, b.next); c != 0 || a.done == b.done {
			return c
		}
		if a.done {
			return -1
		}
		return 1
	})
}

// learnPace measures how alike the visits of one request are.
func (m *Model) learnPace(visits []Visit, now int) {
	byRequest := map[alur.RequestID][]Visit{}
	for _, v := range visits {
		if !v.Running && v.Left <= now {
			byRequest[v.Request] = append(byRequest[v.Request], v)
		}
	}
	// Over all pairs of visits of one request: (sum)² − sum of squares is twice their products.
	var products, pairs float64
	for _, r := range slices.Sorted(maps.Keys(byRequest)) {
		var sum, squares float64
		scores := m.scores(byRequest[r])
		for _, z := range scores {
			sum += z
			squares += z * z
		}
		products += sum*sum - squares
		pairs += float64(len(scores) * (len(scores) - 1))
	}
	if pairs > 0 {
		// Few pairs say little: as if a hundred more had shown nothing.
		m.pace = min(max(products/(pairs+100), 0), steadiest)
	}
}

// scores are where finished visits stand among all of their places.
func (m *Model) scores(visits []Visit) []float64 {
	var out []float64
	for _, v := range visits {
		if s := m.stays[place{v.Flow, v.Stage}]; s != nil && s.done >= Enough {
			out = append(out, s.law.score(v.Left-v.Entered))
		}
	}
	return out
}

// Question is about one open request.
type Question struct {
	Flow    alur.FlowID
	Stage   alur.StageID
	Elapsed int     // working minutes in this stage so far
	Past    []Visit // of this request, finished: whether it is a slow one
	// Faster are stages whose time is multiplied: 0.5 is twice as fast.
	Faster map[alur.StageID]float64
}

// Answer is a range of working minutes from now until the request is completed, if it is.
type Answer struct {
	P50, P80, P95 int
	// Completed is the share of futures in which it is completed, 0 to 1; the percentiles are
	// of those alone.
	Completed float64
	// Thin is the stage with too little history; with it nothing else is said.
	Thin alur.StageID
}

// Ahead draws [Draws] futures of a request.
func (m *Model) Ahead(q Question, seed uint64) Answer {
	if thin := m.thin(q.Flow, q.Stage); thin != "" {
		return Answer{Thin: thin}
	}
	rnd := rand.New(rand.NewPCG(seed, 0x616c7572))
	mean, spread := m.paceOf(m.scores(q.Past))
	took := make([]float64, 0, Draws)
	for range Draws {
		pace := mean + spread*rnd.NormFloat64()
		if minutes, ok := m.future(q, pace, rnd); ok {
			took = append(took, minutes)
		}
	}
	a := Answer{Completed: float64(len(took)) / Draws}
	if len(took) == 0 {
		return a
	}
	slices.Sort(took)
	at := func(share float64) int { return int(math.Ceil(took[min(int(share*float64(len(took))), len(took)-1)])) }
	a.P50, a.P80, a.P95 = at(0.50), at(0.80), at(0.95)
	return a
}

// thin looks at every stage that a future can come through, for one with too little history.
func (m *Model) thin(flow alur.FlowID, from alur.StageID) alur.StageID {
	seen := map[alur.StageID]bool{from: true}
	for todo := []alur.StageID{from}; len(todo) > 0; todo = todo[1:] {
		s := m.stays[place{flow, todo[0]}]
		if s == nil || s.done < Enough {
			return todo[0]
		}
		for _, e := range s.exits {
			// A way that was taken once in many does not silence the rest.
			if e.next != "" && !seen[e.next] && e.weight/s.total > 0.02 {
				seen[e.next] = true
				todo = append(todo, e.next)
			}
		}
	}
	return ""
}

// paceOf is what is known of a request's own pace after some visits: a normal
// distribution, by its mean and standard deviation.
func (m *Model) paceOf(scores []float64) (mean, spread float64) {
	var sum float64
	for _, z := range scores {
		sum += z
	}
	// Each score is √pace·f + √(1−pace)·e with f, e standard normal.
	n := float64(len(scores))
	precision := 1 + n*m.pace/(1-m.pace)
	return sum * math.Sqrt(m.pace) / (1 - m.pace) / precision, 1 / math.Sqrt(precision)
}

// future draws one way to the end; false when it ends otherwise than completed.
func (m *Model) future(q Question, pace float64, rnd *rand.Rand) (minutes float64, completed bool) {
	stage, elapsed := q.Stage, q.Elapsed
	for range longest {
		s := m.stays[place{q.Flow, stage}]
		if s == nil || s.done == 0 {
			return 0, false // a way so rare that nobody knows what follows
		}
		z := math.Sqrt(m.pace)*pace + math.Sqrt(1-m.pace)*rnd.NormFloat64()
		left := s.law.beyond(elapsed, phi(z))
		if f, ok := q.Faster[stage]; ok {
			left *= f
		}
		minutes += left
		e := s.pick(rnd.Float64())
		if e.next == "" {
			return minutes, e.done
		}
		stage, elapsed = e.next, 0
	}
	return 0, false
}

func (s *stay) pick(u float64) exit {
	u *= s.total
	for _, e := range s.exits {
		if u -= e.weight; u < 0 {
			return e
		}
	}
	return s.exits[len(s.exits)-1]
}

// phi is the standard normal distribution.
func phi(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
