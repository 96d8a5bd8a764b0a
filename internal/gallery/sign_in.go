package gallery

import "github.com/alur-id/alur/internal/web/page"

func newPassword() page.Field {
	return page.Field{ID: "kata-sandi-baru", Label: "Kata sandi baru", Type: "password", Autocomplete: "new-password", Hint: "Paling sedikit 12 huruf, angka, atau tanda. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit.", Width: "m"}
}

func repeatPassword() page.Field {
	return page.Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi", Type: "password", Autocomplete: "new-password", Width: "m"}
}

func usernameField() page.Field {
	return page.Field{ID: "nama-pengguna", Label: "Nama pengguna", Autocomplete: "username", Width: "m"}
}

func nameField(value string) page.Field {
	return page.Field{ID: "nama", Label: "Nama lengkap", Value: value, Autocomplete: "name", Width: "l"}
}

// signInExhibits are the ways in.
func signInExhibits() []Exhibit {
	entry := func(change ...func(*page.Base)) *page.SignIn {
		p := &page.SignIn{Base: visitor("Masuk", change...), Username: usernameField(), Password: password()}
		p.Current, p.Password.Label, p.Password.Hint, p.Passkey, p.Mail = "/masuk", "Kata sandi", "", true, true
		p.Username.Label = "Nama pengguna, NIP, atau email"
		return p
	}
	refusedEntry := func(text string) *page.SignIn {
		p := entry(faults(page.Fault{Field: "nama-pengguna", Text: text}))
		p.Username = refused(p.Username, "wati", text)
		return p
	}
	expired, kept, lost := entry(), entry(), entry()
	expired.Expired = true
	kept.Expired, kept.Kept, kept.KeptTo = true, "judul=Antrean", at
	lost.Expired, lost.Lost = true, true
	first := func(change ...func(*page.Base)) *page.Invitation {
		return &page.Invitation{Base: visitor("Buat akun pengelola pertama", change...), Action: "/undangan/x", Username: usernameField(), Name: nameField(""), Password: newPassword(), Repeat: repeatPassword()}
	}
	wrong := first(faults(page.Fault{Field: "nama", Text: "Tulis nama lengkap"}, page.Fault{Field: "kata-sandi-ulang", Text: "Kedua kata sandi tidak sama. Tulis sekali lagi"}))
	wrong.Mark()
	invited := func(change ...func(*page.Base)) *page.Invitation {
		return &page.Invitation{
			Base: visitor("Pilih kata sandi Anda", change...), Action: "/undangan/x", Password: newPassword(), Repeat: repeatPassword(),
			Invited: &page.Invited{Name: wati, Username: "wati.rahayu", Agency: longAgency, Roles: "Pemohon dan anggota tim", Until: "Senin, 30 Nov 2026 pukul 09.30 WIB"},
		}
	}
	weak := invited(faults(page.Fault{Field: "kata-sandi-baru", Text: "Kata sandi ini terlalu umum. Pilih yang lain"}))
	weak.Mark()
	const name, invite, guest = "Masuk", "Akun pengelola pertama", "Undangan"
	return []Exhibit{
		{Page: "sign_in", Name: name, Look: "isian kosong", Content: entry()},
		{Page: "sign_in", State: "peragaan", Name: name, Look: "peragaan", Content: entry(inDemo)},
		{Page: "sign_in", State: "salah", Name: name, Look: "kata sandi salah", Status: 401, Content: refusedEntry("Nama pengguna atau kata sandi tidak cocok. Periksa lalu coba lagi.")},
		{Page: "sign_in", State: "sering", Name: name, Look: "terlalu banyak percobaan", Status: 429, Content: refusedEntry("Terlalu banyak percobaan. Coba lagi pukul 09.30 WIB.")},
		{Page: "sign_in", State: "habis", Name: name, Look: "sesi habis", Content: expired},
		{Page: "sign_in", State: "isian", Name: name, Look: "sesi habis, isian tersimpan", Content: kept},
		{Page: "sign_in", State: "berkas", Name: name, Look: "sesi habis, berkas belum tersimpan", Content: lost},
		{Page: "resume", Name: "Isian Anda masih ada", Look: "setelah masuk lagi", Content: &page.Resume{Base: staff("Isian Anda masih ada", narrow), Action: at, Values: []page.Pair{{Name: "judul", Value: system}}}},
		{Page: "invitation", Name: invite, Look: "isian kosong", Content: first()},
		{Page: "invitation", State: "salah", Name: invite, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "invitation", State: "diundang", Name: guest, Look: "pilih kata sandi", Content: invited()},
		{Page: "invitation", State: "diundang-salah", Name: guest, Look: "kata sandi terlalu umum", Status: 422, Content: weak},
		{Page: "invitation", State: "mati", Name: guest, Look: "tautan tidak berlaku", Status: 404, Content: &page.Invitation{Base: visitor("Tautan sudah tidak berlaku"), Dead: true}},
	}
}
