package acceptance

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/store/storetest"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "alur-acceptance")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "alur")
	build := exec.Command("go", "build", "-o", binary, "github.com/alur-id/alur/cmd/alur")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// engine is one of the two databases.
type engine string

const (
	sqlite   engine = "sqlite"
	postgres engine = "postgres"
)

// onBoth runs a test once for each database, in parallel.
func onBoth(t *testing.T, test func(t *testing.T, e engine)) {
	t.Helper()
	t.Parallel()
	for _, e := range []engine{sqlite, postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			test(t, e)
		})
	}
}

// home is a data folder and its database: what outlives a server.
type home struct {
	dir string
	url string // of the PostgreSQL database, or ""
}

func newHome(t *testing.T, e engine) home {
	t.Helper()
	h := home{dir: filepath.Join(t.TempDir(), "data")}
	if e == postgres {
		h.url = storetest.DSN(t)
	}
	return h
}

// flags point a subcommand at the home.
func (h home) flags() []string {
	flags := []string{"--data", h.dir}
	if h.url != "" {
		flags = append(flags, "--database", h.url)
	}
	return flags
}

// server is one running process.
type server struct {
	home
	base string // http://127.0.0.1:…
	out  string // what it printed until it was ready
	cmd  *exec.Cmd
	logs *lockedBuffer
	done chan struct{} // closed when the process is gone
	err  error         // of Wait, after done
}

// startTimeout is generous: a loaded machine is slow, and a hang is found all the same.
const startTimeout = 60 * time.Second

// stopPromise is how long SIGTERM may take (api.md).
const stopPromise = 15 * time.Second

// start runs alur serve and waits until it says that it is ready.
func start(t *testing.T, h home, flags ...string) *server {
	t.Helper()
	s, err := tryStart(h, nil, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("log of %s:\n%s", s.base, tail(s.logs.String(), 4000))
		}
	})
	return s
}

func tryStart(h home, env []string, flags ...string) (*server, error) {
	s := &server{home: h, logs: &lockedBuffer{}, done: make(chan struct{})}
	args := append([]string{"serve", "--listen", "127.0.0.1:0"}, h.flags()...)
	s.cmd = exec.Command(binary, append(args, flags...)...)
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stderr = s.logs
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan error, 1)
	go func() {
		lines := bufio.NewReader(pipe)
		var out strings.Builder
		for {
			line, err := lines.ReadString('\n')
			out.WriteString(line)
			if _, rest, found := strings.Cut(line, "ready at "); found {
				s.base, _, _ = strings.Cut(strings.TrimSpace(rest), " ")
				s.out = out.String()
				ready <- nil
				_, _ = io.Copy(s.logs, lines)
				break
			}
			if err != nil {
				ready <- fmt.Errorf("the server ended before it was ready:\n%s%s", out.String(), s.logs.String())
				break
			}
		}
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	timeout := time.NewTimer(startTimeout)
	defer timeout.Stop()
	select {
	case err := <-ready:
		return s, err
	case <-timeout.C:
		s.kill()
		return nil, fmt.Errorf("not ready after %v:\n%s", startTimeout, s.logs.String())
	}
}

// kill ends the process as a power cut would: no goodbye.
func (s *server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	<-s.done
}

// stop ends the process as an operator would, and returns its exit code and how long it took.
func (s *server) stop() (code int, took time.Duration) {
	begin := time.Now()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.done
	return s.cmd.ProcessState.ExitCode(), time.Since(begin)
}

// alur runs a subcommand to its end.
func alur(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), out.String(), errs.String()
	}
	if err != nil {
		t.Fatalf("alur %s: %v", strings.Join(args, " "), err)
	}
	return 0, out.String(), errs.String()
}

// verify runs alur audit verify, which must find everything in order.
func (h home) verify(t *testing.T) {
	t.Helper()
	code, out, errs := alur(t, "", append([]string{"audit", "verify"}, h.flags()...)...)
	if code != 0 {
		t.Fatalf("audit verify: exit %d\n%s%s", code, out, errs)
	}
	if !strings.Contains(out, " events verified") {
		t.Errorf("audit verify says %q", out)
	}
}

// lockedBuffer is a buffer that a process writes while the test reads.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buf.Len() > 4<<20 {
		b.buf.Reset()
	}
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}
