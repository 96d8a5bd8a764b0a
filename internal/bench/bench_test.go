package bench

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/store/storetest"
)

// What a run may be told: go test ./internal/bench -bench . -args -sizes 100
var (
	sizesFlag   = flag.String("sizes", "100,10000,100000", "numbers of requests that lists are measured with")
	clientsFlag = flag.String("clients", "1,8,32", "numbers of clients that write at the same time")
	eachFlag    = flag.Duration("each", 3*time.Second, "how long one figure is measured")
)

var quiet = slog.New(slog.DiscardHandler)

// BenchmarkAlur measures everything once and prints a line for each figure; the
// time that go test prints for it means nothing.
func BenchmarkAlur(b *testing.B) {
	ctx := b.Context()
	b.Run("engine", func(b *testing.B) { measureEngine(b) })
	b.Run("writes/sqlite", func(b *testing.B) { measureWrites(ctx, b, "sqlite", "") })
	b.Run("writes/postgres", func(b *testing.B) { measureWrites(ctx, b, "postgres", storetest.DSN(b)) })
	binary := filepath.Join(b.TempDir(), "alur")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/alur-id/alur/cmd/alur")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for _, n := range numbers(b, *sizesFlag) {
		b.Run(fmt.Sprintf("size/%d", n), func(b *testing.B) { measureSize(ctx, b, binary, n) })
	}
}

func numbers(b *testing.B, list string) []int {
	b.Helper()
	var out []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			b.Fatalf("%q is not a positive number", text)
		}
		out = append(out, n)
	}
	return out
}

// figure prints one line.
func figure(what, format string, args ...any) {
	fmt.Printf("%-52s %s\n", what, fmt.Sprintf(format, args...))
}

// times is a sample of durations.
type times []time.Duration

func (d times) at(share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(len(d)-1, int(float64(len(d))*share))]
}

func (d times) String() string {
	round := func(x time.Duration) time.Duration { return x.Round(10 * time.Microsecond) }
	return fmt.Sprintf("p50 %v, p99 %v (%d calls)", round(d.at(0.5)), round(d.at(0.99)), len(d))
}

// must ends the measurement.
func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
