package web

import (
	"net/http"
	"net/url"
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
	p, err := a.newRequestPage(r, r.URL.Query())
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "request_new", p)
}

// newRequestPage is the page with what was chosen already.
func (a *app) newRequestPage(r *http.Request, chosen url.Values) (*page.RequestNew, error) {
	u := a.session(r).User
	p := &page.RequestNew{Hiddens: []page.Hidden{{Name: hiddenKey, Value: alur.NewID()}}, Own: mayApply(u), Letters: mayRegister(u)}
	p.Title, p.Current = beginLink(u).Text, "/permohonan"
	p.Flow = page.Field{ID: fieldFlow, Label: "Siapa yang akan membuat sistemnya?", Type: "radios", Hint: "Belum yakin? Pilih yang paling mungkin. Kepala Dinas Komunikasi dan Informatika dapat mengalihkannya saat memutuskan permohonan."}
	for _, plan := range a.Cases.Flows().Plans() {
		p.Flow.Options = append(p.Flow.Options, page.Choice{Value: string(plan.Flow), Text: plan.Title, Hint: plan.Summary, Checked: string(plan.Flow) == chosen.Get(fieldFlow)})
		p.Compare = append(p.Compare, page.FlowCard{Title: plan.Title, Total: plan.Total(), Href: "/panduan/" + string(plan.Flow)})
	}
	if plans := a.Cases.Flows().Plans(); len(plans) > 0 {
		p.Prepare = prepare(plans[0])
	}
	if !p.Letters {
		return p, nil
	}
	if p.Own {
		p.Origin = page.Field{ID: fieldOrigin, Label: "Permohonan siapa?", Type: "radios", Options: []page.Choice{
			{Value: originOwn, Text: "Permohonan instansi saya", Hint: "Anda mengajukannya sebagai pemohon dari " + u.AgencyName},
			{Value: originLetter, Text: "Catat dari surat masuk", Hint: "Perangkat Daerah lain mengirim surat kertas, dan Anda mencatatnya di loket"},
		}}
		for i := range p.Origin.Options {
			p.Origin.Options[i].Checked = p.Origin.Options[i].Value == chosen.Get(fieldOrigin)
		}
	}
	var err error
	p.Agency, err = a.letterAgencies(r.Context(), chosen.Get(fieldLetter))
	if p.Own {
		p.Agency.Hint = "Hanya bila mencatat dari surat masuk. " + p.Agency.Hint + "."
	}
	return p, err
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
	if err := parseForm(r); err != nil {
		return err
	}
	in, u := &posted{values: r.PostForm}, a.session(r).User
	origin := in.values.Get(fieldOrigin)
	switch {
	case !mayRegister(u):
		origin = originOwn
	case !mayApply(u):
		origin = originLetter
	}
	var faults []page.Fault
	if origin != originOwn && origin != originLetter {
		faults = append(faults, page.Fault{Field: fieldOrigin, Text: text.ChooseOrigin()})
	}
	if origin == originLetter && in.values.Get(fieldLetter) == "" {
		faults = append(faults, page.Fault{Field: fieldLetter, Text: text.ChooseAgency()})
	}
	chosen := in.values.Get(fieldFlow)
	if !slices.ContainsFunc(a.Cases.Flows().Plans(), func(p *flow.Plan) bool { return string(p.Flow) == chosen }) {
		faults = append(faults, page.Fault{Field: fieldFlow, Text: text.ChooseFlow()})
	}
	if len(faults) > 0 {
		return a.refusedNewRequest(w, r, faults)
	}
	answer := func(done *casework.Written) reply { return reply{To: requestPath(done.View)} }
	var done *casework.Written
	var err error
	if origin == originLetter {
		done, err = a.submitLetter(r, in, chosen, answer)
		if alur.CodeOf(err) == alur.CodeInvalidData { // an agency that is no more, or a vendor
			return a.refusedNewRequest(w, r, []page.Fault{{Field: fieldLetter, Text: text.ChooseAgency()}})
		}
	} else {
		done, err = a.Cases.Create(r.Context(), a.actor(r), chosen, nil, casework.Options{Once: in.once(r, "", answer)})
	}
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// refusedNewRequest shows the page again, with what was chosen and what is wrong with it.
func (a *app) refusedNewRequest(w http.ResponseWriter, r *http.Request, faults []page.Fault) error {
	p, err := a.newRequestPage(r, r.PostForm)
	if err != nil {
		return err
	}
	p.Faults = faults
	for _, f := range []*page.Field{&p.Origin, &p.Agency, &p.Flow} {
		f.Fault = p.Fault(f.ID)
	}
	return a.render(w, r, http.StatusUnprocessableEntity, "request_new", p)
}
