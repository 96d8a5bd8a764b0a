package web

import (
	"cmp"
	"net/http"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// timeSoFar is how long the request has been with whom; nil before it is submitted.
func (a *app) timeSoFar(r *http.Request, d *desk) (*page.TimeSoFar, error) {
	t, err := a.Cases.WorkingTime(r.Context(), a.actor(r), d.View.ID)
	if err != nil || t.Since.IsZero() {
		return nil, err
	}
	out := &page.TimeSoFar{Total: text.WorkingTime(t.Total), Note: text.UnknownYears(t.Unknown)}
	for _, x := range t.Rows {
		out.Rows = append(out.Rows, page.TimeShare{Who: d.holderName(x), Time: text.WorkingTime(x.Minutes), Now: x.Now && !t.Ended})
	}
	return out, nil
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
