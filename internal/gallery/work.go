package gallery

import "github.com/alur-id/alur/internal/web/page"

const (
	registered = "Dicatat di loket dari surat kertas oleh " + rino
	taken      = "Dikerjakan oleh " + joko + " sejak " + fridayAt
)

var beginning = page.Link{Href: "/permohonan/baru", Text: "Permohonan baru"}

func taking(what, button string) *page.ActionForm {
	return &page.ActionForm{Action: at + "/" + what, Button: button, Class: "tombol-kedua", Hiddens: []page.Hidden{{Name: "_dari", Value: "rino"}}}
}

// task is a row of the inbox at a moment.
func task(title, number, agency, age string, m moment) page.Task {
	return page.Task{Href: at, Title: title, Number: number, Agency: agency, Age: age, Stage: m.turn.Stage, Giliran: m.turn, Status: m.tag}
}

// row is a row of a list at a moment.
func row(title, number, agency, flow, changed string, m moment) page.Row {
	return page.Row{Href: at, Number: number, Title: title, Agency: agency, Flow: flow, Progress: m.progress, Giliran: m.turn, Status: m.tag, Changed: changed}
}

func otherTasks() []page.Task {
	return []page.Task{
		task("SIPOSYANDU", "SI-2026-0036", health, "1 hari", momentOf("lain")),
		task("Laporan Gizi Balita", "SI-2026-0038", health, "hari ini", momentOf("bersama")),
		task("Arsip Digital", "SI-2026-0021", "Bagian Umum Sekretariat Daerah", "35 hari", momentOf("dijeda")),
	}
}

func listRows() []page.Row {
	counter := row("e-Retribusi Pasar", "SI-2026-0007", "Dinas Perdagangan", "Pihak Ketiga", "Selasa, 1 Des 2026", momentOf("lain"))
	counter.Counter, counter.Progress = registered, progress(13, 18, "Pengujian", "Pengujian", 4)
	return []page.Row{
		row(system, number, health, "Swakelola", friday, momentOf("anda")), counter,
		row("Laporan Gizi Balita", "SI-2026-0038", health, "Swakelola", "Senin, 7 Des 2026", momentOf("bersama")),
		row("Arsip Digital", "SI-2026-0021", "Bagian Umum Sekretariat Daerah", "Swakelola", "Selasa, 3 Nov 2026", momentOf("dijeda")),
		row("e-Aspirasi", "SI-2026-0003", "Sekretariat DPRD", "Swakelola", "Kamis, 21 Jan 2027", momentOf("selesai")),
		row("Antrean Loket Kependudukan", "SI-2026-0012", "Dinas Kependudukan dan Pencatatan Sipil", "Swakelola", "Kamis, 10 Des 2026", momentOf("ditolak")),
	}
}

func longRows() []page.Row {
	var out []page.Row
	for _, m := range moments() {
		r := row(longSystem, number, longAgency, "Pihak Ketiga", friday, m)
		r.Counter = registered
		out = append(out, r)
	}
	return out
}

func selectField(id, label string, options ...string) page.Field {
	f := page.Field{ID: id, Label: label, Type: "select", Options: []page.Choice{{Text: "Semua"}}}
	for _, o := range options {
		f.Options = append(f.Options, choice(o, o))
	}
	return f
}

func words(value string) page.Field {
	return page.Field{ID: "kata", Label: "Cari nomor, nama sistem, atau Perangkat Daerah", Type: "search", Value: value}
}

// workExhibits are the inbox and the lists.
func workExhibits() []Exhibit {
	tasks := func(title string, change ...func(*page.Base)) page.Base {
		return staff(title, append(change, current("/tugas"))...)
	}
	list := func(title string, change ...func(*page.Base)) page.Base {
		return staff(title, append(change, current("/permohonan"))...)
	}
	mine := task(system, number, health, "4 hari", momentOf("anda"))
	mine.As, mine.Counter, mine.By, mine.Take = "Perangkat Daerah pemohon", registered, "Dikerjakan oleh "+wati+" sejak "+fridayAt, taking("lepas", "Lepas tugas")
	free := task("Permohonan tanpa nama", "Draf", health, "hari ini", momentOf("anda"))
	free.As, free.Giliran.Action, free.Stage, free.Take = "Perangkat Daerah pemohon", "Lengkapi 5 butir", "Tahap 1 dari 16: Pengajuan surat permohonan", taking("ambil", "Ambil tugas")
	by := task("Buku Tamu Digital", "SI-2026-0040", health, "1 hari", momentOf("anda"))
	by.As, by.By, by.Take = "Perangkat Daerah pemohon", taken, taking("ambil", "Ambil alih tugas")
	done := task("e-Aspirasi", "SI-2026-0003", "Sekretariat DPRD", "", momentOf("selesai"))
	done.Ended = "Kamis, 21 Jan 2027"
	long := task(longSystem, number, longAgency, "4 hari", momentOf("bersama-anda"))
	long.As, long.Counter, long.By, long.Take = "Tim Pengembang", registered, taken, taking("ambil", "Ambil alih tugas")
	longOther := task(longSystem, number, longAgency, "4 hari", momentOf("bersama"))
	longOther.Counter = registered
	filters := []page.Field{
		selectField("status", "Status", "Berjalan", "Dijeda", "Selesai", "Ditolak"), selectField("tahap", "Tahap", "Telaah", "Rapat", "Keputusan"),
		selectField("jalur", "Cara pelaksanaan", "Swakelola", "Pihak Ketiga"), selectField("giliran", "Giliran", "Saya", "Pihak lain"), selectField("pd", "Perangkat Daerah", health, longAgency),
	}
	downloads := []page.Link{{Href: "/permohonan/unduh.xlsx", Text: "Unduh Excel"}, {Href: "/permohonan/unduh.csv", Text: "Unduh CSV"}}
	chips := []page.Chip{{Text: "«antrean»", Href: "/permohonan"}, {Text: "Status: Berjalan", Href: "/permohonan"}}
	const inbox, all, search = "Tugas Saya", "Daftar permohonan", "Cari"
	return []Exhibit{
		{Page: "tasks", Name: inbox, Look: "semua bagian terisi", Content: &page.Tasks{
			Base: tasks("Tugas Saya: 3 menunggu Anda", func(b *page.Base) {
				b.Notice = &page.Notice{Text: "Selesai. Giliran kini pada " + ict + ".", Href: at, LinkText: "Lihat permohonan"}
			}),
			Mine: []page.Task{mine}, Free: []page.Task{free}, Taken: []page.Task{by}, MoreMine: true, Askings: askings(), Others: otherTasks(), Done: []page.Task{done}, Begin: beginning,
		}},
		{Page: "tasks", State: "bisa-diambil", Name: inbox, Look: "belum mengambil tugas", Content: &page.Tasks{Base: tasks("Tugas Saya"), Free: []page.Task{free}, Others: otherTasks(), Begin: beginning}},
		{Page: "tasks", State: "kosong", Name: inbox, Look: "kosong, pemohon", Content: &page.Tasks{Base: tasks("Tugas Saya"), Begin: beginning}},
		{Page: "tasks", State: "kosong-lain", Name: inbox, Look: "kosong, bukan pemohon", Content: &page.Tasks{Base: tasks("Tugas Saya")}},
		{Page: "tasks", State: "pemeriksa", Name: inbox, Look: "pemeriksa, peragaan", Content: &page.Tasks{Base: tasks("Tugas Saya", inDemo), ReadOnly: true, Others: otherTasks()}},
		{Page: "tasks", State: "panjang", Name: inbox, Look: "nama panjang", Content: &page.Tasks{
			Base: tasks("Tugas Saya: 2 menunggu Anda"), Mine: []page.Task{long}, Taken: []page.Task{long}, Others: []page.Task{longOther}, Begin: beginning,
		}},
		{Page: "requests", Name: all, Look: "terisi, tersaring", Content: &page.Requests{
			Base: list("Permohonan"), Query: words("antrean"), Filters: filters, Chips: chips, Rows: listRows(), Next: "/permohonan?setelah=x", First: "/permohonan",
			Clear: "/permohonan", Begin: beginning, Open: true, Downloads: downloads, Limit: "Paling banyak 10.000 baris.",
		}},
		{Page: "requests", State: "panjang", Name: all, Look: "nama panjang, setiap giliran", Content: &page.Requests{Base: list("Permohonan"), Query: words(""), Filters: filters, Rows: longRows(), Downloads: downloads, Limit: "Paling banyak 10.000 baris."}},
		{Page: "requests", State: "kosong", Name: all, Look: "belum ada permohonan", Content: &page.Requests{Base: list("Permohonan"), Query: words(""), Filters: filters, Begin: beginning}},
		{Page: "requests", State: "nihil", Name: all, Look: "kata tidak ditemukan", Content: &page.Requests{Base: list("Permohonan"), Query: words("antrian"), Filters: filters, Asked: "antrian", Chips: chips[:1], Clear: "/permohonan"}},
		{Page: "requests", State: "tersaring", Name: all, Look: "saringan tanpa hasil", Content: &page.Requests{Base: list("Permohonan"), Query: words(""), Filters: filters, Chips: chips[1:], Clear: "/permohonan"}},
		{Page: "search", Name: search, Look: "hasil", Content: &page.Search{Base: staff("Cari: antrean", current("/cari")), Query: words("antrean"), Asked: "antrean", Rows: listRows()[:3], All: "/permohonan?kata=antrean"}},
		{Page: "search", State: "awal", Name: search, Look: "belum mencari", Content: &page.Search{Base: staff("Cari", current("/cari")), Query: words("")}},
		{Page: "search", State: "nihil", Name: search, Look: "tidak ditemukan", Content: &page.Search{Base: staff("Cari: antrian", current("/cari")), Query: words("antrian"), Asked: "antrian"}},
	}
}
