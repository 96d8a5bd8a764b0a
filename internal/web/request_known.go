package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
)

// recentRequests is how many requests of an agency are looked through for one that
// was submitted.
const recentRequests = 20

// known is what a form for people may begin with, so that nobody types it twice: the
// people of the agency's latest request, or, for the first one, the name of whoever
// applies. It is shown and not stored; saving the form stores it. The note says where
// it comes from and is "" where nothing is known.
func (a *app) known(r *http.Request, v *casework.View, open []slot) (values map[alur.ItemID]url.Values, note string, err error) {
	open = slices.DeleteFunc(slices.Clone(open), func(s slot) bool {
		return s.item.Kind != flow.KindPerson || len(v.State.Value(s.stage.ID, s.item.ID)) > 0
	})
	if len(open) == 0 {
		return nil, "", nil
	}
	values = map[alur.ItemID]url.Values{}
	list, _, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Agency: v.Agency.ID, Limit: recentRequests})
	if err != nil {
		return nil, "", err
	}
	if i := slices.IndexFunc(list, func(s casework.Summary) bool { return s.Number != "" }); i >= 0 {
		last, err := a.Cases.Get(r.Context(), a.actor(r), list[i].ID)
		if err != nil {
			return nil, "", err
		}
		for _, s := range open {
			if got := form.Controls(s.item, last.State.Value(s.stage.ID, s.item.ID)); len(got) > 0 {
				values[s.item.ID], note = got, text.KnownFrom(last.Number)
			}
		}
	}
	if u := a.session(r).User; len(values) == 0 && u.Agency == v.Agency.ID {
		for _, s := range open {
			if slices.Contains(s.item.Parts, "phone") { // who is called is who applies; who signs is the head
				values[s.item.ID], note = url.Values{string(s.item.ID) + ".name": {u.Name}}, text.KnownFromAccount()
			}
		}
	}
	return values, note, nil
}
