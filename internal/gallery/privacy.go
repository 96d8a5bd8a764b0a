package gallery

import "github.com/alur-id/alur/internal/web/page"

// keptExamples are some rows of how long things are kept.
func keptExamples() []page.Kept {
	return []page.Kept{
		{What: "Sesi di peramban", HowLong: "30 menit setelah terakhir dipakai, paling lama 12 jam"}, {What: "Peramban yang dikenal", HowLong: "400 hari setelah terakhir dipakai"},
		{What: "Riwayat dan catatan keamanan", HowLong: "seterusnya"},
	}
}

// privacyExhibits are the pages about people's own data.
func privacyExhibits() []Exhibit {
	erase := func(change ...func(*page.Base)) *page.UserErase {
		change = append(change, narrow, func(b *page.Base) {
			b.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: "/admin/pengguna/wati", Text: wati}, {Text: "Hapus data orang"}}
		})
		return &page.UserErase{
			Base: administrator("Hapus data "+wati, change...), Username: "wati", Name: wati, Action: "/admin/pengguna/wati/hapus", Erased: "Pengguna terhapus",
			Typed:  page.Field{ID: "ketik-nama", Label: "Ketik nama pengguna", Hint: "wati", Width: "m", Autocomplete: "off"},
			Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Misalnya nomor surat permintaannya. Alasan tidak dapat dihapus lagi: jangan menulis nama orangnya", Width: "l", Autocomplete: "off"},
		}
	}
	wrong := erase(faults(page.Fault{Field: "ketik-nama", Text: "Ketik nama pengguna ini persis seperti tertulis di atas"}))
	wrong.Typed.Value, wrong.Reason.Value = "wati2", "Surat 800/12/2026"
	wrong.Mark()
	gone := &page.UserPage{Base: administrator("Pengguna agus", narrow), Username: "agus", Action: "/admin/pengguna/agus", Heading: "Pengguna terhapus", Name: nameField("Pengguna terhapus"), Erased: "8 Desember 2026 pukul 09.00 WIB"}
	gone.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: "Pengguna terhapus"}}
	return []Exhibit{
		{Page: "user_erase", Name: "Hapus data orang", Look: "akun nonaktif", Content: erase()},
		{Page: "user_erase", State: "salah", Name: "Hapus data orang", Look: "isian salah", Status: 422, Content: wrong},
		{Page: "user", State: "terhapus", Name: "Pengguna", Look: "data orang dihapus", Content: gone},
	}
}
