package api

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// NewComment is the body of POST comments.
type NewComment struct {
	Text     string `json:"text" maxLength:"20000"`
	Internal bool   `json:"internal,omitzero" doc:"For the two agencies and the teams only; vendors do not see it. The same as the audience agencies"`
	Audience string `json:"audience,omitzero" doc:"Who may read it: all (when absent), agencies (no vendor), ict (the ICT agency, auditors and admins)"`
}

// audience is whom the comment is for: what the body says, in either way of saying it.
func (n *NewComment) audience() (alur.Audience, error) {
	to := alur.Audience(n.Audience)
	switch {
	case n.Internal && to == "":
		return alur.AudienceAgencies, nil
	case n.Internal && to == alur.AudienceAll:
		blocker := alur.Blocker{Code: alur.BlockInvalidInput, Item: "audience", Reason: "unknown-option"}
		return "", &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{blocker}}
	case to == "":
		return alur.AudienceAll, nil
	}
	return to, nil
}

// Comment is one comment.
type Comment struct {
	ID       alur.CommentID `json:"id" pattern:"^[0-9a-f]{32}$"`
	Text     string         `json:"text"`
	By       string         `json:"by" doc:"A username"`
	At       string         `json:"at" format:"date-time"`
	Internal bool           `json:"internal,omitzero" doc:"Hidden from vendors; absent when it is not"`
	Audience alur.Audience  `json:"audience,omitzero" enum:"agencies,ict" doc:"Who alone may read it; absent when everybody may"`
}

func (c *call) listComments() error {
	limit, err := c.limit(defaultPage, maxPage)
	if err != nil {
		return err
	}
	cursor, err := c.cursor()
	if err != nil {
		return err
	}
	found, next, err := c.s.Cases.Comments(c.ctx(), c.actor(), c.request(), cursor, limit)
	if err != nil {
		return err
	}
	page := Page[Comment]{Items: []Comment{}, NextCursor: orNull(next)}
	for _, x := range found {
		page.Items = append(page.Items, wireComment(x))
	}
	return c.answer(http.StatusOK, page)
}

func (c *call) addComment() error {
	var body NewComment
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			to, err := body.audience()
			if err != nil {
				return nil, err
			}
			return c.s.Cases.Comment(c.ctx(), c.actor(), c.request(), body.Text, to, o)
		},
		func(w *casework.Written) (casework.Answer, error) {
			return kept(http.StatusCreated, w, wireComment(*w.Comment), "")
		})
}

func wireComment(x casework.CommentView) Comment {
	c := Comment{ID: x.ID, Text: x.Text, By: x.By.Username, At: wireTime(x.At)}
	if x.Audience != alur.AudienceAll {
		c.Internal, c.Audience = true, x.Audience
	}
	return c
}
