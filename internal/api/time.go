package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// WorkingTime is how long a request has been with whom.
type WorkingTime struct {
	Since        *string     `json:"since" format:"date-time" doc:"When it was submitted; null before, and then nothing is counted"`
	Until        *string     `json:"until" format:"date-time" doc:"When it ended, or now; null before it is submitted"`
	Ended        bool        `json:"ended"`
	TotalMinutes int         `json:"total_minutes" minimum:"0" doc:"Working minutes of the calendar in force; a working day of five days a week has 450"`
	Parts        []TimeShare `json:"parts" doc:"One for each that had it; together exactly total_minutes"`
	UnknownYears []int       `json:"unknown_years" doc:"Years within whose holidays have not been entered: of them only weekends are left out"`
}

// TimeShare is what one holder had.
type TimeShare struct {
	Holder  flow.Holder  `json:"holder" doc:"joint: several parties had the ball at once; budget, outside, paused: nobody had; others: what a vendor sees of everybody else"`
	Party   alur.PartyID `json:"party" doc:"Which team; empty for other holders"`
	Minutes int          `json:"minutes" minimum:"0" doc:"Working minutes"`
	Now     bool         `json:"now" doc:"Has it now"`
}

// TransformSchema lists the holders.
func (TimeShare) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "holder", append(append([]flow.Holder{}, flow.Holders...), casework.HeldByOthers))
	return s
}

// showTime counts the working time of a request.
func (c *call) showTime() error {
	t, err := c.s.Cases.WorkingTime(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	out := WorkingTime{Ended: t.Ended, TotalMinutes: t.Total, Parts: []TimeShare{}, UnknownYears: append([]int{}, t.Unknown...)}
	if !t.Since.IsZero() {
		out.Since, out.Until = orNull(wireTime(t.Since)), orNull(wireTime(t.Until))
	}
	for _, r := range t.Rows {
		out.Parts = append(out.Parts, TimeShare{Holder: r.Holder, Party: r.Party, Minutes: r.Minutes, Now: r.Now})
	}
	return c.answer(http.StatusOK, out)
}
