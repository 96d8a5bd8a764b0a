package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// rowsPerPage of lists of requests.
const rowsPerPage = 25

// Names of the filters in the address of the list. An address with filters can be
// pasted into a message and shows the reader's own part of the same list.
const (
	filterWords  = "kata"
	filterStatus = "status"
	filterStage  = "tahap"
	filterFlow   = "jalur"
	filterAgency = "pd"
	filterMine   = "giliran"
	pageAfter    = "setelah"
)

// showRequests lists the requests that the visitor sees, newest change first.
func (a *app) showRequests(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	q, err := listQuery(r)
	if err != nil {
		return err
	}
	p := &page.Requests{Asked: q.Text, Begin: beginLink(a.session(r).User), Clear: "/permohonan"}
	p.Title, p.Current, p.Wide = "Permohonan", "/permohonan", true
	if err := a.requestFilters(r, p, q); err != nil {
		return err
	}
	rows, next, err := a.Cases.List(r.Context(), a.actor(r), q)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		_, same, filtered := strings.Cut(withQuery(in, pageAfter, ""), "?")
		if filtered {
			same = "?" + same
		}
		p.Downloads = []page.Link{{Href: "/permohonan/unduh.xlsx" + same, Text: "Unduh Excel"}, {Href: "/permohonan/unduh.csv" + same, Text: "Unduh CSV"}}
		p.Limit = text.ExportLimit(exportMost)
	}
	if a.session(r).User.ThirdParty() && len(rows) == 0 {
		p.None = text.NoAppointment()
	}
	if p.Rows, err = a.rows(r, rows); err != nil {
		return err
	}
	if next != "" {
		p.Next = withQuery(in, pageAfter, next)
	}
	if q.Cursor != "" {
		p.First = withQuery(in, pageAfter, "")
	}
	return a.render(w, r, http.StatusOK, "requests", p)
}

// listQuery reads the filters of the list, for the page and for its files.
func listQuery(r *http.Request) (casework.ListQuery, error) {
	in := r.URL.Query()
	q := casework.ListQuery{
		Text: strings.TrimSpace(in.Get(filterWords)), Status: alur.Status(in.Get(filterStatus)),
		Stage: alur.StageID(in.Get(filterStage)), Flow: alur.FlowID(in.Get(filterFlow)),
		Agency: alur.AgencyID(in.Get(filterAgency)), WaitingOnMe: in.Get(filterMine) == "saya",
		Cursor: in.Get(pageAfter), Limit: rowsPerPage,
	}
	if q.Status != "" && !q.Status.Valid() {
		return q, alur.RefuseField(alur.CodeInvalidParameter, filterStatus)
	}
	return q, nil
}

// withQuery is the address of the list with one filter set or, with "", taken away.
func withQuery(in url.Values, name, value string) string {
	out := url.Values{}
	for _, k := range []string{filterWords, filterStatus, filterStage, filterFlow, filterAgency, filterMine, pageAfter} {
		if v := in.Get(k); v != "" && k != name {
			out.Set(k, v)
		}
	}
	if name != pageAfter {
		out.Del(pageAfter) // another filter is another list
	}
	if value != "" {
		out.Set(name, value)
	}
	if len(out) == 0 {
		return "/permohonan"
	}
	return "/permohonan?" + out.Encode()
}

// requestFilters fills the form and the chips of the filters in use.
func (a *app) requestFilters(r *http.Request, p *page.Requests, q casework.ListQuery) error {
	in := r.URL.Query()
	p.Query = page.Field{ID: filterWords, Label: "Cari nomor, nama sistem, atau Perangkat Daerah", Type: "search", Value: q.Text}
	if q.Text != "" {
		p.Chips = append(p.Chips, page.Chip{Text: "«" + q.Text + "»", Href: withQuery(in, filterWords, "")})
	}
	if q.WaitingOnMe {
		p.Chips = append(p.Chips, page.Chip{Text: "Giliran saya", Href: withQuery(in, filterMine, "")})
	}
	status := page.Field{ID: filterStatus, Label: "Status", Type: "select", Options: []page.Choice{{Text: "Semua"}}}
	for _, s := range alur.Statuses {
		status.Options = append(status.Options, page.Choice{Value: string(s), Text: text.Status(s)})
	}
	stage := page.Field{ID: filterStage, Label: "Tahap", Type: "select", Options: []page.Choice{{Text: "Semua"}}}
	route := page.Field{ID: filterFlow, Label: "Cara pelaksanaan", Type: "select", Options: []page.Choice{{Text: "Semua"}}}
	for _, plan := range a.Cases.Flows().Plans() {
		route.Options = append(route.Options, page.Choice{Value: string(plan.Flow), Text: plan.Title})
		for _, st := range plan.Stages {
			if !slices.ContainsFunc(stage.Options, func(c page.Choice) bool { return c.Value == string(st.ID) }) {
				stage.Options = append(stage.Options, page.Choice{Value: string(st.ID), Text: st.Title})
			}
		}
	}
	turn := page.Field{ID: filterMine, Label: "Giliran", Type: "select", Options: []page.Choice{{Text: "Semua"}, {Value: "saya", Text: "Giliran saya"}}}
	p.Filters = []page.Field{status, stage, route, turn}
	// Vendors see the requests of one contract; a list of agencies is not theirs to read.
	if inside.admits(a.session(r)) {
		agency := page.Field{ID: filterAgency, Label: "Perangkat Daerah", Type: "select", Options: []page.Choice{{Text: "Semua"}}}
		all, _, err := a.Directory.FindAgencies(r.Context(), directory.AgencyQuery{Limit: 200})
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Kind == alur.AgencyOffice || x.Kind == alur.AgencyICT {
				agency.Options = append(agency.Options, page.Choice{Value: string(x.ID), Text: x.Name})
			}
		}
		p.Filters = append(p.Filters, agency)
	}
	for i := range p.Filters {
		f := &p.Filters[i]
		chosen := in.Get(f.ID)
		for j := range f.Options {
			c := &f.Options[j]
			c.Checked = c.Value == chosen
			if c.Checked && chosen != "" {
				p.Open = true
				if f.ID != filterMine {
					p.Chips = append(p.Chips, page.Chip{Text: f.Label + ": " + c.Text, Href: withQuery(in, f.ID, "")})
				}
			}
		}
	}
	return nil
}

// rows makes the rows of a list of requests.
func (a *app) rows(r *http.Request, list []casework.Summary) ([]page.Row, error) {
	ict, err := a.Directory.ICT(r.Context())
	if err != nil {
		return nil, err
	}
	vendors, err := a.vendorNames(r.Context(), list)
	if err != nil {
		return nil, err
	}
	u := a.session(r).User
	var out []page.Row
	for _, x := range list {
		g := a.summaryTurn(x, a.Cases.Flows().PartiesOf(x.State, u, ict.ID), vendors[x.State.Vendor])
		row := page.Row{
			Href: g.Href, Number: numberOf(x.Number), Title: titleOf(x.Title), Agency: x.Agency.Name, Flow: x.Plan.Title,
			Progress: progressOf(x.Plan, x.Stage, x.State.Status), Giliran: g,
			Status: statusTag(g, x.State.Status, x.Number == ""), Changed: text.Date(x.UpdatedAt),
		}
		if x.State.Counter {
			row.Counter = text.RegisteredAtCounter(displayName(x.Registrar, x.State.CreatedBy))
		}
		out = append(out, row)
	}
	return out, nil
}

// showSearch finds requests by the words of their number, title and agency.
func (a *app) showSearch(w http.ResponseWriter, r *http.Request) error {
	words := strings.TrimSpace(r.URL.Query().Get(filterWords))
	p := &page.Search{Asked: words, Query: page.Field{ID: filterWords, Label: "Nomor, nama sistem, atau nama Perangkat Daerah", Type: "search", Value: words}}
	p.Title, p.Current, p.Wide = "Cari", "/cari", true
	if words == "" {
		return a.render(w, r, http.StatusOK, "search", p)
	}
	p.Title = "Cari: " + words
	found, next, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Text: words, Limit: rowsPerPage})
	if err != nil {
		return err
	}
	if p.Rows, err = a.rows(r, found); err != nil {
		return err
	}
	if next != "" {
		p.All = withQuery(url.Values{}, filterWords, words)
	}
	return a.render(w, r, http.StatusOK, "search", p)
}
