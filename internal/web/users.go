package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showUsers lists the accounts.
func (a *app) showUsers(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	q := directory.UserQuery{
		Agency: alur.AgencyID(in.Get("instansi")), Q: strings.TrimSpace(in.Get(filterWords)),
		After: in.Get(pageAfter), Limit: adminPerPage, Inactive: true,
	}
	rows, next, err := a.Directory.FindUsers(r.Context(), q)
	if err != nil {
		return err
	}
	p := &page.Users{Asked: q.Q, Query: page.Field{ID: filterWords, Label: "Cari nama", Type: "search", Value: q.Q}}
	if p.Agency, err = a.agencyField(r.Context(), string(q.Agency), "Semua"); err != nil {
		return err
	}
	p.Title, p.Current, p.Wide = "Pengguna", "/admin/pengguna", true
	for _, u := range rows {
		p.Rows = append(p.Rows, page.UserRow{
			Href: "/admin/pengguna/" + url.PathEscape(u.Username), Username: u.Username, Name: u.Name,
			Agency: u.AgencyName, Roles: roleNames(u), Active: u.Active,
		})
	}
	p.Next, p.First = paging("/admin/pengguna", in, next, filterWords, "instansi")
	return a.render(w, r, http.StatusOK, "users", p)
}

// agencyField offers the active organisations, and the chosen one whatever its state.
func (a *app) agencyField(ctx context.Context, chosen, none string) (page.Field, error) {
	f := page.Field{ID: "instansi", Label: "Instansi", Type: "select", Options: []page.Choice{{Text: none}}}
	all, _, err := a.Directory.FindAgencies(ctx, directory.AgencyQuery{Inactive: true, Limit: 200})
	if err != nil {
		return f, err
	}
	for _, x := range all {
		if x.Active || string(x.ID) == chosen {
			f.Options = append(f.Options, page.Choice{Value: string(x.ID), Text: x.Name, Checked: string(x.ID) == chosen})
		}
	}
	return f, nil
}

// roleHints say what a role is for, beside the choice of roles.
var roleHints = map[alur.Role]string{
	alur.RoleRequester: "Mengajukan permohonan bagi Perangkat Daerahnya dan bertindak untuknya",
	alur.RoleReviewer:  "Staf Diskominfo yang menelaah dan mengurus permohonan",
	alur.RoleHead:      "Memutuskan permohonan dan menandatangani bagi Diskominfo",
	alur.RoleMember:    "Dapat ditunjuk dalam tim; melihat permohonan instansinya",
	alur.RoleVendor:    "Bekerja untuk pihak ketiga yang ditunjuk",
	alur.RoleAuditor:   "Membaca semuanya, tidak mengubah apa pun",
	alur.RoleAdmin:     "Mengelola pengguna dan Perangkat Daerah, tanpa tindakan pada permohonan",
}

func rolesField(chosen []alur.Role) page.Field {
	f := page.Field{ID: "peran", Label: "Peran", Type: "checkboxes"}
	for _, role := range alur.Roles {
		f.Options = append(f.Options, page.Choice{Value: string(role), Text: text.Role(role), Hint: roleHints[role], Checked: slices.Contains(chosen, role)})
	}
	return f
}

func readRoles(r *http.Request) []alur.Role {
	var out []alur.Role
	for _, v := range r.PostForm["peran"] {
		out = append(out, alur.Role(v))
	}
	return out
}

func (a *app) newUserForm(ctx context.Context, u directory.NewUser) (*page.UserForm, error) {
	p := &page.UserForm{
		Username: usernameField(),
		Name:     page.Field{ID: "nama", Label: "Nama lengkap", Value: u.Name, Spellcheck: true},
		Roles:    rolesField(u.Roles),
		Password: newPasswordField(),
	}
	p.Username.Value, p.Username.Autocomplete = u.Username, "off"
	p.Password.Label = "Kata sandi pertama"
	p.Password.Hint += " Sampaikan langsung kepada orangnya, dan minta ia menggantinya di halaman Akun."
	p.Title, p.Current = "Tambah pengguna", "/admin/pengguna"
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: "Tambah pengguna"}}
	var err error
	p.Agency, err = a.agencyField(ctx, string(u.Agency), "Pilih instansi")
	return p, err
}

func (a *app) showNewUser(w http.ResponseWriter, r *http.Request) error {
	p, err := a.newUserForm(r.Context(), directory.NewUser{})
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user_form", p)
}

// submitNewUser adds an account.
func (a *app) submitNewUser(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u := directory.NewUser{
		Username: strings.TrimSpace(r.PostForm.Get(fieldUsername)), Name: strings.TrimSpace(r.PostForm.Get("nama")),
		Agency: alur.AgencyID(r.PostForm.Get("instansi")), Roles: readRoles(r), Password: r.PostForm.Get("kata-sandi-baru"), By: a.by(r),
	}
	p, err := a.newUserForm(r.Context(), u)
	if err != nil {
		return err
	}
	if len(u.Roles) == 0 {
		p.Faults = []page.Fault{{Field: "peran", Text: "Pilih paling sedikit satu peran"}}
	} else if err := a.Directory.AddUser(r.Context(), u); err == nil {
		a.notify(w, r, page.Notice{Text: "Akun " + u.Username + " sudah dibuat."})
		redirect(w, r, "/admin/pengguna")
		return nil
	} else if p.Faults = accountFaults(err); p.Faults == nil {
		return err
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "user_form", p)
}

// user finds the account that the address names.
func (a *app) user(r *http.Request) (alur.User, error) {
	name := r.PathValue("username")
	all, err := a.Directory.Users(r.Context(), []string{name})
	if err != nil {
		return alur.User{}, err
	}
	u, ok := all[name]
	if !ok {
		return alur.User{}, alur.Refuse(alur.CodeNotFound)
	}
	return u, nil
}

func (a *app) userPage(r *http.Request, u alur.User) (*page.UserPage, error) {
	p := &page.UserPage{
		Username: u.Username, Action: "/admin/pengguna/" + url.PathEscape(u.Username), Active: u.Active,
		Self:     a.session(r).User.Username == u.Username,
		Name:     page.Field{ID: "nama", Label: "Nama lengkap", Value: u.Name, Spellcheck: true},
		Roles:    rolesField(u.Roles),
		Password: newPasswordField(),
	}
	p.Password.Hint += " Semua sesi akun ini akan berakhir."
	p.Title, p.Current = "Pengguna "+u.Username, "/admin/pengguna"
	p.Path = p.Action
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: u.Name}}
	var err error
	if p.Agency, err = a.agencyField(r.Context(), string(u.Agency), "Pilih instansi"); err != nil {
		return nil, err
	}
	list, err := a.Directory.StandIns(r.Context(), directory.StandInQuery{Person: u.Username, Present: true})
	for _, x := range list {
		p.StandIns = append(p.StandIns, standInRow(x, a.Clock()))
	}
	return p, err
}

func (a *app) showUser(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	p, err := a.userPage(r, u)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user", p)
}

// submitUser changes name, agency and roles of an account.
func (a *app) submitUser(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	u.Name, u.Agency, u.Roles = strings.TrimSpace(r.PostForm.Get("nama")), alur.AgencyID(r.PostForm.Get("instansi")), readRoles(r)
	return a.userSaved(w, r, u, "Perubahan akun "+u.Username+" sudah disimpan.", a.Directory.ChangeUser(r.Context(), u, a.by(r)))
}

// submitUserPassword sets a new password for somebody who lost it.
func (a *app) submitUserPassword(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	err = a.Directory.SetPassword(r.Context(), u.Username, r.PostForm.Get("kata-sandi-baru"), a.by(r))
	return a.userSaved(w, r, u, "Kata sandi "+u.Username+" sudah diganti. Semua sesinya berakhir.", err)
}

// submitUserActive switches an account on or off. Nobody switches off his or her own.
func (a *app) submitUserActive(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	active := r.PostForm.Get("aktif") == "ya"
	if !active && u.Username == a.session(r).User.Username {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	done := "Akun " + u.Username + " sudah diaktifkan."
	if !active {
		done = "Akun " + u.Username + " sudah dinonaktifkan. Riwayatnya tetap ada."
	}
	return a.userSaved(w, r, u, done, a.Directory.SetActive(r.Context(), u.Username, active, a.by(r)))
}

func (a *app) userSaved(w http.ResponseWriter, r *http.Request, u alur.User, done string, err error) error {
	if err == nil {
		a.notify(w, r, page.Notice{Text: done})
		redirect(w, r, "/admin/pengguna/"+url.PathEscape(u.Username))
		return nil
	}
	faults := accountFaults(err)
	if faults == nil {
		return err
	}
	p, err := a.userPage(r, u)
	if err != nil {
		return err
	}
	p.Faults = faults
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "user", p)
}
