package text

import "fmt"

// The sentences of files that come in pieces.

// UploadQuota says that somebody has too much on its way already.
func UploadQuota() string {
	return "Unggahan Anda yang belum selesai sudah terlalu banyak. Selesaikan atau batalkan dulu unggahan yang lain, lalu coba lagi."
}

// UploadUnfinished says that a form names a file which has not arrived altogether.
func UploadUnfinished(name string) string {
	return fmt.Sprintf("Berkas %s belum terunggah seluruhnya. Pilih berkas yang sama lagi; unggahannya dilanjutkan, tidak dari awal.", name)
}

// UploadGone says that the bytes of an upload are not there any more.
func UploadGone() string {
	return "Unggahan berkas ini sudah tidak ada: dibatalkan, atau lebih dari 24 jam tidak dilanjutkan. Pilih berkasnya lagi."
}
