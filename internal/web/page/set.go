package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"mime"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed templates
var templateFS embed.FS

//go:embed static
var staticFS embed.FS

// Prefix is where assets live. Their names carry a hash of their content, so
// that they may be kept for ever.
const Prefix = "/aset/"

// Asset is one static file, ready to be sent.
type Asset struct {
	Name    string // "alur.1f3c9a7b2d.css"
	Type    string // media type
	Content []byte
	Gzipped []byte // nil when compression does not pay
}

// Set holds every template and asset. It is immutable and shared.
type Set struct {
	pages  map[string]*template.Template
	types  map[string]reflect.Type // of each page's struct
	assets map[string]Asset        // by hashed name
	hashed map[string]string       // source name → hashed name
}

// pages lists every page: its name, which is also the name of its file in
// templates, and an empty struct of its type. The layout and all parts are
// available to each; the file defines "main".
func pages() map[string]Page {
	all := map[string]Page{}
	for _, m := range []map[string]Page{framePages, manualPages, signInPages, requestPages, meetingPages, gatheringPages, decidePages, standInPages, holidayPages, forecastPages, importPages, peoplePages, tokenPages, successionPages, letterheadPages, privacyPages, agendaPages, compliancePages, checkPages, templatePages, paperPages, signaturePages, securityPages, noticePages, integrityPages, galleryPages} {
		for name, p := range m {
			all[name] = p
		}
	}
	return all
}

// Load parses every template and hashes every asset, once per process. A template that
// does not parse or a page without a file is an error.
var Load = sync.OnceValues(load)

func load() (*Set, error) {
	s := &Set{pages: map[string]*template.Template{}, types: map[string]reflect.Type{}, assets: map[string]Asset{}, hashed: map[string]string{}}
	if err := s.loadAssets(); err != nil {
		return nil, err
	}
	shared, err := template.New("layout.html").Funcs(s.funcs()).ParseFS(templateFS, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	for name, p := range pages() {
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("clone layout for %s: %w", name, err)
		}
		if t, err = t.ParseFS(templateFS, "templates/"+name+".html"); err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		s.pages[name] = t
		s.types[name] = reflect.TypeOf(p)
	}
	return s, nil
}

// funcs are the functions that templates may call beside those of html/template.
func (s *Set) funcs() template.FuncMap {
	return template.FuncMap{
		"asset": s.AssetPath,
		"icon":  Icon,
	}
}

// Template returns the template of a page; templates are checked against
// structs in a test.
func (s *Set) Template(name string) *template.Template { return s.pages[name] }

// Render writes the page. The name is one of the pages' tables and p a pointer
// to its struct; anything else is an error, as is a struct of another page.
func (s *Set) Render(w io.Writer, name string, p Page) error {
	t := s.pages[name]
	if t == nil {
		return fmt.Errorf("render: no page %q", name)
	}
	if want, got := s.types[name], reflect.TypeOf(p); want != got {
		return fmt.Errorf("render %s: want %s, got %s", name, want, got)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}

// AssetPath returns the address of a static file by its source name ("alur.css").
func (s *Set) AssetPath(name string) (string, error) {
	h, ok := s.hashed[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return Prefix + h, nil
}

// Names lists the pages, in no order.
func (s *Set) Names() []string { return slices.Collect(maps.Keys(s.pages)) }

// Assets lists the static files, in no order.
func (s *Set) Assets() []Asset { return slices.Collect(maps.Values(s.assets)) }

// Asset finds a static file by its hashed name.
func (s *Set) Asset(hashed string) (Asset, bool) {
	a, ok := s.assets[hashed]
	return a, ok
}

func (s *Set) loadAssets() error {
	return fs.WalkDir(staticFS, "static", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return s.loadAsset(strings.TrimPrefix(file, "static/"))
	})
}

// loadAsset hashes one file. What a script imports is hashed before it, for the
// hashed name stands in the script: a changed module changes all that import it.
func (s *Set) loadAsset(name string) error {
	if s.hashed[name] != "" {
		return nil
	}
	content, err := staticFS.ReadFile("static/" + name)
	if err != nil {
		return fmt.Errorf("load asset: %w", err)
	}
	ext := path.Ext(name)
	if ext == ".js" {
		for _, m := range imports.FindAllSubmatch(content, -1) {
			if err := s.loadAsset(string(m[1])); err != nil {
				return fmt.Errorf("import of %s: %w", name, err)
			}
		}
		content = imports.ReplaceAllFunc(content, func(b []byte) []byte {
			return []byte(`from "./` + s.hashed[string(imports.FindSubmatch(b)[1])] + `"`)
		})
	}
	sum := sha256.Sum256(content)
	a := Asset{Content: content, Type: mediaType(ext)}
	a.Name = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	if z := gzipped(content); len(z) < len(content)*9/10 {
		a.Gzipped = z
	}
	s.assets[a.Name] = a
	s.hashed[name] = a.Name
	return nil
}

// imports finds what a module of ours imports. No two import each other.
var imports = regexp.MustCompile(`from "\./([a-z]+\.js)"`)

// mediaType does not ask the machine's own table for what we ship: a PC with an
// odd registry must not turn the stylesheet into text/plain (with nosniff it
// would be refused).
func mediaType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid constant
	_, _ = z.Write(b)                                       // a bytes.Buffer takes everything
	_ = z.Close()
	return out.Bytes()
}
