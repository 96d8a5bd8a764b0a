package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// Agency is an organisation in a picker.
type Agency struct {
	ID   alur.AgencyID   `json:"id" example:"dinas-kesehatan"`
	Name string          `json:"name" example:"Dinas Kesehatan"`
	Kind alur.AgencyKind `json:"kind"`
}

// TransformSchema lists the kinds.
func (Agency) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "kind", []alur.AgencyKind{alur.AgencyOffice, alur.AgencyICT, alur.AgencyVendor, alur.AgencyAudit})
	return s
}

// User is a person in a picker: never contact data.
type User struct {
	Username string    `json:"username"`
	Name     string    `json:"name"`
	Agency   AgencyRef `json:"agency"`
	// Roles and the last two are for those who manage people, with the parameter state.
	Roles      []alur.Role `json:"roles,omitzero" doc:"With the parameter state, as what follows"`
	Invited    bool        `json:"invited,omitzero" doc:"The link of the invitation has not been used"`
	SignedInAt string      `json:"signed_in_at,omitzero" format:"date-time" doc:"The last sign-in; absent for never"`
}

// TransformSchema lists the roles.
func (User) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return enumerateRoles(s) }

// TransformSchema lists the roles.
func (Me) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(&huma.Schema{Properties: map[string]*huma.Schema{"roles": s.Properties["roles"].Items}}, "roles", alur.Roles)
	return s
}

// thirdParty reports whether the user is kept out of what is inside the city.
func thirdParty(u alur.User) bool { return u.ThirdParty() }

// notForVendors refuses third parties: who works where in the city is not theirs to list.
func (c *call) notForVendors() error {
	if thirdParty(c.session.User) {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	return nil
}

func (c *call) listAgencies() error {
	if err := c.notForVendors(); err != nil {
		return err
	}
	q := directory.AgencyQuery{Kind: alur.AgencyKind(c.query.Get("kind"))}
	if q.Kind != "" && !q.Kind.Valid() {
		return alur.RefuseField(alur.CodeInvalidParameter, "kind")
	}
	var err error
	q.Q = c.words()
	if q.Limit, err = c.limit(defaultPage, maxPage); err != nil {
		return err
	}
	if q.After, err = c.cursor(); err != nil {
		return err
	}
	found, next, err := c.s.Directory.FindAgencies(c.ctx(), q)
	if err != nil {
		return err
	}
	page := Page[Agency]{Items: []Agency{}, NextCursor: orNull(next)}
	for _, a := range found {
		page.Items = append(page.Items, Agency{ID: a.ID, Name: a.Name, Kind: a.Kind})
	}
	return c.answer(http.StatusOK, page)
}

func (c *call) listUsers() error {
	if err := c.notForVendors(); err != nil {
		return err
	}
	var q directory.UserQuery
	var err error
	if q.Agency, err = c.agency("agency"); err != nil {
		return err
	}
	q.Q = c.words()
	if q.Limit, err = c.limit(defaultPage, maxPage); err != nil {
		return err
	}
	if q.After, err = c.cursor(); err != nil {
		return err
	}
	if state := c.query.Get("state"); state != "" {
		// What managers see is not for a token that reads names.
		if !c.session.Allows(directory.ScopeAdmin) {
			return alur.RefuseField(alur.CodeInsufficientScope, string(scopeAdmin))
		}
		return c.listManaged(directory.PersonQuery{Agency: q.Agency, Q: q.Q, State: directory.PersonState(state), After: q.After, Limit: q.Limit})
	}
	found, next, err := c.s.Directory.FindUsers(c.ctx(), q)
	if err != nil {
		return err
	}
	page := Page[User]{Items: []User{}, NextCursor: orNull(next)}
	for _, u := range found {
		page.Items = append(page.Items, User{Username: u.Username, Name: u.Name, Agency: AgencyRef{ID: u.Agency, Name: u.AgencyName}})
	}
	return c.answer(http.StatusOK, page)
}
