package text

import (
	"fmt"
	"math"
	"time"
)

// OutlookShort is the answer to "when will it be done?" in a line.
func OutlookShort(by time.Time) string {
	return "8 dari 10 kemungkinan paling lambat " + Date(by)
}

// OutlookUnknown is said where there is too little history.
const OutlookUnknown = "belum bisa diperkirakan"

// OutlookThin says of which stage there is too little history.
func OutlookThin(stage string, enough int) string {
	return fmt.Sprintf("Riwayat di kota ini belum cukup: tahap %s perlu dilewati paling sedikit %d permohonan.", stage, enough)
}

// OutlookBasis says what a forecast was made from.
func OutlookBasis(requests int) string {
	return fmt.Sprintf("Dihitung dari %s permohonan terakhir di kota ini menurut kalender hari kerja. Ini perkiraan, bukan janji.", Integer(int64(requests)))
}

// OutlookEnd says how probable it is that a request is completed at all; "" where it all
// but surely is.
func OutlookEnd(share float64) string {
	p := int(math.Round(share * 100))
	if p > 98 {
		return ""
	}
	return fmt.Sprintf("%d dari 100 permohonan seperti ini sampai serah terima; perkiraan ini untuk yang sampai.", p)
}

// OutlookTeam is a team with its present size, as a choice.
func OutlookTeam(team string, members int) string {
	return fmt.Sprintf("%s (sekarang %d orang)", team, members)
}

// OutlookWith says what one more member of a team would change, in working days.
func OutlookWith(team string, days int) string {
	s := "Dengan satu anggota lagi pada " + team + ": "
	if days < 1 {
		return s + "tidak ada bedanya sampai satu hari kerja."
	}
	return s + fmt.Sprintf("kira-kira %d hari kerja lebih cepat, dengan anggapan pekerjaan tim itu terbagi rata.", days)
}

// RecordShare writes "79 dari 100 perkiraan (158 dari 200)".
func RecordShare(right, all int) string {
	return fmt.Sprintf("%d dari 100 (%s dari %s perkiraan)", int(math.Round(100*float64(right)/float64(all))), Integer(int64(right)), Integer(int64(all)))
}
