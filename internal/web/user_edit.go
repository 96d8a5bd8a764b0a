package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// userPage is the page of somebody, with the values that he or she has.
func (a *app) userPage(r *http.Request, u directory.Person) (*page.UserPage, error) {
	m := a.manager(r)
	p := &page.UserPage{
		Heading: u.Name, Username: u.Username, Action: userPath(u.Username), Active: u.Active, Invited: u.Invited,
		Self: m.Username == u.Username, Admin: m.Has(alur.RoleAdmin), ReadOnly: !m.Changes(u.User),
		Warning: text.NIPWarning(directory.NIPWarning(u.NIP)), Mail: a.Mail != nil && u.Email != "",
		Name:  page.Field{ID: fieldName, Label: "Nama lengkap", Value: u.Name, Spellcheck: true, Autocomplete: "off", Width: "l"},
		Email: emailField(u.Email), NIP: nipField(u.NIP), Of: u.AgencyName, Password: a.newPasswordField(),
	}
	p.Roles = rolesField(m.Gives(), u.Roles)
	if p.ReadOnly {
		p.Roles = rolesField(nil, u.Roles)
	}
	if !u.EnteredAt.IsZero() {
		p.Entered = text.DateTime(u.EnteredAt)
	}
	p.Password.Hint += " Semua sesi akun ini akan berakhir."
	p.Title, p.Current = "Pengguna "+u.Username, "/admin/pengguna"
	p.Path = p.Action
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: u.Name}}
	at, err := a.Directory.Erased(r.Context(), u.Username)
	if err != nil {
		return nil, err
	}
	if !at.IsZero() {
		p.Erased = text.DateTime(at)
	}
	list, err := a.Directory.StandIns(r.Context(), directory.StandInQuery{Person: u.Username, Present: true})
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		p.StandIns = append(p.StandIns, standInRow(x, a.Clock()))
	}
	if !p.Admin {
		return p, nil
	}
	if p.Agency, err = a.agencyField(r.Context(), string(u.Agency), "Pilih instansi"); err != nil {
		return nil, err
	}
	if p.Second, err = a.Directory.SecondAdmin(r.Context()); err != nil {
		return nil, err
	}
	if p.Second {
		if p.Weighs, err = a.Directory.Weighs(r.Context(), u.Username); err != nil {
			return nil, err
		}
	}
	open, err := a.Directory.Proposals(r.Context(), u.Username, true)
	for _, x := range open {
		row := proposalRow(x, m.User)
		row.Href = "" // one is there
		p.Proposals = append(p.Proposals, row)
	}
	return p, err
}

func (a *app) showUser(w http.ResponseWriter, r *http.Request) error {
	u, err := a.person(r)
	if err != nil {
		return err
	}
	p, err := a.userPage(r, u)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user", p)
}

// submitUser changes name, contact, agency and roles of somebody.
func (a *app) submitUser(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.changeable(r)
	if err != nil {
		return err
	}
	c := directory.PersonChange{
		Name: strings.TrimSpace(r.PostForm.Get(fieldName)), Contact: readContact(r), Agency: alur.AgencyID(r.PostForm.Get("instansi")), Roles: readRoles(r),
	}
	out, err := a.Directory.ChangePerson(r.Context(), a.manager(r), u.Username, c)
	if err != nil {
		return a.userFaulty(w, r, u, &c, err)
	}
	now, err := a.person(r)
	if err != nil {
		return err
	}
	return a.userDone(w, r, u, out, text.PersonSaved(now.Name, now.Invited && now.Contact != u.Contact))
}

// submitUserPassword sets a new password for somebody who lost it.
func (a *app) submitUserPassword(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.changeable(r)
	if err != nil {
		return err
	}
	out, err := a.Directory.ReplacePassword(r.Context(), a.manager(r), u.Username, r.PostForm.Get("kata-sandi-baru"))
	if err != nil {
		return a.userRefused(w, r, u, err)
	}
	return a.userDone(w, r, u, out, "Kata sandi "+u.Username+" sudah diganti. Semua sesinya berakhir.")
}

// submitUserActive lets a disabled account be used again. Whoever leaves hands over first:
// that is a page of its own.
func (a *app) submitUserActive(w http.ResponseWriter, r *http.Request) error {
	u, err := a.changeable(r)
	if err != nil {
		return err
	}
	out, err := a.Directory.Activate(r.Context(), a.manager(r), u.Username)
	if err != nil {
		return a.userRefused(w, r, u, err)
	}
	return a.userDone(w, r, u, out, "Akun "+u.Username+" sudah diaktifkan.")
}

// userDone goes back to the page of somebody and says what became of the act.
func (a *app) userDone(w http.ResponseWriter, r *http.Request, u directory.Person, out directory.Outcome, done string) error {
	if out.Proposal != nil {
		return a.proposed(w, r, out, userPath(u.Username))
	}
	a.notify(w, r, page.Notice{Text: done})
	redirect(w, r, userPath(u.Username))
	return nil
}

// userRefused shows the page of somebody again, with what is wrong.
func (a *app) userRefused(w http.ResponseWriter, r *http.Request, u directory.Person, err error) error {
	return a.userFaulty(w, r, u, nil, err)
}

// userFaulty is userRefused with what was typed; nil is nothing.
func (a *app) userFaulty(w http.ResponseWriter, r *http.Request, u directory.Person, typed *directory.PersonChange, err error) error {
	faults := personFaults(err)
	if faults == nil {
		return err
	}
	shown := u
	if typed != nil {
		shown.Name, shown.Contact, shown.Roles = typed.Name, typed.Contact, typed.Roles
		if a.manager(r).Has(alur.RoleAdmin) {
			shown.Agency = typed.Agency
		}
	}
	p, err := a.userPage(r, shown)
	if err != nil {
		return err
	}
	p.Heading = u.Name
	p.Faults = faults
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "user", p)
}
