package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/form"
)

// desk draws the pages of one request: its items through [form.Desk], and around
// them what only a whole page has.
type desk struct{ form.Desk }

// newDesk prepares a desk for the items given: people and vendors are looked up
// only where one of the items asks for them.
func (a *app) newDesk(ctx context.Context, v *casework.View, items []*flow.Item) (*desk, error) {
	d := &desk{form.Desk{View: v, Now: a.Clock(), Lacks: form.LackingParts(v)}}
	team, vendor := false, false
	for _, it := range items {
		team = team || it.Kind == flow.KindTeam || it.Kind == flow.KindMeeting
		vendor = vendor || it.Kind == flow.KindVendor
	}
	if team {
		if err := a.fillPeople(ctx, d); err != nil {
			return nil, err
		}
	}
	if vendor {
		after := ""
		for {
			page, next, err := a.Directory.FindAgencies(ctx, directory.AgencyQuery{Kind: alur.AgencyVendor, After: after, Limit: 200})
			if err != nil {
				return nil, err
			}
			d.Vendors = append(d.Vendors, page...)
			if after = next; next == "" {
				break
			}
		}
	}
	return d, nil
}

// fillPeople finds the people of the agencies that the request concerns: the ICT
// agency's, the requesting one's, and the appointed vendor's, in that order.
func (a *app) fillPeople(ctx context.Context, d *desk) error {
	ict, err := a.Directory.ICT(ctx)
	if err != nil {
		return err
	}
	agencies := []alur.AgencyID{ict.ID}
	for _, id := range []alur.AgencyID{d.View.State.Agency, d.View.State.Vendor} {
		if id != "" && !slices.Contains(agencies, id) {
			agencies = append(agencies, id)
		}
	}
	for _, id := range agencies {
		after := ""
		for {
			users, next, err := a.Directory.FindUsers(ctx, directory.UserQuery{Agency: id, After: after, Limit: 200})
			if err != nil {
				return err
			}
			d.People = append(d.People, users...)
			if after = next; next == "" {
				break
			}
		}
	}
	slices.SortStableFunc(d.People, func(x, y alur.User) int {
		return cmp.Or(cmp.Compare(slices.Index(agencies, x.Agency), slices.Index(agencies, y.Agency)), cmp.Compare(x.Name, y.Name))
	})
	return nil
}
