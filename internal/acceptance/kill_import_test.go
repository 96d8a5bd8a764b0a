package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKillDuringImport kills the server with -9 while a list of people is applied, and makes
// the same call again after the next start, until it is answered: every row is applied once,
// and the security log tells of each once.
func TestKillDuringImport(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		const rows, most = 400, 6
		h := newHome(t, e)
		s := start(t, h, "--demo")
		who := newPeople(t, s)
		admin := who.as("admin")
		var list strings.Builder
		list.WriteString("Nama;Nama pengguna;PD;Peran\n")
		for i := range rows {
			fmt.Fprintf(&list, "Orang Impor %03d;impor-%03d;%s;Staf PD\n", i, i, who.agencyOf("penguji"))
		}
		body, contentType := form("people", "pegawai.csv", []byte(list.String()))
		a, err := admin.send("POST", "/imports", contentType, bytes.NewReader(body))
		if err != nil || a.status != http.StatusCreated {
			t.Fatalf("%v %v", a, err)
		}
		var staged struct {
			ID     string
			Counts struct{ New, Applied int }
		}
		if err := json.Unmarshal(a.body, &staged); err != nil || staged.Counts.New != rows {
			t.Fatalf("%+v %v", staged, err)
		}
		path := "/imports/" + staged.ID
		applied := func() int {
			a, err := admin.call("GET", path, nil)
			if err != nil || a.status != http.StatusOK {
				t.Fatalf("%v %v", a, err)
			}
			if err := json.Unmarshal(a.body, &staged); err != nil {
				t.Fatal(err)
			}
			return staged.Counts.Applied
		}
		half, kills := 0, 0
		for last := 0; kills < most && half == 0; kills++ {
			answered := make(chan bool, 1)
			go func() {
				a, err := admin.call("POST", path+"/application", nil)
				answered <- err == nil && a.status == http.StatusOK
			}()
			acked, ended := false, false
			for seen := last; seen == last && !ended; { // until rows have been applied
				select {
				case acked = <-answered:
					ended = true
				default:
					seen = applied()
				}
			}
			s.kill()
			if !ended {
				acked = <-answered
			}
			s = start(t, h, "--demo")
			admin.base = s.base
			n := applied()
			if n < last || acked && n != rows {
				t.Errorf("after kill %d: %d rows are applied, %d were before, answered: %v", kills+1, n, last, acked)
			}
			if n > 0 && n < rows {
				half++
			}
			if last = n; n == rows {
				break
			}
		}
		if a, err := admin.call("POST", path+"/application", nil); err != nil || a.status != http.StatusOK {
			t.Fatalf("after the last kill: %v %v", a, err)
		}
		if n := applied(); n != rows {
			t.Errorf("%d of %d rows are applied", n, rows)
		}
		h.verify(t)
		file := filepath.Join(t.TempDir(), "log")
		if code, _, errs := alur(t, "", append([]string{"audit", "security", "--export", file}, h.flags()...)...); code != 0 {
			t.Fatalf("exit %d %s", code, errs)
		}
		out, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			name := fmt.Sprintf(`"username":"impor-%03d"`, i)
			if n := strings.Count(string(out), name); n != 1 {
				t.Fatalf("the security log names %s %d times", name, n)
			}
		}
		t.Logf("%d kills, %d of them half-way", kills, half)
		if half == 0 {
			t.Error("no kill came between the first row and the last: nothing was tested")
		}
	})
}
