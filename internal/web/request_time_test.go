package web

import (
	"bytes"
	"database/sql"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
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

// TestTimeUnreadable: a history that somebody broke closes no page; it is the operator who is
// told.
func TestTimeUnreadable(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorld(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) }).withUsers("pemohon", "verifikator")
	v := w.supplied("pemohon", "Sistem Antrean")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "alur.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, forgery := range []string{`DROP TRIGGER events_no_update`, `UPDATE events SET body = CAST('{"actor":"siapa"}' AS BLOB) WHERE seq = 2`} {
		if _, err := db.ExecContext(t.Context(), forgery); err != nil {
			t.Fatal(err)
		}
	}
	res := w.as("pemohon").get(requestPath(v))
	checked(t, res, http.StatusOK, "Sistem Antrean")
	hasNot(t, "an unreadable history", res.body, "Waktu sejauh ini")
	if !strings.Contains(log.String(), "working time not shown") || !strings.Contains(log.String(), string(v.ID)) {
		t.Errorf("the operator is not told:\n%s", log.String())
	}
}
