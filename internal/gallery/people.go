package gallery

import "github.com/alur-id/alur/internal/web/page"

// peopleExhibits are the pages on which people are managed.
func peopleExhibits() []Exhibit {
	const people, form, person, agreed = "Daftar pengguna", "Undang pengguna", "Satu pengguna", "Persetujuan"
	list := func(value string, on int) *page.Users {
		p := &page.Users{
			Base:  administrator("Pengguna", current("/admin/pengguna")),
			Query: page.Field{ID: "kata", Label: "Cari nama", Type: "search", Value: value}, Agency: selectField("instansi", "Instansi", health, ict), Asked: value,
		}
		for i, text := range []string{"Semua", "Belum masuk (3)", "Nonaktif (5)"} {
			p.Groups = append(p.Groups, page.UserGroup{Link: page.Link{Href: "/admin/pengguna", Text: text}, On: i == on})
		}
		return p
	}
	full := list("", 0)
	full.Next = "/admin/pengguna?setelah=x"
	full.Rows = []page.UserRow{
		{Href: "/admin/pengguna/wati", Username: "wati", Name: wati, Agency: health, Roles: "Pemohon, Anggota tim", Entered: "Senin, 23 Nov 2026 pukul 08.02 WIB", Active: true},
		{Href: "/admin/pengguna/rino", Username: "rino", Name: rino, Agency: ict, Roles: "Verifikator", Active: true, Invited: true},
		{Href: "/admin/pengguna/x", Username: "sri-rejeki-handayani", Name: "Dr. Ir. Sri Rejeki Handayaningrum Prawirodirdjo, S.Kom., M.T.", Agency: longAgency, Roles: "Pemohon, Anggota tim, Admin PD", Entered: "Senin, 2 Nov 2026 pukul 08.02 WIB"},
	}
	ofAgency, none := list("", 1), list("", 2)
	ofAgency.Agency, ofAgency.Of, ofAgency.Rows = page.Field{}, health, full.Rows[:1]
	none.State = page.Field{ID: "kelompok", Value: "nonaktif"}

	roles := page.Field{ID: "peran", Label: "Peran", Type: "checkboxes", Options: []page.Choice{
		{Value: "a", Text: "Pemohon", Hint: "Mengajukan permohonan bagi Perangkat Daerahnya dan bertindak untuknya", Checked: true},
		{Value: "b", Text: "Verifikator", Hint: "Staf Diskominfo yang menelaah dan mengurus permohonan"},
		{Value: "c", Text: "Anggota tim", Hint: "Dapat ditunjuk dalam tim; melihat permohonan instansinya"},
		{Value: "d", Text: "Admin PD", Hint: "Mengurus akun pegawai Perangkat Daerahnya sendiri; boleh merangkap Pemohon atau Anggota tim"},
	}}
	email := page.Field{ID: "email", Label: "Email", Type: "email", Optional: true, Width: "l", Hint: "Untuk masuk, dan untuk tautan lewat email"}
	nip := page.Field{ID: "nip", Label: "NIP", Optional: true, InputMode: "numeric", Width: "m", Hint: "18 angka; untuk masuk"}
	agency := selectField("instansi", "Instansi", health, longAgency)
	below := func(title string) func(*page.Base) {
		return func(b *page.Base) { b.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: title}} }
	}
	invite := func(change ...func(*page.Base)) *page.UserForm {
		name := usernameField()
		name.Optional, name.Hint = true, "Bila kosong dibuat dari namanya, misalnya siti.aminah. Tidak dapat diubah: riwayat menyebut orang dengan nama ini."
		return &page.UserForm{Base: administrator(form, append(change, narrow, below(form))...), Name: nameField(""), Username: name, Email: email, NIP: nip, Agency: agency, Roles: roles, Mail: true, Second: true}
	}
	wrong := invite(faults(page.Fault{Field: "nama-pengguna", Text: "Nama pengguna ini sudah dipakai. Pilih yang lain"}, page.Fault{Field: "nip", Text: "Tulis NIP dengan 18 angka"}, page.Fault{Field: "peran", Text: "Peran ini tidak cocok dengan jenis instansinya. Pilih peran lain"}))
	wrong.Username.Value, wrong.NIP.Value = "wati", "1980"
	wrong.Mark()
	own := invite()
	own.Agency, own.Of, own.Mail, own.Second, own.Roles.Options = page.Field{}, health, false, false, roles.Options[:1]
	link := &page.UserInvited{
		Base: administrator("Tautan undangan wati", narrow, below("Undangan")), Name: wati, Username: "wati.rahayu", Link: "https://alur.salatiga.go.id/undangan/q3kY0fC1sT7eJ4mB8nV2xL5zH9wR6uP0aD3gK7iO1yE",
		Until: "Senin, 30 Nov 2026 pukul 09.30 WIB", Warning: "Delapan angka pertama NIP ini bukan tanggal lahir yang wajar. Periksa lagi; isian tetap disimpan.", Next: page.Link{Href: "/admin/pengguna/wati", Text: "Ke halaman " + wati},
	}

	proposal := page.ProposalRow{
		Action: "/admin/persetujuan/x", Name: rino, Href: "/admin/pengguna/rino", What: "Ubah peran dari Verifikator menjadi Kepala Dinas di " + ict, By: "Adit Nugroho",
		Until: "Senin, 23 Nov 2026 pukul 09.30 WIB, berlaku sampai Senin, 30 Nov 2026 pukul 09.30 WIB", Confirm: true, Refuse: "Tolak",
	}
	mine, about, old := proposal, proposal, proposal
	mine.Confirm, mine.Refuse, mine.Why, mine.What = false, "Tarik usulan", "Menunggu pengelola lain.", "Ganti kata sandi"
	about.Confirm, about.Why, about.What = false, "Usulan ini tentang Anda sendiri: pengelola lain yang menyetujuinya.", "Hapus faktor kedua"
	old.Confirm, old.Refuse, old.State, old.Href = false, "", "Lewat waktu", ""
	waiting := &page.Proposals{Base: administrator(agreed, narrow, current("/admin/persetujuan")), Open: []page.ProposalRow{proposal, mine, about}, Decided: []page.ProposalRow{old}}

	user := func(change func(*page.UserPage)) *page.UserPage {
		p := &page.UserPage{
			Base: administrator("Pengguna "+wati, narrow, below(wati)), Heading: wati, Username: "wati", Action: "/admin/pengguna/wati", Active: true, Admin: true, Mail: true, Entered: "Senin, 23 Nov 2026 pukul 08.02 WIB",
			Name: nameField(wati), Email: email, NIP: nip, Agency: agency, Of: health, Roles: roles, Password: newPassword(),
		}
		p.Email.Value, p.NIP.Value = "wati@salatiga.go.id", "198001012005011001"
		change(p)
		return p
	}
	return []Exhibit{
		{Page: "users", Name: people, Look: "terisi", Content: full},
		{Page: "users", State: "pd", Name: people, Look: "milik Admin PD, belum masuk", Content: ofAgency},
		{Page: "users", State: "nihil", Name: people, Look: "tidak ditemukan", Content: list("bambang", 0)},
		{Page: "users", State: "kosong", Name: people, Look: "kelompok kosong", Content: none},
		{Page: "user_form", Name: form, Look: "isian kosong", Content: invite()},
		{Page: "user_form", State: "salah", Name: form, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "user_form", State: "pd", Name: form, Look: "oleh Admin PD, tanpa server email", Content: own},
		{Page: "user_invited", Name: "Tautan undangan", Look: "tampil sekali, NIP janggal", Content: link},
		{Page: "user", Name: person, Look: "aktif", Content: user(func(*page.UserPage) {})},
		{Page: "user", State: "pengganti", Name: person, Look: "sedang digantikan", Content: user(func(p *page.UserPage) {
			p.StandIns = []page.StandInRow{{Who: rino, Absent: wati, Kind: "Plh", Period: "Senin, 23 Nov 2026 sampai Jumat, 27 Nov 2026"}}
		})},
		{Page: "user", State: "diundang", Name: person, Look: "diundang", Content: user(func(p *page.UserPage) {
			p.Invited, p.Entered, p.Warning = true, "", "Angka ke-15 NIP ini bukan 1 atau 2. Periksa lagi; isian tetap disimpan."
		})},
		{Page: "user", State: "usulan", Name: person, Look: "menunggu persetujuan pengelola lain", Content: user(func(p *page.UserPage) {
			p.Second, p.Weighs, p.Proposals = true, true, []page.ProposalRow{proposal, mine}
		})},
		{Page: "user", State: "nonaktif", Name: person, Look: "nonaktif", Content: user(func(p *page.UserPage) { p.Active, p.Second, p.Weighs = false, true, true })},
		{Page: "user", State: "sendiri", Name: person, Look: "diri sendiri", Content: user(func(p *page.UserPage) { p.Self = true })},
		{Page: "user", State: "pd", Name: person, Look: "bagi Admin PD", Content: user(func(p *page.UserPage) { p.Admin, p.Agency = false, page.Field{} })},
		{Page: "user", State: "baca", Name: person, Look: "bagi Admin PD, di atasnya", Content: user(func(p *page.UserPage) {
			p.Admin, p.ReadOnly, p.Agency, p.Roles.Options = false, true, page.Field{}, roles.Options[3:]
		})},
		{Page: "proposals", Name: agreed, Look: "menunggu dan diputuskan", Content: waiting},
		{Page: "proposals", State: "kosong", Name: agreed, Look: "belum ada", Content: &page.Proposals{Base: administrator(agreed, narrow, current("/admin/persetujuan"))}},
	}
}
