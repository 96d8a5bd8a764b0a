package page

// agendaFixtures are the agenda and the small helpers, with hostile words in them.
func agendaFixtures() map[string]Page {
	row := AgendaRow{
		Time: "09.00 sampai 11.00 WIB", Item: "Rapat koordinasi", Stage: "Tahap 5 dari 16: Rapat koordinasi", Href: "/permohonan/1", Title: "Sistem Antrean Puskesmas",
		Number: "SI-2026-0042", Agency: "Dinas Kesehatan", Place: "Ruang Aptika", Link: "https://rapat.example.go.id/antrean-puskesmas", Who: "Rino Saputra dan Wati Rahayu", Mine: true, Calendar: "/agenda/1.rapat-koordinasi.rapat.ics",
	}
	odd := row
	odd.Title, odd.Place, odd.Link, odd.Mine, odd.Href = hostile, hostile, "", false, "/permohonan/2"
	off := odd
	off.Cancelled, off.Who, off.Calendar = true, "", ""
	tabs := []Tab{{Href: "/agenda", Text: "Mendatang", Current: true}, {Href: "/agenda?waktu=lalu", Text: "Yang lalu"}}
	atAgenda := func(b *Base) { b.Current = "/agenda" }
	questions := []Field{
		{ID: "orang", Label: "1. Adakah orang yang dapat membuat dan merawat sistemnya?", Type: "radios", Hint: "Pegawai Diskominfo atau Perangkat Daerah Anda.", Options: []Choice{{Value: "ada", Text: "Ada", Checked: true}, {Value: "tidak", Text: "Tidak ada"}}},
		{ID: "keahlian", Label: "2. Keahlian apa yang diperlukan?", Type: "radios", Options: []Choice{{Value: "umum", Text: "Yang umum", Hint: "Pendataan"}, {Value: "ahli", Text: "Yang khusus"}}},
	}
	faulty := append([]Field{}, questions...)
	faulty[1].Fault = "Pilih satu jawaban. Bila ragu, pilih «Belum tahu»."
	account := frameFixtures()["account"].(*Account)
	made, has := *account, *account
	made.Calendar = CalendarKey{Since: "Selasa, 8 Des 2026 pukul 09.00 WIB", Address: "https://alur.example.go.id/agenda/langganan.ics?kunci=abc"}
	has.Calendar = CalendarKey{Since: "Selasa, 8 Des 2026 pukul 09.00 WIB"}
	list := *frameFixtures()["requests"].(*Requests)
	list.Downloads, list.Limit = []Link{{Href: "/permohonan/unduh.xlsx?status=open", Text: "Unduh Excel"}, {Href: "/permohonan/unduh.csv?status=open", Text: "Unduh CSV"}}, "Paling banyak 10.000 baris."
	return map[string]Page{
		"agenda": &Agenda{
			Base: with(staff, "Agenda", atAgenda), Tabs: tabs, Swap: "/agenda?siapa=saya", Next: "/agenda?setelah=x", First: "/agenda",
			Days: []AgendaDay{{ID: "hari-1", Title: "Selasa, 8 Des 2026", Near: "Hari ini", Rows: []AgendaRow{row, odd}}, {ID: "hari-2", Title: "Rabu, 9 Des 2026", Rows: []AgendaRow{off}}},
		},
		"agenda.kosong":      &Agenda{Base: with(staff, "Agenda", atAgenda), Tabs: tabs, Mine: true, Swap: "/agenda"},
		"account.alamat":     &made,
		"account.langganan":  &has,
		"requests.unduh":     &list,
		"guide_choose":       &GuideChoose{Base: with(visitor, "Mana yang cocok?"), Questions: questions},
		"guide_choose.salah": &GuideChoose{Base: with(visitor, "Mana yang cocok?", func(b *Base) { b.Faults = []Fault{{Field: "keahlian", Text: faulty[1].Fault}} }), Questions: faulty},
		"guide_choose.hasil": &GuideChoose{Base: with(visitor, "Mana yang cocok? Swakelola"), Questions: questions, Answered: true, Fits: guideRoutes()[0], Other: guideRoutes()[1], Reasons: []string{"Ada orang yang dapat membuatnya."}, Unsure: true, Begin: "/masuk"},
	}
}
