package api

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// NewRequest is the body of POST /requests.
type NewRequest struct {
	Flow   string `json:"flow" example:"swakelola"`
	Agency string `json:"agency,omitzero" doc:"The agency whose paper letter is registered, by a reviewer; the caller's own when absent"`
	Data   Values `json:"data,omitzero" doc:"Items of the first stage, as in PATCH data"`
}

// ActionTaken is the body of POST actions.
type ActionTaken struct {
	Input Values `json:"input,omitzero" doc:"The action's inputs by id"`
	Note  string `json:"note,omitzero" maxLength:"20000" doc:"A remark kept in the history"`
}

func (c *call) listRequests() error {
	q, err := c.listQuery()
	if err != nil {
		return err
	}
	found, next, err := c.s.Cases.List(c.ctx(), c.actor(), q)
	if err != nil {
		return err
	}
	page := Page[Summary]{Items: []Summary{}, NextCursor: orNull(next)}
	for _, s := range found {
		page.Items = append(page.Items, wireSummary(s))
	}
	return c.answer(http.StatusOK, page)
}

// listQuery reads the filters; a value that nothing can have is refused, for an
// empty list would hide a typing error.
func (c *call) listQuery() (casework.ListQuery, error) {
	q := casework.ListQuery{
		Status: alur.Status(c.query.Get("status")),
		Stage:  alur.StageID(c.query.Get("stage")),
		Flow:   alur.FlowID(c.query.Get("flow")),
	}
	refused := func(name string) (casework.ListQuery, error) {
		return q, alur.RefuseField(alur.CodeInvalidParameter, name)
	}
	if q.Status != "" && !q.Status.Valid() {
		return refused("status")
	}
	if q.Stage != "" && !c.knowsStage(q.Stage) {
		return refused("stage")
	}
	if q.Flow != "" && c.s.Cases.Flows().Plan(q.Flow, 0) == nil {
		return refused("flow")
	}
	switch c.query.Get("waiting_on") {
	case "":
	case "me":
		q.WaitingOnMe = true
	default:
		return refused("waiting_on")
	}
	var err error
	if q.Agency, err = c.agency("agency"); err != nil {
		return q, err
	}
	q.Text = c.words()
	if q.UpdatedSince, err = c.since("updated_since"); err != nil {
		return q, err
	}
	if q.Limit, err = c.limit(defaultPage, maxPage); err != nil {
		return q, err
	}
	q.Cursor, err = c.cursor()
	return q, err
}

func (c *call) knowsStage(id alur.StageID) bool {
	for _, p := range c.s.Cases.Flows().Plans() {
		if p.Stage(id) != nil {
			return true
		}
	}
	return false
}

func (c *call) createRequest() error {
	var body NewRequest
	if err := c.body(&body); err != nil {
		return err
	}
	if p := c.s.Cases.Flows().Plan(alur.FlowID(body.Flow), 0); p != nil {
		c.label = labeler(c.s.Cases.Flows(), p, p.Stages[0], nil)
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			if agency := alur.AgencyID(body.Agency); agency != "" && agency != c.actor().User.Agency {
				return c.s.Cases.Register(c.ctx(), c.actor(), agency, body.Flow, body.Data, o)
			}
			return c.s.Cases.Create(c.ctx(), c.actor(), body.Flow, body.Data, o)
		},
		func(w *casework.Written) (casework.Answer, error) {
			return kept(http.StatusCreated, w, c.s.wireRequest(w.View), Prefix+"/requests/"+string(w.View.ID))
		})
}

func (c *call) showRequest() error {
	view, err := c.s.Cases.Get(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etag(view.Version))
	return c.answer(http.StatusOK, c.s.wireRequest(view))
}

func (c *call) setData() error {
	items := Values{}
	if err := c.body(&items); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.SetData(c.ctx(), c.actor(), c.request(), items, o)
		},
		func(w *casework.Written) (casework.Answer, error) {
			return kept(http.StatusOK, w, Patched{Request: c.s.wireRequest(w.View), Warnings: c.s.wireWarnings(w.View, w.Warnings)}, "")
		})
}

func (c *call) takeAction() error {
	var body ActionTaken
	if err := c.body(&body); err != nil {
		return err
	}
	input := map[string]jsontext.Value(body.Input)
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.Act(c.ctx(), c.actor(), c.request(), c.r.PathValue("action"), input, body.Note, o)
		},
		c.requestAnswer(http.StatusOK))
}

// requestAnswer renders a write whose answer is the request after it.
func (c *call) requestAnswer(status int) func(*casework.Written) (casework.Answer, error) {
	return func(w *casework.Written) (casework.Answer, error) {
		return kept(status, w, c.s.wireRequest(w.View), "")
	}
}
