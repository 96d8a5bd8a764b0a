// Package paper turns a template with fields and their values into a letter as offices
// write them: a PDF to sign and keep, and a DOCX to change, with the same words.
//
// It owns the template language, the model of blocks in the middle, the layout of pages
// and both formats. It is pure: no clock, no disk, no network, and the same input makes
// the same bytes. It must not know requests, kinds of letters or who may have one; what
// a field means is its caller's. The words that it adds itself («Halaman 1 dari 2») stand
// in internal/text.
//
// Start reading at [Template], then [Document]; model.go has the blocks, markup.go the
// language of the templates that ship with the program, fill.go what fields do.
package paper

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/text"
)

// Template is a letter with fields in it. It is made by [ParseText] or [ReadDOCX] and
// never changes, so that many may use it at once.
//
// A field is {{nama}}; {{#nama}}…{{/nama}} repeats what it encloses for each entry of a
// list, and shows it once for true and for a text that is not empty; {{^nama}}…{{/nama}}
// shows it for an empty list, false and "". Tags that stand alone in their paragraphs
// enclose whole blocks; one that opens in the first cell of a row and closes in its last
// cell encloses the row; the same in a signature block encloses one signatory; every other pair
// stands within one paragraph. A name that an entry lacks is looked for outside of it.
// Within a list {{no}} counts its entries from 1.
type Template struct {
	blocks []block
}

// Document is a template with its fields filled.
type Document struct {
	blocks []block
}

// Blank is what stands for a value that is filled in by hand: the number of a letter
// before the secretariat has given it one.
const Blank = "........................................"

// Values are what a template is filled with, by the name of the field: string, bool or
// []Values. Anything else is a [Fault]. Line breaks of a text are kept; a paragraph that
// is one field becomes as many paragraphs as the text has lines.
type Values map[string]any

// Field is a name that a template uses.
type Field struct {
	Name    string
	Printed bool    // {{name}}
	Asked   bool    // {{#name}} or {{^name}}
	Within  []Field // what stands between {{#name}} and {{/name}}; the counter {{no}} is not listed
	Place   Place   // of its first use
}

// Place is where in a template something stands: a line of the markup, or a paragraph of
// a DOCX, counted from 1; 0 is nowhere.
type Place struct {
	Line      int
	Paragraph int
}

func (p Place) String() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("line %d", p.Line)
	case p.Paragraph > 0:
		return fmt.Sprintf("paragraph %d", p.Paragraph)
	}
	return "nowhere"
}

// FaultCode is the stable code of what is wrong with a template or with its values.
type FaultCode string

// The codes of faults.
const (
	FaultNotDOCX   FaultCode = "not-docx"   // no Word document, or one that breaks off
	FaultMacro     FaultCode = "macro"      // a document with programs in it
	FaultTooLarge  FaultCode = "too-large"  // more bytes, blocks or depth than a letter has
	FaultEmpty     FaultCode = "empty"      // nothing in it
	FaultNotText   FaultCode = "not-text"   // no UTF-8, or control characters
	FaultDirective FaultCode = "directive"  // a line of the markup that is not understood; Field has its word
	FaultTag       FaultCode = "tag"        // {{…}} that is no tag; Field has what it says
	FaultUnclosed  FaultCode = "unclosed"   // {{#name}} without its end, or an end elsewhere
	FaultUnopened  FaultCode = "unopened"   // {{/name}} without its beginning
	FaultUnknown   FaultCode = "unknown"    // a field that the values lack
	FaultWrongKind FaultCode = "wrong-kind" // a list where a text is printed, or a value that is none
	FaultTable     FaultCode = "table"      // rows of different lengths, or more columns than a page bears
)

// FaultCodes lists every code, so that a test can prove that each has a sentence.
var FaultCodes = []FaultCode{
	FaultNotDOCX, FaultMacro, FaultTooLarge, FaultEmpty, FaultNotText, FaultDirective, FaultTag, FaultUnclosed, FaultUnopened,
	FaultUnknown, FaultWrongKind, FaultTable,
}

// Fault is one thing that is wrong, and where.
type Fault struct {
	Code  FaultCode
	Field string // the field, or what stands there; may be ""
	Place Place
}

// Faults are everything that is wrong, in the order of the template: the error of
// [ParseText], [ReadDOCX] and [Template.Fill]. Take it with errors.As.
type Faults []Fault

func (f Faults) Error() string {
	parts := make([]string, len(f))
	for i, x := range f {
		parts[i] = fmt.Sprintf("%s: %s %s", x.Place, x.Code, x.Field)
	}
	return strings.Join(parts, "; ")
}

// NoteCode is the stable code of something in an uploaded document that the template
// does not take over.
type NoteCode string

// The codes of notes.
const (
	NotePicture  NoteCode = "picture"        // a picture, shape, chart or text box
	NoteHeader   NoteCode = "header"         // what stands in headers and footers: the letterhead and page numbers come from Alur
	NoteFootnote NoteCode = "footnote"       // footnotes, endnotes and comments
	NoteChange   NoteCode = "tracked-change" // a suggested change: inserted text is taken, deleted text is not
	NoteNested   NoteCode = "nested-table"   // a table in a table: its text is taken, line by line
	NoteMerged   NoteCode = "merged-rows"    // cells merged over rows
	NoteFont     NoteCode = "font"           // another font, size or colour
	NoteWordTag  NoteCode = "word-field"     // a field of Word's own: the text that it shows is taken
	NoteLink     NoteCode = "link"           // a link or another part outside: its text is taken
	NoteTab      NoteCode = "tab"            // tab stops other than left ones
	NoteColumns  NoteCode = "columns"        // text in columns, pages lying on their side
	NoteOther    NoteCode = "other"          // anything else that is not understood
)

// NoteCodes lists every code, so that a test can prove that each has a sentence.
var NoteCodes = []NoteCode{
	NotePicture, NoteHeader, NoteFootnote, NoteChange, NoteNested, NoteMerged, NoteFont, NoteWordTag, NoteLink, NoteTab, NoteColumns, NoteOther,
}

// Note says what of an uploaded document is not taken over, once for each code, and where
// that stands first.
type Note struct {
	Code  NoteCode
	Place Place
	Count int // how often
}

// Size is the paper.
type Size string

// The papers that offices use.
const (
	A4 Size = "A4" // 210 × 297 mm
	F4 Size = "F4" // 215 × 330 mm
)

// Valid reports whether s is one of the papers.
func (s Size) Valid() bool { return s == A4 || s == F4 }

// Letterhead stands above the first page. The zero value is none.
type Letterhead struct {
	Above string   // the government: "PEMERINTAH KOTA SALATIGA"
	Name  string   // the organisation, the largest line
	Below []string // address, phone, e-mail, web
	Logo  []byte   // PNG or JPEG; nil is none
}

// Look is what surrounds a document when it is made.
type Look struct {
	Size   Size // "" is A4
	Head   Letterhead
	Check  string    // the address in the QR code, printed beside it; "" leaves both out
	Seal   string    // the line with the hash of the history
	Draft  bool      // marks every page as a draft
	Made   time.Time // what both formats say they were made at
	Title  string    // of the file, for programs that list files
	Author string    // of the file
}

// Words writes a number as letters do: 1250 is "seribu dua ratus lima puluh".
func Words(n int64) string { return text.Words(n) }

// DateWords writes the day that t is in Jakarta as minutes of handing over do:
// "Kamis, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam".
func DateWords(t time.Time) string { return text.DateWords(t) }
