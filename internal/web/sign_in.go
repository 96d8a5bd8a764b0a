package web

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of form values that the sign-in reads.
const (
	fieldUsername = "nama-pengguna"
	fieldPassword = form.Password
	fieldReturn   = "lanjut"   // where to go afterwards
	fieldKept     = "isian"    // what was typed when the session was over, as a query
	fieldKeptTo   = "isian-ke" // where it was on its way to
)

// maxKept bounds what a form may carry across a sign-in, in bytes.
const maxKept = 256 << 10

// showSignIn asks who comes. Whoever is signed in already goes where he or she wanted.
func (a *app) showSignIn(w http.ResponseWriter, r *http.Request) error {
	to := localPath(r.URL.Query().Get(fieldReturn), "")
	if a.session(r) != nil {
		redirect(w, r, orTasks(to))
		return nil
	}
	p := a.signInPage(r, to)
	p.Expired = a.visitor(r).expired || r.URL.Query().Get("habis") != ""
	return a.render(w, r, http.StatusOK, "sign_in", p)
}

// askSignIn answers a page behind a door that nobody signed in for: a GET goes to
// the sign-in and back; what a form carried is kept on the sign-in page itself.
func (a *app) askSignIn(w http.ResponseWriter, r *http.Request) {
	if wantsJSON(r) {
		a.fail(w, r, alur.Refuse(alur.CodeUnauthenticated))
		return
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		q := url.Values{fieldReturn: {localPath(r.URL.RequestURI(), "/tugas")}}
		if a.visitor(r).expired {
			q.Set("habis", "1")
		}
		redirect(w, r, "/masuk?"+q.Encode())
		return
	}
	p := a.signInPage(r, "/tugas")
	p.Path = "/tugas"
	p.Expired = true
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" {
		r.Body = http.MaxBytesReader(w, r.Body, maxKept)
		if r.ParseForm() == nil {
			p.Kept = keep(r.PostForm)
			p.KeptTo = localPath(r.URL.RequestURI(), "")
		}
	}
	if kind == "multipart/form-data" {
		values, files := multipartText(w, r, maxKept)
		p.Kept, p.Lost = keep(values), files || values == nil
		p.KeptTo = localPath(r.URL.RequestURI(), "")
	}
	if err := a.render(w, r, http.StatusUnauthorized, "sign_in", p); err != nil {
		a.fail(w, r, err)
	}
}

// keep writes form values as a query, without passwords.
func keep(values url.Values) string {
	values = maps.Clone(values)
	maps.DeleteFunc(values, func(name string, _ []string) bool { return strings.HasPrefix(name, fieldPassword) })
	return values.Encode()
}

func (a *app) signInPage(r *http.Request, to string) *page.SignIn {
	p := &page.SignIn{
		Onward:   page.Onward{Return: to},
		Username: page.Field{ID: fieldUsername, Label: "Nama pengguna, NIP, atau email", Autocomplete: "username", Width: "m"},
		Password: page.Field{ID: fieldPassword, Label: "Kata sandi", Type: "password", Autocomplete: "current-password", Width: "m"},
	}
	p.Title, p.Current = "Masuk", "/masuk"
	p.NoIndex = true
	p.Passkey, p.Mail = a.Directory.PasskeysUsed(), a.Mail != nil
	if a.OIDC != nil {
		p.OIDC = page.Link{Href: "/masuk/akun-lain?" + url.Values{fieldReturn: {to}}.Encode(), Text: "Masuk dengan " + a.OIDCName}
	}
	return p
}

// submitSignIn checks the password and opens a session. A wrong password and an
// unknown name read the same.
func (a *app) submitSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	p := a.signInPage(r, "")
	p.Onward = onward(r.PostForm)
	p.Path = p.Return
	p.Username.Value = strings.TrimSpace(r.PostForm.Get(fieldUsername))
	password := r.PostForm.Get(fieldPassword)
	if p.Username.Value == "" {
		p.Faults = append(p.Faults, page.Fault{Field: fieldUsername, Text: "Tulis nama pengguna, NIP, atau email"})
	}
	if password == "" {
		p.Faults = append(p.Faults, page.Fault{Field: fieldPassword, Text: "Tulis kata sandi"})
	}
	if len(p.Faults) > 0 {
		p.Mark()
		return a.render(w, r, http.StatusUnprocessableEntity, "sign_in", p)
	}
	e, err := a.Directory.SignIn(r.Context(), directory.SignIn{
		Username: p.Username.Value, Password: password, Kind: directory.KindSession, Caller: a.caller(r),
	})
	switch alur.CodeOf(err) {
	case "":
		return a.enter(w, r, e, p.Onward)
	case alur.CodeWrongCredentials, alur.CodeTooManyTries:
		_, detail := errorSentence(err)
		p.Faults = []page.Fault{{Field: fieldUsername, Text: detail}}
		p.Mark()
		retryAfter(w, asRefusal(err))
		return a.render(w, r, statusOf(alur.CodeOf(err)), "sign_in", p)
	}
	return err
}

// resume offers to send again what was typed when the session was over. It is the
// person who sends it, having seen where it goes: a sign-in alone changes nothing.
func (a *app) resume(w http.ResponseWriter, r *http.Request, s *directory.Session, kept, to string) error {
	values, err := url.ParseQuery(kept)
	if err != nil {
		redirect(w, r, "/tugas")
		return nil //nolint:nilerr // what cannot be read cannot be offered again
	}
	p := &page.Resume{Action: to}
	p.Title = "Isian Anda masih ada"
	p.Path = "/tugas"
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, v := range values[name] {
			p.Values = append(p.Values, page.Pair{Name: name, Value: v})
		}
	}
	return a.render(w, withVisitor(r, &visitor{session: s}), http.StatusOK, "resume", p)
}

// submitSignOut ends the session of this browser.
func (a *app) submitSignOut(w http.ResponseWriter, r *http.Request) error {
	if s := a.session(r); s != nil {
		if err := a.Directory.SignOut(r.Context(), s.ID); err != nil {
			return err
		}
	}
	a.setCookie(w, sessionCookie, "", -1)
	redirect(w, r, "/masuk?kabar=keluar")
	return nil
}

func orTasks(to string) string {
	if to == "" || to == "/" {
		return "/tugas"
	}
	return to
}

// browserName is what a session is called in the list of one's sessions: the
// browser and the system, as far as the User-Agent tells, and nothing finer.
func browserName(ua string) string {
	browser := "Peramban"
	for _, x := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, x[0]) {
			browser = x[1]
			break
		}
	}
	for _, x := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(ua, x[0]) {
			return browser + " di " + x[1]
		}
	}
	return browser
}
