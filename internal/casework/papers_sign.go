package casework

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/store"
)

// MaySignPaper says whether the actor may put an electronic signature into a paper now:
// those whose signature stands under it ([flow.PaperKind.Signers]). Refusals: those of
// [Cases.MayChangePaper], also for whoever may enter its number and does not sign it.
func (c *Cases) MaySignPaper(ctx context.Context, a Actor, id alur.RequestID, code string) error {
	if err := c.MayChangePaper(ctx, a, id, code, false); err != nil {
		return err
	}
	v, err := c.Get(ctx, a, id)
	if err != nil {
		return err
	}
	p := v.State.Paper(code)
	if p == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	k, _ := flow.PaperKindOf(p.Kind)
	signers := k.Signers(v.Plan)
	barred := false
	for _, party := range v.Parties {
		switch {
		case !slices.Contains(signers, party):
		case slices.Contains(v.Barred, party):
			barred = true
		default:
			return nil
		}
	}
	if barred {
		return alur.Refuse(alur.CodeFourEyes)
	}
	return alur.Refuse(alur.CodeNotYourParty)
}

// SignedPaper is what is known of the signed file of a paper.
type SignedPaper struct {
	SignatureReading

	// Same says that it shows the paper as it was issued, and nothing else.
	Same bool
	// Other says that it does not; neither is so while it cannot be read.
	Other bool
}

// PaperProof says in a word what came of looking at a signed file.
type PaperProof string

// The proofs.
const (
	ProofSound    PaperProof = "sound"    // the paper as it was issued, and every signature in it is intact
	ProofOther    PaperProof = "other"    // not the paper as it was issued, or not provably: a scan of it, say
	ProofUnsigned PaperProof = "unsigned" // the paper, without electronic signatures
	ProofBroken   PaperProof = "broken"   // whatever it shows: not every signature in it is intact, or was read
	ProofPending  PaperProof = "pending"  // it was not looked at yet
)

// Proof is what a signed file is worth to whoever holds it.
func (s *SignedPaper) Proof() PaperProof {
	switch {
	case s.Pending || !s.Same && !s.Other:
		return ProofPending
	case !s.Whole():
		return ProofBroken
	case s.Other:
		return ProofOther
	case len(s.Signatures) == 0:
		return ProofUnsigned
	}
	return ProofSound
}

// SignedPaper looks at the signed file of a paper of a view; nil where it has none. What
// was found is kept, as by [Cases.Signatures].
func (c *Cases) SignedPaper(ctx context.Context, v *View, p *flow.Paper) (*SignedPaper, error) {
	if p.Signed() == "" {
		return nil, nil //nolint:nilnil // most papers have none
	}
	return c.signedPaper(ctx, signaturePatience, p.Signed(), p.SHA256)
}

// signedPaper looks at a signed file beside the paper that was issued. Both stay unread
// while nobody may read them, whatever was found before.
func (c *Cases) signedPaper(ctx context.Context, patience time.Duration, signed, issued string) (*SignedPaper, error) {
	scan, err := c.scanOf(ctx, signed)
	if err != nil || scan.refusal() != nil {
		return &SignedPaper{SignatureReading: SignatureReading{Pending: true}}, err
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	all, err := c.signatures(ctx, &View{}, patience, signed)
	out := &SignedPaper{SignatureReading: all[signed]}
	if err != nil || out.Pending {
		return out, err
	}
	var same, known bool
	err = c.store.Read(ctx, func(tx *store.Tx) (err error) {
		same, known, err = tx.SignedPaper(ctx, strconv.Itoa(pades.Version), signed, issued)
		return err
	})
	if err != nil {
		return out, err
	}
	if !known {
		same, known = c.compareSigned(patient, signed, issued)
	}
	out.Same, out.Other = known && same, known && !same
	return out, ctx.Err()
}

// compareSigned compares a signed file with the paper that was issued, and keeps what it
// found; known is false while it did not.
func (c *Cases) compareSigned(ctx context.Context, signed, issued string) (same, known bool) {
	found, known := c.read(ctx, signed+" "+issued, func(ctx context.Context) (any, error) {
		before, err := c.readWhole(ctx, issued)
		if err != nil {
			return nil, err
		}
		after, err := c.readWhole(ctx, signed)
		if err != nil {
			return nil, err
		}
		row := store.SignedPaperRow{SHA256: signed, Issued: issued, Reader: strconv.Itoa(pades.Version), At: c.now(), Same: pades.SamePages(before, after)}
		if err := c.store.Write(ctx, func(tx *store.Tx) error { return tx.PutSignedPaper(ctx, row) }); err != nil {
			c.log.WarnContext(ctx, "keep what a signed paper is", "sha256", signed, "error", err)
		}
		return row.Same, nil
	})
	same, _ = found.(bool)
	return same, known
}

// PaperToSign returns the bytes that the next signature goes into: the signed file, when
// what it shows is what was issued and every signature in it is intact, else the paper as
// it was issued. version is that of the request then, for [Options].If: whoever signs at
// the same time must not be lost. Refusals: those of [Cases.MaySignPaper], overloaded while
// the signed file cannot be read: its signatures would be lost. file-waiting and
// file-withheld as of [Cases.OpenPaper].
func (c *Cases) PaperToSign(ctx context.Context, a Actor, id alur.RequestID, code string) (pdf []byte, version int64, err error) {
	if err := c.MaySignPaper(ctx, a, id, code); err != nil {
		return nil, 0, err
	}
	v, err := c.Get(ctx, a, id)
	if err != nil {
		return nil, 0, err
	}
	p := v.State.Paper(code)
	if p == nil {
		return nil, 0, alur.Refuse(alur.CodeNotFound)
	}
	sum := p.SHA256
	if signed := p.Signed(); signed != "" {
		if err := v.Scans[signed].refusal(); err != nil {
			return nil, 0, err
		}
		found, err := c.signedPaper(ctx, filePatience, signed, p.SHA256)
		if err != nil {
			return nil, 0, err
		}
		switch found.Proof() {
		case ProofPending:
			return nil, 0, alur.Refuse(alur.CodeOverloaded)
		case ProofSound:
			sum = signed
		}
	}
	pdf, err = c.readWhole(ctx, sum)
	return pdf, v.Version, err
}

// Whole reports whether every signature was read and is intact.
func (r SignatureReading) Whole() bool {
	return !r.Pending && r.Fault == "" && !slices.ContainsFunc(r.Signatures, func(s pades.Signature) bool { return s.Verdict != pades.Intact })
}
