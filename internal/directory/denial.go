package directory

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// denialWindow is how long refusals of one account are counted together.
const denialWindow = 10 * time.Minute

// denials counts refusals by account, in memory: each instance has its own counts. There
// are no more of them than accounts that are signed in.
type denials struct {
	mu    sync.Mutex
	since map[string]denial
}

type denial struct {
	at time.Time // of the first
	n  int
}

// add counts one and returns how many there were within the window.
func (x *denials) add(username string, now time.Time) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	d, ok := x.since[username]
	if over := now.Sub(d.at); !ok || over >= denialWindow || over < 0 {
		d = denial{at: now}
		for name, old := range x.since { // once a window for each account
			if now.Sub(old.at) >= denialWindow {
				delete(x.since, name)
			}
		}
	}
	d.n++
	if x.since == nil {
		x.since = map[string]denial{}
	}
	x.since[username] = d
	return d.n
}

// Denied notes that somebody who is signed in was refused what is not his or hers: a
// party's act, another's request. where is the pattern of the route, without what stood
// in the address. The 1st, 10th, 100th … refusal of a window becomes an entry, so that
// nobody can fill the log; the refusal itself needs none, so a fault is only told to the
// operator.
func (d *Directory) Denied(ctx context.Context, username, address, where string) {
	n := d.denials.add(username, d.clock())
	if !tenfold(n) {
		return
	}
	err := d.Record(context.WithoutCancel(ctx), SecurityEvent{Kind: SecurityDenied, Username: username, Address: address, n: n, Detail: fmt.Sprintf("%d %s", n, where)})
	if err != nil {
		d.log.Warn("a refusal was not recorded", "username", username, "error", err)
	}
}

// tenfold reports whether n is 1, 10, 100 and so on.
func tenfold(n int) bool {
	for n >= 10 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}
