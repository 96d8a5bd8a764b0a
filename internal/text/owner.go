package text

import "strings"

// The letters to the owners of accounts about how they get in. Kinds and details are those
// of internal/directory, which this room does not know.

// OwnerLetter says in a letter to the owner of an account what has changed about the ways
// into it, and what to do when that was not him or her. operator says that it was done by
// the operator's tools on the server. The subject is "" for a kind that is not told.
func OwnerLetter(e SecurityEntry, operator bool) (subject string, paragraphs []string) {
	subject, said := ownerSentence(e)
	if subject == "" {
		return "", nil
	}
	switch {
	case e.Actor != "":
		said += " Yang mengubahnya: " + e.Actor + ", pengelola akun."
	case operator:
		said += " Perubahan itu dilakukan oleh pengelola server."
	}
	advice := "Bila itu Anda atau atas permintaan Anda, tidak ada yang perlu dilakukan. Bila bukan, masuklah, akhiri sesi perangkat lain di halaman Akun, ganti kata sandi, dan hubungi pengelola ALUR."
	if e.Kind == "contact-changed" {
		advice = "Surat ini dikirim ke alamat yang lama; surat berikutnya tidak lagi ke sini. Bila Anda tidak memintanya, segera hubungi pengelola ALUR: lewat alamat yang baru orang dapat meminta kata sandi baru."
	}
	return subject, []string{said, advice}
}

// ownerSentence is the subject, and what happened.
func ownerSentence(e SecurityEntry) (subject, said string) {
	switch e.Kind {
	case "password-changed":
		said = "Kata sandi akun ALUR Anda diganti"
		switch e.Detail {
		case "by mail link":
			said += " lewat tautan yang dikirim ke email Anda"
		case "expired":
			said += " karena sudah melewati masa berlakunya"
		}
		return "Kata sandi akun ALUR Anda diganti", said + ". Semua perangkat dan token keluar dari akun Anda."
	case "second-factor-added":
		return "Faktor kedua akun ALUR Anda ditambah", "Faktor kedua ditambahkan ke akun ALUR Anda: " + ownFactor(e.Detail) + "."
	case "second-factor-removed":
		return "Faktor kedua akun ALUR Anda dilepas", removedFactor(e.Detail)
	case "recovery-codes-made":
		return "Kode pemulihan akun ALUR Anda dibuat ulang", "Kode pemulihan akun ALUR Anda dibuat ulang. Kode yang lama tidak berlaku lagi."
	case "identity-linked":
		return "Akun lain dihubungkan ke akun ALUR Anda", "Akun di sistem lain (" + e.Detail + ") dihubungkan ke akun ALUR Anda. Dengan akun itu orang dapat masuk sebagai Anda."
	case "identity-unlinked":
		return "Akun lain dilepas dari akun ALUR Anda", "Akun di sistem lain (" + e.Detail + ") dilepas dari akun ALUR Anda. Dengan akun itu orang tidak dapat masuk lagi."
	case "contact-changed":
		return "Alamat email akun ALUR Anda diganti", "Alamat email akun ALUR Anda diganti atau dihapus."
	case "token-made":
		name, rest, _ := strings.Cut(e.Detail, ": ")
		_, until, _ := strings.Cut(rest, ", ")
		if until != "" {
			until = ", berlaku sampai " + until
		}
		return "Token dibuat untuk akun ALUR Anda", "Token «" + name + "» dibuat untuk akun ALUR Anda" + until + ". Dengan token itu program dapat bekerja atas nama akun ini."
	}
	return "", ""
}

// ownFactor names a factor as its owner knows it: "totp", "passkey: Laptop".
func ownFactor(detail string) string {
	if name, is := strings.CutPrefix(detail, "passkey: "); is {
		return "kunci sandi “" + name + "”"
	}
	return factor(detail)
}

func removedFactor(detail string) string {
	switch detail {
	case "all":
		return "Semua faktor kedua akun ALUR Anda dihapus, dan semua perangkat keluar dari akun Anda."
	case "recovery":
		return "Kode pemulihan akun ALUR Anda tidak berlaku lagi karena kunci server diganti. Buatlah yang baru di halaman Akun."
	}
	return "Faktor kedua dilepas dari akun ALUR Anda: " + ownFactor(detail) + "."
}
