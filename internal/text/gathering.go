package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Call is what a letter and a calendar say of a meeting to one person.
type Call struct {
	Item    string // title of the meeting; "" where nothing of it may be said
	Request string // title of the request
	Number  string
	Start   time.Time
	End     time.Time // may be zero
	Place   string
	Link    string
	Moved   bool // the person was invited before
	Off     bool // it is off, for this person
}

// CallSubject is the subject of the letter, and CallLines its first paragraphs.
func CallSubject(c Call) string {
	switch {
	case c.Item == "":
		return "Pertemuan " + Date(c.Start) + " dibatalkan"
	case c.Off:
		return c.Item + " " + Date(c.Start) + " dibatalkan"
	case c.Moved:
		return "Perubahan: " + LowerFirst(c.Item) + " " + When(c.Start, c.End)
	}
	return c.Item + " " + When(c.Start, c.End)
}

// CallLines are the first paragraphs of the letter.
func CallLines(c Call) []string {
	if c.Item == "" {
		return []string{"Pertemuan pada " + When(c.Start, c.End) + " tidak berlaku lagi bagi Anda. Lampiran surat ini menghapusnya dari kalender Anda."}
	}
	var lines []string
	switch {
	case c.Off:
		lines = append(lines, c.Item+" untuk «"+c.Request+"» pada "+When(c.Start, c.End)+" dibatalkan, atau Anda tidak lagi tercatat sebagai pesertanya.",
			"Lampiran surat ini menghapusnya dari kalender Anda. Bila masih tampak, hapus sendiri.")
		return lines
	case c.Moved:
		lines = append(lines, "Waktu, tempat, atau tautan "+LowerFirst(c.Item)+" untuk «"+c.Request+"» berubah. Yang berlaku sekarang:")
	default:
		lines = append(lines, "Anda tercatat sebagai peserta "+LowerFirst(c.Item)+" untuk «"+c.Request+"».")
	}
	where := When(c.Start, c.End)
	if c.Place != "" {
		where += ", " + c.Place
	}
	lines = append(lines, Capital(where)+".")
	if c.Link != "" {
		lines = append(lines, "Tautan daring: "+c.Link)
	}
	if c.Moved {
		return append(lines, "Undangan kalender terlampir menggantikan yang lama. Bila jadwal lama masih tampak di kalender, hapus.")
	}
	return append(lines, "Undangan kalender terlampir.")
}

// CallReply says where to answer, under the button that leads there.
func CallReply() string {
	return "Jawab di ALUR, sesudah masuk: hadir, mungkin, atau tidak hadir. Jawaban lewat tombol kalender atau balasan email tidak sampai ke ALUR."
}

// CallButton is what the button of the letter says.
func CallButton(off bool) string {
	if off {
		return "Buka permohonan"
	}
	return "Jawab undangan"
}

// CallTopics are the points of a meeting's agenda in its calendar's description; "" without any.
func CallTopics(minutes string) string {
	agenda, _ := ParseMinutes(minutes)
	if len(agenda) == 0 {
		return ""
	}
	lines := []string{"Agenda:"}
	for i, t := range agenda {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, t.Title))
	}
	return strings.Join(lines, "\n")
}

// CallWithheld is the name of a meeting of which nothing more may be said.
func CallWithheld() string { return "Pertemuan" }

// Coming names an answer to an invitation: "yes", "no", "maybe"; "" for none.
func Coming(answer string) string {
	switch answer {
	case "yes":
		return "Hadir"
	case "maybe":
		return "Mungkin hadir"
	case "no":
		return "Tidak hadir"
	}
	return "Belum menjawab"
}

// ComingCount sums up the answers.
func ComingCount(yes, maybe, no, silent int) string {
	return fmt.Sprintf("%d hadir, %d mungkin, %d tidak, %d belum menjawab", yes, maybe, no, silent)
}

// ComingSaved says that an answer was kept.
func ComingSaved(answer string) string {
	return "Jawaban Anda disimpan: " + LowerFirst(Coming(answer)) + "."
}

// ComingOver says that there is nothing to answer any more.
func ComingOver() string {
	return "Jawaban tidak dapat disimpan: pertemuan sudah dimulai, dibatalkan, atau berubah. Periksa jadwalnya di bawah ini."
}

// ComingFault says what is wrong with an answer, by the name of its part.
func ComingFault(item string) string {
	if item == "reason" {
		return "Persingkat alasan, paling banyak 300 huruf"
	}
	return "Pilih hadir, mungkin, atau tidak hadir"
}

// RollTimes says when the list of those present is open.
func RollTimes(from, until time.Time) string {
	return "Daftar hadir dibuka " + DateTime(from) + " sampai " + DateTime(until) + "."
}

// RollClosed says that the list of those present is not open.
func RollClosed() string { return "Daftar hadir belum dibuka atau sudah ditutup" }

// RollStale says that a code is not the present one any more.
func RollStale() string { return "Kode ini sudah berganti. Pindai kode yang sedang tampil di layar." }

// RollNoted says that somebody is noted as present.
func RollNoted(name string) string { return "Kehadiran " + name + " sudah tercatat." }

// RollFault says what is wrong with what a guest typed, by the name of the field.
func RollFault(field string) string {
	switch field {
	case "office":
		return "Isi instansi, paling banyak 120 huruf"
	case "position":
		return "Persingkat jabatan, paling banyak 120 huruf"
	}
	return "Isi nama, paling banyak 120 huruf"
}

// RollFull says that no more guests are taken.
func RollFull() string {
	return "Daftar tamu sudah penuh. Sampaikan nama Anda kepada penyelenggara."
}

// RollCount says how many are present: "12 hadir, 3 di antaranya tanpa akun".
func RollCount(all, guests int) string {
	switch {
	case all == 0:
		return "Belum ada yang tercatat hadir"
	case guests == 0:
		return fmt.Sprintf("%d hadir", all)
	}
	return fmt.Sprintf("%d hadir, %d di antaranya tanpa akun", all, guests)
}

// RollMark stands on paper where others sign: when the list in the room noted somebody.
func RollMark(at time.Time, account bool) string {
	if account {
		return "hadir " + RollSpan(at) + ", akun ALUR"
	}
	return "hadir " + RollSpan(at) + ", " + NoAccount()
}

// NoAccount marks who typed a name: nobody has checked it.
func NoAccount() string { return "tanpa akun" }

// RollSpan is a clock time of the list: "09.02".
func RollSpan(t time.Time) string { return t.In(alur.Jakarta).Format("15.04") }
