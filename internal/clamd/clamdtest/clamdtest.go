// Package clamdtest is a virus scanner for tests: it speaks the protocol of clamd as
// clamd(8) has it, and knows one virus, the test file of EICAR.
package clamdtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// EICAR is the harmless file that every scanner takes for a virus, in two parts so that
// no scanner takes this one for it.
var EICAR = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// Finding is what the scanner calls it.
const Finding = "Eicar-Test-Signature"

// Scanner is one scanner on a socket. The zero limits are those of a new installation.
type Scanner struct {
	tb      testing.TB
	path    string
	mu      sync.Mutex
	socket  net.Listener
	open    map[net.Conn]bool
	running sync.WaitGroup

	Limit  atomic.Int64 // StreamMaxLength, in bytes
	Scans  atomic.Int64 // how many files it was sent
	Silent atomic.Bool  // it takes everything and never answers
	Blind  atomic.Bool  // its signatures are too old to know EICAR
}

// Start starts a scanner, which stops with the test.
func Start(tb testing.TB) *Scanner {
	tb.Helper()
	s := &Scanner{tb: tb, path: filepath.Join(tb.TempDir(), "clamd.sock"), open: map[net.Conn]bool{}}
	s.Limit.Store(100 << 20)
	s.Up()
	tb.Cleanup(s.Down)
	return s
}

// Address is how settings name it.
func (s *Scanner) Address() string { return "unix:" + s.path }

// Up starts it again where it was.
func (s *Scanner) Up() {
	s.tb.Helper()
	l, err := net.Listen("unix", s.path) //nolint:noctx // of a test
	if err != nil {
		s.tb.Fatal(err)
	}
	s.mu.Lock()
	s.socket = l
	s.mu.Unlock()
	s.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open[c] = true
			s.mu.Unlock()
			s.running.Go(func() { s.serve(c) })
		}
	})
}

// Down stops it, calls in flight with it.
func (s *Scanner) Down() {
	s.mu.Lock()
	if s.socket != nil {
		_ = s.socket.Close() // which removes the socket
		s.socket = nil
	}
	for c := range s.open {
		_ = c.Close() // its call ends
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *Scanner) serve(c net.Conn) {
	defer func() {
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
		_ = c.Close()
	}()
	in := bufio.NewReader(c)
	mark, err := in.ReadByte()
	if err != nil {
		return
	}
	end := byte(0)
	switch mark {
	case 'z':
	case 'n':
		end = '\n'
	default:
		_, _ = io.WriteString(c, "UNKNOWN COMMAND\n")
		return
	}
	command, err := in.ReadString(end)
	if err != nil {
		return
	}
	answer := "UNKNOWN COMMAND"
	switch strings.TrimRight(command, "\x00\n") {
	case "PING":
		answer = "PONG"
	case "INSTREAM":
		answer = s.instream(in)
	}
	if answer == "" {
		return
	}
	if s.Silent.Load() {
		_, _ = in.ReadByte() // until the caller gives up
		return
	}
	_ = c.SetWriteDeadline(time.Now().Add(time.Second))
	_, _ = c.Write(append([]byte(answer), end))
}

// instream reads pieces to their end and judges them; "" when they break off.
func (s *Scanner) instream(in io.Reader) string {
	s.Scans.Add(1)
	var all bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(in, binary.BigEndian, &n); err != nil {
			return ""
		}
		if n == 0 {
			break
		}
		if int64(all.Len())+int64(n) > s.Limit.Load() {
			return "INSTREAM size limit exceeded. ERROR"
		}
		if _, err := io.CopyN(&all, in, int64(n)); err != nil {
			return ""
		}
	}
	if bytes.Contains(all.Bytes(), EICAR) && !s.Blind.Load() {
		return "stream: " + Finding + " FOUND"
	}
	return "stream: OK"
}
