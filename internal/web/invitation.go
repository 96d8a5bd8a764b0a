package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/page"
)

// showInvitation lets the first administrator make an account, once, while there
// is none. A link that was used, is too old or never was is not found.
func (a *app) showInvitation(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := a.Directory.CheckSetupLink(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "invitation", invitationPage(r))
}

// noIndex keeps search engines and caches away from pages that only some should find.
func noIndex(w http.ResponseWriter) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Cache-Control", "no-store")
}

func invitationPage(r *http.Request) *page.Invitation {
	p := &page.Invitation{
		Action:   "/undangan/" + r.PathValue("token"),
		Username: usernameField(),
		Name:     page.Field{ID: "nama", Label: "Nama lengkap", Autocomplete: "name", Spellcheck: true, Width: "l"},
		Password: newPasswordField(),
		Repeat:   page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi", Type: "password", Autocomplete: "new-password", Width: "m"},
	}
	p.Title = "Buat akun pengelola pertama"
	p.NoIndex = true
	p.Path = "/"
	return p
}

func usernameField() page.Field {
	return page.Field{
		ID: fieldUsername, Label: "Nama pengguna", Autocomplete: "username", Width: "m",
		Hint: "Huruf kecil, angka, titik, atau tanda hubung. Tidak dapat diubah: riwayat menyebut orang dengan nama ini.",
	}
}

func newPasswordField() page.Field {
	return page.Field{
		ID: "kata-sandi-baru", Label: "Kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m",
		Hint: "Paling sedikit 12 huruf, angka, atau tanda. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit.",
	}
}

// submitInvitation makes the account and uses the link up.
func (a *app) submitInvitation(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	p := invitationPage(r)
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
