package text

import (
	"strings"

	"github.com/alur-id/alur"
)

// The words about templates of papers.

// TemplateVersion names a version in words; "0" is the one that ships with the program.
func TemplateVersion(version string) string {
	if version == "0" {
		return "templat bawaan"
	}
	return "versi " + version
}

// templateFaults are the sentences about what is wrong with an uploaded template, by the
// codes of paper.Fault. {apa} is what stands there, {tempat} where.
var templateFaults = map[string]string{
	"not-docx":   "Berkas ini bukan dokumen Word (.docx) yang dapat dibaca. Simpan ulang sebagai .docx, lalu unggah lagi.",
	"macro":      "Dokumen ini memuat makro. Simpan sebagai .docx tanpa makro, lalu unggah lagi.",
	"too-large":  "Dokumen ini lebih besar daripada sebuah surat. Hapus gambar dan halaman yang tidak perlu, lalu unggah lagi.",
	"empty":      "Tidak ada tulisan dalam dokumen ini.",
	"not-text":   "Dokumen ini memuat huruf yang tidak dapat dibaca.",
	"directive":  "Baris «{apa}» tidak dikenali{tempat}.",
	"tag":        "«{apa}» bukan kolom isian{tempat}. Nama kolom hanya memuat huruf, angka, dan garis bawah, misalnya {{sistem}}.",
	"unclosed":   "Bagian {{#{apa}}} tidak ditutup dengan {{/{apa}}}{tempat}.",
	"unopened":   "Penutup {{/{apa}}} tidak mempunyai pembuka{tempat}.",
	"unknown":    "Kolom {{{apa}}} tidak dikenal{tempat}.",
	"wrong-kind": "Kolom {{{apa}}} adalah daftar, bukan tulisan{tempat}. Tulis {{#{apa}}} sebelum dan {{/{apa}}} sesudah isinya.",
	"table":      "Tabel{tempat} mempunyai baris yang banyak kolomnya berbeda.",
}

// TemplateFault says what is wrong with an uploaded template and where; nearest is the
// known field whose name is nearest, "" for none.
func TemplateFault(code, what string, paragraph int, nearest string) string {
	where := ""
	if paragraph > 0 {
		where = " (paragraf ke-" + Integer(int64(paragraph)) + ")"
	}
	s := strings.NewReplacer("{apa}", what, "{tempat}", where).Replace(templateFaults[code])
	if nearest != "" {
		s += " Mungkin maksud Anda {{" + nearest + "}}."
	}
	return s
}

// templateNotes say what of an uploaded document is not taken over, by the codes of paper.Note.
var templateNotes = map[string]string{
	"picture":        "Gambar dan bentuk tidak diambil; lambang pada kop berasal dari kop surat instansi.",
	"header":         "Tulisan pada kepala dan kaki halaman tidak diambil; kop dan nomor halaman dibuat ALUR.",
	"footnote":       "Catatan kaki dan komentar tidak diambil.",
	"tracked-change": "Perubahan yang dilacak: tulisan tambahan diambil, tulisan yang dicoret tidak.",
	"nested-table":   "Tabel di dalam tabel diambil sebagai baris tulisan.",
	"merged-rows":    "Sel yang digabung ke bawah dipisahkan lagi.",
	"font":           "Jenis, ukuran, dan warna huruf disamakan.",
	"word-field":     "Kolom otomatis Word diambil sebagai tulisan yang sedang tampak.",
	"link":           "Tautan diambil sebagai tulisan biasa.",
	"tab":            "Tab rata kanan atau tengah menjadi tab biasa.",
	"columns":        "Tulisan berkolom dan halaman mendatar menjadi halaman biasa.",
	"other":          "Ada bagian yang tidak dikenali dan tidak diambil.",
}

// TemplateNote says what of an uploaded document is not taken over, and how often.
func TemplateNote(code string, count int) string {
	s := templateNotes[code]
	if count > 1 {
		s += " (" + Integer(int64(count)) + " kali)"
	}
	return s
}

// TemplateFile says what is wrong with a file that is no template at all; "" for a code
// about which there is nothing to say.
func TemplateFile(code alur.Code) string {
	switch code {
	case alur.CodeMissingField:
		return "Pilih berkas templat (.docx)"
	case alur.CodeEmptyFile:
		return "Berkas kosong. Pilih berkas lain"
	case alur.CodeTooLarge:
		return "Berkas lebih dari 2 MB. Hapus gambar di dalamnya, lalu unggah lagi"
	case alur.CodeUnsupportedMediaType:
		return "Templat harus dokumen Word (.docx)"
	case alur.CodeUnsafeFile:
		return "Dokumen ini rusak, terkunci kata sandi, atau memuat makro atau berkas lain. Simpan ulang sebagai .docx biasa"
	case alur.CodeInvalidData:
		return "Templat ini belum dapat dipakai"
	}
	return ""
}

// TemplateConflict says that another administrator put a template in force meanwhile.
func TemplateConflict() string {
	return "Pengelola lain baru saja memberlakukan templat lain untuk naskah ini. Tidak ada yang hilang: versi Anda tersimpan. Periksa yang berlaku sekarang, lalu putuskan lagi."
}

// TemplateReason is what is wrong with the reason for putting a template in force.
func TemplateReason(reason string) string {
	switch reason {
	case "required":
		return "Tulis alasan perubahan"
	case "too-long":
		return "Alasan terlalu panjang"
	}
	return "Alasan memuat tanda yang tidak dapat disimpan"
}

// TemplateUsed says that a template was put in force.
func TemplateUsed(kind, version string) string {
	return PaperName(kind) + " kini dibuat dengan " + TemplateVersion(version) + "."
}

// templateSamples are made-up values with which a template is looked at before it is in
// force. The people and numbers are invented.
var templateSamples = map[string]string{
	"nomor": "........................................", "tanggal": "........................................", "kota": "Salatiga",
	"sistem": "Sistem Antrean Puskesmas", "nomor_permohonan": "SI-2026-0042", "kode_lacak": "7K4M-92QX-T3HB", "jalur": "Swakelola",
	"pd": "Dinas Kesehatan", "diskominfo": "Dinas Komunikasi dan Informatika", "pihak_ketiga": "CV Nusa Contoh",
	"hari_ini": "Kamis, tanggal sepuluh bulan Desember tahun dua ribu dua puluh enam", "hari_ini_angka": "10-12-2026",
	"hari_acara": "Kamis, 10 Desember 2026", "waktu": "09.00 s.d. 11.00 WIB", "tempat": "Ruang Aptika",
	"kepala_nama": "Endang Contoh", "kepala_nip": "19700101 199503 2 001", "kepala_jabatan": "Kepala Dinas Komunikasi dan Informatika",
	"pd_nama": "Hadi Contoh", "pd_nip": "19690202 199403 1 002", "pd_jabatan": "Kepala Dinas Kesehatan", "petugas_nama": "Rino Contoh",
	"nama": "Wati Contoh", "nip": "19850101 201001 2 003", "jabatan": "Anggota", "instansi": "Dinas Kesehatan", "catatan": "Sudah sesuai.",
}

// TemplateSample is the made-up value of a field: what the field is, in guillemets, where
// there is none of its own.
func TemplateSample(name string) string {
	if v, ok := templateSamples[name]; ok {
		return v
	}
	if about := PaperField(name); about != "" {
		return "«" + about + "»"
	}
	return "«" + name + "»"
}
