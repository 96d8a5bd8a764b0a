package form

import (
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Signs shows what a file says of the signatures in it; nil when it says nothing.
func Signs(r casework.SignatureReading) *page.Signs {
	switch {
	case r.Pending:
		return &page.Signs{Note: text.SignaturesPending()}
	case len(r.Signatures) == 0 && r.Fault == "":
		return nil
	}
	out := &page.Signs{Title: text.SignaturesTitle(), Fault: text.SignatureFault(string(r.Fault))}
	for _, s := range r.Signatures {
		out.Rows = append(out.Rows, sign(s))
	}
	if len(out.Rows) > 0 {
		out.Note = text.SignaturesNote()
	}
	return out
}

func sign(s pades.Signature) page.Sign {
	out := page.Sign{Who: text.SignatureBy(s.Signer, s.Organization), State: signTag(s.Verdict), Reason: text.SignatureReason(string(s.Reason))}
	if s.Stamp {
		out.Who = text.SignatureStamp(s.Signer)
	}
	switch {
	case !s.Stamped.IsZero() && s.StampedChain != pades.Unknown && s.StampedChain != pades.Outdated:
		out.When = text.SignatureWhen(s.Stamped, true)
	case s.Verdict != pades.Unreadable || !s.Claimed.IsZero():
		out.When = text.SignatureWhen(s.Claimed, false)
	}
	if s.Verdict == pades.Intact {
		out.Issuer = text.SignatureIssuer(string(s.Chain), s.Issuer)
		out.Later = text.SignatureLater(s.Later)
	}
	out.Purpose = text.SignaturePurpose(s.Purpose, s.Location)
	return out
}

func signTag(v pades.Verdict) page.Tag {
	t := page.Tag{Kind: "kembali", Icon: "galat", Text: text.SignatureVerdict(string(v))}
	switch v {
	case pades.Intact:
		t.Kind, t.Icon = "selesai", "selesai"
	case pades.Changed:
		t.Kind, t.Icon = "tolak", "tolak"
	}
	return t
}
