package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The pages about who comes to a meeting, who was there and what came of it.

// gatheringTable are the routes of these pages.
func (a *app) gatheringTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const one = "/permohonan/{id}/pertemuan/{item}"
	return []route{
		{method: get, pattern: one + "/hadir", who: signedIn, handle: a.showGathering},
		{method: post, pattern: one + "/hadir", who: signedIn, handle: a.submitComing},
		{method: post, pattern: one + "/notulen", who: signedIn, handle: a.submitMinutesPaper},
		{method: get, pattern: one + "/layar", who: signedIn, handle: a.showScreen},
		{method: get, pattern: one + "/layar/kode.svg", who: signedIn, handle: a.showScreenQR},
		// Who is in the room may have no account; the code on the screen is the door.
		{method: get, pattern: rollRoute, who: public, handle: a.showRoll, secret: true},
		{method: post, pattern: rollRoute, who: public, handle: a.submitRoll, secret: true},
	}
}

// Names of values in these forms.
const (
	fieldComing = "jawaban" // hadir, mungkin, tidak
	fieldReason = "alasan"
)

// minutesKind is the paper of a meeting's results, and the item that it fills.
const minutesKind = "notulen"

// comingValues are the answers as forms name them, in their order.
var comingValues = []struct{ value, answer string }{{"hadir", casework.ComingYes}, {"mungkin", casework.ComingMaybe}, {"tidak", casework.ComingNo}}

// A gatheringVisit is a request to the page of who comes.
type gatheringVisit struct {
	view *casework.View
	of   *casework.Gathering
}

func (a *app) gatheringOf(r *http.Request) (*gatheringVisit, error) {
	v, err := a.requestOf(r)
	if err != nil {
		return nil, err
	}
	g, err := a.Cases.Gathering(r.Context(), a.actor(r), v.ID, alur.ItemID(r.PathValue("item")))
	if err != nil {
		return nil, err
	}
	return &gatheringVisit{v, g}, nil
}

// showGathering shows who comes to a meeting, who was there and what came of it.
func (a *app) showGathering(w http.ResponseWriter, r *http.Request) error {
	x, err := a.gatheringOf(r)
	if err != nil {
		return err
	}
	return a.renderGathering(w, r, x, nil, nil)
}

// renderGathering shows the page, with what was typed where it could not be kept.
func (a *app) renderGathering(w http.ResponseWriter, r *http.Request, x *gatheringVisit, typed url.Values, faults []page.Fault) error {
	v, g := x.view, x.of
	m := g.Meeting
	p := &page.RequestGathering{
		Name: m.Item.Title + ": peserta dan hasil", When: text.When(m.StartsAt, m.EndsAt), Place: m.Place, Link: m.Link, Off: m.Cancelled,
		Times: text.RollTimes(g.From, g.Until), Count: text.RollCount(len(g.Present), g.Guests),
	}
	tell(&p.Base, v, p.Name)
	p.Wide = false
	p.Faults = faults
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	p.Head = a.head(v, "pertemuan", a.session(r).User)
	if !m.Cancelled && m.StartsAt.After(a.Clock()) {
		p.Calendar = page.MeetingCalendar(m.ID)
	}
	fillComing(p, v, g, typed)
	for _, x := range g.Present {
		row := page.PresentRow{Time: text.RollSpan(x.At), Name: x.Name, Office: x.Office, Position: x.Position}
		if !x.Account {
			row.Mark = text.NoAccount()
		}
		p.Present = append(p.Present, row)
	}
	if g.Leads && g.Open {
		p.Projector = page.Link{Href: meetingPath(v, m.Item.ID, "layar"), Text: "Tampilkan kode di layar"}
	}
	if err := a.fillResults(r, p, v, g); err != nil {
		return err
	}
	p.Mark()
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusConflict
		if typed != nil {
			status = http.StatusUnprocessableEntity
		}
	}
	return a.render(w, r, status, "request_gathering", p)
}

func fillComing(p *page.RequestGathering, v *casework.View, g *casework.Gathering, typed url.Values) {
	if g.Mine != nil && g.Mine.Answer != "" {
		p.Mine = text.LowerFirst(text.Coming(g.Mine.Answer))
	}
	if g.Answers {
		f := &page.ComingForm{
			Action: meetingPath(v, g.Meeting.Item.ID, "hadir"),
			Answer: page.Field{ID: fieldComing, Label: "Apakah Anda hadir?", Type: "radios"},
			Reason: page.Field{ID: fieldReason, Label: "Alasan", Optional: true, Width: "l", Spellcheck: true, Value: g.Mine.Reason, Hint: "Misalnya siapa yang mewakili Anda"},
		}
		chosen := ""
		for _, c := range comingValues {
			if c.answer == g.Mine.Answer {
				chosen = c.value
			}
		}
		if typed != nil {
			chosen, f.Reason.Value = typed.Get(fieldComing), typed.Get(fieldReason)
		}
		for _, c := range comingValues {
			f.Answer.Options = append(f.Answer.Options, page.Choice{Value: c.value, Text: text.Coming(c.answer), Checked: c.value == chosen})
		}
		p.Answer = f
	}
	if !g.Leads || len(g.Coming) == 0 {
		return
	}
	p.Score = text.ComingCount(g.Yes, g.Maybe, g.No, g.Silent)
	for _, c := range g.Coming {
		row := page.ComingRow{Name: displayName(c.User, c.User.Username), Office: c.User.AgencyName, Reason: c.Reason, Answer: page.Tag{Kind: "draf", Text: text.Coming(c.Answer)}}
		switch c.Answer {
		case casework.ComingYes:
			row.Answer.Kind, row.Answer.Icon = "selesai", "selesai"
		case casework.ComingMaybe:
			row.Answer.Kind, row.Answer.Icon = "tunggu", "tunggu"
		case casework.ComingNo:
			row.Answer.Kind, row.Answer.Icon = "tolak", "tolak"
		}
		p.Coming = append(p.Coming, row)
	}
}

// fillResults shows what came of each point, and offers to make the paper of it.
func (a *app) fillResults(r *http.Request, p *page.RequestGathering, v *casework.View, g *casework.Gathering) error {
	st, item := g.Meeting.Stage, g.Meeting.Item
	var m flow.Meeting
	_ = json.Unmarshal(v.State.Value(st.ID, item.ID), &m) // none, or of another shape, has no points
	topics, notes := text.ParseMinutes(m.Minutes)
	for i, t := range topics {
		x := page.AnswerPart{Key: strconv.Itoa(i+1) + ". " + t.Title, Value: t.Line()}
		if x.Value == "" {
			x.Value = "Belum ada hasil"
		}
		p.Topics = append(p.Topics, x)
	}
	if notes != "" {
		p.Topics = append(p.Topics, page.AnswerPart{Key: "Catatan lain", Value: notes})
	}
	if v.Stage.ID != st.ID {
		return nil
	}
	if g.Leads && v.State.Paused == nil && !v.State.Status.Ended() {
		p.Edit = page.Link{Href: requestPath(v) + "#" + itemAnchor + string(item.ID), Text: "Isi mata acara dan hasilnya"}
	}
	if st.Item(minutesKind) == nil {
		return nil
	}
	if paper := v.State.PaperInForce(minutesKind); paper != nil {
		p.Paper = page.Link{Href: requestPath(v, tabPapers, paper.Code), Text: "Naskah notulen yang berlaku"}
	}
	if len(p.Topics) == 0 {
		return nil
	}
	state, err := a.Papers.State(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return err
	}
	for _, k := range state.Kinds {
		if k.ID == minutesKind && k.View.Mine && k.View.Code == "" && len(k.Lacking(v.Plan, v.State)) == 0 {
			p.Minutes = &page.ActionForm{Action: meetingPath(v, item.ID, minutesKind), Button: "Pakai sebagai notulen", Class: "tombol-kedua", Hiddens: formHiddens(v)}
		}
	}
	return nil
}

// submitComing keeps whether the visitor comes.
func (a *app) submitComing(w http.ResponseWriter, r *http.Request) error {
	x, err := a.gatheringOf(r)
	if err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	answer := ""
	for _, c := range comingValues {
		if c.value == r.PostForm.Get(fieldComing) {
			answer = c.answer
		}
	}
	err = a.Cases.AnswerInvitation(r.Context(), a.actor(r), x.of.Meeting.ID, answer, r.PostForm.Get(fieldReason))
	switch {
	case alur.CodeOf(err) == alur.CodeInvalidData:
		field := fieldComing
		part := ""
		if e, ok := errors.AsType[*alur.Error](err); ok && len(e.Blockers) > 0 {
			part = e.Blockers[0].Item
		}
		if part == "reason" {
			field = fieldReason
		}
		return a.renderGathering(w, r, x, r.PostForm, []page.Fault{{Field: field, Text: text.ComingFault(part)}})
	case alur.CodeOf(err) == alur.CodeConflict:
		return a.renderGathering(w, r, x, nil, []page.Fault{{Text: text.ComingOver()}})
	case err != nil:
		return err
	}
	a.notify(w, r, page.Notice{Text: text.ComingSaved(answer), Href: "/agenda", LinkText: "Buka Agenda"})
	redirect(w, r, meetingPath(x.view, x.of.Meeting.Item.ID, "hadir"))
	return nil
}

// submitMinutesPaper makes the paper of a meeting's results and fills the item with it:
// both through the use cases of papers, each once.
func (a *app) submitMinutesPaper(w http.ResponseWriter, r *http.Request) error {
	x, err := a.gatheringOf(r)
	if err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	v := x.view
	if x.of.Meeting.Stage.Item(minutesKind) == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	in := &posted{values: r.PostForm}
	issued := func(*casework.Written) reply { return reply{To: requestPath(v)} }
	if _, err := a.Papers.Issue(r.Context(), a.actor(r), v.ID, minutesKind, casework.Options{Once: in.once(r, "terbit", issued)}); err != nil {
		return err
	}
	now, err := a.Cases.Get(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return err
	}
	paper := now.State.PaperInForce(minutesKind)
	if paper == nil {
		return alur.Refuse(alur.CodeConflict)
	}
	answer := a.paperUsed(v, minutesKind, minutesKind)
	done, err := a.Papers.Use(r.Context(), a.actor(r), v.ID, paper.Code, minutesKind, casework.Options{Once: in.once(r, "pakai", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// linkGathering leads from a meeting's page to who comes; zero while it has no time.
func (a *app) linkGathering(r *http.Request, m *meetingVisit) (link page.Link, note string, err error) {
	g, err := a.Cases.Gathering(r.Context(), a.actor(r), m.view.ID, m.round.Item.ID)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return page.Link{}, "", nil
	}
	if err != nil {
		return page.Link{}, "", err
	}
	link = page.Link{Href: meetingPath(m.view, m.round.Item.ID, "hadir"), Text: "Peserta, daftar hadir, dan hasil"}
	if g.Leads && len(g.Coming) > 0 {
		note = text.ComingCount(g.Yes, g.Maybe, g.No, g.Silent)
	} else if g.Answers && g.Mine.Answer == "" {
		link.Text = "Jawab undangan"
	}
	return link, note, nil
}
