package web

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
)

// staffed is a world with the people of the walks, and n more in the ICT agency.
func staffed(t *testing.T, n int) *world {
	t.Helper()
	w := newWorld(t).withUsers()
	more := walkers
	for i := range n {
		more = append(more[:len(more):len(more)], directory.NewUser{
			Username: fmt.Sprintf("staf-%d", i), Name: fmt.Sprintf("Staf Nomor%d", i), Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleMember},
		})
	}
	for _, u := range more {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// forming is a request whose teams are being formed.
func (w *world) forming() *casework.View {
	w.t.Helper()
	v := w.decidable("pemohon", "Antrean")
	return w.act("kepala", v.ID, "setujui", nil)
}

// testing is a request in its first test.
func (w *world) testing() *casework.View {
	w.t.Helper()
	v := w.designing("pemohon", "Antrean")
	good, done := map[string]string{"verdict": "feasible"}, map[string]string{"state": "done"}
	w.set("pengembang", v.ID, "kelayakan", map[string]any{"proses-bisnis": good, "hukum": good, "teknis": good})
	w.upload("pengembang", v.ID, "dokumen-desain")
	for user, item := range map[string]string{"pengembang": "paraf-pengembang", "penguji": "paraf-penguji"} {
		if _, err := w.app.Cases.Sign(context.Background(), w.actor(user), v.ID, item, casework.Options{}); err != nil {
			w.t.Fatal(err)
		}
	}
	w.act("pengembang", v.ID, "sepakati", nil)
	w.set("pengembang", v.ID, "repositori", "https://kode.example/antrean")
	w.set("pengembang", v.ID, "versi", "1.0")
	w.act("pengembang", v.ID, "selesai-pembuatan", nil)
	w.set("pengembang", v.ID, "instalasi", map[string]any{"perangkat-keras": done, "perangkat-lunak": done, "fasilitas-pendukung": done})
	w.set("pengembang", v.ID, "alamat-sistem", "https://antrean.example")
	return w.act("pengembang", v.ID, "selesai-implementasi", nil)
}

// TestTeamSearch forms a team out of many people without scripts: the page stays short,
// searching saves what is ticked, and the rules are said in words.
func TestTeamSearch(t *testing.T) {
	t.Parallel()
	w := staffed(t, 40)
	v := w.forming()
	root := "/permohonan/" + string(v.ID)
	k := w.at("verifikator", root).sees("Belum ada yang dipilih", "Perlu paling sedikit satu orang Dinas Kesehatan")
	if strings.Contains(k.html, "Staf Nomor1") {
		t.Error("everybody stands on the page before anybody is looked for")
	}
	search := func(words, agency string) *walker {
		f := k.form("/isian").set("_cari.tim-pengembang", words).set("_di.tim-pengembang", agency)
		f.values.Set(form.SearchButton, "tim-pengembang")
		return f.press()
	}
	search("dewi", "").sees("1 orang ditemukan", "Dewi Anggraini", "belum di tim lain")
	f := k.form("/isian").set("tim-pengembang", "pengembang").set("_cari.tim-pengembang", "sta")
	f.values.Set(form.SearchButton, "tim-pengembang")
	f.press().sees("10 orang pertama", "Dewi Anggraini", "Ada orang Dinas Komunikasi dan Informatika")
	if got := w.view("verifikator", v.ID).State.Value("pembentukan-tim", "tim-pengembang"); string(got) != `["pengembang"]` {
		t.Errorf("ticked before searching: %s", got)
	}
	search("", "dinas-kesehatan").sees("Hendra Kusuma").lacks("Staf Nomor1")
	f = k.form("/isian").set("tim-pengembang", "pengembang", "pengembang-pd")
	f.press()
	search("dewi anggraini", "").sees(": dipilih")
	f = k.form("/isian").set("tim-penguji", "pengembang")
	f.press().sees("Dewi Anggraini sudah di Tim Pengembang. Untuk Tim Penguji pilih orang lain")
	if got := search("tidak-ada", ""); !strings.Contains(got.page.Text, "Tidak ada orang bernama «tidak-ada»") {
		t.Error("nobody found is not said")
	}
	for _, name := range []string{"vendor", "auditor", "admin"} {
		if strings.Contains(search(w.name(name), "").html, `value="`+name+`"`) {
			t.Errorf("%s can be chosen", name)
		}
	}
	// Of a search nothing is shown to those who do not form the team.
	for _, name := range []string{"pemohon", "auditor"} {
		if got := w.as(name).get(root + "?" + (&form.Search{Key: "tim-pengembang", Words: "staf"}).Query()); strings.Contains(got.body, "Staf Nomor") {
			t.Errorf("%s is shown who can be chosen", name)
		}
	}
}

// name is what a user of the world is called.
func (w *world) name(username string) string {
	for _, u := range worldUsers {
		if u.Username == username {
			return u.Name
		}
	}
	return username
}

// TestTeamSearchOnTheWay: the form of an action searches too, and keeps what was typed.
func TestTeamSearchOnTheWay(t *testing.T) {
	t.Parallel()
	w := staffed(t, 40)
	v := w.designing("pemohon", "Antrean")
	k := w.at("verifikator", "/permohonan/"+string(v.ID)+"/tindakan/ubah-tim").sees("Dewi Anggraini", "1 tim aktif")
	f := k.form("/tindakan/ubah-tim").set("alasan", "Mutasi").set("_cari.tim-pengembang", "nomor7").attach("sk-tim")
	f.values.Set(form.SearchButton, "tim-pengembang")
	f.press().sees("Staf Nomor7", "sk-tim.pdf")
	f = k.form("/tindakan/ubah-tim")
	if f.values.Get("alasan") != "Mutasi" || f.values.Get("sk-tim") == "" || len(f.values["tim-pengembang"]) != 2 {
		t.Errorf("lost by searching: %v", f.values)
	}
	f.set("tim-pengembang", "pengembang", "pengembang-pd", "staf-7").press().sees("Susunan tim diubah.", "Staf Nomor7")
	if got := strings.Join(w.view("verifikator", v.ID).State.Teams["tim-pengembang"], " "); got != "pengembang pengembang-pd staf-7" {
		t.Errorf("team is %s", got)
	}
}

// shot is a small PNG.
func shot(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, n))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// picture chooses a picture in a form of findings.
func (f *filled) picture(name string, content []byte) *filled {
	f.files = append(f.files, attached{form.FilePrefix + string(flow.KindPicture), name, content})
	return f
}

// TestFindingWithPictures walks a finding from its report to its verification on the
// pages, with pictures on the way.
func TestFindingWithPictures(t *testing.T) {
	t.Parallel()
	w := staffed(t, 0)
	v := w.testing()
	root := "/permohonan/" + string(v.ID)
	k := w.at("penguji", root+"/temuan")
	report := func() *filled {
		return k.form("/temuan").set("title", "Total salah").set("aspect", "output").set("quality", "efektivitas").set("severity", "high")
	}
	f := report().picture("satu.png", shot(t, 1)).picture("dua.png", shot(t, 2))
	f.values.Set(buttonLater, laterFinding)
	f.press().sees("Temuan 1 tersimpan")
	if got := defaults(k.page); got.Get("aspect") != "output" || got.Get("quality") != "efektivitas" || got.Get("severity") != "" || got.Get("title") != "" {
		t.Errorf("the form after «Simpan, tambah lagi»: %v", got)
	}
	if k.page.Text == "" || !strings.Contains(k.page.Text, "2 gambar") {
		t.Error("the list does not say that there are pictures")
	}
	// A picture that is none costs the finding nothing.
	report().picture("palsu.png", []byte("bukan gambar")).press().sees("Temuan 2 tersimpan, tetapi tidak semua gambarnya", "palsu.png")
	k.open(root+"/temuan").form("/temuan").set("title", "").picture("x.png", shot(t, 3)).press().sees("Gambar belum tersimpan")
	k.open(root + "/temuan?keadaan=open&bagian=output").sees("Yang tampil: terbuka, output").lacks("Tidak ada temuan")
	k.open(root+"/temuan?keadaan=verified").sees("Tidak ada temuan terverifikasi", "Nyatakan lulus uji", "Temuan 1 belum dinyatakan selesai")

	one := k.open(root+"/temuan/1").sees("Putaran 1", "Dicatat", "Tambah gambar")
	for i := range 4 {
		f := one.form("/temuan/1/gambar").picture(fmt.Sprintf("lagi-%d.png", i), shot(t, 10+i))
		if f.press(); i < 3 {
			one.sees("1 gambar ditambahkan pada temuan 1")
		} else {
			one.sees("paling banyak 5 gambar")
		}
	}
	gone := w.view("penguji", v.ID).State.Pictures(1)[0].ID
	if !strings.Contains(one.open(root+"/temuan/1").html, `href="`+root+"/dokumen/"+string(gone)+`/hapus"`) {
		t.Error("no way to take a picture out")
	}
	one.open(root + "/dokumen/" + string(gone) + "/hapus").form("/hapus").press().sees("Total salah")
	if got := len(w.view("penguji", v.ID).State.Pictures(1)); got != 4 {
		t.Errorf("%d pictures after one was removed", got)
	}
	for _, name := range []string{"pengembang", "pemohon", "verifikator", "auditor"} {
		other := w.at(name, root+"/temuan/1").lacks("Tambah gambar", "Hapus")
		if got := other.send(http.MethodPost, root+"/temuan/1/gambar", "application/x-www-form-urlencoded", url.Values{}.Encode()).status; got < 400 {
			t.Errorf("%s adds pictures: %d", name, got)
		}
	}
	w.at("pemohon", root+"/dokumen").sees("Gambar temuan 1", "dua.png")

	w.act("penguji", v.ID, "usulkan-perbaikan", nil)
	dev := w.at("pengembang", root+"/temuan/1")
	dev.form("/temuan/1").picture("sesudah.png", shot(t, 30)).press().sees("Tulis catatan")
	if got := len(w.view("penguji", v.ID).State.Pictures(1)); got != 5 {
		t.Errorf("%d pictures: the one of a form with a slip is lost", got)
	}
	dev.form("/temuan/1").set("note", "Batas dihapus").press().sees("Temuan 1 kini: diperbaiki")
	dev.open(root+"/temuan/2").form("/temuan/2").set("note", "Label diganti").press()
	w.act("pengembang", v.ID, "selesai-perbaikan", nil)
	k.open(root+"/temuan/1").form("/temuan/1").set("status", "reopened").set("note", "Masih").picture("masih.png", shot(t, 31)).press()
	k.open(root+"/temuan/1").sees("Putaran 2", "Dibuka lagi", "Batas dihapus")
	k.open(root+"/temuan/2").form("/temuan/2").set("status", "verified").picture("beres.png", shot(t, 32)).press()
	if got := len(w.view("penguji", v.ID).State.Pictures(2)); got != 1 {
		t.Errorf("%d pictures of the verified finding", got)
	}
	k.open(root+"/temuan/2").lacks("Tambah gambar", "Ubah keadaan")
	w.at("auditor", root+"/riwayat").sees("Gambar temuan 2", "beres.png")
	w.at("auditor", root+"/tahap/perbaikan").sees("Gambar temuan 1", "sesudah.png")
}

// TestHandOverPages gives a task to a colleague on the pages, and says so when it is gone.
func TestHandOverPages(t *testing.T) {
	t.Parallel()
	w := staffed(t, 0)
	v := w.designing("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	k := w.at("pengembang", root).lacks("Serahkan ke rekan")
	k.form("/ambil").press().sees("Serahkan ke rekan")
	k.follow("Serahkan ke rekan").sees("Hendra Kusuma").lacks("Sari Wulandari")
	k.form("/serahkan").press().sees("Pilih rekan yang melanjutkan")
	late := k.form("/serahkan").set(fieldColleague, "pengembang-pd")
	k.form("/serahkan").set(fieldColleague, "pengembang-pd").press().sees("sekarang dikerjakan oleh Hendra Kusuma")
	late.press().sees("tidak lagi Anda kerjakan")
	w.at("pengembang-pd", root).sees("Dikerjakan oleh Hendra Kusuma", "Lepas tugas")
	w.at("penguji", root+"/serahkan").sees("belum mengambil tugas")
	w.at("auditor", root+"/serahkan").lacks("Serahkan tugas")

	draft := w.draft("pemohon", "Draf bersama")
	second := worldUsers[0]
	second.Username, second.Name, second.Password = "pemohon-b", "Budi Hartono", worldPassword
	if err := w.app.Directory.AddUser(context.Background(), second); err != nil {
		t.Fatal(err)
	}
	d := w.at("pemohon", "/permohonan/"+string(draft.ID))
	d.form("/ambil").press().sees("Dikerjakan oleh", "Lepas tugas", "Serahkan ke rekan")
	w.at("pemohon-b", "/permohonan/"+string(draft.ID)).sees("Ambil alih tugas")
}

// TestReadiness: the last stage says from the record what there is, and who has signed.
func TestReadiness(t *testing.T) {
	t.Parallel()
	w := staffed(t, 0)
	v := w.testing()
	root := "/permohonan/" + string(v.ID)
	good := map[string]any{}
	for _, a := range []string{"input", "proses", "output"} {
		good[a+"-efektivitas"], good[a+"-efisiensi"] = map[string]string{"verdict": "good"}, map[string]string{"verdict": "good"}
	}
	w.set("penguji", v.ID, "hasil-uji", good)
	w.upload("penguji", v.ID, "laporan-uji")
	w.act("penguji", v.ID, "nyatakan-lulus", nil)
	start := w.clock.Now()
	w.set("pengembang", v.ID, "kegiatan", map[string]any{"start": start.Format("2006-01-02T15:04:05Z07:00"), "end": start.Add(3600e9).Format("2006-01-02T15:04:05Z07:00"), "place": "Aula", "attendees": []string{"pengembang", "penguji"}})
	w.set("pengembang", v.ID, "peserta", 42)
	w.upload("pengembang", v.ID, "materi")
	w.act("pengembang", v.ID, "selesai-sosialisasi", nil)
	var entries []map[string]string
	for _, kind := range []string{"operasi", "gangguan-teknis", "penyempurnaan", "faktor-eksternal"} {
		entries = append(entries, map[string]string{"kind": kind, "date": "2026-11-23", "text": "x"})
	}
	w.set("penguji", v.ID, "catatan-pemantauan", entries)
	w.set("penguji", v.ID, "kesimpulan", "Baik")
	w.act("penguji", v.ID, "selesai-pemantauan", nil)
	w.upload("pengembang", v.ID, "dokumentasi-sistem")
	w.upload("pengembang", v.ID, "panduan-pengguna")
	w.act("pengembang", v.ID, "serahkan-dokumentasi", nil)
	w.upload("penguji", v.ID, "laporan-hasil")
	w.upload("penguji", v.ID, "dokumentasi-pengembangan")
	w.act("penguji", v.ID, "serahkan-laporan", nil)

	k := w.at("verifikator", root).sees("Siap 10 dari 11", "Pengujian, putaran 1", "Selesai tanpa temuan", "42 hadir", "Panduan pengguna", "Belum diunggah", "Menunggu Dinas Kesehatan")
	w.upload("verifikator", v.ID, "bast")
	k.open(root).sees("Siap 11 dari 11")
	w.at("pemohon", root).sees("Siap 11 dari 11", "Baca lalu tanda tangani", "Menunggu Kepala")
	for user, item := range map[string]string{"kepala": "tanda-tangan-kominfo", "pemohon": "tanda-tangan-pemohon"} {
		if _, err := w.app.Cases.Sign(context.Background(), w.actor(user), v.ID, item, casework.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	k.open(root).sees("Selesaikan serah terima").lacks("Menunggu Kepala")
	w.act("verifikator", v.ID, "serah-terima", nil)
	k.open(root).sees("Siap 11 dari 11")
}

// TestNearFirst: whoever works on a request is offered for its meetings without a search,
// the vendor's people among them, however many others there are.
func TestNearFirst(t *testing.T) {
	t.Parallel()
	w := staffed(t, 40)
	v := w.designing("pemohon", "Antrean")
	v.State.Vendor, v.Organisations["cv-nusa"] = "cv-nusa", alur.Agency{ID: "cv-nusa", Name: "CV Nusa Karya", Kind: alur.AgencyVendor}
	st := v.Plan.Stage("sosialisasi")
	it := st.Item("kegiatan")
	offered := func(search *form.Search) (names []string, said string) {
		d, err := w.app.newDesk(context.Background(), v, []*flow.Item{it}, nil, search)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range d.Item(st, it, nil).Group.Rows {
			for _, x := range row.Picker.Found {
				names = append(names, x.Person.Value)
			}
			said += row.Picker.Said
		}
		return names, said
	}
	got, said := offered(nil)
	slices.Sort(got)
	if want := []string{"pengembang", "pengembang-pd", "penguji", "penguji-pd", "vendor"}; !slices.Equal(got, want) {
		t.Errorf("offered without a search: %q, want %q", got, want)
	}
	if said != text.NearFirst() {
		t.Errorf("said: %q", said)
	}
	if got, _ := offered(&form.Search{Key: "kegiatan.attendees", Words: "nomor7"}); !slices.Equal(got, []string{"staf-7"}) {
		t.Errorf("a search finds %q", got)
	}
}
