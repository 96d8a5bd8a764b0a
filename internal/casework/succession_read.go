package casework

import (
	"context"
	"slices"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// OpenTask is what somebody has open on one request.
type OpenTask struct {
	Request alur.RequestID
	Number  string // "" before it is given
	Title   string
	Agency  alur.Agency // the requesting one: ID and Name
	Plan    *flow.Plan
	Stage   *flow.Stage
	Claims  []alur.PartyID
	Seats   []flow.Seat
	State   *flow.State // not to be changed
}

// SoleOffice is an office that nobody else with an active account holds in the agency.
type SoleOffice struct {
	Role alur.Role
	// Requests is how many open requests depend on it, at most [mostDepending]: those of
	// the agency for a requester, those that wait for it for the others.
	Requests int
	More     bool // there are more than were counted
}

// mostDepending is how many requests are counted that depend on an office.
const mostDepending = 200

// OpenTasks is what somebody has open, as far as casework knows it.
type OpenTasks struct {
	User    alur.User
	Tasks   []OpenTask // in order of id
	Offices []SoleOffice
}

// OpenTasks reads what a person has open: claims, seats in teams and at coming meetings,
// and offices that nobody else holds. For who manages the person's account; an account
// that does not exist for the actor is not-found.
func (c *Cases) OpenTasks(ctx context.Context, a Actor, username string) (*OpenTasks, error) {
	var out *OpenTasks
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		_, u, err := c.leaver(ctx, tx, a, username)
		if err != nil {
			return err
		}
		out = &OpenTasks{User: u}
		if out.Tasks, err = c.openTasks(ctx, tx, username); err != nil {
			return err
		}
		out.Offices, err = c.soleOffices(ctx, tx, u)
		return err
	})
	return out, err
}

// leaver reads the actor and the person whose account the actor manages.
func (c *Cases) leaver(ctx context.Context, tx *store.Tx, a Actor, username string) (actor, u alur.User, err error) {
	people, err := tx.Users(ctx, []string{a.User.Username, username})
	if err != nil {
		return actor, u, err
	}
	if actor, err = currentUser(people, a); err != nil {
		return actor, u, err
	}
	u, ok := people[username]
	if !ok || !actor.Manages(u) {
		return actor, u, alur.Refuse(alur.CodeNotFound)
	}
	return actor, u, nil
}

// formingStages are the stages in which teams of any flow are formed.
func (c *Cases) formingStages() []alur.StageID {
	var out []alur.StageID
	for _, plan := range c.flows.Plans() {
		for _, p := range plan.Parties {
			if p.Source == flow.SourceTeam && !slices.Contains(out, p.Stage) {
				out = append(out, p.Stage)
			}
		}
	}
	return out
}

func (c *Cases) openTasks(ctx context.Context, tx *store.Tx, username string) ([]OpenTask, error) {
	now := c.now()
	ids, err := tx.OpenRequestsOf(ctx, username, now, c.formingStages())
	if err != nil {
		return nil, err
	}
	claims, err := tx.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []OpenTask
	for _, id := range ids {
		row, err := tx.Request(ctx, store.Everything, id)
		if err != nil {
			return nil, err
		}
		s, err := c.states.get(row)
		if err != nil {
			return nil, err
		}
		t := OpenTask{Request: id, Number: row.Number, Title: row.Title, Agency: alur.Agency{ID: row.Agency, Name: row.AgencyName}, State: s, Seats: c.flows.Seats(s, username, now)}
		t.Plan, t.Stage = c.flows.Stage(s)
		for _, x := range claims {
			if x.Request == id && x.By == username {
				t.Claims = append(t.Claims, x.Party)
			}
		}
		if len(t.Claims)+len(t.Seats) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

// soleOffices are the offices of a person that would stand empty.
func (c *Cases) soleOffices(ctx context.Context, tx *store.Tx, u alur.User) ([]SoleOffice, error) {
	var out []SoleOffice
	for _, role := range u.Roles {
		if !role.Office() || !u.Active {
			continue
		}
		others, err := tx.FindUsers(ctx, store.UserQuery{Agency: u.Agency, Role: role, ActiveOnly: true, Limit: 2})
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(others, func(x alur.User) bool { return x.Username != u.Username }) {
			continue
		}
		q := store.ListQuery{Scope: store.Everything, Status: alur.StatusOpen, Limit: mostDepending + 1}
		switch role {
		case alur.RoleRequester:
			q.Agency = u.Agency
		case alur.RoleReviewer:
			q.Turns = []string{turnReviewers}
		case alur.RoleHead:
			q.Turns = []string{turnHead}
		}
		rows, err := tx.ListRequests(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, SoleOffice{Role: role, Requests: min(len(rows), mostDepending), More: len(rows) > mostDepending})
	}
	return out, nil
}

// VacantSeat is a seat in a team of an open request whose holder's account is not active.
type VacantSeat = store.VacantSeat

// VacantSeats lists such seats, at most limit, for those who see every request and may
// act: the ICT agency's reviewers and head. Others have none.
func (c *Cases) VacantSeats(ctx context.Context, a Actor, limit int) ([]VacantSeat, error) {
	if !a.User.SeesAll() || a.User.ReadOnly() {
		return nil, nil
	}
	var out []VacantSeat
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.VacantSeats(ctx, limit)
		return err
	})
	return out, err
}

// SeatTitle names the team or the meeting that an item of the request is; "" when it is
// neither.
func (t OpenTask) SeatTitle(item alur.ItemID) string {
	for _, p := range t.Plan.Parties {
		if p.Source == flow.SourceTeam && p.Item == item {
			return p.Name
		}
	}
	for _, st := range t.Plan.Stages {
		if it := st.Item(item); it != nil {
			return it.Title
		}
	}
	return ""
}

// BeginsAt is when the meeting begins at which a seat is; zero for a seat in a team.
func (t OpenTask) BeginsAt(seat flow.Seat) time.Time {
	return flow.MeetingStart(t.State, seat)
}
