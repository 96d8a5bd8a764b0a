package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/racetest"
)

// The doors, by who comes through. Whoever has no session comes through none but the first.
const (
	forAll      = "everybody"
	forAccounts = "everybody with an account"
	forApplying = "who may open a request"
	forAdmins   = "admins"
	forManagers = "admins, and who manages the people of an agency"
	forOversees = "admins and auditors"
	forAssesses = "who sees every request"
)

// doors says for whom each address is that stands below no request: the longest beginning
// counts, with the method before those without. An address that none of them begins fails.
var doors = []struct{ begins, who string }{
	{"/{$}", forAll}, {"/panduan", forAll}, {"/lacak", forAll}, {"/cek-dokumen", forAll}, {"/bantuan", forAll}, {"/aksesibilitas", forAll}, {"/privasi", forAll},
	{"/aset/", forAll}, {"/robots.txt", forAll}, {"/favicon.ico", forAll}, {"/masuk", forAll}, {"/keluar", forAll}, {"/undangan/", forAll},
	{"/agenda/langganan.ics", forAll}, // the key in the address is the door
	{"/hadir/", forAll},               // the code on the screen is

	{"/tugas", forAccounts}, {"/permohonan", forAccounts}, {"/cari", forAccounts}, {"/akun", forAccounts}, {"/agenda", forAccounts}, {"/unggahan/", forAccounts},
	{"/kalender", forAccounts}, {"/prakiraan", forAccounts},
	{"/kabar", forAccounts}, {"/kabar/berhenti/", forAll}, // the link in a letter is the key
	{"/permohonan/baru", forApplying}, {"/permohonan/mirip", forApplying},

	{"/laporan/kepatuhan", forAssesses},

	{"/admin/", forAdmins},
	{"/admin/pengguna", forManagers},
	{"/admin/pengguna/{username}/kata-sandi", forAdmins}, {"/admin/pengguna/{username}/akun-lain", forAdmins}, {"/admin/pengguna/{username}/sesi", forAdmins},
	{"/admin/pengguna/{username}/faktor", forAdmins}, {"/admin/pengguna/{username}/data", forAdmins}, {"/admin/pengguna/{username}/hapus", forAdmins},
	{"/admin/pd/{id}/kop", forManagers},
	{"/admin/impor", forManagers}, {"/admin/contoh-impor", forManagers}, {"/admin/impor/{id}/pd", forAdmins},
	{"GET /admin/keamanan", forOversees}, {"POST /admin/keamanan", forAdmins}, {"/admin/keutuhan", forOversees},
}

// doorOf is who comes through the door of an address; "" when nobody has said.
func doorOf(method, pattern string) string {
	best, who := -1, ""
	for _, d := range doors {
		n := len(strings.TrimPrefix(d.begins, method+" "))
		if (strings.HasPrefix(method+" "+pattern, d.begins) || strings.HasPrefix(pattern, d.begins)) && n > best {
			best, who = n, d.who
		}
	}
	return who
}

// admitted says who comes through.
func admitted(who, user string) bool {
	switch who {
	case forAll:
		return true
	case forAccounts:
		return !shut(user)
	case forApplying:
		return slices.Contains([]string{"pemohon", "pengganti", "pemohon2", "verifikator"}, user)
	case forAdmins:
		return user == "admin"
	case forManagers:
		return user == "admin" || user == "pengelola-pd" || user == "pengelola-pd2"
	case forOversees:
		return user == "admin" || user == "auditor"
	case forAssesses:
		return slices.Contains([]string{"verifikator", "kepala", "plh", "auditor", "admin"}, user)
	}
	return false
}

// TestEverybodyElsewhere asks every address that stands below no request as everybody.
// Forms are sent in earnest, about something that there is ([deeds]); the others empty, about
// people and things that there are not, so that nothing happens.
func TestEverybodyElsewhere(t *testing.T) {
	t.Parallel()
	x := newPageMatrix(t, "swakelola", "")
	names := []string{nobody}
	for _, u := range everybody {
		names = append(names, u.Username)
	}
	// The values of an address for those who read: of Dinas Kesehatan where there is an agency.
	reading := strings.NewReplacer("{$}", "", "{username}", "anggota", "{id}", "dinas-kesehatan", "{flow}", "swakelola", "{guide}", "pemohon",
		"{code}", "7K4M-92QX-T3HB", "{token}", "x", "{name}", "x", "{file}", "x.ics", "{service}", "x", "{line}", "1", "{upload}", "x", "{key}", "x", "{seq}", "1")
	writing := strings.NewReplacer("{username}", "tak-ada", "{id}", "tak-ada", "{token}", "x", "{service}", "tak-ada", "{line}", "1", "{upload}", "x", "{key}", "x", "{seq}", "1")
	for _, row := range x.app.routes {
		if strings.HasPrefix(row.pattern, "/permohonan/{id}") || row.pattern == "/keluar" {
			continue // the one is asked in every stage, the other ends what the rest needs
		}
		who := doorOf(row.method, row.pattern)
		if who == "" {
			t.Errorf("%s %s: nobody has said for whom it is: add it to doors", row.method, row.pattern)
		}
		if deeds[row.method+" "+row.pattern].make != nil {
			x.earnest(row.method, row.pattern, who, names)
			continue
		}
		reads := row.method == http.MethodGet || row.method == http.MethodHead
		path := writing.Replace(row.pattern)
		if reads {
			path = reading.Replace(row.pattern)
		}
		for i, user := range names {
			if racetest.On && i%8 != 0 {
				continue
			}
			c := call{method: row.method, pattern: row.pattern, path: path, want: []int{http.StatusForbidden}}
			if admitted(who, user) {
				c.want = answersInside
				if reads && who == forManagers && user == "pengelola-pd2" && (strings.Contains(row.pattern, "{username}") || strings.Contains(row.pattern, "/admin/pd/{id}")) {
					c.want = []int{http.StatusNotFound} // the people of another agency
				}
			}
			x.elsewhere(user, who, c)
		}
	}
	t.Logf("%d calls", x.calls)
}

// answersInside are what somebody gets who has come through: the page, the way to the
// next one, that there is no such thing, or what is wrong with an empty form.
var answersInside = []int{200, 204, 303, 304, 400, 404, 409, 412, 413, 415, 422, 429}

// elsewhere is ask for an address below no request.
func (x *pageMatrix) elsewhere(user, who string, c call) {
	x.t.Helper()
	if who != forAll {
		x.ask(user, nil, c)
		return
	}
	// A public address answers a visitor; what a cookie that is over says is not asked here.
	b := x.browsers[user]
	kept := b.cookies[sessionCookie]
	b.header = http.Header{}
	kind := ""
	if c.method == http.MethodPost {
		kind = "application/x-www-form-urlencoded"
	}
	res := b.send(c.method, c.path, kind, "")
	x.calls++
	b.cookies[sessionCookie] = kept
	if kept == "" {
		delete(b.cookies, sessionCookie)
	}
	if res.status >= 500 || res.status == http.StatusForbidden || strings.HasPrefix(res.location(), "/masuk?lanjut") {
		x.t.Errorf("%s: %s %s: %d %s, and it is public", user, c.method, c.path, res.status, res.location())
	}
}
