package text

import "strings"

// NIP prints a civil servant's number in groups, as letters do: "19850101 201001 1 001".
// What has not 18 characters is printed as it is.
func NIP(nip string) string {
	nip = strings.Join(strings.Fields(nip), "")
	if len(nip) != 18 {
		return nip
	}
	return nip[:8] + " " + nip[8:14] + " " + nip[14:15] + " " + nip[15:]
}

// NIPWarning says what is odd about a number (directory.NIPWarning), which is kept all
// the same; "" for a word that it does not know.
func NIPWarning(word string) string {
	switch word {
	case "length":
		return "NIP ini tidak terdiri dari 18 angka. Periksa lagi; isian tetap disimpan."
	case "birth":
		return "Delapan angka pertama NIP ini bukan tanggal lahir yang wajar. Periksa lagi; isian tetap disimpan."
	case "start":
		return "Angka ke-9 sampai ke-14 NIP ini bukan bulan pengangkatan yang wajar. Periksa lagi; isian tetap disimpan."
	case "sex":
		return "Angka ke-15 NIP ini bukan 1 atau 2. Periksa lagi; isian tetap disimpan."
	case "serial":
		return "Tiga angka terakhir NIP ini nol semua. Periksa lagi; isian tetap disimpan."
	}
	return ""
}
