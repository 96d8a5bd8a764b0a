package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/web/page"
)

// notify keeps a notice for the next page that this visitor sees, then forgets
// it. Call it before [redirect]. It is kept in a cookie, sealed with the session's
// secret: every instance can read it, and nobody can write one for somebody else.
func (a *app) notify(w http.ResponseWriter, r *http.Request, n page.Notice) {
	secret := a.visitor(r).secret
	if secret == "" {
		return
	}
	a.notifyAs(w, secret, n)
}

func (a *app) notifyAs(w http.ResponseWriter, secret string, n page.Notice) {
	b, err := json.Marshal(n)
	if err != nil {
		return // a struct of strings always marshals
	}
	body := base64.RawURLEncoding.EncodeToString(b)
	a.setCookie(w, noticeCookie, body+"."+noticeSeal(secret, body), 60)
}

// takeNotice returns the kept notice and removes it.
func (a *app) takeNotice(w http.ResponseWriter, r *http.Request) *page.Notice {
	c, err := r.Cookie(a.cookieName(noticeCookie))
	if err != nil {
		return nil
	}
	a.setCookie(w, noticeCookie, "", -1)
	body, seal, ok := strings.Cut(c.Value, ".")
	secret := a.visitor(r).secret
	if !ok || secret == "" || !hmac.Equal([]byte(seal), []byte(noticeSeal(secret, body))) {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil
	}
	var n page.Notice
	if err := json.Unmarshal(b, &n); err != nil {
		return nil
	}
	n.Href = localPath(n.Href, "")
	return &n
}

func noticeSeal(secret, body string) string {
	m := hmac.New(sha256.New, []byte("alur notice "+secret))
	m.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// notices that need no session, by the value of ?kabar=. Only these words can be
// put on a page by an address.
var notices = map[string]page.Notice{
	"keluar": {Text: "Anda sudah keluar. Tutup peramban bila memakai komputer bersama."},
	"sandi":  {Text: "Kata sandi sudah diganti dan semua sesi diakhiri. Masuk dengan kata sandi yang baru."},
	"ulang":  {Bad: true, Text: "Waktu untuk langkah kedua habis. Masuk lagi dari awal."},
	"siap":   {Text: "Akun pengelola sudah dibuat. Silakan masuk."},

	"undangan": {Text: "Kata sandi sudah disimpan. Masuk dengan nama pengguna dan kata sandi itu."},
}
