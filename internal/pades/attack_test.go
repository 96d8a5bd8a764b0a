package pades_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/pades/padestest"
	"github.com/alur-id/alur/internal/racetest"
)

var reRange = regexp.MustCompile(`/ByteRange \[[^\]]*\]`)

// swap replaces the byte range by another of the same length.
func swap(pdf []byte, ranges ...int) []byte {
	was := reRange.Find(pdf)
	now := "/ByteRange [" + strings.Trim(fmt.Sprint(ranges), "[]")
	return bytes.Replace(pdf, was, fmt.Appendf(nil, "%-*s]", len(was)-1, now), 1)
}

// hole is where the signature stands, from its first bracket to behind its last.
func hole(pdf []byte) (from, to int) {
	from = bytes.LastIndex(pdf, []byte("/Contents <")) + len("/Contents ")
	return from, from + bytes.IndexByte(pdf[from:], '>') + 1
}

// TestAttacks: what has been published against signatures in PDFs, and what else comes
// to mind. None of them may come out as intact, and each for the right reason.
func TestAttacks(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	sign := func(pdf []byte, o padestest.Signing) []byte {
		if o.By.Cert == nil {
			o.By = w.budi
		}
		o.At = at
		return padestest.Sign(t, pdf, o)
	}
	plain := padestest.Document("Bayar 10 juta")
	good := sign(plain, padestest.Signing{})
	from, to := hole(good)
	content := "<< /Length 44 >>\nstream\nBT /F1 18 Tf 60 760 Td (Bayar 99 juta) Tj ET\nendstream"
	content = strings.Replace(content, "44", strconv.Itoa(strings.Index(content, "\nendstream")-strings.Index(content, "BT")), 1)
	heavy := w.PersonHeavy("Berat Contoh", 9<<10)
	forged := w.budi.Forge(t, "Wali Kota Contoh")
	page := padestest.Object(good, 3)
	catalog := padestest.Object(good, 1)
	shadow := padestest.Update(plain, map[int]string{3: strings.Replace(padestest.Object(plain, 3), "/Contents 4 0 R", "/Contents [4 0 R 77 0 R]", 1)}, false)
	dormant := padestest.Update(plain, map[int]string{20: "<< /Type /XObject >>", 9: "<< /FT /Sig /Subtype /Widget /T (Kosong) /Rect [0 0 595 842] /AP << /N 20 0 R >> >>"}, false)
	layered := padestest.Update(plain, map[int]string{3: strings.Replace(padestest.Object(plain, 3), "/Contents 4 0 R", "/Contents [4 0 R 9 0 R]", 1), 9: content}, false)
	widget := func(value string) map[int]string {
		return map[int]string{
			3: strings.Replace(page, "/Annots [", "/Annots [90 0 R ", 1), 91: "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 16 >>\nstream\n0 0 595 842 re f\n\nendstream",
			90: "<< /Type /Annot /Subtype /Widget /FT /Sig /V " + value + " /F 4 /Rect [0 0 595 842] /AP << /N 91 0 R >> >>",
		}
	}
	two := sign(good, padestest.Signing{By: w.sari, Visible: true})
	place := placed(t, w)
	replaceAll := func(pdf []byte, old, with string) []byte { return bytes.ReplaceAll(pdf, []byte(old), []byte(with)) }

	for _, c := range []struct {
		name string
		pdf  []byte
		want string // verdict and reason, or fault
	}{
		// Universal signature forgery: the signature or its range is not there.
		{"forgery: no signature", replaceAll(good, "/Contents <", "/Kontents <"), "unreadable range"},
		{"forgery: an empty signature", append(append(bytes.Clone(good[:from]), []byte("<"+strings.Repeat("0", to-from-2)+">")...), good[to:]...), "unreadable cms"},
		{"forgery: no range", replaceAll(good, "/ByteRange [", "/ByteRangf ["), "unreadable range"},
		{"forgery: an empty range", swap(good), "unreadable range"},
		{"forgery: a range of nothing", swap(good, 0, 0, 0, 0), "unreadable range"},
		{"forgery: a range below nothing", swap(good, 0, from, to, -1), "unreadable range"},
		{"forgery: an unknown kind", replaceAll(good, "ETSI.CAdES.detached", "ETSI.XAdES.detached"), "unreadable format"},
		// Incremental saving: something was added to what was signed.
		{"saving: other content", padestest.Update(good, map[int]string{4: content}, false), "changed later"},
		{"saving: no end of the file", padestest.Update(good, map[int]string{4: content}, true), "changed later"},
		{"saving: loose words", append(bytes.Clone(good), []byte("\nBayar 99 juta\n")...), "changed later"},
		{"saving: another page", padestest.Update(good, map[int]string{2: "<< /Type /Pages /Kids [3 0 R 90 0 R] /Count 2 >>", 90: page}, false), "changed later"},
		{"saving: an annotation over it", padestest.Update(good, map[int]string{
			3: strings.Replace(page, "/Annots [", "/Annots [90 0 R ", 1), 90: "<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (Bayar 99 juta) >>",
		}, false), "changed later"},
		{"saving: a field that is no signature", padestest.Update(good, map[int]string{
			8: "<< /SigFlags 3 /Fields [7 0 R 90 0 R] >>", 90: "<< /FT /Tx /T (Jumlah) /V (99 juta) /Subtype /Widget /Rect [0 0 99 99] >>",
		}, false), "changed later"},
		{"saving: another catalog", padestest.Update(good, map[int]string{1: strings.Replace(catalog, "/Pages 2 0 R", "/Pages 90 0 R", 1), 90: "<< /Type /Pages /Kids [91 0 R] /Count 1 >>", 91: page}, false), "changed later"},
		{"saving: a picture of a signature that there is not", padestest.Update(good, widget("9999 0 R"), false), "changed later"},
		{"saving: a picture of nothing", padestest.Update(good, widget("<< >>"), false), "changed later"},
		{"saving: another picture of the signature", padestest.Update(good, widget("6 0 R"), false), "changed later"},
		{"saving: a picture of a later signature, after that", padestest.Update(two, map[int]string{
			3: strings.Replace(padestest.Object(two, 3), "/Annots [", "/Annots [90 0 R ", 1), 90: widget("9 0 R")[90], 91: widget("")[91],
		}, false), "changed later; changed later"},
		{"saving: a picture of a signature that is wrong", sign(good, padestest.Signing{By: w.sari, Shown: &forged, Visible: true}), "changed later; changed signature"},
		{"saving: a place filled with nothing", padestest.Update(place, map[int]string{9: strings.TrimSuffix(padestest.Object(place, 9), ">>") + " /V 40 0 R >>", 40: "null"}, false), "changed later"},
		{"saving: a place filled with the signature that is there", padestest.Update(place, map[int]string{9: strings.TrimSuffix(padestest.Object(place, 9), ">>") + " /V 10 0 R >>"}, false), "changed later"},
		{"saving, then signed by somebody else", sign(padestest.Update(good, map[int]string{4: content}, false), padestest.Signing{By: w.sari}), "changed later; intact "},
		// Signature wrapping: the range leaves out more than the signature.
		{"wrapping: a wider hole", swap(good, 0, from-10, to, len(good)-to), "unreadable range"},
		{"wrapping: a hole that goes on", swap(good, 0, from, to+10, len(good)-to-10), "unreadable range"},
		{"wrapping: not from the start", swap(good, 10, from-10, to, len(good)-to), "unreadable range"},
		{"wrapping: the second part moved", wrapped(good, from, to), "fault broken"},
		{"wrapping: the signature elsewhere", padestest.Update(good, map[int]string{6: padestest.Object(good, 6)}, false), "unreadable range; fault detached"},
		{"wrapping: signed with a hole of its own", sign(plain, padestest.Signing{Change: func(pdf []byte, from, to int) []byte { return swap(pdf, 0, from-4, to, len(pdf)-to) }}), "unreadable range"},
		{"wrapping: overlapping", swap(good, 0, to, from, len(good)-from), "unreadable range"},
		{"something hidden behind the signature", hidden(good, to), "unreadable cms"},
		{"ends in the middle of the file", sign(plain, padestest.Signing{Change: func(pdf []byte, from, to int) []byte { return swap(pdf, 0, from, to, len(pdf)-to-30) }}), "changed content"},
		// Shadows: the document was made for its change before it was signed.
		{"shadow: content that is put in later", padestest.Update(sign(shadow, padestest.Signing{}), map[int]string{77: content}, false), "changed later"},
		{"shadow: a thing of two uses", padestest.Update(sign(twice(plain), padestest.Signing{}), map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Wingdings >>"}, false), "changed later"},
		{"shadow: content taken away", freed(good), "changed later"},
		{"shadow: a place for a signature, with a picture", padestest.Update(sign(dormant, padestest.Signing{}), map[int]string{
			3: strings.TrimSuffix(padestest.Object(dormant, 3), ">>") + " /Annots [22 0 R 9 0 R] >>",
		}, false), "changed later"},
		{"shadow: sections that leave the signed ones out", skipping(sign(layered, padestest.Signing{}), 1, 3, 10, 11, 12), "changed later"},
		{"saving: a comment", append(bytes.Clone(good), "%4 0 obj << >> endobj\n%%EOF\n"...), "changed later"},
		// What may be added.
		{"proofs", padestest.Update(good, map[int]string{
			1: strings.TrimSuffix(catalog, ">>") + " /DSS 30 0 R >>", 30: "<< /Type /DSS /Certs [31 0 R] >>", 31: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(w.budi.Cert.Raw), w.budi.Cert.Raw),
		}, false), "intact "},
		{"a signature in a place made for it", sign(place, padestest.Signing{By: w.sari, Place: 9}), "intact ; intact "},
		{"blanks at the end", append(bytes.Clone(good), "\n\n"...), "intact "},
		// The signature itself.
		{"another's name on the key", sign(plain, padestest.Signing{Shown: &forged}), "changed signature"},
		{"another's key", sign(plain, padestest.Signing{Unbound: true, Format: "adbe.pkcs7.detached", Shown: &w.sari}), "changed signature"},
		{"a key of any size", sign(plain, padestest.Signing{Unbound: true, Format: "adbe.pkcs7.detached", Shown: &heavy}), "unreadable method"},
		{"SHA-1", sign(plain, padestest.Signing{SHA1: true}), "unreadable method"},
		{"certificate not named", sign(plain, padestest.Signing{Unbound: true}), "unreadable cms"},
		// What cannot be read.
		{"encrypted", replaceAll(good, "/Prev ", "/Encrypt 5 0 R /Prev "), "fault encrypted"},
		{"two values of one key", replaceAll(good, "/Filter /Adobe.PPKLite", "/Type /Sig            "), "fault broken"},
		{"not part of the document", padestest.Update(good, map[int]string{8: "<< /SigFlags 3 /Fields [ ] >>"}, false), "fault detached"},
		{"references in a circle", circle(good), "fault broken"},
	} {
		r := read(t, c.pdf, pades.Options{})
		var got []string
		for _, s := range r.Signatures {
			got = append(got, string(s.Verdict)+" "+string(s.Reason))
		}
		if r.Fault != "" {
			got = append(got, "fault "+string(r.Fault))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, "; "), c.want)
		}
	}
}

// wrapped moves the signed second part back and puts something into the gap.
func wrapped(pdf []byte, from, to int) []byte {
	const gap = 200
	out := append(bytes.Clone(pdf[:to]), bytes.Repeat([]byte{' '}, gap)...)
	return swap(append(out, pdf[to:]...), 0, from, to+gap, len(pdf)-to)
}

// hidden puts something where the zeros behind the signature are.
func hidden(pdf []byte, to int) []byte {
	out := bytes.Clone(pdf)
	copy(out[to-40:], hex.EncodeToString([]byte("Bayar 99 juta")))
	return out
}

// twice has the font be what is kept for proofs as well, which may change later.
func twice(pdf []byte) []byte {
	return padestest.Update(pdf, map[int]string{1: "<< /Type /Catalog /Pages 2 0 R /DSS 5 0 R >>"}, false)
}

// skipping adds sections that lead to the first ones and to some objects, and so leave out
// what else was there when it was signed.
func skipping(pdf []byte, but ...int) []byte {
	starts := regexp.MustCompile(`startxref\n(\d+)`).FindAllSubmatch(pdf, -1)
	at := len(pdf)
	out := bytes.NewBuffer(bytes.Clone(pdf))
	out.WriteString("xref\n")
	for _, n := range but {
		fmt.Fprintf(out, "%d 1\n%010d 00000 n \n", n, bytes.LastIndex(pdf, fmt.Appendf(nil, "\n%d 0 obj", n))+1)
	}
	fmt.Fprintf(out, "trailer\n<< /Size 20 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", starts[0][1], at)
	return out.Bytes()
}

// placed is a signed file with an empty place for another signature.
func placed(t *testing.T, w *town) []byte {
	t.Helper()
	with := padestest.Update(padestest.Document("Surat"), map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R >>", 8: "<< /SigFlags 3 /Fields [9 0 R] >>", 9: "<< /FT /Sig /Subtype /Widget /T (Pihak2) /Rect [0 0 9 9] >>",
	}, false)
	return padestest.Sign(t, with, padestest.Signing{By: w.budi, At: at})
}

// freed says of the content that it is no longer there.
func freed(pdf []byte) []byte {
	start := bytes.LastIndex(pdf, []byte("startxref"))
	prev := strings.Fields(string(pdf[start:]))[1]
	at := len(pdf)
	return fmt.Appendf(bytes.Clone(pdf), "xref\n4 1\n0000000000 00001 f \ntrailer\n<< /Size 20 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", prev, at)
}

// circle is a table of references that comes before itself.
func circle(pdf []byte) []byte {
	at := len(pdf)
	return fmt.Appendf(bytes.Clone(pdf), "xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", at, at)
}

// TestFlips: any bit that is another anywhere in what is signed is found, in every kind
// of file. ALUR_FLIPS is how many are tried of each.
func TestFlips(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	n := 150
	if s := os.Getenv("ALUR_FLIPS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	w := newTown(t)
	for name, pdf := range w.documents(t) {
		want := len(read(t, pdf, pades.Options{}).Signatures)
		for range n {
			i, bit := rand.IntN(len(pdf)), byte(1)<<rand.IntN(8)
			broken := bytes.Clone(pdf)
			broken[i] ^= bit
			r := read(t, broken, pades.Options{})
			intact := 0
			for _, s := range r.Signatures {
				if s.Verdict == pades.Intact {
					intact++
				}
			}
			// The last signature covers the whole file, so that it at least says so. What it
			// leaves out is itself, where a flip may change the case of a digit alone.
			if intact == want && r.Fault == "" && !inHole(pdf, i) && i < len(pdf)-1 {
				t.Fatalf("%s: bit %08b of byte %d (%q) is not found", name, bit, i, pdf[max(0, i-20):min(len(pdf), i+20)])
			}
		}
	}
}

func inHole(pdf []byte, i int) bool {
	from, to := hole(pdf)
	return i >= from && i < to
}

// FuzzRead: whatever comes in, reading ends, and what is intact was signed.
func FuzzRead(f *testing.F) {
	f.Add(padestest.Document("Surat"))
	f.Add(padestest.Modern("Surat"))
	f.Add([]byte("%PDF-1.5\n1 0 obj\n<< /ByteRange [0 1 2 3] >>\nendobj\nxref\n0 0\ntrailer << /Root 1 0 R /Prev 0 >>\nstartxref\n52\n%%EOF"))
	f.Fuzz(func(t *testing.T, pdf []byte) {
		r, err := pades.Read(bytes.NewReader(pdf), int64(len(pdf)), pades.Options{Now: at})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Signatures {
			if s.Verdict == pades.Intact {
				t.Errorf("nobody has signed this: %+v", s)
			}
		}
	})
}
