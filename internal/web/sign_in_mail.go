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
		link, err := a.Directory.RequestLink(r.Context(), purpose, p.Username.Value, a.caller(r))
		if alur.CodeOf(err) == alur.CodeTooManyTries {
			_, detail := errorSentence(err)
			retryAfter(w, asRefusal(err))
			return refuse(http.StatusTooManyRequests, detail)
		}
		if err != nil {
			return err
		}
		a.Mail.Send(a.linkLetter(r, kind, link))
		p.Sent, p.Title = true, "Periksa email Anda"
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

// showSignInLink waits for a press: who only looks (a scanner of mails, a preview)
// uses nothing up.
func (a *app) showSignInLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := a.Directory.CheckLink(r.Context(), directory.LinkSignIn, r.PathValue("token")); err != nil {
		return a.deadLink(w, r, "tautan", err)
	}
	p := &page.LinkUse{Action: "/masuk/tautan/" + url.PathEscape(r.PathValue("token"))}
	p.Title, p.Current, p.NoIndex, p.Path = "Masuk dengan tautan", "/masuk", true, "/tugas"
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
	e, err := a.Directory.UseSignInLink(r.Context(), r.PathValue("token"), a.caller(r))
	if err != nil {
		return a.deadLink(w, r, "tautan", err)
	}
	return a.enter(w, r, e, page.Onward{})
}

func (a *app) passwordLinkPage(r *http.Request) *page.LinkUse {
	p := &page.LinkUse{
		Action: "/masuk/sandi-baru/" + url.PathEscape(r.PathValue("token")), New: a.newPasswordField(),
		Repeat: page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi baru", Type: "password", Autocomplete: "new-password", Width: "m"},
	}
	p.Title, p.Current, p.NoIndex, p.Path = "Buat kata sandi baru", "/masuk", true, "/tugas"
	return p
}

// showPasswordLink asks for the new password.
func (a *app) showPasswordLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := a.Directory.CheckLink(r.Context(), directory.LinkPassword, r.PathValue("token")); err != nil {
		return a.deadLink(w, r, "lupa-sandi", err)
	}
	return a.render(w, r, http.StatusOK, "link_use", a.passwordLinkPage(r))
}

func (a *app) submitPasswordLink(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	p := a.passwordLinkPage(r)
	fresh := r.PostForm.Get(p.New.ID)
	if fresh != r.PostForm.Get(p.Repeat.ID) {
		p.Faults = []page.Fault{{Field: p.Repeat.ID, Text: "Kedua kata sandi baru tidak sama. Tulis lagi"}}
	} else {
		err := a.Directory.UsePasswordLink(r.Context(), r.PathValue("token"), fresh, a.caller(r))
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
