package api

import (
	"net/http"

	"github.com/alur-id/alur/internal/casework"
)

// NewClaim is the body of POST claim.
type NewClaim struct {
	From string `json:"from,omitzero" doc:"Who has the task as the caller saw it, to take it over; conflict when it is somebody else by now"`
	To   string `json:"to,omitzero" doc:"The colleague who gets what the caller has taken"`
}

func (c *call) claim() error {
	var body NewClaim
	if err := c.body(&body); err != nil {
		return err
	}
	if body.To != "" {
		return c.claimed(c.s.Cases.HandOver(c.ctx(), c.actor(), c.request(), body.To))
	}
	return c.claimed(c.s.Cases.Claim(c.ctx(), c.actor(), c.request(), body.From))
}

func (c *call) release() error {
	return c.claimed(c.s.Cases.Release(c.ctx(), c.actor(), c.request()))
}

// claimed answers with the request as it stands after a claim.
func (c *call) claimed(v *casework.View, err error) error {
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etag(v.Version))
	return c.answer(http.StatusOK, c.s.wireRequest(v))
}
