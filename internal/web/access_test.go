package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur"
)

// TestAccess compares the table with the answers of a running app: whoever it shuts
// out is sent to sign in or gets 403. (TestRoutes walks the doors themselves.)
func TestAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "vendor", "admin")
	names := []string{"pemohon", "verifikator", "vendor", "admin"}
	var users []alur.User
	browsers := map[string]*browser{}
	for _, n := range names {
		users = append(users, w.actor(n).User)
		browsers[n] = w.as(n)
	}
	rows := Access(users)
	if len(rows) != len(w.app.routes) {
		t.Fatalf("%d rows for %d routes", len(rows), len(w.app.routes))
	}
	shut, open := 0, 0
	for i, x := range rows {
		if key, want := x.Method+" "+x.Pattern, w.app.routes[i].method+" "+w.app.routes[i].pattern; key != want {
			t.Fatalf("row %d is %s, the route %s", i, key, want)
		}
		if len(x.Users) != len(users) || x.Nobody && x.Door != string(public) {
			t.Errorf("%s %s: %+v", x.Method, x.Pattern, x)
		}
		if x.Method != http.MethodGet {
			continue
		}
		path := fill(x.Pattern, "0123456789abcdef0123456789abcdef")
		if res := w.browser().send(x.Method, path, "", ""); strings.HasPrefix(res.location(), "/masuk?lanjut") == x.Nobody {
			t.Errorf("%s: nobody gets %d %s, the table says %v", path, res.status, res.location(), x.Nobody)
		}
		for j, n := range names {
			res := browsers[n].send(x.Method, path, "", "")
			if (res.status == http.StatusForbidden) == x.Users[j] {
				t.Errorf("%s: %s gets %d, the table says %v", path, n, res.status, x.Users[j])
			}
			if x.Users[j] {
				open++
			} else {
				shut++
			}
		}
	}
	if shut == 0 || open == 0 {
		t.Errorf("%d shut, %d open", shut, open)
	}
}

// TestAccessMarks holds the marks of the table to what the routes do.
func TestAccessMarks(t *testing.T) {
	t.Parallel()
	of := map[string]Admission{}
	for _, x := range Access([]alur.User{{Roles: []alur.Role{alur.RoleAdmin}, Active: true}}) {
		of[x.Method+" "+x.Pattern] = x
	}
	for key, want := range map[string]Admission{
		"GET /undangan/{token}":            {Secret: true, Nobody: true},
		"GET /lacak/{code}":                {Secret: true, Nobody: true},
		"GET /agenda/langganan.ics":        {Secret: true, Nobody: true},
		"GET /permohonan/{id}/riwayat":     {Request: true},
		"GET /permohonan/unduh.csv":        {Fresh: true},
		"POST /admin/pengguna/baru":        {Fresh: true},
		"GET /bantuan":                     {Nobody: true},
		"GET /permohonan/baru":             {},
		"POST /permohonan/{id}/keputusan":  {Request: true},
		"POST /masuk/kunci-sandi":          {Nobody: true},
		"GET /masuk/sandi-baru/{token}":    {Secret: true, Nobody: true},
		"POST /akun/kalender/hentikan":     {},
		"GET /admin/pengguna/{username}":   {},
		"GET /permohonan/{id}/foto/{item}": {Request: true},
	} {
		got, ok := of[key]
		if !ok || got.Secret != want.Secret || got.Nobody != want.Nobody || got.Fresh != want.Fresh || got.Request != want.Request {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
	}
}
