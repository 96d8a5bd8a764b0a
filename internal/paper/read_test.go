package paper

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pack makes a file of parts, in the order of names and contents.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const someTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`

// word makes a Word document of what stands in its body.
func word(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	return pack(t, append([]string{
		"[Content_Types].xml", someTypes,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="` + nsW + `" xmlns:mc="urn:mc"><w:body>` + body + `</w:body></w:document>`,
	}, parts...)...)
}

func p(inner string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + inner + `</w:t></w:r></w:p>`
}

func read(b []byte) (*Template, []Note, error) { return ReadDOCX(bytes.NewReader(b), int64(len(b))) }

// TestReadDOCX reads documents as Word and people make them.
func TestReadDOCX(t *testing.T) {
	t.Parallel()
	const styles = `<w:styles xmlns:w="` + nsW + `"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Judul1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="KisiTabel"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr></w:style></w:styles>`
	const numbering = `<w:numbering xmlns:w="` + nsW + `"><w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num></w:numbering>`
	const item = `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>butir</w:t></w:r></w:p>`
	for name, c := range map[string]struct {
		body  string
		parts []string
		want  string
		notes []NoteCode
	}{
		"a field over runs": {
			body: `<w:p><w:r><w:t>Kepada </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>{ nama</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>_sistem&#160;}</w:t></w:r><w:r><w:t>} ya  </w:t></w:r></w:p>`,
			want: "Kepada **{{nama_sistem}}** ya\n\n",
		},
		"styles and lists": {
			body:  `<w:p><w:pPr><w:pStyle w:val="Judul1"/></w:pPr><w:r><w:t>SURAT</w:t></w:r></w:p>` + item + item + p("sela") + item,
			parts: []string{"word/styles.xml", styles, "word/numbering.xml", numbering},
			want:  "@bawah 8 @tetap-tidak # SURAT\n\n@kiri @bawah 8 1. butir\n\n@kiri @bawah 8 1. butir\n\n@bawah 8 sela\n\n@kiri @bawah 8 +. butir\n\n",
			notes: []NoteCode{NoteFont},
		},
		"a table": {
			body: `<w:tbl><w:tblPr><w:tblStyle w:val="KisiTabel"/></w:tblPr><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="3000"/></w:tblGrid>` +
				`<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>` + p("No") + `</w:tc><w:tc>` + p("Nama") + `</w:tc></w:tr>` +
				`<w:tr><w:tc>` + p("{{#peserta}}{{no}}") + `</w:tc><w:tc>` + p("{{nama}}{{/peserta}}") + `</w:tc></w:tr>` +
				`<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:tbl><w:tr><w:tc>` + p("dalam") + `</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl><w:p/>`,
			parts: []string{"word/styles.xml", strings.Replace(styles, `w:after="160"`, `w:after="0"`, 1)},
			want:  "@tabel 250 750\n| No | Nama |\n| {{#peserta}}{{no}} | {{nama}}{{/peserta}} |\n@baris\n@sel 2\ndalam\n@kosong\n@akhir\n\n",
			notes: []NoteCode{NoteNested, NoteMerged, NoteFont},
		},
		"what is not taken": {
			body: `<w:p><w:ins><w:r><w:t>baru</w:t></w:r></w:ins><w:del><w:r><w:delText>lama</w:delText></w:r></w:del><w:r><w:drawing/><w:footnoteReference/></w:r>` +
				`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> 1 Mei</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
				`<w:hyperlink><w:r><w:t> tautan</w:t></w:r></w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>rahasia</w:t></w:r><mc:AlternateContent><w:r><w:t>bentuk</w:t></w:r></mc:AlternateContent></w:p>` +
				`<w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="9000"/><w:tab w:val="left" w:pos="1701"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>` +
				`<w:sdt><w:sdtContent>` + p("dalam kotak") + `</w:sdtContent></w:sdt><w:p><w:r><w:br w:type="page"/></w:r></w:p>` + p("akhir") + `<w:sectPr><w:cols w:num="2"/></w:sectPr>`,
			parts: []string{"word/header1.xml", `<w:hdr><w:t>KOP</w:t></w:hdr>`, "word/_rels/document.xml.rels", `<Relationship TargetMode="External" Target="https://contoh.example/a.dotm"/>`},
			want:  "@bawah 0 baru 1 Mei tautan\n\n@bawah 0 @tab 30.00 a\\tb\\nc\n\n@bawah 0 dalam kotak\n\n@halaman-baru\n@bawah 0 akhir\n\n",
			notes: []NoteCode{NotePicture, NoteHeader, NoteFootnote, NoteChange, NoteWordTag, NoteLink, NoteTab, NoteColumns, NoteOther},
		},
	} {
		template, notes, err := read(word(t, c.body, c.parts...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := c.want
		if name == "a field over runs" {
			want = "@bawah 0 " + want
		}
		if diff := cmp.Diff(want, string(template.Source())); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		var codes []NoteCode
		for _, n := range notes {
			codes = append(codes, n.Code)
		}
		if diff := cmp.Diff(c.notes, codes); diff != "" {
			t.Errorf("%s: notes (-want +got)\n%s", name, diff)
		}
	}
}

// hostile are files that are meant to do harm, with what they are refused for.
func hostile(t testing.TB) map[string]struct {
	file []byte
	want FaultCode
} {
	type one = struct {
		file []byte
		want FaultCode
	}
	bomb := strings.Repeat(" ", maxPart+1)
	return map[string]one{
		"no archive":         {[]byte("PK\x03\x04 no archive"), FaultNotDOCX},
		"another format":     {pack(t, "[Content_Types].xml", someTypes, "xl/workbook.xml", "<a/>"), FaultNotDOCX},
		"bomb":               {word(t, bomb), FaultTooLarge},
		"bomb of styles":     {word(t, p("x"), "word/styles.xml", bomb), FaultTooLarge},
		"bomb of relations":  {word(t, p("x"), "word/_rels/document.xml.rels", bomb), FaultTooLarge},
		"bombs all together": {word(t, p("x"), strings.Split(strings.Repeat("word/_rels/a.rels,"+strings.Repeat(" ", maxPart)+",", 5)+"a,", ",")...), FaultTooLarge},
		"many parts":         {pack(t, strings.Split(strings.Repeat("a,,", maxFiles+1)+"a,", ",")...), FaultTooLarge},
		"deep":               {word(t, strings.Repeat("<w:sdt>", 5000)+strings.Repeat("</w:sdt>", 5000)), FaultTooLarge},
		"many elements":      {word(t, strings.Repeat("<w:p/>", maxNodes)), FaultTooLarge},
		"many paragraphs":    {word(t, strings.Repeat(p("x"), maxBlocks+1)), FaultTooLarge},
		"entity":             {pack(t, "[Content_Types].xml", someTypes, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="`+nsW+`"><w:body>`+p("&b;")+`</w:body></w:document>`), FaultNotDOCX},
		"entity, no type":    {word(t, p("&b;")), FaultNotDOCX},
		"crossed":            {word(t, "<w:p></w:r>"), FaultNotDOCX},
		"broken off":         {pack(t, "[Content_Types].xml", someTypes, "word/document.xml", `<w:document xmlns:w="`+nsW+`"><w:body>`), FaultNotDOCX},
		"another vocabulary": {pack(t, "[Content_Types].xml", someTypes, "word/document.xml", `<w:document xmlns:w="urn:x"><w:body>`+p("x")+`</w:body></w:document>`), FaultNotDOCX},
		"macro":              {word(t, p("x"), "word/vbaProject.bin", "x"), FaultMacro},
		"macro by type":      {pack(t, "[Content_Types].xml", `<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>`, "word/document.xml", "<a/>"), FaultMacro},
		"empty":              {word(t, "<w:p/>"), FaultEmpty},
		"wide":               {word(t, `<w:tbl><w:tr>`+strings.Repeat(`<w:tc><w:p/></w:tc>`, 13)+`</w:tr></w:tbl>`), FaultTable},
		"wide by word":       {word(t, `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>`), FaultTable},
		"tags":               {word(t, p("{{#a}}")+p("x {{b}} {{")+p("}}")), FaultUnclosed},
	}
}

// TestHostileDOCX: each is refused, with the code that says why.
func TestHostileDOCX(t *testing.T) {
	t.Parallel()
	for name, c := range hostile(t) {
		_, _, err := read(c.file)
		var faults Faults
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Errorf("%s: %v", name, err)
		} else if faults[0].Code != c.want && faults[len(faults)-1].Code != c.want {
			t.Errorf("%s: %v, want %s", name, faults, c.want)
		}
	}
	if _, _, err := ReadDOCX(bytes.NewReader(nil), maxDOCX+1); err == nil {
		t.Error("a file of more than the limit was read")
	}
}

// guess makes values that a template can be filled with.
func guess(fields []Field) Values {
	v := Values{}
	for _, f := range fields {
		switch {
		case f.Printed:
			v[f.Name] = "isi " + f.Name
		case len(f.Within) > 0:
			v[f.Name] = []Values{guess(f.Within), guess(f.Within)}
		default:
			v[f.Name] = true
		}
		if f.Printed {
			for name, x := range guess(f.Within) {
				if _, has := v[name]; !has {
					v[name] = x
				}
			}
		}
	}
	return v
}

// good is what holds for every template: its markup is a template that has the same
// markup, and a letter can be made of it.
func good(t *testing.T, template *Template) {
	t.Helper()
	source := template.Source()
	again, err := ParseText(source)
	if err != nil {
		t.Fatalf("its own markup is refused: %v\n%s", err, source)
	}
	if got := again.Source(); !bytes.Equal(got, source) {
		t.Fatalf("its markup\n%s\nis read as\n%s", source, got)
	}
	d, err := again.Fill(guess(again.Fields()))
	var faults Faults
	if errors.As(err, &faults) {
		return // guessed wrong, or too large
	}
	var b, c bytes.Buffer
	if err := errors.Join(d.PDF(&b, Look{}), d.DOCX(&c, Look{})); err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(c.Bytes()); err != nil && !errors.As(err, &faults) {
		t.Fatalf("its DOCX is refused: %v", err)
	}
}

func FuzzParseText(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{everything, "@tabel", "@tabel 1\n|\n@akhir", "| a |", "@tanda-tangan 2\n@nama", "@", "\\", "{{", "}}", "*", "**", "1. ", "+. x", "@tab 1;1 x", "@jarak 1e9", "{{#a}}{{/b}}", "a\\\n\\\nb", "__*_*__", "@rata 1. @kiri x", "日本 😀 e\u0301", "* a *", "1.", "- ", "@tengah", "@kecil\n\nx", "**{{#a}}**\n\nx\n\n{{/a}}", "a\\", "a\\\\\\\nb", "_a_ b__c", "@tabel 1\n@baris\n@sel\n@akhir", "@tanda-tangan 1\n@pihak\n@pihak\n@nama\nx\n@akhir", "   - x\n\n# 1. x\n1. - x", "\\n\\t x\\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		template, err := ParseText(src)
		var faults Faults
		if err != nil {
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		good(t, template)
	})
}

func FuzzReadDOCX(f *testing.F) {
	for _, c := range hostile(f) {
		if len(c.file) < 100_000 {
			f.Add(c.file)
		}
	}
	f.Add(word(f, p("{{a}}")+`<w:tbl><w:tr><w:tc>`+p("x")+`</w:tc></w:tr></w:tbl>`))
	for name := range samples() {
		var b bytes.Buffer
		if err := sample(f, name).DOCX(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		template, _, err := read(file)
		var faults Faults
		if err != nil {
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		good(t, template)
	})
}
