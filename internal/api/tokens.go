package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// Credentials are the body of POST /tokens.
type Credentials struct {
	Username string `json:"username" example:"pemohon"`
	Password string `json:"password"`
	OTP      string `json:"otp,omitzero" doc:"The one-time code, for accounts that have a second factor"`
	Name     string `json:"name,omitzero" doc:"What the token is called in the list of sessions"`
	// Scopes and ExpiresIn ask for less, or for longer.
	Scopes    []directory.Scope `json:"scopes,omitzero" doc:"What the token is for; everything that its owner may do when absent. write goes with read"`
	ExpiresIn int64             `json:"expires_in,omitzero" example:"43200" doc:"Seconds that the token lives, an hour to 365 days; 12 hours when absent. A token of more than 12 hours takes no decisions and signs nothing"`
}

// TransformSchema lists the scopes and their bounds.
func (Credentials) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	p := s.Properties["scopes"]
	p.Items = &huma.Schema{Type: huma.TypeString}
	for _, x := range directory.Scopes {
		p.Items.Enum = append(p.Items.Enum, string(x))
	}
	one := 1
	p.MinItems, p.UniqueItems = &one, true
	s.Properties["expires_in"].Minimum = number(int(directory.TokenLeast.Seconds()))
	s.Properties["expires_in"].Maximum = number(int(directory.TokenMost.Seconds()))
	return s
}

// Token is the answer to POST /tokens; the only time that the token is shown.
type Token struct {
	Token     string `json:"token"`
	ExpiresAt string `json:"expires_at" format:"date-time"`
	// Scopes are those that were asked for.
	Scopes []directory.Scope `json:"scopes,omitzero" doc:"What the token is for, when the call has asked for scopes"`
}

// Me is who a token belongs to.
type Me struct {
	Username string      `json:"username"`
	Name     string      `json:"name"`
	Agency   Agency      `json:"agency"`
	Roles    []alur.Role `json:"roles"`
}

// createToken signs in. An unknown user and a wrong password are the same here; the
// directory sees to it that they also take the same.
func (c *call) createToken() error {
	// The caller may send a key as with every POST; it means nothing here, for an
	// answer kept with it would hold the token.
	if _, err := idempotencyKey(c.r.Header.Values("Idempotency-Key")); err != nil {
		return err
	}
	var body Credentials
	if err := c.body(&body); err != nil {
		return err
	}
	life, err := tokenLife(body)
	if err != nil {
		return err
	}
	entry, err := c.s.Directory.SignIn(c.ctx(), directory.SignIn{
		Username: body.Username, Password: body.Password, Code: body.OTP, Kind: directory.KindToken,
		Scopes: body.Scopes, Life: life,
		Caller: directory.Caller{Address: c.address(), Name: body.Name},
	})
	if err != nil {
		return fieldsOfCredentials(err)
	}
	return c.answer(http.StatusCreated, Token{Token: entry.Secret, ExpiresAt: wireTime(entry.Session.ExpiresAt), Scopes: entry.Session.Scopes})
}

// fieldsOfCredentials says in the words of the body what the directory says of a token.
func fieldsOfCredentials(err error) error {
	e, ok := errors.AsType[*alur.Error](err)
	if !ok || e.Code != alur.CodeInvalidData {
		return err
	}
	out := *e
	out.Blockers = slices.Clone(e.Blockers)
	for i := range out.Blockers {
		if out.Blockers[i].Item == "life" {
			out.Blockers[i].Item = "expires_in"
		}
	}
	out.Field = out.Blockers[0].Item
	return &out
}

// tokenLife reads how long the token is to live, 0 for the default. An empty list of
// scopes would ask for a token that is good for nothing.
func tokenLife(body Credentials) (time.Duration, error) {
	var wrong []alur.Blocker
	if body.Scopes != nil && len(body.Scopes) == 0 {
		wrong = append(wrong, alur.Blocker{Code: alur.BlockMissingInput, Item: "scopes", Reason: "required"})
	}
	if s := body.ExpiresIn; s != 0 && (s < int64(directory.TokenLeast.Seconds()) || s > int64(directory.TokenMost.Seconds())) {
		wrong = append(wrong, alur.Blocker{Code: alur.BlockInvalidInput, Item: "expires_in", Reason: "out-of-range"})
	}
	if wrong != nil {
		return 0, &alur.Error{Code: alur.CodeInvalidData, Field: wrong[0].Item, Blockers: wrong}
	}
	return time.Duration(body.ExpiresIn) * time.Second, nil
}

func (c *call) revokeToken() error {
	if err := c.s.Directory.SignOut(c.ctx(), c.session.ID); err != nil {
		return err
	}
	writeBody(c.w, c.r, http.StatusNoContent, "", nil)
	return nil
}

func (c *call) showMe() error {
	u := c.session.User
	return c.answer(http.StatusOK, Me{
		Username: u.Username, Name: u.Name, Agency: Agency{ID: u.Agency, Name: u.AgencyName, Kind: u.AgencyKind}, Roles: u.Roles,
	})
}
