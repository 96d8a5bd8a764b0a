package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldOffer is the sealed secret of an authenticator app that does not count yet.
const fieldOffer = "tawaran"

// enrolPage shows the secret of an authenticator app and asks for its first code.
func enrolPage(offer *directory.NewTOTP, action, fault string) (*page.FactorEnrol, error) {
	qr, err := qrSVG(offer.URL)
	if err != nil {
		return nil, err
	}
	p := &page.FactorEnrol{
		Action: action, Offer: offer.Sealed, Secret: inGroups(offer.Secret),
		QR: page.Drawing(strings.Replace(qr, "<svg ", `<svg aria-hidden="true" focusable="false" `, 1)), // drawn here, of numbers alone
		Code: page.Field{
			ID: fieldCode, Label: "Kode dari aplikasi", Hint: "Enam angka. Kode berganti setiap 30 detik.", Autocomplete: "one-time-code",
			InputMode: "numeric", Width: "s", Fault: fault,
		},
	}
	if fault != "" {
		p.Faults = []page.Fault{{Field: fieldCode, Text: fault}}
	}
	return p, nil
}

// inGroups breaks a secret into groups of four, as people type it.
func inGroups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// offerAgain shows an offer once more after a wrong code, or a fresh one when it is
// too old.
func (a *app) offerAgain(username, sealed, field string) (offer *directory.NewTOTP, fault string, err error) {
	if field == "code" {
		if offer, err := a.Directory.SameTOTP(username, sealed); err == nil {
			return offer, "Kode ini tidak cocok. Periksa jam ponsel Anda, lalu tulis kode yang sedang tampil", nil
		}
	}
	offer, err = a.Directory.OfferTOTP(username)
	return offer, "Halaman ini terlalu lama terbuka. Pindai kode QR yang baru", err
}

func recoveryPage(codes []string, added, next string) *page.Recovery {
	p := &page.Recovery{Added: added, Codes: codes, Next: page.ActionForm{Action: next, Button: "Sudah saya simpan", Class: "tombol"}}
	p.Title, p.Current, p.Path = "Simpan kode pemulihan", "/akun", "/akun"
	return p
}

// factorAdded shows fresh recovery codes, if there are any, after a factor was added.
func (a *app) factorAdded(w http.ResponseWriter, r *http.Request, done string, codes []string) error {
	if len(codes) > 0 {
		return a.render(w, r, http.StatusOK, "recovery", recoveryPage(codes, done, "/akun"))
	}
	a.notify(w, r, page.Notice{Text: done})
	redirect(w, r, "/akun")
	return nil
}

// factorRemoved goes on after a factor was removed, or says why it was not.
func (a *app) factorRemoved(w http.ResponseWriter, r *http.Request, done string, err error) error {
	n := page.Notice{Text: done}
	if e := asRefusal(err); err != nil && e.Code == alur.CodeConflict && e.Field == "last-factor" {
		n = page.Notice{Bad: true, Text: "Peran Anda mewajibkan faktor kedua. Pasang yang lain dahulu, baru hapus yang ini."}
	} else if err != nil {
		return err
	}
	a.notify(w, r, n)
	redirect(w, r, "/akun")
	return nil
}

// showTOTP sets up the authenticator app of one's own account.
func (a *app) showTOTP(w http.ResponseWriter, r *http.Request) error {
	offer, err := a.Directory.OfferTOTP(a.session(r).User.Username)
	if err != nil {
		return err
	}
	return a.renderTOTP(w, r, http.StatusOK, offer, "")
}

func (a *app) renderTOTP(w http.ResponseWriter, r *http.Request, status int, offer *directory.NewTOTP, fault string) error {
	p, err := enrolPage(offer, "/akun/kode-autentikasi", fault)
	if err != nil {
		return err
	}
	p.Title, p.Current = "Pasang kode autentikasi", "/akun"
	p.Back = page.Link{Href: "/akun", Text: "Akun"}
	return a.render(w, r, status, "factor_enrol", p)
}

func (a *app) submitTOTP(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	username, sealed := a.session(r).User.Username, r.PostForm.Get(fieldOffer)
	codes, err := a.Directory.AddTOTP(r.Context(), username, sealed, r.PostForm.Get(fieldCode), a.by(r))
	if err == nil {
		return a.factorAdded(w, r, "Kode autentikasi sudah dipasang.", codes)
	}
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData {
		return err
	}
	offer, fault, err := a.offerAgain(username, sealed, e.Field)
	if err != nil {
		return err
	}
	return a.renderTOTP(w, r, http.StatusUnprocessableEntity, offer, fault)
}

func (a *app) submitTOTPRemoval(w http.ResponseWriter, r *http.Request) error {
	err := a.Directory.RemoveTOTP(r.Context(), a.session(r).User.Username, a.by(r))
	return a.factorRemoved(w, r, "Kode autentikasi sudah dihapus.", err)
}

// submitRecovery makes the recovery codes anew and shows them, once.
func (a *app) submitRecovery(w http.ResponseWriter, r *http.Request) error {
	codes, err := a.Directory.RenewRecoveryCodes(r.Context(), a.session(r).User.Username, a.by(r))
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "recovery", recoveryPage(codes, "Kode pemulihan yang lama tidak berlaku lagi.", "/akun"))
}
