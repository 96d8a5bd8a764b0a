package gallery

import (
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// letterTemplateExhibits are the templates of papers, as administrators change them.
func letterTemplateExhibits() []Exhibit {
	const path, kind = "/admin/templat", "/admin/templat/bast"
	name := text.PaperName("bast")
	frame := func(title string, change ...func(*page.Base)) page.Base {
		return administrator(title, append([]func(*page.Base){current(path), narrow}, change...)...)
	}
	shipped, third := page.Tag{Kind: "draf", Text: "Bawaan"}, page.Tag{Kind: "selesai", Icon: "selesai", Text: "Versi 3"}
	files := func(version string) page.LetterFiles {
		return page.LetterFiles{Href: kind + "/" + version, DOCX: kind + "/" + version + "/templat.docx", Example: kind + "/" + version + "/contoh.pdf"}
	}
	since := "Sejak " + fridayAt + ", oleh adit"
	all := &page.LetterTemplates{Base: frame("Templat naskah"), Rows: []page.LetterTemplateRow{
		{Href: path + "/notulen", Name: text.PaperName("notulen"), About: text.PaperAbout("notulen"), State: shipped},
		{Href: kind, Name: name, About: text.PaperAbout("bast"), State: third, Since: since, Count: 4},
	}}
	one := func(change ...func(*page.Base)) *page.LetterTemplate {
		p := &page.LetterTemplate{
			Base: frame("Templat: "+name, change...), Name: name, About: text.PaperAbout("bast"), State: third, Since: since, InForce: files("3"), Shipped: files("0"), Action: kind,
			File: page.Field{ID: "berkas", Label: "Dokumen Word (.docx)", Hint: "Paling besar 2 MB", Type: "file", Accept: ".docx"},
			Versions: []page.LetterTemplateVersion{
				{Href: kind + "/4", Name: "Versi 4", File: "Templat_berita_acara_serah_terima_sesuai_tata_naskah_dinas_yang_baru_revisi_kedua.docx", By: "adit, " + fridayAt},
				{Href: kind + "/3", Name: "Versi 3", File: "bast.docx", By: "adit, " + fridayAt, Force: true},
			},
			Uses: []page.LetterTemplateUse{{Name: "Versi 3", By: "adit, " + fridayAt, Reason: "Menyesuaikan tata naskah dinas"}, {Name: "Templat bawaan", By: "adit, " + fridayAt, Reason: "Versi 2 salah ketik"}},
			Fields: []page.LetterField{
				{Name: "{{sistem}}", About: text.PaperField("sistem")},
				{Name: "{{#peserta}} … {{/peserta}}", About: text.PaperField("peserta"), Within: []page.LetterField{{Name: "{{nama}}", About: text.PaperField("nama")}}},
			},
		}
		p.File.Fault = p.Fault("berkas")
		return p
	}
	fresh := one()
	fresh.State, fresh.Since, fresh.InForce, fresh.Versions, fresh.Uses = shipped, "", files("0"), nil, nil
	version := func(change ...func(*page.Base)) *page.LetterVersion {
		p := &page.LetterVersion{
			Base: frame(name+": Versi 4", change...), Kind: name, Name: "Versi 4", By: "adit, " + fridayAt, File: "bast.docx", Files: files("4"), Action: kind + "/4/berlaku", Seen: 2, Button: "Berlakukan versi 4",
			Notes:  []string{text.TemplateNote("header", 1), text.TemplateNote("font", 12)},
			Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Tampil dalam riwayat, misalnya menyesuaikan tata naskah dinas", Width: "l"},
		}
		p.Reason.Fault = p.Fault("alasan")
		return p
	}
	force := version()
	force.Name, force.Files, force.Force, force.Notes = "Versi 3", files("3"), true, nil
	const list, kinds, look = "Templat naskah", "Templat satu naskah", "Versi templat"
	return []Exhibit{
		{Page: "letter_templates", Name: list, Look: "daftar", Content: all},
		{Page: "letter_template", Name: kinds, Look: "dengan versi", Content: one()},
		{Page: "letter_template", State: "bawaan", Name: kinds, Look: "belum pernah diubah", Content: fresh},
		{Page: "letter_template", State: "salah", Name: kinds, Look: "dokumen ditolak", Status: 422, Content: one(faults(
			page.Fault{Field: "berkas", Text: text.TemplateFault("unknown", "sistim", 12, "sistem")}, page.Fault{Text: text.TemplateFault("unclosed", "peserta", 31, "")}))},
		{Page: "letter_version", Name: look, Look: "sebelum diberlakukan", Content: version()},
		{Page: "letter_version", State: "berlaku", Name: look, Look: "yang berlaku", Content: force},
		{Page: "letter_version", State: "salah", Name: look, Look: "tanpa alasan", Status: 422, Content: version(faults(page.Fault{Field: "alasan", Text: text.TemplateReason("required")}))},
		{Page: "letter_version", State: "bersamaan", Name: look, Look: "pengelola lain lebih dahulu", Status: 409, Content: version(faults(page.Fault{Text: text.TemplateConflict()}))},
	}
}

// complianceExhibits are the reports on the clauses of the guide.
func complianceExhibits() []Exhibit {
	done, run, open := page.Tag{Kind: "selesai", Icon: "selesai", Text: text.ComplianceState("done")}, page.Tag{Kind: "tunggu", Icon: "tunggu", Text: text.ComplianceRunning()}, page.Tag{Kind: "draf", Text: text.ComplianceState("pending")}
	again := done
	again.Text = text.ComplianceState("repeated")
	who := wati + " (Perangkat Daerah pemohon), " + fridayAt
	request := &page.RequestCompliance{
		Base: below("Kepatuhan"), Head: head("Swakelola", "/riwayat"), Part: text.CompliancePart("A", "Swakelola"), Basis: "Disusun dari riwayat permohonan sampai catatan 79, " + fridayAt + ".",
		Counts:    []page.Pair{{Name: "Terlaksana", Value: "1 klausul"}, {Name: "Terlaksana, berulang", Value: "1 klausul"}, {Name: "Belum", Value: "14 klausul"}},
		Downloads: []page.Link{{Href: at + "/kepatuhan/unduh.pdf", Text: "Unduh PDF"}, {Href: at + "/kepatuhan/unduh.xlsx", Text: "Unduh Excel"}},
		Rows: []page.ComplianceRow{
			{ID: "klausul-A.1", Clause: "A.1", Title: "Pengajuan surat permohonan", State: done, Sum: []string{"Permohonan diajukan: " + fridayAt + ", " + wati + "."}, Rounds: []page.ComplianceRound{{Began: fridayAt + ".", Evidence: []page.ComplianceEvidence{
				{Text: text.ComplianceEvidence(alur.EventDataChanged, "Nama sistem informasi", "") + ", jenis permohonan, nomor surat", Who: who, Seq: 1},
				{Text: text.ComplianceEvidence(alur.EventDocumentAdded, "Berkas surat permohonan", longFile), Who: who, File: fingerprint, Seq: 2},
			}}}},
			{ID: "klausul-A.2", Clause: "A.2", Title: "Kelengkapan data pendukung", State: again, Sum: []string{"Data pendukung diserahkan: " + fridayAt + ", " + wati + "."}, Rounds: []page.ComplianceRound{
				{Name: text.ComplianceRound(1, false), Began: fridayAt + ".", Left: "Data pendukung diserahkan: " + fridayAt + ", " + wati + ".", Evidence: []page.ComplianceEvidence{
					{Text: text.ComplianceEvidence(alur.EventDocumentAdded, "Kerangka acuan kerja (KAK)", "kak.pdf"), Who: who, File: fingerprint, Void: text.ComplianceVoid(), Seq: 5},
				}},
				{Name: text.ComplianceRound(2, false), Began: fridayAt + ".", As: text.ComplianceAs("B.2"), Evidence: []page.ComplianceEvidence{{Text: text.ComplianceEvidence(alur.EventDocumentAdded, "Kerangka acuan kerja (KAK)", "kak-2.pdf"), Who: who, File: fingerprint, Seq: 12}}},
			}},
			{ID: "klausul-A.3", Clause: "A.3", Title: "Telaah dan verifikasi", State: run, Sum: []string{"Sedang berjalan sejak " + fridayAt + ", putaran 2."}},
			{ID: "klausul-A.4", Clause: "A.4", Title: "Presentasi pengajuan", State: open, Sum: []string{text.ComplianceOpen()}},
		},
		Beside: []string{"Permohonan dijeda: " + fridayAt + ", " + rino + "."},
	}
	year := func(n string) *page.ComplianceYear {
		p := &page.ComplianceYear{
			Base: staff("Kepatuhan 2026", current("/laporan/kepatuhan")), Year: 2026, Years: []page.Link{{Href: "/laporan/kepatuhan?tahun=2025", Text: "2025"}}, Requests: n, Made: "Dihitung " + fridayAt + " dari riwayat permohonan yang diajukan tahun itu.",
			States: []string{"Terlaksana", "Terlaksana, berulang", "Dilewati", "Belum", "Berakhir sebelumnya"}, Limit: text.ComplianceYearLimit(10_000),
			Downloads: []page.Link{{Href: "/laporan/kepatuhan/unduh.pdf?tahun=2026", Text: "Unduh PDF"}, {Href: "/laporan/kepatuhan/unduh.xlsx?tahun=2026", Text: "Unduh Excel"}},
		}
		tally := func(clause, title string, counts ...string) page.ComplianceTally {
			t := page.ComplianceTally{Clause: clause, Title: title}
			for i, c := range counts {
				t.Cells = append(t.Cells, page.Pair{Name: p.States[i], Value: c})
			}
			return t
		}
		first, third := tally("A.1", "Pengajuan surat permohonan", "30", "0", "0", "0", "0"), tally("A.3", "Telaah dan verifikasi", "14", "12", "0", "3", "1")
		third.Now, third.Rounds = text.ComplianceNow(3), text.ComplianceMost(4)
		p.Flows = []page.ComplianceFlow{
			{ID: "jalur-swakelola", Title: "Swakelola", Requests: text.Requests(30), Rows: []page.ComplianceTally{first, third}},
			{ID: "jalur-pihak-ketiga", Title: "Pihak Ketiga", Requests: text.Requests(12), Rows: []page.ComplianceTally{tally("B.10", "Penandatanganan perjanjian kerja sama", "4", "1", "0", "7", "0")}},
		}
		return p
	}
	none := year("")
	none.Flows = nil
	return []Exhibit{
		{Page: "request_compliance", Name: "Kepatuhan satu permohonan", Look: "berjalan", Content: request},
		{Page: "compliance_year", Name: "Kepatuhan setahun", Look: "dengan permohonan", Content: year(text.Requests(42))},
		{Page: "compliance_year", State: "kosong", Name: "Kepatuhan setahun", Look: "belum ada permohonan", Content: none},
	}
}

// checkExhibits are papers that anybody checks.
func checkExhibits() []Exhibit {
	const path, name = "/cek-dokumen", "Cek keaslian dokumen"
	form := func(change ...func(*page.Base)) *page.PaperCheck {
		p := &page.PaperCheck{
			Base: visitor(name, append([]func(*page.Base){current(path)}, change...)...), Action: path,
			Code: page.Field{ID: "kode", Label: "Kode naskah", Hint: "Dua belas huruf dan angka di dekat kode QR, contoh " + code, Width: "m", Autocomplete: "off", Optional: true},
			File: page.Field{ID: "berkas", Label: "Berkas PDF", Hint: "Seperti yang Anda terima, jangan dicetak atau disimpan ulang dahulu", Type: "file", Accept: ".pdf", Optional: true},
		}
		p.Code.Fault, p.File.Fault = p.Fault("kode"), p.Fault("berkas")
		return p
	}
	const known = "Tercatat dalam arsip ALUR"
	result := func(x *page.CheckResult, change ...func(*page.PaperCheck)) *page.PaperCheck {
		p := form(func(b *page.Base) { b.NoIndex, b.Title = true, strings.TrimPrefix(x.Title+": ", known+": ")+name })
		p.Result = x
		for _, f := range change {
			f(p)
		}
		return p
	}
	facts := func(more ...page.Pair) []page.Pair {
		return append([]page.Pair{{Name: "Nomor permohonan", Value: number}, {Name: "Perangkat Daerah", Value: health}, {Name: "Diterbitkan", Value: friday}, {Name: "Nomor naskah", Value: "555/12/2026, " + friday}, {Name: "Kode", Value: code}}, more...)
	}
	good := page.CheckedPaper{Kind: text.PaperName("bast"), State: page.Tag{Kind: "selesai", Icon: "selesai", Text: "Berlaku"}, Facts: facts()}
	old := page.CheckedPaper{Kind: text.PaperName("tanggapan"), State: page.Tag{Kind: "tolak", Icon: "tolak", Text: "Diganti naskah yang lebih baru, " + friday}, Advice: "Naskah ini asli, tetapi sudah ada penggantinya. Minta naskah yang terbaru.", Facts: facts()}
	gone := page.CheckedPaper{Kind: text.PaperName("sk-tim"), State: page.Tag{Kind: "tolak", Icon: "tolak", Text: "Ditarik " + friday}, Advice: "Naskah ini asli, tetapi sudah ditarik. Jangan dipakai lagi.", Facts: facts(page.Pair{Name: "Alasan ditarik", Value: "Susunan tim salah"})}
	scan, why := text.CheckProof("other")
	byCode := func(p *page.PaperCheck) { p.For, p.File.Optional = code, false }
	return []Exhibit{
		{Page: "paper_check", Name: name, Look: "isian kosong", Content: form()},
		{Page: "paper_check", State: "salah", Name: name, Look: "kode tidak ada", Status: 404, Content: form(faults(page.Fault{Field: "kode", Text: text.CheckCodeNotFound()}))},
		{Page: "paper_check", State: "cocok", Name: name, Look: "berkas cocok", Content: result(&page.CheckResult{Title: text.CheckMatch(false), Papers: []page.CheckedPaper{good}})},
		{Page: "paper_check", State: "beda", Name: name, Look: "berkas tidak cocok", Status: 404, Content: result(&page.CheckResult{Title: "Tidak cocok dengan arsip kami", Text: text.CheckNotFound(), Bad: true})},
		{Page: "paper_check", State: "diganti", Name: name, Look: "kode, sudah diganti", Content: result(&page.CheckResult{Title: known, Papers: []page.CheckedPaper{old}}, byCode)},
		{Page: "paper_check", State: "ditarik", Name: name, Look: "kode, sudah ditarik", Content: result(&page.CheckResult{Title: known, Papers: []page.CheckedPaper{gone}}, byCode)},
		{Page: "paper_check", State: "pindai", Name: name, Look: "berkas hasil pindai", Content: result(&page.CheckResult{Title: scan, Text: why, Bad: true, Papers: []page.CheckedPaper{good}})},
		{Page: "paper_check", State: "lain", Name: name, Look: "berkas naskah lain", Content: result(&page.CheckResult{Title: text.CheckMatch(true), Text: text.CheckOther(), Bad: true, Papers: []page.CheckedPaper{good}})},
	}
}
