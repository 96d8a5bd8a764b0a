package text

import (
	"strconv"
	"time"

	"github.com/alur-id/alur"
)

// complianceStates are what became of a clause of the guide, in words.
var complianceStates = map[string]string{
	"done": "Terlaksana", "repeated": "Terlaksana, berulang", "skipped": "Dilewati", "pending": "Belum", "ended": "Berakhir sebelumnya",
}

// ComplianceState says what became of a clause of the guide.
func ComplianceState(state string) string { return complianceStates[state] }

// ComplianceRunning says that a clause is being worked on.
func ComplianceRunning() string { return "Sedang berjalan" }

// ComplianceSince says since when a clause is being worked on, and in which round.
func ComplianceSince(at time.Time, times int) string {
	s := "Sedang berjalan sejak " + DateTime(at)
	if times > 1 {
		s += ", putaran " + strconv.Itoa(times)
	}
	return s + "."
}

// ComplianceLeft says by which act, when and by whom a clause was left. title is the act's.
func ComplianceLeft(title string, at time.Time, who string) string {
	return Happened(title) + ": " + DateTime(at) + ", " + who + "."
}

// ComplianceSkipped says what led past a clause.
func ComplianceSkipped(title string, at time.Time, who string) string {
	return "Dilewati oleh «" + title + "», " + DateTime(at) + ", " + who + "."
}

// ComplianceOpen says that a clause has not begun.
func ComplianceOpen() string { return "Belum dimulai." }

// ComplianceAgain says that a clause is due once more, after something led back.
func ComplianceAgain() string { return "Perlu dilaksanakan lagi." }

// ComplianceEnded says that a request ended before a clause was carried out.
func ComplianceEnded(status alur.Status) string {
	return "Permohonan berakhir sebelum klausul ini terlaksana: " + LowerFirst(Status(status)) + "."
}

// ComplianceRound names one stay in the stage of a clause.
func ComplianceRound(number int, sub bool) string {
	if sub {
		return "Perbaikan"
	}
	return "Putaran " + strconv.Itoa(number)
}

// ComplianceRounds says how often a clause was carried out.
func ComplianceRounds(n int) string { return Integer(int64(n)) + " putaran" }

// ComplianceAs says that another route counted the clause otherwise.
func ComplianceAs(clause string) string {
	return "Saat itu klausul " + clause + ", sebelum cara pelaksanaan dialihkan."
}

// ComplianceEvidence says what happened in a round, other than the acts. what names the
// item, finding or paper; detail is the file's name, a verdict, a status or a number.
func ComplianceEvidence(kind alur.EventType, what, detail string) string {
	with := func(s string) string {
		if detail != "" {
			s += " (" + detail + ")"
		}
		return s
	}
	switch kind {
	case alur.EventDataChanged:
		return "Isian: " + what
	case alur.EventDocumentAdded:
		return with("Dokumen: " + what)
	case alur.EventDocumentReviewed:
		return "Telaah: " + what + ", " + LowerFirst(VerdictOf(detail))
	case alur.EventFindingAdded:
		return "Temuan: " + what
	case alur.EventFindingChanged:
		return "Temuan: " + what + ", " + LowerFirst(Value(detail))
	case alur.EventSigned:
		return "Tanda tangan: " + what
	case alur.EventPaperIssued:
		return with("Naskah diterbitkan: " + what)
	case alur.EventPaperRegistered:
		if detail == "" {
			return "Naskah bertanda tangan diunggah: " + what
		}
		return "Nomor naskah dicatat: " + what + ", " + detail
	case alur.EventPaperWithdrawn:
		return with("Naskah ditarik: " + what)
	}
	return what
}

// ComplianceVoid marks what a later event took away.
func ComplianceVoid() string { return "tidak berlaku lagi" }

// CompliancePart names the part of the guide that a request follows.
func CompliancePart(part, flow string) string {
	return "Panduan bagian " + part + ", " + LowerFirst(flow)
}

// ComplianceBasis says what a report rests on.
func ComplianceBasis(at time.Time, seq int64) string {
	return "Disusun dari riwayat permohonan sampai catatan " + strconv.FormatInt(seq, 10) + ", " + DateTime(at) + "."
}

// ComplianceRowHeadings are the columns of a request's report as a file.
func ComplianceRowHeadings() []string {
	return []string{"Klausul", "Tahap", "Keadaan", "Putaran", "Yang terjadi", "Berkas atau kode", "Sidik", "Pihak", "Oleh", "Waktu", "Catatan riwayat"}
}

// ComplianceSheet is the name of the sheet of reports.
func ComplianceSheet() string { return "Kepatuhan" }

// ComplianceYearHeadings are the first columns of a year's report as a file; one for each
// number of a clause follows.
func ComplianceYearHeadings(clauses int) []string {
	out := []string{"Nomor", "Sistem informasi", "Perangkat Daerah", "Cara pelaksanaan", "Status"}
	for i := range clauses {
		out = append(out, "Klausul "+strconv.Itoa(i+1))
	}
	return out
}

// ComplianceCell says in a cell what became of a clause, when, and in how many rounds.
func ComplianceCell(state string, at time.Time, times int) string {
	s := ComplianceState(state)
	if !at.IsZero() {
		s += " " + at.In(alur.Jakarta).Format("02/01/2006")
	}
	if times > 1 {
		s += ", " + ComplianceRounds(times)
	}
	return s
}

// ComplianceYearLimit says how long the file of a year may become.
func ComplianceYearLimit(rows int) string {
	return "Hitungan di halaman ini mencakup semua permohonan tahun itu. Berkas Excel memuat paling banyak " + Integer(int64(rows)) + " permohonan, satu baris tiap permohonan. Unduhan tercatat dan meminta kata sandi atau kunci sandi Anda."
}

// ComplianceMade says when a report of a year was made.
func ComplianceMade(at time.Time) string {
	return "Dihitung " + DateTime(at) + " dari riwayat permohonan yang diajukan tahun itu."
}

// ComplianceNow says how many requests stand in a clause.
func ComplianceNow(n int) string { return Integer(int64(n)) + " sedang berjalan" }

// ComplianceMost says how many rounds a request took at most.
func ComplianceMost(n int) string { return "paling banyak " + ComplianceRounds(n) }

// Requests counts requests.
func Requests(n int) string { return Integer(int64(n)) + " permohonan" }
