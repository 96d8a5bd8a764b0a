package paperwork

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

// State is what there is of papers on one request, for one person.
type State struct {
	View *casework.View
	// Kinds are those of the request's flow that the person may see, in the order of the
	// guide.
	Kinds []KindState
}

// KindState is one kind on one request.
type KindState struct {
	Kind

	View flow.PaperView
	// Timely: it can be issued now by whoever is its party.
	Timely bool
	// Papers are those that were issued, the newest first.
	Papers []flow.Paper
}

// State reads what papers there are and could be: not-found.
func (d *Desk) State(ctx context.Context, a casework.Actor, id alur.RequestID) (*State, error) {
	rec, err := d.Cases.PaperRecord(ctx, a, id)
	if err != nil {
		return nil, err
	}
	out := &State{View: rec.View}
	for _, v := range rec.Kinds {
		k := KindState{Kind: kindOf(v.Kind), View: v, Timely: v.Kind.Timely(rec.View.Plan, rec.View.State)}
		for i := len(rec.View.State.Papers) - 1; i >= 0; i-- {
			if p := rec.View.State.Papers[i]; p.Kind == k.ID {
				k.Papers = append(k.Papers, p)
			}
		}
		out.Kinds = append(out.Kinds, k)
	}
	return out, nil
}

// File is a paper as bytes.
type File struct {
	Name    string
	Content []byte
}

// Preview draws a paper as it would be issued now, marked as a draft; docx asks for the
// one to be changed. Nothing is put on record. For whoever sees the request and the kind;
// blocked when items that it needs are missing, wrong-stage before its time, not-found for
// a kind that the flow does not have or that the actor does not see.
func (d *Desk) Preview(ctx context.Context, a casework.Actor, id alur.RequestID, kind string, docx bool) (*File, error) {
	rec, err := d.Cases.PaperRecord(ctx, a, id)
	if err != nil {
		return nil, err
	}
	for _, v := range rec.Kinds {
		if v.Kind.ID != kind {
			continue
		}
		if missing := v.Kind.Lacking(rec.View.Plan, rec.View.State); len(missing) > 0 {
			return nil, lacking(missing)
		}
		if !v.Kind.Drawable(rec.View.Plan, rec.View.State) {
			return nil, alur.Refuse(alur.CodeWrongStage)
		}
		made, err := d.make(ctx, a, rec, kind, "")
		if err != nil {
			return nil, err
		}
		f := &File{Name: FileName("konsep-"+kind, rec.View.Number, "pdf"), Content: made.pdf}
		if docx {
			f.Name, f.Content = FileName("konsep-"+kind, rec.View.Number, "docx"), made.docx
		}
		return f, nil
	}
	return nil, alur.Refuse(alur.CodeNotFound)
}

func lacking(items []alur.ItemID) error {
	e := &alur.Error{Code: alur.CodeBlocked}
	for _, id := range items {
		e.Blockers = append(e.Blockers, alur.Blocker{Code: alur.BlockMissingItem, Item: string(id)})
	}
	return e
}

// tries is how often a paper is drawn again because the history went on meanwhile.
const tries = 5

// Issue draws a paper of a kind and puts it on record. It is never drawn again: what was
// issued is what is kept. Refusals: those of [casework.Cases.IssuePaper], and conflict when
// the history goes on faster than papers are drawn. The paper is [Issued].
func (d *Desk) Issue(ctx context.Context, a casework.Actor, id alur.RequestID, kind string, o casework.Options) (*casework.Written, error) {
	if done, err := d.Cases.BeforeIssue(ctx, a, id, kind, o); done != nil || err != nil {
		return done, err
	}
	for range tries {
		cmd, err := d.command(ctx, a, id, kind)
		if err != nil {
			return nil, err
		}
		done, err := d.Cases.IssuePaper(ctx, a, id, cmd, o)
		if !errors.Is(err, casework.ErrMoved) {
			return done, err
		}
	}
	return nil, alur.Refuse(alur.CodeConflict)
}

// Issued is the paper that a write has issued.
func Issued(w *casework.Written) *flow.Paper {
	papers := w.View.State.Papers
	if len(papers) == 0 {
		return nil
	}
	return &papers[len(papers)-1]
}

// command draws the paper and takes its bytes to safety. What the actor may not issue is
// not drawn: the write says why.
func (d *Desk) command(ctx context.Context, a casework.Actor, id alur.RequestID, kind string) (flow.IssuePaper, error) {
	rec, err := d.Cases.PaperRecord(ctx, a, id)
	if err != nil {
		return flow.IssuePaper{}, err
	}
	cmd := flow.IssuePaper{Kind: kind, Head: rec.Hash}
	for _, v := range rec.Kinds {
		if v.Kind.ID != kind || v.Code != "" {
			continue
		}
		cmd.Code = alur.NewTrackingCode()
		made, err := d.make(ctx, a, rec, kind, cmd.Code)
		if err != nil {
			return cmd, err
		}
		pdf, err := d.Cases.KeepPaper(ctx, made.pdf)
		if err != nil {
			return cmd, fmt.Errorf("keep paper: %w", err)
		}
		docx, err := d.Cases.KeepPaper(ctx, made.docx)
		if err != nil {
			return cmd, fmt.Errorf("keep paper: %w", err)
		}
		cmd.Template, cmd.SHA256, cmd.DOCXSHA256 = made.template, pdf.SHA256, docx.SHA256
	}
	return cmd, nil
}

// made is a paper that was drawn.
type made struct {
	pdf, docx []byte
	template  string
}

// make draws a paper from a record: without a code a draft.
func (d *Desk) make(ctx context.Context, a casework.Actor, rec *casework.PaperRecord, kind, code string) (*made, error) {
	t, version, err := d.template(ctx, kind)
	if err != nil {
		return nil, err
	}
	k, _ := KindOf(kind)
	at := d.Clock().UTC().Truncate(time.Second)
	of, err := d.offices(ctx, a, rec.View)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(kind, "daftar-hadir") {
		g, err := d.Cases.Gathering(ctx, a, rec.View.ID, meetingItems[k.Stage])
		if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
			return nil, err
		}
		if g != nil && g.Meeting.Stage.ID == k.Stage {
			of.present = g.Present
		}
	}
	doc, err := t.Fill(values(rec.View, k, of, at))
	if err != nil {
		return nil, fmt.Errorf("fill %s (%s): %w", kind, version, err)
	}
	look := paper.Look{
		Size: d.Size, Head: of.letterhead, Draft: code == "", Made: at, Title: k.Name + " " + rec.View.Title, Author: of.ict.Name,
		Seal: text.PaperSeal(rec.View.Number, rec.Hash, code),
	}
	if code != "" {
		look.Check = d.CheckAddress(code)
	}
	select {
	case d.drawing <- struct{}{}:
		defer func() { <-d.drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var pdf, docx bytes.Buffer
	if err := doc.PDF(&pdf, look); err != nil {
		return nil, fmt.Errorf("draw %s: %w", kind, err)
	}
	if err := doc.DOCX(&docx, look); err != nil {
		return nil, fmt.Errorf("write %s: %w", kind, err)
	}
	return &made{pdf: pdf.Bytes(), docx: docx.Bytes(), template: version}, nil
}

// Use puts a paper into a document item: [casework.Cases.UsePaper] with the name of its
// kind.
func (d *Desk) Use(ctx context.Context, a casework.Actor, id alur.RequestID, code, item string, o casework.Options) (*casework.Written, error) {
	v, err := d.Cases.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	p := v.State.Paper(code)
	if p == nil {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	return d.Cases.UsePaper(ctx, a, id, code, item, FileName(p.Kind, v.Number, "pdf"), o)
}
