package paper

import (
	"fmt"
	"strings"
)

const docSettings = xmlHead + `<w:settings xmlns:w="` + nsW + `"><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// docStyles are the styles of our files. Room above and below stands with each paragraph,
// not here, so that what a template says of it comes back.
func docStyles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles xmlns:w="` + nsW + `"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>` +
		`<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="id-ID"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	para := func(id, name, pPr, rPr string) {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:customStyle="1" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, id, name, pPr, rPr)
	}
	para(docTitle, "Alur Judul", "", fmt.Sprintf(`<w:b/><w:sz w:val="%d"/>`, int(sizeTitle*2)))
	para(docHeading, "Alur Subjudul", "", `<w:b/>`)
	para(docSmall, "Alur Kecil", "", fmt.Sprintf(`<w:sz w:val="%d"/>`, int(sizeSmall*2)))
	para(docHead, "Alur Kepala Tabel", `<w:jc w:val="center"/>`, `<w:b/>`)
	para(docRoom, "Alur Ruang Tanda Tangan", "", "")
	para(docSpace, "Alur Jarak", "", "")
	para(docGap, "Alur Sela", fmt.Sprintf(`<w:spacing w:line="%d" w:lineRule="exact"/>`, int(sizeBody*16)), `<w:sz w:val="4"/>`)
	const none = `<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>`
	lines := `<w:tblBorders>`
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		lines += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`
	}
	lines += `</w:tblBorders><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>`
	for _, t := range [][3]string{{docTable, "Alur Tabel", lines}, {docPlain, "Alur Tabel Polos", none}, {docSign, "Alur Tanda Tangan", none}} {
		fmt.Fprintf(&b, `<w:style w:type="table" w:customStyle="1" w:styleId="%s"><w:name w:val="%s"/><w:tblPr>%s</w:tblPr></w:style>`, t[0], t[1], t[2])
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

// numbering describes the lists that were used, each apart, so that each counts from 1.
func (x *docx) numbering() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:numbering xmlns:w="` + nsW + `">`)
	for i, n := range x.nums {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, i+1)
		for level := range 3 {
			format, label := "decimal", fmt.Sprintf("%%%d.", level+1)
			switch n.kind {
			case listLetter:
				format = "lowerLetter"
			case listBullet:
				format, label = "bullet", bullet
			}
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`,
				level, format, label, (level+1)*int(hang*20), int(hang*20))
		}
		b.WriteString(`</w:abstractNum>`)
	}
	for i := range x.nums {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="%[1]d"/></w:num>`, i+1)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}
