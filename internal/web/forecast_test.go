package web

import (
	"net/http"
	"testing"
)

// TestOutlookThin: a new installation says that it knows too little, and why; an address
// with a question that is not the reader's is still the page.
func TestOutlookThin(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	hasNot(t, "a draft", w.as("pemohon").get(requestPath(w.draft("pemohon", "Sistem Contoh"))).body, "Kapan selesai")
	v := w.supplied("pemohon", "Sistem Antrean")
	for _, who := range []string{"pemohon", "verifikator"} {
		for _, query := range []string{"", "?tambah=tim-penguji", "?tambah=x"} {
			res := w.as(who).get(requestPath(v) + query)
			checked(t, res, http.StatusOK, "Kapan selesai? belum bisa diperkirakan")
			has(t, who+query, res.body, "Riwayat di kota ini belum cukup: tahap", "paling sedikit 8 permohonan")
			hasNot(t, who+query, res.body, "ditambah satu anggota")
		}
	}
	checked(t, w.as("pemohon").get(forecastPath), http.StatusOK, "Belum cukup permohonan yang selesai")
}
