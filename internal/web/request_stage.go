package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// showStage shows what was given in a stage that was entered: not-found for others.
func (a *app) showStage(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	st := v.Plan.Stage(alur.StageID(r.PathValue("stage")))
	if st == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	p := &page.RequestStage{Number: st.Number, Name: st.Title, Guide: guideOf(v.Plan, st)}
	d := &desk{form.Desk{View: v, Now: a.Clock()}}
	for _, x := range v.State.Passages {
		if x.Stage != st.ID {
			continue
		}
		visit := page.Visit{Entered: text.DateTime(x.At)}
		if x.LeftAt != nil {
			visit.Left = text.DateTime(*x.LeftAt)
			visit.Text = string(x.Action)
			if act := st.Action(x.Action); act != nil {
				visit.Text = text.Happened(act.Title)
			}
			if x.By != "" {
				visit.Text += ", oleh " + d.Acted(x.By, x.OnBehalfOf, *x.LeftAt)
			}
		}
		p.Visits = append(p.Visits, visit)
	}
	if len(p.Visits) == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	for _, it := range st.Items {
		if it.Confidential && d.hides() {
			continue
		}
		p.Answers = append(p.Answers, d.Answer(st, it))
	}
	if st.Review != nil {
		for _, id := range st.Review.Stages {
			for _, doc := range v.Documents {
				if doc.Stage == id {
					p.Docs = append(p.Docs, d.Doc(doc))
				}
			}
		}
	}
	for _, doc := range v.Documents {
		if doc.Stage == st.ID && doc.Finding > 0 {
			p.Pictures = append(p.Pictures, d.Doc(doc))
		}
	}
	p.Findings = st.Findings != nil && len(v.State.Findings) > 0
	tell(&p.Base, v, st.Title)
	p.Head = a.head(v, "tahap", a.session(r).User)
	p.FindingsHref = requestPath(v, tabFindings)
	return a.render(w, r, http.StatusOK, "request_stage", p)
}
