package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/notice"
)

// told takes everybody's unread notices: "joined penguji, turn verifikator".
func (w *world) told() string {
	w.t.Helper()
	var out []string
	for _, p := range everybody {
		items, _, err := w.cases.Notices(w.t.Context(), w.as(p.name), casework.NoticeQuery{Unread: true, Limit: 200})
		if err != nil {
			w.t.Fatal(err)
		}
		n, err := w.cases.Unread(w.t.Context(), w.as(p.name))
		if err != nil || n != len(items) {
			w.t.Errorf("%s has %d unread notices, and sees %d: %v", p.name, n, len(items), err)
		}
		for _, v := range items {
			out = append(out, string(v.Kind)+" "+p.name)
			if subject, line := v.Words(); subject == "" || line == "" || strings.Contains(subject+line, "  ") || strings.Contains(subject+line, "..") || strings.Contains(line, " .") {
				w.t.Errorf("%s: %q — %q", v.Kind, subject, line)
			}
		}
		if err := w.cases.ReadAllNotices(w.t.Context(), w.as(p.name), time.Time{}); err != nil {
			w.t.Fatal(err)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// TestTold walks requests through their flows and holds who hears of what at each turn of
// them: never who did it, never who does not see it, each person of the most telling thing.
func TestTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		is := func(when, want string) {
			t.Helper()
			if got := w.told(); got != want {
				t.Errorf("%s:\n got %s\nwant %s", when, got, want)
			}
		}
		w.change("penguji-pd", func(u *alur.User) { u.Roles = append(u.Roles, alur.RoleRequester) })
		id := w.create("swakelola")
		w.upload("pemohon", id, "surat")
		is("a draft", "")
		w.comment("verifikator", id, "Bila perlu bantuan, kabari kami.", alur.AudienceAll)
		is("a word about a draft", "message kepala, message pemohon, message penguji-pd, message rangkap")
		w.act("pemohon", id, "ajukan", nil)
		is("ajukan", "received penguji-pd")
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
		}
		w.act("pemohon", id, "serahkan", nil)
		is("serahkan", "turn rangkap, turn verifikator")
		for i, d := range w.get("verifikator", id).Documents {
			verdict, note := "accepted", ""
			if i == 0 {
				verdict, note = "rejected", "Kabur"
			}
			w.must(w.cases.Review(t.Context(), w.as("verifikator"), id, d.ID, verdict, note, casework.Options{}))
		}
		w.act("verifikator", id, "kembalikan", nil)
		items, _, err := w.cases.Notices(t.Context(), w.as("pemohon"), casework.NoticeQuery{Unread: true, Limit: 1})
		if err != nil || len(items) != 1 || items[0].Args.N != 1 || items[0].Args.Other != 4 {
			t.Errorf("returned: %+v, %v", items, err)
		}
		is("kembalikan", "returned pemohon, returned penguji-pd")

		id = w.inReview("swakelola")
		w.told()
		w.review(id, "accepted", "")
		w.act("verifikator", id, "terima", nil)
		// Of both agencies somebody has something to do now.
		is("terima", "complete pemohon, complete penguji-pd, turn rangkap")
		at := func(d time.Duration) string { return w.clock.Now().Add(d).Truncate(time.Second).Format(time.RFC3339) }
		set := func(start time.Duration, who ...string) {
			w.patch("verifikator", id, m{"jadwal": m{"start": at(start), "end": at(start + time.Hour), "place": "Ruang Aptika", "attendees": who}})
		}
		set(48*time.Hour, "verifikator", "pemohon", "pengembang-pd")
		is("jadwal", "meeting pemohon, meeting pengembang-pd")
		set(72*time.Hour, "verifikator", "pemohon", "pengembang-pd", "rangkap")
		set(96*time.Hour, "verifikator", "pemohon", "pengembang-pd", "rangkap")
		is("jadwal moved twice", "meeting rangkap, rescheduled pemohon, rescheduled pengembang-pd")

		id = w.meetingHeld("swakelola")
		w.sign("verifikator", id, "paraf-kominfo")
		w.sign("pemohon", id, "paraf-pemohon")
		w.told()
		w.act("verifikator", id, "selesai-rapat", nil)
		is("selesai-rapat", "turn kepala")
		w.act("kepala", id, "setujui", nil)
		is("setujui", "approved pemohon, approved penguji-pd, turn rangkap, turn verifikator")

		id = w.withVendor()
		got := w.told()
		for _, want := range []string{"joined pengembang,", "joined pengembang-pd", "joined penguji,", "joined penguji-pd", "joined vendor"} {
			if !strings.Contains(got+",", want) {
				t.Errorf("tetapkan: no %s in %s", want, got)
			}
		}
		if strings.Contains(got, "vendor2") || strings.Contains(got, "auditor") || strings.Contains(got, " admin") || strings.Contains(got, "pemohon2") {
			t.Errorf("tetapkan told %s", got)
		}
		w.comment("verifikator", id, "Hanya untuk instansi.", alur.AudienceAgencies)
		is("an internal word", "message kepala, message pemohon, message pengembang, message pengembang-pd, message penguji, message penguji-pd, message rangkap")
		w.comment("verifikator", id, "Untuk Diskominfo.", alur.AudienceICT)
		is("a word for the ICT agency", "message kepala, message pengembang, message penguji, message rangkap")
		w.comment("vendor", id, "Kami mulai Senin.", alur.AudienceAll)
		w.act("kepala", id, "hentikan", m{"alasan": "Anggaran"})
		// The third party is rid of it with that, and of the notices that it had not read.
		if got := w.told(); !strings.Contains(got, "ended pemohon") || strings.Contains(got, "vendor") || strings.Contains(got, "ended kepala") {
			t.Errorf("hentikan: %s", got)
		}

		id = w.inTest()
		w.told()
		w.must(w.cases.AddFinding(t.Context(), w.as("penguji"), id, finding, casework.Options{}))
		is("a finding", "")
		w.act("penguji", id, "usulkan-perbaikan", nil)
		is("usulkan-perbaikan", "findings pengembang, findings pengembang-pd")
	})
}

// TestToldOnce: a turn that comes and goes while nobody looks is told once, and not at all
// when the stage is over.
func TestToldOnce(t *testing.T) {
	t.Parallel()
	w := lite(t)
	w.cases.SendLetters()
	id := w.inReview("swakelola")
	w.act("kepala", id, "jeda", m{"sebab": "lainnya", "alasan": "Rapat kerja"})
	w.act("kepala", id, "lanjutkan", nil)
	items, _, err := w.cases.Notices(t.Context(), w.as("verifikator"), casework.NoticeQuery{Limit: 10})
	if err != nil || len(items) != 1 || items[0].Kind != notice.Turn {
		t.Errorf("%+v, %v", items, err)
	}
	_, err = w.cases.NoticeLetter(t.Context(), items[0].ID)
	if fmt.Sprint(err) != "no letter: no-address" {
		t.Errorf("%v", err)
	}
	w.review(id, "accepted", "")
	w.act("rangkap", id, "terima", nil)
	items, _, err = w.cases.Notices(t.Context(), w.as("verifikator"), casework.NoticeQuery{Limit: 10})
	if err != nil || len(items) != 1 || items[0].Args.Stage != "presentasi" {
		t.Errorf("after the stage: %+v, %v", items, err)
	}
	for _, q := range []casework.NoticeQuery{{Limit: 0}, {Limit: 201}, {Limit: 1, Cursor: "x"}, {Limit: 1, Cursor: "MS54"}} {
		if _, _, err := w.cases.Notices(t.Context(), w.as("verifikator"), q); alur.CodeOf(err) != alur.CodeInvalidParameter {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
