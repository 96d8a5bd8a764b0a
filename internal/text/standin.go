package text

import (
	"fmt"
	"time"

	"github.com/alur-id/alur"
)

// The sentences about who stands in for an absent colleague.

// StandInKind returns the short name of a ground, as it stands before the office;
// the id itself when it is unknown.
func StandInKind(k alur.StandInKind) string {
	switch k {
	case alur.StandInActing:
		return "Plt"
	case alur.StandInDaily:
		return "Plh"
	case alur.StandInLeave:
		return "Pengganti cuti"
	}
	return string(k)
}

// StandInGround returns what a ground is called in full, and when it is the right one.
func StandInGround(k alur.StandInKind) (name, hint string) {
	switch k {
	case alur.StandInActing:
		return "Pelaksana tugas (Plt)", "Jabatannya kosong. Akun pejabat lama boleh sudah nonaktif."
	case alur.StandInDaily:
		return "Pelaksana harian (Plh)", "Pejabatnya berhalangan sementara, misalnya tugas luar atau sakit."
	case alur.StandInLeave:
		return "Pengganti selama cuti", "Pegawainya cuti, dan rekannya mengerjakan tugasnya."
	}
	return string(k), ""
}

// ActsFor tells somebody for whom he or she is about to act.
func ActsFor(k alur.StandInKind, absent string) string {
	return fmt.Sprintf("Anda bertindak a.n. %s (%s).", absent, groundOf(k))
}

// StandsAs names a party that somebody is for a colleague: "Plh. Kepala Dinas".
func StandsAs(k alur.StandInKind, party string) string {
	if k == alur.StandInLeave {
		return "pengganti cuti " + party
	}
	return StandInKind(k) + ". " + party
}

// StandInPeriod says from when to when somebody stands in; end is the moment after.
func StandInPeriod(start, end time.Time) string {
	last := end.In(alur.Jakarta)
	if last.Hour() == 0 && last.Minute() == 0 && last.Second() == 0 {
		return Date(start) + " sampai " + Date(end.Add(-time.Second))
	}
	return Date(start) + ", diakhiri " + DateTime(end)
}

// StandsInFor tells somebody for whom he or she stands in.
func StandsInFor(absent string, k alur.StandInKind) string {
	return fmt.Sprintf("Anda menggantikan %s (%s)", absent, groundOf(k))
}

// StandInOf tells somebody who stands in for him or her.
func StandInOf(name string, k alur.StandInKind) string {
	return fmt.Sprintf("Anda digantikan %s (%s)", name, groundOf(k))
}

// StandInVoid says why a period that is on gives nobody an office.
func StandInVoid(absentInactive bool) string {
	if absentInactive {
		return "Tidak berlaku: akun pejabatnya nonaktif. Bila jabatannya kosong, catat sebagai Plt."
	}
	return "Tidak berlaku: salah seorang sudah pindah instansi atau akunnya nonaktif."
}

// StandInFault says what is wrong with a field of a period to be; "" for a reason
// that the field does not have.
func StandInFault(field, reason string) string {
	switch field + " " + reason {
	case "username required":
		return "Pilih siapa yang menggantikan"
	case "username unknown":
		return "Orang ini tidak ada. Pilih dari daftar"
	case "username same-person":
		return "Orang tidak dapat menggantikan dirinya sendiri. Pilih rekannya"
	case "username inactive":
		return "Akun pengganti ini nonaktif. Aktifkan dahulu, atau pilih orang lain"
	case "username wrong-role":
		return "Auditor, pengelola, dan orang pihak ketiga tidak dapat menjadi pengganti. Pilih orang lain"
	case "username wrong-agency":
		return "Pengganti harus dari instansi yang sama. Pilih orang lain"
	case "absent unknown", "absent required":
		return "Orang yang digantikan tidak ada"
	case "absent no-office":
		return "Orang ini tidak memegang jabatan yang dapat digantikan: Pemohon, Verifikator, atau Kepala Dinas"
	case "absent inactive":
		return "Akun yang digantikan nonaktif. Hanya Plt yang mengisi jabatan kosong; pilih Plt, atau aktifkan akunnya"
	case "kind required", "kind unknown":
		return "Pilih dasar penggantian"
	case "from required":
		return "Isi hari pertama"
	case "from bad-date":
		return "Hari pertama bukan tanggal yang benar. Tulis misalnya 2026-11-24"
	case "until required":
		return "Isi hari terakhir"
	case "until bad-date":
		return "Hari terakhir bukan tanggal yang benar. Tulis misalnya 2026-11-30"
	case "until past-date":
		return "Hari terakhir sudah lewat. Pilih hari ini atau sesudahnya"
	case "until before-start":
		return "Hari terakhir tidak boleh sebelum hari pertama"
	case "until too-long":
		return "Masa penggantian paling lama satu tahun. Untuk sesudahnya, catat lagi dengan surat baru"
	case "basis too-long":
		return "Nomor surat paling banyak 300 huruf"
	case "basis bad-characters":
		return "Nomor surat memuat tanda yang tidak dapat dicetak. Ketik ulang"
	}
	return ""
}
