package api

import (
	"fmt"
	"testing"
	"time"

	"github.com/alur-id/alur"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)
	l := newLimiter(func() time.Time { return now }, 2, 3)
	for i := range 3 {
		if err := l.allow("192.0.2.1"); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	err := l.allow("192.0.2.1")
	if e, ok := err.(*alur.Error); !ok || e.Code != alur.CodeTooManyTries || e.Retry != 500*time.Millisecond {
		t.Fatalf("the fourth call: %v", err)
	}
	if err := l.allow("192.0.2.2"); err != nil {
		t.Errorf("another address: %v", err)
	}
	now = now.Add(500 * time.Millisecond)
	if err := l.allow("192.0.2.1"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	for range 3 {
		_ = l.allow("2001:db8::1")
	}
	if err := l.allow("2001:db8::2"); alur.CodeOf(err) != alur.CodeTooManyTries {
		t.Errorf("a neighbour in the same /64: %v", err)
	}
	if err := l.allow("2001:db8:1::1"); err != nil {
		t.Errorf("another /64: %v", err)
	}
}

func TestLimiterForgets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)
	l := newLimiter(func() time.Time { return now }, 2, 3)
	for i := range maxAddresses {
		_ = l.allow(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
	}
	now = now.Add(time.Minute)
	_ = l.allow("192.0.2.1")
	if n := len(l.known); n != 1 {
		t.Errorf("%d addresses are remembered", n)
	}
}
