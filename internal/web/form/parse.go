package form

import (
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// What people type is brought to one form here and nowhere else: dates, amounts,
// times, telephone numbers. Rules about values (future dates, NIP, lengths) are
// the flow's; a text that cannot be read at all never gets that far.

// CleanText makes valid UTF-8 with line feeds only, without blanks around it.
// Browsers send CRLF from a textarea, whatever was put into it.
func CleanText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.TrimSpace(s)
}

// InputTime is how a browser writes a date with a time of day (datetime-local).
const InputTime = "2006-01-02T15:04"

// monthNames are the months as people write them, by their first three letters;
// English abbreviations that differ are understood too, for office software writes them.
var monthNames = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
	"agu": 8, "agt": 8, "ags": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}

// parseDate reads "2026-11-24", "24/11/2026", "24-11-2026", "24.11.2026" and
// "24 November 2026", day before month as Indonesians write.
func parseDate(s string) (string, bool) {
	parts := strings.FieldsFunc(strings.TrimSpace(s), func(r rune) bool {
		return r == '/' || r == '-' || r == '.' || r == ' '
	})
	if len(parts) != 3 {
		return "", false
	}
	day, month, year := parts[0], parts[1], parts[2]
	if len(day) == 4 {
		day, year = year, day
	}
	d, okD := smallNumber(day, 2)
	y, okY := smallNumber(year, 4)
	m, okM := smallNumber(month, 2)
	if !okM && len(month) >= 3 {
		var name time.Month
		name, okM = monthNames[strings.ToLower(month)[:3]]
		m = int(name)
	}
	if !okD || !okM || !okY || len(year) != 4 {
		return "", false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m || y < 1 {
		return "", false // 31 November
	}
	return t.Format(time.DateOnly), true
}

// smallNumber reads one to width ASCII digits.
func smallNumber(s string, width int) (int, bool) {
	if s == "" || len(s) > width || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// parseLocalTime reads a date and a time of day in Jakarta and returns it as
// [InputTime], with seconds when they are not zero: "2026-11-24T09:00",
// "24/11/2026 09.00", "24 November 2026 pukul 9.00 WIB".
func parseLocalTime(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimSpace(strings.TrimSuffix(s, "wib"))
	date, clock, ok := strings.Cut(s, "t")
	if !ok || strings.Trim(date, "0123456789-") != "" {
		i := strings.LastIndexByte(s, ' ')
		if i < 0 {
			return "", false
		}
		date, clock = s[:i], s[i+1:]
		date = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(date), "pukul"))
		date = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(date, "jam"), ","))
	}
	day, ok := parseDate(date)
	if !ok {
		return "", false
	}
	parts := strings.FieldsFunc(clock, func(r rune) bool { return r == ':' || r == '.' })
	if len(parts) < 2 || len(parts) > 3 {
		return "", false
	}
	numbers := [3]int{}
	for i, p := range parts {
		n, ok := smallNumber(p, 2)
		if !ok || n > 59 || i == 0 && n > 23 {
			return "", false
		}
		numbers[i] = n
	}
	out := day + "T" + twoDigits(numbers[0]) + ":" + twoDigits(numbers[1])
	if numbers[2] != 0 {
		out += ":" + twoDigits(numbers[2])
	}
	return out, true
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// localTime turns what [parseLocalTime] returned into RFC 3339 with Jakarta's offset.
func localTime(s string) string {
	if len(s) == len(InputTime) {
		s += ":00"
	}
	return s + "+07:00"
}

// LocalTime reads what a browser's control or a person writes for a date with a time of
// day in Jakarta.
func LocalTime(s string) (time.Time, bool) {
	v, ok := parseLocalTime(s)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, localTime(v))
	return t, err == nil
}

// showLocalTime is the opposite: an RFC 3339 time as a browser's control shows it.
// A text that is no such time stays as it is.
func showLocalTime(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	t = t.In(alur.Jakarta)
	if t.Second() != 0 {
		return t.Format(InputTime + ":05")
	}
	return t.Format(InputTime)
}

// scales are the words with which amounts are shortened.
var scales = []struct {
	word  string
	value int64
}{{"triliun", 1_000_000_000_000}, {"miliar", 1_000_000_000}, {"milyar", 1_000_000_000}, {"juta", 1_000_000}, {"jt", 1_000_000}, {"ribu", 1_000}, {"rb", 1_000}}

// parseMoney reads an amount of whole rupiah: "1250000", "Rp1.250.000",
// "Rp 1.250.000,-", "1.250.000,00", "85 juta", "1,5 miliar". A dot groups
// thousands; a comma is the decimal sign and may leave no sen behind.
func parseMoney(s string) (int64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, sign := range []string{"rp.", "rp", "idr"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(s, ",-"), ",--"), ",="))
	scale := int64(1)
	for _, x := range scales {
		if head, ok := strings.CutSuffix(s, x.word); ok {
			s, scale = strings.TrimSpace(head), x.value
			break
		}
	}
	whole, fraction, _ := strings.Cut(s, ",")
	n, ok := parseInteger(whole)
	if !ok || n > flow.MaxInteger/scale {
		return 0, false
	}
	n *= scale
	for _, digit := range strings.TrimRight(fraction, "0") {
		if digit < '0' || digit > '9' || scale%10 != 0 {
			return 0, false // not a digit, or sen
		}
		scale /= 10
		n += int64(digit-'0') * scale
	}
	return n, n <= flow.MaxInteger
}

// parseInteger reads a whole number of zero or more, plain or with its thousands
// grouped by dots or blanks.
func parseInteger(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ' ' || r == '\u00a0' })
	if len(groups) > 1 {
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) > 3) {
				return 0, false
			}
		}
	}
	digits := strings.Join(groups, "")
	if digits == "" || len(digits) > 16 || strings.Trim(digits, "0123456789") != "" || strings.HasSuffix(s, ".") || strings.HasPrefix(s, ".") {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n <= flow.MaxInteger
}

// withoutMarks removes the blanks, dashes, dots and brackets with which people
// group the digits of a telephone number or NIP.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '(', ')', '\u00a0', '\t':
			return -1
		}
		return r
	}, s)
}

// webAddress puts https:// before an address that was typed without a scheme.
func webAddress(s string) string {
	if s == "" || strings.Contains(s, ":") || strings.ContainsAny(s, " \n\t") || !strings.Contains(s, ".") {
		return s
	}
	return "https://" + s
}
