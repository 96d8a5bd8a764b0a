package gallery

import "github.com/alur-id/alur/internal/web/page"

// drawnQR stands for a QR code; its look is that of any other.
const drawnQR = `<svg aria-hidden="true" focusable="false" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" shape-rendering="crispEdges"><rect width="8" height="8" fill="#fff"/><path d="M1 1h2v2h-2zM5 1h2v2h-2zM1 5h2v2h-2zM4 4h1v1h-1zM6 6h1v1h-1z"/></svg>`

// factorExhibits are the second step of the sign-in and what people prove themselves with.
func factorExhibits() []Exhibit {
	code := page.Field{ID: "kata-sandi-kode", Label: "Kode autentikasi atau kode pemulihan", Hint: "Enam angka dari aplikasi autentikator Anda. Bila ponsel hilang, tulis salah satu kode pemulihan.", Autocomplete: "one-time-code", Width: "m"}
	key := page.Field{ID: "nama-kunci", Label: "Nama kunci sandi", Hint: "Supaya Anda mengenalinya nanti, misalnya “Laptop kantor”", Value: "Chrome di Windows", Width: "m"}
	const wrong = "Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu tulis lagi"
	ask := func(change ...func(*page.Base)) *page.Factor {
		return &page.Factor{Base: visitor("Langkah kedua", change...), Name: wati, TOTP: true, Passkey: true, Code: code}
	}
	refusedCode := ask(faults(page.Fault{Field: code.ID, Text: wrong}))
	refusedCode.Code = refused(code, "", wrong)
	keyOnly := ask()
	keyOnly.TOTP, keyOnly.Code.Label, keyOnly.Code.Hint = false, "Kode pemulihan", "Bila kunci sandi Anda hilang, tulis salah satu kode pemulihan."
	enrol := func(base page.Base) *page.FactorEnrol {
		return &page.FactorEnrol{
			Base: base, Name: wati, Action: "/akun/kode-autentikasi", Offer: "x", Secret: "O735 N5QW KZHV BCX4 XI5N DUQN MMZ4 FJUT", QR: page.Drawing(drawnQR),
			Code: page.Field{ID: "kata-sandi-kode", Label: "Kode dari aplikasi", Hint: "Enam angka. Kode berganti setiap 30 detik.", Autocomplete: "one-time-code", InputMode: "numeric", Width: "s"},
		}
	}
	first := enrol(visitor("Pasang faktor kedua"))
	first.Required, first.Passkey = true, &page.PasskeyForm{Action: "/masuk/faktor-kedua/pasang-kunci", Begin: "/masuk/faktor-kedua/pasang-kunci/mulai", Name: key}
	codes := []string{"amdy-rbdf-9jkm", "nske-0q4n-kqyp", "eqe8-4wgn-2u36", "rm5x-7mx7-jh2s", "d0gw-ehpk-c4es", "chzq-eeca-j8mt", "kjp6-s3ku-nn42", "2mde-29tx-3wwv", "2nkg-c0ha-9k9d", "gvzq-tmth-at2r"}
	confirm := func(change ...func(*page.Base)) *page.Confirm {
		p := &page.Confirm{Base: staff("Pastikan ini Anda", append(change, narrow)...), Action: "/akun/kode-autentikasi/hapus", Proof: password()}
		p.Proof.Label, p.Proof.Passkey = "Kata sandi atau kode autentikasi", "/akun/pastikan/kunci-sandi"
		return p
	}
	refusedProof := confirm(faults(page.Fault{Field: "kata-sandi", Text: "Kata sandi tidak cocok. Coba lagi"}))
	refusedProof.Mark()
	sessions := []page.SessionRow{
		{ID: "a", Name: "Chrome di Windows", Since: "Senin, 23 Nov 2026 pukul 08.02 WIB", Seen: "Senin, 23 Nov 2026 pukul 09.30 WIB", Address: "10.20.1.7", Method: "kata sandi dan kode autentikasi"},
		{ID: "b", Name: "Chrome di Android", Since: "Senin, 23 Nov 2026 pukul 07.15 WIB", Address: "114.10.2.33", Method: "kunci sandi"},
	}
	own := func() *page.Account {
		p := &page.Account{Base: staff("Akun", narrow, current("/akun")), Until: "Senin, 23 Nov 2026 pukul 20.02 WIB", Old: password(), New: newPassword(), Repeat: repeatPassword()}
		p.Notices = exampleNoticeForm()
		p.Notices.Off = "Server ini tidak mengirim email. Semua kabar tetap muncul di ALUR."
		p.Old.ID, p.Old.Label, p.Old.Hint = "kata-sandi", "Kata sandi sekarang", ""
		p.Sessions, p.Others, p.Email, p.NIP = append([]page.SessionRow{}, sessions...), true, "wati@salatiga.go.id", "198001012005011001"
		p.Sessions[0].Here = true
		return p
	}
	full, last := own(), own()
	full.TOTP, full.Recovery, full.PasskeysOn = true, 7, true
	full.Passkeys = []page.PasskeyRow{{ID: "x", Name: "Laptop kantor", Since: "Senin, 2 Nov 2026 pukul 08.00 WIB", Used: "Senin, 23 Nov 2026 pukul 08.02 WIB"}, {ID: "y", Name: "Kunci USB", Since: "Senin, 2 Nov 2026 pukul 08.05 WIB"}}
	last.TOTP, last.Last, last.PasskeysOff = true, true, "Kunci sandi belum dapat dipakai di sini, karena alamat ALUR ini bukan alamat https dengan nama. Pengelola server dapat mengaturnya."
	identity := func(change func(*page.Identity)) *page.Identity {
		p := &page.Identity{Base: visitor("Masuk dengan Akun Salatiga"), System: "Akun Salatiga", Label: "wati.rahayu", Subject: "4f1c2a7e-9b1d"}
		change(p)
		return p
	}
	last.OIDC, last.Identities = "Akun Salatiga", []page.IdentityRow{{Issuer: "https://masuk.salatiga.go.id", Subject: "4f1c2a7e-9b1d", Since: "Senin, 2 Nov 2026 pukul 08.00 WIB", Unlink: "/akun/akun-lain/hapus"}}
	linkRequest := func(sent bool) *page.LinkRequest {
		p := &page.LinkRequest{
			Base: visitor("Tautan masuk lewat email", back("/masuk", "Masuk")), Action: "/masuk/tautan", Button: "Kirim tautan masuk ke email saya", Username: usernameField(), Sent: sent, Code: "492 381",
			Lead: "Kami mengirim tautan sekali pakai ke email yang tercatat di akun Anda. Dengan tautan itu Anda masuk tanpa kata sandi.",
		}
		p.Username.Label = "Nama pengguna, NIP, atau email"
		return p
	}
	linkCode := func(fault string) page.Field {
		return page.Field{
			ID: "kode-tautan", Label: "Kode dari perangkat tempat Anda meminta tautan", Width: "s", Fault: fault,
			Hint: "Enam angka, tampak di sana setelah tautan diminta. Anda tidak meminta tautan? Tutup halaman ini.",
		}
	}
	wrongCode := visitor("Masuk dengan tautan")
	wrongCode.Faults = []page.Fault{{Field: "kode-tautan", Text: linkCode("Kode tidak cocok. Periksa kode di perangkat itu, atau minta tautan baru").Fault}}
	const second, account = "Langkah kedua", "Akun"
	return []Exhibit{
		{Page: "factor", Name: second, Look: "kode atau kunci sandi", Content: ask()},
		{Page: "factor", State: "kunci", Name: second, Look: "kunci sandi saja", Content: keyOnly},
		{Page: "factor", State: "salah", Name: second, Look: "kode salah", Status: 422, Content: refusedCode},
		{Page: "factor_enrol", State: "wajib", Name: "Pasang faktor kedua", Look: "diwajibkan saat masuk", Content: first},
		{Page: "factor_enrol", Name: "Pasang faktor kedua", Look: "dari akun", Content: enrol(staff("Pasang kode autentikasi", back("/akun", "Akun")))},
		{Page: "passkey_new", Name: "Tambah kunci sandi", Look: "isian", Content: &page.PasskeyNew{Base: staff("Tambah kunci sandi", back("/akun", "Akun")), Form: page.PasskeyForm{Action: "/akun/kunci-sandi", Begin: "/akun/kunci-sandi/mulai", Name: key}}},
		{Page: "recovery", Name: "Kode pemulihan", Look: "ditampilkan sekali", Content: &page.Recovery{Base: staff("Simpan kode pemulihan", narrow), Added: "Kode autentikasi sudah dipasang.", Codes: codes, Next: page.ActionForm{Action: "/akun", Button: "Sudah saya simpan", Class: "tombol"}}},
		{Page: "confirm", Name: "Pastikan ini Anda", Look: "isian", Content: confirm()},
		{Page: "confirm", State: "salah", Name: "Pastikan ini Anda", Look: "kata sandi salah", Status: 422, Content: refusedProof},
		{Page: "link_request", Name: "Tautan lewat email", Look: "isian", Content: linkRequest(false)},
		{Page: "link_request", State: "terkirim", Name: "Tautan lewat email", Look: "terkirim", Content: linkRequest(true)},
		{Page: "link_use", Name: "Tautan lewat email", Look: "masuk", Content: &page.LinkUse{Base: visitor("Masuk dengan tautan"), Action: "/masuk/tautan/x"}},
		{Page: "link_use", State: "sandi", Name: "Tautan lewat email", Look: "kata sandi baru", Content: &page.LinkUse{Base: visitor("Buat kata sandi baru"), Action: "/masuk/sandi-baru/x", New: newPassword(), Repeat: repeatPassword()}},
		{Page: "link_use", State: "kode", Name: "Tautan lewat email", Look: "masuk di perangkat lain", Content: &page.LinkUse{Base: visitor("Masuk dengan tautan"), Action: "/masuk/tautan/x", Code: linkCode("")}},
		{Page: "link_use", State: "kode-salah", Name: "Tautan lewat email", Look: "kode salah", Status: 422, Content: &page.LinkUse{
			Base: wrongCode, Action: "/masuk/tautan/x", Code: linkCode("Kode tidak cocok. Periksa kode di perangkat itu, atau minta tautan baru"),
		}},
		{Page: "link_use", State: "mati", Name: "Tautan lewat email", Look: "tidak berlaku", Status: 404, Content: &page.LinkUse{Base: visitor("Tautan tidak berlaku"), Dead: true, Again: "/masuk/tautan"}},
		{Page: "identity", Name: "Akun lain", Look: "belum dihubungkan", Status: 403, Content: identity(func(*page.Identity) {})},
		{Page: "identity", State: "rusak", Name: "Akun lain", Look: "jawaban tidak dapat dipakai", Status: 403, Content: identity(func(p *page.Identity) { p.Broken = true })},
		{Page: "identity", State: "nonaktif", Name: "Akun lain", Look: "akun tidak aktif", Status: 403, Content: identity(func(p *page.Identity) { p.Inactive = true })},
		{Page: "identity", State: "hubungkan", Name: "Akun lain", Look: "hubungkan", Content: identity(func(p *page.Identity) {
			p.Link = page.ActionForm{Action: "/akun/akun-lain", Button: "Hubungkan", Class: "tombol", Hiddens: []page.Hidden{{Name: "identitas", Value: "x"}}}
		})},
		{Page: "account", State: "lengkap", Name: account, Look: "kunci sandi dan kode autentikasi terpasang", Content: full},
		{Page: "account", State: "wajib", Name: account, Look: "faktor kedua wajib, satu-satunya", Content: last},
		{Page: "user_sessions", Name: "Akses pengguna", Look: "masuk di dua perangkat", Content: &page.UserSessions{Base: staff("Akses wati", narrow), Username: "wati", Name: wati, Action: "/admin/pengguna/wati", Sessions: sessions, Factors: "kode autentikasi dan 10 kode pemulihan", Some: true}},
		{Page: "user_sessions", State: "kosong", Name: "Akses pengguna", Look: "tidak sedang masuk", Content: &page.UserSessions{Base: staff("Akses wati", narrow), Username: "wati", Name: wati, Action: "/admin/pengguna/wati", Factors: "belum ada"}},
	}
}
