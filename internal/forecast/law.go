package forecast

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// span is how long a visit took, or takes so far.
type span struct {
	minutes int
	running bool
}

// law is how long visits of one place take: the survival function of Kaplan and Meier (1958),
// which lets running visits speak for as long as they have run, at the plotting positions
// i/(n+1), at which the next visit is shorter than the i-th of n with just that chance;
// straight between its points, and exponential beyond the last.
type law struct {
	at   []float64 // minutes, rising strictly
	live []float64 // the share of visits that take longer, falling
	mean float64   // of the tail beyond the last point
}

func newLaw(spans []span) law {
	slices.SortFunc(spans, func(a, b span) int {
		if c := cmp.Compare(a.minutes, b.minutes); c != 0 || a.running == b.running {
			return c
		}
		if a.running { // whoever still runs at this length takes longer
			return 1
		}
		return -1
	})
	l := law{at: []float64{0}, live: []float64{1}}
	share := 1.0
	for i := 0; i < len(spans); {
		length, out := spans[i].minutes, 0
		risk := len(spans) - i
		for ; i < len(spans) && spans[i].minutes == length; i++ {
			if !spans[i].running {
				out++
			}
		}
		if out == 0 {
			continue
		}
		share *= 1 - float64(out)/float64(risk+1)
		if length == 0 {
			length = 1 // nothing takes no time; keeps the points apart
		}
		if n := len(l.at) - 1; l.at[n] >= float64(length) {
			l.live[n] = share
			continue
		}
		l.at, l.live = append(l.at, float64(length)), append(l.live, share)
	}
	// Beyond the last point the visits end at the rate at which those of the longest quarter
	// do: their number over the time in which they could have, running ones included.
	from, last := 0.0, len(l.at)-1
	if last >= Enough {
		from = l.at[last-last/4-1]
	}
	var seen, ended float64
	for _, x := range spans {
		if float64(x.minutes) <= from {
			continue
		}
		seen += float64(x.minutes) - from
		if !x.running {
			ended++
		}
	}
	l.mean = max(seen/max(ended, 1), 1)
	return l
}

// alive is the share of visits that take longer.
func (l law) alive(minutes float64) float64 {
	last := len(l.at) - 1
	if minutes >= l.at[last] {
		return l.live[last] * math.Exp(-(minutes-l.at[last])/l.mean)
	}
	i := sort.SearchFloat64s(l.at, minutes)
	if l.at[i] == minutes {
		return l.live[i]
	}
	part := (minutes - l.at[i-1]) / (l.at[i] - l.at[i-1])
	return l.live[i-1] + part*(l.live[i]-l.live[i-1])
}

// length is how long a visit takes of which the share live take longer.
func (l law) length(live float64) float64 {
	last := len(l.at) - 1
	if live <= l.live[last] {
		return l.at[last] - l.mean*math.Log(max(live, 1e-12)/l.live[last])
	}
	i := sort.Search(len(l.live), func(i int) bool { return l.live[i] <= live })
	if i == 0 {
		return 0
	}
	part := (l.live[i-1] - live) / (l.live[i-1] - l.live[i])
	return l.at[i-1] + part*(l.at[i]-l.at[i-1])
}

// beyond is how much longer a visit takes that has taken some minutes, at the quantile u.
func (l law) beyond(elapsed int, u float64) float64 {
	so := float64(elapsed)
	return max(l.length(l.alive(so)*(1-u))-so, 0)
}

// score is where a finished visit stands among the others, as a standard normal number.
func (l law) score(minutes int) float64 {
	u := 1 - l.alive(float64(minutes))
	return math.Sqrt2 * math.Erfinv(2*min(max(u, 0.005), 0.995)-1)
}
