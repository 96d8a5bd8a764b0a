package text

import (
	"fmt"
	"time"

	"github.com/alur-id/alur"
)

// The sentences about who does a task among those who could: at the counter, by four
// eyes, and between colleagues.

// RegisteredAtCounter says who registered a request from its paper letter.
func RegisteredAtCounter(name string) string {
	return "Dicatat di loket dari surat kertas oleh " + name
}

// ActsAtCounter tells a reviewer that he or she may act for the agency now.
func ActsAtCounter(agency string) string {
	return fmt.Sprintf("Anda dapat bertindak di loket bagi %s: mengisi, mengunggah, dan mengirim di tahap ini.", agency)
}

// HelpedAtCounter tells the agency that the counter may act for it now.
func HelpedAtCounter() string {
	return "Petugas loket Diskominfo juga dapat mengisinya bagi Anda."
}

// SubmittingBars warns a reviewer before he or she submits for an agency.
func SubmittingBars() string {
	return "Karena Anda yang mengirim, Anda tidak dapat menelaah permohonan ini; penelaahnya harus orang lain."
}

// BarredHere tells whoever submitted a request why its judgement is not his or hers.
func BarredHere() string { return sentences[alur.CodeFourEyes].Detail }

// OnBehalf names who acted for an absent colleague, as offices sign: "Rino a.n. Kadis".
func OnBehalf(name, absent string) string { return name + " a.n. " + absent }

// ClaimedBy says who is at a task, and since when.
func ClaimedBy(name string, since time.Time) string {
	return fmt.Sprintf("Dikerjakan oleh %s sejak %s", name, DateTime(since))
}

// TaskTaken says that a task is now done by the reader.
func TaskTaken(title string) string {
	return fmt.Sprintf("Tugas pada «%s» sekarang Anda kerjakan; rekan Anda melihatnya.", title)
}

// TaskReleased says that a task is nobody's again.
func TaskReleased(title string) string {
	return fmt.Sprintf("Tugas pada «%s» sudah Anda lepas; rekan Anda dapat mengambilnya.", title)
}

// TaskHanded says who does a task from now on.
func TaskHanded(title, name string) string {
	return fmt.Sprintf("Tugas pada «%s» sekarang dikerjakan oleh %s.", title, name)
}

// ChooseColleague asks to whom a task goes.
func ChooseColleague() string { return "Pilih rekan yang melanjutkan." }

// ColleagueUnfit says that a task cannot go to somebody.
func ColleagueUnfit() string {
	return "Orang ini tidak dapat mengerjakan tugas ini lagi. Pilih rekan lain."
}

// TaskNotYours says that a task was taken over before it could be handed on.
func TaskNotYours() string {
	return "Tugas ini tidak lagi Anda kerjakan, jadi tidak dapat Anda serahkan. Ambil tugasnya lebih dahulu."
}

// TaskGone says that a colleague was faster.
func TaskGone() string {
	return "Rekan Anda baru saja mengambil tugas ini. Periksa siapa yang mengerjakannya sebelum mengambil alih."
}

// ChooseAgency asks whose letter it is.
func ChooseAgency() string { return "Pilih Perangkat Daerah yang mengirim surat." }

// ChooseOrigin asks for whom a request is made.
func ChooseOrigin() string { return "Pilih asal permohonan: instansi Anda sendiri atau surat masuk." }
