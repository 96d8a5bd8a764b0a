package web

import (
	"net/http"

	"github.com/alur-id/alur/internal/web/page"
)

// shortcutsCookie is there while this browser's shortcuts are off.
const shortcutsCookie = "alur-pintasan"

// shortcutsOff reports whether single keys must do nothing (WCAG 2.2, 2.1.4).
func (a *app) shortcutsOff(r *http.Request) bool {
	c, err := r.Cookie(a.cookieName(shortcutsCookie))
	return err == nil && c.Value == "mati"
}

// submitShortcuts switches the shortcuts of this browser on or off.
func (a *app) submitShortcuts(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n := page.Notice{Text: "Pintasan papan tombol sudah dihidupkan."}
	if r.PostForm.Get("pintasan") == "mati" {
		n.Text = "Pintasan papan tombol sudah dimatikan."
		a.setCookie(w, shortcutsCookie, "mati", 365*24*60*60)
	} else {
		a.setCookie(w, shortcutsCookie, "", -1)
	}
	a.notify(w, r, n)
	redirect(w, r, "/akun")
	return nil
}
