package page

// The fixtures of the pages of one request. Hostile words stand where people may write.

const fixtureHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

var (
	fixtureHead = RequestHead{
		ID: "x", Number: "SI-2026-0042", Flow: "Swakelola", Title: hostile, Agency: "Dinas Kesehatan",
		Status: Tag{Kind: "anda", Icon: "giliran", Text: "Giliran Anda"},
		Tabs: []Tab{
			{Href: "/permohonan/x", Text: "Ringkasan", Current: true}, {Href: "/permohonan/x/dokumen", Text: "Dokumen", Count: 8},
			{Href: "/permohonan/x/riwayat", Text: "Riwayat"}, {Href: "/permohonan/x/pesan", Text: "Pesan"},
		},
	}
	fixtureGuide  = StageGuide{Clause: "A.2", Summary: "Perangkat Daerah melengkapi permohonannya dengan dokumen perencanaan.", Result: "Data pendukung yang lengkap"}
	fixtureHidden = []Hidden{{Name: "kunci", Value: "k"}, {Name: "versi", Value: "12"}}
	fixtureDoc    = Doc{
		ID: "d", Kind: "Kerangka acuan kerja (KAK)", Name: hostile + ".pdf", Meta: "1,2 MB · PDF", When: "Jumat, 4 Des 2026 pukul 09.14 WIB",
		Who: "Wati Rahayu", SHA256: fixtureHash, Href: "/permohonan/x/dokumen/d/unduh", Preview: "/permohonan/x/dokumen/d/pratinjau", Remove: "/permohonan/x/dokumen/d/hapus",
		Review: &DocReview{Tag: Tag{Kind: "kembali", Icon: "kembali", Text: "Perlu perbaikan"}, Who: "Rino Saputra", When: "Jumat, 4 Des 2026", Note: []string{hostile}},
	}
	fixtureReasons = []Reason{{Text: "«Kerangka acuan kerja» belum diunggah.", Href: "#butir-kak"}, {Text: hostile}}
	fixtureAnswers = []Answer{
		{ID: "a", Title: "Ringkasan", Text: []string{hostile + "\nbaris kedua"}, Change: Link{Href: "/permohonan/x/isi/kebutuhan", Text: "Ubah"}},
		{ID: "b", Title: "Penanda tangan", Parts: []AnswerPart{{Key: "Nama", Value: hostile, Note: hostile}, {Key: "Tautan", Value: "https://a.id", Href: "https://a.id"}}},
		{ID: "c", Title: "Alamat", Href: "https://antrean.salatiga.go.id/?a=b&c=d"},
		{ID: "d", Title: "Catatan", Lines: []LogLine{{Date: "Jumat, 4 Des 2026", Kind: "Pengoperasian", Text: []string{hostile}}}},
		{ID: "e", Title: "Berkas", Docs: []Doc{fixtureDoc}},
		{ID: "f", Title: "Paraf", Signed: &Signed{Who: "Wati Rahayu", When: "Jumat, 4 Des 2026", SHA256: fixtureHash}},
		{ID: "g", Title: "Belum", Empty: "Belum diisi", Owner: "Dinas Kesehatan", State: Tag{Kind: "tunggu", Text: "Belum diisi"}},
	}
	fixtureFinding = FindingRow{
		Number: 7, Href: "/permohonan/x/temuan/7", Title: hostile, Description: []string{hostile}, Where: "Output · Efektivitas",
		Severity: Tag{Kind: "tolak", Text: "Berat"}, Status: Tag{Kind: "kembali", Icon: "temuan", Text: "Terbuka"}, Who: "Sari Wulandari", When: "Selasa, 1 Des 2026", Mine: true,
		History: []FindingStep{{Text: "Siap diuji ulang", Note: []string{hostile}, Who: "Dewi", When: "Rabu, 2 Des 2026"}},
	}
	fixtureGrid = Grid{
		Aspects: []string{"Input", "Proses", "Output"},
		Rows:    []GridRow{{Quality: "Efektivitas", Cells: []GridCell{{}, {Open: 1, All: 2}, {All: 3}}}, {Quality: "Efisiensi", Cells: []GridCell{{}, {}, {}}}},
	}
	fixtureTeam = []TeamGroup{
		{Title: "Tim Penguji", Members: []Member{{Name: hostile, Agency: "Dinas Kesehatan"}}},
		{Title: "Pihak Ketiga", Note: "Belum ditetapkan", Parts: []AnswerPart{{Key: "Nomor", Value: "027/118/SPK"}}},
	}
	fixtureStages = []StageRow{
		{Number: 1, Title: "Pengajuan surat permohonan", Phase: "Pengajuan", State: "lalu", Word: "Selesai", Who: "Dinas Kesehatan", When: "1 Des", Href: "/permohonan/x/tahap/surat-permohonan"},
		{Number: 2, Title: "Kelengkapan data pendukung", State: "kini", Word: "Sekarang", Who: "Dinas Kesehatan", When: "sejak 4 Des", Rounds: "putaran 2", Href: "/permohonan/x/tahap/data-pendukung"},
		{Number: 3, Title: "Telaah dan verifikasi", State: "nanti", Word: "Belum", Who: "Diskominfo"},
		{Number: 11, Sub: true, Title: "Perbaikan temuan", Phase: "Pembangunan", State: "henti", Word: "Dihentikan"},
	}
	fixtureActions = []ActionRow{
		{ID: "serahkan", Title: "Serahkan data pendukung", Href: "/permohonan/x/tindakan/serahkan", Class: "tombol-kedua", Allowed: true, Leads: "Lanjut ke tahap 3, telaah dan verifikasi"},
		{ID: "tolak", Title: "Tolak permohonan", Reasons: fixtureReasons},
	}
)

// fixtureItems has an item of every shape, at fault.
func fixtureItems() []FormItem {
	choice := Field{ID: "nilai.hukum", Label: "Kelayakan hukum", Type: "radios", Options: []Choice{{Value: "a", Text: "Layak", Checked: true}, {Value: "b", Text: "Tidak layak"}}}
	return []FormItem{
		{ID: "judul", Shape: ShapeField, Field: Field{ID: "judul", Label: "Nama sistem", Hint: "Singkat", Value: hostile, Fault: "Tulis nama sistem"}, State: Tag{Kind: "anda", Text: "Belum diisi"}},
		{ID: "tim", Shape: ShapeField, People: true, Field: Field{ID: "tim", Label: "Tim", Type: "checkboxes", Options: []Choice{{Value: "a", Text: hostile, Hint: "Diskominfo"}}}},
		{ID: "sk", Shape: ShapeField, Field: Field{ID: "sk", Label: "SK", Type: "select", Options: []Choice{{Text: "Tidak ada"}}}, Upload: Field{ID: "berkas.sk", Label: "Atau unggah", Type: "file"}},
		{ID: "nilai", Shape: ShapeGroup, Group: FormGroup{Legend: "Penilaian", Hint: "Nilai tiap aspek", Rows: []FormRow{{Layout: "pisah", Fields: []Field{choice}}}}, State: Tag{Kind: "anda", Text: "Belum lengkap"}, Lacks: "Masih kurang: hukum."},
		{ID: "tonggak", Shape: ShapeGroup, Group: FormGroup{Legend: "Rencana", Fault: "Urutan salah", Rows: []FormRow{
			{ID: "tonggak.1", Fault: "Tanggal mendahului", Layout: "sebaris-lebar", Fields: []Field{{ID: "tonggak.1.title", Label: "Tahapan 1"}, {ID: "tonggak.1.due", Label: "Tanggal", Type: "date"}}},
		}}, Theirs: Answer{ID: "tonggak", Title: "Rencana", Text: []string{hostile}}},
		{ID: "catatan", Shape: ShapeGroup, Group: FormGroup{Legend: "Catatan", Optional: true, Entries: fixtureAnswers[3].Lines, Rows: []FormRow{{Legend: "Tambah catatan", Fields: []Field{{ID: "catatan.text", Label: "Isi", Type: "textarea", Value: hostile}}}}}},
		{ID: "kak", Shape: ShapeDocument, Document: FormDocument{
			Title: "KAK", Hint: "Latar belakang", Types: "PDF", Docs: []Doc{fixtureDoc}, Button: "Ganti", Photo: "Foto halaman", Expected: "d",
			Field: Field{ID: "kak", Name: "berkas.kak", Label: "Ganti berkas", Type: "file", Accept: ".pdf", Fault: "Berkas kosong"},
		}},
		{ID: "lainnya", Shape: ShapeDocument, Document: FormDocument{Title: "Lainnya", Optional: true, Full: true}},
		{ID: "paraf", Shape: ShapeSignature, Signature: FormSignature{Title: "Paraf", Signed: &Signed{Who: hostile, When: "4 Des"}}},
		{ID: "paraf-2", Shape: ShapeSignature, Signature: FormSignature{Title: "Paraf kedua", Href: "/permohonan/x/tanda-tangan/paraf-2"}},
		{ID: "paraf-3", Shape: ShapeSignature, Signature: FormSignature{Title: "Paraf ketiga", Wait: "Belum bisa"}},
	}
}

func fixtureForm() *StageForm {
	items := fixtureItems()
	return &StageForm{
		Action: "/permohonan/x/isian", Title: "Bagian Anda", Hiddens: fixtureHidden, Primary: true, Button: "Simpan", Warn: hostile, Saves: true, Files: true, FileNote: "Berkas boleh PDF.",
		Sections: []FormSection{{Items: items[:2]}, {Title: "Yang perlu diperbaiki", Note: "Catatan", Items: items[2:6]}, {Title: "Sudah sesuai", Folded: true, Note: "Tidak perlu disentuh", Items: items[6:]}},
	}
}

// plainForm has no headings, as a section of a draft.
func plainForm() *StageForm {
	f := fixtureForm()
	f.Sections = []FormSection{{Items: fixtureItems()}}
	return f
}

func requestFixtures() map[string]Page {
	base := func(title string) Base { return with(staff, title, func(b *Base) { b.Current = "/permohonan" }) }
	faulty := func(title string) Base {
		b := base(title)
		b.Faults = []Fault{{Field: "judul", Text: "Tulis nama sistem"}, {Text: hostile}}
		return b
	}
	narrow := func(title string) Base {
		b := base(title)
		b.Wide, b.Back = false, Link{Href: "/permohonan/x", Text: hostile}
		return b
	}
	password := Field{ID: "kata-sandi", Label: "Kata sandi Anda", Type: "password", Autocomplete: "current-password"}
	form := func(below, button string) ActionForm {
		return ActionForm{Action: "/permohonan/x/" + below, Button: button, Class: "tombol", Hiddens: fixtureHidden}
	}
	report := &FindingForm{Fields: []Field{{ID: "title", Label: "Apa yang terjadi?", Value: hostile}}, Form: form("temuan", "Simpan temuan")}
	row := ReviewRow{
		Doc: fixtureDoc, Verdict: Field{ID: "hasil.d", Label: "Hasil telaah", Type: "radios", Options: []Choice{{Value: "accepted", Text: "Sesuai"}}},
		Note: Field{ID: "catatan.d", Label: "Catatan", Type: "textarea", Fault: "Tulis catatan"}, Before: &fixtureDoc,
	}
	other := row
	other.Verdict.ID, other.Note.ID = "hasil.e", "catatan.e"
	kept := row
	kept.Verdict.ID, kept.Note.ID = "hasil.f", "catatan.f"
	return map[string]Page{
		"request_new.loket": &RequestNew{
			Base: narrow("Catat dari surat masuk"), Letters: true, Hiddens: fixtureHidden, Prepare: []PrepareItem{{Title: "Surat", Help: "PDF"}, {Title: "KAK", Later: true}},
			Agency: Field{ID: "pd", Label: "Perangkat Daerah", Type: "select", Fault: "Pilih", Options: []Choice{{Text: "Pilih"}, {Value: "a", Text: hostile}}},
			Flow:   Field{ID: "jalur", Label: "Siapa yang membuat?", Type: "radios", Options: []Choice{{Value: "swakelola", Text: "Swakelola", Hint: "Tim sendiri"}}},
		},
		"request_new.rangkap": &RequestNew{
			Base: narrow("Permohonan baru"), Own: true, Letters: true, Hiddens: fixtureHidden,
			Origin: Field{ID: "asal", Label: "Permohonan siapa?", Type: "radios", Options: []Choice{{Value: "instansi", Text: "Permohonan instansi saya"}, {Value: "surat", Text: "Catat dari surat masuk"}}},
			Agency: Field{ID: "pd", Label: "Perangkat Daerah", Type: "select", Options: []Choice{{Text: "Pilih"}, {Value: "a", Text: hostile}}},
			Flow:   Field{ID: "jalur", Label: "Siapa yang membuat?", Type: "radios", Options: []Choice{{Value: "swakelola", Text: "Swakelola", Hint: "Tim sendiri"}}},
		},
		"request_new": &RequestNew{
			Own: true, Base: narrow("Ajukan permohonan"), Hiddens: fixtureHidden, Compare: []FlowCard{{Title: "Swakelola", Total: 16, Href: "/panduan/swakelola"}},
			Prepare: []PrepareItem{{Title: "Surat", Help: "PDF"}, {Title: "KAK", Later: true}},
			Flow:    Field{ID: "jalur", Label: "Siapa yang membuat?", Type: "radios", Options: []Choice{{Value: "swakelola", Text: "Swakelola", Hint: "Tim sendiri"}}},
		},
		"request_show": &RequestShow{
			Base: faulty("Permohonan"), Head: fixtureHead, Giliran: turns["lain"], Progress: progress(2, 16, "Kelengkapan data pendukung", "Data pendukung", 1), Guide: fixtureGuide,
			Returned: &Returned{Action: "Kembalikan", Who: "Rino", When: "4 Des", Reason: []string{hostile}},
			Form:     fixtureForm(), Others: fixtureAnswers, Shown: []Doc{fixtureDoc}, Actions: fixtureActions, More: fixtureActions[:1],
			Waits: []OtherAction{{Title: "Setujui", Who: "Kepala"}}, Stages: fixtureStages, Docs: []Doc{fixtureDoc}, Team: fixtureTeam, Signatures: fixtureAnswers[5:6], History: true, Unsaved: fixtureAnswers[:2],
		},
		"request_show.telaah": &RequestShow{
			Base: base("Telaah"), Head: fixtureHead, Giliran: turns["bersama"], Progress: progress(3, 16, "Telaah", "Telaah", 1), Guide: fixtureGuide, Stages: fixtureStages,
			Review: &ReviewForm{Action: "/permohonan/x/telaah", Open: []ReviewRow{row}, Done: []ReviewRow{other}, Kept: []ReviewRow{kept}, First: &fixtureDoc, Count: 1, Total: 2, Hiddens: fixtureHidden, Primary: true},
			Waits:  []OtherAction{{Title: "Setujui", Who: "Kepala"}},
		},
		"request_show.terhalang": &RequestShow{
			Base: base("Telaah"), Head: fixtureHead, Giliran: turns["dijeda"], Progress: progress(3, 16, "Telaah", "Telaah", 1), Guide: fixtureGuide, Stages: fixtureStages,
			Review: &ReviewForm{Barred: hostile},
		},
		"request_show.uji": &RequestShow{
			Base: base("Pengujian"), Head: fixtureHead, Giliran: turns["selesai"], Progress: progress(11, 16, "Pengujian", "Pengujian", 4), Guide: fixtureGuide, Stages: fixtureStages,
			Findings: &FindingsCard{Grid: fixtureGrid, Open: 1, All: 5, Mine: []FindingRow{fixtureFinding}, Href: "/permohonan/x/temuan", Button: "Lihat temuan"},
			Evidence: fixtureAnswers, Outcome: &Returned{Action: "Tolak", Who: "Endang", When: "4 Des", Reason: []string{hostile}},
			Form: &StageForm{Title: "Tanda tangan", Sections: []FormSection{{Items: fixtureItems()[8:]}}},
		},
		"request_draft": &RequestDraft{
			Note: hostile,
			Base: base("Draf"), Head: func() RequestHead { h := fixtureHead; h.Counter = hostile; return h }(), Guide: fixtureGuide, Done: 1, Next: Link{Href: "/permohonan/x/isi/surat", Text: "Lanjut: surat"}, Check: "/permohonan/x/periksa",
			Withdraw: Link{Href: "/permohonan/x/tindakan/tarik", Text: "Tarik"},
			Sections: []DraftSection{{Title: "Sistem", Href: "/permohonan/x/isi/sistem", Tag: Tag{Kind: "selesai", Icon: "benar", Text: "Lengkap"}, Done: true}, {Title: "Surat", Href: "/permohonan/x/isi/surat", Tag: Tag{Kind: "anda", Text: "Belum diisi"}}},
		},
		"request_draft.siap": &RequestDraft{Base: base("Draf"), Head: fixtureHead, Guide: fixtureGuide, Check: "/permohonan/x/periksa"},
		"request_section":    &RequestSection{Base: func() Base { b := narrow("Bagian"); b.Faults = []Fault{{Field: "judul", Text: "Tulis nama"}}; return b }(), Head: fixtureHead, Number: 2, Total: 4, Name: "Surat", Form: *plainForm()},
		"request_check": &RequestCheck{
			Base: narrow("Periksa"), Head: fixtureHead, Sections: []CheckSection{{Title: "Sistem", Answers: fixtureAnswers}},
			Missing: []Reason{{Text: "Narahubung belum lengkap.", Href: "/permohonan/x/isi/orang#narahubung.email"}},
		},
		"request_check.siap": &RequestCheck{Warn: hostile, Base: narrow("Periksa"), Head: fixtureHead, Sections: []CheckSection{{Title: "Sistem", Answers: fixtureAnswers}}, Submit: &ActionForm{Action: "/permohonan/x/tindakan/ajukan", Button: "Kirim permohonan", Class: "tombol", Hiddens: fixtureHidden}},
		"request_sent":       &RequestSent{Base: narrow("Terkirim"), Head: fixtureHead, Giliran: turns["bersama"], Code: "7K4M-92QX-T3HB", At: "Jumat, 4 Des 2026", Go: Link{Href: "/permohonan/x", Text: "Lanjut"}, Track: "/lacak/7K4M-92QX-T3HB"},
		"request_act": &RequestAct{
			Base: func() Base { b := narrow("Tolak"); b.Faults = []Fault{{Field: "judul", Text: "Tulis nama"}}; return b }(), Head: fixtureHead, Name: "Tolak permohonan", What: []string{"Mengakhiri permohonan.", hostile}, Warn: "Tidak dapat dibuka lagi.",
			Evidence: fixtureAnswers, Items: fixtureItems()[:6], Files: true, Remark: Field{ID: "keterangan", Label: "Keterangan", Type: "textarea"}, Password: password, Form: form("tindakan/tolak", "Tolak permohonan"),
		},
		"request_act.belum":  &RequestAct{Base: narrow("Terima"), Head: fixtureHead, Name: "Terima", Reasons: []Reason{{Text: hostile}}},
		"request_sign":       &RequestSign{Base: narrow("Paraf"), Head: fixtureHead, Name: "Paraf", As: "Tim Penguji", Answers: fixtureAnswers, Docs: []Doc{fixtureDoc}, Password: password, Form: form("tanda-tangan/paraf", "Tanda tangani")},
		"request_sign.belum": &RequestSign{Base: narrow("Paraf"), Head: fixtureHead, Name: "Paraf", As: "Tim Penguji", Reasons: []Reason{{Text: hostile, Href: "/permohonan/x"}}},
		"request_docs":       &RequestDocs{Base: base("Dokumen"), Head: fixtureHead, Path: "/permohonan/x/dokumen", Old: 2, All: true, Groups: []DocGroup{{Title: "Data pendukung", Docs: []Doc{fixtureDoc, {ID: "o", Kind: "KAK", Name: "lama.pdf", Href: "/permohonan/x/dokumen/o/unduh", State: "Diganti", SHA256: fixtureHash}}}}},
		"request_docs.nol":   &RequestDocs{Base: base("Dokumen"), Head: fixtureHead},
		"request_remove":     &RequestRemove{Base: narrow("Hapus"), Head: fixtureHead, Doc: fixtureDoc, Form: form("dokumen/d/hapus", "Hapus berkas ini")},
		"request_photo.nol": &RequestPhoto{
			Base: narrow("Foto surat"), Head: fixtureHead, Name: "Foto surat", Item: hostile, Most: 30, Add: form("foto/surat", "Tambahkan ke surat"),
			Camera: Field{ID: "foto", Label: "Ambil foto", Type: "file", Accept: "image/jpeg,image/png", Multiple: true, Camera: true, Fault: hostile}, Gallery: Field{ID: "foto-galeri", Name: "foto", Label: "Pilih foto", Type: "file"},
		},
		"request_photo": &RequestPhoto{
			Base: narrow("Foto surat"), Head: fixtureHead, Name: "Foto surat", Item: "Surat permohonan", Most: 30, Full: true, Change: "/permohonan/x/foto/surat/ubah", Join: form("foto/surat/satukan", "Jadikan satu PDF"), Replaces: hostile,
			Pages: []PhotoPage{{ID: "a", Number: 1, First: true, Thumb: "/permohonan/x/foto/surat/halaman/a?putar=0", Size: "412 kB"}, {ID: "b", Number: 2, Thumb: "/permohonan/x/foto/surat/halaman/b?putar=1"}, {ID: "c", Number: 3, Last: true, Thumb: "/x"}},
		},
		"request_reuse.nol": &RequestReuse{Base: narrow("Pilih berkas"), Head: fixtureHead, Item: "KAK"},
		"request_reuse": &RequestReuse{
			Base: narrow("Pilih berkas"), Head: fixtureHead, Item: hostile, Replaces: hostile, Form: form("pilih/kak", "Pakai berkas ini"),
			Choice: Field{ID: "berkas", Label: "Berkas", Type: "radios", Fault: "Pilih salah satu berkas.", Options: []Choice{{Value: "x.d", Text: hostile, Hint: hostile}, {Value: "x.e", Text: "kak.pdf", Checked: true}}},
		},
		"request_findings":     &RequestFindings{Base: base("Temuan"), Head: fixtureHead, Grid: fixtureGrid, Findings: []FindingRow{fixtureFinding}, Report: report, Return: Link{Href: "/permohonan/x#tindakan", Text: "Kembali ke tahap ini"}},
		"request_findings.nol": &RequestFindings{Base: base("Temuan"), Head: fixtureHead, Grid: fixtureGrid},
		"request_finding":      &RequestFinding{Base: narrow("Temuan 7"), Head: fixtureHead, Finding: fixtureFinding, Change: &FindingForm{Fields: []Field{{ID: "note", Label: "Catatan", Type: "textarea"}}, Form: form("temuan/7", "Simpan")}},
		"request_team":         &RequestTeam{Base: base("Tim"), Head: fixtureHead, Groups: fixtureTeam, Letter: []Doc{fixtureDoc}, Change: Link{Href: "/permohonan/x/tindakan/ubah-tim", Text: "Ubah susunan tim"}},
		"request_team.nol":     &RequestTeam{Base: base("Tim"), Head: fixtureHead, Note: "Tim belum dibentuk."},
		"request_history": &RequestHistory{
			Base: base("Riwayat"), Head: fixtureHead, Total: 79, Older: "/permohonan/x/riwayat?hal=2", Newer: "/permohonan/x/riwayat?hal=1", Prove: "/permohonan/x/riwayat/keutuhan",
			Rows: []HistoryRow{
				{Seq: 79, Main: true, Text: "Serahkan", Who: hostile, Party: "Dinas Kesehatan", When: "Jumat, 4 Des 2026", Details: []AnswerPart{{Key: "Ke tahap", Value: "3"}}, Notes: []string{hostile}, Hash: fixtureHash},
				{Seq: 78, Text: "Dokumen diunggah", Who: "Wati", When: "Jumat", File: fixtureHash, Hash: fixtureHash},
			},
		},
		"request_proof":        &RequestProof{Base: narrow("Riwayat utuh"), Head: fixtureHead, Name: "Riwayat utuh", At: "4 Des 2026", Events: 79, Last: fixtureHash},
		"request_proof.broken": &RequestProof{Base: narrow("Riwayat tidak utuh"), Head: fixtureHead, Name: "Riwayat tidak utuh", At: "4 Des 2026", Events: 79, Last: fixtureHash, Broken: true, Seq: 12, What: hostile},
		"request_messages": &RequestMessages{
			Base: base("Pesan"), Head: fixtureHead, Messages: []Message{{Who: hostile, Agency: "Dinas Kesehatan", When: "4 Des", Text: []string{hostile}, Mine: true}, {Who: "Rino", Text: []string{"x"}, Only: "Hanya Diskominfo"}},
			Write: &FindingForm{Fields: []Field{{ID: "text", Label: "Tulis pesan", Type: "textarea", Value: hostile}}, Form: form("pesan", "Kirim pesan")},
		},
		"request_messages.nol": &RequestMessages{Base: base("Pesan"), Head: fixtureHead},
		"request_stage": &RequestStage{
			Base: base("Tahap"), Head: fixtureHead, Number: 3, Name: "Telaah", Guide: fixtureGuide, Visits: []Visit{{Entered: "1 Des", Left: "4 Des", Text: "Kembalikan, oleh Rino"}, {Entered: "5 Des"}},
			Answers: fixtureAnswers, Docs: []Doc{fixtureDoc}, Findings: true, FindingsHref: "/permohonan/x/temuan",
		},
	}
}
