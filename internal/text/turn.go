package text

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
)

// The sentences about whose turn it is. Pages, tracking and letters use these
// and no others, so that one request reads the same everywhere.

// TurnReview asks for a verdict on n documents.
func TurnReview(n int) string { return fmt.Sprintf("Telaah %d dokumen", n) }

// TurnFindings asks to fix what testing found.
func TurnFindings() string { return "Perbaiki temuan pengujian" }

// TurnRepair asks to put right n items that were sent back.
func TurnRepair(n int) string { return fmt.Sprintf("Perbaiki %d butir", n) }

// TurnSign asks for signatures; title is the item's when there is just one.
func TurnSign(n int, title string) string {
	if n == 1 {
		return "Bubuhkan " + LowerFirst(title)
	}
	return fmt.Sprintf("Bubuhkan %d tanda tangan", n)
}

// TurnUpload asks for documents; title is the item's when there is just one.
func TurnUpload(n int, title string) string {
	if n == 1 {
		return "Unggah " + LowerFirst(title)
	}
	return fmt.Sprintf("Unggah %d dokumen", n)
}

// TurnFill asks for items; title is the item's when there is just one.
func TurnFill(n int, title string) string {
	if n == 1 {
		return "Isi " + LowerFirst(title)
	}
	return fmt.Sprintf("Lengkapi %d butir", n)
}

// TurnAct joins the titles of the actions that are due: "Terima atau kembalikan".
func TurnAct(titles []string) string { return Or(titles) }

// TurnDecide asks for a decision, and takes no side.
func TurnDecide() string { return "Tetapkan keputusan" }

// TurnFinish is all that the public hears of what a party does in a stage.
func TurnFinish(stage string) string { return "Menyelesaikan tahap " + LowerFirst(stage) }

// TurnThen says what a party does next in the same stage.
func TurnThen(party, action string) string { return party + ": " + LowerFirst(action) }

// TurnThenStage says which stage comes next and who works in it.
func TurnThenStage(number int, stage, who string) string {
	return fmt.Sprintf("Tahap %d, %s (%s)", number, LowerFirst(stage), who)
}

// TurnThenIfApproved says what comes after a decision, if it is one to go on.
func TurnThenIfApproved(then string) string { return "Bila disetujui: " + LowerFirst(then) }

// TurnThenDone says that the next action ends the request well.
func TurnThenDone() string { return "Permohonan selesai" }

// StageOf says where a request stands.
func StageOf(number, total int, title string) string {
	return fmt.Sprintf("Tahap %d dari %d: %s", number, total, title)
}

// InStageSince says how long a request has been in its stage.
func InStageSince(entered, now time.Time) string {
	return fmt.Sprintf("Di tahap ini sejak %s (%s)", Date(entered), Days(entered, now))
}

// PausedSince says how long a request has been paused.
func PausedSince(since, now time.Time) string {
	return fmt.Sprintf("Dijeda sejak %s (%s)", Date(since), Days(since, now))
}

// EndedOn says when a request ended.
func EndedOn(at time.Time) string { return "Berakhir " + Date(at) }

// Days counts the calendar days between two times in Jakarta: "hari ini", "1 hari", "12 hari".
func Days(from, to time.Time) string {
	n := DayCount(from, to)
	if n <= 0 {
		return "hari ini"
	}
	return fmt.Sprintf("%d hari", n)
}

// DayCount is how often the date changed in Jakarta between two times: the counts of
// times that follow each other add up to the count of the whole.
func DayCount(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(alur.Jakarta).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// EndOf says how a request ended, and EndAdvice what can be done after it.
func EndOf(s alur.Status) string {
	switch s {
	case alur.StatusCompleted:
		return "Permohonan selesai dan sudah diserahterimakan"
	case alur.StatusRejected:
		return "Permohonan ditolak pada telaah"
	case alur.StatusDeclined:
		return "Permohonan tidak disetujui"
	case alur.StatusWithdrawn:
		return "Permohonan ditarik oleh Perangkat Daerah pemohon"
	case alur.StatusStopped:
		return "Permohonan dihentikan"
	}
	return ""
}

// EndAdvice says what can be done after an end that is not "completed".
func EndAdvice(s alur.Status) string {
	switch s {
	case alur.StatusRejected, alur.StatusDeclined, alur.StatusWithdrawn:
		return "Perangkat Daerah dapat mengajukan permohonan baru"
	case alur.StatusStopped:
		return "Pekerjaan tidak dilanjutkan; riwayatnya tetap dapat dibaca"
	}
	return ""
}

// PausedNow says that nobody has to act.
func PausedNow() string { return "Permohonan sedang dijeda; tidak ada yang perlu dikerjakan" }

// And joins words: "A", "A dan B", "A, B, dan C".
func And(words []string) string { return join(words, "dan") }

// Or joins words: "A", "A atau b", "A, b, atau c"; all but the first begin with a small letter.
func Or(words []string) string {
	low := make([]string, len(words))
	for i, w := range words {
		if i > 0 {
			w = LowerFirst(w)
		}
		low[i] = w
	}
	return join(low, "atau")
}

func join(words []string, word string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	case 2:
		return words[0] + " " + word + " " + words[1]
	}
	return strings.Join(words[:len(words)-1], ", ") + ", " + word + " " + words[len(words)-1]
}

// LowerFirst makes the first letter small, unless the word is an abbreviation
// ("BAST", "SK Tim") or an office's name that is always capitalised ("Tim", "Dinas", "Diskominfo").
func LowerFirst(s string) string {
	word, _, _ := strings.Cut(s, " ")
	switch word {
	case "Tim", "Dinas", "Diskominfo", "Kepala", "Pihak":
		return s
	case "Perangkat": // the office, not hardware
		if strings.HasPrefix(s, "Perangkat Daerah") {
			return s
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if r == utf8.RuneError || unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
