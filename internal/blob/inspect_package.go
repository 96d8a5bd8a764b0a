package blob

import (
	"bufio"
	"bytes"
	"errors"
	"io"
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
	if bytes.HasPrefix(f.head(8), []byte(compound)) {
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
// and refuses programs, and what brings code or a bomb within.
func (a *archive) inspectEntry(e *entry, typ Type) error {
	if e.isFolder() && e.unpacked == 0 {
		return nil
	}
	if typ == ZIP && (isProgram(e.name) || isProgram(e.alias)) {
		return unsafe("a program in the archive")
	}
	content, err := a.open(e)
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(content, 32<<10)
	start, err := in.Peek(32)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, mark := range programStarts {
		if bytes.HasPrefix(start, []byte(mark)) {
			return unsafe("a program in the archive")
		}
	}
	looks := looking{xmlSearch(e, typ).feed, wordFields(e, typ).feed}
	switch {
	case bytes.HasPrefix(start, []byte(compound)):
		looks = append(looks, compoundSearch().feed)
	case bytes.HasPrefix(start, []byte(localSignature)):
		nested := bufio.NewReaderSize(io.TeeReader(in, looking{new(nestedNames).feed}), 32<<10)
		return walkNested(nested, 2, a.budget)
	case typ != ZIP && path.Ext(partName(e)) == ".xml" && bytes.IndexByte(start, 0) >= 0:
		return unsafe("an office file that cannot be inspected") // UTF-16
	}
	_, err = io.Copy(looks, in)
	return err
}

// looking is what looks at bytes that stream by.
type looking []func([]byte) error

func (l looking) Write(b []byte) (int, error) {
	for _, look := range l {
		if err := look(b); err != nil {
			return 0, err
		}
	}
	return len(b), nil
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
