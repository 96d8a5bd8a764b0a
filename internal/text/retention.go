package text

import (
	"strconv"
	"time"
)

// Period says a length of time in days, hours or minutes: "400 hari", "24 jam", "30 menit".
func Period(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return strconv.Itoa(int(d/day)) + " hari"
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + " jam"
	}
	return strconv.Itoa(int(d/time.Minute)) + " menit"
}

// Fading says when the people named in a draft are forgotten.
func Fading(at time.Time) string {
	return "Data penanda tangan dan narahubung pada draf ini dihapus pada " + LongDate(at) + " bila draf tidak diubah atau diajukan sebelumnya."
}
