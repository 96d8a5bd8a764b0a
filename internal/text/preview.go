package text

import "fmt"

// PreviewOfType says that files of this type have no preview.
func PreviewOfType() string {
	return "Jenis berkas ini tidak dapat ditampilkan di sini. Unduh berkas untuk membukanya."
}

// PreviewUnreadable says that no picture could be made of a document.
func PreviewUnreadable() string {
	return "Pratinjau tidak tersedia: berkas ini tidak dapat digambar. Unduh berkas untuk membukanya."
}

// PreviewBusy says that the picture takes longer.
func PreviewBusy() string {
	return "Pratinjau belum siap. Coba lagi beberapa detik lagi, atau unduh berkas."
}

// PreviewRest says that only the first pages of a long document are shown.
func PreviewRest(shown, pages int) string {
	return fmt.Sprintf("Hanya %d halaman pertama yang ditampilkan. Unduh berkas untuk membaca semua %d halaman.", shown, pages)
}

// OldVersion and NewVersion head two versions of one document.
func OldVersion() string { return "Versi lama" }

// NewVersion heads the version that counts.
func NewVersion() string { return "Versi baru" }
