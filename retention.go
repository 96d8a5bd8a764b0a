package alur

import "time"

// Retention says how long is kept what is no evidence. Histories, the security log and
// accounts have no such time.
type Retention struct {
	Devices  time.Duration // a browser that an account was signed in with, after its last use
	Failures time.Duration // failed sign-ins, after the last one; no shorter than the windows in which they count
	// Drafts is how long people named in a request that was never submitted are kept after
	// its last change; 0 is as long as the request.
	Drafts time.Duration
	// Notices is how long a notice is kept after it was read; 0 is for good.
	Notices time.Duration
}

// DefaultRetention is what holds when nothing is set.
var DefaultRetention = Retention{Devices: 400 * 24 * time.Hour, Failures: 24 * time.Hour, Notices: 90 * 24 * time.Hour}

// NoticesRead is the moment before which notices must have been read to go: the zero
// time when none go.
func (r Retention) NoticesRead(now time.Time) time.Time {
	if r.Notices == 0 {
		return time.Time{}
	}
	return now.Add(-r.Notices)
}

// DraftNotice is how long before its end the owner of a draft is told of it.
const DraftNotice = 14 * 24 * time.Hour

// DraftEnd is when the people named in a draft go that was changed last at a moment: zero
// for never.
func (r Retention) DraftEnd(changed time.Time) time.Time {
	if r.Drafts == 0 {
		return time.Time{}
	}
	return changed.Add(r.Drafts)
}
