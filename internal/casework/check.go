package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// CheckedPaper is what anybody who holds a paper, or its file, may know of it: no person,
// nothing of what it says, nothing more of the request than its number and agency.
type CheckedPaper struct {
	Code     string
	Kind     string
	Number   string // of the request
	Agency   string // the requesting one, its name
	IssuedAt time.Time
	// What an office gave it; "" until it is registered.
	Official, OfficialDate string
	// One of the three: in force, replaced by a later one, or withdrawn.
	InForce     bool
	ReplacedAt  time.Time
	WithdrawnAt time.Time
	Reason      string // of the withdrawal
	issued      string // the hash of the file as issued
	// Signed says that the file asked about is the signed one; otherwise it is the file as issued.
	Signed bool
	// Proof is what came of looking at the signed file; "" for any other.
	Proof PaperProof
}

// PaperCheck is what came out when somebody asked about a file.
type PaperCheck struct {
	Papers []CheckedPaper // those that the file is, byte for byte; one but for a signed file of several
	// Other says that the file is genuine, but none of the paper whose code was given.
	Other bool
}

// PaperOf finds a paper by its code, as printed on it: not-found when there is none.
// Everybody may ask; the caller bounds how often.
func (c *Cases) PaperOf(ctx context.Context, code string) (CheckedPaper, error) {
	found, _, err := c.checkPapers(ctx, code, "")
	if err != nil {
		return CheckedPaper{}, err
	}
	if len(found) == 0 {
		return CheckedPaper{}, alur.Refuse(alur.CodeNotFound)
	}
	return found[0], nil
}

// CheckPaper tells whether a file with the hash (lower-case hex SHA-256) is a paper as it
// was issued, or the signed file that was registered for it: not-found when it is neither. code is that of
// the paper that it should be, "" for any; whether there is such a paper makes no
// difference to a file that is none, in what is answered or in what is done. Everybody may
// ask; the caller bounds how often.
func (c *Cases) CheckPaper(ctx context.Context, code, sha256 string) (*PaperCheck, error) {
	_, found, err := c.checkPapers(ctx, code, sha256)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	for i, p := range found {
		if p.Signed {
			s, err := c.signedPaper(ctx, signaturePatience, sha256, p.issued)
			if err != nil {
				return nil, err
			}
			found[i].Proof = s.Proof()
		}
	}
	out := &PaperCheck{Papers: found}
	if want, ok := alur.NormalizeTrackingCode(code); ok {
		out.Other = true
		for _, p := range found {
			out.Other = out.Other && p.Code != want
		}
	}
	return out, nil
}

// checkPapers looks for a code and for a content. Both are looked up whatever comes of the
// one, so that a miss costs the same whichever it is.
func (c *Cases) checkPapers(ctx context.Context, code, sha256 string) (byCode, byContent []CheckedPaper, err error) {
	code, ok := alur.NormalizeTrackingCode(code)
	if !ok {
		code = alur.NewTrackingCode() // looked up like any other, and nobody's
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.PaperByCode(ctx, code)
		if err != nil && !isNotFound(err) {
			return err
		}
		rows, errContent := tx.PapersByContent(ctx, sha256)
		if errContent != nil {
			return errContent
		}
		if err == nil && sha256 == "" {
			p, err := c.checkedPaper(ctx, tx, row)
			if err != nil {
				return err
			}
			byCode = []CheckedPaper{p}
		}
		for _, row := range rows {
			if row.SHA256 != sha256 && row.SignedSHA256 != sha256 {
				continue // a file to be changed proves nothing
			}
			p, err := c.checkedPaper(ctx, tx, row)
			if err != nil {
				return err
			}
			p.Signed = row.SHA256 != sha256
			byContent = append(byContent, p)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("check paper: %w", err)
	}
	return byCode, byContent, nil
}

// checkedPaper reads what may be known of a paper from the state of its request.
func (c *Cases) checkedPaper(ctx context.Context, tx *store.Tx, row store.PaperRow) (CheckedPaper, error) {
	req, err := tx.Request(ctx, store.Everything, row.Request)
	if err != nil {
		return CheckedPaper{}, err
	}
	s, err := c.states.get(req)
	if err != nil {
		return CheckedPaper{}, err
	}
	paper := s.Paper(row.Code)
	if paper == nil {
		return CheckedPaper{}, fmt.Errorf("the history of %s has no paper %s", row.Request, row.Code)
	}
	return checkedOf(s, paper, req.Number, req.AgencyName), nil
}

func checkedOf(s *flow.State, p *flow.Paper, number, agency string) CheckedPaper {
	out := CheckedPaper{Code: p.Code, Kind: p.Kind, Number: number, Agency: agency, IssuedAt: p.At, InForce: p.InForce(), issued: p.SHA256}
	if p.Register != nil {
		out.Official, out.OfficialDate = p.Register.Number, p.Register.Date
	}
	if next := s.Paper(p.ReplacedBy); next != nil {
		out.ReplacedAt = next.At
	}
	if p.Withdrawn != nil {
		out.WithdrawnAt, out.Reason = p.Withdrawn.At, p.Withdrawn.Reason
	}
	return out
}
