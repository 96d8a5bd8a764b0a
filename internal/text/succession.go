package text

import (
	"fmt"

	"github.com/alur-id/alur"
)

// The sentences of accounts that end and of who takes over.

// SeatHandedOver says in a history that a seat in a team or at a meeting has a successor.
func SeatHandedOver(where string) string { return "Kursi di " + where + " diserahkan kepada penerus" }

// SuccessorHint says who can be chosen, and which rules go on.
func SuccessorHint(agency string) string {
	return "Rekan dari " + agency + ". Aturan tim tetap berlaku: kedua instansi ada di setiap tim, dan pada swakelola penguji tidak merangkap pengembang. Per permohonan dapat dipilih orang lain."
}

// LeaveSeat is the choice that a seat stays until the team is changed on the request.
// Reviewers are those to whom the definitions give «Ubah susunan tim».
func LeaveSeat() string { return "Biarkan; diurus Diskominfo" }

// SeatIn names a seat in a team, and one that is only proposed.
func SeatIn(team string, proposed bool) string {
	if proposed {
		return "Usulan anggota " + team
	}
	return "Anggota " + team
}

// SeatAt names a seat at a coming meeting.
func SeatAt(meeting, when string) string { return meeting + ", " + when }

// ClaimOf names a task that somebody has taken.
func ClaimOf(party string) string { return "Tugas yang diambil sebagai " + party }

// SoleOffice says that nobody else holds an office, and what waits for it; more says that
// there are more requests than were counted.
func SoleOffice(r alur.Role, agency string, requests int, more bool) string {
	s := fmt.Sprintf("Satu-satunya %s yang aktif di %s.", Role(r), agency)
	switch {
	case requests == 0:
		return s
	case more:
		return s + fmt.Sprintf(" Lebih dari %d permohonan bergantung padanya.", requests)
	case r == alur.RoleRequester:
		return s + fmt.Sprintf(" Ada %d permohonan yang sedang berjalan.", requests)
	}
	return s + fmt.Sprintf(" Ada %d permohonan yang menunggunya.", requests)
}

// Succeeded says what a hand-over did. left are requests whose seats stay.
func Succeeded(name, successor string, requests, left int) string {
	s := "Akun " + name + " sudah dinonaktifkan."
	if requests > 0 && successor != "" {
		s += fmt.Sprintf(" Pekerjaannya pada %d permohonan diserahkan kepada %s.", requests, successor)
	} else if requests > 0 {
		s += fmt.Sprintf(" Pekerjaannya pada %d permohonan diserahkan.", requests)
	}
	if left > 0 {
		s += fmt.Sprintf(" Kursi pada %d permohonan menunggu diurus Diskominfo.", left)
	}
	return s
}

// SuccessionFault says what is wrong with a field of the hand-over itself; "" for a
// reason that the field does not have.
func SuccessionFault(field, reason string) string {
	switch field + " " + reason {
	case "reason ":
		return "Isi alasannya, misalnya pensiun atau mutasi"
	case "reason too-long":
		return "Alasan terlalu panjang. Ringkaskan"
	case "reason control-character":
		return "Alasan memuat tanda yang tidak terlihat. Ketik ulang"
	case "successor unknown-user":
		return "Penerus ini tidak ada atau akunnya nonaktif. Pilih orang lain"
	case "successor same-person":
		return "Penerus tidak boleh orang yang akunnya berakhir. Pilih orang lain"
	case "request ":
		return "Pilih penerus untuk permohonan ini, atau biarkan kursinya"
	case "request conflict":
		return "Ada yang baru pada permohonan ini sejak halaman ini dibuka. Tentukan penerusnya, lalu kirim lagi"
	}
	return ""
}

// InactiveAccount marks somebody in a team whose account has ended.
func InactiveAccount() string { return "akun nonaktif" }

// NoAppointment tells somebody of a third party that there is nothing to see any more.
func NoAppointment() string {
	return "Organisasi Anda sedang tidak ditunjuk pada permohonan mana pun. Permohonan yang dihentikan tidak terlihat lagi di sini."
}
