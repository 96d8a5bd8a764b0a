package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/alur-id/alur"
)

// PDF writes the document as PDF/A-2b (ISO 19005-2): every letter's font is within, there
// is one colour space, nothing is fetched or run. Letters that the fonts lack are boxes.
// It fails on a logo that is no picture and on an address too long for a QR code.
func (d *Document) PDF(w io.Writer, look Look) error {
	g := &pager{fonts: new([faces]*subset)}
	for i, f := range fonts() {
		g.fonts[i] = newSubset(f)
	}
	logo, err := readLogo(look.Head.Logo)
	if err != nil {
		return err
	}
	foot, err := newFoot(look)
	if err != nil {
		return err
	}
	head := newHead(look.Head, logo)
	g.sheet = newSheet(look.Size, head, foot)
	l := &laid{sheet: &g.sheet}
	l.blocks(d.blocks)
	g.flow(l.boxes)
	for i, p := range g.pages {
		p.ink(0)
		if i == 0 {
			head.draw(p, &g.sheet)
		}
		foot.draw(p, &g.sheet, i+1, len(g.pages))
		if look.Draft {
			drawDraft(p, &g.sheet)
		}
	}
	out := &pdfFile{}
	out.write(g, look, logo)
	_, err = w.Write(out.b.Bytes())
	return err
}

// pdfFile is a PDF on its way: objects numbered from 1, and where each begins.
type pdfFile struct {
	b       bytes.Buffer
	offsets []int
}

// reserve takes a number for an object that is written later.
func (f *pdfFile) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets)
}

func (f *pdfFile) object(id int, format string, args ...any) int {
	if id == 0 {
		id = f.reserve()
	}
	f.offsets[id-1] = f.b.Len()
	fmt.Fprintf(&f.b, "%d 0 obj\n", id)
	fmt.Fprintf(&f.b, format, args...)
	f.b.WriteString("\nendobj\n")
	return id
}

// stream writes data, packed. dict is what its dictionary says beside.
func (f *pdfFile) stream(dict string, data []byte) int {
	var packed bytes.Buffer
	z, _ := zlib.NewWriterLevel(&packed, zlib.BestSpeed) // the level exists
	_, _ = z.Write(data)                                 // memory takes everything
	_ = z.Close()
	return f.object(0, "<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", dict, packed.Len(), packed.Bytes())
}

func (f *pdfFile) write(g *pager, look Look, logo *picture) {
	f.b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, tree := f.reserve(), f.reserve()
	resources := f.resources(g.fonts, logo)
	var kids []string
	for _, p := range g.pages {
		content := f.stream("", p.out.Bytes())
		page := f.object(0, "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources %d 0 R /Contents %d 0 R >>",
			tree, g.sheet.width, g.sheet.height, resources, content)
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	f.object(tree, "<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	profile := f.stream("/N 3", colours())
	xmp := metadata(look)
	meta := f.object(0, "<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream", len(xmp), xmp)
	f.object(catalog, "<< /Type /Catalog /Pages %d 0 R /Lang (id) /Metadata %d 0 R /ViewerPreferences << /DisplayDocTitle true >> "+
		"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) /DestOutputProfile %d 0 R >>] >>", tree, meta, profile)
	info := f.object(0, "<< /Title <%s> /Author <%s> /Creator <%s> /Producer <%s> /CreationDate (%s) /ModDate (%[5]s) >>",
		hexText(look.Title), hexText(look.Author), hexText(producer), hexText(producer), look.Made.In(alur.Jakarta).Format("D:20060102150405+07'00'"))
	f.end(catalog, info)
}

// producer is what both formats say they were made by.
const producer = "Alur"

// end writes the table of objects (ISO 32000-1, 7.5.4); each line of it is 20 bytes.
func (f *pdfFile) end(catalog, info int) {
	sum := sha256.Sum256(f.b.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := f.b.Len()
	fmt.Fprintf(&f.b, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, at := range f.offsets {
		fmt.Fprintf(&f.b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&f.b, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%[4]s>] >>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, catalog, info, id, start)
}

// resources are the fonts and the logo, the same on every page.
func (f *pdfFile) resources(subsets *[faces]*subset, logo *picture) int {
	var names strings.Builder
	for i, s := range subsets {
		if len(s.runes) > 1 {
			fmt.Fprintf(&names, "/F%d %d 0 R ", i, f.font(s))
		}
	}
	images := ""
	if logo != nil {
		dict := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8", logo.width, logo.height)
		images = fmt.Sprintf("/XObject << /Logo %d 0 R >> ", f.stream(dict, logo.rgb))
	}
	return f.object(0, "<< /Font << %s>> %s>>", names.String(), images)
}

// font writes the letters that were used of a font (ISO 32000-1, 9.7).
func (f *pdfFile) font(s *subset) int {
	ttf := s.ttf()
	name := s.prefix() + "+" + s.font.name
	file := f.stream(fmt.Sprintf("/Length1 %d", len(ttf)), ttf)
	b := s.font.box
	descriptor := f.object(0, "<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		name, b[0], b[1], b[2], b[3], s.font.italic, s.font.ascent, s.font.descent, s.font.capital, file)
	var widths strings.Builder
	for _, r := range s.runes {
		fmt.Fprintf(&widths, "%.2f ", float64(s.font.advance(s.font.glyph(r)))*1000/s.font.unit)
	}
	kid := f.object(0, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "+
		"/FontDescriptor %d 0 R /CIDToGIDMap /Identity /W [0 [%s]] >>", name, descriptor, widths.String())
	return f.object(0, "<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, kid, f.stream("", s.unicode()))
}

// prefix marks a font as a part of one: six capital letters (ISO 32000-1, 9.6.4).
func (s *subset) prefix() string {
	sum := sha256.Sum256([]byte(string(s.runes)))
	b := make([]byte, 6)
	for i := range b {
		b[i] = 'A' + sum[i]%26
	}
	return string(b)
}

// unicode maps numbers of letters back to letters (ISO 32000-1, 9.10.3).
func (s *subset) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries of one section
	for at := 1; at < len(s.runes); at += most {
		part := s.runes[at:min(at+most, len(s.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", at+i, r)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// hexText writes a text as a hexadecimal string (ISO 32000-1, 7.9.2.2): ASCII as it is,
// anything else in UTF-16.
func hexText(s string) string {
	s = clean(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) {
		return strings.ToUpper(hex.EncodeToString([]byte(s)))
	}
	var b strings.Builder
	b.WriteString("FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// metadata says in XMP (ISO 16684-1) what the information dictionary says, and which
// standard the file follows.
func metadata(look Look) string {
	made := look.Made.In(alur.Jakarta).Format(time.RFC3339)
	return `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + xmlText(look.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>` + xmlText(look.Author) + `</rdf:li></rdf:Seq></dc:creator>
<xmp:CreatorTool>` + producer + `</xmp:CreatorTool>
<xmp:CreateDate>` + made + `</xmp:CreateDate>
<xmp:ModifyDate>` + made + `</xmp:ModifyDate>
<pdf:Producer>` + producer + `</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`
}

// xmlText protects a text for XML. A slash is written as a number too: no name of the
// PDF format can then stand in the text, which inspections of files look for.
func xmlText(s string) string {
	return xmlProtect.Replace(clean(s))
}

var xmlProtect = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "/", "&#47;", "\n", "&#10;", "\t", "&#9;")
