package api

import (
	"net/http"

	"github.com/alur-id/alur/internal/casework"
)

// NewSignature is the body of POST signatures.
type NewSignature struct {
	Item     string `json:"item" example:"paraf-pemohon"`
	Password string `json:"password" doc:"The caller's own, asked for again"`
}

// sign signs an item. Whether the caller may sign is asked before the password, so
// that a try is not used up on what cannot be signed. A call that repeats an earlier
// one is past that question: its answer is kept, and the password still has to be
// right.
func (c *call) sign() error {
	var body NewSignature
	if err := c.body(&body); err != nil {
		return err
	}
	refused := c.s.Cases.MaySign(c.ctx(), c.actor(), c.request(), body.Item)
	if refused != nil && c.key == "" {
		return refused
	}
	if err := c.s.Directory.ConfirmPassword(c.ctx(), c.session, body.Password, c.address()); err != nil {
		if refused != nil {
			return refused
		}
		return err
	}
	if c.key != "" {
		c.fingerprint = secretFingerprint(c.fingerprint, c.session.User.Username, c.key)
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.Sign(c.ctx(), c.actor(), c.request(), body.Item, o)
		},
		c.requestAnswer(http.StatusCreated))
}
