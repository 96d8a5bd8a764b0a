package gallery

import "github.com/alur-id/alur/internal/web/page"

// agendaExhibits are the meetings and one's own account.
func agendaExhibits() []Exhibit {
	meeting := page.AgendaRow{
		Time: "09.00 sampai 11.00 WIB", Item: "Rapat koordinasi", Stage: "Tahap 5 dari 16: Rapat koordinasi", Href: at, Title: system, Number: number, Agency: health,
		Place: "Ruang Aptika", Link: "https://rapat.salatiga.go.id/antrean-puskesmas", Who: rino + " dan " + wati, Mine: true, Calendar: "/agenda/1.rapat-koordinasi.rapat.ics",
	}
	long := meeting
	long.Title, long.Agency, long.Mine, long.Link = longSystem, longAgency, false, ""
	long.Who = rino + ", " + wati + ", " + endang + ", " + sari + ", dan " + dewi
	off := meeting
	off.Cancelled, off.Who, off.Calendar, off.Link, off.Mine = true, "", "", "", false
	tabs := func(past bool) []page.Tab {
		return []page.Tab{{Href: "/agenda", Text: "Mendatang", Current: !past}, {Href: "/agenda?waktu=lalu", Text: "Yang lalu", Current: past}}
	}
	account := func(change ...func(*page.Base)) *page.Account {
		old := password()
		old.Label, old.Hint = "Kata sandi sekarang", ""
		return &page.Account{
			Base: staff("Akun", append(change, narrow, current("/akun"))...), Until: "Selasa, 8 Des 2026 pukul 19.00 WIB", Old: old, New: newPassword(), Repeat: repeatPassword(), Notices: exampleNoticeForm(),
			Sessions: []page.SessionRow{
				{ID: "a", Name: "Chrome di Windows", Since: "Selasa, 8 Des 2026 pukul 07.00 WIB", Here: true},
				{ID: "b", Name: "Chrome di Android", Since: "Senin, 7 Des 2026 pukul 07.00 WIB", Seen: "Senin, 7 Des 2026 pukul 08.00 WIB"},
			},
		}
	}
	made, has, off2 := account(notice("Alamat langganan dibuat.")), account(), account()
	made.Calendar = page.CalendarKey{Since: "Selasa, 8 Des 2026 pukul 09.00 WIB", Address: "https://alur.salatiga.go.id/agenda/langganan.ics?kunci=9QX7K4MT3HB"}
	has.Calendar = page.CalendarKey{Since: "Selasa, 8 Des 2026 pukul 09.00 WIB"}
	off2.ShortcutsOff = true
	wrong := account(faults(page.Fault{Field: "kata-sandi", Text: "Kata sandi sekarang tidak cocok"}, page.Fault{Field: "kata-sandi-baru", Text: "Kata sandi paling sedikit 12 huruf, angka, atau tanda"}))
	wrong.Mark()
	const meetings, own = "Agenda", "Akun"
	return []Exhibit{
		{Page: "agenda", Name: meetings, Look: "beberapa hari", Content: &page.Agenda{
			Base: staff("Agenda", current("/agenda")), Tabs: tabs(false), Swap: "/agenda?siapa=saya", Next: "/agenda?setelah=x", First: "/agenda", Askings: askings(),
			Days: []page.AgendaDay{{ID: "hari-1", Title: "Selasa, 8 Des 2026", Near: "Hari ini", Rows: []page.AgendaRow{meeting, long}}, {ID: "hari-2", Title: "Rabu, 9 Des 2026", Near: "Besok", Rows: []page.AgendaRow{off}}},
		}},
		{Page: "agenda", State: "kosong", Name: meetings, Look: "belum ada pertemuan", Content: &page.Agenda{Base: staff("Agenda", current("/agenda")), Tabs: tabs(false), Mine: true, Swap: "/agenda"}},
		{Page: "agenda", State: "lalu-kosong", Name: meetings, Look: "belum ada yang lalu", Content: &page.Agenda{Base: staff("Agenda: yang lalu", current("/agenda")), Tabs: tabs(true), Past: true, Swap: "/agenda?siapa=saya"}},
		{Page: "account", Name: own, Look: "tanpa langganan kalender", Content: account()},
		{Page: "account", State: "alamat", Name: own, Look: "alamat kalender baru dibuat", Content: made},
		{Page: "account", State: "langganan", Name: own, Look: "berlangganan kalender", Content: has},
		{Page: "account", State: "pintasan-mati", Name: own, Look: "pintasan dimatikan", Content: off2},
		{Page: "account", State: "salah", Name: own, Look: "kata sandi salah", Status: 422, Content: wrong},
	}
}
