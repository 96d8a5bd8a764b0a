package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // an old way to name a certificate, not to prove anything
	"crypto/subtle"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"github.com/smallstep/pkcs7"
)

// What CMS, CAdES and time stamps call things (RFC 5652, RFC 5035, RFC 3161).
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidStampInfo     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidStampToken    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidSigningCert   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCertV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidPSS           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidECPublicKey   = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	maxNesting       = 32 // of ASN.1
	errMethod        = errors.New("a method that proves nothing")
	errCMS           = errors.New("no signature as it is read here")
	errContent       = errors.New("the signed content is another")
	errSignature     = errors.New("not signed with the key of the certificate")
	digests          = map[string]crypto.Hash{"2.16.840.1.101.3.4.2.1": crypto.SHA256, "2.16.840.1.101.3.4.2.2": crypto.SHA384, "2.16.840.1.101.3.4.2.3": crypto.SHA512}
	signatureOf      = map[string]crypto.Hash{ // method of signing → the digest that it has to go with
		"1.2.840.113549.1.1.11": crypto.SHA256, "1.2.840.113549.1.1.12": crypto.SHA384, "1.2.840.113549.1.1.13": crypto.SHA512,
		"1.2.840.10045.4.3.2": crypto.SHA256, "1.2.840.10045.4.3.3": crypto.SHA384, "1.2.840.10045.4.3.4": crypto.SHA512,
	}
)

// signed is one signature as CMS has it.
type signed struct {
	content      []byte // within it; empty for a detached one
	certificates []*x509.Certificate
	signer       *x509.Certificate
	method       x509.SignatureAlgorithm
	digest       crypto.Hash
	attributes   map[string][]byte // signed ones: the one value of each, by oid
	attested     []byte            // their bytes, which are signed
	value        []byte            // the signature
	stamp        []byte            // a time stamp on it, nil for none
}

// parseSigned reads a signature. It must have exactly one signer with signed attributes,
// whose certificate is in it or among those that are known beside.
func parseSigned(der []byte, beside []*x509.Certificate) (*signed, error) {
	if !shallow(der, 0) {
		return nil, errCMS
	}
	p, err := pkcs7.Parse(der)
	if err != nil || len(p.Signers) != 1 {
		return nil, errCMS
	}
	x := p.Signers[0]
	s := &signed{content: p.Content, certificates: slices.Concat(p.Certificates, beside), value: x.EncryptedDigest, attributes: map[string][]byte{}}
	for _, c := range s.certificates {
		if x.IssuerAndSerialNumber.SerialNumber != nil && c.SerialNumber.Cmp(x.IssuerAndSerialNumber.SerialNumber) == 0 && bytes.Equal(c.RawIssuer, x.IssuerAndSerialNumber.IssuerName.FullBytes) {
			s.signer = c
			break
		}
	}
	if s.signer == nil || len(x.AuthenticatedAttributes) == 0 {
		return nil, errCMS
	}
	for _, a := range x.AuthenticatedAttributes {
		if _, twice := s.attributes[a.Type.String()]; twice {
			return nil, errCMS
		}
		s.attributes[a.Type.String()] = a.Value.Bytes
	}
	if s.attested, err = setOf(x.AuthenticatedAttributes); err != nil {
		return nil, errCMS
	}
	for _, a := range x.UnauthenticatedAttributes {
		if a.Type.Equal(oidStampToken) {
			s.stamp = a.Value.Bytes
		}
	}
	digest, ok := digests[x.DigestAlgorithm.Algorithm.String()]
	if !ok {
		return nil, errMethod
	}
	s.digest = digest
	if s.certificates = slices.DeleteFunc(s.certificates, heavy); heavy(s.signer) {
		return nil, errMethod
	}
	s.method, err = methodOf(s.signer, x.DigestEncryptionAlgorithm, digest)
	return s, err
}

// setOf writes attributes as they are signed: a SET, not the tagged field they stand in
// (RFC 5652, 5.4).
func setOf[T any](list []T) ([]byte, error) {
	b, err := asn1.Marshal(struct {
		A []T `asn1:"set"`
	}{list})
	if err != nil {
		return nil, err
	}
	var outer asn1.RawValue
	_, err = asn1.Unmarshal(b, &outer)
	return outer.Bytes, err
}

// shallow reports whether DER is nested no deeper than signatures are, and is DER at all
// as far as lengths go: what translates other encodings copies every level.
func shallow(b []byte, depth int) bool {
	for len(b) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(b, &v)
		if err != nil || depth > maxNesting || v.IsCompound && !shallow(v.Bytes, depth+1) {
			return false
		}
		b = rest
	}
	return true
}

// maxModulus bounds the keys of RSA, in bits: to check with a key takes its size squared
// and more, and a file may come with keys of any size.
const maxModulus = 8 << 10

// heavy reports whether to check a signature with the key of a certificate may take long.
// Elliptic curves are few and named: a certificate with another one is not read at all.
func heavy(c *x509.Certificate) bool {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen() > maxModulus
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return false
	}
	return true // DSA and the like, whose numbers nothing bounds
}

// methodOf is how the signature was made, in the words of package x509.
func methodOf(cert *x509.Certificate, a pkix.AlgorithmIdentifier, digest crypto.Hash) (x509.SignatureAlgorithm, error) {
	want, named := signatureOf[a.Algorithm.String()]
	pss := a.Algorithm.Equal(oidPSS)
	if named && want != digest || !named && !pss && !a.Algorithm.Equal(oidRSA) && !a.Algorithm.Equal(oidECPublicKey) {
		return 0, errMethod
	}
	by := map[crypto.Hash][3]x509.SignatureAlgorithm{
		crypto.SHA256: {x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256},
		crypto.SHA384: {x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384},
		crypto.SHA512: {x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512},
	}[digest]
	switch {
	case pss && cert.PublicKeyAlgorithm == x509.RSA:
		return by[1], nil
	case !pss && cert.PublicKeyAlgorithm == x509.RSA:
		return by[0], nil
	case !pss && cert.PublicKeyAlgorithm == x509.ECDSA:
		return by[2], nil
	}
	return 0, errMethod
}

// verify checks the signature over content of a type. bound demands that the
// certificate itself is among what is signed, as CAdES does; where it is named, it must
// be the one in any case.
func (s *signed) verify(kind asn1.ObjectIdentifier, bound bool, content ...[]byte) error {
	var is asn1.ObjectIdentifier
	if !s.attribute(oidContentType, &is) || !is.Equal(kind) {
		return errCMS
	}
	var digest []byte
	if !s.attribute(oidMessageDigest, &digest) {
		return errCMS
	}
	h := s.digest.New()
	for _, part := range content {
		_, _ = h.Write(part) // never fails
	}
	if subtle.ConstantTimeCompare(h.Sum(nil), digest) != 1 {
		return errContent
	}
	named, right := s.namesSigner()
	if !named && bound {
		return errCMS
	}
	if named && !right || s.signer.CheckSignature(s.method, s.attested, s.value) != nil {
		return errSignature
	}
	return nil
}

// attribute reads a signed attribute that has exactly one value.
func (s *signed) attribute(oid asn1.ObjectIdentifier, out any) bool {
	value, ok := s.attributes[oid.String()]
	if !ok {
		return false
	}
	rest, err := asn1.Unmarshal(value, out)
	return err == nil && len(rest) == 0
}

// namesSigner reports whether the signature names its certificate, and whether it is this one.
func (s *signed) namesSigner() (named, right bool) {
	var v2 struct {
		Certs []asn1.RawValue
	}
	if s.attribute(oidSigningCertV2, &v2) && len(v2.Certs) > 0 {
		var with struct {
			Method pkix.AlgorithmIdentifier
			Hash   []byte
		}
		if _, err := asn1.Unmarshal(v2.Certs[0].FullBytes, &with); err == nil {
			h, ok := digests[with.Method.Algorithm.String()]
			return true, ok && bytes.Equal(sum(h, s.signer.Raw), with.Hash)
		}
		var without struct{ Hash []byte } // SHA-256, unless it says otherwise
		_, err := asn1.Unmarshal(v2.Certs[0].FullBytes, &without)
		return true, err == nil && bytes.Equal(sum(crypto.SHA256, s.signer.Raw), without.Hash)
	}
	var v1 struct {
		Certs []struct{ Hash []byte }
	}
	if s.attribute(oidSigningCert, &v1) && len(v1.Certs) > 0 {
		h := sha1.Sum(s.signer.Raw) //nolint:gosec // as above
		return true, bytes.Equal(h[:], v1.Certs[0].Hash)
	}
	return false, false
}

func sum(h crypto.Hash, b []byte) []byte {
	x := h.New()
	_, _ = x.Write(b) // never fails
	return x.Sum(nil)
}

// seen fills in what a signature says, and says what is wrong with it by itself: "" for nothing.
func seen(s *Signature, contents []byte, covered [2][]byte, bound bool, o Options) Reason {
	c, err := parseSigned(contents, o.beside)
	if err != nil {
		return reasonOf(err)
	}
	if s.Stamp {
		at, err := c.stamps(covered[0], covered[1])
		if err != nil {
			return reasonOf(err)
		}
		s.Stamped = at
	} else {
		if len(c.content) > 0 {
			return BadCMS // what it signs is in it, and not the file
		}
		if err := c.verify(oidData, bound, covered[0], covered[1]); err != nil {
			// Who is said to have signed is told all the same.
			s.Signer, s.Organization, s.Issuer = names(c.signer)
			return reasonOf(err)
		}
		var at time.Time
		if c.attribute(oidSigningTime, &at) {
			s.Claimed = at.UTC()
		}
		c.stamped(s, o)
	}
	s.Signer, s.Organization, s.Issuer = names(c.signer)
	s.Chain = c.chain(s.when(o.Now), o.Roots)
	if s.Stamp {
		s.StampedChain = s.Chain
	}
	return ""
}

// when is the time that the certificate has to be valid at: what can be relied on of it.
func (s *Signature) when(now time.Time) time.Time {
	switch {
	case !s.Stamped.IsZero() && (s.Stamp || s.StampedChain != Unknown && s.StampedChain != Outdated):
		return s.Stamped
	case !s.Claimed.IsZero():
		return s.Claimed
	}
	return now
}

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, errContent):
		return ChangedContent
	case errors.Is(err, errSignature):
		return ChangedSignature
	case errors.Is(err, errMethod):
		return WeakMethod
	}
	return BadCMS
}
