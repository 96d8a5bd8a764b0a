package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"github.com/alur-id/alur/internal/web/pagetest"
)

func loaded(t *testing.T) *Set {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTemplates proves that every template fits its struct: no field that is not
// there, no function with a wrong argument, on any path.
func TestTemplates(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	for name, p := range pages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := templatecheck.CheckHTMLStrict(s.Template(name), p); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRenderWrongStruct proves that a page cannot be rendered with the struct of another.
func TestRenderWrongStruct(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	if err := s.Render(&bytes.Buffer{}, "home", &Words{}); err == nil {
		t.Error("home took the struct of another page")
	}
	if err := s.Render(&bytes.Buffer{}, "nowhere", &Words{}); err == nil {
		t.Error("a page that is not there was rendered")
	}
}

// TestIcons proves that every icon draws something and that an unknown one is an error.
func TestIcons(t *testing.T) {
	t.Parallel()
	for name := range icons {
		h, err := Icon(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, faults := pagetest.Parse(string(h)); faults != nil {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if _, err := Icon("nothing"); err == nil {
		t.Error("an unknown icon was drawn")
	}
}

// TestAssets holds the budget of the stylesheets and the names that may be kept for ever.
func TestAssets(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	p, err := s.AssetPath("alur.css")
	if err != nil {
		t.Fatal(err)
	}
	a, ok := s.Asset(strings.TrimPrefix(p, Prefix))
	if !ok {
		t.Fatalf("%s is not found by its own address", p)
	}
	if a.Gzipped == nil {
		t.Error("the stylesheet is not compressed")
	}
	total := 0
	for _, a := range s.Assets() {
		if strings.HasSuffix(a.Name, ".css") {
			if total += len(a.Gzipped); a.Gzipped == nil {
				total += len(a.Content)
			}
		}
	}
	if total > 25_000 {
		t.Errorf("the stylesheets have %d bytes compressed, at most 25,000", total)
	}
	if _, err := s.AssetPath("nothing.css"); err == nil {
		t.Error("an unknown asset has an address")
	}
}

// TestContrast computes the contrast of every pair of colours that text is
// written in (WCAG 2.2, 1.4.3: at least 4.5) and of what must be seen (1.4.11: 3).
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := staticFS.ReadFile("static/alur.css")
	if err != nil {
		t.Fatal(err)
	}
	token := func(name string) string {
		if strings.HasPrefix(name, "#") {
			return name
		}
		_, after, ok := strings.Cut(string(css), "--"+name+": ")
		if !ok {
			t.Fatalf("no token --%s", name)
		}
		return after[:7]
	}
	for _, c := range []struct {
		front, back string
		least       float64
	}{
		{"teks", "kartu", 4.5}, {"teks", "latar", 4.5}, {"teks-2", "kartu", 4.5}, {"teks-2", "latar", 4.5}, {"teks-2", "merek-muda", 4.5},
		{"merek", "kartu", 4.5}, {"merek", "latar", 4.5}, {"merek-gelap", "merek-muda", 4.5}, {"#FFFFFF", "merek-gelap", 4.5}, {"#FFFFFF", "merek", 4.5},
		{"anda", "anda-muda", 4.5}, {"tunggu", "tunggu-muda", 4.5}, {"selesai", "selesai-muda", 4.5}, {"kembali", "kembali-muda", 4.5},
		{"tolak", "tolak-muda", 4.5}, {"draf", "draf-muda", 4.5}, {"#FFFFFF", "telat", 4.5}, {"galat", "kartu", 4.5}, {"galat", "galat-muda", 4.5},
		{"teks-2", "#FFFBF2", 4.5}, {"garis-input", "kartu", 3}, {"garis-input", "latar", 3}, {"strip", "kartu", 3}, {"ikon-selesai", "kartu", 3}, {"fokus", "teks", 3},
	} {
		if got := contrast(t, token(c.front), token(c.back)); got < c.least {
			t.Errorf("%s on %s: %.2f, want %.1f", c.front, c.back, got, c.least)
		}
	}
}
