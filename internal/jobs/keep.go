package jobs

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/alur-id/alur"
)

// keepPause is before what panicked begins anew.
var keepPause = 10 * time.Second

// Keep calls a loop that works until ctx ends. When the loop panics, that is logged and it
// begins anew after a pause: a fault in one of them is not the end of the server. name is
// for the log.
func Keep(ctx context.Context, log *slog.Logger, name string, loop func(context.Context)) {
	for guarded(log, name, func() { loop(ctx) }) {
		select {
		case <-time.After(keepPause):
		case <-ctx.Done():
			return
		}
	}
}

// guarded calls fn, and reports whether it panicked.
func guarded(log *slog.Logger, name string, fn func()) (failed bool) {
	defer func() {
		if v := recover(); v != nil {
			failed = true
			panicked(log, name, v)
		}
	}()
	fn()
	return false
}

// panicked logs a panic and gives the id under which it can be found.
func panicked(log *slog.Logger, name string, v any) (incident string) {
	incident = alur.NewID()[:8]
	log.Error("panic", "incident", incident, "in", name, "value", v, "stack", string(debug.Stack()))
	return incident
}
