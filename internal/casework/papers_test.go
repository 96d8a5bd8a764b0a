package casework_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/store"
)

// TestPapersSwakelola walks a request through swakelola on both engines, and issues every
// paper when its time has come; histories, tables and the bytes prove themselves.
func TestPapersSwakelola(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.submitted("swakelola")
		w.issue("verifikator", id, "tanda-terima", "000.8/12", "20 November 2026", "surat.pdf")
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
		}
		w.act("pemohon", id, "serahkan", nil)
		w.review(id, "rejected", "Sebutkan keenam puskesmas.")
		w.issue("verifikator", id, "lembar-verifikasi", "Perlu perbaikan", "Sebutkan keenam puskesmas.", "belum seluruhnya memenuhi syarat")
		_, err := w.papers().Issue(t.Context(), w.as("verifikator"), id, "surat-pengembalian", casework.Options{})
		refused(t, "before the return", err, alur.CodeWrongStage)
		w.act("verifikator", id, "kembalikan", nil)
		w.upload("pemohon", id, "kak") // put right meanwhile: the letter still tells of it
		w.issue("verifikator", id, "surat-pengembalian", "Pengembalian", "Kerangka acuan kerja (KAK)", "Dari 5 dokumen yang disampaikan, 0", "Sebutkan keenam puskesmas.", "Yth. Kepala Dinas")
		for _, kind := range []string{"surat", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
		}
		w.act("pemohon", id, "serahkan", nil)
		w.review(id, "accepted", "")
		w.act("verifikator", id, "terima", nil)
		w.meetAndBuild(id)
		first := w.issue("verifikator", id, "bast", "PIHAK PERTAMA", "PIHAK KEDUA", "Hadi Contoh", "Senin, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam", "https://antrean.contoh.example")
		second := w.issue("verifikator", id, "bast")
		v := w.get("auditor", id)
		if old := v.State.Paper(first.Code); old.InForce() || old.ReplacedBy != second.Code || v.State.PaperInForce("bast").Code != second.Code {
			t.Errorf("the first is %+v", old)
		}
		w.registerAndUse(id, first, second)
		w.sign("kepala", id, "tanda-tangan-kominfo")
		w.sign("pemohon", id, "tanda-tangan-pemohon")
		w.act("verifikator", id, "serah-terima", nil)
		w.afterTheEnd(id, second)
		if kinds := w.issued(id); len(kinds) != 18 {
			t.Errorf("%d kinds were issued: %v", len(kinds), kinds)
		}
		_, files := w.pack("auditor", id)
		if said := checkPack(t, files, true); !strings.Contains(said, "naskah cocok") {
			t.Error(said)
		}
		for name := range files {
			if strings.HasPrefix(name, "naskah/") {
				files[name] += "x"
				if said := checkPack(t, files, false); !strings.Contains(said, "bukan naskah yang tercatat") {
					t.Error(said)
				}
				break
			}
		}
		w.sound()
	})
}

// meetAndBuild walks from stage 4 to the last one, with papers on the way.
func (w *world) meetAndBuild(id alur.RequestID) {
	w.t.Helper()
	_, err := w.papers().Issue(w.t.Context(), w.as("verifikator"), id, "undangan-presentasi", casework.Options{})
	refused(w.t, "without its time", err, alur.CodeBlocked)
	w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")})
	w.issue("verifikator", id, "undangan-presentasi", "Senin, 23 November 2026", "08.04 s.d. 09.04 WIB", "Ruang Aptika", "Orang pemohon")
	w.issue("verifikator", id, "daftar-hadir-presentasi", "Presentasi permohonan", "Orang verifikator")
	w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"})
	w.upload("pemohon", id, "paparan")
	w.act("verifikator", id, "catat-presentasi", m{"catatan": "Baik"})
	meeting := w.meeting("verifikator", "pemohon")
	meeting["minutes"] = "Agenda dan hasil\n\n1. Ruang lingkup\n   Keputusan: enam puskesmas."
	w.patch("verifikator", id, m{"rapat": meeting, "ruang-lingkup": "Enam puskesmas saja.", "rencana-tahapan": []m{{"title": "Analisis awal", "due": "2027-01-10"}}})
	w.patch("pemohon", id, m{"perkiraan-anggaran": 85_000_000})
	w.issue("verifikator", id, "undangan-rapat", "rapat koordinasi", "Ruang Aptika")
	w.issue("verifikator", id, "daftar-hadir-rapat", "Orang pemohon")
	minutes := w.issue("verifikator", id, "notulen", "Enam puskesmas saja.", "Keputusan: enam puskesmas.", "10 Januari 2027")
	w.issue("verifikator", id, "berita-acara-rapat", "Enam puskesmas saja.", "Analisis awal", "PIHAK KEDUA")
	w.must(w.papers().Use(w.t.Context(), w.as("verifikator"), id, minutes.Code, "notulen", casework.Options{}))
	w.sign("verifikator", id, "paraf-kominfo")
	w.sign("pemohon", id, "paraf-pemohon")
	w.act("verifikator", id, "selesai-rapat", nil)
	w.act("kepala", id, "setujui", nil)
	w.patch("verifikator", id, m{"tim-pengembang": []string{"pengembang", "pengembang-pd"}, "tim-penguji": []string{"penguji", "penguji-pd"}})
	decree := w.issue("verifikator", id, "sk-tim", "Tim Pengembang dan Tim Penguji", "Orang pengembang-pd", "KETIGA")
	w.must(w.papers().Use(w.t.Context(), w.as("verifikator"), id, decree.Code, "sk-tim", casework.Options{}))
	w.act("verifikator", id, "tetapkan", nil)
	feasible, done := m{"verdict": "feasible"}, m{"state": "done"}
	w.patch("pengembang", id, m{"kelayakan": m{"proses-bisnis": feasible, "hukum": m{"verdict": "feasible-with-notes", "note": "Mintalah persetujuan."}, "teknis": feasible}})
	w.upload("pengembang", id, "dokumen-desain")
	w.issue("pengembang", id, "lembar-kelayakan", "Layak dengan", "Mintalah persetujuan.", "layak dilanjutkan")
	w.sign("pengembang", id, "paraf-pengembang")
	w.sign("penguji", id, "paraf-penguji")
	w.act("pengembang", id, "sepakati", nil)
	w.patch("pengembang", id, m{"repositori": "https://git.contoh.example/antrean", "versi": "1.0"})
	w.act("pengembang", id, "selesai-pembuatan", nil)
	w.patch("pengembang", id, m{"instalasi": m{"perangkat-keras": done, "perangkat-lunak": done, "fasilitas-pendukung": done}, "alamat-sistem": "https://antrean.contoh.example"})
	w.act("pengembang", id, "selesai-implementasi", nil)
	w.testAndTeach(id, "pengembang")
}

// testAndTeach walks from testing to the last stage.
func (w *world) testAndTeach(id alur.RequestID, builder string) {
	w.t.Helper()
	good := m{"verdict": "good"}
	w.patch("penguji", id, m{"hasil-uji": m{
		"input-efektivitas": good, "input-efisiensi": good, "proses-efektivitas": good, "proses-efisiensi": good, "output-efektivitas": m{"verdict": "adequate", "note": "Cukup cepat."}, "output-efisiensi": good,
	}})
	w.must(w.cases.AddFinding(w.t.Context(), w.as("penguji"), id, finding, casework.Options{}))
	w.must(w.cases.ChangeFinding(w.t.Context(), w.as("penguji"), id, flow.ChangeFinding{Number: 1, Status: flow.FindingVerified, Note: "Salah baca."}, casework.Options{}))
	report := w.issue("penguji", id, "laporan-uji", "Total salah", "Cukup cepat.", "lulus uji", "Orang penguji-pd")
	w.issue("penguji", id, "berita-acara-uji", "LULUS UJI", "satu putaran")
	w.must(w.papers().Use(w.t.Context(), w.as("penguji"), id, report.Code, "laporan-uji", casework.Options{}))
	w.act("penguji", id, "nyatakan-lulus", nil)
	w.patch(builder, id, m{"kegiatan": w.meeting("penguji", builder), "peserta": 38})
	w.upload(builder, id, "materi")
	w.issue(builder, id, "berita-acara-sosialisasi", "38 orang", "materi.pdf")
	list := w.issue(builder, id, "daftar-hadir-sosialisasi", "Sosialisasi")
	w.must(w.papers().Use(w.t.Context(), w.as(builder), id, list.Code, "daftar-hadir", casework.Options{}))
	w.act(builder, id, "selesai-sosialisasi", nil)
	var log []m
	for _, kind := range []string{"operasi", "gangguan-teknis", "penyempurnaan", "faktor-eksternal"} {
		log = append(log, m{"kind": kind, "date": "2026-11-22", "text": "Catatan " + kind})
	}
	w.patch("penguji", id, m{"catatan-pemantauan": log, "kesimpulan": "Layak dipakai terus."})
	w.issue("penguji", id, "laporan-pemantauan", "Catatan gangguan-teknis", "Layak dipakai terus.", "Antisipasi faktor eksternal")
	w.act("penguji", id, "selesai-pemantauan", nil)
	w.upload(builder, id, "dokumentasi-sistem")
	w.upload(builder, id, "panduan-pengguna")
	w.act(builder, id, "serahkan-dokumentasi", nil)
	whole := w.issue("penguji", id, "laporan-hasil", "Pembuatan sistem", "Efektivitas masukan", "Layak dipakai terus.", "panduan-pengguna.pdf", "38 orang")
	w.must(w.papers().Use(w.t.Context(), w.as("penguji"), id, whole.Code, "laporan-hasil", casework.Options{}))
	w.upload("penguji", id, "dokumentasi-pengembangan")
	w.act("penguji", id, "serahkan-laporan", nil)
}

// TestIssueInVain proves that no paper is drawn and kept for a call that has its answer
// already, or whose version is an old one.
func TestIssueInVain(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.inReview("swakelola")
	kept := func() (n int) {
		t.Helper()
		if err := w.blobs.Each(t.Context(), func(blob.File) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	once := &casework.Once{Key: "satu", Fingerprint: "f", Render: func(*casework.Written) (casework.Answer, error) { return casework.Answer{Status: 201}, nil }}
	issue := func(o casework.Options) (*casework.Written, error) {
		return w.papers().Issue(t.Context(), w.as("verifikator"), id, "tanda-terima", o)
	}
	before := kept()
	_, err := issue(casework.Options{Once: once, If: casework.Condition{Set: true, Versions: []int64{1}}})
	refused(t, "an old version", err, alur.CodeStaleVersion)
	_, err = w.papers().Issue(t.Context(), w.as("pemohon"), id, "tanda-terima", casework.Options{Once: once})
	refused(t, "not the party's", err, alur.CodeNotYourParty)
	if n := kept() - before; n != 0 {
		t.Errorf("%d files were kept for what was refused", n)
	}
	w.must(issue(casework.Options{Once: once}))
	if n := kept() - before; n != 2 {
		t.Errorf("%d files of one paper", n)
	}
	if again, err := issue(casework.Options{Once: once}); err != nil || again.Replay == nil || kept()-before != 2 {
		t.Errorf("the same call again: %+v, %v, %d files", again, err, kept()-before)
	}
}

// registerAndUse registers the second paper, with its signed file, and makes it the
// document of its stage. The first one, replaced, takes nothing any more.
func (w *world) registerAndUse(id alur.RequestID, first, second *flow.Paper) {
	w.t.Helper()
	ctx, number := w.t.Context(), flow.RegisterPaper{Code: second.Code, Number: "555/12/2026", Date: "2026-11-23", Classification: "000.8.3"}
	for what, bad := range map[string]flow.RegisterPaper{
		"no number": {Code: second.Code}, "no date": {Code: second.Code, Number: "1"}, "tomorrow": {Code: second.Code, Number: "1", Date: "2026-11-24"},
		"no day": {Code: second.Code, Number: "1", Date: "2026-02-30"}, "long": {Code: second.Code, Number: strings.Repeat("1", 101), Date: "2026-11-23"},
	} {
		_, err := w.cases.RegisterPaper(ctx, w.as("verifikator"), id, bad, nil, casework.Options{})
		refused(w.t, what, err, alur.CodeInvalidData)
	}
	w.must(w.cases.RegisterPaper(ctx, w.as("verifikator"), id, number, nil, casework.Options{}))
	if again := w.must(w.cases.RegisterPaper(ctx, w.as("kepala"), id, number, nil, casework.Options{})); again.Changed {
		w.t.Error("the same again was written")
	}
	signed, err := w.cases.Receive(ctx, "bast.pdf", strings.NewReader(pdf("signed")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(w.cases.RegisterPaper(ctx, w.as("pemohon"), id, flow.RegisterPaper{Code: second.Code}, &signed, casework.Options{}))
	p := w.get("verifikator", id).State.Paper(second.Code)
	if r := p.Register; r.Number != number.Number || r.Classification != "000.8.3" || r.SignedSHA256 != signed.SHA256 {
		w.t.Errorf("registered as %+v", r)
	}
	text, err := w.cases.Receive(ctx, "bast.txt", strings.NewReader("bukan pdf"))
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.cases.RegisterPaper(ctx, w.as("kepala"), id, flow.RegisterPaper{Code: second.Code}, &text, casework.Options{})
	refused(w.t, "a text", err, alur.CodeUnsupportedMediaType)
	_, err = w.cases.RegisterPaper(ctx, w.as("verifikator"), id, flow.RegisterPaper{Code: first.Code, Number: "1", Date: "2026-11-23"}, nil, casework.Options{})
	refused(w.t, "a replaced one", err, alur.CodeWrongTransition)
	_, err = w.papers().Use(ctx, w.as("verifikator"), id, second.Code, "notulen", casework.Options{})
	refused(w.t, "in another slot", err, alur.CodeWrongStage)
	done := w.must(w.papers().Use(ctx, w.as("verifikator"), id, second.Code, "bast", casework.Options{}))
	if done.Document.SHA256 != signed.SHA256 {
		w.t.Errorf("the document is %s, not the signed file", done.Document.SHA256)
	}
}

// afterTheEnd: numbers may still come, papers may be taken back, no new one is issued.
func (w *world) afterTheEnd(id alur.RequestID, p *flow.Paper) {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := w.papers().Issue(ctx, w.as("verifikator"), id, "bast", casework.Options{})
	refused(w.t, "after the end", err, alur.CodeRequestEnded)
	w.must(w.cases.RegisterPaper(ctx, w.as("verifikator"), id, flow.RegisterPaper{Code: p.Code, Number: "556/12/2026", Date: "2026-11-23"}, nil, casework.Options{}))
	_, err = w.cases.WithdrawPaper(ctx, w.as("kepala"), id, p.Code, "Salah nomor.", casework.Options{})
	refused(w.t, "by another party", err, alur.CodeNotYourParty)
	_, err = w.cases.WithdrawPaper(ctx, w.as("verifikator"), id, p.Code, "  ", casework.Options{})
	refused(w.t, "without a reason", err, alur.CodeInvalidData)
	w.must(w.cases.WithdrawPaper(ctx, w.as("verifikator"), id, p.Code, "Salah nomor.", casework.Options{}))
	_, err = w.cases.WithdrawPaper(ctx, w.as("verifikator"), id, p.Code, "Lagi.", casework.Options{})
	refused(w.t, "twice", err, alur.CodeWrongTransition)
}

// TestPapersThirdParty walks a request with a third party, for the papers that only that
// flow has and what its vendor sees of them, on one engine.
func TestPapersThirdParty(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.withVendor()
	decree := w.issue("verifikator", id, "sk-tim", "Nama cv-nusa", "KEEMPAT", "tender")
	good, done := m{"verdict": "feasible"}, m{"state": "done"}
	w.patch("pengembang", id, m{"kelayakan": m{"proses-bisnis": good, "hukum": good, "teknis": good}})
	w.upload("pengembang", id, "dokumen-desain")
	w.sign("pengembang", id, "paraf-pendamping")
	w.sign("penguji", id, "paraf-penguji")
	sheet := w.issue("pengembang", id, "lembar-kelayakan", "Orang penguji", "Tim Pendamping")
	w.act("pengembang", id, "sepakati", nil)
	w.patch("pengembang", id, m{"pemetaan": "Pihak Ketiga memasang.", "kepatuhan": m{"etika": done, "peraturan": done}})
	draft := w.issue("pengembang", id, "draf-perjanjian", "PIHAK KETIGA", "Nama cv-nusa", "Pihak Ketiga memasang.", "Kerahasiaan data")
	w.must(w.papers().Use(t.Context(), w.as("pengembang"), id, draft.Code, "draf-perjanjian", casework.Options{}))
	w.sign("pengembang", id, "paraf-pendamping")
	w.sign("penguji", id, "paraf-penguji")
	w.act("pengembang", id, "ajukan-perjanjian", nil)
	w.must(w.papers().Use(t.Context(), w.as("verifikator"), id, draft.Code, "perjanjian", casework.Options{}))

	// The vendor sees what it signs, and nothing of the steps that are not its own.
	for code, sees := range map[string]bool{draft.Code: true, decree.Code: false, sheet.Code: false} {
		_, content, _, err := w.cases.OpenPaper(t.Context(), w.as("vendor"), id, code, casework.PaperPDF)
		if (err == nil) != sees {
			t.Errorf("the vendor and %s: %v", code, err)
		}
		if err == nil {
			_ = content.Close()
		} else {
			refused(t, code, err, alur.CodeNotFound)
		}
	}
	_, err := w.papers().Preview(t.Context(), w.as("vendor"), id, "notulen", false)
	refused(t, "a draft of another's", err, alur.CodeNotFound)
	_, err = w.cases.RegisterPaper(t.Context(), w.as("vendor"), id, flow.RegisterPaper{Code: decree.Code, Number: "1", Date: "2026-11-23"}, nil, casework.Options{})
	refused(t, "of what the vendor does not see", err, alur.CodeNotFound)
	w.sound()
}

// TestPapersAboutTheEnd: letters about a refusal come after it.
func TestPapersAboutTheEnd(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.inReview("swakelola")
	w.review(id, "rejected", "Tidak lengkap.")
	_, err := w.papers().Issue(t.Context(), w.as("verifikator"), id, "surat-penolakan", casework.Options{})
	refused(t, "before the end", err, alur.CodeWrongStage)
	w.act("verifikator", id, "tolak", m{"alasan": "Dasar hukumnya tidak ada."})
	w.issue("kepala", id, "surat-penolakan", "ditolak", "Dasar hukumnya tidak ada.", "Tidak lengkap.", "23 November 2026")
	_, err = w.papers().Issue(t.Context(), w.as("verifikator"), id, "tanggapan", casework.Options{})
	refused(t, "of another end", err, alur.CodeNotYourParty)

	// Who stands in for the head signs as one, and another template is named on record.
	err = w.store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutStandIn(t.Context(), store.StandInRow{ID: alur.NewID(), Username: "pengembang", Absent: "kepala", Kind: alur.StandInDaily, StartsAt: w.clock.Now(), EndsAt: w.clock.Now().AddDate(9, 0, 0), CreatedBy: "admin"})
	})
	if err != nil {
		t.Fatal(err)
	}
	p := w.issue("pengembang", id, "surat-penolakan", "Plh. Kepala Nama diskominfo, Orang pengembang")
	if p.OnBehalfOf != "kepala" || !strings.HasPrefix(p.Template, "shipped@") {
		t.Errorf("issued as %+v", p)
	}
	desk := w.papers()
	desk.Templates = uploaded{}
	done := w.must(desk.Issue(t.Context(), w.as("kepala"), id, "surat-penolakan", casework.Options{}))
	p = paperwork.Issued(done)
	if said := w.paperText("kepala", id, p.Code); p.Template != "surat-penolakan@3" || !strings.Contains(said, "Kota menolak Sistem Antrean Puskesmas.") {
		t.Errorf("made with %s: %s", p.Template, said)
	}
	declined := w.meetingHeld("swakelola")
	w.sign("verifikator", declined, "paraf-kominfo")
	w.sign("pemohon", declined, "paraf-pemohon")
	w.act("verifikator", declined, "selesai-rapat", nil)
	w.act("kepala", declined, "tidak-setujui", m{"bentuk": "rekomendasi", "tanggapan": "Pakailah sistem yang ada."})
	w.issue("kepala", declined, "tanggapan", "rekomendasi", "Pakailah sistem yang ada.", "tidak disetujui")
	w.sound()
}

// TestPapersRefused: who may not, in the order of refusals; once with one key; never while
// paused; and an answer that was kept comes before who may.
func TestPapersRefused(t *testing.T) {
	t.Parallel()
	w := lite(t)
	ctx := t.Context()
	id := w.meetingHeld("swakelola")
	for user, code := range map[string]alur.Code{
		"pemohon": alur.CodeNotYourParty, "kepala": alur.CodeNotYourParty, "auditor": alur.CodeReadOnlyRole, "admin": alur.CodeReadOnlyRole, "vendor": alur.CodeNotFound, "pemohon2": alur.CodeNotFound,
	} {
		_, err := w.papers().Issue(ctx, w.as(user), id, "notulen", casework.Options{})
		refused(t, user, err, code)
	}
	service := alur.User{Username: "mesin", Name: "Mesin", Agency: ict, Roles: []alur.Role{alur.RoleReviewer}, Active: true, Service: true}
	err := w.store.Write(ctx, func(tx *store.Tx) error { return tx.InsertAccount(ctx, store.AccountRow{User: service}) })
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.papers().Issue(ctx, w.as("mesin"), id, "notulen", casework.Options{})
	refused(t, "a service", err, alur.CodePersonRequired)
	for kind, code := range map[string]alur.Code{"surat-cinta": alur.CodeInvalidData, "draf-perjanjian": alur.CodeInvalidData, "bast": alur.CodeWrongStage} {
		_, err := w.papers().Issue(ctx, w.as("verifikator"), id, kind, casework.Options{})
		refused(t, kind, err, code)
	}
	_, err = w.papers().Issue(ctx, w.as("verifikator"), id, "notulen", casework.Options{If: casework.Condition{Set: true, Versions: []int64{1}}})
	refused(t, "stale", err, alur.CodeStaleVersion)

	once := casework.Options{Once: &casework.Once{Key: "k", Fingerprint: strings.Repeat("a", 64), Render: func(done *casework.Written) (casework.Answer, error) {
		return casework.Answer{Status: 201, Body: []byte(paperwork.Issued(done).Code)}, nil
	}}}
	first := w.must(w.papers().Issue(ctx, w.as("verifikator"), id, "notulen", once))
	again := w.must(w.papers().Issue(ctx, w.as("verifikator"), id, "notulen", once))
	papers := w.get("verifikator", id).State.Papers
	if first.Replay != nil || again.Replay == nil || len(papers) != 1 || string(again.Replay.Body) != papers[0].Code {
		t.Errorf("twice with one key: %d papers, replay %+v", len(papers), again.Replay)
	}
	w.act("verifikator", id, "jeda", m{"sebab": "lainnya", "alasan": "Menunggu."})
	_, err = w.papers().Issue(ctx, w.as("verifikator"), id, "notulen", casework.Options{})
	refused(t, "while paused", err, alur.CodePaused)
	if again := w.must(w.papers().Issue(ctx, w.as("verifikator"), id, "notulen", once)); again.Replay == nil {
		t.Error("the kept answer is not given while paused")
	}
	_, err = w.cases.WithdrawPaper(ctx, w.as("verifikator"), id, papers[0].Code, "Salah.", casework.Options{})
	refused(t, "withdrawn while paused", err, alur.CodePaused)

	// Four eyes: whoever submitted does not tell the agency what was wrong.
	own := w.must(w.cases.Register(ctx, w.as("verifikator"), health, "swakelola", letter().raw(), casework.Options{})).View.ID
	w.upload("verifikator", own, "surat")
	w.act("verifikator", own, "ajukan", nil)
	w.issue("verifikator", own, "tanda-terima")
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("verifikator", own, kind)
	}
	w.act("verifikator", own, "serahkan", nil)
	_, err = w.papers().Issue(ctx, w.as("verifikator"), own, "lembar-verifikasi", casework.Options{})
	refused(t, "four eyes", err, alur.CodeFourEyes)
	w.issue("rangkap", own, "lembar-verifikasi")
	w.sound()
}

// TestPapersProve: a paper whose bytes are gone, whose row was changed, and one that claims
// another history are found.
func TestPapersProve(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.submitted("swakelola")
	p := w.issue("verifikator", id, "tanda-terima")
	w.clock.Pass(time.Minute)
	w.sound()
	find := func() string {
		var found []string
		_, err := w.audit().Verify(t.Context(), "", func(f casework.Fault) { found = append(found, f.What) })
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(found, "; ")
	}
	db := w.database()
	for _, change := range []string{"number = '1/2026'", "state = 'withdrawn'", "sha256 = '" + strings.Repeat("0", 64) + "'"} {
		if _, err := db.ExecContext(t.Context(), "UPDATE papers SET "+change); err != nil {
			t.Fatal(err)
		}
		if said := find(); !strings.Contains(said, "papers in their table") {
			t.Errorf("%s is not found: %q", change, said)
		}
		if _, err := db.ExecContext(t.Context(), "UPDATE papers SET number = '', state = 'in-force', sha256 = $1", p.SHA256); err != nil {
			t.Fatal(err)
		}
	}
	w.sound()
	_, content, _, err := w.cases.OpenPaper(t.Context(), w.as("verifikator"), id, p.Code, casework.PaperDOCX)
	if err != nil {
		t.Fatal(err)
	}
	var docx bytes.Buffer
	if _, err := io.Copy(&docx, content); err != nil || !bytes.HasPrefix(docx.Bytes(), []byte("PK")) {
		t.Errorf("the DOCX is %d bytes, %v", docx.Len(), err)
	}
	_ = content.Close()
	w.damage(p.SHA256)
	if said := find(); !strings.Contains(said, "paper "+p.Code) {
		t.Errorf("damaged bytes are not found: %q", said)
	}
}
