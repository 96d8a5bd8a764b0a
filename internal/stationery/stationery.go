// Package stationery keeps the templates of papers that officials change: it judges an
// upload, shows it with made-up values before it is in force, puts it in force, and hands
// it to whoever makes papers (decision 0027).
//
// It owns what makes a document a usable template and what stands in its example. It must
// not know HTTP, how a document is read or drawn (internal/paper), nor which kinds and
// fields there are (internal/paperwork). Start reading at [Desk] and [Judge].
package stationery

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
)

// Desk is the use cases on templates. What changes one is for administrators; the caller
// has checked. It is a [paperwork.TemplateSource].
type Desk struct {
	Directory *directory.Directory
	Clock     alur.Clock
	// Size is the paper of the offices; "" is A4.
	Size paper.Size
}

// Kind is one kind of paper with what became of its template.
type Kind struct {
	paperwork.Kind
	directory.TemplateHistory
}

// Kinds lists every kind of paper, in the order of the guide.
func (d *Desk) Kinds(ctx context.Context) ([]Kind, error) {
	histories, err := d.Directory.Templates(ctx)
	if err != nil {
		return nil, err
	}
	var out []Kind
	for _, k := range paperwork.Kinds() {
		out = append(out, Kind{k, histories[k.ID]})
	}
	return out, nil
}

// Kind is one of them: not-found for a kind that there is not.
func (d *Desk) Kind(ctx context.Context, id string) (Kind, error) {
	all, err := d.Kinds(ctx)
	if err != nil {
		return Kind{}, err
	}
	for _, k := range all {
		if k.ID == id {
			return k, nil
		}
	}
	return Kind{}, alur.Refuse(alur.CodeNotFound)
}

// Version is one version of a template, or the shipped one.
type Version struct {
	directory.Template // of the shipped one only Kind is set
	Notes              []paper.Note

	template *paper.Template
	docx     []byte // as uploaded; nil of the shipped one
}

// Version reads a version with what was not taken over of its document; 0 is the shipped
// one. not-found for a kind or version that there is not.
func (d *Desk) Version(ctx context.Context, kind string, version int) (*Version, error) {
	k, ok := paperwork.KindOf(kind)
	if !ok {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	v := &Version{Template: directory.Template{Kind: kind}}
	source := k.Shipped()
	if version != 0 {
		var err error
		if v.Template, v.docx, source, err = d.Directory.TemplateFile(ctx, kind, version); err != nil {
			return nil, err
		}
		// What was understood then is what counts; the notes tell of the document.
		if _, notes, err := paper.ReadDOCX(bytes.NewReader(v.docx), int64(len(v.docx))); err == nil {
			v.Notes = notes
		}
	}
	t, err := paper.ParseText(source)
	if err != nil {
		return nil, fmt.Errorf("template %s, version %d: %w", kind, version, err)
	}
	v.template = t
	return v, nil
}

// DOCX writes the document of a version: what was uploaded, or the shipped template as
// one that can be changed in Word.
func (v *Version) DOCX(w io.Writer) error {
	if v.docx != nil {
		_, err := w.Write(v.docx)
		return err
	}
	return v.template.DOCX(w)
}

// Example draws a paper from the version with made-up values, marked as a draft. head
// stands above it.
func (d *Desk) Example(v *Version, head paper.Letterhead, title string, w io.Writer) error {
	doc, err := v.template.Fill(samples())
	if err != nil {
		return fmt.Errorf("example of %s, version %d: %w", v.Kind, v.Template.Version, err)
	}
	return doc.PDF(w, paper.Look{Size: d.Size, Head: head, Draft: true, Made: d.Clock(), Title: title})
}

// Upload keeps a document as the next version of a kind's template, not in force yet.
// Refusals: not-found for an unknown kind, those of [Judge], conflict when the kind has as
// many versions as it may have.
func (d *Desk) Upload(ctx context.Context, kind, name string, docx []byte, by directory.By) (version int, err error) {
	if _, ok := paperwork.KindOf(kind); !ok {
		return 0, alur.Refuse(alur.CodeNotFound)
	}
	name, t, err := Judge(name, docx)
	if err != nil {
		return 0, err
	}
	return d.Directory.AddTemplate(ctx, kind, name, docx, t.Source(), by)
}

// Use puts a version in force: [directory.Directory.UseTemplate], and not-found for an
// unknown kind.
func (d *Desk) Use(ctx context.Context, kind string, version, seen int, reason string, by directory.By) error {
	if _, ok := paperwork.KindOf(kind); !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	return d.Directory.UseTemplate(ctx, kind, version, seen, reason, by)
}

// TemplateInForce is what papers of a kind are made with, and what they say of it,
// "bast@3"; nil where the shipped template is in force.
func (d *Desk) TemplateInForce(ctx context.Context, kind string) (*paper.Template, string, error) {
	version, source, err := d.Directory.TemplateInForce(ctx, kind)
	if err != nil || version == 0 {
		return nil, "", err
	}
	t, err := paper.ParseText(source)
	if err != nil {
		return nil, "", fmt.Errorf("template %s, version %d: %w", kind, version, err)
	}
	return t, fmt.Sprintf("%s@%d", kind, version), nil
}

var _ paperwork.TemplateSource = (*Desk)(nil)
