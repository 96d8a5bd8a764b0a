package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const deliveriesPath = "/admin/pengiriman"

// deliveryTable is the part of the table for letters on their way.
func (a *app) deliveryTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: deliveriesPath, who: admin, handle: a.showDeliveries},
		{method: post, pattern: deliveriesPath + "/ulang", who: admin, handle: a.submitRetryFailed},
		{method: post, pattern: deliveriesPath + "/{id}/ulang", who: admin, handle: a.submitRetry},
		{method: get, pattern: deliveriesPath + "/{id}/buang", who: admin, handle: a.showDiscard},
		{method: post, pattern: deliveriesPath + "/{id}/buang", who: admin, handle: a.submitDiscard},
	}
}

// deliveriesLink leads to the letters on their way, with how many failed.
func (a *app) deliveriesLink(r *http.Request) page.Link {
	l := page.Link{Href: deliveriesPath, Text: "Pengiriman", Icon: "surat"}
	n, err := a.Directory.CountFailed(r.Context())
	if err != nil {
		a.Log.WarnContext(r.Context(), "deliveries not counted", "error", err)
	}
	l.Count = n
	return l
}

// The filters of the address.
const (
	filterState = "keadaan"
	troubled    = "tersendat" // waits after an attempt that did not succeed
)

var deliveryStates = []directory.DeliveryState{directory.DeliveryFailed, directory.DeliveryWaiting, directory.DeliveryDone, directory.DeliveryDiscarded}

// deliveryTags says in which colour and with which icon a state is shown.
var deliveryTags = map[directory.DeliveryState]page.Tag{
	directory.DeliveryWaiting:   {Kind: "tunggu", Icon: "tunggu"},
	directory.DeliveryDone:      {Kind: "selesai", Icon: "selesai"},
	directory.DeliveryFailed:    {Kind: "tolak", Icon: "galat"},
	directory.DeliveryDiscarded: {Kind: "draf", Icon: "silang"},
}

// showDeliveries lists letters on their way, the last that changed first.
func (a *app) showDeliveries(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	q := directory.DeliveryQuery{State: directory.DeliveryState(in.Get(filterState)), Username: strings.TrimSpace(in.Get(filterWhose)), After: in.Get(pageAfter)}
	if q.State == troubled {
		q.State, q.Trouble = directory.DeliveryWaiting, true
	}
	rows, next, counts, err := a.Directory.Deliveries(r.Context(), q)
	if err != nil {
		return err
	}
	p := &page.Deliveries{}
	p.Title, p.Current, p.Path = "Pengiriman", deliveriesPath, deliveriesPath
	state := page.Field{ID: filterState, Label: "Keadaan", Type: "select", Options: []page.Choice{{Text: "Semua"}, {Value: troubled, Text: "Menunggu dicoba lagi", Checked: q.Trouble}}}
	for _, s := range deliveryStates {
		p.Counts = append(p.Counts, page.Pair{Name: text.JobState(string(s)), Value: text.Integer(int64(counts[s]))})
		state.Options = append(state.Options, page.Choice{Value: string(s), Text: text.JobState(string(s)), Checked: q.State == s && !q.Trouble})
	}
	p.Filters = []page.Field{state, {ID: filterWhose, Label: "Nama pengguna penerima", Value: q.Username, Width: "m"}}
	if counts[directory.DeliveryFailed] > 0 {
		p.RetryAll = deliveriesPath + "/ulang"
	}
	var names []string
	for _, j := range rows {
		names = append(names, j.Username)
	}
	people, err := a.Directory.Users(r.Context(), names)
	if err != nil {
		return err
	}
	for _, j := range rows {
		p.Rows = append(p.Rows, deliveryRow(j, people))
	}
	here := url.Values{}
	for _, name := range []string{filterState, filterWhose} {
		if v := in.Get(name); v != "" {
			here.Set(name, v)
		}
	}
	if q.After != "" {
		p.First = deliveriesPath + "?" + here.Encode()
	}
	if next != "" {
		here.Set(pageAfter, next)
		p.Next = deliveriesPath + "?" + here.Encode()
	}
	return a.render(w, r, http.StatusOK, "deliveries", p)
}

func deliveryRow(j directory.Delivery, people map[string]alur.User) page.DeliveryRow {
	row := page.DeliveryRow{ID: "kirim-" + j.ID, What: text.JobKind(j.Kind, ""), State: deliveryTags[j.State], Why: text.JobCause(j.Cause)}
	row.State.Text = text.JobState(string(j.State))
	if j.Username != "" {
		row.Whom = page.Link{Href: "/admin/pengguna/" + url.PathEscape(j.Username), Text: displayName(people[j.Username], j.Username)}
	}
	if j.Request != "" {
		row.About = page.Link{Href: "/permohonan/" + string(j.Request), Text: "Buka permohonan"}
	}
	row.When = text.JobWhen(string(j.State), j.CreatedAt, j.UpdatedAt, j.DueAt, j.Attempts)
	switch j.State {
	case directory.DeliveryFailed, directory.DeliveryWaiting:
		row.Retry, row.Discard = deliveriesPath+"/"+j.ID+"/ulang", deliveriesPath+"/"+j.ID+"/buang"
	case directory.DeliveryDiscarded:
		row.Retry = deliveriesPath + "/" + j.ID + "/ulang"
	case directory.DeliveryDone:
	}
	return row
}

// submitRetry lets one letter be tried now.
func (a *app) submitRetry(w http.ResponseWriter, r *http.Request) error {
	if err := a.Directory.RetryDelivery(r.Context(), r.PathValue("id"), a.by(r)); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Pengiriman dicoba lagi sekarang."})
	redirect(w, r, deliveriesPath)
	return nil
}

// submitRetryFailed lets every letter be tried that failed.
func (a *app) submitRetryFailed(w http.ResponseWriter, r *http.Request) error {
	n, err := a.Directory.RetryFailed(r.Context(), a.by(r))
	if err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: text.JobsRetried(n)})
	redirect(w, r, deliveriesPath)
	return nil
}

// showDiscard asks why a letter is not to be sent.
func (a *app) showDiscard(w http.ResponseWriter, r *http.Request) error {
	return a.renderDiscard(w, r, http.StatusOK, "", nil)
}

func (a *app) renderDiscard(w http.ResponseWriter, r *http.Request, status int, typed string, faults []page.Fault) error {
	j, err := a.Directory.Delivery(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if j.State != directory.DeliveryFailed && j.State != directory.DeliveryWaiting {
		return alur.Refuse(alur.CodeConflict)
	}
	people, err := a.Directory.Users(r.Context(), []string{j.Username})
	if err != nil {
		return err
	}
	p := &page.DeliveryDiscard{
		What: text.JobKind(j.Kind, ""), Why: text.JobCause(j.Cause), Action: deliveriesPath + "/" + j.ID + "/buang", Return: deliveriesPath,
		Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Tercatat di catatan keamanan", Value: typed, Width: "l", Spellcheck: true},
	}
	if j.Username != "" {
		p.Whom = displayName(people[j.Username], j.Username)
	}
	p.Title, p.Current, p.Path, p.Faults = "Buang pengiriman", deliveriesPath, p.Action, faults
	p.Crumbs = []page.Link{{Href: deliveriesPath, Text: "Pengiriman"}, {Text: "Buang"}}
	p.Mark()
	return a.render(w, r, status, "delivery_discard", p)
}

// submitDiscard ends a letter.
func (a *app) submitDiscard(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	typed := r.PostForm.Get("alasan")
	err := a.Directory.DiscardDelivery(r.Context(), r.PathValue("id"), typed, a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: "Pengiriman dibuang."})
		redirect(w, r, deliveriesPath)
		return nil
	}
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData || len(e.Blockers) == 0 {
		return err
	}
	return a.renderDiscard(w, r, http.StatusUnprocessableEntity, typed, []page.Fault{{Field: "alasan", Text: text.JobFault(e.Blockers[0].Reason)}})
}
