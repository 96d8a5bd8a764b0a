package calendar

import "github.com/alur-id/alur"

// Shipped are the calendars that come with the program, one a year. They are the first
// version of a year and are changed where the program runs.
//
// The days of 2026: Keputusan Bersama Menteri Agama 1497/2025, Menteri Ketenagakerjaan
// 2/2025 and Menteri PANRB 5/2025. Its Ramadan ends the day before Idulfitri of that
// decree; it began on 19 February, as the government announced on the evening of the 17th.
func Shipped() []alur.CalendarYear {
	y := alur.CalendarYear{
		Year: 2026, Version: 1, RamadanFrom: "2026-02-19", RamadanUntil: "2026-03-20",
		Source: "SKB Menteri Agama 1497/2025, Menteri Ketenagakerjaan 2/2025, Menteri PANRB 5/2025",
	}
	const national, leave = alur.HolidayNational, alur.HolidayLeave
	for _, x := range []struct {
		date, name string
		kind       alur.HolidayKind
	}{
		{"01-01", "Tahun Baru Masehi", national},
		{"01-16", "Isra Mikraj Nabi Muhammad", national},
		{"02-16", "Cuti bersama Tahun Baru Imlek", leave},
		{"02-17", "Tahun Baru Imlek", national},
		{"03-18", "Cuti bersama Hari Suci Nyepi", leave},
		{"03-19", "Hari Suci Nyepi", national},
		{"03-20", "Cuti bersama Idulfitri", leave},
		{"03-21", "Idulfitri", national},
		{"03-22", "Idulfitri", national},
		{"03-23", "Cuti bersama Idulfitri", leave},
		{"03-24", "Cuti bersama Idulfitri", leave},
		{"04-03", "Wafat Yesus Kristus", national},
		{"04-05", "Kebangkitan Yesus Kristus (Paskah)", national},
		{"05-01", "Hari Buruh Internasional", national},
		{"05-14", "Kenaikan Yesus Kristus", national},
		{"05-15", "Cuti bersama Kenaikan Yesus Kristus", leave},
		{"05-27", "Iduladha", national},
		{"05-28", "Cuti bersama Iduladha", leave},
		{"05-31", "Hari Raya Waisak", national},
		{"06-01", "Hari Lahir Pancasila", national},
		{"06-16", "Tahun Baru Islam, 1 Muharam", national},
		{"08-17", "Proklamasi Kemerdekaan", national},
		{"08-25", "Maulid Nabi Muhammad", national},
		{"12-24", "Cuti bersama Kelahiran Yesus Kristus", leave},
		{"12-25", "Kelahiran Yesus Kristus (Natal)", national},
	} {
		y.Holidays = append(y.Holidays, alur.Holiday{Date: "2026-" + x.date, Name: x.name, Kind: x.kind, Origin: alur.HolidayShipped})
	}
	return []alur.CalendarYear{y}
}
