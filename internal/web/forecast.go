package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const forecastPath = "/prakiraan"

// oneMore names the team that a forecast is asked for with one more member.
const oneMore = "tambah"

// forecastTable is the address of how often forecasts were right.
func (a *app) forecastTable() []route {
	return []route{{method: http.MethodGet, pattern: forecastPath, who: signedIn, handle: a.showTrackRecord}}
}

// fillOutlook says on the page when the request may be done; nothing before it is
// submitted, after it ended, and where its history cannot be read.
func (a *app) fillOutlook(r *http.Request, p *page.RequestShow, d *desk) error {
	team := alur.PartyID(r.URL.Query().Get(oneMore))
	o, err := a.Cases.Outlook(r.Context(), a.actor(r), d.View.ID, team)
	if code := alur.CodeOf(err); code == alur.CodeInvalidParameter || code == alur.CodeNotYourParty {
		team = "" // an address that somebody shared or typed: the page is there all the same
		o, err = a.Cases.Outlook(r.Context(), a.actor(r), d.View.ID, "")
	}
	switch {
	case err != nil && (alur.CodeOf(err) == alur.CodeNotFound || r.Context().Err() != nil):
		return err
	case err != nil:
		a.Log.WarnContext(r.Context(), "forecast not shown", "request", d.View.ID, "error", err)
		return nil
	case o.Thin == "" && !o.Known:
		return nil
	case o.Thin != "":
		p.Outlook = &page.Outlook{Short: text.OutlookUnknown, Thin: text.OutlookThin(d.stageTitle(o.Thin), o.Enough)}
		return nil
	}
	p.Outlook = &page.Outlook{
		Short: text.OutlookShort(o.P80), Chances: chances(o), End: text.OutlookEnd(o.Completed), Basis: text.OutlookBasis(o.Requests), Open: team != "",
		Action: requestPath(d.View),
	}
	if u := a.actor(r).User; u.Has(alur.RoleHead) || u.Has(alur.RoleReviewer) {
		p.Outlook.Team = page.Field{ID: oneMore, Label: "Bila satu tim ditambah satu anggota", Type: "select", Value: string(team)}
		for _, party := range d.View.Plan.Parties {
			if n := len(d.View.State.Teams[party.ID]); party.Source == flow.SourceTeam && n > 0 {
				p.Outlook.Team.Options = append(p.Outlook.Team.Options, page.Choice{Value: string(party.ID), Text: text.OutlookTeam(d.partyName(party.ID), n), Checked: party.ID == team})
			}
		}
	}
	if w := o.With; w != nil && w.Known {
		p.Outlook.With, p.Outlook.WithChances = text.OutlookWith(d.partyName(o.Team), o.Sooner/calendar.DayMinutes), chances(w)
	}
	return nil
}

func chances(o *casework.Outlook) []page.Chance {
	return []page.Chance{{Of: "Separuh", By: text.Date(o.P50)}, {Of: "8 dari 10", By: text.Date(o.P80)}, {Of: "95 dari 100", By: text.Date(o.P95)}}
}

// stageTitle is what a stage of the request's flow is called.
func (d *desk) stageTitle(id alur.StageID) string {
	for _, st := range d.View.Plan.Stages {
		if st.ID == id {
			return st.Title
		}
	}
	return string(id)
}

// showTrackRecord shows how often forecasts were right.
func (a *app) showTrackRecord(w http.ResponseWriter, r *http.Request) error {
	t, err := a.Cases.TrackRecord(r.Context())
	if err != nil {
		return err
	}
	p := &page.TrackRecord{Requests: t.Requests}
	p.Title, p.Path = "Seberapa sering perkiraan benar", forecastPath
	p.Back = page.Link{Href: "/permohonan", Text: "Permohonan"}
	if n := t.Forecasts; n > 0 {
		p.Rows = []page.RecordRow{
			{Said: "Separuh", Want: "50 dari 100", Right: text.RecordShare(t.P50, n)},
			{Said: "8 dari 10", Want: "80 dari 100", Right: text.RecordShare(t.P80, n)},
			{Said: "95 dari 100", Want: "95 dari 100", Right: text.RecordShare(t.P95, n)},
		}
	}
	return a.render(w, r, http.StatusOK, "track_record", p)
}
