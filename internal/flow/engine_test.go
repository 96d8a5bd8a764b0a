package flow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

func (w *world) waiting() string {
	var out []string
	for _, x := range w.reg.Waiting(w.state, w.env("verifikator")) {
		out = append(out, string(x.Party)+":"+strings.Join(x.Missing, ","))
	}
	return strings.Join(out, " ")
}

func (w *world) expectWaiting(want string) {
	w.t.Helper()
	if got := w.waiting(); got != want {
		w.t.Fatalf("waiting in %s: got %q, want %q", w.state.Stage, got, want)
	}
}

func (w *world) expectStage(want alur.StageID) {
	w.t.Helper()
	if w.state.Stage != want {
		w.t.Fatalf("stage is %s, want %s", w.state.Stage, want)
	}
}

// toVerification walks a request from nothing to its first verification.
func (w *world) toVerification(who, flowID string) {
	w.t.Helper()
	w.do(who, flow.Create{Flow: alur.FlowID(flowID), Data: set(letter()).Items})
	w.upload(who, "surat")
	w.do(who, act("ajukan", nil))
	for _, k := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload(who, k)
	}
	w.do(who, act("serahkan", nil))
}

// toDecision walks from nothing to the decision of the head.
func (w *world) toDecision(who, flowID string) {
	w.t.Helper()
	w.toVerification(who, flowID)
	w.reviewAll("verifikator")
	w.do("verifikator", act("terima", nil))
	w.do("verifikator", set(m{"jadwal": w.meeting("verifikator", who)}))
	w.do(who, set(m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"}))
	w.upload(who, "paparan")
	w.do("verifikator", act("catat-presentasi", m{"catatan": "Baik"}))
	w.do("verifikator", set(m{"rapat": w.meeting("verifikator", who), "ruang-lingkup": "Lingkup", "rencana-tahapan": []m{{"title": "Analisis", "due": "2027-01-10"}}}))
	w.do(who, set(m{"perkiraan-anggaran": 85_000_000}))
	w.upload("verifikator", "notulen")
	w.do("verifikator", flow.Sign{Item: "paraf-kominfo"})
	w.do(who, flow.Sign{Item: "paraf-pemohon"})
	w.do("verifikator", act("selesai-rapat", nil))
}

var (
	goodTests = m{
		"input-efektivitas": m{"verdict": "good"}, "input-efisiensi": m{"verdict": "good"}, "proses-efektivitas": m{"verdict": "adequate"},
		"proses-efisiensi": m{"verdict": "good"}, "output-efektivitas": m{"verdict": "good"}, "output-efisiensi": m{"verdict": "good"},
	}
	feasible  = m{"proses-bisnis": m{"verdict": "feasible"}, "hukum": m{"verdict": "feasible-with-notes", "note": "Perlu SOP"}, "teknis": m{"verdict": "feasible"}}
	monitored = []m{
		{"kind": "operasi", "date": "2026-11-23", "text": "Lancar"}, {"kind": "gangguan-teknis", "date": "2026-11-23", "text": "Tidak ada"},
		{"kind": "penyempurnaan", "date": "2026-11-23", "text": "Label"}, {"kind": "faktor-eksternal", "date": "2026-11-23", "text": "Listrik"},
	}
)

// finish walks from testing to the hand-over: builder is who builds and
// documents, reporter who writes the report.
func (w *world) finish(builder, reporter string, attendees []string, signers map[string]string) {
	w.t.Helper()
	w.do("penguji", set(m{"hasil-uji": goodTests}))
	w.upload("penguji", "laporan-uji")
	w.do("penguji", act("nyatakan-lulus", nil))
	w.expectStage("sosialisasi")
	w.do(builder, set(m{"kegiatan": w.meeting(attendees...), "peserta": 40}))
	w.upload(builder, "materi")
	w.do(builder, act("selesai-sosialisasi", nil))
	w.do("penguji", set(m{"catatan-pemantauan": monitored, "kesimpulan": "Baik"}))
	w.do("penguji", act("selesai-pemantauan", nil))
	w.upload(builder, "dokumentasi-sistem")
	w.upload(builder, "panduan-pengguna")
	w.do(builder, act("serahkan-dokumentasi", nil))
	w.upload(reporter, "laporan-hasil")
	w.upload(reporter, "dokumentasi-pengembangan")
	for item, who := range signers {
		w.do(who, flow.Sign{Item: item})
	}
	w.do(reporter, act("serahkan-laporan", nil))
	w.expectStage("serah-terima")
	w.expectWaiting("kominfo:bast kepala-kominfo:tanda-tangan-kominfo pemohon:tanda-tangan-pemohon")
	w.upload("verifikator", "bast")
	w.do("kepala", flow.Sign{Item: "tanda-tangan-kominfo"})
	w.do("pemohon", flow.Sign{Item: "tanda-tangan-pemohon"})
	w.do("verifikator", act("serah-terima", nil))
	if w.state.Status != alur.StatusCompleted {
		w.t.Fatalf("status %s", w.state.Status)
	}
	w.refused("verifikator", act("jeda", m{"sebab": "lainnya", "alasan": "x"}), alur.CodeRequestEnded)
	w.do("pemohon", flow.Comment{ID: "c1", Text: "Terima kasih", Audience: alur.AudienceAll})
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		w.t.Errorf("replay differs\n%s\n%s", got, want)
	}
}

func TestSwakelolaWalk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola"})
	w.expectWaiting("pemohon:judul,jenis,nomor-surat,tanggal-surat,perihal,penanda-tangan,narahubung,ringkasan,surat")
	w.refused("verifikator", act("terima", nil), alur.CodeActionNotAvailable)
	w.refused("pemohon", act("terima", nil), alur.CodeNotYourParty)
	w.refused("auditor", act("ajukan", nil), alur.CodeReadOnlyRole)
	w.refused("pengembang-pd", act("ajukan", nil), alur.CodeNotYourParty)
	w.refused("pemohon", set(m{"tidak-ada": 1}), alur.CodeUnknownItem)
	w.refused("pemohon", set(m{"ruang-lingkup": "x"}), alur.CodeNotYourParty)
	w.refused("pemohon", set(m{"gambaran-umum": "x"}), alur.CodeWrongStage)
	w.refused("pemohon", set(m{"judul": 5}), alur.CodeInvalidData)
	w.refused("pemohon", set(m{"surat": "x"}), alur.CodeInvalidData)
	w.refused("pemohon", set(m{"tanggal-surat": "2026-11-25"}), alur.CodeInvalidData)
	got := w.refused("pemohon", act("ajukan", nil), alur.CodeBlocked)
	if len(got) != 9 || got[0] != "missing-item judul" || got[8] != "missing-document surat" {
		t.Errorf("blockers %v", got)
	}
	w.do("pemohon", set(m{"penanda-tangan": m{"name": "Hadi Contoh"}}))
	if got := w.refused("pemohon", act("ajukan", nil), alur.CodeBlocked); !slices.Contains(got, "missing-item penanda-tangan.nip") {
		t.Errorf("blockers %v", got)
	}
	w.do("pemohon", set(m{"jenis": "pengelolaan"}))
	if got := w.refused("pemohon", act("ajukan", nil), alur.CodeBlocked); !slices.Contains(got, "missing-item sistem-terkait") {
		t.Errorf("blockers %v", got)
	}
	w.do("pemohon", set(letter()))
	if res := w.do("pemohon", set(letter())); len(res.Drafts) != 0 {
		t.Errorf("the same values wrote %v", res.Drafts)
	}
	w.upload("pemohon", "surat")
	w.expectWaiting("pemohon:")
	w.do("pemohon", act("ajukan", nil))
	w.refused("pemohon", w.file("surat"), alur.CodeWrongStage)
	for _, k := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan", "lainnya", "lainnya", "sop"} {
		w.upload("pemohon", k)
	}
	w.do("pemohon", act("serahkan", nil))
	w.expectWaiting("kominfo:surat,kak,proses-bisnis,dasar-hukum,analisis-kebutuhan,sop,lainnya")

	// A return with the letter rejected opens the letter and the items of stage 1.
	if got := w.refused("verifikator", act("kembalikan", nil), alur.CodeBlocked); !slices.Contains(got, "no-document-rejected ") {
		t.Errorf("blockers %v", got)
	}
	w.refused("kepala", act("tolak", m{"alasan": "x"}), alur.CodeBlocked)
	w.refused("verifikator", flow.ReviewDocument{ID: w.state.Documents[0].ID, Verdict: flow.Rejected}, alur.CodeInvalidData)
	w.reviewAll("verifikator", "surat", "kak", "sop")
	w.refused("verifikator", act("terima", nil), alur.CodeBlocked)
	w.do("verifikator", act("kembalikan", nil))
	w.expectStage("data-pendukung")
	w.expectWaiting("pemohon:surat,kak,sop")
	if got := w.refused("pemohon", act("serahkan", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"document-rejected surat", "document-rejected kak", "document-rejected sop"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("pemohon", set(m{"perihal": nil}))
	w.expectWaiting("pemohon:perihal,surat,kak,sop")
	w.do("pemohon", set(m{"perihal": "Permohonan yang diperbaiki"}))
	w.upload("pemohon", "surat")
	w.upload("pemohon", "kak")
	w.do("pemohon", flow.RemoveDocument{ID: w.state.Current("sop")[0].ID})
	w.expectWaiting("pemohon:")
	w.do("pemohon", act("serahkan", nil))
	w.expectWaiting("kominfo:surat,kak")
	w.reviewAll("verifikator")
	w.refused("verifikator", act("tolak", m{"alasan": "x"}), alur.CodeBlocked)
	w.do("verifikator", act("terima", nil))

	w.expectWaiting("kominfo:jadwal pemohon:gambaran-umum,analisis-dampak,paparan")
	future := w.meeting("verifikator", "pemohon")
	future["start"], future["end"] = w.at(48*time.Hour), w.at(49*time.Hour)
	w.do("verifikator", set(m{"jadwal": future}))
	w.do("pemohon", set(m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"}))
	w.upload("pemohon", "paparan")
	if got := w.refused("verifikator", act("catat-presentasi", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"too-early jadwal"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("verifikator", set(m{"jadwal": w.meeting("verifikator")}))
	if got := w.refused("verifikator", act("catat-presentasi", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"attendees-incomplete jadwal"}) {
		t.Errorf("blockers %v", got)
	}
	w.refused("verifikator", set(m{"jadwal": w.meeting("verifikator", "pemohon2")}), alur.CodeInvalidData)
	w.do("verifikator", set(m{"jadwal": w.meeting("verifikator", "pemohon")}))
	w.do("verifikator", act("catat-presentasi", nil))

	w.expectWaiting("kominfo:rapat,ruang-lingkup,rencana-tahapan,notulen,paraf-kominfo pemohon:paraf-pemohon")
	w.do("verifikator", set(m{"rapat": w.meeting("verifikator", "pemohon"), "ruang-lingkup": "Lingkup", "rencana-tahapan": []m{{"title": "Analisis", "due": "2027-01-10"}, {"title": "Uji", "due": "2027-01-10"}}}))
	if got := w.refused("verifikator", flow.Sign{Item: "paraf-kominfo"}, alur.CodeBlocked); !cmp.Equal(got, []string{"missing-document notulen"}) {
		t.Errorf("blockers %v", got)
	}
	w.upload("verifikator", "notulen")
	w.refused("pemohon", flow.Sign{Item: "paraf-kominfo"}, alur.CodeNotYourParty)
	w.do("verifikator", flow.Sign{Item: "paraf-kominfo"})
	w.refused("verifikator2", flow.Sign{Item: "paraf-kominfo"}, alur.CodeAlreadySigned)
	w.do("pemohon", flow.Sign{Item: "paraf-pemohon"})
	res := w.do("pemohon", set(m{"perkiraan-anggaran": 85_000_000}))
	if len(res.Drafts) != 3 || res.Drafts[1].Type != alur.EventSignatureDropped || len(w.state.Signatures) != 0 {
		t.Errorf("a change under two signatures wrote %v", res.Drafts)
	}
	w.do("verifikator", flow.Sign{Item: "paraf-kominfo"})
	w.do("pemohon", flow.Sign{Item: "paraf-pemohon"})
	w.do("verifikator", act("selesai-rapat", nil))

	w.expectWaiting("kepala-kominfo:")
	w.refused("kepala", act("tidak-setujui", m{"bentuk": "argumentasi"}), alur.CodeBlocked)
	w.refused("kepala", act("tidak-setujui", m{"bentuk": "lain", "tanggapan": "x"}), alur.CodeInvalidData)
	w.refused("kepala", act("setujui", m{"lain": "x"}), alur.CodeUnknownItem)
	w.do("kepala", act("setujui", nil))

	w.refused("verifikator", set(m{"tim-pengembang": []string{"auditor"}}), alur.CodeInvalidData)
	w.do("verifikator", set(m{"tim-pengembang": []string{"pengembang"}, "tim-penguji": []string{"pengembang", "penguji-pd"}}))
	w.upload("verifikator", "sk-tim")
	if got := w.refused("verifikator", act("tetapkan", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"team-needs-both-agencies tim-pengembang", "team-overlap tim-penguji"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("verifikator", set(m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}}))
	if flow.Sees(w.state, w.people["pengembang"]) {
		t.Error("a member sees the request before the team is appointed")
	}
	w.do("verifikator", act("tetapkan", nil))

	w.expectWaiting("tim-pengembang:kelayakan,dokumen-desain,paraf-pengembang tim-penguji:paraf-penguji")
	w.do("pengembang", set(m{"kelayakan": m{"proses-bisnis": m{"verdict": "feasible"}, "hukum": m{"verdict": "not-feasible", "note": "Belum ada dasar"}, "teknis": m{"verdict": "feasible-with-notes"}}}))
	w.upload("pengembang", "dokumen-desain")
	if got := w.refused("pengembang", flow.Sign{Item: "paraf-pengembang"}, alur.CodeBlocked); !cmp.Equal(got, []string{"missing-item kelayakan.teknis"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("pengembang-pd", set(m{"kelayakan": feasible}))
	w.do("pengembang", flow.Sign{Item: "paraf-pengembang"})
	w.do("penguji", flow.Sign{Item: "paraf-penguji"})
	// A former member's signature stands, his access ends.
	w.refused("verifikator", act("ubah-tim", m{"tim-penguji": []string{"penguji-pd"}, "alasan": "Pindah"}), alur.CodeBlocked)
	w.do("verifikator", act("ubah-tim", m{"tim-penguji": []string{"penguji-pd", "verifikator2"}, "alasan": "Pindah tugas"}))
	if len(w.state.Signatures) != 4 || flow.Sees(w.state, w.people["penguji"]) {
		t.Errorf("after the change of team: %v", w.state.Signatures)
	}
	sk := w.upload("verifikator", "sk-tim")
	w.do("verifikator", act("ubah-tim", m{"tim-penguji": []string{"penguji", "penguji-pd"}, "sk-tim": sk, "alasan": "Kembali"}))
	w.do("pengembang", act("sepakati", nil))

	w.do("pengembang", set(m{"repositori": "https://kode.contoh.example/antrean", "versi": "1.0", "kemajuan": []m{{"kind": "kemajuan", "date": "2026-11-23", "text": "Awal"}}}))
	w.refused("pengembang", set(m{"kemajuan": []m{}}), alur.CodeInvalidData)
	w.refused("pengembang", set(m{"kemajuan": nil}), alur.CodeInvalidData)
	w.do("pengembang", act("selesai-pembuatan", nil))
	w.do("pengembang", set(m{"alamat-sistem": "https://antrean.contoh.example", "instalasi": m{"perangkat-keras": m{"state": "not-applicable"}, "perangkat-lunak": m{"state": "done"}, "fasilitas-pendukung": m{"state": "done"}}}))
	if got := w.refused("pengembang", act("selesai-implementasi", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"missing-item instalasi.perangkat-keras"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("pengembang", set(m{"instalasi": m{"perangkat-keras": m{"state": "done"}, "perangkat-lunak": m{"state": "done"}, "fasilitas-pendukung": m{"state": "done"}}}))
	w.do("pengembang", act("selesai-implementasi", nil))

	// The loop of fixes.
	w.expectWaiting("tim-penguji:hasil-uji,laporan-uji")
	if got := w.refused("penguji", act("usulkan-perbaikan", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"no-open-finding "}) {
		t.Errorf("blockers %v", got)
	}
	w.do("penguji", set(m{"hasil-uji": goodTests}))
	w.upload("penguji", "laporan-uji")
	w.do("penguji", flow.AddFinding{Aspect: "output", Quality: "efektivitas", Severity: "high", Title: "Total salah"})
	w.do("penguji", flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "Label keliru"})
	w.do("penguji", flow.ChangeFinding{Number: 2, Status: flow.FindingVerified, Note: "Salah lihat"})
	w.refused("penguji", flow.ChangeFinding{Number: 2, Status: flow.FindingReopened, Note: "x"}, alur.CodeWrongTransition)
	w.refused("pengembang", flow.ChangeFinding{Number: 1, Status: flow.FindingFixed, Note: "x"}, alur.CodeWrongStage)
	w.refused("pengembang", flow.ChangeFinding{Number: 1, Status: flow.FindingVerified, Note: "x"}, alur.CodeNotYourParty)
	w.refused("penguji", flow.ChangeFinding{Number: 3, Status: flow.FindingVerified}, alur.CodeNotFound)
	w.do("penguji", act("usulkan-perbaikan", nil))
	w.expectStage("perbaikan")
	w.expectWaiting("tim-pengembang:findings")
	w.refused("pengembang", flow.ChangeFinding{Number: 1, Status: flow.FindingFixed}, alur.CodeInvalidData)
	w.do("pengembang", flow.ChangeFinding{Number: 1, Status: flow.FindingFixed, Note: "Dihitung ulang"})
	w.expectWaiting("tim-pengembang:")
	w.do("pengembang", act("selesai-perbaikan", nil))
	w.expectWaiting("tim-penguji:hasil-uji,laporan-uji")
	if got := w.refused("penguji", act("nyatakan-lulus", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"outdated hasil-uji", "outdated laporan-uji", "finding-not-verified findings.1"}) {
		t.Errorf("blockers %v", got)
	}
	w.do("penguji", flow.ChangeFinding{Number: 1, Status: flow.FindingVerified})
	w.finish("pengembang", "penguji", []string{"pengembang", "penguji"}, nil)
}

func TestThirdPartyWalk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.toDecision("pemohon", "swakelola")
	w.do("kepala", act("alihkan-jalur", m{"alasan": "Butuh penyedia"}))
	if w.state.Flow != "pihak-ketiga" || w.state.Stage != "tindak-lanjut" {
		t.Fatalf("after the change of route: %s %s", w.state.Flow, w.state.Stage)
	}
	w.do("kepala", act("setujui", m{"catatan": "Setuju"}))
	w.do("verifikator", set(m{
		"tim-pendamping": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"},
		"penunjukan": m{"agency": cvNusa, "basis": "pengadaan-langsung", "number": "01/PL/2026", "date": "2026-11-20"},
	}))
	w.refused("verifikator", set(m{"penunjukan": m{"agency": health}}), alur.CodeInvalidData)
	w.upload("verifikator", "sk-tim")
	w.do("verifikator", act("tetapkan", nil))
	w.do("pengembang", set(m{"kelayakan": feasible}))
	w.upload("pengembang", "dokumen-desain")
	w.do("pengembang", flow.Sign{Item: "paraf-pendamping"})
	w.do("penguji", flow.Sign{Item: "paraf-penguji"})
	w.do("pengembang", act("sepakati", nil))
	w.do("pengembang", set(m{"pemetaan": "Pembagian kerja", "kepatuhan": m{"etika": m{"state": "done"}, "peraturan": m{"state": "done"}}}))
	w.upload("pengembang", "draf-perjanjian")
	w.do("pengembang", flow.Sign{Item: "paraf-pendamping"})
	w.do("penguji", flow.Sign{Item: "paraf-penguji"})
	w.do("pengembang", act("ajukan-perjanjian", nil))

	terms := m{}
	for _, k := range []string{"ruang-lingkup", "jangka-waktu", "hak-kewajiban", "kerahasiaan-data", "kepemilikan"} {
		terms[k] = m{"state": "done"}
	}
	w.do("verifikator", set(m{"nomor-perjanjian": "12/PKS/2026", "tanggal-perjanjian": "2026-11-23", "nilai": 80_000_000, "ketentuan": terms}))
	w.upload("verifikator", "perjanjian")
	w.do("kepala", flow.Sign{Item: "tanda-tangan-kominfo"})
	w.do("pemohon", flow.Sign{Item: "tanda-tangan-pemohon"})
	w.do("vendor", flow.Sign{Item: "tanda-tangan-pihak-ketiga"})
	w.refused("vendor2", set(m{"versi": "1"}), alur.CodeNotYourParty)
	// A revised draft makes the signatures of the agreement fall away, those of the mapping too.
	w.do("verifikator", act("revisi-draf", m{"alasan": "Pasal 4"}))
	w.expectStage("pemetaan-kerja-sama")
	w.upload("pengembang", "draf-perjanjian")
	for _, sig := range w.state.Signatures {
		if sig.Stage == "perjanjian-kerja-sama" || sig.Stage == "pemetaan-kerja-sama" {
			t.Errorf("signature %v stands after the draft changed", sig)
		}
	}
	w.do("pengembang", flow.Sign{Item: "paraf-pendamping"})
	w.do("penguji", flow.Sign{Item: "paraf-penguji"})
	w.do("pengembang", act("ajukan-perjanjian", nil))
	w.do("kepala", flow.Sign{Item: "tanda-tangan-kominfo"})
	w.do("pemohon", flow.Sign{Item: "tanda-tangan-pemohon"})
	w.do("vendor", flow.Sign{Item: "tanda-tangan-pihak-ketiga"})
	w.do("verifikator", act("sahkan", nil))

	w.do("vendor", set(m{"repositori": "https://kode.contoh.example/x", "versi": "1.0"}))
	w.do("vendor", act("selesai-pembuatan", nil))
	w.do("vendor", set(m{"alamat-sistem": "https://x.contoh.example", "instalasi": m{"perangkat-keras": m{"state": "done"}, "perangkat-lunak": m{"state": "done"}, "fasilitas-pendukung": m{"state": "done"}}}))
	w.do("pengembang", flow.Sign{Item: "paraf-pendamping"})
	w.do("penguji", flow.Sign{Item: "paraf-penguji"})
	w.do("vendor", act("selesai-implementasi", nil))
	w.do("penguji", flow.AddFinding{Aspect: "proses", Quality: "efisiensi", Severity: "medium", Title: "Cetak lambat"})
	w.do("penguji", act("usulkan-perbaikan", nil))
	w.expectWaiting("pihak-ketiga:findings")
	w.do("vendor", flow.ChangeFinding{Number: 1, Status: flow.FindingFixed, Note: "Sudah"})
	w.do("vendor", act("selesai-perbaikan", nil))
	w.do("penguji", flow.ChangeFinding{Number: 1, Status: flow.FindingVerified})
	w.finish("vendor", "pengembang", []string{"vendor", "pengembang", "penguji"}, map[string]string{"paraf-pendamping": "pengembang", "paraf-penguji": "penguji", "paraf-pihak-ketiga": "vendor"})
}

func TestFourEyesByPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t, ict)
	w.toVerification("rangkap", "swakelola")
	surat := w.state.Documents[0].ID
	w.refused("rangkap", flow.ReviewDocument{ID: surat, Verdict: flow.Accepted}, alur.CodeFourEyes)
	w.reviewAll("verifikator")
	if got := w.refused("rangkap", act("terima", nil), alur.CodeBlocked); !cmp.Equal(got, []string{"four-eyes "}) {
		t.Errorf("blockers %v", got)
	}
	w.do("verifikator", act("terima", nil))
}

func TestPause(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.toDecision("pemohon", "pihak-ketiga")
	w.refused("verifikator", act("lanjutkan", nil), alur.CodeActionNotAvailable)
	w.refused("verifikator", act("jeda", m{"sebab": "menunggu-anggaran", "alasan": "APBD", "sampai": "2026-11-01"}), alur.CodeInvalidData)
	w.do("verifikator", act("jeda", m{"sebab": "menunggu-anggaran", "alasan": "APBD", "sampai": "2027-01-10"}))
	w.expectWaiting("")
	w.refused("kepala", act("setujui", nil), alur.CodePaused)
	w.refused("kepala", act("jeda", m{"sebab": "lainnya", "alasan": "x"}), alur.CodePaused)
	for _, v := range w.reg.Actions(w.state, w.env("kepala")) {
		if v.Action.Pauses || v.Action.WhilePaused != (len(v.Blockers) == 0) {
			t.Errorf("while paused %s is %v", v.Action.ID, v.Blockers)
		}
	}
	w.do("pemohon", flow.Comment{ID: "c", Text: "Kapan?", Audience: alur.AudienceAll})
	w.do("kepala", act("lanjutkan", nil))
	w.expectWaiting("kepala-kominfo:")
	w.do("verifikator", act("jeda", m{"sebab": "lainnya", "alasan": "Lain"}))
	w.do("pemohon", act("tarik", m{"alasan": "Batal"}))
	if w.state.Status != alur.StatusWithdrawn || w.state.Paused != nil {
		t.Errorf("after withdrawal: %s, %v", w.state.Status, w.state.Paused)
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.toVerification("pemohon", "swakelola")
	w.reviewAll("verifikator", "kak")
	w.do("kepala", act("tolak", m{"alasan": "Tidak sesuai"}))
	if w.state.Status != alur.StatusRejected || w.state.Outcome.Party != "kepala-kominfo" {
		t.Errorf("rejected: %s %+v", w.state.Status, w.state.Outcome)
	}
	w = newWorld(t, health)
	w.toDecision("pemohon", "swakelola")
	w.do("kepala", act("tidak-setujui", m{"bentuk": "rekomendasi", "tanggapan": "Pakai yang ada"}))
	if w.state.Status != alur.StatusDeclined {
		t.Errorf("declined: %s", w.state.Status)
	}
	if len(w.reg.Actions(w.state, w.env("kepala"))) != 0 || w.waiting() != "" {
		t.Error("an ended request offers actions")
	}
	w.refused("pemohon", set(m{"judul": "x"}), alur.CodeRequestEnded)
}

// A reviewer registers a paper letter of an agency: he acts for it at the counter,
// its own people may go on, and he may not judge what he submitted.
func TestCounterEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.refused("pemohon", flow.Create{Flow: "swakelola", Agency: school}, alur.CodeNotYourParty)
	w.refused("kepala", flow.Create{Flow: "swakelola", Agency: health}, alur.CodeNotYourParty)
	w.refused("verifikator", flow.Create{Flow: "swakelola", Agency: cvNusa}, alur.CodeInvalidData)
	w.refused("verifikator", flow.Create{Flow: "swakelola", Agency: "tidak-ada"}, alur.CodeInvalidData)
	w.do("verifikator", flow.Create{Flow: "swakelola", Agency: health, Data: set(letter()).Items})
	if e := w.events[1]; e.Actor.Party != "pemohon" {
		t.Errorf("the data of a letter came in as %q", e.Actor.Party)
	}
	w.upload("verifikator", "surat")
	w.do("verifikator", act("ajukan", nil))
	for _, k := range []string{"kak", "proses-bisnis", "dasar-hukum"} {
		w.upload("verifikator", k)
	}
	w.upload("pemohon", "analisis-kebutuhan") // the agency itself may go on
	w.do("verifikator", act("serahkan", nil))
	w.refused("verifikator", flow.ReviewDocument{ID: w.state.Documents[0].ID, Verdict: flow.Accepted}, alur.CodeFourEyes)
	w.refused("verifikator", w.file("kak"), alur.CodeNotYourParty)
	w.reviewAll("verifikator2", "kak")
	w.do("verifikator2", act("kembalikan", nil))
	w.upload("verifikator", "kak")
	w.do("verifikator", act("serahkan", nil))
	w.reviewAll("verifikator2")
	w.do("verifikator2", act("terima", nil))
	w.refused("verifikator", set(m{"gambaran-umum": "x"}), alur.CodeNotYourParty)
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		t.Errorf("replay differs\n%s\n%s", got, want)
	}
}
