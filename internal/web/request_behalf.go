package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// standsInFor is the office that the user holds of an absent colleague; nil for none.
func standsInFor(u alur.User, absent string) *alur.StandIn {
	i := slices.IndexFunc(u.StandsIn, func(s alur.StandIn) bool { return s.For == absent })
	if i < 0 {
		return nil
	}
	return &u.StandsIn[i]
}

// actsFor says for whom the visitor takes an act that any of the parties may do, as
// the history will have it; "" in person.
func (a *app) actsFor(r *http.Request, v *casework.View, parties ...alur.PartyID) (string, error) {
	u := a.session(r).User
	if len(u.StandsIn) == 0 {
		return "", nil
	}
	ict, err := a.Directory.ICT(r.Context())
	if err != nil {
		return "", err
	}
	s := standsInFor(u, a.Cases.Flows().Behalf(v.State, u, ict.ID, parties...))
	if s == nil {
		return "", nil
	}
	return text.ActsFor(s.Kind, s.Name), nil
}

// tellBehalf says on the page of a request for whom the visitor fills in, reviews and
// acts: once above the actions where it is the same for all of them.
func (a *app) tellBehalf(r *http.Request, p *page.RequestShow, v *casework.View) error {
	if len(a.session(r).User.StandsIn) == 0 {
		return nil
	}
	var err error
	if p.Form != nil {
		var owners []alur.PartyID
		for _, s := range slots(v) {
			owners = append(owners, s.item.Owner)
		}
		if p.Form.Behalf, err = a.actsFor(r, v, owners...); err != nil {
			return err
		}
	}
	if p.Review != nil && v.Stage.Review != nil {
		if p.Review.Behalf, err = a.actsFor(r, v, v.Stage.Review.Party); err != nil {
			return err
		}
	}
	same := true
	rows := [][]page.ActionRow{p.Actions, p.More}
	for _, list := range rows {
		for i := range list {
			act := v.Stage.Action(alur.ActionID(list[i].ID))
			if act == nil {
				continue
			}
			if list[i].Behalf, err = a.actsFor(r, v, act.Parties...); err != nil {
				return err
			}
			if p.Behalf == "" {
				p.Behalf = list[i].Behalf
			}
		}
	}
	for _, list := range rows {
		same = same && !slices.ContainsFunc(list, func(x page.ActionRow) bool { return x.Behalf != p.Behalf })
	}
	if !same {
		p.Behalf = ""
		return nil
	}
	for _, list := range rows {
		for i := range list {
			list[i].Behalf = ""
		}
	}
	return nil
}
