package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// wayCookie keeps what must come back from the other system with this very browser.
const wayCookie = "alur-luar"

// OIDCReturn is where the other system sends people back to, below the public address.
const OIDCReturn = "/masuk/akun-lain/kembali"

// fieldIdentity is an identity, sealed, on the page that asks whether to link it.
const (
	fieldIdentity = "identitas"
	fieldSubject  = "subjek"
)

// away is what the browser keeps while somebody is at the other system.
type away struct {
	Way     oidc.Way `json:"way"`
	Return  string   `json:"return"`
	Session string   `json:"session"` // that wants to link; "" for a sign-in
}

// beginOIDC sends whoever wants to sign in to the other system. It changes nothing
// here: what must be kept goes with the browser.
func (a *app) beginOIDC(w http.ResponseWriter, r *http.Request) error {
	return a.toOIDC(w, r, away{Return: localPath(r.URL.Query().Get(fieldReturn), "")})
}

// beginLink sends whoever is signed in to the other system, to show who he or she is there.
func (a *app) beginLink(w http.ResponseWriter, r *http.Request) error {
	return a.toOIDC(w, r, away{Return: "/akun", Session: a.session(r).ID})
}

func (a *app) toOIDC(w http.ResponseWriter, r *http.Request, x away) error {
	if a.OIDC == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	address, way, err := a.OIDC.Begin(r.Context())
	if err != nil {
		return err
	}
	x.Way = way
	b, err := json.Marshal(x)
	if err != nil {
		return err
	}
	kept, err := a.Directory.KeepWay(b)
	if err != nil {
		return err
	}
	a.setCookie(w, wayCookie, kept, 10*60)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther) // of the system that the operator has configured
	return nil
}

// finishOIDC takes whoever comes back. It is a GET, for the other system can send
// people in no other way; the way that it needs is in this browser and good for once.
func (a *app) finishOIDC(w http.ResponseWriter, r *http.Request) error {
	if a.OIDC == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	w.Header().Set("Cache-Control", "no-store")
	a.setCookie(w, wayCookie, "", -1)
	x, id, err := a.cameBack(r)
	if alur.CodeOf(err) == alur.CodeUnauthenticated {
		a.Log.InfoContext(r.Context(), "sign-in by the other system refused", "address", a.address(r), "error", err)
		return a.renderIdentity(w, r, http.StatusForbidden, &page.Identity{Broken: true})
	}
	if err != nil {
		return err
	}
	if x.Session != "" {
		return a.askLink(w, r, x, id)
	}
	e, err := a.Directory.SignInIdentity(r.Context(), id.Issuer, id.Subject, directory.Claimed{Said: id.RolesSaid, Values: id.Roles}, a.caller(r))
	switch alur.CodeOf(err) {
	case "":
		return a.enter(w, r, e, page.Onward{Return: localPath(x.Return, "")})
	case alur.CodeNotFound, alur.CodeWrongCredentials:
		return a.renderIdentity(w, r, http.StatusForbidden, &page.Identity{Label: id.Label, Subject: id.Subject, Inactive: alur.CodeOf(err) == alur.CodeWrongCredentials})
	}
	return err
}

// cameBack checks what came back against what this browser left with.
func (a *app) cameBack(r *http.Request) (x away, id oidc.Identity, err error) {
	c, err := r.Cookie(a.cookieName(wayCookie))
	if err != nil {
		return x, id, alur.RefuseField(alur.CodeUnauthenticated, "oidc")
	}
	b, err := a.Directory.TakeWay(r.Context(), c.Value)
	if err != nil {
		return x, id, err
	}
	if err := json.Unmarshal(b, &x); err != nil {
		return x, id, err
	}
	id, err = a.OIDC.Finish(r.Context(), x.Way, r.URL.Query())
	return x, id, err
}

func (a *app) renderIdentity(w http.ResponseWriter, r *http.Request, status int, p *page.Identity) error {
	p.Title, p.Current, p.NoIndex, p.Path, p.System = "Masuk dengan "+a.OIDCName, "/masuk", true, "/tugas", a.OIDCName
	return a.render(w, r, status, "identity", p)
}

// askLink asks whether the identity that came back is to sign in from now on. Coming
// back alone links nothing: somebody else may have sent the browser there.
func (a *app) askLink(w http.ResponseWriter, r *http.Request, x away, id oidc.Identity) error {
	s := a.session(r)
	if s == nil || s.ID != x.Session {
		return a.renderIdentity(w, r, http.StatusForbidden, &page.Identity{Broken: true})
	}
	b, err := json.Marshal(linking{id, s.ID})
	if err != nil {
		return err
	}
	kept, err := a.Directory.KeepWay(b)
	if err != nil {
		return err
	}
	p := &page.Identity{Label: id.Label, Subject: id.Subject, Link: page.ActionForm{
		Action: "/akun/akun-lain", Button: "Hubungkan", Class: "tombol", Hiddens: []page.Hidden{{Name: fieldIdentity, Value: kept}},
	}}
	return a.renderIdentity(w, r, http.StatusOK, p)
}

type linking struct {
	Identity oidc.Identity `json:"identity"`
	Session  string        `json:"session"`
}

// submitLink links what the page has shown.
func (a *app) submitLink(w http.ResponseWriter, r *http.Request) error {
	if a.OIDC == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	if err := parseForm(r); err != nil {
		return err
	}
	b, err := a.Directory.TakeWay(r.Context(), r.PostForm.Get(fieldIdentity))
	if err != nil {
		return a.linked(w, r, "", "/akun", err)
	}
	var x linking
	if err := json.Unmarshal(b, &x); err != nil || x.Session != a.session(r).ID || x.Identity.Issuer == "" {
		return a.linked(w, r, "", "/akun", alur.Refuse(alur.CodeUnauthenticated))
	}
	err = a.Directory.LinkIdentity(r.Context(), a.session(r).User.Username, x.Identity.Issuer, x.Identity.Subject, a.by(r))
	return a.linked(w, r, "Hubungan dengan "+a.OIDCName+" sudah dibuat.", "/akun", err)
}

// linked goes on after an identity was linked or unlinked, or says why it was not.
func (a *app) linked(w http.ResponseWriter, r *http.Request, done, to string, err error) error {
	n := page.Notice{Text: done}
	switch alur.CodeOf(err) {
	case "":
	case alur.CodeConflict:
		n = page.Notice{Bad: true, Text: "Akun lain itu sudah dihubungkan dengan pengguna lain."}
	case alur.CodeUnauthenticated:
		n = page.Notice{Bad: true, Text: "Waktunya habis. Mulai lagi dari halaman Akun."}
	case alur.CodeInvalidData:
		n = page.Notice{Bad: true, Text: "Tulis subjek dari sistem lain itu, paling banyak 255 huruf."}
	default:
		return err
	}
	a.notify(w, r, n)
	redirect(w, r, to)
	return nil
}

func (a *app) submitUnlink(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	err := a.Directory.UnlinkIdentity(r.Context(), a.session(r).User.Username, r.PostForm.Get("penerbit"), r.PostForm.Get(fieldSubject), a.by(r))
	return a.linked(w, r, "Hubungan dengan akun lain sudah dihapus.", "/akun", err)
}

// submitUserLink links an identity for somebody else, by what the other system calls
// its subject.
func (a *app) submitUserLink(w http.ResponseWriter, r *http.Request) error {
	if a.OIDC == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	out, err := a.Directory.GiveIdentity(r.Context(), a.manager(r), u.Username, a.OIDC.Issuer(), r.PostForm.Get(fieldSubject))
	if err == nil && out.Proposal != nil {
		return a.proposed(w, r, out, userPath(u.Username)+"/sesi")
	}
	return a.linked(w, r, "Hubungan "+u.Username+" dengan "+a.OIDCName+" sudah dibuat.", userPath(u.Username)+"/sesi", err)
}

func (a *app) submitUserUnlink(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.user(r)
	if err != nil {
		return err
	}
	err = a.Directory.UnlinkIdentity(r.Context(), u.Username, r.PostForm.Get("penerbit"), r.PostForm.Get(fieldSubject), a.by(r))
	return a.linked(w, r, "Hubungan dengan akun lain sudah dihapus.", "/admin/pengguna/"+url.PathEscape(u.Username)+"/sesi", err)
}

// identityRows lists the identities of an account; unlink is where its forms go.
func (a *app) identityRows(ctx context.Context, username, unlink string) ([]page.IdentityRow, error) {
	all, err := a.Directory.Identities(ctx, username)
	var out []page.IdentityRow
	for _, x := range all {
		out = append(out, page.IdentityRow{Issuer: x.Issuer, Subject: x.Subject, Since: text.DateTime(x.LinkedAt), Unlink: unlink})
	}
	return out, err
}
