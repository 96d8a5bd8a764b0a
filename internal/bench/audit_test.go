package bench

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
)

// auditFlag is how many requests an audit is measured with; each has about ten events, so
// 105,000 make a million.
var auditFlag = flag.Int("audit", 20_000, "number of requests that an audit is measured with")

// BenchmarkAudit measures how long it takes to put every event into the tree, and to prove
// everything: go test ./internal/bench -bench Audit -benchtime 1x -args -audit 105000
func BenchmarkAudit(b *testing.B) {
	ctx := b.Context()
	w, err := openWorld(ctx, b.TempDir(), "")
	must(b, err)
	defer func() { must(b, w.close()) }()
	begin := time.Now()
	must(b, w.bulk(ctx, *auditFlag, true))
	figure("audit: requests with true histories made", "%d in %v", *auditFlag, time.Since(begin).Round(time.Millisecond))

	q, file := w.sequencer(b)
	begin = time.Now()
	must(b, q.Settle(ctx))
	head, err := w.cases.TreeHead(ctx)
	must(b, err)
	figure("audit: events put into the tree", "%d in %v", head.Size, time.Since(begin).Round(time.Millisecond))

	keys, err := evidence.ParseKeys(q.Public())
	must(b, err)
	text, err := os.ReadFile(file)
	must(b, err)
	held, err := casework.ReadWitness(string(text), keys)
	must(b, err)
	audit := &casework.Audit{Store: w.store, Blobs: w.blobs, Flows: w.flows, Witness: held}
	for b.Loop() {
		begin = time.Now()
		totals, err := audit.Verify(ctx, "", func(f casework.Fault) { b.Errorf("false alarm: %s", f) })
		must(b, err)
		figure("audit: everything proved", "%d requests, %d events, tree of %d in %v", totals.Requests, totals.Events, totals.Size, time.Since(begin).Round(time.Millisecond))
	}
}

// sequencer is one with a fresh key and a file as its witness.
func (w *world) sequencer(b *testing.B) (*casework.Sequencer, string) {
	b.Helper()
	secret, _, err := evidence.NewLogKey("alur.example/bench")
	must(b, err)
	file := filepath.Join(b.TempDir(), "saksi.txt")
	q, err := casework.NewSequencer(casework.SequencerConfig{Store: w.store, Clock: alur.SystemClock, Log: slog.New(slog.DiscardHandler), Key: secret, Witness: file})
	must(b, err)
	must(b, q.Register(context.WithoutCancel(b.Context())))
	return q, file
}
