package gallery

import (
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// holidayExhibits are the calendar of holidays and the lists that come in by file.
func holidayExhibits() []Exhibit {
	const path = "/admin/libur"
	frame := func(title string, change ...func(*page.Base)) page.Base {
		return administrator(title, append([]func(*page.Base){current(path), narrow}, change...)...)
	}
	reason := func(id, value string) page.Field {
		return page.Field{ID: id, Label: "Alasan", Hint: "Keputusan yang menetapkannya; tampil dalam riwayat", Value: value, Width: "l"}
	}
	year := func(n int, change ...func(*page.Base)) *page.Holidays {
		p := &page.Holidays{
			Base: frame(fmt.Sprintf("Hari libur %d", n), change...), Year: n, Working: "241 hari kerja", Action: path,
			Years: []page.Link{{Href: path + "?tahun=2025", Text: "2025"}, {Href: path + "?tahun=2028", Text: "2028"}},
			Hours: []page.Pair{{Name: "Senin sampai Kamis", Value: text.Shifts([][2]int{{450, 720}, {780, 960}})}, {Name: "Jumat", Value: text.Shifts([][2]int{{450, 690}, {780, 990}})}},
			Date:  page.Field{ID: "tanggal", Label: "Tanggal", Type: "date", Width: "s"},
			Name:  page.Field{ID: "nama", Label: "Nama hari", Hint: "Misalnya Hari Jadi Kota Salatiga", Width: "l"},
			Kind:  page.Field{ID: "jenis", Label: "Jenis", Type: "radios"}, Reason: reason("alasan", ""),
			Fast: []page.Field{
				{ID: "mulai", Label: "Hari pertama", Type: "date", Value: "2026-02-19", Width: "s"},
				{ID: "sampai", Label: "Hari terakhir", Hint: "Masih termasuk", Type: "date", Value: "2026-03-20", Width: "s"}, reason("alasan-ramadan", ""),
			},
		}
		for _, k := range alur.HolidayKinds {
			p.Kind.Options = append(p.Kind.Options, page.Choice{Value: string(k), Text: text.HolidayKind(k)})
		}
		return p
	}
	full := func(change ...func(*page.Base)) *page.Holidays {
		p := year(2026, change...)
		p.Known, p.Source = true, "SKB Menteri Agama 1497/2025, Menteri Ketenagakerjaan 2/2025, Menteri PANRB 5/2025"
		p.Ramadan = text.HolidayDate("2026-02-19") + " sampai " + text.HolidayDate("2026-03-20")
		national, leave := page.Tag{Kind: "tunggu", Text: "Libur nasional"}, page.Tag{Kind: "tunggu", Text: "Cuti bersama"}
		p.Rows = []page.HolidayRow{
			{Date: text.HolidayDate("2026-08-17"), Name: "Proklamasi Kemerdekaan", Kind: national, Origin: "bawaan ALUR", Cancel: path + "/2026-08-17/batal"},
			{Date: text.HolidayDate("2026-08-25"), Name: "Peringatan yang namanya panjang sekali sehingga memenuhi beberapa baris pada layar ponsel", Kind: national, Origin: "diisi sendiri", Cancel: path + "/2026-08-25/batal"},
			{Date: text.HolidayDate("2026-12-24"), Name: "Cuti bersama Kelahiran Yesus Kristus", Kind: page.Tag{Kind: "draf", Text: "Dibatalkan: hari kerja"}, Origin: "diisi sendiri", Cancelled: true},
			{Date: text.HolidayDate("2026-12-31"), Name: "Cuti bersama akhir tahun", Kind: leave, Origin: "dari berkas", Cancel: path + "/2026-12-31/batal"},
		}
		p.Versions = []page.HolidayVersion{{By: "Versi 2 · adit · " + fridayAt, Reason: "Perubahan keputusan bersama"}, {By: "Versi 1 · ALUR · " + fridayAt}}
		return p
	}
	wrong := full(faults(page.Fault{Field: "nama", Text: text.HolidayFault("name", "required")}, page.Fault{Field: "jenis", Text: text.HolidayFault("kind", "required")}, page.Fault{Field: "alasan", Text: text.HolidayFault("reason", "required")}))
	wrong.Mark()
	fast := full(faults(page.Fault{Field: "sampai", Text: text.HolidayFault("until", "before-start")}))
	fast.Mark()
	read := full()
	read.Base, read.Action, read.Fast = staff("Hari libur 2026", narrow), "", nil
	for i := range read.Rows {
		read.Rows[i].Origin, read.Rows[i].Cancel = "", ""
	}
	cancel := func(change ...func(*page.Base)) *page.HolidayCancel {
		return &page.HolidayCancel{Base: frame("Batalkan hari libur", change...), Date: text.HolidayDate("2026-12-24"), Name: "Cuti bersama", Action: path + "/2026-12-24/batal", Return: path + "?tahun=2026", Reason: reason("alasan", "")}
	}
	bare := cancel(faults(page.Fault{Field: "alasan", Text: text.HolidayFault("reason", "required")}))
	bare.Reason.Fault = bare.Fault("alasan")
	list := holidayLists(frame, reason)
	const calendar, one = "Hari libur", "Batalkan hari libur"
	return append([]Exhibit{
		{Page: "holidays", Name: calendar, Look: "dengan perubahan", Content: full()},
		{Page: "holidays", State: "kosong", Name: calendar, Look: "tahun yang belum diisi", Content: year(2027)},
		{Page: "holidays", State: "salah", Name: calendar, Look: "tambahan ditolak", Status: 422, Content: wrong},
		{Page: "holidays", State: "ramadan", Name: calendar, Look: "masa Ramadan ditolak", Status: 422, Content: fast},
		{Page: "holidays", State: "baca", Name: calendar, Look: "untuk semua yang masuk", Content: read},
		{Page: "holiday_cancel", Name: one, Look: "alasan diminta", Content: cancel()},
		{Page: "holiday_cancel", State: "salah", Name: one, Look: "tanpa alasan", Status: 422, Content: bare},
	}, list...)
}

func holidayLists(frame func(string, ...func(*page.Base)) page.Base, reason func(id, value string) page.Field) []Exhibit {
	const path = "/admin/libur/impor"
	bring := func(change ...func(*page.Base)) *page.HolidayImport {
		return &page.HolidayImport{
			Base: frame("Impor hari libur", change...), Action: path, Apply: path + "/terapkan", Of: 2027,
			Year: page.Field{ID: "tahun", Label: "Tahun", Hint: "Hari di luar tahun ini dilewati", Value: "2027", InputMode: "numeric", Width: "s"},
			File: page.Field{ID: "berkas", Label: "Berkas .csv, .xlsx, atau .ics", Type: "file", Accept: ".csv,.xlsx,.ics"},
		}
	}
	wrong := bring(faults(page.Fault{Field: "berkas", Text: text.HolidayFile(alur.CodeUnsupportedMediaType)}))
	wrong.Mark()
	preview := bring()
	preview.Title = "Periksa hari libur 2027"
	row := func(date, name, kind, tag, verdict string, notes ...string) page.HolidayImportRow {
		return page.HolidayImportRow{Date: text.HolidayDate(date), Name: name, Kind: kind, Verdict: page.Tag{Kind: tag, Text: text.HolidayVerdict(verdict)}, Notes: notes}
	}
	preview.Rows = []page.HolidayImportRow{
		row("2027-01-01", "Tahun Baru Masehi", "Libur nasional", "draf", "kept", text.HolidayFlag("kept", 2027)),
		row("2027-08-17", "Proklamasi Kemerdekaan", "Libur nasional", "tunggu", "added"),
		row("2027-08-17", "Proklamasi Kemerdekaan", "Libur nasional", "tolak", "wrong", text.HolidayFlag("twice", 2027)),
		row("2026-12-25", "Kelahiran Yesus Kristus", "Libur nasional", "tolak", "wrong", text.HolidayFlag("outside", 2027)),
		row("31 Des", "", "pesta", "tolak", "wrong", text.HolidayFlag("bad-date", 2027), text.HolidayFlag("no-name", 2027), text.HolidayFlag("bad-kind", 2027)),
		row("2027-12-25", "Kelahiran Yesus Kristus", "Libur nasional", "tunggu", "added", text.HolidayFlag("weekend", 2027)),
	}
	preview.Button, preview.List = "Terapkan 2 hari", "tanggal,nama,jenis\n2027-08-17,Proklamasi Kemerdekaan,libur\n"
	preview.Source = page.Field{ID: "sumber", Label: "Sumber", Hint: "Keputusan yang menetapkan hari-hari ini", Optional: true, Width: "l"}
	preview.Reason = reason("alasan", "")
	same := bring()
	same.Title, same.Rows = "Periksa hari libur 2027", []page.HolidayImportRow{row("2027-08-17", "Proklamasi Kemerdekaan", "Libur nasional", "draf", "same")}
	const name = "Impor hari libur"
	return []Exhibit{
		{Page: "holiday_import", Name: name, Look: "berkas diminta", Content: bring()},
		{Page: "holiday_import", State: "salah", Name: name, Look: "berkas ditolak", Status: 422, Content: wrong},
		{Page: "holiday_import", State: "periksa", Name: name, Look: "isi berkas diperiksa", Content: preview},
		{Page: "holiday_import", State: "sama", Name: name, Look: "tidak ada yang berubah", Content: same},
	}
}
