package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// askings are times that wait for an answer.
func askings() []page.Asking {
	return []page.Asking{{Href: at + "/pertemuan/rapat", Item: "Rapat", Title: system, Number: number, Agency: health, When: "3 waktu, paling awal Kamis, 10 Des 2026"}}
}

// meetingExhibits are the pages on which a meeting gets its time.
func meetingExhibits() []Exhibit {
	const name, proposing = "Pertemuan", "Usulkan waktu"
	const first, second = "Kamis, 10 Des 2026 pukul 09.00 sampai 10.00 WIB", "Jumat, 11 Des 2026 pukul 13.30 sampai 14.30 WIB"
	slots := []page.RoundSlot{
		{Value: "a", When: first, Score: "4 dari 5 bisa", Can: rino + ", " + wati + ", " + sari + ", dan " + dewi, Silent: endang},
		{Value: "b", When: second, Score: "1 dari 5 bisa", Can: rino, Cannot: wati + ", " + sari + ", dan " + dewi, Silent: endang},
	}
	answer := func(fault string) *page.RoundAnswer {
		return &page.RoundAnswer{
			Action: at + "/pertemuan/rapat/jawab", Seen: []page.Hidden{{Name: "dilihat", Value: "a"}}, Open: fault != "",
			Slots: page.Field{ID: "bisa", Label: "Kapan Anda bisa?", Type: "checkboxes", Hint: "Centang yang bisa. Yang tidak dicentang berarti Anda tidak bisa.", Options: []page.Choice{choice("a", first), choice("b", second)}},
			Other: page.Field{ID: "lain", Label: "Waktu lain yang bisa", Type: "datetime-local", Width: "m", Optional: true, Hint: "Tanggal dan jam, WIB", Fault: fault},
			Note:  page.Field{ID: "catatan", Label: "Catatan", Optional: true, Width: "l", Hint: "Misalnya: Senin pagi selalu apel"},
		}
	}
	frame := func(change ...func(*page.Base)) *page.RequestMeeting {
		return &page.RequestMeeting{Base: one("Rapat", append(change, narrow)...), Head: head("Swakelola", ""), Name: "Rapat", Meeting: page.Answer{Title: "Rapat", Empty: "Belum diisi"}}
	}
	share := func(title, words string) *page.Share {
		return &page.Share{Title: title, Text: words, Href: "https://wa.me/?text=x"}
	}
	asked := frame()
	asked.By, asked.Slots, asked.Answer = "Diusulkan "+rino+", "+friday, slots, answer("")
	asked.Share = share("Ingatkan untuk menjawab", text.AskForTimes("Rapat", system, []string{first, second}, "https://alur.salatiga.go.id"+at+"/pertemuan/rapat"))
	owner := frame()
	owner.By, owner.Slots = asked.By, slots
	owner.Notes = []page.RoundNote{{Who: wati, Other: "Senin, 14 Des 2026 pukul 09.00 WIB", Text: "Kamis ada Posyandu.", Add: at + "/pertemuan/rapat/usul?tambah=x"}}
	owner.Choose = page.ActionForm{Action: at + "/pertemuan/rapat/pilih", Hiddens: hiddens()}
	owner.Propose = page.Link{Href: at + "/pertemuan/rapat/usul", Text: "Ubah usulan waktu"}
	owner.Close = &page.ActionForm{Action: at + "/pertemuan/rapat/tutup", Class: "tombol-teks", Button: "Tarik usulan"}
	owner.Fill = page.Link{Href: at + "#butir-rapat", Text: "Isi tempat, peserta, dan hasil pertemuan"}
	over := frame()
	over.By, over.Over, over.Propose = asked.By, true, owner.Propose
	for _, s := range slots {
		s.Past = true
		over.Slots = append(over.Slots, s)
	}
	set := frame()
	set.Meeting = page.Answer{Title: "Rapat", Parts: []page.AnswerPart{{Key: "Waktu", Value: first}, {Key: "Tempat", Value: "Ruang Aptika"}, {Key: "1. Ruang lingkup sistem", Value: "Keputusan: enam puskesmas."}}}
	set.Propose = page.Link{Href: owner.Propose.Href, Text: "Usulkan waktu"}
	set.Fill = owner.Fill
	set.Share = share("Kabari lewat WhatsApp", text.Invitation("Rapat", system, first, "Ruang Aptika", "", "https://alur.salatiga.go.id"+at))
	empty := frame()
	empty.Propose, empty.Fill = set.Propose, owner.Fill
	late := frame(faults(page.Fault{Text: text.RoundOver()}))
	late.Slots, late.By = owner.Slots[1:], owner.By
	wrong := frame(faults(page.Fault{Field: "lain", Text: "Pilih waktu yang akan datang, paling jauh dua tahun lagi"}))
	wrong.By, wrong.Slots, wrong.Answer = asked.By, slots, answer("Pilih waktu yang akan datang, paling jauh dua tahun lagi")

	proposal := func(change ...func(*page.Base)) *page.RequestPropose {
		p := &page.RequestPropose{
			Base: one("Usulkan waktu: rapat", append(change, narrow)...), Head: head("Swakelola", ""), Name: "Usulkan waktu: rapat", Form: post("pertemuan/rapat/usul", "Tanyakan waktu ini", "tombol"),
			Length: page.Field{ID: "lama", Label: "Lama pertemuan", Type: "select", Options: []page.Choice{choice("60", "60 menit"), choice("120", "2 jam")}},
			Ask:    page.Field{ID: "tanya", Label: "Siapa yang ditanya", Type: "checkboxes", Hint: "Mereka melihatnya di Tugas Saya."},
		}
		for _, n := range []string{"1", "2", "3", "4", "5"} {
			p.Slots = append(p.Slots, page.Field{ID: "waktu." + n, Label: "Waktu " + n, Type: "datetime-local", Width: "m", Optional: n > "2"})
		}
		for _, who := range []string{rino, endang, wati, sari, dewi} {
			c := choice(who, who)
			c.Hint, c.Checked = ict, who == rino || who == wati
			p.Ask.Options = append(p.Ask.Options, c)
		}
		return p
	}
	changed := proposal()
	changed.Name, changed.Keeps = "Ubah usulan waktu rapat", true
	bad := proposal(faults(page.Fault{Field: "waktu.1", Text: "Isi dua sampai lima waktu"}, page.Fault{Field: "tanya", Text: "Pilih siapa yang ditanya, paling sedikit satu orang"}))
	bad.Mark()
	return []Exhibit{
		{Page: "request_meeting", Name: name, Look: "menjawab usulan waktu", Content: asked},
		{Page: "request_meeting", State: "pemilik", Name: name, Look: "memilih waktu", Content: owner},
		{Page: "request_meeting", State: "lewat", Name: name, Look: "semua waktu lewat", Content: over},
		{Page: "request_meeting", State: "terjadwal", Name: name, Look: "waktunya ditetapkan", Content: set},
		{Page: "request_meeting", State: "kosong", Name: name, Look: "belum ada usulan", Content: empty},
		{Page: "request_meeting", State: "terlambat", Name: name, Look: "rekan lebih dahulu memilih", Status: 409, Content: late},
		{Page: "request_meeting", State: "salah", Name: name, Look: "waktu lain salah", Status: 422, Content: wrong},
		{Page: "request_propose", Name: proposing, Look: "baru", Content: proposal()},
		{Page: "request_propose", State: "ubah", Name: proposing, Look: "sudah ada jawaban", Content: changed},
		{Page: "request_propose", State: "salah", Name: proposing, Look: "isian kurang", Status: 422, Content: bad},
	}
}

// similarSystems are systems of similar names, of which one may be seen.
func similarSystems() []page.Similar {
	return []page.Similar{{Title: "Antrean RSUD", Agency: "Rumah Sakit Umum Daerah", Status: "Selesai"}, {Title: longSystem, Agency: longAgency, Status: "Berjalan", Href: at}}
}

// decideExhibits are the page of a decision.
func decideExhibits() []Exhibit {
	const name = "Memutuskan"
	long := func(id, title string) page.FormItem {
		return page.FormItem{ID: id, Shape: page.ShapeField, Field: page.Field{ID: id, Label: title, Type: "textarea", Rows: 6}}
	}
	decision := func(chosen string, change ...func(*page.Base)) *page.RequestDecide {
		answers, turn := summaryAnswers(), momentOf("anda").turn
		turn.Href, turn.Button = "#keputusan", "Ke keputusan"
		kind := page.FormItem{ID: "bentuk", Shape: page.ShapeField, Field: page.Field{ID: "bentuk", Label: "Bentuk tanggapan", Type: "radios", Options: []page.Choice{choice("argumentasi", "Argumentasi"), choice("rekomendasi", "Rekomendasi")}}}
		return &page.RequestDecide{
			Base: below("Keputusan", change...), Head: head("Swakelola", ""), Giliran: turn, Progress: momentOf("anda").progress,
			Guide: page.StageGuide{Clause: "A.6", Summary: "Diskominfo memutuskan berdasarkan hasil rapat.", Href: "/panduan/swakelola#tindak-lanjut"},
			Facts: []page.AnswerPart{{Key: "Perkiraan anggaran", Value: "Rp85.000.000"}, {Key: "Dokumen", Value: "8 dari 8 sesuai"}, {Key: "Sejak diajukan", Value: "42 hari"}, {Key: "Sistem serupa", Value: "2, lihat di bawah", Href: "#serupa"}},
			Groups: []page.EvidenceGroup{
				{ID: "ringkas", Title: "Masalah, kelebihan, dan dampak", Answers: answers[:2]},
				{ID: "dokumen", Title: "Surat dan dokumen: 8 dari 8 sesuai", Folded: true, Docs: documents()},
				{ID: "kembali", Title: "Riwayat pengembalian", Parts: []page.AnswerPart{{Key: text.Happened("Kembalikan untuk dilengkapi"), Value: friday + ", " + rino}}},
			},
			Similar: similarSystems(),
			Choices: []page.DecisionChoice{
				{Value: "setujui", Title: "Setujui permohonan", Leads: "Lanjut ke tahap 7, pembentukan tim", Checked: chosen == "setujui", Items: []page.FormItem{long("catatan", "Catatan persetujuan")}},
				{Value: "setujui+jeda", Title: "Setujui permohonan, menunggu anggaran", Hint: text.ThenPauseHint()},
				{Value: "tidak-setujui", Title: "Nyatakan tidak disetujui", Warn: text.EndsForGood(), Checked: chosen == "tidak-setujui", Items: []page.FormItem{kind, long("tanggapan", "Tanggapan")}},
				{Value: "alihkan-jalur", Title: "Alihkan ke jalur lain", Items: []page.FormItem{long("alasan", "Alasan pengalihan")}},
			},
			Password: password(), Form: post("keputusan", "Tetapkan keputusan", "tombol"),
			More: []page.ActionRow{{ID: "jeda", Title: "Jeda permohonan", Href: at + "/tindakan/jeda", Class: "tombol-kedua", Allowed: true}},
		}
	}
	preview := decision("tidak-setujui")
	preview.Preview = &page.DecisionPreview{Title: "Yang akan dibaca pemohon", Text: []string{"Permohonan " + number + " «" + system + "» dari " + health + ". Selasa, 8 Des 2026: dinyatakan tidak disetujui. Permohonan tidak disetujui.", "Bentuk tanggapan: Rekomendasi", "Tanggapan: Pakai Antrean RSUD."}}
	none := decision("", faults(page.Fault{Field: "putusan-setujui", Text: text.ChooseDecision()}))
	none.Fault = text.ChooseDecision()
	return []Exhibit{
		{Page: "request_decide", Name: name, Look: "belum memilih", Content: decision("")},
		{Page: "request_decide", State: "pratinjau", Name: name, Look: "pratinjau tanggapan", Content: preview},
		{Page: "request_decide", State: "kosong", Name: name, Look: "tidak ada yang dipilih", Status: 422, Content: none},
	}
}
