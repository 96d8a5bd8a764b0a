// Package pades reads the electronic signatures of a PDF: who signed, when, and whether
// what was signed is still what a reader sees.
//
// It owns the judgement: the byte range and its hole, the signature itself (CMS, RFC
// 5652), time stamps (RFC 3161), the chain to given roots, and what was added to the file
// after a signature. It follows ETSI EN 319 142-1 (PAdES) and ISO 32000-2, 12.8, and is
// strict: a file that readers would repair is not judged but called unreadable. It calls
// nobody: no list of revoked certificates is fetched, and those in the file are not
// looked at. It must not know requests, databases or sentences. Start reading at [Of].
//
// The parser of PDFs is its own. A library would give the objects of the last revision;
// every attack on signatures is about where bytes stand, and about what other revisions say.
package pades

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Version changes with every change of what [Read] makes of the same bytes, so that what
// was kept of an older one is made anew.
const Version = 2

// The limits of one file.
const (
	// MaxSize is the largest file that is read, in bytes: it is held in memory.
	MaxSize = 64 << 20

	maxSignatures = 32
	maxContents   = 256 << 10 // bytes of one signature
)

// A Verdict says whether what was signed is still there and nothing else is shown.
type Verdict string

// The verdicts.
const (
	Intact     Verdict = "intact"
	Changed    Verdict = "changed"
	Unreadable Verdict = "unreadable"
)

// A Reason says why a signature is not intact.
type Reason string

// The reasons of [Changed].
const (
	// ChangedContent: the bytes that were signed are others.
	ChangedContent Reason = "content"
	// ChangedSignature: the signature is not one by the key of its certificate.
	ChangedSignature Reason = "signature"
	// ChangedLater: the file was added to after the signature, and not by signatures alone.
	ChangedLater Reason = "later"
)

// The reasons of [Unreadable].
const (
	// BadRange: the bytes that it says to cover are not all of the file but itself.
	BadRange Reason = "range"
	// BadFormat: it is of a kind that is not read.
	BadFormat Reason = "format"
	// BadCMS: the signature is none, or says too little.
	BadCMS Reason = "cms"
	// BadFile: it is intact by itself, but what was added since cannot be read.
	BadFile Reason = "file"
	// WeakMethod: it was made in a way that no longer proves anything (SHA-1, MD5), or in one unknown here.
	WeakMethod Reason = "method"
)

// A Fault says why the signatures of a file are not, or not all, listed.
type Fault string

// The faults.
const (
	Broken    Fault = "broken"    // the structure of the file has a fault, and it has a signature somewhere
	Encrypted Fault = "encrypted" // it is locked
	TooMuch   Fault = "too-much"  // it is larger, or has more of something, than is read
	Detached  Fault = "detached"  // it has a signature that is not part of the document as it is shown
)

// A Chain says what is known of who vouches for a certificate.
type Chain string

// The chains.
const (
	Unchecked Chain = "unchecked" // there are no roots to check it with
	Trusted   Chain = "trusted"   // it leads to one of the roots
	Unknown   Chain = "unknown"   // it does not
	Outdated  Chain = "outdated"  // the certificate was not valid at the time of signing
)

// Report is what a file says of its signatures.
type Report struct {
	// Signatures are in the order in which they were made.
	Signatures []Signature `json:"signatures,omitempty"`
	// Fault is "" when the list is all there is.
	Fault Fault `json:"fault,omitempty"`
}

// Signature is one signature, or one time stamp on the whole document. What its
// certificate holds beside the names (numbers of citizens, for one) is not in it, and
// such numbers are covered in every text.
type Signature struct {
	Verdict Verdict `json:"verdict"`
	Reason  Reason  `json:"reason,omitempty"`
	// Stamp says that it is a time stamp on the document: it proves when, not who.
	Stamp bool `json:"stamp,omitzero"`

	Signer       string `json:"signer,omitempty"`       // the common name of the certificate
	Organization string `json:"organization,omitempty"` // of the certificate
	Issuer       string `json:"issuer,omitempty"`       // who vouches for it
	Chain        Chain  `json:"chain,omitempty"`

	// Claimed is when it says it was made; zero when it does not. Whoever signs can claim any time.
	Claimed time.Time `json:"claimed,omitzero"`
	// Stamped is the time of a valid time stamp on it; zero when there is none.
	Stamped      time.Time `json:"stamped,omitzero"`
	StampedChain Chain     `json:"stampedChain,omitempty"`

	Purpose  string `json:"purpose,omitempty"`  // the reason that the signer wrote
	Location string `json:"location,omitempty"` // where, as the signer wrote it

	// Whole says that it covers the file to its last byte.
	Whole bool `json:"whole,omitzero"`
	// Later is how many times the file was added to since; for an intact one by signatures alone.
	Later int `json:"later,omitzero"`
}

// Options say what to check against.
type Options struct {
	// Roots are what a chain has to lead to; nil: chains are not checked.
	Roots *Roots
	// Now is the time of reading, for signatures that tell none.
	Now time.Time

	beside []*x509.Certificate // that the file keeps for signatures which lack their own
}

// Read reads the signatures of a PDF of size bytes. An error is one of reading alone:
// whatever is wrong with the file is in the report.
func Read(r io.ReaderAt, size int64, o Options) (Report, error) {
	if size > MaxSize {
		return Report{Fault: TooMuch}, nil
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), data); err != nil {
		return Report{}, fmt.Errorf("read a PDF: %w", err)
	}
	return Of(data, o), nil
}

// maySign reports whether the bytes hold what every signature has, in the clear: it
// cannot stand in a packed stream, because its own place is written in it.
func maySign(data []byte) bool { return bytes.Contains(data, []byte("/ByteRange")) }

// Of is [Read] of bytes that are in memory already. It does not change them.
func Of(data []byte, o Options) Report {
	if len(data) > MaxSize {
		return Report{Fault: TooMuch}
	}
	f, err := openFile(data, newBudget())
	if err != nil {
		return faulty(err, data)
	}
	out, err := f.report(o)
	if err != nil {
		return faulty(err, data)
	}
	return out
}

// report judges every signature, the last one first: what was added after a signature
// may belong to later ones that are intact themselves.
func (f *file) report(o Options) (out Report, err error) {
	fields, err := f.signatures()
	if err != nil || len(fields) == 0 && !maySign(f.data) {
		return out, err
	}
	if len(fields) > maxSignatures {
		fields, out.Fault = fields[:maxSignatures], TooMuch
	} else if countRanges(f.data) > len(fields)+f.rights() {
		out.Fault = Detached
	}
	o.beside = f.certificates()
	slices.SortStableFunc(fields, func(a, b field) int { return b.end() - a.end() })
	for _, x := range fields {
		s, covers := f.judge(x, o)
		if s.Verdict == Intact {
			f.made[x.hole()] = covers.entries
		}
		out.Signatures = append(out.Signatures, s)
	}
	slices.Reverse(out.Signatures)
	return out, nil
}

// countRanges counts what looks like the byte range of a signature.
func countRanges(data []byte) int {
	n, mark := 0, []byte("/ByteRange")
	for {
		i := bytes.Index(data, mark)
		if i < 0 {
			return n
		}
		data = data[i+len(mark):]
		if rest := bytes.TrimLeft(data[:min(len(data), 64)], "\x00\t\n\f\r "); len(rest) > 0 && rest[0] == '[' {
			n++
		}
	}
}

// faulty is the report of a file that cannot be read. One without any signature has
// nothing to report, whatever else is wrong with it.
func faulty(err error, data []byte) Report {
	switch {
	case errors.Is(err, errEncrypted):
		return Report{Fault: Encrypted}
	case !maySign(data):
		return Report{}
	case errors.Is(err, errTooMuch):
		return Report{Fault: TooMuch}
	}
	return Report{Fault: Broken}
}

// judge looks at one signature: at its range, at the signature in it, and at what was
// added to the file since. covers is the file as an intact one signed it.
func (f *file) judge(x field, o Options) (s Signature, covers *file) {
	s = Signature{Verdict: Unreadable, Purpose: cleanText(textOf(f.direct(x.dict, "Reason"))), Location: cleanText(textOf(f.direct(x.dict, "Location")))}
	s.Claimed = dateOf(f.direct(x.dict, "M"))
	kind, _ := f.direct(x.dict, "SubFilter").(name)
	s.Stamp = kind == "ETSI.RFC3161"
	if kind != "adbe.pkcs7.detached" && kind != "ETSI.CAdES.detached" && !s.Stamp {
		s.Reason = BadFormat
		return s, nil
	}
	covered, ok := x.covered(f.data)
	if !ok {
		s.Reason = BadRange
		return s, nil
	}
	contents, ok := x.contents()
	if !ok {
		s.Reason = BadCMS
		return s, nil
	}
	s.Reason = seen(&s, contents, covered, kind == "ETSI.CAdES.detached", o)
	if s.Reason != "" {
		if s.Reason == ChangedContent || s.Reason == ChangedSignature {
			s.Verdict = Changed
		}
		return s, nil
	}
	s.Whole = x.end() == len(f.data)
	if blank(f.data[x.end():]) {
		s.Verdict = Intact
		return s, f
	}
	covers, later, err := f.since(x)
	switch {
	case errors.Is(err, errNoRevision):
		s.Reason = BadRange
	case errors.Is(err, errChanged):
		s.Verdict, s.Reason = Changed, ChangedLater
	case err != nil:
		s.Reason = BadFile
	default:
		s.Verdict, s.Later = Intact, later
	}
	return s, covers
}

func blank(b []byte) bool { return len(bytes.Trim(b, "\x00\t\n\f\r ")) == 0 }
