package gallery

import "github.com/alur-id/alur/internal/web/page"

// securityExhibits are the security log in its states.
func securityExhibits() []Exhibit {
	log := func(change ...func(*page.Base)) *page.SecurityLog {
		p := &page.SecurityLog{
			Base: administrator("Keamanan", append(change, current("/admin/keamanan"))...), Clear: "/admin/keamanan", Query: page.Field{ID: "kata", Label: "Cari akun, alamat, atau rincian", Type: "search"},
			Filters: []page.Field{
				selectField("jenis", "Kelompok", "Masuk dan sesi", "Peran", "Peringatan"), {ID: "akun", Label: "Akun (nama pengguna)", Width: "m"},
				{ID: "oleh", Label: "Dilakukan oleh (nama pengguna)", Width: "m"}, {ID: "dari", Label: "Sejak tanggal", Type: "date", Width: "s"},
				{ID: "sampai", Label: "Sampai tanggal", Type: "date", Width: "s"},
			},
			Check: page.SecurityCheck{Action: "/admin/keamanan/periksa", Done: true, At: fridayAt, By: "Adit Nugroho (adit)", Entries: "4.812", Hash: "9f86…0a08", Last: fingerprint},
			Rows: []page.SecurityRow{
				{ID: "catatan-ke-4812", Number: "4.812", At: fridayAt, Group: "Masuk dan sesi", What: wati + " (wati) masuk dengan kata sandi dan kode autentikasi.", Address: "10.20.4.17"},
				{ID: "catatan-ke-4811", Number: "4.811", At: fridayAt, Group: "Peringatan", What: "Peringatan atas catatan 4.810: " + rino + " (rino) mendapat peran dengan wewenang khusus.", Alert: true},
				{ID: "catatan-ke-4810", Number: "4.810", At: fridayAt, Group: "Peran", What: "Peran " + rino + " (rino) diubah oleh Adit Nugroho (adit): dari Anggota tim menjadi Verifikator, Anggota tim.", Address: "2001:db8:85a3:1234:5678:8a2e:370:7334"},
				{ID: "catatan-ke-4809", Number: "4.809", At: fridayAt, Group: "Ekspor", What: endang + " (endang) mengekspor permohonan.xlsx, 1.240 baris, saringan tahap=telaah.", Address: "10.20.4.3"},
			},
			Next:      "/admin/keamanan?setelah=4809",
			Downloads: []page.Link{{Href: "/admin/keamanan/unduh.xlsx", Text: "Unduh Excel"}, {Href: "/admin/keamanan/unduh.csv", Text: "Unduh CSV"}},
			Limit:     "Berkas memuat catatan menurut saringan di atas, paling banyak 10.000 baris. Setiap ekspor ikut tercatat.",
		}
		return p
	}
	alerts := func(p *page.SecurityLog) *page.SecurityLog {
		p.Alerts = []page.SecurityAlert{
			{ID: "peringatan-4811", Title: rino + " (rino) mendapat peran dengan wewenang khusus.", Advice: "Pastikan ada surat yang menetapkannya. Bila tidak, cabut perannya.", At: fridayAt, About: page.Link{Href: "/admin/keamanan?setelah=4811#catatan-ke-4810", Text: "Lihat catatan 4.810"}, Action: "/admin/keamanan/peringatan/4811", Note: page.Field{ID: "catatan-4811", Name: "catatan", Label: "Apa yang sudah dilakukan", Width: "l"}},
			{ID: "peringatan-4700", Title: "Batas percobaan masuk tercapai di banyak tempat sekaligus.", Advice: "Lihat dari alamat mana, lalu minta pengelola jaringan menutupnya.", At: fridayAt, Action: "/admin/keamanan/peringatan/4700", Note: page.Field{ID: "catatan-4700", Name: "catatan", Label: "Apa yang sudah dilakukan", Width: "l"}},
		}
		p.Menu = append([]page.Link{{Href: "/admin/keamanan", Text: "Keamanan", Icon: "perisai", Count: 2}}, p.Menu...)
		return p
	}
	wrong := alerts(log(faults(page.Fault{Field: "catatan-4811", Text: "Tulis apa yang sudah dilakukan"})))
	wrong.Alerts[0].Note.Fault = "Tulis apa yang sudah dilakukan"
	broken := log()
	broken.Check.Broken, broken.Check.Entries, broken.Check.Bad, broken.Check.What = true, "3.106", "3.107", "entry 3107: is not what was written"
	reader := alerts(log())
	reader.User = &page.User{Username: "ning", Name: "Ning Hapsari", Agency: "Inspektorat", Roles: "Auditor"}
	reader.Check.Action = ""
	for i := range reader.Alerts {
		reader.Alerts[i].Action, reader.Alerts[i].Note = "", page.Field{}
	}
	filtered := log()
	filtered.Rows, filtered.Next, filtered.Downloads, filtered.Open = nil, "", nil, true
	filtered.Chips = []page.Chip{{Text: "Peran", Href: "/admin/keamanan?akun=rino"}, {Text: "Akun: rino", Href: "/admin/keamanan?jenis=peran"}, {Text: "Sejak " + friday, Href: "/admin/keamanan"}}
	unchecked := log()
	unchecked.Check = page.SecurityCheck{Action: "/admin/keamanan/periksa"}
	const name = "Catatan keamanan"
	return []Exhibit{
		{Page: "security_log", Name: name, Look: "utuh, tanpa peringatan", Content: log()},
		{Page: "security_log", State: "peringatan", Name: name, Look: "dua peringatan", Content: alerts(log())},
		{Page: "security_log", State: "salah", Name: name, Look: "penanganan tanpa catatan", Status: 422, Content: wrong},
		{Page: "security_log", State: "rusak", Name: name, Look: "tidak utuh", Content: broken},
		{Page: "security_log", State: "auditor", Name: name, Look: "sebagai auditor", Content: reader},
		{Page: "security_log", State: "nihil", Name: name, Look: "saringan tanpa hasil", Content: filtered},
		{Page: "security_log", State: "belum-diperiksa", Name: name, Look: "belum pernah diperiksa", Content: unchecked},
	}
}
