package gallery

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
)

// Handler serves the list of exhibits at / and each under its key, with the assets
// and the content policy of the real pages. What only a request has (QR codes,
// photographs, previews) is one drawing; everything else is not there.
func Handler(set *page.Set, plans []*flow.Plan) http.Handler {
	all := All(plans)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, set, Exhibit{Page: "gallery", Content: index(all, func(e Exhibit) string { return "/" + e.Key() })})
	})
	for _, e := range all {
		mux.HandleFunc("GET /"+e.Key(), func(w http.ResponseWriter, _ *http.Request) { answer(w, set, e) })
	}
	mux.HandleFunc("GET "+page.Prefix+"{name}", func(w http.ResponseWriter, r *http.Request) {
		a, ok := set.Asset(r.PathValue("name"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.Type)
		_, _ = w.Write(a.Content) // the visitor may have gone
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if isPicture(r.URL.Path) {
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write([]byte(picture))
			return
		}
		p := &page.Failure{Status: http.StatusNotFound, Kind: page.FailNotFound}
		p.Title, p.Back, p.Nav = "Halaman tidak ditemukan", page.Link{Href: "/", Text: "Galeri halaman"}, visitorNav()
		answer(w, set, Exhibit{Page: "failure", Status: http.StatusNotFound, Content: p})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", page.Policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, set *page.Set, e Exhibit) {
	var b bytes.Buffer
	if err := set.Render(&b, e.Page, e.Content); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(e.status())
	_, _ = w.Write(b.Bytes()) // the visitor may have gone
}

// isPicture reports whether a page of the real server would have a picture there.
func isPicture(path string) bool {
	return strings.HasSuffix(path, "/qr.svg") || strings.Contains(path, "/foto/") || strings.Contains(path, "/halaman/") || strings.HasSuffix(path, "/kop/logo")
}

// picture stands for a QR code, a photograph or a preview.
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120"><rect width="120" height="120" fill="#fff"/>` +
	`<path d="M20 20h28v28H20zM72 20h28v28H72zM20 72h28v28H20zM62 62h16v16H62zM84 84h16v16H84z" fill="none" stroke="#3B4655" stroke-width="6"/></svg>`

// Write leaves every exhibit as a file "key.html" in a folder, with the assets
// beside them and the list in index.html. The folder is made when it is not there.
func Write(dir string, set *page.Set, plans []*flow.Plan) error {
	if err := os.MkdirAll(filepath.Join(dir, "aset"), 0o750); err != nil {
		return fmt.Errorf("write gallery: %w", err)
	}
	all := All(plans)
	for _, e := range append(all, Exhibit{Page: "gallery", Content: index(all, func(e Exhibit) string { return e.Key() + ".html" })}) {
		var b bytes.Buffer
		if err := set.Render(&b, e.Page, e.Content); err != nil {
			return fmt.Errorf("write gallery: %w", err)
		}
		name := e.Key()
		if e.Page == "gallery" {
			name = "index"
		}
		html := bytes.ReplaceAll(b.Bytes(), []byte(`"`+page.Prefix), []byte(`"aset/`))
		if err := os.WriteFile(filepath.Join(dir, name+".html"), html, 0o600); err != nil {
			return fmt.Errorf("write gallery: %w", err)
		}
	}
	for _, a := range set.Assets() {
		if err := os.WriteFile(filepath.Join(dir, "aset", a.Name), a.Content, 0o600); err != nil {
			return fmt.Errorf("write gallery: %w", err)
		}
	}
	return nil
}
