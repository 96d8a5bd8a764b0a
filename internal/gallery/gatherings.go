package gallery

import (
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// gatheringExhibits are who comes to a meeting, who was there, and what came of it.
func gatheringExhibits() []Exhibit {
	const name, screens, rolls = "Peserta dan hasil", "Layar daftar hadir", "Daftar hadir di ruangan"
	const when = "Kamis, 10 Des 2026 pukul 09.00 sampai 10.00 WIB"
	start := time.Date(2026, 12, 10, 9, 0, 0, 0, alur.Jakarta)
	times := text.RollTimes(start.Add(-30*time.Minute), start.Add(4*time.Hour))
	frame := func(change ...func(*page.Base)) *page.RequestGathering {
		return &page.RequestGathering{
			Base: one("Rapat: peserta dan hasil", append(change, narrow)...), Head: head("Swakelola", ""), Name: "Rapat: peserta dan hasil", When: when, Place: "Ruang Aptika",
			Link: "https://rapat.salatiga.go.id/antrean-puskesmas", Times: times, Count: text.RollCount(0, 0),
		}
	}
	ask := func(chosen string) *page.ComingForm {
		f := &page.ComingForm{
			Action: at + "/pertemuan/rapat/hadir", Answer: page.Field{ID: "jawaban", Label: "Apakah Anda hadir?", Type: "radios"},
			Reason: page.Field{ID: "alasan", Label: "Alasan", Optional: true, Width: "l", Hint: "Misalnya siapa yang mewakili Anda"},
		}
		for _, c := range []struct{ value, answer string }{{"hadir", "yes"}, {"mungkin", "maybe"}, {"tidak", "no"}} {
			o := choice(c.value, text.Coming(c.answer))
			o.Checked = c.value == chosen
			f.Answer.Options = append(f.Answer.Options, o)
		}
		return f
	}
	topics := []page.AnswerPart{{Key: "1. Ruang lingkup sistem", Value: "Keputusan: enam puskesmas."}, {Key: "2. Rencana tahapan", Value: "Belum ada hasil"}}
	invited := frame()
	invited.Calendar, invited.Answer, invited.Topics = "/agenda/contoh.ics", ask(""), topics[1:]
	wrong := frame(faults(page.Fault{Field: "jawaban", Text: text.ComingFault("answer")}))
	wrong.Answer = ask("")
	wrong.Mark()
	late := frame(faults(page.Fault{Text: text.ComingOver()}))
	late.Off, late.Mine = true, "hadir"
	leads := frame()
	leads.Mine, leads.Score = "hadir", text.ComingCount(1, 1, 1, 1)
	leads.Coming = []page.ComingRow{
		{Name: rino, Office: ict, Answer: page.Tag{Kind: "selesai", Icon: "selesai", Text: text.Coming("yes")}},
		{Name: wati, Office: health, Answer: page.Tag{Kind: "tunggu", Icon: "tunggu", Text: text.Coming("maybe")}, Reason: "Bila dinas luar, diwakili " + dewi},
		{Name: sari, Office: longAgency, Answer: page.Tag{Kind: "tolak", Icon: "tolak", Text: text.Coming("no")}},
		{Name: endang, Office: ict, Answer: page.Tag{Kind: "draf", Text: text.Coming("")}},
	}
	leads.Projector = page.Link{Href: at + "/pertemuan/rapat/layar", Text: "Tampilkan kode di layar"}
	leads.Count = text.RollCount(2, 1)
	leads.Present = []page.PresentRow{{Time: "08.55", Name: wati, Office: health}, {Time: "09.02", Name: "Tamu Contoh", Office: "Kelurahan Contoh", Position: "Kepala Seksi", Mark: text.NoAccount()}}
	leads.Topics, leads.Edit = topics, page.Link{Href: at + "#butir-rapat", Text: "Isi mata acara dan hasilnya"}
	leads.Minutes = &page.ActionForm{Action: at + "/pertemuan/rapat/notulen", Button: "Pakai sebagai notulen", Class: "tombol-kedua", Hiddens: hiddens()}
	leads.Paper = page.Link{Href: at + "/naskah/contoh", Text: "Naskah notulen yang berlaku"}

	screen := func(change ...func(*page.Base)) *page.MeetingScreen {
		p := &page.MeetingScreen{
			Base: staff("Daftar hadir: rapat", change...), Name: "Daftar hadir: rapat", Request: system, When: when, Times: times, Count: text.RollCount(12, 3), Close: at + "/pertemuan/rapat/hadir",
		}
		p.Base.Screen, p.Wide = true, true
		return p
	}
	open := screen()
	open.Code = "/lacak/" + code + "/qr.svg"

	roll := func(change ...func(*page.Base)) *page.Roll {
		return &page.Roll{
			Base: visitor("Daftar hadir", change...), What: "Rapat", When: "Kamis, 10 Des 2026 pukul 09.00 WIB", Action: "/hadir/contoh", Hiddens: hiddens(),
			SignIn: "/masuk?lanjut=/hadir/contoh", Name: page.Field{ID: "nama", Label: "Nama", Width: "l"}, Office: page.Field{ID: "instansi", Label: "Instansi", Width: "l"},
			Position: page.Field{ID: "jabatan", Label: "Jabatan", Width: "l", Optional: true},
		}
	}
	own, guest, done, dead := roll(), roll(), roll(), roll()
	own.Base, own.Account, own.SignIn = staff("Daftar hadir", narrow), wati, ""
	guest.Faults = []page.Fault{{Field: "nama", Text: text.RollFault("name")}}
	guest.Mark()
	done.Done, dead.Dead = text.RollNoted("Tamu Contoh"), text.RollStale()
	return []Exhibit{
		{Page: "request_gathering", Name: name, Look: "menjawab undangan", Content: invited},
		{Page: "request_gathering", State: "memimpin", Name: name, Look: "memimpin rapat", Content: leads},
		{Page: "request_gathering", State: "salah", Name: name, Look: "jawaban belum dipilih", Status: 422, Content: wrong},
		{Page: "request_gathering", State: "terlambat", Name: name, Look: "dibatalkan sementara itu", Status: 409, Content: late},
		{Page: "meeting_screen", Name: screens, Look: "kode di layar", Content: open},
		{Page: "meeting_screen", State: "tutup", Name: screens, Look: "belum waktunya", Status: 409, Content: screen()},
		{Page: "roll", Name: rolls, Look: "belum masuk", Content: roll()},
		{Page: "roll", State: "masuk", Name: rolls, Look: "masuk", Content: own},
		{Page: "roll", State: "salah", Name: rolls, Look: "isian tamu kurang", Status: 422, Content: guest},
		{Page: "roll", State: "tercatat", Name: rolls, Look: "tercatat", Content: done},
		{Page: "roll", State: "lama", Name: rolls, Look: "kode lama", Status: 409, Content: dead},
	}
}
