package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// NoticeFacts is what a sentence about a notice may be made of. Kinds are those of
// internal/notice, which this room does not know.
type NoticeFacts struct {
	Kind   string
	Number string // of the request
	Code   string // its tracking code
	Title  string
	Agency string // that applies
	N      int
	Other  int
	Severe int
	Stage  string // its title
	Item   string // title of a meeting
	Party  string
	Start  time.Time // of a meeting
	Place  string
	Reason string
	By     string // somebody's name
	Status alur.Status
}

// noticeSentences gives every kind its subject and its first line (ux.md §5.6).
var noticeSentences = map[string]func(NoticeFacts) (subject, line string){
	"received": func(f NoticeFacts) (string, string) {
		return f.Number + " diterima", f.Title + ". Kode lacak " + f.Code + ". Anda dapat mengikuti setiap tahapnya di ALUR."
	},
	"returned": func(f NoticeFacts) (string, string) {
		line := f.Title + "."
		if f.Other > 0 {
			line += " " + capital(smallNumber(f.Other)) + " butir lain sudah sesuai."
		}
		return fmt.Sprintf("%d butir perlu Anda perbaiki", f.N), line + " Catatan pada setiap butir menjelaskan yang perlu diperbaiki."
	},
	"complete": func(f NoticeFacts) (string, string) {
		return "Data lengkap", f.Title + ": siapkan presentasi, yaitu gambaran kelebihan dan dampak bila tidak terlaksana."
	},
	"meeting": func(f NoticeFacts) (string, string) {
		return meetingTitle(f) + " " + meetingTime(f), f.Title + ". Buka tautan ini untuk menambahkannya ke kalender Anda."
	},
	"rescheduled": func(f NoticeFacts) (string, string) {
		return meetingTitle(f) + " berubah: " + meetingTime(f), f.Title + ". Bila jadwal lama masih tampak di kalender, hapus."
	},
	"approved": func(f NoticeFacts) (string, string) {
		return "Permohonan disetujui", f.Title + ". Berikutnya pembentukan tim; siapkan usulan nama dari " + f.Agency + "."
	},
	"declined": func(f NoticeFacts) (string, string) {
		return "Permohonan tidak dapat dilanjutkan", f.Title + ". Alasan dan rekomendasi dari Diskominfo ada di tautan ini."
	},
	"rejected": func(f NoticeFacts) (string, string) {
		line := f.Title + "."
		if f.Reason != "" {
			line += " Alasan: " + strings.TrimRight(f.Reason, ".") + "."
		}
		return "Permohonan ditolak pada telaah", line + " Anda dapat mengajukan permohonan baru."
	},
	"joined": func(f NoticeFacts) (string, string) {
		return "Anda ditunjuk sebagai " + f.Party + " untuk " + f.Title, "Tahap yang sedang berjalan: " + LowerFirst(f.Stage) + "."
	},
	"findings": func(f NoticeFacts) (string, string) {
		subject := fmt.Sprintf("%d temuan pengujian perlu diperbaiki", f.N)
		if f.Severe > 0 {
			subject += fmt.Sprintf(" (%d berat)", f.Severe)
		}
		return subject, f.Title + ". Tanggapi setiap temuan, lalu serahkan untuk diuji lagi."
	},
	"handover": func(f NoticeFacts) (string, string) {
		line := "Pihak lain sudah menandatangani."
		if f.By != "" {
			line = f.By + " sudah menandatangani."
		}
		return "Mohon tanda tangani BAST " + f.Title, line + " Serah terima selesai setelah kedua pihak menandatangani."
	},
	"ended": func(f NoticeFacts) (string, string) {
		return EndOf(f.Status), f.Title + ". Riwayat dan dokumennya tetap dapat dibuka."
	},
	"turn": func(f NoticeFacts) (string, string) {
		line := f.Title + ", sebagai " + f.Party + "."
		if f.Party == "" {
			line = f.Title + "."
		}
		return "Giliran Anda: " + LowerFirst(f.Stage), line
	},
	"message": func(f NoticeFacts) (string, string) {
		by := f.By
		if by == "" {
			by = "Seseorang"
		}
		return "Pesan baru tentang " + f.Title, by + " menulis pesan. Isinya dibaca di ALUR."
	},
}

// Notice says what happened, as the subject of a letter and its first line; both are ""
// for a kind that is unknown.
func Notice(f NoticeFacts) (subject, line string) {
	say := noticeSentences[f.Kind]
	if say == nil {
		return "", ""
	}
	return say(f)
}

func meetingTitle(f NoticeFacts) string {
	if f.Stage == "" || f.Item == "" || strings.EqualFold(f.Item, "Rapat") {
		return capital(LowerFirst(f.Stage))
	}
	return f.Item
}

func meetingTime(f NoticeFacts) string {
	out := DateTime(f.Start)
	if f.Place != "" {
		out += ", " + f.Place
	}
	return out
}

func smallNumber(n int) string {
	if n > 0 && n <= 20 {
		return Words(int64(n))
	}
	return fmt.Sprint(n)
}

// noticeKinds names the kinds, and says when such a notice comes.
var noticeKinds = map[string][2]string{
	"turn":        {"Giliran Anda", "Permohonan menunggu tindakan Anda"},
	"received":    {"Permohonan diterima", "Permohonan instansi Anda masuk dan mendapat nomor"},
	"returned":    {"Perlu diperbaiki", "Ada butir yang dikembalikan saat telaah"},
	"complete":    {"Data lengkap", "Telaah selesai dan presentasi dapat disiapkan"},
	"meeting":     {"Undangan rapat", "Anda dicatat sebagai peserta"},
	"rescheduled": {"Perubahan jadwal", "Waktu atau tempat rapat Anda berubah"},
	"approved":    {"Disetujui", "Permohonan instansi Anda disetujui"},
	"declined":    {"Tidak disetujui", "Permohonan instansi Anda tidak dapat dilanjutkan"},
	"rejected":    {"Ditolak pada telaah", "Permohonan instansi Anda ditolak"},
	"joined":      {"Masuk tim", "Anda atau perusahaan Anda ditunjuk"},
	"findings":    {"Temuan pengujian", "Ada temuan yang perlu Anda perbaiki"},
	"handover":    {"Serah terima", "Tanda tangan Anda ditunggu pada BAST"},
	"ended":       {"Permohonan berakhir", "Permohonan selesai, ditarik, atau dihentikan"},
	"message":     {"Pesan", "Seseorang menulis pesan di permohonan Anda"},
}

// NoticeKind names a kind of notices and says when one comes; both are "" for a kind that
// is unknown.
func NoticeKind(kind string) (name, when string) {
	x := noticeKinds[kind]
	return x[0], x[1]
}

// DigestSubject is the subject of the morning's letter.
func DigestSubject(n int) string { return fmt.Sprintf("%d tugas Anda hari ini", n) }

// LetterFooter ends every letter about a request; contact may be "".
func LetterFooter(contact string) string {
	if contact == "" {
		contact = "Dinas Komunikasi dan Informatika Kota Salatiga"
	}
	return "Email ini otomatis. Pertanyaan: " + contact
}

// LetterUnsubscribe stands before the address that stops letters of a kind.
func LetterUnsubscribe(kind string) string {
	if kind == "digest" {
		return "Berhenti menerima ringkasan pagi"
	}
	name, _ := NoticeKind(kind)
	return "Berhenti menerima email «" + name + "»"
}

// JobKind names what a job does.
func JobKind(kind, about string) string {
	switch kind {
	case "notice":
		if name, _ := NoticeKind(about); name != "" {
			return "Email kabar: " + LowerFirst(name)
		}
		return "Email kabar"
	case "invitation":
		return "Undangan kalender"
	case "digest":
		return "Email ringkasan pagi"
	case "digest-round":
		return "Menyiapkan ringkasan pagi"
	}
	return kind
}

// jobCauses says in plain words why a job waits again, failed, or was not needed.
var jobCauses = map[string]string{
	"connection":  "Server email tidak dapat dihubungi.",
	"refused":     "Server email menolak surat ini untuk seterusnya. Periksa alamat penerimanya.",
	"later":       "Server email meminta dicoba lagi nanti.",
	"timeout":     "Server email tidak menjawab pada waktunya.",
	"quiet":       "Menunggu jam kerja.",
	"no-mail":     "Server ini tidak mempunyai pengaturan email.",
	"no-address":  "Penerima tidak mempunyai alamat email.",
	"muted":       "Penerima memilih tidak menerima email jenis ini.",
	"not-visible": "Penerima tidak lagi melihat permohonan ini.",
	"inactive":    "Akun penerima tidak aktif.",
	"stale":       "Isinya sudah tidak berlaku.",
	"read":        "Penerima sudah membacanya di ALUR.",
	"gone":        "Kabarnya sudah diganti atau dihapus.",
	"no-tasks":    "Penerima tidak mempunyai tugas.",
	"panic":       "Terjadi kesalahan pada program. Beri tahu pengelola server.",
	"error":       "Terjadi gangguan. Rinciannya ada di log server.",
}

// JobCause says in plain words why a job is where it is; "" for none.
func JobCause(cause string) string {
	if cause == "" {
		return ""
	}
	if s := jobCauses[cause]; s != "" {
		return s
	}
	return jobCauses["error"]
}

// JobState names where a job stands.
func JobState(state string) string {
	switch state {
	case "waiting":
		return "Menunggu"
	case "done":
		return "Selesai"
	case "failed":
		return "Gagal"
	case "discarded":
		return "Dibuang"
	}
	return state
}

// JobFault is what is wrong with the reason for discarding a job.
func JobFault(reason string) string {
	switch reason {
	case "required":
		return "Tulis alasannya, paling banyak 300 huruf"
	case "too-long":
		return "Alasan paling banyak 300 huruf. Pendekkan"
	}
	return "Alasan memuat tanda yang tidak dapat disimpan. Tulis lagi"
}

// DigestLead begins the morning's letter.
func DigestLead(n int, at time.Time) string {
	if n == 1 {
		return Date(at) + ": satu permohonan menunggu tindakan Anda."
	}
	return fmt.Sprintf("%s: %d permohonan menunggu tindakan Anda, yang paling lama menunggu lebih dahulu.", Date(at), n)
}

// DigestTask says where a task stands.
func DigestTask(stage string, entered, now time.Time) string {
	return stage + ", di tahap ini " + Days(entered, now)
}

// DigestMore says that the list of the morning's letter is cut.
func DigestMore(n int) string { return fmt.Sprintf("Dan %d tugas lain di halaman Tugas Saya.", n) }

// JobWhen says since when a job is where it is, and when it goes on.
func JobWhen(state string, created, updated, due time.Time, attempts int) string {
	out := "Dibuat " + DateTime(created)
	if attempts > 0 {
		out += fmt.Sprintf(" · %d kali dicoba", attempts)
	}
	if state == "waiting" {
		return out + " · berikutnya " + DateTime(due)
	}
	return out + " · " + LowerFirst(JobState(state)) + " " + DateTime(updated)
}

// JobsRetried says how many jobs are tried again.
func JobsRetried(n int) string {
	if n == 0 {
		return "Tidak ada pengiriman yang gagal."
	}
	return Integer(int64(n)) + " pengiriman dicoba lagi sekarang."
}
