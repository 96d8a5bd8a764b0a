package acceptance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// relay is one account after another that ends, each with its seats handed to the next.
type relay struct {
	t     *testing.T
	admin *client
	names []string
	seats map[string]int // of every one of them, by request
}

// newRelay gives the tester of the demonstration more seats, and invites enough people to
// pass them on to.
func newRelay(t *testing.T, s *server, length int) *relay {
	t.Helper()
	who := newPeople(t, s)
	r := &relay{t: t, admin: who.as("admin"), names: []string{"penguji"}}
	agency := who.agencyOf("penguji")
	for i := range length {
		name := fmt.Sprintf("penerus-%d", i+1)
		r.must(http.StatusCreated, "POST", "/users", obj{"username": name, "name": "Penerus " + string(rune('A'+i)), "agency": agency, "roles": []string{"member"}})
		r.names = append(r.names, name)
	}
	for range 4 {
		begin(t, who, "swakelola", inHouse).upTo("analisis-desain")
	}
	r.seats = r.open("penguji")
	return r
}

func (r *relay) must(status int, method, path string, body any) *answer {
	r.t.Helper()
	a, err := r.admin.call(method, path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	if a.status != status {
		r.t.Fatalf("%s, want %d", a, status)
	}
	return a
}

// open counts the seats of a person, by request.
func (r *relay) open(username string) map[string]int {
	r.t.Helper()
	var tasks struct {
		Items []struct {
			Request string
			Seats   []json.RawMessage
		}
	}
	if err := json.Unmarshal(r.must(http.StatusOK, "GET", "/users/"+username+"/open-tasks", nil).body, &tasks); err != nil {
		r.t.Fatal(err)
	}
	seats := map[string]int{}
	for _, x := range tasks.Items {
		if len(x.Seats) > 0 {
			seats[x.Request] = len(x.Seats)
		}
	}
	return seats
}

// end ends the account of the i-th and hands everything to the next.
func (r *relay) end(i int) (*answer, error) {
	return r.admin.call("POST", "/users/"+r.names[i]+"/deactivation", obj{"reason": "Pindah tugas.", "successor": r.names[i+1]})
}

// ended lists the accounts that are over.
func (r *relay) ended() map[string]bool {
	r.t.Helper()
	var page struct{ Items []struct{ Username string } }
	if err := json.Unmarshal(r.must(http.StatusOK, "GET", "/users?state=disabled", nil).body, &page); err != nil {
		r.t.Fatal(err)
	}
	out := map[string]bool{}
	for _, u := range page.Items {
		out[u.Username] = true
	}
	return out
}

// settle proves that every seat went once from each who left to the next, and that
// nothing of theirs is open.
func (r *relay) settle(auditor *client, left int) {
	r.t.Helper()
	over := r.ended()
	for i, name := range r.names[:left+1] {
		if over[name] != (i < left) {
			r.t.Errorf("the account of %s is over: %v", name, over[name])
		}
		if open := r.open(name); i < left && len(open) > 0 {
			r.t.Errorf("%s still has %v", name, open)
		} else if i == left && fmt.Sprint(open) != fmt.Sprint(r.seats) {
			r.t.Errorf("%s has %v, want %v", name, open, r.seats)
		}
	}
	for id, seats := range r.seats {
		events, err := auditor.history(id)
		if err != nil {
			r.t.Fatal(err)
		}
		if err := checkChain(id, events); err != nil {
			r.t.Error(err)
		}
		handed := map[string]int{}
		for _, e := range events {
			if e.Type != "seat-handed-over" {
				continue
			}
			var p struct{ From, To string }
			if err := json.Unmarshal(e.Payload, &p); err != nil {
				r.t.Fatal(err)
			}
			handed[p.From+" "+p.To]++
		}
		for i := range left {
			if step := r.names[i] + " " + r.names[i+1]; handed[step] != seats {
				r.t.Errorf("request %s: %s %d times, want %d", id, strings.Replace(step, " ", " to ", 1), handed[step], seats)
			}
		}
		if len(handed) != left {
			r.t.Errorf("request %s: handed over %v", id, handed)
		}
	}
}

// TestKillDuringDeactivation kills the server with -9 while somebody's seats are handed
// over, and makes the same call again after the next start, until it is answered.
func TestKillDuringDeactivation(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		kills := 10
		if e == postgres {
			kills = 5
		}
		h := newHome(t, e)
		s := start(t, h, "--demo")
		r := newRelay(t, s, 3*kills/2+3)
		// The first is left alone, to know how long it takes.
		begin := time.Now()
		if a, err := r.end(0); err != nil || a.status != http.StatusOK {
			t.Fatalf("%v %v", a, err)
		}
		took := time.Since(begin)
		rng := rand.New(rand.NewPCG(5, 6))
		at, killed, half := 1, 0, 0
		for ; killed < kills || half == 0 && killed < 3*kills; killed++ {
			answered := make(chan bool, 1)
			go func() {
				a, err := r.end(at)
				answered <- err == nil && a.status == http.StatusOK
			}()
			// The moment of the kill is what is tried out.
			time.Sleep(time.Duration(rng.Int64N(int64(took))))
			s.kill()
			acked := <-answered
			s = start(t, h, "--demo")
			r.admin.base = s.base
			open, over := len(r.open(r.names[at])), r.ended()[r.names[at]]
			if open > 0 && open < len(r.seats) {
				half++
			}
			if over && open > 0 || acked && !over {
				t.Errorf("after kill %d %d requests are open, the account is over: %v, answered: %v", killed+1, open, over, acked)
			}
			if killed%2 == 0 { // every other time the same account is met by a second kill
				continue
			}
			if a, err := r.end(at); err != nil || a.status != http.StatusOK {
				t.Fatalf("again after kill %d: %v %v", killed+1, a, err)
			}
			at++
		}
		if a, err := r.end(at); err != nil || a.status != http.StatusOK {
			t.Fatalf("after the last kill: %v %v", a, err)
		}
		r.settle(newPeople(t, s).as("auditor"), at+1)
		h.verify(t)
		t.Logf("%d kills, %d of them half-way through %d requests that take %v", killed, half, len(r.seats), took)
		if half == 0 {
			t.Error("no kill came between the first request and the last: nothing was tested")
		}
	})
}
