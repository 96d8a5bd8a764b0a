package api

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// Credentials are the body of POST /tokens.
type Credentials struct {
	Username string `json:"username" example:"pemohon"`
	Password string `json:"password"`
	OTP      string `json:"otp,omitzero" doc:"The one-time code, for accounts that have a second factor"`
	Name     string `json:"name,omitzero" doc:"What the token is called in the list of sessions"`
}

// Token is the answer to POST /tokens; the only time that the token is shown.
type Token struct {
	Token     string `json:"token"`
	ExpiresAt string `json:"expires_at" format:"date-time"`
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
	entry, err := c.s.Directory.SignIn(c.ctx(), directory.SignIn{
		Username: body.Username, Password: body.Password, Code: body.OTP, Kind: directory.KindToken,
		Caller: directory.Caller{Address: c.address(), Name: body.Name},
	})
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, Token{Token: entry.Secret, ExpiresAt: wireTime(entry.Session.ExpiresAt)})
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
