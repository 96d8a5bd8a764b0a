package web

import (
	"cmp"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// fillTime says on the page how long the request has been with whom; nothing before it is
// submitted, and where its history cannot be read: the page is there all the same.
func (a *app) fillTime(r *http.Request, p *page.RequestShow, d *desk) error {
	t, err := a.Cases.WorkingTime(r.Context(), a.actor(r), d.View.ID)
	switch {
	case err != nil && (alur.CodeOf(err) == alur.CodeNotFound || r.Context().Err() != nil):
		return err
	case err != nil:
		a.Log.WarnContext(r.Context(), "working time not shown", "request", d.View.ID, "error", err)
		return nil
	case t.Since.IsZero():
		return nil
	}
	p.Time = &page.TimeSoFar{Total: text.WorkingTime(t.Total), Note: text.UnknownYears(t.Unknown)}
	for _, x := range t.Rows {
		p.Time.Rows = append(p.Time.Rows, page.TimeShare{Who: d.holderName(x), Time: text.WorkingTime(x.Minutes), Now: x.Now && !t.Ended})
	}
	return nil
}

// holderSources are the parties that stand for holders of one organisation.
var holderSources = map[flow.Holder]flow.PartySource{
	flow.HeldByAgency: flow.SourceRequester, flow.HeldByICT: flow.SourceReviewer, flow.HeldByVendor: flow.SourceVendor,
}

// holderName is how who had the request is called on it.
func (d *desk) holderName(x casework.TimeRow) string {
	if x.Party != "" {
		return d.partyName(x.Party)
	}
	for _, p := range d.View.Plan.Parties {
		if p.Source == holderSources[x.Holder] {
			return d.partyName(p.ID)
		}
	}
	return cmp.Or(text.Holder(string(x.Holder)), string(x.Holder))
}
