package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// act takes an action through the use cases.
func (w *world) act(username string, id alur.RequestID, action string, input map[string]jsontext.Value) *casework.View {
	w.t.Helper()
	res, err := w.app.Cases.Act(context.Background(), w.actor(username), id, action, input, "", casework.Options{})
	if err != nil {
		w.t.Fatalf("%s by %s: %v", action, username, err)
	}
	return res.View
}

func (w *world) set(username string, id alur.RequestID, item string, x any) {
	w.t.Helper()
	data := map[string]jsontext.Value{item: value(w.t, x)}
	if _, err := w.app.Cases.SetData(context.Background(), w.actor(username), id, data, casework.Options{}); err != nil {
		w.t.Fatalf("set %s by %s: %v", item, username, err)
	}
}

func (w *world) view(username string, id alur.RequestID) *casework.View {
	w.t.Helper()
	v, err := w.app.Cases.Get(context.Background(), w.actor(username), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// supplied is a request that stands in the review.
func (w *world) supplied(username, title string) *casework.View {
	w.t.Helper()
	v := w.submitted(username, title)
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload(username, v.ID, kind)
	}
	return w.act(username, v.ID, "serahkan", nil)
}

// presented is a request that stands in the presentation.
func (w *world) presented(username, title string) *casework.View {
	w.t.Helper()
	v := w.supplied(username, title)
	for _, doc := range v.Documents {
		if _, err := w.app.Cases.Review(context.Background(), w.actor("verifikator"), v.ID, doc.ID, flow.Accepted, "", casework.Options{}); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.act("verifikator", v.ID, "terima", nil)
}

// at opens a page in the browser of a person.
func (w *world) at(username, path string) *walker {
	w.t.Helper()
	return w.walker(username).open(path)
}

// TestConcurrentEdit: two colleagues have the same form open.
func TestConcurrentEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	second := worldUsers[0]
	second.Username, second.Name, second.Password = "pemohon-b", "Budi Hartono", worldPassword
	if err := w.app.Directory.AddUser(context.Background(), second); err != nil {
		t.Fatal(err)
	}
	v := w.presented("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	a := w.at("pemohon", root)
	form := a.form("/isian").set("gambaran-umum", "Milik Wati").set("analisis-dampak", "Dampak dari Wati")

	// What a colleague wrote elsewhere in the form, and the reviewer's part, do not matter.
	w.set("verifikator", v.ID, "jadwal", map[string]any{"place": "Ruang Aptika"})
	form.press().sees("Isian tersimpan")

	form = a.form("/isian").set("gambaran-umum", "Milik Wati, diperbaiki")
	w.clock.Pass(5 * time.Minute)
	w.set("pemohon-b", v.ID, "gambaran-umum", "Milik Budi")
	w.set("pemohon-b", v.ID, "analisis-dampak", "Dampak dari Budi")
	form.press()
	if a.code != http.StatusConflict {
		t.Fatalf("status %d, want 409", a.code)
	}
	a.sees("Budi Hartono mengubah «Gambaran umum dan keunggulan» pukul 10.05", "Milik Budi")
	form = a.form("/isian")
	if got := form.values.Get("gambaran-umum"); got != "Milik Wati, diperbaiki" {
		t.Errorf("what was typed is lost: %q", got)
	}
	if got := form.values.Get("analisis-dampak"); got != "Dampak dari Budi" {
		t.Errorf("an answer that was not touched is not the newest: %q", got)
	}
	if got := w.view("pemohon", v.ID).State.Text("presentasi", "gambaran-umum"); got != "Milik Budi" {
		t.Errorf("overwritten unseen: %q", got)
	}
	// Having compared, one may save.
	form.press().sees("Isian tersimpan")
	if got := w.view("pemohon", v.ID).State.Text("presentasi", "gambaran-umum"); got != "Milik Wati, diperbaiki" {
		t.Errorf("stored %q", got)
	}
}

// TestMovedOn: the stage is over before the form is sent.
func TestMovedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.presented("pemohon", "Antrean")
	k := w.at("pemohon", "/permohonan/"+string(v.ID))
	form := k.form("/isian").set("gambaran-umum", "Kalimat yang sayang bila hilang")
	w.act("pemohon", v.ID, "tarik", map[string]jsontext.Value{"alasan": value(t, "Batal")})
	form.press()
	if k.code != http.StatusConflict {
		t.Errorf("status %d, want 409", k.code)
	}
	k.sees("belum tersimpan", "Kalimat yang sayang bila hilang", "Dibatalkan")
}

// TestSentTwice: a double click adds one entry to a log, one message, one finding.
func TestSentTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.draft("pemohon", "Antrean")
	k := w.at("pemohon", "/permohonan/"+string(v.ID)+"/pesan")
	form := k.form("/pesan").set("text", "Halo")
	for range 2 {
		if a := form.send(); a.status != http.StatusSeeOther {
			t.Fatalf("status %d", a.status)
		}
	}
	list, _, err := w.app.Cases.Comments(context.Background(), w.actor("pemohon"), v.ID, "", 10)
	if err != nil || len(list) != 1 {
		t.Errorf("%d messages, %v; want one", len(list), err)
	}
	// The next message with the same words, from a form opened anew, is another one.
	k.open(k.path).form("/pesan").set("text", "Halo").press().sees("Pesan terkirim")
	if list, _, _ = w.app.Cases.Comments(context.Background(), w.actor("pemohon"), v.ID, "", 10); len(list) != 2 {
		t.Errorf("%d messages, want two", len(list))
	}

	k.open("/permohonan/baru")
	fresh := k.form("/permohonan/baru").set(fieldFlow, "swakelola")
	one, two := fresh.send().location(), fresh.send().location()
	if one != two || one == "" {
		t.Errorf("two drafts: %q and %q", one, two)
	}
}

// TestFiles: what is wrong with one file costs neither the others nor the answers.
func TestFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.draft("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	k := w.at("pemohon", root+"/isi/surat")
	form := k.form("/isi/surat").set("nomor-surat", "045").attach("surat")
	form.files[0].file, form.files[0].content = "surat.txt", []byte("bukan PDF")
	form.press()
	if k.code != http.StatusUnprocessableEntity {
		t.Errorf("status %d, want 422", k.code)
	}
	k.sees("bukan jenis yang diterima", "PDF")
	if k.form("/isi/surat").values.Get("nomor-surat") != "045" {
		t.Error("the answers are lost with the file")
	}
	form = k.form("/isi/surat").attach("surat")
	form.files[0].content = nil
	form.press().sees("kosong")

	// Two people replace the same file: the second hears of it.
	k.open(root + "/isi/surat").form("/isi/surat").attach("surat").press()
	form = k.open(root + "/isi/surat").form("/isi/surat").attach("surat")
	form.files[0].content = append([]byte(nil), append(smallPDF, "% lain\n"...)...)
	w.upload("pemohon", v.ID, "surat")
	form.press().sees("baru saja mengunggah berkas lain")

	// A body that breaks off is refused, and an unknown slot is no slot.
	kind, body := formWithFiles(t, nil, attached{"berkas.kak", "kak.pdf", smallPDF})
	if a := k.browser.send(http.MethodPost, root+"/isi/surat", kind, body); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a file of another stage: %d", a.status)
	}
	if a := k.browser.send(http.MethodPost, root+"/isi/surat", kind, body[:len(body)/2]); a.status != http.StatusBadRequest {
		t.Errorf("half a body: %d", a.status)
	}
	if got := len(w.view("pemohon", v.ID).Documents); got != 1 {
		t.Errorf("%d documents, want 1", got)
	}
}

// TestSessionOver: what was typed into a form with files survives a new sign-in.
func TestSessionOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.presented("pemohon", "Antrean")
	k := w.at("pemohon", "/permohonan/"+string(v.ID))
	form := k.form("/isian").set("gambaran-umum", "Ditulis selama satu jam").attach("paparan")
	w.clock.Pass(time.Hour)
	form.press()
	if k.code != http.StatusUnauthorized {
		t.Fatalf("status %d", k.code)
	}
	k.sees("Isian Anda kami simpan", "pilih sekali lagi setelah masuk")
	k.form("/masuk").set("nama-pengguna", "pemohon").set("kata-sandi", worldPassword).press().sees("Isian Anda masih ada")
	k.form("/isian").press().sees("Isian tersimpan")
	if got := w.view("pemohon", v.ID).State.Text("presentasi", "gambaran-umum"); got != "Ditulis selama satu jam" {
		t.Errorf("stored %q", got)
	}
}

// TestStaleAction: nothing is decided or signed on a page that is not true any more.
func TestStaleAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "kepala")
	v := w.supplied("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	if _, err := w.app.Cases.Review(context.Background(), w.actor("verifikator"), v.ID, v.Documents[0].ID, flow.Rejected, "Buram", casework.Options{}); err != nil {
		t.Fatal(err)
	}
	k := w.at("kepala", root+"/tindakan/tolak")
	form := k.form("/tindakan/tolak").set("alasan", "Tidak memenuhi syarat")
	if _, err := w.app.Cases.Review(context.Background(), w.actor("verifikator"), v.ID, v.Documents[1].ID, flow.Accepted, "", casework.Options{}); err != nil {
		t.Fatal(err)
	}
	form.press()
	if k.code != http.StatusPreconditionFailed {
		t.Errorf("status %d, want 412", k.code)
	}
	k.sees("Rino Saputra mengubah permohonan ini", "Tidak memenuhi syarat")
	form = k.form("/tindakan/tolak")
	if a := form.send(); a.status != http.StatusSeeOther {
		t.Fatalf("after looking again: %d", a.status)
	}
	k.open(root).sees("Ditolak", "Tidak memenuhi syarat")
	// Links of yesterday lead to how things stand.
	k.open(root+"/tindakan/terima").sees("tidak dapat dilakukan sekarang", "Ditolak")
	if k.open(root + "/tindakan/ngawur"); k.code != http.StatusNotFound {
		t.Errorf("an unknown action: %d", k.code)
	}
}

// TestPause: while a request is paused there is nothing to fill in, and it goes on
// where it was.
func TestPause(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.presented("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	k := w.at("verifikator", root+"/tindakan/jeda")
	k.form("/tindakan/jeda").set("sebab", "menunggu-anggaran").set("sampai", "1/1/2020").press()
	k.sees("Penjelasan» harus diisi", "tidak boleh sebelum hari ini")
	k.form("/tindakan/jeda").set("alasan", "APBD perubahan").set("sampai", "2027-03-01").press().sees("Dijeda", "APBD perubahan")
	p := w.at("pemohon", root).sees("Dijeda")
	if strings.Contains(p.html, `id="isian"`) {
		t.Error("there is a form while the request is paused")
	}
	k.open(root).follow("Lanjutkan permohonan").form("/tindakan/lanjutkan").press().sees("Selesai")
	w.at("pemohon", root).form("/isian")
}

// TestFourEyes: whoever submitted sees why somebody else has to review.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	both := worldUsers[3]
	both.Username, both.Name, both.Password = "rangkap", "Bayu Nugroho", worldPassword
	both.Roles = []alur.Role{alur.RoleRequester, alur.RoleReviewer}
	if err := w.app.Directory.AddUser(context.Background(), both); err != nil {
		t.Fatal(err)
	}
	v := w.supplied("rangkap", "Antrean Diskominfo")
	w.at("rangkap", "/permohonan/"+string(v.ID)).sees("harus dilakukan oleh orang lain")
	w.at("verifikator", "/permohonan/"+string(v.ID)).form("/telaah")
}

// TestHostileWords: what people write is never markup, on any page of a request.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	evil := `<script>alert(1)</script>"'>`
	v := w.presented("pemohon", evil)
	w.set("pemohon", v.ID, "gambaran-umum", evil)
	if _, err := w.app.Cases.Comment(context.Background(), w.actor("pemohon"), v.ID, evil, alur.AudienceAll, casework.Options{}); err != nil {
		t.Fatal(err)
	}
	k := w.at("verifikator", "/permohonan/"+string(v.ID))
	for _, below := range []string{"", "/pesan", "/riwayat", "/dokumen", "/tim", "/temuan", "/tahap/surat-permohonan", "/tindakan/jeda"} {
		if k.open("/permohonan/" + string(v.ID) + below); k.code != http.StatusOK || strings.Contains(k.html, "<script>alert") {
			t.Errorf("%s: %d, or markup", below, k.code)
		}
	}
}

// TestDownload: files come as attachments that no browser runs.
func TestDownload(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2")
	v := w.submitted("pemohon", "Antrean")
	path := "/permohonan/" + string(v.ID) + "/dokumen/" + string(v.Documents[0].ID) + "/unduh"
	a := w.as("pemohon").get(path)
	if a.status != http.StatusOK || a.body != string(smallPDF) {
		t.Errorf("%d, %d bytes", a.status, len(a.body))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename=surat.pdf`, "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a := w.as("pemohon2").get(path); a.status != http.StatusNotFound {
		t.Errorf("another agency: %d", a.status)
	}
	if a := w.as("pemohon").get(strings.Replace(path, string(v.Documents[0].ID), strings.Repeat("0", 32), 1)); a.status != http.StatusNotFound {
		t.Errorf("an unknown file: %d", a.status)
	}
}

// TestRemoval: a file is taken out after a question, and the history keeps it.
func TestRemoval(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.submitted("pemohon", "Antrean")
	w.upload("pemohon", v.ID, "sop")
	k := w.at("pemohon", "/permohonan/"+string(v.ID)).follow("Hapus sop.pdf").sees("Hapus berkas ini?")
	k.form("/hapus").press().sees("dihapus dari permohonan")
	k.open("/permohonan/"+string(v.ID)+"/dokumen?semua=ya").sees("Dihapus", "sop.pdf")
	// The letter belongs to a stage that is over.
	if k.open("/permohonan/" + string(v.ID) + "/dokumen/" + string(v.Documents[0].ID) + "/hapus"); k.code != http.StatusConflict {
		t.Errorf("removing the letter: %d", k.code)
	}
}

// TestOnlooker: who has no part sees no form and no button, and may not post either.
func TestOnlooker(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "auditor", "admin", "verifikator")
	v := w.submitted("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	for _, name := range []string{"anggota", "auditor", "admin"} {
		k := w.at(name, root)
		if strings.Contains(k.html, "/isian") || strings.Contains(k.html, root+"/tindakan/") {
			t.Errorf("%s is offered something to do", name)
		}
		a := k.browser.post(root+"/isian", hiddenItem, "judul", "judul", "X", hiddenStage, string(v.Stage.ID), hiddenVersion, "1")
		if a.status == http.StatusSeeOther && w.view("pemohon", v.ID).Version != v.Version {
			t.Errorf("%s changed the request", name)
		}
		if a := k.browser.post(root+"/tindakan/tarik", hiddenStage, string(v.Stage.ID), "alasan", "x"); a.status != http.StatusForbidden {
			t.Errorf("%s takes an action: %d", name, a.status)
		}
	}
	if got := w.view("pemohon", v.ID); got.Version != v.Version || got.State.Status.Ended() {
		t.Error("the request changed")
	}
}

// TestTeamChange: the members of now stand ticked, a new letter goes with the form,
// and a team that is not touched stays as it is.
func TestTeamChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	for _, u := range walkers {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	v := w.designing("pemohon", "Antrean")
	k := w.at("verifikator", "/permohonan/"+string(v.ID)+"/tim").follow("Ubah susunan tim")
	form := k.form("/tindakan/ubah-tim")
	if got := form.values["tim-pengembang"]; len(got) != 2 {
		t.Fatalf("ticked: %v", got)
	}
	form.set("tim-pengembang", "pengembang", "anggota").set("alasan", "Mutasi").attach("sk-tim")
	form.files[0].content = append(form.files[0].content, "% baru\n"...)
	form.press().sees("Susunan tim diubah.", "Rini Astuti")
	now := w.view("verifikator", v.ID)
	if got := now.State.Teams["tim-pengembang"]; strings.Join(got, " ") != "pengembang anggota" {
		t.Errorf("team is %v", got)
	}
	if got := now.State.Teams["tim-penguji"]; len(got) != 2 {
		t.Errorf("the other team is %v", got)
	}
	k.open(k.path+"/riwayat").sees("Susunan tim diubah", "Mutasi", "sk-tim.pdf")
	// A team without the requesting agency is refused, and what was chosen stays.
	k.open("/permohonan/" + string(v.ID) + "/tindakan/ubah-tim")
	k.form("/tindakan/ubah-tim").set("tim-pengembang", "pengembang").set("alasan", "Mutasi lagi").press()
	k.sees("satu orang dari Perangkat Daerah pemohon", "Mutasi lagi")
}

// designing is a request in the stage after its teams were appointed.
func (w *world) designing(username, title string) *casework.View {
	w.t.Helper()
	v := w.decidable(username, title)
	w.act("kepala", v.ID, "setujui", nil)
	w.set("verifikator", v.ID, "tim-pengembang", []string{"pengembang", "pengembang-pd"})
	w.set("verifikator", v.ID, "tim-penguji", []string{"penguji", "penguji-pd"})
	w.upload("verifikator", v.ID, "sk-tim")
	return w.act("verifikator", v.ID, "tetapkan", nil)
}

// decidable is a request that waits for the decision.
func (w *world) decidable(username, title string) *casework.View {
	w.t.Helper()
	v := w.presented(username, title)
	meeting := func(item string) {
		start := w.clock.Now()
		w.set("verifikator", v.ID, item, map[string]any{
			"start": start.Format(time.RFC3339), "end": start.Add(time.Hour).Format(time.RFC3339), "place": "Aptika", "attendees": []string{"verifikator", username},
		})
	}
	sign := func(name, item string) {
		if _, err := w.app.Cases.Sign(context.Background(), w.actor(name), v.ID, item, casework.Options{}); err != nil {
			w.t.Fatal(err)
		}
	}
	meeting("jadwal")
	w.set(username, v.ID, "gambaran-umum", "x")
	w.set(username, v.ID, "analisis-dampak", "x")
	w.upload(username, v.ID, "paparan")
	w.act("verifikator", v.ID, "catat-presentasi", nil)
	meeting("rapat")
	w.set("verifikator", v.ID, "ruang-lingkup", "x")
	w.set("verifikator", v.ID, "rencana-tahapan", []map[string]string{{"title": "x", "due": "2027-01-01"}})
	w.upload("verifikator", v.ID, "notulen")
	sign("verifikator", "paraf-kominfo")
	sign(username, "paraf-pemohon")
	return w.act("verifikator", v.ID, "selesai-rapat", nil)
}

// TestSignature: a signature is refused in words, and covers what the page showed.
func TestSignature(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	for _, u := range walkers {
		u.Password = worldPassword
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	v := w.designing("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	k := w.at("pengembang", root+"/tanda-tangan/paraf-pengembang").sees("belum lengkap")
	verdict := map[string]string{"verdict": "feasible"}
	w.set("pengembang", v.ID, "kelayakan", map[string]any{"proses-bisnis": verdict, "hukum": verdict, "teknis": verdict})
	w.upload("pengembang", v.ID, "dokumen-desain")
	form := k.open(k.path).form("/tanda-tangan/paraf-pengembang").set(fieldPassword, worldPassword)
	w.clock.Pass(time.Minute)
	w.set("pengembang-pd", v.ID, "kelayakan", map[string]any{"proses-bisnis": verdict, "hukum": verdict, "teknis": map[string]string{"verdict": "not-feasible", "note": "x"}})
	form.press()
	if k.code != http.StatusPreconditionFailed || len(w.view("pengembang", v.ID).State.Signatures) != 2 {
		t.Errorf("signed what was not shown: %d", k.code)
	}
	k.sees("Hendra Kusuma mengubah permohonan ini", "Tidak layak")
	k.form("/tanda-tangan/paraf-pengembang").set(fieldPassword, "salah").press().sees("Kata sandi tidak cocok")
	form = k.form("/tanda-tangan/paraf-pengembang").set(fieldPassword, worldPassword)
	one, two := form.send(), form.send()
	if one.status != http.StatusSeeOther || two.status != http.StatusSeeOther {
		t.Errorf("signed twice by a double click: %d, %d", one.status, two.status)
	}
	k.open(root + "/tanda-tangan/paraf-pengembang").sees("sudah ditandatangani")
	w.at("verifikator", root+"/tanda-tangan/paraf-pengembang").sees("oleh pihak lain")
}

// TestTooLate: what was written in a review or about a finding is shown, not lost,
// when somebody else has moved the request on.
func TestTooLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.supplied("pemohon", "Antrean")
	k := w.at("verifikator", "/permohonan/"+string(v.ID))
	form := k.form("/telaah")
	rows := reviewRows(form)
	form.set(rows[0], "rejected").set(strings.Replace(rows[0], reviewVerdict, reviewNote, 1), "Catatan yang panjang")
	w.act("pemohon", v.ID, "tarik", map[string]jsontext.Value{"alasan": value(t, "Batal")})
	form.press()
	if k.code < 400 {
		t.Errorf("status %d", k.code)
	}
	k.sees("Catatan yang panjang")
}

// TestVendorSees: a vendor that is not appointed sees nothing.
func TestVendorSees(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "vendor")
	v := w.submitted("pemohon", "Antrean")
	for _, below := range []string{"", "/riwayat", "/pesan", "/dokumen"} {
		if a := w.as("vendor").get("/permohonan/" + string(v.ID) + below); a.status != http.StatusNotFound {
			t.Errorf("a vendor that is not appointed sees %s: %d", below, a.status)
		}
	}
}

// TestBareForms: a form without its hidden values is refused or saved, never a fault.
func TestBareForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v := w.supplied("pemohon", "Antrean")
	root := "/permohonan/" + string(v.ID)
	b := w.as("verifikator")
	for _, path := range []string{"/isian", "/telaah", "/temuan", "/temuan/1", "/pesan", "/tindakan/terima", "/tindakan/tolak", "/tanda-tangan/x", "/dokumen/x/hapus", "/isi/surat"} {
		for _, body := range []string{"", "_versi=x&_tahap=x&_kunci=" + strings.Repeat("k", 300), "_butir=judul&_butir=judul&_tahap=verifikasi", url.Values{"hasil." + string(v.Documents[0].ID): {"maybe"}}.Encode()} {
			if a := b.send(http.MethodPost, root+path, "application/x-www-form-urlencoded", body); a.status >= 500 {
				t.Errorf("%s %q: %d", path, body, a.status)
			}
		}
	}
}
