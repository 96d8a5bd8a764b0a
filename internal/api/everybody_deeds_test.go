package api

import (
	"fmt"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// earnest are the writes that are about no request, as somebody makes them who means it: about
// something that there is, made for this one call, with a body that is taken. Whoever may is
// seen to do it; who may not is refused what would have been done.
func (x *matrix) earnest() []struct {
	method string
	status int
	make   func() (path string, body any)
	want   func(verdict) func(string) verdict
} {
	own := func(v verdict) func(string) verdict { return managers(true, v) }
	return []struct {
		method string
		status int
		make   func() (path string, body any)
		want   func(verdict) func(string) verdict
	}{
		{http.MethodPost, http.StatusCreated, func() (string, any) {
			return "/users", m{"username": x.name("baru"), "name": "Orang Baru", "agency": "dinas-kesehatan", "roles": []string{"member"}}
		}, own},
		{http.MethodPatch, http.StatusOK, func() (string, any) { return "/users/" + x.person(), m{"name": "Nama Lain"} }, own},
		{http.MethodPost, http.StatusCreated, func() (string, any) { return "/users/" + x.invited() + "/invitation", nil }, own},
		{http.MethodPost, http.StatusOK, func() (string, any) { return "/users/" + x.left() + "/activation", nil }, own},
		{http.MethodPost, http.StatusOK, func() (string, any) { return "/users/" + x.person() + "/deactivation", m{"reason": "Pensiun."} }, own},
		{http.MethodPatch, http.StatusOK, func() (string, any) { return "/agencies/dinas-kesehatan", m{"letterhead": m{"phone": "0298 123456"}} }, own},
		{http.MethodPost, http.StatusCreated, func() (string, any) {
			return "/imports", multi(x.t, part{"kind", "", "people"}, part{"file", "daftar.csv", "Nama;PD;Peran\nOrang Daftar;Dinas Kesehatan;Staf PD\n"})
		}, own},
		{http.MethodPatch, http.StatusOK, func() (string, any) { return "/imports/" + x.list() + "/rows/2", m{"values": m{"name": "Orang Lain"}} }, own},
		{http.MethodPost, http.StatusOK, func() (string, any) { return "/imports/" + x.list() + "/application", nil }, own},
		{http.MethodPost, http.StatusOK, func() (string, any) { return "/proposals/" + x.proposal() + "/confirmation", nil }, admins},
		{http.MethodPost, http.StatusNoContent, func() (string, any) { return "/proposals/" + x.proposal() + "/refusal", nil }, admins},
	}
}

// askEarnest makes every one of them as everybody.
func (x *matrix) askEarnest() {
	x.t.Helper()
	for _, c := range x.earnest() {
		refused, body := c.make()
		for _, user := range everybody {
			path, body := refused, body
			want := gate(user, scopeAdmin, c.want(verdict{status: c.status})(user))
			if want.status == c.status {
				path, body = c.make()
			}
			x.send(user, c.method, path, body, want)
		}
	}
}

func (x *matrix) name(of string) string {
	x.made++
	return fmt.Sprintf("%s-%d", of, x.made)
}

func (x *matrix) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// person makes somebody of Dinas Kesehatan.
func (x *matrix) person() string {
	x.t.Helper()
	name := x.name("orang")
	x.must(x.dir.AddUser(x.t.Context(), directory.NewUser{Username: name, Name: "Orang", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: password}))
	return name
}

func (x *matrix) left() string {
	x.t.Helper()
	name := x.person()
	x.must(x.dir.SetActive(x.t.Context(), name, false, directory.By{}))
	return name
}

func (x *matrix) manager(username string) directory.Manager {
	x.t.Helper()
	all, err := x.dir.Users(x.t.Context(), []string{username})
	x.must(err)
	return directory.Manager{User: all[username]}
}

func (x *matrix) invited() string {
	x.t.Helper()
	name := x.name("undangan")
	_, err := x.dir.Invite(x.t.Context(), x.manager("admin"), directory.NewPerson{Username: name, Name: "Orang", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}})
	x.must(err)
	return name
}

func (x *matrix) list() string {
	x.t.Helper()
	id, err := x.dir.StageImport(x.t.Context(), x.manager("admin-pd"), directory.NewImport{
		Kind: directory.ImportPeople, Name: "daftar.csv", Data: fmt.Appendf(nil, "Nama;PD;Peran\n%s;Dinas Kesehatan;Staf PD\n", x.name("Orang")),
	})
	x.must(err)
	return id
}

// proposal is one of a second administrator, whom it makes the first time.
func (x *matrix) proposal() string {
	x.t.Helper()
	if !x.second {
		x.second = true
		x.must(x.dir.AddUser(x.t.Context(), directory.NewUser{Username: "admin2", Name: "Pengelola Dua", Agency: "diskominfo", Roles: []alur.Role{alur.RoleAdmin}, Password: password}))
	}
	name := x.name("usulan")
	out, err := x.dir.Invite(x.t.Context(), x.manager("admin2"), directory.NewPerson{
		Username: name, Name: "Orang", Contact: directory.Contact{Email: name + "@example.go.id"}, Agency: "diskominfo", Roles: []alur.Role{alur.RoleReviewer},
	})
	x.must(err)
	return out.Proposal.ID
}
