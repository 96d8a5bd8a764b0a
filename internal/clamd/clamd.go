// Package clamd asks a virus scanner, clamd of ClamAV, about bytes.
//
// It owns the one command of its protocol that sends bytes (INSTREAM, clamd(8)), with
// limits on time and size. It knows nothing of documents and of what a finding means
// for them. Start reading at [Client.Scan].
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// The limits of one call.
const (
	dialTimeout  = 5 * time.Second
	moveTimeout  = 10 * time.Second // for one piece to be taken
	replyTimeout = 45 * time.Second // for the verdict, once everything is there
	pieceSize    = 64 << 10         // bytes
	maxReply     = 4 << 10          // bytes
	maxFinding   = 120              // bytes of a finding's name that are kept
)

// ErrTooLarge says that the scanner takes no file of this size: its StreamMaxLength is
// too small.
var ErrTooLarge = errors.New("the file is larger than the scanner takes (StreamMaxLength)")

// Client asks one scanner. It is safe for concurrent use; every call has a connection of
// its own.
type Client struct {
	network, address string
}

// New makes a client of "HOST:PORT" or "unix:/path". The bytes travel as they are, so a
// host is this machine or one on a network that nobody else reads.
func New(address string) (*Client, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		if !strings.HasPrefix(path, "/") {
			return nil, fmt.Errorf("clamd: %q is no absolute path", path)
		}
		return &Client{"unix", path}, nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("clamd: %q is neither HOST:PORT nor unix:/path", address)
	}
	return &Client{"tcp", address}, nil
}

// Ping reports whether the scanner answers.
func (c *Client) Ping(ctx context.Context) error {
	answer, err := c.call(ctx, "PING", nil)
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("clamd: it says %q", answer)
	}
	return err
}

// Scan sends the bytes and returns what the scanner calls what it found, "" for nothing.
// [ErrTooLarge], or an error of r as it is; any other error says that there is no verdict.
func (c *Client) Scan(ctx context.Context, r io.Reader) (finding string, err error) {
	answer, err := c.call(ctx, "INSTREAM", r)
	if err != nil {
		return "", err
	}
	verdict, ok := strings.CutPrefix(answer, "stream: ")
	name, found := strings.CutSuffix(verdict, " FOUND")
	switch {
	case ok && verdict == "OK":
		return "", nil
	case ok && found:
		return clean(name), nil
	case strings.Contains(answer, "size limit exceeded"):
		return "", ErrTooLarge
	}
	return "", fmt.Errorf("clamd: it says %q", answer)
}

// clean makes the name of a finding fit for logs and pages. It is never empty.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, name)
	if name == "" {
		return "?"
	}
	return name[:min(len(name), maxFinding)]
}

// call sends a command, and bytes after it where r is not nil, and reads the answer.
func (c *Client) call(ctx context.Context, command string, r io.Reader) (string, error) {
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("clamd: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	_ = conn.SetDeadline(time.Now().Add(moveTimeout))
	// The z says that both sides end what they say with a zero byte.
	_, err = io.WriteString(conn, "z"+command+"\x00")
	if err == nil && r != nil {
		var broken *readError
		if err = send(conn, r); errors.As(err, &broken) {
			return "", broken.err
		}
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	// Also when it stopped reading: it may have said why.
	_ = conn.SetReadDeadline(time.Now().Add(replyTimeout))
	answer, rerr := bufio.NewReader(io.LimitReader(conn, maxReply)).ReadString(0)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case rerr == nil:
		return strings.TrimRight(answer, "\x00\n"), nil
	case err == nil:
		err = rerr
	}
	return "", fmt.Errorf("clamd: %w", err)
}

// readError is an error of the bytes themselves.
type readError struct{ err error }

func (e *readError) Error() string { return e.err.Error() }

// send writes the bytes in pieces, each with its length before it, and none at the end.
func send(conn net.Conn, r io.Reader) error {
	piece := make([]byte, 4+pieceSize)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return &readError{err}
		}
		binary.BigEndian.PutUint32(piece, uint32(n))
		_ = conn.SetWriteDeadline(time.Now().Add(moveTimeout))
		if _, err := conn.Write(piece[:4+n]); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}
