package demo

import (
	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// The people outside Alur who sign letters and answer the telephone. Names,
// numbers and addresses are invented; NIPs have the right form and belong to nobody.
var (
	healthHead       = fields{"name": "dr. Ratna Wijayanti", "position": "Kepala Dinas Kesehatan", "nip": "197104121999032001"}
	healthContact    = fields{"name": "Wati Rahayu", "phone": "081200001101", "email": "wati.rahayu@dinkes.example"}
	schoolHead       = fields{"name": "Drs. Bambang Suryono", "position": "Kepala Dinas Pendidikan", "nip": "196809231994031002"}
	schoolContact    = fields{"name": "Joko Prasetyo", "phone": "081200001202", "email": "joko.prasetyo@disdik.example"}
	ictHead          = fields{"name": "Ir. Endang Lestari, M.Kom.", "position": "Kepala Dinas Komunikasi dan Informatika", "nip": "197511082001122003"}
	transportHead    = fields{"name": "Agung Widodo, S.STP.", "position": "Kepala Dinas Perhubungan", "nip": "197802172000121003"}
	transportContact = fields{"name": "Yuni Kartini", "phone": "081200001404", "email": "yuni.kartini@dishub.example"}
	ictContact       = fields{"name": "Bayu Nugroho", "phone": "081200001303", "email": "bayu.nugroho@diskominfo.example"}
)

// The teams. Dinas Pendidikan has one person with an account, who therefore
// stands in both teams where a third party builds; where the city builds by
// itself nobody may, and its request waits for names.
var (
	healthTeams  = teams{builders: []string{"pengembang", "pengembang-pd"}, testers: []string{"penguji", "penguji-pd"}}
	healthVendor = teams{builders: []string{"pengembang", "pengembang-pd"}, testers: []string{"penguji", "penguji-pd"}, vendor: "vendor", agency: string(vendorA)}
	schoolVendor = teams{builders: []string{"pengembang", "pemohon2"}, testers: []string{"penguji", "pemohon2"}, vendor: "vendor", agency: string(vendorA)}
	schoolOther  = teams{builders: []string{"pengembang", "pemohon2"}, testers: []string{"penguji", "pemohon2"}, vendor: "vendor2", agency: string(vendorB)}
)

// byHealth, bySchool and byICT complete a brief with who asks.
func byHealth(b brief) brief {
	b.by, b.signer, b.contact = "pemohon", healthHead, healthContact
	return b
}

func bySchool(b brief) brief {
	b.by, b.signer, b.contact = "pemohon2", schoolHead, schoolContact
	return b
}

func byICT(b brief) brief {
	b.by, b.signer, b.contact = "rangkap", ictHead, ictContact
	return b
}

// stories are the requests of the demonstration, in the order of their letters.
var stories = []func(*teller){
	growthChart, libraryOnline, immunisation, digitalArchive, guestBook, zoning,
	clinicRecords, teacherPresence, citizenVoice, posyandu, queue, diplomas, parking, doctorsSchedule,
}

// growthChart went through all of swakelola, with one round of fixes.
func growthChart(t *teller) {
	b := byHealth(brief{
		kind: "pembangunan-baru", number: "045/0112",
		need:   "Petugas gizi mencatat berat dan tinggi balita di kertas; rekap baru sampai di dinas sebulan kemudian. Diperlukan pencatatan di puskesmas yang langsung terbaca dinas.",
		gain:   "Balita dengan risiko gizi kurang terlihat pada hari yang sama, dan rekap bulanan tidak lagi diketik ulang.",
		harm:   "Tanpa sistem ini, penanganan terlambat sampai enam pekan dan angka kota tidak dapat dipercaya.",
		scope:  "Pencatatan penimbangan, grafik pertumbuhan, daftar balita berisiko, dan rekap per kelurahan.",
		budget: 42_000_000,
	})
	s := t.tell("swakelola", "Pantau Gizi Balita", 330)
	s.letter(b, 330).submit(b, 329, "rencana-anggaran").passReview(323, "rencana-anggaran").present(b, 315).meet(b, 306).approve(302)
	s.form(healthTeams, 295).analyse(healthTeams, 280).build(healthTeams, "pantaugizi", 225)
	s.on(218, 10).
		set("penguji", fields{"hasil-uji": results(map[string]string{"input-efektivitas": "Tinggi badan 7 cm diterima tanpa peringatan."})}).
		upload("penguji", "laporan-uji", "Laporan Pengujian").
		finding("penguji", flow.AddFinding{Aspect: "input", Quality: "efektivitas", Severity: "high", Title: "Tinggi badan yang mustahil diterima", Description: "Nilai 7 cm untuk anak dua tahun tersimpan tanpa peringatan."}).
		picture("penguji", 1, "isian-tinggi-badan.png", screen(6, 3)).
		finding("penguji-pd", flow.AddFinding{Aspect: "proses", Quality: "efisiensi", Severity: "low", Title: "Daftar harus digulir terlalu jauh", Description: "Balita berisiko sebaiknya berada di urutan atas."}).
		act("penguji", "usulkan-perbaikan", nil)
	s.on(210, 11).
		picture("pengembang", 1, "isian-ditolak.png", screen(6, 0)).
		change("pengembang", 1, flow.FindingFixed, "Nilai di luar tabel WHO kini ditolak.").
		change("pengembang", 2, flow.FindingFixed, "Diurutkan menurut risiko.").
		act("pengembang", "selesai-perbaikan", nil)
	s.on(206, 9).
		change("penguji", 1, flow.FindingVerified, "").
		change("penguji", 2, flow.FindingVerified, "").
		pass(healthTeams, 206).introduce(b, healthTeams, 196).monitor(healthTeams, 150).finish(b, healthTeams, 136)
	s.comment("pemohon", "Terima kasih. Enam puskesmas sudah memakai sistem ini setiap hari.", alur.AudienceAll)
}

// libraryOnline went through all of pihak ketiga.
func libraryOnline(t *teller) {
	b := bySchool(brief{
		kind: "pembangunan-baru", number: "421/0207",
		need:   "Tujuh belas perpustakaan sekolah mencatat peminjaman sendiri-sendiri. Diperlukan satu katalog yang dapat dicari siswa.",
		gain:   "Siswa menemukan buku di sekolah lain, dan pembelian ganda berkurang.",
		harm:   "Tanpa sistem ini, sepertiga koleksi tetap tidak dipinjam karena tidak diketahui.",
		scope:  "Katalog bersama, peminjaman, pengembalian, dan laporan koleksi.",
		budget: 98_500_000,
	})
	s := t.tell("pihak-ketiga", "Perpustakaan Sekolah Daring", 318)
	s.letter(b, 318).submit(b, 317, "rencana-anggaran", "sop").passReview(311, "rencana-anggaran", "sop").present(b, 303).meet(b, 294).approve(290)
	s.form(schoolVendor, 283).analyse(schoolVendor, 268).mapCooperation(schoolVendor, 258).agree(b, 250).signAgreement(b, schoolVendor, 248)
	s.build(schoolVendor, "perpustakaan", 180).pass(schoolVendor, 170).introduce(b, schoolVendor, 158).monitor(schoolVendor, 110).finish(b, schoolVendor, 96)
}

// immunisation is being fixed by the third party.
func immunisation(t *teller) {
	b := byHealth(brief{
		kind: "pengembangan", related: "Buku KIA Elektronik", number: "045/0289",
		need:   "Catatan imunisasi anak yang pindah puskesmas hilang. Diperlukan riwayat imunisasi yang mengikuti anaknya.",
		gain:   "Imunisasi yang terlewat diketahui pada kunjungan berikutnya, di puskesmas mana pun.",
		harm:   "Tanpa sistem ini, anak diimunisasi dua kali atau tidak sama sekali.",
		scope:  "Riwayat imunisasi, pengingat jadwal, dan rekap cakupan per kelurahan.",
		budget: 76_000_000,
	})
	s := t.tell("pihak-ketiga", "e-Rekam Imunisasi", 236)
	s.letter(b, 236).submit(b, 235).passReview(229).present(b, 221).meet(b, 212).approve(207)
	s.form(healthVendor, 200).analyse(healthVendor, 184).mapCooperation(healthVendor, 172).agree(b, 163).signAgreement(b, healthVendor, 160)
	s.build(healthVendor, "imunisasi", 42)
	s.on(14, 9).
		set("penguji", fields{"hasil-uji": results(map[string]string{"output-efektivitas": "Jumlah cakupan tidak sama dengan rinciannya."})}).
		finding("penguji", flow.AddFinding{Aspect: "output", Quality: "efektivitas", Severity: "high", Title: "Jumlah salah bila lebih dari 100 baris", Description: "Rekap kelurahan hanya menjumlahkan halaman pertama."}).
		picture("penguji", 1, "rekap-kelurahan.png", screen(9, 9)).
		picture("penguji", 1, "rincian.png", screen(12, 0)).
		finding("penguji", flow.AddFinding{Aspect: "proses", Quality: "efisiensi", Severity: "medium", Title: "Cetak kartu memakan waktu 40 detik", Description: "Diukur pada komputer loket Puskesmas; seharusnya di bawah 5 detik."}).
		finding("penguji-pd", flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "Label tanggal keliru", Description: "Tertulis tanggal lahir, padahal yang diminta tanggal kunjungan."}).
		act("penguji", "usulkan-perbaikan", nil)
	s.on(6, 15).
		picture("vendor", 3, "label-baru.png", screen(4, 0)).
		change("vendor", 3, flow.FindingFixed, "Label sudah dibetulkan.").
		comment("vendor", "Penjumlahan sedang kami tulis ulang; selesai pekan ini.", alur.AudienceAll).
		comment("verifikator", "Pantau tanggal ini: masa perjanjian berakhir bulan depan.", alur.AudienceICT)
}

// digitalArchive is paused until there is a budget; the ICT agency asks for it itself.
func digitalArchive(t *teller) {
	b := byICT(brief{
		kind: "pengembangan", related: "Arsip Surat Masuk", number: "555/0301",
		need:   "Arsip surat lima bidang tersebar di komputer pegawai. Diperlukan satu tempat dengan jadwal retensi.",
		gain:   "Surat ditemukan dalam hitungan detik dan penyusutan arsip berjalan menurut jadwal.",
		harm:   "Tanpa sistem ini, arsip hilang setiap kali komputer diganti.",
		scope:  "Unggah, klasifikasi, pencarian, retensi, dan berita acara pemusnahan.",
		budget: 85_000_000,
	})
	s := t.tell("swakelola", "Arsip Digital", 128)
	s.letter(b, 128).submit(b, 127, "rencana-anggaran").passReview(121, "rencana-anggaran").present(b, 112).meet(b, 103)
	s.on(98, 11).act("kepala", "jeda", fields{"sebab": "menunggu-anggaran", "alasan": "Menunggu penetapan anggaran perubahan."})
}

// guestBook was declined with a recommendation.
func guestBook(t *teller) {
	b := bySchool(brief{
		kind: "pembangunan-baru", number: "421/0355",
		need:   "Tamu sekolah dicatat di buku. Diinginkan aplikasi buku tamu untuk seluruh sekolah.",
		gain:   "Kunjungan tercatat rapi dan dapat direkap.",
		harm:   "Buku tamu hilang atau tidak terbaca.",
		scope:  "Pencatatan tamu, cetak kartu tamu, dan rekap bulanan.",
		budget: 30_000_000,
	})
	s := t.tell("swakelola", "Buku Tamu Digital Sekolah", 116)
	s.letter(b, 116).submit(b, 115).passReview(108).present(b, 99).meet(b, 90)
	s.on(85, 10).act("kepala", "tidak-setujui", fields{
		"bentuk":    "rekomendasi",
		"tanggapan": "Kebutuhan ini sudah dipenuhi Buku Tamu Digital milik Sekretariat Daerah, yang dapat dipakai perangkat daerah lain. Kami sarankan memakai sistem tersebut; tim kami siap mendampingi.",
	})
}

// zoning waits for the third party's signature under the agreement.
func zoning(t *teller) {
	b := bySchool(brief{
		kind: "pengembangan", related: "PPDB Daring", number: "421/0402",
		need:   "Jarak rumah ke sekolah dihitung dengan tangan dari peta cetak. Diperlukan perhitungan yang dapat diperiksa orang tua.",
		gain:   "Keberatan orang tua dijawab dengan angka yang sama bagi semua.",
		harm:   "Tanpa sistem ini, sengketa penerimaan murid terulang setiap tahun.",
		scope:  "Peta sekolah, perhitungan jarak, simulasi, dan berita acara.",
		budget: 120_000_000,
	})
	s := t.tell("pihak-ketiga", "Peta Zonasi Sekolah", 104)
	s.letter(b, 104).submit(b, 103, "kesiapan-sdm").passReview(97, "kesiapan-sdm").present(b, 88).meet(b, 79).approve(75)
	s.form(schoolOther, 66).analyse(schoolOther, 48).mapCooperation(schoolOther, 30).agree(b, 9)
	s.on(5, 10).sign("kepala", "tanda-tangan-kominfo").sign("pemohon2", "tanda-tangan-pemohon")
}

// clinicRecords is being built by the city's own people.
func clinicRecords(t *teller) {
	b := byHealth(brief{
		kind: "pengembangan", related: "SIMPUS", number: "045/0477",
		need:   "Rekam medis puskesmas belum dapat dibaca rumah sakit rujukan. Diperlukan surat rujukan yang membawa riwayatnya.",
		gain:   "Pasien tidak mengulang pemeriksaan yang sama, dan petugas tidak mengetik dua kali.",
		harm:   "Tanpa sistem ini, rujukan tetap di kertas dan obat dapat diberikan ganda.",
		scope:  "Surat rujukan elektronik, ringkasan riwayat, dan umpan balik rumah sakit.",
		budget: 64_000_000,
	})
	s := t.tell("swakelola", "Rujukan Puskesmas Terpadu", 92)
	s.letter(b, 92).submit(b, 91).passReview(85).present(b, 76).meet(b, 67).approve(63)
	s.form(healthTeams, 55).analyse(healthTeams, 36)
	s.on(20, 9).set("pengembang", fields{"kemajuan": []any{s.progress(20, "Rancangan basis data disepakati; layar surat rujukan setengah jadi.")}}).
		on(4, 16).set("pengembang", fields{
		"kemajuan": []any{
			s.progress(20, "Rancangan basis data disepakati; layar surat rujukan setengah jadi."),
			s.progress(4, "Surat rujukan selesai; umpan balik rumah sakit dikerjakan."),
		},
		"repositori": "https://kode.salatiga.example/rujukan",
	}).
		comment("pengembang-pd", "Format riwayat obat sudah kami kirim.", alur.AudienceAll)
}

// teacherPresence waits for its teams: the agency has not named its people yet.
func teacherPresence(t *teller) {
	b := bySchool(brief{
		kind: "pembangunan-baru", number: "421/0511",
		need:   "Kehadiran 1.900 guru direkap dari mesin yang berbeda-beda. Diperlukan satu rekap yang sah untuk tunjangan.",
		gain:   "Rekap bulanan selesai dalam satu jam, bukan lima hari.",
		harm:   "Tanpa sistem ini, tunjangan terlambat dan banyak koreksi.",
		scope:  "Pengumpulan data mesin, izin dan cuti, rekap, dan ekspor untuk tunjangan.",
		budget: 55_000_000,
	})
	s := t.tell("swakelola", "e-Presensi Guru", 78)
	s.letter(b, 78).submit(b, 77, "rencana-anggaran").passReview(71, "rencana-anggaran").present(b, 60).meet(b, 48).approve(40)
	s.on(34, 9).comment("verifikator", "Mohon usulkan dua nama dari Dinas Pendidikan, satu untuk tiap tim.", alur.AudienceAll)
}

// citizenVoice waits for the head's decision.
func citizenVoice(t *teller) {
	b := byICT(brief{
		kind: "pembangunan-baru", number: "555/0544",
		need:   "Aspirasi warga masuk lewat lima saluran tanpa tindak lanjut yang terbaca. Diperlukan satu pintu dengan batas waktu jawaban.",
		gain:   "Warga tahu siapa yang menjawab dan kapan.",
		harm:   "Tanpa sistem ini, aspirasi yang sama masuk berulang kali dan tidak terjawab.",
		scope:  "Formulir aspirasi, pembagian ke perangkat daerah, jawaban, dan ringkasan bulanan.",
		budget: 47_500_000,
	})
	s := t.tell("swakelola", "e-Aspirasi Warga", 54)
	s.letter(b, 54).submit(b, 53).passReview(46).present(b, 32).meet(b, 12)
}

// posyandu has its coordination meeting ahead.
func posyandu(t *teller) {
	b := byHealth(brief{
		kind: "pengembangan", related: "SIPOSYANDU", number: "045/0602",
		need:   "Kader posyandu mencatat di buku lalu mengetik ulang di kelurahan. Diperlukan pencatatan dari ponsel yang berjalan tanpa sinyal.",
		gain:   "Data 280 posyandu sampai pada hari yang sama.",
		harm:   "Tanpa sistem ini, kader bekerja dua kali dan data terlambat sebulan.",
		scope:  "Pencatatan luring, sinkronisasi, dan rekap per kelurahan.",
		budget: 38_000_000,
	})
	s := t.tell("swakelola", "SIPOSYANDU", 40)
	s.letter(b, 40).submit(b, 39, "sop").passReview(31, "sop").present(b, 17)
	s.on(3, 14).set("verifikator", fields{"rapat": s.meeting(-3, 9, 3, "Ruang Rapat Aptika", "verifikator", "kepala", "pemohon")}).
		comment("pemohon", "Kami akan membawa dua kader ke rapat.", alur.AudienceAll)
}

// queue was returned for two documents.
func queue(t *teller) {
	b := byHealth(brief{
		kind: "pembangunan-baru", number: "045/0688",
		need:   "Pasien menunggu sejak pukul lima pagi karena nomor antrean dibagi di tempat. Diperlukan pengambilan nomor dari rumah.",
		gain:   "Waktu tunggu di loket turun dari tiga jam menjadi setengah jam.",
		harm:   "Tanpa sistem ini, antrean menumpuk pada pagi hari dan pasien lansia terlantar.",
		scope:  "Pengambilan nomor, layar panggil, dan laporan waktu tunggu di enam puskesmas.",
		budget: 85_000_000,
	})
	s := t.tell("swakelola", "Sistem Antrean Puskesmas", 26)
	s.letter(b, 26).submit(b, 25, "rencana-anggaran").
		on(7, 9).
		accept("verifikator", "surat", "kak", "proses-bisnis", "analisis-kebutuhan").
		review("verifikator", "dasar-hukum", flow.Rejected, "Pasal tidak terbaca. Mohon dipindai ulang.").
		review("verifikator", "rencana-anggaran", flow.Rejected, "Jumlah tidak sama dengan rincian. Mohon dihitung ulang.").
		act("verifikator", "kembalikan", nil)
}

// diplomas is being reviewed.
func diplomas(t *teller) {
	b := bySchool(brief{
		kind: "pengelolaan", related: "Layanan Legalisasi Ijazah", number: "421/0713",
		need:   "Layanan legalisasi ijazah berjalan di komputer yang sudah tua. Diperlukan pemindahan ke pusat data kota dan pengelolaannya.",
		gain:   "Layanan tidak berhenti saat komputer rusak, dan cadangan dibuat setiap malam.",
		harm:   "Tanpa pemindahan, data legalisasi sepuluh tahun dapat hilang.",
		scope:  "Pemindahan, nama domain, pencadangan, dan pemantauan.",
		budget: 0,
	})
	s := t.tell("swakelola", "Layanan Legalisasi Ijazah", 6)
	s.letter(b, 6).submit(b, 5).
		on(2, 10).claim("verifikator").accept("verifikator", "surat", "kak")
}

// parking came as a paper letter: the counter registered it and brings the data.
func parking(t *teller) {
	b := brief{
		by: "rangkap", agency: transportAgency, kind: "pembangunan-baru", number: "551/0719",
		need:   "Karcis parkir tepi jalan dihitung dengan tangan setiap sore. Diperlukan pencatatan dari ponsel juru parkir.",
		scope:  "Pencatatan karcis, setoran harian, dan rekap per ruas jalan.",
		signer: transportHead, contact: transportContact,
	}
	s := t.tell("swakelola", "Parkir Tepi Jalan", 4)
	s.letter(b, 4).act(b.by, "ajukan", nil).
		on(3, 9).
		upload(b.by, "kak", "Kerangka Acuan Kerja", b.need, b.scope).
		upload(b.by, "dasar-hukum", "Dasar Hukum", "Peraturan yang menjadi dasar layanan ini.")
}

// doctorsSchedule is a draft: its letter is not there yet.
func doctorsSchedule(t *teller) {
	s := t.tell("pihak-ketiga", "Jadwal Dokter Puskesmas", 2)
	s.create("pemohon", fields{
		"judul": s.title, "jenis": "pembangunan-baru",
		"perihal":     "Permohonan pembangunan " + s.title,
		"narahubung":  healthContact,
		"ringkasan":   "Pasien datang saat dokter tidak bertugas. Diperlukan jadwal yang selalu baru dan dapat dilihat dari rumah.",
		"nomor-surat": "045/0731",
	})
}
