package padestest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Document is a PDF of one page with a line of text, with a table of references.
func Document(line string) []byte { return document(line, false) }

// Modern is [Document] with streams of objects and of references, as PDF 1.5 has them.
func Modern(line string) []byte { return document(line, true) }

func document(line string, modern bool) []byte {
	content := "BT /F1 18 Tf 60 760 Td (" + line + ") Tj ET"
	objects := map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R >>",
		2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		4: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	u := &update{objects: objects, trailer: "/Root 1 0 R"}
	if modern {
		u.modern, u.packed = true, []int{2, 5}
	}
	return u.write([]byte("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), 6)
}

// update is what is written at the end of a file: objects, their places, the end.
type update struct {
	objects map[int]string
	packed  []int // those that go into a stream of objects
	trailer string
	modern  bool // the places are a stream
	bare    bool // no places and no end
}

func (u *update) write(pdf []byte, size int) []byte {
	out := bytes.NewBuffer(bytes.Clone(pdf))
	places, within := map[int]int{}, map[int][2]int{}
	if len(u.packed) > 0 {
		var head, body strings.Builder
		for i, n := range u.packed {
			fmt.Fprintf(&head, "%d %d ", n, body.Len())
			body.WriteString(u.objects[n] + "\n")
			within[n] = [2]int{size, i}
			delete(u.objects, n)
		}
		packed := deflate([]byte(head.String() + body.String()))
		u.objects[size] = fmt.Sprintf("<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", len(u.packed), head.Len(), len(packed), packed)
		size++
	}
	for _, n := range sorted(u.objects) {
		places[n] = out.Len()
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", n, u.objects[n])
	}
	if u.bare {
		return out.Bytes()
	}
	at := out.Len()
	if u.modern {
		places[size] = at
		u.stream(out, places, within, size)
	} else {
		u.table(out, places, size)
	}
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", at)
	return out.Bytes()
}

func (u *update) table(out *bytes.Buffer, places map[int]int, size int) {
	out.WriteString("xref\n")
	if !strings.Contains(u.trailer, "/Prev") {
		out.WriteString("0 1\n0000000000 65535 f \n")
	}
	for _, n := range sorted(places) {
		fmt.Fprintf(out, "%d 1\n%010d 00000 n \n", n, places[n])
	}
	fmt.Fprintf(out, "trailer\n<< /Size %d %s >>\n", size, u.trailer)
}

func (u *update) stream(out *bytes.Buffer, places map[int]int, within map[int][2]int, size int) {
	var rows []byte
	var index []string
	all := sorted(places)
	for n := range within {
		all = append(all, n)
	}
	slices.Sort(all)
	for _, n := range all {
		row := []byte{1, 0, 0, 0, 0, 0}
		if w, packed := within[n]; packed {
			row[0] = 2
			binary.BigEndian.PutUint32(row[1:], uint32(w[0]))
			row[5] = byte(w[1])
		} else {
			binary.BigEndian.PutUint32(row[1:], uint32(places[n]))
		}
		rows = append(append(rows, 2), predicted(rows, row)...)
		index = append(index, fmt.Sprintf("%d 1", n))
	}
	body := deflate(rows)
	fmt.Fprintf(out, "%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 1] /Index [%s] /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 6 >> /Length %d %s >>\nstream\n%s\nendstream\nendobj\n",
		size, size+1, strings.Join(index, " "), len(body), u.trailer, body)
}

// predicted is a row as the difference to the one before, which has to be added up again.
func predicted(rows, row []byte) []byte {
	before := make([]byte, len(row))
	for n := len(row) + 1; len(rows) > 0; rows = rows[n:] {
		for i := range before {
			before[i] += rows[1+i]
		}
	}
	out := make([]byte, len(row))
	for i := range row {
		out[i] = row[i] - before[i]
	}
	return out
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // memory takes everything
	_ = z.Close()
	return out.Bytes()
}

func sorted[V any](m map[int]V) []int {
	var out []int
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Signing says how a document is signed.
type Signing struct {
	By       Person
	At       time.Time // claimed; zero for none
	Purpose  string
	Location string
	Format   string  // the SubFilter; "" is ETSI.CAdES.detached
	Visible  bool    // with a picture on the first page
	PSS      bool    // RSA with PSS
	Bare     bool    // no time within the signature itself
	Unbound  bool    // the signature does not name its certificate
	SHA1     bool    // says to be made with SHA-1
	Packed   bool    // the field stands in a stream of objects
	Shown    *Person // whose certificate stands in the signature, instead of the signer's
	Stamp    *Person
	StampAt  time.Time
	Room     int // bytes for the signature; 0 is enough
	Place    int // the object of an empty place, which is filled; 0 makes a new one
	// Change may do to the file what it likes before it is signed, given where the hole of
	// the signature is.
	Change func(pdf []byte, from, to int) []byte
}

var (
	reRoot   = regexp.MustCompile(`/Root (\d+) 0 R`)
	reSize   = regexp.MustCompile(`/Size (\d+)`)
	reForm   = regexp.MustCompile(`/AcroForm (\d+) 0 R`)
	rePages  = regexp.MustCompile(`/Pages (\d+) 0 R`)
	reKids   = regexp.MustCompile(`/Kids\s*\[\s*(\d+) 0 R`)
	reFields = regexp.MustCompile(`/Fields \[([^\]]*)\]`)
	reAnnots = regexp.MustCompile(`/Annots\s*\[([^\]]*)\]`)
	reStart  = regexp.MustCompile(`startxref\s+(\d+)`)
)

func last(re *regexp.Regexp, b []byte) (int, bool) {
	all := re.FindAllSubmatch(b, -1)
	if len(all) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(string(all[len(all)-1][1]))
	return n, err == nil
}

// Object is the text of an object that stands in the clear, the newest of its number.
func Object(pdf []byte, n int) string {
	i := bytes.LastIndex(pdf, fmt.Appendf(nil, "\n%d 0 obj", n))
	if i < 0 {
		return ""
	}
	s := pdf[i:]
	s = s[bytes.Index(s, []byte("obj"))+3:]
	return strings.TrimSpace(string(s[:bytes.Index(s, []byte("endobj"))]))
}

// Update adds objects to a file, as a program that saves changes does. It gives the file
// back with their places; bare leaves these and the end away.
func Update(pdf []byte, objects map[int]string, bare bool) []byte {
	u, size := next(pdf)
	u.objects, u.bare = objects, bare
	for n := range objects {
		size = max(size, n+1)
	}
	return u.write(pdf, size)
}

func next(pdf []byte) (*update, int) {
	root, _ := last(reRoot, pdf)
	size, _ := last(reSize, pdf)
	start, _ := last(reStart, pdf)
	return &update{trailer: fmt.Sprintf("/Root %d 0 R /Prev %d", root, start), modern: !bytes.HasPrefix(pdf[start:], []byte("xref"))}, size
}

// Sign adds a signature to a file.
func Sign(t testing.TB, pdf []byte, o Signing) []byte {
	t.Helper()
	u, size := next(pdf)
	dictionary, widget := size, size+1
	u.objects = map[int]string{}
	if o.Place > 0 {
		widget = o.Place
	} else {
		u.hang(pdf, widget, size+2)
	}
	rect := "[0 0 0 0]"
	if o.Visible {
		rect = "[60 60 260 120]"
	}
	u.objects[widget] = fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda%d) /V %d 0 R /F 132 /Rect %s >>", widget, dictionary, rect)
	if o.Place > 0 {
		u.objects[widget] = strings.TrimSuffix(Object(pdf, widget), ">>") + fmt.Sprintf(" /V %d 0 R >>", dictionary)
	}
	if o.Packed {
		u.packed = []int{widget}
	}
	format := o.Format
	if format == "" {
		format = "ETSI.CAdES.detached"
	}
	extra := ""
	if !o.At.IsZero() {
		extra += "/M (D:" + o.At.UTC().Format("20060102150405") + "+00'00')"
	}
	if o.Purpose != "" {
		extra += "/Reason (" + o.Purpose + ")"
	}
	if o.Location != "" {
		extra += "/Location (" + o.Location + ")"
	}
	room := o.Room
	if room == 0 {
		room = 8 << 10
	}
	kind := "Sig"
	if format == "ETSI.RFC3161" {
		kind = "DocTimeStamp"
	}
	mark := strings.Repeat("*", 40)
	u.objects[dictionary] = fmt.Sprintf("<< /Type /%s /Filter /Adobe.PPKLite /SubFilter /%s %s /ByteRange [%s] /Contents <%s> >>", kind, format, extra, mark, strings.Repeat("0", 2*room))
	return fill(t, u.write(pdf, size+3), mark, o)
}

// hang puts the field into the form and on the first page.
func (u *update) hang(pdf []byte, widget, spare int) {
	root, _ := last(reRoot, pdf)
	catalog := Object(pdf, root)
	ref := fmt.Sprintf("%d 0 R", widget)
	if m := reForm.FindStringSubmatch(catalog); m != nil {
		form, _ := strconv.Atoi(m[1])
		u.objects[form] = reFields.ReplaceAllString(Object(pdf, form), "/Fields [$1 "+ref+"]")
	} else {
		u.objects[root] = strings.TrimSuffix(catalog, ">>") + fmt.Sprintf(" /AcroForm %d 0 R >>", spare)
		u.objects[spare] = "<< /SigFlags 3 /Fields [" + ref + "] >>"
	}
	pages, _ := strconv.Atoi(rePages.FindStringSubmatch(catalog)[1])
	first := 3 // of [Modern], whose tree of pages is packed
	if m := reKids.FindStringSubmatch(Object(pdf, pages)); m != nil {
		first, _ = strconv.Atoi(m[1])
	}
	page := Object(pdf, first)
	if reAnnots.MatchString(page) {
		u.objects[first] = reAnnots.ReplaceAllString(page, "/Annots [$1 "+ref+"]")
	} else {
		u.objects[first] = strings.TrimSuffix(page, ">>") + " /Annots [" + ref + "] >>"
	}
}

// fill writes the byte range, signs, and puts the signature into its place.
func fill(t testing.TB, pdf []byte, mark string, o Signing) []byte {
	t.Helper()
	i := bytes.LastIndex(pdf, []byte(mark))
	from := i + bytes.IndexByte(pdf[i:], '<')
	to := from + bytes.IndexByte(pdf[from:], '>') + 1
	copy(pdf[i:], fmt.Sprintf("%-40s", fmt.Sprintf("0 %d %d %d", from, to, len(pdf)-to)))
	if o.Change != nil {
		pdf = o.Change(pdf, from, to)
	}
	content := append(bytes.Clone(pdf[:from]), pdf[to:]...)
	m := maker{t}
	var cms []byte
	if o.Format == "ETSI.RFC3161" {
		cms = m.Token(o.By, content, o.At)
	} else {
		cms = m.cms(o.By, oidData, content, false, o)
	}
	if 2*len(cms) > to-from-2 {
		t.Fatalf("a signature of %d bytes does not fit", len(cms))
	}
	hex.Encode(pdf[from+1:], cms)
	return pdf
}

var reObject = regexp.MustCompile(`(?m)^(\d+) 0 obj$`)

// Rewrite writes a file whose objects all stand in the clear anew, with comments between
// them: the same pages, and no byte where it was.
func Rewrite(pdf []byte) []byte {
	u := &update{objects: map[int]string{}}
	size := 0
	for _, m := range reObject.FindAllSubmatch(pdf, -1) {
		n, _ := strconv.Atoi(string(m[1]))
		u.objects[n] = Object(pdf, n)
		size = max(size, n+1)
	}
	root, _ := last(reRoot, pdf)
	u.trailer = fmt.Sprintf("/Root %d 0 R", root)
	return u.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n% written anew\n"), size)
}
