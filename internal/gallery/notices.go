package gallery

import (
	"time"

	"github.com/alur-id/alur"
	told "github.com/alur-id/alur/internal/notice"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// noticeExhibits are what people are told, and letters on their way.
func noticeExhibits() []Exhibit {
	row := func(kind told.Kind, title, when string, unread, mailed bool) page.NoticeRow {
		r := page.NoticeRow{Href: at, At: when, Unread: unread, Mailed: mailed, Read: "/kabar/dibaca/contoh"}
		r.Subject, r.Line = text.Notice(text.NoticeFacts{
			Kind: string(kind), Number: number, Code: code, Title: title, Agency: health, N: 2, Other: 6, Severe: 1, Stage: "Rapat koordinasi", Item: "Rapat",
			Party: "Tim Penguji", Start: time.Date(2026, 12, 10, 9, 0, 0, 0, alur.Jakarta), Place: "Ruang Aptika", Reason: "Sistem serupa sudah ada di Katalog", By: rino, Status: "completed",
		})
		return r
	}
	list := func(rows ...page.NoticeRow) *page.Notices {
		p := &page.Notices{Base: staff("Kabar", narrow, current("/kabar"), func(b *page.Base) { b.Unread = 2 }), Rows: rows, Until: "1796700000000000"}
		for _, r := range rows {
			p.Fresh = p.Fresh || r.Unread
		}
		return p
	}
	some := list(row(told.Returned, system, fridayAt, true, true), row(told.Message, longSystem, fridayAt, true, false), row(told.Meeting, system, fridayAt, false, true))
	some.Next = "/kabar?setelah=contoh"
	var every []page.NoticeRow
	for i, k := range told.Kinds {
		every = append(every, row(k, system, fridayAt, i%3 == 0, i%2 == 0))
	}
	all := list(every...)
	all.UnreadMore, all.Unread = true, 99
	none := list()
	none.Unread = 0
	nothingNew := list()
	nothingNew.Only, nothingNew.Unread = true, 0

	stop := func(kind told.Kind, done bool) *page.NoticeStop {
		p := &page.NoticeStop{Base: visitor("Berhenti menerima email"), Action: "/kabar/berhenti/contoh", Digest: kind == "", Done: done}
		p.Name, _ = text.NoticeKind(string(kind))
		return p
	}

	letter := func(what, whom, state, why, when string, tag page.Tag) page.DeliveryRow {
		tag.Text = text.JobState(state)
		return page.DeliveryRow{
			ID: "kirim-" + state, What: text.JobKind(what, ""), Whom: page.Link{Href: "/admin/pengguna/contoh", Text: whom}, About: page.Link{Href: at, Text: "Buka permohonan"},
			State: tag, Why: text.JobCause(why), When: when,
		}
	}
	failed := letter("notice", wati, "failed", "refused", "Dibuat "+fridayAt+" · 1 kali dicoba · gagal "+fridayAt, page.Tag{Kind: "tolak", Icon: "galat"})
	failed.Retry, failed.Discard = "/admin/pengiriman/contoh/ulang", "/admin/pengiriman/contoh/buang"
	waiting := letter("digest", joko, "waiting", "connection", "Dibuat "+fridayAt+" · 7 kali dicoba · berikutnya "+fridayAt, page.Tag{Kind: "tunggu", Icon: "tunggu"})
	waiting.Retry, waiting.Discard, waiting.About = failed.Retry, failed.Discard, page.Link{}
	done := letter("notice", dewi, "done", "", "Dibuat "+fridayAt+" · 1 kali dicoba · selesai "+fridayAt, page.Tag{Kind: "selesai", Icon: "selesai"})
	dropped := letter("notice", sari, "discarded", "refused", "Dibuat "+fridayAt+" · 3 kali dicoba · dibuang "+fridayAt, page.Tag{Kind: "draf", Icon: "silang"})
	dropped.Retry = failed.Retry
	deliveries := func(rows ...page.DeliveryRow) *page.Deliveries {
		return &page.Deliveries{
			Base:    administrator("Pengiriman", narrow, current("/admin/pengiriman")),
			Counts:  []page.Pair{{Name: "Gagal", Value: "1"}, {Name: "Menunggu", Value: "12"}, {Name: "Selesai", Value: "1.204"}, {Name: "Dibuang", Value: "1"}},
			Filters: []page.Field{selectField("keadaan", "Keadaan", "Semua", "Menunggu dicoba lagi", "Gagal"), {ID: "akun", Label: "Nama pengguna penerima", Width: "m"}},
			Rows:    rows,
		}
	}
	full := deliveries(failed, waiting, done, dropped)
	full.RetryAll, full.Next = "/admin/pengiriman/ulang", "/admin/pengiriman?setelah=contoh"
	discard := func(change ...func(*page.Base)) *page.DeliveryDiscard {
		p := &page.DeliveryDiscard{
			Base: administrator("Buang pengiriman", append(change, narrow)...), What: text.JobKind("notice", ""), Whom: wati, Why: text.JobCause("refused"),
			Action: failed.Discard, Return: "/admin/pengiriman", Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Tercatat di catatan keamanan", Width: "l"},
		}
		p.Crumbs = []page.Link{{Href: "/admin/pengiriman", Text: "Pengiriman"}, {Text: "Buang"}}
		p.Mark()
		return p
	}
	const kabar, kirim = "Kabar", "Pengiriman"
	return []Exhibit{
		{Page: "notices", Name: kabar, Look: "dua belum dibaca", Content: some},
		{Page: "notices", State: "semua", Name: kabar, Look: "setiap jenis", Content: all},
		{Page: "notices", State: "kosong", Name: kabar, Look: "belum ada", Content: none},
		{Page: "notices", State: "terbaca", Name: kabar, Look: "semua terbaca", Content: nothingNew},
		{Page: "notice_stop", Name: "Berhenti menerima email", Look: "ditanya dahulu", Content: stop(told.Message, false)},
		{Page: "notice_stop", State: "sudah", Name: "Berhenti menerima email", Look: "sudah dihentikan", Content: stop(told.Message, true)},
		{Page: "notice_stop", State: "ringkasan", Name: "Berhenti menerima email", Look: "ringkasan pagi dihentikan", Content: stop("", true)},
		{Page: "deliveries", Name: kirim, Look: "setiap keadaan", Content: full},
		{Page: "deliveries", State: "kosong", Name: kirim, Look: "tidak ada", Content: deliveries()},
		{Page: "delivery_discard", Name: kirim, Look: "buang", Content: discard()},
		{Page: "delivery_discard", State: "salah", Name: kirim, Look: "buang tanpa alasan", Status: 422, Content: discard(faults(page.Fault{Field: "alasan", Text: text.JobFault("required")}))},
	}
}

// exampleNoticeForm is how the account's owner wants to be told.
func exampleNoticeForm() page.NoticeForm {
	f := page.NoticeForm{
		Kinds:  page.Field{ID: "jenis-kabar", Label: "Kabar yang juga dikirim lewat email", Type: "checkboxes"},
		Habits: page.Field{ID: "kebiasaan-kabar", Label: "Kapan", Type: "checkboxes"},
	}
	for i, k := range told.Kinds {
		name, when := text.NoticeKind(string(k))
		f.Kinds.Options = append(f.Kinds.Options, page.Choice{Value: string(k), Text: name, Hint: when, Checked: i != 3})
	}
	f.Habits.Options = []page.Choice{
		{Value: "ringkasan", Text: "Ringkasan setiap pagi", Hint: "Satu email pukul 07.00 pada hari kerja, bila ada tugas untuk Anda", Checked: true},
		{Value: "jam-kerja", Text: "Hanya pada jam kerja", Hint: "Email menunggu sampai pukul 07.00 pada hari kerja. Email untuk masuk dan keamanan tetap langsung dikirim", Checked: true},
	}
	return f
}
