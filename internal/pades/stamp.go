package pades

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"time"
)

// stampInfo is what a time stamp says (RFC 3161, 2.4.2); what follows is not looked at.
type stampInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Method pkix.AlgorithmIdentifier
		Hash   []byte
	}
	Serial *big.Int
	Time   time.Time `asn1:"generalized"`
}

// stamps checks a time stamp on content, and says of when it is. Whether its issuer is
// known is another question.
func (s *signed) stamps(content ...[]byte) (time.Time, error) {
	if err := s.verify(oidStampInfo, true, s.content); err != nil {
		return time.Time{}, err
	}
	var info stampInfo
	if rest, err := asn1.Unmarshal(s.content, &info); err != nil || len(rest) > 0 {
		return time.Time{}, errCMS
	}
	digest, ok := digests[info.Imprint.Method.Algorithm.String()]
	if !ok {
		return time.Time{}, errMethod
	}
	if !slices.Contains(s.signer.ExtKeyUsage, x509.ExtKeyUsageTimeStamping) {
		return time.Time{}, errCMS
	}
	h := digest.New()
	for _, part := range content {
		_, _ = h.Write(part) // never fails
	}
	if !bytes.Equal(h.Sum(nil), info.Imprint.Hash) {
		return time.Time{}, errContent
	}
	return info.Time.UTC(), nil
}

// stamped fills in the time stamp on a signature. One that is wrong counts for nothing:
// whoever signs need not have one.
func (s *signed) stamped(out *Signature, o Options) {
	if s.stamp == nil {
		return
	}
	token, err := parseSigned(s.stamp, o.beside)
	if err != nil {
		return
	}
	at, err := token.stamps(s.value)
	if err != nil {
		return
	}
	out.Stamped, out.StampedChain = at, token.chain(at, o.Roots)
}
