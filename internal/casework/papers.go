package casework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// PaperRecord is the record of a request as papers are made from it: what is confidential
// is not in it, whoever asks.
type PaperRecord struct {
	View *View
	Hash string // of the last event
	// Kinds are those of the flow that the actor may see.
	Kinds []flow.PaperView
}

// PaperRecord returns what papers of a request are made from. Refusals: not-found.
func (c *Cases) PaperRecord(ctx context.Context, a Actor, id alur.RequestID) (*PaperRecord, error) {
	var out *PaperRecord
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		w := &writing{c: c, actor: a, cmd: flow.SetData{}}
		if err := w.loadRow(ctx, tx, row); err != nil {
			return err
		}
		rec := &PaperRecord{Hash: row.Hash, Kinds: c.flows.Papers(w.state, w.env)}
		if rec.View, err = c.viewOf(ctx, tx, w.env.Actor, row, w.state); err != nil {
			return err
		}
		if !a.User.ThirdParty() {
			papers := slices.Clone(rec.View.State.Papers) // the viewer sees all of them
			rec.View.State.Redact(rec.View.Plan)
			rec.View.State.Papers = papers
		}
		out = rec
		return nil
	})
	return out, err
}

// MayIssue says whether the actor may issue a paper of the kind now, before it is drawn:
// the refusals of [Cases.IssuePaper] but for its version.
func (c *Cases) MayIssue(ctx context.Context, a Actor, id alur.RequestID, kind string) error {
	return c.permit(ctx, a, id, flow.IssuePaper{Kind: kind, Check: true}, true)
}

// errUndrawn ends a write that has come as far as it can without a paper.
var errUndrawn = errors.New("the paper is not drawn yet")

// BeforeIssue goes as far as [Cases.IssuePaper] does without a paper, so that none is drawn
// and kept in vain. nil says that one is wanted; else it is the answer that the key has, or
// the refusal.
func (c *Cases) BeforeIssue(ctx context.Context, a Actor, id alur.RequestID, kind string, o Options) (*Written, error) {
	w := &writing{c: c, actor: a, options: o, cmd: flow.IssuePaper{Kind: kind, Check: true}, done: &Written{}}
	w.confirm = func() error { return errUndrawn }
	done, err := c.carryOut(ctx, id, w)
	if !errors.Is(err, errUndrawn) {
		return done, err
	}
	return nil, c.MayIssue(ctx, a, id, kind)
}

// MayChangePaper says whether the actor may register, or withdraw, a paper now, before a
// signed file is read: not-found and the 403 and 409 refusals.
func (c *Cases) MayChangePaper(ctx context.Context, a Actor, id alur.RequestID, code string, withdraw bool) error {
	if withdraw {
		return c.permit(ctx, a, id, flow.WithdrawPaper{Code: code, Check: true}, false)
	}
	return c.permit(ctx, a, id, flow.RegisterPaper{Code: code, Check: true}, false)
}

// ErrMoved says that the history went on while a paper was drawn from it: draw it again.
var ErrMoved = errors.New("the history went on meanwhile")

// IssuePaper puts a paper on record whose bytes [Cases.KeepPaper] has taken to safety. It
// supersedes the one of its kind that was in force. For the party whose paper it is
// ([flow.PaperKind.Parties]), and not for services; paused requests issue none, ended ones
// those about the end alone. [ErrMoved] when the command's head is not the history's.
//
// Refusals: not-found, read-only-role, not-your-party, four-eyes, person-required,
// request-ended, paused, wrong-stage, stale-version, invalid-data (an unknown kind), blocked
// (items that it needs are missing).
func (c *Cases) IssuePaper(ctx context.Context, a Actor, id alur.RequestID, cmd flow.IssuePaper, o Options) (*Written, error) {
	w := &writing{c: c, actor: a, options: o, cmd: cmd, done: &Written{}}
	w.confirm = func() error {
		if w.row.Hash != cmd.Head {
			return ErrMoved
		}
		return nil
	}
	return c.carryOut(ctx, id, w)
}

// RegisterPaper enters what an office gave a paper: number, date and classification, and
// the signed file. What is empty stays as it was; signed may be nil. For those whose paper
// it is and those who sign or file it ([flow.PaperKind.Registrars]), also after the end.
//
// Refusals: as [Cases.IssuePaper]; wrong-transition for a paper that is not in force,
// unsupported-media-type for a signed file that is no PDF, invalid-data.
func (c *Cases) RegisterPaper(ctx context.Context, a Actor, id alur.RequestID, cmd flow.RegisterPaper, signed *StoredBlob, o Options) (*Written, error) {
	if signed != nil {
		if err := c.permit(ctx, a, id, flow.RegisterPaper{Code: cmd.Code, Check: true}, false); err != nil && o.Once == nil {
			return nil, err // what is not the caller's to register is not judged
		}
		if signed.Type != "pdf" {
			return nil, alur.RefuseField(alur.CodeUnsupportedMediaType, "file")
		}
		cmd.SignedSHA256, cmd.SignedSize = signed.SHA256, signed.Size
	}
	return c.write(ctx, a, id, o, cmd)
}

// WithdrawPaper says that a paper is not to be relied on any more, and why. For the party
// whose paper it is, also after the end. Refusals: as [Cases.RegisterPaper].
func (c *Cases) WithdrawPaper(ctx context.Context, a Actor, id alur.RequestID, code, reason string, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.WithdrawPaper{Code: code, Reason: reason})
}

// KeepPaper takes the bytes of a paper to safety. They belong to no request until
// [Cases.IssuePaper] names them.
func (c *Cases) KeepPaper(ctx context.Context, content []byte) (StoredBlob, error) {
	in, err := c.blobs.Receive(ctx, bytes.NewReader(content), MaxUpload)
	if err != nil {
		return StoredBlob{}, err
	}
	defer in.Discard()
	stored, err := in.Keep()
	return StoredBlob{SHA256: stored.SHA256, Size: stored.Size}, err
}

// PaperFile is one of the files of a paper.
type PaperFile string

// The files of a paper.
const (
	PaperPDF    PaperFile = "pdf"    // as issued
	PaperDOCX   PaperFile = "docx"   // to be changed
	PaperSigned PaperFile = "signed" // the signed PDF that was registered
)

// OpenPaper returns a paper that the actor may see and the bytes of one of its files,
// verified against the hash in the history, with their number. The caller closes them.
// Refusals: not-found, also for a file that the paper does not have; file-waiting and
// file-withheld as of [Cases.OpenDocument].
func (c *Cases) OpenPaper(ctx context.Context, a Actor, id alur.RequestID, code string, file PaperFile) (flow.Paper, io.ReadSeekCloser, int64, error) {
	v, err := c.Get(ctx, a, id)
	if err != nil {
		return flow.Paper{}, nil, 0, err
	}
	p := v.State.Paper(code)
	if p == nil {
		return flow.Paper{}, nil, 0, alur.Refuse(alur.CodeNotFound)
	}
	sum := map[PaperFile]string{PaperPDF: p.SHA256, PaperDOCX: p.DOCXSHA256, PaperSigned: p.Signed()}[file]
	if sum == "" {
		return flow.Paper{}, nil, 0, alur.Refuse(alur.CodeNotFound)
	}
	content, size, err := c.openBytes(ctx, sum)
	return *p, content, size, err
}

// UsePaper puts a paper into a document item as an uploaded file would be: the signed PDF
// where there is one, else the issued one. The bytes are not copied. name is the file's.
// Refusals: those of [Cases.AddDocument]; not-found for a paper that the actor does not
// see, wrong-transition for one that is not in force, file-withheld for infected bytes, invalid-data for an item that papers
// of its kind do not fill.
func (c *Cases) UsePaper(ctx context.Context, a Actor, id alur.RequestID, code, item, name string, o Options) (*Written, error) {
	v, err := c.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	p := v.State.Paper(code)
	if p == nil {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	if err := c.CheckUpload(ctx, a, id, item); err != nil && o.Once == nil {
		return nil, err
	}
	k, _ := flow.PaperKindOf(p.Kind)
	switch {
	case !p.InForce():
		return nil, alur.Refuse(alur.CodeWrongTransition)
	case !slices.Contains(k.Fills, alur.ItemID(item)):
		return nil, &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{{Code: alur.BlockInvalidItem, Item: item, Reason: "unknown-document"}}}
	}
	sum := p.SHA256
	if signed := p.Signed(); signed != "" {
		sum = signed
	}
	if err := c.reusableBytes(ctx, sum); err != nil {
		return nil, err
	}
	content, size, err := c.blobs.Open(ctx, sum)
	if err != nil {
		return nil, fmt.Errorf("use paper %s: %w", code, err)
	}
	_ = content.Close() // it was only looked at
	t, _ := blob.TypeOf("application/pdf")
	return c.write(ctx, a, id, o, flow.AddDocument{
		ID: alur.DocumentID(alur.NewID()), Kind: item, Name: blob.CleanName(name), Size: size, MediaType: t.MediaType, Type: t.ID, SHA256: sum,
	})
}

// papersOf derives the papers of a request in order of issue.
func papersOf(s *flow.State) []store.PaperRow {
	out := make([]store.PaperRow, 0, len(s.Papers))
	for _, p := range s.Papers {
		row := store.PaperRow{
			Code: p.Code, Request: s.Request, Seq: p.Seq, Kind: p.Kind, Template: p.Template, SHA256: p.SHA256, DOCXSHA256: p.DOCXSHA256,
			Head: p.Head, Party: p.Party, By: p.By, At: p.At.UTC(), State: store.PaperInForce,
		}
		switch {
		case p.Withdrawn != nil:
			row.State = store.PaperWithdrawn
		case p.ReplacedBy != "":
			row.State = store.PaperReplaced
		}
		if r := p.Register; r != nil {
			row.Number, row.Date, row.Classification, row.SignedSHA256 = r.Number, r.Date, r.Classification, r.SignedSHA256
		}
		out = append(out, row)
	}
	return out
}

// savePapers brings the table of papers up to the state.
func (w *writing) savePapers(ctx context.Context, tx *store.Tx, next *flow.State) error {
	was := papersOf(w.state)
	for i, row := range papersOf(next) {
		if i < len(was) && was[i] == row {
			continue
		}
		if err := tx.PutPaper(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// comparePapers compares the table of papers with what the history makes of it.
func (r *rebuilding) comparePapers(ctx context.Context, tx *store.Tx) (*Fault, error) {
	stored, err := tx.Papers(ctx, r.row.ID)
	if err != nil {
		return nil, err
	}
	same := func(a, b store.PaperRow) bool {
		at := a.At.Equal(b.At)
		a.At = b.At
		return at && a == b
	}
	if want := papersOf(r.state); !slices.EqualFunc(stored, want, same) {
		return &Fault{What: "the papers in their table are not those of the history"}, nil
	}
	return nil, nil //nolint:nilnil // no fault, which is the good outcome
}
