package gallery

import (
	"time"

	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// forecastExhibits are how often forecasts were right: with enough history, and before.
func forecastExhibits() []Exhibit {
	record := func(requests int, rows ...page.RecordRow) *page.TrackRecord {
		return &page.TrackRecord{Base: staff("Seberapa sering perkiraan benar", narrow), Requests: requests, Rows: rows}
	}
	return []Exhibit{
		{Page: "track_record", Name: "Prakiraan", Look: "seberapa sering benar", Content: record(412,
			page.RecordRow{Said: "Separuh", Want: "50 dari 100", Right: text.RecordShare(104, 211)},
			page.RecordRow{Said: "8 dari 10", Want: "80 dari 100", Right: text.RecordShare(167, 211)},
			page.RecordRow{Said: "95 dari 100", Want: "95 dari 100", Right: text.RecordShare(199, 211)})},
		{Page: "track_record", State: "kosong", Name: "Prakiraan", Look: "belum cukup riwayat", Content: record(7)},
	}
}

// outlook is a forecast with the question what one more member changes.
func outlook() *page.Outlook {
	by := func(days int) string {
		return text.Date(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, days))
	}
	chances := func(a, b, c int) []page.Chance {
		return []page.Chance{{Of: "Separuh", By: by(a)}, {Of: "8 dari 10", By: by(b)}, {Of: "95 dari 100", By: by(c)}}
	}
	return &page.Outlook{
		Short: text.OutlookShort(time.Date(2027, 3, 12, 9, 0, 0, 0, time.UTC)), Chances: chances(50, 101, 154), End: text.OutlookEnd(0.87), Basis: text.OutlookBasis(412), Open: true,
		Action: "/permohonan/1", Team: page.Field{ID: "tambah", Label: "Bila satu tim ditambah satu anggota", Type: "select", Options: []page.Choice{{Value: "tim-penguji", Text: text.OutlookTeam("Tim Penguji", 2), Checked: true}}},
		With: text.OutlookWith("Tim Penguji", 5), WithChances: chances(46, 94, 147),
	}
}
