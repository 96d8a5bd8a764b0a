package web

import (
	"context"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// hostileTitle would run in a spreadsheet, and break a calendar that does not escape.
const hostileTitle = `=HYPERLINK("http://x"),; a\n; koma`

// invited is a request with a presentation planned for the day after tomorrow.
func (w *world) invited(title string) (*casework.View, time.Time) {
	w.t.Helper()
	v := w.presented("pemohon", title)
	start := w.clock.Now().Add(48 * time.Hour).Truncate(time.Hour)
	w.plan(v.ID, start)
	return v, start
}

func (w *world) plan(id alur.RequestID, start time.Time) {
	w.t.Helper()
	w.set("verifikator", id, "jadwal", map[string]any{
		"start": start.In(alur.Jakarta).Format(time.RFC3339), "end": start.Add(2 * time.Hour).In(alur.Jakarta).Format(time.RFC3339),
		"place": "Ruang A; lantai 2,\\ kiri", "attendees": []string{"verifikator", "pemohon"}, "guests": "Tamu Rahasia", "minutes": "Catatan rahasia",
	})
}

// parsed reads a calendar with another library and gives its events.
func parsed(t *testing.T, res answer) []ical.Event {
	t.Helper()
	if res.status != http.StatusOK || !strings.HasPrefix(res.header.Get("Content-Type"), "text/calendar") {
		t.Fatalf("%d %s", res.status, res.header.Get("Content-Type"))
	}
	if strings.Count(res.body, "\n") != strings.Count(res.body, "\r\n") {
		t.Error("a line does not end with CRLF")
	}
	cal, err := ical.NewDecoder(strings.NewReader(res.body)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, res.body)
	}
	if m := cal.Props.Get(ical.PropMethod); m == nil || m.Value != "PUBLISH" {
		t.Errorf("method is %v", m)
	}
	return cal.Events()
}

func word(t *testing.T, e ical.Event, name string) string {
	t.Helper()
	s, err := e.Props.Text(name)
	if err != nil {
		t.Error(err)
	}
	return s
}

// TestAgenda proves who sees a meeting where, what is said of it, and that past ones
// have their own page.
func TestAgenda(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v, start := w.invited("Sistem Antrean")
	for name, want := range map[string]bool{"pemohon": true, "anggota": true, "verifikator": true, "kepala": true, "auditor": true, "admin": true, "pemohon2": false, "vendor": false} {
		b := w.as(name)
		body := b.get("/agenda").body
		if got := strings.Contains(body, "Sistem Antrean") && strings.Contains(body, text.Date(start)); got != want {
			t.Errorf("%s sees it: %v, want %v", name, got, want)
		}
		if strings.Contains(body, "ahasia") {
			t.Errorf("%s reads guests or minutes in the agenda", name)
		}
		attends := name == "pemohon" || name == "verifikator"
		if strings.Contains(body, "Anda peserta") != attends {
			t.Errorf("%s attends: want %v", name, attends)
		}
		if got := strings.Contains(b.get("/agenda?siapa=saya").body, "Sistem Antrean"); got != attends {
			t.Errorf("%s finds it among his or her own: %v, want %v", name, got, attends)
		}
		status := b.get(page.MeetingCalendar(casework.MeetingID(v.ID, "presentasi", "jadwal"))).status
		if (status == http.StatusOK) != want || !want && status != http.StatusNotFound {
			t.Errorf("%s gets the file with %d", name, status)
		}
	}
	in := w.as("pemohon")
	for _, path := range []string{"/agenda/x.ics", "/agenda/" + string(v.ID) + ".ics", "/agenda/x", "/agenda/%00.ics"} {
		if res := in.get(path); res.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, res.status)
		}
	}
	if body := in.get("/permohonan/" + string(v.ID)).body; !strings.Contains(body, "Tambahkan ke kalender") {
		t.Error("the request's page does not offer the meeting to a calendar")
	}
	w.clock.Pass(72 * time.Hour)
	in = w.as("pemohon")
	if strings.Contains(in.get("/agenda").body, "Sistem Antrean") || !strings.Contains(in.get("/agenda?waktu=lalu").body, "Sistem Antrean") {
		t.Error("a meeting of yesterday is not a past one")
	}
	if res := in.get("/agenda?setelah=x"); res.status != http.StatusBadRequest {
		t.Errorf("a cursor of nobody gives %d", res.status)
	}
}

// TestAgendaPages walks through more meetings than fit on a page.
func TestAgendaPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	for i := range 3 {
		w.invited(fmt.Sprintf("Sistem ke-%d", i))
	}
	ctx, actor := context.Background(), w.actor("pemohon")
	var seen []string
	q := casework.MeetingQuery{Limit: 2}
	for {
		found, next, err := w.app.Cases.Meetings(ctx, actor, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range found {
			seen = append(seen, m.ID)
		}
		if q.Cursor = next; next == "" {
			break
		}
	}
	if len(seen) != 3 || seen[0] == seen[1] || seen[1] == seen[2] {
		t.Errorf("walked over %v", seen)
	}
}

// TestMeetingCalendar proves the file of one meeting with another library: the same
// UID and a higher sequence after a change, hostile words as words, and cancelled
// when the request ends before it.
func TestMeetingCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator")
	v, start := w.invited(hostileTitle)
	path := page.MeetingCalendar(casework.MeetingID(v.ID, "presentasi", "jadwal"))
	read := func() (ical.Event, string, int) {
		events := parsed(t, w.as("pemohon").get(path))
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		seq, err := events[0].Props.Get(ical.PropSequence).Int()
		if err != nil {
			t.Fatal(err)
		}
		return events[0], word(t, events[0], ical.PropUID), seq
	}
	e, uid, seq := read()
	if got, err := e.DateTimeStart(time.UTC); err != nil || !got.Equal(start) {
		t.Errorf("it starts %v, %v", got, err)
	}
	if got, err := e.DateTimeEnd(time.UTC); err != nil || !got.Equal(start.Add(2*time.Hour)) {
		t.Errorf("it ends %v, %v", got, err)
	}
	if s := word(t, e, ical.PropSummary); !strings.HasSuffix(s, ": "+hostileTitle) {
		t.Errorf("summary is %q", s)
	}
	if s := word(t, e, ical.PropLocation); s != "Ruang A; lantai 2,\\ kiri" {
		t.Errorf("location is %q", s)
	}
	notes := word(t, e, ical.PropDescription)
	if !strings.Contains(notes, "Peserta: Rino Saputra dan Wati Rahayu") || !strings.Contains(notes, "\n") || strings.Contains(notes, "ahasia") {
		t.Errorf("notes are %q", notes)
	}
	w.plan(v.ID, start.Add(24*time.Hour))
	e, uid2, seq2 := read()
	if got, _ := e.DateTimeStart(time.UTC); uid2 != uid || seq2 <= seq || !got.Equal(start.Add(24*time.Hour)) {
		t.Errorf("after a change: %q, %d, %v", uid2, seq2, got)
	}
	w.set("pemohon", v.ID, "gambaran-umum", "Lain")
	if _, _, seq := read(); seq != seq2 {
		t.Errorf("another change moved the sequence from %d to %d", seq2, seq)
	}
	w.act("pemohon", v.ID, "tarik", map[string]jsontext.Value{"alasan": value(t, "Tidak jadi")})
	e, uid3, seq3 := read()
	if status, err := e.Status(); err != nil || status != ical.EventCancelled || uid3 != uid || seq3 <= seq2 {
		t.Errorf("after the end: %v, %v, %q, %d", status, err, uid3, seq3)
	}
	if body := w.as("pemohon").get("/agenda").body; !strings.Contains(body, "Batal") {
		t.Error("the agenda does not say that it is off")
	}
}

// TestCalendarFeed proves that the key opens one agenda and nothing else, is shown
// once, and ends with the next one, with the subscription and with the account.
func TestCalendarFeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator")
	w.invited("Sistem Antrean")
	in := w.as("pemohon")
	renew := func(b *browser) string {
		res := b.post("/akun/kalender")
		_, after, ok := strings.Cut(res.body, "/agenda/langganan.ics?kunci=")
		if !ok || res.status != http.StatusOK || res.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("no address: %d", res.status)
		}
		key, _, _ := strings.Cut(after, `"`)
		return "/agenda/langganan.ics?kunci=" + key
	}
	first := renew(in)
	if strings.Contains(in.get("/akun").body, "kunci=") {
		t.Error("the address is shown again")
	}
	events := parsed(t, w.browser().get(first))
	if len(events) != 1 || !strings.HasSuffix(word(t, events[0], ical.PropSummary), "Sistem Antrean") {
		t.Errorf("%d events", len(events))
	}
	if got := parsed(t, w.browser().get(renew(w.as("pemohon2")))); len(got) != 0 {
		t.Error("another agency reads the meeting")
	}
	second := renew(in)
	for _, path := range []string{first, "/agenda/langganan.ics", "/agenda/langganan.ics?kunci=x", "/agenda/langganan.ics?kunci=" + strings.Repeat("A", 43)} {
		if res := w.browser().get(path); res.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, res.status)
		}
	}
	stranger := w.browser()
	stranger.cookies[sessionCookie] = strings.TrimPrefix(second, "/agenda/langganan.ics?kunci=")
	if res := stranger.get("/tugas"); res.status != http.StatusSeeOther {
		t.Error("the key is a session")
	}
	if err := w.app.Directory.SetActive(context.Background(), "pemohon", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	if res := w.browser().get(second); res.status != http.StatusNotFound {
		t.Errorf("an inactive account's key gives %d", res.status)
	}
	if err := w.app.Directory.SetActive(context.Background(), "pemohon", true, directory.By{}); err != nil {
		t.Fatal(err)
	}
	in = w.as("pemohon")
	if res := in.post("/akun/kalender/hentikan"); res.status != http.StatusSeeOther {
		t.Errorf("ending it: %d", res.status)
	}
	if res := w.browser().get(second); res.status != http.StatusNotFound {
		t.Errorf("an ended subscription gives %d", res.status)
	}
}

// TestExport reads both files again: the rows of the list with its filters, no cell
// that a spreadsheet would run, dates that are dates.
func TestExport(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "verifikator")
	titles := []string{hostileTitle, "+62 saja", "-1", "@SUM(A1)", `"kutip", koma`, "Baris <b>tebal</b>"}
	for _, s := range titles {
		w.draft("pemohon", s)
		w.clock.Pass(time.Minute)
	}
	w.submitted("pemohon", "Sistem Antrean")
	w.draft("pemohon2", "Milik dinas lain")
	in := w.as("pemohon")
	if body := in.get("/permohonan?status=open").body; !strings.Contains(body, `href="/permohonan/unduh.xlsx?status=open"`) {
		t.Error("the list does not offer itself as a file")
	}
	res := in.get("/permohonan/unduh.csv?status=open")
	rest, marked := strings.CutPrefix(res.body, "\uFEFF")
	lines, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil || !marked || !strings.Contains(res.header.Get("Content-Disposition"), `permohonan-2026-11-23.csv`) {
		t.Fatalf("%v, %v, %s", err, marked, res.header.Get("Content-Disposition"))
	}
	if len(lines) != len(titles)+2 || lines[1][2] != "Sistem Antrean" || lines[1][10] != "2026-11-23" {
		t.Errorf("%d lines: %v", len(lines), lines[:2])
	}
	book, err := excelize.OpenReader(strings.NewReader(in.get("/permohonan/unduh.xlsx").body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(text.ExportSheet())
	if err != nil || len(rows) != len(titles)+2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for name, all := range map[string][][]string{"CSV": lines, "XLSX": rows} {
		for i, want := range text.ExportHeadings() {
			if all[0][i] != want {
				t.Errorf("%s: heading %d is %q", name, i, all[0][i])
			}
		}
		for n, row := range all[1:] {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a spreadsheet would run %q", name, cell)
				}
			}
			if want := titles[max(0, len(titles)-n)%len(titles)]; n > 0 && strings.TrimPrefix(row[2], "'") != want {
				t.Errorf("%s: row %d is %q, want %q", name, n, row[2], want)
			}
		}
	}
	kind, err := book.GetCellType(text.ExportSheet(), "K2")
	raw, err2 := book.GetCellValue(text.ExportSheet(), "K2", excelize.Options{RawCellValue: true})
	if err != nil || err2 != nil || rows[1][10] != "23/11/2026" || raw != "46349" {
		t.Errorf("the day is %q, %q of type %v, %v %v", rows[1][10], raw, kind, err, err2)
	}
	if res := in.get("/permohonan/unduh.csv?status=x"); res.status != http.StatusBadRequest {
		t.Errorf("a wrong filter gives %d", res.status)
	}
	if res := w.as("pemohon2").get("/permohonan/unduh.csv"); strings.Contains(res.body, "Antrean") || !strings.Contains(res.body, "Milik dinas lain") {
		t.Error("a file has other rows than the list")
	}
}

// TestExportCut proves that a list that is too long says so in its last row.
func TestExportCut(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	for i := range 4 {
		w.draft("pemohon", fmt.Sprintf("Sistem %d", i))
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "/permohonan/unduh.xlsx", nil)
	if err != nil {
		t.Fatal(err)
	}
	session := &directory.Session{User: w.actor("pemohon").User}
	for most, want := range map[int]string{3: text.ExportCut(3), 4: "Draf"} {
		book, _, err := w.app.requestsFile(withVisitor(r, &visitor{session: session}), casework.ListQuery{}).workbook(most)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(text.ExportSheet())
		if err != nil || len(rows) != 5 || rows[4][0] != want {
			t.Errorf("of at most %d: %d rows, %v, last %q", most, len(rows), err, rows[len(rows)-1][0])
		}
		_ = book.Close()
	}
}

// TestTrackingQR proves that the image is well-formed, tells nothing of what exists,
// and stands where it is wanted.
func TestTrackingQR(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	v := w.submitted("pemohon", "Sistem Antrean")
	for _, code := range []string{v.TrackingCode, "7K4M-92QX-T3HB", "7k4m92qxt3hb"} {
		res := w.browser().get("/lacak/" + code + "/qr.svg")
		if res.status != http.StatusOK || res.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d %s", code, res.status, res.header.Get("Content-Type"))
		}
		var x struct{ XMLName xml.Name }
		if err := xml.Unmarshal([]byte(res.body), &x); err != nil || x.XMLName.Local != "svg" || strings.Contains(res.body, "style") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if res := w.browser().get("/lacak/x/qr.svg"); res.status != http.StatusNotFound {
		t.Errorf("no code: %d", res.status)
	}
	image := `src="/lacak/` + v.TrackingCode + `/qr.svg"`
	in := w.as("pemohon")
	for _, path := range []string{"/permohonan/" + string(v.ID), "/permohonan/" + string(v.ID) + "/terkirim", "/lacak/" + v.TrackingCode} {
		if !strings.Contains(in.get(path).body, image) {
			t.Errorf("%s has no QR code", path)
		}
	}
	if !strings.Contains(in.get("/lacak/"+v.TrackingCode).body, `href="http://localhost/lacak/`+v.TrackingCode+`"`) {
		t.Error("the public page does not say its own address")
	}
}

// TestGuideChoose proves the answers of the helper, and that it asks for what is missing.
func TestGuideChoose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, want := range map[string]string{
		"orang=ada&keahlian=umum&anggaran=ada":                      "Yang cocok: Swakelola",
		"orang=tidak&keahlian=umum&anggaran=ada":                    "Yang cocok: Pihak",
		"orang=ada&keahlian=ahli&anggaran=ada":                      "Yang cocok: Pihak",
		"orang=tidak&keahlian=ahli&anggaran=tidak":                  "Yang cocok: Swakelola",
		"orang=belum-tahu&keahlian=belum-tahu&anggaran=belum-tahu":  "Yang cocok: Swakelola",
		"orang=tidak&keahlian=belum-tahu&anggaran=belum-tahu":       "Saran ini dapat berubah",
		"orang=ada&keahlian=belum-tahu&anggaran=tidak":              "perjanjian dengan pihak ketiga tidak dapat dibuat",
		"orang=belum-tahu&keahlian=belum-tahu&anggaran=ada&lebih=1": "Tidak ada jawaban yang menuntut pihak ketiga",
	} {
		if res := w.browser().get("/panduan/pilih?" + query); res.status != http.StatusOK || !strings.Contains(res.body, want) {
			t.Errorf("%s: %d, without %q", query, res.status, want)
		}
	}
	res := w.browser().get("/panduan/pilih?orang=ada&keahlian=%3Cb%3E")
	if res.status != http.StatusUnprocessableEntity || strings.Count(res.body, "Pilih satu jawaban") != 4 {
		t.Errorf("missing answers: %d, said %d times", res.status, strings.Count(res.body, "Pilih satu jawaban"))
	}
	for _, path := range []string{"/", "/panduan"} {
		if !strings.Contains(w.browser().get(path).body, `href="/panduan/pilih"`) {
			t.Errorf("%s does not lead to it", path)
		}
	}
}
