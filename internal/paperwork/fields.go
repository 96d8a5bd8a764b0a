package paperwork

// field is a name that templates may use: a text, yes or no, or a list.
type field struct {
	name   string
	asks   bool
	within []field
}

func texts(names ...string) []field {
	out := make([]field, len(names))
	for i, n := range names {
		out[i].name = n
	}
	return out
}

func asks(name string) field { return field{name: name, asks: true} }

func list(name string, within ...string) field {
	return field{name: name, within: texts(append([]string{"no"}, within...)...)}
}

// fields are all of them, in the order in which people read them. A test holds [values]
// to them.
var fields = func() []field {
	out := texts("nomor", "tanggal", "kota", "hari_ini", "hari_ini_angka", "hari_ini_tanggal",
		"sistem", "sistem_kapital", "nomor_permohonan", "kode_lacak", "jalur", "jenis", "sistem_terkait", "nomor_surat", "tanggal_surat", "perihal", "ringkasan", "tanggal_ajukan",
		"pd", "pd_kota", "pd_alamat", "pd_jabatan", "pd_nama", "pd_nip",
		"diskominfo", "diskominfo_alamat", "kepala_jabatan", "kepala_jabatan_kapital", "kepala_nama", "kepala_nip",
		"petugas_nama", "petugas_nip", "petugas_jabatan")
	out = append(out, asks("ada_pihak_ketiga"))
	out = append(out, texts("pihak_ketiga", "pihak_ketiga_alamat", "penunjukan_cara", "penunjukan_nomor", "penunjukan_tanggal")...)
	// Review and decision.
	out = append(out, list("dokumen", "nama", "berkas", "sidik", "hasil", "catatan"), asks("ada_kekurangan"), list("kekurangan", "nama", "catatan"), asks("lengkap"))
	out = append(out, texts("jumlah_dokumen", "jumlah_sesuai", "jumlah_kurang", "tanggal_putusan", "alasan", "bentuk", "tanggapan")...)
	out = append(out, asks("rekomendasi"))
	// Meetings.
	out = append(out, texts("acara", "hari_acara", "hari_acara_huruf", "hari_acara_angka", "waktu", "tempat", "tautan", "tamu")...)
	out = append(out, asks("ada_peserta"), list("peserta", "nama", "instansi", "nip"), list("hadirin", "nama", "instansi", "nip", "paraf"))
	out = append(out, asks("ada_pokok"), list("pokok", "judul", "golongan", "isi"))
	out = append(out, texts("catatan_rapat", "gambaran_umum", "analisis_dampak", "ruang_lingkup")...)
	out = append(out, asks("ada_tahapan"), list("tahapan", "nama", "tenggat"))
	// Teams.
	out = append(out, texts("nama_tim", "nama_tim_kapital", "diktum_akhir", "penyusun", "pembuat", "pendamping")...)
	out = append(out, field{name: "tim", within: append(texts("no", "nama"), list("anggota", "nama", "instansi", "nip"))})
	out = append(out, list("penanda_tangan", "atas", "jabatan", "nama", "nip"))
	// Work.
	out = append(out, list("kelayakan", "aspek", "putusan", "catatan"), asks("layak"), asks("ada_desain"), list("desain", "berkas", "sidik"))
	out = append(out, texts("pemetaan")...)
	out = append(out, list("kepatuhan", "nama", "keadaan", "catatan"), list("pemasangan", "nama", "keadaan", "catatan"))
	out = append(out, texts("versi", "repositori", "alamat_sistem", "putaran")...)
	out = append(out, list("hasil_uji", "aspek", "putusan", "catatan"), asks("lulus"), asks("ada_temuan"), list("temuan", "judul", "uraian", "aspek", "tingkat", "keadaan", "catatan"))
	out = append(out, texts("jumlah_temuan", "jumlah_tuntas", "hari_sosialisasi", "jumlah_peserta")...)
	out = append(out, asks("ada_materi"), list("materi", "berkas", "sidik"))
	out = append(out, field{name: "pemantauan", within: append(texts("no", "golongan"), list("catatan", "tanggal", "isi"))})
	out = append(out, texts("kesimpulan")...)
	return append(out, list("pekerjaan", "nama", "mulai", "selesai"), list("serahan", "nama", "keterangan"))
}()
