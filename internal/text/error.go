package text

import (
	"fmt"

	"github.com/alur-id/alur"
)

// A sentence is what is said for one code. Detail says what happened and what to
// do; About is used instead when the refusal names a field, and has one %s for it.
type sentence struct {
	Title  string
	Detail string
	About  string
}

var sentences = map[alur.Code]sentence{
	alur.CodeMalformedJSON: {
		Title:  "Isi kiriman tidak terbaca",
		Detail: "Isi kiriman bukan JSON yang benar: periksa tanda baca, kunci yang berulang, kedalaman susunan, dan besarnya angka.",
	},
	alur.CodeMalformedMultipart: {
		Title:  "Kiriman berkas tidak terbaca",
		Detail: "Kiriman terputus atau susunannya tidak benar, jadi tidak ada yang tersimpan. Kirim sekali lagi.",
		About:  "Bagian %s pada kiriman berkas tidak benar atau tidak ada. Betulkan bagian itu, lalu kirim sekali lagi.",
	},
	alur.CodeUnknownField: {
		Title:  "Isian tidak dikenal",
		Detail: "Kiriman memuat isian yang tidak dikenal. Hapus isian itu atau betulkan namanya.",
		About:  "Isian %s tidak dikenal. Hapus isian itu atau betulkan namanya; huruf besar dan kecil dibedakan.",
	},
	alur.CodeMissingField: {
		Title:  "Isian kurang",
		Detail: "Kiriman belum memuat semua isian yang harus ada. Lengkapi lalu kirim lagi.",
		About:  "Isian %s harus ada. Lengkapi lalu kirim lagi.",
	},
	alur.CodeInvalidType: {
		Title:  "Jenis isian salah",
		Detail: "Kiriman memuat isian dengan jenis yang salah. Betulkan lalu kirim lagi.",
		About:  "Jenis isian %s salah, misalnya angka di tempat teks. Betulkan lalu kirim lagi.",
	},
	alur.CodeInvalidParameter: {
		Title:  "Parameter salah",
		Detail: "Alamat atau kepala kiriman memuat parameter yang salah. Betulkan lalu coba lagi.",
		About:  "Parameter %s tidak dikenal atau nilainya salah. Betulkan lalu coba lagi.",
	},
	alur.CodeBadIfMatch: {
		Title:  "If-Match tidak terbaca",
		Detail: "Kepala If-Match harus memuat nomor versi di antara tanda kutip, misalnya \"12\".",
	},

	alur.CodeUnauthenticated: {
		Title:  "Anda belum masuk",
		Detail: "Anda belum masuk atau sesi Anda sudah habis. Silakan masuk lebih dahulu.",
	},
	alur.CodeWrongCredentials: {
		Title:  "Nama pengguna atau kata sandi tidak cocok",
		Detail: "Nama pengguna atau kata sandi tidak cocok. Periksa lalu coba lagi.",
	},
	alur.CodeOTPRequired: {
		Title:  "Kode autentikasi diperlukan",
		Detail: "Akun ini memakai kode autentikasi. Masukkan kode dari aplikasi autentikator Anda.",
	},

	alur.CodeNotYourParty: {
		Title:  "Bukan wewenang Anda",
		Detail: "Bagian ini diisi atau dilakukan oleh pihak lain. Tidak ada yang disimpan.",
		About:  "Bagian %s diisi atau dilakukan oleh pihak lain. Tidak ada yang disimpan.",
	},
	alur.CodeWrongPassword: {
		Title:  "Kata sandi tidak cocok",
		Detail: "Kata sandi tidak cocok. Masukkan kata sandi akun Anda sendiri lalu coba lagi.",
	},
	alur.CodeReadOnlyRole: {
		Title:  "Peran Anda hanya membaca",
		Detail: "Peran Anda tidak boleh mengubah permohonan. Tidak ada yang disimpan.",
	},
	alur.CodeFourEyes: {
		Title:  "Harus orang lain",
		Detail: "Anda ikut mengajukan ini, atau ini tentang Anda sendiri, jadi penilaiannya harus dilakukan oleh orang lain.",
	},

	alur.CodeInsufficientScope: {
		Title:  "Token ini tidak dibuat untuk itu",
		Detail: "Token ini tidak boleh dipakai untuk panggilan ini. Buat token lain dengan lingkup yang sesuai.",
		About:  "Token ini tidak mempunyai lingkup %s. Buat token lain dengan lingkup itu.",
	},
	alur.CodeStepUpRequired: {
		Title:  "Perlu bukti diri yang baru",
		Detail: "Panggilan ini memerlukan bukti diri yang baru, dan token yang berlaku lebih dari 12 jam tidak membawanya. Lakukan di halaman ALUR, atau pakai token 12 jam yang baru dibuat.",
	},
	alur.CodePersonRequired: {
		Title:  "Harus dilakukan orang",
		Detail: "Akun layanan mengisi, mengunggah, dan membaca. Mengajukan, menelaah, memutuskan, dan menandatangani dilakukan oleh orang.",
	},
	alur.CodePasswordExpired: {
		Title:  "Kata sandi harus diganti",
		Detail: "Kata sandi akun ini sudah terlalu lama dipakai. Masuk di halaman ALUR untuk menggantinya, lalu coba lagi.",
	},

	alur.CodeNotFound: {
		Title:  "Tidak ditemukan",
		Detail: "Yang Anda cari tidak ada, atau tidak terbuka untuk Anda. Mungkin alamatnya salah ketik.",
	},
	alur.CodeMethodNotAllowed: {
		Title:  "Cara memanggil tidak berlaku",
		Detail: "Alamat ini ada, tetapi tidak dapat dipanggil dengan cara itu. Lihat kepala Allow.",
	},

	alur.CodeActionNotAvailable: {
		Title:  "Tindakan tidak berlaku di tahap ini",
		Detail: "Tindakan ini bukan tindakan tahap yang sedang berjalan. Muat ulang permohonan untuk melihat keadaannya sekarang.",
	},
	alur.CodeWrongStage: {
		Title:  "Bukan butir tahap ini",
		Detail: "Butir ini milik tahap lain dan tidak dapat diubah sekarang. Muat ulang permohonan untuk melihat keadaannya sekarang.",
	},
	alur.CodeRequestEnded: {
		Title:  "Permohonan sudah berakhir",
		Detail: "Permohonan ini sudah berakhir dan tidak dapat diubah lagi. Anda masih dapat menulis pesan.",
	},
	alur.CodePaused: {
		Title:  "Permohonan sedang dijeda",
		Detail: "Permohonan ini sedang dijeda. Perubahan baru dapat dilakukan setelah permohonan dilanjutkan.",
	},
	alur.CodeAlreadySigned: {
		Title:  "Sudah ditandatangani",
		Detail: "Butir ini sudah ditandatangani. Satu butir menerima satu tanda tangan.",
	},
	alur.CodeSignedAnother: {
		Title:  "Anda sudah menandatangani butir lain",
		Detail: "Anda sudah menandatangani butir lain di tahap ini. Butir ini harus ditandatangani oleh orang lain.",
	},
	alur.CodeWrongTransition: {
		Title:  "Temuan tidak dapat diubah begitu",
		Detail: "Keadaan temuan sekarang tidak dapat diubah menjadi keadaan itu. Muat ulang temuan untuk melihat keadaannya.",
	},
	alur.CodeConflict: {
		Title:  "Ada perubahan lain pada saat yang sama",
		Detail: "Orang lain mengubah permohonan ini pada saat yang sama. Muat ulang, periksa, lalu coba lagi.",
	},
	alur.CodeIdempotencyInProgress: {
		Title:  "Kiriman yang sama sedang diproses",
		Detail: "Kiriman dengan kunci yang sama sedang diproses. Tunggu sebentar lalu kirim lagi.",
	},

	alur.CodeStaleVersion: {
		Title:  "Permohonan sudah berubah",
		Detail: "Permohonan ini sudah berubah sejak Anda membukanya. Muat ulang, bandingkan, lalu simpan lagi.",
	},
	alur.CodeTooLarge: {
		Title:  "Kiriman terlalu besar",
		Detail: "Kiriman terlalu besar. Batas satu berkas adalah 50 MB dan batas kiriman lain 1 MB. Perkecil lalu coba lagi.",
	},
	alur.CodeUnsupportedMediaType: {
		Title:  "Jenis kiriman tidak diterima",
		Detail: "Jenis berkas atau isi kiriman ini tidak diterima. Pakai jenis yang diminta lalu coba lagi.",
		About:  "Jenis berkas atau isi kiriman untuk %s tidak diterima. Pakai jenis yang diminta lalu coba lagi.",
	},

	alur.CodeInvalidData: {
		Title:  "Ada isian yang perlu dibetulkan",
		Detail: "Ada isian yang perlu dibetulkan. Tidak ada yang disimpan.",
	},
	alur.CodeBlocked: {
		Title:  "Tindakan belum dapat dilakukan",
		Detail: "Tindakan belum dapat dilakukan. Penuhi dahulu yang masih kurang.",
	},
	alur.CodeUnknownItem: {
		Title:  "Butir tidak dikenal",
		Detail: "Kiriman memuat butir yang tidak dikenal. Hapus butir itu atau betulkan namanya. Tidak ada yang disimpan.",
	},
	alur.CodeUnsafeFile: {
		Title:  "Berkas tidak aman",
		Detail: "Berkas ini memuat hal yang berbahaya, terkunci kata sandi, atau isinya tidak sesuai dengan namanya, jadi tidak disimpan. Simpan ulang tanpa makro dan tanpa kata sandi, lalu unggah lagi.",
	},
	alur.CodeInfectedFile: {
		Title:  "Berkas mengandung virus",
		Detail: "Pemindai menemukan virus dalam berkas ini, jadi tidak disimpan. Pindai komputer Anda, lalu unggah berkas yang bersih.",
	},
	alur.CodeQuotaExceeded: {
		Title:  "Batas unggahan tercapai",
		Detail: "Batas unggahan tercapai, jadi berkas ini tidak disimpan. Perkecil berkasnya atau hubungi pengelola.",
	},
	alur.CodeFileWaiting: {
		Title:  "Menunggu pemeriksaan virus",
		Detail: "Berkas ini belum diperiksa pemindai virus, jadi belum dapat dibuka atau diunduh. Coba lagi beberapa saat lagi.",
	},
	alur.CodeFileWithheld: {
		Title:  "Berkas mengandung virus",
		Detail: "Pemindai menemukan virus dalam berkas ini, jadi tidak dapat dibuka atau diunduh. Minta pengunggahnya mengunggah berkas yang bersih.",
	},
	alur.CodeStorageUnavailable: {
		Title:  "Penyimpanan berkas sedang tidak dapat dihubungi",
		Detail: "Penyimpanan berkas sedang tidak dapat dihubungi, jadi berkas belum dapat diunggah atau dibuka. Yang lain tetap berjalan. Coba lagi beberapa saat lagi.",
	},
	alur.CodeEmptyFile: {
		Title:  "Berkas kosong",
		Detail: "Berkas kosong. Pilih berkas lain.",
	},
	alur.CodeIdempotencyKeyReused: {
		Title:  "Kunci sudah dipakai",
		Detail: "Kunci ini sudah dipakai untuk kiriman lain. Pakai kunci baru untuk kiriman baru.",
	},

	alur.CodeTooManyTries: {
		Title:  "Terlalu banyak percobaan",
		Detail: "Terlalu banyak percobaan. Tunggu beberapa saat lalu coba lagi.",
		About:  "Terlalu banyak percobaan. Coba lagi dalam %s.",
	},
	alur.CodeOverloaded: {
		Title:  "Sistem sedang sibuk",
		Detail: "Sistem sedang sangat sibuk dan belum memproses kiriman Anda. Coba lagi sebentar lagi.",
		About:  "Sistem sedang sangat sibuk dan belum memproses kiriman Anda. Coba lagi dalam %s.",
	},
	alur.CodeStorageFull: {
		Title:  "Penyimpanan penuh",
		Detail: "Penyimpanan sedang penuh, jadi perubahan Anda tidak disimpan. Hubungi pengelola lalu coba lagi; membaca tetap dapat dilakukan.",
	},
	alur.CodeInternal: {
		Title:  "Ada gangguan di pihak kami",
		Detail: "Ada gangguan di pihak kami. Coba lagi; bila terjadi lagi, sampaikan kode kejadian kepada pengelola.",
	},
}

// Error returns the sentence of a refusal: a short title, the same for every
// refusal with the code, and what happened and what to do. A code without a
// sentence, which a test excludes, reads as [alur.CodeInternal].
func Error(e *alur.Error) (title, detail string) {
	s, ok := sentences[e.Code]
	if !ok {
		s = sentences[alur.CodeInternal]
	}
	switch n := len(e.Blockers); {
	case e.Code == alur.CodeInvalidData && n > 0:
		return s.Title, fmt.Sprintf("Ada %d isian yang perlu dibetulkan. Tidak ada yang disimpan.", n)
	case e.Code == alur.CodeBlocked && n > 0:
		return s.Title, fmt.Sprintf("Tindakan belum dapat dilakukan: ada %d hal yang harus dipenuhi lebih dahulu.", n)
	case e.Code == alur.CodeQuotaExceeded && e.Field != "":
		return s.Title, UploadLimit(e.Field)
	case e.Code == alur.CodeStepUpRequired && e.Field == "token":
		return s.Title, "Token ini dibuat lebih dari 5 menit yang lalu. Minta token baru, lalu ulangi."
	case e.Retry > 0 && (e.Code == alur.CodeTooManyTries || e.Code == alur.CodeOverloaded):
		return s.Title, fmt.Sprintf(s.About, Duration(e.Retry))
	case e.Field != "" && s.About != "":
		return s.Title, fmt.Sprintf(s.About, quoted(e.Field))
	}
	return s.Title, s.Detail
}

// Warning returns the sentence of something odd about an accepted value
// (flow.Warning); "" for a code that has none.
func Warning(code string) string {
	switch code {
	case "nip-unusual":
		return "NIP ini tidak sesuai dengan pola NIP PNS maupun PPPK. Periksa lagi; isian tetap disimpan."
	}
	return ""
}
