package blob

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// identifyOffice tells an Office Open XML format (ECMA-376, part 2) by the content
// type or the usual name of its main part.
func (a *archive) identifyOffice(types *entry) (Type, error) {
	declared, err := a.contentTypes(types)
	if err != nil {
		return Type{}, err
	}
	for _, mark := range []string{"macroenabled", "vbaproject", "activex", "intlmacrosheet", "macrosheet"} {
		if strings.Contains(declared, mark) {
			return Type{}, unsafe("an office file with macros")
		}
	}
	var found []Type
	for _, o := range []struct {
		typ        Type
		mark, part string
	}{
		{DOCX, "wordprocessingml.document.main+xml", "word/document.xml"},
		{XLSX, "spreadsheetml.sheet.main+xml", "xl/workbook.xml"},
		{PPTX, "presentationml.presentation.main+xml", "ppt/presentation.xml"},
	} {
		if strings.Contains(declared, o.mark) || a.find(o.part) != nil {
			found = append(found, o.typ)
		}
	}
	if len(found) != 1 {
		return Type{}, unsafe("an office file of no known kind")
	}
	for i := range a.entries {
		if err := a.inspectOfficePart(&a.entries[i]); err != nil {
			return Type{}, err
		}
	}
	return found[0], nil
}

// contentTypes reads what the parts are declared to be, decoded and in lower case.
func (a *archive) contentTypes(types *entry) (string, error) {
	var all strings.Builder
	err := a.eachElement(types, func(el xml.StartElement) error {
		for _, attr := range el.Attr {
			all.WriteString(strings.ToLower(attr.Value) + "\n")
		}
		return nil
	})
	return all.String(), err
}

// eachElement parses a small part as the XML that it must be: in UTF-8, without a
// document type, which no part of a package may have.
func (a *archive) eachElement(e *entry, visit func(xml.StartElement) error) error {
	b, err := a.readAll(e, maxPart)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unsafe("an office file that cannot be inspected: " + err.Error())
		}
		switch t := token.(type) {
		case xml.Directive:
			return unsafe("an office file with a document type")
		case xml.StartElement:
			if err := visit(t); err != nil {
				return err
			}
		}
	}
}

func (a *archive) inspectOfficePart(e *entry) error {
	name := partName(e)
	base := path.Base(name)
	switch {
	case strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "vbadata"), strings.Contains(name, "/activex/"), strings.Contains(name, "macrosheets/"):
		return unsafe("an office file with macros")
	case base == "encryptedpackage" || base == "encryptioninfo":
		return unsafe("an encrypted office file")
	case !strings.HasSuffix(base, ".rels"):
		return nil
	}
	return a.eachElement(e, func(el xml.StartElement) error {
		if !strings.EqualFold(el.Name.Local, "Relationship") {
			return nil
		}
		attr := map[string]string{}
		for _, x := range el.Attr {
			attr[strings.ToLower(x.Name.Local)] = x.Value
		}
		return inspectRelation(strings.ToLower(attr["type"]), strings.TrimSpace(attr["target"]), attr["targetmode"])
	})
}

// partName is the name of a part as all readers take it.
func partName(e *entry) string { return strings.ToLower(strings.ReplaceAll(e.name, `\`, "/")) }

// loaded are relations whose target is opened without anybody asking for it.
var loaded = []string{"/attachedtemplate", "/oleobject", "/frame", "/subdocument", "/afchunk", "/externallinkpath", "/control"}

// inspectRelation refuses targets that bring code: macros, and templates or objects from
// another machine. Links that people click and pictures are as good as in any text.
func inspectRelation(kind, target, mode string) error {
	if strings.Contains(kind, "vbaproject") {
		return unsafe("an office file with macros")
	}
	if strings.HasSuffix(kind, "/afchunk") {
		return unsafe("an office file with a page in it")
	}
	external := strings.EqualFold(mode, "External")
	isLoaded := slices.ContainsFunc(loaded, func(s string) bool { return strings.HasSuffix(kind, s) })
	if external && isLoaded && isRemote(target) {
		return unsafe("an office file that loads code from elsewhere")
	}
	return nil
}

// isRemote reports whether a target is on another machine: an address, or a shared folder.
func isRemote(target string) bool {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "//") {
		return true
	}
	u, err := url.Parse(target)
	if err != nil || len(u.Scheme) == 1 { // what is odd counts; a drive does not
		return err != nil && !strings.HasPrefix(strings.ToLower(target), "file:///")
	}
	if strings.EqualFold(u.Scheme, "file") {
		return u.Host != "" && !strings.EqualFold(u.Host, "localhost") || strings.HasPrefix(u.Path, "//")
	}
	return u.Scheme != ""
}

// officeMarks are what no part of an office format may say, in lower case.
var officeMarks = map[string]string{
	"<!doctype": "an office file with a document type", "<!entity": "an office file with a document type",
	"ppaction://program": "an office file that starts a program", "ppaction://macro": "an office file with macros",
	"ddelink": "an office file that starts a program (DDE)", "ddeservice": "an office file that starts a program (DDE)",
}

// openMarks are the same for OpenDocument, whose manifest may name its document type.
var openMarks = map[string]string{
	"<!entity": "an office file with a document type", "vnd.sun.star.script:": "an office file with macros",
	"dde-source": "an office file that starts a program (DDE)", "of:=dde(": "an office file that starts a program (DDE)",
}

// xmlSearch looks through the XML parts of office formats; nil for other entries.
func xmlSearch(e *entry, typ Type) *markSearch {
	marks := officeMarks
	switch typ {
	case ZIP:
		return nil
	case ODT, ODS:
		marks = openMarks
	}
	switch path.Ext(partName(e)) {
	case ".xml", ".rels", ".vml":
	default:
		return nil
	}
	s := &markSearch{fold: true, why: func(m string) string { return marks[m] }}
	for m := range marks {
		s.marks = append(s.marks, m)
	}
	return s
}

// compound is how a compound file (MS-CFB) begins: old office files, and objects in new ones.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// compoundMarks are names of streams in compound files, which are written in UTF-16.
var compoundMarks = map[string]string{
	wide("_VBA_PROJECT"): "an office file with macros", wide("EncryptedPackage"): "an encrypted office file",
	wide("\x01Ole10Native"): "an office file with a file in it",
}

func wide(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// compoundSearch looks for macros and packed files in a compound file.
func compoundSearch() *markSearch {
	s := &markSearch{why: func(m string) string { return compoundMarks[m] }}
	for m := range compoundMarks {
		s.marks = append(s.marks, m)
	}
	return s
}

// fieldSearch reads the instructions of fields in a text of Word, which may be spread over
// many runs, and refuses those that start a program: DDE and DDEAUTO.
type fieldSearch struct {
	inTag, inField bool
	tag, code      []byte
}

// The longest tag and instruction that are looked at; DDE stands at their beginnings.
const maxField = 4 << 10

func (s *fieldSearch) feed(b []byte) error {
	if s == nil {
		return nil
	}
	for _, c := range b {
		switch {
		case c == '<':
			s.inTag, s.tag = true, s.tag[:0]
		case c == '>' && s.inTag:
			s.inTag = false
			if err := s.closeTag(string(s.tag)); err != nil {
				return err
			}
		case s.inTag && len(s.tag) < maxField:
			s.tag = append(s.tag, c)
		case s.inField && !s.inTag && len(s.code) < maxField:
			s.code = append(s.code, c)
		}
	}
	return nil
}

func (s *fieldSearch) closeTag(tag string) error {
	name, rest, _ := strings.Cut(tag, " ")
	_, local, ok := strings.Cut(name, ":")
	if !ok {
		local = name
	}
	switch {
	case local == "instrText":
		s.inField = !strings.HasPrefix(name, "/") && !strings.HasSuffix(tag, "/")
	case local == "fldSimple":
		if _, instr, ok := strings.Cut(rest, "instr="); ok {
			return startsProgram(strings.Trim(instr, `"'`))
		}
	case local == "fldChar":
		err := startsProgram(string(s.code))
		s.code = s.code[:0]
		return err
	}
	return nil
}

func startsProgram(instruction string) error {
	if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(instruction)), "DDE") {
		return unsafe("an office file that starts a program (DDE)")
	}
	return nil
}

// wordFields looks through the texts of a DOCX; nil for other entries.
func wordFields(e *entry, typ Type) *fieldSearch {
	if name := partName(e); typ == DOCX && strings.HasPrefix(name, "word/") && strings.HasSuffix(name, ".xml") {
		return &fieldSearch{}
	}
	return nil
}
