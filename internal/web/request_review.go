package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of the controls of a review: prefix + document id.
const (
	reviewVerdict = "hasil."
	reviewNote    = "catatan."
)

// A rowReview is what was typed about one document.
type rowReview struct {
	verdict, note, fault string
}

// underReview lists the current documents of the stages under review, in the order
// of the definition.
func underReview(v *casework.View) []flow.Document {
	if v.Stage.Review == nil {
		return nil
	}
	var out []flow.Document
	for _, id := range v.Stage.Review.Stages {
		st := v.Plan.Stage(id)
		if st == nil {
			continue
		}
		for _, it := range st.Items {
			for _, doc := range v.Documents {
				if doc.Stage == id && doc.Kind == it.ID {
					out = append(out, doc)
				}
			}
		}
	}
	return out
}

// reviewForm is the review for the reviewing party, or nil. typed holds what was
// sent and could not be saved.
func (a *app) reviewForm(d *desk, u alur.User, typed map[alur.DocumentID]rowReview) *page.ReviewForm {
	if !d.reviews() {
		return nil
	}
	v := d.View
	f := &page.ReviewForm{Action: requestPath(v, "telaah"), Hiddens: formHiddens(v), Changed: v.UpdatedAt.UnixMilli()}
	entered := v.State.Passages[len(v.State.Passages)-1].At
	if slices.Contains(v.State.Submitters, u.Username) {
		f.Barred = text.Blocker(alur.Blocker{Code: alur.BlockFourEyes}, nil)
	}
	for _, doc := range underReview(v) {
		was := rowReview{}
		if doc.Review != nil {
			was = rowReview{verdict: doc.Review.Verdict, note: doc.Review.Note}
		}
		now, sent := typed[doc.ID]
		if !sent {
			now = was
		}
		row := page.ReviewRow{Doc: d.Doc(doc)}
		row.Verdict = page.Field{ID: reviewVerdict + string(doc.ID), Label: "Hasil telaah", Type: "radios", Value: now.verdict}
		for _, x := range []string{flow.Accepted, flow.Rejected} {
			row.Verdict.Options = append(row.Verdict.Options, page.Choice{Value: x, Text: text.VerdictOf(x), Checked: now.verdict == x})
		}
		row.Note = page.Field{
			ID: reviewNote + string(doc.ID), Label: "Catatan untuk pemohon", Hint: "Wajib bila perlu perbaikan: sebutkan apa yang harus dibetulkan",
			Type: "textarea", Rows: 2, Value: now.note, Spellcheck: true, Fault: now.fault,
		}
		for _, old := range v.AllDocuments {
			if old.ReplacedBy == doc.ID {
				before := d.Doc(old)
				row.Before = &before
			}
		}
		f.Total++
		switch {
		case was.verdict == "":
			f.Open = append(f.Open, row)
		case was.verdict == flow.Accepted && doc.Review.At.Before(entered):
			f.Count++
			f.Kept = append(f.Kept, row)
			f.OpenKept = f.OpenKept || now.fault != ""
		default:
			f.Count++
			f.Done = append(f.Done, row)
			f.OpenDone = f.OpenDone || now.fault != ""
		}
	}
	if rows := slices.Concat(f.Open, f.Done, f.Kept); len(rows) > 0 && f.Barred == "" {
		for _, doc := range v.Documents {
			if string(doc.ID) == rows[0].Doc.ID {
				first := viewerAtHand(d, doc)
				f.First = &first
			}
		}
	}
	f.Primary = len(f.Open) > 0 && f.Barred == ""
	return f
}

// submitReview saves the verdicts of one page. All are looked at before the first
// is saved, so that a forgotten note saves nothing by halves.
func (a *app) submitReview(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	if v.Stage.Review == nil {
		return a.renderRequest(w, r, v, lostReview(v, in))
	}
	typed := map[alur.DocumentID]rowReview{}
	var faults []page.Fault
	d := &desk{form.Desk{View: v}}
	for _, doc := range v.Documents {
		row := rowReview{verdict: in.values.Get(reviewVerdict + string(doc.ID)), note: form.CleanText(in.values.Get(reviewNote + string(doc.ID)))}
		if row == (rowReview{}) {
			continue
		}
		switch {
		case row.verdict == "":
			row.fault = text.NoteWithoutVerdict(d.KindTitle(doc))
			faults = append(faults, page.Fault{Field: reviewVerdict + string(doc.ID), Text: row.fault})
		case row.verdict == flow.Rejected && row.note == "":
			row.fault = text.RejectionNeedsNote(d.KindTitle(doc))
			faults = append(faults, page.Fault{Field: reviewNote + string(doc.ID), Text: row.fault})
		}
		typed[doc.ID] = row
	}
	// A document that was replaced meanwhile has no row any more; what was said of the
	// old file must not go unnoticed.
	for name := range in.values {
		id, ok := strings.CutPrefix(name, reviewVerdict)
		if ok && !slices.ContainsFunc(v.Documents, func(doc flow.Document) bool { return string(doc.ID) == id }) {
			faults = append(faults, page.Fault{Field: "telaah", Text: text.ReviewedFileGone()})
		}
	}
	if len(faults) > 0 {
		return a.renderReview(w, r, v, typed, faults, http.StatusUnprocessableEntity)
	}
	saved := 0
	for _, doc := range underReview(v) {
		row, ok := typed[doc.ID]
		if !ok || doc.Review != nil && doc.Review.Verdict == row.verdict && doc.Review.Note == row.note {
			continue
		}
		done, err := a.Cases.Review(r.Context(), a.actor(r), v.ID, doc.ID, row.verdict, row.note, casework.Options{})
		if e := asRefusal(err); err != nil {
			switch {
			case statusOf(e.Code) == http.StatusForbidden || statusOf(e.Code) == http.StatusConflict || e.Code == alur.CodeNotFound:
				a.noteDenial(r, e)
				if v, err = a.requestOf(r); err != nil {
					return err
				}
				return a.renderRequest(w, r, v, lostReview(v, in))
			case e.Code != alur.CodeInvalidData || len(e.Blockers) == 0:
				return err
			}
			row.fault = text.Blocker(e.Blockers[0], nil)
			typed[doc.ID] = row
			return a.renderReview(w, r, v, typed, []page.Fault{{Field: reviewNote + string(doc.ID), Text: row.fault}}, http.StatusUnprocessableEntity)
		}
		saved++
		v = done.View
	}
	a.notify(w, r, page.Notice{Text: text.ReviewSaved(saved, reviewed(v), len(underReview(v)))})
	to := requestPath(v) + "#tindakan"
	if reviewed(v) < len(underReview(v)) {
		to = requestPath(v) + "#telaah"
	}
	redirect(w, r, to)
	return nil
}

// lostReview keeps what was written about documents whose review is over.
func lostReview(v *casework.View, in *posted) *sentForm {
	d := &desk{form.Desk{View: v}}
	sent := &sentForm{status: http.StatusConflict, faults: []page.Fault{{Text: text.ActionNotNow()}}}
	for _, doc := range v.AllDocuments {
		note := form.CleanText(in.values.Get(reviewNote + string(doc.ID)))
		if note == "" || doc.Review != nil && doc.Review.Note == note {
			continue
		}
		sent.unsaved = append(sent.unsaved, page.Answer{Title: d.KindTitle(doc), Text: []string{note}})
	}
	if len(sent.unsaved) > 0 {
		sent.faults = []page.Fault{{Field: unsavedAnchor, Text: text.MovedOn()}}
	}
	return sent
}

func reviewed(v *casework.View) int {
	n := 0
	for _, doc := range underReview(v) {
		if doc.Review != nil {
			n++
		}
	}
	return n
}

func (a *app) renderReview(w http.ResponseWriter, r *http.Request, v *casework.View, typed map[alur.DocumentID]rowReview, faults []page.Fault, status int) error {
	return a.renderRequestWith(w, r, v, nil, func(p *page.RequestShow, d *desk) int {
		p.Faults = faults
		p.Review = a.reviewForm(d, a.session(r).User, typed)
		return status
	})
}
