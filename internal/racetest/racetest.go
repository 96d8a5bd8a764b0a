// Package racetest says whether the race detector watches: what is pure and searches by
// thousands, or asks everybody everything, costs many times more under it and finds
// nothing more. `make test` runs those tests a second time without it.
package racetest

import "testing"

// Pure skips a test that shares no memory between goroutines where the race detector watches.
func Pure(t testing.TB) {
	t.Helper()
	if On {
		t.Skip("pure, and slow under the race detector: make test runs it without")
	}
}
