package demo

import (
	"bytes"
	"fmt"
	"strings"
)

// PDF makes a valid one-page A4 document (PDF 1.4, Helvetica) with a heading and
// lines of text, as small as a document can be. Letters outside Latin-1 become "?".
func PDF(heading string, lines ...string) []byte {
	var page strings.Builder
	fmt.Fprintf(&page, "BT /F1 15 Tf 60 770 Td (%s) Tj ET\n", pdfText(heading))
	y := 738
	for _, line := range lines {
		for _, part := range wrap(line, 86) {
			fmt.Fprintf(&page, "BT /F1 11 Tf 60 %d Td (%s) Tj ET\n", y, pdfText(part))
			y -= 17
		}
		y -= 6
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, body := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	table := out.Len()
	// Every line of the table is exactly 20 bytes long (ISO 32000-1, 7.5.4).
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// pdfText writes a literal string of a content stream, without its parentheses.
func pdfText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteByte(byte(r))
		case r >= ' ' && r < 0x7f:
			b.WriteByte(byte(r))
		case r >= 0xa0 && r <= 0xff:
			fmt.Fprintf(&b, "\\%03o", r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// wrap breaks a line between words so that each part has at most width letters.
func wrap(line string, width int) []string {
	var parts []string
	current := ""
	for word := range strings.FieldsSeq(line) {
		if current != "" && len(current)+1+len(word) > width {
			parts = append(parts, current)
			current = ""
		}
		if current != "" {
			current += " "
		}
		current += word
	}
	return append(parts, current)
}
