package acceptance

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// How hard the two servers are hammered (promises.md: chains have no fork).
const (
	conflictingWrites = 10_000
	hammerers         = 8 // on each server
	hammered          = 6 // requests
)

// TestTwoInstances lets two servers on one PostgreSQL write to the same few
// requests at the same moment. One wins, the others learn it; every write that was
// acknowledged is in the history once, and no chain has a fork.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	h := newHome(t, postgres)
	one := start(t, h, "--demo")
	// Both servers keep documents in the same folder, as two machines share a volume.
	two := start(t, h, "--demo")
	who := newPeople(t, one)

	var walks []*walk
	for range hammered {
		w := begin(t, who, "swakelola", inHouse).upTo("verifikasi")
		walks = append(walks, w)
	}
	var sent, won, lost atomic.Int64
	acked := make([]atomic.Int64, hammered) // events acknowledged, by request
	before := make([]int, hammered)
	for i, w := range walks {
		events, err := who.as("auditor").history(w.id)
		if err != nil {
			t.Fatal(err)
		}
		before[i] = len(events)
	}
	pemohon, verifikator := who.as("pemohon"), who.as("verifikator")
	var wg sync.WaitGroup
	for i := range 2 * hammerers {
		base := one.base
		if i%2 == 1 {
			base = two.base
		}
		wg.Go(func() {
			asRequester, asReviewer := *pemohon, *verifikator
			asRequester.base, asReviewer.base = base, base
			rng := rand.New(rand.NewPCG(uint64(i), 7))
			for sent.Add(1) <= conflictingWrites {
				n := rng.IntN(hammered)
				w := walks[n]
				var a *answer
				var err error
				switch rng.IntN(4) {
				case 0:
					a, err = asRequester.call("POST", "/requests/"+w.id+"/comments", obj{"text": "Bersamaan."})
				case 1:
					a, err = asReviewer.call("POST", "/requests/"+w.id+"/actions/jeda", obj{"input": obj{"sebab": "lainnya", "alasan": "Uji."}})
				case 2:
					a, err = asReviewer.call("POST", "/requests/"+w.id+"/actions/lanjutkan", nil)
				case 3:
					// Two servers see the same version; only one may go on from it.
					var seen *answer
					if seen, err = asReviewer.call("GET", "/requests/"+w.id, nil); err != nil {
						break
					}
					action, input := "jeda", obj{"input": obj{"sebab": "lainnya", "alasan": "Uji."}}
					r := w.decode(seen)
					if r.Paused != nil {
						action, input = "lanjutkan", obj{}
					}
					a, err = asReviewer.call("POST", "/requests/"+w.id+"/actions/"+action, input, ifMatch(r.Version))
				}
				if err != nil {
					t.Error(err)
					return
				}
				switch a.status {
				case http.StatusOK, http.StatusCreated:
					won.Add(1)
					acked[n].Add(1)
				case http.StatusConflict, http.StatusPreconditionFailed:
					lost.Add(1)
				default:
					t.Errorf("%s", a)
					return
				}
			}
		})
	}
	wg.Wait()
	for i, w := range walks {
		events := w.checkHistory()
		if got, want := len(events)-before[i], int(acked[i].Load()); got != want {
			t.Errorf("request %d: %d events for %d acknowledged writes", i, got, want)
		}
	}
	h.verify(t)
	t.Logf("%d writes: %d won, %d lost", sent.Load(), won.Load(), lost.Load())
	if won.Load() == 0 || lost.Load() == 0 {
		t.Error("no conflict happened: nothing was tested")
	}
}

// TestSameSubmitHundredTimes sends one submit a hundred times at once: it happens
// once, and everybody gets the same answer.
func TestSameSubmitHundredTimes(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		s := start(t, newHome(t, e), "--demo")
		who := newPeople(t, s)
		w := begin(t, who, "swakelola", inHouse)
		w.fill()
		before := len(w.checkHistory())
		pemohon := who.as("pemohon")
		bodies := make([]string, 100)
		var replayed atomic.Int64
		var wg sync.WaitGroup
		for i := range bodies {
			wg.Go(func() {
				a, err := pemohon.call("POST", "/requests/"+w.id+"/actions/ajukan", obj{"note": "Sekali saja."}, key("ajukan-sekali"))
				if err != nil {
					t.Error(err)
					return
				}
				if a.status != http.StatusOK {
					t.Errorf("%s", a)
				}
				if a.header.Get("Idempotency-Replayed") == "true" {
					replayed.Add(1)
				}
				bodies[i] = string(a.body) + a.header.Get("ETag")
			})
		}
		wg.Wait()
		for _, b := range bodies {
			if b != bodies[0] {
				t.Fatal("the answers differ")
			}
		}
		if got := len(w.checkHistory()) - before; got != 1 {
			t.Errorf("%d events, want 1", got)
		}
		if replayed.Load() != 99 {
			t.Errorf("%d answers say that they are replays, want 99", replayed.Load())
		}
		a := w.must("pemohon", http.StatusUnprocessableEntity, "POST", "/requests/"+w.id+"/actions/ajukan", obj{"note": "Lain."}, key("ajukan-sekali"))
		if a.problem().Code != "idempotency-key-reused" {
			t.Errorf("%s", a)
		}
	})
}

// TestNumbersWithoutGaps submits many requests at once, some in vain: numbers come without gaps.
func TestNumbersWithoutGaps(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		s := start(t, newHome(t, e), "--demo")
		who := newPeople(t, s)
		const many = 24
		numbers := map[string]bool{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range many {
			w := begin(t, who, "swakelola", inHouse)
			w.must("pemohon", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", letterItems())
			if i%3 != 0 { // a third stays without its letter and is refused
				w.do(file("pemohon", "surat"))
			}
			wg.Go(func() {
				a, err := who.as("pemohon").call("POST", "/requests/"+w.id+"/actions/ajukan", nil)
				if err != nil {
					t.Error(err)
					return
				}
				if a.status == http.StatusOK {
					mu.Lock()
					numbers[*w.decode(a).Number] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(numbers) != many*2/3 {
			t.Fatalf("%d numbers, want %d", len(numbers), many*2/3)
		}
		low, high, prefix := 1<<30, 0, ""
		for n := range numbers {
			var year, i int
			if _, err := fmt.Sscanf(n, "SI-%d-%d", &year, &i); err != nil {
				t.Fatalf("number %q: %v", n, err)
			}
			low, high = min(low, i), max(high, i)
			prefix = fmt.Sprintf("SI-%d-", year)
		}
		if high-low+1 != len(numbers) {
			t.Errorf("%s%04d to %s%04d are %d numbers for %d requests", prefix, low, prefix, high, high-low+1, len(numbers))
		}
	})
}
