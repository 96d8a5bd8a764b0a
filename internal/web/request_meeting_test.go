package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/pagetest"
)

// has fails where a page does not say something, or says what it should not ("!words"),
// or is no sound HTML.
func (a answer) has(t *testing.T, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n%s", a.status, status, a.body)
	}
	for _, f := range pagetest.Check(a.body) {
		t.Error(f)
	}
	for _, word := range words {
		absent, is := strings.CutPrefix(word, "!")
		if strings.Contains(a.body, absent) == is {
			t.Errorf("the page says %q: %t", absent, is)
		}
	}
}

// TestMeetingPages walks from a proposal to the time of the meeting, as its owner and as two who are asked.
func TestMeetingPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.presented("pemohon", "Sistem Antrean")
	root := "/permohonan/" + string(v.ID)
	path := root + "/pertemuan/jadwal"
	owner, asked, member, auditor := w.as("verifikator"), w.as("pemohon"), w.as("anggota"), w.as("auditor")
	at := func(hours int) string {
		return w.clock.Now().In(alur.Jakarta).Truncate(time.Hour).Add(time.Duration(hours) * time.Hour).Format(form.InputTime)
	}
	instant := func(hours int) string {
		return stamp(w.clock.Now().Truncate(time.Hour).Add(time.Duration(hours) * time.Hour))
	}

	owner.get(root).has(t, 200, "Usulkan waktu", path+"/usul")
	asked.get(root).has(t, 200, "!"+path)
	owner.get(path).has(t, 200, "Waktunya belum ditetapkan", "Usulkan waktu", "!Pilih waktu ini")
	owner.get(path+"/usul").has(t, 200, `value="pemohon" checked`, `value="verifikator" checked`, "!pemohon2", "!auditor")
	if res := asked.get(path + "/usul"); res.location() != path {
		t.Errorf("who does not own the meeting gets %d %s", res.status, res.location())
	}
	owner.post(path+"/usul", "waktu.1", at(24), "waktu.2", "besok", "lama", "90", "tanya", "pemohon").has(t, 422, "besok", "Kesalahan:")
	owner.post(path+"/usul", "waktu.1", at(24), "waktu.3", at(-24), "lama", "90").has(t, 422, "Pilih waktu yang akan datang", "Pilih siapa yang ditanya", `value="90" selected`)
	owner.post(path+"/usul", "waktu.2", at(24), "lama", "90", "tanya", "pemohon").has(t, 422, "Isi dua sampai lima waktu", at(24))
	if res := owner.post(path+"/usul", "waktu.1", at(24), "waktu.2", "25/11/2026 13.30", "lama", "90", "tanya", "pemohon", "tanya", "anggota"); res.location() != path {
		t.Fatalf("a proposal gives %d %s\n%s", res.status, res.location(), res.body)
	}
	owner.get(path).has(t, 200, "2 orang melihatnya", "pukul 10.00 sampai 11.30 WIB", "Rabu, 25 Nov 2026 pukul 13.30 sampai 15.00 WIB", "0 dari 2 bisa", "Belum menjawab: Rini Astuti dan Wati Rahayu", "https://wa.me/?text=")

	for _, b := range []*browser{asked, member} {
		b.get("/tugas").has(t, 200, "Jawab usulan waktu", path, "2 waktu, paling awal Selasa, 24 Nov 2026")
		b.get("/agenda").has(t, 200, "Jawab usulan waktu", path)
		b.get("/agenda?waktu=lalu").has(t, 200, "!Jawab usulan waktu")
		b.get(root).has(t, 200, "Jawab usulan waktu", path)
	}
	owner.get("/tugas").has(t, 200, "!Jawab usulan waktu")
	asked.get(path).has(t, 200, "Kapan Anda bisa?", "!checked", "!Pilih waktu ini", "!https://wa.me")
	second := "2026-11-25T06:30:00Z"
	asked.post(path+"/jawab", "dilihat", instant(24), "dilihat", second, "bisa", second, "lain", "kapan saja", "catatan", "Pagi <b>apel</b>").has(t, 422, "kapan saja", "Pagi &lt;b&gt;apel", `value="`+second+`" checked`)
	asked.post(path+"/jawab", "dilihat", instant(24), "dilihat", second, "bisa", second, "lain", at(-1)).has(t, 422, "Pilih waktu yang akan datang")
	if res := asked.post(path+"/jawab", "dilihat", instant(24), "dilihat", second, "bisa", second, "lain", at(72), "catatan", "Pagi <b>apel</b>"); res.location() != path {
		t.Fatalf("an answer gives %d %s", res.status, res.location())
	}
	asked.get(path).has(t, 200, "Anda bisa pada 1 dari 2 waktu", "Simpan perubahan jawaban")
	asked.get("/tugas").has(t, 200, "!Jawab usulan waktu")
	member.post(path+"/jawab", "dilihat", instant(24), "dilihat", second, "semua", "ya")
	owner.get(path).has(t, 200, "2 dari 2 bisa", "1 dari 2 bisa", "Tidak bisa: Wati Rahayu", "Pagi &lt;b&gt;apel", path+"/usul?tambah=")
	owner.get(path+"/usul?tambah="+instant(72)).has(t, 200, `id="waktu.3" name="waktu.3" value="`+at(72)+`"`, "tetap membawa jawabannya")
	owner.get(root).has(t, 200, "2 waktu, 2 dari 2 sudah menjawab")

	// A form made before the proposal changed says nothing about what is new.
	owner.post(path+"/usul", "waktu.1", at(24), "waktu.2", "25/11/2026 13.30", "waktu.3", at(72), "lama", "90", "tanya", "pemohon", "tanya", "anggota")
	member.post(path+"/jawab", "dilihat", instant(24), "dilihat", second, "bisa", second)
	member.get("/tugas").has(t, 200, "Jawab usulan waktu", "3 waktu")
	member.get(path).has(t, 200, "Waktu baru, belum Anda jawab")

	// Only those who may.
	for name, b := range map[string]*browser{"asked": asked, "auditor": auditor} {
		for _, post := range []string{"/usul", "/pilih", "/tutup"} {
			if res := b.post(path+post, "waktu", second, "waktu.1", at(30), "waktu.2", at(31), "tanya", "pemohon"); res.status != http.StatusForbidden && (post != "/pilih" || res.status != 422) {
				t.Errorf("%s posts %s: %d", name, post, res.status)
			}
		}
	}
	if res := auditor.post(path+"/jawab", "dilihat", second); res.status != http.StatusForbidden {
		t.Errorf("an auditor answers: %d", res.status)
	}
	auditor.get(path).has(t, 200, "2 dari 2 bisa", "!Kapan Anda bisa?", "!Pilih waktu ini")
	if res := w.as("pemohon2").get(path); res.status != http.StatusNotFound {
		t.Errorf("another agency sees it: %d", res.status)
	}
	if res := owner.get(root + "/pertemuan/rapat"); res.location() != root {
		t.Errorf("the meeting of another stage leads to %d %s", res.status, res.location())
	}

	// A time that is not proposed, the choice, and the colleague who was too late.
	owner.post(path+"/pilih", "waktu", instant(25)).has(t, 409, "sudah ditutup atau berubah", "Pilih waktu ini")
	if res := owner.post(path+"/pilih", "waktu", second, hiddenKey, "k"); res.location() != root+"#butir-jadwal" {
		t.Fatalf("the choice gives %d %s\n%s", res.status, res.location(), res.body)
	}
	owner.get(root).has(t, 200, "Waktu ditetapkan: Rabu, 25 Nov 2026 pukul 13.30 sampai 15.00 WIB", `value="2026-11-25T13:30"`)
	if res := owner.post(path+"/pilih", "waktu", second, hiddenKey, "k"); res.location() != root+"#butir-jadwal" {
		t.Errorf("the same choice once more gives %d %s", res.status, res.location())
	}
	owner.post(path+"/pilih", "waktu", instant(24), hiddenKey, "l").has(t, 409, "sudah ditutup atau berubah", "Rabu, 25 Nov 2026")
	var m flow.Meeting
	if err := json.Unmarshal(w.view("pemohon", v.ID).State.Value("presentasi", "jadwal"), &m); err != nil || strings.Join(m.Attendees, " ") != "anggota pemohon" || m.End != "2026-11-25T15:00:00+07:00" {
		t.Errorf("the meeting is %+v, %v", m, err)
	}
	w.set("verifikator", v.ID, "jadwal", map[string]any{"start": m.Start, "end": m.End, "place": "Aula", "attendees": m.Attendees})
	asked.get(path).has(t, 200, "Salin teks WhatsApp", "*Jadwal presentasi: Sistem Antrean*", "Tempat: Aula", "/agenda/"+string(v.ID)+".presentasi.jadwal.ics")
	asked.get(root).has(t, 200, "Undangan dan teks WhatsApp")
	owner.get(root).has(t, 200, `<option value="Aula"></option>`)
}

// TestSimilarSystems proves what a script and the check page are told of other agencies' systems.
func TestSimilarSystems(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	other := w.submitted("pemohon2", "Antrean <Loket>")
	own := w.submitted("pemohon", "Antrean Puskesmas")
	draft := w.draft("pemohon", "Antrean Baru")
	b := w.as("pemohon")
	res := b.get(similarPath(draft) + "antrean")
	var got struct {
		Similar []similarSystem `json:"serupa"`
	}
	if err := json.Unmarshal([]byte(res.body), &got); err != nil || res.status != 200 || len(got.Similar) != 2 {
		t.Fatalf("%d %v %s", res.status, err, res.body)
	}
	if strings.Contains(res.body, string(other.ID)) || !strings.Contains(res.body, string(own.ID)) || strings.Contains(res.body, other.Number) {
		t.Errorf("the answer is %s", res.body)
	}
	b.get("/permohonan/"+string(draft.ID)+"/periksa").has(t, 200, "Sistem dengan nama serupa", "Antrean &lt;Loket&gt;", "Dinas Pendidikan", "!"+string(other.ID), "/permohonan/"+string(own.ID))
	b.get("/permohonan/"+string(draft.ID)+"/isi/sistem").has(t, 200, "data-mirip=")
	for range trackBurst {
		res = b.get(similarRoute + "?nama=antrean")
	}
	if res.status != http.StatusTooManyRequests || res.header.Get("Retry-After") == "" {
		t.Errorf("after %d look-ups: %d", trackBurst+1, res.status)
	}
	for _, name := range []string{"vendor", "auditor", "anggota"} {
		if res := w.as(name).get(similarRoute + "?nama=antrean"); res.status != http.StatusForbidden {
			t.Errorf("%s gets %d", name, res.status)
		}
	}
}
