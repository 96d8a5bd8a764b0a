package blob

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a cleaned name may be, in bytes.
const maxName = 180

// noName stands for a name of which nothing is left.
const noName = "dokumen"

// CleanName makes the name of an uploaded file fit to be kept and shown: without
// the path that some browsers send, NFC, without control, bidirectional and other
// invisible characters, at most 180 bytes with its extension. A name is only ever
// shown; where the bytes lie is not derived from it.
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == utf8.RuneError {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, name)
	// Neither hidden files nor names that end differently from how they look.
	name = strings.Trim(norm.NFC.String(name), " .")
	if len(name) > maxName {
		ext := path.Ext(name)
		if len(ext) > 16 {
			ext = ""
		}
		stem := name[:maxName-len(ext)]
		for !utf8.ValidString(stem) {
			stem = stem[:len(stem)-1]
		}
		name = strings.TrimRight(stem, " .") + ext
	}
	if name == "" {
		return noName
	}
	return name
}
