package text

import (
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Span says from when to when: "09.00 sampai 11.00 WIB", with the day of the end when
// it is another one. A zero end is left out.
func Span(start, end time.Time) string {
	from := strings.TrimSuffix(Time(start), " WIB")
	switch {
	case end.IsZero():
		return Time(start)
	case Date(start) == Date(end):
		return from + " sampai " + Time(end)
	}
	return from + " WIB sampai " + DateTime(end)
}

// NearDay is "Hari ini" or "Besok", or "" for any other day; days are those of Asia/Jakarta.
func NearDay(t, now time.Time) string {
	day := func(t time.Time) string { return t.In(alur.Jakarta).Format(time.DateOnly) }
	switch day(t) {
	case day(now):
		return "Hari ini"
	case day(now.AddDate(0, 0, 1)):
		return "Besok"
	}
	return ""
}

// MeetingOf names a meeting in a calendar: "Rapat koordinasi: Sistem Antrean".
func MeetingOf(item, request string) string { return item + ": " + request }

// MeetingNotes is what a calendar says of a meeting beside time and place.
func MeetingNotes(number, agency, stage, who, link, page string) string {
	var lines []string
	add := func(label, value string) {
		if value != "" {
			lines = append(lines, label+": "+value)
		}
	}
	add("Permohonan", number)
	add("Perangkat Daerah", agency)
	add("Tahap", stage)
	add("Peserta", who)
	add("Tautan rapat", link)
	add("Halaman permohonan", page)
	return strings.Join(lines, "\n")
}

// AgendaName is how a subscribed agenda is called in a calendar.
func AgendaName(who string) string { return "Agenda ALUR, " + who }
