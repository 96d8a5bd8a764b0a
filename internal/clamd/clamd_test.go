package clamd_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/clamd/clamdtest"
)

func client(t *testing.T, address string) *clamd.Client {
	t.Helper()
	c, err := clamd.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScan(t *testing.T) {
	t.Parallel()
	s := clamdtest.Start(t)
	c := client(t, s.Address())
	if err := c.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	deep := append(bytes.Repeat([]byte("x"), 3<<20), clamdtest.EICAR...)
	broken := errors.New("the disk broke")
	for _, x := range []struct {
		name    string
		in      io.Reader
		finding string
		err     error
	}{
		{"clean", strings.NewReader("surat"), "", nil},
		{"a multiple of the pieces", bytes.NewReader(make([]byte, 128<<10)), "", nil},
		{"nothing", strings.NewReader(""), "", nil},
		{"EICAR", bytes.NewReader(clamdtest.EICAR), clamdtest.Finding, nil},
		{"EICAR after 3 MB, in odd pieces", iotest.HalfReader(bytes.NewReader(deep)), clamdtest.Finding, nil},
		{"the file breaks", iotest.ErrReader(broken), "", broken},
	} {
		if got, err := c.Scan(t.Context(), x.in); got != x.finding || !errors.Is(err, x.err) {
			t.Errorf("%s: %q, %v", x.name, got, err)
		}
	}
	// It stops reading at its limit: why is read all the same.
	s.Limit.Store(1 << 20)
	if _, err := c.Scan(t.Context(), bytes.NewReader(deep)); !errors.Is(err, clamd.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	s.Silent.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Scan(ctx, strings.NewReader("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it never answers: %v", err)
	}
	s.Down()
	if got, err := c.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Errorf("down: %q", got)
	}
}

// TestAnswers: only the two known answers are verdicts. Whatever else is said, nothing
// counts as clean.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"stream: OK\x00": "", "stream: Win.Test FOUND\x00": "Win.Test", "stream: a\nb\x1b FOUND\x00": "a_b_", "stream:  FOUND\x00": "?",
		"": "error", "stream: OK": "error", "OK\x00": "error", "stream: OK FINE\x00": "error", "stream: x ERROR\x00": "error",
		strings.Repeat("x", 1<<20): "error", "stream: " + strings.Repeat("v", 300) + " FOUND\x00": strings.Repeat("v", 120),
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			c, err := l.Accept()
			if err == nil {
				buf := make([]byte, 1<<10)
				_, _ = c.Read(buf)
				_, _ = io.WriteString(c, answer)
				_ = c.Close()
			}
		}()
		got, err := client(t, l.Addr().String()).Scan(t.Context(), strings.NewReader("x"))
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%.40q: %q, %v", answer, got, err)
		}
		_ = l.Close()
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"127.0.0.1:3310": true, "[::1]:3310": true, "clamd.internal:3310": true, "unix:/run/clamav/clamd.ctl": true,
		"": false, "clamd": false, ":3310": false, "unix:clamd.ctl": false, "unix:": false, "127.0.0.1:": false,
	} {
		if _, err := clamd.New(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestReal asks a real clamd, where ALUR_TEST_CLAMD names one whose signatures know EICAR.
func TestReal(t *testing.T) {
	t.Parallel()
	address := os.Getenv("ALUR_TEST_CLAMD")
	if address == "" {
		t.Skip("ALUR_TEST_CLAMD names none")
	}
	c := client(t, address)
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Scan(t.Context(), strings.NewReader("surat biasa")); got != "" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	got, err := c.Scan(t.Context(), bytes.NewReader(clamdtest.EICAR))
	if got == "" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	t.Logf("it calls EICAR %s", got)
	for _, size := range []int{20 << 20, 50 << 20} {
		began := time.Now()
		got, err := c.Scan(t.Context(), io.LimitReader(rand{}, int64(size)))
		t.Logf("%d MB: %q, %v in %s", size>>20, got, err, time.Since(began))
	}
}

// rand gives bytes that say nothing.
type rand struct{}

func (rand) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i * 7)
	}
	return len(p), nil
}
