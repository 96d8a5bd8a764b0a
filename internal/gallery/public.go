package gallery

import (
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const codeNotFound = "Kode lacak tidak ditemukan. Periksa huruf dan angkanya; kode tidak memuat O, I, L, U, 0, 1"

func codeField() page.Field {
	return page.Field{ID: "kode", Label: "Kode lacak", Hint: "Dua belas huruf dan angka dari bukti kirim, contoh 7K4M-92QX-T3HB", Width: "m", Autocomplete: "off"}
}

var manualLinks = []page.Link{{Href: "/bantuan/umum", Text: "Panduan pemakai"}, {Href: "/bantuan/pemohon", Text: "Pemohon"}}

// publicExhibits are the pages for everybody.
func publicExhibits(plans []*flow.Plan) []Exhibit {
	routes := page.GuideRoutes(plans)
	ask := func() []page.Field {
		return []page.Field{
			{ID: "orang", Label: "1. Adakah orang yang dapat membuat dan merawat sistemnya?", Type: "radios", Hint: "Pegawai Diskominfo atau Perangkat Daerah Anda.", Options: []page.Choice{choice("ada", "Ada"), choice("tidak", "Tidak ada"), choice("belum", "Belum tahu")}},
			{ID: "keahlian", Label: "2. Keahlian apa yang diperlukan?", Type: "radios", Options: []page.Choice{{Value: "umum", Text: "Yang umum", Hint: "Pendataan, antrean, laporan, situs"}, choice("ahli", "Yang khusus"), choice("belum", "Belum tahu")}},
			{ID: "waktu", Label: "3. Kapan sistem harus dipakai?", Type: "radios", Options: []page.Choice{choice("longgar", "Dalam setahun ini"), choice("segera", "Kurang dari tiga bulan"), choice("belum", "Belum tahu")}},
		}
	}
	wrong, done := ask(), ask()
	const pick = "Pilih satu jawaban. Bila ragu, pilih «Belum tahu»."
	wrong[0].Options[0].Checked = true
	wrong[1].Fault = pick
	for i := range done {
		done[i].Options[i%3].Checked = true
	}
	out := []Exhibit{
		{Page: "home", Name: "Beranda", Look: "pengunjung", Content: &page.Home{Base: visitor("Pengembangan sistem informasi Perangkat Daerah", wide), Routes: routes, Code: codeField()}},
		{Page: "home", State: "masuk", Name: "Beranda", Look: "sudah masuk", Content: &page.Home{Base: staff("Pengembangan sistem informasi Perangkat Daerah", inDemo), Routes: routes, Code: codeField()}},
		{Page: "guide", Name: "Panduan", Look: "kedua cara", Content: &page.GuideIndex{Base: visitor("Panduan", wide, current("/panduan")), Routes: routes}},
	}
	for _, plan := range plans {
		out = append(out, Exhibit{Page: "guide_flow", State: string(plan.Flow), Name: "Panduan satu cara", Look: text.LowerFirst(plan.Title), Content: guideFlow(plan)})
	}
	return append(append(out,
		Exhibit{Page: "guide_choose", Name: "Mana yang cocok?", Look: "pertanyaan", Content: &page.GuideChoose{Base: visitor("Mana yang cocok?"), Questions: ask()}},
		Exhibit{Page: "guide_choose", State: "salah", Name: "Mana yang cocok?", Look: "belum dijawab", Status: 422, Content: &page.GuideChoose{Base: visitor("Mana yang cocok?", faults(page.Fault{Field: "keahlian", Text: pick})), Questions: wrong}},
		Exhibit{Page: "guide_choose", State: "hasil", Name: "Mana yang cocok?", Look: "hasil", Content: &page.GuideChoose{
			Base: visitor("Mana yang cocok? Swakelola"), Questions: done, Answered: true, Fits: routes[0], Other: routes[1], Unsure: true, Begin: "/masuk",
			Reasons: []string{"Ada orang yang dapat membuat dan merawatnya.", "Keahlian yang diperlukan umum."},
		}},
		Exhibit{Page: "help", Name: "Bantuan", Look: "pengunjung", Content: &page.Help{Base: visitor("Bantuan", current("/bantuan")), Guides: manualLinks}},
		Exhibit{Page: "help", State: "masuk", Name: "Bantuan", Look: "sudah masuk", Content: &page.Help{Base: staff("Bantuan", narrow, current("/bantuan")), Own: manualLinks[1:2], Guides: manualLinks[:1]}},
		Exhibit{Page: "manual", Name: "Panduan pemakai", Look: "satu panduan", Content: &page.Manual{
			Base: visitor("Pemohon", current("/bantuan")), Name: "Pemohon",
			Blocks: []page.ManualBlock{
				{Text: []page.ManualRun{{Text: "Untuk pegawai Perangkat Daerah."}}},
				{Heading: "Mengajukan permohonan", ID: "mengajukan-permohonan"},
				{Numbers: true, Items: []page.ManualItem{{Number: 1, Text: []page.ManualRun{{Text: "Tekan «Ajukan permohonan»."}}}, {Number: 2, Text: []page.ManualRun{{Text: "Tekan «Mulai»."}}}}},
				{Text: []page.ManualRun{{Text: "Bila ragu:", Strong: true}, {Text: " baca "}, {Text: "Verifikator", Href: "/bantuan/verifikator"}, {Text: " atau jalankan "}, {Text: "alur", Code: true}, {Text: "."}}},
				{Items: []page.ManualItem{{Text: []page.ManualRun{{Text: "Pesan"}}}, {Text: []page.ManualRun{{Text: "Riwayat"}}}}},
				{Head: [][]page.ManualRun{{{Text: "tahap"}}, {{Text: "apa"}}}, Rows: [][][]page.ManualRun{{{{Text: "Surat"}}, {{Text: "diisi pemohon"}}}}},
			},
		}},
		Exhibit{Page: "shortcuts", Name: "Pintasan papan tombol", Look: "isi", Content: &page.Words{Base: staff("Pintasan papan tombol", narrow, current("/bantuan"))}},
		Exhibit{Page: "accessibility", Name: "Pernyataan aksesibilitas", Look: "isi", Content: &page.Words{Base: visitor("Pernyataan aksesibilitas")}},
		Exhibit{Page: "privacy", Name: "Privasi", Look: "isi", Content: &page.Privacy{Base: visitor("Privasi"), Kept: keptExamples()}},
		Exhibit{Page: "track_form", Name: "Lacak permohonan", Look: "isian kosong", Content: &page.TrackForm{Base: visitor("Lacak permohonan", current("/lacak")), Code: codeField()}},
		Exhibit{Page: "track_form", State: "salah", Name: "Lacak permohonan", Look: "kode salah", Status: 422, Content: &page.TrackForm{
			Base: visitor("Lacak permohonan", current("/lacak"), faults(page.Fault{Field: "kode", Text: codeNotFound})), Code: refused(codeField(), "7K4M-92QX", codeNotFound),
		}},
	), trackExhibits()...)
}

func wide(b *page.Base) { b.Wide = true }

// trackExhibits are a request as anybody with its code sees it, in every turn.
func trackExhibits() []Exhibit {
	var out []Exhibit
	for _, m := range moments() {
		if m.turn.Variant == page.TurnMine {
			continue
		}
		g := m.turn
		g.Reason, g.Note, g.Task = "", "", nil
		for i := range g.Who {
			g.Who[i].By, g.Who[i].What = "", text.TurnFinish(m.progress.Title)
		}
		if len(g.Who) > 0 {
			g.Action = g.Who[0].What
		}
		p := &page.Track{
			Base: visitor("Lacak "+code+": "+g.Label(), current("/lacak")), Code: code, Name: system, Agency: health, Flow: "Swakelola",
			Giliran: g, Progress: m.progress, Submitted: "Selasa, 1 Des 2026", Share: "https://alur.salatiga.go.id/lacak/" + code, ShareBy: "https://wa.me/?text=x",
			Steps: []page.TrackStep{
				{Number: m.progress.Number, Title: m.progress.Title, At: friday},
				{Number: 2, Title: "Kelengkapan data pendukung", At: "Rabu, 2 Des 2026", Left: friday},
				{Number: 1, Title: "Pengajuan surat permohonan", At: "Selasa, 1 Des 2026", Left: "Rabu, 2 Des 2026"},
			},
		}
		p.NoIndex = true
		if m.state == "bersama" {
			p.Name, p.Agency = longSystem, longAgency
			m.look += ", nama panjang"
		}
		out = append(out, Exhibit{Page: "track", State: m.state, Name: "Lacak satu permohonan", Look: m.look, Content: p})
	}
	return out
}

// guideFlow has every stage of a route, with the words of its definition.
func guideFlow(plan *flow.Plan) *page.GuideFlow {
	p := &page.GuideFlow{Base: visitor("Panduan: "+plan.Title, current("/panduan")), Flow: plan.Title, Part: plan.Part, Summary: plan.Summary, Total: plan.Total()}
	p.Crumbs = []page.Link{{Href: "/panduan", Text: "Panduan"}, {Text: plan.Title}}
	for i, name := range plan.Phases {
		ph := page.GuidePhase{Name: name, Number: i + 1}
		for _, st := range plan.Stages {
			if st.Phase != i {
				continue
			}
			g := page.GuideStage{ID: string(st.ID), Number: st.Number, Sub: st.Sub, Title: st.Title, Clause: st.Clause, What: st.Summary, Result: st.Result, Who: plan.Party(st.Actions[0].Parties[0]).Name}
			for _, it := range st.Items {
				g.Asks = append(g.Asks, page.GuideAsk{Title: it.Title, Owner: plan.Party(it.Owner).Name, Optional: !it.Required})
			}
			for _, act := range st.Actions {
				if act.Clause != "" {
					g.Outcomes = append(g.Outcomes, page.GuideOutcome{Title: act.Title, By: plan.Party(act.Parties[0]).Name})
				}
			}
			ph.Stages = append(ph.Stages, g)
		}
		p.Phases = append(p.Phases, ph)
	}
	return p
}
