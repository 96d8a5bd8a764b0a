package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The people and offices of these letters are invented.

const longName = "Prof. Dr. Ir. Raden Ajeng Sekartaji Wulandari Kusumaningtyas Purbaningrum, S.Kom., M.T.I., Ph.D., CISA"

var longOffice = "Kepala Bidang Penyelenggaraan Aplikasi Informatika, Persandian, Statistik Sektoral, dan Keamanan Informasi pada Dinas Contoh Kota Contoh"

// madeAt is when the letters of these tests are made.
var madeAt = time.Date(2026, time.November, 23, 2, 30, 0, 0, time.UTC)

func sample(t testing.TB, name string) *Template {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	template, err := ParseText(src)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return template
}

// emblem is a made-up logo with a transparent edge.
func emblem(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 160, 200))
	for y := range 200 {
		for x := range 160 {
			dx, dy := float64(x-80)/80, float64(y-100)/100
			if d := dx*dx + dy*dy; d < 0.6 {
				img.SetNRGBA(x, y, color.NRGBA{R: 20, G: 80, B: 160, A: 255})
			} else if d < 1 {
				img.SetNRGBA(x, y, color.NRGBA{R: 230, G: 190, B: 40, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func look(t testing.TB) Look {
	t.Helper()
	return Look{
		Size: A4,
		Head: Letterhead{
			Above: "PEMERINTAH KOTA CONTOH",
			Name:  "DINAS KOMUNIKASI DAN INFORMATIKA",
			Below: []string{"Jalan Melati Nomor 12, Kota Contoh 50700, Telepon (0298) 000000", "Pos-el: kantor@contoh.example, Laman: https://contoh.example"},
			Logo:  emblem(t),
		},
		Check: "https://alur.contoh.example/periksa/7KQ2-M9XV-3TDP",
		Seal:  "Dibuat dari riwayat permohonan SI-2026-0001 sampai kejadian 42, hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Made:  madeAt, Title: "Undangan rapat", Author: "Dinas Komunikasi dan Informatika",
	}
}

func person(sebutan, nama, jabatan string) Values {
	return Values{"sebutan": sebutan, "nama": nama, "jabatan": jabatan, "pangkat": "Pembina Utama Muda", "nip": "19700101 199503 1 001"}
}

// samples are the values of the templates in testdata.
func samples() map[string]Values {
	var people []Values
	for i := range 40 {
		p := person("", fmt.Sprintf("Peserta Contoh ke-%d", i+1), "Pranata Komputer Ahli Muda, Dinas Contoh")
		if i%9 == 4 {
			p = person("", longName, longOffice)
		}
		p["hadir"] = []string{"Luring", "Daring"}[i%2]
		people = append(people, p)
	}
	head := person("Kepala Dinas", "Drs. Wibisana Hartawan, M.Si.", "Kepala Dinas Komunikasi dan Informatika Kota Contoh")
	return map[string]Values{
		"undangan": {
			"tanggal": "23 November 2026", "nomor": Blank, "sifat": "Biasa", "lampiran": "1 (satu) berkas", "acara": "Rapat Koordinasi Pengembangan Sistem Informasi",
			"penerima":    []Values{{"nama": longOffice}, {"nama": "Camat Contoh Utara"}, {"nama": "Ketua Tim Pengembang"}},
			"nama_sistem": "Layanan Izin Usaha Mikro & Kecil Terpadu <SIUMKT>", "perangkat_daerah": "Dinas Perdagangan Kota Contoh", "nomor_surat": "000.8.3/123/2026", "tanggal_surat": "2 November 2026",
			"hari_tanggal": "Kamis, 26 November 2026", "waktu": "09.00 WIB s.d. selesai", "tempat": "Ruang Rapat Lantai 2, Jalan Melati Nomor 12",
			"catatan": "Peserta membawa laptop.\nUndangan tidak dapat diwakilkan, kecuali dengan surat tugas.", "ada_tembusan": true,
			"tembusan": []Values{{"nama": "Sekretaris Daerah Kota Contoh (sebagai laporan)"}, {"nama": "Arsip"}},
			"jabatan":  head["jabatan"], "nama": head["nama"], "pangkat": head["pangkat"], "nip": head["nip"],
		},
		"serah-terima": {
			"nama_sistem": "LAYANAN IZIN USAHA", "nomor": Blank, "tanggal_kata": DateWords(madeAt), "tanggal_angka": "23-11-2026", "tempat": "Kota Contoh",
			"nama_pertama": longName, "nip_pertama": "19700101 199503 2 001", "jabatan_pertama": "Kepala Dinas Komunikasi dan Informatika Kota Contoh",
			"nama_kedua": "Drs. Wibisana Hartawan, M.Si.", "nip_kedua": "19650505 199001 1 002", "jabatan_kedua": "Kepala Dinas Perdagangan Kota Contoh",
			"barang": []Values{
				{"uraian": "Kode sumber beserta repositori", "jumlah": "1 paket", "keterangan": "Cabang utama pada rilis 1.0"},
				{"uraian": "Panduan pengguna dan panduan pengelola", "jumlah": "2 berkas", "keterangan": ""},
			},
			"masa":  "6 (" + Words(6) + ") bulan",
			"saksi": []Values{person("", "Raditya Santosa, S.H.", "Asisten Administrasi Umum Sekretariat Daerah Kota Contoh")},
			"lampiran": []Values{
				{"uraian": "Dokumentasi teknis", "ada": true}, {"uraian": "Hasil uji keamanan", "ada": false},
			},
		},
		"notulen": {
			"rapat": "Presentasi kebutuhan sistem", "hari_tanggal": "Kamis, 26 November 2026", "waktu": "09.00 s.d. 11.30 WIB", "tempat": "Ruang Rapat Lantai 2",
			"pimpinan": longName, "pencatat": "Sinta Paramita, A.Md.",
			"pembahasan": "Pemohon memaparkan kebutuhan. Alamat uji coba https://uji.contoh.example/layanan/izin-usaha/pendaftaran-akun-baru dibahas bersama.\nTim Penguji meminta rencana pengujian beban, karena layanan akan dipakai serentak oleh seluruh kecamatan pada awal tahun.",
			"butir": []Values{
				{"pokok": "Integrasi", "hasil": "memakai layanan masuk tunggal", "pelaksana": "Tim Pengembang", "batas": "11 Desember 2026"},
				{"pokok": "Anggaran", "hasil": "Rp1.234.567 (" + Words(1234567) + " rupiah)", "pelaksana": "", "batas": ""},
			},
			"penanda": []Values{
				person("Pimpinan Rapat", longName, ""), person("Pencatat", "Sinta Paramita, A.Md.", ""), person("Wakil Pemohon", "Drs. Wibisana Hartawan, M.Si.", ""),
			},
			"peserta": people,
		},
	}
}

func filled(t testing.TB, name string) *Document {
	t.Helper()
	d, err := sample(t, name).Fill(samples()[name])
	if err != nil {
		t.Fatalf("fill %s: %v", name, err)
	}
	return d
}
