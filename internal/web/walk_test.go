package web

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// walkPages is a folder in which the walks leave every page that they open:
//
//	go test ./internal/web -run TestWalk -walk /tmp/pages
var walkPages = flag.String("walk", "", "write every page of the walks as a file into this folder")

// walkers are people of the teams, beside those of the world.
var walkers = []directory.NewUser{
	{Username: "pengembang", Name: "Dewi Anggraini", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleMember}},
	{Username: "penguji", Name: "Sari Wulandari", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleMember}},
	{Username: "pengembang-pd", Name: "Hendra Kusuma", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
	{Username: "penguji-pd", Name: "Murni Astuti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}},
}

// A walker is a person with a browser that has no scripts: it opens pages, reads
// the forms on them, fills in what is there and presses buttons.
type walker struct {
	*browser
	t    *testing.T
	name string
	path string // of the page that is open
	page *pagetest.Element
	html string
	code int
}

func (w *world) walker(name string) *walker {
	return &walker{browser: w.as(name), t: w.t, name: name}
}

// open opens a page and holds it against what every page must be.
func (k *walker) open(path string) *walker {
	k.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	k.show(path, k.get(path))
	return k
}

func (k *walker) show(path string, a answer) {
	k.t.Helper()
	for range 5 {
		if a.status != http.StatusSeeOther {
			break
		}
		path, _, _ = strings.Cut(a.location(), "#")
		a = k.get(path)
	}
	k.path, k.html, k.code = path, a.body, a.status
	for _, f := range pagetest.Check(a.body) {
		k.t.Errorf("%s at %s: %s", k.name, path, f)
	}
	k.page, _ = pagetest.Parse(a.body)
	k.keep()
}

var kept atomic.Int64

// keep leaves the page for people to look at.
func (k *walker) keep() {
	dir := *walkPages
	if dir == "" {
		return
	}
	name := fmt.Sprintf("%s-%03d-%s-%s.html", k.t.Name(), kept.Add(1), k.name, strings.Trim(strings.NewReplacer("/", "_", "?", "_").Replace(k.path), "_"))
	body := strings.ReplaceAll(k.html, `"/aset/`, `"aset/`)
	if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// sees wants the person to stand on a page with this text.
func (k *walker) sees(words ...string) *walker {
	k.t.Helper()
	for _, s := range words {
		if !strings.Contains(k.page.Text, s) {
			k.t.Fatalf("%s at %s (%d): no %q on the page\n%s", k.name, k.path, k.code, s, squeeze(k.page.All("main")[0].Text))
		}
	}
	return k
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// follow presses the link with this text.
func (k *walker) follow(words string) *walker {
	k.t.Helper()
	for _, e := range k.page.All("a") {
		if squeeze(e.Text) == words {
			return k.open(e.Attr["href"])
		}
	}
	k.t.Fatalf("%s at %s (%d): no link %q\n%s", k.name, k.path, k.code, words, squeeze(k.page.Text))
	return nil
}

// A filled form is one on the page, with what the browser would send.
type filled struct {
	k      *walker
	el     *pagetest.Element
	values url.Values
	files  []attached
}

type attached struct {
	name, file string
	content    []byte
}

// form finds the form on the page whose address ends so, with its present values.
func (k *walker) form(action string) *filled {
	k.t.Helper()
	for _, e := range k.page.All("form") {
		if strings.HasSuffix(e.Attr["action"], action) {
			return &filled{k: k, el: e, values: defaults(e)}
		}
	}
	k.t.Fatalf("%s at %s (%d): no form for %q\n%s", k.name, k.path, k.code, action, squeeze(k.page.Text))
	return nil
}

// defaults are the values of the controls as they stand on the page.
func defaults(form *pagetest.Element) url.Values {
	out := url.Values{}
	for _, e := range form.All("input", "select", "textarea") {
		name := e.Attr["name"]
		switch {
		case name == "":
		case e.Name == "textarea":
			// Browsers drop the first line break and send CRLF for the others.
			out.Add(name, strings.ReplaceAll(strings.TrimPrefix(e.Text, "\n"), "\n", "\r\n"))
		case e.Name == "select":
			chosen := ""
			for i, o := range e.All("option") {
				if _, ok := o.Attr["selected"]; ok || i == 0 {
					chosen = o.Attr["value"]
				}
			}
			out.Add(name, chosen)
		case e.Attr["type"] == "radio" || e.Attr["type"] == "checkbox":
			if _, ok := e.Attr["checked"]; ok {
				out.Add(name, e.Attr["value"])
			}
		case e.Attr["type"] == "file":
		default:
			out.Add(name, e.Attr["value"])
		}
	}
	return out
}

// set fills in a control that must be on the page; of a choice, the value must be offered.
func (f *filled) set(name string, values ...string) *filled {
	f.k.t.Helper()
	found, offered := false, map[string]bool{}
	for _, e := range f.el.All("input", "select", "textarea") {
		if e.Attr["name"] != name || e.Attr["type"] == "hidden" {
			continue
		}
		found = true
		offered[e.Attr["value"]] = true
		for _, o := range e.All("option") {
			offered[o.Attr["value"]] = true
		}
		if kind := e.Attr["type"]; e.Name == "select" || kind == "radio" || kind == "checkbox" {
			continue
		}
		for _, v := range values {
			offered[v] = true
		}
	}
	if !found {
		f.k.t.Fatalf("%s at %s: no control %q", f.k.name, f.k.path, name)
	}
	for _, v := range values {
		if !offered[v] {
			f.k.t.Fatalf("%s at %s: %q does not offer %q", f.k.name, f.k.path, name, v)
		}
	}
	f.values[name] = values
	return f
}

// attach chooses a file for a slot that must be on the page.
func (f *filled) attach(item string) *filled {
	f.k.t.Helper()
	name := form.FilePrefix + item
	for _, e := range f.el.All("input") {
		if e.Attr["name"] == name && e.Attr["type"] == "file" {
			f.files = append(f.files, attached{name, item + ".pdf", append(slices.Clone(smallPDF), "% "+item+"\n"...)})
			return f
		}
	}
	f.k.t.Fatalf("%s at %s: no slot for %q", f.k.name, f.k.path, item)
	return nil
}

// press sends the form and shows what comes back.
func (f *filled) press() *walker {
	f.k.t.Helper()
	f.k.show(f.el.Attr["action"], f.send())
	return f.k
}

func (f *filled) send() answer {
	f.k.t.Helper()
	if f.el.Attr["enctype"] != "multipart/form-data" {
		return f.k.browser.send(http.MethodPost, f.el.Attr["action"], "application/x-www-form-urlencoded", f.values.Encode())
	}
	var files []attached
	for _, e := range f.el.All("input") {
		// A browser sends an empty part for a slot in which nothing was chosen.
		if e.Attr["type"] == "file" && !slices.ContainsFunc(f.files, func(u attached) bool { return u.name == e.Attr["name"] }) {
			files = append(files, attached{name: e.Attr["name"]})
		}
	}
	return f.k.browser.postFiles(f.el.Attr["action"], f.values, append(files, f.files...)...)
}

// A tour is one request on its way through the pages.
type tour struct {
	t    *testing.T
	w    *world
	id   string
	who  map[string]*walker
	team string // who builds, or accompanies: the first team
	lead string // who acts for the builders
}

func (tr *tour) as(name string) *walker {
	tr.t.Helper()
	if tr.who[name] == nil {
		tr.who[name] = tr.w.walker(name)
	}
	return tr.who[name].open("/permohonan/" + tr.id)
}

// act opens the confirmation page of an action from the request's page and confirms it.
func (tr *tour) act(name, action string, fill func(*filled)) *walker {
	tr.t.Helper()
	k := tr.as(name)
	href := "/permohonan/" + tr.id + "/tindakan/" + action
	if !slices.ContainsFunc(k.page.All("a"), func(e *pagetest.Element) bool { return e.Attr["href"] == href }) {
		tr.t.Fatalf("%s has no button for %s\n%s", name, action, squeeze(k.page.Text))
	}
	f := k.open(href).form("/tindakan/" + action)
	if fill != nil {
		fill(f)
	}
	k = f.press()
	if k.code != http.StatusOK {
		tr.t.Fatalf("%s: %s ended with %d\n%s", name, action, k.code, squeeze(k.page.Text))
	}
	return k.sees("Selesai")
}

// save fills in the stage's form and saves it.
func (tr *tour) save(name string, fill func(*filled)) {
	tr.t.Helper()
	f := tr.as(name).form("/isian")
	fill(f)
	if k := f.press(); k.code != http.StatusOK {
		tr.t.Fatalf("%s: saving ended with %d\n%s", name, k.code, squeeze(k.page.Text))
	}
}

// sign signs an item, from the link on the request's page.
func (tr *tour) sign(name, item string) {
	tr.t.Helper()
	k := tr.as(name)
	href := "/permohonan/" + tr.id + "/tanda-tangan/" + item
	if !slices.ContainsFunc(k.page.All("a"), func(e *pagetest.Element) bool { return e.Attr["href"] == href }) {
		tr.t.Fatalf("%s has no link to sign %s\n%s", name, item, squeeze(k.page.Text))
	}
	k.open(href).form("/tanda-tangan/"+item).set(fieldPassword, worldPassword).press().sees("Tanda tangan tersimpan")
}

// begin goes from the choice of the route to the receipt.
func begin(t *testing.T, flow string) *tour {
	t.Helper()
	w := newWorld(t).withUsers()
	for _, u := range walkers {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	tr := &tour{t: t, w: w, who: map[string]*walker{}}
	k := w.walker("pemohon")
	tr.who["pemohon"] = k
	k.open("/tugas").open("/permohonan/baru").form("/permohonan/baru").press().sees("Pilih cara pelaksanaan")
	k.form("/permohonan/baru").set(fieldFlow, flow).press().sees("0 dari 4 bagian lengkap")
	tr.id = strings.TrimPrefix(k.path, "/permohonan/")

	k.follow("Lanjut: sistem yang dimohonkan").form("/isi/sistem").
		set("judul", "Sistem Antrean Puskesmas").set("jenis", "pengembangan").set("sistem-terkait", "Antrean lama").press()
	k.sees("Bagian 2 dari 4", "Isian tersimpan").form("/isi/kebutuhan").set("ringkasan", "Antrean masih memakai kertas.\r\nPasien menunggu lama.").press()
	k.sees("Bagian 3 dari 4").form("/isi/surat").set("nomor-surat", "045/123/2026").set("tanggal-surat", "32/11/2026").set("perihal", "Permohonan").attach("surat").press()
	k.sees("Kesalahan", "Tulis tanggal untuk", "surat.pdf")
	k.form("/isi/surat").set("tanggal-surat", "20/11/2026").press()
	k.sees("Bagian 4 dari 4").form("/isi/orang").
		set("penanda-tangan.name", "Hadi Susanto").set("penanda-tangan.position", "Kepala Dinas").set("penanda-tangan.nip", "19700101 199503 1 001").
		set("narahubung.name", "Wati Rahayu").set("narahubung.phone", "0812-3456-7890").press()
	k.sees("Periksa jawaban Anda", "Permohonan belum dapat dikirim", "Narahubung: alamat email")
	k.follow("Ubah Narahubung").form("/isi/orang").set("narahubung.email", "wati@example.go.id").press()
	k.sees("081234567890", "197001011995031001", "20 Nov 2026")
	f := k.form("/tindakan/ajukan")
	again := *f
	f.press().sees("Permohonan terkirim", "SI-2026-0001")
	// The same form sent twice is carried out once and answered twice.
	if a := again.send(); a.status != http.StatusSeeOther || !strings.HasSuffix(a.location(), "/terkirim") {
		t.Fatalf("sent twice: %d %s", a.status, a.location())
	}
	k.follow("Lanjut: kelengkapan data pendukung").sees("Kerangka acuan kerja")
	return tr
}

// supply brings the supporting data, goes through a return, and passes the review.
func (tr *tour) supply() {
	tr.t.Helper()
	tr.save("pemohon", func(f *filled) { f.attach("kak").attach("proses-bisnis").attach("dasar-hukum") })
	tr.as("pemohon").sees("Analisis kebutuhan» belum diunggah")
	tr.save("pemohon", func(f *filled) { f.attach("analisis-kebutuhan").attach("lainnya") })
	tr.act("pemohon", "serahkan", nil)

	k := tr.as("verifikator").sees("Telaah: 0 dari 6 dokumen")
	f := k.form("/telaah")
	verdicts := reviewRows(f)
	for i, name := range verdicts {
		f.set(name, "accepted")
		if i == 1 {
			f.set(name, "rejected")
		}
	}
	f.press().sees("Tulis catatan untuk")
	f = k.form("/telaah")
	f.set(strings.Replace(verdicts[1], reviewVerdict, reviewNote, 1), "Ruang lingkup belum dijelaskan").press().sees("6 dari 6 dokumen sudah ditelaah")
	tr.act("verifikator", "kembalikan", nil)

	tr.as("pemohon").sees("Dikembalikan untuk dilengkapi", "Ruang lingkup belum dijelaskan", "Yang perlu diperbaiki")
	tr.save("pemohon", func(f *filled) {
		f.attach("kak")
		f.files[0].content = append(f.files[0].content, "% putaran 2\n"...)
	})
	tr.act("pemohon", "serahkan", nil)
	f = tr.as("verifikator").sees("Telaah: 5 dari 6 dokumen").form("/telaah")
	for _, name := range reviewRows(f) {
		f.set(name, "accepted")
	}
	f.press()
	tr.act("verifikator", "terima", nil)
}

// reviewRows are the names of the verdicts on a page, in order.
func reviewRows(f *filled) []string {
	var out []string
	for _, e := range f.el.All("input") {
		if name := e.Attr["name"]; strings.HasPrefix(name, reviewVerdict) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// meeting fills in a meeting that begins in an hour from now, and lets it begin.
func (tr *tour) meeting(name, item string, attendees ...string) {
	tr.t.Helper()
	start := tr.w.clock.Now().In(alur.Jakarta).Add(time.Hour)
	tr.save(name, func(f *filled) {
		f.set(item+".start", start.Format(form.InputTime)).set(item+".end", start.Add(2*time.Hour).Format(form.InputTime)).
			set(item+".place", "Ruang Aptika").set(item+".attendees", attendees...)
	})
	tr.w.clock.Pass(61 * time.Minute)
	tr.who = map[string]*walker{} // everybody was away for an hour: sessions are over
}

// agree goes from the presentation to the decision.
func (tr *tour) agree() {
	tr.t.Helper()
	tr.meeting("verifikator", "jadwal", "verifikator", "pemohon")
	tr.save("pemohon", func(f *filled) {
		f.set("gambaran-umum", "Antrean daring.").set("analisis-dampak", "Pasien tetap menunggu.").attach("paparan")
	})
	tr.act("verifikator", "catat-presentasi", func(f *filled) { f.set("catatan", "Paparan baik.") })

	tr.meeting("verifikator", "rapat", "verifikator", "pemohon")
	tr.save("verifikator", func(f *filled) {
		f.set("ruang-lingkup", "Loket dan layar.").attach("notulen").
			set("rencana-tahapan.1.title", "Analisis").set("rencana-tahapan.1.due", "2026-12-20").
			set("rencana-tahapan.3.title", "Pembuatan").set("rencana-tahapan.3.due", "2027-02-01")
	})
	tr.save("pemohon", func(f *filled) { f.set("perkiraan-anggaran", "Rp85.000.000,-") })
	tr.as("verifikator").sees("Rp85.000.000")
	tr.as("pemohon").sees("2. Pembuatan: Senin, 1 Feb 2027")
	tr.sign("verifikator", "paraf-kominfo")
	tr.sign("pemohon", "paraf-pemohon")
	tr.act("verifikator", "selesai-rapat", nil)
	tr.w.clock.Pass(6 * time.Minute)
	tr.as("kepala").sees("Keputusan Anda", "Loket dan layar.", "Rp85.000.000")
	k := tr.as("kepala").open("/permohonan/" + tr.id + "/tindakan/setujui")
	k.form("/tindakan/setujui").set("catatan", "Setuju.").press()
	if !strings.Contains(k.page.Text, "Selesai.") {
		// More than five minutes after signing in the password is asked for again.
		k.sees("Masukkan kata sandi")
		k.form("/tindakan/setujui").set(fieldPassword, "salah").press().sees("Kata sandi tidak cocok", "Setuju.")
		k.form("/tindakan/setujui").set(fieldPassword, worldPassword).press().sees("Selesai")
	}
}

func (tr *tour) teams(first []string, testers []string, more func(*filled)) {
	tr.t.Helper()
	tr.save("verifikator", func(f *filled) {
		f.set(tr.team, first...).set("tim-penguji", testers...).attach("sk-tim")
		if more != nil {
			more(f)
		}
	})
	tr.act("verifikator", "tetapkan", nil)
}

func (tr *tour) analyse(initials string) {
	tr.t.Helper()
	tr.save("pengembang", func(f *filled) {
		for _, aspect := range []string{"proses-bisnis", "hukum", "teknis"} {
			f.set("kelayakan."+aspect, "feasible")
		}
		f.set("kelayakan.hukum", "feasible-with-notes").attach("dokumen-desain")
	})
	tr.as("pengembang").sees("Masih kurang: Kelayakan hukum")
	tr.save("pengembang", func(f *filled) { f.set("kelayakan.hukum.note", "Perlu persetujuan pemilik data.") })
	tr.sign("pengembang", initials)
	tr.sign("penguji", "paraf-penguji")
	tr.act("pengembang", "sepakati", nil)
}

// build goes through building, installing, and a test with a finding that is
// fixed and tested again.
func (tr *tour) build(signatures map[string]string) {
	tr.t.Helper()
	tr.as(tr.lead).sees("Yang menjadi acuan tahap ini", "Sidik SHA-256")
	tr.save(tr.lead, func(f *filled) {
		f.set("kemajuan.text", "Rangka selesai.").set("repositori", "kode.salatiga.go.id/antrean").set("versi", "1.0.0")
	})
	tr.save(tr.lead, func(f *filled) { f.set("kemajuan.text", "Layar selesai.") })
	k := tr.as(tr.lead).sees("Rangka selesai.", "Layar selesai.")
	if got := k.form("/isian").values; got.Get("versi") != "1.0.0" || got.Get("repositori") != "https://kode.salatiga.go.id/antrean" {
		tr.t.Errorf("saved %v", got)
	}
	tr.act(tr.lead, "selesai-pembuatan", nil)
	tr.save(tr.lead, func(f *filled) {
		f.set("instalasi.perangkat-keras", "not-applicable").set("instalasi.perangkat-keras.note", "Memakai peladen lama").
			set("instalasi.perangkat-lunak", "done").set("instalasi.fasilitas-pendukung", "done").set("alamat-sistem", "https://antrean.salatiga.go.id")
	})
	for name, item := range signatures {
		tr.sign(name, item)
	}
	tr.act(tr.lead, "selesai-implementasi", nil)

	k = tr.as("penguji").follow("Catat atau periksa temuan")
	k.form("/temuan").set("title", "Jumlah antrean salah").press().sees("Pilih bagian")
	if got := defaults(k.page)["title"]; len(got) != 1 || got[0] != "Jumlah antrean salah" {
		tr.t.Errorf("the title typed is lost: %q", got)
	}
	k.form("/temuan").set("aspect", "output").set("quality", "efektivitas").set("severity", "high").set("description", "Bila lebih dari 100.").press().sees("Temuan 1 tersimpan")
	tr.act("penguji", "usulkan-perbaikan", nil)
	k = tr.as(tr.lead).follow("1. Jumlah antrean salah")
	k.form("/temuan/1").set("status", "fixed").press().sees("Tulis catatan")
	k.form("/temuan/1").set("note", "Perhitungan dibetulkan.").press().sees("Temuan 1 kini: diperbaiki")
	tr.act(tr.lead, "selesai-perbaikan", nil)
	tr.as("penguji").follow("1. Jumlah antrean salah").form("/temuan/1").set("status", "verified").press()
	tr.save("penguji", func(f *filled) {
		for _, aspect := range []string{"input", "proses", "output"} {
			f.set("hasil-uji."+aspect+"-efektivitas", "good").set("hasil-uji."+aspect+"-efisiensi", "adequate")
		}
		f.attach("laporan-uji")
	})
	tr.act("penguji", "nyatakan-lulus", nil)
}

// finish goes from the introduction of the system to the handover.
func (tr *tour) finish(reporter string, reportSigners [][2]string) {
	tr.t.Helper()
	attendees := []string{"pengembang", "penguji"}
	if tr.lead == "vendor" {
		attendees = append(attendees, "vendor")
	}
	tr.meeting(tr.lead, "kegiatan", attendees...)
	tr.save(tr.lead, func(f *filled) { f.set("peserta", "42").attach("materi") })
	tr.act(tr.lead, "selesai-sosialisasi", nil)
	for _, kind := range []string{"operasi", "gangguan-teknis", "penyempurnaan", "faktor-eksternal"} {
		tr.save("penguji", func(f *filled) {
			f.set("catatan-pemantauan.kind", kind).set("catatan-pemantauan.text", "Catatan "+kind)
		})
	}
	tr.save("penguji", func(f *filled) { f.set("kesimpulan", "Berjalan baik.") })
	tr.act("penguji", "selesai-pemantauan", nil)
	tr.save(tr.lead, func(f *filled) { f.attach("dokumentasi-sistem").attach("panduan-pengguna") })
	tr.act(tr.lead, "serahkan-dokumentasi", nil)
	tr.save(reporter, func(f *filled) { f.attach("laporan-hasil").attach("dokumentasi-pengembangan") })
	for _, s := range reportSigners {
		tr.sign(s[0], s[1])
	}
	tr.act(reporter, "serahkan-laporan", nil)
	tr.save("verifikator", func(f *filled) { f.attach("bast") })
	tr.sign("kepala", "tanda-tangan-kominfo")
	tr.sign("pemohon", "tanda-tangan-pemohon")
	tr.act("verifikator", "serah-terima", nil)
}

// readAll opens every page of the request that an onlooker sees.
func (tr *tour) readAll() {
	tr.t.Helper()
	k := tr.as("auditor").sees("Selesai")
	root := "/permohonan/" + tr.id
	k.open(root + "/riwayat").sees("Serah terima diselesaikan").follow("Lebih lama").sees("Permohonan dibuat")
	k.open(root + "/dokumen?semua=ya").sees("Diganti")
	k.open(root + "/tim").sees("Dewi Anggraini")
	k.open(root + "/temuan").sees("Jumlah antrean salah")
	k.open(root + "/pesan")
	for _, e := range tr.as("auditor").page.All("a") {
		if strings.HasPrefix(e.Attr["href"], root+"/tahap/") {
			if k.open(e.Attr["href"]); k.code != http.StatusOK {
				tr.t.Errorf("%s: %d", e.Attr["href"], k.code)
			}
		}
	}
}

// TestWalkSwakelola leads a request through all sixteen stages with the pages alone.
func TestWalkSwakelola(t *testing.T) {
	t.Parallel()
	tr := begin(t, "swakelola")
	tr.team, tr.lead = "tim-pengembang", "pengembang"
	tr.supply()
	tr.agree()
	tr.teams([]string{"pengembang", "pengembang-pd"}, []string{"penguji", "penguji-pd"}, nil)
	tr.analyse("paraf-pengembang")
	tr.build(nil)
	tr.finish("penguji", nil)
	tr.readAll()
}

// TestWalkPihakKetiga does the same through the eighteen stages of the other route.
func TestWalkPihakKetiga(t *testing.T) {
	t.Parallel()
	tr := begin(t, "pihak-ketiga")
	tr.team, tr.lead = "tim-pendamping", "vendor"
	tr.supply()
	tr.agree()
	tr.teams([]string{"pengembang", "pengembang-pd"}, []string{"penguji", "penguji-pd"}, func(f *filled) {
		f.set("penunjukan.agency", "cv-nusa").set("penunjukan.basis", "pengadaan-langsung").set("penunjukan.number", "027/118/SPK").set("penunjukan.date", "2026-11-23")
	})
	tr.analyse("paraf-pendamping")
	tr.save("pengembang", func(f *filled) {
		f.set("pemetaan", "Pihak Ketiga membangun.").set("kepatuhan.etika", "done").set("kepatuhan.peraturan", "done").attach("draf-perjanjian")
	})
	tr.sign("pengembang", "paraf-pendamping")
	tr.sign("penguji", "paraf-penguji")
	tr.act("pengembang", "ajukan-perjanjian", nil)
	tr.save("verifikator", func(f *filled) {
		f.attach("perjanjian").set("nomor-perjanjian", "415.4/27/PKS").set("tanggal-perjanjian", "2026-11-23").set("nilai", "85 juta")
		for _, x := range []string{"ruang-lingkup", "jangka-waktu", "hak-kewajiban", "kerahasiaan-data", "kepemilikan"} {
			f.set("ketentuan."+x, "done")
		}
	})
	tr.sign("kepala", "tanda-tangan-kominfo")
	tr.sign("pemohon", "tanda-tangan-pemohon")
	tr.sign("vendor", "tanda-tangan-pihak-ketiga")
	tr.as("verifikator").open("/permohonan/"+tr.id+"/pesan").form("/pesan").set("text", "Di antara kita saja").set("kepada", "agencies").press().sees("Catatan internal")
	for _, below := range []string{"", "/pesan", "/dokumen", "/tim", "/tahap/rapat-koordinasi", "/tahap/presentasi"} {
		k := tr.as("vendor").open("/permohonan/" + tr.id + below)
		for _, secret := range []string{"Perkiraan anggaran", "85.000.000,", "Di antara kita saja", "internal"} {
			if strings.Contains(k.html, secret) {
				t.Errorf("the vendor reads %q at %s", secret, k.path)
			}
		}
	}
	if k := tr.as("vendor").open("/permohonan/" + tr.id + "/riwayat"); k.code != http.StatusForbidden {
		t.Errorf("the vendor opens the history: %d", k.code)
	}
	tr.act("verifikator", "sahkan", nil)
	tr.build(map[string]string{"pengembang": "paraf-pendamping", "penguji": "paraf-penguji"})
	tr.finish("pengembang", [][2]string{{"pengembang", "paraf-pendamping"}, {"penguji", "paraf-penguji"}, {"vendor", "paraf-pihak-ketiga"}})
	tr.readAll()
}
