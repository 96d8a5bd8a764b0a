package text

import "github.com/alur-id/alur"

// ServiceRole says what a role lets a service do.
func ServiceRole(r alur.Role) string {
	switch r {
	case alur.RoleRequester:
		return "Membuka permohonan bagi instansinya, mengisi, dan mengunggah; yang mengajukan tetap orang"
	case alur.RoleMember:
		return "Melihat permohonan instansinya dan menulis pesan"
	case alur.RoleAuditor:
		return "Membaca semua permohonan, tidak mengubah apa pun"
	}
	return ""
}

// settingWords are the settings in plain words: what each is called, and what it means.
var settingWords = map[string][2]string{
	"ALUR_DATA":                {"Folder data", "Tempat dokumen, kunci pemasangan, dan, tanpa PostgreSQL, basis data. Cara mencadangkannya ada di panduan pengelola server."},
	"ALUR_DATABASE":            {"Basis data", "PostgreSQL yang dipakai. Bila tidak diatur, SQLite di folder data. Kata sandinya disamarkan."},
	"ALUR_KEY_FILE":            {"Berkas kunci", "Letak kunci untuk menyegel rahasia, bila diserahkan oleh brankas rahasia. Bila tidak diatur, secret.key di folder data."},
	"ALUR_BREACHED_PASSWORDS":  {"Daftar kata sandi bocor", "Letak daftar kata sandi yang pernah bocor; kata sandi di dalamnya tidak dapat dipilih. Bila tidak diatur, tidak ada yang dicari."},
	"ALUR_LISTEN":              {"Alamat server", "Alamat dan porta tempat ALUR menerima sambungan."},
	"ALUR_PUBLIC_URL":          {"Alamat untuk umum", "Alamat yang diketik orang. Bila https, kuki hanya dikirim lewat sambungan terenkripsi."},
	"ALUR_TRUSTED_PROXY":       {"Proksi tepercaya", "Proksi yang boleh menyebut alamat asal pengunjung. Bila tidak diatur, tidak ada."},
	"ALUR_SECOND_FACTOR":       {"Wajib faktor kedua", "Peran yang harus masuk dengan kode autentikasi atau kunci sandi."},
	"ALUR_PASSWORD_PROFILE":    {"Aturan kata sandi", "Aturan yang berlaku; kedua pilihannya diterangkan di atas."},
	"ALUR_OIDC_ISSUER":         {"Akun lain", "Sistem lain tempat orang boleh masuk (OpenID Connect)."},
	"ALUR_OIDC_CLIENT_ID":      {"Nama ALUR di sistem itu", "Pengenal ALUR di sistem lain itu."},
	"ALUR_OIDC_SECRET_FILE":    {"Berkas rahasia akun lain", "Letak berkas yang memuat rahasia bersama; isinya tidak pernah ditampilkan."},
	"ALUR_OIDC_NAME":           {"Sebutan akun lain", "Tulisan pada tombol masuk."},
	"ALUR_OIDC_ROLE_CLAIM":     {"Klaim peran", "Bagian jawaban sistem lain yang menyebut peran. Bila tidak diatur, peran tidak pernah datang dari sana."},
	"ALUR_OIDC_ROLES":          {"Padanan peran", "Nilai klaim dan peran ALUR yang mengikutinya setiap kali orang masuk. Hanya Pemohon, Anggota tim, Verifikator, dan Auditor yang dapat dipadankan."},
	"ALUR_MAIL_SERVER":         {"Server email", "Server yang mengirim tautan dan pemberitahuan. Bila tidak diatur, tidak ada email."},
	"ALUR_MAIL_SECURITY":       {"Pengamanan email", "Cara sambungan ke server email dienkripsi."},
	"ALUR_MAIL_FROM":           {"Pengirim email", "Alamat yang tampil sebagai pengirim."},
	"ALUR_MAIL_USER":           {"Nama pengguna email", "Nama ALUR di server email."},
	"ALUR_MAIL_PASSWORD_FILE":  {"Berkas kata sandi email", "Letak berkas yang memuat kata sandi server email; isinya tidak pernah ditampilkan."},
	"ALUR_OUTGOING_NETWORKS":   {"Jaringan sendiri", "Jaringan di dalam kantor yang boleh dihubungi ALUR. Selain itu hanya internet umum."},
	"ALUR_LOG_FORMAT":          {"Bentuk log", "Bentuk baris log server."},
	"ALUR_MAX_IN_FLIGHT":       {"Batas kerja bersamaan", "Panggilan yang dijawab pada saat yang sama; selebihnya diminta menunggu."},
	"ALUR_RETENTION_DEVICES":   {"Peramban yang dikenal", "Berapa hari sebuah peramban dikenal setelah terakhir dipakai."},
	"ALUR_RETENTION_FAILURES":  {"Hitungan gagal masuk", "Berapa jam percobaan masuk yang gagal diingat."},
	"ALUR_MAIL_TIMEOUT":        {"Batas waktu kirim", "Berapa detik satu percobaan mengirim email boleh berlangsung."},
	"ALUR_MAIL_RATE":           {"Laju email", "Paling banyak berapa email kabar tiap detik dari satu server ALUR."},
	"ALUR_RETENTION_NOTICES":   {"Kabar yang sudah dibaca", "Berapa hari kabar disimpan setelah dibaca. 0 berarti seterusnya."},
	"ALUR_RETENTION_DRAFTS":    {"Orang dalam draf", "Berapa hari data orang pada draf yang tidak diajukan disimpan. 0 berarti selama permohonannya."},
	"ALUR_EVIDENCE_KEY_FILE":   {"Kunci sidik riwayat", "Letak berkas kunci yang menandatangani sidik riwayat. Bila tidak diatur, evidence.key di folder data."},
	"ALUR_WITNESS_MAIL":        {"Surat untuk saksi", "Alamat yang tiap hari menerima sidik riwayat, misalnya Inspektorat."},
	"ALUR_WITNESS_MAIL_EVENTS": {"Surat saksi setelah", "Setelah berapa catatan sidik riwayat dikirim pada hari yang sama."},
	"ALUR_WITNESS_FILE":        {"Berkas untuk saksi", "Letak berkas yang menerima setiap sidik riwayat; sebaiknya di komputer lain."},
	"ALUR_WITNESS_KEY":         {"Kunci saksi", "Kunci publik instansi yang ikut menandatangani sidik riwayat."},
	"ALUR_DOCUMENTS":           {"Tempat dokumen", "Penyimpanan objek (S3) untuk dokumen. Bila tidak diatur, folder data."},
	"ALUR_DOCUMENTS_KEY_FILE":  {"Berkas kunci penyimpanan", "Letak berkas yang memuat kunci penyimpanan objek; isinya tidak pernah ditampilkan."},
	"ALUR_SIGNATURE_ROOTS":     {"Penerbit tanda tangan", "Letak berkas sertifikat penerbit tanda tangan elektronik yang dipercaya. Bila tidak diatur, penerbit tidak diperiksa."},
	"ALUR_ESIGN_URL":           {"Layanan tanda tangan", "Alamat layanan tanda tangan elektronik BSrE. Bila tidak diatur, naskah tidak dapat ditandatangani dari ALUR."},
	"ALUR_ESIGN_USER":          {"Nama ALUR di layanan itu", "Nama pengguna ALUR di layanan tanda tangan elektronik."},
	"ALUR_ESIGN_PASSWORD_FILE": {"Berkas kata sandi layanan itu", "Letak berkas yang memuat kata sandi layanan tanda tangan elektronik; isinya tidak pernah ditampilkan."},
	"ALUR_CLAMD":               {"Pemindai virus", "Pemindai (clamd) yang memeriksa setiap unggahan. Bila tidak diatur, tidak ada yang dipindai."},
	"ALUR_QUOTA_REQUEST":       {"Batas per permohonan", "Besar semua berkas satu permohonan, dalam MB. 0 berarti tanpa batas."},
	"ALUR_QUOTA_DAY":           {"Batas unggahan harian", "Besar unggahan satu orang dalam sehari, dalam MB. 0 berarti tanpa batas."},
	"ALUR_PAPER_SIZE":          {"Ukuran kertas", "Kertas untuk naskah yang dibuat ALUR: A4 atau F4 (215 × 330 mm)."},
	"ALUR_MAX_UPLOADS":         {"Batas unggahan bersamaan", "Unggahan yang diterima pada saat yang sama."},
}

// Setting says what a setting is called and what it means; both are "" for one that is
// not known here.
func Setting(name string) (title, what string) {
	w := settingWords[name]
	return w[0], w[1]
}

// Settings lists the names of the settings that have words, in no order, so that a test
// can prove that each setting of the program has them.
func Settings() []string {
	var out []string
	for name := range settingWords {
		out = append(out, name)
	}
	return out
}
