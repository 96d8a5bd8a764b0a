package evidence

import (
	"bytes"
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
)

// Verify opens sealed bytes and proves what can be proved of one event alone: the
// bytes have the hash, and they are canonical, so that nobody can say the same
// thing in two ways. The error says what is wrong, for an operator.
func Verify(body []byte, hash string) (e alur.Event, prev string, err error) {
	if got := canon.SHA256(body); got != hash {
		return e, "", fmt.Errorf("the stored bytes have the hash %s, not %q", got, hash)
	}
	if e, prev, ok := quick(body); ok {
		return e, prev, nil
	}
	if e, prev, err = Open(body); err != nil {
		return e, "", err
	}
	again, err := encode(e, prev)
	if err != nil {
		return e, "", err
	}
	if !bytes.Equal(again, body) {
		return e, "", fmt.Errorf("the stored bytes are not canonical")
	}
	return e, prev, nil
}

// Chain follows the events of one request from the first to the last. The zero
// value with Request set stands before the first event.
type Chain struct {
	Request alur.RequestID
	Seq     int64  // of the last event followed; 0 before the first
	Hash    string // of the last event followed; "" before the first
}

// Follow takes the next event of the chain, as [Verify] read it, and refuses one
// that is not the next: of another request, out of sequence, or naming another
// event before it. The chain does not move on an error.
func (c *Chain) Follow(e alur.Event, prev, hash string) error {
	want := c.Hash
	if c.Seq == 0 {
		want = Zero
	}
	switch {
	case e.Request != c.Request:
		return fmt.Errorf("the event belongs to request %q", e.Request)
	case e.Seq != c.Seq+1:
		return fmt.Errorf("seq %d stands where %d is due", e.Seq, c.Seq+1)
	case prev != want:
		return fmt.Errorf("prev is %q, but the event before has the hash %s", prev, want)
	}
	c.Seq, c.Hash = e.Seq, hash
	return nil
}
