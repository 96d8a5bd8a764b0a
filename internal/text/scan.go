package text

import "github.com/alur-id/alur"

// The sentences of files that the virus scanner has a word about, and of quotas.

// UploadLimit says which quota leaves no room for a file, and what to do.
func UploadLimit(quota string) string {
	switch quota {
	case alur.QuotaRequest:
		return "Berkas permohonan ini sudah mencapai batasnya, jadi berkas ini tidak disimpan. Perkecil berkasnya, atau minta pengelola menaikkan batasnya."
	case alur.QuotaDay:
		return "Unggahan Anda hari ini sudah mencapai batasnya, jadi berkas ini tidak disimpan. Coba lagi besok, atau minta pengelola menaikkan batasnya."
	}
	return sentences[alur.CodeQuotaExceeded].Detail
}

// ScanTag is what stands beside a file that nobody may open now: "waiting" or "infected".
// Both are "" for a state that is unknown.
func ScanTag(state, finding string) (tag, why string) {
	switch state {
	case "waiting":
		return "Menunggu pemeriksaan virus", "Berkas dapat dibuka dan diunduh setelah pemindai memeriksanya. Tidak ada yang perlu Anda lakukan."
	case "infected":
		return "Mengandung virus", "Pemindai menemukan " + finding + ". Berkas ini tidak dapat dibuka atau diunduh siapa pun. Unggah berkas yang bersih sebagai gantinya."
	}
	return "", ""
}
