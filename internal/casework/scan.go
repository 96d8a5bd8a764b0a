package casework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// guard is what stands before uploads beside the inspection of their content.
type guard struct {
	scanner *clamd.Client
	quota   Quota
	note    func(context.Context, *store.Tx, Infection) error
}

// ScanState says why bytes may not be read.
type ScanState string

// The states; "" is none.
const (
	ScanWaiting  = ScanState(store.ScanWaiting)  // the scanner has not seen them yet
	ScanInfected = ScanState(store.ScanInfected) // it found a virus in them
)

// Scan is what the virus scanner has to say of the bytes of a document. The zero value
// is that of bytes that may be read.
type Scan struct {
	State   ScanState
	Finding string    // what the scanner calls it
	At      time.Time // since when they wait, or when the virus was found
}

// refusal is that of whoever wants to read them.
func (s Scan) refusal() error {
	switch s.State {
	case ScanWaiting:
		return alur.Refuse(alur.CodeFileWaiting)
	case ScanInfected:
		return alur.Refuse(alur.CodeFileWithheld)
	}
	return nil
}

// Infection is a virus that the scanner found.
type Infection struct {
	Finding  string
	SHA256   string
	Username string         // who uploaded it; "" when no request names it
	Request  alur.RequestID // likewise
	Number   string         // of the request, "" before it was submitted
	Name     string         // of the file
	Refused  bool           // it was not taken in
}

// scansOf reads what the scanner has to say of documents, and of the signed files of papers.
func scansOf(ctx context.Context, tx *store.Tx, documents []flow.Document, papers []flow.Paper) (map[string]Scan, error) {
	sums := make([]string, 0, len(documents))
	for _, d := range documents {
		sums = append(sums, d.SHA256)
	}
	for _, p := range papers {
		if signed := p.Signed(); signed != "" {
			sums = append(sums, signed)
		}
	}
	if len(sums) == 0 {
		return map[string]Scan{}, nil
	}
	return scansOfBytes(ctx, tx, sums)
}

func scansOfBytes(ctx context.Context, tx *store.Tx, sums []string) (map[string]Scan, error) {
	rows, err := tx.Scans(ctx, sums)
	out := make(map[string]Scan, len(rows))
	for sum, r := range rows {
		out[sum] = Scan{State: ScanState(r.State), Finding: r.Finding, At: r.At}
	}
	return out, err
}

// scanOf reads what there is about the bytes now.
func (c *Cases) scanOf(ctx context.Context, sum string) (s Scan, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		all, err := scansOfBytes(ctx, tx, []string{sum})
		s = all[sum]
		return err
	})
	return s, err
}

// openBytes opens bytes that may be read now: file-waiting, file-withheld.
func (c *Cases) openBytes(ctx context.Context, sum string) (io.ReadSeekCloser, int64, error) {
	s, err := c.scanOf(ctx, sum)
	if err == nil {
		err = s.refusal()
	}
	if err != nil {
		return nil, 0, err
	}
	return c.blobs.Open(ctx, sum)
}

// reusableBytes refuses infected bytes; those that wait go on waiting where they are
// named next.
func (c *Cases) reusableBytes(ctx context.Context, sum string) error {
	s, err := c.scanOf(ctx, sum)
	if err == nil && s.State == ScanInfected {
		err = s.refusal()
	}
	return err
}

// scan asks about a file on its way in: infected-file. Without a verdict the file waits,
// which is noted before its bytes are kept.
func (c *Cases) scan(ctx context.Context, a Actor, id alur.RequestID, name string, in *blob.Incoming) error {
	known, err := c.scanOf(ctx, in.SHA256)
	if err != nil {
		return err
	}
	finding := known.Finding
	if known.State != ScanInfected {
		if c.guard.scanner == nil {
			return nil
		}
		if finding, err = c.guard.scanner.Scan(ctx, io.NewSectionReader(in, 0, in.Size)); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			c.log.WarnContext(ctx, "an upload waits for the virus scanner", "error", err)
			return c.store.Write(ctx, func(tx *store.Tx) error { return tx.AwaitScan(ctx, in.SHA256, c.now()) })
		}
	}
	switch {
	case finding == "" && known.State == ScanWaiting:
		return c.store.Write(ctx, func(tx *store.Tx) error { return tx.ClearScan(ctx, in.SHA256) })
	case finding == "":
		return nil
	}
	found := Infection{Finding: finding, SHA256: in.SHA256, Username: a.User.Username, Request: id, Name: name, Refused: true}
	if err := c.store.Write(ctx, func(tx *store.Tx) error { return c.guard.tell(ctx, tx, found) }); err != nil {
		return err
	}
	return &alur.Error{Code: alur.CodeInfectedFile, Err: errors.New(finding)}
}

func (g guard) tell(ctx context.Context, tx *store.Tx, i Infection) error {
	if g.note == nil {
		return nil
	}
	return g.note(ctx, tx, i)
}

const (
	// scanBatch is how many files are looked for at once.
	scanBatch = 16
	// scanLease is for how long a file that one instance scans is nobody else's.
	scanLease = 10 * time.Minute
	// scanPause is how long a file waits after the scanner did not answer, and scanOdd
	// after it said that it cannot judge this one.
	scanPause = 15 * time.Second
	scanOdd   = 10 * time.Minute
	// scanOrphan is how long bytes that are not there are waited for.
	scanOrphan = 24 * time.Hour
)

// Scanned says what [Cases.ScanWaiting] did.
type Scanned struct{ Clean, Infected int }

// ScanWaiting asks the scanner about the files that wait for it and whose turn has come,
// until none is left. Any instance may call it at any time: each file is one instance's.
// The error says that the scanner does not answer; files go on waiting then.
func (c *Cases) ScanWaiting(ctx context.Context) (done Scanned, err error) {
	if c.guard.scanner == nil {
		return done, nil
	}
	for {
		var due []string
		err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.DueScans(ctx, c.now(), scanBatch)
			return err
		})
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, sum := range due {
			if err := c.scanWaiting(ctx, sum, &done); err != nil {
				return done, err
			}
		}
	}
}

// scanWaiting judges one file, unless somebody else does.
func (c *Cases) scanWaiting(ctx context.Context, sum string, done *Scanned) error {
	mine := false
	err := c.store.Write(ctx, func(tx *store.Tx) (err error) {
		mine, err = tx.TakeScan(ctx, sum, c.now(), c.now().Add(scanLease))
		return err
	})
	if err != nil || !mine {
		return err
	}
	finding, err := c.judge(ctx, sum)
	switch {
	case errors.Is(err, blob.ErrMissing):
		return c.scanMissing(ctx, sum, err)
	case errors.Is(err, clamd.ErrTooLarge), errors.Is(err, blob.ErrDamaged):
		// It is about this file alone, and nothing that waiting mends soon.
		c.log.WarnContext(ctx, "a file goes on waiting for the virus scanner", "document", sum, "error", err)
		return c.deferScan(ctx, sum, scanOdd)
	case err != nil:
		return errors.Join(fmt.Errorf("scan %s: %w", sum, err), c.deferScan(context.WithoutCancel(ctx), sum, scanPause))
	case finding == "":
		done.Clean++
		return c.store.Write(ctx, func(tx *store.Tx) error { return tx.ClearScan(ctx, sum) })
	}
	done.Infected++
	return c.condemn(ctx, sum, finding)
}

// scanMissing is for bytes that are not there: what was noted as waiting and then not kept
// is forgotten after a day, what a request names is looked for once a day from then on.
func (c *Cases) scanMissing(ctx context.Context, sum string, missing error) error {
	s, err := c.scanOf(ctx, sum)
	if err != nil {
		return err
	}
	before, pause := c.now().Add(-scanOrphan), scanOdd
	if !s.At.After(before) {
		senders, err := c.sendersOf(ctx, sum, "")
		if err != nil {
			return err
		}
		if senders[0].Request == "" {
			return c.store.Write(ctx, func(tx *store.Tx) error { return tx.DropScan(ctx, sum, before) })
		}
		pause = scanOrphan
	}
	c.log.WarnContext(ctx, "a file goes on waiting for the virus scanner", "document", sum, "error", missing)
	return c.deferScan(ctx, sum, pause)
}

func (c *Cases) judge(ctx context.Context, sum string) (finding string, err error) {
	content, _, err := c.blobs.Open(ctx, sum)
	if err != nil {
		return "", err
	}
	defer content.Close()
	return c.guard.scanner.Scan(ctx, content)
}

func (c *Cases) deferScan(ctx context.Context, sum string, pause time.Duration) error {
	return c.store.Write(ctx, func(tx *store.Tx) error { return tx.DeferScan(ctx, sum, c.now().Add(pause)) })
}

// condemn marks bytes as infected and tells of everybody who sent them, in one
// transaction: what is marked stands in the security log. Who that is, is read before, so
// that nobody waits for it: whoever names the bytes meanwhile meets them as infected.
func (c *Cases) condemn(ctx context.Context, sum, finding string) error {
	found, err := c.sendersOf(ctx, sum, finding)
	if err != nil {
		return err
	}
	return c.store.Write(ctx, func(tx *store.Tx) error {
		fresh, err := tx.CondemnScan(ctx, sum, finding, c.now())
		if err != nil || !fresh {
			return err
		}
		for _, i := range found {
			if err := c.guard.tell(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendersOf is one infection for each time that bytes were sent: as a document, or as the
// signed file of a paper; one of nobody's when no request names them.
func (c *Cases) sendersOf(ctx context.Context, sum, finding string) (found []Infection, err error) {
	types := []alur.EventType{alur.EventDocumentAdded, alur.EventPaperRegistered}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachOfType(ctx, types, func(id alur.RequestID, number string, body []byte) error {
			if !bytes.Contains(body, []byte(sum)) {
				return nil
			}
			up, err := uploadIn(body)
			if err != nil {
				return err
			}
			if brought, _ := up.brought(); brought != sum {
				return nil
			}
			name := up.Payload.Name
			if up.Payload.Code != "" {
				name = up.Payload.Code + ".pdf"
			}
			found = append(found, Infection{Finding: finding, SHA256: sum, Username: up.Actor.Username, Request: id, Number: number, Name: name})
			return nil
		})
	})
	if err == nil && len(found) == 0 {
		found = []Infection{{Finding: finding, SHA256: sum}}
	}
	return found, err
}
