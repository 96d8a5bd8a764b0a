package gallery

import "github.com/alur-id/alur/internal/web/page"

// adminExhibits are the agencies, and who stands in for whom.
func adminExhibits() []Exhibit {
	query := func(label, value string) page.Field {
		return page.Field{ID: "kata", Label: label, Type: "search", Value: value}
	}
	kinds := selectField("jenis", "Jenis", "Perangkat Daerah", "Pihak ketiga")
	agencyList := func(value string) *page.Agencies {
		return &page.Agencies{Base: administrator("Perangkat Daerah", current("/admin/pd")), Query: query("Cari nama atau singkatan", value), Kind: kinds, Asked: value}
	}
	agencies := agencyList("")
	agencies.Next = "/admin/pd?setelah=x"
	agencies.Rows = []page.AgencyRow{
		{Href: "/admin/pd/a", Name: health, Short: "Dinkes", Kind: "Perangkat Daerah", Active: true},
		{Href: "/admin/pd/b", Name: longAgency, Short: "DPPKB-PPPA", Kind: "Perangkat Daerah", Active: true, Unconfirmed: true},
		{Href: "/admin/pd/c", Name: vendor, Short: "Nusa Karya", Kind: "Pihak ketiga"},
	}
	agencyForm := func(title string, change ...func(*page.Base)) *page.AgencyForm {
		change = append(change, narrow, func(b *page.Base) {
			b.Crumbs = []page.Link{{Href: "/admin/pd", Text: "Perangkat Daerah"}, {Text: title}}
		})
		return &page.AgencyForm{
			Base: administrator(title, change...), Action: "/admin/pd/x", Heading: title, Name: page.Field{ID: "nama", Label: "Nama resmi", Width: "l"},
			Short: page.Field{ID: "singkatan", Label: "Singkatan", Width: "m"}, Kind: kinds,
			State: page.Field{ID: "keadaan", Label: "Keadaan", Type: "checkboxes", Options: []page.Choice{
				{Value: "aktif", Text: "Aktif", Hint: "Organisasi yang tidak aktif tidak dapat dipilih lagi.", Checked: true}, {Value: "sah", Text: "Nama resmi sudah dipastikan"},
			}},
		}
	}
	add := agencyForm("Tambah Perangkat Daerah")
	add.New = true
	change := agencyForm("Ubah " + longAgency)
	change.Name.Value, change.Short.Value = longAgency, "DPPKB-PPPA"
	change.Kop, change.Preview = "/admin/pd/x/kop", page.Letterhead{Government: "PEMERINTAH KOTA SALATIGA", Name: longAgency, Lines: []string{"Jalan Contoh Nomor 1, Salatiga"}, Place: "Salatiga, 8 Desember 2026"}
	change.From = page.Field{ID: "sejak", Label: "Hari pertama", Type: "date", Optional: true, Width: "s"}
	change.Until = page.Field{ID: "sampai", Label: "Hari terakhir", Type: "date", Value: "2026-12-31", Optional: true, Width: "s"}
	change.Next = selectField("penerus", "Organisasi penerus", health)
	wrong := agencyForm("Tambah Perangkat Daerah", faults(page.Fault{Field: "nama", Text: "Tulis nama resmi"}, page.Fault{Field: "singkatan", Text: "Singkatan ini sudah dipakai Dinas Kesehatan"}))
	wrong.New, wrong.Short.Value = true, "Dinkes"
	wrong.Mark()

	standIns := func(change ...func(*page.Base)) *page.UserStandIns {
		who := selectField("pengganti", "Siapa yang menggantikan", rino+" (Verifikator)")
		who.Options[0].Text, who.Hint = "Pilih orang", "Rekan dari "+ict
		p := &page.UserStandIns{
			Base: administrator("Pengganti "+wati, change...), Name: wati, Action: "/admin/pengguna/wati/pengganti", Office: true, Who: who,
			Ground: page.Field{ID: "dasar", Label: "Dasar penggantian", Type: "radios", Options: []page.Choice{
				{Value: "plt", Text: "Pelaksana tugas (Plt)", Hint: "Jabatannya kosong. Akun pejabat lama boleh sudah nonaktif."},
				{Value: "plh", Text: "Pelaksana harian (Plh)", Hint: "Pejabatnya berhalangan sementara, misalnya tugas luar atau sakit."},
				{Value: "cuti", Text: "Pengganti selama cuti", Hint: "Pegawainya cuti, dan rekannya mengerjakan tugasnya."},
			}},
			From:  page.Field{ID: "mulai", Label: "Hari pertama", Type: "date", Value: "2026-11-23", Width: "s"},
			Until: page.Field{ID: "sampai", Label: "Hari terakhir", Hint: "Masih termasuk; tengah malam sesudahnya penggantian berakhir sendiri", Type: "date", Width: "s"},
			Basis: page.Field{ID: "surat", Label: "Nomor surat", Hint: "Surat perintah yang menetapkannya, misalnya 800/123/2026", Optional: true, Width: "l"},
		}
		p.Wide = false
		p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: "/admin/pengguna/wati", Text: wati}, {Text: "Pengganti"}}
		return p
	}
	standing := standIns()
	standing.Now = []page.StandInRow{
		{ID: "a", Who: rino, Absent: wati, Kind: "Plh", Period: "Senin, 23 Nov 2026 sampai Jumat, 27 Nov 2026", Basis: "800/123/2026", By: "adit"},
		{ID: "b", Who: rino, Absent: wati, Kind: "Pengganti cuti", Period: "Senin, 23 Nov 2026 sampai Jumat, 27 Nov 2026", By: "adit", Void: "Tidak berlaku: akun pejabatnya nonaktif. Bila jabatannya kosong, catat sebagai Plt."},
	}
	standing.Coming = []page.StandInRow{{ID: "c", Who: rino, Absent: wati, Kind: "Plt", Period: "Selasa, 1 Des 2026 sampai Senin, 1 Mar 2027", Basis: "Keputusan Wali Kota 188/45/2026 tentang penunjukan pelaksana tugas", By: "adit"}}
	standing.Past = []page.StandInRow{{Who: rino, Absent: wati, Kind: "Plh", Period: "Senin, 2 Nov 2026, diakhiri Rabu, 4 Nov 2026 pukul 09.14 WIB", By: "adit"}}
	wrongStandIn, noOffice := standIns(faults(page.Fault{Field: "pengganti", Text: "Pilih siapa yang menggantikan"}, page.Fault{Field: "sampai", Text: "Hari terakhir tidak boleh sebelum hari pertama"})), standIns()
	wrongStandIn.Until.Value = "2026-11-20"
	wrongStandIn.Mark()
	noOffice.Office = false
	const list, one = "Daftar Perangkat Daerah", "Satu Perangkat Daerah"
	return []Exhibit{
		{Page: "agencies", Name: list, Look: "terisi", Content: agencies},
		{Page: "agencies", State: "nihil", Name: list, Look: "tidak ditemukan", Content: agencyList("dinas pariwisata")},
		{Page: "agencies", State: "kosong", Name: list, Look: "belum ada", Content: agencyList("")},
		{Page: "agency_form", Name: one, Look: "tambah", Content: add},
		{Page: "agency_form", State: "ubah", Name: one, Look: "ubah, nama panjang", Content: change},
		{Page: "agency_form", State: "salah", Name: one, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "user_stand_ins", Name: "Pengganti", Look: "sekarang, akan datang, lewat", Content: standing},
		{Page: "user_stand_ins", State: "kosong", Name: "Pengganti", Look: "belum ada", Content: standIns()},
		{Page: "user_stand_ins", State: "salah", Name: "Pengganti", Look: "isian salah", Status: 422, Content: wrongStandIn},
		{Page: "user_stand_ins", State: "tanpa-jabatan", Name: "Pengganti", Look: "tidak memegang jabatan", Content: noOffice},
	}
}
