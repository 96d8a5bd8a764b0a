package web

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldKeyName is what somebody calls a passkey.
const fieldKeyName = "nama-kunci"

// begun answers a script that asked for a challenge.
func begun(w http.ResponseWriter, c *directory.Ceremony, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, struct {
		Secret  string         `json:"rahasia"`
		Options jsontext.Value `json:"pilihan"`
	}{c.Secret, jsontext.Value(c.Options)})
	return nil
}

// beginPasskeySignIn makes a challenge for whoever comes.
func (a *app) beginPasskeySignIn(w http.ResponseWriter, r *http.Request) error {
	if wait, ok := a.challenges.allow(a.address(r)); !ok {
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	c, err := a.Directory.BeginPasskeySignIn(r.Context())
	return begun(w, c, err)
}

// submitPasskeySignIn signs in with a passkey alone.
func (a *app) submitPasskeySignIn(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	on := onward(r.PostForm)
	key, _ := readProof(r.PostForm)
	e, err := a.Directory.FinishPasskeySignIn(r.Context(), key.Secret, key.Answer, a.caller(r))
	switch alur.CodeOf(err) {
	case "":
		return a.enter(w, r, e, on)
	case alur.CodeWrongCredentials, alur.CodeTooManyTries, alur.CodeNotFound:
		p := a.signInPage(r, on.Return)
		p.Onward, p.Path = on, on.Return
		fault := "Kunci sandi ini tidak dikenal di sini. Masuk dengan kata sandi"
		if alur.CodeOf(err) == alur.CodeTooManyTries {
			_, fault = errorSentence(err)
			retryAfter(w, asRefusal(err))
		}
		p.Faults = []page.Fault{{Field: fieldUsername, Text: fault}}
		p.Mark()
		return a.render(w, r, statusOf(alur.CodeOf(err)), "sign_in", p)
	}
	return err
}

func (a *app) beginPasskeyConfirm(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Directory.BeginPasskeyConfirm(r.Context(), a.session(r))
	return begun(w, c, err)
}

func passkeyForm(action, name string) *page.PasskeyForm {
	return &page.PasskeyForm{
		Action: action, Begin: action + "/mulai",
		Name: page.Field{ID: fieldKeyName, Label: "Nama kunci sandi", Hint: "Supaya Anda mengenalinya nanti, misalnya “Laptop kantor”", Value: name, Width: "m"},
	}
}

// passkeyFault says what was wrong with a new passkey; "" when it was something else.
func passkeyFault(err error) string {
	e := asRefusal(err)
	switch {
	case e.Code == alur.CodeInvalidData && e.Field == "name":
		return "Tulis nama kunci sandi"
	case e.Code == alur.CodeInvalidData:
		return "Kunci sandi belum jadi dibuat. Coba lagi"
	case e.Code == alur.CodeConflict && e.Field == "too-many":
		return "Kunci sandi Anda sudah 20. Hapus yang tidak dipakai lagi"
	case e.Code == alur.CodeConflict:
		return "Kunci sandi ini sudah terdaftar"
	}
	return ""
}

// showNewPasskey makes a new passkey for one's own account.
func (a *app) showNewPasskey(w http.ResponseWriter, r *http.Request) error {
	if !a.Directory.PasskeysUsed() {
		return alur.Refuse(alur.CodeNotFound)
	}
	return a.renderNewPasskey(w, r, http.StatusOK, browserName(r.UserAgent()), "")
}

func (a *app) renderNewPasskey(w http.ResponseWriter, r *http.Request, status int, name, fault string) error {
	p := &page.PasskeyNew{Form: *passkeyForm("/akun/kunci-sandi", name)}
	p.Title, p.Current = "Tambah kunci sandi", "/akun"
	p.Back = page.Link{Href: "/akun", Text: "Akun"}
	if fault != "" {
		p.Faults = []page.Fault{{Field: fieldKeyName, Text: fault}}
		p.Form.Name.Fault = fault
	}
	return a.render(w, r, status, "passkey_new", p)
}

func (a *app) beginNewPasskey(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Directory.OfferPasskey(r.Context(), a.session(r))
	return begun(w, c, err)
}

func (a *app) submitNewPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostForm.Get(fieldKeyName))
	key, _ := readProof(r.PostForm)
	codes, err := a.Directory.AddPasskey(r.Context(), a.session(r), name, key.Secret, key.Answer, a.address(r))
	if err == nil {
		return a.factorAdded(w, r, "Kunci sandi “"+name+"” sudah ditambahkan.", codes)
	}
	fault := passkeyFault(err)
	if alur.CodeOf(err) == alur.CodeUnauthenticated {
		fault = "Waktu untuk membuat kunci sandi habis. Coba lagi"
	}
	if fault == "" {
		return err
	}
	return a.renderNewPasskey(w, r, http.StatusUnprocessableEntity, name, fault)
}

func (a *app) submitPasskeyRemoval(w http.ResponseWriter, r *http.Request) error {
	err := a.Directory.RemovePasskey(r.Context(), a.session(r).User.Username, r.PathValue("key"), a.by(r))
	return a.factorRemoved(w, r, "Kunci sandi sudah dihapus. Hapus juga dari perangkat Anda bila masih tersimpan.", err)
}
