package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/store"
)

// NamedBytes are bytes that a history names.
type NamedBytes struct {
	SHA256  string
	Request alur.RequestID // the first one that names them
	Number  string         // of it; "" for a draft
	What    string         // "document ID", "paper CODE"
}

// String is how an operator reads it.
func (n NamedBytes) String() string {
	number := n.Number
	if number == "" {
		number = "-"
	}
	return fmt.Sprintf("request %s (%s): %s: %s", n.Request, number, n.What, n.SHA256)
}

// Scrubbed says how much [Audit.Scrub] looked at.
type Scrubbed struct {
	Bytes  int // different contents that the histories name
	Faulty int // of those, missing or damaged
	Extra  int // contents that no history names
}

// Named lists the bytes that the histories name, each once.
func (a *Audit) Named(ctx context.Context) ([]NamedBytes, error) {
	var out []NamedBytes
	seen := map[string]bool{}
	types := []alur.EventType{alur.EventDocumentAdded, alur.EventPaperIssued, alur.EventPaperRegistered}
	err := a.Store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachOfType(ctx, types, func(id alur.RequestID, number string, body []byte) error {
			up, err := uploadIn(body)
			if err != nil {
				return fmt.Errorf("request %s: %w", id, err)
			}
			what := "document " + string(up.Payload.ID)
			if up.Type != alur.EventDocumentAdded {
				what = "paper " + up.Payload.Code
			}
			for _, sum := range []string{up.Payload.SHA256, up.Payload.DOCX, up.Payload.Signed} {
				if sum != "" && !seen[sum] {
					seen[sum] = true
					out = append(out, NamedBytes{SHA256: sum, Request: id, Number: number, What: what})
				}
			}
			return nil
		})
	})
	return out, err
}

// Scrub reads every content that the histories name, and lists what the store holds
// beside that: uploads that no request came to know, which is no fault, and what does
// not belong there. It calls report with each bad content and extra with each that
// nobody names, from the caller's goroutine. The error is for what could not be read.
func (a *Audit) Scrub(ctx context.Context, report func(NamedBytes, error), extra func(blob.File)) (Scrubbed, error) {
	named, err := a.Named(ctx)
	if err != nil {
		return Scrubbed{}, err
	}
	done := Scrubbed{Bytes: len(named)}
	wrong, err := a.verifyAll(ctx, named)
	if err != nil {
		return done, err
	}
	known := map[string]bool{}
	for i, n := range named {
		known[n.SHA256] = true
		if wrong[i] != nil {
			done.Faulty++
			report(n, wrong[i])
		}
	}
	err = a.Blobs.Each(ctx, func(f blob.File) error {
		if f.SHA256 == "" || !known[f.SHA256] {
			done.Extra++
			extra(f)
		}
		return nil
	})
	return done, err
}

// scrubbers is how many contents are read at once: they may come from another machine.
const scrubbers = 4

// verifyAll reads all contents, and says what is wrong with each.
func (a *Audit) verifyAll(ctx context.Context, named []NamedBytes) ([]error, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	wrong := make([]error, len(named))
	next := make(chan int)
	var all sync.WaitGroup
	for range scrubbers {
		all.Go(func() {
			for i := range next {
				err := a.Blobs.Verify(ctx, named[i].SHA256)
				if err != nil && !errors.Is(err, blob.ErrMissing) && !errors.Is(err, blob.ErrDamaged) {
					stop(fmt.Errorf("read document %s: %w", named[i].SHA256, err))
				}
				wrong[i] = err
			}
		})
	}
	for i := range named {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	all.Wait()
	return wrong, context.Cause(ctx)
}

// Moved says what [Audit.Move] did.
type Moved struct {
	Copied  int
	There   int // already, and right
	Faulty  int // missing or damaged here
	Foreign int // left behind: not documents
}

// Move copies every content to another store, those that no history names yet as well,
// and compares the hash of each there. Nothing is deleted here. It may be stopped and
// run again: what is there already is only read. report gets what is missing or damaged
// here; the error is for what could not be read or written. Beside a running server it
// copies what there was when it began: run it once more when the server has stopped.
func (a *Audit) Move(ctx context.Context, to blob.Store, report func(NamedBytes, error)) (Moved, error) {
	named, err := a.Named(ctx)
	if err != nil {
		return Moved{}, err
	}
	var done Moved
	all := map[string]NamedBytes{}
	for _, n := range named {
		all[n.SHA256] = n
	}
	err = a.Blobs.Each(ctx, func(f blob.File) error {
		if f.SHA256 == "" {
			done.Foreign++
		} else if _, known := all[f.SHA256]; !known {
			all[f.SHA256] = NamedBytes{SHA256: f.SHA256, Request: "-", What: "an upload that no request knows"}
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	for _, sum := range slices.Sorted(maps.Keys(all)) {
		if err := a.moveOne(ctx, to, sum, &done); errors.Is(err, blob.ErrMissing) || errors.Is(err, blob.ErrDamaged) {
			done.Faulty++
			report(all[sum], err)
		} else if err != nil {
			return done, err
		}
	}
	return done, nil
}

func (a *Audit) moveOne(ctx context.Context, to blob.Store, sum string, done *Moved) error {
	has, err := to.Has(sum)
	if err == nil && has {
		if err = to.Verify(ctx, sum); err == nil {
			done.There++
			return nil
		}
	}
	// What is wrong over there is put right from here.
	if err != nil && !errors.Is(err, blob.ErrDamaged) && !errors.Is(err, blob.ErrMissing) {
		return err
	}
	content, size, err := a.Blobs.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer content.Close()
	stored, err := blob.Put(ctx, to, content, size)
	if err == nil && stored.SHA256 != sum {
		err = fmt.Errorf("document %s was copied as %s", sum, stored.SHA256)
	}
	if err == nil {
		// Read back: a store that took other bytes than it was given is no place for them.
		if err = to.Verify(ctx, sum); err != nil {
			err = fmt.Errorf("document %s is not over there as it was sent: %v", sum, err) //nolint:errorlint // damage there is not damage here
		}
	}
	if err == nil {
		done.Copied++
	}
	return err
}
