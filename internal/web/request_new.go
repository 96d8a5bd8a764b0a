package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldFlow is the choice of the route.
const fieldFlow = "jalur"

// showNewRequest explains the routes and what to prepare.
func (a *app) showNewRequest(w http.ResponseWriter, r *http.Request) error {
	return a.render(w, r, http.StatusOK, "request_new", a.newRequestPage(r.URL.Query().Get(fieldFlow)))
}

func (a *app) newRequestPage(chosen string) *page.RequestNew {
	p := &page.RequestNew{Hiddens: []page.Hidden{{Name: hiddenKey, Value: alur.NewID()}}}
	p.Title, p.Current = "Ajukan permohonan", "/permohonan"
	p.Flow = page.Field{ID: fieldFlow, Label: "Siapa yang akan membuat sistemnya?", Type: "radios", Hint: "Belum yakin? Pilih yang paling mungkin. Kepala Dinas Komunikasi dan Informatika dapat mengalihkannya saat memutuskan permohonan."}
	for _, plan := range a.Cases.Flows().Plans() {
		p.Flow.Options = append(p.Flow.Options, page.Choice{Value: string(plan.Flow), Text: plan.Title, Hint: plan.Summary, Checked: string(plan.Flow) == chosen})
		p.Compare = append(p.Compare, page.FlowCard{Title: plan.Title, Total: plan.Total(), Href: "/panduan/" + string(plan.Flow)})
	}
	if plans := a.Cases.Flows().Plans(); len(plans) > 0 {
		p.Prepare = prepare(plans[0])
	}
	return p
}

// prepare lists the files that the first stages ask for: those of the requester.
func prepare(plan *flow.Plan) []page.PrepareItem {
	var out []page.PrepareItem
	owner := plan.Stages[0].Items[0].Owner
	for i, st := range plan.Stages {
		if st.Review != nil {
			break
		}
		for _, it := range st.Items {
			if it.Kind == flow.KindDocument && it.Owner == owner && it.Required {
				out = append(out, page.PrepareItem{Title: it.Title, Help: it.Help, Later: i > 0})
			}
		}
	}
	return out
}

// submitNewRequest opens a draft and leads to it.
func (a *app) submitNewRequest(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	chosen := in.values.Get(fieldFlow)
	if !slices.ContainsFunc(a.Cases.Flows().Plans(), func(p *flow.Plan) bool { return string(p.Flow) == chosen }) {
		p := a.newRequestPage("")
		p.Faults = []page.Fault{{Field: fieldFlow, Text: text.ChooseFlow()}}
		p.Flow.Fault = p.Faults[0].Text
		return a.render(w, r, http.StatusUnprocessableEntity, "request_new", p)
	}
	answer := func(done *casework.Written) reply { return reply{To: requestPath(done.View)} }
	done, err := a.Cases.Create(r.Context(), a.actor(r), chosen, nil, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}
