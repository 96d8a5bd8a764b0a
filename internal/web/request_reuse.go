package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldReuse is the control with which an earlier file is chosen: request and document.
const fieldReuse = "berkas"

// showReuse offers the files that were uploaded before and fit the slot.
func (a *app) showReuse(w http.ResponseWriter, r *http.Request) error {
	v, it, err := a.openSlot(r)
	if err != nil {
		return err
	}
	return a.renderReuse(w, r, v, it, nil)
}

func (a *app) renderReuse(w http.ResponseWriter, r *http.Request, v *casework.View, it *flow.Item, faults []page.Fault) error {
	found, err := a.Cases.Reusable(r.Context(), a.actor(r), v.ID, string(it.ID))
	if err != nil {
		return err
	}
	p := &page.RequestReuse{Item: it.Title, Replaces: replaces(v, it)}
	tell(&p.Base, v, "Pilih berkas")
	p.Wide = false
	p.Back = page.Link{Href: slotPath(v, it), Text: it.Title}
	p.Head = a.head(v, tabMain, a.session(r).User)
	p.Faults = faults
	p.Choice = page.Field{ID: fieldReuse, Type: "radios", Label: "Berkas yang sudah pernah diunggah", Fault: p.Fault(fieldReuse)}
	d := &desk{form.Desk{View: v}}
	for _, x := range found {
		doc := d.Doc(x.Document)
		hint := []string{doc.Meta, x.ItemTitle}
		if x.Request != v.ID {
			hint = append(hint, strings.TrimSpace(x.Number+" "+titleOf(x.Title)))
		}
		hint = append(hint, text.Date(x.Document.UploadedAt))
		p.Choice.Options = append(p.Choice.Options, page.Choice{
			Value: string(x.Request) + "." + string(x.Document.ID), Text: x.Document.Name, Hint: strings.Join(hint, " · "),
			Checked: r.PostForm.Get(fieldReuse) == string(x.Request)+"."+string(x.Document.ID),
		})
	}
	p.Form = page.ActionForm{
		Action: requestPath(v, slotReuse, string(it.ID)), Button: "Pakai berkas ini", Class: "tombol", Hiddens: append(formHiddens(v), before(v, it)...),
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return a.render(w, r, status, "request_reuse", p)
}

// submitReuse puts an earlier file into the slot.
func (a *app) submitReuse(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, it, err := a.openSlot(r)
	if err != nil {
		return err
	}
	from, doc, ok := strings.Cut(r.PostForm.Get(fieldReuse), ".")
	if !ok {
		return a.renderReuse(w, r, v, it, []page.Fault{{Field: fieldReuse, Text: text.ChooseFile()}})
	}
	chosen, err := a.documentOf(r, alur.RequestID(from), alur.DocumentID(doc))
	if err != nil {
		return err
	}
	s := &saved{in: &posted{values: r.PostForm}, view: v}
	f := postedFile{kind: string(it.ID), name: chosen.Name, blob: casework.StoredBlob{SHA256: chosen.SHA256}}
	if sentence := a.replacedMeanwhile(r, s, it, f); sentence != "" {
		return a.renderReuse(w, r, v, it, []page.Fault{{Field: fieldReuse, Text: sentence}})
	}
	answer := func(*casework.Written) reply {
		return reply{To: slotPath(v, it), Notice: page.Notice{Text: text.Saved(false, []string{f.name})}}
	}
	done, err := a.Cases.ReuseDocument(r.Context(), a.actor(r), v.ID, string(it.ID), alur.RequestID(from), alur.DocumentID(doc),
		casework.Options{Once: s.in.once(r, "", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// documentOf finds a document of any request that the visitor sees.
func (a *app) documentOf(r *http.Request, id alur.RequestID, doc alur.DocumentID) (flow.Document, error) {
	v, err := a.Cases.Get(r.Context(), a.actor(r), id)
	if err != nil {
		return flow.Document{}, err
	}
	for _, d := range v.AllDocuments {
		if d.ID == doc {
			return d, nil
		}
	}
	return flow.Document{}, alur.Refuse(alur.CodeNotFound)
}
