package text

// ExportHeadings are the columns of the list of requests as a file.
func ExportHeadings() []string {
	return []string{
		"Nomor", "Kode lacak", "Sistem informasi", "Perangkat Daerah", "Cara pelaksanaan", "Status",
		"Tahap ke", "Jumlah tahap", "Tahap", "Giliran", "Diajukan", "Masuk tahap ini", "Berakhir", "Perubahan terakhir",
	}
}

// ExportSheet is the name of the sheet of that file.
func ExportSheet() string { return "Permohonan" }

// ExportCut says that the file does not have every row.
func ExportCut(rows int) string {
	return "Daftar dipotong pada " + Integer(int64(rows)) + " baris. Pakai saringan agar berkasnya memuat semua yang dicari."
}

// ExportLimit says how long the file may become.
func ExportLimit(rows int) string {
	return "Berkas memuat permohonan menurut saringan di atas, paling banyak " + Integer(int64(rows)) + " baris."
}
