package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The limits of uploaded documents. A letter of twenty pages stays far below all of them.
const (
	maxDOCX  = 10 << 20 // bytes of the file
	maxPart  = 8 << 20  // bytes of one part, unpacked
	maxFiles = 2000
	maxAll   = 32 << 20 // bytes of all parts that are read
	maxNodes = 300_000
	maxNest  = 100
)

// element is an element of a part of a Word document, with its local name: parts of
// other vocabularies than Word's are told by foreign.
type element struct {
	name    string
	foreign bool
	attrs   []xml.Attr
	kids    []*element
	text    []byte // of w:t
}

func (e *element) attr(name string) string {
	for i := range e.attrs {
		if e.attrs[i].Name.Local == name {
			return e.attrs[i].Value
		}
	}
	return ""
}

// kid is the first child with a name, or an empty element: nil is asked for nothing.
func (e *element) kid(names ...string) *element {
	at := e
	for _, name := range names {
		var found *element
		for _, k := range at.kids {
			if k.name == name && !k.foreign {
				found = k
				break
			}
		}
		if found == nil {
			return &element{}
		}
		at = found
	}
	return at
}

func (e *element) is() bool { return e.name != "" }

// on reads a switch (ECMA-376, 17.17.4): there and not off.
func (e *element) on() bool {
	switch e.attr("val") {
	case "0", "false", "off", "none":
		return false
	}
	return e.is()
}

// wordSpaces are the namespaces of WordprocessingML, as programs write it and as the
// strict form of the standard has it.
var wordSpaces = map[string]bool{nsW: true, "http://purl.oclc.org/ooxml/wordprocessingml/main": true}

var errTooLarge = errors.New("too large")

// parseXML reads a part. It knows no document types, so no entity other than XML's own
// has a meaning, and it fetches nothing.
func parseXML(data []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &element{}
	open := []*element{root}
	nodes := 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(open) == 1 && len(root.kids) == 1 {
			return root.kids[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.Directive:
			return nil, errors.New("a document type")
		case xml.StartElement:
			if nodes++; nodes > maxNodes || len(open) > maxNest {
				return nil, errTooLarge
			}
			e := &element{name: token.Name.Local, attrs: token.Copy().Attr, foreign: token.Name.Space != "w"}
			top.kids = append(top.kids, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 1 || top.name != token.Name.Local {
				return nil, errors.New("elements cross")
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if top.name == "t" {
				top.text = append(top.text, token...)
			}
		}
	}
}

// wordPrefix reports whether a part uses the prefix w for Word's own vocabulary, as all
// programs do that write it.
func wordPrefix(root *element) bool {
	for _, a := range root.attrs {
		if a.Name.Space == "xmlns" && a.Name.Local == "w" {
			return wordSpaces[a.Value]
		}
	}
	return false
}

// docParts are the parts of a Word document that a template is read from.
type docParts struct {
	document, styles, numbering *element
	outside                     bool // a relation leads out of the file
	headers                     bool // a header or footer has text
	other                       bool // parts with other documents in them
}

// openDOCX unpacks a file within the limits.
func openDOCX(r io.ReaderAt, size int64) (*docParts, error) {
	if size > maxDOCX {
		return nil, Faults{{Code: FaultTooLarge}}
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, Faults{{Code: FaultNotDOCX}}
	}
	if len(z.File) > maxFiles {
		return nil, Faults{{Code: FaultTooLarge}}
	}
	u := &unpacker{z, maxAll}
	p := &docParts{styles: &element{}, numbering: &element{}}
	types, err := u.part("[Content_Types].xml")
	if err != nil {
		return nil, err
	}
	low := strings.ToLower(string(types))
	if strings.Contains(low, "macroenabled") || strings.Contains(low, "vbaproject") || strings.Contains(low, "activex") {
		return nil, Faults{{Code: FaultMacro}}
	}
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		switch {
		case strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata") || strings.Contains(name, "/activex/"):
			return nil, Faults{{Code: FaultMacro}}
		case strings.HasSuffix(name, ".rels"):
			b, err := u.part(f.Name)
			if err != nil {
				return nil, err
			}
			p.outside = p.outside || bytes.Contains(bytes.ToLower(b), []byte(`"external"`)) || bytes.Contains(bytes.ToLower(b), []byte(`'external'`))
		case strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footer"):
			b, err := u.part(f.Name)
			if err != nil {
				return nil, err
			}
			p.headers = p.headers || bytes.Contains(b, []byte("<w:t>")) || bytes.Contains(b, []byte("<w:t "))
		case strings.HasPrefix(name, "word/embeddings/") || strings.HasPrefix(name, "word/afchunk"):
			p.other = true
		}
	}
	return p, p.read(u)
}

func (p *docParts) read(u *unpacker) error {
	for _, one := range []struct {
		name string
		to   **element
		must bool
	}{{"word/document.xml", &p.document, true}, {"word/styles.xml", &p.styles, false}, {"word/numbering.xml", &p.numbering, false}} {
		if !one.must && !has(u.zip, one.name) {
			continue
		}
		b, err := u.part(one.name)
		if err != nil {
			return err
		}
		e, err := parseXML(b)
		switch {
		case errors.Is(err, errTooLarge):
			return Faults{{Code: FaultTooLarge}}
		case err != nil || !wordPrefix(e):
			return Faults{{Code: FaultNotDOCX}}
		}
		*one.to = e
	}
	if p.document.name != "document" {
		return Faults{{Code: FaultNotDOCX}}
	}
	return nil
}

func has(z *zip.Reader, name string) bool {
	for _, f := range z.File {
		if f.Name == name {
			return true
		}
	}
	return false
}

// unpacker reads the parts of a file, all together no more than maxAll.
type unpacker struct {
	zip  *zip.Reader
	left int
}

// part unpacks a part, no further than the limit whatever the directory says of its size.
func (u *unpacker) part(name string) ([]byte, error) {
	for _, f := range u.zip.File {
		if f.Name != name {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil, Faults{{Code: FaultNotDOCX}}
		}
		b, err := io.ReadAll(io.LimitReader(in, maxPart+1))
		_ = in.Close()
		if u.left -= len(b); len(b) > maxPart || u.left < 0 {
			return nil, Faults{{Code: FaultTooLarge}}
		}
		if err != nil {
			return nil, Faults{{Code: FaultNotDOCX}}
		}
		return b, nil
	}
	return nil, Faults{{Code: FaultNotDOCX}}
}
