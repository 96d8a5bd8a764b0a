// Package paperwork makes the papers that come out of a request's record: it reads what
// is there, fills a template with it, draws the paper and has it put on record, so that
// nobody types a name twice (decision 0026).
//
// It owns the kinds of papers with their shipped templates, the fields that templates may
// use, and what each field says. It must not know HTTP, how a paper is drawn
// (internal/paper) nor who may issue one ([flow.PaperKind]). Start reading at [Desk] and
// [Kinds]; values.go says what stands in the fields.
package paperwork

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

//go:embed templates/*.txt
var shipped embed.FS

// Kind is a kind of paper with its words and its template.
type Kind struct {
	flow.PaperKind

	Name  string // what people call it
	About string // what it is for, in a sentence
	// File is the shipped template; kinds that look alike share one.
	File string
}

// Kinds lists every kind, in the order of the guide.
func Kinds() []Kind {
	var out []Kind
	for _, k := range flow.PaperKinds() {
		out = append(out, kindOf(k))
	}
	return out
}

// KindOf finds a kind.
func KindOf(id string) (Kind, bool) {
	k, ok := flow.PaperKindOf(id)
	return kindOf(k), ok
}

// sharedFiles are the templates of kinds that have none of their own.
var sharedFiles = map[string]string{
	"daftar-hadir-presentasi": "daftar-hadir", "daftar-hadir-rapat": "daftar-hadir", "daftar-hadir-sosialisasi": "daftar-hadir",
}

func kindOf(k flow.PaperKind) Kind {
	file := sharedFiles[k.ID]
	if file == "" {
		file = k.ID
	}
	return Kind{PaperKind: k, Name: text.PaperName(k.ID), About: text.PaperAbout(k.ID), File: file + ".txt"}
}

// Field is a name that templates may use.
type Field struct {
	Name  string
	About string
	// Within are the fields of each entry, of a list.
	Within []Field
	// Asks: it is yes or no, for {{#name}} and {{^name}} alone.
	Asks bool
}

// Fields lists what every template may use, whatever its kind: what a request does not
// have yet is empty.
func Fields() []Field { return fieldsOf(fields) }

func fieldsOf(list []field) []Field {
	out := make([]Field, 0, len(list))
	for _, f := range list {
		out = append(out, Field{Name: f.name, About: text.PaperField(f.name), Within: fieldsOf(f.within), Asks: f.asks})
	}
	return out
}

// Shipped is the text of the template of a kind that ships with the program, in the markup
// of internal/paper.
func (k Kind) Shipped() []byte {
	b, err := shipped.ReadFile("templates/" + k.File)
	if err != nil {
		panic(fmt.Sprintf("paperwork: the template of %s is not there: %v", k.ID, err))
	}
	return b
}

// shippedTemplate is a parsed template and what a paper says of it.
type shippedTemplate struct {
	template *paper.Template
	version  string // "shipped@" and the beginning of its hash
}

// templates parses what is shipped, once.
var templates = sync.OnceValues(func() (map[string]shippedTemplate, error) {
	out := map[string]shippedTemplate{}
	for _, k := range Kinds() {
		src := k.Shipped()
		t, err := paper.ParseText(src)
		if err != nil {
			return nil, fmt.Errorf("shipped template %s: %w", k.File, err)
		}
		sum := sha256.Sum256(src)
		out[k.ID] = shippedTemplate{t, "shipped@" + hex.EncodeToString(sum[:6])}
	}
	return out, nil
})

// TemplateSource is where templates come from that take the place of shipped ones.
type TemplateSource interface {
	// TemplateInForce returns the template in force for a kind and what a paper says of
	// it, "name@version"; nil where the shipped one is in force.
	TemplateInForce(ctx context.Context, kind string) (t *paper.Template, version string, err error)
}

// Config is what [New] needs. Templates, Size, PublicURL and Host may be empty.
type Config struct {
	Cases     *casework.Cases
	Directory *directory.Directory
	Clock     alur.Clock
	// Templates are those that somebody has uploaded; nil is none.
	Templates TemplateSource
	// Size is the paper of the offices; "" is A4.
	Size paper.Size
	// PublicURL is the address of the pages, without a slash at its end; "" prints the
	// code alone into the QR code.
	PublicURL string
}

// Desk makes, issues and keeps papers. It is safe for concurrent use.
type Desk struct {
	Config

	// drawing bounds how many are drawn at once: it takes a core.
	drawing chan struct{}
}

// maxDrawing is how many papers are drawn at once.
const maxDrawing = 2

// New returns a desk.
func New(c Config) *Desk {
	if c.Size == "" {
		c.Size = paper.A4
	}
	return &Desk{Config: c, drawing: make(chan struct{}, maxDrawing)}
}

// CheckPath is where anybody checks a paper by its code.
const CheckPath = "/cek-dokumen/"

// CheckAddress is what the QR code of a paper says.
func (d *Desk) CheckAddress(code string) string {
	if d.PublicURL == "" {
		return code
	}
	return d.PublicURL + CheckPath + code
}

// template returns the template in force for a kind, and what a paper says of it.
func (d *Desk) template(ctx context.Context, kind string) (*paper.Template, string, error) {
	if d.Templates != nil {
		t, version, err := d.Templates.TemplateInForce(ctx, kind)
		if err != nil || t != nil {
			return t, version, err
		}
	}
	all, err := templates()
	if err != nil {
		return nil, "", err
	}
	t, ok := all[kind]
	if !ok {
		return nil, "", fmt.Errorf("no template of %q", kind)
	}
	return t.template, t.version, nil
}

// FileName is what the file of a paper of the kind is called, with its ending.
func FileName(kind, number, ending string) string {
	return text.PaperFileName(kind, number) + "." + ending
}

// FillsItem reports whether papers of the kind may be put into the document item.
func (k Kind) FillsItem(item alur.ItemID) bool { return slices.Contains(k.PaperKind.Fills, item) }
