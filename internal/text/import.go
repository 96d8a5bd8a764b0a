package text

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
)

// The sentences about lists that come in by file.

// ImportField names a column of a list; the id itself when it is unknown.
func ImportField(field string) string {
	switch field {
	case "name":
		return "Nama"
	case "username":
		return "Nama pengguna"
	case "nip":
		return "NIP"
	case "email":
		return "Email"
	case "agency":
		return "Perangkat Daerah"
	case "roles":
		return "Peran"
	case "phone":
		return "Telepon"
	case "position":
		return "Jabatan"
	case "id":
		return "ID"
	case "short_name":
		return "Singkatan"
	case "kind":
		return "Jenis"
	case "active":
		return "Aktif"
	case "address":
		return "Alamat"
	case "unconfirmed":
		return "Nama belum dipastikan"
	}
	return field
}

// ImportValue prints what a column holds or is changed to, in words.
func ImportValue(field, value string) string {
	if value == "" {
		return "kosong"
	}
	switch field {
	case "roles":
		var out []string
		for r := range strings.FieldsSeq(value) {
			out = append(out, Role(alur.Role(r)))
		}
		return strings.Join(out, ", ")
	case "kind":
		return AgencyKind(alur.AgencyKind(value))
	case "active", "unconfirmed":
		if value == "true" {
			return "ya"
		}
		return "tidak"
	case "nip":
		return NIP(value)
	}
	return value
}

// importFlags are the sentences of flags, by column and reason, then by reason alone;
// %s is what the flag speaks of.
var importFlags = map[string]string{
	"name required":        "nama tidak ada",
	"name too-long":        "nama lebih dari 300 huruf",
	"name bad-characters":  "nama memuat tanda yang tidak terlihat",
	"name same-name":       "di instansi ini sudah ada orang dengan nama yang sama, akun %s",
	"name twice":           "nama ini sudah ada di baris %s",
	"username required":    "nama pengguna tidak dapat dibuat dari namanya: isi sendiri",
	"username of-another":  "nama pengguna ini sudah dipakai %s",
	"username twice":       "nama pengguna ini sudah ada di baris %s",
	"nip length":           "NIP %s angka, seharusnya 18",
	"nip number":           "tersimpan sebagai angka, jadi angka terakhirnya hilang: jadikan kolomnya teks, lalu tulis NIP sekali lagi",
	"nip several":          "ada beberapa NIP dalam satu sel: sisakan satu",
	"nip bad-characters":   "NIP memuat selain angka",
	"nip of-another":       "NIP ini milik %s",
	"nip twice":            "NIP ini sudah ada di baris %s",
	"nip odd-birth":        "delapan angka pertama bukan tanggal lahir yang wajar",
	"nip odd-start":        "angka ke-9 sampai ke-14 bukan bulan pengangkatan yang wajar",
	"nip odd-sex":          "angka ke-15 bukan 1 atau 2",
	"email several":        "ada beberapa alamat email dalam satu sel: sisakan satu",
	"email bad-characters": "bukan alamat email",
	"email of-another":     "alamat email sudah dipakai %s",
	"email twice":          "alamat email ini sudah ada di baris %s",
	"email no-email":       "tanpa alamat email: undangannya disampaikan sendiri dari halaman orangnya",
	"email on-page":        "email orang dengan peran ini diubah di halaman orangnya",
	"agency required":      "PD tidak ada",
	"agency unknown":       "PD tidak dikenal: pilih",
	"agency ambiguous":     "ada beberapa PD yang disebut begini: pilih",
	"agency inactive":      "%s sudah tidak aktif",
	"agency made":          "PD baru «%s» dibuat; namanya masih perlu dipastikan",
	"agency not-yours":     "«%s» tidak dipakai: orang ini menjadi pegawai instansi Anda",
	"email not-yours":      "email orang yang sudah pernah masuk diubah oleh Pengelola",
	"roles unknown":        "peran «%s» tidak dikenal",
	"roles on-page":        "peran %s diberikan di halaman orangnya",
	"roles not-yours":      "peran %s tidak dapat Anda berikan",
	"roles least":          "peran kosong: dijadikan %s",
	"roles wrong-agency":   "peran %s tidak cocok dengan jenis instansinya",
	"roles combination":    "Admin PD hanya boleh merangkap Pemohon dan Anggota tim",
	"kind unknown":         "jenis tidak dikenal: tulis Perangkat Daerah, Pihak ketiga, atau Inspektorat",
	"kind least":           "jenis kosong: dijadikan %s",
	"kind second-ict":      "Diskominfo sudah ada: %s",
	"kind twice":           "Diskominfo sudah ada di baris %s",
	"id bad-characters":    "ID hanya boleh memuat huruf kecil, angka, dan tanda hubung",
	"id twice":             "ID ini sudah ada di baris %s",
	"active unknown":       "tulis ya atau tidak",
	"short_name same-name": "singkatan ini juga dipakai %s",
	"placeholder":          "«%s» dibaca kosong",
	"more":                 "di luar kolom berjudul, tidak dibaca: %s",
	"same-row":             "sama persis dengan baris %s",
	"too-long":             "terlalu panjang",
	"bad-characters":       "memuat tanda yang tidak dapat dipakai",
	"inactive":             "akunnya nonaktif dan tetap nonaktif",
	"erased":               "data orang ini sudah dihapus",
	"service":              "ini akun layanan, bukan orang",
	"elsewhere":            "akun ini milik instansi lain",
	"privileged":           "akun %s mempunyai peran yang bukan urusan Anda",
	"required":             "tidak ada",
	"unknown":              "tidak dikenal",
	"twice":                "sudah ada di baris %s",
	"short_name too-long":  "singkatan lebih dari 60 huruf",
	"address too-long":     "alamat lebih dari 300 huruf",
	"phone too-long":       "telepon lebih dari 300 huruf",
}

// ImportFlag says what is odd about a row, or about what stands in one of its columns.
func ImportFlag(field, reason, with string) string {
	s, ok := importFlags[field+" "+reason]
	if !ok {
		if s, ok = importFlags[reason]; !ok {
			return "periksa lagi"
		}
	}
	switch {
	case field == "roles" && reason != "unknown":
		with = Role(alur.Role(with))
	case reason == "of-another" && with == "":
		with = "akun lain"
	case field == "kind" && reason == "least":
		with = AgencyKind(alur.AgencyKind(with))
	}
	if strings.Contains(s, "%s") {
		return fmt.Sprintf(s, with)
	}
	return s
}

// ImportNote says what is odd about a file as a whole.
func ImportNote(word string, line int, with string) string {
	switch word {
	case "windows-1252":
		return "Berkas ini tidak dalam UTF-8 dan dibaca sebagai Windows-1252. Periksa huruf yang tidak biasa."
	case "quotes":
		return fmt.Sprintf("Ada tanda kutip yang tidak ditutup di baris %d, jadi setiap baris dibaca sendiri-sendiri. Periksa kolomnya.", line)
	case "other-sheets":
		return "Hanya lembar pertama yang dibaca."
	case "hidden-sheets":
		return "Lembar yang tersembunyi tidak dibaca."
	case "cut":
		return fmt.Sprintf("Isi sel yang terlalu panjang dipotong, mulai baris %d.", line)
	case "unknown-column":
		return "Kolom «" + with + "» tidak dikenal dan tidak dibaca."
	case "column-twice":
		return "Kolom «" + with + "» berulang; yang pertama dipakai."
	case "unkept-column":
		return "Kolom " + ImportField(with) + " dibaca, tetapi tidak disimpan."
	case "above":
		return with + " baris di atas judul kolom tidak dibaca."
	case "no-heading":
		return "Judul kolom tidak dikenal. Pakai judul seperti dalam contoh berkas, lalu unggah lagi."
	}
	return "Ada yang tidak biasa pada berkas ini. Periksa isinya."
}

// ImportRefused says why a file was not taken at all.
func ImportRefused(reason string) string {
	switch reason {
	case "bytes":
		return "Berkas lebih dari 5 MB. Bagi menjadi beberapa berkas"
	case "rows":
		return "Berkas memuat lebih dari 5.000 baris. Bagi menjadi beberapa berkas"
	case "columns":
		return "Berkas memuat lebih dari 100 kolom. Hapus kolom yang tidak perlu"
	case "unpacked":
		return "Isi berkas terlalu besar. Salin datanya ke berkas baru tanpa gambar, lalu unggah lagi"
	case "xls":
		return "Jenis Excel ini tidak dapat dibaca. Buka di Excel, lalu «Simpan sebagai» .xlsx atau .csv"
	case "type":
		return "Pilih berkas .xlsx atau .csv"
	case "macros":
		return "Berkas memuat makro. Simpan sebagai .xlsx tanpa makro, lalu unggah lagi"
	case "locked":
		return "Berkas terkunci kata sandi atau dari Excel lama. Simpan sebagai .xlsx tanpa kata sandi, lalu unggah lagi"
	case "unsafe":
		return "Isi berkas tidak sesuai dengan namanya atau tidak aman. Simpan ulang dari Excel, lalu unggah lagi"
	case "no-sheet":
		return "Tidak ada lembar yang dapat dibaca. Tampilkan lembar yang tersembunyi, lalu unggah lagi"
	case "empty":
		return "Berkas kosong. Pilih berkas lain"
	case "open":
		return "Sudah ada 20 daftar yang belum selesai. Terapkan atau buang salah satu, lalu unggah lagi"
	}
	return "Berkas tidak terbaca. Simpan ulang sebagai .xlsx atau .csv UTF-8, lalu unggah lagi"
}

// ImportVerdict says what becomes of a row, or became.
func ImportVerdict(word string) string {
	switch word {
	case "new":
		return "Baru"
	case "change":
		return "Berubah"
	case "same", "was-same":
		return "Sama"
	case "bad":
		return "Perlu dibetulkan"
	case "skipped":
		return "Dilewati"
	case "added":
		return "Ditambahkan"
	case "changed":
		return "Diubah"
	}
	return word
}

// ImportDone says what applying a list did.
func ImportDone(added, changed, same, left int) string {
	s := fmt.Sprintf("%s ditambahkan, %s diubah, %s sudah sama.", Integer(int64(added)), Integer(int64(changed)), Integer(int64(same)))
	if left > 0 {
		s += fmt.Sprintf(" %s baris belum diterapkan.", Integer(int64(left)))
	}
	return s
}

// ImportCounts says in words what an entry of the security log counts: "people: 3 added,
// 1 changed, 0 as before, 2 left".
func ImportCounts(detail string) string {
	kind, counts, _ := strings.Cut(detail, ": ")
	words := map[string]string{"added": "ditambahkan", "changed": "diubah", "as before": "sudah sama", "left": "belum"}
	var out []string
	for part := range strings.SplitSeq(counts, ", ") {
		n, what, _ := strings.Cut(part, " ")
		if _, err := strconv.Atoi(n); err != nil || words[what] == "" {
			return detail
		}
		out = append(out, n+" "+words[what])
	}
	return strings.ToLower(ImportKind(kind)) + ", " + strings.Join(out, ", ")
}

// ImportKind names what a list is of; the id itself when it is unknown.
func ImportKind(kind string) string {
	switch kind {
	case "people":
		return "Pengguna"
	case "agencies":
		return "Perangkat Daerah"
	}
	return kind
}

// ImportInvited says how many invitations were sent, and how many wait for another press.
func ImportInvited(sent, left int) string {
	s := Integer(int64(sent)) + " undangan dikirim lewat email."
	if left > 0 {
		s += " " + Integer(int64(left)) + " lagi menunggu: tekan sekali lagi."
	}
	return s
}
