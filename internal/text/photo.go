package text

import (
	"fmt"
	"strings"

	"github.com/alur-id/alur"
)

// The sentences of photographed pages and of files used again.

// Photograph is the button that photographs a document with that title.
func Photograph(title string) string {
	if strings.Contains(strings.ToLower(title), "surat") {
		return "Foto surat"
	}
	return "Foto halaman"
}

// PhotoFault says what is wrong with a photograph; "" for a code that is about
// something else. pixels says that its size in pixels is the matter, not in bytes.
func PhotoFault(code alur.Code, name string, pixels bool) string {
	switch {
	case code == alur.CodeTooLarge && pixels:
		return fmt.Sprintf("Foto %s terlalu besar. Batasnya 40 megapiksel. Kecilkan ukuran foto di pengaturan kamera, lalu foto ulang.", name)
	case code == alur.CodeTooLarge:
		return fmt.Sprintf("Foto %s terlalu besar. Batasnya 25 MB. Kecilkan ukuran foto di pengaturan kamera, lalu foto ulang.", name)
	case code == alur.CodeEmptyFile:
		return fmt.Sprintf("Foto %s kosong. Pilih foto lain.", name)
	case code == alur.CodeUnsafeFile:
		return fmt.Sprintf("Foto %s rusak atau tidak lengkap. Foto ulang halaman ini.", name)
	case code == alur.CodeUnsupportedMediaType:
		return fmt.Sprintf("%s bukan foto JPG atau PNG. Pilih foto lain, atau unggah berkasnya lewat tombol Unggah.", name)
	}
	return ""
}

// TooManyPages says that a photographed letter is full.
func TooManyPages(most int) string {
	return fmt.Sprintf("Satu surat paling banyak %d halaman. Foto selebihnya tidak disimpan.", most)
}

// ChoosePhoto asks for a photograph.
func ChoosePhoto() string { return "Ambil atau pilih foto halaman lebih dahulu." }

// PhotosGone says that there is nothing to join (any more).
func PhotosGone() string {
	return "Belum ada foto halaman untuk dijadikan PDF. Foto yang sudah dijadikan PDF, atau lebih dari 24 jam, tidak disimpan lagi."
}

// ChooseFile asks for one of the files offered.
func ChooseFile() string { return "Pilih salah satu berkas." }
