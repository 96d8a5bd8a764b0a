package gallery

import (
	"github.com/alur-id/alur/internal/web/page"
)

// buildingExhibits are what the stages from the teams to the hand-over have of their own.
func buildingExhibits() []Exhibit {
	const task, finding, show = "Serahkan ke rekan", "Temuan", "Permohonan"
	handOver := func(fault string) *page.RequestHandOver {
		p := &page.RequestHandOver{
			Base: one(task), Head: head("Swakelola", ""), Task: "Telaah 4 dokumen", Taken: true, Form: page.ActionForm{Action: at + "/serahkan", Button: "Serahkan tugas", Class: "tombol"},
			Choice: page.Field{ID: "rekan", Type: "radios", Label: "Rekan yang melanjutkan", Fault: fault, Options: []page.Choice{{Value: "a", Text: sari, Hint: ict}, {Value: "b", Text: dewi, Hint: ict}}},
		}
		if fault != "" {
			p.Faults = []page.Fault{{Field: "rekan", Text: fault}}
		}
		return p
	}
	nobody := handOver("")
	nobody.Choice.Options = nil
	picture := func(n, who string) page.Picture {
		return page.Picture{Href: at + "/dokumen/d/pratinjau", Thumb: at + "/dokumen/d/halaman/" + n, Alt: "Gambar " + n + " dari temuan 7, oleh " + who}
	}
	seen := findings()[0]
	seen.Pictures, seen.Count = []page.Picture{picture("1", sari), picture("2", sari)}, 4
	seen.Description = []string{"Seharusnya jumlah baris sama dengan jumlah pasien."}
	mine := picture("4", sari)
	mine.Remove = at + "/dokumen/d/hapus"
	seen.History = []page.FindingStep{
		{Text: "Diperbaiki", Note: []string{"Batas seratus baris dihapus."}, Who: dewi, When: fridayAt, Pictures: []page.Picture{picture("3", dewi)}},
		{Text: "Dibuka lagi", Round: "Putaran 2", Note: []string{"Masih terjadi pada laporan bulanan."}, Who: sari, When: fridayAt, Pictures: []page.Picture{mine}},
	}
	files := page.Field{ID: "berkas.temuan", Label: "Gambar", Hint: "Tangkapan layar, paling banyak lima, PNG atau JPG", Type: "file", Multiple: true, Accept: ".png,.jpg,.jpeg", Paste: true}
	report := reportForm(nil)
	report.Files, report.More, report.Fields = true, "Simpan, tambah lagi", append(report.Fields, files)
	tested := grid()
	good, bad := page.Tag{Kind: "selesai", Icon: "benar", Text: "Baik"}, page.Tag{Kind: "tolak", Icon: "silang", Text: "Kurang"}
	for i := range tested.Rows {
		for j := range tested.Rows[i].Cells {
			cell := &tested.Rows[i].Cells[j]
			cell.Href = at + "/temuan?bagian=input&sisi=efisiensi"
			switch {
			case cell.Open > 0:
				cell.Verdict = bad
			case j < 2:
				cell.Verdict = good
			}
		}
	}
	chips := []page.FindingChip{{Href: at + "/temuan", Text: "Semua", Count: 3}, {Href: at + "/temuan?keadaan=open", Text: "Terbuka", Count: 1, Current: true}, {Href: at + "/temuan?keadaan=reopened", Text: "Dibuka lagi"}, {Href: at + "/temuan?keadaan=fixed", Text: "Diperbaiki", Count: 1}, {Href: at + "/temuan?keadaan=verified", Text: "Terverifikasi", Count: 1}}
	ways := []page.ActionRow{
		{ID: "usulkan", Title: "Usulkan perbaikan", Href: at + "/tindakan/usulkan", Class: "tombol-kedua", Allowed: true, Leads: "Kembali ke tahap 11, perbaikan temuan"},
		{ID: "lulus", Title: "Nyatakan lulus uji", Reasons: []page.Reason{{Text: "Temuan 7 belum dinyatakan selesai oleh Tim Penguji.", Href: at + "/temuan/7"}, {Text: "«Laporan pengujian» belum diunggah. Pilih berkasnya.", Href: at + "#butir-laporan-uji"}}},
	}
	end := show16()
	return []Exhibit{
		{Page: "request_hand_over", Name: task, Look: "dua rekan", Content: handOver("")},
		{Page: "request_hand_over", State: "salah", Name: task, Look: "belum memilih", Status: 422, Content: handOver("Pilih rekan yang melanjutkan.")},
		{Page: "request_hand_over", State: "kosong", Name: task, Look: "tidak ada rekan", Content: nobody},
		{Page: "request_findings", State: "saring", Name: finding, Look: "yang terbuka saja, dengan jalan berikutnya", Content: &page.RequestFindings{
			Base: below("Temuan"), Head: head("Swakelola", "/temuan"), Grid: tested, Chips: chips, Only: "terbuka", Path: at + "/temuan", All: 3, Findings: findings()[:1], Report: report, Ways: ways,
		}},
		{Page: "request_finding", State: "gambar", Name: "Satu temuan", Look: "dengan gambar, dua putaran", Content: &page.RequestFinding{
			Base: one("Temuan 7"), Head: head("Swakelola", ""), Finding: seen, Add: &page.FindingForm{Form: post("temuan/7/gambar", "Tambahkan gambar", "tombol-kedua"), Files: true, Fields: []page.Field{files}},
		}},
		{Page: "request_show", State: "serah-terima", Name: show, Look: "serah terima, satu tanda tangan", Content: end},
	}
}

// show16 is a request in its last stage, with one of two signatures given.
func show16() *page.RequestShow {
	p := show(momentOf("anda"))
	p.Progress, p.Team, p.Waits = progress(16, 16, "Serah terima pekerjaan", "Serah terima", 5), teams(), nil
	p.Giliran.Action, p.Giliran.Button, p.Giliran.Href, p.Giliran.Task = "Bubuhkan tanda tangan", "Baca lalu tanda tangani", at+"/tanda-tangan/tanda-tangan-pemohon", nil
	p.Readiness = &page.Readiness{Done: 4, Rows: []page.ReadyRow{
		{Done: true, Text: "Pengujian, putaran 3", Detail: "9 temuan, semuanya terverifikasi", Href: at + "/temuan"},
		{Done: true, Text: "Sosialisasi kepada pengguna", Detail: "Senin, 18 Jan 2027, 42 hadir", Href: at + "/tahap/sosialisasi"},
		{Done: true, Text: "Panduan pengguna", Detail: "panduan-pengguna.pdf, " + friday, Href: at + "/dokumen/d/pratinjau"},
		{Done: true, Text: "Laporan hasil pekerjaan", Detail: "laporan-hasil.pdf, " + friday, Href: at + "/dokumen/d/pratinjau"},
		{Text: "Berita acara serah terima (BAST)", Detail: "Belum diunggah"},
	}}
	p.Signing = []page.SignRow{
		{ID: "tanda-tangan-kominfo", Title: "Tanda tangan Kepala " + ict, Who: "Kepala " + ict, Signed: &page.Signed{Who: endang, When: fridayAt}},
		{ID: "tanda-tangan-pemohon", Title: "Tanda tangan Perangkat Daerah pemohon", Who: health, Href: at + "/tanda-tangan/tanda-tangan-pemohon"},
	}
	return p
}
