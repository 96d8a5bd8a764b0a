package main

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// TestWitness: a checkpoint leaves the server, a witness signs it on its own machine and
// refuses what is not its continuation, and an audit holds the record to it.
func TestWitness(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir, kept := filepath.Join(parent, "demo"), filepath.Join(parent, "saksi.txt")
	r, code, errs := serve(t, "--demo", "--data", dir, "--witness-file", kept)
	if r == nil {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var head struct {
		Note string `json:"note"`
		Key  string `json:"key"`
		Size int64  `json:"size"`
	}
	_, said, _ := call(t, nil, "", "audit", "verify", "--data", dir)
	m := regexp.MustCompile(`(\d+) events`).FindStringSubmatch(said)
	if m == nil {
		t.Fatal(said)
	}
	all, _ := strconv.ParseInt(m[1], 10, 64)
	for head.Size < all { // until the tree has every event of the demonstration
		time.Sleep(100 * time.Millisecond)
		res, err := http.Get(r.base + "/api/v1/checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode == http.StatusOK {
			if err := json.Unmarshal(body, &head); err != nil {
				t.Fatal(err)
			}
		}
	}
	write := func(name, content string) string {
		path := filepath.Join(parent, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(want int, says string, args ...string) string {
		t.Helper()
		code, out, errs := call(t, nil, "", args...)
		if code != want || !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit %d, want %d and %q\n%s%s", args, code, want, says, out, errs)
		}
		return out
	}
	key, note := filepath.Join(parent, "saksi.key"), write("sidik.txt", head.Note)
	public := strings.TrimSpace(run(0, "inspektorat.example/saksi+", "audit", "cosign", "--key", key, "--new-key", "inspektorat.example/saksi"))
	run(2, "already", "audit", "cosign", "--key", key, "--new-key", "inspektorat.example/lain")
	signed := write("bersaksi.txt", run(0, "— inspektorat.example/saksi ", "audit", "cosign", "--key", key, "--log-key", head.Key, note))
	// Two at once would each follow what was signed last: the second waits for the first.
	second := make(chan string, 1)
	err := alone(key, func() error {
		go func() {
			_, out, _ := call(t, nil, "", "audit", "cosign", "--key", key, "--log-key", head.Key, note)
			second <- out
		}()
		select {
		case <-second:
			return errors.New("signed while another one signs")
		case <-time.After(200 * time.Millisecond):
			return nil
		}
	})
	if err != nil {
		t.Error(err)
	} else if out := <-second; !strings.Contains(out, "— inspektorat.example/saksi ") {
		t.Errorf("the second: %s", out)
	}
	run(0, "kept: ", "audit", "cosigned", "--data", dir, "--witness-key", public, signed)
	run(2, "no signature of a witness", "audit", "cosigned", "--data", dir, "--witness-key", public, note)
	// An earlier state, which a log that was put back would show.
	lines, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if first, _, more := strings.Cut(string(lines), "\n\n"+strings.SplitN(head.Note, "\n", 2)[0]); more {
		run(1, "was put back, or its end was cut", "audit", "cosign", "--key", key, "--log-key", head.Key, write("lama.txt", first+"\n"))
	}
	run(1, "signature does not hold", "audit", "cosign", "--key", key, "--log-key", head.Key, write("palsu.txt", strings.Replace(head.Note, "\n", "\n1", 1)))

	run(0, "kept elsewhere", "audit", "verify", "--data", dir, "--witness", kept, "--witness", signed, "--witness-key", public)
	run(2, "signature does not hold", "audit", "verify", "--data", dir, "--witness", write("palsu2.txt", strings.Replace(head.Note, "\n", "\n1", 1)))
	run(0, "0 events had no leaf", "audit", "rebuild", "--tree", "--data", dir)
	run(2, "", "audit", "rebuild", "--data", dir)
	if info, err := os.Stat(filepath.Join(dir, "evidence.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v, %v", info, err)
	}
}
