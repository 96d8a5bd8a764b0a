package blob

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
)

// maxPart bounds the parts of a package that are read as a whole.
const maxPart = 4 << 20

// programs are extensions of files that a double click runs, and of containers that
// cannot be looked into. None belongs to the papers of a request.
var programs = strings.Fields(`.exe .dll .com .scr .pif .cpl .sys .msi .msp .mst .msix .appx .bat .cmd .ps1 .psm1 .vbs .vbe .vb
	.js .jse .mjs .ws .wsf .wsh .wsc .sct .hta .chm .lnk .url .reg .inf .jar .jnlp .class .apk .xapk .aab .ipa .dmg .pkg .app .deb .rpm .run .bin .elf
	.so .dylib .sh .bash .command .desktop .ade .adp .mde .xll .xlam .iqy .slk .iso .img .vhd .vhdx .udf .rar .7z .cab .ace .arj .lzh .gadget .scf
	.docm .dotm .xlsm .xltm .xlsb .pptm .potm .ppsm .ppam .sldm .settingcontent-ms .library-ms .search-ms .appref-ms .theme .diagcab`)

// programStarts are what programs begin with, whatever their name.
var programStarts = []string{
	"MZ", "\x7fELF", "#!", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe",
	"Rar!\x1a", "7z\xbc\xaf\x27\x1c", "MSCF", "L\x00\x00\x00\x01\x14\x02\x00",
}

// inspectPackage judges a ZIP archive and the office formats made of one.
func (f *content) inspectPackage(want Type) error {
	if bytes.HasPrefix(f.head(8), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return unsafe("an encrypted or old office file")
	}
	a, err := f.openArchive()
	if err != nil {
		return err
	}
	got, err := a.identify()
	if err != nil {
		return err
	}
	if got != want {
		return unsafe("the content is " + got.ID)
	}
	for i := range a.entries {
		if err := a.inspectEntry(&a.entries[i], want); err != nil {
			return err
		}
	}
	return nil
}

// identify tells an office format by its parts, and refuses macros and encryption.
func (a *archive) identify() (Type, error) {
	if e := a.find("mimetype"); e != nil {
		b, err := a.readAll(e, 1<<10)
		if err != nil {
			return Type{}, err
		}
		for _, t := range []Type{ODT, ODS} {
			if strings.TrimSpace(string(b)) == t.MediaType {
				return t, a.inspectOpenDocument()
			}
		}
		if strings.HasPrefix(string(b), "application/") {
			return Type{}, unsafe("another format made of an archive")
		}
	}
	if e := a.find("[Content_Types].xml"); e != nil {
		return a.identifyOffice(e)
	}
	return ZIP, nil
}

// identifyOffice tells an Office Open XML format (ECMA-376, part 2) by the content
// type or the usual name of its main part.
func (a *archive) identifyOffice(types *entry) (Type, error) {
	b, err := a.readAll(types, maxPart)
	if err != nil {
		return Type{}, err
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return Type{}, unsafe("an office file that cannot be inspected") // UTF-16
	}
	declared := foldASCII(b)
	for _, mark := range []string{"macroenabled", "vbaproject", "activex", "intlmacrosheet", "macrosheet"} {
		if bytes.Contains(declared, []byte(mark)) {
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
		if bytes.Contains(declared, []byte(o.mark)) || a.find(o.part) != nil {
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

func (a *archive) inspectOfficePart(e *entry) error {
	name := strings.ToLower(strings.ReplaceAll(e.name, `\`, "/"))
	base := path.Base(name)
	switch {
	case strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "vbadata"), strings.Contains(name, "/activex/"), strings.Contains(name, "macrosheets/"):
		return unsafe("an office file with macros")
	case base == "encryptedpackage" || base == "encryptioninfo":
		return unsafe("an encrypted office file")
	case !strings.HasSuffix(base, ".rels"):
		return nil
	}
	// A template on a server brings its macros from there.
	b, err := a.readAll(e, maxPart)
	if err != nil {
		return err
	}
	low := foldASCII(b)
	for relation := range bytes.SplitSeq(low, []byte("<relationship ")) {
		remote := bytes.Contains(relation, []byte(`target="http`)) || bytes.Contains(relation, []byte(`target='http`)) ||
			bytes.Contains(relation, []byte(`target="\\`)) || bytes.Contains(relation, []byte(`target="mhtml:`))
		if remote && (bytes.Contains(relation, []byte("attachedtemplate")) || bytes.Contains(relation, []byte("/oleobject")) || bytes.Contains(relation, []byte("/frame"))) {
			return unsafe("an office file that loads code from elsewhere")
		}
		if bytes.Contains(relation, []byte("vbaproject")) {
			return unsafe("an office file with macros")
		}
	}
	return nil
}

// inspectOpenDocument refuses macros and encryption (OpenDocument 1.3, part 2).
func (a *archive) inspectOpenDocument() error {
	for i := range a.entries {
		e := &a.entries[i]
		name := strings.ToLower(strings.ReplaceAll(e.name, `\`, "/"))
		switch {
		case e.isFolder():
		case strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") || strings.Contains(name, "/basic/"):
			return unsafe("an office file with macros")
		case name == "encrypted-package":
			return unsafe("an encrypted office file")
		case name == "meta-inf/manifest.xml":
			b, err := a.readAll(e, maxPart)
			if err != nil {
				return err
			}
			if bytes.Contains(b, []byte("encryption-data")) || bytes.IndexByte(b, 0) >= 0 {
				return unsafe("an encrypted office file")
			}
		}
	}
	return nil
}

// inspectEntry reads one entry to its end, so that its claims are known to be true,
// and refuses programs.
func (a *archive) inspectEntry(e *entry, typ Type) error {
	if e.isFolder() && e.unpacked == 0 {
		return nil
	}
	if typ == ZIP && isProgram(e.name) {
		return unsafe("a program in the archive")
	}
	var nested *nestedNames
	first := true
	return a.read(e, func(b []byte) error {
		if first {
			first = false
			for _, mark := range programStarts {
				if bytes.HasPrefix(b, []byte(mark)) {
					return unsafe("a program in the archive")
				}
			}
			if bytes.HasPrefix(b, []byte(localSignature)) {
				nested = new(nestedNames)
			}
		}
		if nested == nil {
			return nil
		}
		return nested.feed(b)
	})
}

// isProgram judges a name by its extension, as the systems do that would run it:
// blanks and dots at the end do not count, and what follows a colon is a stream.
func isProgram(name string) bool {
	name = strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	name, _, _ = strings.Cut(name, ":")
	return slices.Contains(programs, path.Ext(strings.TrimRight(name, " .")))
}

// nestedNames reads the names in an archive within an archive as it streams by:
// they stand in the clear before each file. An archive within that one is opaque,
// and refused.
type nestedNames struct {
	kept []byte // the end of what was fed, as much as a header may need
}

func (n *nestedNames) feed(b []byte) error {
	data := append(n.kept, b...)
	for {
		i := bytes.Index(data, []byte(localSignature))
		if i < 0 {
			n.kept = bytes.Clone(data[max(len(data)-len(localSignature), 0):])
			return nil
		}
		data = data[i:]
		if len(data) < localSize {
			break
		}
		length := int(data[26]) | int(data[27])<<8
		if length > 1024 { // chance bytes, no header
			data = data[len(localSignature):]
			continue
		}
		if len(data) < localSize+length {
			break
		}
		name := strings.ToLower(string(data[localSize : localSize+length]))
		switch {
		case strings.ContainsFunc(name, unicode.IsControl): // chance bytes as well
			data = data[len(localSignature):]
			continue
		case data[6]&flagEncrypted != 0:
			return unsafe("an encrypted archive in the archive")
		case isProgram(name) || strings.HasPrefix(path.Base(name), "vbaproject"):
			return unsafe("a program in an archive in the archive")
		case path.Ext(name) == ".zip":
			return unsafe("archives nested too deeply")
		}
		data = data[localSize:]
	}
	n.kept = bytes.Clone(data)
	return nil
}
