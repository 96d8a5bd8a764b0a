package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// The sentences about holidays.

// HolidayKind names a kind of day; the id itself when it is unknown.
func HolidayKind(k alur.HolidayKind) string {
	switch k {
	case alur.HolidayNational:
		return "Libur nasional"
	case alur.HolidayLeave:
		return "Cuti bersama"
	}
	return string(k)
}

// HolidayOrigin says where a day of the calendar comes from.
func HolidayOrigin(o alur.HolidayOrigin) string {
	switch o {
	case alur.HolidayShipped:
		return "bawaan ALUR"
	case alur.HolidayImported:
		return "dari berkas"
	case alur.HolidayByHand:
		return "diisi sendiri"
	}
	return string(o)
}

// HolidayDate writes a date of the calendar: "Senin, 17 Agu 2026"; what is no date
// stays as it is.
func HolidayDate(date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, alur.Jakarta)
	if err != nil {
		return date
	}
	return Date(t)
}

// HolidayFault says what is wrong with a field of a change; "" for a reason that the
// field does not have.
func HolidayFault(field, reason string) string {
	switch field + " " + reason {
	case "date required":
		return "Isi tanggalnya"
	case "date bad-date":
		return "Ini bukan tanggal yang benar. Tulis misalnya 2026-12-31"
	case "date outside":
		return "Tahunnya harus antara 2000 dan 2100"
	case "name required":
		return "Isi nama harinya"
	case "name too-long":
		return "Nama hari paling banyak 300 huruf"
	case "name bad-characters":
		return "Nama hari memuat tanda yang tidak dapat dicetak. Ketik ulang"
	case "kind required", "kind unknown":
		return "Pilih jenis harinya"
	case "reason required":
		return "Tulis alasannya, misalnya nomor keputusan yang mengubahnya"
	case "reason too-long":
		return "Alasan paling banyak 300 huruf"
	case "reason bad-characters":
		return "Alasan memuat tanda yang tidak dapat dicetak. Ketik ulang"
	case "from required":
		return "Isi hari pertama, atau kosongkan keduanya"
	case "from bad-date":
		return "Hari pertama bukan tanggal yang benar"
	case "from outside":
		return "Hari pertama tidak dalam tahun ini"
	case "until required":
		return "Isi hari terakhir, atau kosongkan keduanya"
	case "until bad-date":
		return "Hari terakhir bukan tanggal yang benar"
	case "until outside":
		return "Hari terakhir tidak dalam tahun ini"
	case "until before-start":
		return "Hari terakhir tidak boleh sebelum hari pertama"
	case "year outside":
		return "Tahunnya harus antara 2000 dan 2100"
	}
	return ""
}

// HolidayFile says why a list cannot be read; "" for a code that lists do not have.
func HolidayFile(code alur.Code) string {
	switch code {
	case alur.CodeMissingField:
		return "Pilih berkasnya"
	case alur.CodeEmptyFile:
		return "Berkas ini kosong. Isi paling sedikit satu tanggal"
	case alur.CodeTooLarge:
		return "Berkas ini terlalu besar. Paling banyak 400 hari"
	case alur.CodeUnsupportedMediaType:
		return "Jenis berkas ini tidak dapat dibaca. Pakai .csv, .xlsx, atau .ics"
	case alur.CodeUnsafeFile, alur.CodeInvalidData:
		return "Berkas ini tidak dapat dibaca. Simpan ulang sebagai .csv atau .ics"
	}
	return ""
}

// HolidayVerdict says what becomes of a line of a list.
func HolidayVerdict(v string) string {
	switch v {
	case "added":
		return "Ditambahkan"
	case "changed":
		return "Diubah"
	case "same":
		return "Sudah sama"
	case "kept":
		return "Tetap"
	case "wrong":
		return "Dilewati"
	}
	return v
}

// HolidayFlag says what is odd about a line of a list.
func HolidayFlag(flag string, year int) string {
	switch flag {
	case "bad-date":
		return "bukan tanggal"
	case "outside":
		return fmt.Sprintf("di luar tahun %d", year)
	case "twice":
		return "tanggal ini sudah ada di atas"
	case "no-name":
		return "tanpa nama"
	case "bad-name":
		return "nama terlalu panjang atau tidak dapat dicetak"
	case "bad-kind":
		return "jenis tidak dikenal: tulis libur atau cuti bersama"
	case "weekend":
		return "jatuh pada akhir pekan"
	case "kept":
		return "hari ini diisi sendiri dan tidak diubah berkas"
	}
	return flag
}

// CalendarBy says who made a version of a calendar and when; "" is the program.
func CalendarBy(version int, username string, at time.Time) string {
	if username == "" {
		username = "ALUR"
	}
	return fmt.Sprintf("Versi %d · %s · %s", version, username, DateTime(at))
}

// HolidaysImported says how many days a list brought.
func HolidaysImported(year, added, changed int) string {
	if added+changed == 0 {
		return fmt.Sprintf("Tidak ada yang berubah pada hari libur %d.", year)
	}
	return fmt.Sprintf("Hari libur %d diperbarui: %d ditambahkan, %d diubah.", year, added, changed)
}

// calendarChange says what a version of a calendar brought, from "2 +2026-12-31".
func calendarChange(detail string) string {
	version, what, _ := strings.Cut(detail, " ")
	end := " (versi " + version + ")"
	switch {
	case strings.HasPrefix(what, "+"):
		return HolidayDate(what[1:]) + " libur" + end
	case strings.HasPrefix(what, "-"):
		return HolidayDate(what[1:]) + " kembali hari kerja" + end
	case what == "ramadan":
		return "masa jam Ramadan" + end
	}
	added, changed, _ := strings.Cut(strings.TrimPrefix(what, "import "), " ")
	return "dari berkas, " + digits(added) + " ditambahkan, " + digits(changed) + " diubah" + end
}

// Shifts writes stretches of a day, each from and until in minutes since midnight:
// "07.30–12.00 dan 13.00–16.00".
func Shifts(spans [][2]int) string {
	var out []string
	for _, s := range spans {
		out = append(out, fmt.Sprintf("%02d.%02d–%02d.%02d", s[0]/60, s[0]%60, s[1]/60, s[1]%60))
	}
	return strings.Join(out, " dan ")
}

// workingDay is what makes a day of working time, in minutes.
const workingDay = 450

// WorkingTime writes working minutes: "3 hari 2 jam 5 menit"; a day has 7.5 hours.
func WorkingTime(minutes int) string {
	var out []string
	for _, x := range []struct {
		n    int
		unit string
	}{{minutes / workingDay, "hari"}, {minutes % workingDay / 60, "jam"}, {minutes % workingDay % 60, "menit"}} {
		if x.n > 0 {
			out = append(out, Integer(int64(x.n))+" "+x.unit)
		}
	}
	if out == nil {
		return "0 menit"
	}
	return strings.Join(out, " ")
}

// Holder names whose time passes where it is no single party; "" for a party.
func Holder(h string) string {
	switch h {
	case "joint":
		return "Bersama, beberapa pihak sekaligus"
	case "budget":
		return "Dijeda, menunggu anggaran"
	case "outside":
		return "Dijeda, menunggu pihak luar"
	case "paused":
		return "Dijeda, sebab lain"
	case "others":
		return "Pihak lain"
	}
	return ""
}

// UnknownYears says of which years the holidays are not known; "" of none.
func UnknownYears(years []int) string {
	if len(years) == 0 {
		return ""
	}
	var names []string
	for _, y := range years {
		names = append(names, fmt.Sprint(y))
	}
	return "Hari libur " + And(names) + " belum diisi, jadi waktunya terhitung terlalu banyak."
}
