package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// Forecast is when a request may be done.
type Forecast struct {
	Known     bool         `json:"known" doc:"False before it is submitted, after it ended, and while there is too little history"`
	Thin      alur.StageID `json:"thin" doc:"The stage that too few requests have passed; empty when there are enough"`
	P50       *string      `json:"p50" format:"date-time" doc:"Done by then in half of the futures in which it is completed; null when nothing is known"`
	P80       *string      `json:"p80" format:"date-time" doc:"In 80 of a hundred"`
	P95       *string      `json:"p95" format:"date-time" doc:"In 95 of a hundred"`
	Completed int          `json:"completed_percent" minimum:"0" maximum:"100" doc:"In how many of a hundred futures it is completed"`
	Requests  int          `json:"requests" minimum:"0" doc:"From how many requests this was learnt"`
	OneMore   *OneMore     `json:"one_more" doc:"Null unless it was asked for"`
}

// TransformSchema says which members may be null; see [nullable].
func (Forecast) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "one_more")
}

// OneMore is the same with one more member of a team.
type OneMore struct {
	Team          alur.PartyID `json:"team"`
	P50           *string      `json:"p50" format:"date-time"`
	P80           *string      `json:"p80" format:"date-time"`
	P95           *string      `json:"p95" format:"date-time"`
	SoonerMinutes int          `json:"sooner_minutes" doc:"By how many working minutes p80 comes sooner"`
}

// ForecastRecord is how often forecasts were right.
type ForecastRecord struct {
	Forecasts int `json:"forecasts" minimum:"0" doc:"That could be made"`
	Thin      int `json:"thin" minimum:"0" doc:"Moments at which there was too little history"`
	P50       int `json:"p50" minimum:"0" doc:"Of forecasts: completed by p50"`
	P80       int `json:"p80" minimum:"0" doc:"Of forecasts: completed by p80"`
	P95       int `json:"p95" minimum:"0" doc:"Of forecasts: completed by p95"`
	Requests  int `json:"requests" minimum:"0" doc:"Requests looked at"`
}

// showForecast says when a request may be done.
func (c *call) showForecast() error {
	team := alur.PartyID(c.query.Get("one_more"))
	if team == "" && c.query.Has("one_more") {
		return alur.RefuseField(alur.CodeInvalidParameter, "one_more")
	}
	o, err := c.s.Cases.Outlook(c.ctx(), c.actor(), c.request(), team)
	if err != nil {
		return err
	}
	out := Forecast{Known: o.Known, Thin: o.Thin, Requests: o.Requests, Completed: int(o.Completed*100 + 0.5)}
	out.P50, out.P80, out.P95 = wireRange(o)
	if w := o.With; w != nil {
		out.OneMore = &OneMore{Team: o.Team, SoonerMinutes: o.Sooner}
		out.OneMore.P50, out.OneMore.P80, out.OneMore.P95 = wireRange(w)
	}
	return c.answer(http.StatusOK, out)
}

func wireRange(o *casework.Outlook) (p50, p80, p95 *string) {
	moment := func(t time.Time) *string {
		if t.IsZero() {
			return nil
		}
		return orNull(wireTime(t))
	}
	return moment(o.P50), moment(o.P80), moment(o.P95)
}

// showForecastRecord says how often forecasts were right.
func (c *call) showForecastRecord() error {
	t, err := c.s.Cases.TrackRecord(c.ctx())
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, ForecastRecord{Forecasts: t.Forecasts, Thin: t.Thin, P50: t.P50, P80: t.P80, P95: t.P95, Requests: t.Requests})
}
