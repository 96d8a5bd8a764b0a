package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/demo"
)

// measureSize fills a data folder to n requests and looks at it through the real program.
func measureSize(ctx context.Context, b *testing.B, binary string, n int) {
	dir := filepath.Join(b.TempDir(), "data")
	w, err := openWorld(ctx, dir, "")
	must(b, err)
	begin := time.Now()
	err = w.bulk(ctx, n, false)
	must(b, errors.Join(err, w.close()))
	figure(fmt.Sprintf("%d requests: written", n), "in %v", time.Since(begin).Round(time.Millisecond))

	s, err := startServer(ctx, binary, dir)
	must(b, err)
	defer s.stop()
	figure(fmt.Sprintf("%d requests: start to ready", n), "%v", s.took.Round(time.Millisecond))
	figure(fmt.Sprintf("%d requests: memory when idle", n), "%d MiB", s.memory()>>20)

	for _, who := range []string{"verifikator", "pemohon"} {
		visitor, err := signIn(ctx, s.base, who)
		must(b, err)
		id, err := visitor.anyRequest(ctx)
		must(b, err)
		for _, page := range []struct{ what, path string }{
			{"list, page", "/permohonan"},
			{"search, page", "/permohonan?kata=antrean"},
			{"request, page", "/permohonan/" + id},
			{"list, API", "/api/v1/requests"},
			{"list of my turn, API", "/api/v1/requests?waiting_on=me"},
			{"search, API", "/api/v1/requests?q=antrean"},
			{"request, API", "/api/v1/requests/" + id},
		} {
			d, rate, err := together(ctx, 2, *eachFlag/2, func(ctx context.Context, _, _ int) error { return visitor.get(ctx, page.path) })
			must(b, err)
			figure(fmt.Sprintf("%d requests: %s, %s", n, page.what, who), "%.0f/s, %v", rate, d)
		}
	}
	figure(fmt.Sprintf("%d requests: memory afterwards", n), "%d MiB", s.memory()>>20)
	begin = time.Now()
	out, err := exec.CommandContext(ctx, binary, "audit", "verify", "--data", dir).CombinedOutput()
	if err != nil {
		b.Fatalf("audit verify: %v\n%s", err, out)
	}
	figure(fmt.Sprintf("%d requests: audit verify", n), "%v: %s", time.Since(begin).Round(time.Millisecond), strings.TrimSpace(string(out)))
}

// process is the running program.
type process struct {
	cmd  *exec.Cmd
	base string
	took time.Duration // from start to ready
}

func startServer(ctx context.Context, binary, dir string) (*process, error) {
	s := &process{cmd: exec.CommandContext(ctx, binary, "serve", "--data", dir, "--listen", "127.0.0.1:0")}
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		if _, rest, found := strings.Cut(lines.Text(), "ready at "); found {
			s.took = time.Since(begin)
			s.base, _, _ = strings.Cut(rest, " ")
			go func() { _, _ = io.Copy(io.Discard, pipe) }()
			return s, nil
		}
	}
	return nil, fmt.Errorf("%s ended before it was ready: %w", binary, s.cmd.Wait())
}

func (s *process) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// memory is the resident set in bytes, or 0 where /proc does not tell.
func (s *process) memory() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kib); err == nil {
			return kib << 10
		}
	}
	return 0
}

// browser is somebody who is signed in to the pages and the API.
type browser struct {
	http  *http.Client
	base  string
	token string
}

func signIn(ctx context.Context, base, username string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{base: base, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	res, err := b.http.PostForm(base+"/masuk", url.Values{"nama-pengguna": {username}, "kata-sandi": {demo.Password}})
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	res.Body.Close()
	body := fmt.Sprintf(`{"username":%q,"password":%q}`, username, demo.Password)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/tokens", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if res, err = b.http.Do(r); err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil, err
	}
	b.token = answer.Token
	return b, nil
}

// fetch reads a path to its end; anything but 200 is an error, a redirect to the sign-in too.
func (b *browser) fetch(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	res, err := b.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || res.Request.URL.Path == "/masuk") {
		err = fmt.Errorf("GET %s: %s at %s", path, res.Status, res.Request.URL)
	}
	return body, err
}

func (b *browser) get(ctx context.Context, path string) error {
	_, err := b.fetch(ctx, path)
	return err
}

// anyRequest is the newest request that the person sees.
func (b *browser) anyRequest(ctx context.Context) (string, error) {
	body, err := b.fetch(ctx, "/api/v1/requests?limit=1")
	if err != nil {
		return "", err
	}
	var list struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(body, &list); err != nil || len(list.Items) == 0 {
		return "", fmt.Errorf("no request: %w", err)
	}
	return list.Items[0].ID, nil
}
