package gallery

import (
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
)

// draftExhibits are the way from "before you begin" to the receipt.
func draftExhibits(plans []*flow.Plan) []Exhibit {
	const begin, list, section, check = "Permohonan baru", "Daftar bagian", "Satu bagian isian", "Periksa jawaban"
	plan := plans[0]
	agencies := page.Field{ID: "pd", Label: "Perangkat Daerah yang mengirim surat", Type: "select", Hint: "Ketik huruf awalnya untuk mencari", Options: []page.Choice{{Text: "Pilih Perangkat Daerah"}, choice("a", health), choice("b", longAgency)}}
	start := func(title string, change ...func(*page.Base)) *page.RequestNew {
		p := &page.RequestNew{Base: staff(title, append(change, narrow, current("/permohonan"))...), Own: true, Hiddens: hiddens()}
		p.Flow = page.Field{ID: "jalur", Label: "Siapa yang akan membuat sistemnya?", Type: "radios", Hint: "Belum yakin? Pilih yang paling mungkin. Kepala " + ict + " dapat mengalihkannya saat memutuskan permohonan."}
		for _, plan := range plans {
			p.Flow.Options = append(p.Flow.Options, page.Choice{Value: string(plan.Flow), Text: plan.Title, Hint: plan.Summary})
			p.Compare = append(p.Compare, page.FlowCard{Title: plan.Title, Total: plan.Total(), Href: "/panduan/" + string(plan.Flow)})
		}
		for _, st := range plan.Stages[:2] {
			for _, it := range st.Items {
				if it.Kind == flow.KindDocument && it.Required {
					p.Prepare = append(p.Prepare, page.PrepareItem{Title: it.Title, Help: it.Help, Later: st != plan.Stages[0]})
				}
			}
		}
		return p
	}
	counter, both := start("Catat dari surat masuk"), start("Permohonan baru")
	counter.Own, counter.Letters, counter.Agency = false, true, agencies
	both.Letters, both.Agency = true, agencies
	both.Origin = page.Field{ID: "asal", Label: "Permohonan siapa?", Type: "radios", Options: []page.Choice{
		{Value: "instansi", Text: "Permohonan instansi saya", Hint: "Anda mengajukannya sebagai pemohon dari " + ict}, {Value: "surat", Text: "Catat dari surat masuk", Hint: "Perangkat Daerah lain mengirim surat kertas, dan Anda mencatatnya di loket"},
	}}
	const pick = "Pilih cara pelaksanaan: Swakelola atau Pihak Ketiga."
	wrong := start("Ajukan permohonan", faults(page.Fault{Field: "jalur", Text: pick}))
	wrong.Flow.Fault = pick

	draft := func(title string) *page.RequestDraft {
		h := head(plan.Title, "")
		h.Number, h.Code, h.Title, h.Tabs = "", "", title, slices.Delete(h.Tabs, 2, 4)
		h.Status = page.Tag{Kind: "draf", Icon: "ubah", Text: "Draf"}
		return &page.RequestDraft{
			Base: staff(title+": draf", narrow, current("/permohonan")), Head: h, Guide: guide(plan, 0), Check: at + "/periksa",
			Withdraw: page.Link{Href: at + "/tindakan/tarik", Text: "Tarik permohonan"},
			Sections: []page.DraftSection{
				{Title: "Sistem yang dimohonkan", Href: at + "/isi/sistem", Tag: page.Tag{Kind: "selesai", Icon: "benar", Text: "Lengkap"}, Done: true},
				{Title: "Kebutuhan", Href: at + "/isi/kebutuhan", Tag: page.Tag{Kind: "selesai", Icon: "benar", Text: "Lengkap"}, Done: true},
				{Title: "Surat permohonan", Href: at + "/isi/surat", Tag: page.Tag{Kind: "anda", Text: "Belum lengkap"}},
				{Title: "Penanda tangan dan narahubung", Href: at + "/isi/orang", Tag: tagEmpty},
			},
		}
	}
	partly, ready, letter := draft(system), draft(system), draft(longSystem)
	partly.Done, partly.Next = 2, page.Link{Href: at + "/isi/surat", Text: "Lanjut: surat permohonan"}
	ready.Done = 4
	for i := range ready.Sections {
		ready.Sections[i].Tag, ready.Sections[i].Done = ready.Sections[0].Tag, true
	}
	letter.Done, letter.Next, letter.Head.Counter, letter.Head.Agency = partly.Done, partly.Next, registered, longAgency
	letter.Fading = "Data penanda tangan dan narahubung pada draf ini dihapus pada 22 Desember 2026 bila draf tidak diubah atau diajukan sebelumnya."
	letter.Note = "Anda mengisi bagi " + longAgency + ", dari surat kertas yang diterima di loket."

	open := func(n int, name string, filled bool, ids []alur.ItemID, change ...func(*page.Base)) *page.RequestSection {
		s := newSketch(plan, plan.Stages[0], filled)
		p := &page.RequestSection{Base: staff(name+" · "+system, append(change, back(at, "Daftar bagian"), current("/permohonan"))...), Head: head(plan.Title, ""), Number: n, Total: 4, Name: name}
		s.Faults = p.Faults
		p.Form = page.StageForm{Action: at + "/isi/" + name, Hiddens: hiddens(), Primary: true, Button: "Simpan dan lanjut", Saves: true, Autosave: at + "/simpan-otomatis"}
		sec := page.FormSection{}
		for _, id := range ids {
			sec.Items = append(sec.Items, s.item(plan.Stages[0].Item(id)))
		}
		p.Form.Files = slices.Contains(ids, "surat")
		p.Form.Sections = []page.FormSection{sec}
		p.Head.Number = ""
		return p
	}
	about := []alur.ItemID{"judul", "jenis", "sistem-terkait"}
	paper := []alur.ItemID{"nomor-surat", "tanggal-surat", "perihal", "surat"}
	persons := []alur.ItemID{"penanda-tangan", "narahubung"}
	faulty := open(3, "Surat permohonan", false, paper, faults(
		page.Fault{Field: "nomor-surat", Text: "Tulis nomor surat"}, page.Fault{Field: "tanggal-surat", Text: "Tanggal surat tidak boleh setelah hari ini"},
		page.Fault{Field: "surat", Text: "Berkas surat.docx tidak dapat diterima di sini. Unggah berkas PDF"},
	))
	conflict := open(2, "Kebutuhan", true, []alur.ItemID{"ringkasan"}, faults(page.Fault{Field: "ringkasan", Text: joko + " mengubah «Ringkasan kebutuhan» pukul 09.41. Bandingkan sebelum menyimpan."}))
	conflict.Form.Sections[0].Items[0].Theirs = page.Answer{ID: "ringkasan", Title: "Ringkasan kebutuhan", Text: []string{"Antrean pasien masih memakai kertas. Dibutuhkan antrean daring untuk enam puskesmas."}}

	answers := func(change bool) []page.CheckSection {
		s := newSketch(plan, plan.Stages[0], true)
		var out []page.CheckSection
		for _, x := range []struct {
			title string
			ids   []alur.ItemID
		}{{"Sistem yang dimohonkan", about}, {"Kebutuhan", []alur.ItemID{"ringkasan"}}, {"Surat permohonan", paper}, {"Penanda tangan dan narahubung", persons}} {
			sec := page.CheckSection{Title: x.title}
			for _, id := range x.ids {
				ans := s.Answer(plan.Stages[0], plan.Stages[0].Item(id))
				if id == "surat" {
					ans.Docs = []page.Doc{document(ans.Title, "surat-permohonan-antrean.pdf")}
				}
				if !change && id == "narahubung" {
					ans = page.Answer{ID: string(id), Title: ans.Title, Empty: "Belum diisi", State: tagEmpty}
				}
				ans.Change = page.Link{Href: at + "/isi/sistem#butir-" + string(id), Text: "Ubah"}
				sec.Answers = append(sec.Answers, ans)
			}
			out = append(out, sec)
		}
		return out
	}
	checked := func() *page.RequestCheck {
		p := &page.RequestCheck{
			Base: staff("Periksa jawaban Anda · "+system, back(at, "Daftar bagian"), current("/permohonan")), Head: head(plan.Title, ""), Sections: answers(true),
			Submit: &page.ActionForm{Action: at + "/tindakan/ajukan", Button: "Kirim permohonan", Class: "tombol", Hiddens: hiddens()},
		}
		p.Head.Number = ""
		return p
	}
	warned, missing := checked(), checked()
	warned.Similar = similarSystems()
	warned.Warn = "Bila Anda mengirim permohonan ini, orang lain yang harus menelaahnya."
	missing.Sections, missing.Submit = answers(false), nil
	missing.Missing = []page.Reason{{Text: "«Narahubung» belum diisi.", Href: at + "/isi/orang#narahubung.name"}}
	sent := func(m moment) *page.RequestSent {
		p := &page.RequestSent{Base: staff("Permohonan terkirim · "+system, narrow, current("/permohonan")), Head: head(plan.Title, ""), Giliran: m.turn, Code: code, At: fridayAt, Track: "/lacak/" + code}
		p.Giliran.Button, p.Giliran.Task = "", nil
		p.Receipt.Href = at + "/tanda-bukti/3"
		return p
	}
	mine := sent(momentOf("anda"))
	mine.Go = page.Link{Href: at, Text: "Lanjut: kelengkapan data pendukung"}
	mine.Receipt.Waits = "Sedang dicatat. Tanda bukti tersedia dalam beberapa detik; muat ulang halaman ini."
	return []Exhibit{
		{Page: "request_new", Name: begin, Look: "pemohon", Content: start("Ajukan permohonan")},
		{Page: "request_new", State: "loket", Name: begin, Look: "petugas loket", Content: counter},
		{Page: "request_new", State: "rangkap", Name: begin, Look: "pemohon dan petugas loket", Content: both},
		{Page: "request_new", State: "salah", Name: begin, Look: "belum memilih", Status: 422, Content: wrong},
		{Page: "request_draft", Name: list, Look: "sebagian terisi", Content: partly},
		{Page: "request_draft", State: "siap", Name: list, Look: "siap dikirim", Content: ready},
		{Page: "request_draft", State: "loket", Name: list, Look: "dicatat di loket, nama panjang", Content: letter},
		{Page: "request_section", Name: section, Look: "sistem, kosong", Content: open(1, "Sistem yang dimohonkan", false, about)},
		{Page: "request_section", State: "surat", Name: section, Look: "surat, terisi", Content: open(3, "Surat permohonan", true, paper)},
		{Page: "request_section", State: "orang", Name: section, Look: "penanda tangan dan narahubung", Content: open(4, "Penanda tangan dan narahubung", true, persons)},
		{Page: "request_section", State: "salah", Name: section, Look: "isian salah", Status: 422, Content: faulty},
		{Page: "request_section", State: "bertabrakan", Name: section, Look: "diubah orang lain", Status: 409, Content: conflict},
		{Page: "request_check", Name: check, Look: "siap dikirim", Content: checked()},
		{Page: "request_check", State: "kurang", Name: check, Look: "belum lengkap", Content: missing},
		{Page: "request_check", State: "loket", Name: check, Look: "dikirim dari loket", Content: warned},
		{Page: "request_sent", Name: "Bukti kirim", Look: "menunggu Diskominfo", Content: sent(momentOf("lain"))},
		{Page: "request_sent", State: "lanjut", Name: "Bukti kirim", Look: "giliran Anda lagi", Content: mine},
	}
}
