package gallery

import "github.com/alur-id/alur/internal/web/page"

// adminExhibits are the people and the agencies.
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
	wrong := agencyForm("Tambah Perangkat Daerah", faults(page.Fault{Field: "nama", Text: "Tulis nama resmi"}, page.Fault{Field: "singkatan", Text: "Singkatan ini sudah dipakai Dinas Kesehatan"}))
	wrong.New, wrong.Short.Value = true, "Dinkes"
	wrong.Mark()

	userList := func(value string) *page.Users {
		return &page.Users{Base: administrator("Pengguna", current("/admin/pengguna")), Query: query("Cari nama", value), Agency: selectField("instansi", "Instansi", health, ict), Asked: value}
	}
	users := userList("")
	users.Next = "/admin/pengguna?setelah=x"
	users.Rows = []page.UserRow{
		{Href: "/admin/pengguna/wati", Username: "wati", Name: wati, Agency: health, Roles: "Pemohon, Anggota", Active: true},
		{Href: "/admin/pengguna/rino", Username: "rino", Name: rino, Agency: ict, Roles: "Verifikator", Active: true},
		{Href: "/admin/pengguna/x", Username: "sri-rejeki-handayani", Name: "Dr. Ir. Sri Rejeki Handayaningrum Prawirodirdjo, S.Kom., M.T.", Agency: longAgency, Roles: "Pemohon, Anggota, Penanda tangan"},
	}
	roles := page.Field{ID: "peran", Label: "Peran", Type: "checkboxes", Options: []page.Choice{
		{Value: "a", Text: "Pemohon", Hint: "Mengajukan permohonan bagi Perangkat Daerahnya", Checked: true}, {Value: "b", Text: "Verifikator", Hint: "Menelaah permohonan; hanya Diskominfo"},
		{Value: "c", Text: "Anggota", Hint: "Dapat ditunjuk dalam tim"}, {Value: "d", Text: "Pengelola", Hint: "Mengelola pengguna dan Perangkat Daerah"},
	}}
	agency := selectField("instansi", "Instansi", health, longAgency)
	userForm := func(change ...func(*page.Base)) *page.UserForm {
		change = append(change, narrow, func(b *page.Base) {
			b.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: "Tambah pengguna"}}
		})
		return &page.UserForm{Base: administrator("Tambah pengguna", change...), Username: usernameField(), Name: nameField(""), Agency: agency, Roles: roles, Password: newPassword()}
	}
	wrongUser := userForm(faults(page.Fault{Field: "nama-pengguna", Text: "Nama pengguna ini sudah dipakai"}, page.Fault{Field: "peran", Text: "Verifikator harus orang Diskominfo"}))
	wrongUser.Username.Value = "wati"
	wrongUser.Mark()
	user := func() *page.UserPage {
		p := &page.UserPage{Base: administrator("Pengguna "+wati, narrow), Username: "wati", Action: "/admin/pengguna/wati", Active: true, Name: nameField(wati), Agency: agency, Roles: roles, Password: newPassword()}
		p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: wati}}
		return p
	}
	inactive, self := user(), user()
	inactive.Active = false
	self.Self = true
	replaced := user()
	replaced.StandIns = []page.StandInRow{{Who: rino, Absent: wati, Kind: "Plh", Period: "Senin, 23 Nov 2026 sampai Jumat, 27 Nov 2026"}}
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
	const list, one, people, person = "Daftar Perangkat Daerah", "Satu Perangkat Daerah", "Daftar pengguna", "Satu pengguna"
	return []Exhibit{
		{Page: "agencies", Name: list, Look: "terisi", Content: agencies},
		{Page: "agencies", State: "nihil", Name: list, Look: "tidak ditemukan", Content: agencyList("dinas pariwisata")},
		{Page: "agencies", State: "kosong", Name: list, Look: "belum ada", Content: agencyList("")},
		{Page: "agency_form", Name: one, Look: "tambah", Content: add},
		{Page: "agency_form", State: "ubah", Name: one, Look: "ubah, nama panjang", Content: change},
		{Page: "agency_form", State: "salah", Name: one, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "users", Name: people, Look: "terisi", Content: users},
		{Page: "users", State: "nihil", Name: people, Look: "tidak ditemukan", Content: userList("bambang")},
		{Page: "user_form", Name: "Tambah pengguna", Look: "isian kosong", Content: userForm()},
		{Page: "user_form", State: "salah", Name: "Tambah pengguna", Look: "isian salah", Status: 422, Content: wrongUser},
		{Page: "user", Name: person, Look: "aktif", Content: user()},
		{Page: "user", State: "pengganti", Name: person, Look: "sedang digantikan", Content: replaced},
		{Page: "user_stand_ins", Name: "Pengganti", Look: "sekarang, akan datang, lewat", Content: standing},
		{Page: "user_stand_ins", State: "kosong", Name: "Pengganti", Look: "belum ada", Content: standIns()},
		{Page: "user_stand_ins", State: "salah", Name: "Pengganti", Look: "isian salah", Status: 422, Content: wrongStandIn},
		{Page: "user_stand_ins", State: "tanpa-jabatan", Name: "Pengganti", Look: "tidak memegang jabatan", Content: noOffice},
		{Page: "user", State: "nonaktif", Name: person, Look: "nonaktif", Content: inactive},
		{Page: "user", State: "sendiri", Name: person, Look: "diri sendiri", Content: self},
	}
}
