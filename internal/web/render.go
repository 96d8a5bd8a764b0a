package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// render writes a page. It is made in memory first, so that a fault in a template
// is a whole error page and never half of another.
func (a *app) render(w http.ResponseWriter, r *http.Request, status int, name string, p page.Page) error {
	a.frame(w, r, p.Frame())
	var b bytes.Buffer
	if err := a.pages.Render(&b, name, p); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	h.Add("Vary", "Cookie")
	body := b.Bytes()
	if acceptsGzip(r) && len(body) > 1024 {
		h.Set("Content-Encoding", "gzip")
		body = gzipped(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the visitor may have gone; there is nobody to tell
	}
	return nil
}

// gzipWriters are kept: each holds close to a megabyte.
var gzipWriters = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a valid constant
	return z
}}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(z)
	z.Reset(&out)
	_, _ = z.Write(b) // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// frame fills what every page shows of its visitor.
func (a *app) frame(w http.ResponseWriter, r *http.Request, b *page.Base) {
	if b.Path == "" {
		b.Path = a.herePath(r)
	}
	b.ShortcutsOff = a.shortcutsOff(r)
	s := a.session(r)
	if s == nil {
		b.Nav = []page.Link{
			{Href: "/panduan", Text: "Panduan", Icon: "panduan"},
			{Href: "/lacak", Text: "Lacak", Icon: "lacak"},
			{Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"},
			{Href: "/masuk", Text: "Masuk", Icon: "masuk"},
		}
		if n, ok := notices[r.URL.Query().Get("kabar")]; ok && b.Notice == nil {
			b.Notice = &n
		}
	} else {
		b.User = &page.User{
			Username: s.User.Username, Name: s.User.Name, Agency: s.User.AgencyName, Roles: roleNames(s.User),
		}
		b.Unread, b.UnreadMore = a.unread(r)
		b.Nav = []page.Link{
			{Href: "/tugas", Text: "Tugas Saya", Icon: "tugas", Count: b.Waiting},
			{Href: "/permohonan", Text: "Permohonan", Icon: "berkas"},
			{Href: "/agenda", Text: "Agenda", Icon: "rapat"},
			{Href: "/panduan", Text: "Panduan", Icon: "panduan"},
		}
		if manages.admits(s) {
			b.Menu = append(b.Menu, page.Link{Href: "/admin/pengguna", Text: "Pengguna", Icon: "orang"})
		}
		if s.User.Has(alur.RoleAgencyAdmin) && !s.User.Has(alur.RoleAdmin) {
			b.Menu = append(b.Menu, page.Link{Href: letterheadPath(s.User.Agency), Text: "Kop surat", Icon: "gedung"})
		}
		if s.User.Has(alur.RoleAdmin) {
			b.Menu = append(b.Menu,
				a.proposalsLink(r, s.User),
				page.Link{Href: "/admin/pd", Text: "Perangkat Daerah", Icon: "gedung"},
				page.Link{Href: holidaysPath, Text: "Hari libur", Icon: "rapat"},
				page.Link{Href: templatesPath, Text: "Templat naskah", Icon: "berkas"},
				page.Link{Href: servicesPath, Text: "Akun layanan", Icon: "kunci"},
				a.deliveriesLink(r),
				page.Link{Href: "/admin/pengaturan", Text: "Pengaturan", Icon: "info"})
		}
		if oversees.admits(s) {
			b.Menu = append(b.Menu, a.securityLink(r, s.User), page.Link{Href: integrityPath, Text: "Keutuhan riwayat", Icon: "perisai"})
		}
		if assesses.admits(s) {
			b.Menu = append(b.Menu, page.Link{Href: complianceYearPath, Text: "Kepatuhan", Icon: "selesai"})
		}
		b.Menu = append(b.Menu,
			page.Link{Href: "/cari", Text: "Cari", Icon: "cari"},
			page.Link{Href: "/akun", Text: "Akun", Icon: "orang-satu"},
			page.Link{Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"})
		if n := a.takeNotice(w, r); n != nil && b.Notice == nil {
			b.Notice = n
		}
	}
	if a.Demo {
		b.Demo = a.demo(r)
	}
}

// roleNames says the roles of a user in words.
func roleNames(u alur.User) string {
	var out []string
	for _, role := range u.Roles {
		out = append(out, text.Role(role))
	}
	return strings.Join(out, ", ")
}

// herePath is the address of a page that can be shown again: its own path and
// query for a GET, and for anything else its path where that can be read as well.
func (a *app) herePath(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return localPath(r.URL.RequestURI(), "/")
	}
	if a.methodAt(r, http.MethodGet) {
		return localPath(r.URL.EscapedPath(), "/tugas")
	}
	return "/tugas"
}

// redirect sends the browser to the next page after a POST, with 303 See Other. A
// script that sent the form goes there itself, so that the page's notice is not
// spent on an answer that nobody sees.
func redirect(w http.ResponseWriter, r *http.Request, path string) {
	if wantsJSON(r) {
		writeJSON(w, http.StatusOK, struct {
			To string `json:"ke"`
		}{path})
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther) //nolint:gosec // a path of ours, or one that localPath let through
}

// localPath returns p when it is a path on this server, else the fallback. It
// refuses what browsers read as another host: "//x", "/\x", control characters, and
// anything with a scheme.
func localPath(p, fallback string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsFunc(p, func(r rune) bool {
		return r < ' ' || r == '\\' || r == 0x7f
	}) {
		return fallback
	}
	u, err := url.Parse(p)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		return fallback
	}
	return p
}

// wantsJSON reports whether one of our own scripts asks, and not a person's browser.
func wantsJSON(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Header.Get("Accept") == "application/json"
}

// writeJSON answers a script of ours. v is a struct of ours that always marshals.
func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the visitor may have gone
}
