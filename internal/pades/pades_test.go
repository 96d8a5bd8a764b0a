package pades_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/pades/padestest"
	"github.com/alur-id/alur/internal/tooltest"
)

var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at   = time.Date(2026, 12, 7, 6, 40, 0, 0, time.UTC)
)

const nik = "3373010101850001" // invented

// read reads the signatures of bytes.
func read(t *testing.T, pdf []byte, o pades.Options) pades.Report {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = at
	}
	r, err := pades.Read(bytes.NewReader(pdf), int64(len(pdf)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// town is an authority and those it vouches for.
type town struct {
	*padestest.Authority
	budi, sari, rsa, clock padestest.Person
}

func newTown(t *testing.T) *town {
	a := padestest.NewAuthority(t, "Penerbit Contoh", from)
	return &town{Authority: a, budi: a.Person("Budi Contoh", nik), sari: a.Person("Sari Contoh", ""), rsa: a.PersonRSA("Rino Contoh", ""), clock: a.Clock("Jam Contoh")}
}

// documents are signed as they should be, and how often.
func (w *town) documents(t *testing.T) map[string][]byte {
	sign := func(pdf []byte, o padestest.Signing) []byte {
		if o.At.IsZero() {
			o.At = at
		}
		return padestest.Sign(t, pdf, o)
	}
	stamp := func(o padestest.Signing) padestest.Signing {
		o.Stamp, o.StampAt = &w.clock, at.Add(time.Minute)
		return o
	}
	plain, modern := padestest.Document("Berita acara"), padestest.Modern("Berita acara")
	one := sign(plain, padestest.Signing{By: w.budi, Visible: true})
	return map[string][]byte{
		"elliptic":           one,
		"rsa":                sign(plain, padestest.Signing{By: w.rsa}),
		"modern":             sign(modern, padestest.Signing{By: w.budi}),
		"modern, packed":     sign(modern, padestest.Signing{By: w.rsa, Packed: true}),
		"older format":       sign(plain, padestest.Signing{By: w.rsa, Format: "adbe.pkcs7.detached", Unbound: true}),
		"stamped":            sign(plain, stamp(padestest.Signing{By: w.budi})),
		"two":                sign(one, padestest.Signing{By: w.sari, Visible: true}),
		"three, all kinds":   sign(sign(sign(modern, padestest.Signing{By: w.budi}), padestest.Signing{By: w.rsa, Packed: true}), stamp(padestest.Signing{By: w.sari})),
		"stamped as a whole": sign(one, padestest.Signing{By: w.clock, Format: "ETSI.RFC3161"}),
	}
}

// TestIntact: what was signed as it should be is intact, whoever signs after, and a
// second program agrees.
func TestIntact(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	roots, err := pades.ParseRoots(w.PEM())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, pdf := range w.documents(t) {
		r := read(t, pdf, pades.Options{Roots: roots})
		if r.Fault != "" || len(r.Signatures) == 0 {
			t.Errorf("%s: %+v", name, r)
		}
		for i, s := range r.Signatures {
			last := i == len(r.Signatures)-1
			if s.Verdict != pades.Intact || s.Chain != pades.Trusted || s.Whole != last || s.Later != len(r.Signatures)-1-i {
				t.Errorf("%s: signature %d: %+v", name, i, s)
			}
		}
		path := filepath.Join(dir, "a.pdf")
		if err := os.WriteFile(path, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		pdfsig, ok := tooltest.Found(t, "pdfsig")
		if !ok {
			continue
		}
		signed := slices.DeleteFunc(r.Signatures, func(s pades.Signature) bool { return s.Stamp }) // it does not read those
		out, err := exec.Command(pdfsig, "-nocert", path).CombinedOutput()
		if err != nil || strings.Count(string(out), "Signature is Valid.") != len(signed) {
			t.Errorf("%s: pdfsig: %v\n%s", name, err, out)
		}
	}
}

// TestTold: what is told of a signature, and what is not.
func TestTold(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	pdf := padestest.Sign(t, padestest.Document("Surat"), padestest.Signing{
		By: w.budi, At: at, Stamp: &w.clock, StampAt: at.Add(time.Minute), Purpose: "Menyetujui, NIK 3373 0101 0185 0001, NIP 198501012010011001", Location: "Salatiga\u202e",
	})
	want := pades.Signature{
		Verdict: pades.Intact, Signer: "Budi Contoh", Organization: "Pemerintah Kota Contoh", Issuer: "Penerbit Contoh", Chain: pades.Unchecked,
		Claimed: at, Stamped: at.Add(time.Minute), StampedChain: pades.Unchecked, Purpose: "Menyetujui, NIK ••••••••••••••••, NIP 198501012010011001", Whole: true,
	}
	r := read(t, pdf, pades.Options{})
	if diff := cmp.Diff([]pades.Signature{want}, r.Signatures, cmpopts.IgnoreFields(pades.Signature{}, "Location")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(r.Signatures[0].Location, "Salatiga") || strings.Contains(r.Signatures[0].Location, "\u202e") {
		t.Errorf("%q", r.Signatures[0].Location)
	}
	kept, err := json.Marshal(r)
	if err != nil || bytes.Contains(kept, []byte(nik)) {
		t.Errorf("the number of a citizen is in the report: %v", err)
	}
	other, err := pades.ParseRoots(newTown(t).PEM())
	if err != nil {
		t.Fatal(err)
	}
	if r := read(t, pdf, pades.Options{Roots: other}); r.Signatures[0].Chain != pades.Unknown || r.Signatures[0].Verdict != pades.Intact {
		t.Errorf("another's root: %+v", r.Signatures[0])
	}
	late := padestest.Sign(t, padestest.Document("Surat"), padestest.Signing{By: w.budi, At: from.AddDate(3, 0, 0)})
	if r := read(t, late, pades.Options{}); r.Signatures[0].Chain != pades.Outdated {
		t.Errorf("a certificate that had ended: %+v", r.Signatures[0])
	}
	if r := read(t, padestest.Document("Surat"), pades.Options{}); len(r.Signatures) != 0 || r.Fault != "" {
		t.Errorf("no signature: %+v", r)
	}
	if r := read(t, []byte("%PDF-1.4 nothing"), pades.Options{}); len(r.Signatures) != 0 || r.Fault != "" {
		t.Errorf("no PDF, and no signature: %+v", r)
	}
}

// TestRoots: a file of roots is what it should be.
func TestRoots(t *testing.T) {
	t.Parallel()
	a, b := newTown(t).PEM(), newTown(t).PEM()
	one, err := pades.ParseRoots(a)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := pades.ParseRoots(append(bytes.Clone(a), b...)); err != nil || one.Name() == two.Name() {
		t.Errorf("two: %q %v", one.Name(), err)
	}
	for _, bad := range []string{"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := pades.ParseRoots([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
