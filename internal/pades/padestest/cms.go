package padestest

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"
	"time"
)

// What CMS calls things.
var (
	oidData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidStampInfo   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidTime        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidToken       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA1        = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidPSS         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidECDSA       = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// maker writes DER, and ends the test when it cannot.
type maker struct{ t testing.TB }

func (m maker) der(v any) []byte {
	m.t.Helper()
	b, err := asn1.Marshal(v)
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

func (m maker) tagged(class, tag int, parts ...[]byte) []byte {
	m.t.Helper()
	return m.der(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: bytes.Join(parts, nil)})
}

func (m maker) sequence(parts ...[]byte) []byte { return m.tagged(0, 16, parts...) }

// set writes a SET OF in the order that DER asks for.
func (m maker) set(parts ...[]byte) []byte {
	slices.SortFunc(parts, bytes.Compare)
	return m.tagged(0, 17, parts...)
}

func (m maker) method(oid asn1.ObjectIdentifier) []byte { return m.sequence(m.der(oid)) }

func (m maker) attribute(oid asn1.ObjectIdentifier, value []byte) []byte {
	return m.sequence(m.der(oid), m.tagged(0, 17, value))
}

// cms signs content by a person, as CAdES does; within keeps the content in it.
func (m maker) cms(by Person, kind asn1.ObjectIdentifier, content []byte, within bool, o Signing) []byte {
	m.t.Helper()
	sum, named := sha256.Sum256(content), sha256.Sum256(by.Cert.Raw)
	attributes := [][]byte{m.attribute(oidType, m.der(kind)), m.attribute(oidDigest, m.der(sum[:]))}
	if !o.Unbound {
		attributes = append(attributes, m.attribute(oidCertificate, m.sequence(m.sequence(m.sequence(m.der(named[:]))))))
	}
	if !o.At.IsZero() && !within && !o.Bare {
		attributes = append(attributes, m.attribute(oidTime, m.der(o.At.UTC())))
	}
	attested := m.set(attributes...)
	value, method := m.sign(by.Key, attested, o.PSS)
	unsigned := []byte{}
	if o.Stamp != nil && !within {
		unsigned = m.tagged(2, 1, m.attribute(oidToken, m.Token(*o.Stamp, value, o.StampAt)))
	}
	shown := by
	if o.Shown != nil {
		shown = *o.Shown
	}
	implicit := bytes.Clone(attested)
	implicit[0] = 0xa0
	digest := oidSHA256
	if o.SHA1 {
		digest = oidSHA1
	}
	encapsulated := [][]byte{m.der(kind)}
	if within {
		encapsulated = append(encapsulated, m.tagged(2, 0, m.der(content)))
	}
	signer := m.sequence(m.der(1), m.sequence(shown.Cert.RawIssuer, m.der(shown.Cert.SerialNumber)), m.method(digest), implicit, method, m.der(value), unsigned)
	return m.sequence(m.der(oidSignedData), m.tagged(2, 0, m.sequence(
		m.der(1), m.set(m.method(digest)), m.sequence(encapsulated...), m.tagged(2, 0, shown.Cert.Raw, shown.Issuer.Raw), m.set(signer))))
}

func (m maker) sign(key crypto.Signer, attested []byte, pss bool) (value, method []byte) {
	m.t.Helper()
	sum := sha256.Sum256(attested)
	var options crypto.SignerOpts = crypto.SHA256
	method = m.method(oidECDSA)
	if _, is := key.Public().(*rsa.PublicKey); is {
		method = m.method(oidRSA)
		if pss {
			options = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
			method = m.method(oidPSS)
		}
	}
	value, err := key.Sign(rand.Reader, sum[:], options)
	if err != nil {
		m.t.Fatal(err)
	}
	return value, method
}

// Token is a time stamp on bytes (RFC 3161).
func (m maker) Token(by Person, of []byte, at time.Time) []byte {
	m.t.Helper()
	sum := sha256.Sum256(of)
	clock, err := asn1.MarshalWithParams(at.UTC(), "generalized")
	if err != nil {
		m.t.Fatal(err)
	}
	info := m.sequence(m.der(1), m.der(asn1.ObjectIdentifier{1, 2, 3, 4}), m.sequence(m.method(oidSHA256), m.der(sum[:])), m.der(big.NewInt(7)), clock)
	return m.cms(by, oidStampInfo, info, true, Signing{})
}

// Forge gives a person the name of another on a certificate of the same key, issued by nobody.
func (p Person) Forge(t testing.TB, name string) Person {
	t.Helper()
	template := *p.Cert
	template.Subject.CommonName = name
	template.RawSubject = nil
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, p.Key.Public(), p.Key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return Person{Cert: cert, Key: p.Key, Issuer: cert}
}
