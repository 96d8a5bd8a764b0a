package text

import "github.com/alur-id/alur"

// Status returns the name of a request's status; the id itself when it is unknown.
func Status(s alur.Status) string {
	switch s {
	case alur.StatusOpen:
		return "Berjalan"
	case alur.StatusCompleted:
		return "Selesai"
	case alur.StatusRejected:
		return "Ditolak"
	case alur.StatusDeclined:
		return "Tidak disetujui"
	case alur.StatusWithdrawn:
		return "Dibatalkan pemohon"
	case alur.StatusStopped:
		return "Dihentikan"
	}
	return string(s)
}

// Role returns the name of a role; the id itself when it is unknown.
func Role(r alur.Role) string {
	switch r {
	case alur.RoleRequester:
		return "Pemohon"
	case alur.RoleReviewer:
		return "Verifikator"
	case alur.RoleHead:
		return "Kepala Dinas"
	case alur.RoleMember:
		return "Anggota tim"
	case alur.RoleVendor:
		return "Pihak ketiga"
	case alur.RoleAuditor:
		return "Auditor"
	case alur.RoleAdmin:
		return "Pengelola"
	}
	return string(r)
}

// AgencyKind returns the name of a kind of organisation; the id itself when it is unknown.
func AgencyKind(k alur.AgencyKind) string {
	switch k {
	case alur.AgencyOffice:
		return "Perangkat Daerah"
	case alur.AgencyICT:
		return "Dinas Komunikasi dan Informatika"
	case alur.AgencyVendor:
		return "Pihak ketiga"
	case alur.AgencyAudit:
		return "Inspektorat"
	}
	return string(k)
}

// EventType returns what an event of the history says happened; the id itself
// when it is unknown.
func EventType(t alur.EventType) string {
	switch t {
	case alur.EventRequestCreated:
		return "Permohonan dibuat"
	case alur.EventDataChanged:
		return "Isian diubah"
	case alur.EventDocumentAdded:
		return "Dokumen diunggah"
	case alur.EventDocumentRemoved:
		return "Dokumen dihapus dari tahap"
	case alur.EventDocumentReviewed:
		return "Dokumen ditelaah"
	case alur.EventFindingAdded:
		return "Temuan dicatat"
	case alur.EventFindingChanged:
		return "Keadaan temuan diubah"
	case alur.EventSigned:
		return "Ditandatangani"
	case alur.EventSignatureDropped:
		return "Tanda tangan gugur"
	case alur.EventCommentAdded:
		return "Komentar ditulis"
	case alur.EventActionTaken:
		return "Tindakan dilakukan"
	}
	return string(t)
}

// wordsOfValues are the Indonesian words for the fixed English values of the API:
// verdicts of reviews, statuses and severities of findings, ticks of checklists.
var wordsOfValues = map[string]string{
	"accepted": "Diterima", "rejected": "Ditolak",
	"open": "Terbuka", "fixed": "Diperbaiki", "verified": "Terverifikasi", "reopened": "Dibuka lagi",
	"low": "Ringan", "medium": "Sedang", "high": "Berat",
	"input": "Input", "proses": "Proses", "output": "Output",
	"efektivitas": "Efektivitas", "efisiensi": "Efisiensi",
	"done": "Selesai", "not-applicable": "Tidak berlaku",
	"e-purchasing": "Katalog elektronik", "pengadaan-langsung": "Pengadaan langsung",
	"penunjukan-langsung": "Penunjukan langsung", "tender-cepat": "Tender cepat", "tender": "Tender", "lainnya": "Lainnya",
}

// Value returns the Indonesian word for a fixed value of the API ("rejected",
// "reopened", "high"); the value itself when it has none. Options of definitions
// carry their own titles and do not belong here.
func Value(v string) string {
	if w, ok := wordsOfValues[v]; ok {
		return w
	}
	return v
}

// Kind returns the name of a kind of item ("longtext"), for the public guide and
// for developers; the id itself when it is unknown.
func Kind(kind string) string {
	switch kind {
	case "text":
		return "teks"
	case "longtext":
		return "teks panjang"
	case "number":
		return "bilangan"
	case "date":
		return "tanggal"
	case "money":
		return "rupiah"
	case "system":
		return "sistem informasi"
	case "choice":
		return "pilihan"
	case "url":
		return "alamat web"
	case "person":
		return "orang"
	case "document", "document-id":
		return "dokumen"
	case "checklist":
		return "daftar periksa"
	case "verdicts":
		return "penilaian"
	case "meeting":
		return "rapat"
	case "milestones":
		return "rencana tahapan"
	case "log":
		return "catatan berkala"
	case "team":
		return "tim"
	case "vendor":
		return "penunjukan pihak ketiga"
	case "signature":
		return "tanda tangan"
	}
	return kind
}
