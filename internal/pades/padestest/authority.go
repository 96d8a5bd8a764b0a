// Package padestest makes signed PDFs for tests: authorities, people with certificates, and
// signatures as BSrE's and other programs make them (CAdES in a PDF, RSA and ECDSA, with and
// without a time stamp). It shares no code with package pades, which reads them.
package padestest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"
)

// An Authority vouches for people.
type Authority struct {
	t    testing.TB
	cert *x509.Certificate
	key  crypto.Signer
	from time.Time
}

// A Person has a key and a certificate.
type Person struct {
	Cert   *x509.Certificate
	Key    crypto.Signer
	Issuer *x509.Certificate
}

// NewAuthority makes an authority whose certificates hold for two years from a day.
func NewAuthority(t testing.TB, name string, from time.Time) *Authority {
	t.Helper()
	a := &Authority{t: t, key: newKey(t), from: from}
	template := a.template(pkix.Name{CommonName: name, Organization: []string{"Badan Contoh"}, Country: []string{"ID"}})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign
	a.cert = a.issue(template, template, a.key.Public())
	return a
}

// PEM is the certificate of the authority, as a file of roots has it.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Person makes a person with an elliptic key; nik stands in the subject as BSrE may write it.
func (a *Authority) Person(name, nik string) Person { return a.person(name, nik, newKey(a.t)) }

// PersonRSA is [Authority.Person] with an RSA key, the same for all.
func (a *Authority) PersonRSA(name, nik string) Person { return a.person(name, nik, keyRSA()) }

// PersonHeavy is a person whose certificate is on an RSA key of so many bits, which nobody
// has: what it signs is by another key.
func (a *Authority) PersonHeavy(name string, bits uint) Person {
	n := new(big.Int).Lsh(big.NewInt(1), bits-1)
	template := a.template(pkix.Name{CommonName: name})
	return Person{Cert: a.issue(template, a.cert, &rsa.PublicKey{N: n.SetBit(n, 0, 1), E: 1<<31 - 1}), Key: newKey(a.t), Issuer: a.cert}
}

// Clock makes a service that stamps times.
func (a *Authority) Clock(name string) Person {
	template := a.template(pkix.Name{CommonName: name})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}
	key := newKey(a.t)
	return Person{Cert: a.issue(template, a.cert, key.Public()), Key: key, Issuer: a.cert}
}

func (a *Authority) person(name, nik string, key crypto.Signer) Person {
	subject := pkix.Name{CommonName: name, Organization: []string{"Pemerintah Kota Contoh"}, SerialNumber: nik}
	if nik != "" {
		uid := asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}
		subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: uid, Value: nik}}
	}
	template := a.template(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	return Person{Cert: a.issue(template, a.cert, key.Public()), Key: key, Issuer: a.cert}
}

func (a *Authority) template(subject pkix.Name) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		a.t.Fatal(err)
	}
	return &x509.Certificate{SerialNumber: serial, Subject: subject, NotBefore: a.from, NotAfter: a.from.AddDate(2, 0, 0)}
}

func (a *Authority) issue(template, parent *x509.Certificate, key crypto.PublicKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// keyRSA is one key for all tests of a package: making one takes long.
var keyRSA = sync.OnceValue(func() crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})
