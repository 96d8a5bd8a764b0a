package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// sessionRows says in words where an account is signed in; here is the session that
// asks, "" for none of them.
func sessionRows(sessions []directory.SignedIn, here string) []page.SessionRow {
	var out []page.SessionRow
	for _, x := range sessions {
		row := page.SessionRow{ID: x.ID, Name: x.Name, Since: text.DateTime(x.CreatedAt), Here: x.ID == here, Address: x.Address, Method: methodName(x.Method)}
		if !x.SeenAt.IsZero() {
			row.Seen = text.DateTime(x.SeenAt)
		}
		row.Kind = "Peramban"
		if x.Kind == directory.KindToken {
			row.Kind = "Aplikasi (token)"
		}
		if row.Name == "" {
			row.Name = row.Kind
		}
		out = append(out, row)
	}
	return out
}

// methodName says in words how a session was opened.
func methodName(method string) string {
	var out []string
	for m := range strings.SplitSeq(method, "+") {
		switch directory.Method(m) {
		case directory.MethodPassword:
			out = append(out, "kata sandi")
		case directory.MethodPasskey:
			out = append(out, "kunci sandi")
		case directory.MethodOIDC:
			out = append(out, "akun lain")
		case directory.MethodLink:
			out = append(out, "tautan email")
		case directory.MethodTOTP:
			out = append(out, "kode autentikasi")
		case directory.MethodRecovery:
			out = append(out, "kode pemulihan")
		}
	}
	return text.And(out)
}

// submitEndSession ends one of one's own sessions.
func (a *app) submitEndSession(w http.ResponseWriter, r *http.Request) error {
	s := a.session(r)
	if err := a.Directory.EndSession(r.Context(), s.User.Username, r.PathValue("id"), a.by(r)); err != nil {
		return err
	}
	if r.PathValue("id") == s.ID {
		a.setCookie(w, sessionCookie, "", -1)
		redirect(w, r, "/masuk?kabar=keluar")
		return nil
	}
	a.notify(w, r, page.Notice{Text: "Sesi sudah diakhiri."})
	redirect(w, r, "/akun#perangkat")
	return nil
}

// submitEndOthers ends every session of one's own but this one.
func (a *app) submitEndOthers(w http.ResponseWriter, r *http.Request) error {
	s := a.session(r)
	n, err := a.Directory.EndSessions(r.Context(), s.User.Username, s.ID, a.by(r))
	if err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Anda sudah keluar dari semua perangkat lain (" + strconv.Itoa(n) + ")."})
	redirect(w, r, "/akun#perangkat")
	return nil
}

// showUserSessions shows an administrator how somebody signs in, and where he or she is
// signed in.
func (a *app) showUserSessions(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	p, err := a.userSessionsPage(r, u)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user_sessions", p)
}

func (a *app) userSessionsPage(r *http.Request, u alur.User) (*page.UserSessions, error) {
	here := ""
	if u.Username == a.session(r).User.Username {
		here = a.session(r).ID
	}
	sessions, err := a.Directory.Sessions(r.Context(), u.Username)
	if err != nil {
		return nil, err
	}
	f, err := a.Directory.Factors(r.Context(), u.Username)
	if err != nil {
		return nil, err
	}
	p := &page.UserSessions{
		Username: u.Username, Name: u.Name, Action: "/admin/pengguna/" + url.PathEscape(u.Username),
		Sessions: sessionRows(sessions, here), Factors: factorWords(f), Some: f.TOTP || f.Passkeys > 0, OIDC: a.OIDCName,
		Subject: page.Field{ID: fieldSubject, Label: "Subjek di " + a.OIDCName, Hint: "Tampil di halaman orang itu saat ia mencoba masuk", Width: "l"},
	}
	if p.Identities, err = a.identityRows(r.Context(), u.Username, p.Action+"/akun-lain/hapus"); err != nil {
		return nil, err
	}
	p.Title, p.Current, p.Path = "Akses "+u.Username, "/admin/pengguna", p.Action+"/sesi"
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: p.Action, Text: u.Name}, {Text: "Akses"}}
	return p, nil
}

// factorWords says which second factors an account has.
func factorWords(f directory.Factors) string {
	var out []string
	if f.TOTP {
		out = append(out, "kode autentikasi")
	}
	if f.Passkeys > 0 {
		out = append(out, strconv.Itoa(f.Passkeys)+" kunci sandi")
	}
	if f.Recovery > 0 {
		out = append(out, strconv.Itoa(f.Recovery)+" kode pemulihan")
	}
	if len(out) == 0 {
		return "belum ada"
	}
	return text.And(out)
}

// userChanged goes back to the page about somebody's sessions.
func (a *app) userChanged(w http.ResponseWriter, r *http.Request, done string, change func(u alur.User) error) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	if err := change(u); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: done})
	redirect(w, r, "/admin/pengguna/"+url.PathEscape(u.Username)+"/sesi")
	return nil
}

func (a *app) submitEndUserSession(w http.ResponseWriter, r *http.Request) error {
	return a.userChanged(w, r, "Sesi sudah diakhiri.", func(u alur.User) error {
		return a.Directory.EndSession(r.Context(), u.Username, r.PathValue("id"), a.by(r))
	})
}

func (a *app) submitEndUserSessions(w http.ResponseWriter, r *http.Request) error {
	return a.userChanged(w, r, "Semua sesi orang ini sudah diakhiri.", func(u alur.User) error {
		except := ""
		if u.Username == a.session(r).User.Username {
			except = a.session(r).ID
		}
		_, err := a.Directory.EndSessions(r.Context(), u.Username, except, a.by(r))
		return err
	})
}

// submitResetFactors removes the second factors of somebody who has lost them. Nobody
// does so for himself or herself: an own account keeps its last factor.
func (a *app) submitResetFactors(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	out, err := a.Directory.RemoveFactors(r.Context(), a.manager(r), u.Username)
	if err != nil {
		return err
	}
	if out.Proposal != nil {
		return a.proposed(w, r, out, userPath(u.Username)+"/sesi")
	}
	a.notify(w, r, page.Notice{Text: "Faktor kedua orang ini sudah dihapus dan semua sesinya berakhir."})
	redirect(w, r, userPath(u.Username)+"/sesi")
	return nil
}
