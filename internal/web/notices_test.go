package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

var markRead = regexp.MustCompile(`action="(/kabar/dibaca/[0-9a-f]{32})"`)

// TestNotices: the bell counts, the page lists, looking changes nothing; reading one or all
// does, and only one's own. Words of people are not on the page of what happened.
func TestNotices(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Sistem <Antrean>")
	say := func(text string, to alur.Audience) {
		t.Helper()
		if _, err := w.app.Cases.Comment(t.Context(), w.actor("verifikator"), v.ID, text, to, casework.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	say("Rahasia isi pesan", alur.AudienceAll)
	w.clock.Pass(time.Minute)
	say("Hanya untuk kami", alur.AudienceICT)
	b, other := w.as("pemohon"), w.as("kepala")
	bell := func(b *browser, want string) {
		t.Helper()
		res := b.get("/tugas")
		_, after, _ := strings.Cut(res.body, `href="/kabar"`)
		after, _, _ = strings.Cut(after, "</a>")
		if want == "" && strings.Contains(after, "lencana") || want != "" && !strings.Contains(after, `<span class="lencana">`+want+`<`) {
			t.Errorf("the bell says %q, want %q", after, want)
		}
	}
	bell(b, "1")
	bell(other, "2")
	res := b.get("/kabar")
	if res.status != http.StatusOK || !strings.Contains(res.body, "Pesan baru tentang Sistem &lt;Antrean&gt;") || strings.Contains(res.body, "Rahasia isi") {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	bell(b, "1")
	mine := markRead.FindStringSubmatch(res.body)
	theirs := markRead.FindStringSubmatch(other.get("/kabar").body)
	if mine == nil || theirs == nil {
		t.Fatal("nothing to mark")
	}
	if res := b.post(theirs[1]); res.status != http.StatusSeeOther {
		t.Errorf("somebody else's: %d", res.status)
	}
	bell(other, "2")
	bell(b, "1")
	if res := b.post(mine[1]); res.status != http.StatusSeeOther || res.location() != "/kabar" {
		t.Errorf("%d %s", res.status, res.location())
	}
	bell(b, "")
	if res := b.get("/kabar?belum=ya"); !strings.Contains(res.body, "Semua kabar sudah Anda baca") {
		t.Error(res.body)
	}
	// What comes while the page is open is not marked with the rest.
	until := regexp.MustCompile(`name="sampai" value="(\d+)"`).FindStringSubmatch(other.get("/kabar").body)
	w.clock.Pass(time.Minute)
	say("Satu lagi", alur.AudienceICT)
	if res := other.post("/kabar/dibaca", "sampai", until[1]); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	bell(other, "1")
	for _, wrong := range []string{"", "x", "-1"} {
		if res := other.post("/kabar/dibaca", "sampai", wrong); res.status != http.StatusBadRequest {
			t.Errorf("sampai %q: %d", wrong, res.status)
		}
	}
	// Whoever does not see the request any more hears nothing of it.
	say("Terakhir", alur.AudienceAll)
	bell(b, "1")
	err := w.store.Write(t.Context(), func(tx *store.Tx) error {
		a, err := tx.Account(t.Context(), "pemohon")
		if err != nil {
			return err
		}
		a.Agency = "dinas-pendidikan"
		return tx.SaveAccount(t.Context(), a)
	})
	if err != nil {
		t.Fatal(err)
	}
	b = w.as("pemohon")
	bell(b, "")
	if res := b.get("/kabar"); !strings.Contains(res.body, "Belum ada kabar") {
		t.Error(res.body)
	}
}

// TestNoticeSettings: what is ticked is sent, the rest is not; a link in a letter stops one
// kind without a sign-in, by pressing, not by looking.
func TestNoticeSettings(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, func(c *directory.Config) { c.Key = make([]byte, directory.KeySize) }).withUsers()
	b := w.as("pemohon")
	settings := func() directory.NoticeSettings {
		t.Helper()
		s, err := w.app.Directory.NoticeSettings(t.Context(), "pemohon")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if res := b.get("/akun"); strings.Count(res.body, `name="jenis-kabar"`) != 14 || strings.Count(res.body, `name="kebiasaan-kabar"`) != 2 || !strings.Contains(res.body, "Server ini tidak mengirim email") {
		t.Error("the form is not on the page")
	}
	if res := b.post("/akun/kabar", "jenis-kabar", "turn", "jenis-kabar", "message", "kebiasaan-kabar", "jam-kerja"); res.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if s := settings(); len(s.Muted) != 12 || s.Digest || !s.Quiet {
		t.Errorf("%+v", s)
	}
	token, err := w.app.Directory.UnsubscribeToken("pemohon", "turn")
	if err != nil {
		t.Fatal(err)
	}
	visitor := w.browser()
	res := visitor.get("/kabar/berhenti/" + token)
	if res.status != http.StatusOK || !strings.Contains(res.body, "Hentikan email ini") || strings.Contains(res.body, "Wati") || len(settings().Muted) != 12 {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	// As a mail program does it (RFC 8058): from nowhere, with this body.
	for range 2 {
		if res := visitor.post("/kabar/berhenti/"+token, "List-Unsubscribe", "One-Click"); res.status != http.StatusOK || !strings.Contains(res.body, "Email «Giliran Anda» sudah dihentikan") {
			t.Errorf("%d\n%s", res.status, res.body)
		}
	}
	if s := settings(); len(s.Muted) != 13 || s.Digest || !s.Quiet {
		t.Errorf("%+v", s)
	}
	for _, forged := range []string{"x", token[:len(token)-1], "A" + token[1:]} {
		if res := visitor.post("/kabar/berhenti/" + forged); res.status != http.StatusNotFound {
			t.Errorf("%s: %d", forged, res.status)
		}
	}
}

// TestDeliveries: an administrator sees what failed and why, tries it again or discards it
// with a reason, and both are entries of the security log.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	add := func(state store.JobState, cause string) string {
		t.Helper()
		id := alur.NewID()
		err := w.store.Write(t.Context(), func(tx *store.Tx) error {
			j := store.JobRow{ID: id, Queue: "mail", Kind: "notice", Username: "pemohon", DueAt: w.clock.Now(), CreatedAt: w.clock.Now(), Args: "rahasia"}
			if err := tx.AddJobs(t.Context(), j); err != nil {
				return err
			}
			taken, err := tx.TakeJobs(t.Context(), "mail", id, w.clock.Now(), w.clock.Now().Add(time.Minute), 1)
			if err != nil {
				return err
			}
			j = taken[0]
			j.State, j.Cause, j.UpdatedAt, j.DueAt = state, cause, w.clock.Now(), w.clock.Now().Add(time.Hour)
			return tx.FinishJob(t.Context(), j)
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	failed, waits, done := add(store.JobFailed, "refused"), add(store.JobWaiting, "connection"), add(store.JobDone, "muted")
	b := w.as("admin")
	res := b.get("/admin/pengiriman")
	for _, want := range []string{"Server email menolak surat ini", "Server email tidak dapat dihubungi", "Penerima memilih tidak menerima", "Wati Rahayu", "1 kali dicoba", failed + "/buang", "Coba lagi semua yang gagal"} {
		if !strings.Contains(res.body, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(res.body, "rahasia") || strings.Contains(res.body, done+"/ulang") {
		t.Error("too much on the page")
	}
	if res := b.get("/admin/pengiriman?keadaan=tersendat&akun=pemohon"); !strings.Contains(res.body, waits) || strings.Contains(res.body, failed) {
		t.Error("the filter does not hold")
	}
	if res := b.post("/admin/pengiriman/"+failed+"/buang", "alasan", " "); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "Tulis alasannya") {
		t.Errorf("without a reason: %d", res.status)
	}
	if res := b.post("/admin/pengiriman/"+failed+"/buang", "alasan", "Alamat salah"); res.status != http.StatusSeeOther {
		t.Errorf("discard: %d", res.status)
	}
	if res := b.post("/admin/pengiriman/"+failed+"/buang", "alasan", "Lagi"); res.status != http.StatusConflict {
		t.Errorf("discard again: %d", res.status)
	}
	for id, want := range map[string]int{failed: http.StatusSeeOther, waits: http.StatusSeeOther, done: http.StatusConflict, alur.NewID(): http.StatusNotFound} {
		if res := b.post("/admin/pengiriman/" + id + "/ulang"); res.status != want {
			t.Errorf("retry %s: %d, want %d", id, res.status, want)
		}
	}
	add(store.JobFailed, "timeout")
	if res := b.post("/admin/pengiriman/ulang"); res.status != http.StatusSeeOther {
		t.Errorf("retry all: %d", res.status)
	}
	log := b.get("/admin/keamanan").body
	for _, want := range []string{"mencoba lagi sebuah pengiriman", "mencoba lagi 1 pengiriman yang gagal", "membuang sebuah pengiriman, alasan: «Alamat salah»"} {
		if !strings.Contains(log, want) {
			t.Errorf("the security log lacks %q", want)
		}
	}
}
