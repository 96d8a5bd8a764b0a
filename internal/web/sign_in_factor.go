package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const (
	// halfCookie is the way between two factors; it opens nothing else.
	halfCookie = "alur-faktor"
	// deviceCookie is the mark by which an account knows a browser again. It proves
	// nothing: it tells a new browser from a known one.
	deviceCookie = "alur-perangkat"
	deviceLife   = 400 * 24 * 60 * 60 // seconds, the most that browsers keep
)

// fieldCode is a code of the authenticator app or a recovery code. It begins like a
// password, so that it is never kept.
const fieldCode = fieldPassword + "-kode"

const wrongCode = "Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu tulis lagi"

// onward reads what a form carries through a sign-in.
func onward(values url.Values) page.Onward {
	return page.Onward{
		Return: localPath(values.Get(fieldReturn), ""),
		Kept:   values.Get(fieldKept), KeptTo: localPath(values.Get(fieldKeptTo), ""),
	}
}

// enter goes on from where a sign-in came: into the product, to the second factor, or to
// another password.
func (a *app) enter(w http.ResponseWriter, r *http.Request, e *directory.Entry, on page.Onward) error {
	if e.Change != "" {
		return a.mustChange(w, r, e, on)
	}
	if e.Session == nil {
		a.setCookie(w, halfCookie, e.Half, int(directory.HalfLife.Seconds()))
		if on.Kept == "" {
			redirect(w, r, "/masuk/faktor-kedua?"+url.Values{fieldReturn: {on.Return}}.Encode())
			return nil
		}
		return a.renderFactor(w, r, e.Half, on, http.StatusOK, "")
	}
	// Whoever changes accounts leaves the old session: one browser, one session.
	if old := a.session(r); old != nil {
		if err := a.Directory.SignOut(r.Context(), old.ID); err != nil {
			return err
		}
	}
	a.setCookie(w, sessionCookie, e.Secret, 0)
	a.setCookie(w, halfCookie, "", -1)
	if e.Device != "" {
		a.setCookie(w, deviceCookie, e.Device, deviceLife)
	}
	if e.NewDevice && e.Email != "" && a.Mail != nil {
		a.Mail.Send(a.newDeviceLetter(r, e))
	}
	if len(e.Recovery) > 0 {
		p := recoveryPage(e.Recovery, "Faktor kedua sudah dipasang.", orTasks(on.Return))
		return a.render(w, withVisitor(r, &visitor{session: e.Session}), http.StatusOK, "recovery", p)
	}
	if len(e.Untold) > 0 {
		x := e.Untold[0]
		a.notifyAs(w, e.Secret, page.Notice{
			Bad:  true,
			Text: "Akun Anda masuk dari perangkat baru: " + x.Name + ", " + text.DateTime(x.CreatedAt) + ", dari alamat " + x.Address + ". Bila bukan Anda, akhiri sesi itu dan ganti kata sandi.",
			Href: "/akun#perangkat", LinkText: "Periksa perangkat",
		})
	}
	if on.Kept != "" && on.KeptTo != "" {
		return a.resume(w, r, e.Session, on.Kept, on.KeptTo)
	}
	redirect(w, r, orTasks(on.Return))
	return nil
}

// half is the secret of the way between two factors, "" without one.
func (a *app) half(r *http.Request) string {
	c, err := r.Cookie(a.cookieName(halfCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

// lostHalf sends back to the beginning whoever took too long, or has no way at all.
func (a *app) lostHalf(w http.ResponseWriter, r *http.Request, err error) error {
	if alur.CodeOf(err) != alur.CodeUnauthenticated {
		return err
	}
	a.setCookie(w, halfCookie, "", -1)
	redirect(w, r, "/masuk?kabar=ulang")
	return nil
}

// showFactor asks for the second factor, or sets one up where it is required.
func (a *app) showFactor(w http.ResponseWriter, r *http.Request) error {
	return a.renderFactor(w, r, a.half(r), onward(r.URL.Query()), http.StatusOK, "")
}

func (a *app) renderFactor(w http.ResponseWriter, r *http.Request, half string, on page.Onward, status int, fault string) error {
	h, err := a.Directory.HalfWay(r.Context(), half)
	if err != nil {
		return a.lostHalf(w, r, err)
	}
	if h.Enrol {
		offer, err := a.Directory.OfferTOTP(h.User.Username)
		if err != nil {
			return err
		}
		return a.renderFirst(w, r, h, offer, on, status, fault)
	}
	p := &page.Factor{Onward: on, Name: h.User.Name, TOTP: h.Factors.TOTP, Passkey: h.Factors.Passkeys > 0 && a.Directory.PasskeysUsed()}
	p.Title, p.Current, p.NoIndex, p.Path = "Langkah kedua", "/masuk", true, "/tugas"
	p.Code = page.Field{ID: fieldCode, Label: "Kode autentikasi atau kode pemulihan", Autocomplete: "one-time-code", Width: "m", Fault: fault}
	p.Code.Hint = "Enam angka dari aplikasi autentikator Anda. Bila ponsel hilang, tulis salah satu kode pemulihan."
	if !p.TOTP {
		p.Code.Label, p.Code.Hint = "Kode pemulihan", "Bila kunci sandi Anda hilang, tulis salah satu kode pemulihan."
	}
	if fault != "" {
		p.Faults = []page.Fault{{Field: fieldCode, Text: fault}}
	}
	return a.render(w, r, status, "factor", p)
}

// submitFactor ends a sign-in with a code.
func (a *app) submitFactor(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	on, code := onward(r.PostForm), strings.TrimSpace(r.PostForm.Get(fieldCode))
	if code == "" {
		return a.renderFactor(w, r, a.half(r), on, http.StatusUnprocessableEntity, "Tulis kodenya")
	}
	e, err := a.Directory.CompleteCode(r.Context(), a.half(r), code, a.caller(r))
	return a.factorDone(w, r, e, on, err, wrongCode)
}

// factorDone goes on after a second factor, right or wrong.
func (a *app) factorDone(w http.ResponseWriter, r *http.Request, e *directory.Entry, on page.Onward, err error, wrong string) error {
	switch alur.CodeOf(err) {
	case "":
		return a.enter(w, r, e, on)
	case alur.CodeOTPRequired:
		return a.renderFactor(w, r, a.half(r), on, http.StatusUnprocessableEntity, wrong)
	case alur.CodeTooManyTries:
		_, detail := errorSentence(err)
		retryAfter(w, asRefusal(err))
		return a.renderFactor(w, r, a.half(r), on, http.StatusTooManyRequests, detail)
	}
	return a.lostHalf(w, r, err)
}

func (a *app) beginPasskeyFactor(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Directory.BeginPasskeyFactor(r.Context(), a.half(r))
	return begun(w, c, err)
}

// submitPasskeyFactor ends a sign-in with a passkey as the second factor.
func (a *app) submitPasskeyFactor(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	key, _ := readProof(r.PostForm)
	e, err := a.Directory.FinishPasskeyFactor(r.Context(), a.half(r), key.Secret, key.Answer, a.caller(r))
	return a.factorDone(w, r, e, onward(r.PostForm), err, "Kunci sandi ini tidak diterima. Coba lagi, atau pakai kode")
}

// submitFactorCancel forgets the first factor, to begin again as somebody else.
func (a *app) submitFactorCancel(w http.ResponseWriter, r *http.Request) error {
	a.setCookie(w, halfCookie, "", -1)
	redirect(w, r, "/masuk")
	return nil
}

// renderFirst sets up the second factor of somebody who must have one.
func (a *app) renderFirst(w http.ResponseWriter, r *http.Request, h *directory.Half, offer *directory.NewTOTP, on page.Onward, status int, fault string) error {
	p, err := enrolPage(offer, "/masuk/faktor-kedua/pasang", fault)
	if err != nil {
		return err
	}
	p.Onward, p.Name, p.Required = on, h.User.Name, true
	p.Title, p.Current, p.NoIndex, p.Path = "Pasang faktor kedua", "/masuk", true, "/tugas"
	if a.Directory.PasskeysUsed() {
		p.Passkey = passkeyForm("/masuk/faktor-kedua/pasang-kunci", browserName(r.UserAgent()))
	}
	return a.render(w, r, status, "factor_enrol", p)
}

// submitFirstTOTP ends a sign-in with a second factor that is set up by it.
func (a *app) submitFirstTOTP(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	on, half, sealed := onward(r.PostForm), a.half(r), r.PostForm.Get(fieldOffer)
	e, err := a.Directory.CompleteTOTP(r.Context(), half, sealed, r.PostForm.Get(fieldCode), a.caller(r))
	if err == nil {
		return a.enter(w, r, e, on)
	}
	refused := asRefusal(err)
	if refused.Code != alur.CodeInvalidData {
		return a.lostHalf(w, r, err)
	}
	h, err := a.Directory.HalfWay(r.Context(), half)
	if err != nil {
		return a.lostHalf(w, r, err)
	}
	offer, fault, err := a.offerAgain(h.User.Username, sealed, refused.Field)
	if err != nil {
		return err
	}
	return a.renderFirst(w, r, h, offer, on, http.StatusUnprocessableEntity, fault)
}

func (a *app) beginFirstPasskey(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Directory.OfferFirstPasskey(r.Context(), a.half(r))
	return begun(w, c, err)
}

// submitFirstPasskey is submitFirstTOTP with a passkey.
func (a *app) submitFirstPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	on := onward(r.PostForm)
	key, _ := readProof(r.PostForm)
	e, err := a.Directory.CompletePasskey(r.Context(), a.half(r), strings.TrimSpace(r.PostForm.Get(fieldKeyName)), key.Secret, key.Answer, a.caller(r))
	if err == nil {
		return a.enter(w, r, e, on)
	}
	if fault := passkeyFault(err); fault != "" {
		return a.renderFactor(w, r, a.half(r), on, http.StatusUnprocessableEntity, fault)
	}
	return a.lostHalf(w, r, err)
}
