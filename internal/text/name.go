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
	case alur.RoleAgencyAdmin:
		return "Admin PD"
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
		return "Pesan ditulis"
	case alur.EventActionTaken:
		return "Tindakan dilakukan"
	case alur.EventSeatHandedOver:
		return "Kursi diserahkan kepada penerus"
	case alur.EventPaperIssued:
		return "Naskah diterbitkan"
	case alur.EventPaperRegistered:
		return "Nomor naskah dicatat"
	case alur.EventPaperWithdrawn:
		return "Naskah ditarik"
	}
	return string(t)
}

// happened are the titles of actions as they stand on buttons, and what a history says of
// them afterwards: what was done, whoever did it.
var happened = map[string]string{
	"Ajukan permohonan":                      "Permohonan diajukan",
	"Serahkan data pendukung":                "Data pendukung diserahkan",
	"Nyatakan lengkap, lanjut ke presentasi": "Dinyatakan lengkap, lanjut ke presentasi",
	"Kembalikan untuk dilengkapi":            "Dikembalikan untuk dilengkapi",
	"Tolak permohonan":                       "Permohonan ditolak",
	"Catat presentasi telah dilaksanakan":    "Presentasi dicatat telah dilaksanakan",
	"Selesaikan rapat koordinasi":            "Rapat koordinasi diselesaikan",
	"Setujui permohonan":                     "Permohonan disetujui",
	"Nyatakan tidak disetujui":               "Dinyatakan tidak disetujui",
	"Alihkan ke jalur lain":                  "Dialihkan ke jalur lain",
	"Tetapkan tim":                           "Tim ditetapkan",
	"Tetapkan tim dan Pihak Ketiga":          "Tim dan Pihak Ketiga ditetapkan",
	"Sepakati analisis dan desain":           "Analisis dan desain disepakati",
	"Ajukan draf perjanjian":                 "Draf perjanjian diajukan",
	"Sahkan perjanjian":                      "Perjanjian disahkan",
	"Kembalikan draf untuk direvisi":         "Draf dikembalikan untuk direvisi",
	"Nyatakan pembuatan selesai":             "Pembuatan dinyatakan selesai",
	"Nyatakan implementasi selesai":          "Implementasi dinyatakan selesai",
	"Usulkan perbaikan":                      "Perbaikan diusulkan",
	"Nyatakan lulus uji":                     "Dinyatakan lulus uji",
	"Nyatakan perbaikan selesai":             "Perbaikan dinyatakan selesai",
	"Nyatakan sosialisasi selesai":           "Sosialisasi dinyatakan selesai",
	"Nyatakan pemantauan selesai":            "Pemantauan dinyatakan selesai",
	"Minta uji ulang":                        "Uji ulang diminta",
	"Serahkan dokumentasi":                   "Dokumentasi diserahkan",
	"Serahkan laporan":                       "Laporan diserahkan",
	"Selesaikan serah terima":                "Serah terima diselesaikan",
	"Tarik permohonan":                       "Permohonan ditarik",
	"Hentikan pekerjaan":                     "Pekerjaan dihentikan",
	"Jeda permohonan":                        "Permohonan dijeda",
	"Lanjutkan permohonan":                   "Permohonan dilanjutkan",
	"Ubah susunan tim":                       "Susunan tim diubah",
}

// Happened returns what is said once the action of a title was taken: "Permohonan
// disetujui" for "Setujui permohonan". A title that the shipped definitions do not have
// is told as one that was taken.
func Happened(title string) string {
	if said, ok := happened[title]; ok {
		return said
	}
	return "Tindakan dilakukan: " + LowerFirst(title)
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
