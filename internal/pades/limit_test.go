package pades_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/pades/padestest"
	"github.com/alur-id/alur/internal/racetest"
)

// packed is a stream of a dictionary's entries and bytes, deflated.
func packed(entries string, b []byte) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // memory takes everything
	_ = z.Close()
	return fmt.Sprintf("<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", entries, out.Len(), out.String())
}

// within adds object 50 to a file, in a stream of objects.
func within(pdf []byte, entries string, objects []byte) []byte {
	start := bytes.LastIndex(pdf, []byte("startxref"))
	prev := strings.Fields(string(pdf[start:]))[1]
	out := bytes.NewBuffer(bytes.Clone(pdf))
	stream := out.Len()
	fmt.Fprintf(out, "40 0 obj\n%s\nendobj\n", packed(entries, objects))
	at := out.Len()
	row := func(kind, n, index int) []byte {
		return []byte{byte(kind), byte(n >> 16), byte(n >> 8), byte(n), byte(index)}
	}
	rows := append(row(1, stream, 0), row(2, 40, 0)...)
	fmt.Fprintf(out, "41 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", packed("/Type /XRef /W [1 3 1] /Index [40 1 50 1] /Size 51 /Root 1 0 R /Prev "+prev, rows), at)
	return out.Bytes()
}

// TestLimits: files that are made to take long do not.
func TestLimits(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	w := newTown(t)
	good := padestest.Sign(t, padestest.Document("Surat"), padestest.Signing{By: w.budi, At: at})
	many := strings.Repeat("50 0 ", 1<<18)
	root := func(form string) map[int]string {
		return map[int]string{1: "<< /Type /Catalog /Pages 2 0 R /AcroForm " + form + " >>"}
	}
	with := func(m map[int]string, n int, object string) map[int]string { m[n] = object; return m }
	fields := strings.Builder{}
	all := root("<< /Fields 40 0 R >>")
	for n := 100; n < 300; n++ {
		fmt.Fprintf(&fields, "%d 0 R ", n)
		all[n] = "<< /FT /Sig /V << /ByteRange [0 1 2 3] /Contents <00> >> >>"
	}
	all[40] = "[" + fields.String() + "]"
	for name, objects := range map[string]map[int]string{
		"nested":               root(strings.Repeat("[", 1<<20)),
		"fields in a circle":   with(root("<< /Fields [40 0 R] >>"), 40, "<< /FT /Sig /Kids [40 0 R] >>"),
		"a very long list":     with(root("<< /Fields 40 0 R >>"), 40, "["+many+"]"),
		"many signatures":      all,
		"length in a circle":   with(root("<< /Fields [40 0 R] >>"), 40, "<< /Length 40 0 R >>\nstream\nendstream"),
		"the same again":       root("<< /Fields [50 0 R] >>"),
		"unpacks to gigabytes": root("<< /Fields [50 0 R] >>"),
		"packed in itself":     root("<< /Fields [50 0 R] >>"),
	} {
		pdf := padestest.Update(good, objects, false)
		switch name {
		case "the same again":
			pairs := strings.Repeat("50 0 ", 1<<19)
			pdf = within(pdf, fmt.Sprintf("/Type /ObjStm /N %d /First %d", 1<<19, len(pairs)), []byte(pairs+"("+strings.Repeat("x", 1<<20-64)+")"))
		case "unpacks to gigabytes":
			pdf = within(pdf, "/Type /ObjStm /N 1 /First 5", make([]byte, 80<<20))
		case "packed in itself":
			pdf = within(pdf, "/Type /ObjStm /N 1 /First 5", []byte("50 0 << /FT /Sig /Kids [50 0 R] >>"))
		}
		r := read(t, pdf, pades.Options{})
		for _, s := range r.Signatures {
			if s.Verdict == pades.Intact {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if name == "many signatures" && (len(r.Signatures) > 32 || r.Fault != pades.TooMuch) {
			t.Errorf("%s: %d, %s", name, len(r.Signatures), r.Fault)
		}
	}
	if r, err := pades.Read(bytes.NewReader(nil), pades.MaxSize+1, pades.Options{}); err != nil || r.Fault != pades.TooMuch {
		t.Errorf("too large: %+v %v", r, err)
	}
}

// TestMemory: files of a few kB that are made to take much room do not, whether they are
// read or compared. It runs alone: what is counted is all that is allocated meanwhile.
func TestMemory(t *testing.T) {
	w := newTown(t)
	plain := padestest.Document("Surat")
	const nodes = 4000
	shared := map[int]string{2: "<< /Type /Pages /Kids 40 0 R /Count 1 >>"}
	all := strings.Builder{}
	all.WriteString("3 0 R ")
	for n := 100; n < 100+nodes; n++ {
		fmt.Fprintf(&all, "%d 0 R ", n)
		shared[n] = "<< /Type /Pages /Kids 40 0 R >>"
	}
	shared[40] = "[" + all.String() + "]"
	deep := map[int]string{}
	all.Reset()
	for n := 100; n < 100+nodes; n++ {
		deep[n] = fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] >>", n+nodes)
		deep[n+nodes] = "<< /Type /Page >>"
		fmt.Fprintf(&all, "%d 0 R ", n)
	}
	deep[2] = "<< /Type /Pages /Kids [" + all.String() + "] >>"
	read := func(pdf []byte) func() { return func() { read(t, pdf, pades.Options{}) } }
	compare := func(objects map[int]string) func() {
		pdf, before := padestest.Update(plain, objects, false), padestest.Rewrite(plain)
		return func() {
			if pades.SamePages(before, pdf) {
				t.Error("the same pages")
			}
		}
	}
	signed := padestest.Sign(t, padestest.Update(plain, shared, false), padestest.Signing{By: w.budi, At: at})
	good := padestest.Sign(t, plain, padestest.Signing{By: w.budi, At: at})
	start := bytes.LastIndex(good, []byte("startxref"))
	entries := bytes.NewBuffer(bytes.Clone(good))
	const numbers = 1<<20 - 100
	fmt.Fprintf(entries, "41 0 obj\n%s\nendobj\n", packed(fmt.Sprintf("/Type /XRef /W [1 0 0] /Index [100 %d] /Size %d /Root 1 0 R /Prev %s", numbers, 1<<20, strings.Fields(string(good[start:]))[1]), make([]byte, numbers)))
	more := append(bytes.Clone(entries.Bytes()), fmt.Sprintf("41 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", packed(fmt.Sprintf("/Type /XRef /W [1 0 0] /Index [100 %d] /Size %d /Root 1 0 R /Prev %d", numbers, 1<<20, len(good)), make([]byte, numbers)), entries.Len())...)
	for name, c := range map[string]struct {
		work func()
		most uint64 // MB
	}{
		"a list that all nodes of a tree share":           {read(padestest.Update(signed, map[int]string{30: "<< >>"}, false)), 30},
		"a list that all nodes of a tree share, compared": {compare(shared), 30},
		"a long tree, compared":                           {compare(deep), 30},
		"millions of objects that are free":               {read(more), 350},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c.work()
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > c.most {
			t.Errorf("%s takes %d MB", name, took)
		}
	}
}

// TestSamePages: what shows the same pages, signed or written anew, and what does not.
func TestSamePages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	order := padestest.Signing{By: w.budi, At: at, Visible: true}
	plain := padestest.Document("Bayar 10 juta")
	signed := padestest.Sign(t, plain, order)
	other := bytes.ReplaceAll(plain, []byte("10 juta"), []byte("99 juta"))
	page := padestest.Object(plain, 3)
	for name, c := range map[string]struct {
		after []byte
		want  bool
	}{
		"itself":       {plain, true},
		"signed":       {signed, true},
		"signed twice": {padestest.Sign(t, signed, order), true},
		"written anew": {padestest.Sign(t, padestest.Rewrite(plain), order), true},
		"a picture that nobody signed": {padestest.Update(signed, map[int]string{
			3:  strings.Replace(padestest.Object(signed, 3), "/Annots [", "/Annots [90 0 R ", 1),
			90: "<< /Type /Annot /Subtype /Widget /FT /Sig /V 9999 0 R /Rect [0 0 595 842] /AP << /N 5 0 R >> >>",
		}, false), false},
		"a picture that nobody signed, anew": {padestest.Rewrite(padestest.Update(plain, map[int]string{
			3: strings.TrimSuffix(page, ">>") + "/Annots [9 0 R] >>", 9: "<< /Type /Annot /Subtype /Widget /FT /Sig /V 9999 0 R /Rect [0 0 595 842] >>",
		}, false)), false},
		"other words":         {padestest.Sign(t, other, order), false},
		"other words, anew":   {padestest.Sign(t, padestest.Rewrite(other), order), false},
		"other words, added":  {padestest.Update(plain, map[int]string{4: padestest.Object(other, 4)}, false), false},
		"another font, added": {padestest.Update(signed, map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Wingdings >>"}, false), false},
		"another font, anew":  {padestest.Rewrite(padestest.Update(plain, map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Wingdings >>"}, false)), false},
		"a page more": {padestest.Rewrite(padestest.Update(plain, map[int]string{
			2: "<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>", 9: page,
		}, false)), false},
		"a note on it": {padestest.Rewrite(padestest.Update(plain, map[int]string{
			3: strings.TrimSuffix(page, ">>") + "/Annots [9 0 R] >>", 9: "<< /Type /Annot /Subtype /FreeText /Contents (Bayar 99 juta) >>",
		}, false)), false},
		"loose words": {append(bytes.Clone(plain), "Bayar 99 juta"...), false},
		"no PDF":      {[]byte("%PDF-1.4"), false},
	} {
		if got := pades.SamePages(plain, c.after); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
