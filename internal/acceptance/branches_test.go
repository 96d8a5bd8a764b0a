package acceptance

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestBranches takes every way off the straight one that flows.md names.
func TestBranches(t *testing.T) {
	onBoth(t, func(t *testing.T, e engine) {
		s := start(t, newHome(t, e), "--demo")
		who := newPeople(t, s)
		for _, b := range []struct {
			name string
			flow string
			cast cast
			test func(w *walk)
		}{
			{"returned with the letter", "swakelola", inHouse, returnedWithLetter},
			{"rejected", "swakelola", inHouse, rejected},
			{"declined with arguments", "swakelola", inHouse, func(w *walk) { declined(w, "argumentasi") }},
			{"declined with a recommendation", "pihak-ketiga", thirdParty, func(w *walk) { declined(w, "rekomendasi") }},
			{"to the other flow", "swakelola", inHouse, toTheOtherFlow},
			{"to the other flow and back", "pihak-ketiga", thirdParty, thereAndBack},
			{"paused", "swakelola", inHouse, paused},
			{"paused, then stopped", "swakelola", inHouse, pausedThenStopped},
			{"withdrawn", "pihak-ketiga", thirdParty, withdrawn},
			{"withdrawn as a draft", "swakelola", inHouse, withdrawnAsDraft},
			{"stopped", "pihak-ketiga", thirdParty, stopped},
			{"fixed by the team", "swakelola", inHouse, fixed},
			{"fixed by the third party", "pihak-ketiga", thirdParty, fixed},
			{"tested again", "swakelola", inHouse, testedAgain},
			{"draft revised", "pihak-ketiga", thirdParty, draftRevised},
			{"team changed", "swakelola", inHouse, teamChanged},
			{"team changed with a third party", "pihak-ketiga", thirdParty, accompanyingTeamChanged},
			{"four eyes", "swakelola", cast{requester: "rangkap", builders: []string{"pengembang"}, testers: []string{"penguji"}}, fourEyes},
			{"too early", "swakelola", inHouse, tooEarly},
			{"teams that do not do", "swakelola", inHouse, wrongTeams},
			{"not feasible", "swakelola", inHouse, notFeasible},
			{"signatures fall away", "swakelola", inHouse, signaturesFallAway},
		} {
			t.Run(b.name, func(t *testing.T) {
				who := &people{t: t, base: who.base, http: who.http, who: who.who}
				w := begin(t, who, b.flow, b.cast)
				b.test(w)
				w.checkHistory()
			})
		}
		s.home.verify(t)
	})
}

// has reports whether a blocker of the code is among them, about the item.
func has(list []blocker, code, item string) bool {
	return slices.ContainsFunc(list, func(b blocker) bool { return b.Code == code && b.Item == item })
}

func (w *walk) stands(stage string) {
	w.t.Helper()
	if got := w.see("auditor").Stage.ID; got != stage {
		w.t.Fatalf("stands in %s, want %s", got, stage)
	}
}

func (w *walk) ended(status, action string) {
	w.t.Helper()
	r := w.see("auditor")
	if r.Status != status || r.Outcome == nil || r.Outcome.Action != action {
		w.t.Fatalf("is %s by %+v, want %s by %s", r.Status, r.Outcome, status, action)
	}
	w.refused("kepala", "lanjutkan", nil, http.StatusConflict, "request-ended")
	a := w.must("pemohon", http.StatusConflict, "PATCH", "/requests/"+w.id+"/data", obj{"judul": "Lain"})
	if a.problem().Code != "request-ended" {
		w.t.Errorf("%s, want request-ended", a)
	}
	w.must(w.cast.requester, http.StatusCreated, "POST", "/requests/"+w.id+"/comments", obj{"text": "Baik."})
}

func (w *walk) balls(want ...string) {
	w.t.Helper()
	if got := w.see("auditor").waiting(); !slices.Equal(got, want) {
		w.t.Errorf("the ball is with %v, want %v", got, want)
	}
}

func returnedWithLetter(w *walk) {
	w.upTo("data-pendukung")
	w.do(w.legs[1].tasks...)
	w.do(file("pemohon", "rencana-anggaran"))
	w.act("pemohon", "serahkan", nil)
	w.balls("kominfo:surat,kak,proses-bisnis,dasar-hukum,analisis-kebutuhan,rencana-anggaran")
	w.do(verdict("verifikator", "surat", "rejected", "Belum ditandatangani."),
		verdict("verifikator", "kak", "accepted", ""), verdict("verifikator", "proses-bisnis", "accepted", ""),
		verdict("verifikator", "dasar-hukum", "rejected", "Tidak terbaca."), verdict("verifikator", "analisis-kebutuhan", "accepted", ""))
	// It goes back once with everything: not before the last verdict.
	p := w.refused("verifikator", "kembalikan", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "document-not-reviewed", "rencana-anggaran") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.do(verdict("verifikator", "rencana-anggaran", "rejected", "Jumlah salah."))
	p = w.refused("verifikator", "terima", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "document-rejected", "dasar-hukum") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.act("verifikator", "kembalikan", nil)
	w.stands("data-pendukung")
	if w.last.LastReturn == nil || w.last.LastReturn.Action != "kembalikan" {
		w.t.Errorf("last_return is %+v", w.last.LastReturn)
	}
	p = w.refused("pemohon", "serahkan", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "document-rejected", "surat") || !has(p.Blockers, "document-rejected", "dasar-hukum") || !has(p.Blockers, "document-rejected", "rencana-anggaran") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	// The letter is rejected, so the items of stage 1 may be changed, but not emptied.
	w.must("pemohon", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"perihal": "Perihal baru"})
	w.do(file("pemohon", "surat"), file("pemohon", "dasar-hukum"))
	budget := w.document("rencana-anggaran").ID
	w.must("pemohon", http.StatusNoContent, "DELETE", "/requests/"+w.id+"/documents/"+budget, nil)
	w.act("pemohon", "serahkan", nil)
	// Only what is new is reviewed again.
	w.balls("kominfo:surat,dasar-hukum")
	w.do(verdict("verifikator", "surat", "accepted", ""), verdict("verifikator", "dasar-hukum", "accepted", ""))
	w.act("verifikator", "terima", nil)
	w.stands("presentasi")
	// The replaced documents stay readable.
	a := w.must("auditor", http.StatusOK, "GET", "/requests/"+w.id+"/documents?all=true", nil)
	var all struct{ Items []document }
	if err := json.Unmarshal(a.body, &all); err != nil || len(all.Items) != 8 {
		w.t.Errorf("%d documents in all, want 8: %v", len(all.Items), err)
	}
}

func rejected(w *walk) {
	w.upTo("verifikasi")
	p := w.refused("verifikator", "tolak", obj{"alasan": "Tidak lengkap."}, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "no-document-rejected", "") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.do(verdict("verifikator", "kak", "rejected", "Kosong."))
	p = w.refused("kepala", "tolak", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "missing-input", "alasan") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.act("kepala", "tolak", obj{"alasan": "Data pendukung tidak memenuhi syarat."})
	w.ended("rejected", "tolak")
}

func declined(w *walk, form string) {
	w.upTo("tindak-lanjut")
	w.balls("kepala-kominfo")
	p := w.refused("kepala", "tidak-setujui", obj{"bentuk": "lainnya", "tanggapan": "Tidak."}, http.StatusUnprocessableEntity, "invalid-data")
	if !has(p.Blockers, "invalid-input", "bentuk") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	p = w.refused("kepala", "tidak-setujui", obj{"bentuk": form}, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "missing-input", "tanggapan") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.refused("verifikator", "tidak-setujui", obj{"bentuk": form, "tanggapan": "Tidak."}, http.StatusForbidden, "not-your-party")
	w.act("kepala", "tidak-setujui", obj{"bentuk": form, "tanggapan": "Pakailah sistem yang sudah ada."})
	w.ended("declined", "tidak-setujui")
	var said string
	if err := json.Unmarshal(w.see("pemohon").Outcome.Input["bentuk"], &said); err != nil || said != form {
		w.t.Errorf("the answer's form is %q, want %q", said, form)
	}
}

func toTheOtherFlow(w *walk) {
	w.upTo("tindak-lanjut")
	before := w.last
	w.act("kepala", "alihkan-jalur", obj{"alasan": "Tidak ada pengembang yang bebas."})
	w.stands("tindak-lanjut")
	r := w.see("pemohon")
	if r.Flow.ID != "pihak-ketiga" || *r.Number != *before.Number || len(r.Documents) != len(before.Documents) {
		w.t.Errorf("after the change of flow: %s, %s, %d documents", r.Flow.ID, *r.Number, len(r.Documents))
	}
	// It goes on by the rules of the other flow.
	c := thirdParty
	c.agency = w.who.agencyOf(c.vendor)
	w.cast, w.legs = c, pihakKetiga(c)
	w.upTo("analisis-desain")
	if n := w.see("pemohon").Stage.Number; n != 8 {
		w.t.Errorf("stage %d, want 8", n)
	}
	w.see("vendor")
}

func thereAndBack(w *walk) {
	w.upTo("tindak-lanjut")
	w.act("kepala", "alihkan-jalur", obj{"alasan": "Tim sendiri sanggup."})
	w.act("kepala", "alihkan-jalur", obj{"alasan": "Ternyata tidak."})
	if r := w.see("pemohon"); r.Flow.ID != "pihak-ketiga" || r.Stage.ID != "tindak-lanjut" {
		w.t.Errorf("stands in %s of %s", r.Stage.ID, r.Flow.ID)
	}
}

func paused(w *walk) {
	w.upTo("verifikasi")
	w.refused("verifikator", "lanjutkan", nil, http.StatusConflict, "action-not-available")
	p := w.refused("verifikator", "jeda", obj{"sebab": "menunggu-anggaran", "alasan": "Menunggu.", "sampai": "2020-01-01"}, http.StatusUnprocessableEntity, "invalid-data")
	if !has(p.Blockers, "invalid-input", "sampai") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.act("verifikator", "jeda", obj{"sebab": "menunggu-anggaran", "alasan": "Menunggu penetapan.", "sampai": "2099-12-31"})
	if r := w.last; r.Paused == nil || r.Paused.Cause != "menunggu-anggaran" || r.Paused.Reason != "Menunggu penetapan." || r.Paused.Until == nil || *r.Paused.Until != "2099-12-31" {
		w.t.Errorf("paused is %+v", r.Paused)
	}
	w.balls()
	w.refused("verifikator", "jeda", obj{"sebab": "lainnya", "alasan": "Lagi."}, http.StatusConflict, "paused")
	w.refused("verifikator", "terima", nil, http.StatusConflict, "paused")
	a := w.must("verifikator", http.StatusConflict, "PUT", "/requests/"+w.id+"/documents/"+w.document("kak").ID+"/review", obj{"verdict": "accepted", "note": ""})
	if a.problem().Code != "paused" {
		w.t.Errorf("%s, want paused", a)
	}
	w.must("pemohon", http.StatusCreated, "POST", "/requests/"+w.id+"/comments", obj{"text": "Kapan lanjut?"})
	w.act("kepala", "lanjutkan", obj{"catatan": "Anggaran ada."})
	if w.last.Paused != nil {
		w.t.Errorf("paused is %+v after lanjutkan", w.last.Paused)
	}
	w.fill()
	w.act("verifikator", "terima", nil)
	w.stands("presentasi")
}

func pausedThenStopped(w *walk) {
	w.upTo("pembentukan-tim")
	w.act("kepala", "jeda", obj{"sebab": "menunggu-pihak-luar", "alasan": "Menunggu kementerian."})
	w.act("kepala", "hentikan", obj{"alasan": "Dibangun oleh kementerian."})
	w.ended("stopped", "hentikan")
	if w.see("auditor").Paused != nil {
		w.t.Error("still paused after the end")
	}
}

func withdrawn(w *walk) {
	w.upTo("presentasi")
	w.refused("verifikator", "tarik", obj{"alasan": "Batal."}, http.StatusForbidden, "not-your-party")
	w.act("pemohon", "tarik", obj{"alasan": "Anggaran dialihkan."})
	w.ended("withdrawn", "tarik")
}

func withdrawnAsDraft(w *walk) {
	w.refused("kepala", "hentikan", obj{"alasan": "Tidak perlu."}, http.StatusConflict, "action-not-available")
	w.act("pemohon", "tarik", obj{"alasan": "Salah isi."})
	w.ended("withdrawn", "tarik")
	if w.see("auditor").Number != nil {
		w.t.Error("a draft has a number")
	}
}

func stopped(w *walk) {
	w.upTo("pemetaan-kerja-sama")
	w.refused("pemohon", "tarik", obj{"alasan": "Batal."}, http.StatusConflict, "action-not-available")
	w.act("kepala", "hentikan", obj{"alasan": "Pihak ketiga mundur."})
	w.ended("stopped", "hentikan")
}

func fixed(w *walk) {
	tester, builder := w.cast.testers[0], w.cast.builders[0]
	if w.cast.vendor != "" {
		builder = w.cast.vendor
	}
	w.upTo("pengujian")
	p := w.refused(tester, "usulkan-perbaikan", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "no-open-finding", "") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.do(find(tester), find(w.cast.testers[1]), find(tester))
	// A false alarm: verified without a fix, with a note.
	w.do(move(tester, "3", "verified", "Salah baca."))
	w.fill()
	p = w.refused(tester, "nyatakan-lulus", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "finding-not-verified" }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.act(tester, "usulkan-perbaikan", nil)
	w.stands("perbaikan")
	if r := w.see("auditor"); r.LastReturn == nil || r.LastReturn.Action != "usulkan-perbaikan" {
		w.t.Errorf("last_return is %+v", r.LastReturn)
	}
	p = w.refused(builder, "selesai-perbaikan", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "finding-not-fixed" }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	a := w.must(tester, http.StatusForbidden, "PATCH", "/requests/"+w.id+"/findings/1", obj{"status": "fixed", "note": "Sudah."})
	if a.problem().Code != "not-your-party" {
		w.t.Errorf("%s", a)
	}
	w.do(move(builder, "1", "fixed", "Sudah dibetulkan."), move(builder, "2", "fixed", "Sudah dibetulkan."))
	w.act(builder, "selesai-perbaikan", nil)
	w.stands("pengujian")
	w.do(move(tester, "1", "verified", ""), move(tester, "2", "reopened", "Masih salah."))
	w.act(tester, "usulkan-perbaikan", nil)
	w.do(move(builder, "2", "fixed", "Kali ini benar."))
	w.act(builder, "selesai-perbaikan", nil)
	w.do(move(tester, "2", "verified", ""))
	a = w.must(tester, http.StatusConflict, "PATCH", "/requests/"+w.id+"/findings/2", obj{"status": "reopened", "note": "Lagi."})
	if a.problem().Code != "wrong-transition" {
		w.t.Errorf("%s", a)
	}
	// What was tested before the fix is shown, but must be tested anew.
	p = w.refused(tester, "nyatakan-lulus", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "outdated", "hasil-uji") || !has(p.Blockers, "outdated", "laporan-uji") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.fill()
	w.act(tester, "nyatakan-lulus", nil)
	w.stands("sosialisasi")
}

func testedAgain(w *walk) {
	w.upTo("pemantauan-evaluasi")
	w.act("penguji", "uji-ulang", obj{"alasan": "Rekap melambat."})
	w.stands("pengujian")
	if r := w.see("auditor"); r.LastReturn == nil || r.LastReturn.Action != "uji-ulang" {
		w.t.Errorf("last_return is %+v", r.LastReturn)
	}
	w.balls("tim-penguji:hasil-uji,laporan-uji")
	w.fill()
	w.act("penguji", "nyatakan-lulus", nil)
	w.stands("sosialisasi")
}

func draftRevised(w *walk) {
	w.upTo("perjanjian-kerja-sama")
	w.do(w.legs[9].tasks...)
	w.act("verifikator", "revisi-draf", obj{"alasan": "Jangka waktu diubah."})
	w.stands("pemetaan-kerja-sama")
	if n := len(w.see("auditor").Signatures); n == 0 {
		w.t.Error("a return loses no signature")
	}
	// A new draft drops the signatures under it, and those of the agreement, which cover its hash.
	signed := func(stage string) (n int) {
		for _, x := range w.see("auditor").Signatures {
			if x.Stage == stage {
				n++
			}
		}
		return n
	}
	w.must("pengembang", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"pemetaan": "Jangka waktu enam bulan."})
	a, err := w.who.as("pengembang").upload(w.id, "draf-perjanjian", "draf2.pdf", pdf("draf kedua "+w.id))
	if err != nil {
		w.t.Fatal(err)
	}
	w.expect(a, http.StatusCreated)
	if n := signed("pemetaan-kerja-sama"); n != 0 {
		w.t.Errorf("%d signatures stand under a changed draft", n)
	}
	if n := signed("perjanjian-kerja-sama"); n != 0 {
		w.t.Errorf("%d signatures of the agreement stand though they cover the old draft", n)
	}
	w.do(sign("pengembang", "paraf-pendamping"), sign("penguji", "paraf-penguji"))
	w.act("pengembang", "ajukan-perjanjian", nil)
	w.do(sign("kepala", "tanda-tangan-kominfo"), sign("pemohon", "tanda-tangan-pemohon"), sign("vendor", "tanda-tangan-pihak-ketiga"))
	w.act("verifikator", "sahkan", nil)
	w.stands("pembuatan")
}

func teamChanged(w *walk) {
	w.upTo("pembuatan")
	p := w.refused("verifikator", "ubah-tim", obj{"tim-pengembang": []string{"penguji", "pengembang-pd"}, "alasan": "Mutasi."}, http.StatusUnprocessableEntity, "blocked")
	if len(p.Blockers) == 0 {
		w.t.Error("an overlap of the teams is not seen")
	}
	w.act("verifikator", "ubah-tim", obj{"tim-pengembang": []string{"rangkap", "pengembang-pd"}, "alasan": "Mutasi."})
	w.stands("pembuatan")
	var team []string
	if err := json.Unmarshal(w.see("auditor").Data["pembentukan-tim"]["tim-pengembang"], &team); err != nil || !slices.Equal(team, []string{"rangkap", "pengembang-pd"}) {
		w.t.Errorf("the team is %v (%v)", team, err)
	}
	// Whoever left the team has lost the request; the signature stays.
	w.must("pengembang", http.StatusNotFound, "GET", "/requests/"+w.id, nil)
	r := w.see("rangkap")
	if !slices.ContainsFunc(r.Signatures, func(x struct {
		Item, Stage, By string
		ContentSHA256   string `json:"content_sha256"`
	}) bool {
		return x.By == "pengembang"
	}) {
		w.t.Error("the signature of a former member is gone")
	}
	w.legs = swakelola(cast{requester: "pemohon", builders: []string{"rangkap", "pengembang-pd"}, testers: w.cast.testers})
	w.upTo("implementasi")
}

func accompanyingTeamChanged(w *walk) {
	w.upTo("pemetaan-kerja-sama")
	// With a third party one person may stand in both teams.
	w.act("verifikator", "ubah-tim", obj{"tim-pendamping": []string{"penguji", "pengembang-pd"}, "alasan": "Mutasi."})
	w.must("pengembang", http.StatusNotFound, "GET", "/requests/"+w.id, nil)
	w.must("penguji", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"pemetaan": "Tetap."})
}

func fourEyes(w *walk) {
	w.do(set("rangkap", letterItems()), file("rangkap", "surat"))
	w.act("rangkap", "ajukan", nil)
	for _, kind := range supporting {
		w.do(file("rangkap", kind))
	}
	w.act("rangkap", "serahkan", nil)
	a := w.must("rangkap", http.StatusForbidden, "PUT", "/requests/"+w.id+"/documents/"+w.document("kak").ID+"/review", obj{"verdict": "accepted", "note": ""})
	if a.problem().Code != "four-eyes" {
		w.t.Errorf("%s, want four-eyes", a)
	}
	w.do(verdict("verifikator", "surat", "accepted", ""))
	for _, kind := range supporting {
		w.do(verdict("verifikator", kind, "accepted", ""))
	}
	p := w.refused("rangkap", "terima", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "four-eyes" }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.act("verifikator", "terima", nil)
}

func tooEarly(w *walk) {
	w.upTo("presentasi")
	w.fill()
	w.must("verifikator", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"jadwal": comingMeeting("verifikator", "pemohon")})
	p := w.refused("verifikator", "catat-presentasi", obj{"catatan": "Sudah."}, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "too-early" && strings.HasPrefix(b.Item, "jadwal") }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.must("verifikator", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"jadwal": pastMeeting("verifikator")})
	p = w.refused("verifikator", "catat-presentasi", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "attendees-incomplete" }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
}

func wrongTeams(w *walk) {
	w.upTo("pembentukan-tim")
	w.do(file("verifikator", "sk-tim"), set("verifikator", obj{"tim-pengembang": []string{"pengembang"}, "tim-penguji": []string{"penguji", "penguji-pd"}}))
	p := w.refused("verifikator", "tetapkan", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "team-needs-both-agencies", "tim-pengembang") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.do(set("verifikator", obj{"tim-pengembang": []string{"penguji", "pengembang-pd"}}))
	p = w.refused("verifikator", "tetapkan", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool { return b.Code == "team-overlap" }) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	for _, who := range []string{"auditor", "admin", "vendor", "pemohon2", "tidak-ada"} {
		a := w.must("verifikator", http.StatusUnprocessableEntity, "PATCH", "/requests/"+w.id+"/data", obj{"tim-pengembang": []string{"pengembang", who}})
		if a.problem().Code != "invalid-data" {
			w.t.Errorf("%s in a team: %s", who, a)
		}
	}
}

func notFeasible(w *walk) {
	w.upTo("analisis-desain")
	w.fill()
	w.must("pengembang", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"kelayakan": obj{
		"proses-bisnis": obj{"verdict": "feasible", "note": ""}, "hukum": obj{"verdict": "not-feasible", "note": "Tidak ada dasar."}, "teknis": obj{"verdict": "feasible", "note": ""},
	}})
	p := w.refused("pengembang", "sepakati", nil, http.StatusUnprocessableEntity, "blocked")
	if !slices.ContainsFunc(p.Blockers, func(b blocker) bool {
		return b.Code == "verdict-not-acceptable" && strings.HasPrefix(b.Item, "kelayakan")
	}) {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
}

func signaturesFallAway(w *walk) {
	w.upTo("rapat-koordinasi")
	w.fill()
	if n := len(w.see("auditor").Signatures); n != 2 {
		w.t.Fatalf("%d signatures, want 2", n)
	}
	w.must("verifikator", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"ruang-lingkup": "Enam puskesmas."})
	if n := len(w.see("auditor").Signatures); n != 2 {
		w.t.Errorf("the same value drops signatures: %d are left", n)
	}
	w.must("verifikator", http.StatusOK, "PATCH", "/requests/"+w.id+"/data", obj{"ruang-lingkup": "Tujuh puskesmas."})
	if n := len(w.see("auditor").Signatures); n != 0 {
		w.t.Errorf("%d signatures stand under changed content", n)
	}
	p := w.refused("verifikator", "selesai-rapat", nil, http.StatusUnprocessableEntity, "blocked")
	if !has(p.Blockers, "missing-signature", "paraf-kominfo") || !has(p.Blockers, "missing-signature", "paraf-pemohon") {
		w.t.Errorf("blocked by %v", p.Blockers)
	}
	w.do(sign("verifikator", "paraf-kominfo"))
	a := w.must("verifikator", http.StatusConflict, "POST", "/requests/"+w.id+"/signatures", obj{"item": "paraf-kominfo", "password": "alur-demo"})
	if a.problem().Code != "already-signed" {
		w.t.Errorf("%s, want already-signed", a)
	}
	a = w.must("pemohon", http.StatusForbidden, "POST", "/requests/"+w.id+"/signatures", obj{"item": "paraf-pemohon", "password": "salah"})
	if a.problem().Code != "wrong-password" {
		w.t.Errorf("%s, want wrong-password", a)
	}
}
