package gallery

import (
	"fmt"
	"strconv"

	"github.com/alur-id/alur/internal/web/page"
)

// importExhibits are lists that come in by file.
func importExhibits() []Exhibit {
	base := func(title string, change ...func(*page.Base)) page.Base {
		change = append(change, current("/admin/pengguna"), func(b *page.Base) {
			b.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: "/admin/impor", Text: "Impor dari Excel"}, {Text: title}}
		})
		return administrator(title, change...)
	}
	bring := func(change ...func(*page.Base)) *page.Imports {
		return &page.Imports{
			Base: base("Impor dari Excel", append(change, narrow)...),
			Kind: page.Field{ID: "jenis", Label: "Isi daftar", Type: "radios", Options: []page.Choice{{Value: "people", Text: "Pengguna", Checked: true}, {Value: "agencies", Text: "Perangkat Daerah"}}},
			File: page.Field{ID: "berkas", Label: "Berkas .xlsx atau .csv", Hint: "Paling besar 5 MB dan 5.000 baris. Lembar pertama yang tampak yang dibaca.", Type: "file", Accept: ".xlsx,.csv"},
			Samples: []page.ImportSample{
				{Kind: "Pengguna", Links: []page.Link{{Href: "/a", Text: "Excel, pengguna"}, {Href: "/b", Text: "CSV, pengguna"}}},
				{Kind: "Perangkat Daerah", Links: []page.Link{{Href: "/c", Text: "Excel, perangkat daerah"}, {Href: "/d", Text: "CSV, perangkat daerah"}}},
			},
		}
	}
	waiting := bring()
	waiting.Rows = []page.ImportListRow{
		{Href: "/admin/impor/a", Name: "pegawai-puskesmas.xlsx", Kind: "Pengguna", By: "Diunggah adit, " + fridayAt, Size: "412 baris", Open: "18 baris belum diterapkan"},
		{Href: "/admin/impor/b", Name: longFile, Kind: "Perangkat Daerah", By: "Diunggah adit, " + fridayAt, Size: "34 baris"},
	}
	wrong := bring(faults(page.Fault{Field: "berkas", Text: "Jenis Excel ini tidak dapat dibaca. Buka di Excel, lalu «Simpan sebagai» .xlsx atau .csv"}))
	wrong.Mark()
	own := bring()
	own.Kind, own.Own, own.Samples = page.Field{}, health, own.Samples[:1]

	const three = "pegawai-puskesmas.xlsx"
	flagged := importList(base(three), three, 3)
	flagged.Rows[0].Flags = []page.ImportFlag{{Label: "NIP", Text: "NIP 17 angka, seharusnya 18", Bad: true}, {Label: "Email", Text: "alamat email sudah dipakai Rina Astuti", Bad: true}}
	flagged.Rows[0].Verdict, flagged.Rows[0].Made = page.Tag{Kind: "tolak", Text: "Perlu dibetulkan"}, ""
	flagged.Rows[1].Flags = []page.ImportFlag{{Label: "Perangkat Daerah", Text: "PD tidak dikenal: pilih", Bad: true}}
	flagged.Rows[1].Verdict = page.Tag{Kind: "tolak", Text: "Perlu dibetulkan"}
	flagged.Rows[2].Flags = []page.ImportFlag{{Label: "Peran", Text: "peran Verifikator diberikan di halaman orangnya"}, {Label: "Email", Text: "«tidak ada» dibaca kosong"}}
	flagged.Notes = []string{"Lembar yang tersembunyi tidak dibaca.", "Kolom «Golongan darah» tidak dikenal dan tidak dibaca."}
	flagged.Unknown = []page.ImportUnknown{{Text: "Dinkes Kota", Choose: page.Field{ID: "pd-1", Name: "pd", Label: "«Dinkes Kota», 1 baris", Type: "select", Options: []page.Choice{
		{Text: "Pilih Perangkat Daerah"}, {Value: "+", Text: "Buat PD baru dengan nama ini"}, {Value: "a", Text: health}, {Value: "b", Text: longAgency},
	}}}}
	flagged.Groups = []page.ImportGroup{{Href: "/a", Text: "Semua (3)", On: true}, {Href: "/b", Text: "Perlu dibetulkan (2)"}, {Href: "/c", Text: "Dengan catatan (1)"}}
	flagged.Apply, flagged.Bad, flagged.Shown = "Terapkan 1 baris", "2 baris perlu dibetulkan dan tidak ikut diterapkan; baris itu tetap menunggu di sini.", "1 sampai 3 dari 3 baris"

	long := importList(base("pegawai.csv"), "pegawai.csv", 50)
	long.Groups = []page.ImportGroup{{Href: "/a", Text: "Semua (400)", On: true}, {Href: "/d", Text: "Tanpa catatan (398)"}, {Href: "/e", Text: "Dilewati (2)"}}
	long.Apply, long.Shown = "Terapkan 398 baris", "51 sampai 100 dari 400 baris"
	long.First, long.Before, long.Next = "/admin/impor/a", "/admin/impor/a", "/admin/impor/a?mulai=100"
	long.Rows[3].Verdict, long.Rows[3].Off = page.Tag{Kind: "draf", Text: "Dilewati"}, true
	long.Rows[4].Verdict, long.Rows[4].Made = page.Tag{Kind: "tunggu", Text: "Berubah"}, ""
	long.Rows[4].Changes = []string{"Perangkat Daerah: dari " + health + " menjadi " + longAgency, "Peran: dari Pemohon menjadi Pemohon, Anggota tim"}
	long.Rows[4].Target = page.Link{Href: "/admin/pengguna/wati", Text: "wati"}

	applied := importList(base(three), three, 3)
	for i := range applied.Rows {
		x := &applied.Rows[i]
		x.Verdict, x.Made, x.Edit, x.Tick = page.Tag{Kind: "selesai", Text: "Ditambahkan"}, "", "", page.Field{}
		x.Target = page.Link{Href: "/admin/pengguna/x", Text: fmt.Sprintf("contoh.orang%d", i+1)}
		x.Cells = []page.ImportCell{{Label: "NIP", Value: "1990••••••••••••01"}, {Label: "Perangkat Daerah", Value: health}}
	}
	applied.Groups = []page.ImportGroup{{Href: "/a", Text: "Semua (3)", On: true}, {Href: "/f", Text: "Sudah diterapkan (3)"}}
	applied.Ticks, applied.Shown, applied.Results = false, "1 sampai 3 dari 3 baris", "/admin/impor/a/hasil.csv"
	applied.Done, applied.Invite = "Sudah diterapkan: 3 ditambahkan, 0 diubah, 0 sudah sama.", "Kirim undangan lewat email (2)"
	applied.Reach = "1 orang tanpa alamat email: buka halaman orangnya dan sampaikan tautan undangannya sendiri."
	none := importList(base(three), three, 0)
	none.Groups, none.Ticks = []page.ImportGroup{{Href: "/a", Text: "Semua (3)"}, {Href: "/b", Text: "Perlu dibetulkan (0)", On: true}}, false
	none.Apply = "Terapkan 3 baris"

	mend := func(change ...func(*page.Base)) *page.ImportRowForm {
		p := &page.ImportRowForm{Base: base("Baris 4", append(change, narrow)...), Action: "/admin/impor/a/baris/4", Return: "/admin/impor/a#baris-4", Line: 4}
		for _, f := range []struct{ id, label, value, hint string }{
			{"name", "Nama", "Contoh Satu, S.Kom.", ""}, {"username", "Nama pengguna", "", "Bila kosong, dibuat dari namanya: contoh.satu"}, {"nip", "NIP", "19900101201503100", ""},
			{"email", "Email", "contoh.satu@example.go.id", ""}, {"agency", "Perangkat Daerah", health, ""}, {"roles", "Peran", "Pemohon", "Misalnya Pemohon, Anggota tim, atau Admin PD; pisahkan dengan koma"},
		} {
			p.Fields = append(p.Fields, page.Field{ID: "kolom-" + f.id, Label: f.label, Value: f.value, Hint: f.hint, Optional: f.id != "name"})
		}
		return p
	}
	bad := mend(faults(page.Fault{Field: "kolom-nip", Text: "NIP: NIP 17 angka, seharusnya 18"}))
	bad.Fields[2].Fault = "NIP 17 angka, seharusnya 18"
	bad.Flags = []page.ImportFlag{{Label: "Baris", Text: "akunnya nonaktif dan tetap nonaktif"}}
	good := mend()
	good.Fields[2].Value = "199001012015031001"
	const lists, list, row = "Impor dari Excel", "Periksa daftar", "Satu baris daftar"
	return []Exhibit{
		{Page: "imports", Name: lists, Look: "belum ada", Content: bring()},
		{Page: "imports", State: "menunggu", Name: lists, Look: "dua daftar", Content: waiting},
		{Page: "imports", State: "salah", Name: lists, Look: "berkas ditolak", Status: 422, Content: wrong},
		{Page: "imports", State: "pd", Name: lists, Look: "admin PD", Content: own},
		{Page: "import", Name: list, Look: "tiga baris bertanda", Content: flagged},
		{Page: "import", State: "panjang", Name: list, Look: "400 baris, halaman kedua", Content: long},
		{Page: "import", State: "selesai", Name: list, Look: "sudah diterapkan", Content: applied},
		{Page: "import", State: "kosong", Name: list, Look: "kelompok kosong", Content: none},
		{Page: "import_row", Name: row, Look: "boleh diterapkan", Content: good},
		{Page: "import_row", State: "salah", Name: row, Look: "perlu dibetulkan", Status: 422, Content: bad},
	}
}

// importList is a list with so many invented people.
func importList(b page.Base, name string, n int) *page.ImportPage {
	p := &page.ImportPage{
		Base: b, Action: "/admin/impor/a", Name: name, Kind: "Pengguna", By: "Diunggah adit, " + fridayAt, Gone: "Dihapus sendiri Minggu, 3 Jan 2027.", Ticks: true,
		Keep: []page.Pair{{Name: "tampil"}, {Name: "mulai", Value: "0"}},
	}
	p.Title = "Periksa " + name
	for i := range n {
		line := strconv.Itoa(i + 2)
		p.Rows = append(p.Rows, page.ImportRow{
			Line: i + 2, ID: "baris-" + line, Edit: "/admin/impor/a/baris/" + line, Title: "Contoh Orang " + strconv.Itoa(i+1), Verdict: page.Tag{Kind: "tunggu", Text: "Baru"},
			Made: "contoh.orang" + strconv.Itoa(i+1), Tick: page.Field{ID: "lewati-" + line}, Cells: []page.ImportCell{
				{Label: "NIP", Value: "199001012015031001"}, {Label: "Email", Value: fmt.Sprintf("contoh.orang%d@example.go.id", i+1)}, {Label: "Perangkat Daerah", Value: longAgency}, {Label: "Peran", Value: "Pemohon"},
			},
		})
	}
	return p
}
