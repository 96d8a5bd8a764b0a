package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// successionExhibits are accounts that end, what letters bear, and third parties whose
// appointment has ended.
func successionExhibits() []Exhibit {
	const ending, kop, inbox = "Nonaktifkan pengguna", "Kop surat", "Tugas Saya"
	successor := selectField("penerus", "Siapa yang meneruskan", rino+" (Verifikator)", sari+" (Anggota)")
	successor.Options[0].Text, successor.Hint = "Pilih orang", text.SuccessorHint(health)
	reason := page.Field{ID: "alasan", Label: "Alasan", Type: "textarea", Rows: 2, Spellcheck: true, Hint: "Misalnya pensiun, mutasi, atau kontrak berakhir. Alasan ini dibaca orang dalam riwayat permohonan."}
	deactivate := func(change ...func(*page.Base)) *page.UserDeactivate {
		change = append(change, back("/admin/pengguna/wati", wati), current("/admin/pengguna"))
		return &page.UserDeactivate{
			Base: administrator("Nonaktifkan "+wati, change...), Name: wati, Action: "/admin/pengguna/wati/nonaktifkan", Active: true,
			Successor: successor, Reason: reason,
		}
	}
	to := func(id string) page.Field {
		f := selectField("penerus-"+id, "Penerus pada permohonan ini", rino+" (Verifikator)", sari+" (Anggota)")
		f.Options[0].Text = "Sama seperti di atas"
		f.Options = append(f.Options, choice("-", text.LeaveSeat()))
		return f
	}
	tasks := func() []page.HandOverTask {
		return []page.HandOverTask{
			{Title: system, Number: number, Agency: health, Stage: text.StageOf(13, 16, "Pengujian"), Open: []string{text.SeatIn("Tim Penguji", false), text.ClaimOf("Tim Penguji")}, To: to("a")},
			{Title: longSystem, Number: "SI-2026-0040", Agency: longAgency, Stage: text.StageOf(7, 18, "Pembentukan tim"), Open: []string{text.SeatIn("Tim Pendamping", true), text.SeatAt("Presentasi pengajuan", fridayAt)}, To: to("b")},
			{Title: "Buku Tamu Digital", Number: "SI-2026-0041", Agency: health, Stage: text.StageOf(3, 16, "Telaah dan verifikasi"), Open: []string{text.ClaimOf("Perangkat Daerah pemohon")}},
		}
	}
	full := deactivate()
	full.Tasks = tasks()
	full.Offices = []string{text.SoleOffice("requester", health, 4, false)}
	full.StandIns = []page.StandInRow{{Who: wati, Absent: rino, Kind: "Plh", Period: "Senin, 23 Nov 2026 sampai Jumat, 27 Nov 2026"}}
	wrong := deactivate(faults(
		page.Fault{Field: "penerus-a", Text: "Penerus sudah menjadi anggota «Tim Penguji». Pilih orang lain"},
		page.Fault{Field: "penerus-b", Text: text.SuccessionFault("request", "")}, page.Fault{Field: "alasan", Text: text.SuccessionFault("reason", "")}))
	wrong.Tasks = tasks()
	wrong.Mark()
	late := deactivate(func(b *page.Base) { b.Title = "Serahkan pekerjaan " + wati })
	late.Active, late.Tasks = false, tasks()[:1]

	head := page.Letterhead{
		Logo: "/admin/pd/x/kop/logo", Width: 48, Height: 48, Government: "PEMERINTAH KOTA SALATIGA", Name: "DINAS KESEHATAN",
		Lines: []string{"Jalan Contoh Nomor 1, Salatiga", "Telepon 0298 312345, Faksimile 0298 312346", "Email dinkes@contoh.example, Laman dinkes.contoh.example"},
		Place: "Salatiga, 8 Desember 2026", HeadTitle: "Kepala Dinas Kesehatan", HeadName: "dr. Contoh Saja, M.Kes.", HeadNIP: text.NIP("198501012010011001"),
	}
	line := func(id, label, value string) page.Field {
		return page.Field{ID: id, Label: label, Value: value, Optional: true, Spellcheck: true}
	}
	letterhead := func(title string, change ...func(*page.Base)) *page.LetterheadForm {
		change = append(change, back("/admin/pd/x", title), current("/admin/pd"))
		return &page.LetterheadForm{
			Base: administrator("Kop surat "+title, change...), Name: title, Action: "/admin/pd/x/kop", Fallback: "/admin/pd/x", Preview: page.Letterhead{Empty: true},
			Fields: []page.Field{line("pemerintah", "Pemerintah daerah", ""), line("alamat", "Alamat", ""), line("email", "Email", "")},
			Head:   []page.Field{line("jabatan-kepala", "Jabatan kepala", ""), line("nama-kepala", "Nama kepala", ""), line("nip-kepala", "NIP kepala", "")},
			Logo:   page.Field{ID: "logo", Label: "Gambar logo", Type: "file", Accept: "image/png,image/jpeg", Hint: "PNG atau JPEG, paling besar 500 kB"},
		}
	}
	filled := letterhead(health)
	filled.Preview, filled.HasLogo, filled.Warning = head, true, text.NIPWarning("start")
	wrongKop := letterhead(longAgency, faults(page.Fault{Field: "email", Text: text.AgencyFault("email", "bad-characters")}, page.Fault{Field: "logo", Text: text.LogoFault("too-large")}))
	wrongKop.Fields[2].Value = "dinkes"
	wrongKop.Mark()
	thirdParty := letterhead(vendor)
	thirdParty.Head = nil

	return []Exhibit{
		{Page: "user_deactivate", Name: ending, Look: "tugas, kursi, jabatan, penggantian", Content: full},
		{Page: "user_deactivate", State: "kosong", Name: ending, Look: "tidak ada yang harus diserahkan", Content: deactivate()},
		{Page: "user_deactivate", State: "salah", Name: ending, Look: "penerus tidak dapat", Status: 422, Content: wrong},
		{Page: "user_deactivate", State: "sesudahnya", Name: ending, Look: "akun sudah nonaktif, kursi tersisa", Content: late},
		{Page: "letterhead", Name: kop, Look: "terisi, dengan logo", Content: filled},
		{Page: "letterhead", State: "kosong", Name: kop, Look: "belum diisi", Content: letterhead(health)},
		{Page: "letterhead", State: "salah", Name: kop, Look: "isian salah, nama panjang", Status: 422, Content: wrongKop},
		{Page: "letterhead", State: "pihak-ketiga", Name: kop, Look: "pihak ketiga", Content: thirdParty},
		{Page: "tasks", State: "kursi-nonaktif", Name: inbox, Look: "anggota tim yang akunnya nonaktif", Content: &page.Tasks{
			Base: staff(inbox, current("/tugas")), Others: otherTasks(), Vacant: []page.VacantSeat{{Href: at + "/tim", Title: system, Number: number, Who: sari + ", " + joko}},
		}},
		{Page: "tasks", State: "tidak-ditunjuk", Name: inbox, Look: "pihak ketiga tanpa penunjukan", Content: &page.Tasks{Base: staff(inbox, current("/tugas")), None: text.NoAppointment()}},
		{Page: "requests", State: "tidak-ditunjuk", Name: "Daftar permohonan", Look: "pihak ketiga tanpa penunjukan", Content: &page.Requests{
			Base: staff("Permohonan", current("/permohonan")), Query: words(""), None: text.NoAppointment(),
		}},
	}
}
