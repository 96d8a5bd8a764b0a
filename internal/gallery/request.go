package gallery

import (
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// head is the identity of the request of the exhibits; current is the page below it.
func head(flow, current string) page.RequestHead {
	h := page.RequestHead{ID: "contoh", Number: number, Code: code, Flow: flow, Title: system, Agency: health, Status: momentOf("anda").tag}
	for _, t := range []struct {
		below, text string
		count       int
	}{{"", "Ringkasan", 0}, {"/dokumen", "Dokumen", 8}, {"/tim", "Tim", 4}, {"/temuan", "Temuan", 5}, {"/riwayat", "Riwayat", 0}, {"/pesan", "Pesan", 0}} {
		h.Tabs = append(h.Tabs, page.Tab{Href: at + t.below, Text: t.text, Count: t.count, Current: t.below == current})
	}
	return h
}

func guide(plan *flow.Plan, stage int) page.StageGuide {
	st := plan.Stages[stage]
	return page.StageGuide{Clause: st.Clause, Summary: st.Summary, Result: st.Result}
}

// rowsOf lists the stages of a request at a moment.
func rowsOf(m moment) []page.StageRow {
	titles := []string{
		"Pengajuan surat permohonan", "Kelengkapan data pendukung", "Telaah dan verifikasi", "Presentasi pengajuan", "Rapat koordinasi", "Tindak lanjut dan keputusan",
		"Pembentukan tim", "Analisis dan desain", "Pembuatan sistem", "Implementasi sistem", "Pengujian", "Sosialisasi kepada pengguna", "Pemantauan dan evaluasi",
		"Dokumentasi dan panduan penggunaan", "Laporan hasil pekerjaan", "Serah terima pekerjaan",
	}
	begins := map[int]string{0: phases[0], 3: phases[1], 6: phases[2], 8: phases[3], 11: phases[4]}
	var out []page.StageRow
	for i, title := range titles {
		row := page.StageRow{Number: i + 1, Title: title, Phase: begins[i], State: "nanti", Word: "Belum", Who: ict}
		if i < 2 || i == 3 {
			row.Who = health
		}
		switch n := m.progress.Number; {
		case i+1 < n || m.turn.Variant == page.TurnDone:
			row.State, row.Word, row.When, row.Href = "lalu", "Selesai", friday+", oleh "+rino, at+"/tahap/x"
		case i+1 > n:
		case m.turn.Variant == page.TurnEnded:
			row.State, row.Word, row.When, row.Href = "henti", "Tidak disetujui", "Kamis, 10 Des 2026", at+"/tahap/x"
		default:
			row.State, row.Word, row.When, row.Href = "kini", "Sekarang", "sejak "+friday, at+"/tahap/x"
			if m.turn.Variant == page.TurnPaused {
				row.Word = "Dijeda"
			}
			if n == 2 {
				row.Rounds = "putaran 2"
			}
		}
		out = append(out, row)
	}
	return out
}

func documents() []page.Doc {
	return []page.Doc{
		judged(document("Berkas surat permohonan", "surat-permohonan-antrean.pdf"), tagFits),
		judged(document("Kerangka acuan kerja (KAK)", longFile), tagRepair, "Ruang lingkup belum menyebut puskesmas mana saja. Sebutkan keenamnya."),
		document("Proses bisnis", "proses-bisnis.pdf"),
	}
}

// summaryAnswers hold one answer of every shape.
func summaryAnswers() []page.Answer {
	return []page.Answer{
		{ID: "ringkasan", Title: "Ringkasan kebutuhan", Text: []string{"Pasien datang sejak pukul lima pagi hanya untuk mengambil nomor.", "Dengan antrean daring, pasien memilih jam dari rumah."}},
		{ID: "penanda", Title: "Penanda tangan surat", Parts: []page.AnswerPart{{Key: "Nama", Value: "dr. Siti Zuraidah, M.Kes."}, {Key: "Jabatan", Value: "Kepala Dinas"}, {Key: "NIP", Value: "197001011995032001", Note: "NIP ini tidak sesuai dengan pola NIP PNS maupun PPPK."}}},
		{ID: "alamat", Title: "Alamat sistem", Href: "https://antrean.salatiga.go.id/puskesmas/sidorejo-lor?asal=halaman-depan"},
		{ID: "log", Title: "Kemajuan pekerjaan", Lines: []page.LogLine{{Date: friday, Kind: "Pengoperasian", Text: []string{"Dipakai di dua puskesmas."}}, {Date: "Selasa, 1 Des 2026", Text: []string{"Modul pendaftaran selesai."}}}},
		{ID: "kak", Title: "Kerangka acuan kerja (KAK)", Docs: documents()[1:2]},
		{ID: "paraf", Title: "Paraf Tim Penguji", Signed: &page.Signed{Who: sari, When: fridayAt, SHA256: fingerprint}},
		{ID: "kosong", Title: "Perkiraan anggaran", Empty: "Belum diisi", Owner: health, State: tagWaits},
	}
}

func teams() []page.TeamGroup {
	return []page.TeamGroup{
		{Title: "Tim Pengembang", Members: []page.Member{{Name: dewi, Agency: ict}, {Name: joko, Agency: health}}},
		{Title: "Tim Penguji", Members: []page.Member{{Name: sari, Agency: ict}, {Name: "Ratna Kusumaningtyas Prawirodirdjo, S.Kom., M.T.", Agency: longAgency}}},
		{Title: "Pihak Ketiga", Note: "Ditetapkan dengan tender", Parts: []page.AnswerPart{{Key: "Nama", Value: vendor}, {Key: "Nomor", Value: "027/118/SPK"}}},
	}
}

func actions() []page.ActionRow {
	return []page.ActionRow{
		{ID: "serahkan", Title: "Serahkan data pendukung", Reasons: []page.Reason{{Text: "«Kerangka acuan kerja (KAK)» perlu diganti (" + longFile + ").", Href: "#butir-kak"}, {Text: "«Proses bisnis» belum diunggah.", Href: "#butir-proses-bisnis"}}},
	}
}

func moreActions() []page.ActionRow {
	return []page.ActionRow{{ID: "tarik", Title: "Tarik permohonan", Href: at + "/tindakan/tarik", Class: "tombol-bahaya", Allowed: true, Leads: "Permohonan berakhir: ditarik"}}
}

// show is the request's own page at a moment.
func show(m moment, change ...func(*page.Base)) *page.RequestShow {
	h := head("Swakelola", "")
	h.Status = m.tag
	p := &page.RequestShow{
		Base: staff(system+": "+text.LowerFirst(m.tag.Text), append(change, current("/permohonan"))...), Head: h, Giliran: m.turn, Progress: m.progress,
		Guide:  page.StageGuide{Clause: "A.2", Summary: "Perangkat Daerah melengkapi permohonannya dengan dokumen perencanaan: apa yang akan dikerjakan, bagaimana proses bisnisnya, apa dasar hukumnya, dan apa saja kebutuhannya.", Result: "Data pendukung perencanaan yang lengkap"},
		Stages: rowsOf(m), Docs: documents(), History: true, Time: timeSoFar(), Outlook: outlook(),
	}
	p.Waits = []page.OtherAction{{Title: "Nyatakan lengkap, lanjut ke presentasi", Who: ict}, {Title: "Tolak permohonan", Who: ict + " atau Kepala " + ict}}
	return p
}

// timeSoFar has a row of every kind.
func timeSoFar() *page.TimeSoFar {
	return &page.TimeSoFar{Total: text.WorkingTime(5085), Note: text.UnknownYears([]int{2027}), Rows: []page.TimeShare{
		{Who: longAgency, Time: text.WorkingTime(1300)}, {Who: ict, Time: text.WorkingTime(2700), Now: true}, {Who: text.Holder("joint"), Time: text.WorkingTime(185)}, {Who: text.Holder("budget"), Time: text.WorkingTime(900)},
	}}
}

// returned is the request after it was sent back, with the form to put it right.
func returned(change ...func(*page.Base)) *page.RequestShow {
	p := show(momentOf("anda"), change...)
	p.Waits, p.Actions, p.More = nil, actions(), moreActions()
	p.Returned = &page.Returned{Action: text.Happened("Kembalikan untuk dilengkapi"), Who: rino, When: fridayAt, Reason: []string{"Dua dokumen belum memenuhi syarat; enam yang lain sudah sesuai dan tidak perlu disentuh."}}
	slot := func(id, title, hint string, docs []page.Doc, fault string) page.FormItem {
		it := page.FormItem{ID: id, Shape: page.ShapeDocument, Document: page.FormDocument{
			Title: title, Hint: hint, Button: "Unggah", Photo: text.Photograph(title),
			Field: page.Field{ID: id, Name: "berkas." + id, Type: "file", Label: "Pilih berkas", Fault: fault},
		}}
		for _, d := range docs {
			it.Document.Docs = append(it.Document.Docs, removable(d))
		}
		if len(docs) > 0 {
			it.Document.Button, it.Document.Field.Label, it.Document.Expected = "Ganti", "Ganti berkas", "d"
		}
		return it
	}
	fault := ""
	if len(p.Faults) > 0 {
		fault = p.Faults[0].Text
	}
	repair := slot("kak", "Kerangka acuan kerja (KAK)", "Memuat latar belakang, tujuan, ruang lingkup, keluaran, dan waktu pelaksanaan.", documents()[1:2], "")
	repair.State = page.Tag{Kind: "kembali", Icon: "kembali", Text: "Perlu diganti"}
	open := slot("proses-bisnis", "Proses bisnis", "Gambar atau uraian alur kerja yang berjalan sekarang dan yang diinginkan.", nil, fault)
	open.State = page.Tag{Kind: "anda", Text: "Belum diunggah"}
	rest := slot("dasar-hukum", "Dasar hukum", "Peraturan yang menjadi dasar tugas atau layanan yang akan didukung sistem.", documents()[:1], "")
	more := slot("lainnya", "Dokumen lainnya", "Dokumen lain yang membantu penelaahan; dapat lebih dari satu.", nil, "")
	more.Document.Optional, more.Document.Types = true, "Paling banyak 20 berkas"
	p.Form = &page.StageForm{
		Action: at + "/isian", Title: "Bagian Anda di tahap ini", Hiddens: hiddens(), Primary: true, Button: "Simpan", Saves: true, Files: true, FileNote: text.FileNote(),
		Sections: []page.FormSection{
			{Title: "Yang perlu diperbaiki", Items: []page.FormItem{repair, open}},
			{Title: "Sudah sesuai, tidak perlu disentuh", Note: "Berkas yang diganti akan ditelaah lagi.", Folded: true, Items: []page.FormItem{rest}},
			{Title: "Boleh ditambahkan", Folded: true, Items: []page.FormItem{more}},
		},
	}
	return p
}

// reviewing is the request as its reviewer sees it.
func reviewing(change ...func(*page.Base)) *page.RequestShow {
	m := momentOf("anda")
	m.progress = progress(3, 16, "Telaah dan verifikasi", "Telaah", 1)
	m.turn = page.Giliran{
		Variant: page.TurnMine, Who: []page.Holder{{Name: ict, You: true, What: "Telaah 8 dokumen"}}, Action: "Telaah 8 dokumen", Since: m.turn.Since,
		Next: "Tahap 4, presentasi pengajuan (" + ict + " dan " + health + ")", Stage: text.StageOf(3, 16, "Telaah dan verifikasi"), Href: "#telaah", Button: "Telaah sekarang", Task: m.turn.Task,
	}
	p := show(m, change...)
	p.User.Name, p.User.Agency, p.User.Roles = rino, ict, "Verifikator"
	p.Guide = page.StageGuide{Clause: "A.3", Summary: ict + " memeriksa surat permohonan dan setiap dokumen pendukung. Bila ada yang belum memenuhi syarat, berkas dikembalikan agar dilengkapi, atau permohonan ditolak.", Result: "Hasil telaah atas setiap dokumen"}
	p.Waits = nil
	p.Actions = []page.ActionRow{
		{ID: "terima", Title: "Nyatakan lengkap, lanjut ke presentasi", Reasons: []page.Reason{{Text: "2 dokumen belum ditelaah.", Href: "#telaah"}}},
		{ID: "kembalikan", Title: "Kembalikan untuk dilengkapi", Reasons: []page.Reason{{Text: "2 dokumen belum ditelaah.", Href: "#telaah"}}},
		{ID: "tolak", Title: "Tolak permohonan", Href: at + "/tindakan/tolak", Class: "tombol-bahaya", Allowed: true, Leads: "Permohonan berakhir: ditolak"},
	}
	fault := p.Fault("catatan.a")
	row := func(id string, doc page.Doc, verdict, note string) page.ReviewRow {
		r := page.ReviewRow{Doc: doc, Verdict: page.Field{ID: "hasil." + id, Label: "Hasil telaah", Type: "radios", Options: []page.Choice{choice("a", "Sesuai"), choice("b", "Perlu perbaikan")}}}
		for i := range r.Verdict.Options {
			r.Verdict.Options[i].Checked = r.Verdict.Options[i].Value == verdict
		}
		r.Note = page.Field{ID: "catatan." + id, Label: "Catatan untuk pemohon", Hint: "Wajib bila perlu perbaikan: sebutkan apa yang harus dibetulkan", Type: "textarea", Rows: 2, Value: note}
		return r
	}
	docs := documents()
	first := row("a", docs[2], "", "")
	if fault != "" {
		first = row("a", docs[2], "b", "")
		first.Note.Fault = fault
	}
	changed := row("b", document("Kerangka acuan kerja (KAK)", longFile), "", "")
	changed.Before = &docs[1]
	changed.Doc.View.Compare = changed.Doc.View.Href + "?banding=c"
	shown := viewed(docs[2])
	p.Review = &page.ReviewForm{
		Action: at + "/telaah", Open: []page.ReviewRow{first, changed}, Done: []page.ReviewRow{row("c", docs[1], "b", "Ruang lingkup belum menyebut puskesmas mana saja.")},
		Kept: []page.ReviewRow{row("d", docs[0], "a", "")}, First: &shown, Count: 2, Total: 4, Hiddens: hiddens(), Primary: true,
	}
	return p
}

// requestExhibits are the request's own page, in every turn and for every reader.
func requestExhibits() []Exhibit {
	const name = "Halaman permohonan"
	var out []Exhibit
	for _, m := range moments() {
		p := show(m)
		switch m.state {
		case "anda":
			p = returned()
			m.look = "giliran Anda: dikembalikan untuk diperbaiki"
		case "bersama-anda":
			p.Form = nil
			p.Signing = []page.SignRow{
				{ID: "paraf", Title: "Paraf Perangkat Daerah pemohon", Who: health, Href: at + "/tanda-tangan/paraf"},
				{ID: "paraf-2", Title: "Paraf Tim Penguji", Who: "Tim Penguji", Signed: &page.Signed{Who: sari, When: fridayAt}},
				{ID: "paraf-3", Title: "Tanda tangan Kepala Dinas", Who: "Kepala " + ict, Wait: text.SignLater()},
			}
			p.Others = summaryAnswers()
		case "selesai", "ditolak":
			p.Waits = nil
			p.Outcome = &page.Returned{Action: text.Happened("Selesaikan serah terima"), Who: endang, When: "Kamis, 21 Jan 2027 pukul 10.02 WIB"}
			if m.state == "ditolak" {
				p.Outcome = &page.Returned{Action: text.Happened("Nyatakan tidak disetujui"), Who: endang, When: "Kamis, 10 Des 2026 pukul 10.02 WIB", Reason: []string{m.turn.Reason}}
			}
			p.Team, p.Signatures = teams(), summaryAnswers()[5:6]
		case "dijeda":
			p.Waits = nil
			p.Actions = []page.ActionRow{{ID: "lanjutkan", Title: "Lanjutkan permohonan", Href: at + "/tindakan/lanjutkan", Class: "tombol", Allowed: true}}
		}
		out = append(out, Exhibit{Page: "request_show", State: m.state, Name: name, Look: m.look, Content: p})
	}
	const missing, noted = "Pilih berkas «Proses bisnis»", "Tulis catatan untuk «Proses bisnis» agar pemohon tahu yang harus dibetulkan"
	barred := reviewing()
	barred.Review = &page.ReviewForm{Barred: "Anda ikut mengirim permohonan ini, jadi orang lain yang menelaahnya.", Count: 2, Total: 4}
	barred.Giliran.Note, barred.Giliran.Button, barred.Giliran.Task = barred.Review.Barred, "", nil
	first := returned()
	first.Returned = nil
	first.Notice = &page.Notice{Text: "Tersimpan. Proses bisnis terunggah."}
	lost := show(momentOf("lain"), faults(page.Fault{Field: "belum-tersimpan", Text: "Permohonan sudah berpindah tahap, jadi isian Anda tidak tersimpan. Salin bila masih perlu."}))
	lost.Unsaved = summaryAnswers()[:2]
	tested := show(momentOf("lain"))
	tested.Findings = &page.FindingsCard{Grid: grid(), Open: 2, All: 5, Mine: findings()[:2], Href: at + "/temuan", Button: "Buka semua temuan"}
	tested.Progress, tested.Team = progress(11, 16, "Pengujian", "Pengujian", 4), teams()
	decided := show(momentOf("anda"))
	decided.Progress, decided.Evidence, decided.Waits = progress(6, 16, "Tindak lanjut dan keputusan", "Keputusan", 2), summaryAnswers(), nil
	decided.Giliran.Action, decided.Giliran.Button, decided.Giliran.Href, decided.Giliran.Task = "Tetapkan keputusan", "Pilih tindakan", "#tindakan", nil
	decided.Giliran.Who = []page.Holder{{Name: "Kepala " + ict, You: true, What: "Tetapkan keputusan"}}
	decided.Giliran.Next = "Bila disetujui: tahap 7, pembentukan tim (" + ict + ")"
	decided.Actions = []page.ActionRow{
		{ID: "setujui", Title: "Setujui permohonan", Href: at + "/tindakan/setujui", Class: "tombol", Allowed: true, Leads: "Lanjut ke tahap 7, pembentukan tim"},
		{ID: "tidak", Title: "Nyatakan tidak disetujui", Href: at + "/tindakan/tidak", Class: "tombol-bahaya", Allowed: true, Leads: "Permohonan berakhir: tidak disetujui"},
		{ID: "alih", Title: "Alihkan ke jalur lain", Href: at + "/tindakan/alih", Class: "tombol-kedua", Allowed: true, Leads: "Berlanjut dengan cara Pihak Ketiga"},
	}
	long := returned()
	long.Head.Title, long.Head.Agency, long.Head.Counter, long.Title = longSystem, longAgency, registered, longSystem+": giliran Anda"
	long.Giliran.Who[0].Name, long.Team, long.Shown = longAgency, teams(), documents()
	outside := show(momentOf("lain"))
	outside.User.Name, outside.User.Agency, outside.User.Roles = "Bagus Prakoso", vendor, "Pihak ketiga"
	outside.Head.Flow, outside.Head.Tabs, outside.History, outside.Docs = "Pihak Ketiga", outside.Head.Tabs[:2], false, nil
	return append(out,
		Exhibit{Page: "request_show", State: "tersimpan", Name: name, Look: "data pendukung, baru disimpan", Content: first},
		Exhibit{Page: "request_show", State: "salah", Name: name, Look: "isian salah", Status: 422, Content: returned(faults(page.Fault{Field: "proses-bisnis", Text: missing}))},
		Exhibit{Page: "request_show", State: "pindah", Name: name, Look: "isian tidak tersimpan, sudah pindah tahap", Status: 409, Content: lost},
		Exhibit{Page: "request_show", State: "telaah", Name: name, Look: "telaah, putaran 2", Content: reviewing()},
		Exhibit{Page: "request_show", State: "telaah-salah", Name: name, Look: "telaah tanpa catatan", Status: 422, Content: reviewing(faults(page.Fault{Field: "catatan.a", Text: noted}))},
		Exhibit{Page: "request_show", State: "telaah-terhalang", Name: name, Look: "telaah oleh orang lain", Content: barred},
		Exhibit{Page: "request_show", State: "keputusan", Name: name, Look: "keputusan", Content: decided},
		Exhibit{Page: "request_show", State: "uji", Name: name, Look: "pengujian dengan temuan", Content: tested},
		Exhibit{Page: "request_show", State: "panjang", Name: name, Look: "nama panjang", Content: long},
		Exhibit{Page: "request_show", State: "pihak-ketiga", Name: name, Look: "dilihat pihak ketiga", Content: outside},
	)
}
