package web

import (
	"testing"
	"time"
)

// TestTimeSoFar: the page of a request says who had it for how long, from submission on.
func TestTimeSoFar(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "vendor")
	draft := w.draft("pemohon", "Sistem Contoh")
	hasNot(t, "a draft", w.as("pemohon").get(requestPath(draft)).body, "Waktu sejauh ini")
	v := w.supplied("pemohon", "Sistem Antrean") // Monday 10.00
	w.clock.Pass(6*time.Hour + 5*time.Minute)
	body := w.as("verifikator").get(requestPath(v)).body
	w.sound("no calendar", body)
	has(t, "no calendar", body, "Waktu sejauh ini: 5 jam", "Hari libur 2026 belum diisi", "Jumlah", `href="/kalender"`)
	if err := w.app.Directory.SeedCalendar(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.clock.Pass(23*time.Hour + 55*time.Minute) // Tuesday 16.00
	body = w.as("pemohon").get(requestPath(v)).body
	has(t, "two days", body, "Waktu sejauh ini: 1 hari 5 jam", "Dinas Komunikasi dan Informatika", `<span class="tag tag-tunggu">sekarang</span>`)
	hasNot(t, "two days", body, "belum diisi")
}
