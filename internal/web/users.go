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

// peopleTable is the part of the table for managing people: by administrators, and by an
// agency's own admin within the agency.
func (a *app) peopleTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const orang = "/admin/pengguna/{username}"
	return []route{
		{method: get, pattern: "/admin/pengguna", who: manages, handle: a.showUsers},
		{method: get, pattern: "/admin/pengguna/baru", who: manages, handle: a.showNewUser},
		{method: post, pattern: "/admin/pengguna/baru", who: manages, handle: a.submitNewUser, confirm: true},
		{method: get, pattern: orang, who: manages, handle: a.showUser},
		{method: post, pattern: orang, who: manages, handle: a.submitUser, confirm: true},
		{method: post, pattern: orang + "/undangan", who: manages, handle: a.submitInviteAgain, confirm: true},
		{method: post, pattern: orang + "/tautan-sandi", who: manages, handle: a.submitUserPasswordLink, confirm: true},
		{method: post, pattern: orang + "/kata-sandi", who: admin, handle: a.submitUserPassword, confirm: true},
		{method: post, pattern: orang + "/aktif", who: manages, handle: a.submitUserActive, confirm: true},
		{method: get, pattern: orang + "/pengganti", who: manages, handle: a.showStandIns},
		{method: post, pattern: orang + "/pengganti", who: manages, handle: a.submitStandIn, confirm: true},
		{method: post, pattern: orang + "/pengganti/{id}/akhiri", who: manages, handle: a.submitEndStandIn, confirm: true},

		{method: get, pattern: "/admin/persetujuan", who: admin, handle: a.showProposals},
		{method: post, pattern: "/admin/persetujuan/{id}/setujui", who: admin, handle: a.submitConfirmProposal, confirm: true},
		{method: post, pattern: "/admin/persetujuan/{id}/tolak", who: admin, handle: a.submitRefuseProposal},
	}
}

// manager is who manages people through these pages.
func (a *app) manager(r *http.Request) directory.Manager {
	return directory.Manager{User: a.session(r).User, Address: a.address(r)}
}

// person finds whom the address names: not-found for everybody whom the visitor does not
// manage. It is where every page about somebody begins.
func (a *app) person(r *http.Request) (directory.Person, error) {
	return a.Directory.Person(r.Context(), a.manager(r), r.PathValue("username"))
}

// user is person, without contact.
func (a *app) user(r *http.Request) (alur.User, error) {
	p, err := a.person(r)
	return p.User, err
}

// changeable is person, for whom the visitor may change: not-your-party for others.
func (a *app) changeable(r *http.Request) (directory.Person, error) {
	p, err := a.person(r)
	if err == nil && !a.manager(r).Changes(p.User) {
		err = alur.Refuse(alur.CodeNotYourParty)
	}
	return p, err
}

// Names of form values that the pages about people read.
const (
	fieldState = "kelompok"
	fieldEmail = "email"
	fieldNIP   = "nip"
	fieldName  = "nama"
	fieldHow   = "cara"
)

// userGroups are the groups of people that the list can show, by their word in addresses.
var userGroups = []struct {
	word  string
	state directory.PersonState
}{{"", ""}, {"belum-masuk", directory.StateNotEntered}, {"nonaktif", directory.StateDisabled}}

// showUsers lists the accounts that the visitor manages.
func (a *app) showUsers(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	m := a.manager(r)
	q := directory.PersonQuery{
		Agency: alur.AgencyID(in.Get("instansi")), Q: strings.TrimSpace(in.Get(filterWords)), After: in.Get(pageAfter), Limit: adminPerPage,
	}
	group := in.Get(fieldState)
	for _, g := range userGroups {
		if g.word == group {
			q.State = g.state
		}
	}
	list, err := a.Directory.Persons(r.Context(), m, q)
	if err != nil {
		return err
	}
	p := &page.Users{
		Asked: q.Q, Query: page.Field{ID: filterWords, Label: "Cari nama", Type: "search", Value: q.Q}, State: page.Field{ID: fieldState, Value: group},
	}
	if m.Has(alur.RoleAdmin) {
		if p.Agency, err = a.agencyField(r.Context(), string(q.Agency), "Semua"); err != nil {
			return err
		}
	} else {
		p.Of = m.AgencyName
	}
	p.Title, p.Current, p.Wide = "Pengguna", "/admin/pengguna", true
	for _, g := range userGroups {
		link := page.Link{Href: "/admin/pengguna", Text: text.PersonGroup(string(g.state), list.NotEntered, list.Disabled)}
		if g.word != "" {
			link.Href += "?" + fieldState + "=" + g.word
		}
		p.Groups = append(p.Groups, page.UserGroup{Link: link, On: g.state == q.State})
	}
	for _, u := range list.People {
		row := page.UserRow{
			Href: userPath(u.Username), Username: u.Username, Name: u.Name, Agency: u.AgencyName, Roles: roleNames(u.User), Active: u.Active, Invited: u.Invited,
		}
		if !u.EnteredAt.IsZero() {
			row.Entered = text.DateTime(u.EnteredAt)
		}
		p.Rows = append(p.Rows, row)
	}
	p.Next, p.First = paging("/admin/pengguna", in, list.Next, filterWords, "instansi", fieldState)
	return a.render(w, r, http.StatusOK, "users", p)
}

// userPath is the page of somebody.
func userPath(username string) string { return "/admin/pengguna/" + url.PathEscape(username) }

// agencyField offers the active organisations, and the chosen one whatever its state.
func (a *app) agencyField(ctx context.Context, chosen, none string) (page.Field, error) {
	f := page.Field{ID: "instansi", Label: "Instansi", Type: "select", Options: []page.Choice{{Text: none}}}
	all, _, err := a.Directory.FindAgencies(ctx, directory.AgencyQuery{Inactive: true, Limit: 200})
	if err != nil {
		return f, err
	}
	for _, x := range all {
		if !x.Closed(a.Clock()) || string(x.ID) == chosen {
			f.Options = append(f.Options, page.Choice{Value: string(x.ID), Text: x.Name, Checked: string(x.ID) == chosen})
		}
	}
	return f, nil
}

// roleHints say what a role is for, beside the choice of roles.
var roleHints = map[alur.Role]string{
	alur.RoleRequester:   "Mengajukan permohonan bagi Perangkat Daerahnya dan bertindak untuknya",
	alur.RoleReviewer:    "Staf Diskominfo yang menelaah dan mengurus permohonan",
	alur.RoleHead:        "Memutuskan permohonan dan menandatangani bagi Diskominfo",
	alur.RoleMember:      "Dapat ditunjuk dalam tim; melihat permohonan instansinya",
	alur.RoleVendor:      "Bekerja untuk pihak ketiga yang ditunjuk",
	alur.RoleAuditor:     "Membaca semuanya, tidak mengubah apa pun",
	alur.RoleAdmin:       "Mengelola pengguna dan Perangkat Daerah, tanpa tindakan pada permohonan",
	alur.RoleAgencyAdmin: "Mengurus akun pegawai Perangkat Daerahnya sendiri; boleh merangkap Pemohon atau Anggota tim",
}

// rolesField offers the roles that somebody may give, and those that are chosen.
func rolesField(gives, chosen []alur.Role) page.Field {
	f := page.Field{ID: "peran", Label: "Peran", Type: "checkboxes"}
	for _, role := range alur.Roles {
		if on := slices.Contains(chosen, role); on || slices.Contains(gives, role) {
			f.Options = append(f.Options, page.Choice{Value: string(role), Text: text.Role(role), Hint: roleHints[role], Checked: on})
		}
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

func emailField(value string) page.Field {
	return page.Field{ID: fieldEmail, Label: "Email", Type: "email", Value: value, Optional: true, Width: "l", Autocomplete: "off", Hint: "Untuk masuk, dan untuk tautan lewat email"}
}

func nipField(value string) page.Field {
	return page.Field{ID: fieldNIP, Label: "NIP", Value: value, Optional: true, InputMode: "numeric", Width: "m", Autocomplete: "off", Hint: "18 angka; untuk masuk"}
}

func readContact(r *http.Request) directory.Contact {
	return directory.Contact{Email: strings.TrimSpace(r.PostForm.Get(fieldEmail)), NIP: strings.TrimSpace(r.PostForm.Get(fieldNIP))}
}
