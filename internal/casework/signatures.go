package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/store"
)

// SignatureReading is what is known of the signatures in a PDF.
type SignatureReading struct {
	pades.Report
	// Pending says that it was not read yet: nobody may read the file now, or there was no time.
	Pending bool
}

const (
	// signaturePatience is how long one page waits for signatures that were never read.
	signaturePatience = 2 * time.Second
	// filePatience is how long those wait who ask for one file, or cannot do without.
	filePatience = 15 * time.Second
)

// Signatures returns what the PDFs of a view say of the signatures in them, by hash: its
// documents, and the signed files of its papers. What was never read is read now, and kept
// for everybody who may see it; what takes longer than two seconds is pending meanwhile.
func (c *Cases) Signatures(ctx context.Context, v *View) (map[string]SignatureReading, error) {
	var sums []string
	for _, d := range v.AllDocuments {
		if d.MediaType == mediaPDF {
			sums = append(sums, d.SHA256)
		}
	}
	for _, p := range v.State.Papers {
		if signed := p.Signed(); signed != "" {
			sums = append(sums, signed)
		}
	}
	slices.Reverse(sums) // the newest are what people look for
	return c.signatures(ctx, v, signaturePatience, sums...)
}

// SignaturesIn is [Cases.Signatures] of one document or paper of a view, with more patience.
func (c *Cases) SignaturesIn(ctx context.Context, v *View, sha256 string) (SignatureReading, error) {
	all, err := c.signatures(ctx, v, filePatience, sha256)
	return all[sha256], err
}

// SignaturesOf reads the signatures in bytes that no request knows yet.
func (c *Cases) SignaturesOf(pdf []byte) pades.Report {
	return pades.Of(pdf, pades.Options{Roots: c.roots, Now: c.now()})
}

const mediaPDF = "application/pdf"

func (c *Cases) signatures(ctx context.Context, v *View, patience time.Duration, sums ...string) (map[string]SignatureReading, error) {
	out := map[string]SignatureReading{}
	if len(sums) == 0 {
		return out, nil
	}
	var kept map[string]string
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.SignatureReports(ctx, c.signatureReader(), sums)
		return err
	})
	if err != nil {
		return nil, err
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, sum := range sums {
		if _, twice := out[sum]; twice {
			continue
		}
		var r SignatureReading
		if json.Unmarshal([]byte(kept[sum]), &r.Report) == nil && kept[sum] != "" {
			out[sum] = r
			continue
		}
		if r.Pending = v.Scans[sum].refusal() != nil || patient.Err() != nil; !r.Pending {
			r = c.readSignatures(patient, sum)
		}
		out[sum] = r
	}
	return out, ctx.Err()
}

// signatureReader names what reads, for what it kept.
func (c *Cases) signatureReader() string { return strconv.Itoa(pades.Version) + " " + c.roots.Name() }

// readSignatures reads one file and keeps what it said. A database that takes no writes
// costs the same work again, and nothing else.
func (c *Cases) readSignatures(ctx context.Context, sum string) SignatureReading {
	found, ok := c.read(ctx, sum, func(ctx context.Context) (any, error) {
		content, err := c.readWhole(ctx, sum)
		if err != nil {
			return nil, err
		}
		r := c.SignaturesOf(content)
		kept, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("keep signatures: %w", err)
		}
		err = c.store.Write(ctx, func(tx *store.Tx) error {
			return tx.PutSignatureReport(ctx, store.SignatureRow{SHA256: sum, Reader: c.signatureReader(), At: c.now(), Report: string(kept)})
		})
		if err != nil {
			c.log.WarnContext(ctx, "keep signatures", "sha256", sum, "error", err)
		}
		return r, nil
	})
	r, _ := found.(pades.Report)
	return SignatureReading{Report: r, Pending: !ok}
}

// readWhole reads a file into memory: file-waiting, file-withheld.
func (c *Cases) readWhole(ctx context.Context, sum string) ([]byte, error) {
	content, size, err := c.openBytes(ctx, sum)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	if size > blob.MaxSize {
		return nil, errors.New("larger than any document")
	}
	out := make([]byte, size)
	_, err = io.ReadFull(content, out)
	return out, err
}
