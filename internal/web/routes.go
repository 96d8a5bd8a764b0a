package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// access says who may enter a route at all. What one may do on a request is
// casework's to say; these are the doors.
type access string

// The accesses. The zero value is none of them: a route without one fails the start.
const (
	public   access = "public"    // everybody
	signedIn access = "signed-in" // everybody with an account
	inside   access = "inside"    // as signedIn, but not vendors (lists of agencies and people)
	applies  access = "applies"   // may open requests: requesters, and reviewers at the counter; not read-only
	admin    access = "admin"     // manages users and agencies
	manages  access = "manages"   // manages accounts: admins, and agencies' own admins those of their people
	oversees access = "oversees"  // reads the security log: admins and auditors
	assesses access = "assesses"  // sees every request: the ICT agency's reviewers and head, auditors and admins
)

// admits reports whether a session (nil: none) may enter.
func (x access) admits(s *directory.Session) bool {
	if x == public {
		return true
	}
	if s == nil {
		return false
	}
	switch x {
	case signedIn:
		return true
	case inside:
		return !s.User.ThirdParty()
	case applies:
		return mayApply(s.User) || mayRegister(s.User)
	case admin:
		return s.User.Has(alur.RoleAdmin)
	case manages:
		return s.User.ManagesPeople()
	case oversees:
		return s.User.Has(alur.RoleAdmin) || s.User.Has(alur.RoleAuditor)
	case assesses:
		return s.User.SeesAll()
	}
	return false
}

// route is one row of the table.
type route struct {
	method  string
	pattern string // of http.ServeMux, without the method
	who     access
	handle  handler
	body    int64 // most bytes of a body; 0 is maxForm
	confirm bool  // wants a fresh proof of who is signed in
	secret  bool  // public, and what the address holds is the key (addresses with {token} or {code} say so themselves)
}

// maxForm is the most that a form without files may send, in bytes.
const maxForm = 1 << 20

// table is the map of the pages: every route there is, and who may enter.
func (a *app) table() []route {
	const get, post = http.MethodGet, http.MethodPost
	rows := []route{
		// The public part.
		{method: get, pattern: "/{$}", who: public, handle: a.showHome},
		{method: get, pattern: "/panduan", who: public, handle: a.showGuide},
		{method: get, pattern: "/panduan/{flow}", who: public, handle: a.showGuideFlow},
		{method: get, pattern: "/lacak", who: public, handle: a.findTracking},
		{method: get, pattern: "/lacak/{code}", who: public, handle: a.showTracking},
		{method: get, pattern: "/bantuan", who: public, handle: a.showHelp},
		{method: get, pattern: "/bantuan/{guide}", who: public, handle: a.showManual},
		{method: get, pattern: "/bantuan/gambar/{name}", who: public, handle: a.showManualPicture},
		{method: get, pattern: "/bantuan/pintasan", who: public, handle: a.showShortcuts},
		{method: get, pattern: "/aksesibilitas", who: public, handle: a.showAccessibility},
		{method: get, pattern: "/privasi", who: public, handle: a.showPrivacy},
		{method: get, pattern: "/aset/{name}", who: public, handle: a.showAsset},
		{method: get, pattern: "/robots.txt", who: public, handle: a.showRobots},
		{method: get, pattern: "/favicon.ico", who: public, handle: a.showFavicon},

		// In and out.
		{method: get, pattern: "/masuk", who: public, handle: a.showSignIn},
		{method: post, pattern: "/masuk", who: public, handle: a.submitSignIn},
		{method: post, pattern: "/keluar", who: public, handle: a.submitSignOut},
		{method: get, pattern: "/undangan/{token}", who: public, handle: a.showInvitation},
		{method: post, pattern: "/undangan/{token}", who: public, handle: a.submitInvitation},

		// Work.
		{method: get, pattern: "/tugas", who: signedIn, handle: a.showTasks},
		{method: get, pattern: "/permohonan", who: signedIn, handle: a.showRequests},
		{method: get, pattern: "/cari", who: signedIn, handle: a.showSearch},

		// One's own account.
		{method: get, pattern: "/akun", who: signedIn, handle: a.showAccount},
		{method: post, pattern: "/akun/pintasan", who: signedIn, handle: a.submitShortcuts},
		{method: post, pattern: "/akun/kata-sandi", who: signedIn, handle: a.submitOwnPassword},
		{method: post, pattern: "/akun/sesi/{id}/akhiri", who: signedIn, handle: a.submitEndSession, confirm: true},

		// Administration.
		{method: get, pattern: "/admin/pd", who: admin, handle: a.showAgencies},
		{method: get, pattern: "/admin/pd/baru", who: admin, handle: a.showNewAgency},
		{method: post, pattern: "/admin/pd/baru", who: admin, handle: a.submitNewAgency, confirm: true},
		{method: get, pattern: "/admin/pd/{id}", who: admin, handle: a.showAgency},
		{method: post, pattern: "/admin/pd/{id}", who: admin, handle: a.submitAgency, confirm: true},
	}
	rows = append(rows, a.peopleTable()...)
	rows = append(rows, a.signInTable()...)
	rows = append(rows, a.agendaTable()...)
	rows = append(rows, a.importTable()...)
	rows = append(rows, a.tokenTable()...)
	rows = append(rows, a.privacyTable()...)
	rows = append(rows, a.securityTable()...)
	rows = append(rows, a.integrityTable()...)
	rows = append(rows, a.deactivateTable()...)
	rows = append(rows, a.letterheadTable()...)
	rows = append(rows, a.calendarTable()...)
	rows = append(rows, a.forecastTable()...)
	rows = append(rows, a.gatheringTable()...)
	rows = append(rows, a.noticeTable()...)
	rows = append(rows, a.deliveryTable()...)
	rows = append(rows, a.complianceTable()...)
	rows = append(rows, a.checkTable()...)
	rows = append(rows, a.templateTable()...)
	rows = append(rows, a.paperTable()...)
	rows = append(rows, a.paperSignTable()...)
	return append(rows, a.requestTable()...)
}

// register puts the rows into a mux, each behind its door.
func (a *app) register(rows []route) (*http.ServeMux, error) {
	mux := http.NewServeMux()
	seen := map[string]bool{}
	for _, row := range rows {
		switch row.who {
		case public, signedIn, inside, applies, admin, manages, oversees, assesses:
		default:
			return nil, fmt.Errorf("route %s %s: no access declared", row.method, row.pattern)
		}
		key := row.method + " " + row.pattern
		if seen[key] || row.handle == nil {
			return nil, fmt.Errorf("route %s: twice in the table, or without a handler", key)
		}
		seen[key] = true
		mux.HandleFunc(key, a.door(row))
	}
	mux.HandleFunc("/", a.elsewhere)
	return mux, nil
}

// door lets in who may enter, and turns what the handler returns into a page.
func (a *app) door(row route) http.HandlerFunc {
	limit := row.body
	if limit == 0 {
		limit = maxForm
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if a.session(r) != nil || row.who != public {
			w.Header().Set("Cache-Control", "no-store")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		if !row.who.admits(a.session(r)) {
			if a.session(r) == nil {
				a.askSignIn(w, r)
				return
			}
			a.fail(w, r, alur.RefuseField(alur.CodeNotYourParty, string(row.who)))
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, limit)
		}
		if row.confirm {
			if on, err := a.stepUp(w, r); err != nil {
				a.fail(w, r, err)
				return
			} else if !on {
				return
			}
		}
		if err := row.handle(w, r); err != nil {
			a.fail(w, r, err)
		}
	}
}

// elsewhere answers what no row matches: 405 where another method would have, else 404.
func (a *app) elsewhere(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		if a.methodAt(r, m) {
			allow = append(allow, m)
		}
	}
	if len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		a.fail(w, r, alur.Refuse(alur.CodeMethodNotAllowed))
		return
	}
	a.fail(w, r, alur.Refuse(alur.CodeNotFound))
}

// methodAt reports whether the table has a row for the address with that method.
func (a *app) methodAt(r *http.Request, method string) bool {
	_, pattern := a.mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host})
	return pattern != "/" && pattern != ""
}
