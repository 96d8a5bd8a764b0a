package gallery

import (
	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// tokenExhibits are tokens of the API, services, the settings, and a password that is too old.
func tokenExhibits() []Exhibit {
	const since, until = "Senin, 23 Nov 2026 pukul 08.02 WIB", "Minggu, 21 Feb 2027 pukul 08.02 WIB"
	rows := func(base string) []page.TokenRow {
		return []page.TokenRow{
			{Name: "Dasbor kinerja", Scopes: "Membaca", Since: since, Until: until, Used: "Terakhir dipakai Selasa, 8 Des 2026 pukul 09.14 WIB dari 10.20.1.7", Revoke: base + "/a/cabut"},
			{Name: "Penyalin dokumen ke arsip dinas untuk keperluan pemeriksaan berkala oleh Bagian Tata Usaha dan Arsip", Scopes: "Membaca dan menulis", Since: since, Until: "Kamis, 10 Des 2026 pukul 08.02 WIB", Soon: true, Used: "Belum pernah dipakai", Revoke: base + "/b/cabut"},
		}
	}
	form := func(action string) page.TokenForm {
		f := page.TokenForm{
			Action: action, Name: page.Field{ID: "nama-token", Label: "Untuk apa token ini", Hint: "Misalnya “Dasbor kinerja”", Width: "l"},
			Scopes: page.Field{ID: "lingkup", Label: "Lingkup", Type: "checkboxes"}, Life: selectField("berlaku", "Masa berlaku", "12 jam", "30 hari", "90 hari"),
		}
		for i, x := range []string{"read", "write", "admin"} {
			name, hint := text.Scope(x)
			f.Scopes.Options = append(f.Scopes.Options, page.Choice{Value: x, Text: name, Hint: hint, Checked: i == 0})
		}
		return f
	}
	own := func(list []page.TokenRow, change ...func(*page.Base)) *page.Tokens {
		p := &page.Tokens{Base: staff("Token API", append(change, narrow, current("/akun"), back("/akun", "Akun"))...), Form: form("/akun/token")}
		p.List = page.TokenList{Rows: list, Empty: "Belum ada token yang berlaku."}
		return p
	}
	wrong := own(nil, faults(page.Fault{Field: "nama-token", Text: text.TokenFault("name", "required")}, page.Fault{Field: "lingkup", Text: text.TokenFault("scopes", "required")}))
	wrong.Mark()
	made := func(owner string) *page.TokenMade {
		return &page.TokenMade{
			Base: staff("Salin token ini sekarang", narrow), Name: "Dasbor kinerja", Owner: owner, Secret: "alur_dGVyc2VidXQtaGFueWEtY29udG9oLWJ1a2FuLXRva2Vu",
			Scopes: "Membaca", Until: until, Long: true, Next: page.Link{Href: "/akun/token", Text: "Sudah saya simpan"},
		}
	}
	fields := page.ServiceFields{
		Name: nameField("Dasbor kinerja"), Agency: selectField("instansi", "Instansi", health, longAgency),
		Roles:       page.Field{ID: "peran", Label: "Peran", Type: "checkboxes"},
		Responsible: page.Field{ID: "penanggung-jawab", Label: "Penanggung jawab", Hint: "Nama pengguna orang di instansi yang sama", Value: "wati", Width: "m"},
	}
	for _, r := range []alur.Role{alur.RoleRequester, alur.RoleMember, alur.RoleAuditor} {
		fields.Roles.Options = append(fields.Roles.Options, page.Choice{Value: string(r), Text: text.Role(r), Hint: text.ServiceRole(r), Checked: r == alur.RoleMember})
	}
	services := func(rows ...page.ServiceRow) *page.Services {
		return &page.Services{Base: administrator("Akun layanan", current("/admin/layanan")), Rows: rows}
	}
	service := func() *page.ServicePage {
		p := &page.ServicePage{
			Base: administrator("Layanan Dasbor kinerja", narrow), Name: "Dasbor kinerja", Username: "dasbor-kinerja", Action: "/admin/layanan/dasbor-kinerja", Active: true,
			List: page.TokenList{Rows: rows("/admin/layanan/dasbor-kinerja/token")}, Form: form("/admin/layanan/dasbor-kinerja/token"), Fields: fields,
		}
		p.List.Rows[0].By = "adit"
		p.Crumbs = []page.Link{{Href: "/admin/layanan", Text: "Akun layanan"}, {Text: "Dasbor kinerja"}}
		return p
	}
	orphan := service()
	orphan.Active, orphan.Orphan, orphan.List = false, true, page.TokenList{Empty: "Layanan ini belum mempunyai token yang berlaku."}
	serviceForm := func(change ...func(*page.Base)) *page.ServiceForm {
		p := &page.ServiceForm{Base: administrator("Tambah layanan", append(change, narrow)...), Fields: fields, Username: page.Field{ID: "nama-akun", Label: "Nama akun", Hint: "Tetap selamanya: riwayat menyebutnya. Misalnya dasbor-kinerja", Width: "m"}}
		p.Crumbs = []page.Link{{Href: "/admin/layanan", Text: "Akun layanan"}, {Text: "Tambah layanan"}}
		return p
	}
	wrongService := serviceForm(faults(page.Fault{Field: "nama-akun", Text: text.ServiceFault("username", "taken")}, page.Fault{Field: "penanggung-jawab", Text: text.ServiceFault("responsible", "unfit")}))
	wrongService.Username.Value = "wati"
	wrongService.Mark()
	const tokens, layanan = "Token API", "Akun layanan"
	return []Exhibit{
		{Page: "tokens", Name: tokens, Look: "dua berlaku", Content: own(rows("/akun/token"))},
		{Page: "tokens", State: "kosong", Name: tokens, Look: "belum ada", Content: own(nil)},
		{Page: "tokens", State: "salah", Name: tokens, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "token_made", Name: tokens, Look: "ditampilkan sekali", Content: made("")},
		{Page: "token_made", State: "layanan", Name: tokens, Look: "milik layanan, ditampilkan sekali", Content: made("Dasbor kinerja")},
		{Page: "services", Name: layanan, Look: "terisi", Content: services(
			page.ServiceRow{Href: "/admin/layanan/a", Username: "dasbor-kinerja", Name: "Dasbor kinerja", Agency: health, Roles: "Anggota", Responsible: wati, Active: true},
			page.ServiceRow{Href: "/admin/layanan/b", Username: "arsip", Name: "Penyalin arsip", Agency: longAgency, Roles: "Pemohon, Auditor", Responsible: joko, Orphan: true},
		)},
		{Page: "services", State: "kosong", Name: layanan, Look: "belum ada", Content: services()},
		{Page: "service", Name: layanan, Look: "satu layanan", Content: service()},
		{Page: "service", State: "yatim", Name: layanan, Look: "nonaktif, tanpa penanggung jawab", Content: orphan},
		{Page: "service_form", Name: layanan, Look: "tambah", Content: serviceForm()},
		{Page: "service_form", State: "salah", Name: layanan, Look: "isian salah", Status: 422, Content: wrongService},
		{Page: "settings", Name: "Pengaturan", Look: "daftar", Content: settings(true)},
		{Page: "settings", State: "kosong", Name: "Pengaturan", Look: "tanpa daftar", Content: settings(false)},
		{Page: "password_old", Name: "Kata sandi terlalu lama", Look: "isian", Content: passwordOld()},
		{Page: "password_old", State: "salah", Name: "Kata sandi terlalu lama", Look: "pernah dipakai", Status: 422, Content: passwordOld(faults(page.Fault{Field: newPassword().ID, Text: text.PasswordFault("reused")}))},
	}
}

// settings is the page of the settings, with or without a list.
func settings(listed bool) *page.Settings {
	p := &page.Settings{Base: administrator("Pengaturan", narrow, current("/admin/pengaturan"))}
	for i, x := range []string{"standard", "bssn"} {
		row := page.ProfileRow{On: i == 0}
		row.Name, row.Asks, row.Cost = text.PasswordProfile(x)
		p.Profiles = append(p.Profiles, row)
	}
	if !listed {
		return p
	}
	for _, x := range [][2]string{
		{"ALUR_DATABASE", "postgres://alur:***@db.internal/alur"}, {"ALUR_SECOND_FACTOR", "head,admin"}, {"ALUR_PASSWORD_PROFILE", "standard"}, {"ALUR_OIDC_ROLES", ""},
	} {
		row := page.SettingRow{Name: x[0], Value: x[1]}
		row.Title, row.What = text.Setting(x[0])
		p.Rows = append(p.Rows, row)
	}
	return p
}

func passwordOld(change ...func(*page.Base)) *page.PasswordOld {
	p := &page.PasswordOld{Base: visitor("Ganti kata sandi Anda", change...), Name: wati, New: newPassword(), Repeat: repeatPassword()}
	p.New.Hint = text.PasswordHint("bssn")
	p.Mark()
	return p
}
