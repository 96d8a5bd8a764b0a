package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The list of those present: a code on the projector that changes, and where it leads.

// rollRoute is where the code leads.
const rollRoute = "/hadir/{meeting}"

// Names of values of these pages.
const (
	queryCode     = "kode"
	queryTicket   = "tiket"
	fieldGuest    = "tamu"
	fieldRollName = "nama"
	fieldOffice   = "instansi"
	fieldPosition = "jabatan"
)

// showScreen shows the code of a meeting to everybody in the room. The page loads itself
// again when the code changes; looking changes nothing.
func (a *app) showScreen(w http.ResponseWriter, r *http.Request) error {
	id, item := alur.RequestID(r.PathValue("id")), alur.ItemID(r.PathValue("item"))
	g, err := a.Cases.Screen(r.Context(), a.actor(r), id, item)
	shut := g != nil && alur.CodeOf(err) == alur.CodeConflict
	if err != nil && !shut {
		return err
	}
	m := g.Meeting
	p := &page.MeetingScreen{
		Name: "Daftar hadir: " + text.LowerFirst(m.Item.Title), Request: titleOf(m.Title), When: text.When(m.StartsAt, m.EndsAt), Times: text.RollTimes(g.From, g.Until),
		Count: text.RollCount(len(g.Present), g.Guests), Close: "/permohonan/" + url.PathEscape(string(id)) + "/pertemuan/" + url.PathEscape(string(item)) + "/hadir",
	}
	p.Title, p.Screen, p.Wide, p.NoIndex = p.Name, true, true, true
	if shut {
		return a.render(w, r, http.StatusConflict, "meeting_screen", p)
	}
	now := a.Clock()
	_, until, err := a.Directory.RollCode(m.ID, now)
	if err != nil {
		return err
	}
	// The address of the picture changes with the code, so that no browser shows an old one.
	p.Code = r.URL.Path + "/kode.svg?sampai=" + strconv.FormatInt(until.Unix(), 10)
	p.Refresh = 1 + int(until.Sub(now)/time.Second)
	return a.render(w, r, http.StatusOK, "meeting_screen", p)
}

// showScreenQR draws the present code of a meeting as the address that it opens.
func (a *app) showScreenQR(w http.ResponseWriter, r *http.Request) error {
	g, err := a.Cases.Screen(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), alur.ItemID(r.PathValue("item")))
	if err != nil {
		return err
	}
	code, _, err := a.Directory.RollCode(g.Meeting.ID, a.Clock())
	if err != nil {
		return err
	}
	body, err := qrSVG(a.serverAddress(r) + rollPath(g.Meeting.ID) + "?" + url.Values{queryCode: {code}}.Encode())
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body)) // the visitor may have gone
	}
	return nil
}

func rollPath(meeting string) string { return "/hadir/" + url.PathEscape(meeting) }

// rollPage is what somebody in the room gets; dead where there is nothing to do, with the
// status that says so.
func (a *app) rollPage(r *http.Request, meeting, ticket string) (p *page.Roll, status int, err error) {
	p = &page.Roll{Action: rollPath(meeting), Hiddens: []page.Hidden{{Name: queryTicket, Value: ticket}}}
	p.Title, p.NoIndex, p.Path = "Daftar hadir", true, "/"
	err = a.Directory.CheckRollTicket(meeting, ticket)
	if alur.CodeOf(err) == alur.CodeNotFound {
		p.Dead = text.RollStale()
		return p, http.StatusConflict, nil
	}
	if err != nil {
		return nil, 0, err
	}
	roll, err := a.Cases.Roll(r.Context(), meeting)
	if alur.CodeOf(err) == alur.CodeConflict {
		p.Dead = text.RollClosed() + "."
		return p, http.StatusConflict, nil
	}
	if err != nil {
		return nil, 0, err
	}
	p.What, p.When = roll.Item, text.DateTime(roll.StartsAt)
	if p.What == "" {
		p.What = text.CallWithheld()
	}
	p.Name = page.Field{ID: fieldRollName, Label: "Nama", Width: "l", Autocomplete: "name"}
	p.Office = page.Field{ID: fieldOffice, Label: "Instansi", Width: "l", Autocomplete: "organization"}
	p.Position = page.Field{ID: fieldPosition, Label: "Jabatan", Width: "l", Optional: true, Autocomplete: "organization-title"}
	s := a.session(r)
	if s == nil {
		p.SignIn = "/masuk?" + url.Values{fieldReturn: {rollPath(meeting) + "?" + url.Values{queryTicket: {ticket}}.Encode()}}.Encode()
		return p, http.StatusOK, nil
	}
	g, err := a.Cases.GatheringOf(r.Context(), a.actor(r), meeting)
	switch {
	case alur.CodeOf(err) == alur.CodeNotFound: // a guest with an account
		p.Guest, p.Name.Value, p.Office.Value = true, s.User.Name, s.User.AgencyName
	case err != nil:
		return nil, 0, err
	default:
		if p.Account = displayName(s.User, s.User.Username); g.Noted {
			p.Done = text.RollNoted(p.Account)
		}
	}
	return p, http.StatusOK, nil
}

// showRoll leads in who has scanned the code of the screen. A code becomes a ticket that
// lives long enough to sign in or to type a name; nothing is noted yet.
func (a *app) showRoll(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	meeting, in := r.PathValue("meeting"), r.URL.Query()
	ticket := in.Get(queryTicket)
	if code := in.Get(queryCode); code != "" {
		var err error
		if ticket, err = a.Directory.RollTicket(meeting, code); err != nil && alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
	}
	p, status, err := a.rollPage(r, meeting, ticket)
	if err != nil {
		return err
	}
	return a.render(w, r, status, "roll", p)
}

// submitRoll notes that somebody is there: an account that sees the meeting, else a guest.
func (a *app) submitRoll(w http.ResponseWriter, r *http.Request) error {
	noIndex(w)
	if err := parseForm(r); err != nil {
		return err
	}
	meeting := r.PathValue("meeting")
	p, status, err := a.rollPage(r, meeting, r.PostForm.Get(queryTicket))
	if err != nil {
		return err
	}
	switch {
	case p.Dead != "":
	case r.PostForm.Get(fieldGuest) != "":
		return a.submitGuest(w, r, p)
	case a.session(r) == nil:
		redirect(w, r, p.SignIn)
		return nil
	default:
		if err := a.Cases.Attend(r.Context(), a.actor(r), meeting); err != nil {
			return err
		}
		p.Done = text.RollNoted(p.Account)
	}
	return a.render(w, r, status, "roll", p)
}

// submitGuest notes somebody without an account.
func (a *app) submitGuest(w http.ResponseWriter, r *http.Request, p *page.Roll) error {
	if wait, ok := a.rolls.allow(a.address(r)); !ok {
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	g := casework.Guest{Name: r.PostForm.Get(fieldRollName), Office: r.PostForm.Get(fieldOffice), Position: r.PostForm.Get(fieldPosition)}
	err := a.Cases.AttendGuest(r.Context(), r.PathValue("meeting"), g)
	e, _ := errors.AsType[*alur.Error](err)
	status := http.StatusUnprocessableEntity
	switch {
	case err == nil:
		p.Done = text.RollNoted(g.Name)
		return a.render(w, r, http.StatusOK, "roll", p)
	case e == nil:
		return err
	case e.Code == alur.CodeConflict && e.Field == casework.RollFull:
		status, p.Faults = http.StatusConflict, []page.Fault{{Text: text.RollFull()}}
	case e.Code == alur.CodeInvalidData:
		fields := map[string]string{"name": fieldRollName, "office": fieldOffice, "position": fieldPosition}
		for _, b := range e.Blockers {
			p.Faults = append(p.Faults, page.Fault{Field: fields[b.Item], Text: text.RollFault(b.Item)})
		}
	default:
		return err
	}
	p.Name.Value, p.Office.Value, p.Position.Value = g.Name, g.Office, g.Position
	p.Mark()
	return a.render(w, r, status, "roll", p)
}
