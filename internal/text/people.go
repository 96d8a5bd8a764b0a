package text

import (
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Letter is what a mail says, without its link.
type Letter struct {
	Subject    string
	Greeting   string
	Paragraphs []string
	LinkText   string
	After      []string
	From       string
}

// office is who writes letters.
const office = "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga"

// InvitationLetter is the mail to somebody who was invited.
func InvitationLetter(name, username, agency string, roles []alur.Role, until time.Time) Letter {
	return Letter{
		Subject: "Undangan ke ALUR", Greeting: "Yth. " + name + ",",
		Paragraphs: []string{
			"Anda diundang ke ALUR, tempat Pemerintah Kota Salatiga mengurus permohonan sistem informasi, sebagai " + RoleNames(roles) + " dari " + agency + ".",
			"Nama pengguna Anda " + username + ". Tekan tombol ini dan pilih kata sandi Anda sendiri. Tautan berlaku sampai " + DateTime(until) + " dan hanya sekali.",
		},
		LinkText: "Pilih kata sandi",
		After: []string{
			"Sesudahnya Anda masuk dengan nama pengguna dan kata sandi itu; «Tugas Saya» menunjukkan apa yang menunggu Anda.",
			"Bukan untuk Anda? Abaikan surat ini dan beri tahu pengelola ALUR. Jangan teruskan tautannya kepada siapa pun.",
		},
		From: office,
	}
}

// PasswordLetter is the mail to somebody for whom a manager asked for a new password.
func PasswordLetter(name string) Letter {
	return Letter{
		Subject: "Kata sandi baru ALUR", Greeting: "Yth. " + name + ",",
		Paragraphs: []string{"Pengelola akun Anda mengirim tautan untuk membuat kata sandi baru. Tautan ini berlaku 10 menit dan hanya sekali. Setelah diganti, semua perangkat keluar."},
		LinkText:   "Buat kata sandi baru",
		After:      []string{"Anda tidak memintanya? Abaikan surat ini; tidak ada yang berubah. Jangan teruskan tautannya kepada siapa pun."},
		From:       office,
	}
}

// RoleNames says roles in words, one after the other.
func RoleNames(roles []alur.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, Role(r))
	}
	return And(out)
}

// InvitationSent says where an invitation has gone.
func InvitationSent(name, username, email string) string {
	return "Undangan untuk " + name + " (" + username + ") sedang dikirim ke " + email + "."
}

// PasswordLinkSent says where the link for a new password has gone.
func PasswordLinkSent(name, email string) string {
	return "Tautan kata sandi untuk " + name + " sedang dikirim ke " + email + "."
}

// PersonSaved says that a change of a person is done; relink, that the link of an
// invitation on its way to the old address does not work any more.
func PersonSaved(name string, relink bool) string {
	said := "Perubahan akun " + name + " sudah disimpan."
	if relink {
		said += " Tautan undangan yang lama tidak berlaku lagi; kirim ulang di bawah ini."
	}
	return said
}

// PersonGroup names a group of people in their list (directory.PersonState).
func PersonGroup(state string, notEntered, disabled int) string {
	switch state {
	case "not-entered":
		return "Belum masuk (" + Integer(int64(notEntered)) + ")"
	case "disabled":
		return "Nonaktif (" + Integer(int64(disabled)) + ")"
	}
	return "Semua"
}

// PersonFault says what is wrong with what was typed about a person; "" for what it does
// not know. "taken" is for what is somebody else's.
func PersonFault(field, reason string) string {
	switch field {
	case "username":
		switch reason {
		case "taken":
			return "Nama pengguna ini sudah dipakai. Pilih yang lain"
		case "required":
			return "Tulis nama pengguna: dari nama ini tidak dapat dibuat satu"
		}
		return "Nama pengguna hanya boleh memuat huruf kecil, angka, titik, garis bawah, dan tanda hubung, 2 sampai 40 tanda"
	case "name":
		return "Tulis nama, paling banyak 300 huruf"
	case "email":
		if reason == "taken" {
			return "Email ini sudah dipakai akun lain"
		}
		if reason == "not-yours" {
			return "Email orang yang sudah pernah masuk hanya dapat diubah oleh Pengelola"
		}
		return "Tulis alamat email yang lengkap, misalnya nama@salatiga.go.id"
	case "invitation":
		return "Undangan untuk peran yang berwenang hanya dikirim ke email orangnya. Tulis emailnya dulu, lalu kirim undangan"
	case "nip":
		if reason == "taken" {
			return "NIP ini sudah dipakai akun lain"
		}
		return "Tulis NIP dengan 18 angka"
	case "proposal":
		return "Pengelola lain sudah mengusulkan hal yang sama untuk akun ini. Setujui atau tolak usulan itu dahulu, lalu simpan lagi"
	case "agency":
		return "Pilih instansi yang aktif"
	case "roles":
		switch reason {
		case "required":
			return "Pilih paling sedikit satu peran"
		case "combination":
			return "Admin PD hanya boleh merangkap Pemohon dan Anggota tim"
		case "not-yours":
			return "Anda hanya dapat memberi peran Pemohon dan Anggota tim"
		}
		return "Peran ini tidak cocok dengan jenis instansinya. Pilih peran lain"
	}
	return ""
}

// ProposalWhat says what a proposal asks for (directory.ActKind): was are the roles
// before, roles those after.
func ProposalWhat(kind string, was, roles []alur.Role, agency, email, subject string) string {
	switch kind {
	case "invite":
		return "Undang sebagai " + RoleNames(roles) + " di " + agency
	case "change":
		var out []string
		if len(roles) > 0 {
			out = append(out, "Ubah peran dari "+RoleNames(was)+" menjadi "+RoleNames(roles)+" di "+agency)
		}
		if email != "" {
			out = append(out, "Ubah email menjadi "+email)
		}
		return strings.Join(out, "; ")
	case "activate":
		return "Aktifkan akun dengan peran " + RoleNames(was)
	case "password":
		return "Ganti kata sandi"
	case "factors":
		return "Hapus faktor kedua"
	case "identity":
		return "Hubungkan akun lain: " + subject
	}
	return kind
}

// ProposalUntil says since when a proposal is there, and until when or what became of it.
func ProposalUntil(at, until, decided time.Time, by string) string {
	if decided.IsZero() {
		return DateTime(at) + ", berlaku sampai " + DateTime(until)
	}
	return DateTime(at) + ", diputuskan " + by + " " + DateTime(decided)
}

// ProposalState says where a proposal stands (directory.ProposalState).
func ProposalState(state string) string {
	switch state {
	case "confirmed":
		return "Disetujui"
	case "refused":
		return "Ditolak atau ditarik"
	case "stale":
		return "Gugur"
	case "replaced":
		return "Diganti usulan baru"
	case "expired":
		return "Lewat waktu"
	}
	return "Menunggu"
}

// ProposalMade says that what somebody did waits for another administrator; held says
// that nothing of the roles has changed yet.
func ProposalMade(held, replaced bool) string {
	said := "Tersimpan sebagai usulan. Baru berlaku setelah disetujui pengelola lain, paling lama 7 hari."
	if held {
		said = "Tersimpan sebagai usulan; peran dan instansinya belum berubah sampai pengelola lain menyetujuinya."
	}
	if replaced {
		said += " Usulan sebelumnya untuk hal yang sama diganti oleh yang ini."
	}
	return said
}

// ProposalRefused says why a proposal was not decided.
func ProposalRefused(field string) string {
	switch field {
	case "self":
		return "Usulan Anda sendiri, atau tentang Anda, disetujui pengelola lain. Bila tidak ada lagi, hubungi pengelola server."
	case "stale":
		return "Usulan ini gugur: akunnya sudah berubah sejak diusulkan, atau pengusulnya bukan pengelola lagi. Usulkan lagi bila masih perlu."
	case "state":
		return "Usulan ini sudah diputuskan, atau waktunya sudah lewat."
	}
	return "Usulan ini tidak dapat dijalankan lagi: nama pengguna, email, peran, atau instansinya sudah tidak cocok. Tolak, lalu usulkan yang baru."
}
