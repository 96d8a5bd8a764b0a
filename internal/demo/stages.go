package demo

import (
	"fmt"

	"github.com/alur-id/alur"
)

// What every request goes through, stage by stage, told once. The arguments
// "ago" are days before the demonstration is made.

// brief is what the texts of a request are made of.
type brief struct {
	by      string        // the requester, or who registers the letter at the counter
	agency  alur.AgencyID // whose paper letter it is; "" where the requester applies
	kind    string        // jenis
	related string        // sistem-terkait, unless a new one is built
	number  string        // of the letter, without the year
	need    string        // what is wanted: ringkasan
	gain    string        // gambaran-umum
	harm    string        // analisis-dampak
	scope   string        // ruang-lingkup
	budget  int           // rupiah, 0: none
	signer  fields        // who signed the letter
	contact fields
}

// letter opens the request and fills the first stage.
func (s *story) letter(b brief, ago int) *story {
	number := fmt.Sprintf("%s/%d", b.number, s.t.workday(ago+1).Year())
	data := fields{
		"judul": s.title, "jenis": b.kind,
		"nomor-surat": number, "tanggal-surat": s.date(ago + 1),
		"perihal":        "Permohonan " + map[string]string{"pembangunan-baru": "pembangunan", "pengembangan": "pengembangan", "pengelolaan": "pengelolaan"}[b.kind] + " " + s.title,
		"penanda-tangan": b.signer, "narahubung": b.contact,
		"ringkasan": b.need,
	}
	if b.related != "" {
		data["sistem-terkait"] = b.related
	}
	s.on(ago, 8)
	if b.agency != "" {
		s.register(b.by, b.agency, data)
	} else {
		s.create(b.by, data)
	}
	return s.
		upload(b.by, "surat", "Surat Permohonan", "Nomor "+number, b.need)
}

// submit sends the letter and brings the supporting data.
func (s *story) submit(b brief, ago int, optional ...string) *story {
	s.on(ago, 10).act(b.by, "ajukan", nil).
		upload(b.by, "kak", "Kerangka Acuan Kerja", b.need, b.scope).
		upload(b.by, "proses-bisnis", "Proses Bisnis", b.gain).
		upload(b.by, "dasar-hukum", "Dasar Hukum", "Peraturan yang menjadi dasar layanan ini.").
		upload(b.by, "analisis-kebutuhan", "Analisis Kebutuhan", b.need)
	for _, kind := range optional {
		s.upload(b.by, kind, map[string]string{"rencana-anggaran": "Rencana Anggaran", "sop": "Standar Operasional Prosedur", "kesiapan-sdm": "Kesiapan SDM"}[kind])
	}
	return s.act(b.by, "serahkan", nil)
}

// required are the kinds that are always reviewed.
var required = []string{"surat", "kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"}

// passReview accepts everything and lets the request go on.
func (s *story) passReview(ago int, optional ...string) *story {
	return s.on(ago, 9).accept("verifikator", required...).accept("verifikator", optional...).
		act("verifikator", "terima", nil)
}

// present leads through the presentation; the meeting is held on the day ago.
func (s *story) present(b brief, ago int) *story {
	return s.on(ago+3, 13).
		set("verifikator", fields{"jadwal": s.meeting(ago, 9, 2, "Ruang Rapat Aptika", "verifikator", b.by)}).
		set(b.by, fields{"gambaran-umum": b.gain, "analisis-dampak": b.harm}).
		upload(b.by, "paparan", "Paparan", b.gain, b.harm).
		on(ago, 13).
		act("verifikator", "catat-presentasi", fields{"catatan": "Paparan diterima dengan baik. Pertanyaan tentang data pribadi dijawab tuntas."})
}

// meet leads through the coordination meeting on the day ago.
func (s *story) meet(b brief, ago int) *story {
	s.on(ago+4, 10).
		set("verifikator", fields{
			"rapat":         s.meeting(ago, 9, 3, "Ruang Rapat Aptika", "verifikator", "kepala", b.by),
			"ruang-lingkup": b.scope,
			"rencana-tahapan": []map[string]any{
				{"title": "Analisis dan desain", "due": s.date(ago - 30)},
				{"title": "Pembuatan dan pemasangan", "due": s.date(ago - 100)},
				{"title": "Pengujian dan serah terima", "due": s.date(ago - 150)},
			},
		})
	if b.budget > 0 {
		s.set(b.by, fields{"perkiraan-anggaran": b.budget})
	}
	return s.on(ago, 13).
		upload("verifikator", "notulen", "Notulen Rapat Koordinasi", b.scope).
		sign("verifikator", "paraf-kominfo").
		sign(b.by, "paraf-pemohon").
		act("verifikator", "selesai-rapat", nil)
}

// approve is the head's yes.
func (s *story) approve(ago int) *story {
	return s.on(ago, 14).act("kepala", "setujui", fields{"catatan": "Sejalan dengan peta rencana SPBE. Mulai dengan tim yang ada."})
}

// teams is who works on a request.
type teams struct {
	builders []string // tim-pengembang, or tim-pendamping with a third party
	testers  []string
	vendor   string // its user, or ""
	agency   string // the third party
}

// builder is who acts for those who build.
func (t teams) builder() string {
	if t.vendor != "" {
		return t.vendor
	}
	return t.builders[0]
}

// form names the teams and, with a third party, appoints it.
func (s *story) form(t teams, ago int) *story {
	s.on(ago, 9)
	data := fields{"tim-pengembang": t.builders, "tim-penguji": t.testers}
	if t.vendor != "" {
		data = fields{
			"tim-pendamping": t.builders, "tim-penguji": t.testers,
			"penunjukan": fields{"agency": t.agency, "basis": "pengadaan-langsung", "number": "027/118/SPK", "date": s.date(ago + 1)},
		}
	}
	return s.set("verifikator", data).
		upload("verifikator", "sk-tim", "Surat Keputusan Tim", "Susunan tim ditetapkan dengan keputusan ini.").
		act("verifikator", "tetapkan", nil)
}

// analyse leads through analysis and design.
func (s *story) analyse(t teams, ago int) *story {
	lead, initials := t.builders[0], "paraf-pengembang"
	if t.vendor != "" {
		initials = "paraf-pendamping"
	}
	return s.on(ago, 10).
		set(lead, fields{"kelayakan": fields{
			"proses-bisnis": fields{"verdict": "feasible", "note": ""},
			"hukum":         fields{"verdict": "feasible-with-notes", "note": "Persetujuan pemilik data dimuat di layar pendaftaran."},
			"teknis":        fields{"verdict": "feasible", "note": ""},
		}}).
		upload(lead, "dokumen-desain", "Dokumen Desain", "Rancangan proses, rancangan data, dan rancangan layar.").
		sign(lead, initials).
		sign(t.testers[0], "paraf-penguji").
		act(lead, "sepakati", nil)
}

// mapCooperation leads through the mapping of the cooperation and the draft of the agreement.
func (s *story) mapCooperation(t teams, ago int) *story {
	lead := t.builders[0]
	return s.on(ago, 9).
		set(lead, fields{
			"pemetaan":  "Pihak ketiga membangun dan memasang. Tim Pendamping menyediakan data contoh dan menelaah tiap dua pekan. Hak cipta dan kode sumber menjadi milik Pemerintah Kota.",
			"kepatuhan": fields{"etika": fields{"state": "done", "note": ""}, "peraturan": fields{"state": "done", "note": ""}},
		}).
		upload(lead, "draf-perjanjian", "Draf Perjanjian Kerja Sama", "Ruang lingkup, jangka waktu, hak dan kewajiban, kerahasiaan data, kepemilikan.").
		sign(lead, "paraf-pendamping").
		sign(t.testers[0], "paraf-penguji").
		act(lead, "ajukan-perjanjian", nil)
}

// agree fills in the agreement.
func (s *story) agree(b brief, ago int) *story {
	done := fields{"state": "done", "note": ""}
	return s.on(ago, 10).
		set("verifikator", fields{
			"nomor-perjanjian": "415.4/27/PKS", "tanggal-perjanjian": s.date(ago), "nilai": b.budget,
			"ketentuan": fields{"ruang-lingkup": done, "jangka-waktu": done, "hak-kewajiban": done, "kerahasiaan-data": done, "kepemilikan": done},
		}).
		upload("verifikator", "perjanjian", "Perjanjian Kerja Sama")
}

// signAgreement collects the three signatures.
func (s *story) signAgreement(b brief, t teams, ago int) *story {
	return s.on(ago, 11).
		sign("kepala", "tanda-tangan-kominfo").
		sign(b.by, "tanda-tangan-pemohon").
		sign(t.vendor, "tanda-tangan-pihak-ketiga").
		act("verifikator", "sahkan", nil)
}

// progress is one entry of the log of building.
func (s *story) progress(ago int, text string) map[string]any {
	return map[string]any{"kind": "kemajuan", "date": s.date(ago), "text": text}
}

// build leads through building and installing.
func (s *story) build(t teams, host string, ago int) *story {
	by := t.builder()
	s.on(ago+20, 9).
		set(by, fields{"kemajuan": []any{s.progress(ago+20, "Rangka aplikasi, masuk dengan akun pegawai, dan data induk selesai.")}}).
		on(ago, 9).
		set(by, fields{
			"kemajuan": []any{
				s.progress(ago+20, "Rangka aplikasi, masuk dengan akun pegawai, dan data induk selesai."),
				s.progress(ago, "Seluruh layar selesai; laporan bulanan dapat diunduh."),
			},
			"repositori": "https://kode.salatiga.example/" + host, "versi": "1.0.0",
		}).
		act(by, "selesai-pembuatan", nil).
		set(by, fields{
			"instalasi": fields{
				"perangkat-keras":     fields{"state": "not-applicable", "note": "Memakai peladen yang sudah ada di pusat data."},
				"perangkat-lunak":     fields{"state": "done", "note": ""},
				"fasilitas-pendukung": fields{"state": "done", "note": "Nama domain dan sertifikat terpasang."},
			},
			"alamat-sistem": "https://" + host + ".salatiga.example",
		})
	if t.vendor != "" {
		s.sign(t.builders[0], "paraf-pendamping").sign(t.testers[0], "paraf-penguji")
	}
	return s.act(by, "selesai-implementasi", nil)
}

// results are the verdicts of a test, all good but those given.
func results(poor map[string]string) fields {
	out := fields{}
	for _, aspect := range []string{"input-efektivitas", "input-efisiensi", "proses-efektivitas", "proses-efisiensi", "output-efektivitas", "output-efisiensi"} {
		out[aspect] = fields{"verdict": "good", "note": ""}
		if note := poor[aspect]; note != "" {
			out[aspect] = fields{"verdict": "poor", "note": note}
		}
	}
	return out
}

// pass is a test without open problems.
func (s *story) pass(t teams, ago int) *story {
	return s.on(ago, 10).
		set(t.testers[0], fields{"hasil-uji": results(nil)}).
		upload(t.testers[0], "laporan-uji", "Laporan Pengujian", "Seluruh kasus uji lulus.").
		act(t.testers[0], "nyatakan-lulus", nil)
}

// introduce leads through the introduction to the users on the day ago.
func (s *story) introduce(b brief, t teams, ago int) *story {
	by := t.builder()
	// At least one of each team, and of the third party where there is one.
	attendees := []string{t.builders[0], t.testers[0]}
	if by != t.builders[0] {
		attendees = append(attendees, by)
	}
	if b.by != t.builders[0] && b.by != t.testers[0] {
		attendees = append(attendees, b.by)
	}
	return s.on(ago+5, 9).
		set(by, fields{"kegiatan": s.meeting(ago, 8, 4, "Aula Dinas", attendees...)}).
		on(ago, 13).
		set(by, fields{"peserta": 38}).
		upload(by, "materi", "Materi Sosialisasi").
		act(by, "selesai-sosialisasi", nil)
}

// monitor leads through monitoring and evaluation.
func (s *story) monitor(t teams, ago int) *story {
	entry := func(kind, text string) map[string]any {
		return map[string]any{"kind": kind, "date": s.date(ago), "text": text}
	}
	return s.on(ago, 14).
		set(t.testers[0], fields{
			"catatan-pemantauan": []any{
				entry("operasi", "Dipakai setiap hari kerja; rata-rata 120 transaksi sehari."),
				entry("gangguan-teknis", "Satu gangguan jaringan selama 20 menit; tidak ada data yang hilang."),
				entry("penyempurnaan", "Urutan isian diubah menurut saran petugas."),
				entry("faktor-eksternal", "Perubahan kode wilayah disiapkan bila ada pemekaran."),
			},
			"kesimpulan": "Sistem berjalan baik dan layak diserahterimakan.",
		}).
		act(t.testers[0], "selesai-pemantauan", nil)
}

// finish leads through documentation, report and handover.
func (s *story) finish(b brief, t teams, ago int) *story {
	by, reporter := t.builder(), t.testers[0]
	s.on(ago+6, 9).
		upload(by, "dokumentasi-sistem", "Dokumentasi Sistem").
		upload(by, "panduan-pengguna", "Panduan Pengguna").
		act(by, "serahkan-dokumentasi", nil)
	if t.vendor != "" {
		reporter = t.builders[0]
	}
	s.on(ago+3, 9).
		paper(reporter, "laporan-hasil").
		upload(reporter, "dokumentasi-pengembangan", "Dokumentasi Pengembangan")
	if t.vendor != "" {
		s.sign(t.builders[0], "paraf-pendamping").sign(t.testers[0], "paraf-penguji").sign(t.vendor, "paraf-pihak-ketiga")
	}
	return s.act(reporter, "serahkan-laporan", nil).
		on(ago, 10).
		paper("verifikator", "bast").
		number("verifikator", "bast", "000.8.3/"+b.number[4:]+"/BAST", ago).
		sign("kepala", "tanda-tangan-kominfo").
		sign(b.by, "tanda-tangan-pemohon").
		act("verifikator", "serah-terima", nil)
}
