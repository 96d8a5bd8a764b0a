package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showAccount shows one's own account and the places it is signed in.
func (a *app) showAccount(w http.ResponseWriter, r *http.Request) error {
	p, err := a.accountPage(r)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "account", p)
}

func (a *app) accountPage(r *http.Request) (*page.Account, error) {
	s := a.session(r)
	p := &page.Account{
		Until:  text.DateTime(s.ExpiresAt),
		Old:    page.Field{ID: "kata-sandi", Label: "Kata sandi sekarang", Type: "password", Autocomplete: "current-password", Width: "m"},
		New:    a.newPasswordField(),
		Repeat: page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m"},
	}
	p.Title = "Akun"
	p.Current = "/akun"
	p.Path = "/akun"
	var err error
	if p.Calendar, err = a.calendarKey(r); err != nil {
		return nil, err
	}
	if p.StandIns, err = a.ownStandIns(r.Context(), s.User.Username); err != nil {
		return nil, err
	}
	sessions, err := a.Directory.Sessions(r.Context(), s.User.Username)
	if err != nil {
		return nil, err
	}
	p.Sessions = sessionRows(sessions, s.ID)
	p.Others = len(p.Sessions) > 1
	return p, a.proofsOf(r, p)
}

// proofsOf fills what one can prove oneself with.
func (a *app) proofsOf(r *http.Request, p *page.Account) error {
	u := a.session(r).User
	f, err := a.Directory.Factors(r.Context(), u.Username)
	if err != nil {
		return err
	}
	p.TOTP, p.Recovery = f.TOTP, f.Recovery
	n := f.Passkeys
	if f.TOTP {
		n++
	}
	p.Last = n == 1 && a.Directory.FactorRequired(u)
	if p.PasskeysOn = a.Directory.PasskeysUsed(); !p.PasskeysOn {
		p.PasskeysOff = "Kunci sandi belum dapat dipakai di sini, karena alamat ALUR ini bukan alamat https dengan nama. Pengelola server dapat mengaturnya."
	}
	keys, err := a.Directory.Passkeys(r.Context(), u.Username)
	if err != nil {
		return err
	}
	for _, k := range keys {
		row := page.PasskeyRow{ID: k.ID, Name: k.Name, Since: text.DateTime(k.CreatedAt)}
		if !k.UsedAt.IsZero() {
			row.Used = text.DateTime(k.UsedAt)
		}
		p.Passkeys = append(p.Passkeys, row)
	}
	c, err := a.Directory.Contact(r.Context(), u.Username)
	if err != nil {
		return err
	}
	p.Email, p.NIP, p.OIDC = c.Email, c.NIP, a.OIDCName
	if p.Notices, err = a.noticeForm(r, c.Email); err != nil {
		return err
	}
	p.Identities, err = a.identityRows(r.Context(), u.Username, "/akun/akun-lain/hapus")
	return err
}

// submitOwnPassword changes the password of whoever is signed in. Every other
// session of the account ends with the old password.
func (a *app) submitOwnPassword(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	p, err := a.accountPage(r)
	if err != nil {
		return err
	}
	s := a.session(r)
	fresh := r.PostForm.Get(p.New.ID)
	if fresh != r.PostForm.Get(p.Repeat.ID) {
		p.Faults = append(p.Faults, page.Fault{Field: p.Repeat.ID, Text: "Kedua kata sandi baru tidak sama. Tulis lagi"})
	}
	if len(p.Faults) == 0 {
		err := a.Directory.ConfirmPassword(r.Context(), s, r.PostForm.Get(p.Old.ID), a.address(r))
		switch alur.CodeOf(err) {
		case "":
		case alur.CodeWrongPassword, alur.CodeTooManyTries:
			_, detail := errorSentence(err)
			p.Faults = append(p.Faults, page.Fault{Field: p.Old.ID, Text: detail})
		default:
			return err
		}
	}
	if len(p.Faults) == 0 {
		err := a.Directory.SetPassword(r.Context(), s.User.Username, fresh, a.by(r))
		if err == nil {
			// The directory ends every session with the password, this one too.
			a.setCookie(w, sessionCookie, "", -1)
			redirect(w, r, "/masuk?kabar=sandi")
			return nil
		}
		if p.Faults = accountFaults(err); p.Faults == nil {
			return err
		}
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "account", p)
}

// accountFaults turns a refusal of a new or changed account into sentences beside
// its fields; nil when the refusal is about something else.
func accountFaults(err error) []page.Fault {
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData && e.Code != alur.CodeConflict {
		return nil
	}
	var out []page.Fault
	add := func(field, reason string) {
		switch field {
		case "password":
			out = append(out, page.Fault{Field: "kata-sandi-baru", Text: passwordFault(reason)})
		case "username":
			t := "Nama pengguna hanya boleh memuat huruf kecil, angka, titik, garis bawah, dan tanda hubung, 2 sampai 40 tanda"
			if e.Code == alur.CodeConflict || reason == "taken" {
				t = "Nama pengguna ini sudah dipakai. Pilih yang lain"
			}
			out = append(out, page.Fault{Field: fieldUsername, Text: t})
		case "name":
			out = append(out, page.Fault{Field: "nama", Text: "Tulis nama, paling banyak 300 huruf"})
		case "short_name":
			out = append(out, page.Fault{Field: "singkatan", Text: "Tulis singkatan, paling banyak 60 huruf"})
		case "agency":
			out = append(out, page.Fault{Field: "instansi", Text: "Pilih instansi yang aktif"})
		case "roles":
			out = append(out, page.Fault{Field: "peran", Text: "Peran ini tidak cocok dengan jenis instansinya. Pilih peran lain"})
		case "kind":
			out = append(out, page.Fault{Field: "jenis", Text: "Pilih jenis instansi"})
		}
	}
	for _, b := range e.Blockers {
		add(b.Item, b.Reason)
	}
	if len(out) == 0 {
		add(e.Field, "")
	}
	if len(out) == 0 {
		_, detail := text.Error(e)
		out = []page.Fault{{Text: detail}}
	}
	return out
}

func passwordFault(reason string) string { return text.PasswordFault(reason) }

// newPasswordField asks for a new password as the profile wants it.
func (a *app) newPasswordField() page.Field {
	f := newPasswordField()
	f.Hint = text.PasswordHint(string(a.Directory.PasswordProfile()))
	return f
}
