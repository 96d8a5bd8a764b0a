package text

import (
	"fmt"
	"time"
)

// The sentences of handing the work over: what the record says of each stage.

// StageNotEntered says that a stage is still to come.
func StageNotEntered() string { return "Belum dimulai" }

// StageRunning says that a stage is not over.
func StageRunning() string { return "Belum selesai" }

// StageDone says when a stage was left for good.
func StageDone(at time.Time) string { return "Selesai " + Date(at) }

// TestDone names the test with its rounds: "Pengujian, putaran 3".
func TestDone(title string, rounds int) string { return fmt.Sprintf("%s, putaran %d", title, rounds) }

// TestFindings says how many findings there were, and how many are not verified.
func TestFindings(all, open int) string {
	switch {
	case all == 0:
		return "Selesai tanpa temuan"
	case open > 0:
		return fmt.Sprintf("%d dari %d temuan belum terverifikasi", open, all)
	}
	return fmt.Sprintf("%d temuan, semuanya terverifikasi", all)
}

// EventHeld says when an event was, and how many came: "Senin, 18 Jan 2027, 42 hadir".
// start is RFC 3339; otherwise is said when it cannot be read. Nobody counted is 0.
func EventHeld(start string, attended int64, otherwise string) string {
	at, err := time.Parse(time.RFC3339, start)
	switch {
	case err != nil:
		return otherwise
	case attended == 0:
		return Date(at)
	}
	return fmt.Sprintf("%s, %s hadir", Date(at), Integer(attended))
}

// NotUploaded says that a document is missing.
func NotUploaded() string { return "Belum diunggah" }

// Returning says what a return leaves alone, and how many signatures may fall away.
func Returning(signed int) string {
	s := "Tidak ada yang hilang: isian dan berkas tahap ini tetap tersimpan."
	if signed > 0 {
		s += fmt.Sprintf(" %d tanda tangan yang sudah ada gugur hanya bila yang dicakupnya berubah.", signed)
	}
	return s
}
