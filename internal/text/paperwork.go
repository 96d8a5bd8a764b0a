package text

import (
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// The words about papers that come out of a request's record (naskah).

// paperNames are what kinds of papers are called, and what they are for.
var paperNames = map[string][2]string{
	"tanda-terima":             {"Tanda terima permohonan", "Bukti bagi pemohon bahwa surat dan berkasnya sudah diterima."},
	"lembar-verifikasi":        {"Lembar verifikasi", "Hasil telaah atas surat permohonan dan setiap dokumen pendukung."},
	"surat-pengembalian":       {"Surat pengembalian", "Memberitahukan kekurangan yang harus dilengkapi pemohon."},
	"surat-penolakan":          {"Surat penolakan", "Memberitahukan bahwa permohonan ditolak, beserta alasannya."},
	"undangan-presentasi":      {"Undangan presentasi", "Mengundang pemohon memaparkan permohonannya."},
	"daftar-hadir-presentasi":  {"Daftar hadir presentasi", "Untuk ditandatangani peserta presentasi."},
	"undangan-rapat":           {"Undangan rapat koordinasi", "Mengundang kedua instansi ke rapat koordinasi."},
	"daftar-hadir-rapat":       {"Daftar hadir rapat koordinasi", "Untuk ditandatangani peserta rapat."},
	"notulen":                  {"Notulen rapat koordinasi", "Pembahasan dan kesimpulan rapat."},
	"berita-acara-rapat":       {"Berita acara rapat koordinasi", "Kesepakatan ruang lingkup dan rencana tahapan."},
	"tanggapan":                {"Surat tanggapan", "Argumentasi atau rekomendasi atas permohonan yang tidak disetujui."},
	"sk-tim":                   {"Konsep surat keputusan tim", "Susunan tim untuk ditetapkan Kepala Dinas."},
	"lembar-kelayakan":         {"Lembar penilaian kelayakan", "Penilaian kelayakan proses bisnis, hukum, dan teknis."},
	"draf-perjanjian":          {"Konsep perjanjian kerja sama", "Naskah perjanjian tiga pihak untuk dibahas dan ditandatangani."},
	"laporan-uji":              {"Laporan hasil pengujian", "Hasil uji setiap aspek beserta seluruh temuan."},
	"berita-acara-uji":         {"Berita acara pengujian", "Pernyataan Tim Penguji atas hasil pengujian."},
	"berita-acara-sosialisasi": {"Berita acara sosialisasi", "Pernyataan bahwa sistem sudah dikenalkan kepada penggunanya."},
	"daftar-hadir-sosialisasi": {"Daftar hadir sosialisasi", "Untuk ditandatangani peserta sosialisasi."},
	"laporan-pemantauan":       {"Laporan pemantauan dan evaluasi", "Catatan pemantauan tiap golongan beserta kesimpulan."},
	"laporan-hasil":            {"Laporan hasil pekerjaan", "Ringkasan seluruh pekerjaan dari permohonan sampai dokumentasi."},
	"bast":                     {"Berita acara serah terima (BAST)", "Penyerahan hasil pekerjaan kepada Perangkat Daerah."},
}

// PaperName is what a kind of paper is called; the id of an unknown kind.
func PaperName(kind string) string {
	if n, ok := paperNames[kind]; ok {
		return n[0]
	}
	return kind
}

// PaperAbout says what a kind of paper is for; "" of an unknown kind.
func PaperAbout(kind string) string { return paperNames[kind][1] }

// paperFields explain the fields that templates of papers may use.
var paperFields = map[string]string{
	"nomor":   "Tempat nomor naskah; dicetak sebagai garis kosong, karena nomornya diberikan sekretariat",
	"tanggal": "Tempat tanggal naskah; dicetak sebagai garis kosong", "kota": "Kota pada kop surat",
	"sistem": "Nama sistem informasi", "nomor_permohonan": "Nomor permohonan di ALUR", "kode_lacak": "Kode lacak permohonan", "jalur": "Jalur: Swakelola atau Pihak Ketiga",
	"jenis": "Jenis permohonan", "sistem_terkait": "Sistem yang sudah ada, bila disebut", "nomor_surat": "Nomor surat permohonan", "tanggal_surat": "Tanggal surat permohonan", "perihal": "Perihal surat permohonan",
	"ringkasan": "Ringkasan kebutuhan", "tanggal_ajukan": "Tanggal permohonan diajukan",
	"hari_ini": "Hari dan tanggal pembuatan naskah, dengan huruf", "hari_ini_angka": "Tanggal pembuatan naskah, misalnya 23-11-2026",
	"pd": "Nama Perangkat Daerah pemohon", "pd_kota": "Kota Perangkat Daerah pemohon", "pd_alamat": "Alamat Perangkat Daerah pemohon", "pd_jabatan": "Jabatan pejabat Perangkat Daerah pemohon", "pd_nama": "Nama pejabat itu", "pd_nip": "NIP pejabat itu",
	"diskominfo": "Nama dinas yang membidangi komunikasi dan informatika", "diskominfo_alamat": "Alamat dinas itu", "kepala_jabatan": "Jabatan kepala dinas itu, dengan Plt., Plh., atau a.n. bila digantikan", "kepala_nama": "Nama kepala dinas atau penggantinya", "kepala_nip": "NIP-nya",
	"pihak_ketiga": "Nama Pihak Ketiga", "pihak_ketiga_alamat": "Alamat Pihak Ketiga", "ada_pihak_ketiga": "Ya bila ada Pihak Ketiga",
	"penunjukan_cara": "Cara penunjukan Pihak Ketiga", "penunjukan_nomor": "Nomor penunjukan", "penunjukan_tanggal": "Tanggal penunjukan",
	"petugas_nama": "Nama petugas yang menerbitkan", "petugas_nip": "NIP petugas itu", "petugas_jabatan": "Sebagai apa petugas itu menerbitkan",
	"dokumen": "Daftar dokumen", "nama": "Nama", "berkas": "Nama berkas", "ada": "Ya bila ada", "hasil": "Hasil", "catatan": "Catatan", "no": "Nomor urut", "sidik": "Sidik SHA-256 berkas",
	"kekurangan": "Daftar dokumen yang perlu diperbaiki", "jumlah_dokumen": "Jumlah dokumen", "jumlah_sesuai": "Jumlah dokumen yang sesuai", "jumlah_kurang": "Jumlah dokumen yang perlu diperbaiki",
	"alasan": "Alasan yang ditulis pada keputusan", "tanggal_putusan": "Tanggal keputusan", "bentuk": "Bentuk tanggapan: Argumentasi atau Rekomendasi", "tanggapan": "Isi tanggapan", "rekomendasi": "Ya bila tanggapannya berupa rekomendasi",
	"hari_acara": "Hari dan tanggal kegiatan", "hari_acara_huruf": "Hari dan tanggal kegiatan, dengan huruf", "waktu": "Waktu kegiatan", "tempat": "Tempat kegiatan", "tautan": "Tautan pertemuan daring, bila ada", "acara": "Acara",
	"peserta": "Daftar peserta", "instansi": "Instansi", "tamu": "Peserta lain", "jumlah_peserta": "Jumlah peserta",
	"ruang_lingkup": "Ruang lingkup sistem", "tahapan": "Rencana tahapan", "tenggat": "Tanggal selesai", "pokok": "Pokok bahasan rapat beserta hasilnya", "judul": "Judul", "golongan": "Golongan", "isi": "Isi", "catatan_rapat": "Catatan lain dari rapat",
	"tim": "Daftar tim", "anggota": "Daftar anggota", "nip": "NIP", "kelayakan": "Penilaian tiap aspek", "putusan": "Putusan", "layak": "Ya bila tidak ada aspek yang tidak layak",
	"pemetaan": "Pemetaan kerja sama", "kepatuhan": "Pemeriksaan kepatuhan", "keadaan": "Keadaan", "hasil_uji": "Nilai tiap aspek pengujian", "temuan": "Daftar temuan", "tingkat": "Tingkat temuan", "aspek": "Aspek", "uraian": "Uraian",
	"ada_temuan": "Ya bila ada temuan", "jumlah_temuan": "Jumlah temuan", "jumlah_tuntas": "Jumlah temuan yang sudah terbukti diperbaiki", "putaran": "Banyaknya putaran uji, dengan huruf", "lulus": "Ya bila semua temuan tuntas dan tidak ada aspek yang kurang",
	"versi": "Versi sistem", "alamat_sistem": "Alamat sistem", "repositori": "Alamat repositori kode sumber", "pemasangan": "Daftar pemasangan",
	"pemantauan": "Catatan pemantauan menurut golongan", "kesimpulan": "Kesimpulan", "pekerjaan": "Tahapan yang sudah dilalui", "mulai": "Tanggal mulai", "selesai": "Tanggal selesai",
	"serahan": "Daftar yang diserahkan", "keterangan": "Keterangan", "penanda_tangan": "Daftar yang menandatangani", "atas": "Kata di atas jabatan, misalnya PIHAK PERTAMA", "jabatan": "Jabatan", "penyusun": "Pihak yang menyusun",
	"hari_ini_tanggal": "Tanggal pembuatan naskah, misalnya 23 November 2026", "sistem_kapital": "Nama sistem informasi dengan huruf kapital", "kepala_jabatan_kapital": "Jabatan kepala dinas dengan huruf kapital",
	"ada_kekurangan": "Ya bila ada yang perlu diperbaiki", "lengkap": "Ya bila semua dokumen sesuai", "hari_acara_angka": "Tanggal kegiatan, misalnya 23-11-2026", "ada_peserta": "Ya bila ada peserta", "hadirin": "Daftar peserta dengan baris kosong di bawahnya", "paraf": "Tempat tanda tangan",
	"ada_pokok": "Ya bila ada pokok bahasan", "ada_tahapan": "Ya bila ada rencana tahapan", "nama_tim": "Nama tim yang dibentuk", "nama_tim_kapital": "Nama tim dengan huruf kapital", "diktum_akhir": "Nomor diktum terakhir", "pembuat": "Pihak yang membuat sistem", "pendamping": "Tim yang mendampingi",
	"ada_desain": "Ya bila ada dokumen desain", "desain": "Dokumen analisis dan desain", "hari_sosialisasi": "Hari dan tanggal sosialisasi", "ada_materi": "Ya bila ada materi", "materi": "Materi sosialisasi",
	"gambaran_umum": "Gambaran umum dan keunggulan", "analisis_dampak": "Analisis dampak",
}

// PaperField explains a field of the templates of papers; "" for one that there is not.
func PaperField(name string) string { return paperFields[name] }

// PaperFileName is what the file of a paper is called, without its ending: the kind, and
// the request's number or the beginning of its name.
func PaperFileName(kind, number string) string {
	if number == "" {
		return kind
	}
	return kind + "-" + number
}

// DateNumbers writes the day that t is in Jakarta with numbers: "23-11-2026".
func DateNumbers(t time.Time) string { return t.In(alur.Jakarta).Format("02-01-2006") }

// LongDayDate writes weekday and day as invitations do: "Jumat, 11 Desember 2026".
func LongDayDate(t time.Time) string {
	return days[t.In(alur.Jakarta).Weekday()] + ", " + LongDate(t)
}

// PaperTimes says from when to when a meeting is: "09.00 s.d. 11.00 WIB", "09.00 WIB s.d. selesai".
func PaperTimes(start, end time.Time) string {
	if end.IsZero() {
		return Time(start) + " s.d. selesai"
	}
	return strings.TrimSuffix(Time(start), " WIB") + " s.d. " + Time(end)
}

// Capitals writes a name as titles of papers do.
func Capitals(s string) string { return strings.ToUpper(s) }

// HeadOf is the office of the head of an organisation, where its letterhead does not say.
func HeadOf(agency string) string { return "Kepala " + agency }

// SignsFor is the office as it stands above the name of a colleague who signs in the
// head's place: "Plt. Kepala Dinas", "Plh. Kepala Dinas", "a.n. Kepala Dinas".
func SignsFor(k alur.StandInKind, office string) string {
	if k == alur.StandInLeave {
		return "a.n. " + office
	}
	return StandInKind(k) + ". " + office
}

// LetterheadLines are the small lines of a letterhead.
func LetterheadLines(l alur.Letterhead) []string {
	join := func(parts ...string) string {
		var out []string
		for _, p := range parts {
			if p != "" && !strings.HasSuffix(p, " ") {
				out = append(out, p)
			}
		}
		return strings.Join(out, " · ")
	}
	var out []string
	for _, line := range []string{join(l.Address), join("Telepon "+l.Phone, "Faksimile "+l.Fax), join(l.Email, l.Web)} {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// PaperSeal is the line at the foot of a paper: of which history it was made, and its code.
func PaperSeal(number, hash, code string) string {
	s := "Permohonan " + number + " · sidik riwayat " + hash
	if code == "" {
		return s
	}
	return "Kode naskah " + code + " · " + s
}

// TestRounds says in words how often something was tested: "dua".
func TestRounds(n int) string { return Words(int64(n)) }

// LastClause is the number of the last clause of a decision on teams.
func LastClause(vendor bool) string {
	if vendor {
		return "KEEMPAT"
	}
	return "KETIGA"
}

// MeetingAbout is what a meeting of a stage is called on papers.
func MeetingAbout(stage, system string) string {
	switch stage {
	case "presentasi":
		return "Presentasi permohonan " + system
	case "rapat-koordinasi":
		return "Rapat koordinasi " + system
	}
	return "Sosialisasi " + system
}

// The things that are handed over.
const (
	HandedSystem = "Sistem informasi"
	HandedSource = "Kode sumber"
)

// HandedSystemAt says which system, and where it is opened.
func HandedSystemAt(system, address string) string {
	if address == "" {
		return system
	}
	return system + ", alamat " + address
}

// HandedSourceAt says where the source is, in which version.
func HandedSourceAt(repository, version string) string {
	if version != "" {
		return repository + ", versi " + version
	}
	return repository
}

// FindingAspect is what a finding is about: "efektivitas proses".
func FindingAspect(aspect, quality string) string {
	return Value(quality) + " " + LowerFirst(Value(aspect))
}

// NotRecorded stands for a value that the record does not have.
const NotRecorded = "-"

// The sentences of the pages about papers.

// PaperIssued says that a paper was issued.
func PaperIssued(kind string) string { return PaperName(kind) + " diterbitkan." }

// PaperRegistered says that number or signed file of a paper were entered.
func PaperRegistered(kind, number string) string {
	if number == "" {
		return "Berkas bertanda tangan untuk " + LowerFirst(PaperName(kind)) + " disimpan."
	}
	return "Nomor " + number + " dicatat untuk " + LowerFirst(PaperName(kind)) + "."
}

// PaperWithdrawn says that a paper was withdrawn.
func PaperWithdrawn(kind string) string { return PaperName(kind) + " ditarik." }

// PaperUsed says that a paper became the document of an item.
func PaperUsed(kind, item string) string {
	return PaperName(kind) + " dipakai sebagai berkas «" + item + "»."
}

// PaperButton is the button beside a slot that a paper can fill: with one that is in force,
// and without.
func PaperButton(inForce bool) string {
	if inForce {
		return "Pakai naskah yang sudah terbit"
	}
	return "Buatkan drafnya dari isian"
}

// PaperState says whether a paper is to be relied on.
func PaperState(inForce, withdrawn bool) string {
	switch {
	case inForce:
		return "Berlaku"
	case withdrawn:
		return "Ditarik"
	}
	return "Diganti"
}

// PaperNotNow says why papers are not issued now: paused, or ended.
func PaperNotNow(paused bool) string {
	if paused {
		return "Permohonan sedang dijeda, jadi naskah belum dapat diterbitkan. Yang sudah terbit tetap dapat dibaca."
	}
	return "Permohonan sudah berakhir. Nomor dan berkas bertanda tangan masih dapat dicatat."
}

// PaperUnready says why a kind cannot be issued by the viewer now.
func PaperUnready(code alur.Code, stage string) string {
	switch code {
	case alur.CodeWrongStage, alur.CodeRequestEnded:
		return "Tahapnya: " + stage
	case alur.CodeFourEyes:
		return "Anda ikut mengajukan permohonan ini, jadi orang lain yang menerbitkannya."
	}
	return ""
}

// PaperLacks names an item that a paper needs.
func PaperLacks(item string) string { return "Isi «" + item + "» lebih dahulu." }

// PaperFault says what is wrong with a field of the forms about a paper; "" for a reason
// that the field does not have.
func PaperFault(field, reason string) string {
	switch field + " " + reason {
	case "number ":
		return "Tulis nomor naskah, atau pilih berkas yang sudah ditandatangani"
	case "number too-long":
		return "Nomor naskah paling banyak 100 huruf"
	case "date ":
		return "Tulis tanggal naskah, contoh 24/11/2026"
	case "date date":
		return "Tanggal naskah tidak benar. Tulis misalnya 24/11/2026"
	case "date future-date":
		return "Tanggal naskah tidak boleh setelah hari ini"
	case "classification too-long":
		return "Kode klasifikasi paling banyak 60 huruf"
	case "reason ":
		return "Tulis alasan penarikan naskah"
	case "reason too-long":
		return "Alasan terlalu panjang. Ringkaskan"
	}
	if reason == "line-break" || reason == "control-character" {
		return "Memuat tanda yang tidak dapat dicetak. Ketik ulang"
	}
	return ""
}

// PaperTemplate says which template a paper was made with, as its event has it.
func PaperTemplate(template string) string {
	name, version, _ := strings.Cut(template, "@")
	if name == "shipped" {
		return "Bawaan ALUR (" + version + ")"
	}
	return PaperName(name) + ", versi " + version
}
