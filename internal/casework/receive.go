package casework

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
)

// Held is a file that has arrived and may be kept, or not: its bytes are on this machine's
// disk only until Discard, which ends it in every case.
type Held struct {
	c     *Cases
	in    *blob.Incoming
	found blob.Type
	name  string
}

// Hold takes in what a file is, without keeping it: too-large, empty-file, unsafe-file,
// unsupported-media-type. It is for a file that comes before it is known who may send it.
func (c *Cases) Hold(ctx context.Context, name string, r io.Reader) (*Held, error) {
	in, err := c.blobs.Receive(ctx, r, MaxUpload)
	if err != nil {
		return nil, err
	}
	found, err := c.inspect(ctx, in, name)
	if err != nil {
		in.Discard()
		return nil, err
	}
	return &Held{c: c, in: in, found: found, name: name}, nil
}

// Discard throws away what was not kept.
func (h *Held) Discard() { h.in.Discard() }

// Blob says what the bytes are.
func (h *Held) Blob() StoredBlob {
	return StoredBlob{SHA256: h.in.SHA256, Size: h.in.Size, MediaType: h.found.MediaType, Type: h.found.ID}
}

// KeepFrom keeps what the actor uploads for a request; the caller has asked whether the
// actor may ([Cases.CheckUpload] and its like). Refusals: those of [Cases.ReceiveFrom] that
// are not of [Cases.Hold]; nothing is kept then.
func (h *Held) KeepFrom(ctx context.Context, a Actor, id alur.RequestID) (StoredBlob, error) {
	if err := h.c.CheckQuota(ctx, a, id, h.in.SHA256, h.in.Size); err != nil {
		return StoredBlob{}, err
	}
	if err := h.c.scan(ctx, a, id, blob.CleanName(h.name), h.in); err != nil {
		return StoredBlob{}, err
	}
	known, err := h.c.blobs.Has(h.in.SHA256)
	if err != nil {
		return StoredBlob{}, err
	}
	if !known && !h.c.received.take(a.User.Username, startOfDay(h.c.now()), h.in.Size, receivedDays*h.c.guard.quota.Day) {
		return StoredBlob{}, alur.RefuseField(alur.CodeQuotaExceeded, alur.QuotaDay)
	}
	return h.keep()
}

func (h *Held) keep() (StoredBlob, error) {
	_, err := h.in.Keep()
	return h.Blob(), err
}

// receivedDays is how many times the quota of a day one person may have kept on that day,
// named by a request in the end or not: forms that are refused for something else are sent
// again, but nobody fills the disk with what no record counts.
const receivedDays = 4

// arrivals counts the bytes that this process has kept of each person today. What is
// counted from the record ([Quota]) holds among processes; this is for bytes that no
// record names, and begins anew with the process.
type arrivals struct {
	mu  sync.Mutex
	day time.Time
	of  map[string]int64
}

// take counts bytes of somebody, unless it would be more than limit; 0 is no limit.
func (a *arrivals) take(username string, day time.Time, size, limit int64) bool {
	if limit <= 0 {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !day.Equal(a.day) || a.of == nil {
		a.day, a.of = day, map[string]int64{}
	}
	if a.of[username]+size > limit {
		return false
	}
	a.of[username] += size
	return true
}
