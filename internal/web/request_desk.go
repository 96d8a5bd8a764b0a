package web

import (
	"cmp"
	"context"
	"maps"
	"net/url"
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

const (
	// fewPeople is up to how many people or vendors are offered without a search.
	fewPeople = 12
	// mostFound is how many a search shows.
	mostFound = 10
)

// newDesk prepares a desk for the items given, as they were typed where they were:
// people and vendors are looked up only where one of the items asks for them, and those
// searched for when there is a search.
func (a *app) newDesk(ctx context.Context, v *casework.View, items []*flow.Item, typed map[alur.ItemID]url.Values, search *form.Search) (*desk, error) {
	d := &desk{form.Desk{View: v, Now: a.Clock(), Lacks: form.LackingParts(v), Search: search, Teams: map[alur.ItemID][]string{}}}
	team, people, vendor := false, false, false
	var named []string
	for _, it := range items {
		switch it.Kind {
		case flow.KindTeam:
			team, people = true, true
			d.Teams[it.ID] = d.membersShown(it, typed[it.ID])
			named = append(named, d.Teams[it.ID]...)
		case flow.KindMeeting:
			people = true
			named = append(named, typed[it.ID][string(it.ID)+".attendees"]...)
		case flow.KindVendor:
			vendor = true
		}
	}
	if people {
		if err := a.fillPeople(ctx, d, named, team); err != nil {
			return nil, err
		}
	}
	if vendor {
		if err := a.fillVendors(ctx, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// membersShown are the members of a team as the page shows them: as typed, else as
// stored in the stage, else those in force.
func (d *desk) membersShown(it *flow.Item, typed url.Values) []string {
	if typed == nil {
		typed = form.Controls(it, d.teamInForce(it.ID))
	}
	return typed[string(it.ID)]
}

// concerned are the organisations that the request concerns: the ICT agency, the
// requesting one, and the appointed vendor, in that order.
func (a *app) concerned(ctx context.Context, v *casework.View) ([]alur.Agency, error) {
	ict, err := a.Directory.ICT(ctx)
	if err != nil {
		return nil, err
	}
	out := []alur.Agency{ict}
	for _, id := range []alur.AgencyID{v.State.Agency, v.State.Vendor} {
		if id != "" && id != ict.ID {
			out = append(out, v.Organisations[id])
		}
	}
	return out, nil
}

// fillPeople finds the people of the organisations that the request concerns: all when
// they are few, those searched for, and those named.
func (a *app) fillPeople(ctx context.Context, d *desk, named []string, team bool) error {
	agencies, err := a.concerned(ctx, d.View)
	if err != nil {
		return err
	}
	d.ICT, d.Agencies = agencies[0].ID, agencies
	for _, agency := range agencies {
		users, next, err := a.Directory.FindUsers(ctx, directory.UserQuery{Agency: agency.ID, Limit: 4 * fewPeople})
		if err != nil {
			return err
		}
		users = slices.DeleteFunc(users, func(u alur.User) bool { return !form.Nameable(u, false) })
		d.Many = d.Many || next != ""
		d.People = append(d.People, users...)
	}
	d.Many = d.Many || len(d.People) > fewPeople
	if !team {
		if d.Near, err = a.nearPeople(ctx, d); err != nil {
			return err
		}
	}
	if d.Search != nil {
		if err := a.searchPeople(ctx, d); err != nil {
			return err
		}
	}
	known, err := a.Directory.Users(ctx, named)
	if err != nil {
		return err
	}
	var names []string
	for _, u := range known {
		if !slices.ContainsFunc(d.People, func(x alur.User) bool { return x.Username == u.Username }) && d.Many {
			d.People = append(d.People, u)
		}
		if _, ok := d.View.People[u.Username]; !ok {
			d.View.People[u.Username] = u
		}
		names = append(names, u.Username)
	}
	if !team {
		return nil
	}
	for _, u := range d.People {
		names = append(names, u.Username)
	}
	if d.Search != nil {
		for _, u := range d.Search.Found {
			names = append(names, u.Username)
		}
	}
	d.Loads, err = a.Cases.TeamLoads(ctx, names)
	return err
}

// nearPeople are those who work on the request now, by name: the members of its teams and
// the people of its vendor.
func (a *app) nearPeople(ctx context.Context, d *desk) ([]alur.User, error) {
	var names []string
	for _, members := range d.View.State.Teams {
		names = append(names, members...)
	}
	members, err := a.Directory.Users(ctx, names)
	if err != nil {
		return nil, err
	}
	out := slices.Collect(maps.Values(members))
	if vendor := d.View.State.Vendor; vendor != "" {
		users, _, err := a.Directory.FindUsers(ctx, directory.UserQuery{Agency: vendor, Limit: fewPeople})
		if err != nil {
			return nil, err
		}
		out = append(out, users...)
	}
	out = slices.DeleteFunc(out, func(u alur.User) bool { return !form.Nameable(u, false) })
	slices.SortFunc(out, func(x, y alur.User) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Username, y.Username))
	})
	return out, nil
}

func (a *app) searchPeople(ctx context.Context, d *desk) error {
	s := d.Search
	for _, agency := range d.Agencies {
		if s.Agency != "" && s.Agency != agency.ID {
			continue
		}
		users, next, err := a.Directory.FindUsers(ctx, directory.UserQuery{Agency: agency.ID, Q: s.Words, Limit: mostFound})
		if err != nil {
			return err
		}
		s.More = s.More || next != ""
		s.Found = append(s.Found, users...)
	}
	slices.SortStableFunc(s.Found, func(x, y alur.User) int { return cmp.Compare(x.Name, y.Name) })
	return nil
}

// fillVendors finds the third parties: all when they are few, and those searched for.
func (a *app) fillVendors(ctx context.Context, d *desk) error {
	found, next, err := a.Directory.FindAgencies(ctx, directory.AgencyQuery{Kind: alur.AgencyVendor, Limit: fewPeople})
	if err != nil {
		return err
	}
	if next == "" {
		d.Vendors = found
	}
	if s := d.Search; s != nil {
		s.Vendors, next, err = a.Directory.FindAgencies(ctx, directory.AgencyQuery{Kind: alur.AgencyVendor, Q: s.Words, Limit: mostFound})
		if err != nil {
			return err
		}
		s.More = s.More || next != ""
	}
	return nil
}
