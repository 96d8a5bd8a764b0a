package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of form values with which somebody who is signed in proves it again.
const (
	// fieldProof is a passkey's answer, put there by a script. Like every field that
	// begins so, it is never kept.
	fieldProof = fieldPassword + "-bukti"
	// fieldConfirming marks a form that comes from the page that asks for the proof.
	fieldConfirming = "pastikan"
)

// proof is a passkey's answer as the script sends it.
type proof struct {
	Secret string         `json:"rahasia"`
	Answer jsontext.Value `json:"jawaban"`
}

func readProof(values url.Values) (proof, bool) {
	var p proof
	text := values.Get(fieldProof)
	if text == "" {
		return p, false
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return proof{}, true // an answer all the same, and a wrong one
	}
	return p, true
}

// confirm asks whoever is signed in to prove it again: with a passkey, with a code of
// the authenticator app, or with the password, and gives the browser another secret. fault
// is what to say beside the field.
func (a *app) confirm(w http.ResponseWriter, r *http.Request, values url.Values) (fault string, err error) {
	s, address := a.session(r), a.address(r)
	password := values.Get(fieldPassword)
	if key, ok := readProof(values); ok {
		err = a.Directory.ConfirmPasskey(r.Context(), s, key.Secret, key.Answer, address)
		if alur.CodeOf(err) == alur.CodeWrongPassword {
			return "Kunci sandi ini tidak diterima. Coba lagi, atau pakai kata sandi", nil
		}
	} else if password == "" {
		return text.EnterPassword(), nil
	} else if f, ferr := a.Directory.Factors(r.Context(), s.User.Username); ferr != nil {
		return "", ferr
	} else if f.TOTP && directory.IsCode(password) {
		err = a.Directory.ConfirmCode(r.Context(), s, password, address)
		if alur.CodeOf(err) == alur.CodeWrongPassword {
			return wrongCode, nil
		}
	} else {
		err = a.Directory.ConfirmPassword(r.Context(), s, password, address)
	}
	switch alur.CodeOf(err) {
	case "":
		return "", a.renew(w, r)
	case alur.CodeWrongPassword, alur.CodeTooManyTries:
		_, detail := errorSentence(err)
		return detail, nil
	}
	return "", err
}

// proofField asks for the proof; what it offers depends on what the account has.
func (a *app) proofField(r *http.Request, fault string) page.Field {
	f := page.Field{
		ID: fieldPassword, Label: "Kata sandi Anda", Hint: "Untuk memastikan bahwa ini benar Anda", Type: "password",
		Autocomplete: "current-password", Width: "m", Fault: fault,
	}
	factors, err := a.Directory.Factors(r.Context(), a.session(r).User.Username)
	if err != nil {
		// The password is enough; without the database the form goes nowhere anyway.
		a.Log.WarnContext(r.Context(), "factors", "error", err)
		return f
	}
	if factors.TOTP {
		f.Label = "Kata sandi atau kode autentikasi"
	}
	if factors.Passkeys > 0 && a.Directory.PasskeysUsed() {
		f.Passkey = "/akun/pastikan/kunci-sandi"
	}
	return f
}

// stepUp stands before a route that wants a fresh proof. It reports whether the route
// may go on; otherwise it has answered: with the way to the proof and back for a GET,
// and for a form with a page that sends it again together with the proof.
func (a *app) stepUp(w http.ResponseWriter, r *http.Request) (bool, error) {
	if a.session(r).Confirmed(a.Clock()) {
		return true, nil
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		redirect(w, r, "/akun/pastikan?"+url.Values{fieldReturn: {localPath(r.URL.RequestURI(), "/akun")}}.Encode())
		return false, nil
	}
	if wantsJSON(r) {
		return false, alur.Refuse(alur.CodeWrongPassword)
	}
	if err := parseForm(r); err != nil {
		return false, err
	}
	fault, status := "", http.StatusForbidden
	if r.PostForm.Get(fieldConfirming) != "" {
		var err error
		if fault, err = a.confirm(w, r, r.PostForm); err != nil {
			return false, err
		}
		if fault == "" {
			return true, nil
		}
		status = http.StatusUnprocessableEntity
	}
	p := a.confirmPage(r, localPath(r.URL.EscapedPath(), "/akun"), fault)
	kept, err := url.ParseQuery(keep(r.PostForm))
	if err != nil {
		return false, err
	}
	kept.Del(fieldConfirming)
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		for _, v := range kept[name] {
			p.Values = append(p.Values, page.Pair{Name: name, Value: v})
		}
	}
	return false, a.render(w, r, status, "confirm", p)
}

func (a *app) confirmPage(r *http.Request, action, fault string) *page.Confirm {
	p := &page.Confirm{Action: action, Proof: a.proofField(r, "")}
	p.Title, p.Current = "Pastikan ini Anda", "/akun"
	if fault != "" {
		p.Faults = []page.Fault{{Field: fieldPassword, Text: fault}}
		p.Mark()
	}
	return p
}

// showConfirm asks for the proof on the way to a page that wants one.
func (a *app) showConfirm(w http.ResponseWriter, r *http.Request) error {
	to := localPath(r.URL.Query().Get(fieldReturn), "/akun")
	if a.session(r).Confirmed(a.Clock()) {
		redirect(w, r, to)
		return nil
	}
	p := a.confirmPage(r, "/akun/pastikan", "")
	p.Values = []page.Pair{{Name: fieldReturn, Value: to}}
	return a.render(w, r, http.StatusOK, "confirm", p)
}

func (a *app) submitConfirm(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	to := localPath(r.PostForm.Get(fieldReturn), "/akun")
	fault, err := a.confirm(w, r, r.PostForm)
	if err != nil {
		return err
	}
	if fault == "" {
		redirect(w, r, to)
		return nil
	}
	p := a.confirmPage(r, "/akun/pastikan", fault)
	p.Values = []page.Pair{{Name: fieldReturn, Value: to}}
	return a.render(w, r, http.StatusUnprocessableEntity, "confirm", p)
}

// by is who changes an account through these pages, for the security log.
func (a *app) by(r *http.Request) directory.By {
	return directory.By{Actor: a.session(r).User.Username, Address: a.address(r)}
}

// caller is who knocks.
func (a *app) caller(r *http.Request) directory.Caller {
	c := directory.Caller{Address: a.address(r), Name: browserName(r.UserAgent())}
	if k, err := r.Cookie(a.cookieName(deviceCookie)); err == nil {
		c.Device = k.Value
	}
	return c
}
