package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showInvitation lets the first administrator make an account, once, while there is
// none, and whoever was invited choose a password. Looking uses nothing up. A link that
// was used, is too old or never was leads to a page that says where to get another.
func (a *app) showInvitation(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	p, err := a.invitationPage(r)
	if err != nil {
		return a.deadInvitation(w, r, err)
	}
	return a.render(w, r, http.StatusOK, "invitation", p)
}

// deadInvitation says that a link does not work any more.
func (a *app) deadInvitation(w http.ResponseWriter, r *http.Request, err error) error {
	if alur.CodeOf(err) != alur.CodeNotFound {
		return err
	}
	p := &page.Invitation{Dead: true}
	p.Title, p.NoIndex, p.Path = "Tautan sudah tidak berlaku", true, "/"
	return a.render(w, r, http.StatusNotFound, "invitation", p)
}

// noIndex keeps search engines and caches away from pages that only some should find.
func noIndex(w http.ResponseWriter) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Cache-Control", "no-store")
}

// invitationPage is what a link leads to: not-found when it does not work.
func (a *app) invitationPage(r *http.Request) (*page.Invitation, error) {
	token := r.PathValue("token")
	p := &page.Invitation{
		Action:   "/undangan/" + token,
		Password: a.newPasswordField(),
		Repeat:   page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi", Type: "password", Autocomplete: "new-password", Width: "m"},
	}
	p.NoIndex, p.Path = true, "/"
	i, err := a.Directory.CheckInvitation(r.Context(), token)
	if err == nil {
		p.Title = "Pilih kata sandi Anda"
		p.Invited = &page.Invited{Name: i.Name, Username: i.Username, Agency: i.Agency, Roles: text.RoleNames(i.Roles), Until: text.DateTime(i.ExpiresAt)}
		return p, nil
	}
	if alur.CodeOf(err) != alur.CodeNotFound {
		return nil, err
	}
	p.Title = "Buat akun pengelola pertama"
	p.Username = usernameField()
	p.Name = page.Field{ID: fieldName, Label: "Nama lengkap", Autocomplete: "name", Spellcheck: true, Width: "l"}
	return p, a.Directory.CheckSetupLink(r.Context(), token)
}

func usernameField() page.Field {
	return page.Field{
		ID: fieldUsername, Label: "Nama pengguna", Autocomplete: "username", Width: "m",
		Hint: "2 sampai 40 tanda: huruf kecil, angka, titik, garis bawah, dan tanda hubung. Tidak dapat diubah: riwayat menyebut orang dengan nama ini.",
	}
}

func newPasswordField() page.Field {
	return page.Field{
		ID: "kata-sandi-baru", Label: "Kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m",
		Hint: "Paling sedikit 12 huruf, angka, atau tanda. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit.",
	}
}

// submitInvitation makes the account of the first administrator, or gives that of
// somebody who was invited a password, and uses the link up.
func (a *app) submitInvitation(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	p, err := a.invitationPage(r)
	if err != nil {
		return a.deadInvitation(w, r, err)
	}
	if p.Invited != nil {
		return a.acceptInvitation(w, r, p)
	}
	return a.makeFirstAdmin(w, r, p)
}

// acceptInvitation takes the password of somebody who was invited.
func (a *app) acceptInvitation(w http.ResponseWriter, r *http.Request, p *page.Invitation) error {
	password := r.PostForm.Get(p.Password.ID)
	if password != r.PostForm.Get(p.Repeat.ID) {
		p.Faults = []page.Fault{{Field: p.Repeat.ID, Text: "Kedua kata sandi tidak sama. Tulis lagi"}}
	} else {
		err := a.Directory.UseInvitation(r.Context(), r.PathValue("token"), password, a.caller(r))
		if err == nil {
			redirect(w, r, "/masuk?kabar=undangan")
			return nil
		}
		if p.Faults = personFaults(err); p.Faults == nil {
			return a.deadInvitation(w, r, err)
		}
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "invitation", p)
}

// makeFirstAdmin makes the account of the first administrator.
func (a *app) makeFirstAdmin(w http.ResponseWriter, r *http.Request, p *page.Invitation) error {
	p.Username.Value = strings.TrimSpace(r.PostForm.Get(p.Username.ID))
	p.Name.Value = strings.TrimSpace(r.PostForm.Get(p.Name.ID))
	password := r.PostForm.Get(p.Password.ID)
	if password != r.PostForm.Get(p.Repeat.ID) {
		p.Faults = append(p.Faults, page.Fault{Field: p.Repeat.ID, Text: "Kedua kata sandi tidak sama. Tulis lagi"})
	}
	if p.Username.Value == "" {
		p.Faults = append(p.Faults, page.Fault{Field: p.Username.ID, Text: "Tulis nama pengguna"})
	}
	if p.Name.Value == "" {
		p.Faults = append(p.Faults, page.Fault{Field: p.Name.ID, Text: "Tulis nama lengkap"})
	}
	if len(p.Faults) == 0 {
		err := a.Directory.UseSetupLink(r.Context(), r.PathValue("token"), directory.NewUser{
			Username: p.Username.Value, Name: p.Name.Value, Roles: []alur.Role{alur.RoleAdmin}, Password: password,
		})
		if err == nil {
			redirect(w, r, "/masuk?kabar=siap")
			return nil
		}
		if p.Faults = accountFaults(err); p.Faults == nil {
			return err
		}
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "invitation", p)
}
