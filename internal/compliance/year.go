package compliance

import (
	"slices"

	"github.com/alur-id/alur"
)

// Year counts the reports of many requests. It holds one tally a clause and flow, so
// that its size does not grow with how many there are.
type Year struct {
	Requests int
	Flows    []FlowTally // in the order in which they were met
}

// FlowTally counts the requests of one flow, all versions of it.
type FlowTally struct {
	Flow     alur.FlowID
	Title    string
	Requests int
	Clauses  []ClauseTally // in the order of the guide
}

// ClauseTally counts what became of one clause.
type ClauseTally struct {
	ID     string
	Number int
	Title  string
	Count  map[State]int
	Now    int // requests that stand in it
	Rounds int // the most rounds that a request took
}

// Add counts one more request.
func (y *Year) Add(r *Report) {
	y.Requests++
	i := slices.IndexFunc(y.Flows, func(f FlowTally) bool { return f.Flow == r.Plan.Flow })
	if i < 0 {
		y.Flows = append(y.Flows, FlowTally{Flow: r.Plan.Flow, Title: r.Plan.Title})
		i = len(y.Flows) - 1
	}
	f := &y.Flows[i]
	f.Requests++
	for _, c := range r.Clauses {
		j := slices.IndexFunc(f.Clauses, func(t ClauseTally) bool { return t.ID == c.ID })
		if j < 0 {
			f.Clauses = append(f.Clauses, ClauseTally{ID: c.ID, Number: c.Number, Title: c.Title, Count: map[State]int{}})
			slices.SortStableFunc(f.Clauses, func(a, b ClauseTally) int { return a.Number - b.Number })
			j = slices.IndexFunc(f.Clauses, func(t ClauseTally) bool { return t.ID == c.ID })
		}
		t := &f.Clauses[j]
		t.Count[c.State]++
		t.Rounds = max(t.Rounds, c.Times())
		if c.Since != nil {
			t.Now++
		}
	}
}
