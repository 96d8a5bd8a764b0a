package text

import "time"

// Scope names a scope of a token, and says what it opens. Scopes are those of
// internal/directory, which this room does not know; "" is everything.
func Scope(scope string) (name, hint string) {
	switch scope {
	case "read":
		return "Membaca", "Melihat permohonan, dokumen, riwayat, dan agenda yang boleh dilihat pemiliknya"
	case "write":
		return "Membaca dan menulis", "Mengisi, mengunggah, dan mengambil tindakan yang boleh dilakukan pemiliknya"
	case "admin":
		return "Mengelola", "Mengurus orang dan instansi lewat API"
	}
	return "Semua yang boleh dilakukan pemiliknya", ""
}

// TokenLife says how long a token lives: in hours below a day, else in days.
func TokenLife(d time.Duration) string {
	if hours := int(d.Hours()); hours < 24 {
		return Integer(int64(hours)) + " jam"
	}
	return Integer(int64(d.Hours()/24)) + " hari"
}

// TokenUse says when a token was used last, and from where.
func TokenUse(at time.Time, from string) string {
	if at.IsZero() {
		return "Belum pernah dipakai"
	}
	return "Terakhir dipakai " + DateTime(at) + " dari " + from
}

// TokenFault says what is wrong with a field of a token or a service to be.
func TokenFault(field, reason string) string {
	switch field + " " + reason {
	case "name required":
		return "Tulis untuk apa token ini dipakai"
	case "name too-long", "name bad-characters":
		return "Nama paling banyak 100 huruf, dalam satu baris"
	case "scopes required":
		return "Pilih paling sedikit satu lingkup"
	case "scopes unknown", "scopes not-yours":
		return "Lingkup ini tidak dapat dipilih untuk akun ini"
	case "life out-of-range":
		return "Pilih masa berlaku antara 1 jam dan 365 hari"
	}
	return ""
}

// TooManyTokens says why there is no further token.
func TooManyTokens() string {
	return "Akun ini sudah mempunyai 20 token. Cabut yang tidak dipakai lagi, lalu buat yang baru"
}

// TokenNeedsFactor says why a session is not enough for a token.
func TokenNeedsFactor() string {
	return "Akun Anda memakai faktor kedua, tetapi sesi ini dibuka tanpa itu. Keluar, masuk lagi dengan faktor kedua, lalu buat tokennya"
}

// ServiceFault says what is wrong with a field of a service to be.
func ServiceFault(field, reason string) string {
	switch field {
	case "username":
		if reason == "taken" {
			return "Nama akun ini sudah dipakai. Pilih yang lain"
		}
		return "Nama akun hanya boleh memuat huruf kecil, angka, titik, garis bawah, dan tanda hubung, 2 sampai 40 tanda"
	case "name":
		return "Tulis nama layanan, paling banyak 300 huruf"
	case "agency":
		return "Pilih instansi yang aktif"
	case "roles":
		if reason == "required" {
			return "Pilih paling sedikit satu peran"
		}
		return "Peran ini tidak dapat diberikan kepada layanan di instansi itu"
	case "responsible":
		if reason == "required" {
			return "Tulis nama pengguna orang yang bertanggung jawab"
		}
		return "Penanggung jawab harus orang dengan akun aktif di instansi yang sama"
	}
	return ""
}

// ServiceWaits says that a role that weighs takes a second administrator.
func ServiceWaits() string {
	return "Peran Auditor berlaku setelah disetujui pengelola kedua."
}

// Service marks the name of a service among those of people.
func Service(name string) string { return name + " (layanan)" }
