package text

import (
	"fmt"
	"strings"

	"github.com/alur-id/alur"
)

// blockerSentences has one sentence for every blocker code; %s is what the
// blocker is about.
var blockerSentences = map[alur.BlockerCode]string{
	alur.BlockMissingItem:          "%s belum diisi lengkap.",
	alur.BlockInvalidItem:          "%s tidak benar. Betulkan isiannya.",
	alur.BlockMissingDocument:      "%s belum diunggah. Pilih berkasnya.",
	alur.BlockDocumentNotReviewed:  "%s belum ditelaah.",
	alur.BlockDocumentRejected:     "%s ditolak pada telaah dan belum diganti.",
	alur.BlockNoDocumentRejected:   "Belum ada dokumen yang dinyatakan perlu perbaikan. Pilih «Perlu perbaikan» pada paling sedikit satu dokumen dan tulis catatannya.",
	alur.BlockMissingSignature:     "%s belum ada.",
	alur.BlockNoOpenFinding:        "Belum ada temuan yang terbuka. Tambahkan temuan lebih dahulu.",
	alur.BlockFindingNotVerified:   "%s belum dinyatakan selesai oleh Tim Penguji.",
	alur.BlockFindingNotFixed:      "%s belum ditandai sudah diperbaiki.",
	alur.BlockVerdictNotAcceptable: "Hasil %s belum dapat diterima, jadi belum bisa lanjut.",
	alur.BlockTeamNeedsBothAgencies: "%s perlu paling sedikit satu orang dari Dinas Komunikasi dan Informatika " +
		"dan satu orang dari Perangkat Daerah pemohon.",
	alur.BlockTeamOverlap:         "%s memuat orang yang sudah ada di tim lain. Pilih orang lain.",
	alur.BlockAttendeesIncomplete: "%s belum dihadiri oleh wakil semua pihak. Lengkapi daftar hadirnya.",
	alur.BlockTooEarly:            "%s belum dimulai. Lakukan setelah waktunya tiba.",
	alur.BlockOutdated:            "%s berasal dari putaran sebelumnya dan harus diisi ulang.",
	alur.BlockMissingInput:        "%s harus diisi.",
	alur.BlockInvalidInput:        "%s tidak benar. Betulkan isiannya.",
	alur.BlockUnknownItem:         "%s tidak dikenal. Hapus atau betulkan namanya.",
	alur.BlockPaused:              "Permohonan sedang dijeda. Lanjutkan lebih dahulu.",
	alur.BlockFourEyes:            "Anda ikut mengajukan permohonan ini, jadi tindakan ini harus dilakukan oleh orang lain.",
}

// reasonSentences refine invalid-item and invalid-input (alur.Blocker.Reason).
var reasonSentences = map[string]string{
	"type":              "%s tidak dalam bentuk yang diminta.",
	"integer":           "%s harus angka bulat tanpa pecahan.",
	"range":             "%s terlalu kecil.",
	"too-long":          "%s terlalu panjang. Ringkaskan.",
	"line-break":        "%s harus satu baris.",
	"control-character": "%s memuat tanda yang tidak terlihat. Ketik ulang.",
	"empty":             "%s tidak boleh kosong.",
	"url":               "%s harus alamat web yang lengkap, misalnya https://antrean.salatiga.go.id.",
	"date":              "%s harus tanggal yang benar, misalnya 2026-11-24.",
	"future-date":       "%s tidak boleh setelah hari ini.",
	"past-date":         "%s tidak boleh sebelum hari ini.",
	"time":              "%s harus tanggal dan jam beserta selisih zona waktunya, misalnya 2026-12-10T09:00:00+07:00.",
	"order":             "%s mendahului yang sebelumnya. Betulkan urutannya.",
	"unknown-option":    "%s harus salah satu dari pilihan yang ada.",
	"unknown-entry":     "%s bukan bagian dari butir ini.",
	"unknown-document":  "%s harus menunjuk dokumen yang ada di permohonan ini.",
	"unknown-user":      "%s memuat orang yang tidak mempunyai akun aktif.",
	"unfit-user":        "%s memuat orang dari luar pihak yang bersangkutan.",
	"already-member":    "Penerus sudah menjadi anggota %s. Pilih orang lain.",
	"same-person":       "%s tidak dapat diserahkan kepada orang yang sama. Pilih orang lain.",
	"closed-agency":     "Instansi Anda sudah tidak berlaku, jadi tidak dapat membuka permohonan baru.",
	"duplicate":         "%s memuat orang yang sama lebih dari satu kali.",
	"unknown-vendor":    "%s harus pihak ketiga yang terdaftar dan aktif.",
	"too-short":         "%s terlalu pendek. Pakai paling sedikit 12 karakter.",
	"common":            "%s terlalu mudah ditebak. Pilih yang lain.",
	"classes":           "%s harus memuat huruf besar, huruf kecil, angka, dan tanda.",
	"reused":            "%s ini baru saja dipakai. Pilih yang lain.",
	"out-of-range":      "%s harus antara 1 jam dan 365 hari.",
	"too-many-tokens":   "%s tidak dapat lebih dari 12 jam: akun ini sudah mempunyai 20 token. Cabut yang tidak dipakai lagi.",
	"not-yours":         "%s meminta lebih daripada yang boleh dilakukan akun ini.",
	"bad-characters":    "%s memuat karakter yang tidak boleh dipakai.",
	"unknown":           "%s tidak dikenal. Pilih yang ada.",
	"wrong-agency":      "%s tidak cocok dengan jenis organisasinya.",
	"required":          "%s harus diisi.",
	"unknown-flow":      "%s tidak dikenal. Pilih swakelola atau pihak ketiga.",
	"append-only":       "Catatan pada %s hanya dapat ditambah; yang sudah ada tidak dapat diubah atau dihapus.",
	"nip":               "%s harus 18 angka yang diawali tanggal lahir (tahun, bulan, tanggal).",
	"phone":             "%s harus 8 sampai 15 angka, boleh diawali tanda tambah.",
	"email":             "%s harus alamat email yang benar, misalnya nama@salatiga.go.id.",
	"not-settable":      "%s tidak diisi di sini: dokumen diunggah dan tanda tangan dibubuhkan.",
	"not-a-document":    "%s bukan dokumen, jadi tidak dapat diunggah.",
	"not-a-signature":   "%s bukan tanda tangan, jadi tidak dapat ditandatangani.",
	"empty-file":        "Berkas untuk %s kosong. Pilih berkas lain.",
	"unsafe-file":       "Berkas untuk %s tidak aman, terkunci kata sandi, atau isinya tidak sesuai dengan namanya. Simpan ulang lalu unggah lagi.",
	"too-many-files":    "%s sudah memuat berkas sebanyak batasnya. Hapus salah satu lebih dahulu.",
}

// fieldNames name the parts of items and the fields of calls that are no items
// of a definition.
var fieldNames = map[string]string{
	"name": "nama", "position": "jabatan", "nip": "NIP", "phone": "nomor telepon", "email": "alamat email",
	"start": "waktu mulai", "end": "waktu selesai", "place": "tempat", "link": "tautan", "attendees": "peserta rapat",
	"guests": "tamu", "minutes": "risalah",
	"agency": "perangkat daerah", "basis": "cara pengadaan", "number": "nomor", "date": "tanggal",
	"note": "catatan", "text": "pesan", "verdict": "hasil telaah", "status": "keadaan temuan",
	"aspect": "aspek", "quality": "mutu", "severity": "tingkat", "title": "judul", "description": "uraian",
	"username": "nama pengguna", "password": "kata sandi", "roles": "peran", "short_name": "singkatan", "id": "kode",
	"scopes": "lingkup token", "expires_in": "masa berlaku token", "life": "masa berlaku token", "responsible": "penanggung jawab",
	"flow": "alur", "reason": "alasan", "successor": "penerus", "file": "berkas", "kind": "jenis dokumen", "classification": "kode klasifikasi", "findings": "temuan",
}

// Field returns the Indonesian name, in lower case, of a part of an item
// ("nip") or of a field of a call ("note"); "" when it has none.
func Field(name string) string { return fieldNames[name] }

// Blocker returns the sentence of one reason against an action or a value. label
// returns the title of what a blocker's Item names ("judul", "penanda-tangan.nip"),
// or "" when the definition has no such thing; then the sentence names a field of
// the call, a finding by its number, or the id itself. label may be nil.
func Blocker(b alur.Blocker, label func(item string) string) string {
	if b.Reason == "template" && label != nil {
		return label(b.Item) // what is wrong with a template is a sentence already
	}
	s, ok := reasonSentences[b.Reason]
	if !ok || b.Code != alur.BlockInvalidItem && b.Code != alur.BlockInvalidInput {
		s = blockerSentences[b.Code]
	}
	if s == "" {
		return "Belum dapat dilakukan."
	}
	if !strings.Contains(s, "%s") {
		return s
	}
	return capital(fmt.Sprintf(s, subject(b.Item, label)))
}

// subject names what a blocker is about, ready to stand in a sentence.
func subject(item string, label func(string) string) string {
	if n, ok := strings.CutPrefix(item, "findings."); ok {
		return "temuan " + n
	}
	if label != nil {
		if l := label(item); l != "" {
			return "«" + l + "»"
		}
	}
	if f := Field(item); f != "" {
		return f
	}
	if item == "" {
		return "isian"
	}
	return quoted(item)
}
