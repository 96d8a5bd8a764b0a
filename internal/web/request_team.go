package web

import (
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// teamGroups are the teams of a request and its third party, as far as they are known.
func (d *desk) teamGroups() []page.TeamGroup {
	v := d.View
	teams := teamsOf(v)
	var out []page.TeamGroup
	for _, p := range v.Plan.Parties {
		switch p.Source {
		case flow.SourceTeam:
			if len(teams[p.ID]) == 0 {
				continue
			}
			g := page.TeamGroup{Title: p.Name}
			if len(v.State.Teams[p.ID]) == 0 {
				g.Note = "Belum ditetapkan"
			}
			for _, n := range teams[p.ID] {
				m := page.Member{Name: d.Name(n), Agency: d.AgencyOf(n)}
				if u, ok := v.People[n]; ok && !u.Active && !v.State.Status.Ended() {
					m.Inactive = text.InactiveAccount()
				}
				g.Members = append(g.Members, m)
			}
			out = append(out, g)
		case flow.SourceVendor:
			if g := d.vendorGroup(p); g != nil {
				out = append(out, *g)
			}
		}
	}
	return out
}

func (d *desk) vendorGroup(p *flow.Party) *page.TeamGroup {
	v := d.View
	st := v.Plan.Stage(p.Stage)
	if st == nil || st.Item(p.Item) == nil {
		return nil
	}
	var x flow.Vendor
	if raw := v.State.Value(p.Stage, p.Item); raw == nil || json.Unmarshal(raw, &x) != nil || x.Agency == "" {
		return nil
	}
	g := &page.TeamGroup{Title: p.Name, Parts: d.ValueAnswer(st.Item(p.Item), v.State.Value(p.Stage, p.Item)).Parts}
	if v.State.Vendor == "" {
		g.Note = "Belum ditetapkan"
	}
	return g
}

// showTeam shows who works on a request.
func (a *app) showTeam(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	d := &desk{form.Desk{View: v}}
	p := &page.RequestTeam{Groups: d.teamGroups()}
	tell(&p.Base, v, "Tim")
	p.Head = a.head(v, tabTeam, a.session(r).User)
	for _, act := range v.Actions {
		if act.Action.ChangesTeam && act.Allowed {
			p.Change = page.Link{Href: requestPath(v, "tindakan", string(act.Action.ID)), Text: act.Action.Title}
		}
	}
	// The letter that names the teams is the document of the stage that forms them.
	for _, party := range v.Plan.Parties {
		if party.Source != flow.SourceTeam || len(p.Letter) > 0 {
			continue
		}
		for _, doc := range v.Documents {
			if doc.Stage == party.Stage {
				p.Letter = append(p.Letter, d.Doc(doc))
			}
		}
	}
	if len(p.Groups) == 0 {
		p.Note = text.NoTeamYet(d.teamStage())
	}
	return a.render(w, r, http.StatusOK, "request_team", p)
}

// teamStage is the title of the stage in which the teams are formed.
func (d *desk) teamStage() string {
	for _, party := range d.View.Plan.Parties {
		if st := d.View.Plan.Stage(party.Stage); party.Source == flow.SourceTeam && st != nil {
			return st.Title
		}
	}
	return ""
}
