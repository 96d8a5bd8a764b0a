package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// bring uploads a list through the page.
func (b *browser) bring(kind, name, content string) answer {
	b.w.t.Helper()
	return b.postFiles("/admin/impor", url.Values{"jenis": {kind}}, attached{"berkas", name, []byte(content)})
}

// list brings a list and gives its address.
func (b *browser) list(content string) string {
	b.w.t.Helper()
	res := b.bring("people", "pegawai.csv", content)
	if res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), "/admin/impor/") {
		b.w.t.Fatalf("bringing a list: %d %s\n%s", res.status, res.location(), res.body)
	}
	return res.location()
}

func (w *world) sound(what, body string) {
	w.t.Helper()
	for _, f := range pagetest.Check(body) {
		w.t.Errorf("%s: %s", what, f)
	}
}

// TestImportPages follows a list through the pages: brought, mended, chosen, ticked off,
// applied with a fresh proof, its results as a file, thrown away.
func TestImportPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "admin")
	admin := w.as("admin")
	w.sound("empty", admin.get("/admin/impor").body)
	at := admin.list("Nama;NIP;Email;PD;Peran\nContoh Satu;199001012015031001;satu@example.go.id;Dinas Kesehatan;Staf PD\n" +
		"=HYPERLINK(\"x\");19900101201503100;dua@example.go.id;Dinkes Kota;Penelaah\nContoh Tiga;-;;Dinkes Kota;\nContoh Empat;;;Dinas Kesehatan;\n")
	body := admin.get(at).body
	w.sound("preview", body)
	has(t, "preview", body, "NIP 17 angka, seharusnya 18", "PD tidak dikenal: pilih", "peran Verifikator diberikan di halaman orangnya", "«-» dibaca kosong",
		"Nama pengguna: contoh.satu", "Terapkan 2 baris", "«Dinkes Kota», 2 baris", "Perlu dibetulkan (2)", `name="lewati" value="5"`)
	has(t, "one group", admin.get(at+"?tampil=perlu-dibetulkan").body, "NIP 17 angka")
	hasNot(t, "one group", admin.get(at+"?tampil=perlu-dibetulkan").body, "Contoh Satu")
	w.sound("nobody in it", admin.get(at+"?tampil=sudah").body)

	row := admin.get(at + "/baris/3")
	w.sound("a row", row.body)
	has(t, "a row", row.body, `id="kolom-nip"`, `value="19900101201503100"`, "NIP 17 angka, seharusnya 18")
	if res := admin.get(at + "/baris/99"); res.status != http.StatusNotFound {
		t.Errorf("a row that is none: %d", res.status)
	}
	res := admin.post(at+"/baris/3", "kolom-name", "=HYPERLINK(\"x\")", "kolom-nip", "12", "kolom-agency", "Dinkes Kota")
	if res.status != http.StatusUnprocessableEntity {
		t.Errorf("still bad: %d", res.status)
	}
	has(t, "still bad", res.body, "NIP 2 angka, seharusnya 18", `value="12"`, "Ada 2 isian yang perlu dibetulkan")
	if res := admin.post(at+"/pd", "tulisan", "Dinkes Kota", "pd", "+"); res.status != http.StatusSeeOther {
		t.Errorf("choosing: %d\n%s", res.status, res.body)
	}
	if res := admin.post(at+"/baris/3", "kolom-nip", "", "kolom-email", "dua@example.go.id", "tampil", "perlu-dibetulkan", "mulai", "0"); res.location() != at+"?tampil=perlu-dibetulkan#baris-3" {
		t.Errorf("mended: %d %s\n%s", res.status, res.location(), res.body)
	}
	if res := admin.post(at+"/lewati", "baris", "4", "baris", "5", "lewati", "5"); res.location() != at {
		t.Errorf("ticking: %d %s", res.status, res.location())
	}
	body = admin.get(at).body
	has(t, "chosen", body, "PD baru «Dinkes Kota» dibuat", "Terapkan 3 baris", "Dilewati (1)", `value="5" checked`)

	w.clock.Pass(12 * time.Minute)
	if res := admin.post(at + "/terapkan"); res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") {
		t.Fatalf("without a fresh proof: %d\n%s", res.status, res.body)
	}
	if res := admin.post(at+"/terapkan", "pastikan", "ya", "kata-sandi", worldPassword); res.location() != at {
		t.Fatalf("applying: %d %s\n%s", res.status, res.location(), res.body)
	}
	body = admin.get(at).body
	w.sound("applied", body)
	has(t, "applied", body, "3 ditambahkan, 0 diubah, 0 sudah sama.", "Ditambahkan", "/admin/pengguna/contoh.satu", "1990••••••••••••01", "Unduh hasilnya (CSV)")
	hasNot(t, "applied", body, "Terapkan", "199001012015031001")
	u := w.actor("contoh.tiga").User
	if u.AgencyName != "Dinkes Kota" || len(u.Roles) != 1 || u.Roles[0] != alur.RoleMember {
		t.Errorf("the account: %+v", u)
	}
	csv := admin.get(at + "/hasil.csv")
	has(t, "results", csv.body, "Baris,Nama,Hasil", "2,Contoh Satu,Ditambahkan,contoh.satu", `"'=HYPERLINK(""x"")"`, "5,Contoh Empat,Dilewati")
	hasNot(t, "results", csv.body, "example.go.id", "undangan/")
	if res := admin.get(at + "/baris/2"); res.status != http.StatusNotFound {
		t.Errorf("an applied row: %d", res.status)
	}
	has(t, "the lists", admin.get("/admin/impor").body, "pegawai.csv", "Selesai")
	if res := admin.post(at + "/buang"); res.location() != "/admin/impor" {
		t.Errorf("throwing away: %d %s", res.status, res.location())
	}
	if res := admin.get(at); res.status != http.StatusNotFound {
		t.Errorf("thrown away, and there: %d", res.status)
	}
}

// TestImportRefusedFiles says beside the control why a file is not taken, and loses nothing.
func TestImportRefusedFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	admin := w.as("admin")
	for _, c := range []struct{ name, content, want string }{
		{"a.xls", "x", "Simpan sebagai"},
		{"a.pdf", "x", "Pilih berkas .xlsx atau .csv"},
		{"a.csv", "", "Berkas kosong"},
		{"a.xlsx", "Nama\n", "tidak sesuai dengan namanya"},
		{"a.csv", strings.Repeat("x", 5<<20+1), "lebih dari 5 MB"},
		{"a.csv", "Nama\n" + strings.Repeat("x\n", 5001), "lebih dari 5.000 baris"},
	} {
		res := admin.bring("agencies", c.name, c.content)
		if res.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, res.status)
		}
		w.sound(c.name, res.body)
		has(t, c.name, res.body, c.want, `value="agencies" checked`, `aria-invalid="true"`)
	}
	has(t, "no file", admin.post("/admin/impor", "jenis", "people").body, "Pilih berkas")
	has(t, "no kind", admin.bring("cars", "a.csv", "nama\nx\n").body, "Pilih isi daftarnya")
	has(t, "nothing kept", admin.get("/admin/impor").body, "Belum ada daftar.")
}

// TestImportSamples: the examples are read by the parser that they are examples for.
func TestImportSamples(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	admin := w.as("admin")
	for kind, name := range sampleNames {
		for _, ext := range []string{".xlsx", ".csv"} {
			file := admin.get("/admin/contoh-impor/" + name + ext)
			if file.status != http.StatusOK || !strings.Contains(file.header.Get("Content-Disposition"), name+ext) {
				t.Fatalf("%s%s: %d", name, ext, file.status)
			}
			id, err := w.app.Directory.StageImport(t.Context(), directory.Manager{User: w.actor("admin").User}, directory.NewImport{Kind: kind, Name: name + ext, Data: []byte(file.body)})
			if err != nil {
				t.Fatal(err)
			}
			p, err := w.app.Directory.PreviewImport(t.Context(), directory.Manager{User: w.actor("admin").User}, id)
			if err != nil || len(p.Rows) != 2 || p.Rows[0].Cells["name"] == "" {
				t.Fatalf("%s%s: %+v %v", name, ext, p, err)
			}
			for _, n := range p.Notes {
				if n.Word != "unkept-column" {
					t.Errorf("%s%s: %+v", name, ext, n)
				}
			}
			for _, r := range p.Rows {
				for _, f := range r.Flags {
					if f.Bad && f.Field != "agency" { // Dinas Contoh is nobody's
						t.Errorf("%s%s line %d: %+v", name, ext, r.Line, f)
					}
				}
			}
		}
	}
	if res := admin.get("/admin/contoh-impor/gaji.xlsx"); res.status != http.StatusNotFound {
		t.Errorf("another: %d", res.status)
	}
}

// TestImportInvitations sends the links by mail and shows them nowhere.
func TestImportInvitations(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	admin := w.as("admin")
	at := admin.list("Nama;Email;PD;Peran\nContoh Satu;satu@example.go.id;Dinas Kesehatan;Pemohon\nContoh Dua;;Dinas Kesehatan;Pemohon\n")
	if res := admin.post(at + "/terapkan"); res.location() != at {
		t.Fatal(res.status, res.body)
	}
	has(t, "applied", admin.get(at).body, "Kirim undangan lewat email (1)", "1 orang tanpa alamat email")
	if res := admin.post(at + "/undangan"); res.location() != at {
		t.Fatal(res.status, res.body)
	}
	letter := <-got
	link := regexp.MustCompile(`/undangan/[A-Za-z0-9_-]{43}`).FindString(letter)
	if !strings.HasPrefix(letter, "To satu@example.go.id\n") || link == "" {
		t.Fatalf("the letter:\n%s", letter)
	}
	body := admin.get(at).body
	has(t, "sent", body, "1 undangan dikirim lewat email.")
	hasNot(t, "sent", body, "Kirim undangan", link)
	hasNot(t, "results", admin.get(at+"/hasil.csv").body, link)
	has(t, "the link", w.browser().get(link).body, "Contoh Satu")
}

// TestImportOwnAgency: an agency's own admin sees and brings lists of the own people.
func TestImportOwnAgency(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	if err := w.app.Directory.AddUser(t.Context(), directory.NewUser{Username: "adminpd", Name: "Contoh Admin", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}, Password: worldPassword}); err != nil {
		t.Fatal(err)
	}
	city := w.as("admin").list("Nama;PD\nContoh Satu;Dinas Pendidikan\n")
	own := w.as("adminpd")
	page := own.get("/admin/impor").body
	w.sound("own", page)
	has(t, "own", page, "Dinas Kesehatan", "Belum ada daftar.", "contoh-impor/pengguna.xlsx")
	hasNot(t, "own", page, "perangkat-daerah.xlsx", `name="jenis"`)
	if res := own.get(city); res.status != http.StatusNotFound {
		t.Errorf("the city's list: %d", res.status)
	}
	at := own.list("Nama;PD\nContoh Dua;Dinas Pendidikan\n")
	has(t, "preview", own.get(at).body, "«Dinas Pendidikan» tidak dipakai")
	if res := own.post(at+"/pd", "tulisan", "x", "pd", "+"); res.status != http.StatusForbidden {
		t.Errorf("choosing an agency: %d", res.status)
	}
	if res := own.post(at + "/terapkan"); res.location() != at {
		t.Fatal(res.status, res.body)
	}
	if u := w.actor("contoh.dua").User; u.Agency != "dinas-kesehatan" {
		t.Errorf("made %+v", u)
	}
}

// TestImportBounds: the page takes no more choices than there are texts, and no more lists
// than somebody may have.
func TestImportBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	admin := w.as("admin")
	at := admin.list("Nama;PD\nContoh Satu;Dinkes Kota\n")
	if res := admin.post(at+"/pd", "tulisan", "Dinkes Kota", "pd", "+", "tulisan", "Lain", "pd", "+"); res.location() != at {
		t.Fatalf("choosing: %d\n%s", res.status, res.body)
	}
	m := directory.Manager{User: w.actor("admin").User}
	id := strings.TrimPrefix(at, "/admin/impor/")
	chosen := func(text string) alur.AgencyID {
		t.Helper()
		if err := w.app.Directory.MendImportRow(t.Context(), m, id, 2, map[string]string{"agency": text}); err != nil {
			t.Fatal(err)
		}
		v, err := w.app.Directory.PreviewImport(t.Context(), m, id)
		if err != nil || len(v.Unknown) != 1 {
			t.Fatalf("%+v %v", v, err)
		}
		return v.Unknown[0].Chosen
	}
	if one, more := chosen("Dinkes Kota"), chosen("Lain"); one != directory.NewAgency || more != "" {
		t.Errorf("chosen %q and %q", one, more)
	}
	for range 19 {
		admin.list("Nama\nContoh\n")
	}
	res := admin.bring("people", "pegawai.csv", "Nama\nContoh\n")
	if res.status != http.StatusUnprocessableEntity {
		t.Errorf("one too many: %d", res.status)
	}
	has(t, "one too many", res.body, "Sudah ada 20 daftar")
	sound(t, res)
}

// TestImportLong pages through a list of five thousand rows.
func TestImportLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin")
	admin := w.as("admin")
	var b strings.Builder
	b.WriteString("nama;pd\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "Contoh Orang%d;Dinas Kesehatan\n", i)
	}
	at := admin.list(b.String())
	first := admin.get(at)
	has(t, "first", first.body, "1 sampai 50 dari 5.000 baris", at+"?mulai=50", "Terapkan 5.000 baris")
	last := admin.get(at + "?" + url.Values{"mulai": {"4950"}}.Encode())
	w.sound("last", last.body)
	has(t, "last", last.body, "4.951 sampai 5.000 dari 5.000 baris", "Contoh Orang4999", "Ke awal")
	hasNot(t, "last", last.body, "Berikutnya")
}
