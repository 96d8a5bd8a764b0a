package page

// The fixtures of the pages around the requests: every page at least once with
// everything on it, and the states that look different. Hostile words stand where
// people may write.

const hostile = `<script>alert(1)</script> "Sistem" & 'Antrean'`

var (
	visitor = Base{
		Title: "Halaman", Path: "/",
		Nav: []Link{{Href: "/panduan", Text: "Panduan", Icon: "panduan"}, {Href: "/lacak", Text: "Lacak", Icon: "lacak"}, {Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"}, {Href: "/masuk", Text: "Masuk", Icon: "masuk"}},
	}
	staff = Base{
		Title: "Halaman", Path: "/tugas", Current: "/tugas", Wide: true,
		User: &User{Username: "wati", Name: "Wati Rahayu", Agency: "Dinas Kesehatan", Roles: "Pemohon"},
		Nav:  []Link{{Href: "/tugas", Text: "Tugas Saya", Icon: "tugas", Count: 3}, {Href: "/permohonan", Text: "Permohonan", Icon: "berkas"}, {Href: "/panduan", Text: "Panduan", Icon: "panduan"}},
		Menu: []Link{{Href: "/admin/pengguna", Text: "Pengguna", Icon: "orang"}, {Href: "/cari", Text: "Cari", Icon: "cari"}, {Href: "/akun", Text: "Akun", Icon: "orang-satu"}, {Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"}},
	}
	demo = &Demo{Password: "alur-demo", Accounts: []DemoAccount{
		{Username: "pemohon", Name: "Wati Rahayu", Agency: "Dinas Kesehatan", What: "Mengajukan permohonan, melengkapi data, presentasi, serah terima", Now: true},
		{Username: "verifikator", Name: "Rino Saputra", Agency: "Dinas Komunikasi dan Informatika", What: "Menelaah, mengundang rapat, membentuk tim, mengurus serah terima"},
		{Username: "kepala", Name: "Endang Lestari", Agency: "Dinas Komunikasi dan Informatika", What: "Memutuskan permohonan dan menandatangani"},
		{Username: "penguji", Name: "Sari Wulandari", Agency: "Dinas Komunikasi dan Informatika", What: "Anggota tim dari Diskominfo: menguji dan memantau"},
		{Username: "vendor", Name: "Bagus Prakoso", Agency: "CV Nusa Karya", What: "Pihak ketiga: membuat sistem berdasarkan perjanjian"},
	}}
	phases = []string{"Pengajuan", "Kesepakatan", "Persiapan", "Pembangunan", "Penerapan dan serah terima"}
)

func with(b Base, title string, change ...func(*Base)) Base {
	b.Title = title
	for _, f := range change {
		f(&b)
	}
	return b
}

func inDemo(b *Base) { b.Demo = demo }

func progress(number, total int, title, short string, phase int) Progress {
	p := Progress{Number: number, Total: total, Title: title, Short: short, Phase: phase}
	for i, name := range phases {
		m := PhaseMark{Name: name, State: PhaseLater}
		if i+1 < phase {
			m.State = PhasePast
		} else if i+1 == phase {
			m.State = PhaseNow
		}
		p.Phases = append(p.Phases, m)
	}
	return p
}

var turns = map[string]Giliran{
	"anda": {
		Variant: TurnMine, Who: []Holder{{Name: "Dinas Kesehatan", You: true, What: "Perbaiki 2 butir"}}, Action: "Perbaiki 2 butir",
		Since: "Di tahap ini sejak Jumat, 4 Des 2026 (4 hari)", Next: "Tahap 3, telaah dan verifikasi (Dinas Komunikasi dan Informatika)",
		Stage: "Tahap 2 dari 16: Kelengkapan data pendukung", Href: "/permohonan/x", Button: "Perbaiki 2 butir", Note: "Petugas loket Diskominfo juga dapat mengisinya bagi Anda.",
		Task: &ActionForm{Action: "/permohonan/x/ambil", Button: "Ambil tugas", Class: "tombol-kedua", Hiddens: []Hidden{{Name: "_dari"}}},
	},
	"lain": {
		Variant: TurnOther, Who: []Holder{{Name: "Dinas Komunikasi dan Informatika", What: "Telaah 8 dokumen", By: "Dikerjakan oleh Rino Saputra sejak Senin, 7 Des 2026 pukul 09.12 WIB"}}, Action: "Telaah 8 dokumen",
		Since: "Di tahap ini sejak Senin, 7 Des 2026 (1 hari)", Next: "Tahap 4, presentasi pengajuan (Dinas Komunikasi dan Informatika dan Dinas Kesehatan)",
		Stage: "Tahap 3 dari 16: Telaah dan verifikasi",
	},
	"bersama": {
		Variant: TurnShared, Who: []Holder{{Name: "Dinas Kesehatan", You: true, What: "Tanda tangani: paraf pemohon", By: "Dikerjakan oleh " + hostile}, {Name: "Dinas Komunikasi dan Informatika", What: "Lengkapi 3 butir"}},
		Action: "Lengkapi 3 butir", Since: "Di tahap ini sejak Senin, 7 Des 2026 (1 hari)", Next: "Dinas Komunikasi dan Informatika: selesaikan rapat",
		Stage: "Tahap 5 dari 16: Rapat koordinasi", Note: hostile,
	},
	"dijeda": {
		Variant: TurnPaused, Action: "Permohonan sedang dijeda; tidak ada yang perlu dikerjakan", Since: "Dijeda sejak Selasa, 3 Nov 2026 (35 hari)",
		Reason: "Menunggu anggaran: " + hostile, Stage: "Tahap 7 dari 16: Pembentukan tim",
	},
	"selesai": {Variant: TurnDone, Action: "Permohonan selesai dan sudah diserahterimakan", Since: "Berakhir Kamis, 21 Jan 2027", Stage: "Tahap 18 dari 18: Serah terima pekerjaan"},
	"ditolak": {
		Variant: TurnEnded, Action: "Permohonan tidak disetujui", Reason: "Sudah ada sistem serupa. Pakai Antrean RSUD lebih dahulu.", Since: "Berakhir Kamis, 10 Des 2026",
		Next: "Perangkat Daerah dapat mengajukan permohonan baru", Stage: "Tahap 6 dari 16: Tindak lanjut dan keputusan",
	},
}

func tagOf(variant string) Tag {
	g := turns[variant]
	kind := map[string]string{"anda": "anda", "lain": "tunggu", "bersama": "tunggu", "dijeda": "draf", "selesai": "selesai", "ditolak": "tolak"}[variant]
	return Tag{Kind: kind, Icon: g.Icon(), Text: g.Label()}
}

func guideRoutes() []GuideRoute {
	var routes []GuideRoute
	for _, title := range []string{"Swakelola", "Pihak ketiga"} {
		r := GuideRoute{Href: "/panduan/swakelola", Title: title, Part: "A", Total: 16, Summary: "Sistem informasi dibuat oleh tim dari Dinas Komunikasi dan Informatika dan Perangkat Daerah pemohon."}
		for i, p := range phases {
			r.Phases = append(r.Phases, GuidePhase{Number: i + 1, Name: p, Stages: []GuideStage{{Number: 3*i + 1, Title: "Pengajuan surat permohonan"}, {Number: 3*i + 2, Title: "Kelengkapan data pendukung"}, {Number: 3*i + 3, Title: "Telaah dan verifikasi"}}})
		}
		routes = append(routes, r)
	}
	return routes
}

func taskRows() []Task {
	return []Task{
		{Href: "/permohonan/1", Title: "Sistem Antrean Puskesmas", Number: "SI-2026-0042", Agency: "Dinas Kesehatan", As: "Perangkat Daerah pemohon", Age: "4 hari", Stage: turns["anda"].Stage, Giliran: turns["anda"], Status: tagOf("anda"), Counter: registered, By: taken, Take: taking("1", "lepas", "Lepas tugas")},
		{Href: "/permohonan/2", Title: hostile, Number: "Draf", Agency: "Dinas Kesehatan", As: "Perangkat Daerah pemohon", Age: "hari ini", Stage: "Tahap 1 dari 16: Pengajuan surat permohonan", Giliran: turns["bersama"], Status: tagOf("bersama"), Take: taking("2", "ambil", "Ambil tugas")},
		{Href: "/permohonan/6", Title: "Buku Tamu Digital", Number: "SI-2026-0040", Agency: "Dinas Kesehatan", As: "Perangkat Daerah pemohon", Age: "1 hari", Stage: turns["anda"].Stage, Giliran: turns["anda"], Status: tagOf("anda"), By: taken, Take: taking("6", "ambil", "Ambil alih tugas")},
	}
}

var (
	beginning  = Link{Href: "/permohonan/baru", Text: "Permohonan baru"}
	registered = "Dicatat di loket dari surat kertas oleh " + hostile
	taken      = "Dikerjakan oleh " + hostile + " sejak Jumat, 4 Des 2026 pukul 09.14 WIB"
)

func taking(id, what, button string) *ActionForm {
	return &ActionForm{Action: "/permohonan/" + id + "/" + what, Button: button, Class: "tombol-kedua", Hiddens: []Hidden{{Name: "_dari", Value: "rino"}}}
}

func otherRows() []Task {
	return []Task{
		{Href: "/permohonan/3", Title: "SIPOSYANDU", Number: "SI-2026-0036", Agency: "Dinas Kesehatan", Age: "1 hari", Stage: turns["lain"].Stage, Giliran: turns["lain"], Status: tagOf("lain")},
		{Href: "/permohonan/4", Title: "Arsip Digital", Number: "SI-2026-0021", Agency: "Bagian Umum", Age: "35 hari", Stage: turns["dijeda"].Stage, Giliran: turns["dijeda"], Status: tagOf("dijeda")},
	}
}

func listRows() []Row {
	return []Row{
		{Href: "/permohonan/1", Number: "SI-2026-0042", Title: "Sistem Antrean Puskesmas", Agency: "Dinas Kesehatan", Flow: "Swakelola", Progress: progress(2, 16, "Kelengkapan data pendukung", "Data pendukung", 1), Giliran: turns["anda"], Status: tagOf("anda"), Changed: "Jumat, 4 Des 2026"},
		{Href: "/permohonan/2", Number: "SI-2026-0007", Title: hostile, Agency: "Dinas Perdagangan", Flow: "Pihak ketiga", Progress: progress(13, 18, "Pengujian", "Pengujian", 4), Giliran: turns["lain"], Status: tagOf("lain"), Changed: "Selasa, 1 Des 2026", Counter: registered},
		{Href: "/permohonan/3", Number: "SI-2026-0021", Title: "Arsip Digital", Agency: "Bagian Umum Sekretariat Daerah", Flow: "Swakelola", Progress: progress(7, 16, "Pembentukan tim", "Tim", 3), Giliran: turns["dijeda"], Status: tagOf("dijeda"), Changed: "Selasa, 3 Nov 2026"},
		{Href: "/permohonan/4", Number: "SI-2026-0003", Title: "e-Aspirasi", Agency: "Sekretariat DPRD", Flow: "Swakelola", Progress: progress(16, 16, "Serah terima", "Serah terima", 5), Giliran: turns["selesai"], Status: tagOf("selesai"), Changed: "Kamis, 21 Jan 2027"},
		{Href: "/permohonan/5", Number: "Draf", Title: "Permohonan tanpa nama", Agency: "Dinas Kesehatan", Flow: "Swakelola", Progress: progress(6, 16, "Tindak lanjut", "Keputusan", 2), Giliran: turns["ditolak"], Status: tagOf("ditolak"), Changed: "Kamis, 10 Des 2026"},
	}
}

func selectField(id, label string) Field {
	return Field{ID: id, Label: label, Type: "select", Options: []Choice{{Text: "Semua"}, {Value: "a", Text: "Satu pilihan yang namanya panjang sekali", Checked: true}}}
}

// frameFixtures are pages by the name of their fixture: "page" or "page.state".
func frameFixtures() map[string]Page {
	code := Field{ID: "kode", Label: "Kode lacak", Hint: "Dua belas huruf dan angka dari bukti kirim, contoh 7K4M-92QX-T3HB", Width: "m"}
	badCode := code
	badCode.Fault, badCode.Value = "Kode lacak tidak ditemukan. Periksa huruf dan angkanya; kode tidak memuat O, I, L, U, 0, 1", `7K4M"><b>`
	username := Field{ID: "nama-pengguna", Label: "Nama pengguna", Autocomplete: "username", Width: "m"}
	password := Field{ID: "kata-sandi", Label: "Kata sandi", Type: "password", Autocomplete: "current-password", Width: "m"}
	fresh := Field{ID: "kata-sandi-baru", Label: "Kata sandi baru", Type: "password", Hint: "Paling sedikit 12 huruf, angka, atau tanda. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit.", Width: "m"}
	repeat := Field{ID: "kata-sandi-ulang", Label: "Ulangi kata sandi", Type: "password", Width: "m"}
	name := Field{ID: "nama", Label: "Nama lengkap", Value: hostile}
	roles := Field{ID: "peran", Label: "Peran", Type: "checkboxes", Options: []Choice{
		{Value: "requester", Text: "Pemohon", Hint: "Mengajukan permohonan bagi Perangkat Daerahnya", Checked: true}, {Value: "reviewer", Text: "Verifikator"}, {Value: "member", Text: "Anggota", Hint: "Dapat ditunjuk dalam tim"},
	}}
	badUser := username
	badUser.Value, badUser.Fault = "wati", "Nama pengguna atau kata sandi tidak cocok. Periksa lalu coba lagi."
	words := Field{ID: "kata", Label: "Cari nomor, nama sistem, atau Perangkat Daerah", Type: "search", Value: hostile}
	stages := []GuideStage{
		{ID: "verifikasi", Number: 3, Title: "Telaah dan verifikasi", Clause: "A.3", Who: "Dinas Komunikasi dan Informatika", What: "Dinas Komunikasi dan Informatika menelaah surat dan memeriksa setiap data pendukung. Bila belum memenuhi syarat, permohonan dikembalikan sekali dengan semua catatannya.", Result: "Hasil telaah",
			Asks:     []GuideAsk{{Title: "Vonis atas setiap dokumen", Owner: "Dinas Komunikasi dan Informatika"}, {Title: "SOP", Optional: true}},
			Outcomes: []GuideOutcome{{Title: "Lengkap, lanjut ke presentasi", By: "Dinas Komunikasi dan Informatika", To: "Tahap 4, presentasi"}, {Title: "Tolak permohonan", By: "Kepala Dinas", To: "Ditolak"}}},
		{ID: "presentasi", Number: 4, Title: "Presentasi pengajuan", Clause: "A.4", Who: "Perangkat Daerah pemohon", What: "Perangkat Daerah memaparkan gambaran kelebihan dan dampak bila tidak terlaksana."},
	}
	agency := AgencyForm{
		Base: with(staff, "Ubah Dinas Kesehatan", func(b *Base) {
			b.Wide = false
			b.Crumbs = []Link{{Href: "/admin/pd", Text: "Perangkat Daerah"}, {Text: "Ubah Dinas Kesehatan"}}
		}),
		Action: "/admin/pd/x", Heading: "Ubah " + hostile, Name: Field{ID: "nama", Label: "Nama resmi", Value: hostile}, Short: Field{ID: "singkatan", Label: "Singkatan", Width: "m"}, Kind: selectField("jenis", "Jenis"),
		State: Field{ID: "keadaan", Label: "Keadaan", Type: "checkboxes", Options: []Choice{{Value: "aktif", Text: "Aktif", Hint: "Organisasi yang tidak aktif tidak dapat dipilih lagi.", Checked: true}, {Value: "sah", Text: "Nama resmi sudah dipastikan"}}},
	}
	out := map[string]Page{
		"home":          &Home{Base: with(visitor, "Pengembangan sistem informasi Perangkat Daerah", func(b *Base) { b.Wide = true }), Routes: guideRoutes(), Code: code},
		"shortcuts":     &Words{Base: with(staff, "Pintasan papan tombol", func(b *Base) { b.Current, b.ShortcutsOff = "/bantuan", true })},
		"help":          &Words{Base: with(visitor, "Bantuan", func(b *Base) { b.Current = "/bantuan" })},
		"accessibility": &Words{Base: with(visitor, "Pernyataan aksesibilitas")},
		"privacy":       &Words{Base: with(staff, "Privasi", func(b *Base) { b.Wide = false })},
		"guide":         &GuideIndex{Base: with(visitor, "Panduan", func(b *Base) { b.Wide = true }), Routes: guideRoutes()},
		"guide_flow": &GuideFlow{Base: with(visitor, "Panduan: Swakelola", func(b *Base) { b.Crumbs = []Link{{Href: "/panduan", Text: "Panduan"}, {Text: "Swakelola"}} }), Flow: "Swakelola", Total: 16, Summary: "Sistem informasi dibuat oleh tim dari Dinas Komunikasi dan Informatika dan Perangkat Daerah pemohon.",
			Phases: []GuidePhase{{Number: 1, Name: "Pengajuan", Stages: stages[:1]}, {Number: 2, Name: "Kesepakatan", Stages: stages[1:]}}},
		"track_form":        &TrackForm{Base: with(visitor, "Lacak permohonan"), Code: code},
		"track_form.kosong": &TrackForm{Base: with(visitor, "Lacak permohonan", func(b *Base) { b.Faults = []Fault{{Field: "kode", Text: badCode.Fault}} }), Code: badCode},
		"sign_in":           &SignIn{Base: with(visitor, "Masuk"), Username: username, Password: password, Return: "/permohonan?a=b"},
		"sign_in.demo":      &SignIn{Base: with(visitor, "Masuk", inDemo), Username: username, Password: password},
		"sign_in.salah":     &SignIn{Base: with(visitor, "Masuk", func(b *Base) { b.Faults = []Fault{{Field: "nama-pengguna", Text: badUser.Fault}} }), Username: badUser, Password: password},
		"sign_in.habis":     &SignIn{Base: with(visitor, "Masuk"), Username: username, Password: password, Expired: true, Kept: `judul=a&b="c"`, KeptTo: "/permohonan/x"},
		"sign_in.berkas":    &SignIn{Base: with(visitor, "Masuk"), Username: username, Password: password, Expired: true, Lost: true},
		"resume":            &Resume{Base: with(staff, "Isian Anda masih ada"), Action: "/permohonan/x", Values: []Pair{{Name: "judul", Value: hostile}}},
		"invitation":        &Invitation{Base: with(visitor, "Buat akun pengelola pertama"), Action: "/undangan/x", Username: username, Name: name, Password: fresh, Repeat: repeat},
		"tasks": &Tasks{Base: with(staff, "Tugas Saya: 2 menunggu Anda", func(b *Base) {
			b.Notice = &Notice{Text: "Selesai. Giliran kini pada Dinas Komunikasi dan Informatika.", Href: "/permohonan/1", LinkText: "Lihat permohonan"}
		}), Mine: taskRows()[:1], Free: taskRows()[1:2], Taken: taskRows()[2:], MoreMine: true, Others: otherRows(), Done: []Task{{Href: "/permohonan/5", Title: "e-Aspirasi", Number: "SI-2026-0003", Agency: "Sekretariat DPRD", Ended: "Kamis, 21 Jan 2027"}}, Begin: beginning},
		"tasks.kosong":        &Tasks{Base: with(staff, "Tugas Saya"), Begin: beginning},
		"tasks.pemeriksa":     &Tasks{Base: with(staff, "Tugas Saya", inDemo), ReadOnly: true, Others: otherRows()},
		"requests":            &Requests{Base: with(staff, "Permohonan", func(b *Base) { b.Current = "/permohonan" }), Query: words, Filters: []Field{selectField("status", "Status"), selectField("tahap", "Tahap"), selectField("jalur", "Cara pelaksanaan"), selectField("giliran", "Giliran"), selectField("pd", "Perangkat Daerah")}, Chips: []Chip{{Text: "«" + hostile + "»", Href: "/permohonan"}, {Text: "Status: Berjalan", Href: "/permohonan"}}, Rows: listRows(), Next: "/permohonan?setelah=x", First: "/permohonan", Clear: "/permohonan", Begin: beginning, Open: true},
		"requests.kosong":     &Requests{Base: with(staff, "Permohonan"), Query: words, Begin: beginning},
		"requests.nihil":      &Requests{Base: with(staff, "Permohonan"), Query: words, Asked: hostile},
		"search":              &Search{Base: with(staff, "Cari: antrean"), Query: words, Asked: "antrean", Rows: listRows(), All: "/permohonan?kata=antrean"},
		"search.nihil":        &Search{Base: with(staff, "Cari: zzz"), Query: words, Asked: hostile},
		"account":             &Account{Base: with(staff, "Akun", func(b *Base) { b.Wide = false; b.Current = "/akun" }), Until: "Selasa, 8 Des 2026 pukul 19.00 WIB", Sessions: []SessionRow{{ID: "a", Name: "Chrome di Windows", Since: "Selasa, 8 Des 2026 pukul 07.00 WIB", Here: true}, {ID: "b", Name: hostile, Since: "Senin, 7 Des 2026 pukul 07.00 WIB", Seen: "Senin, 7 Des 2026 pukul 08.00 WIB"}}, Old: password, New: fresh, Repeat: repeat},
		"agencies":            &Agencies{Base: with(staff, "Perangkat Daerah"), Query: words, Kind: selectField("jenis", "Jenis"), Rows: []AgencyRow{{Href: "/admin/pd/a", Name: "Dinas Kesehatan", Short: "Dinkes", Kind: "Perangkat Daerah", Active: true}, {Href: "/admin/pd/b", Name: hostile, Short: "X", Kind: "Pihak ketiga", Unconfirmed: true}}, Next: "/admin/pd?setelah=x"},
		"agency_form":         &agency,
		"users":               &Users{Base: with(staff, "Pengguna"), Query: words, Agency: selectField("instansi", "Instansi"), Rows: []UserRow{{Href: "/admin/pengguna/wati", Username: "wati", Name: "Wati Rahayu", Agency: "Dinas Kesehatan", Roles: "Pemohon, Anggota", Active: true}, {Href: "/admin/pengguna/x", Username: "x", Name: hostile, Agency: "Dinas Pendidikan", Roles: "Anggota"}}},
		"user_form":           &UserForm{Base: with(staff, "Tambah pengguna", func(b *Base) { b.Wide = false }), Username: username, Name: name, Agency: selectField("instansi", "Instansi"), Roles: roles, Password: fresh},
		"user":                &UserPage{Base: with(staff, "Pengguna wati", func(b *Base) { b.Wide = false }), Username: "wati", Action: "/admin/pengguna/wati", Active: true, Name: name, Agency: selectField("instansi", "Instansi"), Roles: roles, Password: fresh},
		"user.nonaktif":       &UserPage{Base: with(staff, "Pengguna wati", func(b *Base) { b.Wide = false }), Username: "wati", Action: "/admin/pengguna/wati", Name: name, Agency: selectField("instansi", "Instansi"), Roles: roles, Password: fresh},
		"failure":             &Failure{Base: with(visitor, "Halaman tidak ditemukan"), Status: 404, Kind: FailNotFound},
		"failure.pintu":       &Failure{Base: with(staff, "Ditolak", inDemo), Status: 403, Kind: FailDoor, Door: "admin"},
		"failure.kami":        &Failure{Base: with(staff, "Ada gangguan di pihak kami"), Status: 500, Kind: FailOurs, Text: "Coba lagi beberapa saat lagi.", Incident: "3f9a01bc"},
		"failure.bertabrakan": &Failure{Base: with(staff, "Sudah berubah"), Status: 409, Kind: FailConflict, Text: "Orang lain lebih dahulu mengubah permohonan ini."},
	}
	for v, g := range turns {
		out["track."+v] = &Track{
			Base: with(visitor, "Lacak 7K4M-92QX-T3HB", func(b *Base) { b.NoIndex = true }), Code: "7K4M-92QX-T3HB", Name: hostile, Agency: "Dinas Kesehatan", Flow: "Swakelola",
			Giliran: g, Progress: progress(8, 16, "Analisis dan desain", "Analisis", 3), Submitted: "Selasa, 1 Des 2026", Share: "https://alur.example.go.id/lacak/7K4M-92QX-T3HB", ShareBy: "https://wa.me/?text=x",
			Steps: []TrackStep{{Number: 3, Title: "Telaah dan verifikasi", At: "Jumat, 4 Des 2026"}, {Number: 2, Title: "Kelengkapan data pendukung", At: "Selasa, 1 Des 2026", Left: "Jumat, 4 Des 2026"}},
		}
	}
	return out
}
