package alur

import "time"

// Standing is a period in which somebody held the offices of an absent colleague, by which
// what he or she did in it is read later on: events name the colleague and not the ground.
type Standing struct {
	Username string
	Absent   string
	Kind     StandInKind
	From     time.Time
	Until    time.Time // not in it any more
}

// Standings are periods in the order in which they began.
type Standings []Standing

// Kind is the ground on which somebody acted for a colleague at a moment: that of the
// period that had begun first, as for the act itself; "" when none was on.
func (s Standings) Kind(username, absent string, at time.Time) StandInKind {
	for _, x := range s {
		if x.Username == username && x.Absent == absent && !at.Before(x.From) && at.Before(x.Until) {
			return x.Kind
		}
	}
	return ""
}
