package api

import (
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/pades"
)

// PDFSignature is one electronic signature in a PDF. Revoked certificates are not looked
// for.
type PDFSignature struct {
	Verdict      string `json:"verdict" enum:"intact,changed,unreadable" doc:"Whether what was signed is still there, and nothing but signatures was added"`
	Reason       string `json:"reason,omitzero" enum:"content,signature,later,range,format,cms,file,method" doc:"Why it is not intact"`
	Stamp        bool   `json:"stamp,omitzero" doc:"A time stamp on the document: it proves when, not who"`
	Signer       string `json:"signer,omitzero" doc:"The name in the certificate"`
	Organization string `json:"organization,omitzero"`
	Issuer       string `json:"issuer,omitzero" doc:"Who issued the certificate, as it says"`
	Chain        string `json:"chain,omitzero" enum:"unchecked,trusted,unknown,outdated" doc:"Whether the issuer is one of those that this installation trusts; unchecked where it names none"`
	ClaimedAt    string `json:"claimed_at,omitzero" format:"date-time" doc:"When it was made, as the signer says"`
	StampedAt    string `json:"stamped_at,omitzero" format:"date-time" doc:"When it was made, as a time stamp says"`
	StampedChain string `json:"stamped_chain,omitzero" enum:"unchecked,trusted,unknown,outdated" doc:"As chain, for who made the time stamp"`
	Purpose      string `json:"purpose,omitzero" doc:"The reason that the signer wrote"`
	Location     string `json:"location,omitzero" doc:"The place that the signer wrote"`
	Whole        bool   `json:"whole" doc:"It covers the file to its last byte"`
	Later        int    `json:"later,omitzero" doc:"How many times the file was added to since; by signatures alone when it is intact"`
}

// sign tells of the signatures in a document.
func (d *Document) sign(r casework.SignatureReading) {
	d.SignaturesFault, d.SignaturesPending = string(r.Fault), r.Pending
	for _, s := range r.Signatures {
		d.Signatures = append(d.Signatures, wirePDFSignature(s))
	}
}

func wirePDFSignature(s pades.Signature) PDFSignature {
	w := PDFSignature{
		Verdict: string(s.Verdict), Reason: string(s.Reason), Stamp: s.Stamp, Signer: s.Signer, Organization: s.Organization, Issuer: s.Issuer,
		Chain: string(s.Chain), StampedChain: string(s.StampedChain), Purpose: s.Purpose, Location: s.Location, Whole: s.Whole, Later: s.Later,
	}
	if !s.Claimed.IsZero() {
		w.ClaimedAt = wireTime(s.Claimed)
	}
	if !s.Stamped.IsZero() {
		w.StampedAt = wireTime(s.Stamped)
	}
	return w
}
