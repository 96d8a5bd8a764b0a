package text

import "fmt"

// EntrySavedByButton says that the entry of a log waits for its button.
func EntrySavedByButton() string { return "Catatan baru tersimpan setelah Anda menekan Simpan." }

// ChangedElsewhere says that an answer which was left alone here was changed
// meanwhile; who is "" when the reader may not know.
func ChangedElsewhere(title, who, when string) string {
	if who == "" {
		return fmt.Sprintf("«%s» sudah berubah sejak Anda membuka halaman ini.", title)
	}
	return fmt.Sprintf("%s mengubah «%s» pukul %s.", who, title, when)
}
