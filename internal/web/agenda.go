package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/ics"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// agendaTable are the routes of the agenda, of the list as a file, and of the small
// helpers for visitors.
func (a *app) agendaTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: "/agenda", who: signedIn, handle: a.showAgenda},
		{method: get, pattern: "/agenda/{file}", who: signedIn, handle: a.showMeetingCalendar},
		// Calendar programs have no session; the key is the door.
		{method: get, pattern: "/agenda/langganan.ics", who: public, handle: a.showCalendarFeed, secret: true},
		{method: post, pattern: "/akun/kalender", who: signedIn, handle: a.submitCalendarKey},
		{method: post, pattern: "/akun/kalender/hentikan", who: signedIn, handle: a.submitDropCalendarKey},

		{method: get, pattern: "/permohonan/unduh.csv", who: signedIn, handle: a.downloadCSV, confirm: true},
		{method: get, pattern: "/permohonan/unduh.xlsx", who: signedIn, handle: a.downloadXLSX, confirm: true},

		{method: get, pattern: "/lacak/{code}/qr.svg", who: public, handle: a.showTrackingQR},
		{method: get, pattern: "/panduan/pilih", who: public, handle: a.showGuideChoose},
	}
}

// How many meetings a page of the agenda shows.
const meetingsPerPage = 50

// Names in the address of the agenda.
const (
	agendaWhen = "waktu" // "lalu"
	agendaWho  = "siapa" // "saya"
)

// showAgenda lists the meetings of the requests that the visitor sees, by day.
func (a *app) showAgenda(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	q := casework.MeetingQuery{Past: in.Get(agendaWhen) == "lalu", Mine: in.Get(agendaWho) == "saya", Cursor: in.Get(pageAfter), Limit: meetingsPerPage}
	found, next, err := a.Cases.Meetings(r.Context(), a.actor(r), q)
	if err != nil {
		return err
	}
	p := &page.Agenda{Past: q.Past, Mine: q.Mine, Swap: agendaPath(q.Past, !q.Mine, "")}
	p.Title, p.Current, p.Wide = "Agenda", "/agenda", true
	p.Tabs = []page.Tab{
		{Href: agendaPath(false, q.Mine, ""), Text: "Mendatang", Current: !q.Past},
		{Href: agendaPath(true, q.Mine, ""), Text: "Yang lalu", Current: q.Past},
	}
	if next != "" {
		p.Next = agendaPath(q.Past, q.Mine, next)
	}
	if q.Cursor != "" {
		p.First = agendaPath(q.Past, q.Mine, "")
	}
	if !q.Past && q.Cursor == "" {
		if p.Askings, err = a.askings(r); err != nil {
			return err
		}
	}
	for _, m := range found {
		day := text.Date(m.StartsAt)
		if n := len(p.Days); n == 0 || p.Days[n-1].Title != day {
			id := "hari-" + m.StartsAt.In(alur.Jakarta).Format(time.DateOnly)
			p.Days = append(p.Days, page.AgendaDay{ID: id, Title: day, Near: text.NearDay(m.StartsAt, a.Clock())})
		}
		d := &p.Days[len(p.Days)-1]
		row := agendaRow(m)
		if q.Past || m.Cancelled {
			row.Calendar = ""
		}
		d.Rows = append(d.Rows, row)
	}
	return a.render(w, r, http.StatusOK, "agenda", p)
}

func agendaPath(past, mine bool, after string) string {
	q := url.Values{}
	if past {
		q.Set(agendaWhen, "lalu")
	}
	if mine {
		q.Set(agendaWho, "saya")
	}
	if after != "" {
		q.Set(pageAfter, after)
	}
	if len(q) == 0 {
		return "/agenda"
	}
	return "/agenda?" + q.Encode()
}

func agendaRow(m casework.Meeting) page.AgendaRow {
	return page.AgendaRow{
		Time: text.Span(m.StartsAt, m.EndsAt), Item: m.Item.Title, Stage: text.StageOf(m.Stage.Number, m.Plan.Total(), m.Stage.Title),
		Href: "/permohonan/" + string(m.Request), Title: titleOf(m.Title), Number: numberOf(m.Number), Agency: m.Agency.Name,
		Place: m.Place, Link: m.Link, Who: text.And(attendeesOf(m)), Mine: m.Mine, Cancelled: m.Cancelled, Calendar: page.MeetingCalendar(m.ID),
	}
}

func attendeesOf(m casework.Meeting) []string {
	var out []string
	for _, u := range m.Attendees {
		out = append(out, u.Name)
	}
	return out
}

// showMeetingCalendar sends one meeting as a file for calendars.
func (a *app) showMeetingCalendar(w http.ResponseWriter, r *http.Request) error {
	id, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	m, err := a.Cases.Meeting(r.Context(), a.actor(r), id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="agenda.ics"`)
	return a.sendCalendar(w, r, a.calendar(r, []casework.Meeting{*m}))
}

// The subscription shows what was lately and what comes, at most this much.
const (
	feedBack = 90 * 24 * time.Hour
	feedMost = 500
)

// showCalendarFeed sends the agenda of whoever has the key, as the account sees it
// now: what the account may not see any more is not in it.
func (a *app) showCalendarFeed(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Cache-Control", "no-store")
	u, err := a.Directory.CalendarUser(r.Context(), r.URL.Query().Get("kunci"))
	if err != nil {
		return err
	}
	q := casework.MeetingQuery{Since: a.Clock().Add(-feedBack), Limit: 100}
	var all []casework.Meeting
	for {
		found, next, err := a.Cases.Meetings(r.Context(), casework.Actor{User: u}, q)
		if err != nil {
			return err
		}
		all = append(all, found...)
		if q.Cursor = next; next == "" || len(all) >= feedMost {
			break
		}
	}
	// What has no time any more would stay in calendars that keep what they once read.
	off, err := a.Cases.CalledOff(r.Context(), casework.Actor{User: u}, q.Since)
	if err != nil {
		return err
	}
	cal := a.calendar(r, append(all, off...))
	cal.SetXWRCalName(text.AgendaName(u.Name))
	cal.SetXWRTimezone("Asia/Jakarta")
	cal.SetRefreshInterval("PT1H", ical.WithValue("DURATION"))
	cal.SetXPublishedTTL("PT1H")
	return a.sendCalendar(w, r, cal)
}

// calendar makes an iCalendar object (RFC 5545) of meetings. People are named in
// words: an ATTENDEE needs an address, which Alur does not hand out. What letters say of
// the same meeting has the same UID and SEQUENCE.
func (a *app) calendar(r *http.Request, meetings []casework.Meeting) *ical.Calendar {
	var events []ics.Event
	for _, m := range meetings {
		at := a.serverAddress(r) + "/permohonan/" + string(m.Request)
		events = append(events, ics.Event{
			UID: m.ID, Sequence: m.Sequence, Stamp: a.Clock(), Start: m.StartsAt, End: m.EndsAt, Summary: text.MeetingOf(m.Item.Title, titleOf(m.Title)),
			Description: text.MeetingNotes(numberOf(m.Number), m.Agency.Name, text.StageOf(m.Stage.Number, m.Plan.Total(), m.Stage.Title), text.And(attendeesOf(m)), m.Link, at),
			Place:       m.Place, Link: m.Link, URL: at, Cancelled: m.Cancelled,
		})
	}
	return ics.Calendar(ics.Publish, events...)
}

func (a *app) sendCalendar(w http.ResponseWriter, r *http.Request, cal *ical.Calendar) error {
	body := ics.Text(cal)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body)) // the visitor may have gone
	}
	return nil
}

// serverAddress is this server as people type it: "https://alur.salatiga.go.id". Without
// a setting it is what the visitor has typed, and stands only in answers to that
// visitor, so a forged Host deceives nobody else.
func (a *app) serverAddress(r *http.Request) string {
	if a.PublicURL != "" {
		return strings.TrimRight(a.PublicURL, "/")
	}
	if a.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// submitCalendarKey makes the address of one's own subscription and shows it once:
// what is kept is its hash.
func (a *app) submitCalendarKey(w http.ResponseWriter, r *http.Request) error {
	secret, err := a.Directory.RenewCalendarKey(r.Context(), a.session(r).User.Username)
	if err != nil {
		return err
	}
	p, err := a.accountPage(r)
	if err != nil {
		return err
	}
	p.Calendar.Address = a.serverAddress(r) + "/agenda/langganan.ics?kunci=" + secret
	p.Title = "Akun: alamat kalender"
	return a.render(w, r, http.StatusOK, "account", p)
}

// submitDropCalendarKey ends one's own subscription.
func (a *app) submitDropCalendarKey(w http.ResponseWriter, r *http.Request) error {
	if err := a.Directory.DropCalendarKey(r.Context(), a.session(r).User.Username); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Langganan kalender dihentikan. Alamat lama tidak berlaku lagi."})
	redirect(w, r, "/akun#kalender")
	return nil
}

// calendarKey is what the account's page says of the subscription.
func (a *app) calendarKey(r *http.Request) (page.CalendarKey, error) {
	since, err := a.Directory.CalendarKeySince(r.Context(), a.session(r).User.Username)
	switch {
	case alur.CodeOf(err) == alur.CodeNotFound:
		return page.CalendarKey{}, nil
	case err != nil:
		return page.CalendarKey{}, err
	}
	return page.CalendarKey{Since: text.DateTime(since)}, nil
}
