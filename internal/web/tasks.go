package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// How many rows the page of tasks shows of each kind.
const (
	tasksMine   = 100
	tasksOthers = 20
	tasksDone   = 5
)

// showTasks shows what waits for the visitor, whom the visitor waits for, and what
// ended lately.
func (a *app) showTasks(w http.ResponseWriter, r *http.Request) error {
	s := a.session(r)
	p := &page.Tasks{Begin: beginLink(s.User), ReadOnly: s.User.ReadOnly()}
	p.Current = "/tugas"
	p.Wide = true
	ict, err := a.Directory.ICT(r.Context())
	if err != nil {
		return err
	}
	if !p.ReadOnly {
		mine, next, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Status: alur.StatusOpen, WaitingOnMe: true, Limit: tasksMine})
		if err != nil {
			return err
		}
		p.MoreMine = next != ""
		for hold, rows := range map[casework.Hold]*[]page.Task{casework.HoldOwn: &p.Mine, casework.HoldFree: &p.Free, casework.HoldTaken: &p.Taken} {
			of := slices.DeleteFunc(slices.Clone(mine), func(x casework.Summary) bool { return x.Hold != hold })
			if *rows, err = a.tasks(r, of, ict.ID); err != nil {
				return err
			}
		}
		p.Waiting = len(p.Mine) + len(p.Free)
		if p.Askings, err = a.askings(r); err != nil {
			return err
		}
		if p.Vacant, err = a.vacantSeats(r); err != nil {
			return err
		}
	}
	// Whoever sees every request would see the whole city here: the newest suffice,
	// the list of requests has the rest.
	open, _, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Status: alur.StatusOpen, Limit: 3 * tasksOthers})
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(x casework.Summary) bool { return x.Hold != casework.HoldNone })
	if p.Others, err = a.tasks(r, open[:min(len(open), tasksOthers)], ict.ID); err != nil {
		return err
	}
	done, _, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Status: alur.StatusCompleted, Limit: tasksDone})
	if err != nil {
		return err
	}
	slices.SortStableFunc(done, func(a, b casework.Summary) int { return b.State.EndedAt.Compare(*a.State.EndedAt) })
	for _, x := range done {
		p.Done = append(p.Done, a.task(x, nil, nil, s.User, ict.ID))
	}
	if s.User.ThirdParty() && len(open)+len(done) == 0 {
		p.None = text.NoAppointment()
	}
	p.Title = "Tugas Saya"
	if p.Waiting > 0 {
		p.Title = "Tugas Saya: " + text.Integer(int64(p.Waiting)) + " menunggu Anda"
	}
	return a.render(w, r, http.StatusOK, "tasks", p)
}

// tasks makes the rows of a list. What has waited longest comes first: newest first
// would bury it.
func (a *app) tasks(r *http.Request, list []casework.Summary, ict alur.AgencyID) ([]page.Task, error) {
	vendors, err := a.vendorNames(r.Context(), list)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b casework.Summary) int { return a.State.EnteredAt.Compare(b.State.EnteredAt) })
	u := a.session(r).User
	var out []page.Task
	for _, x := range list {
		out = append(out, a.task(x, a.Cases.Flows().PartiesOf(x.State, u, ict), vendors, u, ict))
	}
	return out, nil
}

// vendorNames are the names of the vendors appointed on the requests of a list.
func (a *app) vendorNames(ctx context.Context, list []casework.Summary) (map[alur.AgencyID]string, error) {
	out := map[alur.AgencyID]string{}
	for _, x := range list {
		id := x.State.Vendor
		if id == "" || out[id] != "" {
			continue
		}
		v, err := a.Directory.Agency(ctx, id)
		if err != nil {
			return nil, err
		}
		out[id] = v.Name
	}
	return out, nil
}

// task makes one row.
func (a *app) task(x casework.Summary, parties []alur.PartyID, vendors map[alur.AgencyID]string, u alur.User, ict alur.AgencyID) page.Task {
	g := a.summaryTurn(x, parties, vendors[x.State.Vendor])
	t := page.Task{
		Href: g.Href, Title: titleOf(x.Title), Number: numberOf(x.Number), Agency: x.Agency.Name,
		Age: text.Days(x.State.EnteredAt, a.Clock()), Stage: g.Stage, Giliran: g,
		Status: statusTag(g, x.State.Status, x.Number == ""),
	}
	if x.State.Counter {
		t.Counter = text.RegisteredAtCounter(displayName(x.Registrar, x.State.CreatedBy))
	}
	for _, h := range g.Who {
		if h.By != "" && (t.By == "" || h.You) {
			t.By = h.By
		}
	}
	t.Take = claimForm(x.ID, x.Hold, x.Claims, acting(parties, x.Barred), u, "/tugas")
	t.HandOver = handOverLink(x.ID, x.Claims, u)
	if x.State.EndedAt != nil {
		t.Ended = text.Date(*x.State.EndedAt)
	}
	for _, wait := range x.Waiting {
		for _, p := range parties {
			if p == wait.Party && t.As == "" {
				t.As = partyName(x.Plan, p)
				if party := x.Plan.Party(p); party != nil && party.Source == flow.SourceRequester && u.Agency != x.Agency.ID {
					t.As = "petugas loket"
				}
				if s := standsInFor(u, a.Cases.Flows().Behalf(x.State, u, ict, p)); s != nil {
					t.As = text.StandsAs(s.Kind, t.As)
				}
			}
		}
	}
	return t
}

func partyName(plan *flow.Plan, id alur.PartyID) string {
	if p := plan.Party(id); p != nil {
		return p.Name
	}
	return string(id)
}

// titleOf is what a request is called before anybody has named it.
func titleOf(title string) string {
	if title == "" {
		return "Permohonan tanpa nama"
	}
	return title
}

// numberOf is what stands where a request has no number yet.
func numberOf(number string) string {
	if number == "" {
		return "Draf"
	}
	return number
}
