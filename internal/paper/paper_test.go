package paper

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/alur-id/alur"
)

// everything is a template with each word of the markup and what is hard to write down.
const everything = `
# JUDUL\
DUA BARIS
## Bagian
@kanan Kota, {{tanggal}}
@kecil @tengah catatan kecil

@rata @alinea **Tebal {{a}}** dan *miring* dan __garis **bawah**__ lalu a*b\*c\_d {satu} \\ 100% @ # \|.\
Baris baru\tsetelah tab.

@menjorok 12.5 @baris-awal -6 @tab 30;60,5 @atas 3 @bawah 4.5 @tetap Kiri:\tkanan

@kosong

\@bukan-perintah

1\. bukan butir

1. satu
  a. huruf {{#ada}}(ada){{/ada}}{{^ada}}(tidak ada){{/ada}}
    - titik
1. dua

Sela.

+. tiga
{{#daftar}}
- {{nama}}, {{#ada}}ya{{/ada}}
{{/daftar}}
@jarak 6.5
@tabel 10 20 30 kepala=0
| \| | __x__ | |
@baris
@sel 2
@tengah satu
1. dua
@sel
@kosong
@kanan tiga
| {{#daftar}}{{no}} | {{nama}} | {{/daftar}} |
@akhir
@tabel 1 1 tanpa-garis kepala=1 tinggi=9
| a | b |
| c | d |
@akhir
@halaman-baru
Sebelum tanda tangan.

@tanda-tangan 3
@pihak
{{#daftar}}{{nama}},
@nama
**__{{nama}}__**
@kiri NIP{{/daftar}}
@pihak
@kosong
Tanpa nama
@akhir
`

// TestRoundTrip: a template comes back from the DOCX that it was written to, and from its
// own markup.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	templates := map[string]*Template{}
	for name := range samples() {
		templates[name] = sample(t, name)
	}
	whole, err := ParseText([]byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	templates["everything"] = whole
	same := cmp.Options{cmp.AllowUnexported(Template{}, block{}, para{}, run{}, table{}, row{}, cell{}, sign{}, party{}), cmpopts.IgnoreTypes(Place{}), cmpopts.EquateEmpty()}
	for name, want := range templates {
		var b bytes.Buffer
		if err := want.DOCX(&b); err != nil {
			t.Fatal(err)
		}
		got, notes, err := ReadDOCX(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(notes) > 0 {
			t.Errorf("%s: our own file has notes: %v", name, notes)
		}
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Errorf("%s: DOCX (-want +got)\n%s", name, diff)
		}
		got, err = ParseText(want.Source())
		if err != nil {
			t.Fatalf("%s: %v in\n%s", name, err, want.Source())
		}
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Errorf("%s: markup (-want +got)\n%s\n%s", name, diff, want.Source())
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	template, err := ParseText([]byte("{{a}} {{#b}}x{{/b}}\n\n{{#orang}}\n- {{no}} {{nama}} {{#b}}{{sebutan}}{{/b}}\n{{/orang}}\n{{^orang}}\n{{kosong}}\n{{/orang}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Field{
		{Name: "a", Printed: true, Place: Place{Line: 1}},
		{Name: "b", Asked: true, Place: Place{Line: 1}},
		{Name: "orang", Asked: true, Place: Place{Line: 3}, Within: []Field{
			{Name: "nama", Printed: true, Place: Place{Line: 4}},
			{Name: "b", Asked: true, Place: Place{Line: 4}, Within: []Field{{Name: "sebutan", Printed: true, Place: Place{Line: 4}}}},
		}},
		{Name: "kosong", Printed: true, Place: Place{Line: 7}},
	}
	if diff := cmp.Diff(want, template.Fields()); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
}

// TestFaults: what is wrong is told with its code, its word and its line, all at once.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source string
		values Values
		want   Faults
	}{
		{source: "", want: Faults{{FaultEmpty, "", Place{}}}},
		{source: "a\x00", want: Faults{{FaultNotText, "", Place{}}}},
		{source: "a\u202eb", want: Faults{{FaultNotText, "", Place{}}}},
		{source: strings.Repeat("x", maxSource+1), want: Faults{{FaultTooLarge, "", Place{}}}},
		{source: "satu\n\n@salah kata\n\n{{#a}}\n{{/b}}\n\n{{1}}", want: Faults{
			{FaultDirective, "@salah", Place{Line: 3}}, {FaultUnclosed, "a", Place{Line: 5}}, {FaultUnopened, "b", Place{Line: 6}}, {FaultTag, "{{1}}", Place{Line: 8}},
		}},
		{source: "{{#a}} x\n\ny {{/a}}", want: Faults{{FaultUnclosed, "a", Place{Line: 1}}, {FaultUnopened, "a", Place{Line: 3}}}},
		{source: "@tabel 1 1\n| a |\n@akhir", want: Faults{{FaultTable, "", Place{Line: 2}}}},
		{source: "@tabel 1\n| a |", want: Faults{{FaultUnclosed, "@tabel", Place{Line: 2}}}},
		{source: "@tanda-tangan 4\n@pihak\nA\n@akhir", want: Faults{{FaultDirective, "@tanda-tangan 4", Place{Line: 1}}}},
		{source: strings.Repeat("{{#a}}\n", 9) + "x\n" + strings.Repeat("{{/a}}\n", 9), want: Faults{{FaultTooLarge, "a", Place{Line: 9}}}},
		{
			source: "{{ada}} {{tiada}}\n\n{{daftar}} {{#salah}}x{{/salah}}\n\n{{#daftar}}\n{{tiada}} {{no}}\n{{/daftar}}\n{{no}}",
			values: Values{"ada": "x", "daftar": []Values{{}, {}}, "salah": 7},
			want: Faults{
				{FaultUnknown, "tiada", Place{Line: 1}}, {FaultWrongKind, "daftar", Place{Line: 3}}, {FaultWrongKind, "salah", Place{Line: 3}},
				{FaultUnknown, "tiada", Place{Line: 6}}, {FaultUnknown, "no", Place{Line: 8}},
			},
		},
		{ // a list within itself, again and again
			source: strings.Repeat("{{#d}}\n", 8) + "x\n" + strings.Repeat("{{/d}}\n", 8),
			values: Values{"d": slices.Repeat([]Values{{}}, 40)},
			want:   Faults{{FaultTooLarge, "", Place{Line: 9}}},
		},
	} {
		template, err := ParseText([]byte(c.source))
		if err == nil {
			_, err = template.Fill(c.values)
		}
		var got Faults
		if !errors.As(err, &got) {
			t.Errorf("%.60q: %v", c.source, err)
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%.60q (-want +got)\n%s", c.source, diff)
		}
	}
}

// TestFill: what fields do, in the words of the document.
func TestFill(t *testing.T) {
	t.Parallel()
	values := Values{
		"a": "A", "kosong": "", "ya": true, "tidak": false, "baris": "satu\r\ndua\x07\n\ntiga", "nfd": "Rene\u0301\u202e",
		"tag": "{{a}} **x** \\", "d": []Values{{"x": "1"}, {"x": "2", "a": "dalam"}}, "nihil": []Values{},
	}
	for _, c := range []struct{ source, want string }{
		{"{{a}}{{ a }}", "AA\n"},
		{"{{kosong}}\n\nx", "x\n"},
		{"Telepon {{kosong}}.", "Telepon .\n"},
		{"{{baris}}", "satu\ndua\ntiga\n"},
		{"x {{nfd}}", "x René\n"},
		{"{{tag}}", "{{a}} **x** \\\n"},
		{"{{#d}}{{no}}{{x}}{{a}};{{/d}}", "11A;22dalam;\n"},
		{"{{#d}}\n1. {{x}}\n{{/d}}\n{{#nihil}}\n1. tak\n{{/nihil}}\n1. tiga", "1. 1\n2. 2\n3. tiga\n"},
		{"{{^nihil}}tiada{{/nihil}} {{^d}}x{{/d}}{{#ya}}y{{/ya}}{{^tidak}}z{{/tidak}}{{#kosong}}x{{/kosong}}{{#a}}{{a}}{{/a}}", "tiada yzA\n"},
		{"@tabel 1 1\n| k | l |\n| {{#d}}{{#ya}}{{x}} | {{a}}{{/ya}}{{/d}} |\n| {{#nihil}}t | u{{/nihil}} |\n| {{kosong}} | |\n@akhir", "k\tl\n1\tA\n2\tdalam\n\t\n"},
		{"@tanda-tangan 2\n@pihak\n{{#d}}{{x}}{{/d}}\n@pihak\nB\n@nama\n{{a}}\n@akhir", "1\n\n\n2\n\n\nB\n\nA\n"},
		{"1. a\n  a. b\n  a. c\n1. d\n  a. e\n\nx\n\n+. f\n\nx\n\n1. g\n- h", "1. a\na. b\nb. c\n2. d\na. e\nx\n3. f\nx\n1. g\n– h\n"},
	} {
		template, err := ParseText([]byte(c.source))
		if err != nil {
			t.Errorf("%q: %v", c.source, err)
			continue
		}
		d, err := template.Fill(values)
		if err != nil {
			t.Errorf("%q: %v", c.source, err)
		} else if got := d.Text(); got != c.want {
			t.Errorf("%q is %q, want %q", c.source, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "nol", 1: "satu", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 19: "sembilan belas", 20: "dua puluh", 21: "dua puluh satu", 99: "sembilan puluh sembilan",
		100: "seratus", 101: "seratus satu", 111: "seratus sebelas", 199: "seratus sembilan puluh sembilan", 200: "dua ratus", 1000: "seribu", 1001: "seribu satu",
		1100: "seribu seratus", 1999: "seribu sembilan ratus sembilan puluh sembilan", 2000: "dua ribu", 2026: "dua ribu dua puluh enam", 11000: "sebelas ribu",
		100_000: "seratus ribu", 101_000: "seratus satu ribu", 1_000_000: "satu juta", 1_001_000: "satu juta seribu", 1_234_567: "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh",
		1_000_000_000: "satu miliar", 2_000_000_000_000: "dua triliun", -15: "minus lima belas",
	} {
		if got := Words(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC):      "Kamis, tanggal dua puluh enam bulan November tahun dua ribu dua puluh enam",
		time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC):     "Jumat, tanggal satu bulan Januari tahun dua ribu dua puluh tujuh", // it is midnight in Jakarta
		time.Date(2000, 2, 29, 12, 0, 0, 0, alur.Jakarta):  "Selasa, tanggal dua puluh sembilan bulan Februari tahun dua ribu",
		time.Date(2111, 11, 11, 12, 0, 0, 0, alur.Jakarta): "Rabu, tanggal sebelas bulan November tahun dua ribu seratus sebelas",
	} {
		if got := DateWords(at); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}

// TestSame: the same input makes the same bytes, and another moment makes others.
func TestSame(t *testing.T) {
	t.Parallel()
	make2 := func(l Look) (pdf, docx []byte) {
		var a, b bytes.Buffer
		d := filled(t, "serah-terima")
		if err := errors.Join(d.PDF(&a, l), d.DOCX(&b, l)); err != nil {
			t.Fatal(err)
		}
		return a.Bytes(), b.Bytes()
	}
	l := look(t)
	pdf1, docx1 := make2(l)
	pdf2, docx2 := make2(l)
	l.Made = l.Made.Add(time.Second)
	pdf3, docx3 := make2(l)
	if !bytes.Equal(pdf1, pdf2) || !bytes.Equal(docx1, docx2) {
		t.Error("the same letter twice is not the same")
	}
	if bytes.Equal(pdf1, pdf3) || bytes.Equal(docx1, docx3) {
		t.Error("a letter of another moment is the same")
	}
}

// TestDocument reads the example of docs/bahasa-templat.md, and looks for every word of
// the markup in it.
func TestDocument(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/bahasa-templat.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(b), "```templat\n")
	example, _, closed := strings.Cut(example, "```\n")
	template, err := ParseText([]byte(example))
	if err != nil || !found || !closed {
		t.Fatalf("the example: %v", err)
	}
	if _, err := template.Fill(guess(template.Fields())); err != nil {
		t.Error(err)
	}
	for _, word := range []string{
		wordCenter, wordRight, wordBoth, wordLeft, wordSmall, wordIndent, wordFirst, wordHang, wordBefore, wordAfter, wordTabs, wordKeep, wordKeep + "-tidak", wordEmpty,
		wordPairs, wordTable, wordRow, wordCell, wordSign, wordParty, wordName, wordEnd, wordBreak, wordSpace,
	} {
		if !strings.Contains(string(b), "@"+word) {
			t.Errorf("docs/bahasa-templat.md lacks @%s", word)
		}
	}
}

// TestJoiner proves that very many runs of one look, as Word leaves them, become one in
// time that grows with their text: by copying all before each they would take minutes.
func TestJoiner(t *testing.T) {
	t.Parallel()
	var j joiner
	const pieces = 400_000
	for range pieces {
		j.add("abcd", run{bold: true})
	}
	j.add("e", run{})
	if got := j.done(); len(got) != 2 || len(got[0].text) != 4*pieces || !got[0].bold || got[1].text != "e" {
		t.Errorf("%d runs", len(got))
	}
}
