package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const (
	// linkCookie marks the browser that asked for a link; it opens nothing.
	linkCookie    = "alur-tautan"
	fieldLinkCode = "kode-tautan"
)

// linkKinds are the two things that are done by mail, by the word in their addresses.
var linkKinds = map[string]struct {
	purpose      directory.LinkFor
	title, lead  string
	button, word string
}{
	"tautan": {
		directory.LinkSignIn, "Tautan masuk lewat email", "Kami mengirim tautan sekali pakai ke email yang tercatat di akun Anda. Dengan tautan itu Anda masuk tanpa kata sandi.",
		"Kirim tautan masuk ke email saya", "masuk",
	},
	"lupa-sandi": {
		directory.LinkPassword, "Lupa kata sandi", "Kami mengirim tautan ke email yang tercatat di akun Anda. Dengan tautan itu Anda membuat kata sandi baru.",
		"Kirim tautan kata sandi", "kata sandi baru",
	},
}

// linkKind is which of the two a route is about: not-found without a mail server.
func (a *app) linkKind(kind string) (directory.LinkFor, *page.LinkRequest, error) {
	k, ok := linkKinds[kind]
	if !ok || a.Mail == nil {
		return "", nil, alur.Refuse(alur.CodeNotFound)
	}
	p := &page.LinkRequest{
		Action: "/masuk/" + kind, Lead: k.lead, Button: k.button,
		Username: page.Field{ID: fieldUsername, Label: "Nama pengguna, NIP, atau email", Autocomplete: "username", Width: "m"},
	}
	p.Title, p.Current, p.NoIndex, p.Path = k.title, "/masuk", true, "/tugas"
	p.Back = page.Link{Href: "/masuk", Text: "Masuk"}
	return k.purpose, p, nil
}

// showLinkRequest asks whose mail a link is to go to.
func (a *app) showLinkRequest(kind string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, p, err := a.linkKind(kind)
		if err != nil {
			return err
		}
		return a.render(w, r, http.StatusOK, "link_request", p)
	}
}

// submitLinkRequest sends a link, or nothing: the answer is the same, and does not wait
// for the mail.
func (a *app) submitLinkRequest(kind string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		purpose, p, err := a.linkKind(kind)
		if err != nil {
			return err
		}
		if err := parseForm(r); err != nil {
			return err
		}
		p.Username.Value = strings.TrimSpace(r.PostForm.Get(fieldUsername))
		refuse := func(status int, fault string) error {
			p.Faults = []page.Fault{{Field: fieldUsername, Text: fault}}
			p.Username.Fault = fault
			return a.render(w, r, status, "link_request", p)
		}
		if p.Username.Value == "" {
			return refuse(http.StatusUnprocessableEntity, "Tulis nama pengguna, NIP, atau email")
		}
		link, err := a.Directory.RequestLink(r.Context(), purpose, p.Username.Value, a.asked(r).Mark, a.caller(r))
		if alur.CodeOf(err) == alur.CodeTooManyTries {
			_, detail := errorSentence(err)
			retryAfter(w, asRefusal(err))
			return refuse(http.StatusTooManyRequests, detail)
		}
		if err != nil {
			return err
		}
		a.Mail.Send(a.linkLetter(r, kind, link))
		a.setCookie(w, linkCookie, link.Mark, int(directory.LinkLife.Seconds()))
		p.Sent, p.Title, p.Code = true, "Periksa email Anda", link.Code[:3]+" "+link.Code[3:]
		return a.render(w, r, http.StatusOK, "link_request", p)
	}
}

// linkLetter is the mail with a link. It leads to the configured address and never to
// the one that a visitor has named: who asks may be another than who reads.
func (a *app) linkLetter(r *http.Request, kind string, link *directory.Link) mail.Letter {
	path, subject := "/masuk/tautan/", "Tautan masuk ALUR"
	ask := "Anda meminta tautan untuk masuk ke ALUR. Tautan ini berlaku 10 menit dan hanya sekali."
	if kind == "lupa-sandi" {
		path, subject = "/masuk/sandi-baru/", "Kata sandi baru ALUR"
		ask = "Anda meminta kata sandi baru untuk ALUR. Tautan ini berlaku 10 menit dan hanya sekali. Setelah diganti, semua perangkat keluar."
	}
	return mail.Letter{
		To: link.Email, Subject: subject, Greeting: "Yth. " + link.Name + ",", Paragraphs: []string{ask},
		Link: strings.TrimRight(a.PublicURL, "/") + path + link.Token, LinkText: subject,
		After: []string{
			"Dibuka di perangkat lain daripada tempat Anda memintanya? Anda akan diminta menulis kode yang tampak di sana.",
			"Bukan Anda yang meminta? Abaikan surat ini; tidak ada yang berubah. Jangan teruskan tautannya kepada siapa pun.",
			"Diminta dari " + browserName(r.UserAgent()) + ", alamat " + a.address(r) + ", " + text.DateTime(a.Clock()) + ".",
		},
		From: "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga",
	}
}

// newDeviceLetter tells an account's owner of a browser that is new to it.
func (a *app) newDeviceLetter(r *http.Request, e *directory.Entry) mail.Letter {
	return mail.Letter{
		To: e.Email, Subject: "Akun ALUR Anda masuk dari perangkat baru", Greeting: "Yth. " + e.Session.User.Name + ",",
		Paragraphs: []string{
			"Akun ALUR Anda baru saja masuk dari perangkat yang belum pernah dipakai: " + browserName(r.UserAgent()) + ", alamat " + a.address(r) + ", " + text.DateTime(e.Session.CreatedAt) + ".",
			"Bila itu Anda, tidak ada yang perlu dilakukan. Bila bukan, akhiri sesi itu di halaman Akun, ganti kata sandi, dan hubungi pengelola ALUR.",
		},
		Link: strings.TrimRight(a.PublicURL, "/") + "/akun", LinkText: "Buka halaman Akun",
		From: "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga",
	}
}

// asked is what a call has of the browser that asked for a link: the mark that it keeps, or
// the code that it shows.
func (a *app) asked(r *http.Request) directory.Asked {
	out := directory.Asked{Code: strings.TrimSpace(r.PostForm.Get(fieldLinkCode))}
	if c, err := r.Cookie(a.cookieName(linkCookie)); err == nil {
		out.Mark = c.Value
	}
	return out
}

// linkPage is the page of a link that works; elsewhere than where it was asked for it wants
// the code that is shown there.
func (a *app) linkPage(r *http.Request, purpose directory.LinkFor) (*page.LinkUse, error) {
	token := r.PathValue("token")
	here, err := a.Directory.CheckLink(r.Context(), purpose, token, a.asked(r).Mark)
	if err != nil {
		return nil, err
	}
	p := &page.LinkUse{Action: "/masuk/tautan/" + url.PathEscape(token)}
	if p.Title = "Masuk dengan tautan"; purpose == directory.LinkPassword {
		p.Title, p.Action = "Buat kata sandi baru", "/masuk/sandi-baru/"+url.PathEscape(token)
		p.New = a.newPasswordField()
		p.Repeat = page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m"}
	}
	p.Current, p.NoIndex, p.Path = "/masuk", true, "/tugas"
	if !here {
		p.Code = page.Field{
			ID: fieldLinkCode, Label: "Kode dari perangkat tempat Anda meminta tautan", Autocomplete: "off", Width: "s",
			Hint: "Enam angka, tampak di sana setelah tautan diminta. Anda tidak meminta tautan? Tutup halaman ini.",
		}
	}
	return p, nil
}

// linkRefused marks a link's page when the code was wrong, or tried too often, and gives the status; 0
// for another error.
func (a *app) linkRefused(w http.ResponseWriter, p *page.LinkUse, err error) (status int) {
	var fault string
	switch alur.CodeOf(err) {
	case alur.CodeOTPRequired:
		status, fault = http.StatusUnprocessableEntity, "Kode tidak cocok. Periksa kode di perangkat itu, atau minta tautan baru"
	case alur.CodeTooManyTries:
		_, fault = errorSentence(err)
		status = http.StatusTooManyRequests
		retryAfter(w, asRefusal(err))
	default:
		return 0
	}
	if p.Code.ID == "" { // the mark was right, and others have guessed too often
		p.Code = page.Field{ID: fieldLinkCode, Label: "Kode dari perangkat tempat Anda meminta tautan", Autocomplete: "off", Width: "s"}
	}
	p.Code.Fault = fault
	p.Faults = []page.Fault{{Field: fieldLinkCode, Text: fault}}
	return status
}

// showSignInLink waits for a press: who only looks (a scanner of mails, a preview)
// uses nothing up.
func (a *app) showSignInLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	p, err := a.linkPage(r, directory.LinkSignIn)
	if err != nil {
		return a.deadLink(w, r, "tautan", err)
	}
	return a.render(w, r, http.StatusOK, "link_use", p)
}

// deadLink says that a link does not work any more, and where to get another.
func (a *app) deadLink(w http.ResponseWriter, r *http.Request, kind string, err error) error {
	if alur.CodeOf(err) != alur.CodeNotFound {
		return err
	}
	p := &page.LinkUse{Dead: true, Again: "/masuk"}
	if a.Mail != nil {
		p.Again = "/masuk/" + kind
	}
	p.Title, p.Current, p.NoIndex, p.Path = "Tautan tidak berlaku", "/masuk", true, "/tugas"
	return a.render(w, r, http.StatusNotFound, "link_use", p)
}

func (a *app) submitSignInLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	p, err := a.linkPage(r, directory.LinkSignIn)
	if err != nil {
		return a.deadLink(w, r, "tautan", err)
	}
	e, err := a.Directory.UseSignInLink(r.Context(), r.PathValue("token"), a.asked(r), a.caller(r))
	if status := a.linkRefused(w, p, err); status != 0 {
		return a.render(w, r, status, "link_use", p)
	}
	if err != nil {
		return a.deadLink(w, r, "tautan", err)
	}
	return a.enter(w, r, e, page.Onward{})
}

// showPasswordLink asks for the new password.
func (a *app) showPasswordLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	p, err := a.linkPage(r, directory.LinkPassword)
	if err != nil {
		return a.deadLink(w, r, "lupa-sandi", err)
	}
	return a.render(w, r, http.StatusOK, "link_use", p)
}

func (a *app) submitPasswordLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	p, err := a.linkPage(r, directory.LinkPassword)
	if err != nil {
		return a.deadLink(w, r, "lupa-sandi", err)
	}
	fresh := r.PostForm.Get(p.New.ID)
	if fresh != r.PostForm.Get(p.Repeat.ID) {
		p.Faults = []page.Fault{{Field: p.Repeat.ID, Text: "Kedua kata sandi baru tidak sama. Tulis lagi"}}
	} else {
		err := a.Directory.UsePasswordLink(r.Context(), r.PathValue("token"), fresh, a.asked(r), a.caller(r))
		if status := a.linkRefused(w, p, err); status != 0 {
			return a.render(w, r, status, "link_use", p)
		}
		if err == nil {
			a.setCookie(w, sessionCookie, "", -1)
			redirect(w, r, "/masuk?kabar=sandi")
			return nil
		}
		if p.Faults = accountFaults(err); p.Faults == nil {
			return a.deadLink(w, r, "lupa-sandi", err)
		}
	}
	p.New.Fault, p.Repeat.Fault = p.Fault(p.New.ID), p.Fault(p.Repeat.ID)
	return a.render(w, r, http.StatusUnprocessableEntity, "link_use", p)
}
