package web

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// showDocuments lists the files of a request by stage; with ?semua=ya the replaced
// and removed ones as well.
func (a *app) showDocuments(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	signs, err := a.Cases.Signatures(r.Context(), v)
	if err != nil {
		return err
	}
	d := &desk{form.Desk{View: v, Signs: signs}}
	p := &page.RequestDocs{All: r.URL.Query().Get("semua") != "", Old: len(v.AllDocuments) - len(v.Documents), Path: requestPath(v, tabDocs)}
	tell(&p.Base, v, "Dokumen")
	p.Head = a.head(v, tabDocs, a.session(r).User)
	list := v.Documents
	if p.All {
		list = v.AllDocuments
	}
	for _, st := range v.Plan.Stages {
		group := page.DocGroup{Title: st.Title}
		for _, it := range st.Items {
			// The newest version of each item first.
			for _, doc := range slices.Backward(list) {
				if doc.Stage == st.ID && doc.Kind == it.ID && doc.Finding == 0 {
					group.Docs = append(group.Docs, d.Doc(doc))
				}
			}
		}
		for _, doc := range list {
			if doc.Stage == st.ID && doc.Finding > 0 {
				group.Docs = append(group.Docs, d.Doc(doc))
			}
		}
		if len(group.Docs) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
	return a.render(w, r, http.StatusOK, "request_docs", p)
}

// downloadDocument sends the bytes of a file that the visitor sees, as an
// attachment that no browser may run, whatever is in it.
func (a *app) downloadDocument(w http.ResponseWriter, r *http.Request) error {
	doc, content, err := a.Cases.OpenDocument(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), alur.DocumentID(r.PathValue("doc")))
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", doc.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": doc.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+doc.SHA256+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// removable finds a current document that the viewer owns and may take out now.
func (a *app) removable(v *casework.View, id alur.DocumentID) (*flow.Document, error) {
	for i := range v.Documents {
		doc := &v.Documents[i]
		if doc.ID != id {
			continue
		}
		if doc.Finding > 0 {
			d := &desk{form.Desk{View: v}}
			f := v.State.Findings[doc.Finding-1]
			if d.illustrates(f) && doc.Stage == v.Stage.ID && doc.Round == len(f.History) {
				return doc, nil
			}
		}
		for _, s := range slots(v) {
			if s.item.ID == doc.Kind && s.stage.ID == doc.Stage {
				return doc, nil
			}
		}
		return nil, alur.Refuse(alur.CodeWrongStage)
	}
	return nil, alur.Refuse(alur.CodeNotFound)
}

// showRemoval asks whether a file is to be taken out.
func (a *app) showRemoval(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	doc, err := a.removable(v, alur.DocumentID(r.PathValue("doc")))
	if err != nil {
		return err
	}
	d := &desk{form.Desk{View: v}}
	p := &page.RequestRemove{Doc: d.Doc(*doc)}
	tell(&p.Base, v, "Hapus berkas")
	p.Wide = false
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	p.Head = a.head(v, tabDocs, a.session(r).User)
	p.Form = page.ActionForm{Action: requestPath(v, tabDocs, string(doc.ID), "hapus"), Button: "Hapus berkas ini", Class: "tombol-bahaya", Hiddens: formHiddens(v)}
	return a.render(w, r, http.StatusOK, "request_remove", p)
}

// submitRemoval takes a file out of its stage's set; the history keeps it.
func (a *app) submitRemoval(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	id := alur.DocumentID(r.PathValue("doc"))
	name, finding := "", 0
	for _, doc := range v.AllDocuments {
		if doc.ID == id {
			name, finding = doc.Name, doc.Finding
		}
	}
	answer := func(*casework.Written) reply {
		to := requestPath(v)
		if finding > 0 {
			to = requestPath(v, tabFindings, strconv.Itoa(finding))
		}
		if isDraft(v) {
			to = requestPath(v, "isi", sectionIDOf("surat"))
		}
		return reply{To: to, Notice: page.Notice{Text: text.Removed(name)}}
	}
	in := &posted{values: r.PostForm}
	done, err := a.Cases.RemoveDocument(r.Context(), a.actor(r), v.ID, id, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}
