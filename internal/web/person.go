package web

import (
	"archive/zip"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// privacyTable is what people can ask for about their own data (UU 27/2022): a copy of
// all of it, and to be forgotten.
func (a *app) privacyTable() []route {
	return []route{
		{method: http.MethodPost, pattern: "/akun/data", who: signedIn, handle: a.downloadOwnData, confirm: true},
		{method: http.MethodPost, pattern: "/admin/pengguna/{username}/data", who: admin, handle: a.downloadUserData, confirm: true},
		{method: http.MethodGet, pattern: "/admin/pengguna/{username}/hapus", who: admin, handle: a.showErase},
		{method: http.MethodPost, pattern: "/admin/pengguna/{username}/hapus", who: admin, handle: a.submitErase, confirm: true},
	}
}

// downloadOwnData gives whoever is signed in a copy of all data about him or her.
func (a *app) downloadOwnData(w http.ResponseWriter, r *http.Request) error {
	return a.sendPerson(w, r, a.session(r).User.Username)
}

// downloadUserData gives an administrator the copy for somebody who asked for it.
func (a *app) downloadUserData(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	return a.sendPerson(w, r, u.Username)
}

// sendPerson notes that the copy is given, and sends it: data.json for programs, and a
// summary for people. It is packed while it is read; a fault in the middle breaks the
// transfer off, so that nobody takes half of it for all.
func (a *app) sendPerson(w http.ResponseWriter, r *http.Request, username string) error {
	by := a.by(r)
	given := directory.SecurityEvent{Kind: directory.SecurityDataGiven, Username: username, Address: by.Address}
	if by.Actor != username {
		given.Actor = by.Actor
	}
	if err := a.Directory.Record(r.Context(), given); err != nil {
		return err
	}
	now := a.Clock()
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="data-`+username+"-"+now.In(alur.Jakarta).Format(time.DateOnly)+`.zip"`)
	if err := a.packPerson(w, r, username, now); err != nil {
		a.Log.WarnContext(r.Context(), "data of a person broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (a *app) packPerson(w http.ResponseWriter, r *http.Request, username string, now time.Time) error {
	pack := zip.NewWriter(w)
	data, err := pack.CreateHeader(&zip.FileHeader{Name: "data.json", Method: zip.Deflate, Modified: now})
	if err != nil {
		return err
	}
	summary := text.NewPersonSummary(username, now)
	err = a.Cases.WritePersonData(r.Context(), username, data, func(t casework.PersonTable) error {
		summary.Add(t.Name, t.Columns, t.Rows)
		return nil
	})
	if err != nil {
		return err
	}
	readable, err := pack.CreateHeader(&zip.FileHeader{Name: "ringkasan.txt", Method: zip.Deflate, Modified: now})
	if err != nil {
		return err
	}
	if _, err := readable.Write([]byte(summary.String())); err != nil {
		return err
	}
	return pack.Close()
}

// erasurePage is the page that takes a person out of an account; not-found while the
// account is in use, and afterwards.
func (a *app) erasurePage(r *http.Request, u alur.User) (*page.UserErase, error) {
	at, err := a.Directory.Erased(r.Context(), u.Username)
	if err != nil {
		return nil, err
	}
	if u.Active || !at.IsZero() {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	p := &page.UserErase{
		Username: u.Username, Name: u.Name, Action: erasurePath(u), Erased: text.ErasedPerson(),
		Typed:  page.Field{ID: "ketik-nama", Label: "Ketik nama pengguna", Hint: u.Username, Width: "m", Autocomplete: "off"},
		Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Misalnya nomor surat permintaannya. Alasan tidak dapat dihapus lagi: jangan menulis nama orangnya", Width: "l", Autocomplete: "off"},
	}
	p.Title, p.Current, p.Path = "Hapus data "+u.Name, "/admin/pengguna", p.Action
	p.Crumbs = []page.Link{
		{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: "/admin/pengguna/" + url.PathEscape(u.Username), Text: u.Name}, {Text: "Hapus data orang"},
	}
	return p, nil
}

func erasurePath(u alur.User) string {
	return "/admin/pengguna/" + url.PathEscape(u.Username) + "/hapus"
}

// showErase asks whether a person is to be taken out of an account for good.
func (a *app) showErase(w http.ResponseWriter, r *http.Request) error {
	u, err := a.user(r)
	if err != nil {
		return err
	}
	p, err := a.erasurePage(r, u)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user_erase", p)
}

// submitErase takes a person out of an account once the username was typed.
func (a *app) submitErase(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	p, err := a.erasurePage(r, u)
	if err != nil {
		return err
	}
	p.Typed.Value, p.Reason.Value = strings.TrimSpace(r.PostForm.Get(p.Typed.ID)), strings.TrimSpace(r.PostForm.Get(p.Reason.ID))
	if p.Typed.Value != u.Username {
		p.Faults = append(p.Faults, page.Fault{Field: p.Typed.ID, Text: text.ErasureFault("username", "")})
	}
	if p.Reason.Value == "" {
		p.Faults = append(p.Faults, page.Fault{Field: p.Reason.ID, Text: text.ErasureFault("reason", "required")})
	}
	if len(p.Faults) == 0 {
		err := a.Directory.Erase(r.Context(), directory.Erasure{Username: u.Username, Name: text.ErasedPerson(), Reason: p.Reason.Value}, a.by(r))
		if err == nil {
			a.notify(w, r, page.Notice{Text: "Data orang pada akun " + u.Username + " sudah dihapus."})
			redirect(w, r, "/admin/pengguna/"+url.PathEscape(u.Username))
			return nil
		}
		e := asRefusal(err)
		if e.Code != alur.CodeInvalidData {
			return err
		}
		for _, b := range e.Blockers {
			p.Faults = append(p.Faults, page.Fault{Field: p.Reason.ID, Text: text.ErasureFault(b.Item, b.Reason)})
		}
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "user_erase", p)
}
