package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// standInFields are the controls of the form, by the field that a refusal names. Who
// is absent stands in the address; what is wrong with that is said on top.
var standInFields = map[string]string{"username": "pengganti", "kind": "dasar", "from": "mulai", "until": "sampai", "basis": "surat"}

// showStandIns lists who stands in for somebody and for whom he or she does, with the
// form that adds a period.
func (a *app) showStandIns(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	today := a.Clock().In(alur.Jakarta).Format(time.DateOnly)
	return a.renderStandIns(w, r, u, directory.NewStandIn{From: today}, nil)
}

// renderStandIns draws the page with what was typed and what is wrong with it.
func (a *app) renderStandIns(w http.ResponseWriter, r *http.Request, u alur.User, n directory.NewStandIn, faults []page.Fault) error {
	p := &page.UserStandIns{Name: u.Name, Action: standInsPath(u)}
	p.Title, p.Current, p.Path = "Pengganti "+u.Name, "/admin/pengguna", p.Action
	p.Crumbs = []page.Link{
		{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: "/admin/pengguna/" + url.PathEscape(u.Username), Text: u.Name}, {Text: "Pengganti"},
	}
	list, err := a.Directory.StandIns(r.Context(), directory.StandInQuery{Person: u.Username})
	if err != nil {
		return err
	}
	now := a.Clock()
	for _, x := range list {
		row := standInRow(x, now)
		switch {
		case x.On(now):
			p.Now = append(p.Now, row)
		case now.Before(x.StartsAt):
			p.Coming = append(p.Coming, row)
		default:
			p.Past = append(p.Past, row)
		}
	}
	p.ReadOnly = !a.manager(r).Changes(u)
	if p.Office = slices.ContainsFunc(u.Roles, alur.Role.Office) && !p.ReadOnly; p.Office {
		if err := a.standInForm(r.Context(), p, u, n); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "user_stand_ins", p)
}

func (a *app) standInForm(ctx context.Context, p *page.UserStandIns, u alur.User, n directory.NewStandIn) error {
	p.Who = page.Field{ID: standInFields["username"], Label: "Siapa yang menggantikan", Hint: "Rekan dari " + u.AgencyName, Type: "select", Options: []page.Choice{{Text: "Pilih orang"}}}
	q := directory.UserQuery{Agency: u.Agency, Limit: 200}
	for {
		found, next, err := a.Directory.FindUsers(ctx, q)
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Username != u.Username && !x.ReadOnly() && !x.ThirdParty() {
				p.Who.Options = append(p.Who.Options, page.Choice{Value: x.Username, Text: x.Name + " (" + roleNames(x) + ")", Checked: x.Username == n.Username})
			}
		}
		if q.After = next; next == "" {
			break
		}
	}
	p.Ground = page.Field{ID: standInFields["kind"], Label: "Dasar penggantian", Type: "radios"}
	for _, k := range alur.StandInKinds {
		name, hint := text.StandInGround(k)
		p.Ground.Options = append(p.Ground.Options, page.Choice{Value: string(k), Text: name, Hint: hint, Checked: k == n.Kind})
	}
	p.From = page.Field{ID: standInFields["from"], Label: "Hari pertama", Type: "date", Value: n.From, Width: "s"}
	p.Until = page.Field{ID: standInFields["until"], Label: "Hari terakhir", Hint: "Masih termasuk; tengah malam sesudahnya penggantian berakhir sendiri", Type: "date", Value: n.Until, Width: "s"}
	p.Basis = page.Field{ID: standInFields["basis"], Label: "Nomor surat", Hint: "Surat perintah yang menetapkannya, misalnya 800/123/2026", Value: n.Basis, Optional: true, Width: "l"}
	return nil
}

func standInsPath(u alur.User) string {
	return "/admin/pengguna/" + url.PathEscape(u.Username) + "/pengganti"
}

func standInRow(x directory.StandIn, now time.Time) page.StandInRow {
	row := page.StandInRow{
		ID: x.ID, Who: x.User.Name, Absent: x.Absent.Name, Kind: text.StandInKind(x.Kind), Period: text.StandInPeriod(x.StartsAt, x.EndsAt), Basis: x.Basis, By: x.By,
	}
	switch {
	case !x.On(now):
	case !x.Absent.Active && x.Kind != alur.StandInActing:
		row.Void = text.StandInVoid(true)
	case !x.User.Active || x.User.Agency != x.Absent.Agency:
		row.Void = text.StandInVoid(false)
	}
	return row
}

// submitStandIn notes that somebody stands in for the one whom the address names.
func (a *app) submitStandIn(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	x, err := a.changeable(r)
	if err != nil {
		return err
	}
	u := x.User
	typed := func(field string) string { return strings.TrimSpace(r.PostForm.Get(standInFields[field])) }
	n := directory.NewStandIn{
		Username: typed("username"), Absent: u.Username, Kind: alur.StandInKind(typed("kind")), From: typed("from"), Until: typed("until"), Basis: typed("basis"),
	}
	_, err = a.Directory.AddStandIn(r.Context(), n, a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: "Pengganti " + u.Name + " sudah dicatat."})
		redirect(w, r, standInsPath(u))
		return nil
	}
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData {
		return err
	}
	var faults []page.Fault
	for _, b := range e.Blockers {
		if t := text.StandInFault(b.Item, b.Reason); t != "" {
			faults = append(faults, page.Fault{Field: standInFields[b.Item], Text: t})
		}
	}
	if faults == nil {
		return err
	}
	return a.renderStandIns(w, r, u, n, faults)
}

// submitEndStandIn ends a period now. One that is of two others is not found here.
func (a *app) submitEndStandIn(w http.ResponseWriter, r *http.Request) error {
	who, err := a.changeable(r)
	if err != nil {
		return err
	}
	u := who.User
	list, err := a.Directory.StandIns(r.Context(), directory.StandInQuery{Person: u.Username, Present: true})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(x directory.StandIn) bool { return x.ID == r.PathValue("id") })
	if i < 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	if err := a.Directory.EndStandIn(r.Context(), list[i].ID, a.by(r)); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: list[i].User.Name + " tidak lagi menggantikan " + list[i].Absent.Name + "."})
	redirect(w, r, standInsPath(u))
	return nil
}

// ownStandIns says who stands in for somebody and for whom he or she does, now and later.
func (a *app) ownStandIns(ctx context.Context, username string) ([]page.OwnStandIn, error) {
	list, err := a.Directory.StandIns(ctx, directory.StandInQuery{Person: username, Present: true})
	if err != nil {
		return nil, err
	}
	var out []page.OwnStandIn
	for _, x := range list {
		row := page.OwnStandIn{Text: text.StandsInFor(x.Absent.Name, x.Kind), Period: text.StandInPeriod(x.StartsAt, x.EndsAt), Void: standInRow(x, a.Clock()).Void}
		if x.Absent.Username == username {
			row.Text = text.StandInOf(x.User.Name, x.Kind)
		}
		out = append(out, row)
	}
	return out, nil
}
