package text

import (
	"fmt"
	"strconv"
	"time"

	"github.com/alur-id/alur"
)

var (
	days   = [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	months = [...]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni",
		"Juli", "Agustus", "September", "Oktober", "November", "Desember",
	}
	shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}
)

// Date writes the day that t is in Jakarta: "Jumat, 11 Des 2026".
func Date(t time.Time) string {
	t = t.In(alur.Jakarta)
	return fmt.Sprintf("%s, %d %s %d", days[t.Weekday()], t.Day(), shortMonths[t.Month()-1], t.Year())
}

// LongDate writes the day that t is in Jakarta as letters do: "11 Desember 2026".
func LongDate(t time.Time) string {
	t = t.In(alur.Jakarta)
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// DateWords writes the day that t is in Jakarta in words, as minutes of handing over do:
// "Kamis, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam".
func DateWords(t time.Time) string {
	t = t.In(alur.Jakarta)
	return fmt.Sprintf("%s, tanggal %s bulan %s tahun %s", days[t.Weekday()], Words(int64(t.Day())), months[t.Month()-1], Words(int64(t.Year())))
}

// Time writes the time of day that t is in Jakarta: "09.14 WIB".
func Time(t time.Time) string { return t.In(alur.Jakarta).Format("15.04") + " WIB" }

// DateTime writes day and time in Jakarta: "Jumat, 11 Des 2026 pukul 09.14 WIB".
func DateTime(t time.Time) string { return Date(t) + " pukul " + Time(t) }

// Day writes a date of the form 2026-12-11 like [Date]; text that is no such date
// is returned as it is.
func Day(iso string) string {
	t, err := time.ParseInLocation(time.DateOnly, iso, alur.Jakarta)
	if err != nil {
		return iso
	}
	return Date(t)
}

// Month writes the month that t is in Jakarta: "Desember 2026".
func Month(t time.Time) string {
	t = t.In(alur.Jakarta)
	return months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Duration writes a time to wait, rounded up: "40 detik", "5 menit", "2 jam".
func Duration(d time.Duration) string {
	up := func(unit time.Duration) int64 { return int64((d + unit - 1) / unit) }
	switch {
	case d <= time.Second:
		return "1 detik"
	case d < time.Minute:
		return fmt.Sprintf("%d detik", up(time.Second))
	case d <= 90*time.Minute:
		return fmt.Sprintf("%d menit", up(time.Minute))
	case d <= 48*time.Hour:
		return fmt.Sprintf("%d jam", up(time.Hour))
	}
	return fmt.Sprintf("%d hari", up(24*time.Hour))
}
