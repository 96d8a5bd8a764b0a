package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// paperExhibits are the papers of a request: the list, and one paper in each state.
func paperExhibits() []Exhibit {
	const list, one = "Naskah permohonan", "Satu naskah"
	h := head("Swakelola", "/naskah")
	h.Tabs = append(h.Tabs[:2:2], append([]page.Tab{{Href: at + "/naskah", Text: "Naskah", Count: 2, Current: true}}, h.Tabs[2:]...)...)
	offer := func(kind string, change func(*page.PaperOffer)) page.PaperOffer {
		o := page.PaperOffer{ID: kind, Name: text.PaperName(kind), About: text.PaperAbout(kind), PDF: at + "/konsep-naskah/" + kind + "/pdf", DOCX: at + "/konsep-naskah/" + kind + "/docx"}
		change(&o)
		return o
	}
	issue := func(o *page.PaperOffer) {
		o.Issue = &page.ActionForm{Action: at + "/terbitkan/" + o.ID, Button: "Terbitkan naskah", Class: "tombol-kedua", Hiddens: hiddens()}
	}
	inForce, replaced, taken := page.Tag{Kind: "selesai", Icon: "selesai", Text: text.PaperState(true, false)}, page.Tag{Kind: "draf", Icon: "ganti", Text: text.PaperState(false, false)}, page.Tag{Kind: "tolak", Icon: "tolak", Text: text.PaperState(false, true)}
	row := func(kind, code, number string, state page.Tag) page.PaperRow {
		return page.PaperRow{Href: at + "/naskah/" + code, Name: text.PaperName(kind), Code: code, Number: number, State: state, When: friday, Who: rino}
	}
	all := &page.RequestPapers{
		Base: staff("Naskah · "+system, current("/permohonan")), Head: h,
		Ready: []page.PaperOffer{
			offer("notulen", func(o *page.PaperOffer) { issue(o); o.Again = true }),
			offer("undangan-rapat", func(o *page.PaperOffer) {
				o.PDF, o.DOCX, o.Lacks = "", "", []page.Reason{{Text: text.PaperLacks("Rapat"), Href: at + "#butir-rapat"}}
			}),
			offer("berita-acara-rapat", issue),
		},
		Issued: []page.PaperRow{row("notulen", "7K4M-92QX-T3HB", "000.8.3/1123/NOT/2026", inForce), row("tanda-terima", "9QHB-44KM-X7T2", "", inForce), row("notulen", "MM29-QX3H-7K4T", "", replaced), row("undangan-presentasi", "T3HB-7K4M-92QX", "005/871", taken)},
		Others: []page.PaperOffer{
			offer("lembar-kelayakan", func(o *page.PaperOffer) {
				o.PDF, o.DOCX, o.Who, o.Unready = "", "", "Tim Pengembang", text.PaperUnready("wrong-stage", "Analisis dan desain")
			}),
			offer("lembar-verifikasi", func(o *page.PaperOffer) { o.Unready = text.PaperUnready("four-eyes", "") }),
		},
	}
	none := &page.RequestPapers{Base: staff("Naskah · "+system, current("/permohonan")), Head: h, Note: text.PaperNotNow(true), Others: all.Others}
	facts := func(number ...page.AnswerPart) []page.AnswerPart {
		return append(number, page.AnswerPart{Key: "Kode naskah", Value: "7K4M-92QX-T3HB"}, page.AnswerPart{Key: "Diterbitkan", Value: rino + ", " + fridayAt},
			page.AnswerPart{Key: "Templat", Value: text.PaperTemplate("shipped@3b29f1c02a77")})
	}
	base := func(change ...func(*page.Base)) page.Base {
		return staff(text.PaperName("notulen")+" · "+system, append(change, current("/permohonan"), back(at+"/naskah", "Naskah"))...)
	}
	register := func(number, fault string, class string) *page.FindingForm {
		return &page.FindingForm{Files: true, Form: page.ActionForm{Action: at + "/naskah/x/nomor", Button: "Catat nomor", Class: class, Hiddens: hiddens()}, Fields: []page.Field{
			{ID: "nomor-naskah", Label: "Nomor naskah", Width: "m", Value: number, Fault: fault},
			{ID: "tanggal-naskah", Label: "Tanggal naskah", Type: "date", Width: "s"},
			{ID: "klasifikasi", Label: "Kode klasifikasi", Hint: "Misalnya 000.8.3", Width: "s", Optional: true},
			{ID: "berkas.naskah", Label: "Berkas yang sudah ditandatangani", Hint: "PDF, paling besar 50 MB", Type: "file", Accept: ".pdf", Optional: true},
		}}
	}
	withdraw := &page.FindingForm{Form: page.ActionForm{Action: at + "/naskah/x/tarik", Button: "Tarik naskah", Class: "tombol-bahaya", Hiddens: hiddens()}, Fields: []page.Field{{ID: "alasan", Label: "Alasan penarikan", Type: "textarea", Rows: 3}}}
	paper := func(change func(*page.RequestPaper), frame ...func(*page.Base)) *page.RequestPaper {
		p := &page.RequestPaper{
			Base: base(frame...), Head: h, Name: text.PaperName("notulen"), State: inForce, Facts: facts(page.AnswerPart{Key: "Nomor", Value: "Belum diisi"}),
			Files:  []page.Link{{Href: at + "/naskah/x/berkas/pdf", Text: "Unduh PDF yang diterbitkan", Icon: "unduh"}, {Href: at + "/naskah/x/berkas/docx", Text: "Unduh DOCX untuk disunting", Icon: "unduh"}},
			Hashes: []page.Pair{{Name: "Sidik SHA-256 berkas", Value: fingerprint}, {Name: "Sidik riwayat yang menjadi dasarnya", Value: fingerprint}},
			QR:     at + "/naskah/x/qr.svg", Address: "https://alur.salatiga.example/cek-dokumen/7K4M-92QX-T3HB",
		}
		change(p)
		return p
	}
	const missing = "Tulis nomor naskah, atau pilih berkas yang sudah ditandatangani"
	return []Exhibit{
		{Page: "request_papers", Name: list, Look: "beberapa naskah", Content: all},
		{Page: "request_papers", State: "kosong", Name: list, Look: "dijeda, belum ada yang terbit", Content: none},
		{Page: "request_paper", Name: one, Look: "baru terbit, dapat dipakai", Content: paper(func(p *page.RequestPaper) {
			p.Notice = &page.Notice{Text: text.PaperIssued("notulen")}
			p.Uses = []page.PaperUse{{Item: "Notulen rapat", Replaces: "notulen-lama.pdf", Form: page.ActionForm{Action: at + "/naskah/x/pakai/notulen", Button: "Pakai naskah ini", Class: "tombol", Hiddens: hiddens()}}}
			p.Register, p.Withdraw = register("", "", "tombol-kedua"), withdraw
		})},
		{Page: "request_paper", State: "salah", Name: one, Look: "nomor belum ditulis", Status: 422, Content: paper(func(p *page.RequestPaper) {
			p.Register, p.Withdraw = register("", missing, "tombol"), withdraw
		}, faults(page.Fault{Field: "nomor-naskah", Text: missing}))},
		{Page: "request_paper", State: "bernomor", Name: one, Look: "bernomor dan bertanda tangan, dibaca orang lain", Content: paper(func(p *page.RequestPaper) {
			p.Facts = facts(page.AnswerPart{Key: "Nomor", Value: "000.8.3/1123/NOT/2026"}, page.AnswerPart{Key: "Tanggal", Value: friday}, page.AnswerPart{Key: "Klasifikasi", Value: "000.8.3"})
			p.Files = append(p.Files, page.Link{Href: at + "/naskah/x/berkas/signed", Text: "Unduh PDF bertanda tangan", Icon: "tanda"})
		})},
		{Page: "request_paper", State: "ditarik", Name: one, Look: "ditarik", Content: paper(func(p *page.RequestPaper) {
			p.State, p.Reason = taken, []string{"Tempat rapat salah tulis. Pakai naskah yang baru."}
			p.Facts = facts(page.AnswerPart{Key: "Nomor", Value: "Belum diisi"}, page.AnswerPart{Key: "Digantikan", Value: "9QHB-44KM-X7T2", Href: at + "/naskah/9QHB-44KM-X7T2"})
		})},
	}
}
