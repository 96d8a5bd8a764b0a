package acceptance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestKillWhileIntegrating kills the server with -9 while it puts events into the tree: no
// event is left out or stands there twice, and everything that the witness's file saw is
// still there.
func TestKillWhileIntegrating(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		h := newHome(t, e)
		witness := filepath.Join(t.TempDir(), "saksi.txt")
		s := start(t, h, "--demo", "--witness-file", witness) // some hundred events are waiting
		rng := rand.New(rand.NewPCG(28, 1))
		for kill := range 2 {
			who := newPeople(t, s)
			by := who.as("pemohon")
			list, err := by.call("GET", "/requests?limit=5", nil)
			if err != nil {
				t.Fatal(err)
			}
			var page struct{ Items []struct{ ID string } }
			if err := json.Unmarshal(list.body, &page); err != nil || len(page.Items) == 0 {
				t.Fatal(list, err)
			}
			writing := make(chan struct{})
			go func() {
				defer close(writing)
				for n := 0; ; n++ { // until the server is gone
					if a, err := by.call("POST", "/requests/"+page.Items[n%len(page.Items)].ID+"/comments", obj{"text": fmt.Sprintf("Catatan %d-%d", kill, n)}); err != nil || a.status != http.StatusCreated {
						return
					}
				}
			}()
			// The moment of the kill is what is tried out.
			time.Sleep(200*time.Millisecond + time.Duration(rng.Int64N(int64(time.Second))))
			s.kill()
			<-writing
			s = start(t, h, "--demo", "--witness-file", witness)
		}
		said := ""
		for range 300 {
			code, out, errs := alur(t, "", append([]string{"audit", "verify", "--witness", witness}, h.flags()...)...)
			if code != 0 {
				t.Fatalf("audit verify: exit %d\n%s%s", code, out, errs)
			}
			said = out
			m := regexp.MustCompile(`, ([0-9]+) events verified\ntree of ([0-9]+) events: agrees with`).FindStringSubmatch(out)
			if m != nil && m[1] == m[2] { // nothing waits any more
				break
			}
			time.Sleep(300 * time.Millisecond)
		}
		if !strings.Contains(said, "kept elsewhere") {
			t.Errorf("verify says %q", said)
		}
		m := regexp.MustCompile(`, ([0-9]+) events verified\ntree of ([0-9]+) events`).FindStringSubmatch(said)
		if m == nil || m[1] != m[2] {
			t.Errorf("not everything is in the tree: %q", said)
		}
	})
}
