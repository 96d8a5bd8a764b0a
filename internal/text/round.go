package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// The sentences about finding a time for a meeting, and about telling people of it.

// When says day and times: "Kamis, 10 Des 2026 pukul 09.00 sampai 10.00 WIB".
func When(start, end time.Time) string { return Date(start) + " pukul " + Span(start, end) }

// CanCount sums up a time: "4 dari 5 bisa".
func CanCount(can, of int) string { return fmt.Sprintf("%d dari %d bisa", can, of) }

// Answered says how far a round is: "3 waktu, 2 dari 5 sudah menjawab".
func Answered(slots, answered, of int) string {
	return fmt.Sprintf("%d waktu, %d dari %d sudah menjawab", slots, answered, of)
}

// FirstOf says what a round asks about: "3 waktu, paling awal Kamis, 10 Des 2026".
func FirstOf(slots int, first time.Time) string {
	return fmt.Sprintf("%d waktu, paling awal %s", slots, Date(first))
}

// Proposed says that times were proposed and how many people see the task.
func Proposed(people int) string {
	return fmt.Sprintf("Usulan waktu disimpan. %d orang melihatnya sebagai tugas kecil di Tugas Saya dan Agenda.", people)
}

// RoundAnswered says what somebody has answered.
func RoundAnswered(can, of int) string {
	if can == 0 {
		return "Jawaban disimpan: tidak ada waktu yang bisa."
	}
	return fmt.Sprintf("Jawaban disimpan: Anda bisa pada %d dari %d waktu.", can, of)
}

// SlotChosen says that a meeting has its time.
func SlotChosen(start, end time.Time) string {
	return "Waktu ditetapkan: " + When(start, end) + ". Lengkapi tempat dan pesertanya."
}

// RoundClosed says that a proposal was taken back.
func RoundClosed() string { return "Usulan waktu ditarik. Tidak ada lagi yang ditanya." }

// RoundOver says why a time could not be answered or chosen.
func RoundOver() string {
	return "Usulan waktu ini sudah ditutup atau berubah: waktunya sudah dipilih, diganti, atau lewat. Yang tampak di bawah ini yang berlaku sekarang."
}

// ProposalFault says what is wrong with a proposal, by the blocker of casework.
func ProposalFault(b alur.Blocker) string {
	item, _, _ := strings.Cut(b.Item, ".")
	switch item + " " + b.Reason {
	case "slots past":
		return "Pilih waktu yang akan datang, paling jauh dua tahun lagi"
	case "slots twice":
		return "Waktu ini sudah ada di atas. Ganti atau kosongkan"
	case "slots order":
		return "Pertemuan harus selesai sesudah mulai. Pilih lamanya"
	case "slots count":
		return "Isi dua sampai lima waktu"
	case "ask count":
		return "Pilih siapa yang ditanya, paling sedikit satu orang"
	case "ask people":
		return "Salah satu orang yang dipilih tidak dapat melihat permohonan ini. Periksa pilihannya"
	case "other past":
		return "Pilih waktu yang akan datang, paling jauh dua tahun lagi"
	}
	return "Catatan terlalu panjang. Batasnya 300 huruf"
}

// Invitation is what is sent by hand to tell people of a meeting.
func Invitation(item, request, when, place, link, page string) string {
	lines := []string{"*" + item + ": " + request + "*", when}
	if place != "" {
		lines = append(lines, "Tempat: "+place)
	}
	if link != "" {
		lines = append(lines, "Tautan: "+link)
	}
	return strings.Join(append(lines, "Rincian: "+page), "\n")
}

// AskForTimes is what is sent by hand to ask people for their answers.
func AskForTimes(item, request string, times []string, page string) string {
	lines := []string{"*Usulan waktu " + LowerFirst(item) + ": " + request + "*"}
	for _, t := range times {
		lines = append(lines, "• "+t)
	}
	return strings.Join(append(lines, "Mohon jawab di: "+page), "\n")
}
