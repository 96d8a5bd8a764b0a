package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
)

// successionRoutes are the calls about accounts that end.
var successionRoutes = []route{
	{
		method: http.MethodGet, path: "/users/{username}/open-tasks", id: "list-open-tasks", tag: "directory", access: signedIn, scope: scopeAdmin,
		manages: true, status: 200, result: OpenTasks{},
		summary: "What a person has open",
		about:   "Claims, seats in teams of open requests and at coming meetings, and offices that nobody else holds. For administrators, and agencies' own for their people; others are not found.",
		codes:   []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty}, handle: (*call).listOpenTasks,
	},
	{
		method: http.MethodPost, path: "/users/{username}/deactivation", id: "deactivate-user", tag: "directory", access: signedIn, scope: scopeAdmin,
		proof: (*call).always, manages: true, body: Deactivation{}, status: 200, result: Deactivated{},
		summary: "End an account and hand over what is open",
		about: "Every seat goes to the successor, with an event seat-handed-over in the history of each request, then the account ends with its sessions and tokens. " +
			"What a rule of teams forbids comes back as blockers with items per_request.<id> and per_request.<id>.<item>, and then nothing has happened. " +
			"After a break the same call goes on. Idempotency-Key is accepted and ignored.",
		codes: []alur.Code{
			alur.CodeNotFound, alur.CodeNotYourParty, alur.CodePersonRequired, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull,
		},
		handle: (*call).deactivateUser,
	},
}

// OpenTasks is what a person has open.
type OpenTasks struct {
	Items   []OpenTask   `json:"items"`
	Offices []SoleOffice `json:"offices" doc:"Offices that nobody else with an active account holds in the organisation"`
}

// OpenTask is what a person has open on one request.
type OpenTask struct {
	Request alur.RequestID `json:"request" pattern:"^[0-9a-f]{32}$"`
	Number  *string        `json:"number"`
	Title   string         `json:"title"`
	Agency  AgencyRef      `json:"agency"`
	Stage   alur.StageID   `json:"stage"`
	Claims  []alur.PartyID `json:"claims" doc:"The parties for which the person has taken the task"`
	Seats   []Seat         `json:"seats"`
}

// Seat is a place in a team or at a coming meeting.
type Seat struct {
	Team     alur.PartyID `json:"team" doc:"Empty for a meeting"`
	Proposed bool         `json:"proposed" doc:"The team is named, but not in force yet"`
	Stage    alur.StageID `json:"stage" doc:"Of the item that forms the team, or of the meeting"`
	Item     alur.ItemID  `json:"item"`
}

// SoleOffice is an office that would stand empty.
type SoleOffice struct {
	Role     alur.Role `json:"role"`
	Requests int64     `json:"requests" minimum:"0" maximum:"200" doc:"Open requests that depend on it, counted up to 200"`
}

// TransformSchema lists the roles.
func (SoleOffice) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "role", alur.Roles)
	return s
}

// Deactivation is the body of POST deactivation.
type Deactivation struct {
	Reason     string `json:"reason" doc:"Kept in the history of every request"`
	Successor  string `json:"successor,omitzero" doc:"Who gets everything that per_request does not name"`
	PerRequest Values `json:"per_request,omitzero" doc:"By the id of a request: who gets what is open there; null leaves the seats until the team is changed"`
}

// Deactivated is what a hand-over did.
type Deactivated struct {
	Requests int64 `json:"requests" minimum:"0" doc:"On how many requests something was handed over"`
	Seats    int64 `json:"seats" minimum:"0"`
	Claims   int64 `json:"claims" minimum:"0" doc:"Tasks that the successor took over; the others went back to the colleagues"`
	Left     int64 `json:"left" minimum:"0" doc:"Requests whose seats stay with the account that ended"`
}

func (c *call) listOpenTasks() error {
	tasks, err := c.s.Cases.OpenTasks(c.ctx(), c.actor(), c.r.PathValue("username"))
	if err != nil {
		return err
	}
	out := OpenTasks{Items: []OpenTask{}, Offices: []SoleOffice{}}
	for _, t := range tasks.Tasks {
		x := OpenTask{
			Request: t.Request, Number: orNull(t.Number), Title: t.Title, Agency: AgencyRef{ID: t.Agency.ID, Name: t.Agency.Name}, Stage: t.Stage.ID,
			Claims: append([]alur.PartyID{}, t.Claims...), Seats: []Seat{},
		}
		for _, s := range t.Seats {
			x.Seats = append(x.Seats, Seat{Team: s.Party, Proposed: s.Proposed, Stage: s.Stage, Item: s.Item})
		}
		out.Items = append(out.Items, x)
	}
	for _, o := range tasks.Offices {
		out.Offices = append(out.Offices, SoleOffice{Role: o.Role, Requests: int64(o.Requests)})
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) deactivateUser() error {
	tasks, err := c.s.Cases.OpenTasks(c.ctx(), c.actor(), c.r.PathValue("username"))
	if err != nil {
		return err
	}
	var body Deactivation
	if err := c.body(&body); err != nil {
		return err
	}
	s := casework.Succession{Username: c.r.PathValue("username"), Successor: body.Successor, PerRequest: map[alur.RequestID]string{}, Reason: strings.TrimSpace(body.Reason)}
	for id, raw := range body.PerRequest {
		to, ok := choiceOf(raw)
		if !ok {
			return alur.RefuseField(alur.CodeInvalidType, "per_request."+id)
		}
		s.PerRequest[alur.RequestID(id)] = to
	}
	c.label = seatLabels(tasks)
	by := directory.By{Actor: c.session.User.Username, Address: c.address()}
	done, err := c.s.Cases.Succeed(c.ctx(), c.actor(), s, c.s.Directory.Ending(directory.Ended{Username: s.Username, Successor: s.Successor}, by))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, Deactivated{Requests: int64(done.Requests), Seats: int64(done.Seats), Claims: int64(done.Claims), Left: int64(done.Left)})
}

// choiceOf reads who gets what is open on a request; null leaves it.
func choiceOf(raw jsontext.Value) (string, bool) {
	if raw.Kind() == 'n' {
		return casework.LeaveSeat, true
	}
	var name string
	if raw.Kind() != '"' || json.Unmarshal(raw, &name) != nil {
		return "", false
	}
	return name, name != casework.LeaveSeat
}

// seatLabels names requests, teams and meetings in the messages of blockers.
func seatLabels(tasks *casework.OpenTasks) func(string) string {
	return func(item string) string {
		rest, ok := strings.CutPrefix(item, "per_request.")
		id, part, _ := strings.Cut(rest, ".")
		i := slices.IndexFunc(tasks.Tasks, func(t casework.OpenTask) bool { return string(t.Request) == id })
		if !ok || i < 0 {
			return ""
		}
		t := tasks.Tasks[i]
		label := t.Number
		if label == "" {
			label = t.Title
		}
		if name := t.SeatTitle(alur.ItemID(part)); name != "" {
			label = name + ", " + label
		}
		return label
	}
}
