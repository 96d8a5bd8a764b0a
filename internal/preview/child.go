package preview

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
)

// job is what a child is told.
type job struct {
	Kind    string `json:"kind"`
	Page    int    `json:"page"`
	Width   int    `json:"width"`
	Turn    int    `json:"turn"`
	Cache   string `json:"cache"`   // folder of the compiled renderer
	Seconds int    `json:"seconds"` // of processor time
}

// The kinds of documents that a child reads.
const (
	kindPDF     = "pdf"
	kindPicture = "picture"
)

// result is the line with which a child begins its answer; the JPEG follows it.
type result struct {
	Pages  int   `json:"pages"`
	Width  int   `json:"width"`
	Height int   `json:"height"`
	Fault  fault `json:"fault,omitzero"`
}

// fault is why there is no picture.
type fault string

const (
	faultNoPage     fault = "no-page"
	faultUnreadable fault = "unreadable"
)

// Error makes a fault an error.
func (f fault) Error() string { return string(f) }

// maxAnswer is how many bytes of a child are read at most.
const maxAnswer = 8 << 20

// child starts a child, gives it the document, and returns its answer.
func (f *Folder) child(ctx context.Context, j job, content io.Reader, limit time.Duration) ([]byte, error) {
	arg, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	// Command is this program itself, and nothing of the caller's is an argument.
	cmd := exec.CommandContext(ctx, f.Command[0], append(f.Command[1:len(f.Command):len(f.Command)], string(arg))...) //nolint:gosec // the program itself, with an argument made here
	// Nothing of our environment: it may hold the password of the database. The child is
	// told to collect its garbage often instead of growing.
	cmd.Env = []string{"GOGC=50", "GOTRACEBACK=none", "LC_ALL=C"}
	cmd.Dir = "/"
	cmd.Stdin = content
	out, complaint := &limited{left: maxAnswer, strict: true}, &limited{left: 2000}
	cmd.Stdout, cmd.Stderr = out, complaint
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("child: %w: %q", err, complaint.buf.String())
	}
	return out.buf.Bytes(), nil
}

// limited is a buffer that ends. The buffer is not embedded: its ReadFrom would be
// found by io.Copy, and would know no end.
type limited struct {
	buf  bytes.Buffer
	left int
	// strict ends the child that writes more; else what comes after is thrown away.
	strict bool
}

func (l *limited) Write(b []byte) (int, error) {
	n := len(b)
	if n > l.left {
		if l.strict {
			return 0, errors.New("the answer is too large")
		}
		b = b[:l.left]
	}
	l.left -= len(b)
	l.buf.Write(b)
	return n, nil
}

// parse reads an answer. A document that has no such page is not-found.
func parse(raw []byte) (*Picture, error) {
	line, picture, ok := bytes.Cut(raw, []byte{'\n'})
	if !ok {
		return nil, errors.New("no answer")
	}
	var r result
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	switch {
	case r.Fault == faultNoPage:
		return nil, alur.Refuse(alur.CodeNotFound)
	case r.Fault != "":
		return nil, r.Fault
	case !bytes.HasPrefix(picture, []byte{0xff, 0xd8, 0xff}) || r.Width < 1 || r.Height < 1 || r.Pages < 1:
		return nil, errors.New("the answer is no picture")
	}
	return &Picture{JPEG: picture, Width: r.Width, Height: r.Height, Pages: r.Pages}, nil
}
