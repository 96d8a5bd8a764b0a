package text

import (
	"fmt"
	"strings"

	"github.com/alur-id/alur"
)

// The sentences of forms: what could not be read from what was typed. Each says
// what to do, with an example.

// NotADate asks for a date that could not be read.
func NotADate(title string) string {
	return fmt.Sprintf("Tulis tanggal untuk «%s» dengan benar, contoh 24/11/2026.", title)
}

// NotATime asks for a date with a time of day that could not be read.
func NotATime(title string) string {
	return fmt.Sprintf("Tulis tanggal dan jam untuk «%s» dengan benar, contoh 24/11/2026 09.00.", title)
}

// NotMoney asks for an amount of rupiah that could not be read.
func NotMoney(title string) string {
	return fmt.Sprintf("Tulis «%s» dalam rupiah bulat tanpa sen, contoh 1.250.000.", title)
}

// NotANumber asks for a whole number that could not be read.
func NotANumber(title string) string {
	return fmt.Sprintf("Tulis «%s» dengan angka bulat, contoh 25.", title)
}

// LogEntryLacks asks for the rest of an entry of a log that was begun.
func LogEntryLacks(part string) string {
	switch part {
	case "kind":
		return "Pilih golongan catatan ini."
	case "date":
		return "Isi tanggal catatan ini."
	}
	return "Tulis isi catatan ini, atau kosongkan pilihannya bila tidak jadi mencatat."
}

// OwnWindow is who changed something when the reader did it in another tab or window.
const OwnWindow = "Anda sendiri, di jendela lain,"

// ChangedMeanwhile says who changed the same answer since the form was opened.
// who is "" when it may not be known, and [OwnWindow] for the reader.
func ChangedMeanwhile(title, who, when string) string {
	switch who {
	case "":
		return fmt.Sprintf("«%s» sudah berubah sejak Anda membuka halaman ini. Bandingkan, lalu simpan lagi bila isian Anda yang benar.", title)
	case OwnWindow:
		return fmt.Sprintf("%s mengubah «%s» pukul %s. Bandingkan, lalu simpan lagi bila isian di jendela ini yang benar.", who, title, when)
	}
	return fmt.Sprintf("%s mengubah «%s» pukul %s. Bandingkan, lalu simpan lagi bila isian Anda yang benar.", who, title, when)
}

// ChangedSinceOpened says who changed the request since a confirmation page was opened.
func ChangedSinceOpened(who, when string) string {
	if who == "" {
		return "Permohonan ini berubah sejak Anda membuka halaman ini. Periksa lagi, lalu kirim ulang."
	}
	return fmt.Sprintf("%s mengubah permohonan ini pukul %s. Periksa lagi, lalu kirim ulang.", who, when)
}

// ReplacedMeanwhile says that somebody else has put another file into the slot.
func ReplacedMeanwhile(title, who, when string) string {
	return fmt.Sprintf("%s baru saja mengunggah berkas lain untuk «%s» (%s). Berkas Anda belum disimpan; pilih lagi bila memang akan menggantinya.", who, title, when)
}

// ItemState says in two words what is wrong with an item that is not complete.
func ItemState(kind string, present, outdated bool) string {
	switch {
	case kind == "signature":
		return "Belum ditandatangani"
	case kind == "document" && !present:
		return "Belum diunggah"
	case outdated:
		return "Isi ulang"
	case present:
		return "Belum lengkap"
	}
	return "Belum diisi"
}

// Lacks lists the parts that an item still needs, or "".
func Lacks(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "Masih kurang: " + And(parts) + "."
}

// Saved says what a form saved: answers and files.
func Saved(answers bool, files []string) string {
	switch {
	case len(files) == 0 && !answers:
		return "Tidak ada yang berubah."
	case len(files) == 0:
		return "Isian tersimpan."
	case !answers:
		return "Tersimpan: " + And(files) + "."
	}
	return "Isian tersimpan, juga " + And(files) + "."
}

// TurnNow says who has the ball after an action: "Selesai. Giliran kini pada …".
func TurnNow(names string) string {
	if names == "" {
		return "Selesai."
	}
	return "Selesai. Giliran kini pada " + names + "."
}

// ToReplace marks a file that was sent back.
func ToReplace() string { return "Perlu diganti" }

// Stays says that an action did not move the request.
func Stays(action string) string { return Happened(action) + "." }

// VerdictOf is the word for a review's verdict.
func VerdictOf(verdict string) string {
	switch verdict {
	case "accepted":
		return "Sesuai"
	case "rejected":
		return "Perlu perbaikan"
	}
	return "Belum ditelaah"
}

// RejectionNeedsNote asks for the note of a rejected document.
func RejectionNeedsNote(title string) string {
	return fmt.Sprintf("Tulis catatan untuk «%s» agar pemohon tahu yang harus dibetulkan.", title)
}

// ChooseFlow asks for the route of a new request.
func ChooseFlow() string { return "Pilih cara pelaksanaan: Swakelola atau Pihak Ketiga." }

// EnterPassword asks for the password of a signature or decision.
func EnterPassword() string { return "Masukkan kata sandi Anda." }

// FileFault says what is wrong with one file that was chosen.
func FileFault(code alur.Code, name string, types []string) string {
	switch code {
	case alur.CodeTooLarge:
		return fmt.Sprintf("Berkas %s terlalu besar. Batasnya 50 MB. Perkecil atau bagi berkasnya, lalu unggah lagi.", name)
	case alur.CodeEmptyFile:
		return fmt.Sprintf("Berkas %s kosong. Pilih berkas lain.", name)
	case alur.CodeUnsafeFile:
		return fmt.Sprintf("Berkas %s tidak disimpan: terkunci kata sandi, memuat makro, atau isinya tidak sesuai dengan namanya. Simpan ulang, lalu unggah lagi.", name)
	case alur.CodeInfectedFile:
		return fmt.Sprintf("Berkas %s tidak disimpan karena pemindai menemukan virus di dalamnya. Pindai komputer Anda, lalu unggah berkas yang bersih.", name)
	case alur.CodeUnsupportedMediaType:
		return fmt.Sprintf("Berkas %s bukan jenis yang diterima. Yang diterima: %s.", name, FileTypes(types))
	}
	return ""
}

// FileTypes lists types of files for people: "PDF, DOCX, atau PNG". No types are all that Alur takes.
func FileTypes(types []string) string {
	if len(types) == 0 {
		return "PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, ZIP, CSV, atau TXT"
	}
	up := make([]string, len(types))
	for i, t := range types {
		up[i] = strings.ToUpper(t)
	}
	return join(up, "atau")
}

// Capital makes the first letter of a sentence or label large.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return capital(s)
}

// LeadsToStage says which stage an action leads to.
func LeadsToStage(back bool, number int, title string) string {
	word := "Lanjut"
	if back {
		word = "Kembali"
	}
	return fmt.Sprintf("%s ke tahap %d, %s", word, number, LowerFirst(title))
}

// LeadsToEnd says that an action ends the request.
func LeadsToEnd(s alur.Status) string {
	if s == alur.StatusCompleted {
		return "Permohonan selesai"
	}
	return "Mengakhiri permohonan: " + LowerFirst(Status(s))
}

// LeadsToFlow says that an action moves the request to the other route.
func LeadsToFlow(flow string) string {
	if flow == "pihak-ketiga" {
		return "Permohonan dilanjutkan dengan pihak ketiga, pada tahap yang sama"
	}
	return "Permohonan dilanjutkan dengan " + flow + ", pada tahap yang sama"
}

// WaitsFor ends the sentence of what is missing with whose it is to do it, in place of
// what the reader would have to do.
func WaitsFor(missing, party string) string {
	what, _, _ := strings.Cut(missing, ". ")
	return strings.TrimSuffix(what, ".") + ": menunggu " + party + "."
}

// MovedOn says that a form came too late to be saved.
func MovedOn() string {
	return "Isian Anda belum tersimpan karena permohonan sudah berubah. Yang Anda ketik ada di bawah; salin bila masih diperlukan."
}

// NoteWithoutVerdict asks for the verdict that a note belongs to.
func NoteWithoutVerdict(title string) string {
	return fmt.Sprintf("Pilih hasil telaah untuk «%s», atau kosongkan catatannya.", title)
}

// ReviewedFileGone says that a file was replaced while it was being reviewed.
func ReviewedFileGone() string {
	return "Salah satu berkas sudah diganti sejak Anda membuka halaman ini, jadi belum ada yang disimpan. Periksa berkas yang baru, lalu simpan lagi."
}

// ReviewSaved says how far a review is.
func ReviewSaved(saved, done, total int) string {
	if saved == 0 {
		return fmt.Sprintf("Tidak ada yang berubah. %d dari %d dokumen sudah ditelaah.", done, total)
	}
	return fmt.Sprintf("Telaah tersimpan. %d dari %d dokumen sudah ditelaah.", done, total)
}

// Removed says that a file was taken out.
func Removed(name string) string {
	return fmt.Sprintf("Berkas %s dihapus dari permohonan. Riwayat tetap menyimpannya.", name)
}

// ActionNotNow says that a link leads to something that is not possible now.
func ActionNotNow() string {
	return "Tindakan itu tidak dapat dilakukan sekarang. Di bawah ini keadaan permohonan yang terakhir."
}

// EndsForGood warns of what cannot be undone.
func EndsForGood() string {
	return "Setelah ini permohonan berakhir dan tidak dapat dibuka lagi."
}

// TurnWillBe says who has the ball after an action.
func TurnWillBe(who string) string { return "Giliran berikutnya: " + who + "." }

// Pausing says what pausing a request does.
func Pausing() string {
	return "Selama dijeda tidak ada yang dapat diubah dan tidak ada pihak yang ditunggu, sampai permohonan dilanjutkan."
}

// Resuming says what happens when a paused request goes on.
func Resuming() string { return "Permohonan berlanjut di tahap yang sama." }

// ChangingTeam says what a change of the team does.
func ChangingTeam() string {
	return "Anggota yang keluar tidak dapat lagi membuka permohonan ini. Tanda tangan yang sudah diberikan tetap berlaku."
}

// SignLater says that a stage is not ready to be signed.
func SignLater() string {
	return "Isian dan dokumen tahap ini belum lengkap. Tanda tangan baru dapat dibubuhkan setelah semuanya lengkap."
}

// Signed says that a signature was given, and who has the ball.
func Signed(names string) string {
	if names == "" {
		return "Tanda tangan tersimpan."
	}
	return "Tanda tangan tersimpan. Giliran kini pada " + names + "."
}

// FindingNumber names a finding.
func FindingNumber(n int) string { return fmt.Sprintf("Temuan %d", n) }

// FindingSaved says that a finding was reported.
func FindingSaved(n int) string { return fmt.Sprintf("Temuan %d tersimpan.", n) }

// FindingRound names a round of testing a finding.
func FindingRound(n int) string { return fmt.Sprintf("Putaran %d", n) }

// PicturesBefore heads pictures that were added ahead of what will be said with them.
func PicturesBefore() string { return "Gambar yang baru ditambahkan" }

// PictureOf describes a picture of a finding, for those who do not see it.
func PictureOf(n, finding int, who string) string {
	return fmt.Sprintf("Gambar %d dari temuan %d, oleh %s", n, finding, who)
}

// PictureKind is what a picture of a finding is among the documents.
func PictureKind(finding int) string { return fmt.Sprintf("Gambar temuan %d", finding) }

// PictureRemoved says that a picture of a finding was taken out.
func PictureRemoved() string { return "Gambar temuan dihapus" }

// PicturesSaved says that pictures were added.
func PicturesSaved(n, finding int) string {
	return fmt.Sprintf("%d gambar ditambahkan pada temuan %d.", n, finding)
}

// PicturesNotSaved says that a finding was saved, and why some of its pictures were not.
func PicturesNotSaved(finding int, why []string) string {
	return fmt.Sprintf("Temuan %d tersimpan, tetapi tidak semua gambarnya. ", finding) + strings.Join(why, " ")
}

// TooManyPictures says that a finding has its pictures.
func TooManyPictures(most int, name string) string {
	return fmt.Sprintf("%s tidak disimpan: paling banyak %d gambar sekali mencatat. Hapus salah satu lebih dahulu.", name, most)
}

// ChoosePicture asks for a picture.
func ChoosePicture() string { return "Pilih gambar PNG atau JPG." }

// ChoosePicturesAgain says that pictures did not survive a mistake in the form.
func ChoosePicturesAgain() string { return "Gambar belum tersimpan. Pilih lagi gambarnya." }

// FindingLacks asks for a part of a finding.
func FindingLacks(part string) string {
	switch part {
	case "title":
		return "Tulis apa yang terjadi."
	case "aspect":
		return "Pilih bagian: masukan, proses, atau keluaran."
	case "quality":
		return "Pilih sisi: efektivitas atau efisiensi."
	case "severity":
		return "Pilih berat temuan: ringan, sedang, atau berat."
	case "status":
		return "Pilih keadaan temuan sekarang."
	case "note":
		return "Tulis catatan."
	}
	return ""
}

// FindingChange is a change of a finding as its doer chooses it.
func FindingChange(from, to string) string {
	switch {
	case to == "fixed":
		return "Sudah diperbaiki, siap diuji ulang"
	case to == "verified" && from == "open":
		return "Bukan masalah: selesai tanpa perbaikan"
	case to == "verified":
		return "Perbaikan sudah benar: selesai"
	case to == "reopened":
		return "Masih bermasalah: buka lagi"
	}
	return Value(to)
}

// FindingNoteHint says when a note is needed.
func FindingNoteHint(from string, to []string) string {
	switch {
	case len(to) == 1 && to[0] == "fixed":
		return "Wajib: apa yang diubah dan di mana"
	case from == "open":
		return "Wajib: mengapa ini bukan masalah"
	}
	return "Wajib bila masih bermasalah"
}

// FindingChanged says that a finding was changed and how many wait for the same person.
func FindingChanged(n int, status string, left int) string {
	s := fmt.Sprintf("Temuan %d kini: %s.", n, LowerFirst(Value(status)))
	if left > 0 {
		s += fmt.Sprintf(" Masih ada %d temuan yang menunggu Anda.", left)
	}
	return s
}

// NoTeamYet says where the teams will be formed.
func NoTeamYet(stage string) string {
	return "Tim belum dibentuk. Itu dilakukan pada tahap " + LowerFirst(stage) + "."
}

// MessageSent says that a message was written, WriteMessage asks for one.
func MessageSent() string { return "Pesan terkirim." }

// WriteMessage asks for the text of a message.
func WriteMessage() string { return "Tulis pesannya lebih dahulu." }

// FileNote says what files may be and how large.
func FileNote() string {
	return "Berkas boleh " + FileTypes(nil) + ", masing-masing paling besar 50 MB."
}

// SavingDropsSignatures warns before a stage that is signed already is changed.
func SavingDropsSignatures(n int) string {
	return fmt.Sprintf("Tahap ini sudah memuat %d tanda tangan. Bila isian atau berkas di bawah ini diubah, tanda tangan itu gugur dan harus dibubuhkan lagi.", n)
}

// KnownFrom says that a form begins with the people of the request of that number.
func KnownFrom(number string) string {
	return "Kami isi dari permohonan " + number + ". Periksa, betulkan bila perlu, lalu simpan."
}

// KnownFromAccount says that a form begins with the name of the reader.
func KnownFromAccount() string {
	return "Nama narahubung kami isi dari akun Anda. Ganti bila orang lain yang akan dihubungi."
}
