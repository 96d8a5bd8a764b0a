package text

import (
	"fmt"
	"strings"
	"time"
)

// The sentences of the page on which a request is decided.

// ChooseDecision says that none of the choices is chosen.
func ChooseDecision() string { return "Pilih salah satu keputusan" }

// ThenPauseTitle names an approval that is followed by waiting for the budget.
func ThenPauseTitle(approve string) string { return approve + ", menunggu anggaran" }

// ThenPauseHint explains its two steps.
func ThenPauseHint() string {
	return "Dua langkah. Langkah 1: persetujuan dicatat sekarang. Langkah 2: di halaman berikutnya Anda menjeda permohonan dengan sebab «Menunggu anggaran», sehingga penantian anggaran tidak terhitung sebagai keterlambatan."
}

// ApprovedNowPause stands on the page of the second step.
func ApprovedNowPause() string {
	return "Langkah 1 dari 2 selesai: permohonan disetujui. Langkah 2: jeda permohonan sampai anggarannya tersedia. Tanpa langkah ini permohonan langsung berlanjut."
}

// ResponseHint asks for a response that helps whoever reads it.
func ResponseHint(hint string) string {
	return strings.TrimSpace(hint + " Tulis paling sedikit satu dua kalimat (sekitar 50 huruf) agar pemohon tahu apa yang dapat dilakukan.")
}

// DocumentsAccepted sums up a review: "Surat dan dokumen: 8 dari 8 sesuai".
func DocumentsAccepted(accepted, of int) string {
	return fmt.Sprintf("Surat dan dokumen: %d dari %d sesuai", accepted, of)
}

// AfterColon is what stands behind the first colon of a heading.
func AfterColon(s string) string {
	_, after, ok := strings.Cut(s, ": ")
	if !ok {
		return s
	}
	return after
}

// DaysSpent is how long something took, counted by [DayCount]: "3 hari".
func DaysSpent(n int) string {
	if n <= 0 {
		return "kurang dari sehari"
	}
	return fmt.Sprintf("%d hari", n)
}

// DecisionHead begins what an applicant reads of a decision; action is the title of the
// action. ended is "" for one that leads on.
func DecisionHead(number, title, agency, action, ended string, at time.Time) string {
	out := fmt.Sprintf("Permohonan %s «%s» dari %s. %s: %s", number, title, agency, Date(at), LowerFirst(Happened(action)))
	if ended != "" {
		out += ". " + ended
	}
	return out + "."
}
