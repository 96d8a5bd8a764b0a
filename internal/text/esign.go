package text

// The words about signing papers with BSrE's service.

// ESignButton leads to signing a paper with a certificate.
func ESignButton() string { return "Tanda tangani dengan sertifikat elektronik (BSrE)" }

// ESignFault says why a paper was not signed, and what to do; the argument is a fault of
// package esign. inPassphrase says that it belongs beside that field.
func ESignFault(fault string) (sentence string, inPassphrase bool) {
	const upload = " Anda juga dapat mengunggah naskah yang sudah ditandatangani."
	switch fault {
	case "passphrase":
		return "Frasa sandi sertifikat tidak cocok. Coba lagi; bila lupa, hubungi pengelola sertifikat elektronik di Dinas Kominfo.", true
	case "expired":
		return "Sertifikat elektronik Anda sudah habis masa berlakunya atau sedang diperpanjang. Hubungi pengelola sertifikat elektronik di Dinas Kominfo." + upload, false
	case "unregistered":
		return "Belum ada sertifikat elektronik yang dapat dipakai untuk NIK ini. Periksa NIK, atau hubungi pengelola sertifikat elektronik di Dinas Kominfo." + upload, false
	case "suspended":
		return "Sertifikat elektronik Anda ditangguhkan atau dicabut. Hubungi pengelola sertifikat elektronik di Dinas Kominfo." + upload, false
	case "down":
		return "Layanan tanda tangan elektronik sedang tidak menjawab. Coba lagi beberapa menit lagi." + upload, false
	case "setup":
		return "Layanan tanda tangan elektronik menolak sambungan dari ALUR. Beri tahu pengelola server." + upload, false
	case "bad-answer":
		return "Jawaban layanan tanda tangan elektronik tidak dapat dipercaya, jadi tidak disimpan. Beri tahu pengelola server." + upload, false
	case "too-large":
		return "Naskah ini terlalu besar untuk ditandatangani di sini." + upload, false
	}
	return "Layanan tanda tangan elektronik menolak permintaan ini. Coba lagi, atau hubungi pengelola sertifikat elektronik di Dinas Kominfo." + upload, false
}

// ESignNIK says what is wrong with a number that was typed.
func ESignNIK() string { return "Tulis NIK Anda, 16 angka" }

// ESignPassphrase asks for the passphrase.
func ESignPassphrase() string { return "Masukkan frasa sandi sertifikat elektronik Anda" }

// ESigned says that a paper was signed; vouched, that the service calls the signature valid.
func ESigned(kind string, vouched bool) string {
	s := PaperName(kind) + " sudah ditandatangani secara elektronik."
	if vouched {
		s += " BSrE menyatakan tanda tangannya sah."
	}
	return s
}

// ESignChanged says that the paper changed while it was being signed.
func ESignChanged() string {
	return "Naskah atau permohonannya berubah sementara Anda menandatangani, jadi tanda tangan belum disimpan. Periksa naskahnya, lalu tanda tangani lagi."
}

// PaperOther warns that a signed file is not the paper that was issued; signed says that
// it has electronic signatures.
func PaperOther(signed bool) string {
	if signed {
		return "Isi berkas bertanda tangan ini tidak sama dengan naskah yang diterbitkan. Bandingkan keduanya sebelum memakainya."
	}
	return "Berkas bertanda tangan ini bukan naskah yang diterbitkan dari ALUR, misalnya hasil pindai. Cocokkan isinya dengan naskah yang diterbitkan."
}

// PaperUncompared says that a signed file was not compared with the paper yet.
func PaperUncompared() string {
	return "Isi berkas ini belum dibandingkan dengan naskah yang diterbitkan. Muat ulang halaman ini beberapa saat lagi."
}

// PaperUnsigned says that a signed file has no electronic signature.
func PaperUnsigned() string { return "Berkas ini tidak memuat tanda tangan elektronik." }
