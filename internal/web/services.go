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

// serviceFields are the controls of the form, by the field that a refusal names.
var serviceFields = map[string]string{
	"username": "nama-akun", "name": "nama", "agency": "instansi", "roles": "peran", "responsible": "penanggung-jawab",
}

func servicePath(username string) string { return servicesPath + "/" + url.PathEscape(username) }

// showServices lists the accounts of services.
func (a *app) showServices(w http.ResponseWriter, r *http.Request) error {
	all, err := a.Directory.Services(r.Context())
	if err != nil {
		return err
	}
	p := &page.Services{}
	p.Title, p.Current, p.Wide = "Akun layanan", servicesPath, true
	for _, s := range all {
		p.Rows = append(p.Rows, page.ServiceRow{
			Href: servicePath(s.Username), Username: s.Username, Name: s.Name, Agency: s.AgencyName, Roles: roleNames(s.User),
			Responsible: s.Responsible.Name, Orphan: orphan(s), Active: s.Active,
		})
	}
	return a.render(w, r, http.StatusOK, "services", p)
}

// orphan reports whether nobody answers for a service any more.
func orphan(s directory.Service) bool {
	return !s.Responsible.Active || s.Responsible.Agency != s.Agency
}

func (a *app) serviceForm(ctx context.Context, n directory.NewService) (page.ServiceFields, error) {
	f := page.ServiceFields{
		Name:        page.Field{ID: serviceFields["name"], Label: "Nama layanan", Hint: "Seperti yang akan tampil di riwayat, misalnya “Dasbor kinerja”", Value: n.Name, Spellcheck: true},
		Roles:       page.Field{ID: serviceFields["roles"], Label: "Peran", Type: "checkboxes"},
		Responsible: page.Field{ID: serviceFields["responsible"], Label: "Penanggung jawab", Hint: "Nama pengguna orang di instansi yang sama", Value: n.Responsible, Autocomplete: "off", Width: "m"},
	}
	for _, role := range directory.ServiceRoles {
		f.Roles.Options = append(f.Roles.Options, page.Choice{Value: string(role), Text: text.Role(role), Hint: text.ServiceRole(role), Checked: slices.Contains(n.Roles, role)})
	}
	var err error
	f.Agency, err = a.agencyField(ctx, string(n.Agency), "Pilih instansi")
	return f, err
}

// waits says that a part of a change takes a second administrator.
func waits(out directory.Outcome) string {
	if out.Proposal == nil {
		return ""
	}
	return " " + text.ServiceWaits()
}

func readService(r *http.Request, username string) directory.NewService {
	return directory.NewService{
		Username: username, Name: strings.TrimSpace(r.PostForm.Get(serviceFields["name"])), Agency: alur.AgencyID(r.PostForm.Get(serviceFields["agency"])),
		Roles: readRoles(r), Responsible: directory.CleanUsername(r.PostForm.Get(serviceFields["responsible"])),
	}
}

// serviceFaults turns a refusal of a service into sentences beside the fields; nil when
// the refusal is about something else, or there is none.
func serviceFaults(err error) []page.Fault {
	e := asRefusal(err)
	if e.Code == alur.CodeConflict && e.Field == "username" {
		return []page.Fault{{Field: serviceFields["username"], Text: text.ServiceFault("username", "taken")}}
	}
	if e.Code != alur.CodeInvalidData {
		return nil
	}
	var out []page.Fault
	for _, b := range e.Blockers {
		f := page.Fault{Field: serviceFields[b.Item], Text: text.ServiceFault(b.Item, b.Reason)}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

func (a *app) showNewService(w http.ResponseWriter, r *http.Request) error {
	return a.renderNewService(w, r, directory.NewService{}, nil)
}

func (a *app) renderNewService(w http.ResponseWriter, r *http.Request, n directory.NewService, faults []page.Fault) error {
	p := &page.ServiceForm{Username: page.Field{
		ID: serviceFields["username"], Label: "Nama akun", Hint: "Tetap selamanya: riwayat menyebutnya. Misalnya dasbor-kinerja", Value: n.Username, Autocomplete: "off", Width: "m",
	}}
	p.Title, p.Current = "Tambah layanan", servicesPath
	p.Crumbs = []page.Link{{Href: servicesPath, Text: "Akun layanan"}, {Text: "Tambah layanan"}}
	var err error
	if p.Fields, err = a.serviceForm(r.Context(), n); err != nil {
		return err
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "service_form", p)
}

// submitNewService adds a service. Its page then makes tokens.
func (a *app) submitNewService(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n := readService(r, strings.TrimSpace(r.PostForm.Get(serviceFields["username"])))
	out, err := a.Directory.AddService(r.Context(), n, a.by(r))
	if faults := serviceFaults(err); faults != nil {
		return a.renderNewService(w, r, n, faults)
	}
	return a.toService(w, r, n.Username, "Akun layanan "+n.Username+" sudah dibuat. Buat tokennya di halaman ini."+waits(out), err)
}

func (a *app) showService(w http.ResponseWriter, r *http.Request) error {
	s, err := a.Directory.Service(r.Context(), r.PathValue("service"))
	if err != nil {
		return err
	}
	return a.renderService(w, r, s, known(s), freshToken(), nil)
}

// known is what is said of a service until now.
func known(s directory.Service) directory.NewService {
	return directory.NewService{Username: s.Username, Name: s.Name, Agency: s.Agency, Roles: s.Roles, Responsible: s.Responsible.Username}
}

func (a *app) renderService(w http.ResponseWriter, r *http.Request, s directory.Service, n directory.NewService, t directory.NewToken, faults []page.Fault) error {
	tokens, err := a.Directory.Tokens(r.Context(), s.Username)
	if err != nil {
		return err
	}
	action := servicePath(s.Username)
	p := &page.ServicePage{
		Name: s.Name, Username: s.Username, Action: action, Active: s.Active, Orphan: orphan(s),
		List: a.tokenList(tokens, action+"/token", "Layanan ini belum mempunyai token yang berlaku."),
		Form: tokenForm(action+"/token", s.User, t),
	}
	p.Title, p.Current, p.Path = "Layanan "+s.Name, servicesPath, action
	p.Crumbs = []page.Link{{Href: servicesPath, Text: "Akun layanan"}, {Text: s.Name}}
	if p.Fields, err = a.serviceForm(r.Context(), n); err != nil {
		return err
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "service", p)
}

// postedService reads a form sent to the service named in the path, and that service.
func (a *app) postedService(r *http.Request) (directory.Service, error) {
	if err := parseForm(r); err != nil {
		return directory.Service{}, err
	}
	return a.Directory.Service(r.Context(), r.PathValue("service"))
}

// toService ends a change of a service: its page says what was done, unless err says that
// it was not.
func (a *app) toService(w http.ResponseWriter, r *http.Request, username, done string, err error) error {
	if err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: done})
	redirect(w, r, servicePath(username))
	return nil
}

// submitService changes what is said of a service.
func (a *app) submitService(w http.ResponseWriter, r *http.Request) error {
	s, err := a.postedService(r)
	if err != nil {
		return err
	}
	n := readService(r, s.Username)
	out, err := a.Directory.ChangeService(r.Context(), n, a.by(r))
	if faults := serviceFaults(err); faults != nil {
		return a.renderService(w, r, s, n, freshToken(), faults)
	}
	return a.toService(w, r, s.Username, "Perubahan layanan "+s.Username+" sudah disimpan."+waits(out), err)
}

// submitServiceActive switches a service on or off.
func (a *app) submitServiceActive(w http.ResponseWriter, r *http.Request) error {
	s, err := a.postedService(r)
	if err != nil {
		return err
	}
	on, done := r.PostForm.Get("aktif") == "ya", "Layanan "+s.Username+" sudah diaktifkan."
	if !on {
		done = "Layanan " + s.Username + " sudah dinonaktifkan dan semua tokennya dicabut."
	}
	out, err := a.Directory.SetServiceActive(r.Context(), s.Username, on, a.by(r))
	if out.Proposal != nil {
		done = text.ServiceWaits()
	}
	return a.toService(w, r, s.Username, done, err)
}

// submitServiceToken makes a token of a service and shows it, once.
func (a *app) submitServiceToken(w http.ResponseWriter, r *http.Request) error {
	s, err := a.postedService(r)
	if err != nil {
		return err
	}
	n := readToken(r)
	secret, t, err := a.Directory.MakeServiceToken(r.Context(), a.session(r), s.Username, n, a.by(r))
	if err != nil {
		faults := tokenFaults(err)
		if faults == nil {
			return err
		}
		return a.renderService(w, r, s, known(s), n, faults)
	}
	p := tokenMade(secret, t, page.Link{Href: servicePath(s.Username), Text: "Sudah disimpan"})
	p.Owner, p.Current, p.Path = s.Name, servicesPath, servicePath(s.Username)
	return a.render(w, r, http.StatusOK, "token_made", p)
}

// submitRevokeServiceToken revokes a token of a service.
func (a *app) submitRevokeServiceToken(w http.ResponseWriter, r *http.Request) error {
	s, err := a.Directory.Service(r.Context(), r.PathValue("service"))
	if err != nil {
		return err
	}
	err = a.Directory.RevokeToken(r.Context(), s.Username, r.PathValue("id"), a.by(r))
	return a.toService(w, r, s.Username, "Token sudah dicabut dan tidak berlaku lagi.", err)
}
