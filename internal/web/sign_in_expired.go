package web

import (
	"net/http"
	"net/url"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const (
	// changeCookie is the way to another password; it opens nothing else.
	changeCookie = "alur-ganti"
	// expiredPath is where another password is set on the way in.
	expiredPath = "/masuk/ganti-sandi"
)

// mustChange sends somebody whose password is too old to set another one. All factors
// have been shown; new recovery codes are shown first, for they are shown once.
func (a *app) mustChange(w http.ResponseWriter, r *http.Request, e *directory.Entry, on page.Onward) error {
	a.setCookie(w, changeCookie, e.Change, int(directory.HalfLife.Seconds()))
	a.setCookie(w, halfCookie, "", -1)
	if len(e.Recovery) > 0 {
		return a.render(w, r, http.StatusOK, "recovery", recoveryPage(e.Recovery, "Faktor kedua sudah dipasang.", expiredPath))
	}
	if on.Kept == "" {
		redirect(w, r, expiredPath+"?"+url.Values{fieldReturn: {on.Return}}.Encode())
		return nil
	}
	return a.renderExpired(w, r, e.Change, on, nil)
}

// change is the secret of the way to another password, "" without one.
func (a *app) change(r *http.Request) string {
	c, err := r.Cookie(a.cookieName(changeCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

func (a *app) showExpired(w http.ResponseWriter, r *http.Request) error {
	return a.renderExpired(w, r, a.change(r), onward(r.URL.Query()), nil)
}

func (a *app) renderExpired(w http.ResponseWriter, r *http.Request, change string, on page.Onward, faults []page.Fault) error {
	w.Header().Set("Cache-Control", "no-store")
	u, err := a.Directory.ChangeWay(r.Context(), change)
	if err != nil {
		return a.lostChange(w, r, err)
	}
	p := &page.PasswordOld{Onward: on, Name: u.Name, New: a.newPasswordField(), Repeat: repeatPasswordField()}
	p.Title, p.Current, p.NoIndex, p.Path = "Ganti kata sandi Anda", "/masuk", true, "/tugas"
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "password_old", p)
}

// lostChange sends back to the beginning whoever took too long, or has no way at all.
func (a *app) lostChange(w http.ResponseWriter, r *http.Request, err error) error {
	if alur.CodeOf(err) != alur.CodeUnauthenticated {
		return err
	}
	a.setCookie(w, changeCookie, "", -1)
	redirect(w, r, "/masuk?kabar=ulang")
	return nil
}

// submitExpired sets the other password and signs in.
func (a *app) submitExpired(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	on, change := onward(r.PostForm), a.change(r)
	fresh, repeat := a.newPasswordField(), repeatPasswordField()
	if r.PostForm.Get(fresh.ID) != r.PostForm.Get(repeat.ID) {
		return a.renderExpired(w, r, change, on, []page.Fault{{Field: repeat.ID, Text: "Kedua kata sandi baru tidak sama. Tulis lagi"}})
	}
	e, err := a.Directory.ChangeExpired(r.Context(), change, r.PostForm.Get(fresh.ID), a.caller(r))
	if err == nil {
		a.setCookie(w, changeCookie, "", -1)
		return a.enter(w, r, e, on)
	}
	refused := asRefusal(err)
	if refused.Code != alur.CodeInvalidData || len(refused.Blockers) == 0 {
		return a.lostChange(w, r, err)
	}
	fault := text.PasswordFault(refused.Blockers[0].Reason)
	if refused.Blockers[0].Reason == "required" {
		fault = text.EnterNewPassword()
	}
	return a.renderExpired(w, r, change, on, []page.Fault{{Field: fresh.ID, Text: fault}})
}

func repeatPasswordField() page.Field {
	return page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m"}
}
