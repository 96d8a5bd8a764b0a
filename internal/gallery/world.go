package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The world of the exhibits: a few people of a few agencies, on Selasa, 8 Des 2026.

const (
	health   = "Dinas Kesehatan"
	ict      = "Dinas Komunikasi dan Informatika"
	vendor   = "CV Nusa Karya"
	wati     = "Wati Rahayu"
	rino     = "Rino Saputra"
	endang   = "Endang Lestari"
	sari     = "Sari Wulandari"
	dewi     = "Dewi Anggraini"
	joko     = "Joko Prasetyo"
	system   = "Sistem Antrean Puskesmas"
	number   = "SI-2026-0042"
	code     = "7K4M-92QX-T3HB"
	at       = "/permohonan/contoh"
	friday   = "Jumat, 4 Des 2026"
	fridayAt = "Jumat, 4 Des 2026 pukul 09.14 WIB"

	// What is as long as it may become: a name of 120 letters, an agency, a file.
	longSystem = "Sistem Informasi Pelayanan Perizinan Terpadu, Pengaduan Masyarakat, dan Pemantauan Retribusi Daerah untuk Warga Salatiga"
	longAgency = "Dinas Pengendalian Penduduk dan Keluarga Berencana, Pemberdayaan Perempuan, dan Perlindungan Anak"
	longFile   = "Kerangka_Acuan_Kerja_Sistem_Informasi_Pelayanan_Perizinan_Terpadu_Kota_Salatiga_TA2027_revisi_ketiga.pdf"

	fingerprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

func visitorNav() []page.Link {
	return []page.Link{
		{Href: "/panduan", Text: "Panduan", Icon: "panduan"}, {Href: "/lacak", Text: "Lacak", Icon: "lacak"},
		{Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"}, {Href: "/masuk", Text: "Masuk", Icon: "masuk"},
	}
}

// visitor is the frame for somebody who has not signed in.
func visitor(title string, change ...func(*page.Base)) page.Base {
	return with(page.Base{Title: title, Path: "/", Nav: visitorNav()}, change)
}

// staff is the frame for somebody of an agency, on a wide page.
func staff(title string, change ...func(*page.Base)) page.Base {
	return with(page.Base{
		Title: title, Path: "/tugas", Wide: true,
		User: &page.User{Username: "wati", Name: wati, Agency: health, Roles: "Pemohon"},
		Nav: []page.Link{
			{Href: "/tugas", Text: "Tugas Saya", Icon: "tugas", Count: 3}, {Href: "/permohonan", Text: "Permohonan", Icon: "berkas"},
			{Href: "/agenda", Text: "Agenda", Icon: "rapat"}, {Href: "/panduan", Text: "Panduan", Icon: "panduan"},
		},
		Menu: []page.Link{{Href: "/cari", Text: "Cari", Icon: "cari"}, {Href: "/akun", Text: "Akun", Icon: "orang-satu"}, {Href: "/bantuan", Text: "Bantuan", Icon: "bantuan"}},
	}, change)
}

// administrator is the frame for who manages people and agencies.
func administrator(title string, change ...func(*page.Base)) page.Base {
	b := staff(title)
	b.User = &page.User{Username: "adit", Name: "Adit Nugroho", Agency: ict, Roles: "Pengelola"}
	b.Menu = append([]page.Link{{Href: "/admin/pengguna", Text: "Pengguna", Icon: "orang"}, {Href: "/admin/pd", Text: "Perangkat Daerah", Icon: "gedung"}}, b.Menu...)
	return with(b, change)
}

func with(b page.Base, change []func(*page.Base)) page.Base {
	for _, f := range change {
		f(&b)
	}
	return b
}

func narrow(b *page.Base) { b.Wide = false }

func current(path string) func(*page.Base) { return func(b *page.Base) { b.Current = path } }

func back(href, text string) func(*page.Base) {
	return func(b *page.Base) { b.Back, b.Wide = page.Link{Href: href, Text: text}, false }
}

func faults(list ...page.Fault) func(*page.Base) { return func(b *page.Base) { b.Faults = list } }

func notice(text string) func(*page.Base) {
	return func(b *page.Base) { b.Notice = &page.Notice{Text: text} }
}

func inDemo(b *page.Base) {
	b.Demo = &page.Demo{Password: "alur-demo", Accounts: []page.DemoAccount{
		{Username: "pemohon", Name: wati, Agency: health, What: "Mengajukan permohonan, melengkapi data, presentasi, serah terima", Now: b.User != nil},
		{Username: "verifikator", Name: rino, Agency: ict, What: "Menelaah, mengundang rapat, membentuk tim, mengurus serah terima"},
		{Username: "kepala", Name: endang, Agency: ict, What: "Memutuskan permohonan dan menandatangani"},
		{Username: "penguji", Name: sari, Agency: ict, What: "Anggota tim dari Diskominfo: menguji dan memantau"},
		{Username: "vendor", Name: "Bagus Prakoso", Agency: vendor, What: "Pihak ketiga: membuat sistem berdasarkan perjanjian"},
	}}
}

var phases = []string{"Pengajuan", "Kesepakatan", "Persiapan", "Pembangunan", "Penerapan dan serah terima"}

func progress(number, total int, title, short string, phase int) page.Progress {
	p := page.Progress{Number: number, Total: total, Title: title, Short: short, Phase: phase}
	for i, name := range phases {
		m := page.PhaseMark{Name: name, State: page.PhaseLater}
		if i+1 < phase {
			m.State = page.PhasePast
		} else if i+1 == phase {
			m.State = page.PhaseNow
		}
		p.Phases = append(p.Phases, m)
	}
	return p
}

// A moment is a request at one point of its way: whose turn it is, and where it stands.
type moment struct {
	state, look string
	turn        page.Giliran
	tag         page.Tag
	progress    page.Progress
}

// moments has every variant of the card that says whose turn it is.
func moments() []moment {
	end := func(p page.Progress, state page.PhaseState) page.Progress {
		p.Phases[p.Phase-1].State = state
		return p
	}
	list := []moment{
		{state: "anda", look: "giliran Anda", progress: progress(2, 16, "Kelengkapan data pendukung", "Data pendukung", 1), turn: page.Giliran{
			Variant: page.TurnMine, Who: []page.Holder{{Name: health, You: true, What: "Perbaiki 2 butir"}}, Action: "Perbaiki 2 butir",
			Since: "Di tahap ini sejak Jumat, 4 Des 2026 (4 hari)", Next: "Tahap 3, telaah dan verifikasi (" + ict + ")",
			Href: "#isian", Button: "Isi sekarang",
			Task: &page.ActionForm{Action: at + "/ambil", Button: "Ambil tugas", Class: "tombol-kedua", Hiddens: []page.Hidden{{Name: "_dari"}}},
		}},
		{state: "lain", look: "menunggu pihak lain", progress: progress(3, 16, "Telaah dan verifikasi", "Telaah", 1), turn: page.Giliran{
			Variant: page.TurnOther, Who: []page.Holder{{Name: ict, What: "Telaah 8 dokumen", By: "Dikerjakan oleh " + rino + " sejak Senin, 7 Des 2026 pukul 09.12 WIB"}},
			Action: "Telaah 8 dokumen", Since: "Di tahap ini sejak Senin, 7 Des 2026 (1 hari)", Next: "Tahap 4, presentasi pengajuan (" + ict + " dan " + health + ")",
		}},
		{state: "bersama", look: "menunggu beberapa pihak", progress: progress(5, 16, "Rapat koordinasi", "Rapat", 2), turn: page.Giliran{
			Variant: page.TurnShared, Who: []page.Holder{
				{Name: ict, What: "Lengkapi 3 butir", By: "Dikerjakan oleh " + rino + " sejak Senin, 7 Des 2026 pukul 09.12 WIB"},
				{Name: "Tim Penguji", What: "Bubuhkan paraf penguji"},
			},
			Action: "Lengkapi 3 butir", Since: "Di tahap ini sejak Senin, 7 Des 2026 (1 hari)", Next: ict + ": selesaikan rapat",
		}},
		{state: "bersama-anda", look: "menunggu Anda dan pihak lain", progress: progress(5, 16, "Rapat koordinasi", "Rapat", 2), turn: page.Giliran{
			Variant: page.TurnMine, Who: []page.Holder{{Name: health, You: true, What: "Bubuhkan paraf pemohon"}, {Name: ict, What: "Lengkapi 3 butir"}},
			Action: "Bubuhkan paraf pemohon", Since: "Di tahap ini sejak Senin, 7 Des 2026 (1 hari)", Next: ict + ": selesaikan rapat",
			Note: "Petugas loket Diskominfo juga dapat mengisinya bagi Anda.", Href: at + "/tanda-tangan/paraf-pemohon", Button: "Baca lalu tanda tangani",
		}},
		{state: "dijeda", look: "dijeda", progress: progress(7, 16, "Pembentukan tim", "Tim", 3), turn: page.Giliran{
			Variant: page.TurnPaused, Action: "Permohonan sedang dijeda; tidak ada yang perlu dikerjakan", Since: "Dijeda sejak Selasa, 3 Nov 2026 (35 hari)",
			Reason: "Menunggu anggaran: belanja sistem diusulkan dalam perubahan anggaran 2027.",
		}},
		{state: "selesai", look: "selesai", progress: end(progress(16, 16, "Serah terima pekerjaan", "Serah terima", 5), page.PhasePast), turn: page.Giliran{
			Variant: page.TurnDone, Action: "Permohonan selesai dan sudah diserahterimakan", Since: "Berakhir Kamis, 21 Jan 2027",
		}},
		{state: "ditolak", look: "tidak disetujui", progress: end(progress(6, 16, "Tindak lanjut dan keputusan", "Keputusan", 2), page.PhaseEnded), turn: page.Giliran{
			Variant: page.TurnEnded, Action: "Permohonan tidak disetujui", Reason: "Sudah ada sistem serupa. Pakai Antrean RSUD lebih dahulu; setelah satu tahun dapat diajukan lagi.", Since: "Berakhir Kamis, 10 Des 2026",
			Next: "Perangkat Daerah dapat mengajukan permohonan baru",
		}},
	}
	kinds := map[page.Variant]string{page.TurnMine: "anda", page.TurnOther: "tunggu", page.TurnShared: "tunggu", page.TurnPaused: "draf", page.TurnDone: "selesai", page.TurnEnded: "tolak"}
	for i := range list {
		m := &list[i]
		m.turn.Stage = text.StageOf(m.progress.Number, m.progress.Total, m.progress.Title)
		m.tag = page.Tag{Kind: kinds[m.turn.Variant], Icon: m.turn.Icon(), Text: m.turn.Label()}
	}
	list[6].tag.Text = "Tidak disetujui"
	return list
}

// momentOf is one of [moments] by its state.
func momentOf(state string) moment {
	for _, m := range moments() {
		if m.state == state {
			return m
		}
	}
	panic("gallery: no moment " + state)
}

// hiddens are what every form of a request carries.
func hiddens() []page.Hidden {
	return []page.Hidden{{Name: "_kunci", Value: "k"}, {Name: "_versi", Value: "12"}, {Name: "_tahap", Value: "data-pendukung"}}
}

func password() page.Field {
	return page.Field{ID: "kata-sandi", Label: "Kata sandi Anda", Type: "password", Hint: "Untuk menegaskan bahwa ini Anda sendiri.", Autocomplete: "current-password", Width: "m"}
}

func choice(value, text string) page.Choice { return page.Choice{Value: value, Text: text} }

// refused is a field with what was wrong with it.
func refused(f page.Field, value, fault string) page.Field {
	f.Value, f.Fault = value, fault
	return f
}
