package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode"

	"github.com/alur-id/alur/internal/text"
)

// relation leads from a part to another of the same file. None leads outside.
type relation struct{ kind, target string }

func relations(all []relation) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, r := range all {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i+1, relBase, r.kind, r.target)
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

// docFrame is what stands above and below the text of a document.
type docFrame struct {
	x         *docx
	look      Look
	head      *head
	foot      *foot
	relations []relation // of the document
}

// firstFrame is the number of the first relation to a header or footer; styles, lists and
// settings come before.
const firstFrame = 4

// write makes the parts and returns what the section says of them.
func (f *docFrame) write() string {
	var refs strings.Builder
	refer := func(element, kind, name, typ, data string, rels []relation) {
		f.x.part("word/"+name+".xml", typeBase+typ+"+xml", xmlHead+data)
		if len(rels) > 0 {
			f.x.part("word/_rels/"+name+".xml.rels", "", relations(rels))
		}
		fmt.Fprintf(&refs, `<w:%s w:type="%s" r:id="rId%d"/>`, element, kind, firstFrame+len(f.relations))
		f.relations = append(f.relations, relation{typ, name + ".xml"})
	}
	var logo, code []relation
	if l := f.head.logo; l != nil {
		f.x.part("word/media/logo."+l.format, "", string(f.look.Head.Logo))
		logo = []relation{{"image", "media/logo." + l.format}}
	}
	if f.foot.code != nil {
		f.x.part("word/media/periksa.png", "", string(codePNG(f.foot.code)))
		code = []relation{{"image", "media/periksa.png"}}
	}
	refer("headerReference", "default", "header1", "header", f.header(false), nil)
	if f.head.is() {
		refer("headerReference", "first", "header2", "header", f.header(true), logo)
		refer("footerReference", "first", "footer2", "footer", f.footer(), code)
	}
	refer("footerReference", "default", "footer1", "footer", f.footer(), code)
	return refs.String()
}

// header is the mark of a draft and, on the first page, the letterhead.
func (f *docFrame) header(first bool) string {
	var b strings.Builder
	b.WriteString(`<w:hdr ` + nsAll + `>`)
	if f.look.Draft {
		b.WriteString(docLine(text.PaperDraft(), 10, true, "right", ""))
	}
	if first {
		f.letterhead(&b)
	} else if !f.look.Draft {
		b.WriteString(`<w:p/>`)
	}
	b.WriteString(`</w:hdr>`)
	return b.String()
}

func (f *docFrame) letterhead(b *strings.Builder) {
	h := f.head
	s := f.x.sheet
	lx, w := h.inner(s.text)
	var lines strings.Builder
	add := func(line string, size float64, bold bool) {
		if line = clean(line); line != "" {
			lines.WriteString(docLine(line, size, bold, "center", ""))
		}
	}
	add(h.head.Above, headAbove, true)
	add(h.head.Name, headName, true)
	for _, line := range h.head.Below {
		add(line, headBelow, false)
	}
	if h.logo == nil {
		b.WriteString(lines.String())
	} else {
		lw, lh := h.logo.box()
		if lines.Len() == 0 {
			lines.WriteString(`<w:p/>`)
		}
		b.WriteString(docColumns([]float64{lx, w, lx}, []string{
			`<w:p><w:r>` + docPicture(1, "logo", lw, lh) + `</w:r></w:p>`, lines.String(), `<w:p/>`,
		}, "center"))
	}
	b.WriteString(docLine("", 4, false, "center", `<w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="18" w:space="1" w:color="auto"/></w:pBdr>`))
	b.WriteString(docLine("", 6, false, "center", ""))
}

// footer is the code, its address and the seal, and the number of the page.
func (f *docFrame) footer() string {
	s := f.x.sheet
	before, between := text.PageParts()
	number := `<w:p><w:pPr><w:jc w:val="right"/></w:pPr>` + docRun(before, sizePage, false) + docField("PAGE") + docRun(between, sizePage, false) + docField("NUMPAGES") + `</w:p>`
	var lines strings.Builder
	for _, line := range f.foot.lines {
		lines.WriteString(docLine(line, sizeFoot, false, "left", ""))
	}
	if lines.Len() == 0 {
		lines.WriteString(`<w:p/>`)
	}
	code, wide := `<w:p/>`, 0.2*qrSide
	if f.foot.code != nil {
		code, wide = `<w:p><w:r>`+docPicture(2, "periksa", qrSide, qrSide)+`</w:r></w:p>`, qrSide+8
	}
	const page = 90.0
	return `<w:ftr ` + nsAll + `>` + docLine("", 3, false, "left", `<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="999999"/></w:pBdr>`) +
		docColumns([]float64{wide, s.text - wide - page, page}, []string{code, lines.String(), number}, "top") + docLine("", 1, false, "left", "") + `</w:ftr>`
}

// docLine is a paragraph of one look, with closer lines than the text has.
func docLine(s string, size float64, bold bool, align, border string) string {
	spacing := `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`
	if s == "" {
		spacing = fmt.Sprintf(`<w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/>`, int(size*20))
	}
	return `<w:p><w:pPr>` + border + spacing + `<w:jc w:val="` + align + `"/></w:pPr>` + docRun(s, size, bold) + `</w:p>`
}

func docRun(s string, size float64, bold bool) string {
	if s == "" {
		return ""
	}
	return docRunOf(`<w:t xml:space="preserve">`+xmlText(s)+`</w:t>`, size, bold)
}

func docRunOf(what string, size float64, bold bool) string {
	b := ""
	if bold {
		b = `<w:b/>`
	}
	return fmt.Sprintf(`<w:r><w:rPr>%s<w:sz w:val="%d"/></w:rPr>%s</w:r>`, b, int(size*2+0.5), what)
}

// docField is a number that Word counts.
func docField(name string) string {
	char := func(kind string) string { return docRunOf(`<w:fldChar w:fldCharType="`+kind+`"/>`, sizePage, false) }
	return char("begin") + docRunOf(`<w:instrText xml:space="preserve"> `+name+` </w:instrText>`, sizePage, false) + char("separate") +
		docRunOf(`<w:t>1</w:t>`, sizePage, false) + char("end")
}

// docColumns is a table of one row without lines.
func docColumns(widths []float64, cells []string, align string) string {
	var b strings.Builder
	whole := 0.0
	for _, w := range widths {
		whole += w
	}
	fmt.Fprintf(&b, `<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, docPlain, int(whole*20))
	for _, w := range widths {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, int(w*20))
	}
	b.WriteString(`</w:tblGrid><w:tr>`)
	for i, w := range widths {
		fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>%s</w:tc>`, int(w*20), align, cells[i])
	}
	b.WriteString(`</w:tr></w:tbl>`)
	return b.String()
}

// docPicture is the picture of the part's first relation (ECMA-376, 20.4.2.8).
func docPicture(id int, name string, w, h float64) string {
	const emu = 12700 // in a point
	return fmt.Sprintf(`<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[3]d" cy="%[4]d"/><wp:docPr id="%[1]d" name="%[2]s" descr="%[2]s"/>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[1]d" name="%[2]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[3]d" cy="%[4]d"/></a:xfrm>`+
		`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`, id, name, int(w*emu), int(h*emu))
}

// codePNG draws a QR code with six dots a module.
func codePNG(code barcode.Barcode) []byte {
	const dots = 6
	n := code.Bounds().Dx()
	img := image.NewPaletted(image.Rect(0, 0, n*dots, n*dots), color.Palette{color.White, color.Black})
	for y := range n * dots {
		for x := range n * dots {
			if dark(code, x/dots, y/dots) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // memory takes everything, and a palette of two is a PNG
	return b.Bytes()
}
