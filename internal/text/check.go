package text

import (
	"time"

	"github.com/alur-id/alur"
)

// The words about papers that anybody may check (cek dokumen).

// CheckNotFound says that a file is no paper of ours.
func CheckNotFound() string {
	return "Isi berkas ini tidak sama dengan arsip kami. Jangan dipakai sebelum menghubungi Diskominfo."
}

// CheckCodeNotFound says that a code is that of no paper.
func CheckCodeNotFound() string {
	return "Kode naskah tidak ada dalam arsip kami. Periksa huruf dan angkanya; kode tidak memuat O, I, L, U, 0, 1. Bila tetap tidak ditemukan, jangan dipakai sebelum menghubungi Diskominfo."
}

// CheckFile says what is wrong with a file that cannot be checked; "" for a code about
// which there is nothing to say.
func CheckFile(code alur.Code) string {
	switch code {
	case alur.CodeMissingField:
		return "Tulis kode naskah, atau pilih berkasnya"
	case alur.CodeTooLarge:
		return "Berkas lebih dari 50 MB. Naskah dari ALUR tidak pernah sebesar itu"
	case alur.CodeEmptyFile:
		return "Berkas kosong. Pilih berkas lain"
	}
	return ""
}

// CheckMatch says what a file is.
func CheckMatch(signed bool) string {
	if signed {
		return "Cocok dengan arsip ALUR: berkas bertanda tangan yang tercatat"
	}
	return "Cocok dengan arsip ALUR: sama persis dengan yang diterbitkan"
}

// CheckProof says what a signed file is that is on record and proves nothing by itself, and
// what to do about it; the argument is a proof of package casework. Both are "" for one that does.
func CheckProof(proof string) (title, why string) {
	switch proof {
	case "other":
		return "Berkas ini tercatat di arsip ALUR, tetapi isinya belum dapat dipastikan",
			"Berkas ini didaftarkan sebagai berkas bertanda tangan, tetapi isinya tidak dapat dicocokkan dengan naskah yang diterbitkan, misalnya karena hasil pindai. Bandingkan dengan naskah yang diterbitkan, atau hubungi Diskominfo, sebelum memakainya."
	case "unsigned":
		return "Berkas ini tercatat di arsip ALUR, tetapi tidak memuat tanda tangan elektronik",
			"Isinya sama dengan naskah yang diterbitkan. Bila Anda memerlukan naskah yang sudah ditandatangani, hubungi Diskominfo."
	case "broken":
		return "Berkas ini tercatat di arsip ALUR, tetapi tanda tangan elektroniknya tidak utuh",
			"Jangan dipakai sebelum menghubungi Diskominfo."
	case "pending":
		return "Berkas ini tercatat di arsip ALUR, tetapi belum selesai diperiksa",
			"Cek lagi beberapa saat lagi."
	}
	return "", ""
}

// CheckState says whether a paper is to be relied on. The times are zero where they do not apply.
func CheckState(replaced, withdrawn time.Time) string {
	switch {
	case !withdrawn.IsZero():
		return "Ditarik " + Date(withdrawn)
	case !replaced.IsZero():
		return "Diganti naskah yang lebih baru, " + Date(replaced)
	}
	return "Berlaku"
}

// CheckAdvice says what to do with a paper that is not in force any more; "" for one that is.
func CheckAdvice(replaced, withdrawn time.Time) string {
	switch {
	case !withdrawn.IsZero():
		return "Naskah ini asli, tetapi sudah ditarik. Jangan dipakai lagi."
	case !replaced.IsZero():
		return "Naskah ini asli, tetapi sudah ada penggantinya. Minta naskah yang terbaru."
	}
	return ""
}

// CheckOther says that a file is genuine, but another paper than the one looked at.
func CheckOther() string {
	return "Berkas ini asli, tetapi bukan naskah dengan kode yang Anda buka. Yang cocok adalah naskah di bawah ini."
}
