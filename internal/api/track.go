package api

import (
	"net/http"

	"github.com/alur-id/alur"
)

// Tracking is what anybody with the code sees.
type Tracking struct {
	Code        string         `json:"code" example:"7K4M-92QX-T3HB"`
	Flow        FlowRef        `json:"flow"`
	Title       string         `json:"title"`
	Agency      AgencyRef      `json:"agency"`
	Status      alur.Status    `json:"status"`
	Stage       StageRef       `json:"stage"`
	StagesTotal int            `json:"stages_total" example:"16"`
	SubmittedAt string         `json:"submitted_at" format:"date-time"`
	EnteredAt   string         `json:"entered_at" format:"date-time"`
	EndedAt     *string        `json:"ended_at" format:"date-time"`
	WaitingOn   []alur.PartyID `json:"waiting_on"`
}

// FlowRef names a flow.
type FlowRef struct {
	ID    alur.FlowID `json:"id"`
	Title string      `json:"title"`
}

// StageRef names a stage.
type StageRef struct {
	ID     alur.StageID `json:"id"`
	Number int          `json:"number" minimum:"1"`
	Title  string       `json:"title"`
	Clause string       `json:"clause"`
}

// track shows where a request stands. The limit comes first: a guess costs as much
// as a hit.
func (c *call) track() error {
	c.w.Header().Set("X-Robots-Tag", "noindex")
	if err := c.s.tracking.allow(c.address()); err != nil {
		return err
	}
	code, ok := alur.NormalizeTrackingCode(c.r.PathValue("code"))
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	t, err := c.s.Cases.Track(c.ctx(), code)
	if err != nil {
		return err
	}
	w := Tracking{
		Code: t.Code, Flow: FlowRef{ID: t.Plan.Flow, Title: t.Plan.Title}, Title: t.Title, Agency: wireAgency(t.Agency), Status: t.Status,
		Stage:       StageRef{ID: t.Stage.ID, Number: t.Stage.Number, Title: t.Stage.Title, Clause: t.Stage.Clause},
		StagesTotal: t.Plan.Total(), SubmittedAt: wireTime(t.SubmittedAt), EnteredAt: wireTime(t.EnteredAt), WaitingOn: t.Waiting,
	}
	if t.EndedAt != nil {
		w.EndedAt = orNull(wireTime(*t.EndedAt))
	}
	return c.answer(http.StatusOK, w)
}
