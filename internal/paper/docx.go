package paper

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// The styles of our DOCX files. Word keeps them when people change a file, so they tell
// [ReadDOCX] what a paragraph or a table is.
const (
	docTitle   = "AlurJudul"
	docHeading = "AlurSubjudul"
	docSmall   = "AlurKecil"
	docHead    = "AlurKepalaTabel"
	docRoom    = "AlurRuangTandaTangan" // the room for a signature
	docSpace   = "AlurJarak"            // empty room
	docGap     = "AlurSela"             // what Word wants behind a table; nothing
	docTable   = "AlurTabel"
	docPlain   = "AlurTabelPolos"
	docSign    = "AlurTandaTangan"
)

// DOCX writes the template for Word, with its fields as they are written. [ReadDOCX] of
// it is the same template.
func (t *Template) DOCX(w io.Writer) error {
	return writeDOCX(w, t.blocks, Look{Size: A4}, true)
}

// DOCX writes the document for Word: WordprocessingML (ECMA-376) with styles, the
// letterhead above the first page and code, seal and number of the page below each. It
// fails where [Document.PDF] does.
func (d *Document) DOCX(w io.Writer, look Look) error {
	return writeDOCX(w, d.blocks, look, false)
}

// docx is a Word document on its way.
type docx struct {
	b     strings.Builder
	sheet sheet
	nums  []docNum // lists, by their number less 1
	ids   [3]int   // of the list that counts at each level
	body  numberer
	plain bool // a template: signatories stand in their columns, so that these can be read off
	parts []docPart
	types strings.Builder // what the parts are
}

type docNum struct {
	kind  list
	level int
}

type docPart struct {
	name string
	data string
}

func (x *docx) part(name, contentType, data string) {
	x.parts = append(x.parts, docPart{name, data})
	if contentType != "" {
		fmt.Fprintf(&x.types, `<Override PartName="/%s" ContentType="%s"/>`, name, contentType)
	}
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsW      = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsR      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relBase  = nsR + "/"
	typeBase = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	nsAll    = `xmlns:w="` + nsW + `" xmlns:r="` + nsR + `" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

func writeDOCX(w io.Writer, blocks []block, look Look, template bool) error {
	logo, err := readLogo(look.Head.Logo)
	if err != nil {
		return err
	}
	f, err := newFoot(look)
	if err != nil {
		return err
	}
	h := newHead(look.Head, logo)
	x := &docx{sheet: newSheet(look.Size, h, f), plain: template}
	x.write(xmlHead + `<w:document ` + nsAll + `><w:body>`)
	x.blocks(blocks)
	if len(blocks) == 0 {
		x.gap()
	}
	frame := &docFrame{x: x, look: look, head: h, foot: f}
	sect := ""
	if !template {
		sect = frame.write()
	}
	x.section(sect, h.is() && !template)
	x.write(`</w:body></w:document>`)
	x.part("word/document.xml", typeBase+"document.main+xml", x.b.String())
	x.part("word/styles.xml", typeBase+"styles+xml", docStyles())
	x.part("word/numbering.xml", typeBase+"numbering+xml", x.numbering())
	x.part("word/settings.xml", typeBase+"settings+xml", docSettings)
	x.part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", docCore(look))
	x.part("word/_rels/document.xml.rels", "", relations(append([]relation{
		{"styles", "styles.xml"}, {"numbering", "numbering.xml"}, {"settings", "settings.xml"},
	}, frame.relations...)))
	x.part("_rels/.rels", "", xmlHead+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
		`<Relationship Id="rId1" Type="`+relBase+`officeDocument" Target="word/document.xml"/>`+
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`)
	return x.zip(w)
}

// zip packs the parts. Without times in it the same parts make the same bytes.
func (x *docx) zip(w io.Writer) error {
	z := zip.NewWriter(w)
	types := docPart{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>` + x.types.String() + `</Types>`}
	for _, p := range append([]docPart{types}, x.parts...) {
		out, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, p.data); err != nil {
			return err
		}
	}
	return z.Close()
}

func (x *docx) write(s string)                    { x.b.WriteString(s) }
func (x *docx) writef(format string, args ...any) { fmt.Fprintf(&x.b, format, args...) }

func (x *docx) blocks(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		switch b.kind {
		case kindPara:
			p := b.para
			p.keep = p.keep || beforeSign(blocks[i:])
			x.para(&p, &x.body, &x.ids, paraIn{})
			continue
		case kindTable:
			x.table(b.table)
		case kindSign:
			x.sign(b.sign)
		case kindBreak:
			x.write(`<w:p><w:pPr><w:pStyle w:val="` + docGap + `"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>`)
		case kindSpace:
			x.room(docSpace, b.space, beforeSign(blocks[i:]))
		}
		x.body.other()
	}
}

// paraIn is where a paragraph stands.
type paraIn struct {
	cell bool // lines stand closer
	head bool // of a table
	keep bool
}

// para writes a paragraph. The order of its properties is the schema's.
func (x *docx) para(p *para, n *numberer, ids *[3]int, in paraIn) {
	x.write(`<w:p><w:pPr>`)
	switch {
	case p.style == styleTitle:
		x.write(`<w:pStyle w:val="` + docTitle + `"/>`)
	case p.style == styleHeading:
		x.write(`<w:pStyle w:val="` + docHeading + `"/>`)
	case p.style == styleSmall:
		x.write(`<w:pStyle w:val="` + docSmall + `"/>`)
	case in.head:
		x.write(`<w:pStyle w:val="` + docHead + `"/>`)
	}
	if p.keep || in.keep {
		x.write(`<w:keepNext/>`)
	}
	if n.label(p) != "" {
		at := min(p.level, len(ids)-1)
		if n.began {
			x.nums = append(x.nums, docNum{p.list, at})
			ids[at] = len(x.nums)
		}
		x.writef(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, at, ids[at])
	}
	if len(p.tabs) > 0 {
		x.write(`<w:tabs>`)
		for _, t := range p.tabs {
			x.writef(`<w:tab w:val="left" w:pos="%d"/>`, t)
		}
		x.write(`</w:tabs>`)
	}
	x.writef(`<w:spacing w:before="%d" w:after="%d"`, p.before, p.after)
	if in.cell {
		x.write(` w:line="240" w:lineRule="auto"`)
	}
	x.write(`/>`)
	if p.left != 0 || p.first != 0 {
		x.writef(`<w:ind w:left="%d" `, p.left)
		if p.first < 0 {
			x.writef(`w:hanging="%d"/>`, -p.first)
		} else {
			x.writef(`w:firstLine="%d"/>`, p.first)
		}
	}
	if p.align != alignLeft {
		x.writef(`<w:jc w:val="%s"/>`, [...]string{"left", "center", "right", "both"}[p.align])
	}
	x.write(`</w:pPr>`)
	for i := range p.runs {
		x.run(&p.runs[i])
	}
	x.write(`</w:p>`)
}

func (x *docx) run(r *run) {
	x.write(`<w:r>`)
	if r.bold || r.italic || r.underline {
		x.write(`<w:rPr>`)
		if r.bold {
			x.write(`<w:b/>`)
		}
		if r.italic {
			x.write(`<w:i/>`)
		}
		if r.underline {
			x.write(`<w:u w:val="single"/>`)
		}
		x.write(`</w:rPr>`)
	}
	text := r.text
	for text != "" {
		at := strings.IndexAny(text, "\n\t")
		if at != 0 {
			part := text
			if at > 0 {
				part = text[:at]
			}
			x.write(`<w:t xml:space="preserve">` + xmlText(part) + `</w:t>`)
			text = text[len(part):]
			continue
		}
		if text[0] == '\n' {
			x.write(`<w:br/>`)
		} else {
			x.write(`<w:tab/>`)
		}
		text = text[1:]
	}
	x.write(`</w:r>`)
}

// room writes an empty paragraph of a height in twips.
func (x *docx) room(style string, tall int, keep bool) {
	x.writef(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, style)
	if keep {
		x.write(`<w:keepNext/>`)
	}
	x.writef(`<w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/></w:pPr></w:p>`, max(tall, 20))
}

func (x *docx) gap() { x.write(`<w:p><w:pPr><w:pStyle w:val="` + docGap + `"/></w:pPr></w:p>`) }

// grid writes the columns of a table. Their sum is exactly the whole, so that reading
// them gives the same thousandths.
func (x *docx) grid(widths []int, whole float64) []int {
	out := make([]int, len(widths))
	sum, before := 0, 0
	x.write(`<w:tblGrid>`)
	for i, w := range widths {
		sum += w
		at := int(float64(sum)*whole*20/1000 + 0.5)
		out[i] = at - before
		before = at
		x.writef(`<w:gridCol w:w="%d"/>`, out[i])
	}
	x.write(`</w:tblGrid>`)
	return out
}

func (x *docx) table(t *table) {
	style := docPlain
	if t.lines {
		style = docTable
	}
	x.writef(`<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>`, style, int(x.sheet.text*20+0.5))
	grid := x.grid(t.widths, x.sheet.text)
	for i := range t.rows {
		head := i < t.header
		x.write(`<w:tr><w:trPr><w:cantSplit/>`)
		switch {
		case head:
			x.write(`<w:tblHeader/>`)
		case t.tall > 0:
			x.writef(`<w:trHeight w:val="%d" w:hRule="atLeast"/>`, t.tall)
		}
		x.write(`</w:trPr>`)
		column := 0
		for _, c := range t.rows[i].cells {
			w := 0
			for range c.span {
				w += grid[min(column, len(grid)-1)]
				column++
			}
			x.cellStart(w, c.span, head && t.lines)
			var n numberer
			var ids [3]int
			for j := range c.paras {
				x.para(&c.paras[j], &n, &ids, paraIn{cell: true, head: head, keep: head})
			}
			x.write(`</w:tc>`)
		}
		x.write(`</w:tr>`)
	}
	x.write(`</w:tbl>`)
	x.gap()
}

func (x *docx) cellStart(w, span int, shaded bool) {
	x.writef(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, w)
	if span > 1 {
		x.writef(`<w:gridSpan w:val="%d"/>`, span)
	}
	if shaded {
		x.write(`<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/><w:vAlign w:val="center"/>`)
	}
	x.write(`</w:tcPr>`)
}

// sign writes a signature block: a cell for each signatory, the names of a row at the
// same height, all rows on the page of the text before.
func (x *docx) sign(s *sign) {
	whole, indent := x.sheet.text, 0
	widths := [][]int{{1000}, {500, 500}, {333, 334, 333}}[s.columns-1]
	if s.columns == 1 {
		whole, indent = x.sheet.text/2, int(x.sheet.text*10)
	}
	x.room(docGap, sizeBody*14, true)
	x.writef(`<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>`,
		docSign, int(whole*20+0.5), indent)
	grid := x.grid(widths, whole)
	rows, above := signRows(s, x.sheet.left, x.sheet.text)
	for i, in := range rows {
		x.write(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		keep := i+1 < len(rows)
		for j := range in {
			span, w := 1, grid[j]
			if len(in) == 1 && s.columns > 1 && !x.plain {
				span, w = s.columns, int(whole*20+0.5)
			}
			x.cellStart(w, span, false)
			x.party(&s.parties[i*s.columns+j], signRoom+above[i]-height(in[j].above), keep)
			x.write(`</w:tc>`)
		}
		for j := len(in); (len(in) > 1 || x.plain) && j < s.columns; j++ {
			x.cellStart(grid[j], 1, false)
			x.write(`<w:p/></w:tc>`)
		}
		x.write(`</w:tr>`)
	}
	x.write(`</w:tbl>`)
	x.gap()
}

func (x *docx) party(one *party, room float64, keep bool) {
	var n numberer
	var ids [3]int
	for i := range one.above {
		x.para(&one.above[i], &n, &ids, paraIn{cell: true, keep: keep})
	}
	x.room(docRoom, int(room*20), keep)
	for i := range one.below {
		x.para(&one.below[i], &n, &ids, paraIn{cell: true, keep: keep})
	}
}

// section ends the document: paper, margins, and what stands above and below.
func (x *docx) section(references string, first bool) {
	s := x.sheet
	x.write(`<w:sectPr>` + references)
	w, h := int(s.width*20+0.5), int(s.height*20+0.5)
	bottom := int((s.height-s.bottom)*20 + 0.5)
	x.writef(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		w, h, twips(20), twips(20), bottom, twips(25), twips(10), twips(9))
	if first {
		x.write(`<w:titlePg/>`)
	}
	x.write(`</w:sectPr>`)
}

func docCore(look Look) string {
	made := ""
	if !look.Made.IsZero() {
		stamp := look.Made.In(alur.Jakarta).Format(time.RFC3339)
		for _, name := range []string{"created", "modified"} {
			made += `<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:` + name + `>`
		}
	}
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + xmlText(look.Title) + `</dc:title><dc:creator>` +
		xmlText(look.Author) + `</dc:creator>` + made + `<dc:language>id-ID</dc:language></cp:coreProperties>`
}
