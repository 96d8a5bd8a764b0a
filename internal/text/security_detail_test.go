package text

import "testing"

// TestExportFilter: what a list was filtered by is said in words, and nothing is lost of it.
func TestExportFilter(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]string{
		"":             "",
		"SI-2026-0007": "SI-2026-0007",
		"status=open":  "disaring menurut status Berjalan",
		"giliran=saya&jalur=pihak-ketiga&kata=antrean+puskesmas&pd=dinas-kesehatan&setelah=": "disaring menurut kata «antrean puskesmas», jalur Pihak Ketiga, instansi dinas-kesehatan, yang menunggu dirinya, setelah=",
		"akun=budi&dari=2026-11-23&jenis=masuk&sampai=kapan":                                 "disaring menurut golongan Masuk dan sesi, akun budi, sejak Senin, 23 Nov 2026, sampai kapan",
		"jenis=lain&urut=nama": "disaring menurut golongan lain, urut=nama",
		"kata=%zz":             "disaring menurut kata=%zz",
		"tahun=2026":           "disaring menurut tahun 2026",
	} {
		if got := exportFilter(filter); got != want {
			t.Errorf("%q: %q, want %q", filter, got, want)
		}
	}
}

func TestSecurityDetails(t *testing.T) {
	t.Parallel()
	const budi, adit = "Budi (budi)", "Adit (adit)"
	for _, c := range []struct{ kind, detail, want string }{
		{"proposed", "invite", "Adit (adit) mengusulkan perubahan atas Budi (budi): undangan."},
		{"proposed", "change", "Adit (adit) mengusulkan perubahan atas Budi (budi): peran atau email."},
		{"proposed", "activate", "Adit (adit) mengusulkan perubahan atas Budi (budi): pengaktifan."},
		{"proposed", "password", "Adit (adit) mengusulkan perubahan atas Budi (budi): kata sandi."},
		{"proposed", "factors", "Adit (adit) mengusulkan perubahan atas Budi (budi): penghapusan faktor kedua."},
		{"proposed", "identity", "Adit (adit) mengusulkan perubahan atas Budi (budi): akun lain."},
		{"proposed", "", "Adit (adit) mengusulkan perubahan atas Budi (budi)."},
		{"proposed", "rename, proposed by sari", "Adit (adit) mengusulkan perubahan atas Budi (budi): rename, proposed by sari."},
		{"proposal-confirmed", "change, proposed by sari", "Usulan perubahan atas Budi (budi) disetujui oleh Adit (adit): peran atau email, diusulkan sari."},
		{"proposal-refused", "password, proposed by sari", "Usulan perubahan atas Budi (budi) ditolak oleh Adit (adit): kata sandi, diusulkan sari."},
		{"proposal-refused", "factors, stale, proposed by sari", "Usulan perubahan atas Budi (budi) ditolak oleh Adit (adit): penghapusan faktor kedua, gugur, diusulkan sari."},
		{"proposal-refused", "factors, late", "Usulan perubahan atas Budi (budi) ditolak oleh Adit (adit): factors, late."},

		{"import-staged", "people: 3 rows", "Daftar dari berkas diunggah oleh Adit (adit): 3 baris."},
		{"import-staged", "", "Daftar dari berkas diunggah oleh Adit (adit)."},

		{"token-made", "dasbor: read, 2027-01-01", "Token API dibuat untuk Budi (budi) oleh Adit (adit): dasbor (membaca), sampai 2027-01-01."},
		{"token-made", "dasbor: read write admin, 2027-01-01", "Token API dibuat untuk Budi (budi) oleh Adit (adit): dasbor (membaca dan menulis, mengelola), sampai 2027-01-01."},
		{"token-made", "Dinkes: dasbor, 2: read admin, 2027-01-01", "Token API dibuat untuk Budi (budi) oleh Adit (adit): Dinkes: dasbor, 2 (membaca, mengelola), sampai 2027-01-01."},
		{"token-made", "dasbor: , 2027-01-01", "Token API dibuat untuk Budi (budi) oleh Adit (adit): dasbor (semua yang boleh dilakukan pemiliknya), sampai 2027-01-01."},
		{"token-made", "dasbor: sign, 2027-01-01", "Token API dibuat untuk Budi (budi) oleh Adit (adit): dasbor: sign, 2027-01-01."},
		{"token-made", "dasbor: read, besok", "Token API dibuat untuk Budi (budi) oleh Adit (adit): dasbor: read, besok."},

		{"service-added", "dinas-kesehatan requester member, wati", "Akun layanan Budi (budi) dibuat oleh Adit (adit): dinas-kesehatan, Pemohon, Anggota tim, penanggung jawab wati."},
		{"service-added", "inspektorat , wati", "Akun layanan Budi (budi) dibuat oleh Adit (adit): inspektorat, tanpa peran, penanggung jawab wati."},
		{"service-added", "dinas-kesehatan robot, wati", "Akun layanan Budi (budi) dibuat oleh Adit (adit): dinas-kesehatan robot, wati."},
		{"service-added", "dinas-kesehatan", "Akun layanan Budi (budi) dibuat oleh Adit (adit): dinas-kesehatan."},
	} {
		if got := Security(SecurityEntry{Kind: c.kind, Person: budi, Actor: adit, Detail: c.detail}); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.detail, got, c.want)
		}
	}
	for detail, want := range map[string]string{
		"audit-security 3107":   "Pengelola server mengekspor catatan keamanan, 3.107 baris.",
		"audit-export:0123ab 1": "Pengelola server mengekspor riwayat permohonan 0123ab, 1 baris.",
		"lain.csv 2":            "Pengelola server mengekspor lain.csv, 2 baris.",
	} {
		if got := Security(SecurityEntry{Kind: "exported", Detail: detail}); got != want {
			t.Errorf("%q: %q, want %q", detail, got, want)
		}
	}
}
