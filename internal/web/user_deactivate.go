package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of form values of a hand-over.
const (
	fieldSuccessor   = "penerus"
	fieldSuccessorOf = "penerus-" // and the id of the request
	fieldWhy         = "alasan"
)

// deactivateTable are the addresses at which an account ends. Whose accounts somebody
// manages casework says: others are not found.
func (a *app) deactivateTable() []route {
	const at = "/admin/pengguna/{username}/nonaktifkan"
	return []route{
		{method: http.MethodGet, pattern: at, who: manages, handle: a.showUserDeactivate},
		{method: http.MethodPost, pattern: at, who: manages, handle: a.submitUserDeactivate, confirm: true},
	}
}

// showUserDeactivate lists what somebody has open, and asks who gets it.
func (a *app) showUserDeactivate(w http.ResponseWriter, r *http.Request) error {
	tasks, err := a.Cases.OpenTasks(r.Context(), a.actor(r), r.PathValue("username"))
	if err != nil {
		return err
	}
	return a.renderDeactivate(w, r, tasks, casework.Succession{}, nil)
}

// renderDeactivate draws the page with what was chosen and what is wrong with it.
func (a *app) renderDeactivate(w http.ResponseWriter, r *http.Request, tasks *casework.OpenTasks, s casework.Succession, faults []page.Fault) error {
	u := tasks.User
	home := "/admin/pengguna/" + url.PathEscape(u.Username)
	p := &page.UserDeactivate{Name: u.Name, Action: home + "/nonaktifkan", Active: u.Active}
	p.Title, p.Current, p.Path, p.Back = "Nonaktifkan "+u.Name, "/admin/pengguna", p.Action, page.Link{Href: home, Text: u.Name}
	if !u.Active {
		p.Title = "Serahkan pekerjaan " + u.Name
	}
	for _, o := range tasks.Offices {
		p.Offices = append(p.Offices, text.SoleOffice(o.Role, u.AgencyName, o.Requests, o.More))
	}
	list, err := a.Directory.StandIns(r.Context(), directory.StandInQuery{Person: u.Username, Present: true})
	if err != nil {
		return err
	}
	for _, x := range list {
		p.StandIns = append(p.StandIns, standInRow(x, a.Clock()))
	}
	people, err := a.successors(r.Context(), u)
	if err != nil {
		return err
	}
	p.Successor = page.Field{
		ID: fieldSuccessor, Label: "Siapa yang meneruskan", Type: "select", Hint: text.SuccessorHint(u.AgencyName),
		Options: append([]page.Choice{{Text: "Pilih orang"}}, chosenOf(people, s.Successor)...),
	}
	p.Reason = page.Field{ID: fieldWhy, Label: "Alasan", Type: "textarea", Rows: 2, Value: s.Reason, Spellcheck: true, Hint: "Misalnya pensiun, mutasi, atau kontrak berakhir. Alasan ini dibaca orang dalam riwayat permohonan."}
	for _, t := range tasks.Tasks {
		p.Tasks = append(p.Tasks, handOverTask(t, people, s))
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "user_deactivate", p)
}

// handOverTask says what is open on one request, and offers who may get it.
func handOverTask(t casework.OpenTask, people []page.Choice, s casework.Succession) page.HandOverTask {
	row := page.HandOverTask{Title: titleOf(t.Title), Number: numberOf(t.Number), Agency: t.Agency.Name, Stage: text.StageOf(t.Stage.Number, t.Plan.Total(), t.Stage.Title)}
	for _, seat := range t.Seats {
		if seat.Party == "" {
			row.Open = append(row.Open, text.SeatAt(itemTitle(t.Plan, t.Plan.Stage(seat.Stage), seat.Item), text.DateTime(t.BeginsAt(seat))))
		} else {
			row.Open = append(row.Open, text.SeatIn(partyName(t.Plan, seat.Party), seat.Proposed))
		}
	}
	for _, party := range t.Claims {
		row.Open = append(row.Open, text.ClaimOf(partyName(t.Plan, party)))
	}
	if len(t.Seats) == 0 {
		return row
	}
	chosen := s.PerRequest[t.Request]
	row.To = page.Field{
		ID: fieldSuccessorOf + string(t.Request), Label: "Penerus pada permohonan ini", Type: "select",
		Options: slices.Concat([]page.Choice{{Text: "Sama seperti di atas"}}, chosenOf(people, chosen), []page.Choice{{Value: casework.LeaveSeat, Text: text.LeaveSeat(), Checked: chosen == casework.LeaveSeat}}),
	}
	return row
}

// chosenOf marks one of the choices.
func chosenOf(options []page.Choice, chosen string) []page.Choice {
	out := slices.Clone(options)
	for i := range out {
		out[i].Checked = chosen != "" && out[i].Value == chosen
	}
	return out
}

// successors are the colleagues who could take over. Whether one may on a request its
// rules say, when it is tried.
func (a *app) successors(ctx context.Context, u alur.User) ([]page.Choice, error) {
	var out []page.Choice
	q := directory.UserQuery{Agency: u.Agency, Limit: 200}
	for {
		found, next, err := a.Directory.FindUsers(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			if x.Username != u.Username && !x.ReadOnly() && !x.Service {
				out = append(out, page.Choice{Value: x.Username, Text: x.Name + " (" + roleNames(x) + ")"})
			}
		}
		if q.After = next; next == "" {
			return out, nil
		}
	}
}

// submitUserDeactivate hands over and ends the account. What does not fit comes back
// with everything that was chosen, and nothing has happened then.
func (a *app) submitUserDeactivate(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	ctx, name := r.Context(), r.PathValue("username")
	tasks, err := a.Cases.OpenTasks(ctx, a.actor(r), name)
	if err != nil {
		return err
	}
	s := casework.Succession{
		Username: name, Successor: r.PostForm.Get(fieldSuccessor), PerRequest: map[alur.RequestID]string{}, Reason: strings.TrimSpace(r.PostForm.Get(fieldWhy)),
	}
	for _, t := range tasks.Tasks {
		if to := r.PostForm.Get(fieldSuccessorOf + string(t.Request)); to != "" {
			s.PerRequest[t.Request] = to
		}
	}
	done, err := a.Cases.Succeed(ctx, a.actor(r), s, a.Directory.Ending(directory.Ended{Username: name, Successor: s.Successor}, a.by(r)))
	if err != nil {
		if tasks, e := a.Cases.OpenTasks(ctx, a.actor(r), name); e == nil {
			if faults := successionFaults(err, tasks); faults != nil {
				return a.renderDeactivate(w, r, tasks, s, faults)
			}
		}
		return err
	}
	successor := ""
	if s.Successor != "" {
		people, err := a.Directory.Users(ctx, []string{s.Successor})
		if err != nil {
			return err
		}
		successor = displayName(people[s.Successor], s.Successor)
	}
	a.notify(w, r, page.Notice{Text: text.Succeeded(tasks.User.Name, successor, done.Requests, done.Left)})
	redirect(w, r, "/admin/pengguna/"+url.PathEscape(name))
	return nil
}

// successionFaults says beside which field what is wrong; nil for a refusal that is
// about none.
func successionFaults(err error, tasks *casework.OpenTasks) []page.Fault {
	e := asRefusal(err)
	blockers := e.Blockers
	if e.Code == alur.CodeConflict && strings.HasPrefix(e.Field, "per_request.") {
		blockers = []alur.Blocker{{Item: e.Field, Reason: "conflict"}}
	} else if e.Code != alur.CodeInvalidData {
		return nil
	}
	var out []page.Fault
	for _, b := range blockers {
		rest, about := strings.CutPrefix(b.Item, "per_request.")
		if !about {
			field := map[string]string{"reason": fieldWhy, "successor": fieldSuccessor}[b.Item]
			out = append(out, page.Fault{Field: field, Text: text.SuccessionFault(b.Item, b.Reason)})
			continue
		}
		id, item, _ := strings.Cut(rest, ".")
		f := page.Fault{Field: fieldSuccessorOf + id, Text: text.SuccessionFault(item, b.Reason)}
		if item == "" {
			f.Text = text.SuccessionFault("request", b.Reason)
		} else if item != "reason" {
			b.Item = item
			f.Text = strings.TrimSuffix(text.Blocker(b, seatLabel(tasks, alur.RequestID(id))), ".")
		}
		out = append(out, f)
	}
	return out
}

// seatLabel names the team or the meeting that an item is.
func seatLabel(tasks *casework.OpenTasks, id alur.RequestID) func(string) string {
	return func(item string) string {
		for _, t := range tasks.Tasks {
			if t.Request == id {
				return t.SeatTitle(alur.ItemID(item))
			}
		}
		return ""
	}
}

// vacantSeats tells those who may change teams where somebody sits whose account ended.
func (a *app) vacantSeats(r *http.Request) ([]page.VacantSeat, error) {
	seats, err := a.Cases.VacantSeats(r.Context(), a.actor(r), tasksOthers)
	if err != nil {
		return nil, err
	}
	var out []page.VacantSeat
	for _, s := range seats {
		href := "/permohonan/" + string(s.Request) + "/tim"
		if n := len(out) - 1; n >= 0 && out[n].Href == href {
			out[n].Who += ", " + s.Name
			continue
		}
		out = append(out, page.VacantSeat{Href: href, Title: titleOf(s.Title), Number: numberOf(s.Number), Who: s.Name})
	}
	return out, nil
}
