package text

import (
	"fmt"
	"strings"
)

// The sentences of choosing people: teams, meetings, and the third party.

// TeamLoad says in how many teams of open requests somebody is.
func TeamLoad(n int) string {
	if n == 0 {
		return "belum di tim lain"
	}
	return fmt.Sprintf("%d tim aktif", n)
}

// AlsoIn says in which other team of the same request somebody is.
func AlsoIn(team string) string { return "juga di " + team }

// Join joins two remarks, either of which may be "".
func Join(a, b string) string {
	return strings.Trim(a+" · "+b, " ·")
}

// TeamHas says that somebody of an organisation is in a team, and that nobody is.
func TeamHas(agency string) (yes, no string) {
	return "Ada orang " + agency, "Perlu paling sedikit satu orang " + agency
}

// TeamApart says that a team shares nobody with another, and, after a name, that it does.
func TeamApart(other, team string) (yes, no string) {
	return "Tidak ada yang merangkap di " + other, "sudah di " + other + ". Untuk " + team + " pilih orang lain"
}

// Found says how many people a search found.
func Found(n int, more bool, words string) string {
	switch {
	case n == 0 && words == "":
		return "Tidak ada orang yang dapat dipilih di sini."
	case n == 0:
		return fmt.Sprintf("Tidak ada orang bernama «%s» di instansi yang bersangkutan. Coba sebagian namanya saja.", words)
	case more:
		return fmt.Sprintf("%d orang pertama. Ketik nama lebih lengkap untuk mempersempit.", n)
	}
	return fmt.Sprintf("%d orang ditemukan.", n)
}

// NearFirst stands above those who are offered before a search.
func NearFirst() string {
	return "Yang bekerja pada permohonan ini. Orang lain dapat dicari menurut namanya."
}

// FoundVendors says how many organisations a search found.
func FoundVendors(n int, more bool, words string) string {
	switch {
	case n == 0:
		return fmt.Sprintf("Tidak ada Pihak Ketiga bernama «%s». Pihak Ketiga baru didaftarkan oleh Admin.", words)
	case more:
		return fmt.Sprintf("%d yang pertama. Ketik nama lebih lengkap untuk mempersempit.", n)
	}
	return fmt.Sprintf("%d ditemukan.", n)
}

// VendorWillSee says what appointing a vendor means; hidden are what it will not see.
func VendorWillSee(hidden []string) string {
	s := "Yang ditunjuk melihat permohonan ini sejak tim ditetapkan, kecuali bila dihentikan"
	if len(hidden) > 0 {
		s += ", tanpa " + And(hidden)
	}
	return s + ", dan tidak dapat diganti sesudahnya."
}

// Judged counts aspects with a verdict.
func Judged(n, of int) string { return fmt.Sprintf("%d dari %d aspek diputuskan", n, of) }

// VendorBasis explains a way of procurement; "" for those that need no word.
func VendorBasis(basis string) string {
	switch basis {
	case "e-purchasing":
		return "Dibeli lewat katalog elektronik"
	case "pengadaan-langsung":
		return "Langsung kepada satu penyedia, untuk nilai yang kecil"
	case "penunjukan-langsung":
		return "Satu penyedia yang ditunjuk dalam keadaan tertentu"
	case "tender-cepat":
		return "Tender tanpa penilaian kualifikasi, untuk pekerjaan yang rinciannya sudah pasti"
	case "tender":
		return "Tender umum yang diumumkan"
	case "lainnya":
		return "Sebutkan dasarnya pada nomor penunjukan"
	}
	return ""
}
