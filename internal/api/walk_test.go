package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestSwakelola walks a request through all sixteen clauses of part A as its people
// do it, with one return and one fix on the way. Every answer is checked against
// the OpenAPI document (world.serve).
func TestSwakelola(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		a := w.call("pemohon", "POST", "/requests", m{"flow": "swakelola"}).is(http.StatusCreated, "")
		id := a.text("id")
		if got, want := a.header.Get("Location"), Prefix+"/requests/"+id; got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
		if got := a.header.Get("ETag"); got != `"1"` {
			t.Errorf("ETag %q", got)
		}
		for _, null := range []string{"number", "tracking_code", "paused", "outcome", "last_return"} {
			if v, there := a.body.(map[string]any)[null]; !there || v != nil {
				t.Errorf("%s is %v, there: %v; want null", null, v, there)
			}
		}
		for _, empty := range []string{"documents", "findings", "signatures"} {
			if got := a.list(empty); len(got) != 0 {
				t.Errorf("%s is %v", empty, got)
			}
		}
		if diff := cmp.Diff(map[string]any{}, a.get("data")); diff != "" {
			t.Errorf("data of a new request (-want +got):\n%s", diff)
		}
		a = w.act("pemohon", id, "ajukan", nil).is(http.StatusUnprocessableEntity, alur.CodeBlocked)
		if got := a.blockers(); !strings.HasPrefix(got, "missing-item judul, missing-item jenis") || !strings.HasSuffix(got, "missing-document surat") {
			t.Errorf("blockers of an empty letter: %s", got)
		}

		data := letter()
		data["penanda-tangan"] = m{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011960991001"}
		a = w.patch("pemohon", id, data).is(http.StatusOK, "")
		if got := a.text("warnings", 0, "item") + " " + a.text("warnings", 0, "code"); got != "penanda-tangan.nip nip-unusual" || a.text("warnings", 0, "message") == "" {
			t.Errorf("warnings: %s", a.raw)
		}
		if got := a.text("data", "surat-permohonan", "penanda-tangan", "name"); got != "Hadi Contoh" {
			t.Errorf("a person is shown as %v", a.get("data", "surat-permohonan", "penanda-tangan"))
		}
		before := a.header.Get("ETag")
		a = w.patch("pemohon", id, m{"judul": letter()["judul"]}).is(http.StatusOK, "")
		if got := a.header.Get("ETag"); got != before {
			t.Errorf("what changed nothing made version %s of %s", got, before)
		}
		w.upload("pemohon", id, "surat")
		a = w.act("pemohon", id, "ajukan", nil).is(http.StatusOK, "")
		if a.text("number") != "SI-2026-0001" || len(a.text("tracking_code")) != 14 {
			t.Errorf("number %v, code %v", a.get("number"), a.get("tracking_code"))
		}

		// Sent in, sent back once, and accepted.
		kak := ""
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			if doc := w.upload("pemohon", id, kind); kind == "kak" {
				kak = doc
			}
		}
		w.act("pemohon", id, "serahkan", nil).is(http.StatusOK, "")
		a = w.get("verifikator", id)
		if got := a.list("waiting_on", 0, "missing"); len(got) != 5 || a.text("waiting_on", 0, "party") != "kominfo" {
			t.Errorf("waiting on %v", a.get("waiting_on"))
		}
		a = w.act("verifikator", id, "terima", nil).is(http.StatusUnprocessableEntity, alur.CodeBlocked)
		if got := a.blockers(); !strings.HasPrefix(got, "document-not-reviewed surat, document-not-reviewed kak") {
			t.Errorf("blockers before the review: %s", got)
		}
		w.call("verifikator", "PUT", "/requests/"+id+"/documents/"+kak+"/review", m{"verdict": "rejected", "note": "Tidak terbaca"}).is(http.StatusOK, "")
		w.review("verifikator", id, "accepted", "")
		a = w.act("verifikator", id, "kembalikan", nil).is(http.StatusOK, "")
		if a.text("last_return", "action") != "kembalikan" || a.text("stage", "id") != "data-pendukung" {
			t.Errorf("after the return: %s", a.raw)
		}
		if got := w.act("pemohon", id, "serahkan", nil).is(http.StatusUnprocessableEntity, alur.CodeBlocked).blockers(); got != "document-rejected kak" {
			t.Errorf("blockers after the return: %s", got)
		}
		w.upload("pemohon", id, "kak")
		all := w.call("pemohon", "GET", "/requests/"+id+"/documents?all=true", nil).is(http.StatusOK, "")
		if got := len(all.list("items")); got != 6 || len(w.get("pemohon", id).list("documents")) != 5 {
			t.Errorf("%d documents with the replaced one", got)
		}
		w.act("pemohon", id, "serahkan", nil).is(http.StatusOK, "")
		w.review("verifikator", id, "accepted", "")
		w.act("verifikator", id, "terima", nil).is(http.StatusOK, "")

		w.presentAndMeet(id)
		w.act("kepala", id, "setujui", m{"catatan": "Lanjutkan"}).is(http.StatusOK, "")
		w.buildAndTest(id)
		w.finish(id)
		w.checkChain(id)
		w.checkTracking(id)
	})
}

// presentAndMeet walks from stage 4 to the decision.
func (w *world) presentAndMeet(id string) {
	w.t.Helper()
	w.patch("verifikator", id, m{"jadwal": m{"start": w.at(time.Hour), "end": w.at(2 * time.Hour), "place": "Ruang Aptika", "attendees": []string{"verifikator", "pemohon"}}}).is(http.StatusOK, "")
	w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"}).is(http.StatusOK, "")
	w.upload("pemohon", id, "paparan")
	if got := w.act("verifikator", id, "catat-presentasi", nil).is(http.StatusUnprocessableEntity, alur.CodeBlocked).blockers(); got != "too-early jadwal" {
		w.t.Errorf("blockers before the meeting: %s", got)
	}
	w.clock.Pass(3 * time.Hour)
	w.act("verifikator", id, "catat-presentasi", m{"catatan": "Baik"}).is(http.StatusOK, "")
	w.patch("verifikator", id, m{
		"rapat": w.meeting("verifikator", "pemohon"), "ruang-lingkup": "Lingkup", "rencana-tahapan": []m{{"title": "Analisis", "due": "2027-01-10"}},
	}).is(http.StatusOK, "")
	w.patch("pemohon", id, m{"perkiraan-anggaran": 85_000_000}).is(http.StatusOK, "")
	if got := w.sign("verifikator", id, "paraf-kominfo").is(http.StatusUnprocessableEntity, alur.CodeBlocked).blockers(); got != "missing-document notulen" {
		w.t.Errorf("blockers of a signature: %s", got)
	}
	w.upload("verifikator", id, "notulen")
	w.sign("verifikator", id, "paraf-kominfo").is(http.StatusCreated, "")
	a := w.sign("pemohon", id, "paraf-pemohon").is(http.StatusCreated, "")
	w.checkSignature(a, "rapat-koordinasi")
	w.act("verifikator", id, "selesai-rapat", nil).is(http.StatusOK, "")
}

// buildAndTest walks from stage 7 to a passed test, with one fix.
func (w *world) buildAndTest(id string) {
	w.t.Helper()
	w.patch("verifikator", id, m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}}).is(http.StatusOK, "")
	w.upload("verifikator", id, "sk-tim")
	w.act("verifikator", id, "tetapkan", nil).is(http.StatusOK, "")
	w.patch("pengembang", id, m{"kelayakan": verdicts("feasible", "proses-bisnis", "hukum", "teknis")}).is(http.StatusOK, "")
	w.upload("pengembang", id, "dokumen-desain")
	w.sign("pengembang", id, "paraf-pengembang").is(http.StatusCreated, "")
	w.sign("penguji", id, "paraf-penguji").is(http.StatusCreated, "")
	w.act("pengembang", id, "sepakati", nil).is(http.StatusOK, "")
	w.patch("pengembang", id, m{"repositori": "https://git.contoh.example/antrean", "versi": "1.0"}).is(http.StatusOK, "")
	w.act("pengembang", id, "selesai-pembuatan", nil).is(http.StatusOK, "")
	done := m{"state": "done"}
	w.patch("pengembang", id, m{
		"instalasi":     m{"perangkat-keras": done, "perangkat-lunak": done, "fasilitas-pendukung": m{"state": "not-applicable", "note": "Sudah ada"}},
		"alamat-sistem": "https://antrean.contoh.example",
	}).is(http.StatusOK, "")
	w.act("pengembang", id, "selesai-implementasi", nil).is(http.StatusOK, "")

	findings := "/requests/" + id + "/findings"
	finding := m{"aspect": "input", "quality": "efektivitas", "severity": "high", "title": "Formulir", "description": "Tidak tersimpan"}
	a := w.call("penguji", "POST", findings, finding).is(http.StatusCreated, "")
	if a.get("number") != 1.0 || a.text("status") != "open" || a.header.Get("ETag") == "" {
		w.t.Errorf("finding: %s", a.raw)
	}
	w.act("penguji", id, "usulkan-perbaikan", nil).is(http.StatusOK, "")
	if got := w.get("pengembang", id).get("waiting_on"); !cmp.Equal(got, []any{map[string]any{"party": "tim-pengembang", "missing": []any{"findings"}}}) {
		w.t.Errorf("waiting on %v in perbaikan", got)
	}
	w.call("pengembang", "PATCH", findings+"/1", m{"status": "fixed"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
	a = w.call("pengembang", "PATCH", findings+"/1", m{"status": "fixed", "note": "Diperbaiki"}).is(http.StatusOK, "")
	if a.text("history", 0, "to") != "fixed" || a.text("history", 0, "by") != "pengembang" {
		w.t.Errorf("finding: %s", a.raw)
	}
	w.act("pengembang", id, "selesai-perbaikan", nil).is(http.StatusOK, "")
	w.call("penguji", "PATCH", findings+"/1", m{"status": "verified"}).is(http.StatusOK, "")
	w.patch("penguji", id, m{"hasil-uji": verdicts("good", "input-efektivitas", "input-efisiensi", "proses-efektivitas", "proses-efisiensi", "output-efektivitas", "output-efisiensi")}).
		is(http.StatusOK, "")
	w.upload("penguji", id, "laporan-uji")
	w.act("penguji", id, "nyatakan-lulus", nil).is(http.StatusOK, "")
}

// finish walks from stage 12 to the end.
func (w *world) finish(id string) {
	w.t.Helper()
	w.patch("pengembang", id, m{"kegiatan": w.meeting("pengembang", "penguji"), "peserta": 40}).is(http.StatusOK, "")
	w.upload("pengembang", id, "materi")
	w.act("pengembang", id, "selesai-sosialisasi", nil).is(http.StatusOK, "")
	var entries []m
	for _, kind := range []string{"operasi", "gangguan-teknis", "penyempurnaan", "faktor-eksternal"} {
		entries = append(entries, m{"kind": kind, "date": "2026-11-23", "text": "Dicatat"})
	}
	w.patch("penguji", id, m{"catatan-pemantauan": entries, "kesimpulan": "Baik"}).is(http.StatusOK, "")
	w.act("penguji", id, "selesai-pemantauan", nil).is(http.StatusOK, "")
	w.upload("pengembang", id, "dokumentasi-sistem")
	w.upload("pengembang", id, "panduan-pengguna")
	w.act("pengembang", id, "serahkan-dokumentasi", nil).is(http.StatusOK, "")
	w.upload("penguji", id, "laporan-hasil")
	w.upload("penguji", id, "dokumentasi-pengembangan")
	w.act("penguji", id, "serahkan-laporan", nil).is(http.StatusOK, "")
	w.upload("verifikator", id, "bast")
	w.sign("kepala", id, "tanda-tangan-kominfo").is(http.StatusCreated, "")
	w.sign("pemohon", id, "tanda-tangan-pemohon").is(http.StatusCreated, "")
	a := w.act("verifikator", id, "serah-terima", nil).is(http.StatusOK, "")
	if a.text("status") != "completed" || a.text("outcome", "action") != "serah-terima" || a.text("stage", "id") != "serah-terima" {
		w.t.Errorf("the end: %s", a.raw)
	}
	for _, empty := range []string{"waiting_on", "actions", "other_actions"} {
		if got := a.list(empty); len(got) != 0 {
			w.t.Errorf("%s after the end: %v", empty, got)
		}
	}
	w.act("kepala", id, "hentikan", m{"alasan": "x"}).is(http.StatusConflict, alur.CodeRequestEnded)
	w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "Terima kasih"}).is(http.StatusCreated, "")
}

// checkSignature computes content_sha256 from what the answer shows, by api.md alone.
// The stage must have no person in it.
func (w *world) checkSignature(a *answer, stage string) {
	w.t.Helper()
	type doc struct {
		Kind   string `json:"kind"`
		SHA256 string `json:"sha256"`
	}
	docs := []doc{}
	for i := range a.list("documents") {
		if a.text("documents", i, "stage") == stage {
			docs = append(docs, doc{a.text("documents", i, "kind"), a.text("documents", i, "sha256")})
		}
	}
	slices.SortFunc(docs, func(x, y doc) int { return strings.Compare(x.Kind+x.SHA256, y.Kind+y.SHA256) })
	content, err := canon.Marshal(map[string]any{"request": a.text("id"), "stage": stage, "data": a.get("data", stage), "documents": docs})
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range a.list("signatures") {
		if got, want := a.text("signatures", i, "content_sha256"), canon.SHA256(content); a.text("signatures", i, "stage") == stage && got != want {
			w.t.Errorf("signature %d covers %s, want %s", i, got, want)
		}
	}
}

// checkChain reads the history in pages and verifies it from outside, by api.md alone.
func (w *world) checkChain(id string) {
	w.t.Helper()
	prev := strings.Repeat("0", 64)
	seq, cursor := 0.0, ""
	for {
		path := "/requests/" + id + "/events?limit=7"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		a := w.call("auditor", "GET", path, nil).is(http.StatusOK, "")
		var page struct {
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(a.raw, &page); err != nil {
			w.t.Fatal(err)
		}
		for i, raw := range page.Items {
			seq++
			if a.get("items", i, "seq") != seq || a.text("items", i, "prev") != prev || a.text("items", i, "request") != id {
				w.t.Fatalf("event %v: %s does not follow %s", seq, raw, prev)
			}
			var event map[string]json.RawMessage
			if err := json.Unmarshal(raw, &event); err != nil {
				w.t.Fatal(err)
			}
			delete(event, "hash")
			body, err := json.Marshal(event)
			if err != nil {
				w.t.Fatal(err)
			}
			canonical, err := canon.Canonicalize(body)
			if err != nil {
				w.t.Fatal(err)
			}
			sum := sha256.Sum256(canonical)
			if got, want := a.text("items", i, "hash"), hex.EncodeToString(sum[:]); got != want {
				w.t.Fatalf("event %v has hash %s, want %s", seq, got, want)
			}
			prev = a.text("items", i, "hash")
			if bytes.Contains(raw, []byte("Hadi Contoh")) {
				w.t.Errorf("event %v holds a person: %s", seq, raw)
			}
		}
		if a.get("next_cursor") == nil {
			break
		}
		cursor = a.text("next_cursor")
	}
	if seq < 60 {
		w.t.Errorf("only %v events", seq)
	}
}

func (w *world) checkTracking(id string) {
	w.t.Helper()
	code := w.get("pemohon", id).text("tracking_code")
	a := w.call("", "GET", "/track/"+strings.ToLower(strings.ReplaceAll(code, "-", "")), nil).is(http.StatusOK, "")
	want := map[string]any{
		"code": code, "title": "Sistem Antrean Puskesmas", "status": "completed", "stages_total": 16.0, "waiting_on": []any{},
		"flow":         map[string]any{"id": "swakelola", "title": a.text("flow", "title")},
		"agency":       map[string]any{"id": "dinas-kesehatan", "name": "Dinas Kesehatan"},
		"stage":        map[string]any{"id": "serah-terima", "number": 16.0, "title": a.text("stage", "title"), "clause": "A.16"},
		"submitted_at": "2026-11-23T03:04:05.000000Z", "entered_at": "2026-11-23T06:04:05.000000Z", "ended_at": "2026-11-23T06:04:05.000000Z",
	}
	if diff := cmp.Diff(want, a.body); diff != "" {
		w.t.Errorf("tracking (-want +got):\n%s", diff)
	}
	if a.header.Get("X-Robots-Tag") != "noindex" {
		w.t.Error("tracking may be indexed")
	}
}

// TestThirdParty walks part B to the stage in which the vendor builds, and looks at
// what the vendor sees.
func TestThirdParty(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.approved("pihak-ketiga")
		w.call("verifikator", "POST", "/requests/"+id+"/comments", m{"text": "Rahasia dapur", "internal": true}).is(http.StatusCreated, "")
		w.call("pemohon", "POST", "/requests/"+id+"/comments", m{"text": "Untuk semua"}).is(http.StatusCreated, "")
		w.patch("verifikator", id, m{
			"tim-pendamping": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"pengembang", "penguji-pd"},
			"penunjukan": m{"agency": "cv-nusa", "basis": "e-purchasing", "number": "EP-1", "date": "2026-11-20"},
		}).is(http.StatusOK, "")
		w.upload("verifikator", id, "sk-tim")
		w.call("vendor", "GET", "/requests/"+id, nil).is(http.StatusNotFound, alur.CodeNotFound)
		w.act("verifikator", id, "tetapkan", nil).is(http.StatusOK, "")

		a := w.get("vendor", id)
		if bytes.Contains(a.raw, []byte("perkiraan-anggaran")) || bytes.Contains(a.raw, []byte("85000000")) {
			t.Errorf("the vendor sees the budget: %s", a.raw)
		}
		if got := a.list("actions"); len(got) != 0 {
			t.Errorf("the vendor may %v", got)
		}
		comments := w.call("vendor", "GET", "/requests/"+id+"/comments", nil).is(http.StatusOK, "")
		if got := comments.list("items"); len(got) != 1 || comments.text("items", 0, "text") != "Untuk semua" {
			t.Errorf("the vendor reads %s", comments.raw)
		}
		if got := w.call("penguji-pd", "GET", "/requests/"+id+"/comments", nil).is(http.StatusOK, "").list("items"); len(got) != 2 {
			t.Errorf("the team reads %v", got)
		}
		w.call("vendor", "GET", "/requests/"+id+"/events", nil).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor", "GET", "/users", nil).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor", "GET", "/agencies", nil).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor", "POST", "/requests/"+id+"/comments", m{"text": "x", "internal": true}).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor", "POST", "/requests", m{"flow": "swakelola"}).is(http.StatusForbidden, alur.CodeNotYourParty)
		w.call("vendor2", "GET", "/requests/"+id, nil).is(http.StatusNotFound, alur.CodeNotFound)
		if got := w.call("vendor", "GET", "/requests?q=antrean", nil).is(http.StatusOK, "").list("items"); len(got) != 1 {
			t.Errorf("the vendor finds %v", got)
		}
		if got := w.call("vendor2", "GET", "/requests?q=antrean", nil).is(http.StatusOK, "").list("items"); len(got) != 0 {
			t.Errorf("another vendor finds %v", got)
		}

		w.patch("pengembang", id, m{"kelayakan": verdicts("feasible", "proses-bisnis", "hukum", "teknis")}).is(http.StatusOK, "")
		w.upload("pengembang", id, "dokumen-desain")
		w.sign("pengembang", id, "paraf-pendamping").is(http.StatusCreated, "")
		w.sign("pengembang", id, "paraf-penguji").is(http.StatusConflict, alur.CodeSignedAnother)
		w.sign("penguji-pd", id, "paraf-penguji").is(http.StatusCreated, "")
		w.act("pengembang", id, "sepakati", nil).is(http.StatusOK, "")
		done := m{"state": "done"}
		w.patch("pengembang", id, m{"pemetaan": "Peta", "kepatuhan": m{"etika": done, "peraturan": done}}).is(http.StatusOK, "")
		w.upload("pengembang", id, "draf-perjanjian")
		w.sign("pengembang", id, "paraf-pendamping").is(http.StatusCreated, "")
		w.sign("penguji-pd", id, "paraf-penguji").is(http.StatusCreated, "")
		w.act("pengembang", id, "ajukan-perjanjian", nil).is(http.StatusOK, "")
		w.patch("verifikator", id, m{
			"nomor-perjanjian": "PKS-1", "tanggal-perjanjian": "2026-11-23", "nilai": 75_000_000,
			"ketentuan": m{"ruang-lingkup": done, "jangka-waktu": done, "hak-kewajiban": done, "kerahasiaan-data": done, "kepemilikan": done},
		}).is(http.StatusOK, "")
		w.upload("verifikator", id, "perjanjian")
		w.sign("kepala", id, "tanda-tangan-kominfo").is(http.StatusCreated, "")
		w.sign("pemohon", id, "tanda-tangan-pemohon").is(http.StatusCreated, "")
		w.sign("vendor", id, "tanda-tangan-pihak-ketiga").is(http.StatusCreated, "")
		w.act("verifikator", id, "sahkan", nil).is(http.StatusOK, "")
		a = w.patch("vendor", id, m{"repositori": "https://git.contoh.example/antrean", "versi": "1.0"}).is(http.StatusOK, "")
		if bytes.Contains(a.raw, []byte("85000000")) {
			t.Errorf("the vendor's own answer shows the budget: %s", a.raw)
		}
		w.act("vendor", id, "selesai-pembuatan", nil).is(http.StatusOK, "")
	})
}
