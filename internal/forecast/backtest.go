package forecast

import (
	"hash/fnv"
	"slices"

	"github.com/alur-id/alur"
)

// Record is how forecasts did that were made, as the history then was, about requests
// that have been completed since.
type Record struct {
	Forecasts int // that were made
	Thin      int // moments at which there was too little history
	// Within counts requests that were done by the date named with that chance.
	P50, P80, P95 int
}

// Backtest asks again, at the start of every third stage of the latest requests that were
// completed, at most as many as limit, and looks at what became of them. now is in the
// minutes of visits.
func Backtest(visits []Visit, now, limit int) Record {
	byRequest := map[alur.RequestID][]Visit{}
	var ended []Visit
	for _, v := range visits {
		byRequest[v.Request] = append(byRequest[v.Request], v)
		if v.Done && !v.Running && v.Left <= now {
			ended = append(ended, v)
		}
	}
	slices.SortFunc(ended, func(a, b Visit) int { return b.Left - a.Left })
	var r Record
	for _, end := range ended[:min(limit, len(ended))] {
		path := byRequest[end.Request]
		slices.SortFunc(path, func(a, b Visit) int { return a.Entered - b.Entered })
		h := fnv.New64a()
		_, _ = h.Write([]byte(end.Request))
		// Not always the same stages.
		for i := int(h.Sum64() % 3); i < len(path); i += 3 {
			r.ask(New(visits, path[i].Entered), path[:i+1], end.Left, h.Sum64())
		}
	}
	return r
}

// ask makes a forecast at the start of the last visit of a path that ended at done.
func (r *Record) ask(m *Model, path []Visit, done int, seed uint64) {
	v := path[len(path)-1]
	took := done - v.Entered
	a := m.Ahead(Question{Flow: v.Flow, Stage: v.Stage, Past: path[:len(path)-1]}, seed)
	if a.Thin != "" || a.Completed == 0 {
		r.Thin++
		return
	}
	r.Forecasts++
	for _, x := range []struct {
		by    int
		count *int
	}{{a.P50, &r.P50}, {a.P80, &r.P80}, {a.P95, &r.P95}} {
		if took <= x.by {
			*x.count++
		}
	}
}
