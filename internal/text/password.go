package text

// Profiles of passwords and reasons of refusals are those of internal/directory, which
// this room does not know.

// PasswordFault says what is wrong with a new password.
func PasswordFault(reason string) string {
	switch reason {
	case "common":
		return "Kata sandi ini terlalu umum. Pilih yang lain"
	case "too-long":
		return "Kata sandi terlalu panjang"
	case "classes":
		return "Kata sandi harus memuat huruf besar, huruf kecil, angka, dan tanda, misalnya titik atau tanda seru"
	case "breached":
		return "Kata sandi ini ada di daftar kata sandi yang pernah bocor di tempat lain. Pilih yang lain, dan ganti juga di tempat Anda memakainya"
	case "unchecked":
		return "Kata sandi belum bisa diperiksa karena gangguan di server. Coba lagi nanti, atau kabari pengelola ALUR"
	case "reused":
		return "Kata sandi ini pernah Anda pakai belum lama ini. Pilih yang lain"
	}
	return "Kata sandi paling sedikit 12 huruf, angka, atau tanda, dan bukan kata sandi yang umum"
}

// PasswordHint says what a new password must be, by the profile.
func PasswordHint(profile string) string {
	if profile == "bssn" {
		return "Paling sedikit 12, dengan huruf besar, huruf kecil, angka, dan tanda. Diganti setiap 90 hari; lima yang terakhir tidak boleh dipakai lagi."
	}
	return "Paling sedikit 12 huruf, angka, atau tanda. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit."
}

// PasswordProfile names a profile, says what it asks for, and what it costs.
func PasswordProfile(profile string) (name, asks, cost string) {
	if profile == "bssn" {
		return "Sesuai Peraturan BSSN 4/2021",
			"Paling sedikit 12 karakter, bukan kata sandi yang umum, memuat huruf besar, huruf kecil, angka, dan tanda; diganti setelah 90 hari; lima yang terakhir tidak boleh dipakai lagi.",
			"Sesuai dengan daftar periksa keamanan aplikasi web pemerintah. Orang yang sering dipaksa mengganti kata sandi cenderung memilih pola yang mudah ditebak, jadi wajibkan juga faktor kedua."
	}
	return "Baku (OWASP ASVS 5.0)",
		"Paling sedikit 12 karakter dan bukan kata sandi yang umum. Tidak ada susunan yang diwajibkan dan tidak ada masa berlaku.",
		"Kata sandi panjang yang diingat lebih sulit ditebak daripada yang rumit dan sering diganti. Auditor yang memakai daftar Peraturan BSSN 4/2021 akan mencatat bahwa masa berlaku dan susunannya tidak ada."
}

// EnterNewPassword asks for another password where the old one is too old.
func EnterNewPassword() string { return "Tulis kata sandi baru" }
