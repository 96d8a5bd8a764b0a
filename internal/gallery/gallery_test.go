package gallery

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
	"github.com/alur-id/alur/internal/web/pagetest"
)

func shipped(t *testing.T) (*page.Set, []*flow.Plan) {
	t.Helper()
	set, err := page.Load()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	return set, registry.Plans()
}

func render(t *testing.T, set *page.Set, e Exhibit) string {
	t.Helper()
	var b bytes.Buffer
	if err := set.Render(&b, e.Page, e.Content); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExhibits renders every exhibit and checks its HTML.
func TestExhibits(t *testing.T) {
	t.Parallel()
	set, plans := shipped(t)
	for _, e := range All(plans) {
		t.Run(e.Key(), func(t *testing.T) {
			t.Parallel()
			html := render(t, set, e)
			for _, f := range pagetest.Check(html) {
				t.Error(f)
			}
			base := e.Content.Frame()
			if len(base.Faults) > 0 && !strings.Contains(html, "<title>Kesalahan: ") {
				t.Error("the title does not say that there is a mistake")
			}
			for _, f := range base.Faults {
				if f.Field != "" && !strings.Contains(html, `id="`+f.Field+`"`) {
					t.Errorf("the summary leads to %s, which is not on the page", f.Field)
				}
			}
			if base.Title == "" || e.Name == "" || e.Look == "" {
				t.Error("it has no title, or the list does not say what it is")
			}
		})
	}
}

// TestEveryPage proves that each page has an exhibit and each exhibit an address of its own.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	set, plans := shipped(t)
	seen, pages := map[string]bool{}, map[string]bool{"gallery": true}
	looks := map[string]bool{}
	for _, e := range All(plans) {
		if seen[e.Key()] {
			t.Errorf("%s is there twice", e.Key())
		}
		if look := e.Name + ": " + e.Look; looks[look] {
			t.Errorf("%s: the list says %q of another as well", e.Key(), look)
		} else {
			looks[look] = true
		}
		seen[e.Key()], pages[e.Page] = true, true
	}
	for _, name := range set.Names() {
		if !pages[name] {
			t.Errorf("page %s has no exhibit", name)
		}
	}
}

// TestEveryTurn proves that every variant of the card is to be seen on the request's
// own page, and every stage that asks for something has its form.
func TestEveryTurn(t *testing.T) {
	t.Parallel()
	_, plans := shipped(t)
	turns, stages := map[page.Variant]bool{}, map[string]bool{}
	for _, e := range All(plans) {
		if p, ok := e.Content.(*page.RequestShow); ok {
			turns[p.Giliran.Variant] = true
			stages[p.Head.Flow+p.Progress.Title] = true
		}
	}
	for _, v := range []page.Variant{page.TurnMine, page.TurnOther, page.TurnShared, page.TurnPaused, page.TurnDone, page.TurnEnded} {
		if !turns[v] {
			t.Errorf("no request page whose turn is %s", v)
		}
	}
	for _, plan := range plans {
		for _, st := range plan.Stages {
			if len(st.Items) > 0 && !stages[plan.Title+st.Title] {
				t.Errorf("%s: no form of the stage %s", plan.Flow, st.ID)
			}
		}
	}
}

// TestLongest keeps the long name as long as a name may be in an exhibit.
func TestLongest(t *testing.T) {
	t.Parallel()
	if n := utf8.RuneCountInString(longSystem); n != 120 {
		t.Errorf("the long name has %d letters, want 120", n)
	}
}

// TestHostile proves that nothing which stands in a page struct becomes markup: every
// text of every exhibit is replaced by an attack.
func TestHostile(t *testing.T) {
	t.Parallel()
	const attack = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	set, plans := shipped(t)
	for _, e := range All(plans) {
		infect(reflect.ValueOf(e.Content), attack)
		if html := render(t, set, e); strings.Contains(html, "<script>alert") || strings.Contains(html, "<img src=x") {
			t.Errorf("%s: what a person wrote became markup", e.Key())
		}
	}
}

// infect replaces every string below v, but for the names of icons, which are ours.
func infect(v reflect.Value, attack string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			infect(v.Elem(), attack)
		}
	case reflect.Slice:
		for i := range v.Len() {
			infect(v.Index(i), attack)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Icon" {
				infect(v.Field(i), attack)
			}
		}
	case reflect.String:
		// What decides which branch of a template is drawn stays as it is.
		if v.CanSet() && v.Type() == reflect.TypeFor[string]() && v.Len() > 0 {
			v.SetString(attack)
		}
	}
}

// TestHandler proves that the list leads to every exhibit, that assets are there, and
// that the pages are as strict as the real ones.
func TestHandler(t *testing.T) {
	t.Parallel()
	set, plans := shipped(t)
	h := Handler(set, plans)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	list := get("/")
	for _, f := range pagetest.Check(list.Body.String()) {
		t.Error(f)
	}
	for _, e := range All(plans) {
		if !strings.Contains(list.Body.String(), `href="/`+e.Key()+`"`) {
			t.Errorf("the list does not lead to %s", e.Key())
		}
		w := get("/" + e.Key())
		if w.Code != e.status() || w.Header().Get("Content-Security-Policy") != page.Policy {
			t.Errorf("%s: status %d, policy %q", e.Key(), w.Code, w.Header().Get("Content-Security-Policy"))
		}
	}
	css, err := set.AssetPath("alur.css")
	if err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{css: 200, "/aset/nothing.css": 404, "/lacak/" + code + "/qr.svg": 200, "/nowhere": 404} {
		if w := get(path); w.Code != status {
			t.Errorf("%s: status %d, want %d", path, w.Code, status)
		}
	}
}

// TestWrite proves that the files stand by themselves: nothing in them is asked of a server.
func TestWrite(t *testing.T) {
	t.Parallel()
	set, plans := shipped(t)
	dir := filepath.Join(t.TempDir(), "gallery")
	if err := Write(dir, set, plans); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(list, []byte(`href="tasks.kosong.html"`)) || bytes.Contains(list, []byte(`"`+page.Prefix)) {
		t.Error("the list does not lead to the files, or asks a server for assets")
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(All(plans)) + 2; len(files) != want { // the list and the assets
		t.Errorf("%d files, want %d", len(files), want)
	}
	if !slices.ContainsFunc(set.Assets(), func(a page.Asset) bool {
		_, err := os.Stat(filepath.Join(dir, "aset", a.Name))
		return err == nil
	}) {
		t.Error("no asset beside the pages")
	}
}
