package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// below is the frame of a page below a request.
func below(title string, change ...func(*page.Base)) page.Base {
	return staff(title+" · "+system, append(change, current("/permohonan"))...)
}

// one is the frame of a page with one thing to do on a request.
func one(title string, change ...func(*page.Base)) page.Base {
	return below(title, append(change, back(at, system))...)
}

func post(below, button, class string) page.ActionForm {
	return page.ActionForm{Action: at + "/" + below, Button: button, Class: class, Hiddens: hiddens()}
}

func grid() page.Grid {
	return page.Grid{
		Aspects: []string{"Input", "Proses", "Output"},
		Rows:    []page.GridRow{{Quality: "Efektivitas", Cells: []page.GridCell{{}, {Open: 1, All: 2}, {All: 3}}}, {Quality: "Efisiensi", Cells: []page.GridCell{{}, {Open: 1, All: 1}, {}}}},
	}
}

func findings() []page.FindingRow {
	heavy, middle := page.Tag{Kind: "tolak", Text: "Berat"}, page.Tag{Kind: "draf", Text: "Sedang"}
	return []page.FindingRow{
		{Number: 7, Href: at + "/temuan/7", Title: "Jumlah antrean tidak sama dengan jumlah pasien bila lebih dari seratus", Where: "Output · Efektivitas", Severity: heavy, Status: page.Tag{Kind: "kembali", Icon: "temuan", Text: "Terbuka"}, Who: sari, When: friday, Mine: true},
		{Number: 9, Href: at + "/temuan/9", Title: "Cetak nomor perlu 40 detik", Where: "Proses · Efisiensi", Severity: middle, Status: page.Tag{Kind: "tunggu", Icon: "uji", Text: "Diperbaiki"}, Who: sari, When: friday},
		{Number: 4, Href: at + "/temuan/4", Title: "Label keliru", Where: "Output · Efektivitas", Severity: page.Tag{Kind: "draf", Text: "Ringan"}, Status: page.Tag{Kind: "selesai", Icon: "selesai", Text: "Terverifikasi"}, Who: sari, When: friday},
	}
}

func reportForm(faults map[string]string) *page.FindingForm {
	radios := func(id, label string, options ...string) page.Field {
		f := page.Field{ID: id, Label: label, Type: "radios", Fault: faults[id]}
		for _, o := range options {
			f.Options = append(f.Options, choice(o, o))
		}
		return f
	}
	return &page.FindingForm{Form: post("temuan", "Simpan temuan", "tombol"), Fields: []page.Field{
		{ID: "title", Label: "Apa yang terjadi?", Hint: "Satu kalimat, contoh: Jumlah antrean tidak sama dengan jumlah pasien", Width: "l", Fault: faults["title"]},
		radios("aspect", "Bagian", "Input", "Proses", "Output"), radios("quality", "Sisi", "Efektivitas", "Efisiensi"), radios("severity", "Berat", "Ringan", "Sedang", "Berat"),
		{ID: "description", Label: "Uraian", Hint: "Langkah untuk mengulanginya, yang seharusnya terjadi, dan yang terjadi", Type: "textarea", Rows: 5, Optional: true},
	}}
}

// actionExhibits are the pages on which a step is confirmed or signed.
func actionExhibits() []Exhibit {
	const act, sign = "Menegaskan tindakan", "Menandatangani"
	reason := page.FormItem{ID: "alasan", Shape: page.ShapeField, Field: page.Field{ID: "alasan", Label: "Alasan penolakan", Hint: "Alasan ini dibaca oleh pemohon. Sebutkan kekurangan yang membuat permohonan tidak dapat diproses.", Type: "textarea", Rows: 6}}
	remark := page.Field{ID: "_keterangan", Label: "Keterangan", Hint: "Tercatat di riwayat dan dibaca semua pihak", Type: "textarea", Rows: 3, Optional: true}
	reject := func(change ...func(*page.Base)) *page.RequestAct {
		return &page.RequestAct{
			Base: one("Tolak permohonan", change...), Head: head("Swakelola", ""), Name: "Tolak permohonan", What: []string{"Permohonan berakhir: ditolak."}, Warn: "Permohonan yang berakhir tidak dapat dibuka lagi.",
			Evidence: summaryAnswers(), Items: []page.FormItem{reason}, Password: password(), Form: post("tindakan/tolak", "Tolak permohonan", "tombol-bahaya"),
		}
	}
	wrong := reject(faults(page.Fault{Field: "alasan", Text: "Tulis alasan penolakan"}, page.Fault{Field: "kata-sandi", Text: "Masukkan kata sandi Anda."}))
	wrong.Items[0].Field.Fault, wrong.Password.Fault = "Tulis alasan penolakan", "Masukkan kata sandi Anda."
	forward := &page.RequestAct{
		Base: one("Serahkan data pendukung"), Head: head("Swakelola", ""), Name: "Serahkan data pendukung",
		What: []string{"Lanjut ke tahap 3, telaah dan verifikasi.", "Giliran berikutnya: " + ict + "."}, Remark: remark, Form: post("tindakan/serahkan", "Serahkan data pendukung", "tombol"),
	}
	notYet := &page.RequestAct{Base: one("Serahkan data pendukung"), Head: head("Swakelola", ""), Name: "Serahkan data pendukung", Reasons: actions()[0].Reasons}
	for i := range notYet.Reasons {
		notYet.Reasons[i].Href = at + notYet.Reasons[i].Href
	}
	signing := func(change ...func(*page.Base)) *page.RequestSign {
		return &page.RequestSign{Base: one("Paraf Tim Penguji", change...), Head: head("Swakelola", ""), Name: "Paraf Tim Penguji", As: "Tim Penguji", Answers: summaryAnswers()[:5], Docs: documents()[2:], Password: password(), Form: post("tanda-tangan/paraf", "Tanda tangani", "tombol")}
	}
	early, denied := signing(), signing(faults(page.Fault{Field: "kata-sandi", Text: "Kata sandi tidak cocok. Coba lagi."}))
	early.Reasons = []page.Reason{{Text: "«Rencana tahapan» belum diisi.", Href: at + "#butir-tonggak"}}
	behalf := signing()
	behalf.Behalf = "Anda bertindak a.n. Endang Lestari (Plh)."
	denied.Password.Fault = "Kata sandi tidak cocok. Coba lagi."
	return []Exhibit{
		{Page: "request_act", Name: act, Look: "serahkan", Content: forward},
		{Page: "request_act", State: "tolak", Name: act, Look: "tolak permohonan", Content: reject()},
		{Page: "request_act", State: "salah", Name: act, Look: "isian salah", Status: 422, Content: wrong},
		{Page: "request_act", State: "belum", Name: act, Look: "belum dapat dilakukan", Content: notYet},
		{Page: "request_sign", Name: sign, Look: "siap", Content: signing()},
		{Page: "request_sign", State: "pengganti", Name: sign, Look: "bagi rekan yang digantikan", Content: behalf},
		{Page: "request_sign", State: "salah", Name: sign, Look: "kata sandi salah", Status: 403, Content: denied},
		{Page: "request_sign", State: "belum", Name: sign, Look: "belum dapat ditandatangani", Content: early},
	}
}

// belowExhibits are the other pages of a request.
func belowExhibits() []Exhibit {
	const docs, look, pick, photo, finding, team, messages = "Dokumen", "Pratinjau dokumen", "Pilih berkas", "Foto surat", "Temuan", "Tim", "Pesan"
	old := document("Kerangka acuan kerja (KAK)", "kak-versi-pertama.pdf")
	old.State, old.Remove = "Diganti", ""
	camera := page.Field{ID: "foto", Label: "Ambil foto", Type: "file", Accept: "image/jpeg,image/png", Multiple: true, Camera: true, Hint: "Untuk ponsel: kamera langsung terbuka"}
	galleryField := page.Field{ID: "foto-galeri", Name: "foto", Label: "Atau pilih foto yang sudah ada", Type: "file", Accept: "image/jpeg,image/png", Multiple: true}
	photos := func(n int) *page.RequestPhoto {
		p := &page.RequestPhoto{
			Base: one("Foto surat: Berkas surat permohonan"), Head: head("Swakelola", ""), Name: "Foto surat", Item: "Berkas surat permohonan", Most: 30, Change: at + "/foto/surat/ubah",
			Camera: camera, Gallery: galleryField, Add: post("foto/surat", "Tambahkan ke surat", "tombol-kedua"),
		}
		for i := range n {
			p.Pages = append(p.Pages, page.PhotoPage{ID: string(rune('a' + i)), Number: i + 1, First: i == 0, Last: i == n-1, Thumb: at + "/foto/surat/halaman/a", Size: "412 kB"})
		}
		if n > 0 {
			p.Join = post("foto/surat/satukan", "Jadikan satu PDF", "tombol")
		} else {
			p.Add.Class = "tombol"
		}
		return p
	}
	full := photos(3)
	full.Full, full.Replaces = true, "surat-permohonan-antrean.pdf"
	wrongPhoto := photos(0)
	wrongPhoto.Faults = []page.Fault{{Field: "foto", Text: "Ambil atau pilih foto halaman lebih dahulu."}}
	wrongPhoto.Camera.Fault = wrongPhoto.Faults[0].Text
	reuse := func(fault string) *page.RequestReuse {
		p := &page.RequestReuse{
			Base: one("Pilih berkas: Proses bisnis"), Head: head("Swakelola", ""), Item: "Proses bisnis", Replaces: "proses-bisnis-lama.pdf", Form: post("pilih/proses-bisnis", "Pakai berkas ini", "tombol"),
			Choice: page.Field{ID: "berkas", Label: "Berkas yang sudah pernah diunggah", Type: "radios", Fault: fault, Options: []page.Choice{
				{Value: "x", Text: longFile, Hint: "1,2 MB · PDF, " + wati + ", " + fridayAt + ", " + system}, {Value: "y", Text: "proses-bisnis.pdf", Hint: "410 kB · PDF, " + joko + ", Selasa, 1 Des 2026, SIPOSYANDU"},
			}},
		}
		if fault != "" {
			p.Faults = []page.Fault{{Field: "berkas", Text: fault}}
		}
		return p
	}
	list := &page.RequestFindings{Base: below("Temuan"), Head: head("Swakelola", "/temuan"), Grid: grid(), All: len(findings()), Findings: findings(), Report: reportForm(nil), Return: page.Link{Href: at + "#tindakan", Text: "Kembali ke tahap ini untuk mengambil tindakan"}}
	const untold = "Tulis apa yang terjadi"
	wrongFinding := &page.RequestFindings{Base: below("Temuan", faults(page.Fault{Field: "title", Text: untold}, page.Fault{Field: "severity", Text: "Pilih berat temuan"})), Head: head("Swakelola", "/temuan"), Grid: grid(), All: len(findings()), Findings: findings(), Report: reportForm(map[string]string{"title": untold, "severity": "Pilih berat temuan"})}
	detail := findings()[0]
	detail.Description = []string{"1. Buka laporan harian. 2. Pilih hari dengan lebih dari seratus pasien.", "Seharusnya jumlah baris sama dengan jumlah pasien; yang tampil hanya seratus."}
	detail.History = []page.FindingStep{{Text: "Diperbaiki", Note: []string{"Batas seratus baris dihapus."}, Who: dewi, When: fridayAt}, {Text: "Dibuka lagi", Round: "Putaran 2", Note: []string{"Masih terjadi pada laporan bulanan."}, Who: sari, When: fridayAt}}
	change := &page.FindingForm{Form: post("temuan/7", "Simpan", "tombol"), Fields: []page.Field{
		{ID: "status", Label: "Keadaan yang baru", Type: "radios", Options: []page.Choice{choice("a", "Sudah diperbaiki, siap diuji ulang")}}, {ID: "note", Label: "Catatan", Hint: "Sebutkan apa yang diubah", Type: "textarea", Rows: 3},
	}}
	history := &page.RequestHistory{Base: below("Riwayat"), Head: head("Swakelola", "/riwayat"), Total: 79, Pack: at + "/riwayat/berkas-bukti", Clauses: at + "/kepatuhan", Older: at + "/riwayat?hal=3", Newer: at + "/riwayat?hal=1", Rows: []page.HistoryRow{
		{Seq: 79, Main: true, Text: text.Happened("Kembalikan untuk dilengkapi"), Who: rino, Party: ict, When: fridayAt, Details: []page.AnswerPart{{Key: "Ke tahap", Value: "2, kelengkapan data pendukung"}}, Notes: []string{"Dua dokumen belum memenuhi syarat."}, Hash: fingerprint},
		{Seq: 78, Text: "Dokumen diunggah", Who: wati, Party: health, When: fridayAt, Details: []page.AnswerPart{{Key: "Berkas", Value: longFile}}, File: fingerprint, Hash: fingerprint},
		{Seq: 77, Main: true, Text: text.Happened("Ajukan permohonan"), Who: wati, Party: health, When: "Selasa, 1 Des 2026 pukul 08.02 WIB", Hash: fingerprint},
	}}
	write := func(fault string) *page.FindingForm {
		return &page.FindingForm{Form: post("pesan", "Kirim pesan", "tombol"), Fields: []page.Field{
			{ID: "text", Label: "Tulis pesan", Type: "textarea", Hint: "Pesan tersimpan di riwayat dan tidak dapat dihapus", Fault: fault},
			{ID: "untuk", Label: "Siapa yang dapat membaca", Type: "radios", Options: []page.Choice{{Value: "a", Text: "Semua pihak", Hint: "Juga pihak ketiga", Checked: true}, {Value: "b", Text: "Kedua instansi"}, {Value: "c", Text: "Hanya Diskominfo", Hint: "Catatan internal"}}},
		}}
	}
	talk := &page.RequestMessages{Base: below("Pesan"), Head: head("Swakelola", "/pesan"), Write: write(""), Messages: []page.Message{
		{Who: rino, Agency: ict, When: fridayAt, Text: []string{"Mohon sebutkan keenam puskesmas dalam ruang lingkup."}},
		{Who: wati, Agency: health, When: fridayAt, Text: []string{"Baik, kami ganti hari ini.", "Apakah lampiran peta diperlukan?"}, Mine: true},
		{Who: rino, Agency: ict, When: fridayAt, Text: []string{"Dinas Kesehatan biasanya cepat; tahan jadwal rapat."}, Only: "Hanya Diskominfo"},
	}}
	const empty = "Tulis pesannya lebih dahulu."
	wrongTalk := &page.RequestMessages{Base: below("Pesan", faults(page.Fault{Field: "text", Text: empty})), Head: head("Swakelola", "/pesan"), Write: write(empty), Messages: talk.Messages}
	proof := func(name string) *page.RequestProof {
		return &page.RequestProof{Base: below(name, back(at+"/riwayat", "Riwayat")), Head: head("Swakelola", "/riwayat"), Name: name, At: fridayAt, Events: 79, Last: fingerprint}
	}
	broken := proof("Riwayat tidak utuh")
	broken.Broken, broken.Seq, broken.What = true, 31, "event 31: content hash differs"
	past := &page.RequestStage{
		Base: below("Rapat koordinasi"), Head: head("Swakelola", "-"), Number: 5, Name: "Rapat koordinasi", Guide: page.StageGuide{Clause: "A.5", Summary: ict + " mengundang rapat untuk menyepakati ruang lingkup dan rencana tahapan.", Result: "Ruang lingkup, rencana tahapan, dan notulen"},
		Visits: []page.Visit{{Entered: "Selasa, 1 Des 2026", Left: friday, Text: "Kembalikan untuk dilengkapi, oleh " + rino}, {Entered: "Senin, 7 Des 2026"}}, Answers: summaryAnswers(), Docs: documents(), Findings: true, FindingsHref: at + "/temuan",
	}
	h := func(tab string) page.RequestHead { return head("Swakelola", tab) }
	return []Exhibit{
		{Page: "request_docs", Name: docs, Look: "yang berlaku", Content: &page.RequestDocs{Base: below("Dokumen"), Head: h("/dokumen"), Path: at + "/dokumen", Old: 2, Groups: []page.DocGroup{{Title: "Pengajuan surat permohonan", Docs: documents()[:1]}, {Title: "Kelengkapan data pendukung", Docs: documents()[1:]}}}},
		{Page: "request_docs", State: "semua", Name: docs, Look: "dengan versi lama", Content: &page.RequestDocs{Base: below("Dokumen"), Head: h("/dokumen"), Path: at + "/dokumen", Old: 2, All: true, Groups: []page.DocGroup{{Title: "Kelengkapan data pendukung", Docs: []page.Doc{documents()[1], old}}}}},
		{Page: "request_docs", State: "virus", Name: docs, Look: "menunggu pemeriksaan virus, dan mengandung virus", Content: &page.RequestDocs{Base: below("Dokumen"), Head: h("/dokumen"), Path: at + "/dokumen", Groups: []page.DocGroup{{Title: "Kelengkapan data pendukung", Docs: heldDocs()}}}},
		{Page: "request_preview", State: "virus", Name: look, Look: "mengandung virus", Content: &page.RequestPreview{Base: one("Lampiran"), Heading: heldDocs()[1].Name, Viewers: []page.Viewer{heldView(heldDocs()[1])}}},
		{Page: "request_docs", State: "kosong", Name: docs, Look: "belum ada", Content: &page.RequestDocs{Base: below("Dokumen"), Head: h("/dokumen")}},
		{Page: "request_docs", State: "tanda-tangan", Name: docs, Look: "dengan tanda tangan elektronik", Content: signedDocs(h("/dokumen"))},
		{Page: "request_preview", State: "tanda-tangan", Name: look, Look: "dengan tanda tangan elektronik", Content: &page.RequestPreview{Base: one("BAST"), Heading: documents()[1].Name, Viewers: []page.Viewer{signedView(documents()[1])}}},
		{Page: "request_preview", Name: look, Look: "halaman kedua dari lima", Content: &page.RequestPreview{Base: one("Surat"), Heading: documents()[1].Name, Viewers: []page.Viewer{viewed(documents()[1])}, Compare: at + "/dokumen/d/pratinjau?banding=c"}},
		{Page: "request_preview", State: "banding", Name: look, Look: "dua versi berdampingan", Content: &page.RequestPreview{Base: one("Surat"), Heading: documents()[1].Kind, Viewers: []page.Viewer{viewed(old), viewed(documents()[1])}}},
		{Page: "request_preview", State: "tunggu", Name: look, Look: "belum siap", Content: &page.RequestPreview{Base: one("Surat"), Heading: documents()[1].Name, Viewers: []page.Viewer{unviewed(documents()[1], text.PreviewBusy(), at+"/dokumen/d/pratinjau")}}},
		{Page: "request_preview", State: "unduh", Name: look, Look: "hanya dapat diunduh", Content: &page.RequestPreview{Base: one("Lampiran"), Heading: documents()[1].Name, Viewers: []page.Viewer{unviewed(documents()[1], text.PreviewOfType(), "")}}},
		{Page: "request_remove", Name: "Hapus berkas", Look: "menegaskan", Content: &page.RequestRemove{Base: one("Hapus berkas"), Head: h(""), Doc: documents()[1], Form: post("dokumen/d/hapus", "Hapus berkas ini", "tombol-bahaya")}},
		{Page: "request_photo", Name: photo, Look: "tiga halaman", Content: photos(3)},
		{Page: "request_photo", State: "kosong", Name: photo, Look: "belum ada halaman", Content: photos(0)},
		{Page: "request_photo", State: "salah", Name: photo, Look: "foto belum dipilih", Status: 422, Content: wrongPhoto},
		{Page: "request_photo", State: "penuh", Name: photo, Look: "penuh, menggantikan berkas", Content: full},
		{Page: "request_reuse", Name: pick, Look: "beberapa berkas", Content: reuse("")},
		{Page: "request_reuse", State: "salah", Name: pick, Look: "belum memilih", Status: 422, Content: reuse("Pilih salah satu berkas.")},
		{Page: "request_reuse", State: "kosong", Name: pick, Look: "tidak ada berkas", Content: &page.RequestReuse{Base: one("Pilih berkas: Proses bisnis"), Head: h(""), Item: "Proses bisnis"}},
		{Page: "request_findings", Name: finding, Look: "beberapa temuan", Content: list},
		{Page: "request_findings", State: "salah", Name: finding, Look: "isian salah", Status: 422, Content: wrongFinding},
		{Page: "request_findings", State: "kosong", Name: finding, Look: "belum ada, penguji", Content: &page.RequestFindings{Base: below("Temuan"), Head: h("/temuan"), Grid: page.Grid{Aspects: grid().Aspects, Rows: []page.GridRow{{Quality: "Efektivitas", Cells: make([]page.GridCell, 3)}, {Quality: "Efisiensi", Cells: make([]page.GridCell, 3)}}}, Report: reportForm(nil)}},
		{Page: "request_finding", Name: "Satu temuan", Look: "dengan perjalanan", Content: &page.RequestFinding{Base: one("Temuan 7"), Head: h(""), Finding: detail, Change: change}},
		{Page: "request_team", Name: team, Look: "terbentuk", Content: &page.RequestTeam{Base: below("Tim"), Head: h("/tim"), Groups: teams(), Letter: documents()[2:], Change: page.Link{Href: at + "/tindakan/ubah-tim", Text: "Ubah susunan tim"}}},
		{Page: "request_team", State: "kosong", Name: team, Look: "belum terbentuk", Content: &page.RequestTeam{Base: below("Tim"), Head: h("/tim"), Note: "Tim belum dibentuk. Susunannya ditetapkan pada tahap pembentukan tim."}},
		{Page: "request_history", Name: "Riwayat", Look: "tiga catatan", Content: history},
		{Page: "request_history", State: "pemeriksa", Name: "Riwayat", Look: "dilihat pemeriksa", Content: &page.RequestHistory{Base: below("Riwayat"), Head: h("/riwayat"), Rows: history.Rows[:1], Total: 1, Prove: at + "/riwayat/keutuhan", Pack: at + "/riwayat/berkas-bukti", Clauses: at + "/kepatuhan"}},
		{Page: "request_proof", Name: "Keutuhan riwayat", Look: "utuh", Content: proof("Riwayat utuh")},
		{Page: "request_proof", State: "putus", Name: "Keutuhan riwayat", Look: "tidak utuh", Content: broken},
		{Page: "request_messages", Name: messages, Look: "beberapa pesan", Content: talk},
		{Page: "request_messages", State: "salah", Name: messages, Look: "pesan kosong", Status: 422, Content: wrongTalk},
		{Page: "request_messages", State: "kosong", Name: messages, Look: "belum ada, pemeriksa", Content: &page.RequestMessages{Base: below("Pesan"), Head: h("/pesan")}},
		{Page: "request_stage", Name: "Tahap yang lalu", Look: "rapat koordinasi", Content: past},
	}
}
