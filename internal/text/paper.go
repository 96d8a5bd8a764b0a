package text

import "fmt"

// PageOf is the foot of a page of a letter: "Halaman 1 dari 3".
func PageOf(n, of int) string { return fmt.Sprintf("Halaman %d dari %d", n, of) }

// PageParts are the words of [PageOf] before the number, between both and after them, for
// programs that count pages themselves.
func PageParts() (before, between string) { return "Halaman ", " dari " }

// PaperCheck stands above the address where a letter is compared with the record.
func PaperCheck() string {
	return "Keaslian dokumen ini dapat diperiksa dengan kode QR, atau di Cek keaslian dokumen:"
}

// PaperDraft marks the pages of a letter that does not count yet.
func PaperDraft() string { return "KONSEP" }
