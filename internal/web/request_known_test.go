package web

import (
	"regexp"
	"strings"
	"testing"

	"github.com/alur-id/alur"
)

// TestKnown: what the agency told before is offered, not asked for again, and stored
// only when the form is saved.
func TestKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator")
	b := w.as("pemohon")
	first := w.draft("pemohon", "Yang pertama")
	page := b.get("/permohonan/" + string(first.ID) + "/isi/orang").body
	if !strings.Contains(page, `name="narahubung.name" value="Wati Rahayu"`) || strings.Contains(page, `name="penanda-tangan.name" value="W`) {
		t.Errorf("the first request: no name of the account, or of the wrong person\n%s", page)
	}
	sent := w.submitted("pemohon", "Yang dikirim")
	next := w.draft("pemohon", "Yang berikutnya")
	path := "/permohonan/" + string(next.ID) + "/isi/orang"
	page = b.get(path).body
	for _, want := range []string{
		"Kami isi dari permohonan " + sent.Number, `name="penanda-tangan.name" value="Hadi Susanto"`, `name="penanda-tangan.nip" value="197001011995031001"`,
		`name="narahubung.phone" value="081234567890"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the next request: no %s\n%s", want, page)
		}
	}
	if got := w.view("pemohon", next.ID).State.Value("surat-permohonan", "narahubung"); len(got) > 0 {
		t.Errorf("stored before it was saved: %s", got)
	}
	hiddens := []string{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(_[^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		hiddens = append(hiddens, m[1], m[2])
	}
	other := w.draft("pemohon2", "Instansi lain")
	if page := w.as("pemohon2").get("/permohonan/" + string(other.ID) + "/isi/orang").body; strings.Contains(page, "Hadi Susanto") || !strings.Contains(page, "Joko Pranowo") {
		t.Errorf("another agency is offered our people\n%s", page)
	}
	b.post(path, append(hiddens, "penanda-tangan.name", "Hadi Susanto", "penanda-tangan.position", "Kepala Dinas", "penanda-tangan.nip", "197001011995031001",
		"narahubung.name", "Wati Rahayu", "narahubung.phone", "081234567890", "narahubung.email", "wati@example.go.id")...)
	for _, item := range []string{"penanda-tangan", "narahubung"} {
		if got := w.view("pemohon", next.ID).State.Value("surat-permohonan", alur.ItemID(item)); len(got) == 0 {
			t.Errorf("%s was not stored", item)
		}
	}
	if page := b.get(path).body; strings.Contains(page, "Kami isi dari") {
		t.Error("what is stored is still called a proposal")
	}
}
