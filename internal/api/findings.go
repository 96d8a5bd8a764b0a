package api

import (
	"net/http"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// NewFinding is the body of POST findings.
type NewFinding struct {
	Aspect      string `json:"aspect" enum:"input,proses,output"`
	Quality     string `json:"quality" enum:"efektivitas,efisiensi"`
	Severity    string `json:"severity" enum:"low,medium,high"`
	Title       string `json:"title" maxLength:"300"`
	Description string `json:"description" maxLength:"20000"`
}

// FindingStatus is the body of PATCH findings.
type FindingStatus struct {
	Status string `json:"status" enum:"fixed,verified,reopened"`
	Note   string `json:"note,omitzero" maxLength:"20000" doc:"Needed for fixed and reopened, and to verify an open finding"`
}

func (c *call) addFinding() error {
	var body NewFinding
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.AddFinding(c.ctx(), c.actor(), c.request(), flow.AddFinding{
				Aspect: body.Aspect, Quality: body.Quality, Severity: body.Severity, Title: body.Title, Description: body.Description,
			}, o)
		},
		findingAnswer(http.StatusCreated))
}

func (c *call) changeFinding() error {
	var body FindingStatus
	if err := c.body(&body); err != nil {
		return err
	}
	number, err := strconv.Atoi(c.r.PathValue("number"))
	if err != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.ChangeFinding(c.ctx(), c.actor(), c.request(), flow.ChangeFinding{Number: number, Status: body.Status, Note: body.Note}, o)
		},
		findingAnswer(http.StatusOK))
}

func findingAnswer(status int) func(*casework.Written) (casework.Answer, error) {
	return func(w *casework.Written) (casework.Answer, error) {
		return kept(status, w, wireFinding(*w.Finding, w.View.State), "")
	}
}
