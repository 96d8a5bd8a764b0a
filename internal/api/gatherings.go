package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// gatheringRoutes are the calls about who comes to a meeting and who was there.
var gatheringRoutes = []route{
	{
		method: http.MethodGet, path: "/requests/{id}/meetings/{item}", id: "get-meeting", tag: "meetings", access: signedIn, scope: scopeRead, status: 200, result: Gathering{},
		summary: "A meeting with who comes and who was there",
		about:   "Whoever sees the request; answers of others are for those whose meeting it is. not-found while the meeting has no time. A meeting that is of several stages is the latest.",
		handle:  (*call).getMeeting,
	},
	{
		method: http.MethodPut, path: "/requests/{id}/meetings/{item}/answer", id: "answer-meeting", tag: "meetings", access: signedIn, scope: scopeWrite, status: 200, result: Gathering{}, body: MeetingAnswer{},
		summary: "Say whether one comes", about: "The caller's own answer, for attendees; it counts for the time that the meeting has now. conflict once it has begun or was called off.",
		codes:  []alur.Code{alur.CodeNotYourParty, alur.CodePersonRequired, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull},
		handle: (*call).answerMeeting,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/meetings/{item}/code", id: "get-meeting-code", tag: "meetings", access: signedIn, scope: scopeRead, status: 200, result: MeetingCode{},
		summary: "The code that the screen of a meeting shows now",
		about:   "For those whose meeting it is, from 30 minutes before its start until four hours after: conflict at other times. It changes every 30 seconds; the one before still counts.",
		codes:   []alur.Code{alur.CodeNotYourParty, alur.CodeConflict}, handle: (*call).getMeetingCode,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/meetings/{item}/attendance", id: "attend-meeting", tag: "meetings", access: signedIn, scope: scopeWrite, status: 200, result: Gathering{}, body: Attend{},
		summary: "Be noted as present", about: "The caller, who holds the code of the screen: not-found with any other. Again changes nothing. conflict while the list is not open.",
		codes:  []alur.Code{alur.CodePersonRequired, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull},
		handle: (*call).attendMeeting,
	},
}

// Gathering is a meeting with who comes and who was there.
type Gathering struct {
	ID        string           `json:"id" doc:"Also the UID of the meeting in calendars"`
	Stage     alur.StageID     `json:"stage"`
	Item      alur.ItemID      `json:"item"`
	Start     string           `json:"start" format:"date-time"`
	End       *string          `json:"end" format:"date-time" doc:"null while nobody has said"`
	Place     string           `json:"place"`
	Link      string           `json:"link"`
	Cancelled bool             `json:"cancelled"`
	Sequence  int64            `json:"sequence" minimum:"0" doc:"How often calendars had to change: the SEQUENCE of RFC 5545"`
	Answer    *MeetingAnswer   `json:"answer" doc:"The caller's own; null before it, and for who does not attend"`
	Answers   []AttendeeAnswer `json:"answers" doc:"Of all attendees; empty for those whose meeting it is not"`
	OpenFrom  string           `json:"open_from" format:"date-time" doc:"When the list of those present is open"`
	OpenUntil string           `json:"open_until" format:"date-time"`
	Present   []Attendance     `json:"present" doc:"In the order in which they came"`
}

// TransformSchema says which members may be null; see [nullable].
func (Gathering) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "answer")
}

// MeetingAnswer is what one attendee says of coming.
type MeetingAnswer struct {
	Answer string `json:"answer" enum:"yes,no,maybe"`
	Reason string `json:"reason,omitzero" maxLength:"300"`
}

// AttendeeAnswer is the same for whoever leads.
type AttendeeAnswer struct {
	Username string  `json:"username"`
	Name     string  `json:"name"`
	Answer   *string `json:"answer" doc:"yes, no or maybe; null before it"`
	Reason   string  `json:"reason"`
}

// Attendance is somebody who was there.
type Attendance struct {
	Name     string `json:"name"`
	Office   string `json:"office"`
	Position string `json:"position"`
	Account  bool   `json:"account" doc:"False: the name was typed by somebody without an account, and nobody has checked it"`
	At       string `json:"at" format:"date-time"`
}

// MeetingCode is what the screen of a meeting shows.
type MeetingCode struct {
	Code  string `json:"code"`
	Until string `json:"until" format:"date-time" doc:"When the screen shows the next one"`
	Path  string `json:"path" doc:"The page that it opens, below the address of the pages"`
}

// Attend is the body of POST attendance.
type Attend struct {
	Code string `json:"code" maxLength:"40"`
}

// gathering reads the meeting of the address.
func (c *call) gathering() (*casework.Gathering, error) {
	return c.s.Cases.Gathering(c.ctx(), c.actor(), c.request(), alur.ItemID(c.r.PathValue("item")))
}

func (c *call) getMeeting() error {
	g, err := c.gathering()
	if err != nil {
		return err
	}
	m := g.Meeting
	out := Gathering{
		ID: m.ID, Stage: m.Stage.ID, Item: m.Item.ID, Start: wireTime(m.StartsAt), Place: m.Place, Link: m.Link, Cancelled: m.Cancelled, Sequence: m.Sequence,
		Answers: []AttendeeAnswer{}, OpenFrom: wireTime(g.From), OpenUntil: wireTime(g.Until), Present: []Attendance{},
	}
	if !m.EndsAt.IsZero() {
		out.End = orNull(wireTime(m.EndsAt))
	}
	if g.Mine != nil && g.Mine.Answer != "" {
		out.Answer = &MeetingAnswer{Answer: g.Mine.Answer, Reason: g.Mine.Reason}
	}
	if g.Leads {
		for _, x := range g.Coming {
			out.Answers = append(out.Answers, AttendeeAnswer{Username: x.User.Username, Name: x.User.Name, Answer: orNull(x.Answer), Reason: x.Reason})
		}
	}
	for _, x := range g.Present {
		out.Present = append(out.Present, Attendance{Name: x.Name, Office: x.Office, Position: x.Position, Account: x.Account, At: wireTime(x.At)})
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) answerMeeting() error {
	g, err := c.gathering()
	if err != nil {
		return err
	}
	var body MeetingAnswer
	if err := c.body(&body); err != nil {
		return err
	}
	if err := c.s.Cases.AnswerInvitation(c.ctx(), c.actor(), g.Meeting.ID, body.Answer, body.Reason); err != nil {
		return err
	}
	return c.getMeeting()
}

func (c *call) getMeetingCode() error {
	g, err := c.s.Cases.Screen(c.ctx(), c.actor(), c.request(), alur.ItemID(c.r.PathValue("item")))
	if err != nil {
		return err
	}
	code, until, err := c.s.Directory.RollCode(g.Meeting.ID, c.s.Clock())
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, MeetingCode{Code: code, Until: wireTime(until), Path: "/hadir/" + g.Meeting.ID + "?kode=" + code})
}

func (c *call) attendMeeting() error {
	g, err := c.gathering()
	if err != nil {
		return err
	}
	var body Attend
	if err := c.body(&body); err != nil {
		return err
	}
	if _, err := c.s.Directory.RollTicket(g.Meeting.ID, body.Code); err != nil {
		return err
	}
	if err := c.s.Cases.Attend(c.ctx(), c.actor(), g.Meeting.ID); err != nil {
		return err
	}
	return c.getMeeting()
}
