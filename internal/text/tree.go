package text

import (
	"fmt"
	"strings"
	"time"
)

// WitnessLetter is what a letter says that gives a witness a checkpoint of the history:
// what stands above it, and below.
func WitnessLetter(entries int64, at time.Time) (subject string, before, after []string) {
	return fmt.Sprintf("Sidik riwayat ALUR: %s catatan", Integer(entries)),
		[]string{
			fmt.Sprintf("Simpan surat ini. Baris di bawah adalah sidik seluruh riwayat di ALUR pada %s, ketika ada %s catatan.", DateTime(at), Integer(entries)),
			"Bila kelak ada yang mengubah, menghapus, atau menyisipkan catatan lama, sidik ini tidak lagi cocok, walaupun kunci ALUR sendiri dipakai untuk menutupinya.",
		},
		[]string{
			"Anda tidak perlu melakukan apa pun selain menyimpannya di tempat yang tidak dikelola Dinas Komunikasi dan Informatika. Untuk memeriksa, simpan isi surat sebagai berkas dan serahkan kepada pengelola server: alur audit verify --witness BERKAS.",
		}
}

// Fingerprint is a hash as people read it aloud and compare it: hex in groups of four.
func Fingerprint(hash []byte) string {
	var b strings.Builder
	for i, x := range hash {
		if i > 0 && i%2 == 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%02x", x)
	}
	return b.String()
}

// TreeCheckDone says how much a check of everything looked at, and how long it took.
func TreeCheckDone(events, requests int, took time.Duration) string {
	seconds := strings.Replace(fmt.Sprintf("%.1f", took.Seconds()), ".", ",", 1)
	return fmt.Sprintf("%s catatan dalam %s permohonan diperiksa, %s detik", Integer(int64(events)), Integer(int64(requests)), seconds)
}

// ReceiptWaits says that a receipt is on its way.
func ReceiptWaits() string {
	return "Sedang dicatat. Tanda bukti tersedia dalam beberapa detik; muat ulang halaman ini."
}
