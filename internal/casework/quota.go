package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Quota is how much may be uploaded, in bytes; 0 is as much as people like. The same
// bytes count once, in a request and in a day.
type Quota struct {
	Request int64 // all files of one request, replaced and removed ones too: the history keeps them
	Day     int64 // what one person uploads in a day of Jakarta, to whatever request
}

// CheckQuota says whether the actor may upload so many bytes to a request now:
// quota-exceeded, with the field [alur.QuotaRequest] or [alur.QuotaDay]. It holds nothing:
// [Cases.AddDocument] counts again. sum is their hash, "" before it is known.
func (c *Cases) CheckQuota(ctx context.Context, a Actor, id alur.RequestID, sum string, size int64) error {
	if c.guard.quota == (Quota{}) {
		return nil
	}
	return c.store.Read(ctx, func(tx *store.Tx) error {
		_, s, err := c.seen(ctx, tx, a, id)
		if err != nil {
			return err
		}
		return c.guard.quota.check(ctx, tx, s, a.User.Username, c.now(), sum, size)
	})
}

// broughtBy are the bytes that a command names: of a document, or of the signed file of a
// paper; "" for none.
func broughtBy(cmd flow.Command) (sum string, size int64) {
	switch c := cmd.(type) {
	case flow.AddDocument:
		return c.SHA256, c.Size
	case flow.RegisterPaper:
		return c.SignedSHA256, c.SignedSize
	}
	return "", 0
}

// countUpload is CheckQuota within the transaction that names the bytes: the request's
// row is held already, and the person's uploads elsewhere wait for this one.
func (w *writing) countUpload(ctx context.Context, tx *store.Tx, sum string, size int64) error {
	q, name := w.c.guard.quota, w.env.Actor.Username
	if q.Day > 0 {
		if err := tx.HoldUploads(ctx, name); err != nil {
			return err
		}
	}
	return q.check(ctx, tx, w.state, name, w.env.At, sum, size)
}

// check counts from the record: the request as its events make it, and the day's events.
func (q Quota) check(ctx context.Context, tx *store.Tx, s *flow.State, username string, now time.Time, sum string, size int64) error {
	if q.Request > 0 {
		total := tally{}
		for _, d := range s.Documents {
			total[d.SHA256] = d.Size
		}
		for _, p := range s.Papers {
			if p.Signed() != "" {
				total[p.Signed()] = p.Register.SignedSize
			}
		}
		if total.with(sum, size) > q.Request {
			return alur.RefuseField(alur.CodeQuotaExceeded, alur.QuotaRequest)
		}
	}
	if q.Day <= 0 {
		return nil
	}
	total := tally{}
	err := tx.UploadsOf(ctx, username, startOfDay(now), func(body []byte) error {
		up, err := uploadIn(body)
		if sum, size := up.brought(); sum != "" {
			total[sum] = size
		}
		return err
	})
	if err == nil && total.with(sum, size) > q.Day {
		err = alur.RefuseField(alur.CodeQuotaExceeded, alur.QuotaDay)
	}
	return err
}

// startOfDay is the midnight in Jakarta before t.
func startOfDay(t time.Time) time.Time {
	year, month, day := t.In(alur.Jakarta).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, alur.Jakarta)
}

// tally is what was uploaded: how large, by hash.
type tally map[string]int64

// with is how many bytes it is with one file more.
func (t tally) with(sum string, size int64) int64 {
	if _, known := t[sum]; known && sum != "" {
		size = 0
	}
	for _, n := range t {
		size += n
	}
	return size
}

// uploaded is what an event that names bytes says of them.
type uploaded struct {
	Type  alur.EventType `json:"type"`
	Actor struct {
		Username string `json:"username"`
	} `json:"actor"`
	Payload struct {
		ID     alur.DocumentID `json:"id"`
		Name   string          `json:"name"`
		Size   int64           `json:"size"`
		SHA256 string          `json:"sha256"`
		Code   string          `json:"code"` // of a paper
		DOCX   string          `json:"docx_sha256"`
		Signed string          `json:"signed_sha256"`
		Bytes  int64           `json:"signed_size"` // 0 where somebody else brought the file
	} `json:"payload"`
}

// brought are the bytes that came with a document or a signed paper; "" for none.
func (up *uploaded) brought() (sum string, size int64) {
	switch {
	case up.Type == alur.EventDocumentAdded:
		return up.Payload.SHA256, up.Payload.Size
	case up.Type == alur.EventPaperRegistered && up.Payload.Bytes > 0:
		return up.Payload.Signed, up.Payload.Bytes
	}
	return "", 0
}

// uploadIn reads the sealed bytes of such an event.
func uploadIn(body []byte) (uploaded, error) {
	var up uploaded
	if err := json.Unmarshal(body, &up); err != nil {
		return up, fmt.Errorf("read event: %w", err)
	}
	return up, nil
}
