package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// code is the address that the screen of a meeting shows now.
func (w *world) code(meeting string) string {
	w.t.Helper()
	code, _, err := w.app.Directory.RollCode(meeting, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return rollPath(meeting) + "?kode=" + code
}

// TestGathering walks through the answers to an invitation and the list of those present:
// who may do what, when the list is open, and what a code opens.
func TestGathering(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v, start := w.invited("Sistem <Antrean>")
	path := "/permohonan/" + string(v.ID) + "/pertemuan/jadwal"
	meeting := casework.MeetingID(v.ID, "presentasi", "jadwal")
	owner, asked, member := w.as("verifikator"), w.as("pemohon"), w.as("anggota")

	asked.get(path).has(t, 200, path+"/hadir", "Jawab undangan")
	asked.get(path+"/hadir").has(t, 200, "Apakah Anda hadir?", "!checked", "!Jawaban undangan", "!Tampilkan kode")
	member.get(path+"/hadir").has(t, 200, "!Apakah Anda hadir?")
	asked.post(path+"/hadir", "alasan", "Tetap <tertulis>").has(t, 422, "Pilih hadir, mungkin, atau tidak hadir", "Tetap &lt;tertulis&gt;", `href="#jawaban`)
	asked.post(path+"/hadir", "jawaban", "tidak", "alasan", strings.Repeat("a", 301)).has(t, 422, "Persingkat alasan", `value="tidak" checked`)
	if res := asked.post(path+"/hadir", "jawaban", "tidak", "alasan", "Dinas luar"); res.location() != path+"/hadir" {
		t.Fatalf("an answer gives %d %s\n%s", res.status, res.location(), res.body)
	}
	asked.get(path+"/hadir").has(t, 200, "Jawaban Anda disimpan: tidak hadir", `value="tidak" checked`)
	owner.get(path+"/hadir").has(t, 200, "0 hadir, 0 mungkin, 1 tidak, 1 belum menjawab", "Dinas luar")
	for name, want := range map[string]int{"anggota": 403, "auditor": 403, "pemohon2": 404, "vendor": 404} {
		if res := w.as(name).post(path+"/hadir", "jawaban", "hadir"); res.status != want {
			t.Errorf("%s answers: %d", name, res.status)
		}
	}
	// Another time asks anew.
	start = start.Add(time.Hour)
	w.plan(v.ID, start)
	owner.get(path+"/hadir").has(t, 200, "0 tidak, 2 belum menjawab")

	// Before its time there is no screen, and codes open nothing.
	owner.get(path+"/layar").has(t, 409, "Daftar hadir dibuka", "!kode.svg", "!refresh")
	w.browser().get(w.code(meeting)).has(t, 409, "Daftar hadir belum dibuka", "!Antrean")
	w.clock.Set(start.Add(-30 * time.Minute).Truncate(30 * time.Second).Add(10 * time.Second))
	owner, asked, member = w.as("verifikator"), w.as("pemohon"), w.as("anggota")
	stranger, vendor := w.as("pemohon2"), w.as("vendor")
	owner.get(path+"/layar").has(t, 200, path+"/layar/kode.svg", `http-equiv="refresh" content="21"`, "!<header", "!<footer", "Sistem &lt;Antrean&gt;")
	picture := owner.get(path + "/layar/kode.svg")
	if picture.status != 200 || picture.header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(picture.body, "<path") || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the picture: %d %v", picture.status, picture.header)
	}
	for name, want := range map[string]int{"pemohon": 403, "auditor": 403, "pemohon2": 404} {
		for _, below := range []string{"/layar", "/layar/kode.svg"} {
			if res := w.as(name).get(path + below); res.status != want {
				t.Errorf("%s gets %s: %d", name, below, res.status)
			}
		}
	}

	// Who has an account and sees the request: twice is once, and looking is nothing.
	scanned := w.code(meeting)
	asked.get(scanned).has(t, 200, "Saya hadir", "Wati Rahayu", "!Instansi")
	owner.get(path+"/hadir").has(t, 200, "Belum ada yang tercatat hadir")
	ticket := func(b *browser) string {
		_, after, _ := strings.Cut(b.get(scanned).body, `name="tiket" value="`)
		value, _, _ := strings.Cut(after, `"`)
		return value
	}
	for range 2 {
		asked.post(rollPath(meeting), "tiket", ticket(w.browser())).has(t, 200, "Kehadiran Wati Rahayu sudah tercatat")
	}
	asked.get(scanned).has(t, 200, "sudah tercatat", "!Saya hadir")
	// Nobody signed in: the way in keeps the ticket; a guest types a name.
	visitor := w.browser()
	visitor.get(scanned).has(t, 200, "Jadwal", "/masuk?lanjut="+url.QueryEscape(rollPath(meeting)+"?tiket="), "!Antrean", "!Saya hadir</button>")
	if res := visitor.post(rollPath(meeting), "tiket", ticket(visitor)); !strings.HasPrefix(res.location(), "/masuk?lanjut=") {
		t.Errorf("without an account: %d %s", res.status, res.location())
	}
	visitor.post(rollPath(meeting), "tiket", ticket(visitor), "tamu", "ya", "nama", "  ", "instansi", strings.Repeat("x", 121), "jabatan", "Lurah <b>").has(t, 422, "Isi nama", "Isi instansi", "Lurah &lt;b&gt;")
	for range 2 {
		visitor.post(rollPath(meeting), "tiket", ticket(visitor), "tamu", "ya", "nama", "Tamu  Contoh", "instansi", "Kelurahan", "jabatan", "Lurah").has(t, 200, "sudah tercatat")
	}
	stranger.get(scanned).has(t, 200, "Joko Pranowo", "!Saya hadir</button>", "!Antrean")
	vendor.get(scanned).has(t, 200, "!Saya hadir</button>")
	owner.get(path+"/hadir").has(t, 200, "2 hadir, 1 di antaranya tanpa akun", "Tamu Contoh", "(tanpa akun)", "Lurah", "Tampilkan kode di layar")
	member.get(path+"/hadir").has(t, 200, "Tamu Contoh")
	if res := stranger.get(path + "/hadir"); res.status != 404 {
		t.Errorf("a stranger reads the list: %d", res.status)
	}
	// No code, a code of long ago, a ticket of another meeting, too many names.
	old := ticket(visitor)
	for _, bad := range []string{rollPath(meeting), rollPath(meeting) + "?kode=AAAAAAAA", rollPath("x") + "?tiket=" + old} {
		visitor.get(bad).has(t, 409, "Kode ini sudah berganti")
	}
	w.clock.Pass(11 * time.Minute)
	visitor.get(scanned).has(t, 409, "Kode ini sudah berganti")
	visitor.post(rollPath(meeting), "tiket", old, "tamu", "ya", "nama", "Telat", "instansi", "Kelurahan").has(t, 409, "Kode ini sudah berganti")
	scanned = w.code(meeting)
	status := 0
	for i := range trackBurst + 1 {
		status = visitor.post(rollPath(meeting), "tiket", ticket(visitor), "tamu", "ya", "nama", "Tamu", "instansi", strings.Repeat("x", i+1)).status
	}
	if status != 429 {
		t.Errorf("after too many names: %d", status)
	}
	w.clock.Set(start.Add(4 * time.Hour))
	visitor.get(w.code(meeting)).has(t, 409, "sudah ditutup")
}

// TestMinutesPaper: what came of each point becomes the paper of the minutes and fills the
// item, by those whose it is, once for each press.
func TestMinutesPaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v, start := w.invited("Sistem Antrean")
	w.set("pemohon", v.ID, "gambaran-umum", "Antrean daring")
	w.set("pemohon", v.ID, "analisis-dampak", "Antre lama")
	w.upload("pemohon", v.ID, "paparan")
	w.clock.Set(start.Add(time.Hour))
	w.act("verifikator", v.ID, "catat-presentasi", map[string]jsontext.Value{"catatan": value(t, "Baik")})
	day := w.clock.Now().In(alur.Jakarta)
	w.set("verifikator", v.ID, "rapat", map[string]any{
		"start": day.Format(time.RFC3339), "end": day.Add(time.Hour).Format(time.RFC3339), "place": "Aula", "attendees": []string{"pemohon", "verifikator"},
		"minutes": "Agenda dan hasil\n\n1. Ruang lingkup\n   Keputusan: enam puskesmas\n\n2. Anggaran",
	})
	path := "/permohonan/" + string(v.ID) + "/pertemuan/rapat"
	owner, asked := w.as("verifikator"), w.as("pemohon")
	page := owner.get(path + "/hadir")
	page.has(t, 200, "1. Ruang lingkup", "Keputusan: enam puskesmas", "Belum ada hasil", "Pakai sebagai notulen", "#butir-rapat")
	asked.get(path+"/hadir").has(t, 200, "Keputusan: enam puskesmas", "!Pakai sebagai notulen")
	if res := asked.post(path+"/notulen", hiddenKey, "x"); res.status != 403 {
		t.Errorf("the requester makes the minutes: %d", res.status)
	}
	for range 2 {
		if res := owner.post(path+"/notulen", hiddenKey, "sekali"); !strings.HasPrefix(res.location(), "/permohonan/"+string(v.ID)) {
			t.Fatalf("the minutes: %d %s\n%s", res.status, res.location(), res.body)
		}
	}
	s := w.view("verifikator", v.ID).State
	if n := len(s.Papers); n != 1 || len(s.Current("notulen")) != 1 || s.Current("notulen")[0].SHA256 != s.Papers[0].SHA256 {
		t.Errorf("%d papers, %+v", n, s.Current("notulen"))
	}
	owner.get(path+"/hadir").has(t, 200, "Naskah notulen yang berlaku")
	if res := owner.post("/permohonan/"+string(v.ID)+"/pertemuan/jadwal/notulen", hiddenKey, "y"); res.status != 404 {
		t.Errorf("the minutes of another meeting: %d", res.status)
	}
}

// TestFeedCalledOff: a meeting that lost its time stays in a subscription, as one that is
// off, with the next SEQUENCE; for those alone who see its request.
func TestFeedCalledOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator")
	v, _ := w.invited("Sistem Antrean")
	w.set("verifikator", v.ID, "jadwal", nil)
	feed := func(name string) []ical.Event {
		_, after, _ := strings.Cut(w.as(name).post("/akun/kalender").body, "/agenda/langganan.ics?kunci=")
		key, _, _ := strings.Cut(after, `"`)
		return parsed(t, w.browser().get("/agenda/langganan.ics?kunci="+key))
	}
	got := feed("pemohon")
	if len(got) != 1 || word(t, got[0], ical.PropUID) != casework.MeetingID(v.ID, "presentasi", "jadwal") || word(t, got[0], ical.PropStatus) != "CANCELLED" || got[0].Props.Get(ical.PropSequence).Value != "1" {
		t.Errorf("%+v", got)
	}
	if got := feed("pemohon2"); len(got) != 0 {
		t.Errorf("a stranger's: %+v", got)
	}
}
